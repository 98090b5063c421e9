#pragma once

#include "core/diagnostic.hpp"
#include "core/message.hpp"
#include "figures/panel.hpp"
#include "model/definitions.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// A unit that a figure can be stated in.
struct QuotedUnit {
    enum class Of { published, percent, mnkr, kr_per_inhabitant };
    Of of = Of::published;
    Text words;
};

/// A figure that people quote: an area's deviation or cost, a published measure, or several measures added up.
struct QuotedFigure {
    enum class Of { measures, deviation, net_cost, reference_cost };
    Of of = Of::measures;
    /// The measures, or the areas.
    std::vector<std::string> parts;
    Message title;
    std::string source;
    /// The first is the one that it is published in.
    std::vector<QuotedUnit> units;

    /// The unit by its words in either language; null where it has no such.
    const QuotedUnit* unit(std::string_view words) const;
    /// "%, mnkr, kr/inv".
    std::string known_units() const;
    double value(const Panel& panel, QuotedUnit::Of unit, Year year, std::size_t municipality) const;
    /// The years with a value.
    std::vector<Year> years(const Panel& panel, QuotedUnit::Of unit, std::size_t municipality) const;
    /// The series of the panel that the published unit is read from.
    std::vector<std::string> series() const;
};

/// "aldreomsorg" or "total" (the deviation), "aldreomsorg.net_cost", "aldreomsorg.reference_cost", a measure's id or
/// Kolada's, or several of one unit with a plus between. Failure::usage for anything else, with what was probably
/// meant.
Result<QuotedFigure> parse_quoted_figure(std::string_view text, const Definitions& definitions);

}  // namespace skattekrona
