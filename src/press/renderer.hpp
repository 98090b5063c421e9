#pragma once

#include "plot/chart.hpp"
#include "press/process.hpp"

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// A picture read from a file, as a page or an SVG holds it: PNG in a data URI, and its size in pixels.
struct Logo {
    std::string href;
    double width = 0;
    double height = 0;
};

/// What stands around a chart that is a picture of its own.
struct PictureFrame {
    Palette palette;
    std::string font;
    /// @font-face rules, for an SVG that is to stand by itself; may be empty.
    std::string style;
    /// No href: none.
    Logo logo;
};

/// Draws charts as SVG by plots/render.mjs: a Node process that is kept, and as many of them as are asked at once.
class Renderer {
public:
    /// `plots`: the folder of the specifications and node_modules.
    explicit Renderer(std::filesystem::path plots) : plots_(std::move(plots)) {}

    /// The chart, `width` pixels wide, without title and caption, for a page that has them; its ids begin with the
    /// chart's. Failure::source_unavailable where Node or its libraries are missing.
    Result<std::string> for_page(const Chart& chart, int width);
    /// The chart with title, caption and logo around it; `outline`: its text as shapes.
    Result<std::string> picture(const Chart& chart, int width, const PictureFrame& frame, bool outline);
    /// Failure::invalid_input for bytes that are no picture; `file` is where they come from.
    Result<Logo> logo(std::string_view bytes, const std::string& file);

private:
    Result<Conversation> start() const;
    /// For the charts that come after.
    Diagnostics remembered(Diagnostics problems);
    Result<Json> ask(const Json& request);

    std::filesystem::path plots_;
    std::mutex waiting_;
    std::vector<Conversation> idle_;
    /// Why nothing can be drawn, once Node could not be started or did not answer: not tried again for every chart.
    Result<void> able_;
};

}  // namespace skattekrona
