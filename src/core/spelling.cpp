#include "core/spelling.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace skattekrona {

namespace {

/// The accented letters of Swedish names: upper case, lower case, plain letter.
struct Accent {
    std::string_view upper, lower, plain, combining;
};
constexpr std::array accents{Accent{"Å", "å", "a", "\u030A"}, Accent{"Ä", "ä", "a", "\u0308"},
                             Accent{"Ö", "ö", "o", "\u0308"}, Accent{"É", "é", "e", "\u0301"},
                             Accent{"Ü", "ü", "u", "\u0308"}};

// Space, tab, line breaks, then no-break, narrow no-break, thin and figure space, and two that have no width.
constexpr std::array<std::string_view, 10> spaces{" ",      "\t",     "\n",     "\r",     "\u00A0",
                                                  "\u202F", "\u2009", "\u2007", "\u200B", "\uFEFF"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Whether the byte is a letter, digit or mark of ASCII: what most text is made of, and neither space nor accent begins
/// so.
bool is_ascii_ink(char c) { return c > ' ' && c <= '~'; }

/// The space that the text begins with; empty where it begins with none.
std::string_view leading_space(std::string_view utf8) {
    if (utf8.empty() || is_ascii_ink(utf8.front())) {
        return {};
    }
    const auto found = std::ranges::find_if(spaces, [&](std::string_view space) { return utf8.starts_with(space); });
    return found == spaces.end() ? std::string_view() : *found;
}

std::string simplify(std::string_view text, bool keep_accents) {
    const std::string whole = composed(text);
    std::string_view utf8 = whole;
    std::string out;
    out.reserve(utf8.size());
    while (!utf8.empty()) {
        const auto accent =
            is_ascii_ink(utf8.front()) ? accents.end() : std::ranges::find_if(accents, [&](const Accent& a) {
                return utf8.starts_with(a.upper) || utf8.starts_with(a.lower);
            });
        if (accent != accents.end()) {
            out += keep_accents ? accent->lower : accent->plain;
            utf8.remove_prefix(accent->lower.size());
            continue;
        }
        out += lower(utf8.front());
        utf8.remove_prefix(1);
    }
    return out;
}

/// Slips of the fingers between two words: a letter added, left out, exchanged, or two neighbours swapped
/// (Damerau 1964, without touching a letter twice). The words are folded first, so bytes are letters.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> distance((a.size() + 1) * width);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& { return distance[i * width + j]; };
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                at(i, j) = i + j;
                continue;
            }
            const std::size_t exchanged = at(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
            at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, exchanged});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
            }
        }
    }
    return distance.back();
}

bool begins_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

}  // namespace

std::string composed(std::string_view utf8) {
    constexpr char first_of_combining = '\xCC';
    if (utf8.find(first_of_combining) == std::string_view::npos) {
        return std::string(utf8);
    }
    std::string out;
    out.reserve(utf8.size());
    while (!utf8.empty()) {
        const auto accent = std::ranges::find_if(accents, [&](const Accent& a) {
            return !out.empty() && lower(out.back()) == a.plain.front() && utf8.starts_with(a.combining);
        });
        if (accent == accents.end()) {
            out += utf8.front();
            utf8.remove_prefix(1);
            continue;
        }
        const bool is_lower = out.back() == accent->plain.front();
        out.pop_back();
        out += is_lower ? accent->lower : accent->upper;
        utf8.remove_prefix(accent->combining.size());
    }
    return out;
}

std::string_view trimmed(std::string_view utf8) {
    if (utf8.empty() || (is_ascii_ink(utf8.front()) && is_ascii_ink(utf8.back()))) {
        return utf8;
    }
    for (std::string_view space; !(space = leading_space(utf8)).empty();) {
        utf8.remove_prefix(space.size());
    }
    const auto ending = [&] {
        return std::ranges::find_if(spaces, [&](std::string_view space) { return utf8.ends_with(space); });
    };
    for (auto space = ending(); space != spaces.end(); space = ending()) {
        utf8.remove_suffix(space->size());
    }
    return utf8;
}

std::string single_spaced(std::string_view utf8) {
    std::string out;
    for (utf8 = trimmed(utf8); !utf8.empty();) {
        const std::string_view space = leading_space(utf8);
        if (space.empty()) {
            out += utf8.front();
            utf8.remove_prefix(1);
        } else {
            out += out.ends_with(' ') ? "" : " ";
            utf8.remove_prefix(space.size());
        }
    }
    return composed(out);
}

std::string fold(std::string_view utf8) {
    std::string out = simplify(utf8, false);
    std::ranges::replace(out, '-', ' ');
    return out;
}

std::string lower_case(std::string_view utf8) { return simplify(utf8, true); }

std::string sentence_case(std::string_view utf8) {
    for (const auto& accent : accents) {
        if (utf8.starts_with(accent.lower)) {
            return std::string(accent.upper) + std::string(utf8.substr(accent.lower.size()));
        }
    }
    std::string out(utf8);
    if (!out.empty() && out.front() >= 'a' && out.front() <= 'z') {
        out.front() = static_cast<char>(out.front() - 'a' + 'A');
    }
    return out;
}

std::size_t display_width(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(utf8, begins_character));
}

std::string_view first_characters(std::string_view utf8, std::size_t count) {
    std::size_t end = 0;
    for (; end < utf8.size(); ++end) {
        if (begins_character(utf8[end]) && count-- == 0) {
            break;
        }
    }
    return utf8.substr(0, end);
}

std::vector<std::string_view> words_in(std::string_view text) {
    std::vector<std::string_view> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
        if (end > 0) {
            words.push_back(text.substr(0, end));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

std::size_t longest_word(std::string_view text) {
    std::size_t longest = 0;
    for (const auto word : words_in(text)) {
        longest = std::max(longest, display_width(word));
    }
    return longest;
}

std::vector<std::string> close_spellings(std::string_view word, const std::vector<std::string>& candidates,
                                         std::size_t at_most) {
    const std::string folded = fold(word);
    std::vector<std::pair<std::size_t, std::string>> scored;
    for (const auto& candidate : candidates) {
        const std::string other = fold(candidate);
        const bool begins = folded.size() >= 3 && other.starts_with(folded);
        const std::size_t most = std::max<std::size_t>(1, other.size() / 3);
        // What is so much longer or shorter is no slip of the fingers, however long it takes to find that out.
        const bool too_long = folded.size() > other.size() + most || other.size() > folded.size() + most;
        if (const std::size_t distance = begins     ? 1
                                         : too_long ? most + 1
                                                    : edit_distance(folded, other);
            distance <= most) {
            scored.emplace_back(distance, candidate);
        }
    }
    std::ranges::stable_sort(scored, {}, &std::pair<std::size_t, std::string>::first);
    std::vector<std::string> nearest;
    for (const auto& [distance, candidate] : scored) {
        if (nearest.size() == at_most) {
            break;
        }
        nearest.push_back(candidate);
    }
    return nearest;
}

namespace {

unsigned byte_at(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
}

/// How many bytes the first character has; 0 where the bytes begin none. There is a first byte.
std::size_t size_of_first(std::string_view bytes) {
    const unsigned first = byte_at(bytes, 0);
    if (first < 0x80) {
        return 1;
    }
    const std::size_t size = first >= 0xC2 && first < 0xE0   ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
    const unsigned second = byte_at(bytes, 1);
    // Overlong forms, surrogates and what lies beyond Unicode.
    const bool outside = (first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
                         (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
    bool sound = size > 0 && !outside;
    for (std::size_t i = 1; sound && i < size; ++i) {
        sound = (byte_at(bytes, i) & 0xC0U) == 0x80U;
    }
    return sound ? size : 0;
}

/// The number of a character of two or three bytes; 0 of any other, which are not asked about.
char16_t code_of(std::string_view character) {
    const auto bits = [&](std::size_t i) { return byte_at(character, i) & 0x3FU; };
    return static_cast<char16_t>(character.size() == 2 ? (byte_at(character, 0) & 0x1FU) << 6U | bits(1)
                                 : character.size() == 3
                                     ? (byte_at(character, 0) & 0x0FU) << 12U | bits(1) << 6U | bits(2)
                                     : 0U);
}

constexpr std::string_view no_character = "\uFFFD";

/// What is shown for a character; nothing is itself.
std::optional<std::string_view> stand_in(std::string_view character) {
    const unsigned first = byte_at(character, 0);
    const char16_t code = code_of(character);
    const bool control =
        first < 0x20 || first == 0x7F || (code >= 0x80 && code < 0xA0) || code == 0x2028 || code == 0x2029;
    // Marks, embeddings, overrides and isolates, and the old ones that Unicode advises against.
    const bool direction = code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) ||
                           (code >= 0x2066 && code <= 0x206F);
    return control                            ? std::optional<std::string_view>(" ")
           : direction                        ? std::optional<std::string_view>("")
           : code == 0xFFFE || code == 0xFFFF ? std::optional<std::string_view>(no_character)
                                              : std::nullopt;
}

/// The text with other words for each character that `change` has some for; the plain ones of ASCII stay, and what is
/// no character is asked about as an empty one.
template <class Change>
std::string with_changes(std::string text, const Change& change) {
    const std::string_view all = text;
    std::string out;
    std::size_t done = 0;
    for (std::size_t at = 0; at < all.size();) {
        if (all[at] >= ' ' && all[at] <= '~') {
            ++at;
            continue;
        }
        const std::size_t size = size_of_first(all.substr(at));
        const std::size_t next = at + std::max<std::size_t>(size, 1);
        if (const auto other = change(all.substr(at, size))) {
            out += all.substr(done, at - done);
            out += *other;
            done = next;
        }
        at = next;
    }
    if (done == 0) {
        // Nearly always: then nothing is copied.
        return text;
    }
    out += all.substr(done);
    return out;
}

}  // namespace

std::size_t first_fault_in_utf8(std::string_view bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t size = size_of_first(bytes.substr(at));
        if (size == 0) {
            return at;
        }
        at += size;
    }
    return std::string_view::npos;
}

std::string harmless(std::string text) {
    return with_changes(std::move(text), [](std::string_view character) {
        return character.empty() ? no_character : stand_in(character);
    });
}

std::string harmless_json(std::string json) {
    return with_changes(std::move(json), [](std::string_view character) -> std::optional<std::string> {
        const unsigned code = character == "\x7F" ? 0x7FU : code_of(character);
        return code >= 0x7F && stand_in(character) ? std::optional(fmt::format("\\u{:04x}", code)) : std::nullopt;
    });
}

std::string printable(std::string_view text) {
    constexpr std::size_t longest = 200;
    constexpr std::size_t most_of_a_character = 3;
    std::size_t whole = std::min(text.size(), longest);
    while (whole < std::min(text.size(), longest + most_of_a_character) && !begins_character(text[whole])) {
        ++whole;
    }
    return harmless(std::string(text.substr(0, whole))) + (whole < text.size() ? "…" : "");
}

}  // namespace skattekrona
