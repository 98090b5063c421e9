#include "data/file.hpp"

#include "core/bug.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <memory>
#include <mutex>
#include <openssl/evp.h>
#include <poll.h>
#include <set>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <zip.h>

namespace skattekrona {

bool is_want(int error) { return error == EMFILE || error == ENFILE || error == ENOMEM; }

Message::Argument system_reason(int error) {
    // The system's own words are English; the name of the error can be looked up.
    const char* const name = ::strerrorname_np(error);
    switch (error) {
        case ENOENT:
            return TextKey{"data.reason.not_found"};
        case EACCES:
        case EPERM:
            return TextKey{"data.reason.no_permission"};
        case EISDIR:
            return TextKey{"data.reason.is_folder"};
        case ENOTDIR:
            return TextKey{"data.reason.not_folder"};
        case ENOSPC:
            return TextKey{"data.reason.disk_full"};
        case EROFS:
            return TextKey{"data.reason.read_only"};
        case EMFILE:
        case ENFILE:
            return TextKey{"data.reason.too_many_files"};
        case ENOMEM:
            return TextKey{"data.reason.no_memory"};
        case EAGAIN:
            return TextKey{"data.reason.too_many_processes"};
        case ENAMETOOLONG:
            return TextKey{"data.reason.long_name"};
        default:
            return std::vector<Message>{
                {"data.reason.system", {{"code", fmt::format("{} {}", error, name == nullptr ? "" : name)}}}};
    }
}

namespace {

Diagnostic not_readable(const std::filesystem::path& path, int error) {
    const bool no_room = is_want(error);
    return {error == ENOENT || no_room ? Failure::source_unavailable : Failure::invalid_input,
            {no_room ? "data.error.file.no_room" : "data.error.file.not_readable", {{"reason", system_reason(error)}}},
            {path.string()}};
}

Diagnostic not_written(const std::filesystem::path& path, int error) {
    return {Failure::usage, {"data.error.file.not_writable", {{"reason", system_reason(error)}}}, {path.string()}};
}

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// What stands on disk for a while only.
struct Unfinished {
    /// Taken twice by a thread that finds no memory while it has it.
    std::recursive_mutex mutex;
    std::set<std::string, std::less<>> paths;
};

/// There to the very end: a thread may still be at it while the program ends.
Unfinished& unfinished() {
    static auto& all = *new Unfinished;
    return all;
}

/// `make` puts something on disk, gives `path` its name, and is negative where it could not.
template <class Make>
int begin_unfinished(const Make& make, const std::string& path) {
    const std::lock_guard lock(unfinished().mutex);
    const int made = make();
    if (made >= 0) {
        unfinished().paths.insert(path);
    }
    return made;
}

/// `settle` removes it, or gives it the name that lasts.
template <class Settle>
void end_unfinished(const std::string& path, const Settle& settle) {
    const std::lock_guard lock(unfinished().mutex);
    settle();
    unfinished().paths.erase(path);
}

void remove_quietly(const std::filesystem::path& path) {
    std::error_code nobody_to_tell;
    std::filesystem::remove_all(path, nobody_to_tell);
}

/// A kind of file: the most bytes that one has, and what is said of one that has more.
struct FileLimit {
    std::size_t bytes;
    const char* exceeded;
};
constexpr std::size_t megabyte = 1'000'000;

FileLimit limit_of(FileKind kind) {
    switch (kind) {
        case FileKind::text:
            return {4 * megabyte, "data.error.file.large_text"};
        case FileKind::picture:
            return {20 * megabyte, "data.error.file.large_picture"};
        case FileKind::figures:
            return {64 * megabyte, "data.error.file.large_figures"};
        case FileKind::import:
            return {256 * megabyte, "data.error.file.large_import"};
        case FileKind::made:
            return {1000 * megabyte, "data.error.file.large_made"};
    }
    bug("a kind of file without a limit");
}

/// Closed with its last line of code.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) {
            ::close(number_);
        }
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const { return number_; }

private:
    int number_;
};

/// Waits a little for somebody to write into a pipe; false where nothing has come.
bool anything_comes(int descriptor) {
    constexpr int for_a_writer = 5000;
    pollfd something{descriptor, POLLIN, 0};
    return ::poll(&something, 1, for_a_writer) != 0;
}

/// What comes of a file that was opened so as not to wait, up to a byte more than `most`; otherwise an errno.
int read_up_to(std::size_t most, int descriptor, std::size_t expected, std::string& bytes) {
    constexpr std::size_t least_room = 65536;
    std::size_t got = 0;
    while (got <= most) {
        if (got == bytes.size()) {
            bytes.resize(std::min(most, std::max({expected, least_room, 2 * got})) + 1);
        }
        const ssize_t more = ::read(descriptor, bytes.data() + got, bytes.size() - got);
        if (more < 0 && errno == EAGAIN) {
            // Somebody is at the other end, so there will be more or an end.
            ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) & ~O_NONBLOCK);
        } else if (more < 0 && errno != EINTR) {
            return errno;
        } else if (more == 0) {
            break;
        }
        got += static_cast<std::size_t>(std::max<ssize_t>(more, 0));
    }
    bytes.resize(got);
    return 0;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, FileKind kind) {
    const FileLimit limit = limit_of(kind);
    // Opened without waiting: a pipe may have nobody at its other end.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat status {};
    if (file.number() < 0 || ::fstat(file.number(), &status) != 0) {
        return fail(not_readable(path, errno));
    }
    if (S_ISDIR(status.st_mode)) {
        return fail(not_readable(path, EISDIR));
    }
    // Anything but a regular file, and some of those, says nothing of its size.
    const std::size_t expected = S_ISREG(status.st_mode) ? static_cast<std::size_t>(status.st_size) : 0;
    const bool silent = S_ISFIFO(status.st_mode) && !anything_comes(file.number());
    std::string bytes;
    const int error = expected <= limit.bytes ? read_up_to(limit.bytes, file.number(), expected, bytes) : 0;
    if (error != 0) {
        return fail(not_readable(path, error));
    }
    if (silent && bytes.empty()) {
        return fail(Diagnostic{Failure::invalid_input, {"data.error.file.no_writer", {}}, {path.string()}});
    }
    if (std::max(expected, bytes.size()) > limit.bytes) {
        return fail(Diagnostic{
            Failure::invalid_input, {limit.exceeded, {{"megabytes", count(limit.bytes / megabyte)}}}, {path.string()}});
    }
    return bytes;
}

Result<std::map<std::string, std::string, std::less<>>> read_files(const std::filesystem::path& folder,
                                                                   std::span<const std::string_view> names) {
    std::map<std::string, std::string, std::less<>> files;
    Diagnostics problems;
    for (const auto name : names) {
        auto text = read_file(folder / name);
        if (text) {
            files.emplace(name, *std::move(text));
        } else {
            problems.insert(problems.end(), text.error().begin(), text.error().end());
        }
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return files;
}

Result<void> write_file(const std::filesystem::path& path, std::string_view bytes) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
        const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        const bool written = descriptor >= 0 && write_all(descriptor, bytes);
        const int error = errno;
        if (descriptor >= 0) {
            ::close(descriptor);
        }
        return written ? Result<void>{} : fail(not_written(path, error));
    }
    std::string temporary = path.string() + ".XXXXXX";
    const int descriptor = begin_unfinished([&] { return ::mkostemp(temporary.data(), O_CLOEXEC); }, temporary);
    if (descriptor < 0) {
        return fail(not_written(path, errno));
    }
    // mkstemp makes the file private; the reader of a report is somebody else.
    static const mode_t mask = [] {
        // It can only be read by setting it, which two threads must not do at a time.
        const mode_t found = ::umask(0);
        ::umask(found);
        return found;
    }();
    const bool written =
        write_all(descriptor, bytes) && ::fchmod(descriptor, 0666 & ~mask) == 0 && ::fsync(descriptor) == 0;
    int error = errno;
    const bool closed = ::close(descriptor) == 0;
    bool renamed = false;
    end_unfinished(temporary, [&] {
        renamed = written && closed && std::rename(temporary.c_str(), path.c_str()) == 0;
        if (!renamed) {
            error = written ? errno : error;
            ::unlink(temporary.c_str());
        }
    });
    return renamed ? Result<void>{} : fail(not_written(path, error));
}

Result<TemporaryFolder> TemporaryFolder::make() {
    std::error_code problem;
    std::string path = (std::filesystem::temp_directory_path(problem) / "skattekrona-XXXXXX").string();
    if (problem || begin_unfinished([&] { return ::mkdtemp(path.data()) == nullptr ? -1 : 0; }, path) < 0) {
        return fail(
            Diagnostic{Failure::source_unavailable,
                       {"data.error.file.not_writable", {{"reason", system_reason(problem ? problem.value() : errno)}}},
                       {path}});
    }
    return TemporaryFolder(path);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryFolder::~TemporaryFolder() {
    if (!path_.empty()) {
        end_unfinished(path_.string(), [&] { remove_quietly(path_); });
    }
}

void remove_unfinished() {
    // Never let go of again.
    unfinished().mutex.lock();
    std::ranges::for_each(unfinished().paths, remove_quietly);
}

Result<std::string> bytes_written_by(
    const std::function<std::optional<Message::Argument>(const std::string& path)>& write) {
    const int descriptor = ::memfd_create("skattekrona", MFD_CLOEXEC);
    if (descriptor < 0) {
        return fail(Diagnostic{Failure::usage, {"data.error.file.not_writable", {{"reason", system_reason(errno)}}}});
    }
    const std::string path = fmt::format("/proc/self/fd/{}", descriptor);
    const auto problem = write(path);
    auto bytes = read_file(path, FileKind::made);
    ::close(descriptor);
    if (problem) {
        return fail(Diagnostic{Failure::usage, {"data.error.file.not_writable", {{"reason", *problem}}}});
    }
    return bytes;
}

namespace {

Diagnostic unwritable_zip(const std::filesystem::path& path) {
    return {Failure::source_unavailable,
            {"data.error.file.not_writable", {{"reason", system_reason(errno)}}},
            {path.string()}};
}

}  // namespace

Result<void> write_zip(const std::filesystem::path& path,
                       const std::map<std::string, std::string, std::less<>>& files) {
    int problem = 0;
    zip_t* const archive = ::zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &problem);
    bool sound = archive != nullptr;
    for (const auto& [name, bytes] : files) {
        zip_source_t* const source = sound ? ::zip_source_buffer(archive, bytes.data(), bytes.size(), 0) : nullptr;
        sound = source != nullptr && ::zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8) >= 0;
    }
    if (!sound || ::zip_close(archive) != 0) {
        return fail(unwritable_zip(path));
    }
    return {};
}

Result<void> edit_in_zip(const std::filesystem::path& path, const std::string& name,
                         const std::function<std::string(std::string)>& edit) {
    int problem = 0;
    std::unique_ptr<zip_t, void (*)(zip_t*)> archive(::zip_open(path.c_str(), 0, &problem), &zip_discard);
    zip_stat_t status;
    if (archive == nullptr || ::zip_stat(archive.get(), name.c_str(), 0, &status) != 0) {
        return fail(unwritable_zip(path));
    }
    std::string bytes(status.size, '\0');
    std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> entry(::zip_fopen_index(archive.get(), status.index, 0),
                                                            &zip_fclose);
    if (entry == nullptr ||
        ::zip_fread(entry.get(), bytes.data(), bytes.size()) != static_cast<zip_int64_t>(bytes.size())) {
        return fail(unwritable_zip(path));
    }
    bytes = edit(std::move(bytes));
    // 1 January 1980, the first day that an archive can name.
    constexpr zip_uint16_t no_particular_day = 1U << 5U | 1U;
    zip_source_t* const source = ::zip_source_buffer(archive.get(), bytes.data(), bytes.size(), 0);
    // What still reads the archive keeps it from being written.
    entry.reset();
    if (source == nullptr || ::zip_file_replace(archive.get(), status.index, source, 0) != 0 ||
        ::zip_file_set_dostime(archive.get(), status.index, 0, no_particular_day, 0) != 0 ||
        ::zip_close(archive.get()) != 0) {
        return fail(unwritable_zip(path));
    }
    static_cast<void>(archive.release());
    return {};
}

std::string base64(std::string_view bytes) {
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    // The library wants room for a zero at the end.
    const int length =
        ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                          reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(length));
    return text;
}

std::string sha256(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
    std::string hex;
    for (unsigned int i = 0; i < length; ++i) {
        hex += fmt::format("{:02x}", digest.at(i));
    }
    return hex;
}

}  // namespace skattekrona
