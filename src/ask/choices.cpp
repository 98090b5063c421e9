#include "ask/choices.hpp"

#include "core/decimal.hpp"
#include "core/spelling.hpp"
#include "figures/municipality_names.hpp"
#include "figures/published.hpp"
#include "model/costs.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace skattekrona {

BoundOption ChoicesSaid::municipality_option(bool required) {
    return {{.name = "@ask.option.type.municipality",
             .id = "municipality",
             .help = {"ask.option.municipality", {}},
             .required = required,
             .words = true},
            &municipality};
}

BoundOption ChoicesSaid::year_option() {
    return {{.name = "--year", .help = {"ask.option.year", {}}, .type = "@ask.option.type.year"}, &year};
}

BoundOption ChoicesSaid::areas_option() {
    return {{.name = "--areas", .help = {"ask.option.areas", {}}, .type = "six|all|ID,ID"}, &areas};
}

BoundOption ChoicesSaid::level_option() {
    return {{.name = "--level",
             .help = {"ask.option.level", {{"default", fmt::format("{}", fmt::join(usual.levels, ","))}}},
             .type = "reference|median|percentile:P|best-mean:N|best-nth:N|best|own-best",
             .commas = true},
            &levels};
}

BoundOption ChoicesSaid::pool_option() {
    return {{.name = "--pool",
             .help = {"ask.option.pool", {{"default", usual.pool}}},
             .type = "riket|lan|kommungrupp|liknande|nearest:N|@ask.option.type.list"},
            &pool};
}

Options ChoicesSaid::other_options() {
    return {{{.name = "--scope", .help = {"ask.option.scope", {}}, .type = "by-area|whole"}, &scope},
            {{.name = "--netting", .help = {"ask.option.netting", {}}, .type = "positive|net"}, &netting},
            {{.name = "--quality", .help = {"ask.option.quality", {}}, .type = "none|at-least-own|at-least-median"},
             &quality},
            {{.name = "--window", .help = {"ask.option.window", {}}, .type = "@ask.option.type.years"}, &window},
            {{.name = "--noise", .help = {"ask.option.noise", {}}, .type = "raw|shrunk|lasting"}, &noise},
            {{.name = "--prices",
              .help = {"ask.option.prices", {}},
              .type = "own|@ask.option.type.year|INDEX:@ask.option.type.year"},
             &prices}};
}

Result<void> check_year(const Panel& panel, Year year) {
    if (year < panel.first_year() || year > panel.last_year()) {
        return fail(Diagnostic{
            Failure::usage,
            {"figures.error.figures.year",
             {{"found", std::to_string(year.value)}, {"first", panel.first_year()}, {"last", panel.last_year()}}}});
    }
    return {};
}

Result<std::vector<Year>> said_years(const std::string& text) {
    const auto said_year = [](std::string_view digits) {
        const auto year = decimal<int>(digits);
        return year && is_year(*year) ? std::optional(Year{*year}) : std::nullopt;
    };
    const std::string_view all = text;
    const std::size_t dash = all.find('-');
    const auto first = said_year(all.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : said_year(all.substr(dash + 1));
    if (!first || !last || *last < *first) {
        return fail(Diagnostic{Failure::usage, {"ask.error.years", {{"found", text}}}});
    }
    std::vector<Year> years;
    for (Year year = *first; year <= *last; year = year + 1) {
        years.push_back(year);
    }
    return years;
}

Result<std::size_t> said_municipality(const std::vector<std::string>& words, const Panel& panel) {
    return find_municipality(fmt::format("{}", fmt::join(words, " ")), panel.municipalities());
}

Result<std::string> said_area(const std::string& text, const Definitions& definitions) {
    if (text == total_area || definitions.area(text) != nullptr) {
        return text;
    }
    std::vector<std::string> known{std::string(total_area)};
    std::ranges::transform(definitions.areas, std::back_inserter(known), &ServiceArea::id);
    return fail(
        Diagnostic{Failure::usage,
                   {"model.error.area", {{"found", text}, {"known", fmt::format("{}", fmt::join(known, ", "))}}},
                   {},
                   close_spellings(text, known, 1)});
}

Result<Choices> understand(const ChoicesSaid& said, const Figures& figures, const Definitions& definitions) {
    Choices choices;
    Diagnostics problems;
    const auto take = [&](auto result, auto& into) {
        blame(problems, result);
        if (result) {
            into = *std::move(result);
        }
    };
    const auto municipalities = figures.panel.municipalities();
    Specification& specification = choices.specification;
    take(said_municipality(said.municipality, figures.panel), choices.municipality);
    take(parse_areas(said.areas.value_or(said.usual.areas), definitions), specification.areas);
    take(parse_pool(said.pool.value_or(said.usual.pool), municipalities), specification.pool);
    if (said.scope) {
        take(parse_scope(*said.scope), specification.scope);
    }
    if (said.netting) {
        take(parse_netting(*said.netting), specification.netting);
    }
    if (said.quality) {
        take(parse_quality(*said.quality), specification.quality);
    }
    if (said.noise) {
        take(parse_noise(*said.noise), specification.noise);
    }
    if (said.prices) {
        take(parse_prices(*said.prices, definitions.price_indices), specification.prices);
    }
    for (const auto& level : said.levels.empty() ? said.usual.levels : said.levels) {
        take(parse_level(level), choices.levels.emplace_back());
    }
    specification.window = said.window.value_or(1);
    if (const int most = figures.panel.last_year() - figures.panel.first_year() + 1;
        specification.window < 1 || specification.window > most) {
        problems.push_back(
            {Failure::usage, {"ask.error.window", {{"found", count(specification.window)}, {"most", count(most)}}}});
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    choices.year = said.year ? Year{*said.year} : latest_year(figures, specification.areas, choices.municipality);
    return choices;
}

}  // namespace skattekrona
