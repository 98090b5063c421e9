#include "ask/report.hpp"

#include "answer/report_index.hpp"
#include "cli/commands/commands.hpp"
#include "core/spelling.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <mutex>

namespace skattekrona {

namespace {

struct ReportCommand {
    ReportQuestion question;
    bool all = false;
};

Result<void> one(Session& session, const ReportQuestion& question) {
    if (question.choices.municipality.empty()) {
        return fail(Diagnostic{Failure::usage, {"cli.error.report.municipality_or_all", {}}});
    }
    const auto inputs = session.inputs();
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto charts = session.chart_templates();
    if (!charts) {
        return fail(charts.error());
    }
    return ask(session.basis(*inputs, &*charts), question).and_then([&](const Answer& whole) {
        return session.write(whole);
    });
}

/// "0114-upplands-vasby.html": Habo and Håbo are two.
std::string file_name(const Municipality& municipality, const std::string& format) {
    std::string name = fold(municipality.name);
    std::ranges::replace(name, ' ', '-');
    return fmt::format("{}-{}.{}", municipality.id.view(), name, format);
}

/// A file per municipality in the folder of --output, and an index of them.
Result<void> every(Session& session, const ReportQuestion& question) {
    if (!question.choices.municipality.empty() || !question.scenarios.empty()) {
        return fail(Diagnostic{Failure::usage, {"cli.error.report.municipality_or_all", {}}});
    }
    const auto format = session.begin_folder("html");
    if (!format) {
        return fail(format.error());
    }
    const auto inputs = session.inputs();
    const auto charts = session.chart_templates();
    if (!inputs || !charts) {
        return fail(inputs ? charts.error() : inputs.error());
    }
    const auto areas = parse_areas(question.choices.areas.value_or(question.choices.usual.areas), inputs->definitions);
    if (!areas) {
        return fail(areas.error());
    }
    const Basis basis = session.basis(*inputs, &*charts);
    const HistoryNoise noise = report_noise(basis, *areas);
    Basis alone = basis;
    // The municipalities are worked on side by side; within one there is nothing to share out.
    alone.parallel = serial;
    const auto municipalities = inputs->figures.panel.municipalities();
    std::vector<ReportFile> files(municipalities.size());
    Diagnostics problems;
    std::mutex shared;
    std::size_t done = 0;
    basis.parallel(files.size(), [&](std::size_t i) {
        ReportQuestion own = question;
        own.choices.municipality = {std::string(municipalities[i].id.view())};
        const auto written = gather(alone, own).and_then([&](const ReportInput& input) -> Result<void> {
            const Benchmark& first = input.by_area.front();
            files[i] = {file_name(municipalities[i], *format), i, first.year, first.total};
            return compose(alone, own, input, &noise)
                .and_then([&](const Answer& answer) { return session.written(answer, *format); })
                .and_then([&](const std::string& bytes) { return session.write_in_folder(files[i].name, bytes); });
        });
        const std::lock_guard lock(shared);
        if (!written) {
            files[i].name.clear();
            problems.insert(problems.end(), written.error().begin(), written.error().end());
        }
        session.progress(++done, files.size());
    });
    // Those that could be written are led to, whatever became of the others.
    std::erase_if(files, [](const ReportFile& file) { return file.name.empty(); });
    if (files.empty()) {
        return fail(std::move(problems));
    }
    const auto index =
        session.written(report_index(Sources(basis).context(), *areas, files), "html")
            .and_then([&](const std::string& bytes) { return session.write_in_folder("index.html", bytes); });
    return index && !problems.empty() ? fail(std::move(problems)) : index;
}

}  // namespace

Command report_command(Session& session) {
    const auto typed = std::make_shared<ReportCommand>();
    Options options = typed->question.options();
    options.push_back({{.name = "--all", .help = {"cli.report_all", {}}}, &typed->all});
    return {"report", std::move(options),
            [&session, typed] { return typed->all ? every(session, typed->question) : one(session, typed->question); }};
}

}  // namespace skattekrona
