#include "cli/choices.hpp"

#include <fmt/format.h>

namespace skattekrona {

namespace {

struct ReportOptions {
    ChoiceOptions choices;
    std::string peers = "liknande";

    ReportOptions() {
        choices.levels = {"reference", "median", "percentile:25", "best-mean:30", "best-nth:30", "own-best"};
    }

    void add_to(CLI::App& command, const Session& session) {
        choices.add_municipality(command, session);
        choices.add_year_and_areas(command, session);
        choices.add_levels(command, session);
        choices.add_pool(command, session);
        command.add_option("--peers", peers, session.words()("cli.peers"))
            ->type_name("liknande|kommungrupp|lan|nearest:N|" + session.words()("cli.type.list"));
    }
};

/// Reads, understands and computes, then hands the result to `compose`.
template <class Compose>
Result<void> run(Session& session, const ReportOptions& options, Compose compose) {
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto& [definitions, figures] = *inputs;
    const auto choices = understand(options.choices, figures, definitions);
    const auto peers = parse_pool(options.peers, figures.panel.municipalities());
    if (!choices || !peers) {
        return fail(choices ? peers.error() : choices.error());
    }
    const auto templates = session.chart_templates();
    if (!templates) {
        return fail(templates.error());
    }
    const auto input = gather_report(figures, definitions, choices->municipality, choices->year, choices->specification,
                                     choices->levels, *peers);
    if (!input) {
        return fail(input.error());
    }
    return compose(session.answer_context(figures, definitions), *templates, *input);
}

}  // namespace

void add_report_command(CLI::App& app, Session& session) {
    auto options = std::make_shared<ReportOptions>();
    CLI::App* command = session.add_command(app, "report", [options, &session] {
        return run(session, *options, [&](const auto& context, const auto& templates, const auto& input) {
            return session.write(report_answer(context, templates, input));
        });
    });
    options->add_to(*command, session);
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
                {"error.chart", {{"found", options->name}, {"known", fmt::format("{}", fmt::join(names, ", "))}}}});
        }
        return run(session, options->report, [&](const auto& context, const auto& templates, const auto& input) {
            return session.write(chart_answer(context, templates, input, options->name));
        });
    });
    command->add_option(session.words()("cli.type.chart"), options->name, session.words()("cli.chart"))
        ->required()
        ->type_name("");
    options->report.add_to(*command, session);
}

}  // namespace skattekrona
