#pragma once

#include "cli/session.hpp"

#include <optional>
#include <vector>

namespace skattekrona {

/// Lets a delivery through quality control into the store and answers with what came of it: the run, what was new,
/// changed and unchanged, and every finding, those of the reading (`earlier`) first. With `strict`, a finding above a
/// remark keeps the store as it was and is Failure::findings (exit 5). `fetch` is the fetch whose pages these are.
/// The first published figures make the store what answers are made from (Store::add).
Result<void> take_in(Session& session, const Inputs& inputs, Store& store, Delivery delivery,
                     std::vector<Finding> earlier, bool strict, std::optional<int> fetch = std::nullopt);

}  // namespace skattekrona
