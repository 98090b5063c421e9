#include "model/specification.hpp"

#include "core/decimal.hpp"
#include "core/spelling.hpp"
#include "figures/municipality_names.hpp"
#include "model/pool_order.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <utility>

namespace skattekrona {

namespace {

template <class T>
using Words = std::span<const std::pair<std::string_view, T>>;

constexpr std::array<std::pair<std::string_view, Level::Kind>, 7> level_names{{
    {"reference", Level::Kind::reference},
    {"median", Level::Kind::median},
    {"percentile", Level::Kind::percentile},
    {"best-mean", Level::Kind::best_mean},
    {"best-nth", Level::Kind::best_nth},
    {"best", Level::Kind::best},
    {"own-best", Level::Kind::own_best},
}};
constexpr std::array<std::pair<std::string_view, PoolChoice::Kind>, 5> pool_names{{
    {"riket", PoolChoice::Kind::country},
    {"lan", PoolChoice::Kind::county},
    {"kommungrupp", PoolChoice::Kind::kommungrupp},
    {"liknande", PoolChoice::Kind::similar},
    {"nearest", PoolChoice::Kind::nearest},
}};
constexpr std::array<std::pair<std::string_view, Scope>, 2> scope_names{
    {{"by-area", Scope::by_area}, {"whole", Scope::whole}}};
constexpr std::array<std::pair<std::string_view, Netting>, 2> netting_names{
    {{"positive", Netting::positive}, {"net", Netting::net}}};
constexpr std::array<std::pair<std::string_view, QualityCondition>, 3> quality_names{{
    {"none", QualityCondition::none},
    {"at-least-own", QualityCondition::at_least_own},
    {"at-least-median", QualityCondition::at_least_median},
}};
constexpr std::array<std::pair<std::string_view, Noise>, 3> noise_names{
    {{"raw", Noise::raw}, {"shrunk", Noise::shrunk}, {"lasting", Noise::lasting}}};

template <class T>
std::optional<T> look_up(std::string_view text, Words<T> words) {
    const std::string wanted = lower_case(text);
    const auto found = std::ranges::find(words, wanted, &std::pair<std::string_view, T>::first);
    return found == words.end() ? std::nullopt : std::optional(found->second);
}

template <class T>
std::string_view word_for(T value, Words<T> words) {
    return std::ranges::find(words, value, &std::pair<std::string_view, T>::second)->first;
}

Diagnostic unknown(std::string key, std::string_view text, const std::vector<std::string>& known) {
    return {Failure::usage,
            {std::move(key), {{"found", std::string(text)}, {"known", fmt::format("{}", fmt::join(known, ", "))}}},
            {},
            close_spellings(text, known, 1)};
}

template <class T>
Result<T> parse_word(std::string_view text, Words<T> words, std::string key) {
    if (const auto value = look_up(text, words)) {
        return *value;
    }
    std::vector<std::string> known;
    for (const auto& [word, value] : words) {
        known.emplace_back(word);
    }
    return fail(unknown(std::move(key), text, known));
}

/// "best-nth:30" → "best-nth", "30"; without a colon the second is nothing.
std::pair<std::string_view, std::optional<std::string_view>> split_parameter(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        return {text, std::nullopt};
    }
    return {text.substr(0, colon), text.substr(colon + 1)};
}

std::vector<std::string_view> split_list(std::string_view text) {
    std::vector<std::string_view> items;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        std::string_view item = text.substr(0, comma);
        item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
        item = item.substr(0, item.find_last_not_of(' ') + 1);
        if (!item.empty()) {
            items.push_back(item);
        }
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return items;
}

}  // namespace

Result<Level> parse_level(std::string_view text) {
    const auto [word, parameter] = split_parameter(text);
    const auto kind = look_up<Level::Kind>(word, level_names);
    const Diagnostic malformed =
        unknown("model.error.level", text,
                {"reference", "median", "percentile:25", "best-mean:30", "best-nth:30", "best", "own-best"});
    if (!kind) {
        return fail(malformed);
    }
    switch (*kind) {
        case Level::Kind::percentile: {
            const auto percentile = decimal<double>(parameter.value_or(""));
            if (!percentile || !(*percentile >= 0 && *percentile <= 100)) {
                return fail(
                    Diagnostic{Failure::usage, {"model.error.level_percentile", {{"found", std::string(text)}}}});
            }
            return Level{*kind, *percentile};
        }
        case Level::Kind::best_mean:
        case Level::Kind::best_nth: {
            const auto count = decimal<int>(parameter.value_or(""));
            if (!count || *count < 1) {
                return fail(Diagnostic{
                    Failure::usage,
                    {"model.error.level_count", {{"found", std::string(text)}, {"word", std::string(word)}}}});
            }
            return Level{*kind, static_cast<double>(*count)};
        }
        default:
            if (parameter) {
                return fail(malformed);
            }
            return Level{*kind};
    }
}

std::string to_string(const Level& level) {
    const std::string_view word = word_for<Level::Kind>(level.kind, level_names);
    switch (level.kind) {
        case Level::Kind::percentile:
        case Level::Kind::best_mean:
        case Level::Kind::best_nth:
            return fmt::format("{}:{}", word, level.parameter);
        default:
            return std::string(word);
    }
}

Result<PoolChoice> parse_pool(std::string_view text, std::span<const Municipality> municipalities) {
    const auto [word, parameter] = split_parameter(text);
    const auto kind = look_up<PoolChoice::Kind>(fold(word), pool_names);
    if (kind == PoolChoice::Kind::nearest) {
        const auto count = decimal<int>(parameter.value_or(""));
        if (!count || *count < 1 || *count >= static_cast<int>(municipalities.size())) {
            return fail(Diagnostic{
                Failure::usage,
                {"model.error.pool_nearest",
                 {{"found", std::string(text)}, {"most", Number{static_cast<double>(municipalities.size()) - 1}}}}});
        }
        return PoolChoice{*kind, *count, {}};
    }
    if (kind && !parameter) {
        return PoolChoice{*kind, 0, {}};
    }
    // A list may be marked as one, so that what the program prints can be given back to it.
    const std::string_view list = word == "list" && parameter ? *parameter : text;
    PoolChoice pool{PoolChoice::Kind::list, 0, {}};
    Diagnostics problems;
    for (const auto item : split_list(list)) {
        const auto member = find_municipality(item, municipalities);
        if (member) {
            pool.members.push_back(municipalities[*member].id);
        } else {
            problems.insert(problems.end(), member.error().begin(), member.error().end());
        }
    }
    if (pool.members.empty() && problems.size() < 2) {
        return fail(unknown("model.error.pool", text, {"riket", "lan", "kommungrupp", "liknande", "nearest:10"}));
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    std::ranges::sort(pool.members);
    pool.members.erase(std::unique(pool.members.begin(), pool.members.end()), pool.members.end());
    return pool;
}

std::string to_string(const PoolChoice& pool) {
    switch (pool.kind) {
        case PoolChoice::Kind::nearest:
            return fmt::format("nearest:{}", pool.count);
        case PoolChoice::Kind::list: {
            std::string text = "list:";
            for (std::size_t i = 0; i < pool.members.size(); ++i) {
                text += (i == 0 ? "" : ",") + std::string(pool.members[i].view());
            }
            return text;
        }
        default:
            return std::string(word_for<PoolChoice::Kind>(pool.kind, pool_names));
    }
}

Result<Scope> parse_scope(std::string_view text) { return parse_word<Scope>(text, scope_names, "model.error.scope"); }
std::string to_string(Scope scope) { return std::string(word_for<Scope>(scope, scope_names)); }

Result<Netting> parse_netting(std::string_view text) {
    return parse_word<Netting>(text, netting_names, "model.error.netting");
}
std::string to_string(Netting netting) { return std::string(word_for<Netting>(netting, netting_names)); }

Result<QualityCondition> parse_quality(std::string_view text) {
    return parse_word<QualityCondition>(text, quality_names, "model.error.quality");
}
std::string to_string(QualityCondition quality) {
    return std::string(word_for<QualityCondition>(quality, quality_names));
}

Result<Noise> parse_noise(std::string_view text) { return parse_word<Noise>(text, noise_names, "model.error.noise"); }
std::string to_string(Noise noise) { return std::string(word_for<Noise>(noise, noise_names)); }

Result<std::optional<Prices>> parse_prices(std::string_view text, const std::vector<PriceIndex>& indices) {
    if (lower_case(text) == "own") {
        return std::optional<Prices>{};
    }
    const auto [first, second] = split_parameter(text);
    const std::string_view year_text = second.value_or(first);
    const std::string id = second ? lower_case(first) : (indices.empty() ? std::string() : indices.front().id);
    const auto year = decimal<int>(year_text);
    const auto index = std::ranges::find(indices, id, &PriceIndex::id);
    if (!year || index == indices.end()) {
        std::vector<std::string> known{"own"};
        for (const auto& candidate : indices) {
            known.push_back(candidate.id + ":2022");
        }
        return fail(unknown("model.error.prices", text, known));
    }
    if (!index->values.contains(Year{*year})) {
        return fail(Diagnostic{Failure::usage,
                               {"model.error.prices_year",
                                {{"year", Year{*year}},
                                 {"index", index->title},
                                 {"first", index->values.begin()->first},
                                 {"last", index->values.rbegin()->first}}}});
    }
    return Prices{id, Year{*year}};
}

std::string to_string(const std::optional<Prices>& prices) {
    return prices ? fmt::format("{}:{}", prices->index, prices->year.value) : "own";
}

Result<std::vector<std::string>> parse_areas(std::string_view text, const Definitions& definitions) {
    std::vector<std::string> known{"six", "all"};
    std::vector<std::string> wanted;
    Diagnostics problems;
    for (const auto& area : definitions.areas) {
        known.push_back(area.id);
    }
    for (const auto item : split_list(text)) {
        const std::string word = fold(item);
        bool found = false;
        for (const auto& area : definitions.areas) {
            if (word == "all" || (word == "six" && area.in_total) || word == area.id || word == fold(area.title.sv) ||
                word == fold(area.title.en)) {
                wanted.push_back(area.id);
                found = true;
            }
        }
        if (!found) {
            problems.push_back(unknown("model.error.area", item, known));
        }
    }
    if (wanted.empty() && problems.empty()) {
        problems.push_back(unknown("model.error.area", text, known));
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    std::vector<std::string> areas;
    for (const auto& area : definitions.areas) {
        if (std::ranges::find(wanted, area.id) != wanted.end()) {
            areas.push_back(area.id);
        }
    }
    return areas;
}

Text ordinal(int n) {
    const int last = n % 100 / 10 == 1 ? 0 : n % 10;
    const char* english = last == 1 ? "st" : last == 2 ? "nd" : last == 3 ? "rd" : "th";
    return {std::to_string(n) + (last == 1 || last == 2 ? ":a" : ":e"), std::to_string(n) + english};
}

Message level_words(const Level& level) {
    switch (level.kind) {
        case Level::Kind::reference:
            return {"model.level.reference", {}};
        case Level::Kind::median:
            return {"model.level.median", {}};
        case Level::Kind::percentile:
            return {"model.level.percentile",
                    {{"p", Number{level.parameter, level.parameter == std::floor(level.parameter) ? 0 : 1}}}};
        case Level::Kind::best_mean:
        case Level::Kind::best_nth:
            if (level.parameter == 1) {
                return {"model.level.best", {}};
            }
            return level.kind == Level::Kind::best_mean
                       ? Message{"model.level.best_mean", {{"n", Number{level.parameter}}}}
                       : Message{"model.level.best_nth", {{"nth", ordinal(static_cast<int>(level.parameter))}}};
        case Level::Kind::best:
            return {"model.level.best", {}};
        default:
            return {"model.level.own_best", {}};
    }
}

Message pool_words(const PoolChoice& pool, const Panel& panel) {
    switch (pool.kind) {
        case PoolChoice::Kind::country:
            return {"model.pool.country", {}};
        case PoolChoice::Kind::county:
            return {"model.pool.county", {}};
        case PoolChoice::Kind::kommungrupp:
            return {"model.pool.kommungrupp", {}};
        case PoolChoice::Kind::similar:
            return {"model.pool.similar", {}};
        case PoolChoice::Kind::nearest:
            return {"model.pool.nearest", {{"n", count(pool.count)}}};
        default: {
            std::vector<Text> names;
            for (const auto id : pool.members) {
                const std::string& name = panel.municipalities()[*panel.index(id)].name;
                names.push_back({name, name});
            }
            return {"model.pool.list", {{"names", names}}};
        }
    }
}

Message areas_words(const std::vector<std::string>& areas, const Definitions& definitions) {
    const auto chosen = [&](const ServiceArea& area) { return std::ranges::find(areas, area.id) != areas.end(); };
    if (areas.size() == definitions.areas.size()) {
        return {"model.areas.all", {}};
    }
    if (std::ranges::all_of(definitions.areas,
                            [&](const ServiceArea& area) { return area.in_total == chosen(area); })) {
        return {"model.areas.six", {}};
    }
    std::vector<Text> titles;
    for (const auto& id : areas) {
        titles.push_back(definitions.area(id)->in_sentence);
    }
    return {"model.areas.list", {{"areas", titles}}};
}

std::vector<Message> specification_words(const Specification& specification, Year year, const Panel& panel,
                                         const Definitions& definitions) {
    std::vector<Message> words{{"model.choice.level", {{"level", std::vector{level_words(specification.level)}}}}};
    if (members_needed(specification.level) > 0) {
        words.push_back(pool_words(specification.pool, panel));
    }
    if (specification.areas.size() > 1) {
        words.push_back({specification.scope == Scope::whole ? "model.choice.whole" : "model.choice.by_area", {}});
        words.push_back({"model.netting." + to_string(specification.netting), {}});
    }
    if (specification.quality != QualityCondition::none) {
        words.push_back({"model.quality." + to_string(specification.quality), {}});
    }
    if (specification.noise != Noise::raw) {
        words.push_back({"model.noise." + to_string(specification.noise), {}});
    }
    words.push_back(areas_words(specification.areas, definitions));
    words.push_back(
        specification.window == 1
            ? Message{"model.period.year", {{"year", year}}}
            : Message{"model.period.window", {{"first", year - (specification.window - 1)}, {"last", year}}});
    return words;
}

}  // namespace skattekrona
