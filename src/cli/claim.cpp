#include "claim/check.hpp"
#include "cli/claims.hpp"
#include "cli/threads.hpp"

#include <fmt/format.h>

namespace skattekrona {

namespace {

struct ClaimOptions {
    std::string file;
    std::vector<std::string> all;
    bool full = false;
};

Result<void> one_claim(Session& session, const ClaimInputs& inputs, const ClaimOptions& options) {
    auto claim = read_claim(session, inputs, options.file);
    if (!claim) {
        return fail(claim.error());
    }
    const auto& [definitions, figures] = inputs.inputs;
    // A page has room for everything, and is where charts are seen.
    const bool page = session.format() == "html";
    std::optional<ChartTemplates> templates;
    if (page) {
        auto read = session.chart_templates();
        if (!read) {
            return fail(read.error());
        }
        templates = *std::move(read);
    }
    const ClaimCheck check = check_claim(*std::move(claim), inputs.models, definitions, figures, threads());
    return session.write(claim_answer(session.answer_context(figures, definitions), inputs.models, check,
                                      options.full || page, templates ? &*templates : nullptr));
}

Result<void> all_claims(Session& session, const ClaimInputs& inputs, const ClaimOptions& options) {
    const auto& [definitions, figures] = inputs.inputs;
    const auto municipality =
        find_municipality(fmt::format("{}", fmt::join(options.all, " ")), figures.panel.municipalities());
    if (!municipality) {
        return fail(municipality.error());
    }
    auto claims = claims_about(session, inputs, *municipality);
    if (!claims) {
        return fail(claims.error());
    }
    if (claims->empty()) {
        return fail(
            Diagnostic{Failure::usage,
                       {"error.claim.none",
                        {{"municipality", figures.panel.municipalities()[*municipality].name}}}});
    }
    std::vector<ClaimCheck> checks;
    for (auto& claim : *claims) {
        checks.push_back(check_claim(std::move(claim), inputs.models, definitions, figures, threads()));
    }
    return session.write(claims_answer(session.answer_context(figures, definitions), *municipality, checks));
}

}  // namespace

void add_claim_command(CLI::App& app, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<ClaimOptions>();
    CLI::App* command = session.add_command(app, "claim", [options, &session]() -> Result<void> {
        if (options->file.empty() == options->all.empty()) {
            return fail(Diagnostic{Failure::usage, {"error.claim.file_or_all", {}}});
        }
        const auto inputs = read_claim_inputs(session);
        if (!inputs) {
            return fail(inputs.error());
        }
        return options->all.empty() ? one_claim(session, *inputs, *options) : all_claims(session, *inputs, *options);
    });
    command->add_option(words("cli.type.claim"), options->file, words("cli.claim_file"))->type_name("");
    command->add_option("--all", options->all, words("cli.claim_all"))->type_name(words("cli.type.municipality"));
    command->add_flag("--full", options->full, words("cli.full"));
}

}  // namespace skattekrona
