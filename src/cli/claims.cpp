#include "cli/claims.hpp"

#include "cli/threads.hpp"
#include "core/spelling.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace skattekrona {

namespace {

namespace fs = std::filesystem;

constexpr const char* claim_file = "claim.toml";

/// The names of the claims that come with the program.
std::vector<std::string> known_claims(const Session& session) {
    std::vector<std::string> names;
    std::error_code unreadable;
    for (const auto& entry : fs::directory_iterator(session.scenarios(), unreadable)) {
        if (fs::exists(entry.path() / claim_file, unreadable)) {
            names.push_back(entry.path().filename().string());
        }
    }
    std::ranges::sort(names);
    return names;
}

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
    const auto known = known_claims(session);
    std::error_code unreadable;
    if (std::ranges::find(known, name) != known.end() && !fs::exists(name, unreadable)) {
        return parse_file(session, basis, models, session.scenarios() / name / claim_file, name);
    }
    const fs::path path = fs::is_directory(name, unreadable) ? fs::path(name) / claim_file : fs::path(name);
    if (!fs::exists(path, unreadable)) {
        return fail(Diagnostic{
            Failure::usage,
            {"error.claim.not_found", {{"found", name}, {"known", fmt::format("{}", fmt::join(known, ", "))}}},
            {},
            close_spellings(name, known, 1)});
    }
    const fs::path folder = fs::absolute(path, unreadable).parent_path();
    return parse_file(session, basis, models, path,
                      path.filename() == claim_file ? folder.filename().string() : path.stem().string());
}

Result<CheckedClaims> check_claims(Session& session, const ClaimBasis& basis, std::size_t municipality) {
    auto models = session.claim_models(basis.definitions, basis.figures);
    if (!models) {
        return fail(models.error());
    }
    CheckedClaims checked{*std::move(models), {}};
    Diagnostics problems;
    for (const auto& name : known_claims(session)) {
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
