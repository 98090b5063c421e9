#include "cli/commands/commands.hpp"
#include "cli/commands/take_in.hpp"
#include "core/spelling.hpp"
#include "data/file.hpp"
#include "data/import.hpp"
#include "data/kolada.hpp"
#include "model/definitions.hpp"

#include <algorithm>
#include <set>

namespace skattekrona {

namespace {

namespace fs = std::filesystem;

struct ImportOptions {
    std::optional<std::string> from;
    std::optional<std::string> mapping;
    std::optional<std::string> label;
    std::optional<int> year;
    std::optional<std::string> vintage;
    std::vector<std::string> sheets;
    bool strict = false;
};

Result<std::vector<Mapping>> read_mappings(const std::vector<fs::path>& files) {
    std::vector<Mapping> mappings;
    Diagnostics problems;
    for (const auto& file : files) {
        const auto beside = [&](const std::string& name) { return read_file(file.parent_path() / name); };
        auto mapping = read_file(file).and_then(
            [&](const std::string& text) { return parse_mapping(text, file.string(), beside); });
        if (mapping) {
            mappings.push_back(*std::move(mapping));
        } else {
            problems.insert(problems.end(), mapping.error().begin(), mapping.error().end());
        }
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return mappings;
}

/// The files of a folder by name, or the one file.
std::vector<fs::path> files_in(const fs::path& from, std::string_view ending) {
    std::vector<fs::path> files;
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(from, unreadable)) {
        if (entry.is_regular_file(unreadable) && entry.path().string().ends_with(ending)) {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    return files;
}

ImportNames import_names(const Inputs& inputs) {
    ImportNames names;
    names.municipalities = inputs.figures.panel.municipalities();
    for (const auto& measure : inputs.definitions.measures) {
        names.units.emplace(measure.kpi, measure.unit.sv);
    }
    for (const auto& area : inputs.definitions.areas) {
        names.units.insert({{area.deviation_pct_kpi, "%"}, {area.deviation_kpi, "mnkr"}});
        names.own.insert(net_cost_measure(area.id));
        names.own.insert(reference_cost_measure(area.id));
        for (const auto& word : {area.id, area.title.sv, area.title.en, area.short_title.sv, area.short_title.en}) {
            names.series.emplace(folded(word), area.id);
        }
    }
    const Panel& panel = inputs.figures.panel;
    names.population = [&panel](MunicipalityId id, Year year) {
        const auto index = panel.index(id);
        return index ? panel.value("population", year, *index) : missing;
    };
    return names;
}

/// A label goes to terminals and into reports: UTF-8 without control characters.
Result<void> check_label(const std::string& label, const std::string& file) {
    if (first_fault_in_utf8(label) == std::string::npos && printable(label) == label) {
        return {};
    }
    return fail(Diagnostic{Failure::usage, {"cli.error.import.label", {}}, {file}});
}

/// A delivery and what was found while it was read.
struct Reading {
    Delivery delivery;
    std::vector<Finding> findings;
};

/// What was found, as one message after another.
Finding not_read(const Diagnostics& problems, const std::string& file) {
    std::vector<Message> reasons;
    for (const auto& problem : problems) {
        reasons.push_back({problem.message.key + ".found", problem.message.arguments});
    }
    return {Severity::warning, {"cli.finding.file_failed", {{"reason", reasons}}}, {file}, 0};
}

/// Why no mapping fits the headers: none that is known, or what the user's own asks for.
Diagnostic does_not_fit(std::string headers, const std::vector<Mapping>& mappings,
                        const std::optional<std::string>& own, const std::string& file) {
    std::string known;
    const auto list = [&](const std::string& more) { known += (known.empty() ? "" : "; ") + more; };
    for (const auto& mapping : mappings) {
        if (!own) {
            list(mapping.title);
            continue;
        }
        for (const auto& [role, spellings] : mapping.columns) {
            list(spellings.front());
        }
        for (const auto& [header, words] : mapping.only) {
            list(header);
        }
        std::ranges::for_each(mapping.wide, list);
    }
    return {Failure::invalid_input,
            {own ? "cli.error.import.own_mapping" : "cli.error.import.no_mapping",
             {{"headers", std::move(headers)}, {"known", known}, {"mapping", own.value_or("")}}},
            {file}};
}

/// Puts what a file holds beside what the files before it held.
void join(Reading& reading, Imported imported, std::set<std::string>& sources) {
    append(reading.delivery.values, std::move(imported.values));
    reading.findings.insert(reading.findings.end(), std::make_move_iterator(imported.findings.begin()),
                            std::make_move_iterator(imported.findings.end()));
    if (sources.insert(imported.source).second) {
        reading.delivery.credit += (reading.delivery.credit.empty() ? "" : ", ") + imported.source;
    }
}

Result<Reading> read_files(const ImportOptions& options, const std::vector<Mapping>& mappings,
                           const ImportNames& names) {
    std::error_code unreadable;
    const fs::path from = *options.from;
    const bool folder = fs::is_directory(from, unreadable);
    ImportChoices choices{options.label.value_or(""), std::nullopt, options.sheets};
    if (options.year) {
        choices.year = Year{*options.year};
    }
    Reading reading;
    std::set<std::string> sources;
    std::string hashes;
    for (const auto& path : folder ? files_in(from, "") : std::vector<fs::path>{from}) {
        auto bytes = read_file(path, FileKind::import);
        if (!bytes) {
            return fail(bytes.error());
        }
        const std::string hash = sha256(*bytes);
        auto file = import_file(*std::move(bytes), path.string(), mappings, names, choices);
        const bool up_to_the_user =
            !file && std::ranges::find(file.error(), Failure::usage, &Diagnostic::failure) != file.error().end();
        if (!file && (!folder || up_to_the_user)) {
            return fail(file.error());
        }
        if (!file) {
            reading.findings.push_back(not_read(file.error(), path.string()));
        } else if (auto* const unrecognised = std::get_if<Unrecognised>(&*file)) {
            if (!folder) {
                return fail(does_not_fit(std::move(unrecognised->headers), mappings, options.mapping, path.string()));
            }
            reading.findings.push_back({Severity::remark,
                                        {"cli.finding.file_unrecognised", {{"headers", unrecognised->headers}}},
                                        {path.string()},
                                        0});
        } else {
            hashes += hash;
            auto& imported = std::get<Imported>(*file);
            if (const auto label = check_label(imported.label, path.string()); !label) {
                return fail(label.error());
            }
            if (!sources.empty() && imported.label != reading.delivery.label) {
                return fail(Diagnostic{
                    Failure::usage,
                    {"cli.error.import.labels", {{"found", imported.label}, {"other", reading.delivery.label}}},
                    {path.string()}});
            }
            reading.delivery.label = imported.label;
            join(reading, std::move(imported), sources);
        }
    }
    if (hashes.empty()) {
        return fail(Diagnostic{Failure::invalid_input, {"cli.error.import.nothing", {}}, {*options.from}});
    }
    reading.delivery.sha256 = folder ? sha256(hashes) : hashes;
    return reading;
}

Result<void> import(Session& session, const ImportOptions& options) {
    const std::string today = now().substr(0, 10);
    const std::string vintage = options.vintage.value_or(today);
    if (!parse_day(vintage)) {
        return fail(Diagnostic{Failure::usage, {"cli.error.import.vintage", {{"found", vintage}}}});
    }
    if (vintage > today) {
        return fail(Diagnostic{Failure::usage, {"cli.error.import.vintage_future", {{"found", vintage}}}});
    }
    if (auto label = check_label(options.label.value_or(""), ""); !label) {
        return label;
    }
    const auto mappings = read_mappings(options.mapping ? std::vector<fs::path>{*options.mapping}
                                                        : files_in(session.models() / "imports", ".toml"));
    if (!mappings) {
        return fail(mappings.error());
    }
    // First, so that a store that --data names and that is new is there when figures are read.
    auto store = session.store_for_writing();
    if (!store) {
        return fail(store.error());
    }
    const auto inputs = session.inputs();
    if (!inputs) {
        return fail(inputs.error());
    }
    auto reading = read_files(options, *mappings, import_names(*inputs));
    if (!reading) {
        return fail(reading.error());
    }
    Delivery& delivery = reading->delivery;
    delivery.kind = "import";
    delivery.origin = *options.from;
    delivery.vintage = vintage;
    for (auto& value : delivery.values) {
        value.preliminary = value.preliminary || (is_kpi(value.series) && is_preliminary(value.year, nullptr, vintage));
    }
    return take_in(session, *inputs, *store, std::move(delivery), std::move(reading->findings), options.strict);
}

}  // namespace

Command data_import_command(Session& session) {
    const auto typed = std::make_shared<ImportOptions>();
    return {
        "data import",
        {{{.name = "@cli.type.file", .id = "file", .help = {"cli.import_from", {}}, .required = true}, &typed->from},
         {{.name = "--mapping", .help = {"cli.import_mapping", {}}, .type = "@cli.type.file"}, &typed->mapping},
         {{.name = "--label", .help = {"cli.import_label", {}}, .type = "@cli.type.label"}, &typed->label},
         {{.name = "--year", .help = {"cli.import_year", {}}, .type = "@ask.option.type.year"}, &typed->year},
         {{.name = "--sheet", .help = {"cli.import_sheet", {}}, .type = "@cli.type.sheet"}, &typed->sheets},
         {{.name = "--vintage", .help = {"cli.import_vintage", {}}, .type = "YYYY-MM-DD"}, &typed->vintage},
         {{.name = "--strict", .help = {"cli.import_strict", {}}}, &typed->strict}},
        [&session, typed] { return import(session, *typed); }};
}

}  // namespace skattekrona
