#include "ask/peers.hpp"

#include "answer/peers_answer.hpp"
#include "model/peers.hpp"

namespace skattekrona {

Options PeersQuestion::options() {
    return {choices.municipality_option(),
            {{.name = "--area", .help = {"ask.option.area", {}}, .type = "total|ID"}, &area},
            {{.name = "--year", .help = {"ask.option.peers_year", {}}, .type = "@ask.option.type.year"}, &choices.year},
            choices.pool_option()};
}

Result<Answer> ask(const Basis& basis, const PeersQuestion& question) {
    // The likeness is for one area, or for the whole municipality.
    const auto area = said_area(question.area.value_or(std::string(total_area)), basis.definitions);
    if (!area) {
        return fail(area.error());
    }
    ChoicesSaid said = question.choices;
    said.areas = *area == total_area ? said.areas : area.value();
    const auto choices = understand(said, basis.figures, basis.definitions);
    if (!choices) {
        return fail(choices.error());
    }
    const Panel& panel = basis.figures.panel;
    if (auto checked = check_year(panel, choices->year); !checked) {
        return fail(checked.error());
    }
    const PoolChoice& pool = choices->specification.pool;
    const auto members =
        pool_members(basis.figures, basis.definitions, pool, *area, choices->municipality, choices->year);
    if (members.empty()) {
        return fail(empty_pool(panel, pool, choices->municipality));
    }
    return peers_answer(Sources(basis).context(), choices->municipality, *area, choices->year, pool, members,
                        likeness(panel, basis.definitions, *area, choices->municipality, choices->year));
}

}  // namespace skattekrona
