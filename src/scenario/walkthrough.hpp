#pragma once

#include "scenario/plausibility.hpp"
#include "scenario/scenario.hpp"

#include <string>
#include <vector>

namespace skattekrona {

/// One step from the base year's net cost to the horizon's, mnkr, every uncertain number at its median.
struct PlanStep {
    enum class Kind { start, price, volume, deviation, lever, end };
    Kind kind = Kind::start;
    /// A lever's id, else empty.
    std::string lever;
    double amount = missing;
};

/// Net cost in the base year, what price and volume add, what the deviation's return towards its level adds, what each
/// lever takes in the order they stand, net cost at the horizon. The steps add up. Method §7.3.
std::vector<PlanStep> plan_steps(const SimulationModel& model);

/// What each lever takes of the net cost on the median path, of what those before it have left, mnkr:
/// [lever][area of the lever][year ahead].
std::vector<std::vector<std::vector<double>>> taken_at_median(const SimulationModel& model);
/// How much more taxes and grants per inhabitant grow than the price over the years ahead, at the median: percentage
/// points a year, between the geometric means, and the mnkr that the last year's income, and so its result, has by it.
struct IncomeLead {
    double points = missing;
    double amount = missing;
};
IncomeLead income_lead(const SimulationModel& model);

/// What the plan asks of the deviation, at the median: a move for each area that a lever works on, from the base year
/// to the year it is fully in, and one for all areas together where they are several. Moves that come to nothing are
/// left out.
std::vector<PlannedMove> planned_moves(const Scenario& scenario, const SimulationModel& model);

/// The arithmetic of one cell of the median path, a line a step, for whoever wants to do it by hand. The last line's
/// argument `amount` is the cell. `area`: an area's id or "total" for net cost, "result" for the result; `year` after
/// the base year.
std::vector<Message> explain(const Scenario& scenario, const SimulationModel& model, const Definitions& definitions,
                             std::string_view area, Year year);

}  // namespace skattekrona
