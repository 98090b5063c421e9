#include "claim/claim_draft.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <functional>
#include <set>

namespace skattekrona {

namespace {

/// Whether a word, or words after each other, begins in one of these ways.
bool mentions_any(std::string_view folded, const std::vector<std::string>& beginnings) {
    const std::string after_space = " " + std::string(folded);
    return std::ranges::any_of(
        beginnings, [&](const std::string& one) { return after_space.find(" " + fold(one)) != std::string::npos; });
}

/// "kultur" and "kulturverksamhet", "äldreomsorgen" and "äldreomsorg" are forms of the same word; "grundskola" and
/// "grundläggande" are not.
bool same_stem(std::string_view a, std::string_view b) {
    constexpr std::size_t least = 5;
    const auto shared = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
    return a == b || (shared >= least && 10 * shared >= 6 * std::min(a.size(), b.size()));
}

/// How many words of a title the wording has, in some form.
int mentioned(std::string_view folded, std::string_view title) {
    constexpr std::size_t shortest = 4;
    const std::string words = fold(title);
    return static_cast<int>(std::ranges::count_if(words_in(words), [&](std::string_view word) {
        return word.size() >= shortest && std::ranges::any_of(words_in(folded), [&](std::string_view one) {
                   return one.size() >= shortest && same_stem(one, word);
               });
    }));
}

/// The unit in the words that claim files have; as it was said where no file has it.
std::string unit_of(std::string_view said, const ClaimModels& models) {
    const auto has = [&](const ClaimModels::UnitWords& unit) {
        return std::ranges::any_of(unit.words, [&](const std::string& word) { return fold(word) == fold(said); });
    };
    const auto found = std::ranges::find_if(models.unit_words, has);
    return found == models.unit_words.end() ? std::string(said) : found->unit;
}

/// A figure that a claim can be of, and how a claim file names it.
struct NamedFigure {
    std::string name;
    QuotedFigure figure;
};

std::vector<NamedFigure> quotable_figures(const Definitions& definitions) {
    std::vector<std::string> names{std::string(total_area), net_cost_measure(total_area),
                                   reference_cost_measure(total_area)};
    for (const auto& area : definitions.areas) {
        names.insert(names.end(), {area.id, net_cost_measure(area.id), reference_cost_measure(area.id)});
    }
    std::ranges::transform(definitions.measures, std::back_inserter(names),
                           [](const Measure& measure) { return measure.kpi.empty() ? measure.id : measure.kpi; });
    const std::size_t of_areas = names.size() - definitions.measures.size();
    std::vector<NamedFigure> figures;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto figure = parse_quoted_figure(names[i], definitions);
        // Some measures are an area's by another name.
        if (figure && (i < of_areas || figure->of == QuotedFigure::Of::measures)) {
            figures.push_back({names[i], *std::move(figure)});
        }
    }
    return figures;
}

/// How well the wording fits a figure: by the titles that it goes by, and what is counted.
int fits(std::string_view folded, const QuotedFigure& figure, const ClaimModels& models,
         const Definitions& definitions) {
    if (figure.of == QuotedFigure::Of::measures) {
        const Text& title = definitions.measure(figure.parts.front())->title;
        return mentioned(folded, title.sv + " " + title.en);
    }
    const Text& title =
        figure.parts.size() == 1 ? definitions.area(figure.parts.front())->in_sentence : definitions.total.title;
    const bool counted =
        (figure.of == QuotedFigure::Of::net_cost && mentions_any(folded, models.words_of_net_cost)) ||
        (figure.of == QuotedFigure::Of::reference_cost && mentions_any(folded, models.words_of_reference_cost));
    return mentioned(folded, title.sv + " " + title.en) + (counted ? 1 : 0);
}

std::vector<std::string> measures_in(std::string_view unit, std::string_view folded, const ClaimModels& models,
                                     const Definitions& definitions) {
    std::vector<std::pair<int, std::string>> fitting;
    for (const auto& [name, figure] : quotable_figures(definitions)) {
        if (figure.unit(unit) != nullptr) {
            fitting.emplace_back(fits(folded, figure, models, definitions), name);
        }
    }
    std::ranges::stable_sort(fitting, std::greater{}, &std::pair<int, std::string>::first);
    std::vector<std::string> names;
    std::ranges::transform(fitting, std::back_inserter(names), &std::pair<int, std::string>::second);
    return names;
}

/// Every unit that some kind of claim takes.
std::vector<std::string> known_units(const Definitions& definitions) {
    std::set<std::string> units;
    for (const auto& field : claim_records().of("")) {
        if (field.key == "unit") {
            std::ranges::copy(words_of(field.choices), std::inserter(units, units.end()));
        }
    }
    for (const auto& [name, figure] : quotable_figures(definitions)) {
        std::ranges::transform(figure.units, std::inserter(units, units.end()),
                               [](const QuotedUnit& unit) { return unit.words.sv; });
    }
    return {units.begin(), units.end()};
}

/// Whether a kind of claim takes an amount in the unit; in the empty one, whether it takes none at all.
bool takes(std::string_view kind, const std::string& unit) {
    const FileRecords& records = claim_records();
    bool any = false;
    for (const auto& field : records.of("")) {
        if (field.of.empty() || !is_of(field, kind)) {
            continue;
        }
        if (field.key == "unit") {
            const auto choices = words_of(field.choices);
            return std::ranges::find(choices, unit) != choices.end();
        }
        const auto inner = field.holds.empty() ? std::vector<Field>{} : records.of(field.holds);
        any = any || std::ranges::find(inner, "unit", &Field::key) != inner.end();
    }
    return any != unit.empty();
}

/// The whole number that a word begins with: of "2014." and "46:e".
std::optional<int> leading_number(std::string_view word) {
    int value = 0;
    const auto end = std::from_chars(word.data(), word.data() + word.size(), value).ptr;
    return end == word.data() ? std::nullopt : std::optional(value);
}

/// The first year that is mentioned and is not the amount.
std::optional<Year> year_in(std::string_view wording, double amount) {
    constexpr int first = 1990;
    constexpr int last = 2040;
    for (const auto word : words_in(wording)) {
        if (const auto number = leading_number(word);
            number && *number >= first && *number <= last && static_cast<double>(*number) != amount) {
            return Year{*number};
        }
    }
    return std::nullopt;
}

/// "46:e plats", "plats 46".
std::optional<int> rank_in(std::string_view folded, const std::vector<std::string>& words_of_rank,
                           std::size_t municipalities) {
    const auto words = words_in(folded);
    const auto rank = [&](std::size_t i, bool ordinal) -> std::optional<int> {
        const auto number = i < words.size() ? leading_number(words[i]) : std::nullopt;
        const bool fits = number && *number >= 1 && static_cast<std::size_t>(*number) <= municipalities &&
                          (!ordinal || words[i].find(':') != std::string_view::npos);
        return fits ? number : std::nullopt;
    };
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (std::ranges::find(words_of_rank, words[i]) != words_of_rank.end()) {
            const auto before = i > 0 ? rank(i - 1, true) : std::nullopt;
            return before ? before : rank(i + 1, false);
        }
    }
    return std::nullopt;
}

}  // namespace

Result<ClaimDraft> draft_claim(SaidClaim said, const ClaimModels& models, const Definitions& definitions,
                               std::size_t municipalities) {
    ClaimDraft draft;
    Diagnostics problems;
    for (std::string* text : {&said.wording, &said.amount, &said.unit}) {
        *text = single_spaced(*text);
    }
    if (said.wording.empty()) {
        problems.push_back({Failure::usage, {"claim.error.draft.wording", {}}});
    }
    const std::string folded = fold(said.wording);
    // "Inte mindre än 8 procent dyrare" says more, whatever else it says.
    draft.lower = mentions_any(folded, models.words_of_less) && !mentions_any(folded, models.words_of_more);
    draft.unit = unit_of(said.unit, models);
    if (said.amount.empty() != said.unit.empty()) {
        problems.push_back({Failure::usage, {"claim.error.draft.half", {}}});
    }
    if (!said.amount.empty()) {
        const auto amount = read_stated_number(said.amount);
        if (!amount) {
            problems.insert(problems.end(), amount.error().begin(), amount.error().end());
        } else {
            draft.amount = *amount;
        }
        // A change may be in any unit: of days, of meals. One that is nearly known is misspelt.
        const auto units = known_units(definitions);
        const bool known = std::ranges::find(units, draft.unit) != units.end();
        if (const auto meant = close_spellings(draft.unit, units); !known && !meant.empty()) {
            problems.push_back({Failure::usage,
                                {"claim.error.draft.unit",
                                 {{"found", said.unit}, {"known", fmt::format("{}", fmt::join(units, ", "))}}},
                                {},
                                meant});
        }
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    for (const auto& area : definitions.areas) {
        if (mentioned(folded, area.title.sv + " " + area.short_title.sv) > 0) {
            draft.areas.push_back(area.id);
        }
    }
    if (!draft.unit.empty()) {
        draft.measures = measures_in(draft.unit, folded, models, definitions);
    }
    for (const auto& kind : words_of(claim_records().field("", "kind").choices)) {
        if (takes(kind, draft.unit)) {
            draft.kinds.push_back(kind);
        }
    }
    const bool can_be_saved =
        !draft.unit.empty() && takes("potential", draft.unit) && mentions_any(folded, models.words_of_potential);
    const std::string likeliest = draft.unit.empty()       ? "comparison"
                                  : can_be_saved           ? "potential"
                                  : draft.measures.empty() ? "change"
                                                           : "figure";
    // A deviation lies below nought; what can be saved is an amount.
    if (likeliest == "figure" && draft.unit == "%" && draft.lower && draft.amount.value > 0) {
        draft.amount.value = -draft.amount.value;
        draft.turned = true;
    } else if (likeliest == "potential") {
        draft.amount.value = std::abs(draft.amount.value);
    }
    std::erase(draft.kinds, likeliest);
    draft.kinds.insert(draft.kinds.begin(), likeliest);
    draft.year = year_in(said.wording, draft.amount.value);
    draft.rank = rank_in(folded, models.words_of_rank, municipalities);
    draft.said = std::move(said);
    return draft;
}

}  // namespace skattekrona
