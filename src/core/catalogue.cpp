#include "core/catalogue.hpp"

#include "core/bug.hpp"
#include "core/spelling.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

std::string format_number(const Number& number, Language language) {
    if (is_missing(number.value)) {
        return "–";
    }
    const std::string plain = fmt::format("{:.{}f}", std::abs(number.value), number.decimals);
    const std::size_t point = plain.find('.');
    const std::string whole = plain.substr(0, point);
    const bool swedish = language == Language::swedish;
    std::string out;
    // What rounds to zero has no sign: "−0,0" would be read as a finding.
    const int sign = shown_sign(number);
    if (sign < 0) {
        out += "\u2212";
    } else if (number.plus_sign && sign > 0) {
        out += "+";
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (i > 0 && (whole.size() - i) % 3 == 0) {
            out += swedish ? "\u00A0" : ",";
        }
        out += whole[i];
    }
    if (point != std::string::npos) {
        out += swedish ? "," : ".";
        out += plain.substr(point + 1);
    }
    return out;
}

std::string join(const std::vector<Text>& texts, Language language) {
    std::string out;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (i > 0) {
            out += i + 1 < texts.size() ? ", " : language == Language::swedish ? " och " : " and ";
        }
        out += texts[i].in(language);
    }
    return out;
}

struct ArgumentWords {
    const Catalogue& catalogue;
    Language language;

    std::string operator()(const std::string& word) const { return harmless(word); }
    std::string operator()(const Text& text) const { return harmless(text.in(language)); }
    std::string operator()(const std::vector<Text>& texts) const { return harmless(join(texts, language)); }
    std::string operator()(const TextKey& text) const { return catalogue.words({text.key, {}}, language); }
    std::string operator()(const Number& number) const { return format_number(number, language); }
    std::string operator()(const std::vector<Message>& messages) const {
        std::string list;
        for (const auto& message : messages) {
            list += (list.empty() ? "" : ", ") + catalogue.words(message, language);
        }
        return list;
    }
    std::string operator()(Year year) const { return fmt::format("{}", year.value); }
};

}  // namespace

int shown_sign(const Number& number) {
    if (is_missing(number.value)) {
        return 0;
    }
    const std::string plain = fmt::format("{:.{}f}", std::abs(number.value), number.decimals);
    return plain.find_first_not_of("0.") == std::string::npos ? 0 : number.value < 0 ? -1 : 1;
}

double shown_value(const Number& number) {
    return is_missing(number.value)
               ? missing
               : std::strtod(fmt::format("{:.{}f}", number.value, number.decimals).c_str(), nullptr);
}

const CatalogueEntry* Catalogue::find(std::string_view key) const {
    const auto entry = std::ranges::lower_bound(entries_, key, {}, &CatalogueEntry::key);
    return entry != entries_.end() && entry->key == key ? &*entry : nullptr;
}

std::string Catalogue::words(const Message& message, Language language) const {
    const CatalogueEntry* entry = find(message.key);
    if (entry == nullptr) {
        bug("no text for " + message.key);
    }
    const auto is_one = [](const auto& named) {
        const auto* number = std::get_if<Number>(&named.second);
        // As the number is shown: 1.2 seconds are "en sekund" without decimals.
        return named.first == "n" && number != nullptr && number->decimals == 0 && std::round(number->value) == 1.0;
    };
    const bool singular = std::ranges::any_of(message.arguments, is_one);
    const std::string_view form = (singular ? entry->singular : entry->plural)[language == Language::swedish ? 0 : 1];
    std::string out;
    std::size_t said = 0;
    for (std::size_t brace = form.find_first_of("{}"); brace < form.size(); brace = form.find_first_of("{}", said)) {
        out += form.substr(said, brace - said);
        if (form[brace + 1] == form[brace]) {  // a brace that is said is written twice
            out += form[brace];
            said = brace + 2;
            continue;
        }
        const std::size_t end = form.find('}', brace);
        const auto argument = std::ranges::find(message.arguments, form.substr(brace + 1, end - brace - 1),
                                                [](const auto& named) { return std::string_view(named.first); });
        if (argument == message.arguments.end()) {
            bug("no argument for " + std::string(form.substr(brace, end - brace + 1)) + " in " + message.key);
        }
        out += std::visit(ArgumentWords{*this, language}, argument->second);
        said = end + 1;
    }
    out += form.substr(said);
    return out;
}

std::string Wording::operator()(const Number& number) const { return format_number(number, language_); }

std::string describe(const Diagnostics& problems, const Wording& words) {
    std::string out;
    for (const auto& problem : problems) {
        const auto part = [&](const char* name) {
            const std::string key = problem.message.key + "." + name;
            const std::string text = words.contains(key) ? words({key, problem.message.arguments}) : "";
            // What was found may be a megabyte.
            constexpr std::size_t readable = 4000;
            const auto shown = first_characters(text, readable);
            return std::string(shown) + (shown.size() < text.size() ? "…" : "");
        };
        std::string place = harmless(problem.where.file);
        if (problem.where.line > 0) {
            place += ":" + std::to_string(problem.where.line);
        }
        if (problem.where.column > 0) {
            place += ":" + std::to_string(problem.where.column);
        }
        out += words("core.error.label.problem") + (place.empty() ? "" : place + ": ") + part("found") + "\n";
        if (!problem.suggestions.empty()) {
            out += words({"core.error.label.suggestion",
                          {{"words", fmt::format("{}", fmt::join(problem.suggestions, ", "))}}}) +
                   "\n";
        }
        for (const char* name : {"expected", "hint"}) {
            if (const std::string text = part(name); !text.empty()) {
                out += words(std::string("core.error.label.") + name) + text + "\n";
            }
        }
    }
    return out;
}

}  // namespace skattekrona
