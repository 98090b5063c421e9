#include "model/peers.hpp"

#include "cli/choices.hpp"

namespace skattekrona {

void add_peers_command(CLI::App& app, Session& session) {
    struct Options {
        ChoiceOptions choices;
        std::string area = std::string(total_area);
    };
    auto options = std::make_shared<Options>();
    options->choices.pool = "liknande";
    CLI::App* command = session.add_question(app, "peers", [options, &session]() -> Result<Answer> {
        const auto inputs = read_inputs(session);
        if (!inputs) {
            return fail(inputs.error());
        }
        // The likeness is for one area, or for the whole municipality.
        if (const auto area = typed_area(options->area, inputs->definitions); !area) {
            return fail(area.error());
        }
        ChoiceOptions choice_options = options->choices;
        choice_options.areas = options->area == total_area ? "six" : options->area;
        const auto choices = understand(choice_options, inputs->figures, inputs->definitions);
        if (!choices) {
            return fail(choices.error());
        }
        const std::string& area = options->area;
        const Panel& panel = inputs->figures.panel;
        if (auto checked = check_year(panel, choices->year); !checked) {
            return fail(checked.error());
        }
        const auto members = pool_members(inputs->figures, inputs->definitions, choices->specification.pool, area,
                                          choices->municipality, choices->year);
        if (members.empty()) {
            return fail(empty_pool(panel, choices->specification.pool, choices->municipality));
        }
        return peers_answer(session.answer_context(inputs->figures, inputs->definitions), choices->municipality, area,
                            choices->year, choices->specification.pool, members,
                            likeness(panel, inputs->definitions, area, choices->municipality, choices->year));
    });
    options->choices.add_municipality(*command, session);
    command->add_option("--area", options->area, session.words()("cli.area"))->type_name("total|ID");
    command->add_option("--year", options->choices.year, session.words()("cli.peers_year"))
        ->type_name(session.words()("cli.type.year"));
    options->choices.add_pool(*command, session);
}

}  // namespace skattekrona
