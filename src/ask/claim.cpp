#include "ask/claim.hpp"

#include "answer/claim_answer.hpp"
#include "answer/claim_draft_file.hpp"
#include "ask/choices.hpp"
#include "claim/claim_draft.hpp"

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
    const auto said = words.empty() ? Result<std::size_t>(0) : said_municipality(words, basis.figures.panel);
    if (!said) {
        return fail(said.error());
    }
    const std::optional<std::size_t> municipality = words.empty() ? std::nullopt : std::optional(*said);
    Sources sources(basis);
    const auto checked = check_claims(basis, sources, municipality);
    if (!checked) {
        return fail(checked.error());
    }
    const AnswerContext context = sources.context();
    if (!municipality) {
        return claim_library_answer(context, checked->checks);
    }
    if (checked->checks.empty()) {
        return fail(Diagnostic{Failure::usage,
                               {"ask.error.claim.none", {{"municipality", context.municipality(*municipality).name}}}});
    }
    return claims_answer(context, *municipality, checked->checks);
}

Result<Answer> check_file(const Basis& basis, const std::string& name) {
    Sources sources(basis);
    const auto models = sources.claim_models();
    if (!models) {
        return fail(models.error());
    }
    const auto claim = sources.claim(*models, name);
    if (!claim) {
        return fail(claim.error());
    }
    return claim_file_answer(sources.context(), *claim, name);
}

}  // namespace

Options ClaimQuestion::options() {
    return {{{.name = "@ask.option.type.claim", .id = "claim", .help = {"ask.option.claim_file", {}}}, &claim},
            {{.name = "--all",
              .help = {"ask.option.claim_all", {}},
              .type = "@ask.option.type.municipality",
              .words = true},
             &all},
            {{.name = "--check", .help = {"ask.option.claim_check", {}}, .type = "@ask.option.type.claim"}, &check},
            {{.name = "--full", .help = {"ask.option.full", {}}}, &full}};
}

Result<Answer> ask(const Basis& basis, const ClaimQuestion& question) {
    if (question.claim.has_value() + question.all.has_value() + question.check.has_value() != 1) {
        return fail(Diagnostic{Failure::usage, {"ask.error.claim.file_or_all", {}}});
    }
    return question.claim ? one_claim(basis, *question.claim, question.full)
           : question.all ? all_claims(basis, *question.all)
                          : check_file(basis, *question.check);
}

Result<CheckedClaims> check_claims(const Basis& basis, Sources& sources, std::optional<std::size_t> municipality) {
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
        } else if (!municipality || claim->municipality == *municipality) {
            checked.checks.push_back(
                check_claim(*std::move(claim), checked.models, basis.definitions, basis.figures, basis.parallel));
        }
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return checked;
}

Result<std::string> ask(const Basis& basis, const NewClaim& claim) {
    Sources sources(basis);
    const auto models = sources.claim_models();
    if (!models) {
        return fail(models.error());
    }
    Diagnostics problems;
    const auto municipality = said_municipality(claim.municipality, basis.figures.panel);
    blame(problems, municipality);
    const auto draft = draft_claim({municipality.value_or(0), claim.wording, claim.amount, claim.unit}, *models,
                                   basis.definitions, basis.figures.panel.size());
    blame(problems, draft);
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return claim_draft_file(basis.words, *draft, claim.origin, basis.figures, basis.definitions);
}

}  // namespace skattekrona
