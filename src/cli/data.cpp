#include "cli/choices.hpp"
#include "data/embed.hpp"
#include "data/file.hpp"
#include "model/consistency.hpp"
#include "model/figure_plan.hpp"

namespace skattekrona {

namespace {

EmbedPlan embed_plan(const Definitions& definitions, const std::string& retrieved) {
    EmbedPlan plan;
    plan.figures = figure_plan(definitions);
    for (const auto& area : definitions.areas) {
        plan.similar_groups.emplace(area.similar_group, area.id);
    }
    plan.similar_groups.emplace(definitions.total_similar_group, total_area);
    plan.counties = definitions.counties;
    plan.retrieved = retrieved;
    return plan;
}

Result<void> embed(Session& session, const std::string& from, const std::string& to, const std::string& retrieved) {
    const auto definitions = session.definitions();
    if (!definitions) {
        return fail(definitions.error());
    }
    const auto files = embed_figures(from, embed_plan(*definitions, retrieved));
    if (!files) {
        return fail(files.error());
    }
    for (const auto& [name, text] : *files) {
        auto written = write_file(std::filesystem::path(to) / name, text);
        if (!written) {
            return written;
        }
        session.tell({"cli.wrote", {{"file", to + "/" + name}}});
    }
    return {};
}

}  // namespace

void add_data_commands(CLI::App& app, Session& session) {
    CLI::App* data =
        app.add_subcommand("data", session.words()("cli.command.data"))->group(session.words()("cli.label.commands"));
    data->set_help_flag("-h,--help", session.words()("cli.help"));
    data->require_subcommand(1);

    session.add_command(*data, "info", [&session]() -> Result<void> {
        const auto inputs = read_inputs(session);
        if (!inputs) {
            return fail(inputs.error());
        }
        return session.write(data_info_answer(session.answer_context(inputs->figures, inputs->definitions)));
    });

    session.add_command(*data, "check", [&session]() -> Result<void> {
        const auto inputs = read_inputs(session);
        if (!inputs) {
            return fail(inputs.error());
        }
        return session.write(data_check_answer(session.answer_context(inputs->figures, inputs->definitions),
                                               check_consistency(inputs->figures, inputs->definitions)));
    });

    struct Embed {
        std::string from;
        std::string retrieved;
    };
    auto options = std::make_shared<Embed>();
    CLI::App* embedding = session.add_command(*data, "embed", [options, &session]() -> Result<void> {
        if (session.options().output.empty()) {
            return fail(Diagnostic{Failure::usage, {"error.embed_output", {}}});
        }
        return embed(session, options->from, session.options().output, options->retrieved);
    });
    embedding->add_option(session.words()("cli.type.folder"), options->from, session.words()("cli.embed_from"))
        ->required()
        ->type_name("");
    embedding->add_option("--retrieved", options->retrieved, session.words()("cli.embed_retrieved"))
        ->type_name("YYYY-MM-DD")
        ->required();

    add_data_fetch_command(*data, session);
}

}  // namespace skattekrona
