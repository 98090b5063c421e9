#include "ask/benchmark.hpp"

#include "answer/benchmark_answer.hpp"
#include "ask/side.hpp"

namespace skattekrona {

Options BenchmarkQuestion::options() {
    Options options{choices.municipalities_option(), choices.year_option(), choices.areas_option(),
                    choices.level_option(), choices.pool_option()};
    const Options others = choices.other_options();
    options.insert(options.end(), others.begin(), others.end());
    return options;
}

Result<Answer> ask(const Basis& basis, const BenchmarkQuestion& question) {
    const auto each = understand_each(question.choices, basis.figures, basis.definitions);
    if (!each) {
        return fail(each.error());
    }
    if (each->size() > 1) {
        return side_by_side(basis, *each).map([&](const Sides& sides) {
            return side_benchmark_answer(Sources(basis).context(), sides);
        });
    }
    const Choices& choices = each->front();
    return benchmark(basis.figures, basis.definitions, choices.municipality, choices.year, choices.specification,
                     choices.levels, basis.parallel)
        .map([&](const std::vector<Benchmark>& benchmarks) {
            return benchmark_answer(Sources(basis).context(), benchmarks);
        });
}

}  // namespace skattekrona
