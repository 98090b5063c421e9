#include "ask/chart.hpp"

#include "answer/chart_answer.hpp"
#include "ask/claim.hpp"
#include "ask/curve.hpp"
#include "ask/noise.hpp"
#include "ask/plausible.hpp"
#include "ask/sensitivity.hpp"
#include "ask/side.hpp"
#include "ask/simulation.hpp"
#include "core/spelling.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

namespace skattekrona {

namespace {

/// What a chart is of: a municipality alone, a scenario with levers, or a claim.
enum class Subject { municipality, scenario, claim };

/// A chart that stands in the answer to another question.
struct ChartSource {
    std::string_view name;
    Subject subject;
    Result<Answer> (*ask)(const Basis&, const ChartQuestion&);
    /// What its id begins with there; empty for the first of them.
    std::string_view id;
};

/// The scenario that is named, or the municipality in which nobody does anything.
ScenarioSaid scenario_of(const ChartQuestion& question) {
    ScenarioSaid said;
    if (question.scenario) {
        said.name = {*question.scenario};
        return said;
    }
    said.name = question.report.choices.municipality;
    said.year = question.report.choices.year;
    said.areas = question.report.choices.areas;
    return said;
}

Result<Answer> ask_curve(const Basis& basis, const ChartQuestion& question) {
    CurveQuestion asked;
    asked.municipality = question.report.choices.municipality;
    return ask(basis, asked);
}
Result<Answer> ask_noise(const Basis& basis, const ChartQuestion& question) {
    NoiseQuestion asked;
    asked.choices.municipality = question.report.choices.municipality;
    asked.choices.year = question.report.choices.year;
    asked.choices.areas = question.report.choices.areas;
    return ask(basis, asked);
}
Result<Answer> ask_simulation(const Basis& basis, const ChartQuestion& question) {
    SimulationQuestion asked;
    asked.scenario = scenario_of(question);
    return ask(basis, asked);
}
Result<Answer> ask_sensitivity(const Basis& basis, const ChartQuestion& question) {
    SensitivityQuestion asked;
    asked.scenario = scenario_of(question);
    return ask(basis, asked);
}
Result<Answer> ask_plausibility(const Basis& basis, const ChartQuestion& question) {
    PlausibleQuestion asked;
    asked.about = {question.scenario.value_or("")};
    return ask(basis, asked);
}
Result<Answer> ask_claim(const Basis& basis, const ChartQuestion& question) {
    ClaimQuestion asked;
    asked.claim = question.claim;
    return ask(basis, asked);
}

constexpr std::array<ChartSource, 12> chart_sources{
    {{"curve", Subject::municipality, ask_curve, "curve"},
     {"noise", Subject::municipality, ask_noise, "noise"},
     {"plan", Subject::municipality, ask_simulation, "plan"},
     {"fan-net_cost", Subject::municipality, ask_simulation, "fan-net_cost"},
     {"fan-deviation", Subject::municipality, ask_simulation, "fan-deviation"},
     {"fan-result_share", Subject::municipality, ask_simulation, "fan-result_share"},
     {"tornado", Subject::municipality, ask_sensitivity, "tornado"},
     {"reference_class", Subject::scenario, ask_plausibility, "reference_class"},
     {"frames", Subject::scenario, ask_simulation, "frames"},
     {"claim", Subject::claim, ask_claim, ""},
     {"curve-claim", Subject::claim, ask_claim, "curve"},
     {"follow_up-claim", Subject::claim, ask_claim, "follow-up"}}};

/// "trend-lss" is of the kind "trend".
bool is_of_kind(std::string_view name, std::string_view kind) {
    return name == kind || (name.starts_with(kind) && name[kind.size()] == '-');
}

/// The source of a chart by the longest name that fits: curve-claim before curve. Null where there is none.
const ChartSource* source_of(std::string_view name) {
    const ChartSource* found = nullptr;
    for (const auto& candidate : chart_sources) {
        if (is_of_kind(name, candidate.name) && (found == nullptr || found->name.size() < candidate.name.size())) {
            found = &candidate;
        }
    }
    return found;
}

std::vector<std::string> known_names(const Definitions& definitions) {
    std::vector<std::string> names = chart_names(definitions);
    for (const auto& source : chart_sources) {
        names.emplace_back(source.name);
    }
    return names;
}

Diagnostic unknown_chart(const std::string& name, const std::vector<std::string>& known) {
    return {Failure::usage,
            {"ask.error.chart", {{"found", name}, {"known", fmt::format("{}", fmt::join(known, ", "))}}}};
}

/// What the chart is of, where nobody says it.
Result<void> check_subject(const ChartQuestion& question, Subject subject) {
    const bool named = subject == Subject::claim      ? question.claim.has_value()
                       : subject == Subject::scenario ? question.scenario.has_value()
                                                      : !scenario_of(question).name.empty();
    if (named) {
        return {};
    }
    const char* key = subject == Subject::claim      ? "ask.error.plot.claim"
                      : subject == Subject::scenario ? "ask.error.plot.scenario"
                                                     : "ask.error.plot.municipality";
    return fail(Diagnostic{Failure::usage, {key, {{"chart", question.name.value_or("")}}}});
}

/// Failure::usage for an option that the chart would not follow: a picture of something else than what was asked for is
/// worse than none.
Result<void> check_options(const ChartQuestion& question, const std::vector<std::string_view>& followed) {
    const auto& choices = question.report.choices;
    const std::array<std::pair<std::string_view, bool>, 7> options{{{"--year", choices.year.has_value()},
                                                                    {"--areas", choices.areas.has_value()},
                                                                    {"--level", !choices.levels.empty()},
                                                                    {"--pool", choices.pool.has_value()},
                                                                    {"--peers", question.report.peers.has_value()},
                                                                    {"--scenario", question.scenario.has_value()},
                                                                    {"--claim", question.claim.has_value()}}};
    for (const auto& [option, is_said] : options) {
        if (is_said && std::ranges::find(followed, option) == followed.end()) {
            return fail(Diagnostic{
                Failure::usage,
                {"ask.error.plot.option", {{"chart", question.name.value_or("")}, {"option", std::string(option)}}}});
        }
    }
    return {};
}

/// The area that a chart is of alone ("trend-lss"), or null.
const ServiceArea* area_of(const std::string& name, const Definitions& definitions) {
    const std::size_t dash = name.find('-');
    return dash == std::string::npos ? nullptr : definitions.area(name.substr(dash + 1));
}

/// What a chart of the report follows: the levels are the potential's, the peers are marked where others are seen.
std::vector<std::string_view> followed_by(const std::string& name, const Definitions& definitions) {
    std::vector<std::string_view> followed{"--year"};
    if (area_of(name, definitions) == nullptr) {
        followed.emplace_back("--areas");
    }
    if (name == "potential") {
        followed.insert(followed.end(), {"--level", "--pool"});
    }
    const auto shows_others = [&](std::string_view kind) { return is_of_kind(name, kind); };
    if (std::ranges::any_of(std::array<std::string_view, 4>{"position", "peers", "trend", "quality"}, shows_others)) {
        followed.emplace_back("--peers");
    }
    return followed;
}

std::vector<std::string_view> followed_by(const ChartSource& source, const ChartQuestion& question) {
    if (source.subject == Subject::claim) {
        return {"--claim"};
    }
    if (question.scenario || source.subject == Subject::scenario) {
        return {"--scenario"};
    }
    return source.ask == ask_curve ? std::vector<std::string_view>{}
                                   : std::vector<std::string_view>{"--year", "--areas"};
}

/// The charts of a municipality's report. What several of them are made of is gathered once.
class ReportCharts {
public:
    ReportCharts(const Basis& basis, const ReportQuestion& question) : basis_(basis), question_(question) {}

    /// What is wrong with the question is wrong with every chart.
    Result<void> check() {
        const auto& whole = gathered(nullptr);
        return whole ? Result<void>{} : fail(whole.error());
    }

    Result<Answer> operator()(const std::string& name) {
        const auto& input = gathered(area_of(name, basis_.definitions));
        return input ? chart_answer(Sources(basis_).context(), *basis_.charts, *input, name) : fail(input.error());
    }

private:
    /// A chart of one area needs that area and no other.
    const Result<ReportInput>& gathered(const ServiceArea* area) {
        const auto known = gathered_.find(area);
        if (known != gathered_.end()) {
            return known->second;
        }
        ReportQuestion of = question_;
        if (area != nullptr) {
            of.choices.areas = area->id;
        }
        return gathered_.emplace(area, gather(basis_, of)).first->second;
    }

    const Basis& basis_;
    const ReportQuestion& question_;
    std::map<const ServiceArea*, Result<ReportInput>> gathered_;
};

/// What the charts of several municipalities are made of.
class SideCharts {
public:
    SideCharts(const Basis& basis, std::vector<Choices> each) : basis_(basis), each_(std::move(each)) {}

    Result<Answer> operator()(const std::string& name) {
        return gathered(area_of(name, basis_.definitions)).map([&](const Gathered& of) {
            return side_chart_answer(resting_on(Sources(basis_).context(), of.sides), *basis_.charts, of.sides,
                                     of.trends, name);
        });
    }

private:
    struct Gathered {
        Sides sides;
        std::vector<Trend> trends;
    };

    /// A chart of one area needs that area and no other.
    const Result<Gathered>& gathered(const ServiceArea* area) {
        const auto known = gathered_.find(area);
        if (known != gathered_.end()) {
            return known->second;
        }
        std::vector<Choices> of = each_;
        for (auto& one : of) {
            if (area != nullptr) {
                one.specification.areas = {area->id};
            }
        }
        auto found = side_by_side(basis_, of).and_then([&](Sides sides) {
            return trends_side_by_side(basis_, of).map([&](std::vector<Trend> trends) {
                return Gathered{std::move(sides), std::move(trends)};
            });
        });
        return gathered_.emplace(area, std::move(found)).first->second;
    }

    const Basis& basis_;
    std::vector<Choices> each_;
    std::map<const ServiceArea*, Result<Gathered>> gathered_;
};

/// The choices of each, where several municipalities are named; nothing where one is, or none that is understood: what
/// is wrong is said where it is asked about.
Result<std::vector<Choices>> said_side_by_side(const Basis& basis, const ChartQuestion& question) {
    const auto one = said_municipality(question.report.choices.municipality, basis.figures.panel);
    if (one || one.error().front().message.key != "ask.error.one_municipality") {
        return std::vector<Choices>{};
    }
    return understand_each(question.report.choices, basis.figures, basis.definitions);
}

/// Failure::usage for a chart that shows one municipality, and for an option that one of several would not follow.
Result<void> check_side_chart(const Definitions& definitions, const ChartQuestion& question, std::size_t several) {
    const std::string& name = *question.name;
    const auto known = side_chart_names(definitions);
    if (std::ranges::find(known, name) == known.end()) {
        return fail(Diagnostic{
            Failure::usage,
            {"ask.error.plot.several",
             {{"chart", name}, {"n", count(several)}, {"known", fmt::format("{}", fmt::join(known, ", "))}}}});
    }
    return check_options(question, area_of(name, definitions) == nullptr
                                       ? std::vector<std::string_view>{"--year", "--areas"}
                                       : std::vector<std::string_view>{"--year"});
}

/// The chart of that name, or the only one whose id is of the source's kind.
Result<Answer> chart_of(const Basis& basis, const Answer& answer, const ChartSource& source, const std::string& name) {
    const auto drawn = [&](const PlacedChart& placed) {
        return picture_answer(Sources(basis).context(), answer.about, answer.document.title, *placed.chart);
    };
    const auto id = [](const PlacedChart& placed) { return placed.chart->id; };
    const auto all = charts_of(answer.document);
    if (const auto exact = std::ranges::find(all, name, id); exact != all.end()) {
        return drawn(*exact);
    }
    if (source.id.empty() && !all.empty()) {
        return drawn(all.front());
    }
    auto charts = all;
    std::erase_if(charts, [&](const PlacedChart& placed) { return !is_of_kind(placed.chart->id, source.id); });
    if (charts.size() == 1) {
        return drawn(charts.front());
    }
    std::vector<std::string> ids;
    std::ranges::transform(charts.empty() ? all : charts, std::back_inserter(ids), id);
    return fail(unknown_chart(name, ids));
}

/// Failure::usage where a scenario or claim is of another municipality than the one that is named.
Result<void> check_municipality(const Basis& basis, const ChartQuestion& question, const Answer& answer,
                                std::string_view chart) {
    const auto& named = question.report.choices.municipality;
    if (named.empty() || !answer.about.municipality) {
        return {};
    }
    const auto self = said_municipality(named, basis.figures.panel);
    if (!self) {
        return fail(self.error());
    }
    if (*self != *answer.about.municipality) {
        return fail(Diagnostic{Failure::usage, {"ask.error.plot.two_subjects", {{"chart", std::string(chart)}}}});
    }
    return {};
}

}  // namespace

Options ChartQuestion::options() {
    Options options{{{.name = "@ask.option.type.chart", .id = "chart", .help = {"ask.option.chart", {}}}, &name}};
    const Options of_report = report.chart_options();
    options.insert(options.end(), of_report.begin(), of_report.end());
    options.push_back(
        {{.name = "--scenario", .help = {"ask.option.plot_scenario", {}}, .type = "@ask.option.type.scenario"},
         &scenario});
    options.push_back(
        {{.name = "--claim", .help = {"ask.option.plot_claim", {}}, .type = "@ask.option.type.claim"}, &claim});
    return options;
}

Result<Answer> ask(const Basis& basis, const ChartQuestion& question) {
    if (!question.name) {
        return fail(Diagnostic{Failure::usage, {"ask.error.plot.name", {}}});
    }
    const std::string& name = *question.name;
    const auto of_report = chart_names(basis.definitions);
    const bool is_of_report = std::ranges::find(of_report, name) != of_report.end();
    const ChartSource* source = source_of(name);
    if (is_of_report || source != nullptr) {
        const auto each = said_side_by_side(basis, question);
        if (!each) {
            return fail(each.error());
        }
        if (!each->empty()) {
            return check_side_chart(basis.definitions, question, each->size()).and_then([&] {
                return SideCharts(basis, *each)(name);
            });
        }
    }
    if (is_of_report) {
        return check_subject(question, Subject::municipality)
            .and_then([&] { return check_options(question, followed_by(name, basis.definitions)); })
            .and_then([&] { return ReportCharts(basis, question.report)(name); });
    }
    if (source == nullptr) {
        const auto known = known_names(basis.definitions);
        Diagnostic unknown = unknown_chart(name, known);
        unknown.suggestions = close_spellings(name, known, 1);
        return fail(std::move(unknown));
    }
    if (auto named = check_subject(question, source->subject); !named) {
        return fail(named.error());
    }
    if (!question.report.choices.municipality.empty() && (question.scenario || source->subject == Subject::claim)) {
        return fail(Diagnostic{Failure::usage, {"ask.error.plot.two_subjects", {{"chart", name}}}});
    }
    return check_options(question, followed_by(*source, question))
        .and_then([&] { return source->ask(basis, question); })
        .and_then([&](const Answer& answer) { return chart_of(basis, answer, *source, name); });
}

Result<EveryChart> every_chart(const Basis& basis, const ChartQuestion& question) {
    const bool of_municipality = !question.report.choices.municipality.empty();
    // Of a scenario or a claim alone; in a report some chart follows every option.
    const std::vector<std::string_view> alone{"--scenario", "--claim"};
    for (const auto& sound : {check_subject(question, Subject::municipality),
                              of_municipality ? Result<void>{} : check_options(question, alone)}) {
        if (!sound) {
            return fail(sound.error());
        }
    }
    EveryChart all;
    const auto add = [&](const std::string& name, Result<Answer> chart) {
        // Of one area the whole is that area, whose chart is drawn once.
        if (chart && std::ranges::none_of(all.charts, [&](const Answer& drawn) {
                return the_chart(drawn).id == the_chart(*chart).id;
            })) {
            all.charts.push_back(*std::move(chart));
        } else if (!chart) {
            all.left_out.push_back({name, chart.error()});
        }
    };
    if (const auto each = said_side_by_side(basis, question); !each || !each->empty()) {
        if (auto sound = each ? check_options(question, {"--year", "--areas"}) : fail(each.error()); !sound) {
            return fail(sound.error());
        }
        SideCharts charts(basis, *each);
        for (const auto& name : side_chart_names(basis.definitions)) {
            add(name, charts(name));
        }
        return all;
    }
    if (of_municipality) {
        ReportCharts report(basis, question.report);
        if (auto sound = report.check(); !sound) {
            return fail(sound.error());
        }
        for (const auto& name : chart_names(basis.definitions)) {
            add(name, report(name));
        }
    }
    // Several charts stand in one answer, which is asked for once.
    std::vector<decltype(ChartSource::ask)> asked;
    for (const auto& source : chart_sources) {
        const bool only_of_a_municipality =
            source.subject == Subject::municipality && source.ask != ask_simulation && source.ask != ask_sensitivity;
        if (!check_subject(question, source.subject) || (only_of_a_municipality && !of_municipality) ||
            std::ranges::find(asked, source.ask) != asked.end()) {
            continue;
        }
        asked.push_back(source.ask);
        const auto answer = source.ask(basis, question);
        if (!answer) {
            for (const auto& other : chart_sources) {
                if (other.ask == source.ask && check_subject(question, other.subject)) {
                    all.left_out.push_back({std::string(other.name), answer.error()});
                }
            }
            continue;
        }
        if (auto same = check_municipality(basis, question, *answer, source.name); !same) {
            return fail(same.error());
        }
        for (const auto& placed : charts_of(answer->document)) {
            all.charts.push_back(
                picture_answer(Sources(basis).context(), answer->about, answer->document.title, *placed.chart));
        }
    }
    return all;
}

Answer list_of_charts(const Wording& words, const Definitions& definitions) {
    Table table{"",
                {{"chart", words("ask.plot.column.chart"), "", true},
                 {"about", words("ask.plot.column.about"), "", true},
                 {"needs", words("ask.plot.column.needs"), "", true}}};
    const auto of_several = side_chart_names(definitions);
    const auto add = [&](const std::string& name, Subject subject) {
        const ServiceArea* area = area_of(name, definitions);
        const bool takes_several = std::ranges::find(of_several, name) != of_several.end();
        std::string key = area == nullptr ? name : name.substr(0, name.find('-')) + "_area";
        std::ranges::replace(key, '-', '_');
        table.rows.push_back(
            {name,
             words({"ask.plot.about." + key, {{"area", area == nullptr ? "" : words(definitions.title(area->id))}}}),
             words(subject == Subject::claim      ? "ask.plot.needs.claim"
                   : subject == Subject::scenario ? "ask.plot.needs.scenario"
                   : takes_several                ? "ask.plot.needs.municipalities"
                                                  : "ask.plot.needs.municipality")});
    };
    for (const auto& name : chart_names(definitions)) {
        add(name, Subject::municipality);
    }
    for (const auto& source : chart_sources) {
        add(std::string(source.name), source.subject);
    }
    Answer answer = titled(words, words("ask.plot.list"));
    answer.document.data = table;
    answer.document.blocks = {std::move(table)};
    answer.json = {{"schema", "skattekrona.charts/1"}, {"charts", known_names(definitions)}};
    return answer;
}

const Chart& the_chart(const Answer& answer) { return *charts_of(answer.document).front().chart; }

Answer chart_in_words(const Answer& answer, const Wording& words, bool on_a_screen) {
    const Chart& chart = the_chart(answer);
    Table table = on_a_screen ? chart_table(chart) : chart_data(chart);
    table.title = "";
    table.sheet = answer.document.title;
    constexpr std::size_t screenful = 40;
    Answer told = answer;
    told.document.data = {};
    told.document.source = chart.caption;
    told.document.blocks = {Paragraph{chart.title, true}};
    if (table.rows.size() <= screenful || !on_a_screen) {
        told.document.blocks.emplace_back(std::move(table));
    } else {
        told.document.blocks.emplace_back(Paragraph{words({"ask.plot.long_table", {{"n", count(table.rows.size())}}})});
    }
    told.document.blocks.emplace_back(Paragraph{chart.caption});
    return told;
}

}  // namespace skattekrona
