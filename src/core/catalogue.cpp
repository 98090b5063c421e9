#include "core/catalogue.hpp"

#include "core/embedded_texts.hpp"
#include "core/toml_reader.hpp"

#include <cmath>
#include <fmt/args.h>
#include <fmt/format.h>
#include <stdexcept>

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
    const bool zero = plain.find_first_not_of("0.") == std::string::npos;
    if (number.value < 0 && !zero) {
        out += "\u2212";
    } else if (number.plus_sign && !zero) {
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

    std::string operator()(const std::string& word) const { return word; }
    std::string operator()(const Text& text) const { return text.in(language); }
    std::string operator()(const std::vector<Text>& texts) const { return join(texts, language); }
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

Result<Catalogue> Catalogue::parse(std::string_view toml, const std::string& file) {
    Diagnostics problems;
    const auto root = parse_toml(toml, file);
    if (!root) {
        return fail(root.error());
    }
    Catalogue catalogue;
    const auto visit = [&](const auto& self, const TomlSection& section, const std::string& prefix) -> void {
        if (section.contains("sv") || section.contains("en")) {
            const auto sv = section.strings("sv");
            const auto en = section.strings("en");
            if (sv.size() != en.size() || sv.size() > 2) {
                section.report("", "error.toml.plural");
            }
            section.reject_unknown_keys();
            catalogue.entries_.emplace(prefix, Entry{{sv, en}});
            return;
        }
        for (const auto& key : section.keys()) {
            self(self, section.section(key), prefix.empty() ? key : prefix + "." + key);
        }
    };
    visit(visit, TomlSection(*root, file, problems), "");
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return catalogue;
}

const Catalogue& Catalogue::built_in() {
    static const Catalogue catalogue = [] {
        auto parsed = parse(embedded_texts(), "models/texts.toml");
        if (!parsed) {
            throw std::logic_error("models/texts.toml was built into the program with an error in it");
        }
        return *std::move(parsed);
    }();
    return catalogue;
}

std::string Catalogue::words(const Message& message, Language language) const {
    const auto entry = entries_.find(message.key);
    if (entry == entries_.end()) {
        throw std::logic_error("no text for " + message.key);
    }
    fmt::dynamic_format_arg_store<fmt::format_context> arguments;
    bool singular = false;
    for (const auto& [name, argument] : message.arguments) {
        arguments.push_back(fmt::arg(name.c_str(), std::visit(ArgumentWords{*this, language}, argument)));
        const auto* number = std::get_if<Number>(&argument);
        // As the number is shown: 1.2 seconds are "en sekund" without decimals.
        singular =
            singular || (name == "n" && number != nullptr && number->decimals == 0 && std::round(number->value) == 1.0);
    }
    const auto& forms = entry->second.templates.at(language == Language::swedish ? 0 : 1);
    try {
        return fmt::vformat(singular ? forms.front() : forms.back(), arguments);
    } catch (const fmt::format_error& error) {
        throw std::logic_error(message.key + ": " + error.what());
    }
}

std::vector<std::string> Catalogue::keys() const {
    std::vector<std::string> keys;
    for (const auto& [key, entry] : entries_) {
        keys.push_back(key);
    }
    return keys;
}

std::string Wording::operator()(const Number& number) const { return format_number(number, language_); }

}  // namespace skattekrona
