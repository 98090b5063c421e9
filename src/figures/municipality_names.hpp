#pragma once

#include "core/diagnostic.hpp"
#include "figures/panel.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace skattekrona {

/// The municipality that a text names, and what about the text is worth a remark.
struct NamedMunicipality {
    enum class Remark { none, lost_zero, former_code };

    /// In `municipalities`.
    std::size_t index = 0;
    Remark remark = Remark::none;
    /// The name was only known without its accents: "Malmo".
    bool accents_forgiven = false;
};

/// The one reader of municipalities, wherever they are named: a code ("0126", "126", "126.0", Heby's "1917" until
/// 2007), a name as it is spelt, whole, in any case, with the words of its office or not ("Katrineholms kommun",
/// "Stockholms stad", "Region Gotland", "Falu kommun"), or both ("0126 Huddinge"). A spelling goes before the same
/// without accents. Failure::usage where none, several or two different ones are named.
Result<NamedMunicipality> read_municipality(std::string_view text, std::span<const Municipality> municipalities);

/// The same for what somebody types and sees the answer of: a beginning that only one has is enough ("Hudd").
/// Index into `municipalities`.
Result<std::size_t> find_municipality(std::string_view text, std::span<const Municipality> municipalities);

/// The same for one or several, in the order in which they are named: "Huddinge, Botkyrka", "Upplands Väsby Huddinge",
/// "Katrineholms kommun Region Gotland 0126", "Huddinge och Botkyrka". Where nothing stands between them, each name is
/// whole and as long as it can be, and a code before the name of another is one of its own. What names one,
/// or nearly one, is read and refused as find_municipality does it; of several, every name that is not understood is
/// reported.
Result<std::vector<std::size_t>> find_municipalities(std::string_view text,
                                                     std::span<const Municipality> municipalities);

/// The names of the chosen ones, in order.
std::vector<Text> names_of(const Panel& panel, const std::vector<std::size_t>& municipalities);

}  // namespace skattekrona
