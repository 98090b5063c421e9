#include "plot/chart.hpp"

namespace skattekrona {

Result<ChartTemplates> ChartTemplates::parse(const std::map<std::string, std::string, std::less<>>& files,
                                             const std::string& folder) {
    ChartTemplates templates;
    Diagnostics problems;
    for (const auto& [name, text] : files) {
        auto spec = parse_json(text, folder + "/" + name);
        if (!spec) {
            problems.push_back(spec.error().front());
        } else if (name == "theme.json") {
            templates.theme_ = read_theme(*spec);
            templates.palette_ = templates.theme_.palette("light");
        } else {
            templates.specs_.emplace(name.substr(0, name.rfind('.')), *std::move(spec));
        }
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return templates;
}

ChartTemplates ChartTemplates::wearing(Theme theme, Palette palette) const {
    ChartTemplates others = *this;
    others.theme_ = std::move(theme);
    others.palette_ = std::move(palette);
    return others;
}

Chart ChartTemplates::fill(std::string_view name, const Wording& wording, Chart words,
                           const std::map<std::string, Json>& datasets) const {
    Chart chart = std::move(words);
    chart.spec = specs_.find(name)->second;
    chart.spec.edit_texts([&](std::string& text) {
        if (text.starts_with("@")) {
            text = wording(std::string_view(text).substr(1));
        }
    });
    chart.spec["title"] = chart.title;
    chart.spec["description"] = chart.alt;
    Json& config = chart.spec["config"] = theme_.config;
    config["font"] = theme_.font;
    config["locale"]["number"] = theme_.locale.at(wording.language() == Language::swedish ? "sv" : "en");
    resolve_colours(chart.spec, palette_);
    for (const auto& [dataset, rows] : datasets) {
        chart.spec["datasets"][dataset] = rows;
    }
    return chart;
}

}  // namespace skattekrona
