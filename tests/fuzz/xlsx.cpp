// Workbooks: a package as it is, or else texts that are packed into one here, since a fuzzer that changes bytes of
// compressed parts never gets past their checksums.
#include "fuzz.hpp"

#include "data/xlsx.hpp"

#include <array>
#include <zip.h>

namespace {

constexpr std::array<const char*, 5> parts{"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml",
                                           "xl/sharedStrings.xml", "xl/styles.xml"};

/// The texts between lines of "~~" are the parts in their order.
std::string packed(std::string_view texts) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const source = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(source);
    zip_t* const archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    for (const char* const name : parts) {
        constexpr std::string_view between = "\n~~\n";
        const std::string_view part = texts.substr(0, texts.find(between));
        texts.remove_prefix(std::min(part.size() + between.size(), texts.size()));
        const auto index =
            zip_file_add(archive, name, zip_source_buffer(archive, part.data(), part.size(), 0), ZIP_FL_ENC_UTF_8);
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
    }
    zip_close(archive);
    zip_source_open(source);
    zip_source_seek(source, 0, SEEK_END);
    std::string bytes(static_cast<std::size_t>(zip_source_tell(source)), '\0');
    zip_source_seek(source, 0, SEEK_SET);
    zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    zip_source_free(source);
    return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using namespace skattekrona;
    const std::string_view text = fuzz::text_of(bytes, size);
    const std::string package = looks_like_workbook(text) ? std::string(text) : packed(text);
    if (const auto sheets = read_xlsx(package, "b.xlsx")) {
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
    fuzz::import_and_check(package, fuzz::mappings());
    return 0;
}
