#include "cli/questions.hpp"
#include "cli/report_input.hpp"
#include "cli/threads.hpp"
#include "core/spelling.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

namespace skattekrona {

namespace {

struct PlotOptions {
    std::string name;
    ReportOptions report;
    std::string scenario;
    std::string claim;
    int width = 720;
    double scale = 2;
    bool list = false;
    const CLI::App* command = nullptr;
};

/// What a chart is of: a municipality alone, a scenario with levers, or a claim.
enum class About { municipality, scenario, claim };

/// A chart that stands in the answer to another question.
struct ChartSource {
    std::string_view name;
    About about;
    Result<Answer> (*ask)(Session&, const PlotOptions&);
    /// What its id begins with there.
    std::string_view id;
};

/// The scenario that is named, or the municipality in which nobody does anything.
ScenarioOptions subject(const PlotOptions& options) {
    if (!options.scenario.empty()) {
        return {{options.scenario}};
    }
    ScenarioOptions plain{options.report.choices.municipality};
    plain.year = options.report.choices.year;
    plain.areas = options.report.choices.areas;
    return plain;
}

Result<Answer> ask_curve(Session& session, const PlotOptions& options) {
    return curve_of(session, options.report.choices.municipality);
}
Result<Answer> ask_noise(Session& session, const PlotOptions& options) {
    ChoiceOptions about = options.report.choices;
    about.areas = options.command->count("--areas") == 0 ? noise_areas : about.areas;
    return noise_of(session, about);
}
Result<Answer> ask_simulation(Session& session, const PlotOptions& options) {
    return simulation_of(session, subject(options));
}
Result<Answer> ask_sensitivity(Session& session, const PlotOptions& options) {
    return sensitivity_of(session, subject(options));
}
Result<Answer> ask_plausibility(Session& session, const PlotOptions& options) {
    return plausibility_of(session, {options.scenario});
}
Result<Answer> ask_claim(Session& session, const PlotOptions& options) { return claim_of(session, options.claim); }

constexpr std::array<ChartSource, 11> sources{
    {{"curve", About::municipality, ask_curve, "curve"},
     {"noise", About::municipality, ask_noise, "noise"},
     {"plan", About::municipality, ask_simulation, "plan"},
     {"fan-net_cost", About::municipality, ask_simulation, "fan-net_cost"},
     {"fan-deviation", About::municipality, ask_simulation, "fan-deviation"},
     {"fan-result_share", About::municipality, ask_simulation, "fan-result_share"},
     {"tornado", About::municipality, ask_sensitivity, "tornado"},
     {"reference_class", About::scenario, ask_plausibility, "reference_class"},
     {"frames", About::scenario, ask_simulation, "frames"},
     {"curve-claim", About::claim, ask_claim, "curve"},
     {"follow_up-claim", About::claim, ask_claim, "follow-up"}}};

/// "trend-lss" is of the kind "trend".
bool is_of_kind(std::string_view name, std::string_view kind) {
    return name == kind || (name.starts_with(kind) && name[kind.size()] == '-');
}

std::vector<std::string> known_names(const Definitions& definitions) {
    std::vector<std::string> names = chart_names(definitions);
    for (const auto& source : sources) {
        names.emplace_back(source.name);
    }
    return names;
}

/// What the chart is of, where the command line does not say it.
Result<void> check_subject(const PlotOptions& options, About about) {
    const bool named = about == About::claim      ? !options.claim.empty()
                       : about == About::scenario ? !options.scenario.empty()
                                                  : !subject(options).name.empty();
    if (named) {
        return {};
    }
    const char* key = about == About::claim      ? "error.plot.claim"
                      : about == About::scenario ? "error.plot.scenario"
                                                 : "error.plot.municipality";
    return fail(Diagnostic{Failure::usage, {key, {{"chart", options.name}}}});
}

/// Failure::usage for an option that the chart would not follow: a picture of something else than what was asked for is
/// worse than none.
Result<void> check_options(const PlotOptions& options, const std::vector<std::string_view>& followed) {
    for (const std::string_view option :
         {"--year", "--areas", "--level", "--pool", "--peers", "--scenario", "--claim"}) {
        if (options.command->count(std::string(option)) > 0 && std::ranges::find(followed, option) == followed.end()) {
            return fail(Diagnostic{Failure::usage,
                                   {"error.plot.option", {{"chart", options.name}, {"option", std::string(option)}}}});
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
std::vector<std::string_view> options_of(const std::string& name, const Definitions& definitions) {
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

std::vector<std::string_view> options_of(const ChartSource& source, const PlotOptions& options) {
    if (source.about == About::claim) {
        return {"--claim"};
    }
    if (!options.scenario.empty() || source.about == About::scenario) {
        return {"--scenario"};
    }
    return source.ask == ask_curve ? std::vector<std::string_view>{}
                                   : std::vector<std::string_view>{"--year", "--areas"};
}

/// Draws the charts of a municipality's report. What several of them are made of is gathered once.
class ReportCharts {
public:
    ReportCharts(Session& session, const Inputs& inputs, const ReportOptions& options)
        : session_(session), inputs_(inputs), options_(options) {}

    /// What is wrong with the question is wrong with every chart.
    Result<void> check() {
        const auto& whole = gathered(nullptr);
        return whole ? Result<void>{} : fail(whole.error());
    }

    Result<Answer> operator()(const std::string& name) {
        const auto& input = gathered(area_of(name, inputs_.definitions));
        const auto templates = session_.chart_templates();
        if (!input || !templates) {
            return fail(input ? templates.error() : input.error());
        }
        return chart_answer(session_.answer_context(inputs_.figures, inputs_.definitions), *templates, *input, name);
    }

private:
    /// A chart of one area needs that area and no other.
    const Result<ReportInput>& gathered(const ServiceArea* area) {
        const auto known = gathered_.find(area);
        if (known != gathered_.end()) {
            return known->second;
        }
        ReportOptions of = options_;
        of.choices.areas = area == nullptr ? of.choices.areas : area->id;
        return gathered_.emplace(area, read_report(inputs_, of)).first->second;
    }

    Session& session_;
    const Inputs& inputs_;
    const ReportOptions& options_;
    std::map<const ServiceArea*, Result<ReportInput>> gathered_;
};

/// The chart of that name, or the only one whose id is of the source's kind.
Result<Answer> chart_of(const Answer& answer, const ChartSource& source, const std::string& name) {
    const auto drawn = [&](const PlacedChart& placed) { return picture_answer(answer, *placed.chart); };
    const auto id = [](const PlacedChart& placed) { return placed.chart->id; };
    const auto all = charts_of(answer.document);
    if (const auto exact = std::ranges::find(all, name, id); exact != all.end()) {
        return drawn(*exact);
    }
    auto charts = all;
    std::erase_if(charts, [&](const PlacedChart& placed) { return !is_of_kind(placed.chart->id, source.id); });
    if (charts.size() == 1) {
        return drawn(charts.front());
    }
    std::vector<std::string> ids;
    std::ranges::transform(charts.empty() ? all : charts, std::back_inserter(ids), id);
    return fail(Diagnostic{Failure::usage,
                           {"error.chart", {{"found", name}, {"known", fmt::format("{}", fmt::join(ids, ", "))}}}});
}

Result<Answer> named_chart(Session& session, const PlotOptions& options) {
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto of_report = chart_names(inputs->definitions);
    if (std::ranges::find(of_report, options.name) != of_report.end()) {
        return check_subject(options, About::municipality)
            .and_then([&] { return check_options(options, options_of(options.name, inputs->definitions)); })
            .and_then([&] { return ReportCharts(session, *inputs, options.report)(options.name); });
    }
    // The longest name: curve-claim before curve.
    const ChartSource* source = nullptr;
    for (const auto& candidate : sources) {
        if (is_of_kind(options.name, candidate.name) &&
            (source == nullptr || source->name.size() < candidate.name.size())) {
            source = &candidate;
        }
    }
    if (source == nullptr) {
        const auto known = known_names(inputs->definitions);
        return fail(
            Diagnostic{Failure::usage,
                       {"error.chart", {{"found", options.name}, {"known", fmt::format("{}", fmt::join(known, ", "))}}},
                       {},
                       close_spellings(options.name, known, 1)});
    }
    if (auto named = check_subject(options, source->about); !named) {
        return fail(named.error());
    }
    if (!options.report.choices.municipality.empty() && (!options.scenario.empty() || source->about == About::claim)) {
        return fail(Diagnostic{Failure::usage, {"error.plot.two_subjects", {{"chart", options.name}}}});
    }
    return check_options(options, options_of(*source, options))
        .and_then([&] { return source->ask(session, options); })
        .and_then([&](const Answer& answer) { return chart_of(answer, *source, options.name); });
}

/// Of an answer that is one.
const Chart& the_chart(const Answer& answer) { return *charts_of(answer.document).front().chart; }

/// What a terminal and a workbook show instead: the message, the figures and the caption. A terminal shows figures that
/// find room on a screen.
Answer in_words(const Answer& answer, const Wording& words, bool on_a_screen) {
    const Chart& chart = the_chart(answer);
    Table table = chart_table(chart);
    table.title.clear();
    table.sheet = answer.document.title;
    constexpr std::size_t screenful = 40;
    Answer told = answer;
    told.document.data = {};
    told.document.source = chart.caption;
    told.document.blocks = {Paragraph{chart.title, true}};
    if (table.rows.size() <= screenful || !on_a_screen) {
        told.document.blocks.emplace_back(std::move(table));
    } else {
        told.document.blocks.emplace_back(
            Paragraph{words({"plot.long_table", {{"n", Number{static_cast<double>(table.rows.size())}}}})});
    }
    told.document.blocks.emplace_back(Paragraph{chart.caption});
    return told;
}

bool is_picture(std::string_view format) { return format == "svg" || format == "png" || format == "pdf"; }

/// Failure::usage for the size of what is no picture.
Result<void> check_size(const PlotOptions& options, std::string_view format) {
    for (const auto* size : {"--width", "--scale"}) {
        if (options.command->count(size) > 0 && !is_picture(format)) {
            return fail(Diagnostic{Failure::usage, {"error.plot.size", {{"option", std::string(size)}}}});
        }
    }
    return {};
}

Result<std::string> bytes_of(Session& session, const Answer& answer, const std::string& format,
                             const PlotOptions& options) {
    if (is_picture(format)) {
        return session.press().picture(the_chart(answer), format, options.width, options.scale);
    }
    const bool on_a_screen = format.empty() || format == "txt";
    return session.written(on_a_screen || format == "xlsx" ? in_words(answer, session.words(), on_a_screen) : answer,
                           format);
}

/// Every chart that there are figures for, a file each; what is left out is said.
Result<void> every_chart(Session& session, const PlotOptions& options) {
    const auto format = session.begin_folder("svg");
    if (!format) {
        return fail(format.error());
    }
    const auto& municipality = options.report.choices.municipality;
    // Of a scenario or a claim alone; in a report some chart follows every option.
    const std::vector<std::string_view> alone{"--scenario", "--claim"};
    for (const auto& sound : {check_size(options, *format), check_subject(options, About::municipality),
                              municipality.empty() ? check_options(options, alone) : Result<void>{}}) {
        if (!sound) {
            return sound;
        }
    }
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    std::vector<Answer> charts;
    const auto leave_out = [&](std::string_view name, const Diagnostics& problems) {
        session.tell({"plot.left_out",
                      {{"chart", std::string(name)},
                       {"reason", session.words()({problems.front().message.key + ".found",
                                                   problems.front().message.arguments})}}});
    };
    if (!municipality.empty()) {
        ReportCharts report(session, *inputs, options.report);
        if (auto sound = report.check(); !sound) {
            return sound;
        }
        for (const auto& name : chart_names(inputs->definitions)) {
            auto chart = report(name);
            // Of one area the whole is that area, whose chart is drawn once.
            if (chart && std::ranges::none_of(charts, [&](const Answer& drawn) {
                    return the_chart(drawn).id == the_chart(*chart).id;
                })) {
                charts.push_back(*std::move(chart));
            } else if (!chart) {
                leave_out(name, chart.error());
            }
        }
    }
    // Several charts stand in one answer, which is asked for once.
    std::vector<decltype(ChartSource::ask)> asked;
    for (const auto& source : sources) {
        if (!check_subject(options, source.about) ||
            (source.about == About::municipality && source.ask != ask_simulation && source.ask != ask_sensitivity &&
             municipality.empty())) {
            continue;
        }
        if (std::ranges::find(asked, source.ask) != asked.end()) {
            continue;
        }
        asked.push_back(source.ask);
        const auto answer = source.ask(session, options);
        if (!answer) {
            for (const auto& other : sources) {
                if (other.ask == source.ask && check_subject(options, other.about)) {
                    leave_out(other.name, answer.error());
                }
            }
            continue;
        }
        if (!municipality.empty() && answer->json.contains("municipality") &&
            !answer->json.at("municipality").is_null()) {
            const auto self = typed_municipality(municipality, inputs->figures.panel);
            if (const auto& of = inputs->figures.panel.municipalities()[*self];
                answer->json.at("municipality").at("id") != of.id.view()) {
                return fail(
                    Diagnostic{Failure::usage, {"error.plot.two_subjects", {{"chart", std::string(source.name)}}}});
            }
        }
        for (const auto& placed : charts_of(answer->document)) {
            charts.push_back(picture_answer(*answer, *placed.chart));
        }
    }
    std::vector<Result<void>> written(charts.size());
    threads()(charts.size(), [&](std::size_t i) {
        const std::string& id = the_chart(charts[i]).id;
        written[i] = bytes_of(session, charts[i], *format, options).and_then([&](const std::string& bytes) {
            return session.write_in_folder(id + "." + *format, bytes);
        });
    });
    for (const auto& one : written) {
        if (!one) {
            return one;
        }
    }
    session.tell(
        {"plot.wrote", {{"n", Number{static_cast<double>(charts.size())}}, {"folder", session.options().output}}});
    return {};
}

Result<Answer> list_of_charts(Session& session) {
    const auto definitions = session.definitions();
    if (!definitions) {
        return fail(definitions.error());
    }
    const auto& words = session.words();
    Table table{"",
                {{"chart", words("plot.column.chart"), "", true},
                 {"about", words("plot.column.about"), "", true},
                 {"needs", words("plot.column.needs"), "", true}}};
    const auto add = [&](const std::string& name, About about) {
        const ServiceArea* area = area_of(name, *definitions);
        std::string key = area == nullptr ? name : name.substr(0, name.find('-')) + "_area";
        std::ranges::replace(key, '-', '_');
        table.rows.push_back(
            {name, words({"plot.about." + key, {{"area", area == nullptr ? "" : words(definitions->title(area->id))}}}),
             words(about == About::claim      ? "plot.needs.claim"
                   : about == About::scenario ? "plot.needs.scenario"
                                              : "plot.needs.municipality")});
    };
    for (const auto& name : chart_names(*definitions)) {
        add(name, About::municipality);
    }
    for (const auto& source : sources) {
        add(std::string(source.name), source.about);
    }
    Answer answer;
    answer.document = {words("plot.list"), words.language(), {table}, table};
    answer.json = {{"schema", "skattekrona.charts/1"}, {"charts", known_names(*definitions)}};
    return answer;
}

Result<void> run(Session& session, const PlotOptions& options) {
    if (options.list) {
        return list_of_charts(session).and_then([&](const Answer& list) { return session.write(list); });
    }
    session.want_pictures();
    const auto within = [](const char* option, int decimals, double value, double low, double high) -> Result<void> {
        if (value >= low && value <= high) {
            return {};
        }
        return fail(Diagnostic{Failure::usage,
                               {"error.toml.range",
                                {{"key", std::string(option)},
                                 {"value", Number{value, decimals}},
                                 {"low", Number{low, decimals}},
                                 {"high", Number{high}}}}});
    };
    for (const auto& sound : {within("--width", 0, options.width, 320, 2400),
                              within("--scale", 1, options.scale, 0.5, 8), session.check_output()}) {
        if (!sound) {
            return sound;
        }
    }
    if (options.name.empty()) {
        return fail(Diagnostic{Failure::usage, {"error.plot.name", {}}});
    }
    if (options.name == "all") {
        return every_chart(session, options);
    }
    if (auto sound = check_size(options, session.format()); !sound) {
        return sound;
    }
    return named_chart(session, options)
        .and_then([&](const Answer& answer) { return bytes_of(session, answer, session.format(), options); })
        .and_then([&](const std::string& bytes) { return session.write_bytes(bytes); });
}

}  // namespace

void add_plot_command(CLI::App& app, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<PlotOptions>();
    CLI::App* command = session.add_command(app, "plot", [options, &session] { return run(session, *options); });
    options->command = command;
    command->add_option(words("cli.type.chart"), options->name, words("cli.chart"))->type_name("");
    options->report.add(*command, session);
    command->add_option("--scenario", options->scenario, words("cli.plot_scenario"))
        ->type_name(words("cli.type.scenario"));
    command->add_option("--claim", options->claim, words("cli.plot_claim"))->type_name(words("cli.type.claim"));
    command->add_option("--width", options->width, words("cli.plot_width"))->type_name(words("cli.type.years"));
    command->add_option("--scale", options->scale, words("cli.plot_scale"))->type_name(words("cli.type.years"));
    command->add_flag("--list", options->list, words("cli.plot_list"));
}

}  // namespace skattekrona
