#include "ask/chart.hpp"
#include "cli/commands/commands.hpp"
#include "cli/threads.hpp"

#include <fmt/format.h>

namespace skattekrona {

namespace {

struct PlotCommand {
    ChartQuestion question;
    std::optional<int> width;
    std::optional<double> scale;
    std::optional<std::string> text;
    bool list = false;
};

bool is_picture(std::string_view format) { return format == "svg" || format == "png" || format == "pdf"; }

/// Failure::usage for the size of what is no picture, and for text in what has none as such.
Result<void> check_picture(const PlotCommand& typed, std::string_view format) {
    if (typed.text && *typed.text != "outline" && *typed.text != "font") {
        return fail(Diagnostic{Failure::usage, {"cli.error.plot.text", {{"found", *typed.text}}}});
    }
    if (typed.text && format != "svg") {
        return fail(Diagnostic{Failure::usage, {"cli.error.plot.text_format", {}}});
    }
    if ((typed.width || typed.scale) && !is_picture(format)) {
        return fail(Diagnostic{
            Failure::usage, {"cli.error.plot.size", {{"option", std::string(typed.width ? "--width" : "--scale")}}}});
    }
    return {};
}

Result<std::string> bytes_of(Session& session, const Answer& answer, const std::string& format,
                             const PlotCommand& typed) {
    if (is_picture(format)) {
        return session.press().picture(the_chart(session.finished(answer)), format, typed.width.value_or(usual_width),
                                       typed.scale.value_or(usual_scale),
                                       typed.text == "font" ? PictureText::font : PictureText::outline);
    }
    const bool on_a_screen = format.empty() || format == "txt";
    const bool in_words = on_a_screen || format == "xlsx";
    return session.written(in_words ? chart_in_words(answer, session.words(), on_a_screen) : answer, format);
}

/// Every chart that there are figures for, a file each; what is left out is said.
Result<void> write_every(Session& session, const PlotCommand& typed) {
    const auto format = session.begin_folder("svg");
    if (!format) {
        return fail(format.error());
    }
    if (auto sound = check_picture(typed, *format); !sound) {
        return sound;
    }
    const auto inputs = session.inputs();
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto templates = session.chart_templates();
    if (!templates) {
        return fail(templates.error());
    }
    const auto every = every_chart(session.basis(*inputs, &*templates), typed.question);
    if (!every) {
        return fail(every.error());
    }
    for (const auto& [name, problems] : every->left_out) {
        const Message& reason = problems.front().message;
        session.tell({"cli.plot.left_out",
                      {{"chart", name}, {"reason", session.words()({reason.key + ".found", reason.arguments})}}});
    }
    std::vector<Result<void>> written(every->charts.size());
    threads()(written.size(), [&](std::size_t i) {
        const Answer& chart = every->charts[i];
        written[i] = bytes_of(session, chart, *format, typed).and_then([&](const std::string& bytes) {
            return session.write_in_folder(the_chart(chart).id + "." + *format, bytes);
        });
    });
    for (const auto& one : written) {
        if (!one) {
            return one;
        }
    }
    session.tell({"cli.plot.wrote", {{"n", count(written.size())}, {"folder", session.output()}}});
    return {};
}

Result<void> write_one(Session& session, const PlotCommand& typed) {
    if (auto sound = check_picture(typed, session.format()); !sound) {
        return sound;
    }
    const auto inputs = session.inputs();
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto templates = session.chart_templates();
    if (!templates) {
        return fail(templates.error());
    }
    return ask(session.basis(*inputs, &*templates), typed.question)
        .and_then([&](const Answer& answer) { return bytes_of(session, answer, session.format(), typed); })
        .and_then([&](const std::string& bytes) { return session.write_bytes(bytes); });
}

Result<void> run(Session& session, const PlotCommand& typed) {
    if (typed.list) {
        return session.definitions().and_then([&](const Definitions& definitions) {
            return session.write(list_of_charts(session.words(), definitions));
        });
    }
    session.want_pictures();
    if (auto sound = session.check_output(); !sound) {
        return sound;
    }
    if (!typed.question.name) {
        return fail(Diagnostic{Failure::usage, {"ask.error.plot.name", {}}});
    }
    return *typed.question.name == "all" ? write_every(session, typed) : write_one(session, typed);
}

}  // namespace

Command plot_command(Session& session) {
    const auto typed = std::make_shared<PlotCommand>();
    Options options = typed->question.options();
    options.push_back(
        {{.name = "--width", .help = {"cli.plot_width", {}}, .type = "@ask.option.type.years", .valid = {320, 2400}},
         &typed->width});
    options.push_back(
        {{.name = "--scale", .help = {"cli.plot_scale", {}}, .type = "@ask.option.type.years", .valid = {0.5, 8}},
         &typed->scale});
    options.push_back({{.name = "--text", .help = {"cli.plot_text", {}}, .type = "outline|font"}, &typed->text});
    options.push_back({{.name = "--list", .help = {"cli.plot_list", {}}}, &typed->list});
    return {"plot", std::move(options), [&session, typed] { return run(session, *typed); }};
}

}  // namespace skattekrona
