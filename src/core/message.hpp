#pragma once

#include "core/units.hpp"

#include <cmath>
#include <concepts>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace skattekrona {

enum class Language { swedish, english };

/// A name or title in both languages, as the files under models/ give it.
struct Text {
    std::string sv;
    std::string en;

    const std::string& in(Language language) const { return language == Language::swedish ? sv : en; }
    friend bool operator==(const Text&, const Text&) = default;
};

/// A number as a reader should see it: with so many decimals and, where direction matters, a plus sign.
struct Number {
    double value = missing;
    int decimals = 0;
    bool plus_sign = false;
};

/// Decimals of an amount in a sentence: one below ten.
inline int amount_decimals(double amount) { return std::abs(amount) < 10 ? 1 : 0; }

/// A number of things.
template <std::integral Whole>
Number count(Whole n) {
    return {static_cast<double>(n)};
}

/// A text of the catalogue as part of another.
struct TextKey {
    std::string key;
};

/// One thing said to a person: a key of models/texts/ and the arguments of its template.
/// Layers speak in messages and stay free of language; only the writers turn them into words.
struct Message {
    /// Several texts or messages are listed: "a, b och c" and "a, b, c".
    using Argument = std::variant<std::string, Text, std::vector<Text>, TextKey, Number, Year, std::vector<Message>>;

    std::string key;
    std::vector<std::pair<std::string, Argument>> arguments;
};

}  // namespace skattekrona
