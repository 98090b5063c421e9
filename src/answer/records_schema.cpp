#include "answer/records_schema.hpp"

#include "core/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

using Type = Field::Type;

constexpr std::string_view extends = "extends";

Json reference_to(std::string_view table) { return {{"$ref", "#/$defs/" + std::string(table)}}; }

/// Whole numbers without decimals.
Json bound(double value) { return value == std::floor(value) ? Json(static_cast<std::int64_t>(value)) : Json(value); }

Json within(const Range& range, const char* type) {
    Json json{{"type", type}};
    if (range.low == above_zero) {
        json["exclusiveMinimum"] = 0;
    } else if (std::isfinite(range.low)) {
        json["minimum"] = bound(range.low);
    }
    if (std::isfinite(range.high)) {
        json["maximum"] = bound(range.high);
    }
    return json;
}

Json list_of(Json items) { return {{"type", "array"}, {"minItems", 1}, {"items", std::move(items)}}; }

Json one_or_several(const Json& one) { return {{"anyOf", Json::List{one, list_of(one)}}}; }

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
            return one_or_several(within(field.valid, "number"));
        case Type::names:
            return one_or_several(field.choices.empty() ? Json{{"type", "string"}}
                                                        : Json{{"enum", words_of(field.choices)}});
        case Type::pair:
            return {{"type", "array"}, {"minItems", 2}, {"maxItems", 2}, {"items", {{"type", "string"}}}};
        case Type::values:
            return one_or_several({{"type", Json::List{"string", "integer"}}});
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
    const std::string written = otherwise_of(field);
    const bool number = field.type == Type::number || field.type == Type::whole_number;
    auto value = number ? parse_json(written, "") : Result<Json>(written);
    return value ? *std::move(value) : Json(written);
}

Json value_and_default(const Field& field) {
    Json json = value_schema(field);
    if (!otherwise_of(field).empty() && field.type != Type::parameter) {
        json["default"] = default_value(field);
    }
    return json;
}

struct Schema {
    const FileRecords& records;
    const Wording& words;

    bool extensible() const {
        return std::ranges::any_of(records.of(""), [](const Field& field) { return field.key == extends; });
    }

    /// Holds where the table is of the kind. A file that extends another may have its kind from there.
    Json is_kind(const Field& kind, const std::string& name) const {
        Json stated{{"required", Json::List{"kind"}}, {"properties", {{"kind", {{"const", name}}}}}};
        if (kind.required || name != words_of(kind.choices).front()) {
            return stated;
        }
        const auto has = [](std::string_view key) { return Json{{"required", Json::List{key}}}; };
        Json unsaid{{"not", {{"anyOf", Json::List{has("kind"), has(extends)}}}}};
        return {{"anyOf", Json::List{std::move(stated), std::move(unsaid)}}};
    }

    /// What must stand in a table that other files may extend, seen when it is whole.
    Json complete(std::string_view table) const {
        Json required = Json::list();
        Json inside = Json::object();
        Json by_kind = Json::list();
        const auto fields = records.of(table);
        for (const auto& field : fields) {
            if (field.required && field.of.empty() && field.spared.empty()) {
                required.push_back(field.key);
            }
            if (field.type == Type::one_table) {
                inside[field.key] = complete(field.holds);
            } else if (field.type == Type::named_tables) {
                inside[field.key] = {{"additionalProperties", complete(field.holds)}};
            }
        }
        if (const auto kind = records.kind(table)) {
            for (const auto& name : words_of(kind->choices)) {
                Json then = Json::list();
                for (const auto& field : fields) {
                    const bool only_some = !field.of.empty() || !field.spared.empty();
                    if (field.required && only_some && is_of(field, name) && field.spared != name) {
                        then.push_back(field.key);
                    }
                }
                if (then.size() > 0) {
                    by_kind.push_back({{"if", is_kind(*kind, name)}, {"then", {{"required", std::move(then)}}}});
                }
            }
        }
        Json json{{"required", std::move(required)}};
        if (inside.size() > 0) {
            json["properties"] = std::move(inside);
        }
        if (by_kind.size() > 0) {
            json["allOf"] = std::move(by_kind);
        }
        return json;
    }

    /// Lists are replaced whole by a file that extends another, so that what stands in them is always whole.
    bool always_whole(std::string_view table) const {
        return std::ranges::any_of(
            records.fields, [&](const Field& field) { return field.holds == table && field.type == Type::tables; });
    }

    Json table_schema(std::string_view table) const {
        Json properties = Json::object();
        Json others = false;
        const auto fields = records.of(table);
        for (const auto& field : fields) {
            Json value{{"description", field_words(records, field, words)}};
            if (std::ranges::count(fields, field.key, &Field::key) == 1) {
                value.update(value_and_default(field));
            }
            (field.key == Field::own_names ? others : properties[field.key]) = std::move(value);
        }
        Json json{
            {"type", "object"}, {"additionalProperties", std::move(others)}, {"properties", std::move(properties)}};
        if (always_whole(table)) {
            json["required"] = complete(table)["required"];
        }
        if (const auto kind = records.kind(table)) {
            Json by_kind = Json::list();
            for (const auto& name : words_of(kind->choices)) {
                Json then = Json::object();
                for (const auto& field : fields) {
                    const auto alike = [&](const Field& other) { return other.key == field.key; };
                    const auto own = [&](const Field& other) { return alike(other) && is_of(other, name); };
                    if (std::ranges::none_of(fields, own)) {
                        then[field.key] = false;
                    } else if (is_of(field, name) && std::ranges::count_if(fields, alike) > 1) {
                        then[field.key] = value_and_default(field);
                    }
                }
                by_kind.push_back({{"if", is_kind(*kind, name)}, {"then", {{"properties", std::move(then)}}}});
            }
            json["allOf"] = std::move(by_kind);
        }
        return json;
    }

    Json parameter_schema() const {
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
        Json forms = Json::list();
        for (const auto& kind : distribution_kinds()) {
            Json properties{{"distribution", {{"const", kind.name}}}};
            Json required = Json::list();
            if (kind.kind != Distribution::Kind::constant) {
                required.push_back("distribution");
            }
            for (const auto& name : kind.parameters()) {
                const Json number{{"type", "number"}};
                properties[name] = kind.kind == Distribution::Kind::empirical ? list_of(number) : number;
                required.push_back(name);
            }
            Json one = form(std::move(properties), std::move(required));
            one["description"] = words(fmt::format("core.record.distribution.{}", kind.name));
            forms.push_back(std::move(one));
        }
        forms.push_back(form({{"path", list_of({{"type", "number"}})}}, Json::List{"path"}));
        return {{"description", words("core.record.parameter")}, {"oneOf", std::move(forms)}};
    }

    Json file() const {
        Json json{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                  {"$id", fmt::format("urn:skattekrona:{}-file:1", records.name)},
                  {"title", words(fmt::format("{}.reference.title", records.name))}};
        json.update(table_schema(""));
        if (extensible()) {
            json["allOf"].push_back({{"if", {{"required", Json::List{extends}}}}, {"else", complete("")}});
        } else {
            json["allOf"].push_back(complete(""));
        }
        Json defs = Json::object();
        for (const auto& table : records.tables()) {
            if (!table.empty()) {
                defs[table] = table_schema(table);
            }
        }
        const Json text{{"type", "string"}};
        const Json both{{"type", "object"},
                        {"additionalProperties", false},
                        {"properties", {{"sv", text}, {"en", text}}},
                        {"required", Json::List{"sv", "en"}}};
        defs["words"] = {{"oneOf", Json::List{text, both}}};
        if (std::ranges::find(records.fields, Type::parameter, &Field::type) != records.fields.end()) {
            defs["parameter"] = parameter_schema();
        }
        json["$defs"] = std::move(defs);
        return json;
    }
};

}  // namespace

std::string field_words(const FileRecords& records, const Field& field, const Wording& words) {
    const std::string_view table = field.table.empty() ? "root" : field.table;
    const std::string_view key = field.key == Field::own_names ? "own" : field.key;
    return words(fmt::format("{}.field.{}_{}", records.name, table, key));
}

Json records_schema(const FileRecords& records, const Wording& words) { return Schema{records, words}.file(); }

}  // namespace skattekrona
