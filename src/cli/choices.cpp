#include "cli/choices.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace skattekrona {

CLI::Option* ChoiceOptions::add_municipality(CLI::App& command, const Session& session) {
    const auto& words = session.words();
    return command.add_option(words("cli.type.municipality"), municipality, words("cli.municipality"))
        ->required()
        ->type_name("");
}

void ChoiceOptions::add_year_and_areas(CLI::App& command, const Session& session) {
    const auto& words = session.words();
    command.add_option("--year", year, words("cli.year"))->type_name(words("cli.type.year"));
    command.add_option("--areas", areas, words("cli.areas"))->type_name("six|all|ID,ID");
}

void ChoiceOptions::add_pool(CLI::App& command, const Session& session) {
    command.add_option("--pool", pool, session.words()({"cli.pool", {{"default", pool}}}))
        ->type_name("riket|lan|kommungrupp|liknande|nearest:N|" + session.words()("cli.type.list"));
}

CLI::Option* ChoiceOptions::add_levels(CLI::App& command, const Session& session) {
    return command
        .add_option("--level", levels,
                    session.words()({"cli.level", {{"default", fmt::format("{}", fmt::join(levels, ","))}}}))
        ->type_name("reference|median|percentile:P|best-mean:N|best-nth:N|best|own-best")
        ->delimiter(',')
        ->allow_extra_args(false);
}

void ChoiceOptions::add_rest(CLI::App& command, const Session& session) {
    const auto& words = session.words();
    command.add_option("--scope", scope, words("cli.scope"))->type_name("by-area|whole");
    command.add_option("--netting", netting, words("cli.netting"))->type_name("positive|net");
    command.add_option("--quality", quality, words("cli.quality"))->type_name("none|at-least-own|at-least-median");
    command.add_option("--window", window, words("cli.window"))->type_name(words("cli.type.years"));
    command.add_option("--noise", noise, words("cli.noise"))->type_name("raw|shrunk|lasting");
    command.add_option("--prices", prices, words("cli.prices"))
        ->type_name("own|" + words("cli.type.year") + "|INDEX:" + words("cli.type.year"));
}

Result<void> check_year(const Panel& panel, Year year) {
    if (year < panel.first_year() || year > panel.last_year()) {
        return fail(Diagnostic{
            Failure::usage,
            {"error.figures.year",
             {{"found", std::to_string(year.value)}, {"first", panel.first_year()}, {"last", panel.last_year()}}}});
    }
    return {};
}

Year latest_year(const Panel& panel, const std::vector<std::string>& areas, std::size_t municipality) {
    const auto complete = years_with_costs(panel, areas, municipality);
    if (!complete.empty()) {
        return complete.back();
    }
    const auto any = years_with_any_deviation(panel, areas, municipality);
    return any.empty() ? panel.last_year() : any.back();
}

CLI::Option* add_list(CLI::App& command, const char* name, std::vector<std::string>& into, const std::string& help) {
    return command.add_option(name, into, help)->delimiter(',')->allow_extra_args(false);
}

Result<std::vector<Year>> typed_years(const std::string& text) {
    const auto typed_year = [](std::string_view digits) {
        int year = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), year);
        const bool whole = error == std::errc() && end == digits.data() + digits.size();
        return whole && is_year(year) ? std::optional(Year{year}) : std::nullopt;
    };
    const std::string_view all = text;
    const std::size_t dash = all.find('-');
    const auto first = typed_year(all.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : typed_year(all.substr(dash + 1));
    if (!first || !last || *last < *first) {
        return fail(Diagnostic{Failure::usage, {"error.years", {{"found", text}}}});
    }
    std::vector<Year> years;
    for (Year year = *first; year <= *last; year = year + 1) {
        years.push_back(year);
    }
    return years;
}

Result<std::size_t> typed_municipality(const std::vector<std::string>& words, const Panel& panel) {
    return find_municipality(fmt::format("{}", fmt::join(words, " ")), panel.municipalities());
}

Result<std::string> typed_area(const std::string& text, const Definitions& definitions) {
    if (text == total_area || definitions.area(text) != nullptr) {
        return text;
    }
    std::vector<std::string> known{std::string(total_area)};
    std::ranges::transform(definitions.areas, std::back_inserter(known), &ServiceArea::id);
    return fail(Diagnostic{Failure::usage,
                           {"error.area", {{"found", text}, {"known", fmt::format("{}", fmt::join(known, ", "))}}},
                           {},
                           close_spellings(text, known, 1)});
}

Result<Choices> understand(const ChoiceOptions& options, const Figures& figures, const Definitions& definitions) {
    Choices choices;
    Diagnostics problems;
    const auto take = [&](auto result, auto& into) {
        if (result) {
            into = *std::move(result);
        } else {
            problems.insert(problems.end(), result.error().begin(), result.error().end());
        }
    };
    const auto municipalities = figures.panel.municipalities();
    Specification& specification = choices.specification;
    take(typed_municipality(options.municipality, figures.panel), choices.municipality);
    take(parse_areas(options.areas, definitions), specification.areas);
    take(parse_pool(options.pool, municipalities), specification.pool);
    take(parse_scope(options.scope), specification.scope);
    take(parse_netting(options.netting), specification.netting);
    take(parse_quality(options.quality), specification.quality);
    take(parse_noise(options.noise), specification.noise);
    take(parse_prices(options.prices, definitions.price_indices), specification.prices);
    for (const auto& level : options.levels) {
        take(parse_level(level), choices.levels.emplace_back());
    }
    const int most = figures.panel.last_year() - figures.panel.first_year() + 1;
    if (options.window < 1 || options.window > most) {
        problems.push_back(
            {Failure::usage,
             {"error.window",
              {{"found", Number{static_cast<double>(options.window)}}, {"most", Number{static_cast<double>(most)}}}}});
    }
    specification.window = options.window;
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    choices.year =
        options.year ? Year{*options.year} : latest_year(figures.panel, specification.areas, choices.municipality);
    return choices;
}

Result<Inputs> read_inputs(Session& session) {
    auto definitions = session.definitions();
    if (!definitions) {
        return fail(definitions.error());
    }
    auto figures = session.figures(*definitions);
    if (!figures) {
        return fail(figures.error());
    }
    return Inputs{*std::move(definitions), *std::move(figures)};
}

Result<Question> read_question(Session& session, const ChoiceOptions& options) {
    auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    auto choices = understand(options, inputs->figures, inputs->definitions);
    if (!choices) {
        return fail(choices.error());
    }
    return Question{*std::move(inputs), *std::move(choices)};
}

}  // namespace skattekrona
