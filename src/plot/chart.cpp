#include "plot/chart.hpp"

#include <algorithm>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;

void resolve_texts(Json& node, const Wording& wording) {
    if (node.is_string()) {
        const auto& text = node.get_ref<const std::string&>();
        if (text.starts_with("@")) {
            node = wording(std::string_view(text).substr(1));
        }
        return;
    }
    if (node.is_structured()) {
        for (auto& child : node) {
            resolve_texts(child, wording);
        }
    }
}

/// Line and column of a byte offset.
Location location(const std::string& file, std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return {file, static_cast<int>(std::ranges::count(before, '\n')) + 1,
            static_cast<int>(before.size() - line_start) + 1};
}

}  // namespace

Result<ChartTemplates> ChartTemplates::parse(const std::map<std::string, std::string, std::less<>>& files,
                                             const std::string& folder) {
    ChartTemplates templates;
    Diagnostics problems;
    for (const auto& [name, text] : files) {
        try {
            Json spec = Json::parse(text);
            if (name == "theme.json") {
                templates.theme_ = read_theme(spec);
                templates.palette_ = templates.theme_.palette("light");
            } else {
                templates.specs_.emplace(name.substr(0, name.rfind('.')), std::move(spec));
            }
        } catch (const Json::parse_error& error) {
            problems.push_back(
                {Failure::invalid_input, {"error.json.syntax", {}}, location(folder + "/" + name, text, error.byte)});
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
    resolve_texts(chart.spec, wording);
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

Json or_null(double value) { return is_missing(value) ? Json() : Json(value); }

}  // namespace skattekrona
