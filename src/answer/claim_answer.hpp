#pragma once

#include "answer/answer.hpp"
#include "claim/check.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// JSON: skattekrona.claim/1. `named`: how the claim was asked for, by name or path. `full`: with every table; charts
/// too where there are templates.
Answer claim_answer(const AnswerContext& context, const ClaimModels& models, const ClaimCheck& check,
                    const std::string& named, bool full, const ChartTemplates* templates);
/// The auditors' table: question, verdict, ground. JSON: skattekrona.claims/1.
Answer claims_answer(const AnswerContext& context, std::size_t municipality, const std::vector<ClaimCheck>& checks);
/// Every claim that comes with the program, with how many hold. JSON: skattekrona.claim-library/1.
Answer claim_library_answer(const AnswerContext& context, std::vector<ClaimCheck> checks);
/// A claim file that has been read: what it is of, and how it is asked. JSON: skattekrona.claim-file-check/1.
Answer claim_file_answer(const AnswerContext& context, const Claim& claim, const std::string& named);

/// A claim as part of a report.
std::vector<Block> claim_blocks(const AnswerContext& context, const ClaimModels& models, const ClaimCheck& check,
                                bool full, const ChartTemplates* templates);
Table claims_table(const AnswerContext& context, const std::vector<ClaimCheck>& checks);
Json claims_json(const AnswerContext& context, const std::vector<ClaimCheck>& checks);

}  // namespace skattekrona
