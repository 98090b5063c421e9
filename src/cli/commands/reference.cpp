#include "answer/reference_answer.hpp"
#include "cli/commands/commands.hpp"

namespace skattekrona {

namespace {

Table options_table(const Options& options, const Wording& words) {
    Table table{"",
                {{"option", words("cli.reference.option"), "", true},
                 {"value", words("cli.reference.value"), "", true},
                 {"what", words("cli.reference.what"), "", true}}};
    for (const auto& [option, place] : options) {
        table.rows.push_back({spelled_out(option.name, words), spelled_out(option.type, words), words(option.help)});
    }
    return table;
}

Answer command_reference(const CommandLine& line, const Wording& words) {
    Answer answer = titled(words, words("cli.reference.title"));
    auto& blocks = answer.document.blocks;
    blocks.emplace_back(Paragraph{words("cli.reference.lead")});
    blocks.emplace_back(Heading{words("cli.group.output")});
    blocks.emplace_back(options_table(line.common, words));
    Json commands = Json::object();
    Table all{"",
              {{"command", "", "", true}, {"option", "", "", true}, {"value", "", "", true}, {"what", "", "", true}}};
    for (const auto& command : line.commands) {
        const std::string what = words("cli.command." + command.last_word());
        blocks.emplace_back(Heading{"skattekrona " + command.name});
        blocks.emplace_back(Paragraph{what});
        const Table options = options_table(command.options, words);
        for (const auto& row : options.rows) {
            all.rows.push_back({command.name, row[0], row[1], row[2]});
        }
        if (!options.rows.empty()) {
            blocks.emplace_back(options);
        }
        Json schema = options_schema(command.options, words);
        schema["description"] = what;
        commands[command.name] = std::move(schema);
    }
    answer.document.data = std::move(all);
    answer.json = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                   {"$id", "urn:skattekrona:commands:1"},
                   {"title", words("cli.reference.title")},
                   {"$defs", std::move(commands)}};
    return answer;
}

}  // namespace

Command reference_command(Session& session, std::string name, const FileRecords& records) {
    return {std::move(name), {}, [&] { return session.write(reference_answer(records, session.words())); }};
}

Command command_reference_command(Session& session, const CommandLine& line) {
    return {"command-reference", {}, [&] { return session.write(command_reference(line, session.words())); }};
}

}  // namespace skattekrona
