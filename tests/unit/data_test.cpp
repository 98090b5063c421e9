#include "data/embed.hpp"
#include "figures/csv.hpp"
#include "figures/figures.hpp"
#include "support/files.hpp"

#include <bit>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace skattekrona {
namespace {

namespace fs = std::filesystem;

/// A folder that goes with the test.
class Folder {
public:
    Folder() : path_(fs::temp_directory_path() / fs::path("skattekrona-" + std::to_string(::getpid()))) {
        fs::remove_all(path_);
        fs::create_directories(path_);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { fs::remove_all(path_); }

    const fs::path& path() const { return path_; }
    void write(const std::string& name, const std::string& text) const { std::ofstream(path_ / name) << text; }

private:
    fs::path path_;
};

std::vector<std::vector<std::string>> records(const std::string& text) {
    CsvReader csv(text, "f.csv");
    std::vector<std::vector<std::string>> all;
    while (csv.next()) {
        all.emplace_back(csv.fields().begin(), csv.fields().end());
    }
    EXPECT_FALSE(csv.problem());
    return all;
}

using Records = std::vector<std::vector<std::string>>;

TEST(Csv, ReadsRfc4180) {
    EXPECT_EQ(records("a,b\n1,2\n"), (Records{{"1", "2"}}));
    EXPECT_EQ(records("a,b\r\n1,\"x, \"\"y\"\"\"\r\n"), (Records{{"1", "x, \"y\""}}));
    EXPECT_EQ(records("a,b\n\"line\nbreak\",2"), (Records{{"line\nbreak", "2"}}));
    EXPECT_EQ(records("\xEF\xBB\xBF"
                      "a\n1\n"),
              (Records{{"1"}}));
    EXPECT_EQ(records("a,b\n,\n"), (Records{{"", ""}}));
    EXPECT_EQ(records(""), Records{});
}

TEST(Csv, AProblemHasLineAndColumn) {
    const std::string text = "a,b\n1,2\n3,x4\n";
    CsvReader csv(text, "f.csv");
    ASSERT_TRUE(csv.next());
    EXPECT_EQ(csv.number(1), 2.0);
    ASSERT_TRUE(csv.next());
    EXPECT_FALSE(csv.number(1));
    ASSERT_TRUE(csv.problem());
    EXPECT_EQ(csv.problem()->where.line, 3);
    EXPECT_EQ(csv.problem()->where.column, 3);
    EXPECT_FALSE(csv.next());
}

TEST(Csv, LinesAreCountedThroughQuotedBreaks) {
    const std::string text = "a,b\n\"1\n1\",2\n3\n";
    CsvReader csv(text, "f.csv");
    ASSERT_TRUE(csv.next());
    EXPECT_FALSE(csv.next());
    EXPECT_EQ(csv.problem()->message.key, "figures.error.csv.field_count");
    EXPECT_EQ(csv.problem()->where.line, 4);
}

TEST(Csv, NanAndInfinityAreNoNumbers) {
    for (const std::string word : {"nan", "inf", "1e999", "0x10", "1,5 ", " 1"}) {
        const std::string text = "a\n\"" + word + "\"\n";
        CsvReader csv(text, "f.csv");
        ASSERT_TRUE(csv.next());
        EXPECT_FALSE(csv.number(0)) << word;
        EXPECT_TRUE(csv.problem()) << word;
    }
}

TEST(Csv, NumbersAreTheSameByEitherWay) {
    for (const std::string body :
         {"0114,2000,1.5,,-2\n0115,2001,,,\n", "0114,2000,1234567890123456,0.1,-0.0\n",
          "0114,2000,1e3,\"7\",8\r\n1,2,3,4,5", "0114,\"20\"\"00\",1,2,3\n", "0114,2000,1.,2,3\n", "a,b,.5,2,3\n",
          "a,b,-,2,3\n", "a,b,1.2.3,2,3\n", "a,b,1,2\n", "a,b,1,2,3,4\n", "a,b,12345678901234567.5,2,3\n1,2,3,4,nan\n",
          "a,b,1,2,3\n\na,b,1,2,3\n", ""}) {
        const std::string text = "m,y,p,q,r\n" + body;
        CsvReader one(text, "f.csv");
        CsvReader other(text, "f.csv");
        std::vector<double> numbers;
        while (one.next_of_numbers(2, numbers)) {
            ASSERT_TRUE(other.next()) << body;
            EXPECT_EQ(one.fields()[0], other.fields()[0]);
            EXPECT_EQ(one.fields()[1], other.fields()[1]);
            EXPECT_EQ(one.line(), other.line());
            ASSERT_EQ(numbers.size(), 3) << body;
            for (std::size_t i = 0; i < 3; ++i) {
                const auto number = other.number(2 + i);
                EXPECT_EQ(std::bit_cast<std::uint64_t>(number.value_or(missing)),
                          std::bit_cast<std::uint64_t>(numbers[i]))
                    << body;
            }
        }
        if (other.next()) {
            for (std::size_t i = 2; i < 5; ++i) {
                other.number(i);
            }
        }
        ASSERT_EQ(one.problem().has_value(), other.problem().has_value()) << body;
        if (one.problem()) {
            EXPECT_EQ(one.problem()->message.key, other.problem()->message.key) << body;
            EXPECT_EQ(one.problem()->where.line, other.problem()->where.line) << body;
            EXPECT_EQ(one.problem()->where.column, other.problem()->where.column) << body;
        }
    }
}

TEST(Files, AreWrittenWholeOrNotAtAll) {
    const Folder folder;
    ASSERT_TRUE(write_file(folder.path() / "a.txt", "first"));
    ASSERT_TRUE(write_file(folder.path() / "a.txt", "second"));
    EXPECT_EQ(*read_file(folder.path() / "a.txt"), "second");
    EXPECT_FALSE(write_file(folder.path() / "no" / "a.txt", "x"));
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

TEST(Files, AMissingFileAndAFolderCannotBeRead) {
    const Folder folder;
    EXPECT_EQ(read_file(folder.path() / "no").error().front().failure, Failure::source_unavailable);
    EXPECT_EQ(read_file(folder.path()).error().front().failure, Failure::invalid_input);
}

std::string refusal(const Result<std::string>& read) { return read ? "" : read.error().front().message.key; }

TEST(Files, AreReadNoFurtherThanTheirKindMayHave) {
    const Folder folder;
    const auto file = folder.path() / "sparse";
    ASSERT_TRUE(write_file(file, "x"));
    fs::resize_file(file, std::uintmax_t{1} << 40U);
    EXPECT_EQ(refusal(read_file(file)), "data.error.file.large_text");
    EXPECT_EQ(refusal(read_file(file, FileKind::picture)), "data.error.file.large_picture");
    EXPECT_EQ(refusal(read_file(file, FileKind::figures)), "data.error.file.large_figures");
    EXPECT_EQ(refusal(read_file(file, FileKind::import)), "data.error.file.large_import");
    EXPECT_EQ(refusal(read_file(file, FileKind::made)), "data.error.file.large_made");
    EXPECT_EQ(refusal(read_file("/dev/zero")), "data.error.file.large_text");
    EXPECT_EQ(refusal(read_file("/dev/zero", FileKind::picture)), "data.error.file.large_picture");
    constexpr std::size_t most = 4'000'000;
    fs::resize_file(file, most);
    EXPECT_EQ(read_file(file)->size(), most);
    fs::resize_file(file, most + 1);
    EXPECT_EQ(refusal(read_file(file)), "data.error.file.large_text");
}

TEST(Files, OneThatSaysNothingOfItsSizeIsReadWhole) {
    EXPECT_TRUE(read_file("/proc/self/status")->starts_with("Name:"));
    EXPECT_EQ(*read_file("/dev/null"), "");
}

TEST(Files, APipeIsReadWhereSomebodyWritesIntoItAndNotWaitedForOtherwise) {
    const Folder folder;
    const auto pipe = folder.path() / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_EQ(refusal(read_file(pipe)), "data.error.file.no_writer");
    const std::string text(1'000'000, 'x');
    const std::jthread writer([&] { std::ofstream(pipe) << text; });
    EXPECT_EQ(*read_file(pipe), text);
}

// FIPS 180-4, the example of one block.
TEST(Files, Sha256OfAbc) {
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Panel, WhatIsNotThereIsMissing) {
    const Panel panel({{*MunicipalityId::parse("0126"), "Huddinge", "Stockholms län"}}, Year{2020}, Year{2021},
                      {{"m", {1.0, 2.0}}});
    EXPECT_EQ(panel.value("m", Year{2021}, 0), 2.0);
    EXPECT_TRUE(is_missing(panel.value("m", Year{2022}, 0)));
    EXPECT_TRUE(is_missing(panel.value("m", Year{2019}, 0)));
    EXPECT_TRUE(is_missing(panel.value("other", Year{2020}, 0)));
    EXPECT_EQ(panel.index(*MunicipalityId::parse("0126")), 0U);
    EXPECT_FALSE(panel.index(*MunicipalityId::parse("0127")));
}

/// A small publication of Kolada's, for one area.
void write_publication(const Folder& folder) {
    const std::string header = "kpi,municipality,year,value\n";
    folder.write("deviation.csv",
                 header + "D1,0126,2020,2.5\nD1,0136,2020,0.0312\nD1,0126,1990,9\nD2,0126,2020,10\nD2,0136,2020,0.5\n");
    for (const auto* name : {"cost.csv", "quality.csv", "index.csv", "structure.csv", "finance.csv", "driver.csv"}) {
        folder.write(name, header);
    }
    folder.write("volume.csv", header + "P,0126,2020,1000\nP,0136,2020,2000.5\n");
    folder.write("municipality.csv", "municipality,name\n0126,Huddinge\n0136,Haninge\n");
    folder.write("group.csv",
                 "group,title,municipality\nG1,\"Liknande kommuner x, Huddinge, 2024\",0136\n"
                 "G2,\"Större stad, fin (ovägt medel)\",0126\nG2,\"Större stad, fin (ovägt medel)\",0136\n"
                 "G3,\"Liknande kommuner y, Huddinge, 2024\",0136\n");
}

EmbedPlan plan() {
    EmbedPlan plan;
    plan.figures.areas = {{"a", "D1", "D2"}};
    plan.figures.measures = {{"population", "P", "people"}};
    plan.figures.first_year = Year{2000};
    plan.similar_groups = {{"x", "a"}};
    plan.counties = {{"01", "Stockholms län"}};
    plan.retrieved = "2024-08-30";
    return plan;
}

TEST(Embed, DerivesNetAndReferenceCostAndFlagsCoarseOnes) {
    const Folder folder;
    write_publication(folder);
    const auto files = test::must(embed_figures(folder.path(), plan()));
    // R = 10 / 0.025 = 400, N = 410. For 0136 d = 0.0312 is known to ±0.00005, so R to ±0.16 %.
    EXPECT_EQ(files.at("cost.csv"),
              "municipality,year,a.net_cost,a.reference_cost,a.deviation_pct,a.precision\n"
              "0126,2020,410,400,2.5,\n"
              "0136,2020,1603.064103,1602.564103,0.0312,0.16\n");
    EXPECT_EQ(files.at("people.csv"), "municipality,year,population\n0126,2020,1000\n0136,2020,2000.5\n");
    EXPECT_EQ(files.at("groups.csv"),
              "kind,key,municipality,vintage,members\nkommungrupp,\"Större stad, fin\",,,0126 0136\n"
              "similar,a,0126,2024,0136\n");
}

TEST(Embed, WhatItWritesIsReadBack) {
    const Folder folder;
    write_publication(folder);
    for (const auto& [name, text] : test::must(embed_figures(folder.path(), plan()))) {
        folder.write(name, text);
    }
    const Figures figures = test::must(read_figures(folder.path()));
    EXPECT_EQ(figures.panel.value("a.net_cost", Year{2020}, 0), 410);
    EXPECT_TRUE(is_missing(figures.panel.value("a.precision", Year{2020}, 0)));
    EXPECT_EQ(figures.groups.similar.at("a").at(*MunicipalityId::parse("0126")).size(), 1U);
    EXPECT_EQ(figures.groups.kommungrupper.at("Större stad, fin").size(), 2U);
    EXPECT_TRUE(figures.manifest.changed.empty());
}

TEST(Embed, AKpiThatIsNotPublishedIsAProblem) {
    const Folder folder;
    write_publication(folder);
    EmbedPlan wants_more = plan();
    wants_more.figures.measures.push_back({"other", "Q", "people"});
    const auto files = embed_figures(folder.path(), wants_more);
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().front().message.key, "data.error.figures.no_kpi");
}

}  // namespace
}  // namespace skattekrona
