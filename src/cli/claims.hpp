#pragma once

#include "claim/check.hpp"
#include "cli/choices.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// What claims are read and checked against.
struct ClaimBasis {
    const Definitions& definitions;
    const Figures& figures;
};

/// A claim by its file, its folder, or its name among those that come with the program.
Result<Claim> read_claim(Session& session, const ClaimBasis& basis, const ClaimModels& models, const std::string& name);

/// Every claim about a municipality that comes with the program, in order of name, checked. All problems of their
/// files are reported.
Result<CheckedClaims> check_claims(Session& session, const ClaimBasis& basis, std::size_t municipality);

}  // namespace skattekrona
