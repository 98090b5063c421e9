#include "figures/panel.hpp"

#include <algorithm>

namespace skattekrona {

Panel::Panel(std::vector<Municipality> municipalities, Year first, Year last,
             std::map<std::string, Series, std::less<>> measures)
    : municipalities_(std::move(municipalities)),
      first_(first),
      last_(last),
      measures_(std::move(measures)),
      nothing_(municipalities_.size(), missing) {}

std::optional<std::size_t> Panel::index(MunicipalityId id) const {
    const auto found = std::ranges::lower_bound(municipalities_, id, {}, &Municipality::id);
    if (found == municipalities_.end() || found->id != id) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - municipalities_.begin());
}

std::span<const double> Panel::values(std::string_view measure, Year year) const {
    const auto series = measures_.find(measure);
    if (series == measures_.end() || year < first_ || year > last_) {
        return nothing_;
    }
    return std::span(series->second).subspan(static_cast<std::size_t>(year - first_) * size(), size());
}

}  // namespace skattekrona
