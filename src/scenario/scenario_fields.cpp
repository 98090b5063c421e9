#include "scenario/scenario.hpp"

#include <array>

namespace skattekrona {

const FileRecords& scenario_records() {
    using enum Field::Type;

    static constexpr Range percent{0, 100};
    static constexpr Range growth{-20, 50};
    static constexpr Range variation{0, 30};
    static constexpr Range years{1998, 2060};
    static constexpr Range mnkr{above_zero, 1e6};
    static constexpr Range any_amount{-1e9, 1e9};
    static constexpr Range quantity{0, 1e9};
    /// The kinds of scenario that have a municipality's costs in them.
    static constexpr std::string_view costs = "simulation zero-based";

    static constexpr std::array fields = std::to_array<Field>({
        {.table = "", .key = "title", .type = words, .required = true},
        {.table = "", .key = "author", .required = true},
        {.table = "", .key = "source", .required = true},
        {.table = "", .key = "kind", .type = choice, .choices = "simulation zero-based frames"},
        {.table = "", .key = "extends"},
        {.table = "", .key = "municipality", .required = true, .spared = "frames"},
        {.table = "", .key = "areas", .otherwise = "six", .of = costs},
        {.table = "", .key = "base_year", .type = year, .required = true, .valid = years, .of = costs},
        {.table = "", .key = "horizon", .type = year, .required = true, .valid = years, .of = costs},
        {.table = "", .key = "seed", .type = whole_number, .valid = {0, 2147483647}, .otherwise = "1"},
        {.table = "", .key = "replicates", .type = whole_number, .valid = {100, 200000}, .otherwise = "10000"},
        {.table = "", .key = "note", .type = tables, .holds = "note"},
        {.table = "", .key = "assumptions", .type = one_table, .of = costs, .holds = "assumptions"},
        {.table = "", .key = "population", .type = one_table, .of = costs, .holds = "population"},
        {.table = "", .key = "target", .type = one_table, .of = "simulation", .holds = "target"},
        {.table = "", .key = "levers", .type = named_tables, .of = "simulation", .holds = "lever"},
        {.table = "", .key = "correlations", .type = tables, .of = costs, .holds = "correlation"},
        {.table = "", .key = "frame", .type = one_table, .required = true, .of = "frames", .holds = "frame"},
        {.table = "note", .key = "sv", .required = true},
        {.table = "note", .key = "en", .required = true},
        {.table = "assumptions", .key = "price", .type = parameter, .unit = "%", .valid = growth},
        {.table = "assumptions", .key = "price_variation", .type = parameter, .unit = "%", .valid = variation},
        {.table = "assumptions", .key = "income", .type = parameter, .unit = "%", .valid = growth},
        {.table = "assumptions", .key = "income_variation", .type = parameter, .unit = "%", .valid = variation},
        {.table = "assumptions",
         .key = "discount_rate",
         .type = number,
         .unit = "%",
         .valid = {-5, 20},
         .otherwise = "3"},
        {.table = "population", .key = "source", .required = true},
        {.table = "population", .key = Field::own_names, .type = numbers, .valid = {1, 1e8}},
        {.table = "target", .key = "result_share", .type = number, .unit = "%", .valid = {-50, 50}, .otherwise = "2"},
        {.table = "target", .key = "saving", .type = number, .unit = "mnkr", .valid = mnkr},
        {.table = "target", .key = "saving_year", .type = year, .valid = years},
        {.table = "lever", .key = "title", .type = words},
        {.table = "lever", .key = "kind", .type = choice, .required = true, .choices = "level saving frames"},
        {.table = "lever", .key = "areas", .required = true},
        {.table = "lever", .key = "from", .type = year, .valid = years},
        {.table = "lever", .key = "by", .type = year, .required = true, .valid = years},
        {.table = "lever", .key = "phase_in", .type = choice, .choices = "linear s-curve front-loaded"},
        {.table = "lever", .key = "realised", .type = parameter, .unit = "%", .valid = percent, .otherwise = "100"},
        {.table = "lever", .key = "level", .otherwise = "reference", .of = "level"},
        {.table = "lever", .key = "pool", .otherwise = "riket", .of = "level"},
        {.table = "lever", .key = "scope", .type = choice, .choices = "by-area whole", .of = "level"},
        {.table = "lever", .key = "netting", .type = choice, .choices = "positive net", .of = "level"},
        {.table = "lever",
         .key = "quality",
         .type = choice,
         .choices = "none at-least-own at-least-median",
         .of = "level"},
        {.table = "lever", .key = "noise", .type = choice, .choices = "raw shrunk lasting", .of = "level"},
        {.table = "lever",
         .key = "amount",
         .type = parameter,
         .required = true,
         .unit = "mnkr",
         .valid = {0, 1e6},
         .of = "saving"},
        {.table = "lever",
         .key = "price_compensation",
         .type = parameter,
         .unit = "%",
         .valid = percent,
         .otherwise = "100",
         .of = "frames"},
        {.table = "lever",
         .key = "volume_compensation",
         .type = parameter,
         .unit = "%",
         .valid = percent,
         .otherwise = "100",
         .of = "frames"},
        {.table = "lever",
         .key = "demand",
         .type = parameter,
         .unit = "%",
         .valid = {0, 20},
         .otherwise = "0",
         .of = "frames"},
        {.table = "correlation", .key = "between", .type = pair, .required = true},
        {.table = "correlation", .key = "value", .type = number, .required = true, .valid = {-1, 1}},
        {.table = "correlation", .key = "source", .required = true},
        {.table = "frame", .key = "title", .type = words, .required = true},
        {.table = "frame", .key = "unit", .type = choice, .required = true, .choices = "tkr mnkr index"},
        {.table = "frame", .key = "decimals", .type = whole_number, .valid = {0, 3}, .otherwise = "0"},
        {.table = "frame", .key = "opening_year", .type = year, .required = true, .valid = years},
        {.table = "frame", .key = "opening", .type = number, .required = true, .valid = {above_zero, 1e9}},
        {.table = "frame", .key = "quality_title", .type = words},
        {.table = "frame", .key = "quality_unit"},
        {.table = "frame", .key = "years", .type = tables, .required = true, .holds = "frame_year"},
        {.table = "frame_year", .key = "year", .type = year, .required = true, .valid = years},
        {.table = "frame_year", .key = "index", .type = parameter, .unit = "%", .valid = growth, .otherwise = "0"},
        {.table = "frame_year", .key = "demand", .type = parameter, .unit = "%", .valid = percent, .otherwise = "0"},
        {.table = "frame_year", .key = "volumes", .type = tables, .holds = "frame_item"},
        {.table = "frame_year", .key = "decisions", .type = tables, .holds = "frame_item"},
        {.table = "frame_year", .key = "reported", .type = number, .valid = quantity},
        {.table = "frame_year", .key = "quality", .type = number, .valid = quantity},
        {.table = "frame_item", .key = "title", .type = words, .required = true},
        {.table = "frame_item", .key = "amount", .type = number, .valid = any_amount},
        {.table = "frame_item", .key = "price", .type = number, .valid = quantity},
        {.table = "frame_item", .key = "change", .type = number, .valid = any_amount},
    });
    static constexpr FileRecords records{"scenario", fields};
    return records;
}

}  // namespace skattekrona
