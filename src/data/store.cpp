#include "data/store.hpp"

#include "data/sqlite.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <tuple>
#include <utility>

namespace skattekrona {

namespace {

/// "SKAT", so that no other program's database is taken for a store.
constexpr int application_id = 0x534B4154;

/// What brings a store from one schema version to the next; the first makes an empty file a store. A released step is
/// never edited: what is wrong with it is mended by a step of its own.
constexpr std::array<const char*, 3> migrations{
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
)sql",
    // The sum of the checksums of a part's rows: all of a small table (id 0), or those of one series or fetch.
    R"sql(
CREATE TABLE checksum(
    part TEXT NOT NULL, id INTEGER NOT NULL, value INTEGER NOT NULL, PRIMARY KEY(part, id)) STRICT, WITHOUT ROWID;
)sql"};
constexpr std::size_t first_with_checksums = 3;

/// A row of figures: there are so many that each of its columns is asked for once.
struct FigureRow {
    std::string_view municipality;
    std::int64_t year;
    double value;
    std::string_view status;
    std::int64_t preliminary;
    std::int64_t run;

    explicit FigureRow(const Statement& row)
        : municipality(row.text(0)),
          year(row.integer(1)),
          value(row.number(2)),
          status(row.text(3)),
          preliminary(row.integer(4)),
          run(row.integer(5)) {}

    std::uint64_t checksum() const {
        return Checksum().add(municipality).add(year).add(value).add(status).add(preliminary).add(run).value();
    }
};

/// Rows that have a checksum: what is read is noticed where it is not what was written.
template <class Row>
struct Part {
    const char* name;
    const char* rows;
};
using AnyRow = const Statement&;
constexpr Part<AnyRow> run_part{
    "run",
    "SELECT id, kind, credit, origin, sha256, vintage, label, stored, added, changed, unchanged "
    "FROM run ORDER BY id"};
constexpr Part<AnyRow> series_part{"series", "SELECT id, code, gender, label FROM series ORDER BY id"};
constexpr Part<AnyRow> setting_part{"setting", "SELECT name, value FROM setting ORDER BY name"};
constexpr Part<FigureRow> figure_part{
    "figure",
    "SELECT municipality, year, value, status, preliminary, run FROM figure WHERE series = ? "
    "ORDER BY municipality, year"};
constexpr Part<AnyRow> history_part{
    "history",
    "SELECT municipality, year, value, status, preliminary, run, replaced_by FROM history "
    "WHERE series = ? ORDER BY municipality, year, run"};
constexpr Part<AnyRow> request_part{
    "request", "SELECT position, page, url, sha256 FROM request WHERE fetch = ? ORDER BY position, page"};
constexpr Part<AnyRow> fetched_part{
    "fetched",
    "SELECT code, municipality, year, gender, value, status, preliminary, position, page, row "
    "FROM fetched WHERE fetch = ? ORDER BY position, page, row"};
/// Of the same rows, one page of them.
constexpr const char* page_rows =
    "SELECT code, municipality, year, gender, value, status, preliminary, position, page, row "
    "FROM fetched WHERE fetch = ? AND position = ? AND page = ?";

template <class Use>
void each_small_part(Use use) {
    use(run_part);
    use(series_part);
    use(setting_part);
}
template <class Use>
void each_part_of_series(Use use) {
    use(figure_part);
    use(history_part);
}
template <class Use>
void each_part_of_fetch(Use use) {
    use(request_part);
    use(fetched_part);
}

/// The rows of a part for one id after another (0 for a small table), each time with their sum.
template <class Row>
class PartRows {
public:
    PartRows(const Database& database, const Part<Row>& part) : part_(part), rows_(database, part.rows) {}

    /// The sum of their checksums.
    template <class Use>
    std::uint64_t each(std::int64_t id, Use use) {
        id == 0 ? rows_.with() : rows_.with(id);
        std::uint64_t sum = 0;
        for (count_ = 0; rows_.step(); ++count_) {
            Row row(rows_);
            sum += row.checksum();
            use(row);
        }
        return sum;
    }
    std::size_t count() const { return count_; }
    const char* name() const { return part_.name; }

private:
    const Part<Row>& part_;
    Statement rows_;
    std::size_t count_ = 0;
};

constexpr auto only_summed = [](const auto&) {};

/// A part's rows held against what was noted of them when they were written.
template <class Row>
class CheckedRows {
public:
    CheckedRows(const Database& database, const Part<Row>& part, bool has_checksums) : rows_(database, part) {
        if (has_checksums) {
            noted_.emplace(database, "SELECT value FROM checksum WHERE part = ? AND id = ?");
        }
    }

    /// What `use` has made of the rows must be thrown away where this throws.
    template <class Use>
    std::size_t each(std::int64_t id, Use use) {
        const std::uint64_t sum = rows_.each(id, use);
        if (noted_) {
            noted_->with(std::string_view(rows_.name()), id);
            if (sum != (noted_->step() ? static_cast<std::uint64_t>(noted_->integer(0)) : 0)) {
                throw_damage(TextKey{"data.reason.checksum"});
            }
        }
        return rows_.count();
    }

private:
    PartRows<Row> rows_;
    std::optional<Statement> noted_;
};

void note_sum(const Database& database, const char* part, std::int64_t id, std::uint64_t sum) {
    Statement(database, "INSERT OR REPLACE INTO checksum VALUES(?, ?, ?)")
        .with(std::string_view(part), id, static_cast<std::int64_t>(sum))
        .run();
}

/// Notes what the rows come to now, and gives their number.
template <class Row>
std::size_t note(const Database& database, const Part<Row>& part, std::int64_t id = 0) {
    PartRows<Row> rows(database, part);
    note_sum(database, part.name, id, rows.each(id, only_summed));
    return rows.count();
}

/// Gives the number of rows. Also before something is written, so that what is noted afterwards does not hide damage.
template <class Row>
std::size_t check(const Database& database, const Part<Row>& part, std::int64_t id = 0) {
    return CheckedRows<Row>(database, part, true).each(id, only_summed);
}

std::vector<std::int64_t> ids_in(const Database& database, const char* sql) {
    std::vector<std::int64_t> ids;
    Statement rows(database, sql);
    while (rows.step()) {
        ids.push_back(rows.integer(0));
    }
    return ids;
}

/// Everything that has a checksum, with its id.
template <class Use>
void each_part(const Database& database, Use use) {
    const auto each_of = [&](std::int64_t id) { return [&use, id](const auto& part) { use(part, id); }; };
    each_small_part(each_of(0));
    for (const std::int64_t id : ids_in(database, "SELECT id FROM series")) {
        each_part_of_series(each_of(id));
    }
    for (const std::int64_t id : ids_in(database, "SELECT id FROM fetch")) {
        each_part_of_fetch(each_of(id));
    }
}

/// A fetch's id may come again.
void forget_sums_of_dropped_fetches(const Database& database) {
    database.run("DELETE FROM checksum WHERE part IN ('request', 'fetched') AND id NOT IN (SELECT id FROM fetch)");
}

void drop_fetch(const Database& database, std::int64_t fetch) {
    Statement(database, "DELETE FROM fetch WHERE id = ?").with(fetch).run();
    forget_sums_of_dropped_fetches(database);
}

/// The rows of a page that has just been kept.
void add_page_to_sum(const Database& database, std::int64_t fetch, std::int64_t position, std::int64_t page) {
    Statement noted(database, "SELECT value FROM checksum WHERE part = ? AND id = ?");
    noted.with(std::string_view(fetched_part.name), fetch);
    std::uint64_t sum = noted.step() ? static_cast<std::uint64_t>(noted.integer(0)) : 0;
    Statement rows(database, page_rows);
    rows.with(fetch, position, page);
    while (rows.step()) {
        sum += rows.checksum();
    }
    note_sum(database, fetched_part.name, fetch, sum);
}

/// SQLite's own check of the file.
void check_integrity(const Database& database) {
    Statement statement(database, "PRAGMA integrity_check(1)");
    if (statement.step() && statement.text(0) != "ok") {
        throw_damage(TextKey{"data.reason.integrity"});
    }
}

std::string gender_text(Gender gender) { return std::string(1, static_cast<char>(gender)); }
Gender gender_of(std::string_view text) { return text.empty() ? Gender::total : static_cast<Gender>(text.front()); }

MunicipalityId municipality_of(std::string_view text) {
    const auto id = MunicipalityId::parse(text);
    if (!id) {
        throw_damage(std::vector<Message>{{"data.reason.municipality", {{"found", std::string(text)}}}});
    }
    return *id;
}

/// Figures are laid out year by year up to the last: a year that cannot be would fill the memory.
Year year_of(std::int64_t year) {
    if (!is_year(year)) {
        throw_damage(std::vector<Message>{{"data.reason.year", {{"found", std::to_string(year)}}}});
    }
    return Year{static_cast<int>(year)};
}

struct Series {
    std::int64_t id;
    std::string code;
    std::string gender;
    std::string label;
};

std::vector<Series> all_series(const Database& database, bool has_checksums) {
    std::vector<Series> all;
    CheckedRows(database, series_part, has_checksums).each(0, [&](const Statement& row) {
        all.push_back({row.integer(0), row.string(1), row.string(2), row.string(3)});
    });
    std::ranges::sort(all, {}, [](const Series& series) { return std::tie(series.code, series.label); });
    return all;
}

/// Whether the tables are those that so many steps make, word for word.
bool is_as_made(const Database& database, std::size_t version) {
    std::string made;
    for (std::size_t step = 0; step < version; ++step) {
        made += migrations.at(step);
    }
    std::size_t tables = 0;
    for (std::size_t at = made.find("CREATE "); at != std::string::npos; at = made.find("CREATE ", at + 1)) {
        ++tables;
    }
    Statement found(database,
                    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_'");
    while (found.step()) {
        if (tables == 0 || made.find(found.text(0)) == std::string::npos) {
            return false;
        }
        --tables;
    }
    return tables == 0;
}

bool is_empty(const Database& database) { return !Statement(database, "SELECT 1 FROM sqlite_master").step(); }

std::size_t version_of(const Database& database) { return static_cast<std::size_t>(database.pragma("user_version")); }

/// What the file cannot be used for, if anything.
std::optional<Diagnostic> unusable(const Database& database) {
    if (is_empty(database)) {
        return std::nullopt;
    }
    const std::size_t version = version_of(database);
    const bool ours = database.pragma("application_id") == application_id;
    // Another program's file, or a later version's, has other tables than ours.
    if (!is_as_made(database, std::clamp(version, std::size_t{1}, migrations.size()))) {
        const char* const key = !ours                         ? "data.error.store.other_program"
                                : version > migrations.size() ? "data.error.store.newer"
                                                              : nullptr;
        if (key != nullptr) {
            return Diagnostic{Failure::invalid_input, {key, {}}, {database.file().string()}};
        }
        throw_damage(TextKey{"data.reason.tables"});
    }
    if (!ours || version < 1 || version > migrations.size()) {
        throw_damage(TextKey{"data.reason.version"});
    }
    return std::nullopt;
}

/// A file without tables is the first writer's that has just begun, or else one that has lost its contents.
bool has_lost_all(const Database& database) {
    return is_empty(database) && FileLock::against_writers(database.file()) && is_empty(database);
}

void migrate(const Database& database) {
    const std::size_t before = version_of(database);
    if (before == migrations.size()) {
        return;
    }
    Transaction transaction(database);
    database.run("PRAGMA application_id = " + std::to_string(application_id));
    if (before > 0 && before < first_with_checksums) {
        check_integrity(database);
    }
    for (std::size_t version = before; version < migrations.size(); ++version) {
        database.run(migrations.at(version));
    }
    if (before < first_with_checksums) {
        each_part(database, [&](const auto& part, std::int64_t id) { note(database, part, id); });
    }
    database.run("PRAGMA user_version = " + std::to_string(migrations.size()));
    transaction.commit();
}

}  // namespace

struct Store::Opened {
    Database database;
    /// False only for a store of an earlier version that may only be read.
    bool has_checksums = true;

    /// Runs `use` and makes what SQLite says into a value.
    template <class Use>
    auto guarded(Use use) const {
        return skattekrona::guarded(database.file(), database.writes(), use);
    }
    Result<void> usable() const {
        const auto problem = guarded([&] { return unusable(database); });
        return !problem ? fail(problem.error()) : *problem ? fail(**problem) : Result<void>{};
    }
};

Store::Store(std::unique_ptr<Opened> opened) : opened_(std::move(opened)) {}
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
    auto opened = guarded(file, false, [&] { return std::make_unique<Opened>(Opened{Database::to_read(file)}); });
    if (!opened) {
        return fail(opened.error());
    }
    Opened& store = **opened;
    if (const auto usable = store.usable(); !usable) {
        return fail(usable.error());
    }
    const auto version = store.guarded([&] {
        if (has_lost_all(store.database)) {
            throw_damage(TextKey{"data.reason.empty"});
        }
        return version_of(store.database);
    });
    if (!version) {
        return fail(version.error());
    }
    if (*version < migrations.size()) {
        auto migrated = open_for_writing(file, [] {});
        const bool only_read = !migrated && migrated.error().front().failure != Failure::invalid_input && *version > 0;
        if (!only_read) {
            return std::move(migrated).map([](Store brought) { return std::optional(std::move(brought)); });
        }
        store.has_checksums = *version >= first_with_checksums;
        if (auto whole = store.guarded([&] { check_integrity(store.database); }); !whole) {
            return fail(whole.error());
        }
    }
    return std::optional(Store(*std::move(opened)));
}

Result<Store> Store::open_for_writing(const std::filesystem::path& file, const std::function<void()>& waiting) {
    std::error_code not_made;
    std::filesystem::create_directories(file.parent_path(), not_made);
    const auto not_writable = [&](int error) {
        return fail(Diagnostic{
            Failure::usage, {"data.error.store.not_writable", {{"reason", system_reason(error)}}}, {file.string()}});
    };
    // Somebody else's store is left without files of ours beside it.
    if (const int error = write_error(file); error != 0 && error != ENOENT) {
        return not_writable(error);
    }
    auto lock = FileLock::alone(file, waiting);
    if (!lock) {
        return lock.error() == EWOULDBLOCK
                   ? fail(Diagnostic{Failure::source_unavailable, {"data.error.store.busy", {}}, {file.string()}})
                   : not_writable(lock.error());
    }
    auto opened = guarded(file, true,
                          [&] { return std::make_unique<Opened>(Opened{Database::to_write(file, *std::move(lock))}); });
    if (!opened) {
        return fail(opened.error());
    }
    const Opened& store = **opened;
    const auto ready = store.usable().and_then([&] {
        return store.guarded([&] {
            store.database.run("PRAGMA journal_mode = WAL");
            store.database.run("PRAGMA synchronous = FULL");
            migrate(store.database);
        });
    });
    if (!ready) {
        return fail(ready.error());
    }
    return Store(*std::move(opened));
}

Result<std::vector<Run>> Store::runs() const {
    return opened_->guarded([&] {
        std::vector<Run> runs;
        CheckedRows(opened_->database, run_part, opened_->has_checksums).each(0, [&](const Statement& row) {
            runs.push_back({static_cast<int>(row.integer(0)), row.string(1), row.string(2), row.string(3),
                            row.string(4), row.string(5), row.string(6), row.string(7), row.count(8), row.count(9),
                            row.count(10)});
        });
        return runs;
    });
}

Result<std::vector<StoredValue>> Store::values(const std::set<std::string>& series, bool published,
                                               std::string_view label) const {
    return opened_->guarded([&] {
        std::vector<StoredValue> values;
        CheckedRows figures(opened_->database, figure_part, opened_->has_checksums);
        for (const auto& one : all_series(opened_->database, opened_->has_checksums)) {
            const bool wanted = one.label.empty() ? published : one.label == label;
            if (!wanted || one.gender != gender_text(Gender::total) || !series.contains(one.code)) {
                continue;
            }
            figures.each(one.id, [&](const FigureRow& row) {
                values.push_back({{one.code, municipality_of(row.municipality), year_of(row.year), Gender::total,
                                   row.value, std::string(row.status), row.preliminary != 0, 0},
                                  static_cast<int>(row.run)});
            });
        }
        return values;
    });
}

Result<std::vector<Change>> Store::changes(int from, int to) const {
    return opened_->guarded([&] {
        const Database& database = opened_->database;
        const auto series = all_series(database, opened_->has_checksums);
        each_part_of_series([&](const auto& part) {
            CheckedRows rows(database, part, opened_->has_checksums);
            for (const auto& one : series) {
                rows.each(one.id, only_summed);
            }
        });
        // A version stood from its run until the one that replaced it.
        Statement statement(database, R"sql(
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
            changes.push_back({statement.string(0), municipality_of(statement.text(1)), year_of(statement.integer(2)),
                               gender_of(statement.text(3)), statement.string(4), statement.number(5),
                               statement.number(6), statement.string(7), statement.string(8)});
        }
        return changes;
    });
}

Result<std::vector<std::string>> Store::labels() const {
    return opened_->guarded([&] {
        std::set<std::string> labels;
        for (const auto& series : all_series(opened_->database, opened_->has_checksums)) {
            labels.insert(series.label);
        }
        labels.erase("");
        return std::vector(labels.begin(), labels.end());
    });
}

Result<bool> Store::in_use() const {
    return opened_->guarded([&] {
        bool in_use = false;
        CheckedRows(opened_->database, setting_part, opened_->has_checksums).each(0, [&](const Statement& row) {
            in_use = in_use || (row.text(0) == "use" && row.text(1) == "store");
        });
        return in_use;
    });
}

Result<void> Store::use(bool store) {
    return opened_->guarded([&] {
        const Database& database = opened_->database;
        Transaction transaction(database);
        check(database, setting_part);
        Statement(database, "INSERT OR REPLACE INTO setting VALUES('use', ?)")
            .with(std::string_view(store ? "store" : "embedded"))
            .run();
        note(database, setting_part);
        transaction.commit();
    });
}

Result<Run> Store::add(const Delivery& delivery, std::string_view now, std::optional<int> fetch) {
    return opened_->guarded([&] {
        const Database& database = opened_->database;
        Transaction transaction(database);
        each_small_part([&](const auto& part) { check(database, part); });
        Run run{0,
                delivery.kind,
                delivery.credit,
                delivery.origin,
                delivery.sha256,
                delivery.vintage,
                delivery.label,
                std::string(now)};
        Statement(database,
                  "INSERT INTO run(kind, credit, origin, sha256, vintage, label, stored) VALUES(?, ?, ?, ?, ?, ?, ?)")
            .with(delivery.kind, delivery.credit, delivery.origin, delivery.sha256, delivery.vintage, delivery.label,
                  now)
            .run();
        run.id = static_cast<int>(database.last_row());

        std::map<std::pair<std::string, Gender>, std::int64_t> ids;
        std::size_t before = 0;
        Statement add_series(database, "INSERT OR IGNORE INTO series(code, gender, label) VALUES(?, ?, ?)");
        Statement find_series(database, "SELECT id FROM series WHERE code = ? AND gender = ? AND label = ?");
        CheckedRows figures(database, figure_part, true);
        CheckedRows history(database, history_part, true);
        Statement put(database, R"sql(
INSERT INTO figure VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE
SET value = excluded.value, status = excluded.status, preliminary = excluded.preliminary, run = excluded.run
WHERE value IS NOT excluded.value OR status <> excluded.status OR preliminary <> excluded.preliminary)sql");
        const auto id_of = [&](const PublishedValue& value) {
            const std::string gender = gender_text(value.gender);
            add_series.with(value.series, gender, delivery.label).run();
            find_series.with(value.series, gender, delivery.label).step();
            const std::int64_t id = find_series.integer(0);
            before += figures.each(id, only_summed);
            history.each(id, only_summed);
            return id;
        };
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
            touched += database.changed_rows();
        }
        std::size_t after = 0;
        for (const auto& [series, id] : ids) {
            after += note(database, figure_part, id);
            note(database, history_part, id);
        }
        run.added = after - before;
        run.changed = touched - run.added;
        run.unchanged = delivery.values.size() - touched;
        Statement(database, "UPDATE run SET added = ?, changed = ?, unchanged = ? WHERE id = ?")
            .with(run.added, run.changed, run.unchanged, run.id)
            .run();
        if (delivery.label.empty()) {
            database.run("INSERT OR IGNORE INTO setting VALUES('use', 'store')");
        }
        each_small_part([&](const auto& part) { note(database, part); });
        if (fetch) {
            drop_fetch(database, *fetch);
        }
        transaction.commit();
        return run;
    });
}

Result<bool> Store::settle() {
    return opened_->guarded([&] {
        try {
            opened_->database.run("PRAGMA wal_checkpoint(PASSIVE)");
            return true;
        } catch (const SqliteFailure&) {
            return false;
        }
    });
}

Result<OpenFetch> Store::begin_fetch(std::string_view question, std::span<const std::string> requests,
                                     std::string_view now, std::string_view resumable_from) {
    return opened_->guarded([&] {
        const Database& database = opened_->database;
        Transaction transaction(database);
        Statement(database, "DELETE FROM fetch WHERE begun < ?").with(resumable_from).run();
        forget_sums_of_dropped_fetches(database);
        OpenFetch fetch;
        Statement unfinished(database, "SELECT id FROM fetch WHERE question = ?");
        unfinished.with(question);
        if (unfinished.step()) {
            fetch.id = static_cast<int>(unfinished.integer(0));
            each_part_of_fetch([&](const auto& part) { check(database, part, fetch.id); });
            // Pages count from what the server had when the first of them was asked for: a chain of pages that was cut
            // off is asked for anew, so that its pages belong together.
            const char* const cut_off =
                "position IN (SELECT position FROM request WHERE fetch = ?1 AND sha256 IS NULL)";
            for (const std::string step :
                 {"DELETE FROM fetched WHERE fetch = ?1 AND ", "UPDATE request SET sha256 = NULL WHERE fetch = ?1 AND ",
                  "DELETE FROM request WHERE fetch = ?1 AND page > 0 AND "}) {
                Statement(database, step + cut_off).with(fetch.id).run();
            }
        } else {
            Statement(database, "INSERT INTO fetch(question, begun) VALUES(?, ?)").with(question, now).run();
            fetch.id = static_cast<int>(database.last_row());
            Statement ask(database, "INSERT INTO request VALUES(?, ?, 0, ?, NULL)");
            for (std::size_t position = 0; position < requests.size(); ++position) {
                ask.with(fetch.id, position, requests[position]).run();
            }
        }
        each_part_of_fetch([&](const auto& part) { note(database, part, fetch.id); });
        Statement all(database, "SELECT url, sha256 IS NULL FROM request WHERE fetch = ? ORDER BY position, page");
        all.with(fetch.id);
        while (all.step()) {
            if (all.integer(1) != 0) {
                fetch.left.push_back(all.string(0));
            } else {
                ++fetch.done;
            }
        }
        transaction.commit();
        return fetch;
    });
}

Result<void> Store::keep_page(int fetch, std::string_view request, std::span<const PublishedValue> values,
                              std::string_view sha256, const std::optional<std::string>& next) {
    return opened_->guarded([&] {
        const Database& database = opened_->database;
        Transaction transaction(database);
        check(database, request_part, fetch);
        Statement asked(database, "SELECT position, page FROM request WHERE fetch = ? AND url = ?");
        asked.with(fetch, request).step();
        const std::int64_t position = asked.integer(0);
        const std::int64_t page = asked.integer(1);
        Statement(database, "UPDATE request SET sha256 = ? WHERE fetch = ? AND url = ?")
            .with(sha256, fetch, request)
            .run();
        Statement put(database, "INSERT INTO fetched VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        for (std::size_t row = 0; row < values.size(); ++row) {
            const auto& value = values[row];
            put.with(fetch, position, page, row, value.series, value.municipality.view(), value.year.value,
                     gender_text(value.gender), value.value, value.status, value.preliminary)
                .run();
        }
        if (next) {
            Statement(database, "INSERT INTO request VALUES(?, ?, ?, ?, NULL)")
                .with(fetch, position, page + 1, *next)
                .run();
        }
        note(database, request_part, fetch);
        add_page_to_sum(database, fetch, position, page);
        transaction.commit();
    });
}

Result<Delivery> Store::fetched(int fetch) const {
    return opened_->guarded([&] {
        Delivery delivery;
        CheckedRows(opened_->database, fetched_part, true).each(fetch, [&](const Statement& row) {
            delivery.values.push_back({row.string(0), municipality_of(row.text(1)), year_of(row.integer(2)),
                                       gender_of(row.text(3)), row.number(4), row.string(5), row.integer(6) != 0, 0});
        });
        std::string hashes;
        CheckedRows(opened_->database, request_part, true).each(fetch, [&](const Statement& row) {
            hashes += row.text(3);
        });
        delivery.sha256 = sha256(hashes);
        return delivery;
    });
}

Result<void> Store::forget_fetch(int fetch) {
    return opened_->guarded([&] {
        Transaction transaction(opened_->database);
        drop_fetch(opened_->database, fetch);
        transaction.commit();
    });
}

Result<std::size_t> Store::check_whole() const {
    return opened_->guarded([&] {
        const Database& database = opened_->database;
        check_integrity(database);
        std::size_t rows = 0;
        if (opened_->has_checksums) {
            each_part(database, [&](const auto& part, std::int64_t id) { rows += check(database, part, id); });
        }
        return rows;
    });
}

}  // namespace skattekrona
