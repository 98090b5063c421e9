#pragma once

#include "cli/session.hpp"
#include "model/benchmark.hpp"

#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// The choices of a specification as they stand on the command line. A command shows those it was given options for.
struct ChoiceOptions {
    std::vector<std::string> municipality;
    std::optional<int> year;
    std::string areas = "six";
    std::vector<std::string> levels;
    std::string pool = "riket";
    std::string scope = "by-area";
    std::string netting = "positive";
    std::string quality = "none";
    int window = 1;
    std::string noise = "raw";
    std::string prices = "own";

    CLI::Option* add_municipality(CLI::App& command, const Session& session);
    void add_year_and_areas(CLI::App& command, const Session& session);
    void add_pool(CLI::App& command, const Session& session);
    CLI::Option* add_levels(CLI::App& command, const Session& session);
    void add_rest(CLI::App& command, const Session& session);
};

/// The choices understood.
struct Choices {
    std::size_t municipality = 0;
    Year year;
    Specification specification;
    std::vector<Level> levels;
};

/// "Upplands Väsby" need not be quoted: the words of a name are put together again.
Result<std::size_t> typed_municipality(const std::vector<std::string>& words, const Panel& panel);

/// An option that takes words with commas between; it may be given again.
CLI::Option* add_list(CLI::App& command, const char* name, std::vector<std::string>& into, const std::string& help);

/// "2023" or "2015-2024".
Result<std::vector<Year>> typed_years(const std::string& text);

/// "total" or an area's id.
Result<std::string> typed_area(const std::string& text, const Definitions& definitions);

/// All that is wrong with the options is reported at once.
Result<Choices> understand(const ChoiceOptions& options, const Figures& figures, const Definitions& definitions);

/// Failure::usage where the figures do not reach the year at all.
Result<void> check_year(const Panel& panel, Year year);

/// The latest year with costs for all the areas, else for any of them.
Year latest_year(const Panel& panel, const std::vector<std::string>& areas, std::size_t municipality);

/// What nearly every command reads first.
struct Inputs {
    Definitions definitions;
    Figures figures;
};
Result<Inputs> read_inputs(Session& session);

/// A command's question: what it was asked, and what it is answered from.
struct Question {
    Inputs inputs;
    Choices choices;
};
Result<Question> read_question(Session& session, const ChoiceOptions& options);

}  // namespace skattekrona
