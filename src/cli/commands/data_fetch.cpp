#include "answer/fetch_requests_answer.hpp"
#include "ask/choices.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/take_in.hpp"
#include "core/random.hpp"
#include "core/spelling.hpp"
#include "data/kolada.hpp"
#include "figures/derive.hpp"
#include "model/figure_plan.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <random>
#include <set>
#include <thread>

namespace skattekrona {

namespace {

constexpr int years_back = 5;
/// A wait longer than this is worth a word.
constexpr std::chrono::seconds long_wait(5);

struct FetchOptions {
    std::vector<std::string> municipalities;
    std::vector<std::string> years;
    std::vector<std::string> kpis;
    std::optional<std::string> since;
    std::optional<std::string> base_url;
    bool strict = false;
    bool dry_run = false;
};

Result<MunicipalityId> typed_region(const std::string& text, const Panel& panel) {
    if (fold(text) == "riket" || text == riket) {
        return *MunicipalityId::parse(riket);
    }
    return said_municipality({text}, panel).map([&](std::size_t i) { return panel.municipalities()[i].id; });
}

/// The question that the options put; each thing once and in order, so that the same question is known again.
Result<KoladaQuery> understand(const FetchOptions& options, const Inputs& inputs, const std::string& today) {
    Diagnostics problems;
    const auto complain = [&](const char* key, const std::string& found) {
        problems.push_back({Failure::usage, {key, {{"found", found}}}});
    };
    std::set<MunicipalityId> municipalities;
    for (const auto& text : options.municipalities) {
        if (const auto region = typed_region(text, inputs.figures.panel)) {
            municipalities.insert(*region);
        } else {
            problems.insert(problems.end(), region.error().begin(), region.error().end());
        }
    }
    std::set<Year> years;
    for (const auto& text : options.years) {
        if (const auto some = said_years(text)) {
            years.insert(some->begin(), some->end());
        } else {
            problems.insert(problems.end(), some.error().begin(), some.error().end());
        }
    }
    std::set<std::string> kpis(options.kpis.begin(), options.kpis.end());
    for (const auto& kpi : kpis) {
        if (!is_kpi(kpi)) {
            complain("cli.error.fetch.kpi", kpi);
        }
    }
    const std::string since = options.since.value_or("");
    if (!since.empty() && (!parse_day(since) || since > today)) {
        complain("cli.error.fetch.since", since);
    }
    std::string base_url = options.base_url.value_or(std::string(kolada_base_url));
    if (base_url.ends_with('/')) {
        base_url.pop_back();
    }
    if (!is_safe_base_url(base_url)) {
        complain("cli.error.fetch.base_url", *options.base_url);
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    if (options.years.empty()) {
        const Year last = this_year();
        for (int back = 0; back <= years_back; ++back) {
            years.insert(last - back);
        }
    }
    if (options.kpis.empty()) {
        std::ranges::copy_if(planned_series(figure_plan(inputs.definitions)), std::inserter(kpis, kpis.end()), is_kpi);
    }
    return KoladaQuery{base_url,
                       {kpis.begin(), kpis.end()},
                       {municipalities.begin(), municipalities.end()},
                       {years.begin(), years.end()},
                       since};
}

/// The command that lists the same requests again.
std::string command_of(const KoladaQuery& query) {
    const auto option = [](std::string_view name, const auto& values, const auto& text) {
        std::string list;
        for (const auto& value : values) {
            list += fmt::format("{}{}", list.empty() ? "" : ",", text(value));
        }
        return list.empty() ? "" : fmt::format(" {} {}", name, list);
    };
    return "skattekrona data fetch --dry-run --base-url " + query.base_url +
           option("--kpi", query.kpis, [](const std::string& kpi) { return kpi; }) +
           option("--municipality", query.municipalities, [](const MunicipalityId& id) { return id.view(); }) +
           option("--years", query.years, [](Year year) { return year.value; }) +
           (query.since.empty() ? "" : " --since " + query.since);
}

Surroundings surroundings(Session& session) {
    return {http_get("skattekrona/" SKATTEKRONA_VERSION),
            [&session](std::chrono::milliseconds wait) {
                if (wait > long_wait) {
                    session.tell({"cli.fetch.waiting", {{"n", Number{std::chrono::duration<double>(wait).count()}}}});
                }
                std::this_thread::sleep_for(wait);
            },
            // Programs that were refused at the same time must not come back at the same time.
            [seed = std::random_device()(), drawn = 0U]() mutable {
                return uniform(seed, {0, 0, drawn++});
            },
            [&session](std::size_t done) {
                session.tell({"cli.fetch.resumed", {{"n", count(done)}}});
            },
            [&session](std::size_t done, std::size_t of) { session.progress(done, of); }, now()};
}

Result<void> run(Session& session, const FetchOptions& options) {
    FigureSource source = session.source();
    if (source.names_store() && !store_exists(source.store)) {
        // It is to be made by what is fetched.
        source.named = "embedded";
    }
    const auto inputs = session.inputs(source);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto query = understand(options, *inputs, now().substr(0, 10));
    if (!query) {
        return fail(query.error());
    }
    if (options.dry_run) {
        std::vector<std::string> requests = metadata_requests(*query);
        const auto data = data_requests(*query);
        requests.insert(requests.end(), data.begin(), data.end());
        return session.write(fetch_requests_answer(Sources(session.basis(*inputs, nullptr)).context(), query->base_url,
                                                   requests, command_of(*query)));
    }
    auto store = session.store_for_writing();
    if (!store) {
        return fail(store.error());
    }
    auto fetched = fetch_from_kolada(*query, *store, surroundings(session));
    if (!fetched) {
        return fail(fetched.error());
    }
    auto taken = take_in(session, *inputs, *store, std::move(fetched->delivery), std::move(fetched->findings),
                         options.strict, fetched->fetch);
    if (!taken && taken.error().front().failure == Failure::findings) {
        // What was refused may have been mended by the next time; it must be asked for then.
        if (auto forgotten = store->forget_fetch(fetched->fetch); !forgotten) {
            return forgotten;
        }
    }
    return taken;
}

}  // namespace

Command data_fetch_command(Session& session) {
    const auto typed = std::make_shared<FetchOptions>();
    return {
        "data fetch",
        {{{.name = "--municipality",
           .help = {"cli.fetch.municipality", {}},
           .type = "@ask.option.type.list",
           .commas = true},
          &typed->municipalities},
         {{.name = "--years,--year", .help = {"cli.fetch.years", {}}, .type = "2015-2024|2023,2024", .commas = true},
          &typed->years},
         {{.name = "--kpi", .help = {"cli.fetch.kpi", {}}, .type = "N20029,N25017", .commas = true}, &typed->kpis},
         {{.name = "--since", .help = {"cli.fetch.since", {}}, .type = "YYYY-MM-DD"}, &typed->since},
         {{.name = "--strict", .help = {"cli.fetch.strict", {}}}, &typed->strict},
         {{.name = "--base-url", .help = {"cli.fetch.base_url", {}}, .type = "URL"}, &typed->base_url},
         {{.name = "--dry-run", .help = {"cli.fetch.dry_run", {}}}, &typed->dry_run}},
        [&session, typed] { return run(session, *typed); },
        {{"HTTPS_PROXY", {"cli.fetch.https_proxy", {}}},
         {"NO_PROXY", {"cli.fetch.no_proxy", {}}},
         {"SSL_CERT_FILE", {"cli.fetch.ssl_cert_file", {}}},
         {"SSL_CERT_DIR", {"cli.fetch.ssl_cert_dir", {}}}}};
}

}  // namespace skattekrona
