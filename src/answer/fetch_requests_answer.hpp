#pragma once

#include "answer/answer.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// What would be asked of Kolada, and the command that lists it again. JSON: skattekrona.data-requests/1.
Answer fetch_requests_answer(const AnswerContext& context, const std::string& base_url,
                             const std::vector<std::string>& requests, std::string command);

}  // namespace skattekrona
