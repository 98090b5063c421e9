#include "cli/manual.hpp"

#include "core/catalogue.hpp"

#include <fmt/format.h>

namespace skattekrona {

namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
    return app.get_subcommands([](const CLI::App*) { return true; });
}

/// Text for roff: a backslash or a leading dot would be taken for a command, a hyphen for a typographic one.
std::string roff(const std::string& text) {
    std::string out;
    bool line_start = true;
    for (const char c : text) {
        if (line_start && (c == '.' || c == '\'')) {
            out += "\\&";
        }
        out += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string(1, c);
        line_start = c == '\n';
    }
    return out;
}

std::string options_of(const CLI::App& command) {
    std::string out;
    for (const auto* option : command.get_options()) {
        out += fmt::format(".TP\n.B {} {}\n{}\n", roff(option->get_name(option->get_positional(), true)),
                           roff(option->get_type_name()), roff(option->get_description()));
    }
    return out;
}

void describe_commands(const CLI::App& app, const std::string& path, std::string& out) {
    for (const auto* command : commands_of(app)) {
        const std::string name = path + " " + command->get_name();
        out += fmt::format(".SS {}\n{}\n{}", roff(name), roff(command->get_description()), options_of(*command));
        describe_commands(*command, name, out);
    }
}

void complete_commands(const CLI::App& app, const std::string& path, std::string& out) {
    std::string words;
    for (const auto* command : commands_of(app)) {
        words += command->get_name() + " ";
    }
    for (const auto* option : app.get_options()) {
        for (const auto& name : option->get_lnames()) {
            words += "--" + name + " ";
        }
    }
    out += fmt::format("        '{}') words='{}' ;;\n", path, words);
    for (const auto* command : commands_of(app)) {
        complete_commands(*command, path.empty() ? command->get_name() : path + " " + command->get_name(), out);
    }
}

}  // namespace

std::string manual_page(const CLI::App& app, const Wording& words) {
    std::string commands;
    describe_commands(app, app.get_name(), commands);
    return fmt::format(
        ".TH SKATTEKRONA 1 \"\" \"{}\"\n.SH {}\nskattekrona \\- {}\n.SH {}\n{}.SH {}\n{}.SH {}\n.nf\n{}\n.fi\n",
        app.version(), words("manual.name"), roff(app.get_description()), words("manual.options"), options_of(app),
        words("manual.commands"), commands, words("manual.examples"), roff(app.get_footer()));
}

std::string bash_completion(const CLI::App& app) {
    std::string cases;
    complete_commands(app, "", cases);
    return fmt::format(R"(_skattekrona() {{
    local word path='' words=''
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        case $word in
            -*) ;;
            *) [[ $path == '' || $path == data ]] && path="${{path:+$path }}$word" ;;
        esac
    done
    case $path in
{}    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "${{COMP_WORDS[COMP_CWORD]}}")
    [[ ${{COMPREPLY[*]}} ]] || mapfile -t COMPREPLY < <(compgen -f -- "${{COMP_WORDS[COMP_CWORD]}}")
}}
complete -F _skattekrona skattekrona
)",
                       cases);
}

}  // namespace skattekrona
