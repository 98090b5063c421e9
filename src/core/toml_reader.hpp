#pragma once

#include "core/diagnostic.hpp"
#include "core/message.hpp"

#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <toml++/toml.h>
#include <vector>

namespace skattekrona {

/// Parses TOML; a syntax error becomes a Diagnostic with line and column.
Result<toml::table> parse_toml(std::string_view text, const std::string& file);

/// A table whose values go before those of the one under it, table by table; values in braces and lists go whole. Each
/// value remembers the file and line it comes from.
toml::table laid_over(toml::table under, toml::table over);

struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();

    bool contains(double value) const { return value >= low && value <= high; }
};

/// One table of a TOML file, read key by key. Every problem is added to `problems` with its line, and reading
/// goes on, so that a person sees all of them in one run; what could not be read comes back empty.
class TomlSection {
public:
    TomlSection(const toml::table& table, std::string file, Diagnostics& problems, std::string name = "")
        : table_(&table), file_(std::move(file)), name_(std::move(name)), problems_(&problems) {}

    const std::string& name() const { return name_; }
    /// Where the table stands.
    Location where() const;
    /// Asking makes the key a known one.
    bool contains(std::string_view key) const;
    /// The key is there and its value is of that kind.
    bool holds_text(std::string_view key) const;
    bool holds_number(std::string_view key) const;
    bool holds_table(std::string_view key) const;
    std::vector<std::string> keys() const;

    std::string string(std::string_view key) const;
    /// `fallback` where the key is absent.
    std::string string(std::string_view key, std::string fallback) const;
    double number(std::string_view key, Range range = {}) const;
    /// A whole number from low to high; `low` where it is not one, with a problem reported.
    int integer(std::string_view key, int low, int high) const;
    bool boolean(std::string_view key, bool fallback) const;
    Year year(std::string_view key) const;
    /// An array of strings, or one string as an array of one.
    std::vector<std::string> strings(std::string_view key) const;
    /// An array of numbers, or one number as an array of one.
    std::vector<double> list(std::string_view key, Range range = {}) const;
    /// An array of words or whole numbers, each as it would be typed; one of them as an array of one.
    std::vector<std::string> values(std::string_view key) const;
    /// A table with `sv` and `en`.
    Text text(std::string_view key) const;
    /// The same where one string may stand for both languages.
    Text words(std::string_view key) const;
    /// An array of two numbers, low and high.
    Range range(std::string_view key) const;
    /// A table of numbers by name.
    std::vector<std::pair<std::string, double>> numbers(std::string_view key, Range range = {}) const;
    TomlSection section(std::string_view key) const;
    std::vector<TomlSection> sections(std::string_view key) const;

    /// Adds a problem at the key's place (or the section's own, when the key is empty).
    void report(std::string_view key, std::string message_key,
                std::vector<std::pair<std::string, Message::Argument>> arguments = {}) const;
    /// The same for problems found elsewhere, which the file is to blame for.
    void report(std::string_view key, Diagnostics problems) const;
    /// A misspelt key must not pass for a missing one: each key that nobody asked for is a problem.
    void reject_unknown_keys() const;

private:
    const toml::node* find(std::string_view key, bool required) const;
    void report_type(std::string_view key, std::string_view expected) const;

    const toml::table* table_;
    std::string file_;
    std::string name_;
    Diagnostics* problems_;
    /// Shared by copies, since a section is passed around by value.
    std::shared_ptr<std::set<std::string, std::less<>>> asked_ = std::make_shared<std::set<std::string, std::less<>>>();
};

}  // namespace skattekrona
