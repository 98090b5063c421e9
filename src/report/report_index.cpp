#include "report/answers.hpp"

namespace skattekrona {

Answer report_index(const AnswerContext& context, const std::vector<std::string>& areas,
                    const std::vector<ReportFile>& files) {
    const auto& words = context.wording;
    const auto& municipalities = context.figures.panel.municipalities();
    Table table{"",
                {{"municipality", words("column.name"), "", true},
                 {"year", words("column.year")},
                 {"deviation", words("column.deviation"), words("unit.mnkr")},
                 {"deviation_pct", words("column.deviation_pct"), "%"},
                 {"rank", words("column.rank")},
                 {"of", words("column.of")}}};
    for (const auto& file : files) {
        const std::string& name = municipalities[file.municipality].name;
        const auto& total = file.total;
        const auto rank = [&](int value) { return cell(value == 0 ? missing : static_cast<double>(value), 0); };
        table.rows.push_back({Link{name, file.name}, file.year, cell(total.deviation.value, 1, true),
                              cell(total.deviation_pct.value, 1, true), rank(total.rank), rank(total.of)});
    }
    Answer answer;
    answer.document.language = words.language();
    answer.document.title = words({"report_index.title", {{"n", Number{static_cast<double>(files.size())}}}});
    answer.document.data = table;
    answer.document.blocks = {
        Paragraph{words({"report_index.reading", {{"areas", words(areas_words(areas, context.definitions))}}})},
        std::move(table), Paragraph{source_words(context)}};
    return answer;
}

}  // namespace skattekrona
