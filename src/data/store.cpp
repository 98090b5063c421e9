#include "data/store.hpp"

#include "data/file.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <map>
#include <sqlite3.h>
#include <sys/file.h>
#include <thread>
#include <tuple>
#include <unistd.h>
#include <utility>

namespace skattekrona {

namespace {

/// "SKAT", so that no other program's database is taken for a store.
constexpr int application_id = 0x534B4154;

/// What brings a store from one schema version to the next; the first makes an empty file a store. A released step is
/// never edited: what is wrong with it is mended by a step of its own.
constexpr std::array<const char*, 2> migrations{
    // A series is one publisher's code, one gender and, for own figures, their label.
    R"sql(
CREATE TABLE run(
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, credit TEXT NOT NULL, origin TEXT NOT NULL, sha256 TEXT NOT NULL,
    vintage TEXT NOT NULL, label TEXT NOT NULL, stored TEXT NOT NULL,
    added INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE series(
    id INTEGER PRIMARY KEY, code TEXT NOT NULL, gender TEXT NOT NULL, label TEXT NOT NULL,
    UNIQUE(code, gender, label)) STRICT;
CREATE TABLE figure(
    series INTEGER NOT NULL REFERENCES series(id), municipality TEXT NOT NULL, year INTEGER NOT NULL,
    value REAL, status TEXT NOT NULL, preliminary INTEGER NOT NULL, run INTEGER NOT NULL REFERENCES run(id),
    PRIMARY KEY(series, municipality, year)) STRICT, WITHOUT ROWID;
CREATE TABLE history(
    series INTEGER NOT NULL REFERENCES series(id), municipality TEXT NOT NULL, year INTEGER NOT NULL,
    value REAL, status TEXT NOT NULL, preliminary INTEGER NOT NULL, run INTEGER NOT NULL REFERENCES run(id),
    replaced_by INTEGER NOT NULL REFERENCES run(id),
    PRIMARY KEY(series, municipality, year, run)) STRICT, WITHOUT ROWID;
CREATE TRIGGER what_is_replaced_goes_to_the_history AFTER UPDATE ON figure BEGIN
    INSERT INTO history VALUES(OLD.series, OLD.municipality, OLD.year, OLD.value, OLD.status, OLD.preliminary, OLD.run,
                               NEW.run);
END;
CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
)sql",
    // Answers of a fetch that has not come to its end; a request without a hash has not been answered.
    R"sql(
CREATE TABLE fetch(id INTEGER PRIMARY KEY, question TEXT NOT NULL, begun TEXT NOT NULL) STRICT;
CREATE TABLE request(
    fetch INTEGER NOT NULL REFERENCES fetch(id) ON DELETE CASCADE, position INTEGER NOT NULL, page INTEGER NOT NULL,
    url TEXT NOT NULL, sha256 TEXT, PRIMARY KEY(fetch, position, page), UNIQUE(fetch, url)) STRICT, WITHOUT ROWID;
CREATE TABLE fetched(
    fetch INTEGER NOT NULL REFERENCES fetch(id) ON DELETE CASCADE, position INTEGER NOT NULL, page INTEGER NOT NULL,
    row INTEGER NOT NULL, code TEXT NOT NULL, municipality TEXT NOT NULL, year INTEGER NOT NULL, gender TEXT NOT NULL,
    value REAL, status TEXT NOT NULL, preliminary INTEGER NOT NULL,
    PRIMARY KEY(fetch, position, page, row)) STRICT, WITHOUT ROWID;
)sql"};

/// A step of SQLite that failed; turned into a Diagnostic where the store's functions end.
struct SqliteFailure {
    int code;
};

class Statement {
public:
    Statement(sqlite3* connection, std::string_view sql) {
        const int code = sqlite3_prepare_v2(connection, sql.data(), static_cast<int>(sql.size()), &statement_, nullptr);
        if (code != SQLITE_OK) {
            throw SqliteFailure{sqlite3_extended_errcode(connection)};
        }
    }
    ~Statement() { sqlite3_finalize(statement_); }
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Binds all parameters in order and makes the statement ready to step. Text must live until the next call.
    template <class... Values>
    Statement& with(const Values&... values) {
        sqlite3_reset(statement_);
        int position = 0;
        (bind(++position, values), ...);
        return *this;
    }
    /// Moves to the next row; false after the last.
    bool step() {
        const int code = sqlite3_step(statement_);
        if (code != SQLITE_ROW && code != SQLITE_DONE) {
            sqlite3* const connection = sqlite3_db_handle(statement_);
            throw SqliteFailure{sqlite3_extended_errcode(connection)};
        }
        return code == SQLITE_ROW;
    }
    void run() {
        while (step()) {
        }
    }

    std::string_view text(int column) const {
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        return bytes == nullptr
                   ? std::string_view()
                   : std::string_view(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
    }
    std::string string(int column) const { return std::string(text(column)); }
    int integer(int column) const { return sqlite3_column_int(statement_, column); }
    std::size_t count(int column) const { return static_cast<std::size_t>(sqlite3_column_int64(statement_, column)); }
    double number(int column) const {
        return sqlite3_column_type(statement_, column) == SQLITE_NULL ? missing
                                                                      : sqlite3_column_double(statement_, column);
    }

private:
    void bind(int position, std::string_view text) {
        check(sqlite3_bind_text(statement_, position, text.data() == nullptr ? "" : text.data(),
                                static_cast<int>(text.size()), SQLITE_STATIC));
    }
    void bind(int position, double value) {
        check(is_missing(value) ? sqlite3_bind_null(statement_, position)
                                : sqlite3_bind_double(statement_, position, value));
    }
    template <std::integral Integer>
    void bind(int position, Integer value) {
        check(sqlite3_bind_int64(statement_, position, static_cast<sqlite3_int64>(value)));
    }
    static void check(int code) {
        if (code != SQLITE_OK) {
            throw SqliteFailure{code};
        }
    }

    sqlite3_stmt* statement_ = nullptr;
};

std::string gender_text(Gender gender) { return std::string(1, static_cast<char>(gender)); }
Gender gender_of(std::string_view text) { return text.empty() ? Gender::total : static_cast<Gender>(text.front()); }

MunicipalityId municipality_of(std::string_view text) {
    const auto id = MunicipalityId::parse(text);
    if (!id) {
        throw SqliteFailure{SQLITE_CORRUPT};
    }
    return *id;
}

}  // namespace

struct Store::Database {
    /// A lock on a file beside the store that goes with the process that holds it, however that ends.
    class WriterLock {
    public:
        /// Waits half a minute at most for another process, then EWOULDBLOCK.
        static tl::expected<WriterLock, int> take(const std::filesystem::path& store,
                                                  const std::function<void()>& waiting) {
            using namespace std::chrono_literals;
            WriterLock lock(::open((store.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
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

        WriterLock(WriterLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
        WriterLock& operator=(WriterLock&&) = delete;
        ~WriterLock() {
            if (descriptor_ >= 0) {
                ::close(descriptor_);
            }
        }

    private:
        explicit WriterLock(int descriptor) : descriptor_(descriptor) {}

        int descriptor_;
    };

    explicit Database(std::filesystem::path path, std::optional<WriterLock> writer = std::nullopt)
        : file(std::move(path)), lock(std::move(writer)) {}
    ~Database() { sqlite3_close(connection); }
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    void open(const std::string& name, int flags) {
        sqlite3_close(std::exchange(connection, nullptr));
        if (sqlite3_open_v2(name.c_str(), &connection, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr) !=
            SQLITE_OK) {
            throw SqliteFailure{sqlite3_extended_errcode(connection)};
        }
        sqlite3_busy_timeout(connection, 10'000);
        // A file that somebody has tampered with must not be able to run anything.
        sqlite3_db_config(connection, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
        sqlite3_db_config(connection, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        run("PRAGMA foreign_keys = ON");
        run("PRAGMA cell_size_check = ON");
    }
    void run(const std::string& sql) const {
        if (sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
            throw SqliteFailure{sqlite3_extended_errcode(connection)};
        }
    }
    int pragma(const std::string& name) const {
        Statement statement(connection, "PRAGMA " + name);
        return statement.step() ? statement.integer(0) : 0;
    }
    std::size_t count_figures() const {
        Statement statement(connection, "SELECT count(*) FROM figure");
        statement.step();
        return statement.count(0);
    }
    bool is_store() const { return pragma("application_id") == application_id; }
    bool is_empty() const { return pragma("schema_version") == 0; }

    std::filesystem::path file;
    sqlite3* connection = nullptr;
    std::optional<WriterLock> lock;
};

namespace {

Diagnostic explained(const SqliteFailure& failure, const std::filesystem::path& file) {
    const auto problem = [&](Failure kind, const char* key, Message::Argument reason) {
        return Diagnostic{kind, {key, {{"reason", std::move(reason)}}}, {file.string()}};
    };
    const std::vector<Message> code{{"data.reason.sqlite", {{"code", std::to_string(failure.code)}}}};
    switch (failure.code & 0xff) {
        case SQLITE_FULL:
            return problem(Failure::usage, "data.error.store.not_writable", TextKey{"data.reason.disk_full"});
        case SQLITE_READONLY:
            return problem(Failure::usage, "data.error.store.not_writable", TextKey{"data.reason.read_only"});
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            return problem(Failure::usage, "data.error.store.not_opened", TextKey{"data.reason.no_permission"});
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return problem(Failure::source_unavailable, "data.error.store.busy", code);
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return problem(Failure::invalid_input, "data.error.store.damaged", code);
        default:
            return problem(Failure::usage, "data.error.store.not_writable", code);
    }
}

/// Runs `use` and makes what SQLite says into a value.
template <class Use>
auto guarded(const std::filesystem::path& file, Use use) -> Result<decltype(use())> {
    try {
        if constexpr (std::is_void_v<decltype(use())>) {
            use();
            return {};
        } else {
            return use();
        }
    } catch (const SqliteFailure& failure) {
        return fail(explained(failure, file));
    }
}

/// All of it happens, or nothing of it.
class Transaction {
public:
    template <class Database>
    explicit Transaction(Database& database) : connection_(database.connection) {
        database.run("BEGIN IMMEDIATE");
    }
    ~Transaction() {
        if (connection_ != nullptr) {
            // Full disks have rolled it back already, and the answer to that is of no interest here.
            sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
        }
    }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    template <class Database>
    void commit(Database& database) {
        database.run("COMMIT");
        connection_ = nullptr;
    }

private:
    sqlite3* connection_;
};

template <class Database>
void migrate(Database& database) {
    Transaction transaction(database);
    database.run("PRAGMA application_id = " + std::to_string(application_id));
    for (auto version = static_cast<std::size_t>(database.pragma("user_version")); version < migrations.size();
         ++version) {
        database.run(migrations.at(version));
    }
    database.run("PRAGMA user_version = " + std::to_string(migrations.size()));
    transaction.commit(database);
}

/// What the store cannot be used for, if anything.
template <class Database>
std::optional<Diagnostic> unusable(const Database& database) {
    if (!database.is_empty() && !database.is_store()) {
        return Diagnostic{Failure::invalid_input, {"data.error.store.other_program", {}}, {database.file.string()}};
    }
    if (static_cast<std::size_t>(database.pragma("user_version")) > migrations.size()) {
        return Diagnostic{Failure::invalid_input, {"data.error.store.newer", {}}, {database.file.string()}};
    }
    return std::nullopt;
}

}  // namespace

Store::Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

bool store_exists(const std::filesystem::path& file) {
    // A folder that cannot be looked into is not one without a store.
    std::error_code unknown;
    return std::filesystem::status(file, unknown).type() != std::filesystem::file_type::not_found;
}

Result<std::optional<Store>> Store::open(const std::filesystem::path& file) {
    if (!store_exists(file)) {
        return std::optional<Store>{};
    }
    auto database = std::make_unique<Database>(file);
    const auto version = guarded(file, [&] {
        database->open(file.string(), SQLITE_OPEN_READONLY);
        try {
            return database->pragma("user_version");
        } catch (const SqliteFailure& failure) {
            // Where SQLite cannot make its files of locks (a folder that cannot be written in, a full disk), the file
            // is read as it is, unless it has a log beside it that only a writer can take in.
            std::error_code no_log;
            const auto log = std::filesystem::file_size(file.string() + "-wal", no_log);
            const int reason = failure.code & 0xff;
            if ((reason != SQLITE_CANTOPEN && reason != SQLITE_IOERR && reason != SQLITE_FULL) ||
                (!no_log && log > 0)) {
                throw;
            }
            std::string name = "file:";
            for (const char c : file.string()) {
                name += c == '%' ? "%25" : c == '?' ? "%3f" : c == '#' ? "%23" : std::string(1, c);
            }
            database->open(name + "?immutable=1", SQLITE_OPEN_READONLY);
            return database->pragma("user_version");
        }
    });
    if (!version) {
        return fail(version.error());
    }
    const auto problem = guarded(file, [&] { return unusable(*database); });
    if (!problem) {
        return fail(problem.error());
    }
    if (*problem) {
        return fail(**problem);
    }
    if (static_cast<std::size_t>(*version) < migrations.size()) {
        return open_for_writing(file, [] {}).map([](Store store) { return std::optional(std::move(store)); });
    }
    return std::optional(Store(std::move(database)));
}

Result<Store> Store::open_for_writing(const std::filesystem::path& file, const std::function<void()>& waiting) {
    std::error_code not_made;
    std::filesystem::create_directories(file.parent_path(), not_made);
    auto lock = Database::WriterLock::take(file, waiting);
    if (!lock) {
        return fail(lock.error() == EWOULDBLOCK
                        ? explained({SQLITE_BUSY}, file)
                        : Diagnostic{Failure::usage,
                                     {"data.error.store.not_writable", {{"reason", system_reason(lock.error())}}},
                                     {file.string()}});
    }
    auto database = std::make_unique<Database>(file, *std::move(lock));
    const auto problem = guarded(file, [&]() -> std::optional<Diagnostic> {
        database->open(file.string(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
        if (auto found = unusable(*database)) {
            return found;
        }
        database->run("PRAGMA journal_mode = WAL");
        database->run("PRAGMA synchronous = FULL");
        migrate(*database);
        return std::nullopt;
    });
    if (!problem) {
        return fail(problem.error());
    }
    if (*problem) {
        return fail(**problem);
    }
    return Store(std::move(database));
}

Result<std::vector<Run>> Store::runs() const {
    return guarded(database_->file, [&] {
        std::vector<Run> runs;
        Statement statement(
            database_->connection,
            "SELECT id, kind, credit, origin, sha256, vintage, label, stored, added, changed, unchanged "
            "FROM run ORDER BY id");
        while (statement.step()) {
            runs.push_back({statement.integer(0), statement.string(1), statement.string(2), statement.string(3),
                            statement.string(4), statement.string(5), statement.string(6), statement.string(7),
                            statement.count(8), statement.count(9), statement.count(10)});
        }
        return runs;
    });
}

Result<std::vector<StoredValue>> Store::values(const std::set<std::string>& series, bool published,
                                               std::string_view label) const {
    return guarded(database_->file, [&] {
        std::vector<StoredValue> values;
        Statement known(database_->connection,
                        "SELECT id, code FROM series WHERE gender = 'T' AND (label = '' AND ?1 OR label <> '' AND "
                        "label = ?2) ORDER BY code, label");
        Statement figures(database_->connection,
                          "SELECT municipality, year, value, status, preliminary, run FROM figure WHERE series = ?");
        known.with(published, label);
        while (known.step()) {
            const std::string code = known.string(1);
            if (!series.contains(code)) {
                continue;
            }
            figures.with(known.integer(0));
            while (figures.step()) {
                values.push_back({{code, municipality_of(figures.text(0)), Year{figures.integer(1)}, Gender::total,
                                   figures.number(2), figures.string(3), figures.integer(4) != 0, 0},
                                  figures.integer(5)});
            }
        }
        return values;
    });
}

Result<std::vector<Change>> Store::changes(int from, int to) const {
    return guarded(database_->file, [&] {
        // A version stood from its run until the one that replaced it.
        Statement statement(database_->connection, R"sql(
WITH version AS (
    SELECT series, municipality, year, value, iif(preliminary AND status = '', 'preliminary', status) AS status, run,
        9223372036854775807 AS until FROM figure
    UNION ALL
    SELECT series, municipality, year, value, iif(preliminary AND status = '', 'preliminary', status), run,
        replaced_by FROM history)
SELECT s.code, now.municipality, now.year, s.gender, s.label, before.value, now.value, before.status, now.status
FROM version AS now JOIN series AS s ON s.id = now.series
LEFT JOIN version AS before ON before.series = now.series AND before.municipality = now.municipality
    AND before.year = now.year AND before.run <= ?1 AND before.until > ?1
WHERE now.run > ?1 AND now.run <= ?2 AND now.until > ?2
    AND (before.run IS NULL OR before.value IS NOT now.value OR before.status <> now.status)
ORDER BY s.code, s.label, s.gender, now.municipality, now.year)sql");
        std::vector<Change> changes;
        statement.with(from, to);
        while (statement.step()) {
            changes.push_back({statement.string(0), municipality_of(statement.text(1)), Year{statement.integer(2)},
                               gender_of(statement.text(3)), statement.string(4), statement.number(5),
                               statement.number(6), statement.string(7), statement.string(8)});
        }
        return changes;
    });
}

Result<std::vector<std::string>> Store::labels() const {
    return guarded(database_->file, [&] {
        std::vector<std::string> labels;
        Statement statement(database_->connection,
                            "SELECT DISTINCT label FROM series WHERE label <> '' ORDER BY label");
        while (statement.step()) {
            labels.push_back(statement.string(0));
        }
        return labels;
    });
}

Result<bool> Store::in_use() const {
    return guarded(database_->file, [&] {
        Statement statement(database_->connection, "SELECT value FROM setting WHERE name = 'use'");
        return statement.step() && statement.text(0) == "store";
    });
}

Result<void> Store::use(bool store) {
    return guarded(database_->file, [&] {
        Statement(database_->connection, "INSERT OR REPLACE INTO setting VALUES('use', ?)")
            .with(std::string_view(store ? "store" : "embedded"))
            .run();
    });
}

Result<Run> Store::add(const Delivery& delivery, std::string_view now, std::optional<int> fetch) {
    return guarded(database_->file, [&] {
        sqlite3* const connection = database_->connection;
        Transaction transaction(*database_);
        Run run{0,
                delivery.kind,
                delivery.credit,
                delivery.origin,
                delivery.sha256,
                delivery.vintage,
                delivery.label,
                std::string(now)};
        Statement(connection,
                  "INSERT INTO run(kind, credit, origin, sha256, vintage, label, stored) VALUES(?, ?, ?, ?, ?, ?, ?)")
            .with(delivery.kind, delivery.credit, delivery.origin, delivery.sha256, delivery.vintage, delivery.label,
                  now)
            .run();
        run.id = static_cast<int>(sqlite3_last_insert_rowid(connection));

        std::map<std::pair<std::string, Gender>, sqlite3_int64> ids;
        Statement add_series(connection, "INSERT OR IGNORE INTO series(code, gender, label) VALUES(?, ?, ?)");
        Statement find_series(connection, "SELECT id FROM series WHERE code = ? AND gender = ? AND label = ?");
        Statement put(connection, R"sql(
INSERT INTO figure VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE
SET value = excluded.value, status = excluded.status, preliminary = excluded.preliminary, run = excluded.run
WHERE value IS NOT excluded.value OR status <> excluded.status OR preliminary <> excluded.preliminary)sql");
        const auto id_of = [&](const PublishedValue& value) {
            const std::string gender = gender_text(value.gender);
            add_series.with(value.series, gender, delivery.label).run();
            find_series.with(value.series, gender, delivery.label).step();
            return sqlite3_int64{find_series.integer(0)};
        };
        const std::size_t before = database_->count_figures();
        std::size_t touched = 0;
        auto last = ids.end();
        for (const auto& value : delivery.values) {
            // Values come series by series, so that the last one is most often the next.
            if (last == ids.end() || last->first.first != value.series || last->first.second != value.gender) {
                const auto [entry, is_new] = ids.try_emplace({value.series, value.gender}, 0);
                entry->second = is_new ? id_of(value) : entry->second;
                last = entry;
            }
            put.with(last->second, value.municipality.view(), value.year.value, value.value, value.status,
                     value.preliminary, run.id)
                .run();
            touched += static_cast<std::size_t>(sqlite3_changes(connection));
        }
        run.added = database_->count_figures() - before;
        run.changed = touched - run.added;
        run.unchanged = delivery.values.size() - touched;
        Statement(connection, "UPDATE run SET added = ?, changed = ?, unchanged = ? WHERE id = ?")
            .with(run.added, run.changed, run.unchanged, run.id)
            .run();
        if (delivery.label.empty()) {
            database_->run("INSERT OR IGNORE INTO setting VALUES('use', 'store')");
        }
        if (fetch) {
            Statement(connection, "DELETE FROM fetch WHERE id = ?").with(*fetch).run();
        }
        transaction.commit(*database_);
        return run;
    });
}

Result<OpenFetch> Store::begin_fetch(std::string_view question, std::span<const std::string> requests,
                                     std::string_view now, std::string_view resumable_from) {
    return guarded(database_->file, [&] {
        sqlite3* const connection = database_->connection;
        Transaction transaction(*database_);
        Statement(connection, "DELETE FROM fetch WHERE begun < ?").with(resumable_from).run();
        OpenFetch fetch;
        Statement unfinished(connection, "SELECT id FROM fetch WHERE question = ?");
        unfinished.with(question);
        if (unfinished.step()) {
            fetch.id = unfinished.integer(0);
            // Pages count from what the server had when the first of them was asked for: a chain of pages that was cut
            // off is asked for anew, so that its pages belong together.
            const char* const cut_off =
                "position IN (SELECT position FROM request WHERE fetch = ?1 AND sha256 IS NULL)";
            for (const std::string step :
                 {"DELETE FROM fetched WHERE fetch = ?1 AND ", "UPDATE request SET sha256 = NULL WHERE fetch = ?1 AND ",
                  "DELETE FROM request WHERE fetch = ?1 AND page > 0 AND "}) {
                Statement(connection, step + cut_off).with(fetch.id).run();
            }
        } else {
            Statement(connection, "INSERT INTO fetch(question, begun) VALUES(?, ?)").with(question, now).run();
            fetch.id = static_cast<int>(sqlite3_last_insert_rowid(connection));
            Statement ask(connection, "INSERT INTO request VALUES(?, ?, 0, ?, NULL)");
            for (std::size_t position = 0; position < requests.size(); ++position) {
                ask.with(fetch.id, position, requests[position]).run();
            }
        }
        Statement all(connection, "SELECT url, sha256 IS NULL FROM request WHERE fetch = ? ORDER BY position, page");
        all.with(fetch.id);
        while (all.step()) {
            if (all.integer(1) != 0) {
                fetch.left.push_back(all.string(0));
            } else {
                ++fetch.done;
            }
        }
        transaction.commit(*database_);
        return fetch;
    });
}

Result<void> Store::keep_page(int fetch, std::string_view request, std::span<const PublishedValue> values,
                              std::string_view sha256, const std::optional<std::string>& next) {
    return guarded(database_->file, [&] {
        sqlite3* const connection = database_->connection;
        Transaction transaction(*database_);
        Statement asked(connection, "SELECT position, page FROM request WHERE fetch = ? AND url = ?");
        asked.with(fetch, request).step();
        const int position = asked.integer(0);
        const int page = asked.integer(1);
        Statement(connection, "UPDATE request SET sha256 = ? WHERE fetch = ? AND url = ?")
            .with(sha256, fetch, request)
            .run();
        Statement put(connection, "INSERT INTO fetched VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (std::size_t row = 0; row < values.size(); ++row) {
            const auto& value = values[row];
            put.with(fetch, position, page, row, value.series, value.municipality.view(), value.year.value,
                     gender_text(value.gender), value.value, value.status, value.preliminary)
                .run();
        }
        if (next) {
            Statement(connection, "INSERT INTO request VALUES(?, ?, ?, ?, NULL)")
                .with(fetch, position, page + 1, *next)
                .run();
        }
        transaction.commit(*database_);
    });
}

Result<Delivery> Store::fetched(int fetch) const {
    return guarded(database_->file, [&] {
        Delivery delivery;
        Statement rows(database_->connection,
                       "SELECT code, municipality, year, gender, value, status, preliminary FROM fetched "
                       "WHERE fetch = ? ORDER BY position, page, row");
        rows.with(fetch);
        while (rows.step()) {
            delivery.values.push_back({rows.string(0), municipality_of(rows.text(1)), Year{rows.integer(2)},
                                       gender_of(rows.text(3)), rows.number(4), rows.string(5), rows.integer(6) != 0,
                                       0});
        }
        std::string hashes;
        Statement answers(database_->connection, "SELECT sha256 FROM request WHERE fetch = ? ORDER BY position, page");
        answers.with(fetch);
        while (answers.step()) {
            hashes += answers.text(0);
        }
        delivery.sha256 = sha256(hashes);
        return delivery;
    });
}

Result<void> Store::forget_fetch(int fetch) {
    return guarded(database_->file,
                   [&] { Statement(database_->connection, "DELETE FROM fetch WHERE id = ?").with(fetch).run(); });
}

Result<std::string> Store::damage() const {
    return guarded(database_->file, [&] {
        Statement statement(database_->connection, "PRAGMA integrity_check(1)");
        const bool found = statement.step() && statement.text(0) != "ok";
        return found ? statement.string(0) : std::string();
    });
}

}  // namespace skattekrona
