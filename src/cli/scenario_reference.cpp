#include "report/scenario_reference.hpp"
#include "cli/session.hpp"

namespace skattekrona {

void add_scenario_reference_command(CLI::App& app, Session& session) {
    session.add_question(app, "scenario-reference", [&session] { return scenario_reference(session.words()); });
}

}  // namespace skattekrona
