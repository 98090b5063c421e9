#include "claim/claim.hpp"
#include "core/toml_reader.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace skattekrona {

namespace {

/// Adds a value unless it is there already, also by another name.
template <class T>
void add_once(std::vector<T>& values, T value) {
    if (std::ranges::find(values, value) == values.end()) {
        values.push_back(std::move(value));
    }
}

/// The lowest one has three names.
Level plainest(Level level) {
    const bool counts = level.kind == Level::Kind::best_mean || level.kind == Level::Kind::best_nth;
    if (counts && level.parameter == 1) {
        return {Level::Kind::best};
    }
    if (level.kind == Level::Kind::percentile && level.parameter == 50) {
        return {Level::Kind::median};
    }
    return level;
}

Diagnostic no_such_value(std::string_view key, std::string_view found, int least, int most) {
    return {Failure::usage,
            {std::string(key),
             {{"found", std::string(found)},
              {"least", count(least)},
              {"most", count(most)},
              {"first", Year{least}},
              {"last", Year{most}}}}};
}

Result<int> whole_value(std::string_view text, int least, int most, std::string_view error) {
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size() || value < least || value > most) {
        return fail(no_such_value(error, text, least, most));
    }
    return value;
}

}  // namespace

Result<void> set_choice(CurveDesign& design, std::string_view choice, const std::vector<std::string>& values,
                        const Definitions& definitions, const Panel& panel) {
    Diagnostics problems;
    const auto take = [&](auto parsed, auto& into) {
        if (parsed) {
            add_once(into, *std::move(parsed));
        } else {
            problems.insert(problems.end(), parsed.error().begin(), parsed.error().end());
        }
    };
    const auto clear_and = [&](auto& into, auto&& parse) {
        into.clear();
        for (const auto& value : values) {
            take(parse(value), into);
        }
    };
    const int longest = panel.last_year() - panel.first_year() + 1;
    if (choice == "level") {
        clear_and(design.levels, [](const std::string& value) { return parse_level(value).map(plainest); });
    } else if (choice == "pool") {
        clear_and(design.pools, [&](const std::string& value) { return parse_pool(value, panel.municipalities()); });
    } else if (choice == "scope") {
        clear_and(design.scopes, [](const std::string& value) { return parse_scope(value); });
    } else if (choice == "netting") {
        clear_and(design.netting, [](const std::string& value) { return parse_netting(value); });
    } else if (choice == "quality") {
        clear_and(design.quality, [](const std::string& value) { return parse_quality(value); });
    } else if (choice == "window") {
        clear_and(design.windows,
                  [&](const std::string& value) { return whole_value(value, 1, longest, "claim.error.window_count"); });
    } else if (choice == "noise") {
        clear_and(design.noises, [](const std::string& value) { return parse_noise(value); });
    } else if (choice == "areas") {
        clear_and(design.areas, [&](const std::string& value) { return parse_areas(value, definitions); });
    } else if (choice == "year") {
        design.years.clear();
        for (const auto& value : values) {
            if (value == "all") {
                for (const Year year : curve_years(panel, design.areas)) {
                    add_once(design.years, year);
                }
                continue;
            }
            const auto year =
                whole_value(value, panel.first_year().value, panel.last_year().value, "model.error.year_range");
            take(year.map([](int number) { return Year{number}; }), design.years);
        }
        std::ranges::sort(design.years);
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return {};
}

const CurveChoice& ClaimModels::choice(std::string_view id) const {
    return *std::ranges::find(choices, id, &CurveChoice::id);
}

const ClaimQuantity* ClaimModels::quantity(std::string_view id) const {
    const auto found = std::ranges::find(quantities, id, &ClaimQuantity::id);
    return found == quantities.end() ? nullptr : &*found;
}

Result<CurveDesign> defensible_design(const ClaimModels& models, const Definitions& definitions, const Panel& panel) {
    CurveDesign design;
    design.pool_per_lowest = models.pool_per_lowest;
    for (const auto& choice : models.choices) {
        if (auto set = set_choice(design, choice.id, choice.values, definitions, panel); !set) {
            return fail(set.error());
        }
    }
    return design;
}

Result<ClaimModels> parse_claim_models(std::string_view toml, const std::string& file, const Definitions& definitions,
                                       const Panel& panel) {
    const auto table = TomlDocument::parse(toml, file);
    if (!table) {
        return fail(table.error());
    }
    Diagnostics problems;
    const TomlSection root(*table, file, problems);
    ClaimModels models;
    models.pool_per_lowest = root.number("pool_per_lowest", {1, 100});
    models.open_years = static_cast<int>(root.number("open_years", {1, 100}));
    models.supported_share = root.number("supported_share", {0, 1});
    models.chance = root.number("chance", {0, 1});
    CurveDesign design;
    for (const auto& section : root.sections("choice")) {
        CurveChoice choice{section.string("id"), section.text("title"), section.text("reason"),
                           section.values("values")};
        const bool next =
            models.choices.size() < curve_choices.size() && choice.id == curve_choices[models.choices.size()];
        if (!next) {
            section.report("id", "claim.error.models.choice_order",
                           {{"found", choice.id}, {"known", fmt::format("{}", fmt::join(curve_choices, ", "))}});
        } else if (auto set = set_choice(design, choice.id, choice.values, definitions, panel); !set) {
            section.report("values", set.error());
        }
        section.reject_unknown_keys();
        models.choices.push_back(std::move(choice));
    }
    if (models.choices.size() < curve_choices.size()) {
        root.report("", "claim.error.models.choice_order",
                    {{"found", models.choices.empty() ? std::string() : models.choices.back().id},
                     {"known", fmt::format("{}", fmt::join(curve_choices, ", "))}});
    }
    for (const auto& section : root.sections("quantity")) {
        ClaimQuantity quantity{section.string("id"), section.text("title"), section.string("source"),
                               section.strings("plus"), section.strings("minus")};
        for (const auto& [key, measures] : {std::pair{"plus", quantity.plus}, std::pair{"minus", quantity.minus}}) {
            for (const auto& measure : measures) {
                if (definitions.measure(measure) == nullptr) {
                    section.report(key, "model.error.models.dangling", {{"id", measure}});
                }
            }
        }
        section.reject_unknown_keys();
        models.quantities.push_back(std::move(quantity));
    }
    const TomlSection draft = root.section("draft");
    models.words_of_less = draft.strings("less");
    models.words_of_more = draft.strings("more");
    models.words_of_potential = draft.strings("potential");
    models.words_of_net_cost = draft.strings("net_cost");
    models.words_of_reference_cost = draft.strings("reference_cost");
    models.words_of_rank = draft.strings("rank");
    for (const auto& section : draft.sections("unit")) {
        models.unit_words.push_back({section.string("unit"), section.strings("words")});
        section.reject_unknown_keys();
    }
    draft.reject_unknown_keys();
    root.reject_unknown_keys();
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return models;
}

}  // namespace skattekrona
