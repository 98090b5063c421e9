#include "ask/data.hpp"
#include "cli/commands/commands.hpp"
#include "data/file.hpp"
#include "press/workbook.hpp"

#include <filesystem>

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
    return workbook_bytes([&](Workbook& workbook) {
        const auto& words = context.wording;
        workbook.begin_sheet(words("cli.export.figures"), export_columns(words), export_widths());
        export_rows(context, choice, [&](std::span<const Cell> row) { workbook.add_row(row); });
        workbook.begin_sheet(words("cli.export.manifest"));
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
