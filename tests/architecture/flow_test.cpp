// The house: figures flow one way, every sentence stands in the catalogue, every parameter says what it is.
#include "core/catalogue.hpp"
#include "support/files.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <regex>
#include <set>

namespace skattekrona {
namespace {

namespace fs = std::filesystem;

/// The layers in the order of the flow. claim, frontier and scenario stand side by side and may not see each other.
const std::map<std::string, int> layers{{"core", 0},     {"data", 1}, {"model", 2},  {"claim", 3}, {"frontier", 3},
                                        {"scenario", 3}, {"plot", 4}, {"report", 5}, {"cli", 6}};

std::vector<fs::path> sources() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator(test::source_folder + "/src")) {
        if (entry.path().extension() == ".hpp" || entry.path().extension() == ".cpp") {
            found.push_back(entry.path());
        }
    }
    return found;
}

std::string layer_of(const fs::path& path) { return path.parent_path().filename().string(); }

/// Layers that the text of a file in `layer` includes against the flow.
std::vector<std::string> against_the_flow(const std::string& layer, const std::string& text) {
    static const std::regex include(R"re(#include "([a-z]+)/)re");
    std::vector<std::string> wrong;
    for (std::sregex_iterator match(text.begin(), text.end(), include), end; match != end; ++match) {
        const std::string other = (*match)[1];
        const bool own = other == layer;
        if (!layers.contains(other) || (!own && layers.at(other) >= layers.at(layer))) {
            wrong.push_back(other);
        }
    }
    return wrong;
}

TEST(Flow, NoFileIncludesAgainstIt) {
    ASSERT_GT(sources().size(), 20U);
    for (const auto& path : sources()) {
        ASSERT_TRUE(layers.contains(layer_of(path))) << path << " stands in no layer";
        EXPECT_EQ(against_the_flow(layer_of(path), test::must(read_file(path))), std::vector<std::string>{}) << path;
    }
}

TEST(Flow, TheCheckSeesAnIncludeAgainstIt) {
    EXPECT_EQ(against_the_flow("model", "#include \"report/document.hpp\"\n"), std::vector<std::string>{"report"});
    EXPECT_EQ(against_the_flow("claim", "#include \"scenario/lever.hpp\"\n"), std::vector<std::string>{"scenario"});
    EXPECT_EQ(against_the_flow("report", "#include \"plot/chart.hpp\"\n#include \"report/writers.hpp\"\n"),
              std::vector<std::string>{});
}

TEST(Flow, ThePureLayersTouchNothingOutside) {
    static const std::regex outside(
        R"re(#include <(fstream|iostream|filesystem|chrono|ctime|thread|unistd\.h|cstdlib)>)re");
    for (const auto& path : sources()) {
        const std::string layer = layer_of(path);
        if (layer == "data" || layer == "cli") {
            continue;
        }
        EXPECT_FALSE(std::regex_search(test::must(read_file(path)), outside)) << path;
    }
}

TEST(Texts, EveryKeyInTheSourcesIsInTheCatalogueAndEveryEntryIsUsed) {
    const auto keys = Catalogue::built_in().keys();
    std::set<std::string> prefixes;
    for (const auto& key : keys) {
        prefixes.insert(key.substr(0, key.find('.')));
    }
    std::string all;
    std::vector<fs::path> files = sources();
    for (const auto& entry : fs::directory_iterator(test::source_folder + "/plots")) {
        if (entry.path().extension() == ".json") {
            files.push_back(entry.path());
        }
    }
    for (const auto& path : files) {
        all += test::must(read_file(path));
    }
    const std::set<std::string> known(keys.begin(), keys.end());
    static const std::regex literal(R"re("@?([a-z_]+(\.[a-z_]+)+)")re");
    std::set<std::string> used;
    for (std::sregex_iterator match(all.begin(), all.end(), literal), end; match != end; ++match) {
        const std::string key = (*match)[1];
        used.insert(key);
        const bool file_name = std::regex_search(key, std::regex(R"(\.(toml|json|csv|css|js)$)"));
        // A Diagnostic's key is the stem of found, expected and hint.
        if (prefixes.contains(key.substr(0, key.find('.'))) && !file_name) {
            EXPECT_TRUE(known.contains(key) || known.contains(key + ".found")) << key << " has no text";
        }
    }
    // Keys that are put together from a prefix and a value.
    static const std::regex assembled(
        R"(^(column|column_noise|plot\.about|store\.kind|quality|netting|noise|noise_short|choice_netting|choice_quality|finding_noise|benchmark_noise|unit|assumption|distribution|scenario\.field|claim\.answer|cli\.curve|cli\.command|cli\.label|error\.label)\.)");
    for (const auto& key : keys) {
        const std::string stem = std::regex_replace(key, std::regex(R"(\.(found|expected|hint)$)"), "");
        EXPECT_TRUE(used.contains(key) || used.contains(stem) || std::regex_search(key, assembled))
            << key << " is never said";
    }
}

/// The strings of a C++ text as the program has them, neighbours joined. What only a bug says is left out.
std::vector<std::string> strings_of(const std::string& text) {
    std::vector<std::string> strings;
    std::size_t end_of_last = std::string::npos;
    const auto add = [&](std::size_t at, const std::string& found, std::size_t end) {
        const std::string before = text.substr(0, text.find_last_not_of(" \n", at == 0 ? 0 : at - 1) + 1);
        const bool joined = end_of_last != std::string::npos && before.size() <= end_of_last;
        if (joined) {
            strings.back() += found;
        } else {
            strings.push_back(before.ends_with("logic_error(") ? "" : found);
        }
        end_of_last = end;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.compare(i, 2, "//") == 0 || text.compare(i, 8, "#include") == 0) {
            i = std::min(text.find('\n', i), text.size());
        } else if (text.compare(i, 2, "R\"") == 0) {
            const std::size_t open = text.find('(', i);
            const std::string close = ")" + text.substr(i + 2, open - i - 2) + "\"";
            const std::size_t end = text.find(close, open);
            add(i, text.substr(open + 1, end - open - 1), end + close.size());
            i = end + close.size() - 1;
        } else if (text[i] == '"' || (text[i] == '\'' && std::isalnum(static_cast<unsigned char>(text[i - 1])) == 0)) {
            const std::size_t begin = i;
            std::string found;
            for (++i; text[i] != text[begin]; ++i) {
                const bool escaped = text[i] == '\\';
                i += escaped ? 1 : 0;
                found += escaped && text[i] == 'n' ? '\n' : text[i];
            }
            if (text[begin] == '"') {
                add(begin, found, i + 1);
            }
        }
    }
    return strings;
}

/// Two words beside each other, a lone one with a capital, or a letter that only Swedish has.
bool speaks(const std::string& text) {
    static const std::regex words(
        R"([A-Za-z]{2,}[,.;:]? [A-Za-z]{2,}|^[A-Z][a-z]+[.:]?$|\xC3[\x84\x85\x96\xA4\xA5\xB6])");
    return std::regex_search(text, words);
}

/// Words in the sources that are not said to people: `part` of a string, in the file of that name or in any.
struct Unspoken {
    std::string file;
    std::regex part;
};
std::vector<Unspoken> unspoken() {
    std::vector<Unspoken> parts;
    const auto add = [&](const char* file, const char* part) { parts.push_back({file, std::regex(part)}); };
    // A command as it is typed.
    add("", R"(^skattekrona( [a-z]+)+)");
    // Markup, and the licence that goes with the libraries in a page.
    add("html.cpp", R"(<[^>]*>)");
    add("html.cpp", R"(/\*![^*]*\*/)");
    add("press.cpp", R"(^@font-face(.|\n)*)");
    add("theme.cpp", R"(^@media screen.*)");
    add("theme.cpp", R"(@media [a-z ]*)");
    // The manual's troff, and bash.
    add("manual.cpp", R"(\.[A-Z]{2} [^\n]*)");
    add("manual.cpp", R"(^_skattekrona\(\)(.|\n)*)");
    // SQL.
    add("store.cpp", R"(^\s*(CREATE|DELETE|INSERT|PRAGMA|SELECT|UPDATE|WHERE|WITH|BEGIN|position IN)\b(.|\n)*)");
    // CLI11's and Excel's own names.
    add("program.cpp", R"(^(Usage|Positionals)$)");
    add("xlsx.cpp", R"(^(Relationships?|Type|Id|Target)$)");
    // Lists of words that a file or an option may hold.
    for (const char* file : {"scenario_fields.cpp", "claim_file.cpp", "data_export.cpp"}) {
        add(file, R"(^[a-z-]+(,? [a-z-]+)+$)");
    }
    // What is read in other people's files, and the manifest of the embedded figures.
    add("embed.cpp", R"(^Liknande kommuner$|^ \(ovägt medel\)$|^# Skriven av skattekrona data embed;(.|\n)*)");
    add("import.cpp", R"(^hela riket$)");
    // The letters themselves.
    add("spelling.cpp", R"(^(Å|å|Ä|ä|Ö|ö)$)");
    return parts;
}

TEST(Texts, NoWordsForPeopleStandInTheSources) {
    std::vector<Unspoken> exceptions = unspoken();
    std::set<std::size_t> needed;
    for (const auto& path : sources()) {
        for (const auto& said : strings_of(test::must(read_file(path)))) {
            std::string left = said;
            for (std::size_t e = 0; e < exceptions.size() && speaks(left); ++e) {
                const auto& [file, part] = exceptions[e];
                if ((file.empty() || path.filename() == file) && std::regex_search(left, part)) {
                    left = std::regex_replace(left, part, "");
                    needed.insert(e);
                }
            }
            EXPECT_FALSE(speaks(left)) << path << ": " << left;
        }
    }
    EXPECT_EQ(needed.size(), exceptions.size()) << "an exception that nothing needs";
}

TEST(Texts, TheCheckSeesWordsInTheSources) {
    const std::string source =
        "f(\"Filen \"\n  \"saknas\", 'x', // \"här\"\n R\"(ett ord)\", 1'000); throw logic_error(\"a bug\");";
    EXPECT_EQ(strings_of(source), (std::vector<std::string>{"Filen saknas", "ett ord", ""}));
    EXPECT_TRUE(speaks("the file, which"));
    EXPECT_TRUE(speaks("Filen"));
    EXPECT_TRUE(speaks("får"));
    EXPECT_FALSE(speaks("net_cost"));
}

TEST(Texts, NoWordsForPeopleStandInThePlots) {
    static const std::regex quoted("'([^'\n]*)'");
    const auto expect_silent = [](const fs::path& path, const std::string& text) {
        EXPECT_FALSE(speaks(text)) << path << ": " << text;
    };
    const auto visit = [&](const auto& self, const fs::path& path, const nlohmann::json& value) -> void {
        for (const auto& [key, inner] : value.items()) {
            const bool expression = key == "expr" || key == "calculate" || key == "labelExpr" || key == "test" ||
                                    key == "filter" || key == "update";
            if (inner.is_structured()) {
                self(self, path, inner);
            } else if (inner.is_string() && expression) {
                const std::string text = inner;
                for (std::sregex_iterator match(text.begin(), text.end(), quoted), end; match != end; ++match) {
                    expect_silent(path, (*match)[1]);
                }
            } else if (inner.is_string() && key != "family") {
                expect_silent(path, inner);
            }
        }
    };
    int files = 0;
    for (const auto& entry : fs::directory_iterator(test::source_folder + "/plots")) {
        const fs::path& path = entry.path();
        // npm's own files are for whoever builds.
        const bool package = path.filename().string().starts_with("package");
        if (path.extension() == ".json" && !package) {
            ++files;
            visit(visit, path, nlohmann::json::parse(test::must(read_file(path))));
        }
        if (path.extension() == ".js") {
            const std::string text =
                std::regex_replace(test::must(read_file(path)), std::regex(R"(//[^\n]*|'use strict')"), "");
            for (std::sregex_iterator match(text.begin(), text.end(), quoted), end; match != end; ++match) {
                expect_silent(path, (*match)[1]);
            }
        }
    }
    EXPECT_GT(files, 5);
}

/// A text of the catalogue: one form, or singular and plural, in each language.
struct Entry {
    std::string key;
    std::vector<std::string> sv;
    std::vector<std::string> en;
};

std::vector<Entry> entries() {
    const std::string toml = test::must(read_file(test::source_folder + "/models/texts.toml"));
    static const std::regex line(R"re(\n([A-Za-z0-9_.-]+) = \{ sv = ([^\n]*), en = ([^\n]*) \})re");
    std::vector<Entry> found;
    for (std::sregex_iterator match(toml.begin(), toml.end(), line), end; match != end; ++match) {
        found.push_back({(*match)[1], strings_of(" " + (*match)[2].str()), strings_of(" " + (*match)[3].str())});
    }
    return found;
}

std::set<std::string> arguments_of(const std::string& text) {
    static const std::regex argument(R"(\{[a-z_]+\})");
    return {std::sregex_token_iterator(text.begin(), text.end(), argument), std::sregex_token_iterator()};
}

TEST(Texts, BothLanguagesAreThereAndTakeTheSameArguments) {
    const auto all = entries();
    EXPECT_EQ(all.size(), Catalogue::built_in().keys().size());
    for (const auto& [key, sv, en] : all) {
        EXPECT_EQ(sv.size(), en.size()) << key;
        EXPECT_EQ(arguments_of(sv.back()), arguments_of(en.back())) << key;
        for (const auto& forms : {sv, en}) {
            // The singular may leave out what can only be one.
            const auto one = arguments_of(forms.front());
            const auto many = arguments_of(forms.back());
            EXPECT_TRUE(std::ranges::includes(many, one)) << key;
            for (const auto& form : forms) {
                EXPECT_NE(form.find_first_not_of(' '), std::string::npos) << key << " is empty";
            }
        }
    }
}

TEST(Texts, ANounAfterACountHasASingularUnlessItIsNeverOne) {
    static const std::regex counted(
        R"(\{(n|count|years|windows|targets|replicates|combinations|of|enough|times|window|most)\}(?: |\\u00A0|u00A0)([a-zåäö]+))");
    // The same in singular and plural, or no noun.
    const std::set<std::string> alike{"av",   "som",     "men", "but",    "är",     "år",   "års",   "sätt",
                                      "mål",  "försök",  "och", "till",   "of",     "and",  "in",    "are",
                                      "the",  "that",    "is",  "mnkr",   "långa",  "long", "bland", "among",
                                      "more", "million", "yr",  "lägsta", "lowest", "har",  "have"};
    const std::map<std::string, std::string> never_one{
        {"finding.duplicates_disagree", "one value does not contradict itself"},
        {"method.window", "said of two years or more"},
        {"error.window_years", "said of two years or more"},
        {"error.window", "one year is allowed"},
        {"method.curve", "models/claims.toml says three"},
        {"chart.curve.claim_title", "a claim is held against thousands"},
        {"chart.curve.caption", "English of thousands"},
        {"chart.curve.claim_caption", "English of thousands"},
        {"chart.fan.caption", "at least a hundred replicates"},
        {"chart.fan.caption_levers", "at least a hundred replicates"},
        {"simulation.years", "at least a hundred replicates"},
        {"frames.interval", "at least a hundred replicates"},
        {"sensitivity.tornado_note", "at least a hundred replicates"},
        {"sensitivity.sobol_note", "at least 256 replicates"},
        {"backtest.lead_holds", "several per municipality"},
        {"backtest.lead_narrow", "several per municipality"},
        {"backtest.lead_wide", "several per municipality"},
        {"claim.reason.curve", "all that can be defended: thousands"},
        {"claim.reason.reproduced", "of several ways"},
        {"claim.reason.not_reproduced", "of several ways"},
        {"claim.compounding.total", "English of several years"},
        {"curve.lead", "fewer have curve.few"},
        {"curve.count", "fewer have curve.few"},
        {"curves.lead", "all municipalities"},
        {"error.municipality_unknown", "all municipalities"},
        {"error.claim.unknown_factors", "one is allowed"},
        {"plausible.never_enough", "enough is thirty"},
        {"plausible.moves_shown", "said of more than fit in a table"},
        {"plausible.lead_down", "more periods than municipalities"},
        {"plausible.lead_up", "more periods than municipalities"},
        {"distribution.empirical", "one value is no distribution"},
        {"scenario.source.price", "at least three years"},
        {"scenario.source.income_variation", "at least three years"},
        {"error.scenario.far", "fifteen years"}};
    std::set<std::string> needed;
    for (const auto& [key, sv, en] : entries()) {
        for (const auto& forms : {sv, en}) {
            const std::string& text = forms.back();
            for (std::sregex_iterator match(text.begin(), text.end(), counted), end; match != end; ++match) {
                if (alike.contains((*match)[2]) || (forms.size() == 2 && (*match)[1] == "n")) {
                    continue;
                }
                const std::string stem = std::regex_replace(key, std::regex(R"(\.(found|expected|hint)$)"), "");
                needed.insert(stem);
                EXPECT_TRUE(never_one.contains(stem)) << key << ": " << match->str() << " where it is 1";
            }
        }
    }
    for (const auto& [key, reason] : never_one) {
        EXPECT_TRUE(needed.contains(key)) << key << " needs no exception (" << reason << ")";
    }
}

/// The words of each sentence: it ends where a full stop is followed by anything but a small letter.
std::vector<std::size_t> sentence_lengths(const std::string& text) {
    static const std::regex word(R"(\S+)");
    const std::set<std::string> signs{"–", "−", "=", "×", "+"};
    std::vector<std::size_t> lengths{0};
    bool ended = false;
    for (std::sregex_iterator match(text.begin(), text.end(), word), end; match != end; ++match) {
        const std::string found = match->str();
        if (signs.contains(found)) {
            continue;
        }
        if (ended && std::islower(static_cast<unsigned char>(found.front())) == 0) {
            lengths.push_back(0);
        }
        ++lengths.back();
        ended = std::string_view(".?!").find(found.back()) != std::string_view::npos;
    }
    return lengths;
}

TEST(Texts, SwedishSentencesAreShort) {
    // How something is computed, and what symbols mean, takes longer to say.
    constexpr std::size_t longest_sentence = 30;
    constexpr std::size_t longest_text = 60;
    const std::set<std::string> explanations{"method.noise",      "method.curve",  "method.reference_class",
                                             "method.simulation", "noise.symbols", "backtest.crps_note"};
    // Half of it is how something is typed.
    const std::set<std::string> typed{"scenario.field.parameter"};
    for (const auto& [key, sv, en] : entries()) {
        for (const auto& form : sv) {
            const auto lengths = sentence_lengths(form);
            if (!typed.contains(key)) {
                EXPECT_LE(std::ranges::max(lengths), longest_sentence) << key << ": " << form;
            }
            const std::size_t words = std::accumulate(lengths.begin(), lengths.end(), std::size_t{0});
            EXPECT_EQ(words > longest_text, explanations.contains(key)) << key << ": " << words << " words";
        }
    }
}

TEST(Texts, ASentenceIsCountedByItsWords) {
    EXPECT_EQ(sentence_lengths("Ett två. Tre – fyra {n} fem (SKR). ”Sex” sju."), (std::vector<std::size_t>{2, 5, 2}));
    EXPECT_EQ(sentence_lengths("Till exempel t.ex. kommun"), (std::vector<std::size_t>{4}));
}

TEST(Texts, ANumberStaysWithItsUnit) {
    static const std::regex parted(R"([0-9}] (%|mnkr|tkr)(?![A-Za-z]))");
    for (const auto& [key, sv, en] : entries()) {
        for (const auto& form : sv) {
            EXPECT_FALSE(std::regex_search(form, parted)) << key << ": " << form;
        }
    }
}

TEST(Models, AParameterWithoutTitleUnitSourceOrRangeIsAProblem) {
    const std::vector<std::pair<std::string, std::string>> places{{"service_areas.toml", "[[area]]"},
                                                                  {"measures.toml", "[[measure]]"},
                                                                  {"peers.toml", "[[variable]]"},
                                                                  {"peers.toml", "[[weights]]"},
                                                                  {"price_indices.toml", "[[index]]"}};
    for (const auto& [file, header] : places) {
        for (const std::string key : {"title", "unit", "source", "valid"}) {
            auto files = test::model_files();
            std::string& text = files.at(file);
            const std::size_t at = text.find("\n" + key + " = ", text.find(header));
            ASSERT_NE(at, std::string::npos) << file << " " << header << " " << key;
            text.erase(at + 1, text.find('\n', at + 1) - at);
            const auto parsed = parse_definitions(files, "models");
            ASSERT_FALSE(parsed) << file << " " << header << " without " << key;
            EXPECT_EQ(parsed.error().front().message.key, "error.toml.missing_key");
            EXPECT_EQ(parsed.error().front().where.file, "models/" + file);
        }
    }
}

}  // namespace
}  // namespace skattekrona
