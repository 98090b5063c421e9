#include "data/kolada.hpp"
#include "report/answers.hpp"

#include <fmt/format.h>

namespace skattekrona {

namespace {

/// The command that lists the same requests again.
std::string command_of(const KoladaQuery& query) {
    const auto option = [](std::string_view name, const auto& values, const auto& text) {
        std::string list;
        for (const auto& value : values) {
            list += fmt::format("{}{}", list.empty() ? "" : ",", text(value));
        }
        return list.empty() ? "" : fmt::format(" {} {}", name, list);
    };
    return "skattekrona data fetch --dry-run --base-url " + query.base_url +
           option("--kpi", query.kpis, [](const std::string& kpi) { return kpi; }) +
           option("--municipality", query.municipalities, [](const MunicipalityId& id) { return id.view(); }) +
           option("--years", query.years, [](Year year) { return year.value; }) +
           (query.since.empty() ? "" : " --since " + query.since);
}

}  // namespace

Answer fetch_requests_answer(const AnswerContext& context, const KoladaQuery& query) {
    const auto& words = context.wording;
    Provenance provenance = context.provenance;
    provenance.command = command_of(query);
    Table table{"", {{"request", words("column.request"), "", true}}};
    auto requests = nlohmann::ordered_json::array();
    for (const auto& kind : {metadata_requests(query), data_requests(query)}) {
        for (const auto& request : kind) {
            table.rows.push_back({request});
            requests.push_back(request);
        }
    }
    Answer answer;
    answer.document.language = words.language();
    answer.document.title = words("fetch.requests_title");
    answer.document.data = table;
    answer.document.blocks = {
        Paragraph{words({"fetch.requests_lead",
                         {{"n", Number{static_cast<double>(table.rows.size())}}, {"base_url", query.base_url}}}),
                  true},
        Paragraph{words("fetch.requests_explained")}, std::move(table)};
    answer.json = {{"schema", "skattekrona.data-requests/1"},
                   {"base_url", query.base_url},
                   {"requests", std::move(requests)},
                   {"provenance", provenance_json(provenance)}};
    return answer;
}

}  // namespace skattekrona
