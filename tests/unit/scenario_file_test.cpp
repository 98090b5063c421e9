// Scenario files: what the records say is what the reader reads.
#include "scenario/scenario.hpp"
#include "support/files.hpp"
#include "support/records.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>

namespace skattekrona {
namespace {

namespace fs = std::filesystem;

using test::definitions;
using test::figures;
using test::must;

using Files = std::map<std::string, std::string>;

Result<Scenario> parse(const Files& files, const std::string& name = "prov", const std::string& more = "") {
    const ScenarioSource source = [&](const std::string& other, const std::string&) -> Result<NamedText> {
        return NamedText{other, files.at(other)};
    };
    return parse_scenario({name, files.at(name)}, name, source, more, definitions(), figures());
}

std::vector<std::string> problems(const Result<Scenario>& scenario) {
    std::vector<std::string> keys;
    if (!scenario) {
        for (const auto& problem : scenario.error()) {
            keys.push_back(fmt::format("{}:{} {}", problem.where.file, problem.where.line, problem.message.key));
        }
    }
    return keys;
}

/// Every key that a simulation may have. `frame` and what is in it are a bridge's.
constexpr const char* every_key = R"(title = { sv = "Prov", en = "Test" }
author = "Någon"
source = "Eget"
kind = "simulation"
extends = "under"
municipality = "Huddinge"
areas = "six"
base_year = 2019
horizon = 2022
seed = 7
replicates = 500

[[note]]
sv = "Obs"
en = "Note"

[assumptions]
price = { value = 2.5, unit = "%", source = "eget" }
price_variation = { value = 1, unit = "%", source = "eget" }
income = { distribution = "normal", mean = 3, sd = 1, unit = "%", source = "eget" }
income_variation = { path = [1, 2, 3], unit = "%", source = "eget" }
discount_rate = 4

[population]
source = "eget"
population = [113000, 114000, 115000]

[target]
result_share = 1.5
saving = 30
saving_year = 2021

[levers.nivan]
title = "Nivån"
kind = "level"
areas = "grundskola"
from = 2020
by = 2022
phase_in = "s-curve"
realised = { distribution = "triangular", low = 50, mode = 70, high = 90, unit = "%", source = "eget" }
level = "best-nth:30"
pool = "riket"
scope = "by-area"
netting = "positive"
quality = "none"
noise = "raw"

[levers.summan]
kind = "saving"
areas = "ifo"
by = 2022
amount = { value = 12, unit = "mnkr", source = "eget" }

[levers.ramen]
kind = "frames"
areas = "aldreomsorg"
by = 2021
price_compensation = { value = 40, unit = "%", source = "eget" }
volume_compensation = { value = 60, unit = "%", source = "eget" }
demand = { value = 1, unit = "%", source = "eget" }

[[correlations]]
between = ["income", "nivan.realised"]
value = 0.3
source = "eget"
)";

constexpr const char* every_key_of_a_bridge = R"(title = "Prov"
author = "Någon"
source = "Eget"
kind = "frames"

[frame]
title = "Ramen"
unit = "tkr"
decimals = 1
opening_year = 2013
opening = 1000
quality_title = "Nöjda"
quality_unit = "%"

[[frame.years]]
year = 2014
index = { value = 2, unit = "%", source = "eget" }
demand = { value = 1, unit = "%", source = "eget" }
volumes = [{ title = "Äldre", price = 2, change = 5 }]
decisions = [{ title = "Beslut", amount = -3 }]
reported = 1017
quality = 60
)";

TEST(ScenarioFile, EveryKeyOfTheRecordsIsRead) {
    // The reader refuses keys that it does not read.
    const Files files{{"prov", every_key}, {"under", ""}, {"ram", every_key_of_a_bridge}};
    EXPECT_EQ(problems(parse(files)), std::vector<std::string>{});
    EXPECT_EQ(problems(parse(files, "ram")), std::vector<std::string>{});
    EXPECT_EQ(test::keys_left_out(scenario_records(), {every_key, every_key_of_a_bridge}), std::vector<std::string>{});
}

TEST(ScenarioFile, WhatIsReadIsWhatStands) {
    const Scenario scenario = must(parse({{"prov", every_key}, {"under", ""}}));
    EXPECT_EQ(scenario.seed, 7U);
    EXPECT_EQ(scenario.replicates, 500U);
    EXPECT_EQ(scenario.discount_rate, 4);
    EXPECT_EQ(scenario.target_share, 1.5);
    EXPECT_EQ(scenario.claimed->amount, 30);
    EXPECT_EQ(scenario.claimed->year, Year{2021});
    ASSERT_EQ(scenario.levers.size(), 3U);
    const auto& frame = must(parse({{"prov", every_key_of_a_bridge}})).frames;
    EXPECT_EQ(frame->years.front().volumes.front().amount, 10);
    EXPECT_EQ(frame->years.front().decisions.front().amount, -3);
    EXPECT_FALSE(frame->municipality);
}

TEST(ScenarioFile, WhatIsLeftOutIsWhatTheRecordsSay) {
    const Scenario scenario = must(parse({{"prov", R"(title = "Prov"
author = "Någon"
source = "Eget"
municipality = "Huddinge"
base_year = 2019
horizon = 2022
[target]
[assumptions]
)"}}));
    EXPECT_EQ(scenario.kind, Scenario::Kind::simulation);
    EXPECT_EQ(scenario.areas.size(), 6U);
    EXPECT_EQ(scenario.seed, 1U);
    EXPECT_EQ(scenario.replicates, 10000U);
    EXPECT_EQ(scenario.discount_rate, Scenario{}.discount_rate);
    EXPECT_EQ(scenario.target_share, Scenario{}.target_share);
}

TEST(ScenarioFile, ExtendsLaysOverKeyByKeyAndReplacesBracesWhole) {
    const Files files{{"under", every_key},
                      {"prov", R"(extends = "mitten"
horizon = 2021
[levers.nivan]
realised = { value = 20, unit = "%", source = "mitt" }
by = 2021
[levers.summan]
by = 2021
[assumptions]
income_variation = { value = 1, unit = "%", source = "mitt" }
[population]
population = [113000, 114000]
)"},
                      {"mitten", "extends = \"botten\"\nseed = 9\n"},
                      {"botten", std::string(every_key).replace(std::string_view(every_key).find("extends"), 17, "")}};
    const Scenario scenario = must(parse(files));
    EXPECT_EQ(scenario.horizon, Year{2021});
    EXPECT_EQ(scenario.seed, 9U);
    EXPECT_EQ(scenario.replicates, 500U);
    const auto realised = std::ranges::find(scenario.assumptions, "nivan.realised", &Assumption::id);
    // Had the values in braces been laid over key by key, the triangular's would still be there.
    EXPECT_EQ(realised->distribution, (Distribution{Distribution::Kind::constant, {20}}));
    const auto lever = std::ranges::find(scenario.levers, "nivan", &Lever::id);
    EXPECT_EQ(std::get<Lever::ToLevel>(lever->what).specification.level, (Level{Level::Kind::best_nth, 30}));
    EXPECT_EQ(lever->by, Year{2021});
}

TEST(ScenarioFile, ProblemsStandInTheFileTheyComeFrom) {
    const Files files{{"under",
                       "title = \"Prov\"\nauthor = \"Någon\"\nsource = \"Eget\"\nmunicipality = \"Hudinge\"\n"
                       "base_year = 2019\nhorizon = 2022\n"},
                      {"prov", "extends = \"under\"\nseed = -1\n"}};
    EXPECT_EQ(problems(parse(files)),
              (std::vector<std::string>{"under:4 figures.error.municipality_unknown", "prov:2 core.error.toml.range"}));
}

TEST(TypedLevers, SayTheirKindAndTheirYears) {
    const auto keys = [](const char* typed) {
        const std::string toml = must(lever_toml({std::string("ifo: ") + typed}));
        return toml.substr(toml.find("kind"));
    };
    EXPECT_EQ(keys("reference by 2026"), "kind = \"level\"\nlevel = \"reference\"\nby = 2026\n");
    EXPECT_EQ(keys("best-nth:30 by 2026 from 2024"),
              "kind = \"level\"\nlevel = \"best-nth:30\"\nby = 2026\nfrom = 2024\n");
    const std::string saving =
        "kind = \"saving\"\namount = { value = 2.5, unit = \"mnkr\", source = \"--lever\" }\nby = 2025\n";
    EXPECT_EQ(keys("save 2,5 mnkr by 2025"), saving);
    EXPECT_EQ(keys("  save 2.5mnkr  by 2025"), saving);
    const std::string frozen =
        "kind = \"frames\"\nprice_compensation = { value = 0, unit = \"%\", source = \"--lever\" }\nfrom = 2023\nby = ";
    EXPECT_EQ(keys("frozen 2023-2025"), frozen + "2025\n");
    // A dash as it is printed is one too.
    EXPECT_EQ(keys("frozen 2023 – 2025"), frozen + "2025\n");
    EXPECT_EQ(keys("frozen 2023"), frozen + "2023\n");
    EXPECT_EQ(
        keys("demand 1,5 % 2023–2024"),
        "kind = \"frames\"\ndemand = { value = 1.5, unit = \"%\", source = \"--lever\" }\nfrom = 2023\nby = 2024\n");
}

TEST(TypedLevers, WhatIsNotUnderstoodIsRefused) {
    for (const char* typed : {"",
                              "ifo",
                              "ifo:",
                              ": save 3 by 2025",
                              "ifo: save by 2025",
                              "ifo: save 3 by 25",
                              "ifo: save 3 by 2025 from",
                              "ifo: save 3 by 2025 x",
                              "ifo: frozen",
                              "ifo: frozen 2023-",
                              "ifo: frozen 2023-2025-2026",
                              "ifo: demand % 2023",
                              "ifo: best-nth: by 2025",
                              "ifo: reference 2025",
                              "ifo: frozen2023",
                              "ifo: save3 by 2025",
                              "ifo: save 3by 2025",
                              "ifo: demand 1%2023",
                              "ifo: reference by2025",
                              "ifo: reference by 2025from 2024",
                              "ifo: save 9999999999 by 2025",
                              "ifo: save 1.1234567 by 2025",
                              "i\"fo: reference by 2025",
                              "ifo: reference by 2025\""}) {
        const auto refused = lever_toml({"ifo: reference by 2025", typed});
        ASSERT_FALSE(refused) << typed;
        EXPECT_EQ(refused.error().size(), 1U) << typed;
        EXPECT_EQ(refused.error().front().message.key, "scenario.error.scenario.lever") << typed;
    }
}

TEST(ScenarioFile, LeversAreLaidOverASimulationOnly) {
    const Files files{{"ram", every_key_of_a_bridge}};
    const auto refused = parse(files, "ram", must(lever_toml({"ifo: save 3 by 2022"})));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().front().failure, Failure::usage);
    EXPECT_EQ(refused.error().front().message.key, "scenario.error.scenario.not_simulated");
}

TEST(ScenarioFile, ThoseThatComeWithTheProgramAreSound) {
    const std::string folder = test::source_folder + "/scenarios/";
    const ScenarioSource source = [&](const std::string& name, const std::string&) -> Result<NamedText> {
        const std::string path = folder + name + "/scenario.toml";
        return NamedText{path, must(read_file(path))};
    };
    int seen = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const fs::path path = entry.path() / "scenario.toml";
        if (fs::exists(path)) {
            ++seen;
            EXPECT_EQ(problems(parse_scenario({path.string(), must(read_file(path))}, entry.path().filename(), source,
                                              "", definitions(), figures())),
                      std::vector<std::string>{})
                << path;
        }
    }
    EXPECT_GE(seen, 7);
}

}  // namespace
}  // namespace skattekrona
