#include "cli/commands/commands.hpp"

#include "ask/backtest.hpp"
#include "ask/benchmark.hpp"
#include "ask/curve.hpp"
#include "ask/data.hpp"
#include "ask/noise.hpp"
#include "ask/peers.hpp"
#include "ask/plausible.hpp"
#include "ask/sensitivity.hpp"
#include "ask/simulation.hpp"
#include "ask/trend.hpp"
#include "claim/claim.hpp"
#include "scenario/scenario.hpp"

namespace skattekrona {

void add_commands(CommandLine& line, Session& session) {
    line.version = SKATTEKRONA_VERSION;
    line.common = session.options().options();
    line.commands = {question_command<BenchmarkQuestion>(session, "benchmark"),
                     question_command<PeersQuestion>(session, "peers"),
                     question_command<TrendQuestion>(session, "trend"),
                     report_command(session),
                     plot_command(session),
                     claim_command(session),
                     question_command<CurveQuestion>(session, "curve"),
                     question_command<NoiseQuestion>(session, "noise"),
                     question_command<SimulationQuestion>(session, "simulate"),
                     question_command<BacktestQuestion>(session, "backtest"),
                     question_command<SensitivityQuestion>(session, "sensitivity"),
                     question_command<PlausibleQuestion>(session, "plausible"),
                     reference_command(session, "claim-reference", claim_records()),
                     reference_command(session, "scenario-reference", scenario_records()),
                     command_reference_command(session, line),
                     data_info_command(session),
                     data_check_command(session),
                     data_use_command(session),
                     data_diff_command(session),
                     data_fetch_command(session),
                     data_export_command(session),
                     data_embed_command(session),
                     data_import_command(session)};
}

}  // namespace skattekrona
