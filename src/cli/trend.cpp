#include "model/trend.hpp"
#include "cli/choices.hpp"

namespace skattekrona {

void add_trend_command(CLI::App& app, Session& session) {
    auto options = std::make_shared<ChoiceOptions>();
    options->pool = "liknande";
    CLI::App* command = session.add_question(app, "trend", [options, &session]() -> Result<Answer> {
        const auto question = read_question(session, *options);
        if (!question) {
            return fail(question.error());
        }
        const auto& [inputs, choices] = *question;
        if (auto checked = check_year(inputs.figures.panel, choices.year); !checked) {
            return fail(checked.error());
        }
        const auto result = trend(inputs.figures, inputs.definitions, choices.municipality, choices.specification.areas,
                                  choices.specification.pool, choices.year);
        if (!result) {
            return fail(result.error());
        }
        return trend_answer(session.answer_context(inputs.figures, inputs.definitions), *result);
    });
    options->add_municipality(*command, session);
    options->add_year_and_areas(*command, session);
    options->add_pool(*command, session);
}

}  // namespace skattekrona
