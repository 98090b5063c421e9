#pragma once

#include "answer/report_answer.hpp"
#include "ask/basis.hpp"
#include "ask/options.hpp"

#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// Does the claim hold? Or all that are about a municipality.
struct ClaimQuestion {
    std::optional<std::string> claim;
    std::vector<std::string> all;
    bool full = false;

    Options options();
};
Result<Answer> ask(const Basis& basis, const ClaimQuestion& question);

/// Every claim about a municipality that comes with the program, in order of name, checked. All problems of their
/// files are reported.
Result<CheckedClaims> check_claims(const Basis& basis, Sources& sources, std::size_t municipality);

}  // namespace skattekrona
