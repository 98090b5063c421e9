#include "core/toml_reader.hpp"

#include "core/spelling.hpp"

#include <cmath>
#include <set>

// Compiled here and nowhere else, and without exceptions.
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace skattekrona {

struct TomlDocument::Root {
    toml::table table;
};

struct TomlSection::State {
    /// Keeps the table alive.
    std::shared_ptr<const TomlDocument::Root> root;
    const toml::table* table;
    std::string file;
    std::string name;
    Diagnostics* problems;
    std::set<std::string, std::less<>> asked;
};

/// toml++'s node, or null.
struct TomlSection::Node {
    const toml::node* at;

    bool operator==(std::nullptr_t) const { return at == nullptr; }
    const toml::node* operator->() const { return at; }
    const toml::node& operator*() const { return *at; }
};

namespace {

const toml::table empty_table;

Location location(const toml::source_region& source, const std::string& file) {
    // A table put together from several files says of each value where it comes from.
    return {source.path ? *source.path : file, static_cast<int>(source.begin.line),
            static_cast<int>(source.begin.column)};
}

toml::table table_over(toml::table under, toml::table over) {
    for (auto&& [key, node] : over) {
        toml::table* both = node.as_table();
        toml::node* below = under.get(key);
        if (both != nullptr && !both->is_inline() && below != nullptr && below->is_table()) {
            *below->as_table() = table_over(std::move(*below->as_table()), std::move(*both));
        } else {
            std::move(node).visit(
                [&, &key = key](auto&& value) { under.insert_or_assign(key, std::forward<decltype(value)>(value)); });
        }
    }
    return under;
}

}  // namespace

Result<TomlDocument> TomlDocument::parse(std::string_view text, const std::string& file) {
    toml::parse_result parsed = toml::parse(text, file);
    if (!parsed) {
        const auto& begin = parsed.error().source().begin;
        return fail(Diagnostic{Failure::invalid_input,
                               {"core.error.toml.syntax", {{"reason", std::string(parsed.error().description())}}},
                               {file, static_cast<int>(begin.line), static_cast<int>(begin.column)}});
    }
    return TomlDocument(std::make_shared<Root>(Root{std::move(parsed).table()}));
}

TomlDocument TomlDocument::laid_over(TomlDocument under, TomlDocument over) {
    under.root_->table = table_over(std::move(under.root_->table), std::move(over.root_->table));
    return under;
}

TomlSection::TomlSection(const TomlDocument& document, std::string file, Diagnostics& problems, std::string name)
    : state_(std::make_shared<State>(
          State{document.root_, &document.root_->table, std::move(file), std::move(name), &problems, {}})) {}

const std::string& TomlSection::name() const { return state_->name; }

bool TomlSection::contains(std::string_view key) const {
    state_->asked.emplace(key);
    return state_->table->contains(key);
}

bool TomlSection::holds_text(std::string_view key) const {
    const toml::node* node = state_->table->get(key);
    return node != nullptr && node->is_string();
}

bool TomlSection::holds_number(std::string_view key) const {
    const toml::node* node = state_->table->get(key);
    return node != nullptr && node->is_number();
}

bool TomlSection::holds_table(std::string_view key) const {
    const toml::node* node = state_->table->get(key);
    return node != nullptr && node->is_table();
}

bool TomlSection::holds_list(std::string_view key) const {
    const toml::node* node = state_->table->get(key);
    return node != nullptr && node->is_array();
}

Location TomlSection::where(std::string_view key) const {
    const toml::node* node = key.empty() ? nullptr : state_->table->get(key);
    return location(node == nullptr ? state_->table->source() : node->source(), state_->file);
}

std::vector<std::string> TomlSection::keys() const {
    std::vector<std::string> keys;
    for (const auto& [key, node] : *state_->table) {
        keys.emplace_back(key.str());
    }
    return keys;
}

TomlSection::Node TomlSection::find(std::string_view key, bool required) const {
    state_->asked.emplace(key);
    const toml::node* node = state_->table->get(key);
    if (node == nullptr && required) {
        report("", "core.error.toml.missing_key", {{"key", std::string(key)}, {"section", state_->name}});
    }
    return {node};
}

void TomlSection::report(std::string_view key, std::string message_key,
                         std::vector<std::pair<std::string, Message::Argument>> arguments) const {
    state_->problems->push_back({Failure::invalid_input, {std::move(message_key), std::move(arguments)}, where(key)});
}

void TomlSection::report(std::string_view key, Diagnostics problems) const {
    for (auto& problem : problems) {
        problem.failure = Failure::invalid_input;
        problem.where = where(key);
        state_->problems->push_back(std::move(problem));
    }
}

void TomlSection::report_type(std::string_view key, std::string_view expected) const {
    report(key, "core.error.toml.type", {{"key", std::string(key)}, {"type", std::string(expected)}});
}

std::string TomlSection::string(std::string_view key) const {
    const Node node = find(key, true);
    if (node == nullptr) {
        return {};
    }
    const auto value = node->value_exact<std::string>();
    if (!value) {
        report_type(key, "\"text\"");
    }
    return value.value_or("");
}

std::string TomlSection::string(std::string_view key, std::string fallback) const {
    return find(key, false) == nullptr ? std::move(fallback) : string(key);
}

double TomlSection::number(std::string_view key, Range range) const {
    const Node node = find(key, true);
    if (node == nullptr) {
        return missing;
    }
    const auto value = node->value<double>();
    if (!value || node->is_boolean() || !std::isfinite(*value)) {
        report_type(key, "1.5");
        return missing;
    }
    const auto shown = [](double number) { return Number{number, number == std::floor(number) ? 0 : 2}; };
    if (!range.contains(*value) && range.low == above_zero) {
        report(key, "core.error.toml.positive", {{"key", std::string(key)}, {"value", shown(*value)}});
    } else if (!range.contains(*value)) {
        report(key, "core.error.toml.range",
               {{"key", std::string(key)},
                {"value", shown(*value)},
                {"low", shown(range.low)},
                {"high", shown(range.high)}});
    }
    return *value;
}

bool TomlSection::boolean(std::string_view key, bool fallback) const {
    const Node node = find(key, false);
    if (node == nullptr) {
        return fallback;
    }
    const auto value = node->value_exact<bool>();
    if (!value) {
        report_type(key, "true / false");
    }
    return value.value_or(fallback);
}

int TomlSection::integer(std::string_view key, int low, int high) const {
    if (const Node node = find(key, false); node != nullptr && !node->is_number()) {
        report_type(key, "2016");
        return low;
    }
    const double value = number(key, {static_cast<double>(low), static_cast<double>(high)});
    if (is_missing(value) || value < low || value > high) {
        return low;
    }
    if (value != std::floor(value)) {
        report_type(key, "2016");
        return low;
    }
    return static_cast<int>(value);
}

Year TomlSection::year(std::string_view key) const { return Year{integer(key, 1900, 2200)}; }

std::vector<std::string> TomlSection::strings(std::string_view key) const {
    const Node node = find(key, true);
    if (node == nullptr) {
        return {};
    }
    if (node->is_string()) {
        return {string(key)};
    }
    std::vector<std::string> values;
    const toml::array* array = node->as_array();
    bool sound = array != nullptr;
    for (std::size_t i = 0; sound && i < array->size(); ++i) {
        const auto value = (*array)[i].value_exact<std::string>();
        sound = value.has_value();
        values.push_back(value.value_or(""));
    }
    if (!sound) {
        report_type(key, R"(["a", "b"])");
    }
    return values;
}

std::vector<double> TomlSection::list(std::string_view key, Range range) const {
    const Node node = find(key, true);
    if (node == nullptr) {
        return {};
    }
    if (node->is_number()) {
        return {number(key, range)};
    }
    std::vector<double> values;
    const toml::array* array = node->as_array();
    bool sound = array != nullptr && !array->empty();
    for (std::size_t i = 0; sound && i < array->size(); ++i) {
        const auto value = (*array)[i].value<double>();
        sound = value && (*array)[i].is_number() && std::isfinite(*value) && range.contains(*value);
        values.push_back(value.value_or(missing));
    }
    if (!sound) {
        report_type(key, "[40, 29, 32]");
    }
    return values;
}

std::vector<std::string> TomlSection::values(std::string_view key) const {
    const Node node = find(key, true);
    if (node == nullptr) {
        return {};
    }
    std::vector<std::string> values;
    bool sound = true;
    const auto add = [&](const toml::node& value) {
        if (value.is_integer()) {
            values.push_back(std::to_string(*value.value<std::int64_t>()));
        } else if (value.is_string()) {
            values.push_back(*value.value<std::string>());
        } else {
            sound = false;
        }
    };
    if (const toml::array* array = node->as_array()) {
        for (const auto& value : *array) {
            add(value);
        }
        sound = sound && !array->empty();
    } else {
        add(*node);
    }
    if (!sound) {
        report_type(key, R"(["median", "best-nth:30"])");
    }
    return values;
}

Text TomlSection::text(std::string_view key) const {
    const Node node = find(key, true);
    if (node == nullptr) {
        return {};
    }
    if (!node->is_table()) {
        report_type(key, R"({ sv = "…", en = "…" })");
        return {};
    }
    const TomlSection both = section(key);
    Text text{both.string("sv"), both.string("en")};
    both.reject_unknown_keys();
    return text;
}

Text TomlSection::words(std::string_view key) const {
    const Node node = find(key, true);
    if (node != nullptr && node->is_string()) {
        const std::string both = string(key);
        return {both, both};
    }
    return node == nullptr ? Text{} : text(key);
}

Range TomlSection::range(std::string_view key) const {
    const Node node = find(key, true);
    if (node == nullptr) {
        return {};
    }
    const toml::array* array = node->as_array();
    const auto low = array != nullptr && array->size() == 2 ? (*array)[0].value<double>() : std::nullopt;
    const auto high = array != nullptr && array->size() == 2 ? (*array)[1].value<double>() : std::nullopt;
    if (!low || !high || *low > *high) {
        report_type(key, "[0, 100]");
        return {};
    }
    return {*low, *high};
}

std::vector<std::pair<std::string, double>> TomlSection::numbers(std::string_view key, Range range) const {
    const TomlSection table = section(key);
    std::vector<std::pair<std::string, double>> values;
    for (const auto& name : table.keys()) {
        values.emplace_back(name, table.number(name, range));
    }
    return values;
}

TomlSection TomlSection::section(std::string_view key) const {
    const Node node = find(key, true);
    const toml::table* table = node == nullptr ? nullptr : node->as_table();
    if (node != nullptr && table == nullptr) {
        report_type(key, "[" + std::string(key) + "]");
    }
    return TomlSection(std::make_shared<State>(State{
        state_->root, table == nullptr ? &empty_table : table, state_->file, std::string(key), state_->problems, {}}));
}

std::vector<TomlSection> TomlSection::sections(std::string_view key) const {
    const Node node = find(key, true);
    std::vector<TomlSection> sections;
    const toml::array* array = node == nullptr ? nullptr : node->as_array();
    bool sound = node == nullptr || array != nullptr;
    for (std::size_t i = 0; array != nullptr && i < array->size(); ++i) {
        const toml::table* table = (*array)[i].as_table();
        sound = sound && table != nullptr;
        if (table != nullptr) {
            sections.push_back(TomlSection(std::make_shared<State>(
                State{state_->root, table, state_->file, std::string(key), state_->problems, {}})));
        }
    }
    if (!sound) {
        report_type(key, "[[" + std::string(key) + "]]");
    }
    return sections;
}

void TomlSection::reject_unknown_keys() const {
    const auto& asked = state_->asked;
    const std::vector<std::string> known(asked.begin(), asked.end());
    for (const auto& [key, node] : *state_->table) {
        if (asked.contains(key.str())) {
            continue;
        }
        std::string list;
        for (const auto& name : known) {
            list += (list.empty() ? "" : ", ") + name;
        }
        state_->problems->push_back(
            {Failure::invalid_input,
             {"core.error.toml.unknown_key", {{"key", std::string(key.str())}, {"known", list}}},
             location(key.source(), state_->file),
             close_spellings(key.str(), known, 1)});
    }
}

}  // namespace skattekrona
