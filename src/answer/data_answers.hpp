#pragma once

#include "answer/answer.hpp"
#include "figures/published.hpp"
#include "model/consistency.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// The store as `data info` shows it; no runs where there is no store.
struct StoreInfo {
    std::string file;
    bool in_use = false;
    std::vector<Run> runs;
};

/// JSON: skattekrona.data-info/1 and skattekrona.data-check/1.
Answer data_info_answer(const AnswerContext& context, const StoreInfo& store);
Answer data_check_answer(const AnswerContext& context, const std::vector<ConsistencyCheck>& checks);

}  // namespace skattekrona
