#pragma once

#include "core/diagnostic.hpp"
#include "core/message.hpp"
#include "core/ranges.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skattekrona {

/// A TOML file in memory. toml++ reads it, in toml_reader.cpp alone.
class TomlDocument {
public:
    /// A syntax error becomes a Diagnostic with line and column.
    static Result<TomlDocument> parse(std::string_view text, const std::string& file);

    /// One whose values go before those of the one under it, table by table; values in braces and lists go whole. Each
    /// value remembers the file and line it comes from, which copies would not: both are used up.
    static TomlDocument laid_over(TomlDocument under, TomlDocument over);

private:
    friend class TomlSection;
    struct Root;
    explicit TomlDocument(std::shared_ptr<Root> root) : root_(std::move(root)) {}

    std::shared_ptr<Root> root_;
};

/// One table of a TOML file, read key by key. Every problem is added to `problems` with its line, and reading
/// goes on, so that a person sees all of them in one run; what could not be read comes back empty.
class TomlSection {
public:
    /// The whole file; `file` is its name for messages.
    TomlSection(const TomlDocument& document, std::string file, Diagnostics& problems, std::string name = "");

    const std::string& name() const;
    /// Where the table stands, or what is under a key of it.
    Location where(std::string_view key = "") const;
    /// Asking makes the key a known one.
    bool contains(std::string_view key) const;
    /// The key is there and its value is of that kind.
    bool holds_text(std::string_view key) const;
    bool holds_number(std::string_view key) const;
    bool holds_table(std::string_view key) const;
    bool holds_list(std::string_view key) const;
    std::vector<std::string> keys() const;

    std::string string(std::string_view key) const;
    /// `fallback` where the key is absent.
    std::string string(std::string_view key, std::string fallback) const;
    double number(std::string_view key, Range range = {}) const;
    /// How many decimals a number is written with: 2.0 has one.
    int decimals(std::string_view key) const;
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
    struct State;
    struct Node;
    explicit TomlSection(std::shared_ptr<State> state) : state_(std::move(state)) {}
    Node find(std::string_view key, bool required) const;
    void report_type(std::string_view key, std::string_view expected) const;

    /// Shared by copies, since a section is passed around by value and remembers which keys were asked for.
    std::shared_ptr<State> state_;
};

}  // namespace skattekrona
