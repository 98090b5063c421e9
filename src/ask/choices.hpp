#pragma once

#include "ask/basis.hpp"
#include "ask/options.hpp"
#include "model/specification.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// The choices of a specification as somebody says them; what is not said counts as `usual`.
struct ChoicesSaid {
    std::vector<std::string> municipality;
    std::optional<int> year;
    std::optional<std::string> areas;
    std::vector<std::string> levels;
    std::optional<std::string> pool;
    std::optional<std::string> scope;
    std::optional<std::string> netting;
    std::optional<std::string> quality;
    std::optional<int> window;
    std::optional<std::string> noise;
    std::optional<std::string> prices;

    struct Usual {
        std::string areas = "six";
        std::vector<std::string> levels{"median"};
        std::string pool = "riket";
    };
    Usual usual{};

    BoundOption municipality_option(bool required = true);
    /// Of a question that several may be named in.
    BoundOption municipalities_option(bool required = true);
    BoundOption year_option();
    BoundOption areas_option();
    BoundOption level_option();
    BoundOption pool_option();
    Options other_options();
};

/// The choices understood.
struct Choices {
    std::size_t municipality = 0;
    Year year;
    Specification specification;
    std::vector<Level> levels;
};
/// All that is wrong with them is reported at once.
Result<Choices> understand(const ChoicesSaid& said, const Figures& figures, const Definitions& definitions);
/// The same of one municipality or several side by side, in the order in which they are named and all in one year: the
/// latest that all of them have where none is said.
Result<std::vector<Choices>> understand_each(const ChoicesSaid& said, const Figures& figures,
                                             const Definitions& definitions);

/// As many find room side by side, and can be told apart in a chart.
inline constexpr std::size_t most_side_by_side = 6;

/// "Upplands Väsby" need not be quoted: the words of a name are put together again.
Result<std::size_t> said_municipality(const std::vector<std::string>& words, const Panel& panel);
/// One or several, each once.
Result<std::vector<std::size_t>> said_municipalities(const std::vector<std::string>& words, const Panel& panel);
/// "2023" or "2015-2024".
Result<std::vector<Year>> said_years(const std::string& text);
/// "total" or an area's id.
Result<std::string> said_area(const std::string& text, const Definitions& definitions);

/// Failure::usage where the figures do not reach the year at all.
Result<void> check_year(const Panel& panel, Year year);

/// Adds what is wrong, where something is.
template <class T>
void blame(Diagnostics& problems, const Result<T>& result) {
    if (!result) {
        problems.insert(problems.end(), result.error().begin(), result.error().end());
    }
}

}  // namespace skattekrona
