#include "claim/check.hpp"

#include <array>

namespace skattekrona {

std::string to_string(Outcome outcome) {
    constexpr std::array<const char*, 5> ids{"holds", "nearly", "fails", "unknown", "beside"};
    return ids[static_cast<std::size_t>(outcome)];
}

std::string to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::supported:
            return "supported";
        case Verdict::partly:
            return "partly";
        case Verdict::not_supported:
            return "not-supported";
        default:
            return "not-assessable";
    }
}

ClaimCheck check_claim(Claim claim, const ClaimModels& models, const Definitions& definitions, const Figures& figures,
                       const ParallelFor& parallel) {
    ClaimCheck check{std::move(claim)};
    if (const auto* potential = std::get_if<PotentialClaim>(&check.claim.body)) {
        check_potential(check, *potential, models, definitions, figures, parallel);
    } else {
        check_arithmetic(check, models, definitions, figures);
    }
    for (const auto& text : check.claim.missing_data) {
        check.reasons.push_back({{"claim.reason.missing", {{"what", text}}}});
    }
    return check;
}

}  // namespace skattekrona
