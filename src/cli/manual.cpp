#include "cli/manual.hpp"

#include "cli/command_line.hpp"

#include <fmt/format.h>
#include <map>

namespace skattekrona {

namespace {

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

constexpr std::string_view help_option = "-h,--help";

std::string described(std::string_view name, std::string_view type, const std::string& help) {
    return fmt::format(".TP\n.B {} {}\n{}\n", roff(std::string(name)), roff(std::string(type)), roff(help));
}

std::string described(const Options& options, const Wording& words) {
    std::string out;
    for (const auto& [option, place] : options) {
        out += described(spelled_out(option.name, words), spelled_out(option.type, words), words(option.help));
    }
    return out;
}

std::string help_described(const Wording& words) { return described(help_option, "", words("cli.help")); }

/// A heading for a command, or for what commands stand under.
std::string section(const std::string& name, const std::string& last_word, const Wording& words) {
    return fmt::format(".SS {}\n{}\n", roff("skattekrona " + name), roff(words("cli.command." + last_word))) +
           help_described(words);
}

std::string long_names(const Options& options) {
    std::string names;
    for (const auto& [option, place] : options) {
        for (std::size_t at = option.name.find("--"); at != std::string::npos; at = option.name.find("--", at + 1)) {
            names += option.name.substr(at, option.name.find(',', at) - at) + " ";
        }
    }
    return names;
}

std::string completed(std::string_view path, const std::string& words) {
    return fmt::format("        '{}') words='{}' ;;\n", path, words);
}

}  // namespace

std::string manual_page(const CommandLine& line, const Wording& words) {
    const std::string version = "skattekrona " + line.version;
    std::string commands;
    std::string group;
    for (const auto& command : line.commands) {
        if (command.above() != group) {
            group = command.above();
            commands += group.empty() ? "" : section(group, group, words);
        }
        commands += section(command.name, command.last_word(), words) + described(line.common, words) +
                    described(command.options, words);
        for (const auto& variable : command.environment) {
            commands += described(variable.name, "", words(variable.help));
        }
    }
    return fmt::format(
        ".TH SKATTEKRONA 1 \"\" \"{}\"\n.SH {}\nskattekrona \\- {}\n.SH {}\n{}.SH {}\n{}.SH {}\n.nf\n{}\n.fi\n",
        version, words("cli.manual.name"), roff(words("cli.description")), words("cli.manual.options"),
        described("--version", "", words("cli.version")) + help_described(words) + described(line.common, words),
        words("cli.manual.commands"), commands, words("cli.manual.examples"), roff(words("cli.footer")));
}

std::string bash_completion(const CommandLine& line) {
    const std::string common = "--help " + long_names(line.common);
    std::map<std::string, std::string> within;
    std::string top;
    std::string cases;
    for (const auto& command : line.commands) {
        const std::string above = command.above();
        if (above.empty()) {
            top += command.name + " ";
        } else {
            top += within.contains(above) ? "" : above + " ";
            within[above] += command.last_word() + " ";
        }
    }
    std::string open;
    for (const auto& command : line.commands) {
        if (const std::string above = command.above(); above != open) {
            open = above;
            cases += above.empty() ? "" : completed(above, within[above] + "--help ");
        }
        cases += completed(command.name, common + long_names(command.options));
    }
    cases = completed("", top + "--version " + common) + cases;
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
