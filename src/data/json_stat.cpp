#include "data/json_stat.hpp"

#include <array>
#include <fmt/format.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

namespace skattekrona {

namespace {

using nlohmann::json;

constexpr std::size_t most_cube_cells = 16'000'000;

struct Dimension {
    std::string id;
    std::vector<std::string> codes;
    std::vector<std::string> words;
};

const json* member(const json& object, const std::string& key) {
    const auto found = object.is_object() ? object.find(key) : object.end();
    return object.is_object() && found != object.end() ? &*found : nullptr;
}

std::string text_or(const json* node, const std::string& otherwise) {
    return node != nullptr && node->is_string() ? node->get<std::string>() : otherwise;
}

/// The codes in order: the index is a list of them, or gives each its place; a dimension of one category needs none.
std::optional<std::vector<std::string>> codes_of(const json* index, const json* labels, std::size_t size) {
    std::vector<std::string> codes(size);
    std::vector<bool> given(size, false);
    const auto put = [&](std::size_t place, std::string code) {
        const bool sound = place < size && !given[place];
        if (sound) {
            given[place] = true;
            codes[place] = std::move(code);
        }
        return sound;
    };
    bool sound = true;
    if (index != nullptr && index->is_array()) {
        for (std::size_t i = 0; sound && i < index->size(); ++i) {
            sound = (*index)[i].is_string() && put(i, (*index)[i].get<std::string>());
        }
    } else if (index != nullptr && index->is_object()) {
        for (const auto& [code, place] : index->items()) {
            sound = sound && place.is_number_unsigned() && put(place.get<std::size_t>(), code);
        }
    } else if (index == nullptr && labels != nullptr && labels->is_object() && labels->size() == 1) {
        sound = put(0, labels->begin().key());
    }
    sound = sound && std::ranges::all_of(given, [](bool one) { return one; });
    return sound ? std::optional(codes) : std::nullopt;
}

std::optional<Dimension> dimension(const json& dataset, const json& id, std::size_t size) {
    const json* dimensions = member(dataset, "dimension");
    if (dimensions == nullptr || !id.is_string()) {
        return std::nullopt;
    }
    const json* own = member(*dimensions, id.get<std::string>());
    const json* category = own == nullptr ? nullptr : member(*own, "category");
    if (category == nullptr) {
        return std::nullopt;
    }
    const json* labels = member(*category, "label");
    auto codes = codes_of(member(*category, "index"), labels, size);
    if (!codes) {
        return std::nullopt;
    }
    Dimension found{id.get<std::string>(), *std::move(codes), {}};
    for (const auto& code : found.codes) {
        found.words.push_back(text_or(labels == nullptr ? nullptr : member(*labels, code), code));
    }
    return found;
}

/// The entry for a place in a list, or in an object whose keys are places.
const json* entry(const json* list, std::size_t place) {
    if (list == nullptr) {
        return nullptr;
    }
    if (list->is_array()) {
        return place < list->size() ? &(*list)[place] : nullptr;
    }
    return member(*list, std::to_string(place));
}

}  // namespace

Result<FileTable> read_json_stat(std::string_view text, const std::string& file) {
    const auto refuse = [&](std::string key) {
        return fail(Diagnostic{Failure::invalid_input, {std::move(key), {}}, {file}});
    };
    const json dataset = json::parse(text, nullptr, false);
    if (dataset.is_discarded()) {
        return refuse("data.error.import.json");
    }
    const json* ids = member(dataset, "id");
    const json* sizes = member(dataset, "size");
    const json* values = member(dataset, "value");
    if (text_or(member(dataset, "class"), "") != "dataset" || ids == nullptr || sizes == nullptr || values == nullptr ||
        !ids->is_array() || !sizes->is_array() || ids->empty() || ids->size() != sizes->size() ||
        !(values->is_array() || values->is_object())) {
        return refuse("data.error.import.json_stat");
    }
    std::size_t count = 1;
    const std::size_t columns = 2 * ids->size() + 2;
    for (const auto& size : *sizes) {
        if (!size.is_number_unsigned()) {
            return refuse("data.error.import.json_stat");
        }
        const auto categories = size.get<std::uint64_t>();
        if (columns > most_cube_cells || categories > most_cube_cells ||
            (categories > 0 && count * columns > most_cube_cells / categories)) {
            return refuse("data.error.import.json_stat_size");
        }
        count *= categories;
    }
    std::vector<Dimension> dimensions;
    for (std::size_t i = 0; i < ids->size(); ++i) {
        auto next = dimension(dataset, (*ids)[i], (*sizes)[i].get<std::size_t>());
        if (!next) {
            return refuse("data.error.import.json_stat");
        }
        dimensions.push_back(*std::move(next));
    }
    if (values->is_array() && values->size() != count) {
        return refuse("data.error.import.json_stat");
    }
    const json* status = member(dataset, "status");
    FileTable table(file, "");
    table.begin_row(1);
    int column = 0;
    std::vector<std::vector<std::array<std::string_view, 2>>> cells;
    for (auto& one : dimensions) {
        table.add({table.keep(one.id), ++column});
        table.add({table.keep(one.id + " text"), ++column});
        auto& kept = cells.emplace_back();
        for (std::size_t i = 0; i < one.codes.size(); ++i) {
            kept.push_back({table.keep(one.codes[i]), table.keep(one.words[i])});
        }
    }
    table.add({"value", ++column});
    table.add({"status", ++column});
    // The last dimension goes round first.
    for (std::size_t place = 0; place < count; ++place) {
        table.begin_row(static_cast<int>(place) + 2);
        column = 0;
        std::size_t span = count;
        for (const auto& words : cells) {
            span /= words.size();
            for (const auto& word : words[place / span % words.size()]) {
                table.add({word, ++column});
            }
        }
        const json* value = entry(values, place);
        const bool number = value != nullptr && value->is_number();
        const std::string shown = number ? fmt::format("{}", value->get<double>()) : text_or(value, "");
        table.add({table.keep(shown), ++column, number ? FileCell::Kind::number : FileCell::Kind::text});
        const std::string mark =
            status != nullptr && status->is_string() ? status->get<std::string>() : text_or(entry(status, place), "");
        table.add({table.keep(mark), ++column});
    }
    return table;
}

}  // namespace skattekrona
