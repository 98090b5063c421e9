#include "cli/scenario_files.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace skattekrona {

namespace {

namespace fs = std::filesystem;

constexpr const char* scenario_file = "scenario.toml";
constexpr int years_ahead = 5;

/// What a file extends: beside it, or among those that come with the program.
ScenarioSource extended_by(Session& session) {
    return [&session](const std::string& name, const std::string& from) -> Result<NamedText> {
        const fs::path beside = fs::path(from).parent_path().parent_path() / name / scenario_file;
        const fs::path given = fs::path(from).parent_path() / name;
        std::error_code unreadable;
        fs::path path;
        if (fs::is_regular_file(given, unreadable)) {
            path = given;
        } else if (fs::exists(beside, unreadable)) {
            path = beside;
        } else {
            auto found = named_file(session, name, scenario_file, "error.scenario.extends");
            if (!found) {
                return fail(found.error());
            }
            path = found->path;
        }
        auto text = session.read_scenario(path.lexically_normal());
        if (!text) {
            return fail(text.error());
        }
        return NamedText{path.lexically_normal().string(), *std::move(text)};
    };
}

}  // namespace

std::vector<std::string> known_files(const Session& session, const std::string& file_name) {
    std::vector<std::string> names;
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(session.scenarios(), unreadable)) {
        if (fs::exists(entry.path() / file_name, unreadable)) {
            names.push_back(entry.path().filename().string());
        }
    }
    std::ranges::sort(names);
    return names;
}

Result<NamedFile> named_file(const Session& session, const std::string& name, const std::string& file_name,
                             const std::string& not_found) {
    const auto known = known_files(session, file_name);
    std::error_code unreadable;
    if (std::ranges::find(known, name) != known.end() && !fs::exists(name, unreadable)) {
        return NamedFile{session.scenarios() / name / file_name, name};
    }
    const fs::path path = fs::is_directory(name, unreadable) ? fs::path(name) / file_name : fs::path(name);
    if (!fs::exists(path, unreadable)) {
        return fail(Diagnostic{Failure::usage,
                               {not_found, {{"found", name}, {"known", fmt::format("{}", fmt::join(known, ", "))}}},
                               {},
                               close_spellings(name, known, 1)});
    }
    const fs::path folder = fs::absolute(path, unreadable).parent_path();
    return NamedFile{path, path.filename() == file_name ? folder.filename().string() : path.stem().string()};
}

void ScenarioOptions::add(CLI::App& command, const Session& session) {
    const auto& words = session.words();
    command.add_option(words("cli.type.scenario"), name, words("cli.scenario_file"))->type_name("");
    command.add_option("--lever", levers, words("cli.lever"))
        ->type_name(words("cli.type.lever"))
        ->allow_extra_args(false);
    command.add_option("--year", year, words("cli.base_year"))->type_name(words("cli.type.year"));
    command.add_option("--years", years, words("cli.years_ahead"))->type_name(words("cli.type.years"));
    command.add_option("--areas", areas, words("cli.areas"))->type_name("six|all|ID,ID");
    command.add_option("--seed", seed, words("cli.seed"))->type_name(words("cli.type.years"));
    command.add_option("--replicates", replicates, words("cli.replicates"))->type_name(words("cli.type.years"));
}

Result<Scenario> read_scenario(Session& session, const Inputs& inputs, const ScenarioOptions& options) {
    const auto& [definitions, figures] = inputs;
    if (options.name.empty()) {
        return fail(Diagnostic{Failure::usage, {"error.scenario.which", {}}});
    }
    auto more = lever_toml(options.levers);
    if (!more) {
        return fail(more.error());
    }
    const auto in_range = [](const char* option, const std::optional<int>& given, const char* key) -> Result<void> {
        const auto field = std::ranges::find_if(scenario_fields(),
                                                [&](const Field& one) { return one.table.empty() && one.key == key; });
        if (!given || field->valid.contains(*given)) {
            return {};
        }
        return fail(Diagnostic{Failure::usage,
                               {"error.toml.range",
                                {{"key", std::string(option)},
                                 {"value", Number{static_cast<double>(*given)}},
                                 {"low", Number{field->valid.low}},
                                 {"high", Number{field->valid.high}}}}});
    };
    for (const auto& checked :
         {in_range("--seed", options.seed, "seed"), in_range("--replicates", options.replicates, "replicates")}) {
        if (!checked) {
            return fail(checked.error());
        }
    }
    if (options.years && (*options.years < 1 || *options.years > longest_horizon)) {
        return fail(Diagnostic{Failure::usage,
                               {"error.toml.range",
                                {{"key", std::string("--years")},
                                 {"value", Number{static_cast<double>(*options.years)}},
                                 {"low", Number{1}},
                                 {"high", Number{longest_horizon}}}}});
    }
    if (options.seed) {
        *more = fmt::format("seed = {}\n", *options.seed) + *more;
    }
    if (options.replicates) {
        *more = fmt::format("replicates = {}\n", *options.replicates) + *more;
    }
    const std::string name = fmt::format("{}", fmt::join(options.name, " "));
    const auto file = named_file(session, name, scenario_file, "error.scenario.not_found");
    if (file) {
        std::string unused;
        const auto only_for_a_municipality = [&](bool given, const char* option) {
            unused += given ? (unused.empty() ? "" : ", ") + std::string(option) : "";
        };
        only_for_a_municipality(options.year.has_value(), "--year");
        only_for_a_municipality(options.years.has_value(), "--years");
        only_for_a_municipality(options.areas.has_value(), "--areas");
        if (!unused.empty()) {
            return fail(Diagnostic{Failure::usage, {"error.scenario.options", {{"options", unused}}}});
        }
        auto text = session.read_scenario(file->path);
        if (!text) {
            return fail(text.error());
        }
        return parse_scenario({file->path.string(), *std::move(text)}, file->id, extended_by(session), *more,
                              definitions, figures);
    }
    const auto municipality = find_municipality(name, figures.panel.municipalities());
    if (!municipality) {
        Diagnostics problems = file.error();
        // Whoever wrote nearly a municipality's name meant one.
        return fail(municipality.error().front().suggestions.empty() ? std::move(problems) : municipality.error());
    }
    const auto areas = parse_areas(options.areas.value_or("six"), definitions);
    if (!areas) {
        return fail(areas.error());
    }
    const Year base = options.year ? Year{*options.year} : latest_year(figures.panel, *areas, *municipality);
    const auto& words = session.words();
    const bool nobody_acts = options.levers.empty();
    const std::string plain = plain_scenario(words(nobody_acts ? "scenario.plain" : "scenario.typed"),
                                             words(nobody_acts ? "scenario.plain_basis" : "scenario.typed_basis"),
                                             figures.panel.municipalities()[*municipality].name, *areas, base,
                                             options.years.value_or(years_ahead));
    return parse_scenario({name, plain}, "", extended_by(session), *more, definitions, figures);
}

std::string named(const ScenarioOptions& options, const Scenario& scenario) {
    std::string text = fmt::format("{}", fmt::join(options.name, " "));
    if (scenario.id.empty()) {
        text += fmt::format(" --year {} --years {} --areas {}", scenario.base_year.value,
                            scenario.horizon - scenario.base_year, fmt::join(scenario.areas, ","));
    }
    for (const auto& lever : options.levers) {
        text += fmt::format(" --lever \"{}\"", lever);
    }
    return text;
}

}  // namespace skattekrona
