#include "answer/intake_answer.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

namespace skattekrona {

namespace {

/// Nobody reads more of them; a table in a file holds all.
constexpr std::size_t most_shown = 200;

struct SeverityWords {
    std::string code;
    std::string text_key;
};

SeverityWords severity_words(Severity severity) {
    switch (severity) {
        case Severity::error:
            return {"error", "answer.severity.error"};
        case Severity::warning:
            return {"warning", "answer.severity.warning"};
        case Severity::remark:
            break;
    }
    return {"remark", "answer.severity.remark"};
}

std::string place_words(const Location& where) {
    return where.line > 0 ? fmt::format("{}:{}", where.file, where.line) : where.file;
}

}  // namespace

Answer intake_answer(const Wording& words, const Delivery& delivery, const Run* run, std::vector<Finding> findings) {
    if (findings.size() > most_shown) {
        std::ranges::stable_sort(findings, std::greater(), &Finding::severity);
    }
    Table table{words("answer.intake.findings"),
                {{"severity", words("answer.column.severity"), "", true},
                 {"what", words("answer.column.finding"), "", true},
                 {"where", words("answer.column.place"), "", true},
                 {"values", words("answer.column.values"), ""}}};
    Json json_findings = Json::list();
    for (const auto& finding : findings) {
        const auto [code, text_key] = severity_words(finding.severity);
        const std::string what = words(finding.message);
        const std::string where = place_words(finding.where);
        table.rows.push_back({words(text_key), what, where.empty() ? Cell{} : Cell{where}, count(finding.values)});
        json_findings.push_back({{"severity", code},
                                 {"kind", code_of(finding.message)},
                                 {"message", what},
                                 {"file", finding.where.file.empty() ? Json() : Json(finding.where.file)},
                                 {"line", finding.where.line > 0 ? Json(finding.where.line) : Json()},
                                 {"values", finding.values}});
    }
    table.notes = {words("answer.intake.severities")};

    Answer answer = titled(words, words({delivery.label.empty() ? "answer.intake.title" : "answer.intake.title_own",
                                         {{"credit", delivery.credit}, {"label", delivery.label}}}));
    answer.document.data = table;
    if (table.rows.size() > most_shown) {
        table.notes.push_back(words({"answer.intake.more", {{"n", count(table.rows.size() - most_shown)}}}));
        table.rows.resize(most_shown);
    }
    Json json_run;
    if (run == nullptr) {
        answer.document.blocks.emplace_back(Paragraph{words("answer.intake.refused"), true});
    } else {
        answer.document.blocks.emplace_back(Paragraph{words({"answer.intake.lead",
                                                             {{"run", count(run->id)},
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
    answer.document.blocks.emplace_back(
        Paragraph{words({"answer.intake.source",
                         {{"credit", delivery.credit}, {"origin", delivery.origin}, {"vintage", delivery.vintage}}})});
    if (findings.empty()) {
        answer.document.blocks.emplace_back(Paragraph{words("answer.intake.no_findings")});
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
