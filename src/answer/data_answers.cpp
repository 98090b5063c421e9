#include "answer/data_answers.hpp"

#include "answer/figure_export.hpp"

#include <algorithm>
#include <iterator>

namespace skattekrona {

namespace {

/// How much of one measure there is.
struct Coverage {
    Year first;
    Year last;
    std::size_t values = 0;
    /// Municipalities with a value in the last year.
    std::size_t in_last_year = 0;
};

Coverage coverage_of(const Panel& panel, std::string_view measure) {
    Coverage coverage;
    for (Year year = panel.first_year(); year <= panel.last_year(); year = year + 1) {
        const auto known = static_cast<std::size_t>(
            std::ranges::count_if(panel.values(measure, year), [](double value) { return !is_missing(value); }));
        if (known == 0) {
            continue;
        }
        coverage.first = coverage.values == 0 ? year : coverage.first;
        coverage.last = year;
        coverage.values += known;
        coverage.in_last_year = known;
    }
    return coverage;
}

Table runs_table(const Wording& words, const std::vector<Run>& runs) {
    Table table{words("answer.store.runs"),
                {{"run", words("answer.column.run"), ""},
                 {"kind", words("answer.column.kind"), "", true},
                 {"stored", words("answer.column.stored"), "", true},
                 {"vintage", words("answer.column.vintage"), "", true},
                 {"credit", words("answer.column.source"), "", true},
                 {"origin", words("answer.column.origin"), "", true},
                 {"label", words("answer.column.label"), "", true},
                 {"added", words("answer.column.added"), ""},
                 {"changed", words("answer.column.changed"), ""},
                 {"unchanged", words("answer.column.unchanged"), ""}}};
    for (const auto& run : runs) {
        table.rows.push_back({count(run.id), words("answer.store.kind." + run.kind), run.stored, run.vintage,
                              run.credit, run.origin, run.label, count(run.added), count(run.changed),
                              count(run.unchanged)});
    }
    return table;
}

}  // namespace

Answer data_info_answer(const AnswerContext& context, const StoreInfo& store) {
    const auto& words = context.wording;
    const Panel& panel = context.figures.panel;
    const Manifest& manifest = context.figures.manifest;
    Table measures{words("answer.data.measures"),
                   {{"measure", words("answer.column.measure"), "", true},
                    {"title", words("answer.column.title"), "", true},
                    {"unit", words("answer.column.unit"), "", true},
                    {"source", words("answer.column.source"), "", true},
                    {"first", words("answer.column.first_year"), ""},
                    {"last", words("answer.column.last_year"), ""},
                    {"values", words("answer.column.values"), ""},
                    {"in_last_year", words("answer.column.in_last_year"), ""}}};
    Json json_measures = Json::list();
    const auto add = [&](const std::string& id, const std::string& title, const std::string& unit,
                         const std::string& source) {
        const Coverage coverage = coverage_of(panel, id);
        Json json{{"id", id}, {"title", title}, {"unit", unit}, {"source", source}, {"values", coverage.values}};
        if (coverage.values == 0) {
            measures.rows.push_back({id, title, unit, source, Cell{}, Cell{}, count(0), count(0)});
        } else {
            measures.rows.push_back({id, title, unit, source, coverage.first, coverage.last, count(coverage.values),
                                     count(coverage.in_last_year)});
            json["first_year"] = coverage.first.value;
            json["last_year"] = coverage.last.value;
            json["municipalities_in_last_year"] = coverage.in_last_year;
        }
        json_measures.push_back(std::move(json));
    };
    for (const auto& measure : figure_measures(context.definitions, words)) {
        add(measure.id, measure.title, measure.unit, measure.source);
    }
    Table files{words("answer.data.files"),
                {{"file", words("answer.column.file"), "", true},
                 {"rows", words("answer.column.rows"), ""},
                 {"values", words("answer.column.values"), ""},
                 {"sha256", "SHA-256", "", true}}};
    for (const auto& file : manifest.files) {
        files.rows.push_back({file.name, count(file.rows), count(file.values), file.found_sha256});
    }
    Table groups{words("answer.data.groups"),
                 {{"group", words("answer.column.group"), "", true},
                  {"vintage", words("plot.column.year"), ""},
                  {"count", words("answer.column.count"), ""}}};
    Json json_groups = Json::list();
    for (const auto& [area, by_municipality] : context.figures.groups.similar) {
        const Year vintage = context.figures.groups.similar_vintage.find(area)->second;
        groups.rows.push_back({words({"answer.data.similar", {{"area", context.definitions.title(area)}}}), vintage,
                               count(by_municipality.size())});
        json_groups.push_back(
            {{"kind", "similar"}, {"area", area}, {"vintage", vintage.value}, {"count", by_municipality.size()}});
    }
    for (const auto& [name, members] : context.figures.groups.kommungrupper) {
        groups.rows.push_back({words({"answer.data.kommungrupp", {{"name", name}}}), Cell{}, count(members.size())});
        json_groups.push_back({{"kind", "kommungrupp"}, {"name", name}, {"count", members.size()}});
    }

    const auto run_json = [](const Run& run) {
        return Json{{"run", run.id},          {"kind", run.kind},          {"stored", run.stored},
                    {"vintage", run.vintage}, {"credit", run.credit},      {"origin", run.origin},
                    {"sha256", run.sha256},   {"label", run.label},        {"added", run.added},
                    {"changed", run.changed}, {"unchanged", run.unchanged}};
    };

    Answer answer = titled(words, words({"answer.data.info_title", {{"title", manifest.title}}}));
    answer.document.data = measures;
    answer.document.blocks = {
        Paragraph{words({"answer.data.lead",
                         {{"n", count(panel.size())},
                          {"first", panel.first_year()},
                          {"last", panel.last_year()},
                          {"retrieved", manifest.retrieved},
                          {"credit", manifest.credit}}}),
                  true},
        Paragraph{manifest.preliminary.empty() ? words("answer.data.derived") + " " + words("answer.data.final")
                                               : words("answer.data.derived")},
        std::move(measures), std::move(groups), std::move(files)};
    std::vector<std::string> areas;
    std::ranges::transform(context.definitions.areas, std::back_inserter(areas), &ServiceArea::id);
    for (const auto& remark : figure_remarks(context.figures, {areas, panel.first_year(), panel.last_year()})) {
        answer.document.blocks.emplace_back(Paragraph{words(remark)});
    }
    answer.document.blocks.emplace_back(Paragraph{words({store.runs.empty() ? "answer.store.none"
                                                         : store.in_use     ? "answer.store.in_use"
                                                                            : "answer.store.not_in_use",
                                                         {{"file", store.file}}})});
    if (!store.runs.empty()) {
        answer.document.blocks.emplace_back(runs_table(words, store.runs));
    }
    answer.json = {{"schema", "skattekrona.data-info/1"},
                   {"municipalities", panel.size()},
                   {"first_year", panel.first_year().value},
                   {"last_year", panel.last_year().value},
                   {"measures", std::move(json_measures)},
                   {"groups", std::move(json_groups)},
                   {"store", {{"in_use", store.in_use}, {"runs", json_list(store.runs, run_json)}}},
                   {"provenance", provenance_json(context.by("skattekrona data info"))}};
    return answer;
}

Answer data_check_answer(const AnswerContext& context, const std::vector<ConsistencyCheck>& checks) {
    const auto& words = context.wording;
    Table table{"",
                {{"check", words("answer.column.check"), "", true},
                 {"result", words("answer.column.result"), "", true},
                 {"compared", words("answer.column.compared"), ""},
                 {"median", words("answer.column.median_difference"), ""},
                 {"largest", words("answer.column.largest_difference"), ""},
                 {"allowed", words("answer.column.allowed"), ""},
                 {"unit", words("answer.column.unit"), "", true},
                 {"detail", words("answer.column.detail"), "", true}}};
    Json json_checks = Json::list();
    std::size_t broken = 0;
    for (const auto& check : checks) {
        broken += check.holds ? 0 : 1;
        table.rows.push_back({words(check.title), words(check.holds ? "answer.check.holds" : "answer.check.differs"),
                              count(check.compared), cell(check.median_difference, 5),
                              cell(check.largest_difference, 5), cell(check.allowed, 5), words(check.unit),
                              words(check.detail)});
        json_checks.push_back({{"check", code_of(check.title)},
                               {"title", words(check.title)},
                               {"holds", check.holds},
                               {"compared", check.compared},
                               {"median_difference", check.median_difference},
                               {"largest_difference", check.largest_difference},
                               {"allowed", check.allowed},
                               {"detail", words(check.detail)}});
    }
    Answer answer = titled(words, words("answer.data.check_title"));
    answer.document.data = table;
    answer.document.blocks = {Paragraph{words({broken == 0 ? "answer.data.all_hold" : "answer.data.some_differ",
                                               {{"n", count(broken)}, {"checks", count(checks.size())}}}),
                                        true},
                              std::move(table), Paragraph{words("answer.data.check_explained")}};
    answer.json = {{"schema", "skattekrona.data-check/1"},
                   {"holds", broken == 0},
                   {"checks", std::move(json_checks)},
                   {"provenance", provenance_json(context.by("skattekrona data check"))}};
    return answer;
}

}  // namespace skattekrona
