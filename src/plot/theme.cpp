#include "plot/theme.hpp"

#include "core/toml_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

/// Red, green and blue, 0 to 255.
using Channels = std::array<double, 3>;

bool is_colour(std::string_view text) {
    return text.size() == 7 && text.front() == '#' &&
           text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
}

Channels channels(std::string_view colour) {
    Channels values{};
    for (std::size_t i = 0; i < values.size(); ++i) {
        int value = 0;
        std::from_chars(colour.data() + 1 + 2 * i, colour.data() + 3 + 2 * i, value, 16);
        values[i] = value;
    }
    return values;
}

/// `share` of one colour on the other.
std::string mixed(std::string_view colour, std::string_view on, double share) {
    const Channels above = channels(colour);
    const Channels below = channels(on);
    std::string out = "#";
    for (std::size_t i = 0; i < above.size(); ++i) {
        out += fmt::format("{:02x}", static_cast<int>(std::lround(share * above[i] + (1 - share) * below[i])));
    }
    return out;
}

double luminance(std::string_view colour) {
    Channels values = channels(colour);
    for (double& value : values) {
        value /= 255;
        value = value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    }
    return 0.2126 * values[0] + 0.7152 * values[1] + 0.0722 * values[2];
}

std::string variables(const Palette& palette) {
    std::string out;
    for (const auto& [role, colour] : palette) {
        out += fmt::format(" --{}: {};", role, colour);
    }
    return out;
}

}  // namespace

double contrast(std::string_view one, std::string_view other) {
    const auto [darker, lighter] = std::minmax({luminance(one), luminance(other)});
    return (lighter + 0.05) / (darker + 0.05);
}

namespace {

/// The least contrast that the colour has with what text stands on.
double least_contrast(std::string_view colour, const Palette& palette) {
    return std::min(contrast(colour, palette.find("paper")->second), contrast(colour, palette.find("band")->second));
}

/// Moved towards the ink until it can be read.
std::string readable(const std::string& colour, const Palette& palette) {
    std::string moved = colour;
    for (double share = 0.95; least_contrast(moved, palette) < readable_contrast; share -= 0.05) {
        moved = mixed(colour, palette.find("ink")->second, share);
    }
    return moved;
}

}  // namespace

Palette Theme::palette(std::string_view mode) const {
    Palette colours = modes.find(mode)->second;
    if (!own.empty()) {
        colours["own"] = readable(own, colours);
    }
    for (auto& [role, colour] : colours) {
        if (const std::size_t space = colour.find(' '); space != std::string::npos) {
            const double share = std::stod(colour.substr(space + 1)) / 100;
            colour = mixed(colours.find(colour.substr(0, space))->second, colours["paper"], share);
        }
    }
    return colours;
}

Theme read_theme(const Json& json) {
    Theme theme{json.at("font").at("family").text(), {}, {}, json.at("locale"), json.at("config"), ""};
    for (const auto& face : json.at("font").at("faces").items()) {
        theme.faces.push_back(
            {static_cast<int>(face.at("weight").number()), face.at("woff2").text(), face.at("ttf").text()});
    }
    for (const auto& [mode, colours] : json.at("modes").members()) {
        auto& palette = theme.modes[mode];
        for (const auto& [role, colour] : colours.members()) {
            palette.emplace(role, colour.text());
        }
    }
    return theme;
}

Result<OwnTheme> parse_own_theme(std::string_view toml, const std::string& file, const Theme& theme) {
    const auto table = TomlDocument::parse(toml, file);
    if (!table) {
        return fail(table.error());
    }
    Diagnostics problems;
    const TomlSection section(*table, file, problems);
    OwnTheme own{section.string("name", ""), section.string("colour", ""), section.string("logo", "")};
    if (!own.colour.empty()) {
        const Palette light = theme.palette("light");
        if (!is_colour(own.colour)) {
            section.report("colour", "plot.error.theme.colour", {{"found", own.colour}});
        } else if (const double found = least_contrast(own.colour, light); found < readable_contrast) {
            section.report("colour", "plot.error.theme.contrast",
                           {{"found", own.colour},
                            {"contrast", Number{found, 1}},
                            {"least", Number{readable_contrast, 1}},
                            {"darker", readable(own.colour, light)}});
        }
    }
    section.reject_unknown_keys();
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return own;
}

void resolve_colours(Json& node, const Palette& palette) {
    constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz-";
    node.edit_texts([&](std::string& text) {
        for (std::size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at + 1)) {
            const std::size_t end = std::min(text.find_first_not_of(letters, at + 1), text.size());
            if (const auto colour = palette.find(text.substr(at + 1, end - at - 1)); colour != palette.end()) {
                text.replace(at, end - at, colour->second);
            }
        }
    });
}

Palette css_variables(const Theme& theme) {
    Palette names = theme.modes.begin()->second;
    for (auto& [role, colour] : names) {
        colour = "var(--" + role + ")";
    }
    return names;
}

std::string css_palettes(const Theme& theme, std::string_view mode) {
    const auto root = [&](std::string_view of, std::string_view scheme) {
        return fmt::format(":root {{ color-scheme: {};{} }}\n", scheme, variables(theme.palette(of)));
    };
    if (!mode.empty()) {
        return root(mode, mode == "dark" ? "dark" : "light");
    }
    return root("light", "light") + "@media screen and (prefers-color-scheme: dark) {\n" + root("dark", "dark") +
           "}\n@media print {\n" + root("print", "light") + "}\n";
}

}  // namespace skattekrona
