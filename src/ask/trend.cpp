#include "ask/trend.hpp"

#include "answer/trend_answer.hpp"

namespace skattekrona {

Result<Answer> ask(const Basis& basis, const TrendQuestion& question) {
    const auto choices = understand(question.choices, basis.figures, basis.definitions);
    if (!choices) {
        return fail(choices.error());
    }
    if (auto checked = check_year(basis.figures.panel, choices->year); !checked) {
        return fail(checked.error());
    }
    return trend(basis.figures, basis.definitions, choices->municipality, choices->specification.areas,
                 choices->specification.pool, choices->year)
        .map([&](const Trend& found) { return trend_answer(Sources(basis).context(), found); });
}

}  // namespace skattekrona
