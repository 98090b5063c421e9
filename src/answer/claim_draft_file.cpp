#include "answer/claim_draft_file.hpp"

#include "answer/records_schema.hpp"
#include "core/decimal.hpp"
#include "core/spelling.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace skattekrona {

namespace {

using Type = Field::Type;

/// TOML's strings are JSON's.
std::string quoted(std::string_view text) { return Json(text).dump(); }

std::string listed(const std::vector<std::string>& texts) {
    std::vector<std::string> all;
    std::ranges::transform(texts, std::back_inserter(all), quoted);
    return fmt::format("[{}]", fmt::join(all, ", "));
}

/// The first words of a long text.
std::string shortened(const std::string& text) {
    constexpr std::size_t most = 80;
    const std::string_view first = first_characters(text, most);
    return first.size() == text.size() ? text : std::string(first.substr(0, first.rfind(' '))) + " …";
}

/// The last year, of those before it was said, that the draft's likeliest figure is known for.
Year latest_year(const ClaimDraft& draft, const std::string& when, const Figures& figures,
                 const Definitions& definitions) {
    const std::string measure = draft.measures.empty() ? std::string(total_area) : draft.measures.front();
    const auto figure = parse_quoted_figure(measure, definitions);
    const auto* unit = figure ? figure->unit(draft.unit) : nullptr;
    auto years = figure ? figure->years(figures.panel, (unit != nullptr ? *unit : figure->units.front()).of,
                                        draft.said.municipality)
                        : std::vector<Year>{};
    const auto said = decimal<int>(when.substr(0, 4));
    std::erase_if(years, [&](Year year) { return said && year.value > *said; });
    return years.empty() ? figures.panel.last_year() : years.back();
}

/// What the draft knows, by the keys that such things have in every kind of claim.
std::map<std::string, std::string, std::less<>> known_values(const ClaimDraft& draft, Year year) {
    std::map<std::string, std::string, std::less<>> known{{"year", std::to_string(year.value)},
                                                          {"to", std::to_string(year.value)},
                                                          {"years", fmt::format("[{}]", year.value)},
                                                          {"pool", quoted("riket")},
                                                          {"pools", listed({"riket"})},
                                                          {"says", listed({draft.lower ? "low-level" : "high-level"})}};
    if (!draft.unit.empty()) {
        const std::string amount = fmt::format("{:.{}f}", draft.amount.value, draft.amount.decimals);
        known.insert({{"amount", amount}, {"value", amount}, {"unit", quoted(draft.unit)}});
        // 93 000 has been rounded to thousands by whoever wrote it.
        if (amount.size() > 3 && amount.ends_with("000") && draft.amount.decimals == 0) {
            known.insert({"rounded_to", "1000"});
        }
    }
    if (!draft.measures.empty()) {
        known.insert({"measure", quoted(draft.measures.front())});
    }
    if (!draft.areas.empty()) {
        known.insert({"areas", quoted(fmt::format("{}", fmt::join(draft.areas, ",")))});
    }
    if (draft.rank) {
        known.insert({{"rank", std::to_string(*draft.rank)}, {"order", quoted("lowest")}});
    }
    return known;
}

/// What could stand under a key that nothing is known of.
std::string example(const Field& field) {
    const auto choices = words_of(field.choices);
    switch (field.type) {
        case Type::choice:
            return quoted(choices.front());
        case Type::names:
            return listed({choices.empty() ? "…" : choices.front()});
        case Type::number:
        case Type::whole_number:
            return fmt::format("{:.0f}", field.valid.low == above_zero ? 1 : std::max(field.valid.low, 0.0));
        case Type::numbers:
            return "[0]";
        case Type::year:
            return "2022";
        default:
            return quoted("…");
    }
}

/// Whether what is known can stand under a field that has its key: the same key holds other things in other kinds.
bool can_hold(const Field& field, const std::string& value) {
    const bool list = field.type == Type::numbers || field.type == Type::names || field.type == Type::values;
    if (value.starts_with('[') && !list) {
        return false;
    }
    const auto number = decimal<double>(value);
    if (field.type == Type::number && number && !field.valid.contains(*number)) {
        return false;
    }
    // Every word of a choice is written as it is.
    const auto choices = words_of(field.choices);
    const auto is_choice = [&](const std::string& choice) { return value.find(quoted(choice)) != std::string::npos; };
    return choices.empty() || std::ranges::any_of(choices, is_choice);
}

/// The lines of a file, kind by kind.
struct Draft {
    const Wording& words;
    const std::map<std::string, std::string, std::less<>>& known;
    /// What the draft says itself of a key, beside what the key is for.
    const std::map<std::string, std::vector<std::string>, std::less<>>& remarks;
    std::string text{};

    void line(const std::string& written) { text += written + "\n"; }

    /// A key with what it is for. What is neither known nor required is offered in a comment, or not at all where the
    /// whole kind is only offered.
    void key(const Field& field, bool offered) {
        auto found = known.find(field.key);
        if (found != known.end() && !can_hold(field, found->second)) {
            found = known.end();
        }
        const bool stands = found != known.end() || field.required;
        const std::string about = field_words(claim_records(), field, words) +
                                  (field.choices.empty() ? "" : fmt::format(": {}", field.choices));
        const std::string value =
            fmt::format("{} = {}", field.key, found == known.end() ? example(field) : found->second);
        if (offered) {
            if (stands) {
                line(fmt::format("# {} # {}", value, about));
            }
            return;
        }
        line("# " + about);
        if (const auto own = remarks.find(field.key); own != remarks.end()) {
            for (const auto& remark : own->second) {
                line("#   " + remark);
            }
        }
        line((stands ? "" : "# ") + value);
    }

    void table(std::string_view name, std::string_view kind, bool offered) {
        const auto fields = claim_records().of(name);
        const auto own = [&](const Field& field) {
            return is_of(field, kind) && (!name.empty() || (!field.of.empty() && field.key != "kind"));
        };
        for (const auto& field : fields) {
            if (own(field) && field.holds.empty()) {
                key(field, offered);
            }
        }
        for (const auto& field : fields) {
            if (own(field) && field.required && !field.holds.empty()) {
                const std::string head =
                    field.type == Type::tables ? fmt::format("[[{}]]", field.key) : fmt::format("[{}]", field.key);
                const std::string about = "# " + field_words(claim_records(), field, words);
                line(offered ? "# " + head + " " + about : "\n" + about + "\n" + head);
                table(field.holds, kind, offered);
            }
        }
    }
};

}  // namespace

std::string claim_draft_file(const Wording& words, const ClaimDraft& draft, const ClaimOrigin& origin,
                             const Figures& figures, const Definitions& definitions) {
    const Year latest = latest_year(draft, origin.when, figures, definitions);
    auto known = known_values(draft, draft.year.value_or(latest));
    std::map<std::string, std::vector<std::string>, std::less<>> remarks;
    if (!draft.year) {
        remarks["year"] = {words({"answer.draft.year", {{"year", latest}}})};
    }
    if (draft.turned) {
        remarks["value"] = {words("answer.draft.turned")};
    }
    for (const auto& measure : draft.measures) {
        const auto figure = parse_quoted_figure(measure, definitions);
        remarks["measure"].push_back(fmt::format("{}  {}", measure, words(figure->title)));
    }
    // Where the wording says nothing of a choice, every way to make it that can be defended is tried.
    const std::string kind = draft.kinds.front();
    if (kind == "potential") {
        std::vector<std::string> open = words_of(claim_records().field("", "open", kind).choices);
        std::erase_if(open, [&](const std::string& choice) {
            return (choice == "areas" && !draft.areas.empty()) || (choice == "year" && draft.year);
        });
        known.insert({"open", listed(open)});
        known.erase("pool");
        if (!draft.year) {
            known.erase("year");
        }
    }
    Draft file{words, known, remarks};
    for (const char* text : {"answer.draft.about", "answer.draft.check", "answer.draft.ask", "answer.draft.keys"}) {
        file.line("# " + words(text));
    }
    const std::string title = single_spaced(draft.said.wording);
    const std::map<std::string, std::string, std::less<>> common{
        {"schema", quoted(claim_records().field("", "schema").choices)},
        {"title", quoted(shortened(title))},
        {"question", quoted(words("answer.draft.question"))},
        {"municipality", quoted(figures.panel.municipalities()[draft.said.municipality].name)},
        {"who", quoted(origin.who.empty() ? words("answer.draft.unknown") : origin.who)},
        {"when", quoted(origin.when)},
        {"source", quoted(origin.source.empty() ? words("answer.draft.unknown") : origin.source)},
        {"wording", listed({title})},
        {"kind", quoted(kind)}};
    file.text += "\n";
    Draft head{words, common, {}};
    for (const auto& field : claim_records().of("")) {
        if (common.contains(std::string(field.key)) && field.of.empty()) {
            head.key(field, false);
        }
    }
    file.text += head.text;
    file.table("", kind, false);
    for (std::size_t i = 1; i < draft.kinds.size(); ++i) {
        file.text += "\n";
        file.line("# " + words("answer.draft.otherwise"));
        file.line(fmt::format("# kind = {}", quoted(draft.kinds[i])));
        file.table("", draft.kinds[i], true);
    }
    return file.text;
}

}  // namespace skattekrona
