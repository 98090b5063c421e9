#pragma once

#include "cli/command.hpp"
#include "cli/session.hpp"
#include "core/records.hpp"

#include <memory>
#include <string>
#include <utility>

namespace skattekrona {

/// A command that asks one question: its options are the question's, and the answer is written where and how the
/// common options say.
template <class Question>
Command question_command(Session& session, std::string name) {
    const auto question = std::make_shared<Question>();
    Options options = question->options();
    return {std::move(name), std::move(options),
            [&session, question] { return session.answer([&](const Basis& basis) { return ask(basis, *question); }); }};
}

// The commands that do more than that.
Command report_command(Session& session);
Command plot_command(Session& session);
/// Checks claims, and writes a claim file to begin with.
Command claim_command(Session& session);
/// What a sort of file may hold, for people and, as a JSON schema, for editors.
Command reference_command(Session& session, std::string name, const FileRecords& records);
/// What every command may be told, for people and, as JSON schemas, for programs.
Command command_reference_command(Session& session, const CommandLine& line);
Command data_check_command(Session& session);
Command data_info_command(Session& session);
Command data_use_command(Session& session);
Command data_diff_command(Session& session);
Command data_fetch_command(Session& session);
Command data_export_command(Session& session);
Command data_embed_command(Session& session);
Command data_import_command(Session& session);

/// Every command, in the order of help.
void add_commands(CommandLine& line, Session& session);

}  // namespace skattekrona
