#pragma once

#include "report/answers.hpp"
#include "report/writers.hpp"

#include <set>
#include <string>
#include <vector>

namespace skattekrona {

/// Which figures to export.
struct ExportChoice {
    std::vector<FigureMeasure> measures;
    std::vector<std::size_t> municipalities;
    std::set<Year> years;
    /// The options that ask for them, each with a space before it.
    std::string options;
};

/// The figures as answers use them, one per line with its source and the day it was taken from there; missing ones
/// are left out. Columns: measure, title, municipality, name, year, value, unit, source, retrieved, preliminary, label.
std::string export_csv(const AnswerContext& context, const ExportChoice& choice, CsvDialect dialect);
/// The same with the manifest, skattekrona.export/1.
std::string export_json(const AnswerContext& context, const ExportChoice& choice);
/// The same as a workbook with the manifest on a sheet of its own, written to `path`; gives what Workbook::close does.
std::string export_xlsx(const AnswerContext& context, const ExportChoice& choice, const std::string& path);
/// The manifest that goes beside a CSV file.
std::string export_manifest(const AnswerContext& context, const ExportChoice& choice);

}  // namespace skattekrona
