#pragma once

#include "core/distribution.hpp"
#include "core/message.hpp"
#include "core/ranges.hpp"
#include "core/toml_reader.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// What a file may hold, as a record: the same records read and check a file, write its JSON schema and its page of
/// reference.
struct Field {
    /// names: one or a list of them; pair: a list of two. values: words or whole numbers, as they would be typed, one
    /// or a list of them. parameter: a number or a distribution, with unit and source. one_table, tables and
    /// named_tables hold other records: a table, a list of them, a table by each name of one's own.
    enum class Type {
        line,
        words,
        choice,
        year,
        whole_number,
        number,
        numbers,
        names,
        pair,
        values,
        parameter,
        one_table,
        tables,
        named_tables
    };

    /// "" for the file's own keys, else the table: "assumptions", "lever" (each of the tables under levers), …
    std::string_view table;
    /// own_names: any key that no other record of the table has.
    std::string_view key;
    Type type = Type::line;
    /// Among the kinds that have it.
    bool required = false;
    /// The unit that a parameter or number is given in.
    std::string_view unit;
    Range valid;
    /// For a choice and names, separated by spaces; the first counts where a choice is left out.
    std::string_view choices;
    /// What counts where it is left out, as it would be written; empty where nothing does, or where the text says what.
    std::string_view otherwise;
    /// The kinds (of file, of lever) that have the key, separated by spaces; all where empty. A key may have several
    /// records, each for its kinds.
    std::string_view of;
    /// The table that stands there.
    std::string_view holds;
    /// The kind that may leave out what is required of all others.
    std::string_view spared;

    static constexpr std::string_view own_names = "*";
};

/// The words of a list that a record holds.
std::vector<std::string> words_of(std::string_view list);

/// A sort of file: what it is called, and its records.
struct FileRecords {
    /// Texts of its fields are "<name>.field.<table>_<key>".
    std::string_view name;
    std::span<const Field> fields;

    /// As a kind has it, where one is named. That there is none such is a bug.
    const Field& field(std::string_view table, std::string_view key, std::string_view kind = "") const;
    /// The fields of a table, in their order.
    std::vector<Field> of(std::string_view table) const;
    /// Every table, the file itself first, in the order of the records.
    std::vector<std::string_view> tables() const;
    /// The field that says of which kind a table is, where kinds have different keys.
    std::optional<Field> kind(std::string_view table) const;
};

/// Whether a kind of table has the field.
bool is_of(const Field& field, std::string_view kind);
/// What counts where a field is left out, as it would be written; empty where nothing does.
std::string otherwise_of(const Field& field);

/// A parameter as a file gives it.
struct Stated {
    Distribution distribution;
    /// A value for each year; the distribution then counts for nothing.
    std::vector<double> path;
    std::string source;
};

/// One table of a file, read by its records: what is required, in which range and unit, is said there and nowhere else.
/// Problems go where the section's go.
class RecordReader {
public:
    RecordReader(TomlSection section, const FileRecords& records, std::string_view table = "")
        : section_(std::move(section)), records_(&records), table_(table) {}

    /// The same table, read as one of a kind.
    RecordReader of_kind(std::string_view kind) const {
        RecordReader reader = *this;
        reader.kind_ = kind;
        return reader;
    }
    const TomlSection& section() const { return section_; }
    bool contains(std::string_view key) const { return section_.contains(known(key).key); }

    Text words(std::string_view key) const;
    std::string line(std::string_view key) const;
    /// Missing where it is left out and nothing counts instead.
    double number(std::string_view key) const;
    int whole(std::string_view key) const;
    /// Year{} where there is no telling, which has been reported.
    Year year(std::string_view key, Year fallback = {}) const;
    /// The first of the choices where it is left out and not required. `problem` is said of anything else, with what
    /// was `found` and what is `known`.
    std::string choice(std::string_view key, std::string problem = "core.error.record.choice") const;
    /// Which of the choices, counted from 0; 0 where it is none of them, which has been reported.
    std::size_t chosen(std::string_view key) const;
    /// One number or a list of them.
    std::vector<double> numbers(std::string_view key) const;
    std::vector<std::string> names(std::string_view key) const;
    std::vector<std::string> values(std::string_view key) const;
    std::optional<Stated> parameter(std::string_view key) const;
    /// A list without tables says nothing, which is reported.
    std::vector<RecordReader> tables(std::string_view key) const;
    /// Nothing where the table is missing: what it lacks is then itself.
    std::optional<RecordReader> table(std::string_view key) const;
    /// The same where the table is required: one without keys stands in for one that is missing, which is reported.
    RecordReader part(std::string_view key) const { return {section_.section(key), *records_, known(key).holds}; }
    /// What counts where a number is left out.
    double otherwise(std::string_view key) const;

    void report(std::string_view key, std::string message_key,
                std::vector<std::pair<std::string, Message::Argument>> arguments = {}) const {
        section_.report(key, std::move(message_key), std::move(arguments));
    }
    void report(std::string_view key, Diagnostics problems) const { section_.report(key, std::move(problems)); }
    /// A misspelt key must not pass for a missing one.
    void reject_unknown_keys() const { section_.reject_unknown_keys(); }

private:
    const Field& known(std::string_view key) const { return records_->field(table_, key, kind_); }
    /// It stands there, or must, so that reading it says what is missing.
    bool wanted(std::string_view key) const;
    void refuse_unknown(std::string_view key, const std::string& found, std::string problem) const;
    /// A text of nothing but spaces says nothing.
    void refuse_blank(std::string_view key, std::string_view text) const;
    Distribution distribution(const TomlSection& given, const Field& field, const DistributionKind& kind) const;

    TomlSection section_;
    const FileRecords* records_;
    std::string_view table_;
    std::string_view kind_;
};

}  // namespace skattekrona
