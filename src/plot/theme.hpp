#pragma once

#include "core/diagnostic.hpp"
#include "core/json.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// Colours as #rrggbb by what they stand for: own, pool, cheaper, paper, ink …
using Palette = std::map<std::string, std::string, std::less<>>;

/// One weight of the font: the files, relative to plots/node_modules, for pages (woff2) and for pictures (ttf).
struct FontFace {
    int weight = 0;
    std::string woff2;
    std::string ttf;
};

/// What charts and pages look like: plots/theme.json.
struct Theme {
    std::string font;
    std::vector<FontFace> faces;
    /// light, dark, and print (told apart in greys as well): role → #rrggbb, or a share of another role's colour on the
    /// mode's paper ("own 45%").
    std::map<std::string, Palette, std::less<>> modes;
    /// Vega's number formats by language.
    Json locale;
    /// Vega's config; a colour is "$role".
    Json config;
    /// The municipality's colour in light, #rrggbb; empty: the modes' own.
    std::string own;

    /// The mode's colours as #rrggbb. A municipality's colour is moved towards the ink until it can be read on the
    /// paper.
    Palette palette(std::string_view mode) const;
};
Theme read_theme(const Json& json);

/// A municipality's own dress.
struct OwnTheme {
    /// Shown beside the logo; may be empty.
    std::string name;
    /// #rrggbb, readable on the paper of light; or empty.
    std::string colour;
    /// A PNG or SVG file, relative to the theme's; may be empty.
    std::string logo;
};
Result<OwnTheme> parse_own_theme(std::string_view toml, const std::string& file, const Theme& theme);

/// The least contrast of text that can be read, and the contrast of two colours (WCAG 2.1, 1.4.3).
inline constexpr double readable_contrast = 4.5;
double contrast(std::string_view one, std::string_view other);

/// Replaces "$role" by the role's colour in every string.
void resolve_colours(Json& node, const Palette& palette);

/// Every role as the variable of a style sheet: "var(--role)". The page decides the colours then, by mode.
Palette css_variables(const Theme& theme);
/// The variables: light, dark where the reader's computer is, print on paper; or those of one `mode` alone.
std::string css_palettes(const Theme& theme, std::string_view mode);

}  // namespace skattekrona
