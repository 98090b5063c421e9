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

/// A claim as part of a report.
std::vector<Block> claim_blocks(const AnswerContext& context, const ClaimModels& models, const ClaimCheck& check,
                                bool full, const ChartTemplates* templates);
Table claims_table(const AnswerContext& context, const std::vector<ClaimCheck>& checks);
Json claims_json(const AnswerContext& context, const std::vector<ClaimCheck>& checks);

}  // namespace skattekrona
