#include "data/kolada.hpp"

#include "core/spelling.hpp"
#include "data/file.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <set>

namespace skattekrona {

namespace {

using Json = nlohmann::json;
using Type = Json::value_t;
using namespace std::chrono_literals;

constexpr std::size_t most_ids = 25;
constexpr int most_tries = 5;
constexpr std::size_t most_pages = 10'000;
/// A server that wants a longer wait than this is left in peace.
constexpr std::chrono::seconds longest_wait = std::chrono::minutes(10);
constexpr auto between_requests = 200ms;
constexpr auto first_backoff = 1000ms;
/// Kolada's own answers are four deep.
constexpr int deepest = 16;

/// "NAME/a,b,…" for every 25 of the ids; one empty segment where there are none.
template <class Id, class Text>
std::vector<std::string> segments(std::string_view name, const std::vector<Id>& ids, const Text& text) {
    std::vector<std::string> found;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (i % most_ids == 0) {
            found.push_back(fmt::format("{}/{}", name, text(ids[i])));
        } else {
            found.back() += fmt::format(",{}", text(ids[i]));
        }
    }
    return found.empty() ? std::vector<std::string>{""} : found;
}

std::vector<std::string> kpi_segments(std::string_view name, const KoladaQuery& query) {
    return segments(name, query.kpis, [](const std::string& kpi) { return kpi; });
}

/// Brackets within brackets, those in strings not counted. A reader that builds what it reads needs memory for each.
int depth_of(std::string_view text) {
    int depth = 0;
    int greatest = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            i += c == '\\' ? 1 : 0;
            in_string = c != '"';
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            greatest = std::max(greatest, ++depth);
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return greatest;
}

Message wrong_type(const std::string& place, const Json& found) {
    return {"data.kolada.wrong_type", {{"place", place}, {"found", printable(found.dump())}}};
}

/// The members of one object of an answer; the first of a wrong type is the problem.
class Members {
public:
    Members(const Json& object, std::string place, std::optional<Message>& problem)
        : object_(&object), place_(std::move(place)), problem_(&problem) {
        if (!object.is_object()) {
            report(place_, object);
        }
    }

    /// null where it is of none of the types; a member that is not there is null.
    const Json& get(const char* name, std::initializer_list<Type> types) const {
        static const Json none;
        const auto member = object_->is_object() ? object_->find(name) : object_->end();
        const Json& value = object_->is_object() && member != object_->end() ? *member : none;
        if (std::ranges::find(types, value.type()) != types.end()) {
            return value;
        }
        report(place_.empty() ? name : place_ + "." + name, value);
        return none;
    }

    std::string text(const char* name) const {
        const Json& value = get(name, {Type::string});
        return value.is_string() ? value.get<std::string>() : "";
    }
    std::string text_or_null(const char* name) const {
        const Json& value = get(name, {Type::string, Type::null});
        return value.is_string() ? value.get<std::string>() : "";
    }
    std::int64_t whole(const char* name) const {
        const Json& value = get(name, {Type::number_integer, Type::number_unsigned});
        return value.is_number() ? value.get<std::int64_t>() : 0;
    }

private:
    void report(const std::string& place, const Json& found) const {
        if (!*problem_) {
            *problem_ = wrong_type(place, found);
        }
    }

    const Json* object_;
    std::string place_;
    std::optional<Message>* problem_;
};

/// What the server says has gone wrong, where it says so in its own way.
std::string complaint(const Json& answer) {
    if (!answer.is_object()) {
        return "";
    }
    for (const char* name : {"error", "detail", "message"}) {
        if (const auto said = answer.find(name); said != answer.end()) {
            return printable(said->is_string() ? said->get<std::string>() : said->dump());
        }
    }
    return "";
}

Json parse_json(std::string_view body) {
    return depth_of(body) > deepest ? Json(Type::discarded) : Json::parse(body, nullptr, false);
}

/// An answer with its rows under `values`.
tl::expected<Json, NetworkError> parse_envelope(std::string_view body) {
    Json answer = parse_json(body);
    if (answer.is_discarded()) {
        return tl::unexpected(NetworkError{{"data.kolada.not_json", {}}, true});
    }
    if (const std::string words = complaint(answer); !words.empty() && !answer.contains("values")) {
        return tl::unexpected(NetworkError{{"data.kolada.said", {{"words", words}}}});
    }
    std::optional<Message> problem;
    const Members members(answer, "", problem);
    const std::size_t rows = members.get("values", {Type::array}).size();
    const std::int64_t stated = members.whole("count");
    members.get("next_url", {Type::string, Type::null});
    if (!problem && stated != static_cast<std::int64_t>(rows)) {
        problem = Message{"data.kolada.count", {{"count", fmt::format("{}", stated)}, {"n", count(rows)}}};
    }
    if (problem) {
        return tl::unexpected(NetworkError{*problem});
    }
    return answer;
}

std::string_view path_of(std::string_view request) { return request.substr(0, request.find('?')); }

std::string_view without_scheme(std::string_view url) {
    const std::size_t end = url.find("://");
    return end == std::string_view::npos ? url : url.substr(end + 3);
}

/// The request in the address of a next page: only of the same figures, from the same place.
std::optional<std::string> next_request(std::string_view address, std::string_view base_url, std::string_view request) {
    const std::string base = fmt::format("{}/", without_scheme(base_url));
    std::string_view rest = without_scheme(address);
    if (!rest.starts_with(base)) {
        return std::nullopt;
    }
    rest.remove_prefix(base.size());
    std::string next;
    for (; !rest.empty(); rest.remove_prefix(1)) {
        if (rest.starts_with("%2C") || rest.starts_with("%2c")) {
            next += ',';
            rest.remove_prefix(2);
        } else {
            next += rest.front();
        }
    }
    const bool plain = std::ranges::all_of(next, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view("/,?&=_-").find(c) != std::string_view::npos;
    });
    return plain && path_of(next) == path_of(request) ? std::optional(std::move(next)) : std::nullopt;
}

std::optional<Gender> gender_named(std::string_view text) {
    for (const Gender gender : {Gender::total, Gender::women, Gender::men}) {
        if (text.size() == 1 && text.front() == static_cast<char>(gender)) {
            return gender;
        }
    }
    return std::nullopt;
}

NetworkError explain(const HttpResponse& refusal) {
    const std::string status = fmt::format("{}", refusal.status);
    if (refusal.retry_after && *refusal.retry_after > longest_wait) {
        return {{"data.kolada.come_back", {{"status", status}, {"n", count(refusal.retry_after->count())}}}, false};
    }
    const std::string words = complaint(parse_json(refusal.body));
    return {words.empty() ? Message{"data.kolada.status", {{"status", status}}}
                          : Message{"data.kolada.status_said", {{"status", status}, {"words", words}}},
            refusal.status == 429 || refusal.status >= 500, refusal.retry_after};
}

Diagnostic given_up(const NetworkError& problem, int tried, const std::string& url) {
    const Message usual{problem.transient ? "data.advice.again" : "data.advice.question", {}};
    return {Failure::source_unavailable,
            {problem.transient ? "data.error.kolada.gave_up" : "data.error.kolada.refused",
             {{"n", count(tried)},
              {"advice", std::vector<Message>{problem.advice.value_or(usual)}},
              {"reason", std::vector<Message>{problem.reason}}}},
            {url}};
}

/// Asks and asks again, at a pace that Kolada bears.
class Client {
public:
    Client(const std::string& base_url, const Surroundings& around) : base_url_(base_url), around_(&around) {}

    template <class Parse>
    auto ask(const std::string& request, const Parse& parse)
        -> Result<typename std::invoke_result_t<Parse, const std::string&>::value_type> {
        const std::string url = base_url_ + "/" + request;
        for (int tried = 1;; ++tried) {
            auto page = body_of(url).and_then(parse);
            if (page) {
                return *std::move(page);
            }
            const NetworkError& problem = page.error();
            if (!problem.transient || tried == most_tries) {
                return fail(given_up(problem, tried, url));
            }
            const std::chrono::duration<double, std::milli> backoff =
                around_->random() * first_backoff * (1 << (tried - 1));
            around_->pause(problem.retry_after ? std::chrono::milliseconds(*problem.retry_after)
                                               : std::chrono::duration_cast<std::chrono::milliseconds>(backoff));
        }
    }

private:
    tl::expected<std::string, NetworkError> body_of(const std::string& url) {
        if (asked_) {
            around_->pause(between_requests);
        }
        asked_ = true;
        auto response = around_->get(url);
        if (!response) {
            return tl::unexpected(std::move(response.error()));
        }
        if (response->status != 200) {
            return tl::unexpected(explain(*response));
        }
        if (!response->content_type.starts_with("application/json")) {
            return tl::unexpected(
                NetworkError{{"data.kolada.content_type", {{"found", printable(response->content_type)}}},
                             true,
                             {},
                             Message{"data.advice.page", {}}});
        }
        return std::move(response->body);
    }

    std::string base_url_;
    const Surroundings* around_;
    bool asked_ = false;
};

/// What was asked for and did not come at all.
std::vector<Finding> absent(const KoladaQuery& query, const Delivery& delivery) {
    std::set<std::string> kpis;
    std::set<std::string> municipalities;
    std::set<std::string> years;
    const auto year_text = [](Year year) { return fmt::format("{}", year.value); };
    for (const auto& value : delivery.values) {
        kpis.insert(value.series);
        municipalities.emplace(value.municipality.view());
        years.insert(year_text(value.year));
    }
    std::vector<Finding> findings;
    const auto compare = [&](const auto& asked, const auto& text, const std::set<std::string>& got, const char* key) {
        std::vector<std::string> lacking;
        for (const auto& id : asked) {
            if (const std::string name(text(id)); !got.contains(name)) {
                lacking.push_back(name);
            }
        }
        if (!lacking.empty()) {
            findings.push_back(
                {Severity::warning,
                 {key, {{"n", count(lacking.size())}, {"found", fmt::format("{}", fmt::join(lacking, ", "))}}},
                 {delivery.origin},
                 0});
        }
    };
    compare(
        query.kpis, [](const std::string& kpi) { return kpi; }, kpis, "data.finding.kolada.no_kpi");
    compare(
        query.municipalities, [](const MunicipalityId& id) { return id.view(); }, municipalities,
        "data.finding.kolada.no_municipality");
    compare(query.years, year_text, years, "data.finding.kolada.no_year");
    return findings;
}

}  // namespace

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !are_digits(text.substr(0, 4)) ||
        !are_digits(text.substr(5, 2)) || !are_digits(text.substr(8))) {
        return std::nullopt;
    }
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    std::from_chars(text.data(), text.data() + 4, year);
    std::from_chars(text.data() + 5, text.data() + 7, month);
    std::from_chars(text.data() + 8, text.data() + 10, day);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

std::vector<std::string> metadata_requests(const KoladaQuery& query) { return kpi_segments("kpi", query); }

std::vector<std::string> data_requests(const KoladaQuery& query) {
    const auto municipalities =
        segments("/municipality", query.municipalities, [](const MunicipalityId& id) { return id.view(); });
    const auto years = segments("/year", query.years, [](Year year) { return year.value; });
    const std::string since = query.since.empty() ? "" : "&from_date=" + query.since;
    std::vector<std::string> requests;
    for (const auto& kpi : kpi_segments("data/kpi", query)) {
        for (const auto& municipality : municipalities) {
            for (const auto& year : years) {
                requests.push_back(kpi + municipality + year + "?per_page=5000" + since);
            }
        }
    }
    return requests;
}

bool is_preliminary(Year year, const Publication* publication, std::string_view today) {
    if (publication != nullptr) {
        return publication->year == year && today < publication->fixed;
    }
    return today >= fmt::format("{}-04-01", year.value + 1) && today < fmt::format("{}-08-31", year.value + 1);
}

tl::expected<Publications, NetworkError> parse_metadata(std::string_view body) {
    const auto answer = parse_envelope(body);
    if (!answer) {
        return tl::unexpected(answer.error());
    }
    Publications publications;
    std::optional<Message> problem;
    for (std::size_t i = 0; i < (*answer)["values"].size(); ++i) {
        const Members kpi((*answer)["values"][i], fmt::format("values[{}]", i), problem);
        const std::string fixed = kpi.text_or_null("publication_date").substr(0, 10);
        const Json& period =
            kpi.get("publ_period", {Type::string, Type::number_integer, Type::number_unsigned, Type::null});
        const std::string digits = period.is_string() ? period.get<std::string>() : period.dump();
        int year = 0;
        std::from_chars(digits.data(), digits.data() + digits.size(), year);
        // A KPI need not say when it is published; the calendar speaks for it then.
        if (year != 0 && parse_day(fixed)) {
            publications[kpi.text("id")] = {Year{year}, fixed};
        }
    }
    if (problem) {
        return tl::unexpected(NetworkError{*problem});
    }
    return publications;
}

tl::expected<KoladaPage, NetworkError> parse_data_page(std::string_view body, const std::string& base_url,
                                                       const std::string& request, const Publications& publications,
                                                       std::string_view today) {
    const auto answer = parse_envelope(body);
    if (!answer) {
        return tl::unexpected(answer.error());
    }
    KoladaPage page;
    page.sha256 = sha256(body);
    std::optional<Message> problem;
    if (const Json& address = Members(*answer, "", problem).get("next_url", {Type::string, Type::null});
        address.is_string()) {
        page.next = next_request(address.get_ref<const std::string&>(), base_url, request);
        if (!page.next) {
            return tl::unexpected(NetworkError{
                {"data.kolada.next_address", {{"found", printable(address.get_ref<const std::string&>())}}}});
        }
    }
    const Json& rows = answer->at("values");
    for (std::size_t i = 0; i < rows.size() && !problem; ++i) {
        const std::string place = fmt::format("values[{}]", i);
        const Members row(rows[i], place, problem);
        const std::string kpi = row.text("kpi");
        const std::string code = row.text("municipality");
        const std::int64_t period = row.whole("period");
        const Json& values = row.get("values", {Type::array});
        const auto municipality = MunicipalityId::parse(code);
        const auto publication = publications.find(kpi);
        for (std::size_t j = 0; j < values.size() && !problem; ++j) {
            const Members member(values[j], fmt::format("{}.values[{}]", place, j), problem);
            const std::string gender_text = member.text("gender");
            const Json& figure =
                member.get("value", {Type::number_float, Type::number_integer, Type::number_unsigned, Type::null});
            const std::string status = member.text_or_null("status");
            const bool withdrawn = member.get("isdeleted", {Type::boolean, Type::null}) == Json(true);
            const auto gender = gender_named(gender_text);
            const auto fault = [&](const char* key, const std::string& found) {
                ++page.faults[{key, printable(found)}];
            };
            if (!is_kpi(kpi)) {
                fault("data.finding.kolada.kpi", kpi);
            } else if (!municipality) {
                fault("data.finding.kolada.municipality", code);
            } else if (!is_year(period)) {
                fault("data.finding.kolada.year", fmt::format("{}", period));
            } else if (!gender) {
                fault("data.finding.kolada.gender", gender_text);
            } else {
                const Year year{static_cast<int>(period)};
                PublishedValue value{kpi, *municipality, year, *gender};
                value.value = figure.is_null() || withdrawn ? missing : figure.get<double>();
                value.status = withdrawn ? std::string(withdrawn_status) : printable(status);
                value.preliminary =
                    is_preliminary(year, publication == publications.end() ? nullptr : &publication->second, today);
                page.values.push_back(std::move(value));
            }
        }
    }
    if (problem) {
        return tl::unexpected(NetworkError{*problem});
    }
    return page;
}

Result<Fetched> fetch_from_kolada(const KoladaQuery& query, Store& store, const Surroundings& around) {
    const std::string today = around.now.substr(0, 10);
    Client client(query.base_url, around);
    Publications publications;
    for (const auto& request : metadata_requests(query)) {
        auto some = client.ask(request, [](const std::string& body) { return parse_metadata(body); });
        if (!some) {
            return fail(some.error());
        }
        publications.merge(*some);
    }
    const auto requests = data_requests(query);
    const auto open = store.begin_fetch(fmt::format("{}\n{}", query.base_url, fmt::join(requests, "\n")), requests,
                                        around.now, today + "T00:00:00Z");
    if (!open) {
        return fail(open.error());
    }
    if (open->done > 0) {
        around.resumed(open->done);
    }
    std::deque<std::string> left(open->left.begin(), open->left.end());
    std::set<std::string> seen(left.begin(), left.end());
    std::size_t done = open->done;
    Faults faults;
    bool unkept = false;
    std::vector<PublishedValue> rest;
    std::string hashes;
    while (!left.empty()) {
        const std::string request = left.front();
        left.pop_front();
        const auto page = client.ask(request, [&](const std::string& body) {
            return parse_data_page(body, query.base_url, request, publications, today);
        });
        if (!page) {
            return fail(page.error());
        }
        // A next page after nothing, or more pages than all figures there are could fill, would go on for ever.
        const bool endless = page->next && ((page->values.empty() && page->faults.empty()) || done > most_pages);
        const bool loop = page->next && !seen.insert(*page->next).second;
        if (loop || endless) {
            const Message reason{loop ? "data.kolada.loop" : "data.kolada.endless", {{"found", *page->next}}};
            return fail(given_up({reason}, 1, query.base_url + "/" + request));
        }
        for (const auto& [what, values] : page->faults) {
            faults[what] += values;
        }
        // An answer with faults or with nothing in it, and what follows on it, is not kept: a fetch that goes on asks
        // for it again, and finds the same.
        unkept = unkept || !page->faults.empty() || (page->values.empty() && !page->next);
        if (unkept) {
            std::ranges::copy(page->values, std::back_inserter(rest));
            hashes += page->sha256;
        } else if (auto kept = store.keep_page(open->id, request, page->values, page->sha256, page->next); !kept) {
            return fail(kept.error());
        }
        unkept = unkept && page->next;
        if (page->next) {
            left.push_front(*page->next);
        }
        ++done;
        around.progress(done, done + left.size());
    }
    auto delivery = store.fetched(open->id);
    if (!delivery) {
        return fail(delivery.error());
    }
    if (!hashes.empty()) {
        std::ranges::move(rest, std::back_inserter(delivery->values));
        delivery->sha256 = sha256(delivery->sha256 + hashes);
    }
    if (delivery->values.empty() && faults.empty() && query.since.empty()) {
        return fail(Diagnostic{Failure::source_unavailable, {"data.error.kolada.empty", {}}, {query.base_url}});
    }
    Fetched fetched{*std::move(delivery), {}, open->id};
    fetched.delivery.kind = "fetch";
    fetched.delivery.credit = "Kolada (RKA)";
    fetched.delivery.origin = query.base_url;
    fetched.delivery.vintage = today;
    for (const auto& [what, values] : faults) {
        fetched.findings.push_back({Severity::error, {what.first, {{"found", what.second}}}, {query.base_url}, values});
    }
    if (query.since.empty()) {
        std::ranges::move(absent(query, fetched.delivery), std::back_inserter(fetched.findings));
    }
    return fetched;
}

}  // namespace skattekrona
