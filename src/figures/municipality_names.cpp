#include "figures/municipality_names.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <string>
#include <vector>

namespace skattekrona {

namespace {

/// Codes that have been exchanged since 1998, where the figures begin (SCB, Regionala indelningar i Sverige): Heby left
/// Västmanland for Uppsala county in 2007.
struct FormerCode {
    std::string_view code, now;
};
constexpr std::array former_codes{FormerCode{"1917", "0331"}};

using List = std::span<const Municipality>;

std::string code_and_name(const Municipality& municipality) {
    return fmt::format("{} {}", municipality.id.view(), municipality.name);
}

std::optional<std::size_t> position_of_code(std::string_view code, List municipalities) {
    const auto found =
        std::ranges::find(municipalities, code, [](const Municipality& candidate) { return candidate.id.view(); });
    return found == municipalities.end() ? std::nullopt
                                         : std::optional(static_cast<std::size_t>(found - municipalities.begin()));
}

/// The words that may be a name, in lower case: as they stand, then without the words of an office, then without the
/// genitive's s, which those go with.
std::vector<std::string> possible_names(std::string_view text) {
    std::vector<std::string> names{lower_case(text)};
    for (const std::string_view office : {" kommun", " stad"}) {
        if (names.front().ends_with(office)) {
            names.push_back(names.front().substr(0, names.front().size() - office.size()));
            break;
        }
    }
    const std::string last = names.back();
    if (last.ends_with('s')) {
        names.push_back(last.substr(0, last.size() - 1));
    }
    // Two whose offices have names of their own; the other regions are no municipalities.
    if (last == "falu") {
        names.emplace_back("falun");
    } else if (constexpr std::string_view region = "region"; last.starts_with(region) && last.ends_with(" gotland")) {
        names.push_back(last.substr(region.size() + 1));
    }
    return names;
}

/// Those that `is_it` holds of for the first of the names that it holds of for any.
template <class IsIt>
std::vector<std::size_t> having(const std::vector<std::string>& names, List municipalities, const IsIt& is_it) {
    std::vector<std::size_t> found;
    for (auto name = names.begin(); found.empty() && name != names.end(); ++name) {
        for (std::size_t i = 0; i < municipalities.size(); ++i) {
            if (is_it(*name, municipalities[i].name)) {
                found.push_back(i);
            }
        }
    }
    return found;
}

Diagnostic ambiguous(std::string_view text, const std::vector<std::size_t>& candidates, List municipalities) {
    std::vector<std::string> names;
    for (const std::size_t i : candidates) {
        names.push_back(code_and_name(municipalities[i]));
    }
    return {Failure::usage,
            {"figures.error.municipality_ambiguous",
             {{"found", std::string(text)}, {"candidates", fmt::format("{}", fmt::join(names, ", "))}}}};
}

/// Those whose names begin as a word of two letters or more.
std::vector<std::size_t> begun_by(std::string_view text, List municipalities) {
    const std::string beginning = fold(single_spaced(text));
    const bool is_word = beginning.size() >= 2 && beginning.find_first_of("0123456789") == std::string::npos;
    return having({beginning}, is_word ? municipalities : List{},
                  [](const std::string& name, const std::string& known) { return fold(known).starts_with(name); });
}

/// How a code may have been mistyped.
enum class CodeSlip { none, swapped, one_digit };

CodeSlip code_slip(std::string_view typed, std::string_view code) {
    const auto differ = std::ranges::mismatch(typed, code);
    if (differ.in1 == typed.end()) {
        return CodeSlip::none;
    }
    const auto at = static_cast<std::size_t>(differ.in1 - typed.begin());
    if (at + 1 < code.size() && typed[at] == code[at + 1] && typed[at + 1] == code[at] &&
        typed.substr(at + 2) == code.substr(at + 2)) {
        return CodeSlip::swapped;
    }
    return typed.substr(at + 1) == code.substr(at + 1) ? CodeSlip::one_digit : CodeSlip::none;
}

Diagnostic unknown_municipality(std::string_view text, List municipalities) {
    std::vector<std::string> suggestions;
    const bool code = MunicipalityId::parse(text).has_value();
    for (const auto slip : {CodeSlip::swapped, CodeSlip::one_digit}) {
        for (std::size_t i = 0; code && suggestions.empty() && i < municipalities.size(); ++i) {
            if (code_slip(text, municipalities[i].id.view()) == slip) {
                suggestions.push_back(code_and_name(municipalities[i]));
            }
        }
    }
    const auto beginning = begun_by(text, municipalities);
    std::ranges::transform(beginning, std::back_inserter(suggestions),
                           [&](std::size_t i) { return code_and_name(municipalities[i]); });
    std::vector<std::string> names;
    std::ranges::transform(municipalities, std::back_inserter(names), &Municipality::name);
    for (const auto& name : code || !beginning.empty() ? std::vector<std::string>{} : close_spellings(text, names)) {
        const auto named = std::ranges::find(municipalities, name, &Municipality::name);
        suggestions.push_back(code_and_name(*named));
    }
    return {
        Failure::usage,
        {"figures.error.municipality_unknown", {{"found", std::string(text)}, {"count", count(municipalities.size())}}},
        {},
        std::move(suggestions)};
}

/// What a text comes to, before anything is said of it: a municipality, several that it may be, or none.
struct Reading {
    std::optional<NamedMunicipality> named;
    std::vector<std::size_t> candidates;
    /// Of the text what is not understood, or not by itself.
    std::string text;

    bool is_nothing() const { return !named && candidates.empty(); }
};

Result<NamedMunicipality> result_of(const Reading& reading, List municipalities) {
    if (reading.named) {
        return *reading.named;
    }
    return fail(reading.is_nothing() ? unknown_municipality(reading.text, municipalities)
                                     : ambiguous(reading.text, reading.candidates, municipalities));
}

Reading read_name(std::string_view text, List municipalities) {
    const auto names = possible_names(text);
    auto found = having(names, municipalities,
                        [](const std::string& name, const std::string& known) { return name == lower_case(known); });
    const bool as_spelt = !found.empty();
    if (!as_spelt) {
        found = having(names, municipalities,
                       [](const std::string& name, const std::string& known) { return fold(name) == fold(known); });
    }
    if (found.size() == 1) {
        return {NamedMunicipality{found.front(), {}, !as_spelt}, {}, {}};
    }
    return {{}, std::move(found), std::string(text)};
}

/// What the digits that a text begins with say; nothing where they are no code.
std::optional<NamedMunicipality> read_code(std::string_view digits, List municipalities) {
    using Remark = NamedMunicipality::Remark;
    const auto former = std::ranges::find(former_codes, digits, &FormerCode::code);
    const bool short_of_zero = digits.size() == 3;
    const std::string code =
        former != former_codes.end() ? std::string(former->now) : (short_of_zero ? "0" : "") + std::string(digits);
    const auto index = position_of_code(code, municipalities);
    if (!index) {
        return std::nullopt;
    }
    return NamedMunicipality{*index,
                             former != former_codes.end() ? Remark::former_code
                             : short_of_zero              ? Remark::lost_zero
                                                          : Remark::none,
                             false};
}

Reading read_whole(std::string_view text, List municipalities) {
    const std::string words = single_spaced(text);
    const std::size_t end = std::min(words.find_first_not_of("0123456789"), words.size());
    std::string_view rest = std::string_view(words).substr(end);
    // Programs that take codes for numbers write them with a decimal.
    if (rest.starts_with(".0") || rest.starts_with(",0")) {
        rest.remove_prefix(std::min(rest.find_first_not_of('0', 1), rest.size()));
    }
    if (end == 0 || !(rest.empty() || rest.starts_with(' '))) {
        return read_name(words, municipalities);
    }
    const auto by_code = read_code(std::string_view(words).substr(0, end), municipalities);
    if (!by_code) {
        return {{}, {}, words};
    }
    if (rest.empty()) {
        return {by_code, {}, {}};
    }
    const Reading by_name = read_name(rest.substr(1), municipalities);
    if (!by_name.named) {
        return by_name;
    }
    return by_name.named->index == by_code->index ? Reading{by_code, {}, {}}
                                                  : Reading{{}, {by_code->index, by_name.named->index}, words};
}

/// The same, or a beginning.
Reading read_typed(std::string_view text, List municipalities) {
    Reading whole = read_whole(text, municipalities);
    if (whole.named) {
        return whole;
    }
    auto begins = begun_by(text, municipalities);
    if (begins.size() == 1) {
        return {NamedMunicipality{begins.front(), {}, false}, {}, {}};
    }
    return begins.size() > 1 && whole.is_nothing() ? Reading{{}, std::move(begins), std::string(text)} : whole;
}

/// Several names without anything between them.
struct NamesInARow {
    std::vector<std::size_t> found;
    Diagnostics problems;
};

/// A beginning is no name here: between others it is more likely a word that is none, or a name that is misspelt.
NamesInARow read_in_a_row(std::string_view text, List municipalities) {
    // A code, a name of two words and the office's: "0114 Upplands Väsby kommun".
    constexpr std::size_t longest_name = 4;
    const std::vector<std::string_view> words = words_in(text);
    const auto joined = [&](std::size_t from, std::size_t to) {
        return fmt::format("{}", fmt::join(words.begin() + static_cast<std::ptrdiff_t>(from),
                                           words.begin() + static_cast<std::ptrdiff_t>(to), " "));
    };
    // Where the longest name that begins there ends; there where none does.
    const auto end_of_name = [&](std::size_t from, const auto& is_name) {
        std::size_t to = std::min(words.size(), from + longest_name);
        while (to > from && !is_name(joined(from, to))) {
            --to;
        }
        return to;
    };
    const auto is_name = [&](const std::string& name) {
        const Reading reading = read_whole(name, municipalities);
        // A code and the name of another are two.
        return reading.named || (!reading.candidates.empty() && name.find_first_of("0123456789") != 0);
    };
    const auto is_beginning = [&](const std::string& name) { return begun_by(name, municipalities).size() == 1; };
    NamesInARow read;
    std::size_t unread = 0;
    const auto refuse = [&](std::size_t from, std::size_t to) {
        if (from < to) {
            const Reading reading = read_typed(joined(from, to), municipalities);
            read.problems.push_back(reading.candidates.empty()
                                        ? unknown_municipality(joined(from, to), municipalities)
                                        : ambiguous(reading.text, reading.candidates, municipalities));
        }
    };
    for (std::size_t at = 0; at < words.size();) {
        const std::size_t end = end_of_name(at, is_name);
        const std::size_t beginning = end > at ? at : end_of_name(at, is_beginning);
        if (end == at && beginning == at) {
            // Part of what is not understood, which goes on to the next name.
            ++at;
            continue;
        }
        refuse(unread, at);
        const Reading reading = read_whole(joined(at, end), municipalities);
        if (end > at && reading.named) {
            read.found.push_back(reading.named->index);
        } else {
            refuse(at, std::max(end, beginning));
        }
        unread = at = std::max(end, beginning);
    }
    refuse(unread, words.size());
    return read;
}

/// What stands between commas and words that join: "Huddinge, Botkyrka och Haninge".
std::vector<std::string> pieces_of(std::string_view text) {
    constexpr std::array<std::string_view, 4> joining{"och", "samt", "and", "&"};
    std::vector<std::string> pieces;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t comma = std::min(text.find(',', from), text.size());
        std::string piece;
        const auto end_piece = [&] {
            if (!piece.empty()) {
                pieces.push_back(std::move(piece));
            }
            piece.clear();
        };
        for (const std::string_view word : words_in(text.substr(from, comma - from))) {
            if (std::ranges::find(joining, lower_case(word)) != joining.end()) {
                end_piece();
            } else {
                piece += (piece.empty() ? "" : " ") + std::string(word);
            }
        }
        end_piece();
        from = comma + 1;
    }
    return pieces;
}

}  // namespace

Result<NamedMunicipality> read_municipality(std::string_view text, List municipalities) {
    return result_of(read_whole(text, municipalities), municipalities);
}

Result<std::size_t> find_municipality(std::string_view text, List municipalities) {
    return result_of(read_typed(text, municipalities), municipalities).map(&NamedMunicipality::index);
}

Result<std::vector<std::size_t>> find_municipalities(std::string_view text, List municipalities) {
    const auto one = find_municipality(text, municipalities);
    if (one) {
        return std::vector{*one};
    }
    const std::vector<std::string> pieces = pieces_of(text);
    NamesInARow all;
    bool any_whole = pieces.size() > 1;
    for (const auto& piece : pieces) {
        const auto alone = find_municipality(piece, municipalities);
        if (alone) {
            all.found.push_back(*alone);
            continue;
        }
        const NamesInARow read = read_in_a_row(piece, municipalities);
        // What holds no name at all is more likely one, misspelt.
        const Diagnostics& problems = read.found.empty() ? alone.error() : read.problems;
        all.found.insert(all.found.end(), read.found.begin(), read.found.end());
        all.problems.insert(all.problems.end(), problems.begin(), problems.end());
        any_whole = any_whole || !read.found.empty();
    }
    const bool nearly_one = !one.error().front().suggestions.empty();
    if (!any_whole || (nearly_one && !all.problems.empty())) {
        return fail(one.error());
    }
    return all.problems.empty() ? Result<std::vector<std::size_t>>(std::move(all.found))
                                : fail(std::move(all.problems));
}

std::vector<Text> names_of(const Panel& panel, const std::vector<std::size_t>& municipalities) {
    std::vector<Text> names;
    for (const std::size_t i : municipalities) {
        const std::string& name = panel.municipalities()[i].name;
        names.push_back({name, name});
    }
    return names;
}

}  // namespace skattekrona
