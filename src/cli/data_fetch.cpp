#include "cli/choices.hpp"
#include "cli/take_in.hpp"
#include "core/random.hpp"
#include "core/spelling.hpp"
#include "data/derive.hpp"
#include "data/kolada.hpp"
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
    std::string since;
    std::string base_url = std::string(kolada_base_url);
    bool strict = false;
    bool dry_run = false;
};

Result<MunicipalityId> typed_region(const std::string& text, const Panel& panel) {
    if (fold(text) == "riket" || text == riket) {
        return *MunicipalityId::parse(riket);
    }
    return typed_municipality({text}, panel).map([&](std::size_t i) { return panel.municipalities()[i].id; });
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
        if (const auto some = typed_years(text)) {
            years.insert(some->begin(), some->end());
        } else {
            problems.insert(problems.end(), some.error().begin(), some.error().end());
        }
    }
    std::set<std::string> kpis(options.kpis.begin(), options.kpis.end());
    for (const auto& kpi : kpis) {
        if (!is_kpi(kpi)) {
            complain("error.fetch.kpi", kpi);
        }
    }
    if (!options.since.empty() && (!parse_day(options.since) || options.since > today)) {
        complain("error.fetch.since", options.since);
    }
    std::string base_url = options.base_url;
    if (base_url.ends_with('/')) {
        base_url.pop_back();
    }
    if (!is_safe_base_url(base_url)) {
        complain("error.fetch.base_url", options.base_url);
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    if (options.years.empty()) {
        const Year this_year = Session::this_year();
        for (int back = 0; back <= years_back; ++back) {
            years.insert(this_year - back);
        }
    }
    if (options.kpis.empty()) {
        std::ranges::copy_if(planned_series(figure_plan(inputs.definitions)), std::inserter(kpis, kpis.end()), is_kpi);
    }
    return KoladaQuery{base_url,
                       {kpis.begin(), kpis.end()},
                       {municipalities.begin(), municipalities.end()},
                       {years.begin(), years.end()},
                       options.since};
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
                session.tell({"cli.fetch.resumed", {{"n", Number{static_cast<double>(done)}}}});
            },
            [&session](std::size_t done, std::size_t of) { session.progress(done, of); }, Session::now()};
}

Result<void> run(Session& session, const FetchOptions& options) {
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto query = understand(options, *inputs, Session::now().substr(0, 10));
    if (!query) {
        return fail(query.error());
    }
    if (options.dry_run) {
        return session.write(
            fetch_requests_answer(session.answer_context(inputs->figures, inputs->definitions), *query));
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

void add_data_fetch_command(CLI::App& data, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<FetchOptions>();
    CLI::App* command = session.add_command(data, "fetch", [options, &session] { return run(session, *options); });
    add_list(*command, "--municipality", options->municipalities, words("cli.fetch.municipality"))
        ->type_name(words("cli.type.list"));
    add_list(*command, "--years", options->years, words("cli.fetch.years"))->type_name("2015-2024|2023,2024");
    add_list(*command, "--kpi", options->kpis, words("cli.fetch.kpi"))->type_name("N20029,N25017");
    command->add_option("--since", options->since, words("cli.fetch.since"))->type_name("YYYY-MM-DD");
    command->add_flag("--strict", options->strict, words("cli.fetch.strict"));
    command->add_option("--base-url", options->base_url, words("cli.fetch.base_url"))->type_name("URL");
    command->add_flag("--dry-run", options->dry_run, words("cli.fetch.dry_run"));
}

}  // namespace skattekrona
