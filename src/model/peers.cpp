#include "model/peers.hpp"

#include <algorithm>
#include <boost/math/statistics/univariate_statistics.hpp>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace skattekrona {

namespace {

std::vector<double> present(const std::vector<double>& values) {
    std::vector<double> found;
    std::ranges::copy_if(values, std::back_inserter(found), [](double value) { return !is_missing(value); });
    return found;
}

std::vector<double> raw_values(const Panel& panel, const PeerVariable& variable, Year year) {
    const auto numerator = panel.values(variable.measure, year);
    std::vector<double> values(numerator.begin(), numerator.end());
    if (!variable.per.empty()) {
        std::ranges::transform(values, panel.values(variable.per, year), values.begin(), std::divides<>());
    }
    if (variable.log) {
        std::ranges::transform(values, values.begin(),
                               [](double value) { return value > 0 ? std::log(value) : missing; });
    }
    return values;
}

/// The closest year with figures for the variable, the earlier of two equally close; nothing where there is none.
std::optional<Year> closest_year(const Panel& panel, const PeerVariable& variable, Year year) {
    const int reach = std::max(std::abs(year - panel.first_year()), std::abs(panel.last_year() - year));
    for (int apart = 0; apart <= reach; ++apart) {
        for (const Year candidate : {year - apart, year + apart}) {
            if (!present(raw_values(panel, variable, candidate)).empty()) {
                return candidate;
            }
        }
    }
    return std::nullopt;
}

/// z = (x − median) / (1.4826·MAD); empty where the variable does not vary.
std::vector<double> standardised(std::vector<double> values) {
    constexpr double normal_consistency = 1.4826;
    // Boost 1.74 has a median_absolute_deviation too, but that one returns the middle value without the centre taken
    // off.
    std::vector<double> known = present(values);
    const double median = boost::math::statistics::median(known);
    std::ranges::transform(known, known.begin(), [&](double value) { return std::abs(value - median); });
    const double scale = normal_consistency * boost::math::statistics::median(known);
    if (!(scale > 0)) {
        return {};
    }
    std::ranges::transform(values, values.begin(), [&](double value) { return (value - median) / scale; });
    return values;
}

}  // namespace

LikenessTable likeness(const Panel& panel, const Definitions& definitions, std::string_view area,
                       std::size_t municipality, Year year) {
    LikenessTable table;
    table.others.reserve(panel.size());
    std::vector<std::vector<double>> scores;
    std::vector<double> weights;
    double weight_sum = 0;
    for (const auto& [id, weight] : definitions.weights(area)->weights) {
        const PeerVariable* variable = definitions.peer_variable(id);
        const auto from = closest_year(panel, *variable, year);
        if (!from || weight == 0) {
            continue;
        }
        auto z = standardised(raw_values(panel, *variable, *from));
        if (z.empty() || is_missing(z[municipality])) {
            continue;
        }
        table.variables.push_back(static_cast<std::size_t>(variable - definitions.peer_variables.data()));
        table.years.push_back(*from);
        scores.push_back(std::move(z));
        weights.push_back(weight);
        weight_sum += weight;
    }
    for (std::size_t other = 0; other < panel.size(); ++other) {
        if (other == municipality) {
            continue;
        }
        Likeness like{other, 0, {}, {}};
        like.differences.reserve(scores.size());
        like.shares.reserve(scores.size());
        double squared = 0;
        for (std::size_t v = 0; v < scores.size(); ++v) {
            const double apart = scores[v][other] - scores[v][municipality];
            like.differences.push_back(apart);
            like.shares.push_back(weights[v] * apart * apart);
            squared += like.shares.back();
        }
        if (is_missing(squared) || scores.empty()) {
            table.left_out.push_back(other);
            continue;
        }
        like.distance = std::sqrt(squared / weight_sum);
        std::ranges::transform(like.shares, like.shares.begin(),
                               [&](double part) { return squared > 0 ? part / squared : 0.0; });
        table.others.push_back(std::move(like));
    }
    std::ranges::stable_sort(table.others, {}, &Likeness::distance);
    return table;
}

std::string kommungrupp_of(const Groups& groups, MunicipalityId id) {
    for (const auto& [name, members] : groups.kommungrupper) {
        if (std::ranges::find(members, id) != members.end()) {
            return name;
        }
    }
    return "";
}

namespace {

/// `table` is only asked for by a pool of the nearest.
std::vector<std::size_t> members_of(const Figures& figures, const PoolChoice& pool, std::string_view area,
                                    std::size_t municipality, const auto& table) {
    const Panel& panel = figures.panel;
    const Municipality& self = panel.municipalities()[municipality];
    std::vector<std::size_t> members;
    const auto add_ids = [&](const std::vector<MunicipalityId>& ids) {
        for (const auto id : ids) {
            if (const auto index = panel.index(id)) {
                members.push_back(*index);
            }
        }
    };
    switch (pool.kind) {
        case PoolChoice::Kind::country:
            for (std::size_t i = 0; i < panel.size(); ++i) {
                members.push_back(i);
            }
            break;
        case PoolChoice::Kind::county:
            for (std::size_t i = 0; i < panel.size(); ++i) {
                if (panel.municipalities()[i].id.county() == self.id.county()) {
                    members.push_back(i);
                }
            }
            break;
        case PoolChoice::Kind::kommungrupp:
            if (const std::string group = kommungrupp_of(figures.groups, self.id); !group.empty()) {
                add_ids(figures.groups.kommungrupper.find(group)->second);
            }
            break;
        case PoolChoice::Kind::similar:
            if (const auto groups = figures.groups.similar.find(area); groups != figures.groups.similar.end()) {
                if (const auto own = groups->second.find(self.id); own != groups->second.end()) {
                    add_ids(own->second);
                }
            }
            break;
        case PoolChoice::Kind::nearest: {
            const auto& others = table().others;
            for (std::size_t i = 0; i < others.size() && i < static_cast<std::size_t>(pool.count); ++i) {
                members.push_back(others[i].municipality);
            }
            break;
        }
        case PoolChoice::Kind::list:
            add_ids(pool.members);
            break;
    }
    std::erase(members, municipality);
    std::ranges::sort(members);
    return members;
}

}  // namespace

std::vector<std::vector<std::size_t>> pool_members(const Figures& figures, const Definitions& definitions,
                                                   const std::vector<PoolChoice>& pools, std::string_view area,
                                                   std::size_t municipality, Year year) {
    std::optional<LikenessTable> table;
    const auto made_once = [&]() -> const LikenessTable& {
        if (!table) {
            table = likeness(figures.panel, definitions, area, municipality, year);
        }
        return *table;
    };
    std::vector<std::vector<std::size_t>> members;
    for (const auto& pool : pools) {
        members.push_back(members_of(figures, pool, area, municipality, made_once));
    }
    return members;
}

std::vector<std::size_t> pool_members(const Figures& figures, const Definitions& definitions, const PoolChoice& pool,
                                      std::string_view area, std::size_t municipality, Year year) {
    return pool_members(figures, definitions, std::vector{pool}, area, municipality, year).front();
}

Diagnostic empty_pool(const Panel& panel, const PoolChoice& pool, std::size_t municipality) {
    return {Failure::usage,
            {"model.error.pool_empty",
             {{"pool", to_string(pool)}, {"municipality", panel.municipalities()[municipality].name}}}};
}

}  // namespace skattekrona
