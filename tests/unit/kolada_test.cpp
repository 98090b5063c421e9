#include "data/kolada.hpp"
#include "core/catalogue.hpp"
#include "core/spelling.hpp"

#include "support/files.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

namespace skattekrona {
namespace {

using namespace std::chrono_literals;
using Answer = tl::expected<HttpResponse, NetworkError>;

const std::string base = "https://api.kolada.se/v3";
const std::string request = "data/kpi/N20029/municipality/0126/year/2022?per_page=5000";

KoladaQuery question() { return {base, {"N20029"}, {*MunicipalityId::parse("0126")}, {Year{2022}}, ""}; }

Answer json(const std::string& body) { return HttpResponse{200, "application/json; charset=utf-8", {}, body}; }

std::string envelope(const std::string& rows, int count, const std::string& next = "null") {
    return R"({"values":[)" + rows + R"(],"next_url":)" + next + R"(,"previous_url":null,"count":)" +
           std::to_string(count) + "}";
}

std::string row(const std::string& kpi, const std::string& municipality, const std::string& period,
                const std::string& values) {
    return R"({"kpi":")" + kpi + R"(","municipality":")" + municipality + R"(","period":)" + period + R"(,"values":[)" +
           values + "]}";
}

const std::string figure = R"({"gender":"T","count":1,"status":"","value":-145.1,"isdeleted":false})";
const std::string whole_page = envelope(row("N20029", "0126", "2022", figure), 1);
const std::string no_metadata = envelope("", 0);

tl::expected<KoladaPage, NetworkError> parse(const std::string& body) {
    return parse_data_page(body, base, request, {}, "2026-11-21");
}

std::string reason(const std::string& body) {
    const auto page = parse(body);
    return page ? "" : page.error().reason.key;
}

/// A server with answers in store, and a clock that only waits move.
struct World {
    std::deque<Answer> answers;
    std::vector<std::string> urls;
    std::vector<std::chrono::milliseconds> sent;
    std::chrono::milliseconds clock = 0ms;
    std::vector<std::chrono::milliseconds> waits;
    std::size_t resumed = 0;

    Surroundings surroundings() {
        return {[this](const std::string& url) {
                    urls.push_back(url);
                    sent.push_back(clock);
                    Answer answer = answers.empty() ? json(no_metadata) : answers.front();
                    if (!answers.empty()) {
                        answers.pop_front();
                    }
                    return answer;
                },
                [this](std::chrono::milliseconds wait) {
                    waits.push_back(wait);
                    clock += wait;
                },
                [] { return 0.5; },
                [this](std::size_t done) { resumed = done; },
                [](std::size_t, std::size_t) {},
                "2026-11-21T08:00:00Z"};
    }
};

class KoladaFetch : public ::testing::Test {
protected:
    KoladaFetch() : folder_(std::filesystem::temp_directory_path() / ("kolada-" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(folder_);
    }
    ~KoladaFetch() override { std::filesystem::remove_all(folder_); }

    Result<Fetched> fetch(World& world, const KoladaQuery& query = question()) {
        Store store = test::must(Store::open_for_writing(folder_ / "figures.db", [] {}));
        return fetch_from_kolada(query, store, world.surroundings());
    }

private:
    std::filesystem::path folder_;
};

TEST(KoladaRequests, AreKpisMunicipalitiesAndYears) {
    EXPECT_EQ(data_requests(question()), std::vector<std::string>{request});
    EXPECT_EQ(metadata_requests(question()), std::vector<std::string>{"kpi/N20029"});
    KoladaQuery all = question();
    all.municipalities.clear();
    all.years = {Year{2021}, Year{2022}};
    all.since = "2024-08-31";
    EXPECT_EQ(data_requests(all),
              std::vector<std::string>{"data/kpi/N20029/year/2021,2022?per_page=5000&from_date=2024-08-31"});
}

TEST(KoladaRequests, HaveAtMost25IdsASegment) {
    KoladaQuery query = question();
    query.kpis.assign(26, "N20029");
    query.municipalities.assign(51, *MunicipalityId::parse("0126"));
    const auto requests = data_requests(query);
    EXPECT_EQ(requests.size(), 2U * 3U);
    EXPECT_EQ(metadata_requests(query).size(), 2U);
    EXPECT_EQ(std::ranges::count(requests.front(), ','), 24 + 24);
    EXPECT_EQ(requests.back(), request);
}

TEST(KoladaRequests, TakeOnlyCodesAndDaysThatAreWritten) {
    for (const auto* kpi : {"n20029", "N2002", "N200299", "N2002x", "N20/29", ""}) {
        EXPECT_FALSE(is_kpi(kpi)) << kpi;
    }
    EXPECT_TRUE(is_kpi("U07428"));
    for (const auto* day : {"2024-02-30", "2024-13-01", "2024-1-01", "20240101", "2024-01-0x", "+024-01-01", ""}) {
        EXPECT_FALSE(parse_day(day)) << day;
    }
    EXPECT_EQ(parse_day("2024-02-29"), std::chrono::sys_days(std::chrono::year(2024) / 2 / 29));
}

TEST(KoladaRequests, GoByHttpsOrStayOnThisMachine) {
    for (const auto* url :
         {"https://api.kolada.se/v3", "http://127.0.0.1:8000/v3", "http://localhost/v3", "http://[::1]:80"}) {
        EXPECT_TRUE(is_safe_base_url(url)) << url;
    }
    for (const auto* url : {"http://api.kolada.se/v3", "http://127.0.0.1@example.org", "http://127.0.0.1.example.org",
                            "https://me:secret@api.kolada.se", "https://api.kolada.se/v3?key=1", "file:///etc/passwd",
                            "ftp://127.0.0.1", "api.kolada.se", ""}) {
        EXPECT_FALSE(is_safe_base_url(url)) << url;
    }
}

TEST(KoladaPreliminary, IsSaidByThePublicationOrByTheCalendar) {
    const Publication publication{Year{2025}, "2026-08-31"};
    EXPECT_TRUE(is_preliminary(Year{2025}, &publication, "2026-08-30"));
    EXPECT_FALSE(is_preliminary(Year{2025}, &publication, "2026-08-31"));
    EXPECT_FALSE(is_preliminary(Year{2024}, &publication, "2026-05-01"));
    EXPECT_FALSE(is_preliminary(Year{2025}, nullptr, "2026-03-31"));
    EXPECT_TRUE(is_preliminary(Year{2025}, nullptr, "2026-04-01"));
    EXPECT_TRUE(is_preliminary(Year{2025}, nullptr, "2026-08-30"));
    EXPECT_FALSE(is_preliminary(Year{2025}, nullptr, "2026-08-31"));
    EXPECT_FALSE(is_preliminary(Year{2024}, nullptr, "2026-05-01"));
}

TEST(KoladaPreliminary, ComesFromTheMetadata) {
    const auto publications = parse_metadata(
        envelope(R"({"id":"N1","publ_period":"2025","publication_date":"2026-08-31"},{"id":"N2","publ_period":2024,)"
                 R"("publication_date":"2025-04-10T00:00:00"},{"id":"N3","publ_period":null,"publication_date":null})",
                 3));
    ASSERT_TRUE(publications);
    ASSERT_EQ(publications->size(), 2U);
    EXPECT_EQ(publications->at("N1").fixed, "2026-08-31");
    EXPECT_EQ(publications->at("N2").year, Year{2024});
    EXPECT_FALSE(parse_metadata(envelope(R"({"id":1,"publ_period":"2025","publication_date":"2026-08-31"})", 1)));
}

TEST(KoladaPage, KeepsMissingAndWithdrawnValuesAndGenders) {
    const auto page =
        parse(envelope(row("N20029", "0126", "2022",
                           figure + R"(,{"gender":"K","count":0,"status":"Missing","value":null,"isdeleted":false})"
                                    R"(,{"gender":"M","count":1,"status":"","value":7,"isdeleted":true})"),
                       1));
    ASSERT_TRUE(page);
    ASSERT_EQ(page->values.size(), 3U);
    EXPECT_EQ(page->values[0].value, -145.1);
    EXPECT_EQ(page->values[0].series, "N20029");
    EXPECT_EQ(page->values[0].year, Year{2022});
    EXPECT_TRUE(is_missing(page->values[1].value));
    EXPECT_EQ(page->values[1].status, "Missing");
    EXPECT_EQ(page->values[1].gender, Gender::women);
    EXPECT_TRUE(is_missing(page->values[2].value));
    EXPECT_EQ(page->values[2].status, withdrawn_status);
}

TEST(KoladaPage, ListsWhatHasACodeOrYearOfTheWrongForm) {
    const auto page = parse(envelope(
        row("20029", "0126", "2022", figure) + "," + row("N20029", "G123", "2022", figure + "," + figure) + "," +
            row("N20029", "0126", "1899", figure) + "," + row("N20029", "0126", "18446744073709551615", figure) + "," +
            row("N20029", "0126", "2022", R"({"gender":"X\u001b[31m","value":1})"),
        5));
    ASSERT_TRUE(page);
    EXPECT_TRUE(page->values.empty());
    EXPECT_EQ(page->faults, (Faults{{{"data.finding.kolada.kpi", "20029"}, 1},
                                    {{"data.finding.kolada.municipality", "G123"}, 2},
                                    {{"data.finding.kolada.year", "1899"}, 1},
                                    {{"data.finding.kolada.year", "-1"}, 1},
                                    {{"data.finding.kolada.gender", "X [31m"}, 1}}));
}

TEST(KoladaPage, IsRefusedWhereItIsNotOne) {
    EXPECT_EQ(reason(whole_page.substr(0, whole_page.size() - 5)), "data.kolada.not_json");
    EXPECT_EQ(reason(std::string(1'000'000, '[')), "data.kolada.not_json");
    EXPECT_EQ(reason(envelope(row("N20029", "0126", "2022", R"({"gender":"T","value":1e999})"), 1)),
              "data.kolada.not_json");
    EXPECT_EQ(reason("\"\xff\""), "data.kolada.not_json");
    EXPECT_EQ(reason(R"({"error":"This endpoint is deprecated. Please use /v3 instead."})"), "data.kolada.said");
    EXPECT_EQ(reason(envelope(row("N20029", "0126", "2022", figure), 2)), "data.kolada.count");
    for (const std::string& body :
         {std::string("[]"), std::string("null"), std::string(R"({"values":{},"next_url":null,"count":0})"),
          std::string(R"({"values":[],"next_url":1,"count":0})"), std::string(R"({"values":[],"next_url":null})"),
          envelope("1", 1), envelope(row("N20029", "0126", "\"2022\"", figure), 1),
          envelope(row("N20029", "0126", "2022.5", figure), 1),
          envelope(row("N20029", "0126", "2022", R"({"gender":"T","value":"12"})"), 1),
          envelope(row("N20029", "0126", "2022", R"({"value":12})"), 1),
          envelope(row("N20029", "0126", "2022", R"({"gender":"T","value":1,"isdeleted":"no"})"), 1),
          envelope(R"({"kpi":1,"municipality":"0126","period":2022,"values":[]})", 1)}) {
        EXPECT_EQ(reason(body), "data.kolada.wrong_type") << body;
    }
}

TEST(KoladaPage, IsTheLastWhereItLeadsNowhere) {
    const auto page = parse(R"({"values":[],"count":0})");
    EXPECT_TRUE(page && !page->next);
}

TEST(KoladaPage, LeadsOnlyToMoreOfTheSameFromTheSamePlace) {
    const auto next_of = [](const std::string& address) {
        const auto page = parse(envelope("", 0, "\"" + address + "\""));
        return page ? *page->next : page.error().reason.key;
    };
    const std::string path = "data/kpi/N20029/municipality/0126/year/2022";
    EXPECT_EQ(next_of(base + "/" + path + "?page=2&per_page=5000"), path + "?page=2&per_page=5000");
    EXPECT_EQ(next_of("http://api.kolada.se/v3/" + path + "?page=2"), path + "?page=2");
    for (const std::string& address :
         {"https://example.org/v3/" + path + "?page=2", "https://api.kolada.se.example.org/v3/" + path,
          "https://api.kolada.se@example.org/v3/" + path, "/v3/" + path, base + "/../v2/" + path,
          base + "/data/kpi/N99999/municipality/0126/year/2022?page=2", base + "/" + path + "/../../x?page=2",
          base + "/" + path + "?page=2#x", base + "/" + path + "?page=2%0d%0a", std::string("file:///etc/passwd")}) {
        EXPECT_EQ(next_of(address), "data.kolada.next_address") << address;
    }
}

TEST_F(KoladaFetch, TakesAllPagesAndSaysWhereTheyAreFrom) {
    World world;
    const std::string next = request + "&page=2";
    world.answers = {json(no_metadata),
                     json(envelope(row("N20029", "0126", "2022", figure), 1, "\"" + base + "/" + next + "\"")),
                     json(envelope(row("N20029", "0127", "2022", figure), 1))};
    const Fetched fetched = test::must(fetch(world));
    EXPECT_EQ(world.urls, (std::vector<std::string>{base + "/kpi/N20029", base + "/" + request, base + "/" + next}));
    EXPECT_EQ(fetched.delivery.values.size(), 2U);
    EXPECT_EQ(fetched.delivery.origin, base);
    EXPECT_EQ(fetched.delivery.vintage, "2026-11-21");
    EXPECT_TRUE(fetched.findings.empty());
    EXPECT_EQ(world.resumed, 0U);
}

TEST_F(KoladaFetch, AsksAtMostFiveTimesASecond) {
    World world;
    KoladaQuery query = question();
    for (int i = 1; i < 500; ++i) {
        query.kpis.push_back("N" + std::to_string(30000 + i));
    }
    EXPECT_FALSE(fetch(world, query));
    ASSERT_EQ(world.sent.size(), 40U);
    for (std::size_t i = 5; i < world.sent.size(); ++i) {
        EXPECT_GE(world.sent[i] - world.sent[i - 5], 1000ms);
    }
}

TEST_F(KoladaFetch, TriesFiveTimesWithWaitsThatGrow) {
    World world;
    world.answers = {json(no_metadata),
                     tl::unexpected(NetworkError{{"data.network.cut", {}}, true}),
                     HttpResponse{500, "text/html", {}, "<h1>"},
                     HttpResponse{429, "application/json", 60s, "{}"},
                     HttpResponse{200, "text/html", {}, "<h1>"},
                     json(whole_page)};
    EXPECT_EQ(test::must(fetch(world)).delivery.values.size(), 1U);
    EXPECT_EQ(world.waits, (std::vector<std::chrono::milliseconds>{200ms, 500ms, 200ms, 1000ms, 200ms, 60000ms, 200ms,
                                                                   4000ms, 200ms}));
}

TEST_F(KoladaFetch, GivesUpAfterFiveTriesAndGoesOnFromThere) {
    World world;
    KoladaQuery query = question();
    query.kpis.assign(26, "N20029");
    query.kpis.back() = "N20030";
    world.answers = {json(no_metadata), json(no_metadata), json(whole_page)};
    world.answers.insert(world.answers.end(), 5, json("{"));
    const auto failed = fetch(world, query);
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().front().message.key, "data.error.kolada.gave_up");
    EXPECT_EQ(failed.error().front().failure, Failure::source_unavailable);
    EXPECT_EQ(failed.error().front().where.file, base + "/data/kpi/N20030/municipality/0126/year/2022?per_page=5000");

    World later;
    later.answers = {json(no_metadata), json(no_metadata), json(envelope(row("N20030", "0126", "2022", figure), 1))};
    EXPECT_EQ(test::must(fetch(later, query)).delivery.values.size(), 2U);
    EXPECT_EQ(later.resumed, 1U);
    EXPECT_EQ(later.urls.size(), 3U);
}

TEST_F(KoladaFetch, FindsTheSameFaultsAgainWhenItGoesOn) {
    const std::string next = request + "&page=2";
    const Answer first =
        json(envelope(row("N20029", "G1", "2022", figure) + "," + row("N20029", "0126", "2022", figure), 2,
                      "\"" + base + "/" + next + "\""));
    World world;
    world.answers = {json(no_metadata), first, json(R"({"error":"gone"})")};
    EXPECT_FALSE(fetch(world));
    World later;
    later.answers = {json(no_metadata), first, json(envelope(row("N20029", "0127", "2022", figure), 1))};
    const Fetched fetched = test::must(fetch(later));
    EXPECT_EQ(fetched.delivery.values.size(), 2U);
    ASSERT_EQ(fetched.findings.size(), 1U);
    EXPECT_EQ(fetched.findings.front().message.key, "data.finding.kolada.municipality");
    EXPECT_EQ(fetched.findings.front().severity, Severity::error);
}

TEST_F(KoladaFetch, DoesNotAskAgainWhereThatWouldNotHelp) {
    const std::vector<std::pair<Answer, std::string>> cases{
        {HttpResponse{404, "text/html", {}, "<h1>"}, "data.kolada.status"},
        {HttpResponse{422, "application/json", {}, R"({"detail":"at most 25 ids"})"}, "data.kolada.status_said"},
        {HttpResponse{410, "application/json", {}, R"({"error":"gone"})"}, "data.kolada.status_said"},
        {tl::unexpected(NetworkError{{"data.network.not_http", {}}}), "data.network.not_http"},
        {json(R"({"error":"gone"})"), "data.kolada.said"},
        {json(envelope("", 0, "\"" + base + "/" + request + "\"")), "data.kolada.loop"}};
    for (const auto& [answer, key] : cases) {
        World world;
        world.answers = {json(no_metadata), answer};
        const auto failed = fetch(world);
        ASSERT_FALSE(failed) << key;
        EXPECT_EQ(world.urls.size(), 2U) << key;
        const auto& message = failed.error().front().message;
        EXPECT_EQ(message.key, "data.error.kolada.refused");
        const std::string said = describe(failed.error(), Wording(Catalogue::built_in(), Language::english));
        EXPECT_NE(said.find("Nothing has changed. See that the address"), std::string::npos) << said;
        EXPECT_EQ(std::get<std::vector<Message>>(message.arguments.back().second).front().key, key);
    }
}

TEST_F(KoladaFetch, NothingAtAllIsAFailureUnlessOnlyChangesWereAskedFor) {
    World world;
    const auto empty = fetch(world);
    ASSERT_FALSE(empty);
    EXPECT_EQ(empty.error().front().message.key, "data.error.kolada.empty");
    // It is asked for again, not remembered as empty.
    world.answers = {json(no_metadata), json(whole_page)};
    EXPECT_EQ(test::must(fetch(world)).delivery.values.size(), 1U);
    KoladaQuery changes = question();
    changes.since = "2026-11-20";
    EXPECT_TRUE(test::must(fetch(world, changes)).findings.empty());
}

TEST_F(KoladaFetch, NamesWhatWasAskedForAndDidNotCome) {
    World world;
    KoladaQuery query = question();
    query.kpis.push_back("N20030");
    query.municipalities.push_back(*MunicipalityId::parse("0127"));
    query.years.push_back(Year{2023});
    world.answers = {json(no_metadata), json(whole_page)};
    const auto findings = test::must(fetch(world, query)).findings;
    ASSERT_EQ(findings.size(), 3U);
    for (const auto& [finding, key, found] : {std::tuple{findings[0], "data.finding.kolada.no_kpi", "N20030"},
                                              std::tuple{findings[1], "data.finding.kolada.no_municipality", "0127"},
                                              std::tuple{findings[2], "data.finding.kolada.no_year", "2023"}}) {
        EXPECT_EQ(finding.message.key, key);
        EXPECT_EQ(finding.severity, Severity::warning);
        EXPECT_EQ(std::get<std::string>(finding.message.arguments.back().second), found);
    }
}

TEST(ServerWords, CannotDriveATerminalOrFillIt) {
    EXPECT_EQ(printable("a\x1b[2Jb\r\nc\x7f"), "a [2Jb  c ");
    EXPECT_EQ(printable("\xc2\x9b"
                        "31m å"),
              " 31m å");
    EXPECT_EQ(printable(std::string(199, 'a') + "åö"), std::string(199, 'a') + "å…");
}

}  // namespace
}  // namespace skattekrona
