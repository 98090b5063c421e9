#pragma once

#include "core/diagnostic.hpp"
#include "core/units.hpp"
#include "data/file.hpp"

#include <bit>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace skattekrona {

/// A step of SQLite that failed; `guarded` makes a Diagnostic of it where a function of ours ends.
struct SqliteFailure {
    /// SQLite's extended code.
    int code;
    Message::Argument reason;
    /// The system's own, an errno; 0 where it was not the system that refused.
    int system = 0;
};

/// What stands in the database cannot be right.
[[noreturn]] void throw_damage(Message::Argument reason);

/// Why the file, or the folder it stands in, may not be written (an errno); 0 where it may.
int write_error(const std::filesystem::path& file);

/// A lock on a file beside a database that goes with the process that holds it, however that ends.
class FileLock {
public:
    /// Waits half a minute at most for other processes, then EWOULDBLOCK; `waiting` is called once.
    static tl::expected<FileLock, int> alone(const std::filesystem::path& database,
                                             const std::function<void()>& waiting);
    /// Keeps writers out, without waiting and without writing anything; nothing where one is at work.
    static std::optional<FileLock> against_writers(const std::filesystem::path& database);

    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_;
};

/// A connection to a database file. Its functions throw SqliteFailure.
class Database {
public:
    /// For reading, also where nothing may or can be written: files that a reader leaves in a folder of somebody else's
    /// would shut its owner out.
    static Database to_read(const std::filesystem::path& file);
    /// For reading and writing; made where there is none.
    static Database to_write(const std::filesystem::path& file, FileLock lock);

    Database(Database&& other) noexcept;
    Database& operator=(Database&&) = delete;
    ~Database();

    const std::filesystem::path& file() const { return file_; }
    bool writes() const { return writes_; }
    sqlite3* connection() const { return connection_; }

    void run(const std::string& sql) const;
    std::int64_t pragma(const std::string& name) const;
    std::int64_t last_row() const;
    std::size_t changed_rows() const;

private:
    explicit Database(std::filesystem::path file) : file_(std::move(file)) {}
    void open(const std::string& name, int flags);
    /// False where leave or room is lacking for what SQLite puts beside the file.
    bool opens();
    bool has_log() const;
    void open_copy();

    std::filesystem::path file_;
    std::optional<FileLock> lock_;
    std::optional<TemporaryFolder> copy_;
    sqlite3* connection_ = nullptr;
    bool writes_ = false;
};

/// A checksum of values one after another: each step is a bijection, so that no change of one value leaves it as it
/// was.
class Checksum {
public:
    Checksum& add(std::uint64_t word) {
        sum_ = (sum_ ^ word) * 0x9E3779B97F4A7C15U;
        sum_ ^= sum_ >> 32U;
        return *this;
    }
    Checksum& add(std::int64_t value) { return add(static_cast<std::uint64_t>(value)); }
    Checksum& add(double value) { return add(std::bit_cast<std::uint64_t>(value)); }
    Checksum& add(std::string_view text) {
        std::uint64_t word = text.size();
        for (std::size_t i = 0; i < text.size(); ++i) {
            if (i % sizeof word == 0) {
                add(std::exchange(word, 0));
            }
            word = word << 8U | static_cast<unsigned char>(text[i]);
        }
        return add(word);
    }
    std::uint64_t value() const { return sum_; }

private:
    std::uint64_t sum_ = 0x6A09E667F3BCC908U;
};

class Statement {
public:
    Statement(const Database& database, std::string_view sql);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Binds all parameters in order and makes the statement ready to step. Text must live until the next call.
    template <class... Values>
    Statement& with(const Values&... values) {
        reset();
        int position = 0;
        (bind(++position, values), ...);
        return *this;
    }
    /// Moves to the next row; false after the last.
    bool step();
    void run() {
        while (step()) {
        }
    }

    std::string_view text(int column) const;
    std::string string(int column) const { return std::string(text(column)); }
    std::int64_t integer(int column) const;
    std::size_t count(int column) const { return static_cast<std::size_t>(integer(column)); }
    double number(int column) const;
    /// Of the row.
    std::uint64_t checksum() const;

private:
    void reset();
    void bind(int position, std::string_view text);
    void bind(int position, double value);
    void bind_integer(int position, std::int64_t value);
    template <std::integral Integer>
    void bind(int position, Integer value) {
        bind_integer(position, static_cast<std::int64_t>(value));
    }

    sqlite3_stmt* statement_ = nullptr;
};

/// All of it happens, or nothing of it.
class Transaction {
public:
    explicit Transaction(const Database& database) : database_(database) { database_.run("BEGIN IMMEDIATE"); }
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    void commit();

private:
    const Database& database_;
    bool open_ = true;
};

/// What failed, in words.
Diagnostic explained(const SqliteFailure& failure, const std::filesystem::path& file, bool writes);

/// Runs `use` and makes what SQLite says into a value.
template <class Use>
auto guarded(const std::filesystem::path& file, bool writes, Use use) -> Result<decltype(use())> {
    try {
        if constexpr (std::is_void_v<decltype(use())>) {
            use();
            return {};
        } else {
            return use();
        }
    } catch (const SqliteFailure& failure) {
        return fail(explained(failure, file, writes));
    }
}

}  // namespace skattekrona
