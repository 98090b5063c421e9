// A bit or a digit that has changed on the way is refused or said, wherever it stands.
#include "core/random.hpp"
#include "data/figure_source.hpp"
#include "data/store.hpp"
#include "model/consistency.hpp"
#include "model/figure_plan.hpp"
#include "support/files.hpp"

#include <bit>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iostream>
#include <map>
#include <sqlite3.h>
#include <unistd.h>

namespace skattekrona {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t seed = 14;

/// The n-th of a seeded row of numbers below `below`.
std::size_t drawn(std::uint32_t n, std::size_t below) {
    return static_cast<std::size_t>(uniform(seed, {0, 0, n}) * static_cast<double>(below));
}

class DamageTest : public ::testing::Test {
protected:
    DamageTest() : folder_(fs::temp_directory_path() / ("skattekrona-damage-" + std::to_string(::getpid()))) {
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    ~DamageTest() override { fs::remove_all(folder_); }

    fs::path file() const { return folder_ / "figures.db"; }
    void execute(const char* sql) const {
        sqlite3* connection = nullptr;
        ASSERT_EQ(sqlite3_open(file().c_str(), &connection), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(connection);
        sqlite3_close(connection);
    }
    Store writable() const {
        return test::must(Store::open_for_writing(file(), [] {}));
    }

    fs::path folder_;
};

// --- The files of a folder of figures ---

using Files = std::map<std::string, std::string>;

const Files& embedded_files() {
    static const Files files = [] {
        Files all;
        for (const auto& entry : fs::directory_iterator(test::source_folder + "/data")) {
            all.emplace(entry.path().filename().string(), test::must(read_file(entry.path())));
        }
        return all;
    }();
    return files;
}

Result<Figures> parsed(const Files& files) {
    const auto file = [&](const std::string& name) -> Result<FigureText> {
        const auto found = files.find(name);
        if (found == files.end()) {
            return fail(Diagnostic{Failure::source_unavailable, {"data.error.file.not_readable", {}}, {name}});
        }
        return FigureText{found->second, sha256(found->second)};
    };
    return parse_figures(file, "data");
}

/// With the n-th digit of a file another.
Files with_another_digit(const std::string& name, std::uint32_t n) {
    Files files = embedded_files();
    std::string& text = files.at(name);
    std::size_t at = drawn(2 * n, text.size());
    while (std::isdigit(static_cast<unsigned char>(text[at])) == 0) {
        at = (at + 1) % text.size();
    }
    text[at] = static_cast<char>('0' + (text[at] - '0' + 1 + static_cast<int>(drawn(2 * n + 1, 9))) % 10);
    return files;
}

void expect_noticed(const Files& files, const std::string& name) {
    const auto figures = parsed(files);
    EXPECT_TRUE(!figures || !figures->manifest.changed.empty()) << name;
}

TEST(ChangedFigures, AreAsListedWhenNobodyHasChangedThem) { EXPECT_TRUE(test::figures().manifest.changed.empty()); }

TEST(ChangedFigures, EachOfThirtyDigitsIsNoticed) {
    std::vector<std::string> names;
    for (const auto& [name, text] : embedded_files()) {
        if (name.ends_with(".csv")) {
            names.push_back(name);
        }
    }
    for (std::uint32_t n = 0; n < 30; ++n) {
        const std::string& name = names[n % names.size()];
        expect_noticed(with_another_digit(name, n), name);
    }
}

TEST(ChangedFigures, SoIsEachDigitOfTheManifestAndOfItsHash) {
    for (std::uint32_t n = 0; n < 20; ++n) {
        expect_noticed(with_another_digit("manifest.toml", 100 + n), "manifest.toml");
        expect_noticed(with_another_digit("manifest.sha256", 200 + n), "manifest.sha256");
    }
}

TEST(ChangedFigures, AManifestWithoutItsHashIsNotTakenAtItsWord) {
    Files files = embedded_files();
    files.erase("manifest.sha256");
    EXPECT_EQ(test::must(parsed(files)).manifest.changed, std::vector<std::string>{"manifest.toml"});
}

TEST_F(DamageTest, ChangedFiguresAreRefusedWhereTheyComeWithTheProgramAndSaidInAFolderOfOnesOwn) {
    for (const auto& [name, text] : with_another_digit("cost.csv", 3)) {
        std::ofstream(folder_ / name, std::ios::binary) << text;
    }
    const FigurePlan plan = figure_plan(test::definitions());
    for (const std::string named : {"", "embedded", "store"}) {
        const auto refused = read_figures(FigureSource{folder_, file(), named, ""}, plan, serial);
        ASSERT_FALSE(refused) << named;
        EXPECT_EQ(refused.error().front().message.key, "data.error.figures.changed");
        EXPECT_EQ(refused.error().front().failure, Failure::invalid_input);
    }
    const FigureSource own{test::source_folder + "/data", file(), folder_.string(), ""};
    const Figures figures = test::must(read_figures(own, plan, serial));
    EXPECT_EQ(figures.manifest.changed, std::vector<std::string>{"cost.csv"});
    EXPECT_FALSE(check_consistency(figures, test::definitions()).front().holds);
}

// --- The store ---

PublishedValue value(std::string series, MunicipalityId municipality, Year year, double amount) {
    return {std::move(series), municipality, year, Gender::total, amount, "", false, 0};
}

Delivery delivery(std::vector<PublishedValue> values, std::string label = "") {
    return {"import", "Kolada (RKA)", "file.csv", "00", "2026-04-02", std::move(label), std::move(values)};
}

constexpr std::string_view now = "2026-04-02T10:00:00Z";

/// All that an answer is made of, as one text.
Result<std::string> contents(const fs::path& file, const std::set<std::string>& series) {
    const auto store = Store::open(file);
    if (!store) {
        return fail(store.error());
    }
    const auto values = (*store)->values(series, true, "budget");
    const auto runs = (*store)->runs();
    const auto labels = (*store)->labels();
    const auto in_use = (*store)->in_use();
    for (const Diagnostics* problems : {values ? nullptr : &values.error(), runs ? nullptr : &runs.error(),
                                        labels ? nullptr : &labels.error(), in_use ? nullptr : &in_use.error()}) {
        if (problems != nullptr) {
            return fail(*problems);
        }
    }
    std::string text = *in_use ? "store\n" : "embedded\n";
    for (const auto& label : *labels) {
        text += label + "\n";
    }
    for (const auto& run : *runs) {
        text += std::to_string(run.id) + run.kind + run.credit + run.origin + run.sha256 + run.vintage + run.label +
                run.stored + std::to_string(run.added) + " " + std::to_string(run.changed) + "\n";
    }
    for (const auto& [published, run] : *values) {
        text += published.series + std::string(published.municipality.view()) + std::to_string(published.year.value) +
                " " + std::to_string(std::bit_cast<std::uint64_t>(published.value)) + published.status +
                (published.preliminary ? "p" : "") + std::to_string(run) + "\n";
    }
    return text;
}

TEST_F(DamageTest, EachOfFiftyBitsOfAStoreIsNoticedOrChangesNothing) {
    std::set<std::string> series;
    {
        Store store = writable();
        for (const double more : {0.0, 0.25}) {
            std::vector<PublishedValue> values;
            for (const std::string kpi : {"N1", "N2", "N3", "N4", "N5", "N6"}) {
                series.insert(kpi);
                for (const auto& municipality : test::figures().panel.municipalities()) {
                    for (Year year{2010}; year <= Year{2022}; year = year + 1) {
                        // Every third is changed by the second delivery.
                        values.push_back(
                            value(kpi, municipality.id, year, year.value * 1.7 + (year.value % 3 == 0 ? more : 0)));
                    }
                }
            }
            ASSERT_TRUE(store.add(delivery(std::move(values)), now));
        }
        const MunicipalityId huddinge = *MunicipalityId::parse("0126");
        ASSERT_TRUE(store.add(delivery({value("N1", huddinge, Year{2023}, 5)}, "budget"), now));
    }
    const std::string whole = test::must(contents(file(), series));
    const std::string bytes = test::must(read_file(file()));
    const fs::path damaged = folder_ / "damaged.db";
    int refused = 0;
    int found_by_check = 0;
    for (std::uint32_t n = 0; n < 50; ++n) {
        std::string flipped = bytes;
        const std::size_t at = drawn(2 * n, flipped.size());
        flipped[at] = static_cast<char>(static_cast<unsigned char>(flipped[at]) ^ (1U << drawn(2 * n + 1, 8)));
        std::ofstream(damaged, std::ios::binary) << flipped;
        const auto read = contents(damaged, series);
        refused += read ? 0 : 1;
        if (read) {
            EXPECT_EQ(*read, whole) << "at " << at;
        } else {
            EXPECT_EQ(read.error().front().failure, Failure::invalid_input) << "at " << at;
        }
        const auto store = Store::open(damaged);
        found_by_check += store && *store && (*store)->check_whole() ? 0 : 1;
        for (const char* ending : {"-wal", "-shm"}) {
            fs::remove(damaged.string() + ending);
        }
    }
    EXPECT_GE(found_by_check, refused);
    std::cout << refused << " of 50 refused when read, " << found_by_check << " found by the check of everything\n";
    EXPECT_GT(refused, 10);
}

TEST_F(DamageTest, EveryBitOfTheFirstPageIsNoticedOrChangesNothing) {
    {
        Store store = writable();
        ASSERT_TRUE(store.add(delivery({value("N1", *MunicipalityId::parse("0126"), Year{2022}, 5)}), now));
    }
    const std::string whole = test::must(contents(file(), {"N1"}));
    const std::string bytes = test::must(read_file(file()));
    const fs::path damaged = folder_ / "damaged.db";
    // Its header, which says how all the rest is to be read.
    for (std::size_t bit = 0; bit < std::size_t{8} * 100; ++bit) {
        std::string flipped = bytes;
        flipped[bit / 8] = static_cast<char>(static_cast<unsigned char>(flipped[bit / 8]) ^ (1U << bit % 8));
        std::ofstream(damaged, std::ios::binary) << flipped;
        const auto read = contents(damaged, {"N1"});
        if (read) {
            EXPECT_EQ(*read, whole) << "byte " << bit / 8;
        } else {
            EXPECT_EQ(read.error().front().failure, Failure::invalid_input) << "byte " << bit / 8;
        }
        for (const char* ending : {"-wal", "-shm", "-journal", ".lock"}) {
            fs::remove(damaged.string() + ending);
        }
    }
}

TEST_F(DamageTest, AStoreThatSomebodyHasAlteredIsDamaged) {
    for (const char* alteration : {"PRAGMA user_version = 1000",
                                   "PRAGMA user_version = 2",
                                   "PRAGMA user_version = 0",
                                   "DROP TABLE setting",
                                   "DROP TABLE run",
                                   "DROP TABLE figure",
                                   "DROP TABLE checksum",
                                   "DROP TABLE fetched",
                                   "ALTER TABLE figure RENAME COLUMN value TO other",
                                   "ALTER TABLE run ADD COLUMN more TEXT",
                                   "DROP TRIGGER what_is_replaced_goes_to_the_history",
                                   "CREATE TRIGGER evil AFTER INSERT ON run BEGIN UPDATE figure SET value = 0; END",
                                   "PRAGMA application_id = 1",
                                   "UPDATE figure SET value = 6",
                                   "UPDATE figure SET run = 2",
                                   "UPDATE series SET code = 'N2'",
                                   "UPDATE series SET label = 'budget'",
                                   "DELETE FROM figure",
                                   "DELETE FROM series",
                                   "DELETE FROM run",
                                   "UPDATE run SET credit = 'SCB'",
                                   "UPDATE setting SET value = 'embedded'",
                                   "DELETE FROM setting",
                                   "UPDATE checksum SET value = value + 1",
                                   "DELETE FROM checksum"}) {
        {
            Store store = writable();
            ASSERT_TRUE(store.add(delivery({value("N1", *MunicipalityId::parse("0126"), Year{2022}, 5)}), now));
        }
        execute(alteration);
        const auto read = contents(file(), {"N1"});
        ASSERT_FALSE(read) << alteration;
        EXPECT_EQ(read.error().front().message.key, "data.error.store.damaged") << alteration;
        auto written = Store::open_for_writing(file(), [] {}).and_then([](Store store) {
            return store.add(delivery({value("N1", *MunicipalityId::parse("0126"), Year{2022}, 7)}), now);
        });
        ASSERT_FALSE(written) << alteration;
        EXPECT_EQ(written.error().front().message.key, "data.error.store.damaged") << alteration;
        fs::remove_all(folder_);
    }
}

TEST_F(DamageTest, WhatAFetchHasKeptIsNotTakenInWhenItHasChanged) {
    const std::string yesterday = "2026-04-01T10:00:00Z";
    const std::vector<std::string> requests{"/a", "/b"};
    const auto begun = [&] {
        Store store = writable();
        const int fetch = test::must(store.begin_fetch("q", requests, now, yesterday)).id;
        EXPECT_TRUE(store.keep_page(
            fetch, "/a", std::vector{value("N1", *MunicipalityId::parse("0126"), Year{2022}, 5)}, "h", std::nullopt));
        return fetch;
    };
    for (const char* alteration : {"UPDATE fetched SET value = 6", "UPDATE request SET url = '/c' WHERE url = '/b'",
                                   "UPDATE request SET sha256 = NULL", "DELETE FROM fetched"}) {
        const int fetch = begun();
        execute(alteration);
        EXPECT_FALSE(writable().begin_fetch("q", requests, now, yesterday)) << alteration;
        EXPECT_FALSE(writable().fetched(fetch)) << alteration;
        EXPECT_FALSE(writable().check_whole()) << alteration;
        fs::remove_all(folder_);
    }
}

TEST_F(DamageTest, YearsThatCannotBeAreDamageAlsoWhereTheyWereStoredSo) {
    { writable(); }
    for (const char* year : {"4071", "100000", "4294969318", "0", "-1"}) {
        // As a store of the version before this, which has no checksums.
        execute("DROP TABLE checksum; PRAGMA user_version = 2");
        execute((std::string("DELETE FROM figure; INSERT OR IGNORE INTO run VALUES(1, 'import', 'K', 'f', 'h', "
                             "'2026-01-01', '', '2026-01-01T00:00:00Z', 1, 0, 0);"
                             "INSERT OR IGNORE INTO series VALUES(1, 'N1', 'T', '');"
                             "INSERT INTO figure VALUES(1, '0126', ") +
                 year + ", 4.5, '', 0, 1);")
                    .c_str());
        const auto read = contents(file(), {"N1"});
        ASSERT_FALSE(read) << year;
        EXPECT_EQ(read.error().front().message.key, "data.error.store.damaged") << year;
    }
}

}  // namespace
}  // namespace skattekrona
