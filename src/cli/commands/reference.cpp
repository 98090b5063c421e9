#include "answer/reference_answer.hpp"
#include "cli/commands/commands.hpp"
#include "scenario/scenario.hpp"

namespace skattekrona {

Command scenario_reference_command(Session& session) {
    return {"scenario-reference", {}, [&session] {
                return session.write(reference_answer(scenario_records(), session.words()));
            }};
}

}  // namespace skattekrona
