// Workbooks: a package as it is, or else texts that are packed into one here, since a fuzzer that changes bytes of
// compressed parts never gets past their checksums.
#include "fuzz.hpp"

#include "data/xlsx.hpp"
#include "support/package.hpp"

#include <array>

using namespace skattekrona;

namespace {

constexpr std::array<const char*, 5> parts{"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
                                           "xl/sharedStrings.xml", "xl/styles.xml"};

/// The texts between lines of "~~" are the parts in their order.
std::string packed(std::string_view texts) {
    std::vector<std::pair<std::string, std::string>> package{
        {"_rels/.rels",
         "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"xl/workbook.xml\"/>"
         "</Relationships>"}};
    for (const char* const name : parts) {
        constexpr std::string_view between = "\n~~\n";
        const std::string_view part = texts.substr(0, texts.find(between));
        texts.remove_prefix(std::min(part.size() + between.size(), texts.size()));
        package.emplace_back(name, part);
    }
    return test::package(package, false);
}

}  // namespace

/// What is packed here has to reach the sheets, or else nothing but a refusal at the door is tried.
extern "C" int LLVMFuzzerInitialize(int* /*count*/, char*** /*arguments*/) {
    const auto sheets = read_xlsx(packed(fuzz::source_file("tests/fuzz/corpus/xlsx/plain")), "b.xlsx");
    fuzz::require(sheets && !sheets->empty() && sheets->front().rows() > 1);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text = fuzz::text_of(bytes, size);
    const std::string book = looks_like_workbook(text) ? std::string(text) : packed(text);
    if (const auto sheets = read_xlsx(book, "b.xlsx")) {
        fuzz::require(!sheets->empty());
        for (const auto& sheet : *sheets) {
            int line = 0;
            sheet.visit_rows([&](const FileRow& row) {
                fuzz::require(row.line > line);
                line = row.line;
                int column = 0;
                for (const auto& cell : row.cells) {
                    fuzz::require(cell.column == ++column);
                }
                return true;
            });
        }
    }
    fuzz::import_and_check(book, fuzz::mappings());
    return 0;
}
