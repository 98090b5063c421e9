#include "cli/take_in.hpp"

#include "cli/choices.hpp"
#include "data/control.hpp"
#include "model/control_rules.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace skattekrona {

namespace {

std::set<std::string> series_of(const Delivery& delivery) {
    std::set<std::string> series;
    const std::string* last = nullptr;
    for (const auto& value : delivery.values) {
        if (last == nullptr || *last != value.series) {
            last = &*series.insert(value.series).first;
        }
    }
    return series;
}

/// The answer tells what was found, and the store stays as it was.
Result<void> refuse(Session& session, const Delivery& delivery, const std::vector<Finding>& findings,
                    const std::string& key) {
    if (auto written = session.write(intake_answer(session.words(), delivery, nullptr, findings)); !written) {
        return written;
    }
    return fail(Diagnostic{Failure::findings, {key, {}}, {delivery.origin}});
}

}  // namespace

Result<void> take_in(Session& session, Store& store, Delivery delivery, std::vector<Finding> earlier, bool strict,
                     std::optional<int> fetch) {
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const std::string now = session.now();
    const bool published = delivery.label.empty();
    const auto before = store.values(series_of(delivery), published, delivery.label);
    if (!before) {
        return fail(before.error());
    }
    auto [accepted, findings] =
        control(std::move(delivery), *before,
                control_rules(inputs->definitions, inputs->figures.panel.municipalities(), Session::this_year()));
    findings.insert(findings.begin(), earlier.begin(), earlier.end());
    const auto any_above = [&](Severity severity) {
        return std::ranges::any_of(findings, [&](const Finding& finding) { return finding.severity > severity; });
    };
    if (strict && any_above(Severity::remark)) {
        return refuse(session, accepted, findings, "error.intake.strict");
    }
    // Nothing at all is an answer too, but not where something was there and could not be read.
    if (accepted.values.empty() && any_above(Severity::warning)) {
        return refuse(session, accepted, findings, "error.intake.nothing");
    }
    const auto run = store.add(accepted, now, fetch);
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
    session.tell(published ? Message{*in_use ? "cli.uses_store" : "cli.uses_embedded", {}}
                           : Message{"cli.own_figures", {{"label", accepted.label}}});
    return {};
}

}  // namespace skattekrona
