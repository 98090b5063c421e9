#include "cli/take_in.hpp"

#include "data/control.hpp"
#include "data/derive.hpp"
#include "model/control_rules.hpp"
#include "model/figure_plan.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <tuple>

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

auto place_of(const StoredValue& value) {
    return std::tuple<const std::string&, MunicipalityId, Year>(value.published.series, value.published.municipality,
                                                                value.published.year);
}

/// Values that would stand instead of others of a later day.
std::optional<Finding> replaced_later(const Delivery& delivery, const std::vector<StoredValue>& stored,
                                      const std::vector<Run>& runs) {
    const auto is_later = [&](const Run& run) { return run.vintage > delivery.vintage; };
    if (std::ranges::none_of(runs, is_later)) {
        return std::nullopt;
    }
    std::size_t replaced = 0;
    for (const auto& value : delivery.values) {
        const StoredValue now{value, 0};
        const auto found = std::ranges::lower_bound(stored, place_of(now), {}, place_of);
        replaced += found != stored.end() && place_of(*found) == place_of(now) && value.gender == Gender::total &&
                    is_later(runs[static_cast<std::size_t>(found->run) - 1]) && found->published.value != value.value &&
                    !(is_missing(found->published.value) && is_missing(value.value));
    }
    return replaced == 0
               ? std::nullopt
               : std::optional(Finding{
                     Severity::warning,
                     {"finding.older", {{"n", Number{static_cast<double>(replaced)}}, {"vintage", delivery.vintage}}},
                     {delivery.origin},
                     replaced});
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

Result<void> take_in(Session& session, const Inputs& inputs, Store& store, Delivery delivery,
                     std::vector<Finding> earlier, bool strict, std::optional<int> fetch) {
    const std::string now = Session::now();
    const std::set<std::string> series = series_of(delivery);
    const bool published = delivery.label.empty();
    const auto known = session.check_output();
    const auto stored = store.values(series, published, delivery.label);
    const auto runs = store.runs();
    if (!known || !stored || !runs) {
        return fail(!known ? known.error() : !stored ? stored.error() : runs.error());
    }
    std::vector<StoredValue> before;
    std::ranges::set_union(*stored,
                           published ? published_values(inputs.figures.panel, figure_plan(inputs.definitions), series)
                                     : std::vector<StoredValue>{},
                           std::back_inserter(before), {}, place_of, place_of);
    auto [accepted, findings] =
        control(std::move(delivery), before,
                control_rules(inputs.definitions, inputs.figures.panel.municipalities(), Session::this_year()));
    if (auto later = replaced_later(accepted, *stored, *runs)) {
        findings.push_back(*std::move(later));
    }
    findings.insert(findings.begin(), earlier.begin(), earlier.end());
    const auto any_above = [&](Severity severity) {
        return std::ranges::any_of(findings, [&](const Finding& finding) { return finding.severity > severity; });
    };
    if (strict && any_above(Severity::remark)) {
        return refuse(session, accepted, findings, "error.intake.strict");
    }
    // Nothing new is an answer of Kolada's too, but a file is brought for what is in it.
    if (accepted.values.empty() && (accepted.kind == "import" || any_above(Severity::warning))) {
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
