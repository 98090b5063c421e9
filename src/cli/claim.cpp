#include "claim/check.hpp"
#include "cli/claims.hpp"
#include "cli/questions.hpp"
#include "cli/threads.hpp"

namespace skattekrona {

namespace {

struct ClaimOptions {
    std::string file;
    std::vector<std::string> all;
    bool full = false;
};

Result<Answer> one_claim(Session& session, const ClaimBasis& basis, const ClaimOptions& options) {
    const auto models = session.claim_models(basis.definitions, basis.figures);
    if (!models) {
        return fail(models.error());
    }
    auto claim = read_claim(session, basis, *models, options.file);
    if (!claim) {
        return fail(claim.error());
    }
    // A page and a workbook have room for everything, and a page is where charts are seen.
    const auto templates = session.templates();
    if (!templates) {
        return fail(templates.error());
    }
    const ClaimCheck check = check_claim(*std::move(claim), *models, basis.definitions, basis.figures, threads());
    return claim_answer(session.answer_context(basis.figures, basis.definitions), *models, check, options.file,
                        options.full || *templates || session.format() == "xlsx", *templates ? &**templates : nullptr);
}

Result<Answer> all_claims(Session& session, const ClaimBasis& basis, const ClaimOptions& options) {
    const auto municipality = typed_municipality(options.all, basis.figures.panel);
    if (!municipality) {
        return fail(municipality.error());
    }
    const auto checked = check_claims(session, basis, *municipality);
    if (!checked) {
        return fail(checked.error());
    }
    if (checked->checks.empty()) {
        return fail(Diagnostic{
            Failure::usage,
            {"error.claim.none", {{"municipality", basis.figures.panel.municipalities()[*municipality].name}}}});
    }
    return claims_answer(session.answer_context(basis.figures, basis.definitions), *municipality, checked->checks);
}

Result<Answer> run(Session& session, const ClaimOptions& options) {
    if (options.file.empty() == options.all.empty()) {
        return fail(Diagnostic{Failure::usage, {"error.claim.file_or_all", {}}});
    }
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const ClaimBasis basis{inputs->definitions, inputs->figures};
    return options.all.empty() ? one_claim(session, basis, options) : all_claims(session, basis, options);
}

}  // namespace

Result<Answer> claim_of(Session& session, const std::string& claim) {
    ClaimOptions options;
    options.file = claim;
    return run(session, options);
}

void add_claim_command(CLI::App& app, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<ClaimOptions>();
    CLI::App* command = session.add_question(app, "claim", [options, &session] { return run(session, *options); });
    command->add_option(words("cli.type.claim"), options->file, words("cli.claim_file"))->type_name("");
    command->add_option("--all", options->all, words("cli.claim_all"))->type_name(words("cli.type.municipality"));
    command->add_flag("--full", options->full, words("cli.full"));
}

}  // namespace skattekrona
