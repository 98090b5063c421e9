#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <optional>
#include <string_view>

namespace skattekrona {

/// SCB's four-digit municipality code, such as "0126". Never a number: the leading zero is part of it.
class MunicipalityId {
public:
    static std::optional<MunicipalityId> parse(std::string_view text) {
        if (text.size() != 4 || !std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) {
            return std::nullopt;
        }
        MunicipalityId id;
        std::ranges::copy(text, id.digits_.begin());
        return id;
    }

    std::string_view view() const { return {digits_.data(), digits_.size()}; }
    /// The county (län) is the code's first two digits.
    std::string_view county() const { return view().substr(0, 2); }

    friend auto operator<=>(const MunicipalityId&, const MunicipalityId&) = default;

private:
    std::array<char, 4> digits_{};
};

}  // namespace skattekrona
