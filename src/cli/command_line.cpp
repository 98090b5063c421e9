#include "cli/command_line.hpp"

#include "core/decimal.hpp"
#include "core/spelling.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <sstream>
#include <type_traits>

namespace skattekrona {

namespace {

constexpr std::size_t column_width = 34;

/// CLI11 counts bytes; å, ä and ö are one character in two of them.
class HelpFormatter : public CLI::Formatter {
public:
    std::string make_option(const CLI::Option* option, bool is_positional) const override {
        const std::string name = make_option_name(option, is_positional) + make_option_opts(option);
        const std::size_t unseen = name.size() - display_width(name);
        std::stringstream line;
        CLI::detail::format_help(line, name, make_option_desc(option), get_column_width() + unseen);
        return line.str();
    }
};

/// The years that a text names: whatever stands between them.
std::vector<std::string> years_named(std::string_view text) {
    std::vector<std::string> years;
    std::string digits;
    for (const char c : std::string(text) + " ") {
        if (c >= '0' && c <= '9') {
            digits += c;
        } else {
            if (digits.size() == 4) {
                years.push_back(digits);
            }
            digits.clear();
        }
    }
    return years;
}

/// The parser made of the records, and what it has read.
class Parser {
public:
    Parser(const CommandLine& line, const Wording& words) : line_(line), words_(words) {
        app_.name("skattekrona");
        app_.description(words("cli.description"));
        // Commands made from here on put their options under the same heading.
        app_.option_defaults()->group(words("cli.label.options"));
        app_.set_version_flag("--version", "skattekrona " + line.version, words("cli.version"))
            ->disable_flag_override();
        app_.set_help_flag("-h,--help", words("cli.help"))->disable_flag_override();
        add_options(app_, line.common);
        app_.require_subcommand(1);
        for (const auto& command : line.commands) {
            const std::string above = command.above();
            if (!above.empty() && !apps_.contains(above)) {
                CLI::App* group = add_app(app_, above, above);
                group->require_subcommand(1);
            }
            CLI::App* app = add_app(above.empty() ? app_ : *apps_.at(above), command.name, command.last_word());
            // Of the commands that nobody named the options are not asked for.
            app->preparse_callback([this, app, &command](std::size_t) { add_options(*app, command); });
            app->callback([this, &command] { called_ = &command; });
        }
        const auto formatter = std::make_shared<HelpFormatter>();
        for (const char* label : {"Usage", "OPTIONS", "SUBCOMMAND", "SUBCOMMANDS", "Positionals", "REQUIRED"}) {
            formatter->label(label, words(std::string("cli.label.") + label));
        }
        formatter->column_width(column_width);
        app_.formatter(formatter);
        for (const auto& [name, app] : apps_) {
            app->formatter(formatter);
        }
        app_.footer(words("cli.footer"));
    }

    std::string help(const std::string& command) {
        if (command.empty()) {
            return app_.help();
        }
        CLI::App* const app = apps_.at(command);
        const auto named = std::ranges::find(line_.commands, command, &Command::name);
        if (named != line_.commands.end()) {
            add_options(*app, *named);
        }
        return app->help();
    }

    Result<Typed> read(const std::vector<std::string>& arguments) {
        if (arguments.empty()) {
            return Typed{nullptr, app_.help()};
        }
        arguments_ = arguments;
        try {
            std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
            app_.parse(reversed);
        } catch (const CLI::CallForHelp&) {
            return Typed{nullptr, app_.help()};
        } catch (const CLI::CallForVersion&) {
            return Typed{nullptr, app_.version() + "\n"};
        } catch (const CLI::ParseError& error) {
            return fail(explain(error));
        }
        return put().and_then([&]() -> Result<Typed> {
            auto outside = out_of_range(called_->options);
            return outside.empty() ? Result<Typed>(Typed{called_, ""}) : fail(std::move(outside));
        });
    }

private:
    /// One option of one command, and the words that were typed after it.
    struct Reading {
        const BoundOption* bound;
        CLI::Option* option;
        std::string word;
        std::vector<std::string> list;
        bool flag = false;
    };

    CLI::App* add_app(CLI::App& parent, const std::string& name, const std::string& last_word) {
        CLI::App* app =
            parent.add_subcommand(last_word, words_("cli.command." + last_word))->group(words_("cli.label.commands"));
        apps_.emplace(name, app);
        // Help is the program's own too, so that it speaks the reader's language.
        app->set_help_flag("-h,--help", words_("cli.help"))->disable_flag_override();
        return app;
    }

    void add_options(CLI::App& app, const Command& command) {
        add_options(app, line_.common);
        add_options(app, command.options);
        if (!command.environment.empty()) {
            std::stringstream lines;
            lines << words_("cli.label.environment") << ":\n";
            for (const auto& variable : command.environment) {
                CLI::detail::format_help(lines, variable.name, words_(variable.help), column_width);
            }
            app.footer(lines.str());
        }
    }
    void add_options(CLI::App& app, const Options& options) {
        for (const auto& bound : options) {
            const Option& record = bound.option;
            auto& reading = *readings_.emplace_back(std::make_unique<Reading>(Reading{&bound, nullptr, {}, {}}));
            const std::string name = record.positional() ? spelled_out(record.name, words_) : record.name;
            const std::string help = words_(record.help);
            if (std::holds_alternative<bool*>(bound.place)) {
                reading.option = app.add_flag(name, reading.flag, help)->disable_flag_override();
            } else {
                const bool may_be_empty = std::holds_alternative<std::optional<std::vector<std::string>>*>(bound.place);
                const bool list = may_be_empty || std::holds_alternative<std::vector<std::string>*>(bound.place);
                reading.option =
                    list ? app.add_option(name, reading.list, help) : app.add_option(name, reading.word, help);
                reading.option->type_name(spelled_out(record.type, words_))->required(record.required);
                if (list && !record.words) {
                    reading.option->allow_extra_args(false);
                }
                if (may_be_empty) {
                    reading.option->expected(0, CLI::detail::expected_max_vector_size);
                }
                if (record.commas) {
                    reading.option->delimiter(',');
                }
            }
            if (record.common) {
                reading.option->group(words_("cli.group.output"));
            }
        }
    }

    /// Puts what was typed where the records say; all that is no number is reported.
    Result<void> put() {
        Diagnostics problems;
        for (const auto& reading : readings_) {
            if (reading->option->count() > 0) {
                std::visit([&](auto* place) { put(*reading, *place, problems); }, reading->bound->place);
            }
        }
        return problems.empty() ? Result<void>{} : fail(std::move(problems));
    }
    void put(const Reading& reading, bool& place, Diagnostics&) const { place = reading.flag; }
    void put(const Reading& reading, std::vector<std::string>& place, Diagnostics&) const { place = reading.list; }
    void put(const Reading& reading, std::optional<std::vector<std::string>>& place, Diagnostics&) const {
        place = reading.list;
        // CLI11 has an empty word for none.
        std::erase(*place, "");
    }
    void put(const Reading& reading, std::optional<std::string>& place, Diagnostics&) const { place = reading.word; }
    template <class Value>
    void put(const Reading& reading, std::optional<Value>& place, Diagnostics& problems) const {
        // CLI11's own reading takes 010 for eight.
        place = decimal<Value>(reading.word);
        const std::string name = reading.bound->option.first_name();
        if (const auto years = !place ? about_years(name, reading.word) : std::nullopt) {
            problems.push_back(*years);
        } else if (!place) {
            problems.push_back(complain(std::is_integral_v<Value> ? "cli.error.cli.whole" : "cli.error.cli.conversion",
                                        name + " = " + reading.word, named_command(app_)));
        }
    }

    /// The innermost command that was named.
    static const CLI::App& named_command(const CLI::App& app) {
        const auto called = app.get_subcommands();
        return called.empty() ? app : named_command(*called.front());
    }

    Diagnostic complain(const char* key, std::string subject, const CLI::App& command) const {
        return {Failure::usage, {key, {{"subject", std::move(subject)}, {"command", path_of(command)}}}};
    }
    std::string path_of(const CLI::App& command) const {
        const CLI::App* const above = command.get_parent();
        return above == nullptr ? command.get_name() : path_of(*above) + " " + command.get_name();
    }

    static std::vector<std::string> known_words(const CLI::App& app) {
        std::vector<std::string> words;
        for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
            words.push_back(command->get_name());
        }
        for (const auto* option : app.get_options()) {
            for (const auto& name : option->get_lnames()) {
                words.push_back("--" + name);
            }
        }
        return words;
    }

    /// Years where one is taken, or where their number is: what is taken, and the very command to write.
    std::optional<Diagnostic> about_years(const std::string& option, const std::string& said) const {
        const CLI::App& command = named_command(app_);
        const auto years = years_named(said);
        const bool counted = option == "--years" && command.get_option_no_throw("--years") != nullptr;
        if (years.empty() || command.get_option_no_throw("--year") == nullptr || (counted && years.size() == 1)) {
            return std::nullopt;
        }
        const int ahead = std::max(1, std::stoi(years.back()) - std::stoi(years.front()));
        const std::string instead =
            counted ? fmt::format("--year {} --years {}", years.front(), ahead) : "--year " + years.back();
        return Diagnostic{Failure::usage,
                          {counted ? "cli.error.cli.years" : "cli.error.cli.year",
                           {{"command", path_of(command)},
                            {"found", counted ? said : option + " " + said},
                            {"instead", typed_with(option, said, instead)}}}};
    }
    /// What was typed, with something else for an option and its value.
    std::string typed_with(const std::string& option, const std::string& value, const std::string& instead) const {
        std::string typed = "skattekrona";
        for (std::size_t i = 0; i < arguments_.size(); ++i) {
            const bool apart = arguments_[i] == option && i + 1 < arguments_.size() && arguments_[i + 1] == value;
            i += apart ? 1 : 0;
            const bool here = apart || arguments_[i] == option + "=" + value;
            const bool several_words = arguments_[i].find(' ') != std::string::npos;
            typed += " " + (here ? instead : several_words ? "\"" + arguments_[i] + "\"" : arguments_[i]);
        }
        return typed;
    }

    /// CLI11's own words are English; what it complains of is taken out of them and said in the reader's language.
    Diagnostic explain(const CLI::ParseError& error) const {
        const CLI::App& command = named_command(app_);
        const std::string reason = error.what();
        // "--year: 1 required TEXT missing", "--json was given a disallowed flag override".
        const std::string subject = reason.substr(0, reason.find_first_of(": "));
        const auto extras = app_.remaining(true);
        const bool command_missing = command.get_require_subcommand_min() > 0;
        if (!extras.empty() && extras.front().starts_with("--years")) {
            // A name of several words takes what stands after an option that nobody knows.
            const auto at = std::ranges::find(arguments_, extras.front());
            const bool apart = extras.front() == "--years" && std::next(at) != arguments_.end();
            if (auto years = about_years(
                    "--years", apart ? *std::next(at) : extras.front().substr(extras.front().find('=') + 1))) {
                return *years;
            }
        }
        if (!extras.empty() && (command_missing || dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)) {
            return {Failure::usage,
                    {"cli.error.cli.unknown", {{"found", extras.front()}, {"command", path_of(command)}}},
                    {},
                    close_spellings(extras.front(), known_words(command), 1)};
        }
        if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
            return complain(command_missing ? "cli.error.cli.no_command" : "cli.error.cli.required", subject, command);
        }
        // A flag stands there without its dashes.
        const std::string flag = (subject.size() > 1 ? "--" : "-") + subject;
        return complain("cli.error.cli.argument", command.get_option_no_throw(flag) == nullptr ? subject : flag,
                        command);
    }

    const CommandLine& line_;
    const Wording& words_;
    CLI::App app_;
    std::map<std::string, CLI::App*> apps_;
    std::vector<std::unique_ptr<Reading>> readings_;
    std::vector<std::string> arguments_;
    const Command* called_ = nullptr;
};

}  // namespace

std::vector<std::string> CommandLine::groups() const {
    std::vector<std::string> found;
    for (const auto& command : commands) {
        if (const std::string above = command.above();
            !above.empty() && std::ranges::find(found, above) == found.end()) {
            found.push_back(above);
        }
    }
    return found;
}

Result<Typed> read_command_line(const std::vector<std::string>& arguments, const CommandLine& line,
                                const Wording& words) {
    return Parser(line, words).read(arguments);
}

std::string help_text(const CommandLine& line, const std::string& command, const Wording& words) {
    return Parser(line, words).help(command);
}

}  // namespace skattekrona
