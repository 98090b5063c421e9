#include "ask/options.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace skattekrona {

namespace {

struct IsSaid {
    bool operator()(const bool* flag) const { return *flag; }
    template <class Value>
    bool operator()(const std::optional<Value>* value) const {
        return value->has_value();
    }
    bool operator()(const std::vector<std::string>* list) const { return !list->empty(); }
};

std::optional<double> number(const OptionPlace& place) {
    if (auto* const* whole = std::get_if<std::optional<int>*>(&place); whole != nullptr && **whole) {
        return static_cast<double>(***whole);
    }
    auto* const* real = std::get_if<std::optional<double>*>(&place);
    return real == nullptr ? std::nullopt : **real;
}

/// What a JSON value that says the same looks like.
struct SchemaOf {
    const Option& option;

    Json operator()(const bool*) const { return {{"type", "boolean"}}; }
    Json operator()(const std::optional<std::string>*) const { return {{"type", "string"}}; }
    Json operator()(const std::optional<int>*) const { return within("integer"); }
    Json operator()(const std::optional<double>*) const { return within("number"); }
    Json operator()(const std::vector<std::string>*) const {
        return {{"type", "array"}, {"items", {{"type", "string"}}}};
    }
    Json operator()(const std::optional<std::vector<std::string>>*) const {
        return {{"type", "array"}, {"items", {{"type", "string"}}}};
    }

private:
    Json within(const char* type) const {
        Json json{{"type", type}};
        const auto bound = [&](const char* key, double value) {
            if (std::isfinite(value)) {
                json[key] = value == std::floor(value) ? Json(static_cast<std::int64_t>(value)) : Json(value);
            }
        };
        bound("minimum", option.valid.low);
        bound("maximum", option.valid.high);
        return json;
    }
};

}  // namespace

std::string spelled_out(const std::string& text, const Wording& words) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text[at] == '@' ? std::min(text.find_first_of("|:, ", at), text.size()) : at + 1;
        out += text[at] == '@' ? words(std::string_view(text).substr(at + 1, end - at - 1)) : text.substr(at, 1);
        at = end;
    }
    return out;
}

Json options_schema(const Options& options, const Wording& words) {
    Json properties = Json::object();
    Json required = Json::list();
    for (const auto& [option, place] : options) {
        const std::string name = option.positional() ? option.id : option.first_name().substr(2);
        Json value = std::visit(SchemaOf{option}, place);
        value["description"] = words(option.help);
        if (!option.type.empty()) {
            value["examples"] = Json::List{spelled_out(option.type, words)};
        }
        if (option.required) {
            required.push_back(name);
        }
        properties[name] = std::move(value);
    }
    return {{"type", "object"},
            {"additionalProperties", false},
            {"properties", std::move(properties)},
            {"required", std::move(required)}};
}

bool said(const OptionPlace& place) { return std::visit(IsSaid{}, place); }

Diagnostics out_of_range(const Options& options) {
    Diagnostics problems;
    for (const auto& [option, place] : options) {
        const auto value = number(place);
        if (value && !option.valid.contains(*value)) {
            const auto shown = [&](double one) { return Number{one, one == std::floor(one) ? 0 : 1}; };
            problems.push_back({Failure::usage,
                                {"core.error.toml.range",
                                 {{"key", option.first_name()},
                                  {"value", shown(*value)},
                                  {"low", shown(option.valid.low)},
                                  {"high", shown(option.valid.high)}}}});
        }
    }
    return problems;
}

}  // namespace skattekrona
