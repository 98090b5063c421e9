#pragma once

#include "claim/claim.hpp"

#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// Somebody's words, as whoever wants them checked says them.
struct SaidClaim {
    std::size_t municipality = 0;
    std::string wording;
    /// As it is written: "3,6", "−18", "93 000"; empty where no amount is said.
    std::string amount;
    /// "%", "procent", "mnkr", "kr/elev"; empty where no amount is said.
    std::string unit;
};

/// What a claim file can begin with: what was said, and what its words suggest.
struct ClaimDraft {
    SaidClaim said;
    /// Missing where no amount is said; below nought where the words say less than something.
    StatedNumber amount;
    /// In the words that claim files have.
    std::string unit;
    /// The kinds that take such an amount, the likeliest first.
    std::vector<std::string> kinds;
    /// Those of the areas that are mentioned.
    std::vector<std::string> areas;
    /// The figures that have the unit, as a claim file names them, the likeliest first.
    std::vector<std::string> measures;
    /// Nothing where none is mentioned.
    std::optional<Year> year;
    std::optional<int> rank;
    /// Something is said to be lower than something, and the amount has got its minus sign from that.
    bool lower = false;
    bool turned = false;
};

/// Failure::usage for no words, for an amount that is no number and for a misspelt unit, with those that there are.
/// `municipalities`: how many may be ranked.
Result<ClaimDraft> draft_claim(SaidClaim said, const ClaimModels& models, const Definitions& definitions,
                               std::size_t municipalities);

}  // namespace skattekrona
