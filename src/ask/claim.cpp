#include "ask/claim.hpp"

#include "answer/claim_answer.hpp"
#include "ask/choices.hpp"

namespace skattekrona {

namespace {

Result<Answer> one_claim(const Basis& basis, const std::string& name, bool full) {
    Sources sources(basis);
    const auto models = sources.claim_models();
    if (!models) {
        return fail(models.error());
    }
    auto claim = sources.claim(*models, name);
    if (!claim) {
        return fail(claim.error());
    }
    const ClaimCheck check = check_claim(*std::move(claim), *models, basis.definitions, basis.figures, basis.parallel);
    return claim_answer(sources.context(), *models, check, name, full || basis.roomy, basis.charts);
}

Result<Answer> all_claims(const Basis& basis, const std::vector<std::string>& words) {
    const auto municipality = said_municipality(words, basis.figures.panel);
    if (!municipality) {
        return fail(municipality.error());
    }
    Sources sources(basis);
    const auto checked = check_claims(basis, sources, *municipality);
    if (!checked) {
        return fail(checked.error());
    }
    const AnswerContext context = sources.context();
    if (checked->checks.empty()) {
        return fail(Diagnostic{Failure::usage,
                               {"ask.error.claim.none", {{"municipality", context.municipality(*municipality).name}}}});
    }
    return claims_answer(context, *municipality, checked->checks);
}

}  // namespace

Options ClaimQuestion::options() {
    return {{{.name = "@ask.option.type.claim", .id = "claim", .help = {"ask.option.claim_file", {}}}, &claim},
            {{.name = "--all",
              .help = {"ask.option.claim_all", {}},
              .type = "@ask.option.type.municipality",
              .words = true},
             &all},
            {{.name = "--full", .help = {"ask.option.full", {}}}, &full}};
}

Result<Answer> ask(const Basis& basis, const ClaimQuestion& question) {
    if (question.claim.has_value() != question.all.empty()) {
        return fail(Diagnostic{Failure::usage, {"ask.error.claim.file_or_all", {}}});
    }
    return question.claim ? one_claim(basis, *question.claim, question.full) : all_claims(basis, question.all);
}

Result<CheckedClaims> check_claims(const Basis& basis, Sources& sources, std::size_t municipality) {
    auto models = sources.claim_models();
    if (!models) {
        return fail(models.error());
    }
    CheckedClaims checked{*std::move(models), {}};
    Diagnostics problems;
    for (const auto& name : basis.claims.names()) {
        auto claim = sources.claim(checked.models, name);
        if (!claim) {
            blame(problems, claim);
        } else if (claim->municipality == municipality) {
            checked.checks.push_back(
                check_claim(*std::move(claim), checked.models, basis.definitions, basis.figures, basis.parallel));
        }
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return checked;
}

}  // namespace skattekrona
