#pragma once

#include "answer/answer.hpp"
#include "claim/claim_draft.hpp"

#include <string>

namespace skattekrona {

/// Who says a claim, when and where; what is not known is said to be unknown.
struct ClaimOrigin {
    std::string who;
    std::string when;
    std::string source;
};

/// A claim file of the draft's likeliest kind, each key with what it is for, made of the records that read such files;
/// below it, as comments, what the other kinds would have.
std::string claim_draft_file(const Wording& words, const ClaimDraft& draft, const ClaimOrigin& origin,
                             const Figures& figures, const Definitions& definitions);

}  // namespace skattekrona
