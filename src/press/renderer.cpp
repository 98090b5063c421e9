#include "press/renderer.hpp"

#include "core/bug.hpp"
#include "data/file.hpp"

#include <optional>

namespace skattekrona {

namespace {

Result<Json> understood(const std::string& line) {
    auto answer = parse_json(line, "");
    if (!answer || answer->members().empty()) {
        return fail(Diagnostic{Failure::source_unavailable, {"press.error.renderer_ended", {}}});
    }
    return answer;
}

/// A part of what draws that is not there.
Diagnostic lacking(const Json& answer) {
    const Json* file = answer.find("missing");
    return {Failure::source_unavailable, {"press.error.renderer", {}}, {file == nullptr ? "" : file->text()}};
}

}  // namespace

Result<Conversation> Renderer::start() const {
    constexpr std::chrono::seconds for_a_chart(60);
    auto conversation =
        Conversation::start({{"node", (plots_ / "render.mjs").string()}}, "press.error.node", for_a_chart);
    if (!conversation) {
        return conversation;
    }
    // The first line says whether it has what it needs.
    const auto ready = conversation->hear().and_then(understood);
    if (!ready) {
        return fail(ready.error());
    }
    if (!ready->contains("ready")) {
        return fail(lacking(*ready));
    }
    return conversation;
}

Diagnostics Renderer::remembered(Diagnostics problems) {
    const std::lock_guard lock(waiting_);
    able_ = fail(problems);
    return problems;
}

Result<Json> Renderer::ask(const Json& request) {
    std::optional<Conversation> with;
    {
        const std::lock_guard lock(waiting_);
        if (!able_) {
            return fail(able_.error());
        }
        if (!idle_.empty()) {
            with.emplace(std::move(idle_.back()));
            idle_.pop_back();
        }
    }
    if (!with) {
        auto started = start();
        if (!started) {
            return fail(remembered(started.error()));
        }
        with.emplace(*std::move(started));
    }
    with->say(request.dump());
    const auto line = with->hear();
    if (!line) {
        return fail(remembered(line.error()));
    }
    auto answer = understood(*line);
    // One that has ended may have done so over this chart only.
    if (answer) {
        const std::lock_guard lock(waiting_);
        idle_.push_back(*std::move(with));
    }
    return answer;
}

namespace {

Result<std::string> svg_of(Result<Json> answer) {
    if (!answer) {
        return fail(answer.error());
    }
    if (answer->contains("missing")) {
        return fail(lacking(*answer));
    }
    if (answer->contains("problem")) {
        // A specification that cannot be drawn is a fault of ours, not of the reader's figures.
        bug(answer->at("problem").text());
    }
    return answer->at("svg").text();
}

}  // namespace

Result<std::string> Renderer::for_page(const Chart& chart, int width) {
    return svg_of(ask({{"id", chart.id}, {"spec", chart.spec}, {"width", width}}));
}

Result<std::string> Renderer::picture(const Chart& chart, int width, const PictureFrame& frame, bool outline) {
    const auto colour = [&](std::string_view role) { return frame.palette.find(role)->second; };
    Json around{{"title", chart.title}, {"caption", chart.caption}, {"alt", chart.alt},        {"font", frame.font},
                {"ink", colour("ink")}, {"soft", colour("soft")},   {"paper", colour("paper")}};
    if (!frame.style.empty()) {
        around["style"] = frame.style;
    }
    if (!frame.logo.href.empty()) {
        around["logo"] = {{"href", frame.logo.href}, {"width", frame.logo.width}, {"height", frame.logo.height}};
    }
    return svg_of(ask({{"id", chart.id},
                       {"spec", chart.spec},
                       {"width", width},
                       {"frame", std::move(around)},
                       {"outline", outline}}));
}

Result<Logo> Renderer::logo(std::string_view bytes, const std::string& file) {
    const auto answer = ask({{"image", base64(bytes)}});
    if (!answer) {
        return fail(answer.error());
    }
    if (!answer->contains("image")) {
        return fail(Diagnostic{Failure::invalid_input, {"press.error.theme.logo", {}}, {file}});
    }
    const Json& image = answer->at("image");
    return Logo{image.at("href").text(), image.at("width").number(), image.at("height").number()};
}

}  // namespace skattekrona
