#include "cli/choices.hpp"
#include "cli/threads.hpp"
#include "report/backtest_answer.hpp"

namespace skattekrona {

namespace {

struct BacktestOptions {
    std::string areas = "all";
    int replicates = 1000;
    int seed = 1;
};

/// The options as typed, and all that is wrong with them at once.
Result<BacktestDesign> backtest_design(const BacktestOptions& options, const Definitions& definitions) {
    const auto areas = parse_areas(options.areas, definitions);
    Diagnostics problems = areas ? Diagnostics{} : areas.error();
    const auto refuse = [&](const char* key, int found) {
        problems.push_back({Failure::usage, {key, {{"found", std::to_string(found)}}}});
    };
    if (options.replicates < 100 || options.replicates > 10000) {
        refuse("error.backtest.replicates", options.replicates);
    }
    if (options.seed < 0) {
        refuse("error.backtest.seed", options.seed);
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return BacktestDesign{*areas, static_cast<std::size_t>(options.replicates),
                          static_cast<std::uint64_t>(options.seed)};
}

Result<Answer> run(Session& session, const BacktestOptions& options) {
    const auto inputs = read_inputs(session);
    if (!inputs) {
        return fail(inputs.error());
    }
    const auto& [definitions, figures] = *inputs;
    const auto design = backtest_design(options, definitions);
    if (!design) {
        return fail(design.error());
    }
    const Backtest result = backtest(figures, definitions, *design, threads(),
                                     [&session](std::size_t done, std::size_t of) { session.progress(done, of); });
    return backtest_answer(session.answer_context(figures, definitions), *design, result);
}

}  // namespace

void add_backtest_command(CLI::App& app, Session& session) {
    const auto& words = session.words();
    auto options = std::make_shared<BacktestOptions>();
    CLI::App* command = session.add_question(app, "backtest", [options, &session] { return run(session, *options); });
    command->add_option("--areas", options->areas, words("cli.noise_areas"))->type_name("six|all|ID,ID");
    command->add_option("--replicates", options->replicates, words("cli.backtest.replicates"))
        ->type_name(words("cli.type.years"));
    command->add_option("--seed", options->seed, words("cli.seed"))->type_name(words("cli.type.years"));
}

}  // namespace skattekrona
