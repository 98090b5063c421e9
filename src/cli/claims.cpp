#include "cli/claims.hpp"

#include "core/spelling.hpp"
#include "data/file.hpp"

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
        if (fs::exists(entry.path() / claim_file)) {
            names.push_back(entry.path().filename().string());
        }
    }
    std::ranges::sort(names);
    return names;
}

Result<Claim> parse_file(const ClaimInputs& inputs, const fs::path& path, const std::string& id) {
    const auto text = read_file(path);
    if (!text) {
        return fail(text.error());
    }
    return parse_claim(*text, path.string(), id, inputs.models, inputs.inputs.definitions, inputs.inputs.figures);
}

}  // namespace

Result<ClaimInputs> read_claim_inputs(Session& session) {
    auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    auto models = session.claim_models(inputs->definitions, inputs->figures);
    if (!models) {
        return fail(models.error());
    }
    return ClaimInputs{*std::move(inputs), *std::move(models)};
}

Result<Claim> read_claim(const Session& session, const ClaimInputs& inputs, const std::string& name) {
    const auto known = known_claims(session);
    if (std::ranges::find(known, name) != known.end() && !fs::exists(name)) {
        return parse_file(inputs, session.scenarios() / name / claim_file, name);
    }
    const fs::path path = fs::is_directory(name) ? fs::path(name) / claim_file : fs::path(name);
    if (!fs::exists(path)) {
        return fail(Diagnostic{Failure::usage,
                               {"error.claim.not_found",
                                {{"found", name}, {"known", fmt::format("{}", fmt::join(known, ", "))}}},
                               {},
                               close_spellings(name, known, 1)});
    }
    const fs::path folder = fs::absolute(path).parent_path();
    return parse_file(inputs, path, path.filename() == claim_file ? folder.filename().string() : path.stem().string());
}

Result<std::vector<Claim>> claims_about(const Session& session, const ClaimInputs& inputs, std::size_t municipality) {
    std::vector<Claim> claims;
    Diagnostics problems;
    for (const auto& name : known_claims(session)) {
        auto claim = read_claim(session, inputs, name);
        if (!claim) {
            problems.insert(problems.end(), claim.error().begin(), claim.error().end());
        } else if (claim->municipality == municipality) {
            claims.push_back(*std::move(claim));
        }
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return claims;
}

}  // namespace skattekrona
