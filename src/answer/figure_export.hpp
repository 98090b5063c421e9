#pragma once

#include "answer/answer.hpp"
#include "document/writers.hpp"

#include <functional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace skattekrona {

/// One measure of the figures as an answer names it.
struct FigureMeasure {
    std::string id;
    std::string title;
    std::string unit;
    std::string source;
    /// Computed from what the source publishes.
    bool derived = false;
    /// The area whose costs it is part of; empty for the other measures.
    std::string area;
    /// Kolada's id of what is published as this; of a derived one, of what it is computed from.
    std::string kpi;
};
/// The areas' costs, then the measures, in the definitions' order.
std::vector<FigureMeasure> figure_measures(const Definitions& definitions, const Wording& words);

/// Which figures to export.
struct ExportChoice {
    std::vector<FigureMeasure> measures;
    std::vector<std::size_t> municipalities;
    std::set<Year> years;
    /// The options that ask for them, each with a space before it.
    std::string options;
};

/// The measures that have no figure in it.
std::vector<std::string> measures_without(const Figures& figures, const ExportChoice& choice);

/// The figures as answers use them, one per line with its source and the day it was taken from there; missing ones
/// are left out. Columns: measure, title, municipality, name, year, value, unit, source, retrieved, preliminary, label.
std::string export_csv(const AnswerContext& context, const ExportChoice& choice, CsvDialect dialect);
/// The same with the manifest, skattekrona.export/1.
std::string export_json(const AnswerContext& context, const ExportChoice& choice);
/// The manifest that goes beside a CSV file.
std::string export_manifest(const AnswerContext& context, const ExportChoice& choice);

/// Which county, kommungrupp and published groups of similar municipalities those chosen belong to: a row for each and
/// each other member. JSON: skattekrona.groups/1.
Answer groups_answer(const AnswerContext& context, const ExportChoice& choice);

/// The same for a workbook: the heads of its columns, how wide they are, and the rows one after another, since a table
/// of them all would fill the memory.
std::vector<Column> export_columns(const Wording& words);
std::vector<std::size_t> export_widths();
void export_rows(const AnswerContext& context, const ExportChoice& choice,
                 const std::function<void(std::span<const Cell>)>& use);
/// The text of its second sheet.
Fold export_provenance(const AnswerContext& context, const ExportChoice& choice);

}  // namespace skattekrona
