#pragma once

#include "core/diagnostic.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace skattekrona {

/// What a file is, which says how large it may be.
enum class FileKind {
    /// What somebody has written: a claim, a scenario, definitions, a mapping, and the program's own parts.
    text,
    picture,
    /// One of a folder of figures.
    figures,
    /// Somebody else's table.
    import,
    /// What another program or a library has made for us.
    made
};

/// The whole file as bytes. No more is read of it than its kind may have, whatever it says of its size; one that is
/// larger is Failure::invalid_input, and so is a pipe that nobody writes into. A file that is missing, or that there is
/// no room for, is Failure::source_unavailable.
Result<std::string> read_file(const std::filesystem::path& path, FileKind kind = FileKind::text);

/// Several texts of a folder, by name; all that cannot be read are reported.
Result<std::map<std::string, std::string, std::less<>>> read_files(const std::filesystem::path& folder,
                                                                   std::span<const std::string_view> names);

/// Writes to a temporary file beside `path` and renames it, so that the old file or the whole new one is there,
/// never half of one. Devices and pipes (/dev/stdout) are written straight.
Result<void> write_file(const std::filesystem::path& path, std::string_view bytes);

/// A folder of its own under the system's temporary folder, gone with its last line of code.
class TemporaryFolder {
public:
    static Result<TemporaryFolder> make();
    TemporaryFolder(TemporaryFolder&& other) noexcept;
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    const std::filesystem::path& path() const { return path_; }

private:
    explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}

    std::filesystem::path path_;
};

/// Removes the half-written files and the temporary folders of every thread, for a program that is about to end before
/// its work has: whoever would begin or finish one after this waits for that end.
void remove_unfinished();

/// What a library writes into a file that it is told the name of; the file stands in memory only. `write` gives why it
/// could not, or nothing.
Result<std::string> bytes_written_by(
    const std::function<std::optional<Message::Argument>(const std::string& path)>& write);

/// Whether it is something that the computer lacks just now (an errno), and so nobody's mistake.
bool is_want(int error);

/// Why the system refused (an errno), in the reader's language; the rare reasons by their names.
Message::Argument system_reason(int error);

/// A zip archive of files by name, as Word and Excel have them.
Result<void> write_zip(const std::filesystem::path& path, const std::map<std::string, std::string, std::less<>>& files);

/// Changes one file in such an archive. It does not tell when.
Result<void> edit_in_zip(const std::filesystem::path& path, const std::string& name,
                         const std::function<std::string(std::string)>& edit);

/// RFC 4648, with padding.
std::string base64(std::string_view bytes);

/// SHA-256 in hexadecimal (FIPS 180-4).
std::string sha256(std::string_view bytes);

}  // namespace skattekrona
