#include "report/scenario_reference.hpp"
#include "cli/session.hpp"

namespace skattekrona {

void add_scenario_reference_command(CLI::App& app, Session& session) {
    session.add_command(app, "scenario-reference",
                        [&session] { return session.write(scenario_reference(session.words())); });
}

}  // namespace skattekrona
