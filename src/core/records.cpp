#include "core/records.hpp"

#include "core/bug.hpp"
#include "core/spelling.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace skattekrona {

std::vector<std::string> words_of(std::string_view list) {
    const auto words = words_in(list);
    return {words.begin(), words.end()};
}

const Field& FileRecords::field(std::string_view table, std::string_view key, std::string_view kind) const {
    const auto found = std::ranges::find_if(fields, [&](const Field& field) {
        return field.table == table && field.key == key && (kind.empty() || is_of(field, kind));
    });
    if (found == fields.end()) {
        bug(fmt::format("no field {}.{} in a {} file", table, key, name));
    }
    return *found;
}

std::vector<Field> FileRecords::of(std::string_view table) const {
    std::vector<Field> found;
    std::ranges::copy_if(fields, std::back_inserter(found), [&](const Field& field) { return field.table == table; });
    return found;
}

std::vector<std::string_view> FileRecords::tables() const {
    std::vector<std::string_view> found;
    for (const auto& field : fields) {
        if (found.empty() || found.back() != field.table) {
            found.push_back(field.table);
        }
    }
    return found;
}

std::optional<Field> FileRecords::kind(std::string_view table) const {
    const auto own = of(table);
    const auto found = std::ranges::find(own, "kind", &Field::key);
    return found == own.end() ? std::nullopt : std::optional(*found);
}

bool is_of(const Field& field, std::string_view kind) {
    const auto kinds = words_of(field.of);
    return kinds.empty() || std::ranges::find(kinds, kind) != kinds.end();
}

std::string otherwise_of(const Field& field) {
    return field.type == Field::Type::choice && !field.required ? words_of(field.choices).front()
                                                                : std::string(field.otherwise);
}

namespace {

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\n") == std::string_view::npos; }

}  // namespace

bool RecordReader::wanted(std::string_view key) const {
    const bool found = section_.contains(key);
    return found || known(key).required;
}

void RecordReader::refuse_blank(std::string_view key, std::string_view text) const {
    const bool given = section_.contains(key) && section_.holds_text(key);
    if (given && is_blank(text)) {
        report(key, "core.error.record.blank", {{"key", std::string(key)}});
    }
}

Text RecordReader::words(std::string_view key) const {
    const Text text = wanted(key) ? section_.words(key) : Text{};
    refuse_blank(key, text.sv);
    if (section_.contains(key) && !section_.holds_text(key) && !(text.sv.empty() && text.en.empty())) {
        const TomlSection languages = section_.section(key);
        for (const auto& [language, words] : {std::pair("sv", &text.sv), std::pair("en", &text.en)}) {
            if (languages.contains(language) && is_blank(*words)) {
                report(key, "core.error.record.blank", {{"key", std::string(key) + "." + language}});
            }
        }
    }
    return text;
}

std::string RecordReader::line(std::string_view key) const {
    const std::string text = wanted(key) ? section_.string(key) : std::string(known(key).otherwise);
    refuse_blank(key, text);
    return text;
}

double RecordReader::number(std::string_view key) const {
    return wanted(key) ? section_.number(key, known(key).valid) : otherwise(key);
}

int RecordReader::whole(std::string_view key) const {
    const Range range = known(key).valid;
    return wanted(key) ? section_.integer(key, static_cast<int>(range.low), static_cast<int>(range.high))
                       : static_cast<int>(otherwise(key));
}

Year RecordReader::year(std::string_view key, Year fallback) const {
    if (!wanted(key)) {
        return fallback;
    }
    const Range range = known(key).valid;
    const auto whole = [&] { return section_.integer(key, static_cast<int>(range.low), static_cast<int>(range.high)); };
    if (section_.contains(key) && !section_.holds_number(key)) {
        whole();  // says what is wrong with it
        return {};
    }
    return range.contains(section_.number(key, range)) ? Year{whole()} : Year{};
}

void RecordReader::refuse_unknown(std::string_view key, const std::string& found, std::string problem) const {
    const auto choices = words_of(known(key).choices);
    if (!choices.empty() && !found.empty() && std::ranges::find(choices, found) == choices.end()) {
        report(key, std::move(problem),
               {{"key", std::string(key)}, {"found", found}, {"known", fmt::format("{}", fmt::join(choices, ", "))}});
    }
}

std::string RecordReader::choice(std::string_view key, std::string problem) const {
    if (!wanted(key)) {
        return words_of(known(key).choices).front();
    }
    std::string found = line(key);
    refuse_unknown(key, found, std::move(problem));
    return found;
}

std::size_t RecordReader::chosen(std::string_view key) const {
    const auto choices = words_of(known(key).choices);
    const auto found = std::ranges::find(choices, choice(key));
    return found == choices.end() ? 0 : static_cast<std::size_t>(found - choices.begin());
}

std::vector<double> RecordReader::numbers(std::string_view key) const {
    return wanted(key) ? section_.list(key, known(key).valid) : std::vector<double>{};
}

std::vector<std::string> RecordReader::names(std::string_view key) const {
    const auto found = wanted(key) ? section_.strings(key) : std::vector<std::string>{};
    for (const auto& name : found) {
        refuse_unknown(key, name, "core.error.record.choice");
    }
    return found;
}

std::vector<std::string> RecordReader::values(std::string_view key) const {
    return wanted(key) ? section_.values(key) : std::vector<std::string>{};
}

std::vector<RecordReader> RecordReader::tables(std::string_view key) const {
    std::vector<RecordReader> found;
    if (wanted(key)) {
        for (auto& one : section_.sections(key)) {
            found.emplace_back(std::move(one), *records_, known(key).holds);
        }
        if (found.empty() && section_.holds_list(key)) {
            report(key, "core.error.record.none_of", {{"key", std::string(key)}});
        }
    }
    return found;
}

std::optional<RecordReader> RecordReader::table(std::string_view key) const {
    if (!wanted(key)) {
        return std::nullopt;
    }
    RecordReader found(section_.section(key), *records_, known(key).holds);
    return contains(key) ? std::optional(std::move(found)) : std::nullopt;
}

double RecordReader::otherwise(std::string_view key) const {
    const std::string_view written = known(key).otherwise;
    double value = missing;
    std::from_chars(written.data(), written.data() + written.size(), value);
    return value;
}

std::optional<Stated> RecordReader::parameter(std::string_view key) const {
    if (!wanted(key)) {
        return std::nullopt;
    }
    const Field& field = known(key);
    if (contains(key) && !section_.holds_table(key)) {
        report(key, "core.error.record.parameter", {{"key", std::string(key)}, {"unit", std::string(field.unit)}});
        return std::nullopt;
    }
    const TomlSection given = section_.section(key);
    if (!contains(key)) {
        return std::nullopt;
    }
    Stated stated;
    stated.source = given.string("source");
    if (given.contains("source") && stated.source.find_first_not_of(' ') == std::string::npos) {
        given.report("source", "core.error.record.blank", {{"key", std::string("source")}});
    }
    if (const std::string unit = given.string("unit"); given.contains("unit") && unit != field.unit) {
        given.report("unit", "core.error.record.unit",
                     {{"key", std::string(key)}, {"found", unit}, {"unit", std::string(field.unit)}});
    }
    if (given.contains("path")) {
        stated.path = given.list("path", field.valid);
    } else {
        const std::string name = given.string("distribution", "constant");
        const auto kinds = distribution_kinds();
        const auto kind = std::ranges::find(kinds, name, &DistributionKind::name);
        if (kind == kinds.end()) {
            std::vector<std::string_view> names;
            std::ranges::transform(kinds, std::back_inserter(names), &DistributionKind::name);
            given.report("distribution", "core.error.record.choice",
                         {{"key", std::string("distribution")},
                          {"found", name},
                          {"known", fmt::format("{}", fmt::join(names, ", "))}});
            return std::nullopt;
        }
        stated.distribution = distribution(given, field, *kind);
    }
    given.reject_unknown_keys();
    return stated;
}

Distribution RecordReader::distribution(const TomlSection& given, const Field& field,
                                        const DistributionKind& kind) const {
    Distribution read{kind.kind, {}};
    bool complete = true;
    for (const auto& parameter : kind.parameters()) {
        if (kind.kind == Distribution::Kind::empirical) {
            read.parameters = given.list(parameter);
            complete = !read.parameters.empty();
        } else {
            read.parameters.push_back(given.number(parameter));
            complete = complete && !is_missing(read.parameters.back());
        }
    }
    if (!complete) {
        return read;
    }
    if (auto problem = impossible(read)) {
        given.report("distribution", problem->key, problem->arguments);
        return read;
    }
    // What all but one draw of a thousand on either side must keep to.
    const double low = quantile(read, 0.001);
    const double high = quantile(read, 0.999);
    // Of what is the whole unless somebody says otherwise, 0.5 is half and not half a per cent.
    const bool share = field.otherwise == "100";
    if (share && high > 0 && high <= 1) {
        given.report("", "core.error.record.fraction",
                     {{"key", std::string(field.key)}, {"found", Number{high, 2}}, {"meant", Number{100 * high}}});
    } else if (!field.valid.contains(low) || !field.valid.contains(high)) {
        given.report("", low == high ? "core.error.record.value" : "core.error.record.range",
                     {{"key", std::string(field.key)},
                      {"from", Number{low, 2}},
                      {"to", Number{high, 2}},
                      {"unit", std::string(field.unit)},
                      {"low", Number{field.valid.low, 0}},
                      {"high", Number{field.valid.high, 0}}});
    }
    return read;
}

}  // namespace skattekrona
