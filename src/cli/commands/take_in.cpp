#include "cli/commands/take_in.hpp"

#include "answer/intake_answer.hpp"
#include "cli/threads.hpp"
#include "figures/control.hpp"
#include "figures/derive.hpp"
#include "model/control_rules.hpp"
#include "model/figure_plan.hpp"
#include "model/lost_answers.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace skattekrona {

namespace {

/// The answer tells what was found, and the store stays as it was.
Result<void> refuse(Session& session, const Delivery& delivery, const std::vector<Finding>& findings,
                    const std::string& key) {
    if (auto written = session.write(intake_answer(session.words(), delivery, nullptr, findings)); !written) {
        return written;
    }
    return fail(Diagnostic{Failure::findings, {key, {}}, {delivery.origin}});
}

/// What the store's answers lose, or come to be about, with a delivery.
Result<std::vector<Finding>> lost_with(const Delivery& delivery, const Session& session, const Inputs& inputs,
                                       std::span<const StoredValue> standing, std::span<const Run> runs) {
    const FigurePlan plan = figure_plan(inputs.definitions);
    const auto base = read_figures(FigureSource{session.source().embedded, {}, "embedded", ""}, plan, threads());
    if (!base) {
        return fail(base.error());
    }
    std::vector<StoredValue> values(standing.begin(), standing.end());
    std::vector<Run> all(runs.begin(), runs.end());
    all.push_back({runs.empty() ? 1 : runs.back().id + 1, delivery.kind, delivery.credit, delivery.origin,
                   delivery.sha256, delivery.vintage, delivery.label});
    for (const auto& value : delivery.values) {
        if (value.gender == Gender::total) {
            values.push_back({value, all.back().id});
        }
    }
    return lost_answers(with_stored(*base, standing, runs, plan), with_stored(*base, values, all, plan),
                        inputs.definitions);
}

}  // namespace

Result<void> take_in(Session& session, const Inputs& inputs, Store& store, Delivery delivery,
                     std::vector<Finding> earlier, bool strict, std::optional<int> fetch) {
    const std::set<std::string> series = series_of(delivery);
    const bool published = delivery.label.empty();
    const auto known = session.check_output();
    const auto stored = store.values(series, published, delivery.label);
    const auto runs = store.runs();
    if (!known || !stored || !runs) {
        return fail(!known ? known.error() : !stored ? stored.error() : runs.error());
    }
    std::vector<StoredValue> before;
    const auto place = [](const StoredValue& value) { return place_of(value.published); };
    std::ranges::set_union(*stored,
                           published ? published_values(inputs.figures.panel, figure_plan(inputs.definitions), series)
                                     : std::vector<StoredValue>{},
                           std::back_inserter(before), {}, place, place);
    Controlled controlled =
        control(std::move(delivery), before,
                control_rules(inputs.definitions, inputs.figures.panel.municipalities(), this_year()));
    Delivery& accepted = controlled.accepted;
    std::vector<Finding>& findings = controlled.findings;
    if (auto later = replaced_later(accepted, *stored, *runs)) {
        findings.push_back(*std::move(later));
    }
    const auto standing = store.values(planned_series(figure_plan(inputs.definitions)), true, accepted.label);
    if (!standing) {
        return fail(standing.error());
    }
    if (published) {
        const auto mates = superseded(accepted, *standing, figure_plan(inputs.definitions));
        accepted.values.insert(accepted.values.end(), mates.begin(), mates.end());
    }
    const auto lost = lost_with(accepted, session, inputs, *standing, *runs);
    if (!lost) {
        return fail(lost.error());
    }
    findings.insert(findings.end(), lost->begin(), lost->end());
    findings.insert(findings.begin(), earlier.begin(), earlier.end());
    const auto any_above = [&](Severity severity) {
        return std::ranges::any_of(findings, [&](const Finding& finding) { return finding.severity > severity; });
    };
    if (strict && any_above(Severity::remark)) {
        return refuse(session, accepted, findings, "cli.error.intake.strict");
    }
    // Nothing new is an answer of Kolada's too, but a file is brought for what is in it.
    if (accepted.values.empty() && (accepted.kind == "import" || any_above(Severity::warning))) {
        return refuse(session, accepted, findings, "cli.error.intake.nothing");
    }
    const auto run = store.add(accepted, now(), fetch);
    if (!run) {
        return fail(run.error());
    }
    const auto in_use = store.in_use();
    if (!in_use) {
        return fail(in_use.error());
    }
    if (auto written = session.write(intake_answer(session.words(), accepted, &*run, findings)); !written) {
        return written;
    }
    const auto settled = store.settle();
    if (!settled) {
        return fail(settled.error());
    }
    if (!*settled) {
        session.tell({"cli.store_in_log", {{"file", session.store_file().string()}}});
    }
    const std::string named = session.names_other_store() ? "--data " + session.source().named : "";
    session.tell(
        !published
            ? Message{"cli.own_figures",
                      {{"options", fmt::format("{}--with \"{}\"", named.empty() ? "" : named + " ", accepted.label)}}}
        : !named.empty() ? Message{"cli.uses_named_store", {{"options", named}}}
                         : Message{*in_use ? "cli.uses_store" : "cli.uses_embedded", {}});
    return {};
}

}  // namespace skattekrona
