#include "model/control_rules.hpp"
#include "report/answers.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

Number count(std::size_t n) { return {static_cast<double>(n)}; }

bool is_new(const Change& change) { return is_missing(change.before) && change.status_before.empty(); }
/// There was a figure, and there is none now.
bool is_gone(const Change& change) { return !is_missing(change.before) && is_missing(change.after); }

/// What became of one series between two runs.
struct SeriesChanges {
    std::string series;
    std::size_t added = 0;
    std::size_t changed = 0;
    std::size_t gone = 0;
    const Change* largest = nullptr;
};

std::vector<SeriesChanges> by_series(const std::vector<Change>& changes) {
    std::vector<SeriesChanges> summaries;
    for (const auto& change : changes) {
        if (summaries.empty() || summaries.back().series != change.series) {
            summaries.push_back({change.series});
        }
        SeriesChanges& summary = summaries.back();
        (is_new(change) ? summary.added : is_gone(change) ? summary.gone : summary.changed) += 1;
        const double size = std::abs(change.after - change.before);
        if (!is_missing(size) &&
            (summary.largest == nullptr || size > std::abs(summary.largest->after - summary.largest->before))) {
            summary.largest = &change;
        }
    }
    return summaries;
}

std::string municipality_name(const Panel& panel, MunicipalityId id) {
    const auto index = panel.index(id);
    return index ? panel.municipalities()[*index].name : std::string(id.view());
}

}  // namespace

Table runs_table(const Wording& words, const std::vector<Run>& runs) {
    Table table{words("store.runs"),
                {{"run", words("column.run"), ""},
                 {"kind", words("column.kind"), "", true},
                 {"stored", words("column.stored"), "", true},
                 {"vintage", words("column.vintage"), "", true},
                 {"credit", words("column.source"), "", true},
                 {"origin", words("column.origin"), "", true},
                 {"label", words("column.label"), "", true},
                 {"added", words("column.added"), ""},
                 {"changed", words("column.changed"), ""},
                 {"unchanged", words("column.unchanged"), ""}}};
    for (const auto& run : runs) {
        table.rows.push_back({Number{static_cast<double>(run.id)}, words("store.kind." + run.kind), run.stored,
                              run.vintage, run.credit, run.origin, run.label, count(run.added), count(run.changed),
                              count(run.unchanged)});
    }
    return table;
}

Answer data_diff_answer(const AnswerContext& context, const Run* from, const Run& to,
                        const std::vector<Change>& changes) {
    const auto& words = context.wording;
    const Panel& panel = context.figures.panel;
    const ControlRules rules = control_rules(context.definitions, panel.municipalities(), panel.last_year());
    const auto title_of = [&](const std::string& series) {
        const auto rule = rules.series.find(series);
        return rule == rules.series.end() ? std::string() : words(rule->second.title);
    };

    Table summary{"",
                  {{"series", words("column.series"), "", true},
                   {"title", words("column.title"), "", true},
                   {"added", words("column.added"), ""},
                   {"changed", words("column.changed"), ""},
                   {"gone", words("column.gone"), ""},
                   {"largest", words("column.largest_difference"), "", true}}};
    std::size_t added = 0;
    std::size_t changed = 0;
    std::size_t gone = 0;
    for (const auto& series : by_series(changes)) {
        added += series.added;
        changed += series.changed;
        gone += series.gone;
        summary.rows.push_back({series.series, title_of(series.series), count(series.added), count(series.changed),
                                count(series.gone),
                                series.largest == nullptr
                                    ? std::string()
                                    : words({"store.largest",
                                             {{"municipality", municipality_name(panel, series.largest->municipality)},
                                              {"year", series.largest->year},
                                              {"before", Number{series.largest->before, 2}},
                                              {"after", Number{series.largest->after, 2}}}})});
    }

    Table all{"",
              {{"series", words("column.series"), "", true},
               {"municipality", words("column.municipality"), "", true},
               {"name", words("column.name"), "", true},
               {"year", words("column.year"), ""},
               {"gender", words("column.gender"), "", true},
               {"label", words("column.label"), "", true},
               {"before", words("column.before"), ""},
               {"after", words("column.after"), ""},
               {"status_before", words("column.status_before"), "", true},
               {"status_after", words("column.status_after"), "", true}}};
    Json json_changes = Json::array();
    // As many decimals as anything published has.
    constexpr int decimals = 6;
    for (const auto& change : changes) {
        const std::string id(change.municipality.view());
        const std::string gender(1, static_cast<char>(change.gender));
        all.rows.push_back({change.series, id, municipality_name(panel, change.municipality), change.year, gender,
                            change.label, cell(change.before, decimals), cell(change.after, decimals),
                            change.status_before, change.status_after});
        json_changes.push_back({{"series", change.series},
                                {"municipality", id},
                                {"year", change.year.value},
                                {"gender", gender},
                                {"label", change.label},
                                {"before", json_number(change.before)},
                                {"after", json_number(change.after)},
                                {"status_before", change.status_before},
                                {"status_after", change.status_after}});
    }

    Answer answer;
    answer.document.language = words.language();
    answer.document.title =
        from == nullptr
            ? words({"store.diff_first", {{"to", count(static_cast<std::size_t>(to.id))}, {"date", to.stored}}})
            : words({"store.diff_title",
                     {{"from", count(static_cast<std::size_t>(from->id))},
                      {"from_date", from->stored},
                      {"to", count(static_cast<std::size_t>(to.id))},
                      {"date", to.stored}}});
    answer.document.blocks = {Paragraph{
        changes.empty() ? words("store.same")
                        : words({"store.differences",
                                 {{"added", count(added)}, {"changed", count(changed)}, {"gone", count(gone)}}}),
        true}};
    if (!changes.empty()) {
        answer.document.blocks.emplace_back(std::move(summary));
        answer.document.blocks.emplace_back(Paragraph{words("store.diff_all")});
    }
    answer.document.data = std::move(all);
    Provenance provenance = context.provenance;
    provenance.command = "skattekrona data diff --from " + std::to_string(from == nullptr ? 0 : from->id) + " --to " +
                         std::to_string(to.id);
    answer.json = {{"schema", "skattekrona.data-diff/1"},
                   {"from", from == nullptr ? 0 : from->id},
                   {"to", to.id},
                   {"added", added},
                   {"changed", changed},
                   {"gone", gone},
                   {"changes", std::move(json_changes)},
                   {"provenance", provenance_json(provenance)}};
    return answer;
}

}  // namespace skattekrona
