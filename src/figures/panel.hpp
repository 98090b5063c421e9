#pragma once

#include "core/municipality_id.hpp"
#include "core/units.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

struct Municipality {
    MunicipalityId id;
    std::string name;
    /// Name of the county (län).
    std::string county;
};

/// Immutable figures: municipality × year × measure. A missing figure is NaN.
class Panel {
public:
    /// The values of one measure, year by year from the panel's first, within a year in the municipalities' order.
    using Series = std::vector<double>;

    /// Municipalities in order of id; each series holds years × municipalities values.
    Panel(std::vector<Municipality> municipalities, Year first, Year last,
          std::map<std::string, Series, std::less<>> measures);

    std::span<const Municipality> municipalities() const { return municipalities_; }
    std::size_t size() const { return municipalities_.size(); }
    std::optional<std::size_t> index(MunicipalityId id) const;
    Year first_year() const { return first_; }
    Year last_year() const { return last_; }

    /// One measure in one year, a value per municipality; all missing where the panel has no such figures.
    std::span<const double> values(std::string_view measure, Year year) const;
    double value(std::string_view measure, Year year, std::size_t municipality) const {
        return values(measure, year)[municipality];
    }
    const std::map<std::string, Series, std::less<>>& measures() const& { return measures_; }
    /// For a panel of the same figures but for some.
    std::map<std::string, Series, std::less<>> measures() && { return std::move(measures_); }

private:
    std::vector<Municipality> municipalities_;
    Year first_;
    Year last_;
    std::map<std::string, Series, std::less<>> measures_;
    Series nothing_;
};

}  // namespace skattekrona
