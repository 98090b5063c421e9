#pragma once

#include "core/diagnostic.hpp"
#include "core/municipality_id.hpp"
#include "core/units.hpp"
#include "figures/panel.hpp"
#include "model/definitions.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// The benchmark level [nivå] that a cost ratio e = N/R is held against.
struct Level {
    enum class Kind { reference, median, percentile, best_mean, best_nth, best, own_best };
    Kind kind = Kind::reference;
    /// Percentile 0–100, or the number of lowest ratios; unused by the other kinds.
    double parameter = 0;
    /// The model that sets it, for a kind that has models; empty for the others.
    std::string model{};

    friend bool operator==(const Level&, const Level&) = default;
};
/// What it asks is the municipality's own, whatever the pool.
inline bool is_own(const Level& level) { return level.kind == Level::Kind::own_best; }

/// Whom a municipality is compared with; itself never counts.
struct PoolChoice {
    enum class Kind { country, county, kommungrupp, similar, nearest, list };
    Kind kind = Kind::country;
    /// How many, for nearest.
    int count = 0;
    /// The members, for a list.
    std::vector<MunicipalityId> members;

    friend bool operator==(const PoolChoice&, const PoolChoice&) = default;
};

/// by_area: a level per area, the gaps summed. whole: the level of the total, applied to the total.
enum class Scope { by_area, whole };
/// positive: only gaps above the level. net: less what lies below it.
enum class Netting { positive, net };
/// at_least_own: members whose quality is at least the municipality's own. at_least_median: at least the pool's median.
enum class QualityCondition { none, at_least_own, at_least_median };

/// raw: costs as they were that year. shrunk: as expected one year on. lasting: what is thought to last (method §3).
enum class Noise { raw, shrunk, lasting };

/// The year whose prices amounts are given in; nothing = each year's own.
struct Prices {
    std::string index;
    Year year;

    friend bool operator==(const Prices&, const Prices&) = default;
};

/// Every choice behind a potential (method §2), printed with it. A default is the plainest choice.
struct Specification {
    Level level{Level::Kind::median};
    PoolChoice pool;
    Scope scope = Scope::by_area;
    Netting netting = Netting::positive;
    QualityCondition quality = QualityCondition::none;
    /// Years in the window, the last being the benchmark's year; figures are yearly averages over it.
    int window = 1;
    Noise noise = Noise::raw;
    std::optional<Prices> prices;
    /// Area ids in the definitions' order.
    std::vector<std::string> areas;
};

/// "reference", "median", "percentile:25", "best-mean:30", "best-nth:30", "best", "own-best".
Result<Level> parse_level(std::string_view text);
std::string to_string(const Level& level);

/// "riket", "lan", "kommungrupp", "liknande", "nearest:n", or names or codes separated by commas.
Result<PoolChoice> parse_pool(std::string_view text, std::span<const Municipality> municipalities);
std::string to_string(const PoolChoice& pool);

/// A place in an order: 1:a, 2:a, 3:e, 11:e; 1st, 2nd, 3rd, 11th.
Text ordinal(int n);

/// A level and a pool in words: "Nivån för den 30:e lägsta", "liknande kommuner (Kolada)".
Message level_words(const Level& level);
Message pool_words(const PoolChoice& pool, const Panel& panel);

/// An area set in words: "sex områden, utan LSS".
Message areas_words(const std::vector<std::string>& areas, const Definitions& definitions);
/// Every choice of a specification of one year in a few words each, those that are at their plainest left out.
std::vector<Message> specification_words(const Specification& specification, Year year, const Panel& panel,
                                         const Definitions& definitions);

Result<Scope> parse_scope(std::string_view text);
std::string to_string(Scope scope);
Result<Netting> parse_netting(std::string_view text);
std::string to_string(Netting netting);
Result<QualityCondition> parse_quality(std::string_view text);
std::string to_string(QualityCondition quality);

Result<Noise> parse_noise(std::string_view text);
std::string to_string(Noise noise);

/// "own", a year (the first index of models/price_indices.toml), or "index:year".
Result<std::optional<Prices>> parse_prices(std::string_view text, const std::vector<PriceIndex>& indices);
std::string to_string(const std::optional<Prices>& prices);

/// "six" (as Kolada's N00097), "all", or ids separated by commas; in the definitions' order, each once.
Result<std::vector<std::string>> parse_areas(std::string_view text, const Definitions& definitions);

}  // namespace skattekrona
