#include "core/spelling.hpp"
#include "scenario/scenario.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <span>

namespace skattekrona {

namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz";

/// What was typed in parts: words, with "-" and ":30" inside them, numbers, and signs; a dash is "-". None where words
/// and numbers are written together.
std::vector<std::string> parts_of(std::string_view typed) {
    const auto run = [&](std::string_view of, std::size_t from) {
        return std::min(typed.find_first_not_of(of, from), typed.size());
    };
    const auto stands = [&](std::string_view of, std::size_t at) {
        return at < typed.size() && of.find(typed[at]) != std::string_view::npos;
    };
    std::vector<std::string> parts;
    std::size_t last = 0;
    for (std::size_t at = run(" \t", 0); at < typed.size(); at = run(" \t", at)) {
        // A blank stands between words and numbers, but "30mnkr" may be written together.
        if (at == last && !parts.empty() && parts.back() != "-" && (stands(letters, at) || stands(digits, at)) &&
            !typed.substr(at).starts_with("mnkr")) {
            return {};
        }
        std::size_t end = at + 1;
        if (stands(letters, at)) {
            end = run("abcdefghijklmnopqrstuvwxyz-", at);
            end = stands(":", end) && stands(digits, end + 1) ? run("0123456789.", end + 1) : end;
        } else if (stands(digits, at)) {
            end = run(digits, at);
            end = stands(".,", end) && stands(digits, end + 1) ? run(digits, end + 1) : end;
        }
        constexpr std::string_view dash = "–";
        const bool dashed = typed.substr(at).starts_with(dash);
        parts.emplace_back(dashed ? "-" : typed.substr(at, end - at));
        at = dashed ? at + dash.size() : end;
        last = at;
    }
    return parts;
}

/// The parts that have not been understood yet.
class Said {
public:
    explicit Said(std::span<const std::string> parts) : left_(parts) {}

    bool done() const { return left_.empty(); }
    /// Whether that comes next; it is then understood.
    bool comes(std::string_view part) {
        const bool found = !done() && left_.front() == part;
        left_ = left_.subspan(found ? 1 : 0);
        return found;
    }
    std::optional<std::string> word() {
        return take([](std::string_view part) { return letters.find(part.front()) != std::string_view::npos; });
    }
    std::optional<std::string> year() {
        return take([](std::string_view part) {
            return part.size() == 4 && part.find_first_not_of(digits) == std::string_view::npos;
        });
    }
    std::optional<double> number() {
        auto part = take([](std::string_view one) { return digits.find(one.front()) != std::string_view::npos; });
        if (!part) {
            return std::nullopt;
        }
        std::ranges::replace(*part, ',', '.');
        const std::size_t point = std::min(part->find('.'), part->size());
        constexpr std::size_t most_digits = 9;
        constexpr std::size_t most_decimals = 6;
        if (point > most_digits || part->size() > point + 1 + most_decimals) {
            return std::nullopt;
        }
        double value = missing;
        std::from_chars(part->data(), part->data() + part->size(), value);
        return value;
    }

private:
    template <class Fits>
    std::optional<std::string> take(Fits fits) {
        if (done() || !fits(left_.front())) {
            return std::nullopt;
        }
        const std::string part = left_.front();
        left_ = left_.subspan(1);
        return part;
    }

    std::span<const std::string> left_;
};

std::string given(double value, const char* unit) {
    return fmt::format(R"({{ value = {}, unit = "{}", source = "--lever" }})", value, unit);
}

/// "by 2026" or "by 2026 from 2024".
std::optional<std::string> until(Said& said) {
    const auto by = said.comes("by") ? said.year() : std::nullopt;
    const bool later = said.comes("from");
    const auto from = later ? said.year() : by;
    if (!by || !from || !said.done()) {
        return std::nullopt;
    }
    return fmt::format("by = {}\n", *by) + (later ? fmt::format("from = {}\n", *from) : "");
}

/// "2024" or "2024-2026".
std::optional<std::string> years(Said& said) {
    const auto from = said.year();
    const auto by = said.comes("-") ? said.year() : from;
    if (!from || !by || !said.done()) {
        return std::nullopt;
    }
    return fmt::format("from = {}\nby = {}\n", *from, *by);
}

/// The keys of a lever; nothing where it cannot be understood.
std::optional<std::string> keys_of(Said said) {
    const auto with = [](std::optional<std::string> when, const std::string& keys) {
        return when ? std::optional(keys + *when) : std::nullopt;
    };
    if (said.comes("frozen")) {
        return with(years(said), "kind = \"frames\"\nprice_compensation = " + given(0, "%") + "\n");
    }
    if (said.comes("save")) {
        const auto amount = said.number();
        said.comes("mnkr");
        return amount ? with(until(said), fmt::format("kind = \"saving\"\namount = {}\n", given(*amount, "mnkr")))
                      : std::nullopt;
    }
    if (said.comes("demand")) {
        const auto rate = said.number();
        said.comes("%");
        return rate ? with(years(said), fmt::format("kind = \"frames\"\ndemand = {}\n", given(*rate, "%")))
                    : std::nullopt;
    }
    const auto level = said.word();
    return level ? with(until(said), fmt::format("kind = \"level\"\nlevel = \"{}\"\n", *level)) : std::nullopt;
}

}  // namespace

Result<std::string> lever_toml(const std::vector<std::string>& levers) {
    std::string toml;
    Diagnostics problems;
    for (std::size_t i = 0; i < levers.size(); ++i) {
        const std::string_view typed = levers[i];
        const std::size_t colon = typed.find(':');
        const std::string_view areas = trimmed(typed.substr(0, colon));
        const auto parts = parts_of(colon == std::string_view::npos ? "" : typed.substr(colon + 1));
        // What would be more than words inside quotation marks.
        const bool plain = !areas.empty() && areas.find_first_of("\"\\\n[]{}=") == std::string_view::npos;
        if (const auto keys = plain ? keys_of(Said(parts)) : std::nullopt) {
            toml += fmt::format("[levers.lever{}]\ntitle = {{ sv = \"{}\", en = \"{}\" }}\nareas = \"{}\"\n{}", i + 1,
                                typed, typed, areas, *keys);
        } else {
            problems.push_back({Failure::usage, {"scenario.error.scenario.lever", {{"found", levers[i]}}}});
        }
    }
    if (!problems.empty()) {
        return fail(std::move(problems));
    }
    return toml;
}

}  // namespace skattekrona
