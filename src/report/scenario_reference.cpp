#include "report/scenario_reference.hpp"

#include "scenario/scenario.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

using Json = nlohmann::ordered_json;
using Type = Field::Type;

constexpr std::string_view extends = "extends";

std::vector<Field> fields_of(std::string_view table) {
    std::vector<Field> found;
    std::ranges::copy_if(scenario_fields(), std::back_inserter(found),
                         [&](const Field& field) { return field.table == table; });
    return found;
}

/// Every table, the file itself first, in the order of the records.
std::vector<std::string_view> tables_in_order() {
    std::vector<std::string_view> found;
    for (const auto& field : scenario_fields()) {
        if (found.empty() || found.back() != field.table) {
            found.push_back(field.table);
        }
    }
    return found;
}

bool has(const Field& field, std::string_view kind) {
    const auto kinds = words_of(field.of);
    return kinds.empty() || std::ranges::find(kinds, kind) != kinds.end();
}

/// The field that says of which kind a table is, where kinds have different keys.
std::optional<Field> kind_of(std::string_view table) {
    const auto fields = fields_of(table);
    const auto found = std::ranges::find(fields, "kind", &Field::key);
    return found == fields.end() ? std::nullopt : std::optional(*found);
}

/// The keys on the way to where a table stands, once for each place.
std::vector<std::string> paths(std::string_view table, const Wording& words) {
    std::vector<std::string> found;
    for (const auto& field : scenario_fields()) {
        if (field.holds != table || table.empty()) {
            continue;
        }
        const std::string own =
            std::string(field.key) + (field.type == Type::named_tables ? "." + words("reference.name") : "");
        for (const auto& above : field.table.empty() ? std::vector<std::string>{""} : paths(field.table, words)) {
            found.push_back(above.empty() ? own : above + "." + own);
        }
    }
    return found;
}

/// As it is written in TOML: "[levers.NAME]", "[[frame.years]]".
std::string heading(std::string_view table, const Wording& words) {
    if (table.empty()) {
        return words("reference.root");
    }
    const auto fields = scenario_fields();
    const bool list = std::ranges::find(fields, table, &Field::holds)->type == Type::tables;
    std::vector<std::string> written;
    for (const auto& path : paths(table, words)) {
        written.push_back(fmt::format("{}{}{}", list ? "[[" : "[", path, list ? "]]" : "]"));
    }
    return fmt::format("{}", fmt::join(written, ", "));
}

std::string description(const Field& field, const Wording& words) {
    const std::string_view table = field.table.empty() ? "root" : field.table;
    const std::string_view key = field.key == Field::own_names ? "own" : field.key;
    return words(fmt::format("scenario.field.{}_{}", table, key));
}

/// Digits as they are typed.
std::string limit(double value) { return fmt::format("{:.0f}", value); }

bool above_zero(const Range& range) { return range.low == std::numeric_limits<double>::min(); }

std::string range_words(const Field& field, const Wording& words) {
    const std::string unit =
        field.unit.empty() ? "" : words("unit." + std::string(field.unit == "%" ? "percent" : field.unit));
    return words({above_zero(field.valid) ? "reference.above_zero" : "reference.range",
                  {{"low", limit(field.valid.low)}, {"high", limit(field.valid.high)}}}) +
           (unit.empty() ? "" : " " + unit);
}

std::string type_words(const Field& field, const Wording& words) {
    switch (field.type) {
        case Type::choice:
            return fmt::format("{}", fmt::join(words_of(field.choices), ", "));
        case Type::year:
            return words("reference.year") + " " + range_words(field, words);
        case Type::whole_number:
            return words("reference.whole_number") + " " + range_words(field, words);
        case Type::number:
            return words("reference.number") + " " + range_words(field, words);
        case Type::numbers:
            return words("reference.numbers") + " " + range_words(field, words);
        case Type::parameter:
            return words("reference.parameter") + " " + range_words(field, words);
        case Type::words:
            return words("reference.words");
        case Type::names:
            return words("reference.names");
        case Type::one_table:
        case Type::tables:
        case Type::named_tables:
            return heading(field.holds, words);
        default:
            return words("reference.line");
    }
}

std::string required_words(const Field& field, const Wording& words) {
    return !field.spared.empty() ? words({"reference.spared", {{"kind", std::string(field.spared)}}})
                                 : words(field.required ? "reference.yes" : "reference.no");
}

std::string otherwise_words(const Field& field) {
    return field.type == Type::choice && !field.required ? words_of(field.choices).front()
                                                         : std::string(field.otherwise);
}

Table fields_table(std::string_view table, const Wording& words) {
    Table found{"",
                {{"key", words("column.key"), "", true},
                 {"what", words("column.what"), "", true},
                 {"value", words("column.assumed"), "", true},
                 {"required", words("column.required"), "", true},
                 {"default", words("column.default"), "", true}}};
    const bool kinds = kind_of(table).has_value();
    if (kinds) {
        found.columns.push_back({"kinds", words("column.of_kinds"), "", true});
    }
    for (const auto& field : fields_of(table)) {
        const bool own = field.key == Field::own_names;
        auto& row = found.rows.emplace_back(std::vector<Cell>{own ? words("reference.own") : std::string(field.key),
                                                              description(field, words), type_words(field, words),
                                                              required_words(field, words), otherwise_words(field)});
        if (kinds) {
            row.emplace_back(field.of.empty() ? words("reference.all")
                                              : fmt::format("{}", fmt::join(words_of(field.of), ", ")));
        }
    }
    return found;
}

Table distributions_table(const Wording& words) {
    Table found{"",
                {{"distribution", words("column.distribution"), "", true},
                 {"keys", words("column.keys"), "", true},
                 {"what", words("column.what"), "", true}}};
    for (const auto& kind : distribution_kinds()) {
        found.rows.push_back({std::string(kind.name), fmt::format("{}", fmt::join(kind.parameters(), ", ")),
                              words(fmt::format("scenario.field.distribution_{}", kind.name))});
    }
    return found;
}

/// Every field as a row, whatever its table.
Table all_fields(const Wording& words) {
    Table data{"",
               {{"table", "", "", true},
                {"key", "", "", true},
                {"what", "", "", true},
                {"type", "", "", true},
                {"required", "", "", true},
                {"default", "", "", true},
                {"kinds", "", "", true}}};
    for (const auto& field : scenario_fields()) {
        data.rows.push_back({std::string(field.table), std::string(field.key), description(field, words),
                             type_words(field, words), required_words(field, words), otherwise_words(field),
                             std::string(field.of)});
    }
    return data;
}

// The schema.

Json reference_to(std::string_view table) { return {{"$ref", "#/$defs/" + std::string(table)}}; }

/// Whole numbers without decimals.
Json bound(double value) { return value == std::floor(value) ? Json(static_cast<std::int64_t>(value)) : Json(value); }

Json within(const Range& range, const char* type) {
    Json json = {{"type", type}};
    if (above_zero(range)) {
        json["exclusiveMinimum"] = 0;
    } else {
        json["minimum"] = bound(range.low);
    }
    json["maximum"] = bound(range.high);
    return json;
}

Json list_of(Json items) { return {{"type", "array"}, {"minItems", 1}, {"items", std::move(items)}}; }

Json value_schema(const Field& field) {
    switch (field.type) {
        case Type::choice:
            return {{"enum", words_of(field.choices)}};
        case Type::year:
        case Type::whole_number:
            return within(field.valid, "integer");
        case Type::number:
            return within(field.valid, "number");
        case Type::numbers:
            return {{"anyOf", {within(field.valid, "number"), list_of(within(field.valid, "number"))}}};
        case Type::names:
            return list_of({{"type", "string"}});
        case Type::words:
            return reference_to("words");
        case Type::parameter: {
            Json json = reference_to("parameter");
            json["properties"] = {{"unit", {{"const", field.unit}}},
                                  {"value", within(field.valid, "number")},
                                  {"path", {{"items", within(field.valid, "number")}}}};
            return json;
        }
        case Type::one_table:
            return reference_to(field.holds);
        case Type::tables:
            return list_of(reference_to(field.holds));
        case Type::named_tables:
            return {{"type", "object"}, {"additionalProperties", reference_to(field.holds)}};
        default:
            return {{"type", "string"}};
    }
}

Json default_value(const Field& field) {
    const std::string written = otherwise_words(field);
    return field.type == Type::number || field.type == Type::whole_number ? Json::parse(written) : Json(written);
}

/// Holds where the table is of the kind. A file that extends another may have its kind from there.
Json is_kind(const Field& kind, const std::string& name) {
    Json stated = {{"required", {"kind"}}, {"properties", {{"kind", {{"const", name}}}}}};
    if (kind.required || name != words_of(kind.choices).front()) {
        return stated;
    }
    const Json unsaid = {{"not", {{"anyOf", {{{"required", {"kind"}}}, {{"required", {extends}}}}}}}};
    return {{"anyOf", {std::move(stated), unsaid}}};
}

/// What must stand in a table that other files may extend, seen when it is whole.
Json complete(std::string_view table) {
    Json required = Json::array();
    Json inside = Json::object();
    Json by_kind = Json::array();
    const auto fields = fields_of(table);
    for (const auto& field : fields) {
        if (field.required && field.of.empty() && field.spared.empty()) {
            required.push_back(field.key);
        }
        if (field.type == Type::one_table) {
            inside[std::string(field.key)] = complete(field.holds);
        } else if (field.type == Type::named_tables) {
            inside[std::string(field.key)] = {{"additionalProperties", complete(field.holds)}};
        }
    }
    if (const auto kind = kind_of(table)) {
        for (const auto& name : words_of(kind->choices)) {
            Json then = Json::array();
            for (const auto& field : fields) {
                const bool only_some = !field.of.empty() || !field.spared.empty();
                if (field.required && only_some && has(field, name) && field.spared != name) {
                    then.push_back(field.key);
                }
            }
            if (!then.empty()) {
                by_kind.push_back({{"if", is_kind(*kind, name)}, {"then", {{"required", std::move(then)}}}});
            }
        }
    }
    Json json = {{"required", std::move(required)}};
    if (!inside.empty()) {
        json["properties"] = std::move(inside);
    }
    if (!by_kind.empty()) {
        json["allOf"] = std::move(by_kind);
    }
    return json;
}

/// Lists are replaced whole by a file that extends another, so that what stands in them is always whole.
bool always_whole(std::string_view table) {
    const auto fields = scenario_fields();
    return std::ranges::any_of(fields,
                               [&](const Field& field) { return field.holds == table && field.type == Type::tables; });
}

Json table_schema(std::string_view table, const Wording& words) {
    Json properties = Json::object();
    Json others = false;
    const auto fields = fields_of(table);
    for (const auto& field : fields) {
        Json value = {{"description", description(field, words)}};
        value.update(value_schema(field));
        if (!otherwise_words(field).empty() && field.type != Type::parameter) {
            value["default"] = default_value(field);
        }
        if (field.key == Field::own_names) {
            others = std::move(value);
        } else {
            properties[std::string(field.key)] = std::move(value);
        }
    }
    Json json = {
        {"type", "object"}, {"additionalProperties", std::move(others)}, {"properties", std::move(properties)}};
    if (always_whole(table)) {
        json["required"] = complete(table)["required"];
    }
    if (const auto kind = kind_of(table)) {
        Json by_kind = Json::array();
        for (const auto& name : words_of(kind->choices)) {
            Json then = Json::object();
            for (const auto& field : fields) {
                if (!has(field, name)) {
                    then[std::string(field.key)] = false;
                }
            }
            by_kind.push_back({{"if", is_kind(*kind, name)}, {"then", {{"properties", std::move(then)}}}});
        }
        json["allOf"] = std::move(by_kind);
    }
    return json;
}

Json parameter_schema(const Wording& words) {
    const auto form = [](Json properties, Json required) {
        properties["unit"] = {{"type", "string"}};
        properties["source"] = {{"type", "string"}};
        required.push_back("unit");
        required.push_back("source");
        return Json{{"type", "object"},
                    {"additionalProperties", false},
                    {"properties", std::move(properties)},
                    {"required", std::move(required)}};
    };
    Json forms = Json::array();
    for (const auto& kind : distribution_kinds()) {
        Json properties = {{"distribution", {{"const", kind.name}}}};
        Json required = Json::array();
        if (kind.kind != Distribution::Kind::constant) {
            required.push_back("distribution");
        }
        for (const auto& name : kind.parameters()) {
            properties[std::string(name)] =
                kind.kind == Distribution::Kind::empirical ? list_of({{"type", "number"}}) : Json{{"type", "number"}};
            required.push_back(name);
        }
        Json one = form(std::move(properties), std::move(required));
        one["description"] = words(fmt::format("scenario.field.distribution_{}", kind.name));
        forms.push_back(std::move(one));
    }
    forms.push_back(form({{"path", list_of({{"type", "number"}})}}, {"path"}));
    return {{"description", words("scenario.field.parameter")}, {"oneOf", std::move(forms)}};
}

Json schema(const Wording& words) {
    Json json = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"$id", "urn:skattekrona:scenario-file:1"},
                 {"title", words("reference.title")}};
    json.update(table_schema("", words));
    json["allOf"].push_back({{"if", {{"required", {extends}}}}, {"else", complete("")}});
    Json defs = Json::object();
    for (const auto& table : tables_in_order()) {
        if (!table.empty()) {
            defs[std::string(table)] = table_schema(table, words);
        }
    }
    const Json text = {{"type", "string"}};
    defs["words"] = {{"oneOf",
                      {text,
                       {{"type", "object"},
                        {"additionalProperties", false},
                        {"properties", {{"sv", text}, {"en", text}}},
                        {"required", {"sv", "en"}}}}}};
    defs["parameter"] = parameter_schema(words);
    json["$defs"] = std::move(defs);
    return json;
}

}  // namespace

Answer scenario_reference(const Wording& words) {
    Answer answer;
    answer.document.language = words.language();
    answer.document.title = words("reference.title");
    auto& blocks = answer.document.blocks;
    blocks.emplace_back(Paragraph{words("reference.lead")});
    for (const auto& table : tables_in_order()) {
        blocks.emplace_back(Heading{heading(table, words)});
        blocks.emplace_back(fields_table(table, words));
    }
    blocks.emplace_back(Heading{words("reference.distributions")});
    blocks.emplace_back(Paragraph{words("scenario.field.parameter")});
    blocks.emplace_back(distributions_table(words));
    answer.document.data = all_fields(words);
    answer.json = schema(words);
    return answer;
}

}  // namespace skattekrona
