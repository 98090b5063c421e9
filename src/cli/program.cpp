#include "cli/program.hpp"

#include "core/spelling.hpp"

#include <algorithm>
#include <exception>
#include <fmt/format.h>
#include <iostream>
#include <sstream>

namespace skattekrona {

namespace {

/// The language is needed before the options are read, since their help is written in it.
std::string wanted_language(const std::vector<std::string>& arguments) {
    std::string language = "sv";
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--lang" && i + 1 < arguments.size()) {
            language = arguments[i + 1];
        } else if (arguments[i].starts_with("--lang=")) {
            language = arguments[i].substr(std::string_view("--lang=").size());
        }
    }
    return language;
}

std::vector<std::string> known_words(const CLI::App& app) {
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

/// The innermost command that was named.
const CLI::App& named_command(const CLI::App& app) {
    const auto called = app.get_subcommands();
    return called.empty() ? app : named_command(*called.front());
}

/// CLI11's own words are English; what it complains of is taken out of them and said in the reader's language.
Diagnostic explain(const CLI::ParseError& error, const CLI::App& app) {
    const CLI::App& command = named_command(app);
    const std::string path =
        command.get_parent() == nullptr ? app.get_name() : app.get_name() + " " + command.get_name();
    const std::string reason = error.what();
    const auto extras = app.remaining(true);
    const bool command_missing = command.get_require_subcommand_min() > 0;
    if (!extras.empty() && (command_missing || dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)) {
        return {Failure::usage,
                {"error.cli.unknown", {{"found", extras.front()}, {"command", path}}},
                {},
                close_spellings(extras.front(), known_words(command), 1)};
    }
    const auto complain = [&](const char* key, std::string subject) -> Diagnostic {
        return {Failure::usage, {key, {{"subject", std::move(subject)}, {"command", path}}}};
    };
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
        return complain(command_missing ? "error.cli.no_command" : "error.cli.required",
                        reason.substr(0, reason.find(' ')));
    }
    if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
        const std::size_t colon = reason.find(": ");
        return complain("error.cli.conversion", colon == std::string::npos ? reason : reason.substr(colon + 2));
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
        return complain("error.cli.argument", reason.substr(0, reason.find(':')));
    }
    return complain("error.cli.other", reason);
}

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

void translate_labels(CLI::App& app, const Wording& words) {
    const auto formatter = std::make_shared<HelpFormatter>();
    for (const char* label : {"Usage", "OPTIONS", "SUBCOMMAND", "SUBCOMMANDS", "Positionals", "REQUIRED"}) {
        formatter->label(label, words(std::string("cli.label.") + label));
    }
    formatter->column_width(34);
    const std::function<void(CLI::App&)> apply = [&](CLI::App& command) {
        command.formatter(formatter);
        for (auto* sub : command.get_subcommands([](const CLI::App*) { return true; })) {
            apply(*sub);
        }
    };
    apply(app);
}

}  // namespace

void add_commands(CLI::App& app, Session& session) {
    const Wording& words = session.words();
    app.name("skattekrona");
    app.description(words("cli.description"));
    // Commands made from here on put their options under the same heading.
    app.option_defaults()->group(words("cli.label.options"));
    app.set_version_flag("--version", std::string("skattekrona ") + SKATTEKRONA_VERSION, words("cli.version"));
    session.add_common_options(app);
    app.require_subcommand(1);
    add_benchmark_command(app, session);
    add_peers_command(app, session);
    add_trend_command(app, session);
    add_report_command(app, session);
    add_plot_command(app, session);
    add_claim_command(app, session);
    add_curve_command(app, session);
    add_noise_command(app, session);
    add_simulate_command(app, session);
    add_backtest_command(app, session);
    add_sensitivity_command(app, session);
    add_scenario_reference_command(app, session);
    add_plausible_command(app, session);
    add_data_commands(app, session);
    translate_labels(app, words);
    app.footer(words("cli.footer"));
}

int run_program(const std::vector<std::string>& arguments) {
    const std::string language = wanted_language(arguments);
    const Wording words(Catalogue::built_in(), language == "en" ? Language::english : Language::swedish);
    const auto refuse = [&](const Diagnostics& problems) {
        std::cerr << describe(problems, words);
        return exit_code(problems);
    };
    if (language != "sv" && language != "en") {
        return refuse({{Failure::usage, {"error.language", {{"found", language}}}}});
    }
    try {
        CLI::App app;
        Session session(words);
        add_commands(app, session);
        if (arguments.empty()) {
            std::cout << app.help();
            return 0;
        }
        try {
            std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
            app.parse(reversed);
        } catch (const CLI::CallForHelp&) {
            std::cout << app.help();
            return 0;
        } catch (const CLI::CallForVersion&) {
            std::cout << app.version() << "\n";
            return 0;
        } catch (const CLI::ParseError& error) {
            return refuse({explain(error, app)});
        }
        return session.outcome() ? 0 : refuse(session.outcome().error());
    } catch (const std::exception& error) {
        std::cerr << words({"error.internal", {{"reason", std::string(error.what())}}}) << "\n";
        return 1;
    }
}

}  // namespace skattekrona
