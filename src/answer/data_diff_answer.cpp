#include "answer/data_diff_answer.hpp"

#include "model/control_rules.hpp"

#include <algorithm>
#include <cmath>

namespace skattekrona {

namespace {

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
                  {{"series", words("answer.column.series"), "", true},
                   {"title", words("answer.column.title"), "", true},
                   {"added", words("answer.column.added"), ""},
                   {"changed", words("answer.column.changed"), ""},
                   {"gone", words("answer.column.gone"), ""},
                   {"largest", words("answer.column.largest_difference"), "", true}}};
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
                                    : words({"answer.store.largest",
                                             {{"municipality", municipality_name(panel, series.largest->municipality)},
                                              {"year", series.largest->year},
                                              {"before", Number{series.largest->before, 2}},
                                              {"after", Number{series.largest->after, 2}}}})});
    }

    Table all{"",
              {{"series", words("answer.column.series"), "", true},
               {"municipality", words("answer.column.municipality"), "", true},
               {"name", words("plot.column.name"), "", true},
               {"year", words("plot.column.year"), ""},
               {"gender", words("answer.column.gender"), "", true},
               {"label", words("answer.column.label"), "", true},
               {"before", words("answer.column.before"), ""},
               {"after", words("answer.column.after"), ""},
               {"status_before", words("answer.column.status_before"), "", true},
               {"status_after", words("answer.column.status_after"), "", true}}};
    Json json_changes = Json::list();
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
                                {"before", change.before},
                                {"after", change.after},
                                {"status_before", change.status_before},
                                {"status_after", change.status_after}});
    }

    Answer answer =
        titled(words, from == nullptr ? words({"answer.store.diff_first",
                                               {{"to", count(static_cast<std::size_t>(to.id))}, {"date", to.stored}}})
                                      : words({"answer.store.diff_title",
                                               {{"from", count(static_cast<std::size_t>(from->id))},
                                                {"from_date", from->stored},
                                                {"to", count(static_cast<std::size_t>(to.id))},
                                                {"date", to.stored}}}));
    answer.document.blocks = {Paragraph{
        changes.empty() ? words("answer.store.same")
                        : words({"answer.store.differences",
                                 {{"added", count(added)}, {"changed", count(changed)}, {"gone", count(gone)}}}),
        true}};
    if (!changes.empty()) {
        answer.document.blocks.emplace_back(std::move(summary));
        answer.document.blocks.emplace_back(Paragraph{words("answer.store.diff_all")});
    }
    answer.document.data = std::move(all);
    answer.json = {{"schema", "skattekrona.data-diff/1"},
                   {"from", from == nullptr ? 0 : from->id},
                   {"to", to.id},
                   {"added", added},
                   {"changed", changed},
                   {"gone", gone},
                   {"changes", std::move(json_changes)},
                   {"provenance", provenance_json(context.by("skattekrona data diff --from " +
                                                             std::to_string(from == nullptr ? 0 : from->id) + " --to " +
                                                             std::to_string(to.id)))}};
    return answer;
}

}  // namespace skattekrona
