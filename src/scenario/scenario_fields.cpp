#include "scenario/scenario.hpp"

#include <array>

namespace skattekrona {

namespace {

using enum Field::Type;

constexpr double above_zero = std::numeric_limits<double>::min();
constexpr Range percent{0, 100};
constexpr Range growth{-20, 50};
constexpr Range variation{0, 30};
constexpr Range years{1998, 2060};
constexpr Range mnkr{above_zero, 1e6};
constexpr Range any_amount{-1e9, 1e9};
constexpr Range quantity{0, 1e9};

constexpr std::array<Field, 66> fields{{
    {"", "title", words, true},
    {"", "author", line, true},
    {"", "source", line, true},
    {"", "kind", choice, false, "", {}, "simulation zero-based frames"},
    {"", "extends", line},
    {"", "municipality", municipality, true},
    {"", "areas", areas},
    {"", "base_year", year, true, "", years},
    {"", "horizon", year, true, "", years},
    {"", "seed", whole_number, false, "", {0, 2147483647}},
    {"", "replicates", whole_number, false, "", {100, 200000}},
    {"", "note", tables},
    {"", "assumptions", tables},
    {"", "population", tables},
    {"", "target", tables},
    {"", "levers", tables},
    {"", "correlations", tables},
    {"", "frame", tables},
    {"assumptions", "price", parameter, false, "%", growth},
    {"assumptions", "price_variation", parameter, false, "%", variation},
    {"assumptions", "income", parameter, false, "%", growth},
    {"assumptions", "income_variation", parameter, false, "%", variation},
    {"assumptions", "discount_rate", number, false, "%", {-5, 20}},
    {"population", "source", line, true},
    {"target", "result_share", number, false, "%", {-50, 50}},
    {"target", "saving", number, false, "mnkr", mnkr},
    {"target", "saving_year", year, false, "", years},
    {"lever", "title", words},
    {"lever", "kind", choice, true, "", {}, "level saving frames"},
    {"lever", "areas", areas, true},
    {"lever", "from", year, false, "", years},
    {"lever", "by", year, true, "", years},
    {"lever", "phase_in", choice, false, "", {}, "linear s-curve front-loaded"},
    {"lever", "realised", parameter, false, "%", percent},
    {"lever", "level", line},
    {"lever", "pool", line},
    {"lever", "scope", choice, false, "", {}, "by-area whole"},
    {"lever", "netting", choice, false, "", {}, "positive net"},
    {"lever", "quality", choice, false, "", {}, "none at-least-own at-least-median"},
    {"lever", "noise", choice, false, "", {}, "raw shrunk lasting"},
    {"lever", "amount", parameter, false, "mnkr", {0, 1e6}},
    {"lever", "price_compensation", parameter, false, "%", percent},
    {"lever", "volume_compensation", parameter, false, "%", percent},
    {"lever", "demand", parameter, false, "%", {0, 20}},
    {"correlation", "between", names, true},
    {"correlation", "value", number, true, "", {-1, 1}},
    {"correlation", "source", line, true},
    {"frame", "title", words, true},
    {"frame", "unit", choice, true, "", {}, "tkr mnkr index"},
    {"frame", "decimals", whole_number, false, "", {0, 3}},
    {"frame", "opening_year", year, true, "", years},
    {"frame", "opening", number, true, "", {above_zero, 1e9}},
    {"frame", "quality_title", words},
    {"frame", "quality_unit", line},
    {"frame", "years", tables, true},
    {"frame_year", "year", year, true, "", years},
    {"frame_year", "index", parameter, false, "%", growth},
    {"frame_year", "demand", parameter, false, "%", percent},
    {"frame_year", "volumes", tables},
    {"frame_year", "decisions", tables},
    {"frame_year", "reported", number, false, "", quantity},
    {"frame_year", "quality", number, false, "", quantity},
    {"frame_item", "title", words, true},
    {"frame_item", "amount", number, false, "", any_amount},
    {"frame_item", "price", number, false, "", quantity},
    {"frame_item", "change", number, false, "", any_amount},
}};

}  // namespace

std::span<const Field> scenario_fields() { return fields; }

}  // namespace skattekrona
