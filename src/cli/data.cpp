#include "cli/choices.hpp"
#include "core/spelling.hpp"
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

Result<StoreInfo> store_info(const Session& session) {
    const auto store = Store::open(session.store_file());
    if (!store) {
        return fail(store.error());
    }
    if (!*store) {
        return StoreInfo{};
    }
    auto runs = (*store)->runs();
    const auto in_use = (*store)->in_use();
    if (!runs || !in_use) {
        return fail(runs ? in_use.error() : runs.error());
    }
    return StoreInfo{session.store_file().string(), *in_use, *std::move(runs)};
}

Diagnostic no_store(const Session& session) {
    return {Failure::source_unavailable, {"error.store.none", {}}, {session.store_file().string()}};
}

Result<void> use(Session& session, const std::string& what) {
    if (what != "embedded" && what != "store") {
        return fail(Diagnostic{Failure::usage,
                               {"error.store.use", {{"found", what}}},
                               {},
                               close_spellings(what, {"embedded", "store"}, 2)});
    }
    const bool exists = store_exists(session.store_file());
    if (what == "store" && !exists) {
        return fail(no_store(session));
    }
    if (exists) {
        auto store = session.store_for_writing();
        if (!store) {
            return fail(store.error());
        }
        auto used = store->use(what == "store");
        if (!used) {
            return used;
        }
    }
    session.tell({what == "store" ? "cli.uses_store" : "cli.uses_embedded", {}});
    return {};
}

Result<void> diff(Session& session, std::optional<int> from, std::optional<int> to) {
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto store = Store::open(session.store_file());
    if (!store) {
        return fail(store.error());
    }
    if (!*store) {
        return fail(no_store(session));
    }
    const auto runs = (*store)->runs();
    if (!runs) {
        return fail(runs.error());
    }
    const int last = static_cast<int>(runs->size());
    const int until = to.value_or(last);
    const int since = from.value_or(until - 1);
    if (last == 0 || since < 0 || since >= until || until > last) {
        return fail(Diagnostic{Failure::usage,
                               {"error.store.runs", {{"n", Number{static_cast<double>(last)}}}},
                               {session.store_file().string()}});
    }
    const auto changes = (*store)->changes(since, until);
    if (!changes) {
        return fail(changes.error());
    }
    const auto run = [&](int id) { return &(*runs)[static_cast<std::size_t>(id) - 1]; };
    return session.write(data_diff_answer(session.answer_context(inputs->figures, inputs->definitions),
                                          since == 0 ? nullptr : run(since), *run(until), *changes));
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
        const auto store = store_info(session);
        if (!store) {
            return fail(store.error());
        }
        return session.write(data_info_answer(session.answer_context(inputs->figures, inputs->definitions), *store));
    });

    session.add_command(*data, "check", [&session]() -> Result<void> {
        const auto inputs = read_inputs(session);
        if (!inputs) {
            return fail(inputs.error());
        }
        return session.write(data_check_answer(session.answer_context(inputs->figures, inputs->definitions),
                                               check_consistency(inputs->figures, inputs->definitions)));
    });

    auto what = std::make_shared<std::string>();
    session.add_command(*data, "use", [what, &session] { return use(session, *what); })
        ->add_option("embedded|store", *what, session.words()("cli.use"))
        ->required()
        ->type_name("");

    struct Diff {
        std::optional<int> from;
        std::optional<int> to;
    };
    auto between = std::make_shared<Diff>();
    CLI::App* differing =
        session.add_command(*data, "diff", [between, &session] { return diff(session, between->from, between->to); });
    differing->add_option("--from", between->from, session.words()("cli.diff_from"))
        ->type_name(session.words()("cli.type.run"));
    differing->add_option("--to", between->to, session.words()("cli.diff_to"))
        ->type_name(session.words()("cli.type.run"));
    add_data_fetch_command(*data, session);
    add_data_export_command(*data, session);

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

    add_data_import_command(*data, session);
}

}  // namespace skattekrona
