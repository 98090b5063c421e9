#include "cli/claims.hpp"

#include "cli/scenario_files.hpp"
#include "cli/threads.hpp"

#include <filesystem>

namespace skattekrona {

namespace {

namespace fs = std::filesystem;

constexpr const char* claim_file = "claim.toml";

Result<Claim> parse_file(Session& session, const ClaimBasis& basis, const ClaimModels& models, const fs::path& path,
                         const std::string& id) {
    const auto text = session.read_scenario(path);
    if (!text) {
        return fail(text.error());
    }
    return parse_claim(*text, path.string(), id, models, basis.definitions, basis.figures);
}

}  // namespace

Result<Claim> read_claim(Session& session, const ClaimBasis& basis, const ClaimModels& models,
                         const std::string& name) {
    const auto file = named_file(session, name, claim_file, "error.claim.not_found");
    if (!file) {
        return fail(file.error());
    }
    return parse_file(session, basis, models, file->path, file->id);
}

Result<CheckedClaims> check_claims(Session& session, const ClaimBasis& basis, std::size_t municipality) {
    auto models = session.claim_models(basis.definitions, basis.figures);
    if (!models) {
        return fail(models.error());
    }
    CheckedClaims checked{*std::move(models), {}};
    Diagnostics problems;
    for (const auto& name : known_files(session, claim_file)) {
        auto claim = parse_file(session, basis, checked.models, session.scenarios() / name / claim_file, name);
        if (!claim) {
            problems.insert(problems.end(), claim.error().begin(), claim.error().end());
        } else if (claim->municipality == municipality) {
            checked.checks.push_back(
                check_claim(*std::move(claim), checked.models, basis.definitions, basis.figures, threads()));
        }
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return checked;
}

}  // namespace skattekrona
