#include "answer/reference_answer.hpp"

#include "answer/records_schema.hpp"
#include "core/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace skattekrona {

namespace {

using Type = Field::Type;

/// The page of reference in words.
struct Page {
    const FileRecords& records;
    const Wording& words;

    /// The keys on the way to where a table stands, once for each place.
    std::vector<std::string> paths(std::string_view table) const {
        std::vector<std::string> found;
        for (const auto& field : records.fields) {
            if (field.holds != table || table.empty()) {
                continue;
            }
            const std::string own =
                std::string(field.key) + (field.type == Type::named_tables ? "." + words("answer.reference.name") : "");
            for (const auto& above : field.table.empty() ? std::vector<std::string>{""} : paths(field.table)) {
                found.push_back(above.empty() ? own : above + "." + own);
            }
        }
        return found;
    }

    /// As it is written in TOML: "[levers.NAME]", "[[frame.years]]".
    std::string heading(std::string_view table) const {
        if (table.empty()) {
            return words("answer.reference.root");
        }
        const bool list = std::ranges::find(records.fields, table, &Field::holds)->type == Type::tables;
        std::vector<std::string> written;
        for (const auto& path : paths(table)) {
            written.push_back(fmt::format("{}{}{}", list ? "[[" : "[", path, list ? "]]" : "]"));
        }
        return fmt::format("{}", fmt::join(written, ", "));
    }

    /// Digits as they are typed.
    static std::string limit(double value) { return fmt::format("{:.0f}", value); }

    /// "a number from 0 to 100 %"; without limits where there are none.
    std::string number_words(const char* kind, const Field& field) const {
        std::string said = words(kind);
        if (std::isfinite(field.valid.high)) {
            said +=
                " " + words({field.valid.low == above_zero ? "answer.reference.above_zero" : "answer.reference.range",
                             {{"low", limit(field.valid.low)}, {"high", limit(field.valid.high)}}});
        }
        if (!field.unit.empty()) {
            said += " " + words("model.unit." + std::string(field.unit == "%" ? "percent" : field.unit));
        }
        return said;
    }

    std::string type_words(const Field& field) const {
        switch (field.type) {
            case Type::choice:
                return fmt::format("{}", fmt::join(words_of(field.choices), ", "));
            case Type::year:
                return number_words("answer.reference.year", field);
            case Type::whole_number:
                return number_words("answer.reference.whole_number", field);
            case Type::number:
                return number_words("answer.reference.number", field);
            case Type::numbers:
                return number_words("answer.reference.numbers", field);
            case Type::parameter:
                return number_words("answer.reference.parameter", field);
            case Type::words:
                return words("answer.reference.words");
            case Type::names:
                return words("answer.reference.names") +
                       (field.choices.empty() ? "" : fmt::format(": {}", fmt::join(words_of(field.choices), ", ")));
            case Type::pair:
                return words("answer.reference.pair");
            case Type::values:
                return words("answer.reference.values");
            case Type::one_table:
            case Type::tables:
            case Type::named_tables:
                return heading(field.holds);
            default:
                return words("answer.reference.line");
        }
    }

    std::string required_words(const Field& field) const {
        return !field.spared.empty() ? words({"answer.reference.spared", {{"kind", std::string(field.spared)}}})
                                     : words(field.required ? "answer.reference.yes" : "answer.reference.no");
    }

    Table fields_table(std::string_view table) const {
        Table found{"",
                    {{"key", words("answer.column.key"), "", true},
                     {"what", words("answer.column.what"), "", true},
                     {"value", words("answer.column.assumed"), "", true},
                     {"required", words("answer.column.required"), "", true},
                     {"default", words("answer.column.default"), "", true}}};
        const bool kinds = records.kind(table).has_value();
        if (kinds) {
            found.columns.push_back({"kinds", words("answer.column.of_kinds"), "", true});
        }
        for (const auto& field : records.of(table)) {
            const bool own = field.key == Field::own_names;
            auto& row = found.rows.emplace_back();
            row = {own ? words("answer.reference.own") : std::string(field.key), field_words(records, field, words),
                   type_words(field), required_words(field), otherwise_of(field)};
            if (kinds) {
                row.emplace_back(field.of.empty() ? words("answer.reference.all")
                                                  : fmt::format("{}", fmt::join(words_of(field.of), ", ")));
            }
        }
        return found;
    }

    Table distributions_table() const {
        Table found{"",
                    {{"distribution", words("answer.column.distribution"), "", true},
                     {"keys", words("answer.column.keys"), "", true},
                     {"what", words("answer.column.what"), "", true}}};
        for (const auto& kind : distribution_kinds()) {
            found.rows.push_back({std::string(kind.name), fmt::format("{}", fmt::join(kind.parameters(), ", ")),
                                  words(fmt::format("core.record.distribution.{}", kind.name))});
        }
        return found;
    }

    /// Every field as a row, whatever its table.
    Table all_fields() const {
        Table data{""};
        for (const char* key : {"table", "key", "what", "type", "required", "default", "kinds"}) {
            data.columns.push_back({key, "", "", true});
        }
        for (const auto& field : records.fields) {
            data.rows.push_back({std::string(field.table), std::string(field.key), field_words(records, field, words),
                                 type_words(field), required_words(field), otherwise_of(field), std::string(field.of)});
        }
        return data;
    }
};

}  // namespace

Answer reference_answer(const FileRecords& records, const Wording& words) {
    const auto about = [&](const char* what) { return words(fmt::format("{}.reference.{}", records.name, what)); };
    const Page page{records, words};
    Answer answer = titled(words, about("title"));
    auto& blocks = answer.document.blocks;
    blocks.emplace_back(Paragraph{about("lead")});
    for (const auto& table : records.tables()) {
        blocks.emplace_back(Heading{page.heading(table)});
        blocks.emplace_back(page.fields_table(table));
    }
    if (std::ranges::find(records.fields, Type::parameter, &Field::type) != records.fields.end()) {
        blocks.emplace_back(Heading{words("answer.reference.distributions")});
        blocks.emplace_back(Paragraph{words("core.record.parameter")});
        blocks.emplace_back(page.distributions_table());
    }
    answer.document.data = page.all_fields();
    answer.json = records_schema(records, words);
    return answer;
}

}  // namespace skattekrona
