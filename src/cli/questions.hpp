#pragma once

#include "cli/session.hpp"

#include <string>
#include <vector>

namespace skattekrona {

// The answers of commands that a report or a picture takes its charts from, asked with nothing but what they are about:
// a municipality, a scenario (or a municipality in which nobody does anything), a claim.

Result<Answer> curve_of(Session& session, const std::vector<std::string>& municipality);
Result<Answer> noise_of(Session& session, const std::vector<std::string>& municipality);
Result<Answer> simulation_of(Session& session, const std::vector<std::string>& scenario);
Result<Answer> sensitivity_of(Session& session, const std::vector<std::string>& scenario);
Result<Answer> plausibility_of(Session& session, const std::vector<std::string>& scenario);
Result<Answer> claim_of(Session& session, const std::string& claim);

}  // namespace skattekrona
