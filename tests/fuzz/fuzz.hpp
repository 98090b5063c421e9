#pragma once

#include "data/file.hpp"
#include "data/import.hpp"
#include "figures/control.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace skattekrona::fuzz {

/// A promise that does not hold stops the run, and the fuzzer keeps the bytes that broke it.
inline void require(bool holds) {
    if (!holds) {
        std::abort();
    }
}

inline std::string_view text_of(const std::uint8_t* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
}

inline std::string source_file(const std::string& path) {
    auto text = read_file(SKATTEKRONA_SOURCE_FOLDER "/" + path);
    require(text.has_value());
    return *std::move(text);
}

inline Result<std::string> beside(const std::string& name) {
    return read_file(SKATTEKRONA_SOURCE_FOLDER "/models/imports/" + name);
}

inline Mapping must_map(const std::string& toml) {
    auto mapping = parse_mapping(toml, "mapping.toml", beside);
    require(mapping.has_value());
    return *std::move(mapping);
}

/// The mappings that come with the program, and last one for a municipality's own figures.
inline const std::vector<Mapping>& mappings() {
    static const std::vector<Mapping> read = [] {
        std::set<std::string> files;
        for (const auto& entry : std::filesystem::directory_iterator(SKATTEKRONA_SOURCE_FOLDER "/models/imports")) {
            if (entry.path().extension() == ".toml") {
                files.insert(entry.path().filename());
            }
        }
        std::vector<Mapping> made;
        for (const auto& file : files) {
            made.push_back(must_map(source_file("models/imports/" + file)));
        }
        made.push_back(
            must_map("title = 'a'\nsource = 'b'\nunit = 'kr-per-inhabitant'\nthousands = ['.', \"'\"]\n"
                     "series_form = '{series}.net_cost'\n"
                     "[columns]\nmunicipality = 'kommun'\nseries = 'område'\nyear = 'år'\n"
                     "value = 'budget'\nlabel = 'version'\n[only]\n'slag' = ['kostnad', 'netto']\n"));
        return made;
    }();
    return read;
}

inline const ImportNames& names() {
    static const std::vector<Municipality> municipalities{{*MunicipalityId::parse("0126"), "Huddinge", ""},
                                                          {*MunicipalityId::parse("1280"), "Malmö", ""}};
    static const ImportNames made = [] {
        ImportNames names;
        names.municipalities = municipalities;
        names.units = {{"N20029", "mnkr"}};
        names.series = {{"aldreomsorg", "aldreomsorg"}, {"grundskola f-9", "grundskola"}};
        names.own = {"aldreomsorg.net_cost", "grundskola.net_cost"};
        names.population = [](MunicipalityId, Year year) { return year == Year{2022} ? 100'000.0 : missing; };
        return names;
    }();
    return made;
}

inline const ControlRules& rules() {
    static const ControlRules made{
        {{"N20029", {{}, {-1'000, 1'000}, false, {Year{2022}}}}, {"scb.510", {{}, {}, true, {}}}},
        {{*MunicipalityId::parse("0126"), "Huddinge"}, {*MunicipalityId::parse("1280"), "Malmö"}},
        Year{2026}};
    return made;
}

/// Quality control of figures that have been read: what it takes in is sound and is taken in again, and what it does
/// not take in is told of.
inline void control_and_check(Delivery delivery) {
    const std::size_t read = delivery.values.size();
    const auto controlled = control(std::move(delivery), {}, rules());
    std::size_t told = 0;
    for (const auto& finding : controlled.findings) {
        const bool left_out = finding.severity == Severity::error || finding.message.key == "figures.finding.duplicate";
        told += left_out ? finding.values : 0;
    }
    const auto& accepted = controlled.accepted.values;
    require(accepted.size() + told == read);
    std::vector<StoredValue> stored;
    for (const auto& value : accepted) {
        require(rules().municipalities.contains(value.municipality) || value.municipality.view() == riket);
        require(value.year >= Year{1900} && value.year <= Year{2200});
        require(!std::isinf(value.value));
        stored.push_back({value});
    }
    require(control(controlled.accepted, stored, rules()).accepted.values.size() == accepted.size());
}

/// Reads a file as `data import` does; whatever comes out is sound.
inline void import_and_check(std::string_view bytes, const std::vector<Mapping>& by) {
    auto read = import_file(std::string(bytes), "rs 2022.csv", by, names(), {});
    auto* const imported = read ? std::get_if<Imported>(&*read) : nullptr;
    require(read || !read.error().empty());
    if (imported == nullptr) {
        return;
    }
    for (const auto& value : imported->values) {
        const bool own = names().own.contains(value.series);
        require(own || is_kpi(value.series) ||
                (value.series.starts_with("scb.") && is_activity(std::string_view(value.series).substr(4))));
        require(!own || !imported->label.empty());
        require(!is_missing(value.value) || !value.status.empty());
        require(value.line > 0);
    }
    for (const auto& finding : imported->findings) {
        require(finding.message.key.find(".finding.") != std::string::npos);
    }
    Delivery delivery;
    delivery.label = std::move(imported->label);
    delivery.values = std::move(imported->values);
    control_and_check(std::move(delivery));
}

}  // namespace skattekrona::fuzz
