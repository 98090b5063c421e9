#include "answer/fetch_requests_answer.hpp"

namespace skattekrona {

Answer fetch_requests_answer(const AnswerContext& context, const std::string& base_url,
                             const std::vector<std::string>& requests, std::string command) {
    const auto& words = context.wording;
    Table table{"", {{"request", words("answer.column.request"), "", true}}};
    for (const auto& request : requests) {
        table.rows.push_back({request});
    }
    Answer answer = titled(words, words("answer.fetch.requests_title"));
    answer.document.data = table;
    answer.document.blocks = {
        Paragraph{words({"answer.fetch.requests_lead", {{"n", count(requests.size())}, {"base_url", base_url}}}), true},
        Paragraph{words("answer.fetch.requests_explained")}, std::move(table)};
    answer.json = {{"schema", "skattekrona.data-requests/1"},
                   {"base_url", base_url},
                   {"requests", requests},
                   {"provenance", provenance_json(context.by(std::move(command)))}};
    return answer;
}

}  // namespace skattekrona
