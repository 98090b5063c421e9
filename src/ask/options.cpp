#include "ask/options.hpp"

#include <cmath>

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

}  // namespace

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
