#include "data/store.hpp"
#include "figures/derive.hpp"
#include "model/costs.hpp"
#include "support/files.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

namespace skattekrona {
namespace {

namespace fs = std::filesystem;

MunicipalityId id(std::string_view code) { return *MunicipalityId::parse(code); }

PublishedValue value(std::string series, std::string_view municipality, int year, double amount) {
    return {std::move(series), id(municipality), Year{year}, Gender::total, amount, "", false, 0};
}

Delivery delivery(std::vector<PublishedValue> values, std::string label = "") {
    return {"import", "Kolada (RKA)", "file.csv", "00", "2026-04-02", std::move(label), std::move(values)};
}

/// A store in a folder that goes with the test.
class StoreTest : public ::testing::Test {
protected:
    StoreTest() : folder_(fs::temp_directory_path() / ("skattekrona-store-" + std::to_string(::getpid()))) {
        fs::remove_all(folder_);
    }
    ~StoreTest() override { fs::remove_all(folder_); }

    fs::path file() const { return folder_ / "figures.db"; }
    Store writable() const {
        return test::must(Store::open_for_writing(file(), [] {}));
    }
    Store readable() const { return *test::must(Store::open(file())); }
    void execute(const char* sql) const {
        sqlite3* connection = nullptr;
        ASSERT_EQ(sqlite3_open(file().c_str(), &connection), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(connection);
        sqlite3_close(connection);
    }

    fs::path folder_;
};

constexpr std::string_view now = "2026-04-02T10:00:00Z";

TEST_F(StoreTest, ThereIsNoneUntilSomethingIsWritten) {
    EXPECT_FALSE(test::must(Store::open(file())));
    EXPECT_FALSE(fs::exists(folder_));
}

TEST_F(StoreTest, WhatGoesInComesOut) {
    PublishedValue gone = value("N1", "0126", 2024, missing);
    gone.status = "Missing";
    PublishedValue women = value("N1", "0126", 2023, 3);
    women.gender = Gender::women;
    PublishedValue early = value("N1", "0136", 2025, -0.1);
    early.preliminary = true;
    const skattekrona::Run run =
        test::must(writable().add(delivery({value("N1", "0126", 2023, 1.5), gone, women, early}), now));
    EXPECT_EQ(run.id, 1);
    EXPECT_EQ(run.added, 4U);
    const auto values = test::must(readable().values({"N1"}, true, ""));
    ASSERT_EQ(values.size(), 3U);  // what is divided by gender is kept, but not read
    EXPECT_EQ(values[0].published.value, 1.5);
    EXPECT_EQ(values[0].run, 1);
    EXPECT_TRUE(is_missing(values[1].published.value));
    EXPECT_EQ(values[1].published.status, "Missing");
    EXPECT_EQ(values[2].published.value, -0.1);
    EXPECT_TRUE(values[2].published.preliminary);
    const auto runs = test::must(readable().runs());
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].vintage, "2026-04-02");
    EXPECT_EQ(runs[0].stored, now);
    EXPECT_TRUE(readable().check_whole());
}

TEST_F(StoreTest, TheSameAgainChangesNothing) {
    Store store = writable();
    const Delivery same = delivery({value("N1", "0126", 2023, 1), value("N1", "0126", 2024, missing)});
    EXPECT_TRUE(store.add(same, now));
    const skattekrona::Run again = test::must(store.add(same, now));
    EXPECT_EQ(again.added, 0U);
    EXPECT_EQ(again.changed, 0U);
    EXPECT_EQ(again.unchanged, 2U);
    EXPECT_TRUE(test::must(store.changes(1, 2)).empty());
}

TEST_F(StoreTest, TellsWhatChangedBetweenAnyTwoRuns) {
    Store store = writable();
    EXPECT_TRUE(store.add(delivery({value("N1", "0126", 2023, 1), value("N1", "0136", 2023, 5)}), now));
    PublishedValue withdrawn = value("N1", "0136", 2023, missing);
    withdrawn.status = withdrawn_status;
    EXPECT_TRUE(store.add(delivery({value("N1", "0126", 2023, 2), withdrawn}), now));
    EXPECT_TRUE(store.add(delivery({value("N1", "0126", 2023, 1), value("N1", "0126", 2024, 7)}), now));

    const auto second = test::must(store.changes(1, 2));
    ASSERT_EQ(second.size(), 2U);
    EXPECT_EQ(second[0].before, 1);
    EXPECT_EQ(second[0].after, 2);
    EXPECT_EQ(second[1].before, 5);
    EXPECT_TRUE(is_missing(second[1].after));
    EXPECT_EQ(second[1].status_after, withdrawn_status);

    // 0126's figure of 2023 went from 1 to 2 and back: over both runs it has not changed.
    const auto both = test::must(store.changes(1, 3));
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both[0].year, Year{2024});
    EXPECT_TRUE(is_missing(both[0].before));
    EXPECT_EQ(both[0].status_before, "");
    EXPECT_EQ(both[1].municipality, id("0136"));
    EXPECT_EQ(test::must(store.changes(0, 1)).size(), 2U);
}

TEST_F(StoreTest, OwnFiguresStandBesideThePublished) {
    Store store = writable();
    EXPECT_TRUE(store.add(delivery({value("a.net_cost", "0126", 2026, 10)}), now));
    EXPECT_TRUE(store.add(delivery({value("a.net_cost", "0126", 2026, 12)}, "budget 2026"), now));
    EXPECT_EQ(test::must(store.values({"a.net_cost"}, true, "")).size(), 1U);
    EXPECT_EQ(test::must(store.values({"a.net_cost"}, true, "budget 2026")).size(), 2U);
    const auto own = test::must(store.values({"a.net_cost"}, false, "budget 2026"));
    ASSERT_EQ(own.size(), 1U);
    EXPECT_EQ(own[0].published.value, 12);
    EXPECT_EQ(test::must(store.labels()), std::vector<std::string>{"budget 2026"});
}

TEST_F(StoreTest, IsUsedWhenSomebodySaysSo) {
    Store store = writable();
    EXPECT_FALSE(test::must(store.in_use()));
    EXPECT_TRUE(store.use(true));
    EXPECT_TRUE(test::must(readable().in_use()));
    EXPECT_TRUE(store.use(false));
    EXPECT_FALSE(test::must(readable().in_use()));
}

TEST_F(StoreTest, AnUnfinishedFetchGoesOnWhereItStopped) {
    const std::vector<std::string> requests{"/a", "/b", "/c"};
    const std::string yesterday = "2026-04-01T10:00:00Z";
    int fetch = 0;
    {
        Store store = writable();
        const auto begun = test::must(store.begin_fetch("q", requests, now, yesterday));
        EXPECT_EQ(begun.left, requests);
        fetch = begun.id;
        EXPECT_TRUE(store.keep_page(fetch, "/a", std::vector{value("N1", "0126", 2023, 1)}, "h1", std::nullopt));
        EXPECT_TRUE(store.keep_page(fetch, "/b", std::vector{value("N1", "0136", 2023, 9)}, "h2", "/b?page=2"));
        EXPECT_TRUE(test::must(store.values({"N1"}, true, "")).empty());  // nobody sees half a fetch
    }
    Store store = writable();
    const auto resumed = test::must(store.begin_fetch("q", requests, now, yesterday));
    EXPECT_EQ(resumed.id, fetch);
    EXPECT_EQ(resumed.done, 1U);
    // The pages of one request belong together, so the one that was cut off begins anew.
    EXPECT_EQ(resumed.left, (std::vector<std::string>{"/b", "/c"}));
    EXPECT_NE(test::must(store.begin_fetch("other", requests, now, yesterday)).id, fetch);
    EXPECT_TRUE(store.keep_page(fetch, "/b", std::vector{value("N1", "0126", 2024, 2)}, "h3", "/b?page=2"));
    EXPECT_TRUE(store.keep_page(fetch, "/b?page=2", std::vector{value("N1", "0126", 2025, 3)}, "h4", std::nullopt));
    EXPECT_TRUE(store.keep_page(fetch, "/c", {}, "h5", std::nullopt));
    const Delivery fetched = test::must(store.fetched(fetch));
    ASSERT_EQ(fetched.values.size(), 3U);
    EXPECT_EQ(fetched.values[2].value, 3);
    EXPECT_TRUE(store.add(fetched, now, fetch));
    EXPECT_EQ(test::must(store.values({"N1"}, true, "")).size(), 3U);
    EXPECT_EQ(test::must(store.begin_fetch("q", requests, now, yesterday)).done, 0U);
}

TEST_F(StoreTest, AnOldFetchBeginsAnew) {
    Store store = writable();
    const std::vector<std::string> requests{"/a", "/b"};
    const auto begun = test::must(store.begin_fetch("q", requests, "2026-04-01T09:00:00Z", "2026-03-31T09:00:00Z"));
    EXPECT_TRUE(store.keep_page(begun.id, "/a", std::vector{value("N1", "0126", 2023, 1)}, "h", std::nullopt));
    EXPECT_EQ(test::must(store.begin_fetch("q", requests, now, "2026-04-01T10:00:00Z")).done, 0U);
}

TEST_F(StoreTest, MigratesFromTheFirstSchema) {
    { writable(); }
    execute(
        "DROP TABLE checksum; DROP TABLE fetched; DROP TABLE request; DROP TABLE fetch; PRAGMA user_version = 1;"
        "INSERT INTO run VALUES(1, 'import', 'K', 'f', 'h', '2026-01-01', '', '2026-01-01T00:00:00Z', 1, 0, 0);"
        "INSERT INTO series VALUES(1, 'N1', 'T', '');"
        "INSERT INTO figure VALUES(1, '0126', 2023, 4.5, '', 0, 1);");
    // Also where it is only to be read.
    const auto values = test::must(readable().values({"N1"}, true, ""));
    ASSERT_EQ(values.size(), 1U);
    EXPECT_EQ(values[0].published.value, 4.5);
    EXPECT_TRUE(writable().begin_fetch("q", {}, now, now));
}

TEST_F(StoreTest, MigratesFromTheSecondSchemaWithAllItHas) {
    {
        Store store = writable();
        EXPECT_TRUE(store.add(delivery({value("N1", "0126", 2023, 1)}), now));
        EXPECT_TRUE(store.add(delivery({value("N1", "0126", 2023, 2)}), now));
        const int fetch = test::must(store.begin_fetch("q", std::vector<std::string>{"/a", "/b"}, now, now)).id;
        EXPECT_TRUE(store.keep_page(fetch, "/a", std::vector{value("N2", "0126", 2023, 1)}, "h", std::nullopt));
    }
    execute("DROP TABLE checksum; PRAGMA user_version = 2;");
    EXPECT_EQ(test::must(readable().values({"N1"}, true, "")).front().published.value, 2);
    EXPECT_TRUE(readable().check_whole());
    Store store = writable();
    EXPECT_EQ(test::must(store.changes(1, 2)).size(), 1U);
    EXPECT_EQ(test::must(store.begin_fetch("q", std::vector<std::string>{"/a", "/b"}, now, now)).done, 1U);
}

TEST_F(StoreTest, RefusesWhatIsNotItsOwn) {
    fs::create_directories(folder_);
    execute("CREATE TABLE somebody(x)");
    EXPECT_EQ(Store::open(file()).error().front().message.key, "data.error.store.other_program");
    EXPECT_EQ(Store::open_for_writing(file(), [] {}).error().front().message.key, "data.error.store.other_program");
    fs::remove(file());
    { writable(); }
    execute("CREATE TABLE of_a_later_version(x); PRAGMA user_version = 1000");
    EXPECT_EQ(Store::open(file()).error().front().message.key, "data.error.store.newer");
    fs::remove(file());
    std::ofstream(file()) << std::string(4096, 'x');
    EXPECT_EQ(Store::open(file()).error().front().message.key, "data.error.store.damaged");
}

TEST_F(StoreTest, AFileThatHasLostItsContentsIsNoEmptyStore) {
    { writable(); }
    fs::resize_file(file(), 0);
    EXPECT_EQ(Store::open(file()).error().front().message.key, "data.error.store.damaged");
    { writable(); }
    EXPECT_TRUE(test::must(Store::open(file())));
}

/// Two municipalities with one area, as embedded: 2022 with N 410, R 400, d 2.5 for the first.
Figures embedded() {
    std::vector<Municipality> municipalities{{id("0126"), "Huddinge", "S"}, {id("0136"), "Haninge", "S"}};
    std::map<std::string, Panel::Series, std::less<>> measures{{"a.net_cost", {410, 205}},
                                                               {"a.reference_cost", {400, 200}},
                                                               {"a.deviation_pct", {2.5, 2.5}},
                                                               {"a.precision", {missing, missing}},
                                                               {"population", {1000, 500}}};
    Manifest manifest{"t", "Kolada (RKA)", "2024-08-30", "", Year{2022}, Year{2022}, {}, {}, ""};
    return {Panel(std::move(municipalities), Year{2022}, Year{2022}, std::move(measures)),
            {},
            std::move(manifest),
            {{"Kolada (RKA)", "2024-08-30", false, ""}},
            {}};
}

FigurePlan plan() {
    return {
        {{"a", "PCT", "MNKR", "NKR", "RKR", {"scb.1", "scb.2"}}}, {{"population", "POP", "people"}}, "POP", Year{2022}};
}

Figures laid_over(std::vector<PublishedValue> values, const std::string& label = "", bool preliminary = false) {
    std::vector<StoredValue> stored;
    for (auto& entry : values) {
        entry.preliminary = preliminary;
        stored.push_back({std::move(entry), 1});
    }
    const std::vector<skattekrona::Run> runs{{1, "import", "SCB", "f", "h", "2026-04-02", label, "", 0, 0, 0}};
    return with_stored(embedded(), stored, runs, plan());
}

TEST(Unreported, ADeviationOfAllTheCostIsMissingAndKept) {
    Figures figures = embedded();
    auto measures = figures.panel.measures();
    measures["a.deviation_pct"] = {-100, -99.9};
    figures.panel = Panel({figures.panel.municipalities().begin(), figures.panel.municipalities().end()}, Year{2022},
                          Year{2022}, std::move(measures));
    FigurePlan with_threshold = plan();
    with_threshold.unreported_to["a.deviation_pct"] = -100;
    const Figures read = without_unreported(figures, with_threshold);
    EXPECT_TRUE(is_missing(read.panel.value("a.deviation_pct", Year{2022}, 0)));
    EXPECT_EQ(read.panel.value("a.deviation_pct", Year{2022}, 1), -99.9);
    ASSERT_EQ(read.unreported.size(), 1U);
    EXPECT_EQ(read.unreported[0].municipality, 0U);
    EXPECT_EQ(read.unreported[0].published, -100);
    EXPECT_TRUE(without_unreported(embedded(), with_threshold).unreported.empty());
}

TEST(Derive, PublishedDeviationsGiveCosts) {
    const Figures figures = laid_over({value("MNKR", "0126", 2023, 21), value("PCT", "0126", 2023, 5)});
    EXPECT_EQ(figures.panel.last_year(), Year{2023});
    EXPECT_DOUBLE_EQ(figures.panel.value("a.reference_cost", Year{2023}, 0), 420);
    EXPECT_DOUBLE_EQ(figures.panel.value("a.net_cost", Year{2023}, 0), 441);
    EXPECT_TRUE(is_missing(figures.panel.value("a.net_cost", Year{2023}, 1)));
    EXPECT_EQ(figures.panel.value("a.net_cost", Year{2022}, 0), 410);
    EXPECT_EQ(figures.origin("a.net_cost", Year{2023}, 0).credit, "SCB");
    EXPECT_EQ(figures.origin("a.net_cost", Year{2022}, 0).credit, "Kolada (RKA)");
    EXPECT_EQ(figures.manifest.credit, "Kolada (RKA), SCB");
}

TEST(Derive, AWithdrawnFigureIsMissingAlsoWhereItIsEmbedded) {
    const Figures figures = laid_over({value("PCT", "0126", 2022, missing)});
    EXPECT_TRUE(is_missing(figures.panel.value("a.deviation_pct", Year{2022}, 0)));
    EXPECT_TRUE(is_missing(figures.panel.value("a.net_cost", Year{2022}, 0)));
    EXPECT_EQ(figures.panel.value("a.net_cost", Year{2022}, 1), 205);
}

TEST(Derive, ANewFigureOfThePairIsNotDividedByAnOldOne) {
    const Figures amount_only = laid_over({value("MNKR", "0126", 2022, -60)});
    EXPECT_TRUE(is_missing(amount_only.panel.value("a.net_cost", Year{2022}, 0)));
    const Figures pct_only = laid_over({value("PCT", "0126", 2022, 5)});
    EXPECT_TRUE(is_missing(pct_only.panel.value("a.reference_cost", Year{2022}, 0)));
    // The same figure again says nothing new.
    EXPECT_EQ(laid_over({value("MNKR", "0126", 2022, 10)}).panel.value("a.net_cost", Year{2022}, 0), 410);
    EXPECT_EQ(laid_over({value("PCT", "0126", 2022, 2.5)}).panel.value("a.net_cost", Year{2022}, 0), 410);
}

TEST(Derive, WhatHasBeenTakenAwayIsKnown) {
    const Figures half = laid_over({value("PCT", "0126", 2022, 5)});
    EXPECT_TRUE(half.is_taken_away("a.net_cost", Year{2022}, 0));
    EXPECT_FALSE(half.is_taken_away("a.net_cost", Year{2022}, 1));
    EXPECT_TRUE(half.is_laid_over_missing("a.reference_cost", Year{2022}, 0));
    EXPECT_FALSE(laid_over({value("PCT", "0126", 2022, 2.5)}).is_taken_away("a.net_cost", Year{2022}, 0));
}

TEST(Derive, ADefaultYearDoesNotMoveForWhatHasBeenTakenAway) {
    const auto latest = [](const Figures& figures) { return latest_year(figures, {"a"}, 0); };
    EXPECT_EQ(latest(embedded()), Year{2022});
    const auto both = [](int year) {
        return std::vector{value("PCT", "0126", year, 5), value("MNKR", "0126", year, 21)};
    };
    EXPECT_EQ(latest(laid_over(both(2023))), Year{2023});
    // Half a correction, and a figure withdrawn: the year stands, and its answer says what it lacks.
    EXPECT_EQ(latest(laid_over({value("PCT", "0126", 2022, 5)})), Year{2022});
    EXPECT_EQ(latest(laid_over({value("PCT", "0126", 2022, missing)})), Year{2022});
    auto later = both(2023);
    later[0].value = missing;
    EXPECT_EQ(latest(laid_over(later)), Year{2022});
    // A publisher that says it has nothing for a year does not move it either.
    EXPECT_EQ(latest(laid_over({value("PCT", "0126", 2024, missing), value("MNKR", "0126", 2024, missing)})),
              Year{2022});
}

TEST(Derive, OneOfAStoredPairDoesNotStandWithAnotherThanItsOwn) {
    const auto stored = [](double pct, double amount) {
        return std::vector<StoredValue>{{value("MNKR", "0126", 2022, amount), 1}, {value("PCT", "0126", 2022, pct), 1}};
    };
    const auto gone = superseded(delivery({value("PCT", "0126", 2022, 5)}), stored(2.5, 10), plan());
    ASSERT_EQ(gone.size(), 1U);
    EXPECT_EQ(gone[0].series, "MNKR");
    EXPECT_TRUE(is_missing(gone[0].value));
    EXPECT_EQ(gone[0].status, superseded_status);
    EXPECT_EQ(superseded(delivery({value("MNKR", "0126", 2022, 5)}), stored(2.5, 10), plan()).at(0).series, "PCT");
    // The same again, both together, another place, and what makes a half pair whole: nothing has to go.
    EXPECT_TRUE(superseded(delivery({value("PCT", "0126", 2022, 2.5)}), stored(2.5, 10), plan()).empty());
    EXPECT_TRUE(
        superseded(delivery({value("MNKR", "0126", 2022, 21), value("PCT", "0126", 2022, 5)}), stored(2.5, 10), plan())
            .empty());
    EXPECT_TRUE(superseded(delivery({value("PCT", "0136", 2022, 5)}), stored(2.5, 10), plan()).empty());
    EXPECT_TRUE(superseded(delivery({value("MNKR", "0126", 2022, 21)}), stored(5, missing), plan()).empty());
}

TEST(Derive, AWithdrawnDeviationIsNotComputedAnewByAnotherRoute) {
    const Figures figures = laid_over({value("MNKR", "0126", 2022, missing), value("NKR", "0126", 2022, 6000),
                                       value("PCT", "0126", 2022, missing), value("RKR", "0126", 2022, 5000)});
    EXPECT_TRUE(is_missing(figures.panel.value("a.deviation_pct", Year{2022}, 0)));
    EXPECT_EQ(figures.panel.value("a.net_cost", Year{2022}, 0), 6);
}

TEST(Derive, OtherRoutesFillWhatTheFirstLacksAndStandBesideIt) {
    const Figures figures = laid_over({value("NKR", "0126", 2022, 409'000), value("NKR", "0126", 2023, 500'000),
                                       value("POP", "0126", 2023, 1000), value("RKR", "0126", 2023, 480'000),
                                       value("scb.1", "0136", 2023, 200'000), value("scb.2", "0136", 2023, 30'000),
                                       value("scb.1", "0126", 2022, 1)});
    EXPECT_EQ(figures.panel.value("a.net_cost", Year{2022}, 0), 410);  // d and D come first
    EXPECT_DOUBLE_EQ(figures.panel.value("a.net_cost.per_inhabitant", Year{2022}, 0), 409);
    EXPECT_DOUBLE_EQ(figures.panel.value("a.net_cost", Year{2023}, 0), 500);
    EXPECT_DOUBLE_EQ(figures.panel.value("a.reference_cost", Year{2023}, 0), 480);
    EXPECT_NEAR(figures.panel.value("a.deviation_pct", Year{2023}, 0), 100.0 * 20 / 480, 1e-12);
    EXPECT_DOUBLE_EQ(figures.panel.value("a.net_cost", Year{2023}, 1), 230);
    EXPECT_TRUE(is_missing(figures.panel.value("a.reference_cost", Year{2023}, 1)));
    EXPECT_TRUE(is_missing(figures.panel.value("a.net_cost.scb", Year{2022}, 0)));  // one activity of two is no sum
}

TEST(Derive, OwnFiguresStandOverThePublishedAndAreSaidToBe) {
    const Figures figures = laid_over({value("a.net_cost", "0126", 2022, 440)}, "budget 2026");
    EXPECT_EQ(figures.panel.value("a.net_cost", Year{2022}, 0), 440);
    EXPECT_NEAR(figures.panel.value("a.deviation_pct", Year{2022}, 0), 10, 1e-12);
    EXPECT_EQ(figures.origin("a.net_cost", Year{2022}, 0).label, "budget 2026");
    EXPECT_EQ(figures.manifest.own, "budget 2026");
    EXPECT_EQ(figures.manifest.credit, "Kolada (RKA)");
}

TEST(Derive, PreliminaryYearsAreNamed) {
    const Figures figures = laid_over({value("POP", "0126", 2023, 1001)}, "", true);
    EXPECT_EQ(figures.manifest.preliminary, std::set<Year>{Year{2023}});
    EXPECT_TRUE(figures.origin("population", Year{2023}, 0).preliminary);
}

TEST(Derive, EmbeddedFiguresAreTheSameByBothWays) {
    // d and D as Kolada publishes them, rounded; what the embedded figures hold comes from the same numbers.
    const DerivedCost cost = derive_cost(-7.4638, -375.8, 4);
    EXPECT_NEAR(cost.reference_cost, 5034.97, 0.01);
    EXPECT_NEAR(cost.net_cost, 4659.17, 0.01);
    EXPECT_TRUE(is_missing(cost.precision_pct));
    EXPECT_NEAR(derive_cost(0.05, 1, 4).precision_pct, 0.1, 1e-12);
}

TEST(Derive, DeviationsThatContradictEachOtherGiveNoCost) {
    for (const auto& [pct, mnkr] : {std::pair{0.0, 1.0}, {2.0, 0.0}, {2.0, -10.0}, {-2.0, 10.0}, {missing, 10.0}}) {
        EXPECT_TRUE(is_missing(derive_cost(pct, mnkr, 4).net_cost)) << pct << " " << mnkr;
        EXPECT_TRUE(is_missing(derive_cost(pct, mnkr, 4).reference_cost)) << pct << " " << mnkr;
    }
}

}  // namespace
}  // namespace skattekrona
