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

BoundOption ChoicesSaid::municipalities_option(bool required) {
    BoundOption bound = municipality_option(required);
    bound.option.help = {"ask.option.municipalities", {{"most", count(most_side_by_side)}}};
    return bound;
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

namespace {

Result<std::vector<std::size_t>> named_municipalities(const std::vector<std::string>& words, const Panel& panel) {
    return find_municipalities(fmt::format("{}", fmt::join(words, " ")), panel.municipalities());
}

}  // namespace

Result<std::size_t> said_municipality(const std::vector<std::string>& words, const Panel& panel) {
    return named_municipalities(words, panel).and_then([&](const std::vector<std::size_t>& named) {
        if (named.size() == 1) {
            return Result<std::size_t>(named.front());
        }
        return Result<std::size_t>(
            fail(Diagnostic{Failure::usage, {"ask.error.one_municipality", {{"named", names_of(panel, named)}}}}));
    });
}

Result<std::vector<std::size_t>> said_municipalities(const std::vector<std::string>& words, const Panel& panel) {
    auto named = named_municipalities(words, panel);
    if (!named) {
        return named;
    }
    Diagnostics problems;
    for (auto one = named->begin(); one != named->end(); ++one) {
        // Said once, however many times it is named.
        if (std::count(named->begin(), one, *one) == 1) {
            problems.push_back(
                {Failure::usage,
                 {"ask.error.municipality_twice", {{"municipality", panel.municipalities()[*one].name}}}});
        }
    }
    if (named->size() > most_side_by_side) {
        problems.push_back(
            {Failure::usage,
             {"ask.error.many_municipalities", {{"n", count(named->size())}, {"most", count(most_side_by_side)}}}});
    }
    return problems.empty() ? named : fail(std::move(problems));
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

namespace {

Result<std::vector<Choices>> understood(const ChoicesSaid& said, const Figures& figures, const Definitions& definitions,
                                        Result<std::vector<std::size_t>> named) {
    Choices choices;
    std::vector<std::size_t> chosen;
    Diagnostics problems;
    const auto take = [&](auto result, auto& into) {
        blame(problems, result);
        if (result) {
            into = *std::move(result);
        }
    };
    const auto municipalities = figures.panel.municipalities();
    Specification& specification = choices.specification;
    take(std::move(named), chosen);
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
    std::vector<Choices> each;
    for (const std::size_t municipality : chosen) {
        choices.municipality = municipality;
        const Year year = said.year ? Year{*said.year} : latest_year(figures, specification.areas, municipality);
        // Where none is asked for, the latest that all have.
        choices.year = each.empty() ? year : std::min(year, choices.year);
        each.push_back(choices);
    }
    for (auto& one : each) {
        one.year = choices.year;
    }
    return each;
}

}  // namespace

Result<Choices> understand(const ChoicesSaid& said, const Figures& figures, const Definitions& definitions) {
    return understood(said, figures, definitions,
                      said_municipality(said.municipality, figures.panel).map([](std::size_t one) {
                          return std::vector{one};
                      }))
        .map([](const std::vector<Choices>& each) { return each.front(); });
}

Result<std::vector<Choices>> understand_each(const ChoicesSaid& said, const Figures& figures,
                                             const Definitions& definitions) {
    return understood(said, figures, definitions, said_municipalities(said.municipality, figures.panel));
}

}  // namespace skattekrona
