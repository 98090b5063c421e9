#pragma once

#include "answer/claim_draft_file.hpp"
#include "answer/report_answer.hpp"
#include "ask/basis.hpp"
#include "ask/options.hpp"

#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// Does the claim hold? Or all that are about a municipality, or about any. Or is a claim's file well written?
struct ClaimQuestion {
    std::optional<std::string> claim;
    /// The words of a municipality's name; every municipality where empty.
    std::optional<std::vector<std::string>> all;
    std::optional<std::string> check;
    bool full = false;

    Options options();
};
Result<Answer> ask(const Basis& basis, const ClaimQuestion& question);

/// Every claim about a municipality, or about any, that comes with the program, in order of name, checked. All problems
/// of their files are reported.
Result<CheckedClaims> check_claims(const Basis& basis, Sources& sources, std::optional<std::size_t> municipality);

/// What somebody has heard or read, to be made a claim file of.
struct NewClaim {
    std::vector<std::string> municipality;
    std::string wording;
    std::string amount;
    std::string unit;
    ClaimOrigin origin;
};
/// The text of such a file. Failures as in draft_claim, all at once.
Result<std::string> ask(const Basis& basis, const NewClaim& claim);

}  // namespace skattekrona
