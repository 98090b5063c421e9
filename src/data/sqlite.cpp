#include "data/sqlite.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <new>
#include <sqlite3.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace skattekrona {

namespace {

/// What SQLite keeps beside a file until it has a place in it: committed changes, or how to take back half-made ones.
constexpr std::array<const char*, 2> logs{"-wal", "-journal"};

std::filesystem::path beside(const std::filesystem::path& file, const char* ending) { return file.string() + ending; }

SqliteFailure failure_of(sqlite3* connection) {
    const int code = sqlite3_extended_errcode(connection);
    const int error = sqlite3_system_errno(connection);
    // SQLite's own words are English; its code can be looked up.
    const std::vector<Message> named{{"data.reason.sqlite", {{"code", std::to_string(code)}}}};
    switch (code & 0xff) {
        case SQLITE_NOMEM:
            throw std::bad_alloc();
        case SQLITE_FULL:
            return {code, TextKey{"data.reason.disk_full"}};
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
            return {code, error == 0 ? Message::Argument(named) : system_reason(error), error};
        default:
            return {code, named};
    }
}

}  // namespace

void throw_damage(Message::Argument reason) { throw SqliteFailure{SQLITE_CORRUPT, std::move(reason)}; }

int write_error(const std::filesystem::path& file) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const auto may_write = [](const std::filesystem::path& path) {
        return ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0;
    };
    return may_write(folder) && may_write(file) ? 0 : errno;
}

tl::expected<FileLock, int> FileLock::alone(const std::filesystem::path& database,
                                            const std::function<void()>& waiting) {
    using namespace std::chrono_literals;
    // For reading, which is enough to lock: the file may be somebody else's.
    FileLock lock(::open(beside(database, ".lock").c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0666));
    if (lock.descriptor_ < 0) {
        return tl::unexpected(errno);
    }
    const auto patience = std::chrono::steady_clock::now() + 30s;
    for (bool told = false; ::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0; told = true) {
        if (errno != EWOULDBLOCK || std::chrono::steady_clock::now() > patience) {
            return tl::unexpected(errno);
        }
        if (!told) {
            waiting();
        }
        std::this_thread::sleep_for(100ms);
    }
    return lock;
}

std::optional<FileLock> FileLock::against_writers(const std::filesystem::path& database) {
    // Where there is no such file, or none that may be read, there is nobody to agree with.
    FileLock lock(::open(beside(database, ".lock").c_str(), O_RDONLY | O_CLOEXEC));
    const bool taken = lock.descriptor_ >= 0 && ::flock(lock.descriptor_, LOCK_SH | LOCK_NB) != 0;
    return taken && errno == EWOULDBLOCK ? std::nullopt : std::optional(std::move(lock));
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}
FileLock::~FileLock() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

Database::Database(Database&& other) noexcept
    : file_(std::move(other.file_)),
      lock_(std::move(other.lock_)),
      copy_(std::move(other.copy_)),
      connection_(std::exchange(other.connection_, nullptr)),
      writes_(other.writes_) {}

Database::~Database() { sqlite3_close(connection_); }

Database Database::to_read(const std::filesystem::path& file) {
    Database database(file);
    if (write_error(file) == 0 && database.opens()) {
        return database;
    }
    database.lock_ = FileLock::against_writers(file);
    if (!database.lock_) {
        // The writer has made what is needed beside the file.
        if (database.opens()) {
            return database;
        }
        throw SqliteFailure{SQLITE_BUSY, ""};
    }
    if (database.has_log()) {
        database.open_copy();
        return database;
    }
    std::string name = "file:";
    for (const char c : file.string()) {
        name += c == '%' ? "%25" : c == '?' ? "%3f" : c == '#' ? "%23" : std::string(1, c);
    }
    database.open(name + "?immutable=1", SQLITE_OPEN_READONLY);
    return database;
}

Database Database::to_write(const std::filesystem::path& file, FileLock lock) {
    Database database(file);
    database.lock_ = std::move(lock);
    database.writes_ = true;
    database.open(file.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    return database;
}

void Database::open(const std::string& name, int flags) {
    sqlite3_close(std::exchange(connection_, nullptr));
    if (sqlite3_open_v2(name.c_str(), &connection_, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr) !=
        SQLITE_OK) {
        throw failure_of(connection_);
    }
    sqlite3_busy_timeout(connection_, 10'000);
    // A file that somebody has tampered with must not be able to run anything.
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(connection_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    run("PRAGMA foreign_keys = ON");
    run("PRAGMA cell_size_check = ON");
}

bool Database::opens() {
    try {
        open(file_.string(), SQLITE_OPEN_READONLY);
        // The first that is read of the file itself.
        pragma("schema_version");
        return true;
    } catch (const SqliteFailure& failure) {
        constexpr std::array<int, 6> about_the_file_itself{SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_BUSY,
                                                           SQLITE_LOCKED,  SQLITE_ERROR,  SQLITE_PROTOCOL};
        if (std::ranges::find(about_the_file_itself, failure.code & 0xff) != about_the_file_itself.end()) {
            throw;
        }
        return false;
    }
}

bool Database::has_log() const {
    return std::ranges::any_of(logs, [&](const char* ending) {
        std::error_code none;
        const auto size = std::filesystem::file_size(beside(file_, ending), none);
        return !none && size > 0;
    });
}

void Database::open_copy() {
    const SqliteFailure no_room{SQLITE_CANTOPEN, TextKey{"data.reason.no_room_for_copy"}};
    auto folder = TemporaryFolder::make();
    if (!folder) {
        throw no_room;
    }
    copy_.emplace(*std::move(folder));
    const auto copy = copy_->path() / "figures.db";
    for (const char* ending : {"", logs[0], logs[1]}) {
        std::error_code failed;
        std::filesystem::copy_file(beside(file_, ending), beside(copy, ending), failed);
        if (failed == std::errc::no_space_on_device) {
            throw no_room;
        }
        if (failed && failed != std::errc::no_such_file_or_directory) {
            throw SqliteFailure{SQLITE_CANTOPEN, system_reason(failed.value()), failed.value()};
        }
    }
    open(copy.string(), SQLITE_OPEN_READWRITE);
}

void Database::run(const std::string& sql) const {
    if (sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        throw failure_of(connection_);
    }
}

std::int64_t Database::pragma(const std::string& name) const {
    Statement statement(*this, "PRAGMA " + name);
    return statement.step() ? statement.integer(0) : 0;
}

std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(connection_); }

std::size_t Database::changed_rows() const { return static_cast<std::size_t>(sqlite3_changes(connection_)); }

Statement::Statement(const Database& database, std::string_view sql) {
    if (sqlite3_prepare_v2(database.connection(), sql.data(), static_cast<int>(sql.size()), &statement_, nullptr) !=
        SQLITE_OK) {
        throw failure_of(database.connection());
    }
}

Statement::~Statement() { sqlite3_finalize(statement_); }

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        throw failure_of(sqlite3_db_handle(statement_));
    }
    return code == SQLITE_ROW;
}

std::string_view Statement::text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return bytes == nullptr
               ? std::string_view()
               : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_, column); }

double Statement::number(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL ? missing : sqlite3_column_double(statement_, column);
}

std::uint64_t Statement::checksum() const {
    Checksum sum;
    const int columns = sqlite3_column_count(statement_);
    for (int column = 0; column < columns; ++column) {
        const int type = sqlite3_column_type(statement_, column);
        sum.add(std::int64_t{type});
        if (type == SQLITE_FLOAT) {
            sum.add(sqlite3_column_double(statement_, column));
        } else if (type == SQLITE_TEXT) {
            sum.add(text(column));
        } else {
            sum.add(integer(column));
        }
    }
    return sum.value();
}

void Statement::reset() { sqlite3_reset(statement_); }

void Statement::bind(int position, std::string_view text) {
    if (sqlite3_bind_text(statement_, position, text.data() == nullptr ? "" : text.data(),
                          static_cast<int>(text.size()), SQLITE_STATIC) != SQLITE_OK) {
        throw failure_of(sqlite3_db_handle(statement_));
    }
}

void Statement::bind(int position, double value) {
    if ((is_missing(value) ? sqlite3_bind_null(statement_, position)
                           : sqlite3_bind_double(statement_, position, value)) != SQLITE_OK) {
        throw failure_of(sqlite3_db_handle(statement_));
    }
}

void Statement::bind_integer(int position, std::int64_t value) {
    if (sqlite3_bind_int64(statement_, position, value) != SQLITE_OK) {
        throw failure_of(sqlite3_db_handle(statement_));
    }
}

Transaction::~Transaction() {
    if (open_) {
        // Full disks have rolled it back already, and the answer to that is of no interest here.
        sqlite3_exec(database_.connection(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void Transaction::commit() {
    database_.run("COMMIT");
    open_ = false;
}

Diagnostic explained(const SqliteFailure& failure, const std::filesystem::path& file, bool writes) {
    const auto problem = [&](Failure kind, const char* key, Message::Argument reason) {
        return Diagnostic{kind, {key, {{"reason", std::move(reason)}}}, {file.string()}};
    };
    switch (failure.code & 0xff) {
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return problem(Failure::usage, "data.error.store.not_writable", TextKey{"data.reason.no_permission"});
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
            if (is_want(failure.system)) {
                return problem(Failure::source_unavailable, "data.error.store.not_opened", failure.reason);
            }
            return problem(Failure::usage, writes ? "data.error.store.not_writable" : "data.error.store.not_opened",
                           failure.reason);
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return problem(Failure::source_unavailable, "data.error.store.busy", "");
        default:
            // What else there is would be faults of the program in a file that is as the program makes it.
            return problem(Failure::invalid_input, "data.error.store.damaged", failure.reason);
    }
}

}  // namespace skattekrona
