#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// The letters of Swedish names as one character each, where a Mac has put a letter and its accent side by side
/// (Unicode's form C instead of D).
std::string composed(std::string_view utf8);

/// Without white space around it: spaces of every width, tabs, line breaks.
std::string_view trimmed(std::string_view utf8);

/// Composed and trimmed, with one space between words.
std::string single_spaced(std::string_view utf8);

/// Lower case without accents, hyphens as spaces: "Upplands-Bro" and "UPPLANDS BRO" are the same word.
std::string fold(std::string_view utf8);

/// Lower case with å, ä, ö and é kept.
std::string lower_case(std::string_view utf8);

/// The first letter in upper case.
std::string sentence_case(std::string_view utf8);

/// Number of characters a terminal shows; the text is UTF-8 without combining marks.
std::size_t display_width(std::string_view utf8);

/// The first `count` characters.
std::string_view first_characters(std::string_view utf8, std::size_t count);

/// The text broken at spaces and ends of lines.
std::vector<std::string_view> words_in(std::string_view text);

/// The display width of its longest word.
std::size_t longest_word(std::string_view utf8);

/// The candidates closest in spelling to `word`, nearest first, none that would be a wild guess.
std::vector<std::string> close_spellings(std::string_view word, const std::vector<std::string>& candidates,
                                         std::size_t at_most = 3);

/// Where in the bytes the first fault stands; none is npos.
std::size_t first_fault_in_utf8(std::string_view bytes);

/// Text that anybody may have written, as it can be shown anywhere. What a terminal, a page or the eye would obey
/// rather than show is not there: control characters and ends of lines are spaces, signs of writing direction are gone,
/// and bytes that are no UTF-8 are U+FFFD.
std::string harmless(std::string text);

/// The same of UTF-8 in a JSON document, where nothing may be lost: such characters beyond ASCII are written as
/// numbers.
std::string harmless_json(std::string json);

/// What a server or a file said, harmless, and not the whole of a long speech.
std::string printable(std::string_view text);

}  // namespace skattekrona
