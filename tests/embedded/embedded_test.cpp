// A program on skattekrona-ask alone, as a page in a browser would be: texts in memory in, answers out.
#include "ask/benchmark.hpp"
#include "ask/claim.hpp"
#include "ask/simulation.hpp"
#include "document/writers.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace skattekrona {
namespace {

/// What a page would have fetched; the library itself is given nothing but texts.
std::string fetched(const std::string& path) {
    std::ifstream stream(std::string(SKATTEKRONA_SOURCE_FOLDER "/") + path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

struct InMemory {
    Definitions definitions;
    Figures figures;
};

const InMemory& in_memory() {
    static const InMemory inputs = [] {
        std::map<std::string, std::string, std::less<>> models;
        for (const auto name : definition_files) {
            models.emplace(name, fetched("models/" + std::string(name)));
        }
        const auto file = [](const std::string& name) -> Result<FigureText> {
            return FigureText{fetched("data/" + name), ""};
        };
        return InMemory{parse_definitions(models, "models").value(), parse_figures(file, "data").value()};
    }();
    return inputs;
}

const Wording swedish(Catalogue::built_in(), Language::swedish);

Basis basis() {
    const auto claim_models = []() -> Result<SourceText> {
        return SourceText{"claims.toml", "claims.toml", "", fetched("models/claims.toml")};
    };
    const auto find = [](const std::string& name) -> Result<std::optional<SourceText>> {
        const std::string path = "scenarios/" + name + "/claim.toml";
        return SourceText{path, path, "", fetched(path), name};
    };
    return {.figures = in_memory().figures,
            .definitions = in_memory().definitions,
            .words = swedish,
            .version = "prov",
            .models = {},
            .claim_models = claim_models,
            .claims = {[] { return std::vector<std::string>{"huddinge-480"}; }, find, {}},
            .scenarios = {[] { return std::vector<std::string>{}; },
                          [](const std::string&) -> Result<std::optional<SourceText>> { return std::nullopt; },
                          {}}};
}

TEST(Embedded, AnswersABenchmark) {
    BenchmarkQuestion question;
    question.choices.municipality = {"Huddinge"};
    const auto answer = ask(basis(), question);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->json.at("year").number(), 2022);
    EXPECT_EQ(answer->json.at("total").at("rank").number(), 20);
    EXPECT_NE(write_html(answer->document, swedish, {}).find("rang 20 av 290"), std::string::npos);
}

TEST(Embedded, AnswersAClaim) {
    ClaimQuestion question;
    question.claim = "huddinge-480";
    const auto answer = ask(basis(), question);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->json.at("verdict").text(), "partly");
    EXPECT_NE(write_terminal(answer->document, swedish, 100, false).find("delvis uppfyllt"), std::string::npos);
}

TEST(Embedded, AnswersASimulation) {
    SimulationQuestion question;
    question.scenario.name = {"Huddinge"};
    question.scenario.levers = {"grundskola: best-nth:30 by 2026"};
    const auto answer = ask(basis(), question);
    ASSERT_TRUE(answer);
    // As the whole program answers, with threads, in README.
    EXPECT_NEAR(answer->json.at("net_cost").at("total").at("p50")[4].number(), 5669, 0.5);
    EXPECT_NEAR(answer->json.at("p_target")[4].number(), 0.86, 0.005);
}

TEST(Embedded, SaysWhatIsWrongWithAQuestion) {
    BenchmarkQuestion question;
    question.choices.municipality = {"Hudinge"};
    const auto answer = ask(basis(), question);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().front().suggestions.front(), "0126 Huddinge");
}

}  // namespace
}  // namespace skattekrona
