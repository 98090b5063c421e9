#pragma once

#include "answer/answer.hpp"
#include "model/peers.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// JSON: skattekrona.peers/1. `table` holds all others in order of likeness; `members` the pool.
Answer peers_answer(const AnswerContext& context, std::size_t municipality, std::string_view area, Year year,
                    const PoolChoice& pool, const std::vector<std::size_t>& members, const LikenessTable& table);

/// Who the peers are, in a sentence: how many, by which choice, and when the groups were published.
std::string peers_lead(const AnswerContext& context, const PoolChoice& pool, std::string_view area,
                       std::size_t members);

}  // namespace skattekrona
