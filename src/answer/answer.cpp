#include "answer/answer.hpp"

namespace skattekrona {

Provenance AnswerContext::by(std::string command) const {
    Provenance own = provenance;
    own.command = std::move(command);
    return own;
}

AnswerContext AnswerContext::resting_on(const FiguresUsed& used) const {
    AnswerContext own = *this;
    own.provenance.remarks = figure_remarks(figures, used);
    return own;
}

Answer titled(const Wording& words, std::string title, About about) {
    Answer answer;
    answer.about = about;
    answer.document.language = words.language();
    answer.document.title = std::move(title);
    return answer;
}

void trace(Answer& answer, const Wording& words, const Provenance& provenance, const std::vector<std::string>& method) {
    answer.document.trace = provenance_block(provenance, words, method);
    answer.json["provenance"] = provenance_json(provenance);
}

void say_changed(Answer& answer, const Wording& words, const Manifest& figures) {
    const std::string remark = words({"answer.changed_figures", {{"files", changed_files(figures)}}});
    const auto add = [&](auto& text) { text = std::string(text) + (text.empty() ? "" : " ") + remark; };
    for (auto& block : answer.document.blocks) {
        if (auto* const row = std::get_if<ChartRow>(&block)) {
            for (auto& chart : row->charts) {
                add(chart.caption);
            }
        }
    }
    add(answer.document.source);
    answer.document.blocks.emplace_back(Paragraph{remark});
    if (!answer.json.contains("provenance")) {
        answer.json["changed_files"] = json_list(figures.changed, [](const std::string& name) { return name; });
    }
}

Json municipality_json(const Municipality& municipality) {
    return {{"id", municipality.id.view()}, {"name", municipality.name}};
}

std::string code_of(const Message& message) { return message.key.substr(message.key.find('.') + 1); }

Json rank_json(int rank) { return rank == 0 ? Json() : Json(rank); }
Cell rank_cell(int rank) { return rank == 0 ? Cell{} : Cell{count(rank)}; }

IntervalTitles quantile_titles(const Wording& words) { return {words("answer.interval.median"), "P10", "P90"}; }

IntervalTitles bound_titles(const Wording& words) {
    return {"", words("answer.interval.low"), words("answer.interval.high")};
}

std::string source_words(const AnswerContext& context) {
    const Manifest& manifest = context.figures.manifest;
    std::string text =
        context.wording({"answer.source.own", {{"credit", manifest.credit}, {"retrieved", manifest.retrieved}}});
    for (const auto& remark : context.provenance.remarks) {
        text += " " + context.wording(remark);
    }
    return text;
}

std::string price_words(const AnswerContext& context, const Specification& specification) {
    if (!specification.prices) {
        return context.wording("answer.prices.own");
    }
    const PriceIndex* index = context.definitions.price_index(specification.prices->index);
    return context.wording(
        {"answer.prices.year",
         {{"year", specification.prices->year}, {"index", index->title}, {"source", index->source}}});
}

}  // namespace skattekrona
