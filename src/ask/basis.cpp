#include "ask/basis.hpp"

#include "core/spelling.hpp"

#include <fmt/format.h>

namespace skattekrona {

Diagnostic not_on_shelf(const Shelf& shelf, const std::string& name, const std::string& key) {
    const auto known = shelf.names();
    return {Failure::usage,
            {key, {{"found", name}, {"known", fmt::format("{}", fmt::join(known, ", "))}}},
            {},
            close_spellings(name, known, 1)};
}

Result<ClaimModels> Sources::claim_models() {
    const auto source = basis_.claim_models();
    if (!source) {
        return fail(source.error());
    }
    models_[source->shown] = source->sha256;
    return parse_claim_models(source->text, source->path, basis_.definitions, basis_.figures.panel);
}

Result<Claim> Sources::claim(const ClaimModels& models, const std::string& name) {
    const auto found = basis_.claims.find(name);
    if (!found) {
        return fail(found.error());
    }
    if (!*found) {
        return fail(not_on_shelf(basis_.claims, name, "ask.error.claim.not_found"));
    }
    note(**found);
    return parse_claim((*found)->text, (*found)->path, (*found)->id, models, basis_.definitions, basis_.figures);
}

Result<std::optional<SourceText>> Sources::scenario(const std::string& name) {
    auto found = basis_.scenarios.find(name);
    if (found && *found) {
        note(**found);
    }
    return found;
}

Result<Scenario> Sources::understand(const NamedText& text, const std::string& id, const std::string& more) {
    const ScenarioSource extended = [&](const std::string& name, const std::string& from) -> Result<NamedText> {
        auto found = basis_.scenarios.beside(name, from);
        if (!found) {
            return fail(found.error());
        }
        if (!*found) {
            return fail(not_on_shelf(basis_.scenarios, name, "ask.error.scenario.extends"));
        }
        note(**found);
        return NamedText{(*found)->path, (*found)->text};
    };
    return parse_scenario(text, id, extended, more, basis_.definitions, basis_.figures);
}

AnswerContext Sources::context() const {
    return {basis_.figures, basis_.definitions, basis_.words,
            Provenance{basis_.version, basis_.figures.manifest, models_, scenarios_, ""}};
}

}  // namespace skattekrona
