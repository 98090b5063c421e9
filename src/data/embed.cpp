#include "data/embed.hpp"

#include "core/municipality_id.hpp"
#include "core/units.hpp"
#include "data/file.hpp"
#include "figures/csv.hpp"
#include "figures/figures.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <optional>
#include <set>
#include <utility>

namespace skattekrona {

namespace {

using Place = std::pair<std::string, int>;                              // municipality, year
using Published = std::map<std::string, std::map<Place, std::string>>;  // kpi → place → the value as published

constexpr std::array<std::string_view, 8> source_files{"deviation.csv", "cost.csv",      "volume.csv",  "quality.csv",
                                                       "index.csv",     "structure.csv", "finance.csv", "driver.csv"};

Result<void> read_published(const std::filesystem::path& path, const std::set<std::string>& wanted, int first_year,
                            Published& published) {
    const auto text = read_file(path, FileKind::import);
    if (!text) {
        return fail(text.error());
    }
    CsvReader csv(*text, path.string());
    if (csv.header() != std::vector<std::string>{"kpi", "municipality", "year", "value"}) {
        return fail(
            Diagnostic{Failure::invalid_input,
                       {"figures.error.figures.no_column", {{"column", std::string("kpi,municipality,year,value")}}},
                       {path.string(), 1}});
    }
    while (csv.next()) {
        const std::string kpi(csv.fields()[0]);
        if (!wanted.contains(kpi)) {
            continue;
        }
        const auto year = csv.integer(2);
        const auto value = csv.number(3);
        if (!MunicipalityId::parse(csv.fields()[1])) {
            csv.report(1, "figures.error.figures.municipality", {{"found", std::string(csv.fields()[1])}});
        }
        if (!year || !value || csv.problem()) {
            break;
        }
        if (*year >= first_year) {
            published[kpi][{std::string(csv.fields()[1]), *year}] = std::string(csv.fields()[3]);
        }
    }
    if (csv.problem()) {
        return fail(*csv.problem());
    }
    return {};
}

double parse_number(const std::string& text) {
    double value = missing;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::size_t decimals(const std::string& text) {
    const std::size_t point = text.find('.');
    return point == std::string::npos ? 0 : text.size() - point - 1;
}

/// Up to six decimals (whole kronor), without trailing zeros.
std::string write_number(double value) {
    std::string text = fmt::format("{:.6f}", value);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) {
        text.pop_back();
    }
    return text == "-0" ? "0" : text;
}

/// Columns of one figure file: name → place → text.
using Table = std::vector<std::pair<std::string, std::map<Place, std::string>>>;

void add_area(const FigurePlan::Area& area, const Published& published, Table& table) {
    const auto of = [&](const std::string& kpi) {
        const auto found = published.find(kpi);
        return found == published.end() ? std::map<Place, std::string>{} : found->second;
    };
    const auto pct = of(area.deviation_pct_kpi);
    const auto amount = of(area.deviation_kpi);
    // Trailing zeros are not published, so a year's rounding shows in its longest value.
    std::map<int, std::size_t> year_decimals;
    for (const auto& [place, text] : pct) {
        auto& longest = year_decimals[place.second];
        longest = std::max(longest, decimals(text));
    }
    std::map<Place, std::string> net;
    std::map<Place, std::string> reference;
    std::map<Place, std::string> precision;
    for (const auto& [place, text] : pct) {
        const auto published_amount = amount.find(place);
        const double d = parse_number(text);
        if (published_amount == amount.end()) {
            continue;
        }
        const DerivedCost cost =
            derive_cost(d, parse_number(published_amount->second), static_cast<int>(year_decimals[place.second]));
        if (is_missing(cost.reference_cost)) {
            continue;
        }
        reference[place] = write_number(cost.reference_cost);
        net[place] = write_number(cost.net_cost);
        if (!is_missing(cost.precision_pct)) {
            precision[place] = fmt::format("{:.3g}", cost.precision_pct);
        }
    }
    table.emplace_back(net_cost_measure(area.id), std::move(net));
    table.emplace_back(reference_cost_measure(area.id), std::move(reference));
    table.emplace_back(deviation_pct_measure(area.id), pct);
    table.emplace_back(precision_measure(area.id), std::move(precision));
}

struct Written {
    std::string text;
    std::size_t rows = 0;
    std::size_t values = 0;
};

Written write_table(const Table& table) {
    Written written;
    std::set<Place> places;
    written.text = "municipality,year";
    for (const auto& [name, column] : table) {
        written.text += "," + name;
        for (const auto& [place, text] : column) {
            places.insert(place);
        }
    }
    written.text += "\n";
    for (const auto& place : places) {
        written.text += fmt::format("{},{}", place.first, place.second);
        for (const auto& [name, column] : table) {
            const auto cell = column.find(place);
            written.text += ",";
            if (cell != column.end()) {
                written.text += cell->second;
                ++written.values;
            }
        }
        written.text += "\n";
        ++written.rows;
    }
    return written;
}

std::string csv_field(std::string_view text) {
    return text.find_first_of(",\"\n") == std::string_view::npos ? std::string(text) : fmt::format("\"{}\"", text);
}

Result<std::pair<Written, std::map<std::string, std::string>>> embed_municipalities(const std::filesystem::path& path,
                                                                                    const EmbedPlan& plan) {
    const auto text = read_file(path, FileKind::import);
    if (!text) {
        return fail(text.error());
    }
    CsvReader csv(*text, path.string());
    std::map<std::string, std::string> names;  // id → name, in order of id
    std::map<std::string, std::string> ids;    // name → id
    while (csv.next()) {
        const std::string id(csv.fields()[0]);
        if (!MunicipalityId::parse(id) || !plan.counties.contains(id.substr(0, 2))) {
            csv.report(0, "figures.error.figures.municipality", {{"found", id}});
            break;
        }
        names.emplace(id, csv.fields()[1]);
        ids.emplace(csv.fields()[1], id);
    }
    if (csv.problem()) {
        return fail(*csv.problem());
    }
    Written written{"municipality,name,county\n", names.size(), names.size()};
    for (const auto& [id, name] : names) {
        written.text += fmt::format("{},{},{}\n", id, csv_field(name), plan.counties.find(id.substr(0, 2))->second);
    }
    return std::pair{std::move(written), std::move(ids)};
}

/// "Liknande kommuner äldreomsorg, Ale, 2024" → topic, municipality, year.
struct SimilarTitle {
    std::string topic;
    std::string municipality;
    std::string year;
};

std::optional<SimilarTitle> parse_similar_title(std::string_view title) {
    constexpr std::string_view prefix = "Liknande kommuner";
    const std::size_t year = title.rfind(", ");
    const std::size_t name = year == std::string_view::npos ? year : title.rfind(", ", year - 1);
    if (!title.starts_with(prefix) || name == std::string_view::npos) {
        return std::nullopt;
    }
    std::string_view topic = title.substr(prefix.size(), name - prefix.size());
    topic.remove_prefix(std::min(topic.find_first_not_of(", "), topic.size()));
    return SimilarTitle{std::string(topic), std::string(title.substr(name + 2, year - name - 2)),
                        std::string(title.substr(year + 2))};
}

Result<Written> embed_groups(const std::filesystem::path& path, const EmbedPlan& plan,
                             const std::map<std::string, std::string>& ids) {
    const auto text = read_file(path, FileKind::import);
    if (!text) {
        return fail(text.error());
    }
    CsvReader csv(*text, path.string());
    std::map<std::string, std::vector<std::string>> members;  // title → members in published order
    while (csv.next()) {
        members[std::string(csv.fields()[1])].emplace_back(csv.fields()[2]);
    }
    if (csv.problem()) {
        return fail(*csv.problem());
    }
    std::set<std::string> lines;
    for (auto& [title, ids_of_group] : members) {
        std::string line;
        if (const auto similar = parse_similar_title(title)) {
            const auto area = plan.similar_groups.find(similar->topic);
            const auto owner = ids.find(similar->municipality);
            if (area == plan.similar_groups.end() || owner == ids.end()) {
                continue;  // topics and regions that no service area here uses
            }
            line = fmt::format("similar,{},{},{}", area->second, owner->second, similar->year);
        } else {
            constexpr std::string_view suffix = " (ovägt medel)";
            const std::string name = title.ends_with(suffix) ? title.substr(0, title.size() - suffix.size()) : title;
            std::ranges::sort(ids_of_group);
            line = fmt::format("kommungrupp,{},,", csv_field(name));
        }
        lines.insert(fmt::format("{},{}\n", line, fmt::join(ids_of_group, " ")));
    }
    Written written{"kind,key,municipality,vintage,members\n", lines.size(), 0};
    for (const auto& line : lines) {
        written.text += line;
        written.values += static_cast<std::size_t>(std::ranges::count(line, ' ')) + 1;
    }
    return written;
}

std::string manifest_text(const std::map<std::string, Written>& files, const EmbedPlan& plan, int first_year,
                          int last_year) {
    std::string text = fmt::format(R"toml(# Skriven av skattekrona data embed; ändra inte för hand.
schema = "skattekrona.figures/1"
title = "Kommunernas kostnader, kvalitet och struktur {first}–{last}"
credit = "Kolada (RKA)"
retrieved = "{retrieved}"
note = "Nettokostnad och referenskostnad i mnkr är härledda ur nettokostnadsavvikelsen i procent (d) och i mnkr (D): R = D/(d/100), N = R + D. precision är halva osäkerheten i R i procent, och står bara där avrundningen i d gör den större än {coarse} %."
first_year = {first}
last_year = {last}
)toml",
                                   fmt::arg("first", first_year), fmt::arg("last", last_year),
                                   fmt::arg("retrieved", plan.retrieved), fmt::arg("coarse", coarse_precision_pct));
    for (const auto& [name, written] : files) {
        text += fmt::format("\n[[file]]\nname = \"{}\"\nsha256 = \"{}\"\nrows = {}\nvalues = {}\n", name,
                            sha256(written.text), written.rows, written.values);
    }
    return text;
}

}  // namespace

Result<std::map<std::string, std::string>> embed_figures(const std::filesystem::path& folder, const EmbedPlan& plan) {
    std::set<std::string> wanted;
    for (const auto& area : plan.figures.areas) {
        wanted.insert({area.deviation_pct_kpi, area.deviation_kpi});
    }
    for (const auto& measure : plan.figures.measures) {
        wanted.insert(measure.kpi);
    }
    Published published;
    for (const auto name : source_files) {
        const auto read = read_published(folder / name, wanted, plan.figures.first_year.value, published);
        if (!read) {
            return fail(read.error());
        }
    }
    for (const auto& kpi : wanted) {
        if (!published.contains(kpi)) {
            return fail(
                Diagnostic{Failure::invalid_input, {"data.error.figures.no_kpi", {{"kpi", kpi}}}, {folder.string()}});
        }
    }
    const auto municipalities = embed_municipalities(folder / "municipality.csv", plan);
    if (!municipalities) {
        return fail(municipalities.error());
    }
    const auto groups = embed_groups(folder / "group.csv", plan, municipalities->second);
    if (!groups) {
        return fail(groups.error());
    }

    std::map<std::string, Table> tables;
    for (const auto& area : plan.figures.areas) {
        add_area(area, published, tables["cost.csv"]);
    }
    for (const auto& measure : plan.figures.measures) {
        tables[measure.file + ".csv"].emplace_back(measure.id, published.at(measure.kpi));
    }
    int first_year = 9999;
    int last_year = 0;
    std::map<std::string, Written> files{{"municipalities.csv", municipalities->first}, {"groups.csv", *groups}};
    for (const auto& [name, table] : tables) {
        for (const auto& [column, cells] : table) {
            for (const auto& [place, value] : cells) {
                first_year = std::min(first_year, place.second);
                last_year = std::max(last_year, place.second);
            }
        }
        files.emplace(name, write_table(table));
    }
    std::string manifest = manifest_text(files, plan, first_year, last_year);
    std::map<std::string, std::string> contents{{"manifest.sha256", sha256(manifest) + "  manifest.toml\n"}};
    contents.emplace("manifest.toml", std::move(manifest));
    for (auto& [name, written] : files) {
        contents.emplace(name, std::move(written.text));
    }
    return contents;
}

}  // namespace skattekrona
