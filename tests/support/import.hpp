#pragma once

#include "data/import.hpp"
#include "data/xlsx.hpp"
#include "support/files.hpp"
#include "support/package.hpp"

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace skattekrona::test {

inline MunicipalityId id(std::string_view code) { return *MunicipalityId::parse(code); }

inline const ImportNames& names() {
    static const ImportNames value = [] {
        ImportNames made;
        made.municipalities = figures().panel.municipalities();
        made.series = {{"aldreomsorg", "aldreomsorg"}, {"grundskola f–9", "grundskola"}};
        made.units = {{"N20029", "mnkr"}, {"N20900", "%"}};
        made.own = {"aldreomsorg.net_cost", "grundskola.net_cost", "forskola.net_cost"};
        made.population = [](MunicipalityId, Year year) { return year == Year{2022} ? 100'000.0 : missing; };
        return made;
    }();
    return value;
}

inline Result<std::string> beside(const std::string& name) {
    return read_file(source_folder + "/models/imports/" + name);
}

inline std::vector<Mapping> built_in() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(source_folder + "/models/imports")) {
        if (entry.path().extension() == ".toml") {
            files.push_back(entry.path());
        }
    }
    std::ranges::sort(files);
    std::vector<Mapping> mappings;
    for (const auto& file : files) {
        mappings.push_back(must(parse_mapping(must(read_file(file)), file.string(), beside)));
    }
    return mappings;
}

inline Imported import(const std::string& bytes, const std::vector<Mapping>& mappings,
                       const ImportChoices& choices = {}, const std::string& file = "f.csv") {
    auto read = must(import_file(bytes, file, mappings, names(), choices));
    if (const auto* other = std::get_if<Unrecognised>(&read)) {
        throw std::runtime_error("unrecognised: " + other->headers);
    }
    return std::get<Imported>(std::move(read));
}

inline std::string error_of(const std::string& bytes, const std::vector<Mapping>& mappings,
                            const ImportChoices& choices = {}, const std::string& file = "f.csv") {
    const auto read = import_file(bytes, file, mappings, names(), choices);
    return read ? "" : read.error().front().message.key;
}

inline std::vector<double> values(const Imported& imported) {
    std::vector<double> out;
    for (const auto& value : imported.values) {
        out.push_back(value.value);
    }
    return out;
}

/// Severity, key and place of each finding.
inline std::vector<std::string> findings(const Imported& imported) {
    std::vector<std::string> out;
    for (const auto& finding : imported.findings) {
        const char* const severity = finding.severity == Severity::error     ? "error "
                                     : finding.severity == Severity::warning ? "warning "
                                                                             : "remark ";
        out.push_back(severity + finding.message.key + " " + std::to_string(finding.where.line) + ":" +
                      std::to_string(finding.where.column) + " ×" + std::to_string(finding.values));
    }
    return out;
}

using Strings = std::vector<std::string>;
using Doubles = std::vector<double>;

inline const std::string own_mapping = R"(
title = "Prov"
source = "Huddinge kommun"
unit = "mnkr"
series_form = "{series}.net_cost"
[columns]
municipality = "kommun"
series = "område"
year = "år"
value = ["belopp", "nettokostnad"]
)";

inline std::vector<Mapping> own(const std::string& more = "") {
    return {must(parse_mapping(more + own_mapping, "m.toml", beside))};
}

inline const ImportChoices budget{"budget 2026", std::nullopt};

/// The rows of a table whose cells last as long as it does.
inline std::vector<std::vector<FileCell>> rows(const FileTable& table) {
    std::vector<std::vector<FileCell>> out;
    table.visit_rows([&](const FileRow& row) {
        out.emplace_back(row.cells.begin(), row.cells.end());
        return true;
    });
    return out;
}

/// A workbook of one sheet, as a malicious hand would write it.
inline std::string book_with(const std::string& sheet_data, const std::string& strings = "",
                             const std::string& more = "") {
    std::vector<std::pair<std::string, std::string>> parts{
        {"_rels/.rels",
         "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/>"
         "</Relationships>"},
        {"xl/workbook.xml",
         "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
         "<workbookPr " +
             more + "/><sheets><sheet name=\"A\" r:id=\"r1\"/></sheets></workbook>"},
        {"xl/_rels/workbook.xml.rels",
         "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
         "<Relationship Id=\"r2\" Type=\"x/styles\" Target=\"styles.xml\"/>"
         "<Relationship Id=\"r3\" Type=\"x/sharedStrings\" Target=\"sharedStrings.xml\"/>"
         "</Relationships>"},
        {"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"},
        {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + sheet_data + "</sheetData></worksheet>"}};
    if (!strings.empty()) {
        parts.emplace_back("xl/sharedStrings.xml", strings);
    }
    return package(parts);
}

inline std::string key_of(const std::string& bytes) {
    const auto read = read_xlsx(bytes, "b.xlsx");
    return read ? "" : read.error().front().message.key;
}

}  // namespace skattekrona::test
