// Makes the table of Catalogue::built_in() out of models/texts/, when the program is built.
#include "core/toml_reader.hpp"

#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

namespace skattekrona {
namespace {

/// Why a template cannot be filled in; nothing where it can.
std::string_view fault(std::string_view form) {
    for (std::size_t i = form.find_first_of("{}"); i < form.size(); i = form.find_first_of("{}", i + 1)) {
        if (i + 1 < form.size() && form[i + 1] == form[i]) {
            ++i;
            continue;
        }
        const std::size_t end = form.find_first_of("{}", i + 1);
        if (form[i] == '}' || end == std::string_view::npos || form[end] != '}' || end == i + 1) {
            return "a brace that neither opens nor closes an argument";
        }
        i = end;
    }
    return form.find_first_not_of(' ') == std::string_view::npos ? "nothing said" : "";
}

/// As a literal of C++, in ASCII.
std::string literal(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte < ' ' || byte > '~' || c == '"' || c == '\\' ? fmt::format("\\{:03o}", byte) : std::string(1, c);
    }
    return out + "\"sv";
}

struct Texts {
    Diagnostics problems;
    /// Initialisers of CatalogueEntry by key.
    std::map<std::string, std::string> entries;

    void read(const TomlSection& section, const std::string& key) {
        if (!section.contains("sv") && !section.contains("en")) {
            for (const auto& part : section.keys()) {
                read(section.section(part), key.empty() ? part : key + "." + part);
            }
            return;
        }
        const auto sv = section.strings("sv");
        const auto en = section.strings("en");
        section.reject_unknown_keys();
        if (sv.empty() || sv.size() != en.size() || sv.size() > 2) {
            section.report("", "one text in each language, or a singular and a plural in each");
            return;
        }
        for (const auto& form : {sv.front(), sv.back(), en.front(), en.back()}) {
            if (const auto problem = fault(form); !problem.empty()) {
                section.report("", std::string(problem));
            }
        }
        entries.emplace(key, fmt::format("{{{}, {{{}, {}}}, {{{}, {}}}}}", literal(key), literal(sv.front()),
                                         literal(en.front()), literal(sv.back()), literal(en.back())));
    }
};

int write_texts(const std::vector<std::string>& files, const std::string& output) {
    Texts texts;
    for (const auto& file : files) {
        std::ifstream stream(file);
        const std::string text{std::istreambuf_iterator<char>(stream), {}};
        const auto document = TomlDocument::parse(text, file);
        if (document) {
            texts.read(TomlSection(*document, file, texts.problems), "");
        } else {
            texts.problems.insert(texts.problems.end(), document.error().begin(), document.error().end());
        }
        if (text.empty()) {
            texts.problems.push_back({Failure::invalid_input, {"nothing in it"}, {file}});
        }
    }
    // The texts themselves cannot say what is wrong yet.
    for (const auto& problem : texts.problems) {
        std::cerr << fmt::format("{}:{}: {}\n", problem.where.file, problem.where.line, problem.message.key);
    }
    if (!texts.problems.empty()) {
        return 1;
    }
    std::ofstream out(output);
    out << "// Written by write_texts.cpp.\n#include \"core/catalogue.hpp\"\n\nnamespace skattekrona {\n\nnamespace "
           "{\nusing namespace std::string_view_literals;\n"
           "constexpr CatalogueEntry table[] = {\n";
    for (const auto& [key, entry] : texts.entries) {
        out << entry << ",\n";
    }
    out << "};\n}  // namespace\n\nconst Catalogue& Catalogue::built_in() {\n"
           "    static constexpr Catalogue catalogue{table};\n    return catalogue;\n}\n\n}  // namespace "
           "skattekrona\n";
    return out.flush() ? 0 : 1;
}

}  // namespace
}  // namespace skattekrona

/// write_texts OUTPUT FILE...
int main(int count, char** arguments) {
    return skattekrona::write_texts({arguments + 2, arguments + count}, arguments[1]);
}
