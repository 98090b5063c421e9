#include "cli/claims.hpp"
#include "cli/questions.hpp"
#include "cli/report_input.hpp"
#include "cli/threads.hpp"
#include "core/spelling.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <mutex>

namespace skattekrona {

namespace {

struct ReportCommand {
    ReportOptions report;
    bool claims = false;
    bool all = false;
    std::vector<std::string> scenarios;
};

/// What the session reads beside the figures: claims and scenarios.
Result<ReportExtras> read_extras(Session& session, const Inputs& inputs, const ReportCommand& options,
                                 std::size_t municipality) {
    ReportExtras extras;
    if (options.claims) {
        auto checked = check_claims(session, {inputs.definitions, inputs.figures}, municipality);
        if (!checked) {
            return fail(checked.error());
        }
        extras.claims = *std::move(checked);
    }
    for (const auto& scenario : options.scenarios) {
        auto simulated = simulation_of(session, {{scenario}});
        if (!simulated) {
            return fail(simulated.error());
        }
        const auto& about = simulated->json.at("municipality");
        const auto& self = inputs.figures.panel.municipalities()[municipality];
        if (!about.is_null() && about.at("id") != self.id.view()) {
            return fail(Diagnostic{
                Failure::usage,
                {"error.report.scenario_of_another", {{"scenario", scenario}, {"municipality", self.name}}}});
        }
        extras.scenarios.push_back({scenario, *std::move(simulated)});
    }
    return extras;
}

Result<Answer> one(Session& session, const ReportCommand& options) {
    if (options.report.choices.municipality.empty()) {
        return fail(Diagnostic{Failure::usage, {"error.report.municipality_or_all", {}}});
    }
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto input = read_report(*inputs, options.report);
    const auto templates = session.chart_templates();
    if (!input || !templates) {
        return fail(input ? templates.error() : input.error());
    }
    return read_extras(session, *inputs, options, input->by_area.front().municipality)
        .map([&](const ReportExtras& extras) {
            return report_answer(session.answer_context(inputs->figures, inputs->definitions), *templates, *input,
                                 extras);
        });
}

/// "0114-upplands-vasby.html": Habo and Håbo are two.
std::string file_name(const Municipality& municipality, const std::string& format) {
    std::string name = fold(municipality.name);
    std::ranges::replace(name, ' ', '-');
    return fmt::format("{}-{}.{}", municipality.id.view(), name, format);
}

/// A file per municipality in the folder of --output, and an index of them.
Result<void> every(Session& session, const ReportCommand& options) {
    if (!options.report.choices.municipality.empty() || !options.scenarios.empty()) {
        return fail(Diagnostic{Failure::usage, {"error.report.municipality_or_all", {}}});
    }
    const auto format = session.begin_folder("html");
    if (!format) {
        return fail(format.error());
    }
    const auto inputs = read_inputs(session);
    const auto templates = session.chart_templates();
    if (!inputs || !templates) {
        return fail(inputs ? templates.error() : inputs.error());
    }
    const auto& [definitions, figures] = *inputs;
    const auto& municipalities = figures.panel.municipalities();
    std::vector<ReportFile> files(municipalities.size());
    Diagnostics problems;
    // The session and the problems are everybody's.
    std::mutex shared;
    std::size_t done = 0;
    threads()(files.size(), [&](std::size_t i) {
        ReportOptions own = options.report;
        own.choices.municipality = {std::string(municipalities[i].id.view())};
        const auto write = [&](const ReportInput& input) -> Result<void> {
            const auto& first = input.by_area.front();
            files[i] = {file_name(municipalities[i], *format), i, first.year, first.total};
            const auto composed = [&]() -> Result<Answer> {
                const std::lock_guard lock(shared);
                return read_extras(session, *inputs, options, i).map([&](const ReportExtras& extras) {
                    return report_answer(session.answer_context(figures, definitions), *templates, input, extras);
                });
            }();
            return composed.and_then([&](const Answer& answer) { return session.written(answer, *format); })
                .and_then([&](const std::string& bytes) { return session.write_in_folder(files[i].name, bytes); });
        };
        const auto written = read_report(*inputs, own).and_then(write);
        const std::lock_guard lock(shared);
        if (!written) {
            files[i].name.clear();
            problems.insert(problems.end(), written.error().begin(), written.error().end());
        }
        session.progress(++done, files.size());
    });
    // Those that could be written are led to, whatever became of the others.
    std::erase_if(files, [](const ReportFile& file) { return file.name.empty(); });
    const auto areas = parse_areas(options.report.choices.areas, definitions);
    if (files.empty() || !areas) {
        return fail(areas ? std::move(problems) : areas.error());
    }
    const auto index =
        session.written(report_index(session.answer_context(figures, definitions), *areas, files), "html")
            .and_then([&](const std::string& bytes) { return session.write_in_folder("index.html", bytes); });
    return index && !problems.empty() ? fail(std::move(problems)) : index;
}

}  // namespace

void add_report_command(CLI::App& app, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<ReportCommand>();
    CLI::App* command = session.add_command(app, "report", [options, &session]() -> Result<void> {
        return options->all
                   ? every(session, *options)
                   : one(session, *options).and_then([&](const Answer& whole) { return session.write(whole); });
    });
    options->report.add(*command, session);
    command->add_flag("--claims", options->claims, words("cli.report_claims"));
    command->add_option("--scenario", options->scenarios, words("cli.report_scenario"))
        ->type_name(words("cli.type.scenario"))
        ->allow_extra_args(false);
    command->add_flag("--all", options->all, words("cli.report_all"));
}

}  // namespace skattekrona
