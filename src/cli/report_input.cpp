#include "cli/report_input.hpp"

#include "model/peers.hpp"
#include "model/pool_order.hpp"

namespace skattekrona {

ReportOptions::ReportOptions() {
    choices.levels = {"reference", "median", "percentile:25", "best-mean:30", "best-nth:30", "own-best"};
}

void ReportOptions::add(CLI::App& command, const Session& session) {
    // A command that answers without one says so itself.
    choices.add_municipality(command, session)->required(false);
    choices.add_year_and_areas(command, session);
    level_option = choices.add_levels(command, session);
    choices.add_pool(command, session);
    command.add_option("--peers", peers, session.words()("cli.peers"))
        ->type_name("liknande|kommungrupp|lan|nearest:N|" + session.words()("cli.type.list"));
}

Result<ReportInput> read_report(const Inputs& inputs, const ReportOptions& options) {
    const auto& [definitions, figures] = inputs;
    const auto choices = understand(options.choices, figures, definitions);
    if (!choices) {
        return fail(choices.error());
    }
    const auto peers = parse_pool(options.peers, figures.panel.municipalities());
    if (!peers) {
        return fail(peers.error());
    }
    // Levels that nobody asked for must fit the pool: the lowest 30 say nothing where there are few more than 30.
    std::vector<Level> levels = choices->levels;
    if (options.level_option->count() == 0) {
        const auto members = pool_members(figures, definitions, choices->specification.pool, total_area,
                                          choices->municipality, choices->year);
        std::erase_if(levels, [&](const Level& level) { return 3 * members_needed(level) > members.size() + 3; });
    }
    return gather_report(figures, definitions, choices->municipality, choices->year, choices->specification, levels,
                         *peers);
}

}  // namespace skattekrona
