#include "report/answers.hpp"

#include <fmt/format.h>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

Number count(std::size_t n) { return {static_cast<double>(n)}; }

struct SeverityWords {
    std::string code;
    std::string text_key;
};

SeverityWords words_of(Severity severity) {
    switch (severity) {
        case Severity::error:
            return {"error", "severity.error"};
        case Severity::warning:
            return {"warning", "severity.warning"};
        case Severity::remark:
            break;
    }
    return {"remark", "severity.remark"};
}

std::string place_words(const Location& where) {
    return where.line > 0 ? fmt::format("{}:{}", where.file, where.line) : where.file;
}

}  // namespace

Answer intake_answer(const Wording& words, const Delivery& delivery, const Run* run,
                     const std::vector<Finding>& findings) {
    Table table{words("intake.findings"),
                {{"severity", words("column.severity"), "", true},
                 {"what", words("column.finding"), "", true},
                 {"where", words("column.place"), "", true},
                 {"values", words("column.values"), ""}}};
    Json json_findings = Json::array();
    for (const auto& finding : findings) {
        const auto [code, text_key] = words_of(finding.severity);
        const std::string what = words(finding.message);
        const std::string where = place_words(finding.where);
        table.rows.push_back({words(text_key), what, where.empty() ? Cell{} : Cell{where}, count(finding.values)});
        json_findings.push_back({{"severity", code},
                                 {"kind", finding.message.key},
                                 {"message", what},
                                 {"file", finding.where.file.empty() ? Json() : Json(finding.where.file)},
                                 {"line", finding.where.line > 0 ? Json(finding.where.line) : Json()},
                                 {"values", finding.values}});
    }
    table.notes = {words("intake.severities")};

    Answer answer;
    answer.document.language = words.language();
    answer.document.title = words({delivery.label.empty() ? "intake.title" : "intake.title_own",
                                   {{"credit", delivery.credit}, {"label", delivery.label}}});
    answer.document.data = table;
    Json json_run;
    if (run == nullptr) {
        answer.document.blocks.emplace_back(Paragraph{words("intake.refused"), true});
    } else {
        answer.document.blocks.emplace_back(Paragraph{words({"intake.lead",
                                                             {{"run", Number{static_cast<double>(run->id)}},
                                                              {"added", count(run->added)},
                                                              {"changed", count(run->changed)},
                                                              {"unchanged", count(run->unchanged)}}}),
                                                      true});
        json_run = {{"id", run->id},
                    {"stored", run->stored},
                    {"added", run->added},
                    {"changed", run->changed},
                    {"unchanged", run->unchanged}};
    }
    answer.document.blocks.emplace_back(Paragraph{words(
        {"intake.source", {{"credit", delivery.credit}, {"origin", delivery.origin}, {"vintage", delivery.vintage}}})});
    if (findings.empty()) {
        answer.document.blocks.emplace_back(Paragraph{words("intake.no_findings")});
    } else {
        answer.document.blocks.emplace_back(std::move(table));
    }
    answer.json = {
        {"schema", "skattekrona.intake/1"}, {"kind", delivery.kind},      {"credit", delivery.credit},
        {"origin", delivery.origin},        {"sha256", delivery.sha256},  {"vintage", delivery.vintage},
        {"label", delivery.label},          {"run", std::move(json_run)}, {"findings", std::move(json_findings)}};
    return answer;
}

}  // namespace skattekrona
