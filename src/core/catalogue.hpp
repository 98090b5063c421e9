#pragma once

#include "core/diagnostic.hpp"
#include "core/message.hpp"

#include <array>
#include <span>
#include <string>
#include <string_view>

namespace skattekrona {

/// A text in both languages, Swedish first: templates with named arguments, "{areas}".
struct CatalogueEntry {
    std::string_view key;
    /// Chosen where the argument `n` is one as it is shown; the same as the plural where there is one form.
    std::array<std::string_view, 2> singular;
    std::array<std::string_view, 2> plural;
};

/// Every sentence the program says, in Swedish and English; the content of models/texts/.
class Catalogue {
public:
    /// Entries sorted by key, which stay where they are.
    constexpr explicit Catalogue(std::span<const CatalogueEntry> entries) : entries_(entries) {}
    /// The catalogue that was compiled into the program; texts can then never be missing.
    static const Catalogue& built_in();

    bool contains(std::string_view key) const { return find(key) != nullptr; }
    /// The words of a message, harmless whoever wrote its arguments. An unknown key or argument is a bug.
    std::string words(const Message& message, Language language) const;
    std::span<const CatalogueEntry> entries() const { return entries_; }

private:
    const CatalogueEntry* find(std::string_view key) const;

    std::span<const CatalogueEntry> entries_;
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

/// −1, 0 or 1: the sign of a number as it is shown. What is said of its direction goes by this, so that nothing rises
/// by 0,0.
int shown_sign(const Number& number);
/// The value as it is shown, so that what looks the same is the same.
double shown_value(const Number& number);

/// "Fel: …" with place, what was expected and what to do, one problem after another.
std::string describe(const Diagnostics& problems, const Wording& words);

}  // namespace skattekrona
