#include "report/answers.hpp"

#include <algorithm>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

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

Number count(std::size_t n) { return {static_cast<double>(n)}; }

}  // namespace

std::vector<FigureMeasure> figure_measures(const Definitions& definitions, const Wording& words) {
    std::vector<FigureMeasure> measures;
    for (const auto& area : definitions.areas) {
        const auto of_area = [&](const char* key) { return words({key, {{"area", area.title}}}); };
        measures.push_back(
            {net_cost_measure(area.id), of_area("data.net_cost"), words("unit.mnkr"), area.source, true, area.id});
        measures.push_back({reference_cost_measure(area.id), of_area("data.reference_cost"), words("unit.mnkr"),
                            area.source, true, area.id});
        measures.push_back(
            {deviation_pct_measure(area.id), of_area("data.deviation_pct"), "%", area.source, false, area.id});
    }
    for (const auto& measure : definitions.measures) {
        measures.push_back({measure.id, words(measure.title), words(measure.unit), measure.source});
    }
    return measures;
}

Answer data_info_answer(const AnswerContext& context, const StoreInfo& store) {
    const auto& words = context.wording;
    const Panel& panel = context.figures.panel;
    const Manifest& manifest = context.figures.manifest;
    Provenance provenance = context.provenance;
    provenance.command = "skattekrona data info";

    Table measures{words("data.measures"),
                   {{"measure", words("column.measure"), "", true},
                    {"title", words("column.title"), "", true},
                    {"unit", words("column.unit"), "", true},
                    {"source", words("column.source"), "", true},
                    {"first", words("column.first_year"), ""},
                    {"last", words("column.last_year"), ""},
                    {"values", words("column.values"), ""},
                    {"in_last_year", words("column.in_last_year"), ""}}};
    Json json_measures = Json::array();
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
    Table files{words("data.files"),
                {{"file", words("column.file"), "", true},
                 {"rows", words("column.rows"), ""},
                 {"values", words("column.values"), ""},
                 {"sha256", "SHA-256", "", true}}};
    for (const auto& file : manifest.files) {
        files.rows.push_back({file.name, count(file.rows), count(file.values), file.found_sha256});
    }
    Table groups{words("data.groups"),
                 {{"group", words("column.group"), "", true},
                  {"vintage", words("column.year"), ""},
                  {"count", words("column.count"), ""}}};
    Json json_groups = Json::array();
    for (const auto& [area, by_municipality] : context.figures.groups.similar) {
        const Year vintage = context.figures.groups.similar_vintage.find(area)->second;
        groups.rows.push_back({words({"data.similar", {{"area", context.definitions.title(area)}}}), vintage,
                               count(by_municipality.size())});
        json_groups.push_back(
            {{"kind", "similar"}, {"area", area}, {"vintage", vintage.value}, {"count", by_municipality.size()}});
    }
    for (const auto& [name, members] : context.figures.groups.kommungrupper) {
        groups.rows.push_back({words({"data.kommungrupp", {{"name", name}}}), Cell{}, count(members.size())});
        json_groups.push_back({{"kind", "kommungrupp"}, {"name", name}, {"count", members.size()}});
    }

    Json json_runs = Json::array();
    for (const auto& run : store.runs) {
        json_runs.push_back({{"run", run.id},
                             {"kind", run.kind},
                             {"stored", run.stored},
                             {"vintage", run.vintage},
                             {"credit", run.credit},
                             {"origin", run.origin},
                             {"sha256", run.sha256},
                             {"label", run.label},
                             {"added", run.added},
                             {"changed", run.changed},
                             {"unchanged", run.unchanged}});
    }

    Answer answer;
    answer.document.language = words.language();
    answer.document.title = words({"data.info_title", {{"title", manifest.title}}});
    answer.document.data = measures;
    answer.document.blocks = {Paragraph{words({"data.lead",
                                               {{"n", count(panel.size())},
                                                {"first", panel.first_year()},
                                                {"last", panel.last_year()},
                                                {"retrieved", manifest.retrieved},
                                                {"credit", manifest.credit}}}),
                                        true},
                              Paragraph{manifest.preliminary.empty() ? words("data.derived") + " " + words("data.final")
                                                                     : words("data.derived")},
                              std::move(measures), std::move(groups), std::move(files)};
    for (const auto& remark : figure_remarks(manifest)) {
        answer.document.blocks.emplace_back(Paragraph{words(remark)});
    }
    answer.document.blocks.emplace_back(Paragraph{words({store.runs.empty() ? "store.none"
                                                         : store.in_use     ? "store.in_use"
                                                                            : "store.not_in_use",
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
                   {"store", {{"in_use", store.in_use}, {"runs", std::move(json_runs)}}},
                   {"provenance", provenance_json(provenance)}};
    return answer;
}

Answer data_check_answer(const AnswerContext& context, const std::vector<ConsistencyCheck>& checks) {
    const auto& words = context.wording;
    Provenance provenance = context.provenance;
    provenance.command = "skattekrona data check";
    Table table{"",
                {{"check", words("column.check"), "", true},
                 {"result", words("column.result"), "", true},
                 {"compared", words("column.compared"), ""},
                 {"median", words("column.median_difference"), ""},
                 {"largest", words("column.largest_difference"), ""},
                 {"allowed", words("column.allowed"), ""},
                 {"unit", words("column.unit"), "", true},
                 {"detail", words("column.detail"), "", true}}};
    Json json_checks = Json::array();
    std::size_t broken = 0;
    for (const auto& check : checks) {
        broken += check.holds ? 0 : 1;
        table.rows.push_back({words(check.title), words(check.holds ? "check.holds" : "check.differs"),
                              count(check.compared), cell(check.median_difference, 5),
                              cell(check.largest_difference, 5), cell(check.allowed, 5), words(check.unit),
                              words(check.detail)});
        json_checks.push_back({{"check", check.title.key},
                               {"title", words(check.title)},
                               {"holds", check.holds},
                               {"compared", check.compared},
                               {"median_difference", json_number(check.median_difference)},
                               {"largest_difference", json_number(check.largest_difference)},
                               {"allowed", json_number(check.allowed)},
                               {"detail", words(check.detail)}});
    }
    Answer answer;
    answer.document.language = words.language();
    answer.document.title = words("data.check_title");
    answer.document.data = table;
    answer.document.blocks = {Paragraph{words({broken == 0 ? "data.all_hold" : "data.some_differ",
                                               {{"n", count(broken)}, {"checks", count(checks.size())}}}),
                                        true},
                              std::move(table), Paragraph{words("data.check_explained")}};
    answer.json = {{"schema", "skattekrona.data-check/1"},
                   {"holds", broken == 0},
                   {"checks", std::move(json_checks)},
                   {"provenance", provenance_json(provenance)}};
    return answer;
}

}  // namespace skattekrona
