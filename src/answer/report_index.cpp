#include "answer/report_index.hpp"

namespace skattekrona {

Answer report_index(const AnswerContext& given, const std::vector<std::string>& areas,
                    const std::vector<ReportFile>& files) {
    const AnswerContext context =
        given.resting_on({areas, given.figures.panel.first_year(), given.figures.panel.last_year()});
    const auto& words = context.wording;
    const auto& municipalities = context.figures.panel.municipalities();
    Table table{"",
                {{"municipality", words("plot.column.name"), "", true},
                 {"year", words("plot.column.year")},
                 {"deviation", words("plot.column.deviation"), words("model.unit.mnkr")},
                 {"deviation_pct", words("plot.column.deviation_pct"), "%"},
                 {"rank", words("answer.column.rank")},
                 {"of", words("answer.column.of")}}};
    for (const auto& file : files) {
        const std::string& name = municipalities[file.municipality].name;
        const auto& total = file.total;
        table.rows.push_back({Link{name, file.name}, file.year, cell(total.deviation.value, 1, true),
                              cell(total.deviation_pct.value, 1, true), rank_cell(total.rank), rank_cell(total.of)});
    }
    Answer answer = titled(words, words({"answer.report_index.title", {{"n", count(files.size())}}}));
    answer.document.data = table;
    answer.document.blocks = {
        Paragraph{words({"answer.report_index.reading", {{"areas", words(areas_words(areas, context.definitions))}}})},
        std::move(table), Paragraph{source_words(context)}};
    return answer;
}

}  // namespace skattekrona
