// Every sentence stands in the catalogue, in both languages, and every parameter says what it is.
#include "architecture/house.hpp"
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

/// Texts as files, by path under the source folder: the sources themselves, and the chart specifications, which speak
/// for the room of charts.
std::map<std::string, std::string> speakers() {
    std::map<std::string, std::string> found;
    for (auto& [file, text] : house::sources()) {
        found.emplace("src/" + file, text);
    }
    for (const auto& entry : fs::directory_iterator(test::source_folder + "/plots")) {
        if (entry.path().extension() == ".json") {
            found.emplace("plots/" + entry.path().filename().string(), test::must(read_file(entry.path())));
        }
    }
    return found;
}

std::string room_of_speaker(const std::string& file) {
    return file.starts_with("plots/") ? "plot" : house::room_of(file.substr(std::string("src/").size()));
}

/// A Diagnostic's key is the stem of found, expected and hint.
std::string stem_of(const std::string& key) {
    return std::regex_replace(key, std::regex(R"(\.(found|expected|hint)$)"), "");
}

TEST(Texts, ARoomSaysOnlyWhatItsOwnFileOrThoseItSeesSay) {
    const auto entries = Catalogue::built_in().entries();
    std::set<std::string> known;
    for (const auto& entry : entries) {
        known.emplace(entry.key);
        known.insert(stem_of(std::string(entry.key)));
    }
    static const std::regex literal(R"re("@?([a-z_]+(\.[a-z0-9_-]+)+)")re");
    std::set<std::string> used;
    for (const auto& [file, text] : speakers()) {
        const auto seen = house::seen_from(room_of_speaker(file));
        for (std::sregex_iterator match(text.begin(), text.end(), literal), end; match != end; ++match) {
            const std::string key = (*match)[1];
            const std::string room = key.substr(0, key.find('.'));
            const bool file_name =
                !known.contains(key) && std::regex_search(key, std::regex(R"(\.(toml|json|csv|css|js|db|xml)$)"));
            if (house::before.contains(room) && !file_name) {
                EXPECT_TRUE(known.contains(key)) << file << ": " << key << " has no text";
                EXPECT_TRUE(seen.contains(room)) << file << ": " << key << " is said against the flow";
                used.insert(key);
            }
        }
    }
    // Keys that are put together from a prefix and a value.
    static const std::regex assembled(
        R"(^(model\.(unit|quality|netting|noise)|claim\.(answer|choice_netting|choice_quality|noise_short|recommendation)|)"
        R"((claim|scenario)\.(field|reference)|core\.(error\.label|record\.distribution)|)"
        R"(answer\.(column_noise|finding_noise|benchmark_noise|store\.kind|report\.question|assumption|distribution|side_what)|)"
        R"(ask\.(plot\.about|option\.curve)|cli\.(command|label))\.)");
    for (const auto& entry : entries) {
        const std::string key(entry.key);
        EXPECT_TRUE(used.contains(key) || used.contains(stem_of(key)) || std::regex_search(key, assembled))
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
            strings.push_back(before.ends_with(" bug(") || before.ends_with(" bug(fmt::format(") ? "" : found);
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
    add("", R"(^skattekrona( [a-z]+)+|^data [a-z]+$)");
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
    add("store.cpp",
        R"(^\s*(CREATE|DELETE|INSERT|PRAGMA|SELECT|UPDATE|WHERE|WITH|FROM|ORDER BY|position IN)\b(.|\n)*)");
    add("sqlite.cpp", R"(^PRAGMA .*)");
    add("sqlite.hpp", R"(^BEGIN IMMEDIATE$)");
    // CLI11's and Excel's own names.
    add("command_line.cpp", R"(^(Usage|Positionals)$)");
    add("xlsx.cpp", R"(^(Relationships?|Type|Id|Target)$)");
    // Lists of words that a file or an option may hold.
    for (const char* file : {"scenario_fields.cpp", "claim_fields.cpp", "data_export.cpp"}) {
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
    for (const auto& [path, text] : house::sources()) {
        for (const auto& said : strings_of(text)) {
            std::string left = said;
            for (std::size_t e = 0; e < exceptions.size() && speaks(left); ++e) {
                const auto& [file, part] = exceptions[e];
                if (path.ends_with(file) && std::regex_search(left, part)) {
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
        "f(\"Filen \"\n  \"saknas\", 'x', // \"här\"\n R\"(ett ord)\", 1'000); if (x) bug(\"a bug\");";
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

TEST(Texts, NoLibrarySpeaksToTheReader) {
    // Their words are English; a code or a name can stand in a text.
    static const std::regex words(
        R"(\b(\w*strerror|sqlite3_err(msg|str)|X509_verify_cert_error_string|ERR_\w*error_string\w*)"
        R"(|CURLOPT_ERRORBUFFER)\b|\b\w*(error|parsed)\w*(\(\))?\.(message|description)\(\))");
    for (const char* leak : {"std::strerror(errno)", "curl_easy_strerror(code)", "lxw_strerror(problem)",
                             "sqlite3_errmsg(connection)", "error.message()", "parsed.error().description()"}) {
        EXPECT_TRUE(std::regex_search(std::string(leak), words)) << leak;
    }
    for (const auto& [file, text] : house::sources()) {
        EXPECT_FALSE(std::regex_search(text, words)) << file;
    }
}

/// A text of the catalogue: one form, or singular and plural, in each language.
struct Entry {
    std::string key;
    std::vector<std::string> sv;
    std::vector<std::string> en;
};

/// As the files have them, before the program was made of them.
std::vector<Entry> entries() {
    static const std::regex line(R"re(\n([A-Za-z0-9_.-]+) = \{ sv = ([^\n]*), en = ([^\n]*) \})re");
    std::vector<Entry> found;
    for (const auto& [room, before] : house::before) {
        const std::string toml = test::must(read_file(test::source_folder + "/models/texts/" + room + ".toml"));
        for (std::sregex_iterator match(toml.begin(), toml.end(), line), end; match != end; ++match) {
            found.push_back({(*match)[1], strings_of(" " + (*match)[2].str()), strings_of(" " + (*match)[3].str())});
            EXPECT_TRUE(found.back().key.starts_with(room + "."))
                << found.back().key << " stands in " << room << ".toml";
        }
    }
    return found;
}

std::set<std::string> arguments_of(const std::string& text) {
    static const std::regex argument(R"(\{[a-z_]+\})");
    return {std::sregex_token_iterator(text.begin(), text.end(), argument), std::sregex_token_iterator()};
}

TEST(Texts, BothLanguagesAreThereAndTakeTheSameArguments) {
    const auto all = entries();
    EXPECT_EQ(all.size(), Catalogue::built_in().entries().size());
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
        {"figures.finding.duplicates_disagree", "one value does not contradict itself"},
        {"core.error.toml.too_deep", "32"},
        {"core.error.toml.too_long", "10,000"},
        {"figures.finding.common_up", "more than four"},
        {"figures.finding.common_down", "more than four"},
        {"scenario.error.scenario.long_chain", "20"},
        {"figures.error.figures.long_name", "200"},
        {"answer.method.window", "said of two years or more"},
        {"model.error.window_years", "said of two years or more"},
        {"ask.error.window", "one year is allowed"},
        {"ask.error.many_municipalities", "more than six"},
        {"answer.method.curve", "models/claims.toml says three"},
        {"plot.chart.curve.claim_title", "a claim is held against thousands"},
        {"plot.chart.curve.caption", "English of thousands"},
        {"plot.chart.curve.claim_caption", "English of thousands"},
        {"plot.chart.fan.caption", "at least a hundred replicates"},
        {"plot.chart.fan.caption_levers", "at least a hundred replicates"},
        {"answer.simulation.years", "at least a hundred replicates"},
        {"answer.frames.interval", "at least a hundred replicates"},
        {"answer.sensitivity.tornado_note", "at least a hundred replicates"},
        {"answer.sensitivity.sobol_note", "at least 256 replicates"},
        {"answer.backtest.lead_holds", "several per municipality"},
        {"answer.backtest.lead_narrow", "several per municipality"},
        {"answer.backtest.lead_wide", "several per municipality"},
        {"claim.reason.curve", "all that can be defended: thousands"},
        {"claim.reason.reproduced", "of several ways"},
        {"claim.reason.not_reproduced", "of several ways"},
        {"claim.therefore.by_chance", "less than half of them reach it"},
        {"claim.compounding.total", "English of several years"},
        {"answer.curve.lead", "fewer have answer.curve.few"},
        {"answer.curve.count", "fewer have answer.curve.few"},
        {"answer.curves.lead", "all municipalities"},
        {"figures.error.municipality_unknown", "all municipalities"},
        {"claim.error.claim.unknown_factors", "one is allowed"},
        {"answer.plausible.never_enough", "enough is thirty"},
        {"answer.plausible.moves_shown", "said of more than fit in a table"},
        {"answer.plausible.lead_down", "more periods than municipalities"},
        {"answer.plausible.lead_up", "more periods than municipalities"},
        {"answer.distribution.empirical", "one value is no distribution"},
        {"scenario.source.price", "at least three years"},
        {"scenario.source.income_variation", "at least three years"},
        {"scenario.error.scenario.far", "fifteen years"}};
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
    const std::set<std::string> explanations{"answer.method.noise",           "answer.method.curve",
                                             "answer.method.reference_class", "answer.method.simulation",
                                             "model.noise.symbols",           "answer.backtest.crps_note"};
    // Half of it is how something is typed.
    const std::set<std::string> typed{"core.record.parameter"};
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

TEST(Texts, WhoeverBringsAFileIsToldWhatToDo) {
    static const std::regex of_files(
        R"((data|cli)\.error\.(import|xlsx|form)\..*\.found|figures\.error\.csv\..*\.found)");
    std::set<std::string> keys;
    for (const auto& [key, sv, en] : entries()) {
        keys.insert(key);
    }
    std::size_t refusals = 0;
    for (const auto& key : keys) {
        if (std::regex_match(key, of_files)) {
            ++refusals;
            EXPECT_TRUE(keys.contains(stem_of(key) + ".hint")) << key;
        }
    }
    EXPECT_GT(refusals, 30U);
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
            EXPECT_EQ(parsed.error().front().message.key, "core.error.toml.missing_key");
            EXPECT_EQ(parsed.error().front().where.file, "models/" + file);
        }
    }
}

}  // namespace
}  // namespace skattekrona
