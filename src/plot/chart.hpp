#pragma once

#include "core/catalogue.hpp"
#include "core/diagnostic.hpp"
#include "core/json.hpp"
#include "plot/theme.hpp"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

struct Definitions;
struct Figures;

/// A chart as data: a complete Vega-Lite specification with its rows, and the words that go with it.
struct Chart {
    /// Unique within a report; also the name under which the chart is saved.
    std::string id;
    /// The message: what the reader should see.
    std::string title;
    /// Unit, year and source.
    std::string caption;
    /// What the picture shows, for those who do not see it.
    std::string alt;
    Json spec;
    /// Every row, where the picture shows only some; null where it shows all.
    Json all_rows{};
};

/// The chart specifications under plots/: one Vega-Lite file per chart and theme.json, which becomes their `config`.
/// In a specification a string "@key" stands for a text of the catalogue and "$role" for a colour of the palette.
class ChartTemplates {
public:
    /// `files`: name → JSON. `folder` is only for messages; every file that is not JSON is a Diagnostic. The palette is
    /// that of light.
    static Result<ChartTemplates> parse(const std::map<std::string, std::string, std::less<>>& files,
                                        const std::string& folder);

    const Theme& theme() const { return theme_; }
    /// The same charts in other colours.
    ChartTemplates wearing(Theme theme, Palette palette) const;

    /// Fills a template: texts in the wording's language, the theme, the datasets, the title and the alt text.
    Chart fill(std::string_view name, const Wording& wording, Chart words,
               const std::map<std::string, Json>& datasets) const;

private:
    std::map<std::string, Json, std::less<>> specs_;
    Theme theme_;
    Palette palette_;
};

/// What every chart needs beside its own results.
struct ChartContext {
    const Figures& figures;
    const Definitions& definitions;
    const ChartTemplates& templates;
    const Wording& wording;
};

/// The files of plots/ that chart templates are made of.
inline constexpr std::array<std::string_view, 19> chart_files{
    "theme.json",         "deviation.json",   "trend.json",     "position.json",        "potential.json",
    "curve.json",         "noise.json",       "waterfall.json", "reference_class.json", "tornado.json",
    "fan.json",           "quality.json",     "peers.json",     "claim_bars.json",      "claim_grid.json",
    "claim_quality.json", "claim_lines.json", "side_bars.json", "side_lines.json"};

}  // namespace skattekrona
