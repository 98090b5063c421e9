#pragma once

#include <string>
#include <utility>
#include <vector>
#include <zip.h>

namespace skattekrona::test {

/// A zip package of parts by name; stored as they are where they are not to be packed, which is quicker.
inline std::string package(const std::vector<std::pair<std::string, std::string>>& parts, bool packed = true) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* const source = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(source);
    zip_t* const archive = zip_open_from_source(source, ZIP_TRUNCATE, &error);
    for (const auto& [name, text] : parts) {
        const auto index = zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0),
                                        ZIP_FL_ENC_UTF_8);
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), packed ? ZIP_CM_DEFAULT : ZIP_CM_STORE, 0);
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

}  // namespace skattekrona::test
