#pragma once

#include "core/catalogue.hpp"
#include "core/diagnostic.hpp"
#include "core/json.hpp"
#include "core/message.hpp"
#include "core/ranges.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace skattekrona {

/// What somebody may say to a command, as a record: its help, the manual page, the completion, the reference for
/// programs and the parser of the command line are made of it.
struct Option {
    /// "--year", or several ways to say the same: "--areas,--area". For what is said without one, what stands for it in
    /// help: "embedded|store", or "@" and a text's key.
    std::string name;
    /// What programs call one that is said without a name; the others go by their first.
    std::string id{};
    /// A text, with its arguments.
    Message help;
    /// What may be said, as help shows it: "six|all|ID,ID"; "@" begins a text's key.
    std::string type{};
    /// Of a number.
    Range valid{};
    bool required = false;
    /// A list may be written with commas between.
    bool commas = false;
    /// Several values may follow one after another, as the words of a name do.
    bool words = false;
    /// Every command has it.
    bool common = false;

    bool positional() const { return !name.starts_with('-'); }
    /// The first long way to say it.
    std::string first_name() const {
        const std::size_t begin = name.find("--");
        return name.substr(begin, name.find(',', begin) - begin);
    }
};

/// Where what was said goes; what was not said stays as it is. A list that may be missing may also be said empty.
using OptionPlace = std::variant<bool*, std::optional<std::string>*, std::optional<int>*, std::optional<double>*,
                                 std::vector<std::string>*, std::optional<std::vector<std::string>>*>;

struct BoundOption {
    Option option;
    OptionPlace place;
};

/// The options of a command and where they go: a question that outlives them.
using Options = std::vector<BoundOption>;

/// What a record says in the reader's language: "@" begins a text's key, up to the next sign between words.
std::string spelled_out(const std::string& text, const Wording& words);

/// The JSON schema of what may be said, for programs that ask.
Json options_schema(const Options& options, const Wording& words);

/// What has been said that lies outside a record's range, each a Failure::usage.
Diagnostics out_of_range(const Options& options);
/// Whether the option has been said.
bool said(const OptionPlace& place);

}  // namespace skattekrona
