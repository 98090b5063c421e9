#pragma once

#include "claim/claim.hpp"
#include "cli/choices.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// What claims and curves are read with.
struct ClaimInputs {
    Inputs inputs;
    ClaimModels models;
};
Result<ClaimInputs> read_claim_inputs(Session& session);

/// A claim by its file, its folder, or its name among those that come with the program.
Result<Claim> read_claim(const Session& session, const ClaimInputs& inputs, const std::string& name);

/// Every claim about a municipality that comes with the program, in order of name. All problems are reported.
Result<std::vector<Claim>> claims_about(const Session& session, const ClaimInputs& inputs, std::size_t municipality);

}  // namespace skattekrona
