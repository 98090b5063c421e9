#include "cli/claims.hpp"
#include "core/spelling.hpp"
#include "model/peers.hpp"
#include "model/pool_order.hpp"

#include <fmt/format.h>

namespace skattekrona {

namespace {

struct ReportOptions {
    ChoiceOptions choices;
    std::string peers = "liknande";

    CLI::Option* level_option = nullptr;

    bool levels_given() const { return level_option->count() > 0; }

    ReportOptions() {
        choices.levels = {"reference", "median", "percentile:25", "best-mean:30", "best-nth:30", "own-best"};
    }

    void add_to(CLI::App& command, const Session& session) {
        choices.add_municipality(command, session);
        choices.add_year_and_areas(command, session);
        level_option = choices.add_levels(command, session);
        choices.add_pool(command, session);
        command.add_option("--peers", peers, session.words()("cli.peers"))
            ->type_name("liknande|kommungrupp|lan|nearest:N|" + session.words()("cli.type.list"));
    }
};

/// Reads, understands and computes, then hands the result to `compose`.
template <class Compose>
Result<void> run(Session& session, const ReportOptions& options, Compose compose) {
    const auto question = read_question(session, options.choices);
    if (!question) {
        return fail(question.error());
    }
    const auto& [inputs, choices] = *question;
    const auto& [definitions, figures] = inputs;
    const auto peers = parse_pool(options.peers, figures.panel.municipalities());
    if (!peers) {
        return fail(peers.error());
    }
    // Levels that nobody asked for must fit the pool: the lowest 30 say nothing where there are few more than 30.
    std::vector<Level> levels = choices.levels;
    if (!options.levels_given()) {
        const auto members = pool_members(figures, definitions, choices.specification.pool, total_area,
                                          choices.municipality, choices.year);
        std::erase_if(levels, [&](const Level& level) { return 3 * members_needed(level) > members.size() + 3; });
    }
    const auto templates = session.chart_templates();
    if (!templates) {
        return fail(templates.error());
    }
    const auto input =
        gather_report(figures, definitions, choices.municipality, choices.year, choices.specification, levels, *peers);
    if (!input) {
        return fail(input.error());
    }
    return compose(session.answer_context(figures, definitions), *templates, *input);
}

}  // namespace

void add_report_command(CLI::App& app, Session& session) {
    struct Options {
        ReportOptions report;
        bool claims = false;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = session.add_command(app, "report", [options, &session] {
        return run(session, options->report,
                   [&](const auto& context, const auto& templates, const auto& input) -> Result<void> {
                       std::optional<CheckedClaims> claims;
                       if (options->claims) {
                           auto checked = check_claims(session, {context.definitions, context.figures},
                                                       input.by_area.front().municipality);
                           if (!checked) {
                               return fail(checked.error());
                           }
                           claims = *std::move(checked);
                       }
                       return session.write(report_answer(context, templates, input, claims));
                   });
    });
    options->report.add_to(*command, session);
    command->add_flag("--claims", options->claims, session.words()("cli.report_claims"));
}

void add_plot_command(CLI::App& app, Session& session) {
    struct PlotOptions {
        ReportOptions report;
        std::string name;
    };
    auto options = std::make_shared<PlotOptions>();
    CLI::App* command = session.add_command(app, "plot", [options, &session]() -> Result<void> {
        const auto definitions = session.definitions();
        if (!definitions) {
            return fail(definitions.error());
        }
        const auto names = chart_names(*definitions);
        if (std::ranges::find(names, options->name) == names.end()) {
            return fail(Diagnostic{
                Failure::usage,
                {"error.chart", {{"found", options->name}, {"known", fmt::format("{}", fmt::join(names, ", "))}}},
                {},
                close_spellings(options->name, names, 1)});
        }
        // A chart of one area needs that area and no other.
        ReportOptions report = options->report;
        for (const std::string_view of_area : {"trend-", "quality-"}) {
            if (options->name.starts_with(of_area)) {
                report.choices.areas = options->name.substr(of_area.size());
            }
        }
        return run(session, report, [&](const auto& context, const auto& templates, const auto& input) {
            return session.write(chart_answer(context, templates, input, options->name));
        });
    });
    command->add_option(session.words()("cli.type.chart"), options->name, session.words()("cli.chart"))
        ->required()
        ->type_name("");
    options->report.add_to(*command, session);
}

}  // namespace skattekrona
