#include "figures/figures.hpp"

#include "core/toml_reader.hpp"
#include "figures/csv.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace skattekrona {

namespace {

constexpr std::string_view manifest_file = "manifest.toml";
constexpr std::string_view manifest_hash_file = "manifest.sha256";
constexpr std::string_view municipality_file = "municipalities.csv";
constexpr std::string_view group_file = "groups.csv";

/// A folder of figure files, and where each of them stands for messages.
struct Folder {
    const FigureFiles& files;
    const std::string& name;

    std::string place(std::string_view file) const { return name + "/" + std::string(file); }
};

/// A file's text, with its hash noted in the manifest.
Result<std::string> read_listed(const Folder& folder, std::string_view name, Manifest& manifest) {
    auto file = folder.files(std::string(name));
    if (!file) {
        return fail(file.error());
    }
    const auto listed = std::ranges::find(manifest.files, name, &FigureFile::name);
    if (listed == manifest.files.end()) {
        return fail(Diagnostic{Failure::invalid_input,
                               {"figures.error.figures.not_listed", {{"file", std::string(name)}}},
                               {folder.place(manifest_file)}});
    }
    listed->found_sha256 = std::move(file->sha256);
    return std::move(file->text);
}

Result<Manifest> read_manifest(const Folder& folder) {
    const std::string path = folder.place(manifest_file);
    const auto file = folder.files(std::string(manifest_file));
    if (!file) {
        Diagnostics problems = file.error();
        problems.front().message = {"figures.error.figures.no_folder", {{"folder", folder.name}}};
        return fail(problems);
    }
    const auto root = TomlDocument::parse(file->text, path);
    if (!root) {
        return fail(root.error());
    }
    Diagnostics problems;
    const TomlSection section(*root, path, problems);
    if (section.string("schema") != "skattekrona.figures/1") {
        section.report("schema", "figures.error.figures.schema");
    }
    Manifest manifest;
    manifest.title = section.string("title");
    manifest.credit = section.string("credit");
    manifest.retrieved = section.string("retrieved");
    manifest.note = section.string("note");
    manifest.first_year = section.year("first_year");
    manifest.last_year = section.year("last_year");
    for (const auto& listed : section.sections("file")) {
        manifest.files.push_back({listed.string("name"), listed.string("sha256"),
                                  static_cast<std::size_t>(listed.number("rows", {0, 1e9})),
                                  static_cast<std::size_t>(listed.number("values", {0, 1e9})), ""});
        listed.reject_unknown_keys();
    }
    section.reject_unknown_keys();
    if (manifest.first_year > manifest.last_year) {
        section.report("last_year", "figures.error.figures.years");
    }
    std::set<std::string> names;
    for (const auto& listed : manifest.files) {
        if (!names.insert(listed.name).second) {
            section.report("file", "figures.error.figures.file_twice", {{"found", listed.name}});
        }
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    // As sha256sum writes it.
    const auto hash = folder.files(std::string(manifest_hash_file));
    if (!hash || !hash->text.starts_with(file->sha256 + " ")) {
        manifest.changed.emplace_back(manifest_file);
    }
    return manifest;
}

Diagnostic missing_column(const std::string& file, std::string_view column) {
    return {Failure::invalid_input, {"figures.error.figures.no_column", {{"column", std::string(column)}}}, {file, 1}};
}

/// Whether names are names, that find room in a table and a chart; otherwise the first that is not is reported.
bool names_fit(CsvReader& csv, std::initializer_list<std::size_t> fields) {
    constexpr std::size_t longest = 200;
    const auto* const long_one =
        std::ranges::find_if(fields, [&](std::size_t field) { return csv.fields()[field].size() > longest; });
    if (long_one == fields.end()) {
        return true;
    }
    csv.report(*long_one, "figures.error.figures.long_name", {{"most", count(longest)}});
    return false;
}

Result<std::vector<Municipality>> parse_municipalities(std::string_view text, const std::string& file) {
    CsvReader csv(text, file);
    for (const auto* column : {"municipality", "name", "county"}) {
        if (!csv.column(column)) {
            return fail(missing_column(file, column));
        }
    }
    const std::size_t id = *csv.column("municipality");
    const std::size_t name = *csv.column("name");
    const std::size_t county = *csv.column("county");
    std::vector<Municipality> municipalities;
    while (csv.next()) {
        const auto parsed = MunicipalityId::parse(csv.fields()[id]);
        if (!parsed || (!municipalities.empty() && *parsed <= municipalities.back().id)) {
            csv.report(id, "figures.error.figures.municipality", {{"found", std::string(csv.fields()[id])}});
            break;
        }
        if (!names_fit(csv, {name, county})) {
            break;
        }
        municipalities.push_back({*parsed, std::string(csv.fields()[name]), std::string(csv.fields()[county])});
    }
    if (csv.problem()) {
        return fail(*csv.problem());
    }
    return municipalities;
}

std::optional<std::vector<MunicipalityId>> parse_members(std::string_view text) {
    std::vector<MunicipalityId> members;
    while (!text.empty()) {
        const auto id = MunicipalityId::parse(text.substr(0, text.find(' ')));
        if (!id) {
            return std::nullopt;
        }
        members.push_back(*id);
        text.remove_prefix(std::min(text.size(), id->view().size() + 1));
    }
    return members;
}

Result<Groups> parse_groups(std::string_view text, const std::string& file) {
    CsvReader csv(text, file);
    for (const auto* column : {"kind", "key", "municipality", "vintage", "members"}) {
        if (!csv.column(column)) {
            return fail(missing_column(file, column));
        }
    }
    const std::size_t kind = *csv.column("kind");
    const std::size_t key = *csv.column("key");
    const std::size_t owner = *csv.column("municipality");
    const std::size_t vintage = *csv.column("vintage");
    const std::size_t members_column = *csv.column("members");
    Groups groups;
    while (csv.next()) {
        if (!names_fit(csv, {key})) {
            break;
        }
        const auto& fields = csv.fields();
        const auto members = parse_members(fields[members_column]);
        if (!members) {
            csv.report(members_column, "figures.error.figures.municipality",
                       {{"found", std::string(fields[members_column])}});
            break;
        }
        if (fields[kind] == "kommungrupp") {
            groups.kommungrupper.emplace(fields[key], *members);
            continue;
        }
        const auto id = MunicipalityId::parse(fields[owner]);
        const auto year = csv.integer(vintage);
        if (fields[kind] != "similar" || !id || !year) {
            csv.report(kind, "figures.error.figures.group");
            break;
        }
        groups.similar[std::string(fields[key])][*id] = *members;
        groups.similar_vintage.insert_or_assign(std::string(fields[key]), Year{*year});
    }
    if (csv.problem()) {
        return fail(*csv.problem());
    }
    return groups;
}

/// A measure, and where its file names it.
struct FileColumn {
    std::string measure;
    Location where;
    Panel::Series values;
};

/// The columns of one file of figures.
Result<std::vector<FileColumn>> parse_columns(std::string_view text, const std::string& file,
                                              const std::vector<Municipality>& municipalities,
                                              const Manifest& manifest) {
    CsvReader csv(text, file);
    const auto& header = csv.header();
    if (header.size() < 2 || header[0] != "municipality" || header[1] != "year") {
        return fail(missing_column(file, "municipality,year"));
    }
    const std::size_t count = municipalities.size();
    const auto years = static_cast<std::size_t>(manifest.last_year - manifest.first_year) + 1;
    std::vector<FileColumn> columns;
    for (std::size_t field = 2; field < header.size(); ++field) {
        columns.push_back({header[field], {file, 1, csv.columns()[field]}, Panel::Series(years * count, missing)});
    }
    auto municipality = municipalities.begin();
    std::vector<bool> seen(years * count, false);
    std::vector<double> values;
    while (csv.next_of_numbers(2, values)) {
        const auto id = MunicipalityId::parse(csv.fields()[0]);
        // Rows come in order, so the same municipality is looked up once for all its years.
        if (id && (municipality == municipalities.end() || municipality->id != *id)) {
            municipality = std::ranges::lower_bound(municipalities, *id, {}, &Municipality::id);
        }
        if (!id || municipality == municipalities.end() || municipality->id != *id) {
            csv.report(0, "figures.error.figures.municipality", {{"found", std::string(csv.fields()[0])}});
            break;
        }
        const auto year = csv.integer(1);
        if (!year || Year{*year} < manifest.first_year || Year{*year} > manifest.last_year) {
            csv.report(1, "figures.error.figures.year",
                       {{"found", std::string(csv.fields()[1])},
                        {"first", manifest.first_year},
                        {"last", manifest.last_year}});
            break;
        }
        const std::size_t cell = static_cast<std::size_t>(*year - manifest.first_year.value) * count +
                                 static_cast<std::size_t>(municipality - municipalities.begin());
        if (seen[cell]) {
            csv.report(0, "figures.error.figures.row_twice",
                       {{"municipality", municipality->name}, {"year", Year{*year}}});
            break;
        }
        seen[cell] = true;
        for (std::size_t column = 0; column < columns.size(); ++column) {
            columns[column].values[cell] = values[column];
        }
    }
    if (csv.problem()) {
        return fail(*csv.problem());
    }
    return columns;
}

}  // namespace

Result<Figures> parse_figures(const FigureFiles& files, const std::string& folder_name, const ParallelFor& parallel) {
    const Folder folder{files, folder_name};
    auto manifest = read_manifest(folder);
    if (!manifest) {
        return fail(manifest.error());
    }
    const auto municipality_text = read_listed(folder, municipality_file, *manifest);
    const auto group_text = read_listed(folder, group_file, *manifest);
    if (!municipality_text || !group_text) {
        return fail(municipality_text ? group_text.error() : municipality_text.error());
    }
    auto municipalities = parse_municipalities(*municipality_text, folder.place(municipality_file));
    if (!municipalities) {
        return fail(municipalities.error());
    }
    Result<Groups> groups;
    std::vector<Result<std::vector<FileColumn>>> parts(manifest->files.size());
    parallel(parts.size(), [&](std::size_t i) {
        const std::string name = manifest->files[i].name;
        if (name == group_file) {
            groups = parse_groups(*group_text, folder.place(group_file));
        } else if (name != municipality_file) {
            parts[i] = read_listed(folder, name, *manifest).and_then([&](const std::string& text) {
                return parse_columns(text, folder.place(name), *municipalities, *manifest);
            });
        }
    });
    if (!groups) {
        return fail(groups.error());
    }
    std::map<std::string, Panel::Series, std::less<>> measures;
    for (auto& part : parts) {
        if (!part) {
            return fail(part.error());
        }
        for (auto& column : *part) {
            if (!measures.emplace(column.measure, std::move(column.values)).second) {
                return fail(Diagnostic{Failure::invalid_input,
                                       {"figures.error.figures.column_twice", {{"column", column.measure}}},
                                       column.where});
            }
        }
    }
    for (const auto& file : manifest->files) {
        if (file.found_sha256 != file.sha256) {
            manifest->changed.push_back(file.name);
        }
    }
    Panel panel(*std::move(municipalities), manifest->first_year, manifest->last_year, std::move(measures));
    FigureOrigin origin{manifest->credit, manifest->retrieved};
    return Figures{std::move(panel), *std::move(groups), *std::move(manifest), {std::move(origin)}, {}};
}

std::string changed_files(const Manifest& manifest) { return fmt::format("{}", fmt::join(manifest.changed, ", ")); }

const FigureOrigin& Figures::origin(std::string_view measure, Year year, std::size_t municipality) const {
    const auto found = origin_of.find(measure);
    return origins[found == origin_of.end() ? 0 : found->second[cell(year, municipality)]];
}

bool Figures::is_laid_over_missing(std::string_view measure, Year year, std::size_t municipality) const {
    return is_missing(panel.value(measure, year, municipality)) &&
           &origin(measure, year, municipality) != &origins.front();
}

bool Figures::is_taken_away(std::string_view measure, Year year, std::size_t municipality) const {
    const auto found = taken_away.find(measure);
    return found != taken_away.end() && found->second[cell(year, municipality)];
}

std::string net_cost_measure(std::string_view area) { return std::string(area) + ".net_cost"; }
std::string reference_cost_measure(std::string_view area) { return std::string(area) + ".reference_cost"; }
std::string deviation_pct_measure(std::string_view area) { return std::string(area) + ".deviation_pct"; }
std::string precision_measure(std::string_view area) { return std::string(area) + ".precision"; }
std::string net_cost_per_inhabitant_route(std::string_view area) { return net_cost_measure(area) + ".per_inhabitant"; }
std::string reference_cost_per_inhabitant_route(std::string_view area) {
    return reference_cost_measure(area) + ".per_inhabitant";
}
std::string net_cost_scb_route(std::string_view area) { return net_cost_measure(area) + ".scb"; }

}  // namespace skattekrona
