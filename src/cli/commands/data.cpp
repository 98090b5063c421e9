#include "ask/data.hpp"
#include "answer/data_answers.hpp"
#include "answer/data_diff_answer.hpp"
#include "ask/choices.hpp"
#include "cli/commands/commands.hpp"
#include "core/spelling.hpp"
#include "data/embed.hpp"
#include "data/file.hpp"
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
    const FigureSource source = session.source();
    return StoreInfo{source.store.string(), source.named.empty() ? *in_use : source.names_store(), *std::move(runs)};
}

Diagnostic no_store(const Session& session) {
    return {Failure::source_unavailable, {"data.error.store.none", {}}, {session.store_file().string()}};
}

Result<void> use(Session& session, const std::string& what) {
    if (what != "embedded" && what != "store") {
        return fail(Diagnostic{Failure::usage,
                               {"cli.error.store.use", {{"found", what}}},
                               {},
                               close_spellings(what, {"embedded", "store"}, 2)});
    }
    if (session.names_other_store()) {
        return fail(Diagnostic{Failure::usage, {"cli.error.store.use_other", {}}, {session.store_file().string()}});
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
    const auto inputs = session.inputs();
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
        return fail(Diagnostic{
            Failure::usage, {"cli.error.store.runs", {{"n", count(last)}}}, {session.store_file().string()}});
    }
    const auto changes = (*store)->changes(since, until);
    if (!changes) {
        return fail(changes.error());
    }
    const auto run = [&](int id) { return &(*runs)[static_cast<std::size_t>(id) - 1]; };
    return session.write(data_diff_answer(Sources(session.basis(*inputs, nullptr)).context(),
                                          since == 0 ? nullptr : run(since), *run(until), *changes));
}

Result<void> info(Session& session) {
    const auto inputs = session.inputs();
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto store = store_info(session);
    if (!store) {
        return fail(store.error());
    }
    return session.write(data_info_answer(Sources(session.basis(*inputs, nullptr)).context(), *store));
}

/// What SQLite and the checksums say of the store, with what is wrong with it.
ConsistencyCheck checked_store(const Result<std::size_t>& whole) {
    ConsistencyCheck check{{"cli.check.store", {}}};
    check.holds = whole.has_value();
    check.compared = whole.value_or(0);
    check.unit = {"model.unit.none", {}};
    check.detail = whole ? Message{"cli.check.store_whole", {}}
                         : Message{"cli.check.store_damaged", whole.error().front().message.arguments};
    return check;
}

/// Says what holds and what does not, and fails where figures or store are not what was written.
Result<void> check(Session& session) {
    const auto inputs = session.inputs();
    if (!inputs) {
        return fail(inputs.error());
    }
    CheckQuestion question;
    Diagnostics problems;
    if (const auto& changed = inputs->figures.manifest; !changed.changed.empty()) {
        problems.push_back({Failure::invalid_input,
                            {"cli.error.check.figures", {{"files", changed_files(changed)}}},
                            {session.source().named}});
    }
    if (const FigureSource source = session.source(); source.named.empty() || source.names_store()) {
        const auto store = Store::open(source.store);
        if (!store) {
            return fail(store.error());
        }
        if (*store) {
            const auto whole = (*store)->check_whole();
            question.kept.push_back(checked_store(whole));
            blame(problems, whole);
        }
    }
    const auto written = ask(session.basis(*inputs, nullptr), question).and_then([&](const Answer& answer) {
        return session.write(answer);
    });
    blame(problems, written);
    return problems.empty() ? Result<void>{} : fail(std::move(problems));
}

}  // namespace

Command data_check_command(Session& session) {
    return {"data check", {}, [&session] { return check(session); }};
}

Command data_info_command(Session& session) {
    return {"data info", {}, [&session] { return info(session); }};
}

Command data_use_command(Session& session) {
    const auto what = std::make_shared<std::optional<std::string>>();
    return {"data use",
            {{{.name = "embedded|store", .id = "figures", .help = {"cli.use", {}}, .required = true}, what.get()}},
            [&session, what] { return use(session, what->value_or("")); }};
}

Command data_diff_command(Session& session) {
    struct Between {
        std::optional<int> from;
        std::optional<int> to;
    };
    const auto between = std::make_shared<Between>();
    return {"data diff",
            {{{.name = "--from", .help = {"cli.diff_from", {}}, .type = "@cli.type.run"}, &between->from},
             {{.name = "--to", .help = {"cli.diff_to", {}}, .type = "@cli.type.run"}, &between->to}},
            [&session, between] { return diff(session, between->from, between->to); }};
}

Command data_embed_command(Session& session) {
    struct Embed {
        std::optional<std::string> from;
        std::optional<std::string> retrieved;
    };
    const auto typed = std::make_shared<Embed>();
    return {
        "data embed",
        {{{.name = "@cli.type.folder", .id = "folder", .help = {"cli.embed_from", {}}, .required = true}, &typed->from},
         {{.name = "--retrieved", .help = {"cli.embed_retrieved", {}}, .type = "YYYY-MM-DD", .required = true},
          &typed->retrieved}},
        [&session, typed]() -> Result<void> {
            if (session.output().empty()) {
                return fail(Diagnostic{Failure::usage, {"cli.error.embed_output", {}}});
            }
            return embed(session, *typed->from, session.output(), *typed->retrieved);
        }};
}

}  // namespace skattekrona
