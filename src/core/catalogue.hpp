#pragma once

#include "core/diagnostic.hpp"
#include "core/message.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// Every sentence the program says, in Swedish and English; the content of models/texts.toml.
class Catalogue {
public:
    /// Reads a catalogue from TOML. A leaf is a table with `sv` and `en`; either is a template with named
    /// arguments, or two of them, singular and plural, chosen by the argument `n`.
    static Result<Catalogue> parse(std::string_view toml, const std::string& file);
    /// The catalogue that was compiled into the program; texts can then never be missing.
    static const Catalogue& built_in();

    bool contains(std::string_view key) const { return entries_.contains(key); }
    /// The words of a message. An unknown key or argument is a bug and throws std::logic_error.
    std::string words(const Message& message, Language language) const;
    std::vector<std::string> keys() const;

private:
    struct Entry {
        std::array<std::vector<std::string>, 2> templates;
    };
    std::map<std::string, Entry, std::less<>> entries_;
};

/// A catalogue in one language: what a writer needs to turn messages and numbers into words.
class Wording {
public:
    Wording(const Catalogue& catalogue, Language language) : catalogue_(&catalogue), language_(language) {}

    Language language() const { return language_; }
    bool contains(std::string_view key) const { return catalogue_->contains(key); }
    std::string operator()(const Message& message) const { return catalogue_->words(message, language_); }
    std::string operator()(std::string_view key) const { return (*this)(Message{std::string(key), {}}); }
    const std::string& operator()(const Text& text) const { return text.in(language_); }
    /// A number by the language's rules: sv "−1 234,5", en "−1,234.5"; a missing one is "–".
    std::string operator()(const Number& number) const;

private:
    const Catalogue* catalogue_;
    Language language_;
};

}  // namespace skattekrona
