#include "ask/backtest.hpp"

#include "answer/backtest_answer.hpp"
#include "ask/choices.hpp"

namespace skattekrona {

namespace {

/// What is said, and all that is wrong with it at once.
Result<BacktestDesign> understand(const BacktestQuestion& question, const Definitions& definitions) {
    const auto areas = parse_areas(question.areas.value_or("all"), definitions);
    const int replicates = question.replicates.value_or(1000);
    const int seed = question.seed.value_or(1);
    Diagnostics problems;
    blame(problems, areas);
    const auto refuse = [&](const char* key, int found) {
        problems.push_back({Failure::usage, {key, {{"found", std::to_string(found)}}}});
    };
    if (replicates < 100 || replicates > 10000) {
        refuse("ask.error.backtest.replicates", replicates);
    }
    if (seed < 0) {
        refuse("ask.error.backtest.seed", seed);
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return BacktestDesign{*areas, static_cast<std::size_t>(replicates), static_cast<std::uint64_t>(seed)};
}

}  // namespace

Options BacktestQuestion::options() {
    return {{{.name = "--areas", .help = {"ask.option.noise_areas", {}}, .type = "six|all|ID,ID"}, &areas},
            {{.name = "--replicates", .help = {"ask.option.backtest.replicates", {}}, .type = "@ask.option.type.years"},
             &replicates},
            {{.name = "--seed", .help = {"ask.option.seed", {}}, .type = "@ask.option.type.years"}, &seed}};
}

Result<Answer> ask(const Basis& basis, const BacktestQuestion& question) {
    return understand(question, basis.definitions).map([&](const BacktestDesign& design) {
        return backtest_answer(Sources(basis).context(), design,
                               backtest(basis.figures, basis.definitions, design, basis.parallel, basis.progress));
    });
}

}  // namespace skattekrona
