#include "ask/data.hpp"
#include "cli/commands/commands.hpp"
#include "data/file.hpp"
#include "press/workbook.hpp"

#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace skattekrona {

namespace {

constexpr std::string_view export_formats = "csv, json, xlsx";

/// "x.csv" → "x.manifest.json".
std::filesystem::path manifest_beside(std::filesystem::path file) { return file.replace_extension(".manifest.json"); }

Result<void> write_manifest(Session& session, const std::string& manifest) {
    if (!session.to_file()) {
        return {};
    }
    const auto file = manifest_beside(session.output());
    auto written = write_file(file, manifest);
    if (written) {
        session.tell({"cli.wrote", {{"file", file.string()}}});
    }
    return written;
}

Result<std::string> as_workbook(const AnswerContext& context, const ExportChoice& choice) {
    return workbook_bytes(context.wording, [&](Workbook& workbook) {
        const auto& words = context.wording;
        workbook.begin_sheet(words("cli.export.figures"), export_columns(words), export_widths());
        export_rows(context, choice, [&](std::span<const Cell> row) { workbook.add_row(row); });
        workbook.begin_sheet(words("cli.export.manifest"));
        if (const Manifest& manifest = context.figures.manifest; !manifest.changed.empty()) {
            workbook.add_text(words({"answer.changed_figures", {{"files", changed_files(manifest)}}}));
        }
        for (const auto& content : export_provenance(context, choice).content) {
            if (const auto* paragraph = std::get_if<Paragraph>(&content)) {
                workbook.add_text(paragraph->text);
            } else {
                for (const auto& file : std::get<Table>(content).rows) {
                    workbook.add_row(file);
                }
            }
        }
    });
}

/// Nothing at all is said to be nothing, and each measure that was asked for and has nothing is named.
void tell_what_is_missing(Session& session, const ExportQuestion& question, const Figures& figures,
                          const ExportChoice& choice) {
    const auto without = measures_without(figures, choice);
    if (without.size() == choice.measures.size()) {
        session.tell({"cli.export.nothing", {}});
    } else if (!question.measures.empty() && !without.empty()) {
        session.tell({"cli.export.without", {{"measures", fmt::format("{}", fmt::join(without, ", "))}}});
    }
}

Result<void> run(Session& session, const ExportQuestion& question) {
    const auto dialect = session.csv_dialect();
    if (!dialect) {
        return fail(dialect.error());
    }
    const auto inputs = session.inputs();
    if (!inputs) {
        return fail(inputs.error());
    }
    const Basis basis = session.basis(*inputs, nullptr);
    const auto choice = understand(basis, question);
    if (!choice) {
        return fail(choice.error());
    }
    if (question.groups) {
        return session.write(groups_of(basis, *choice));
    }
    tell_what_is_missing(session, question, inputs->figures, *choice);
    const AnswerContext context = Sources(basis).context();
    const std::string format = session.format();
    if (format.empty() || format == "csv") {
        auto written = session.write_bytes(export_csv(context, *choice, *dialect));
        return written ? write_manifest(session, export_manifest(context, *choice)) : written;
    }
    if (format == "json") {
        return session.write_bytes(export_json(context, *choice));
    }
    if (format == "xlsx") {
        return as_workbook(context, *choice).and_then([&](const std::string& bytes) {
            return session.write_bytes(bytes);
        });
    }
    return fail(session.unknown_format(export_formats));
}

}  // namespace

Command data_export_command(Session& session) {
    const auto question = std::make_shared<ExportQuestion>();
    return {"data export", question->options(), [&session, question] { return run(session, *question); }};
}

}  // namespace skattekrona
