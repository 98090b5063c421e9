#pragma once

#include "cli/scenario_files.hpp"

#include <string>
#include <vector>

namespace skattekrona {

// The answers of commands that a report or a picture takes its charts from, asked with little but what they are about.

Result<Answer> curve_of(Session& session, const std::vector<std::string>& municipality);
/// What noise is told of where no areas are chosen.
inline constexpr const char* noise_areas = "all";
Result<Answer> noise_of(Session& session, const ChoiceOptions& about);
Result<Answer> simulation_of(Session& session, const ScenarioOptions& scenario);
Result<Answer> sensitivity_of(Session& session, const ScenarioOptions& scenario);
Result<Answer> plausibility_of(Session& session, const std::vector<std::string>& scenario);
Result<Answer> claim_of(Session& session, const std::string& claim);

}  // namespace skattekrona
