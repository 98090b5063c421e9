#include "cli/choices.hpp"
#include "cli/threads.hpp"

namespace skattekrona {

void add_benchmark_command(CLI::App& app, Session& session) {
    auto options = std::make_shared<ChoiceOptions>();
    options->levels = {"median"};
    CLI::App* command = session.add_question(app, "benchmark", [options, &session]() -> Result<Answer> {
        const auto question = read_question(session, *options);
        if (!question) {
            return fail(question.error());
        }
        const auto& [inputs, choices] = *question;
        const auto benchmarks = benchmark(inputs.figures, inputs.definitions, choices.municipality, choices.year,
                                          choices.specification, choices.levels, threads());
        if (!benchmarks) {
            return fail(benchmarks.error());
        }
        return benchmark_answer(session.answer_context(inputs.figures, inputs.definitions), *benchmarks);
    });
    options->add_municipality(*command, session);
    options->add_year_and_areas(*command, session);
    options->add_levels(*command, session);
    options->add_pool(*command, session);
    options->add_rest(*command, session);
}

}  // namespace skattekrona
