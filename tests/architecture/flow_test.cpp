// The house: figures flow one way, every sentence stands in the catalogue, every parameter says what it is.
#include "core/catalogue.hpp"
#include "support/files.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <map>
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

TEST(Texts, NoSwedishOutsideTheCatalogue) {
    // å, ä, ö in a string of the sources is a sentence that has not moved into the catalogue, but for letters
    // and titles that are data themselves.
    static const std::regex swedish(R"re("[^"\n]*(å|ä|ö)[^"\n]*")re");
    const std::set<std::string> data{"spelling.cpp", "embed.cpp", "provenance.cpp"};
    for (const auto& path : sources()) {
        if (data.contains(path.filename().string())) {
            continue;
        }
        const std::string text = std::regex_replace(test::must(read_file(path)), std::regex(R"(//[^\n]*)"), "");
        std::smatch match;
        EXPECT_FALSE(std::regex_search(text, match, swedish)) << path << ": " << match.str();
    }
}

TEST(Texts, BothLanguagesTakeTheSameArguments) {
    const std::string toml = test::must(read_file(test::source_folder + "/models/texts.toml"));
    static const std::regex line(R"re(\n[^#\n]*sv = (.*), en = (.*) \})re");
    static const std::regex argument(R"(\{[a-z_]+\})");
    const auto arguments = [](const std::string& text) {
        return std::set<std::string>(std::sregex_token_iterator(text.begin(), text.end(), argument),
                                     std::sregex_token_iterator());
    };
    int lines = 0;
    for (std::sregex_iterator match(toml.begin(), toml.end(), line), end; match != end; ++match, ++lines) {
        EXPECT_EQ(arguments((*match)[1]), arguments((*match)[2])) << match->str();
    }
    EXPECT_EQ(static_cast<std::size_t>(lines), Catalogue::built_in().keys().size());
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
