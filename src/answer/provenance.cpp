#include "answer/provenance.hpp"

#include "model/costs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace skattekrona {

namespace {

/// The command with the own figures that were asked for.
std::string full_command(const Provenance& provenance) {
    const std::string& own = provenance.figures.own;
    return own.empty() ? provenance.command : fmt::format("{} --with \"{}\"", provenance.command, own);
}

}  // namespace

std::vector<Message> figure_remarks(const Figures& figures, const FiguresUsed& used) {
    std::vector<Message> remarks;
    std::vector<Year> preliminary;
    std::ranges::copy_if(figures.manifest.preliminary, std::back_inserter(preliminary),
                         [&](Year year) { return year >= used.first && year <= used.last; });
    if (!preliminary.empty()) {
        remarks.push_back({"answer.provenance.preliminary", {{"years", year_ranges(preliminary)}}});
    }
    if (figures.manifest.own.empty()) {
        return remarks;
    }
    const auto is_own = [&](const std::string& measure, Year year, std::size_t municipality) {
        return !is_missing(figures.panel.value(measure, year, municipality)) &&
               !figures.origin(measure, year, municipality).label.empty();
    };
    const auto has_own = [&](std::size_t municipality) {
        for (Year year = used.first; year <= used.last; year = year + 1) {
            for (const auto& area : used.areas) {
                if (is_own(net_cost_measure(area), year, municipality) ||
                    is_own(reference_cost_measure(area), year, municipality)) {
                    return true;
                }
            }
        }
        return false;
    };
    std::vector<std::size_t> of;
    for (std::size_t i = 0; i < figures.panel.size(); ++i) {
        const bool counts = i == used.municipality || !used.others || std::ranges::binary_search(*used.others, i);
        if (counts && has_own(i)) {
            of.push_back(i);
        }
    }
    if (!of.empty()) {
        const bool only_itself = of.size() == 1 && of.front() == used.municipality;
        remarks.push_back({only_itself      ? "answer.provenance.own_figures"
                           : of.size() == 1 ? "answer.provenance.own_figures_of"
                                            : "answer.provenance.own_figures_many",
                           {{"label", figures.manifest.own},
                            {"n", count(of.size())},
                            {"municipality", figures.panel.municipalities()[of.front()].name}}});
    }
    return remarks;
}

Json provenance_json(const Provenance& provenance) {
    const Manifest& figures = provenance.figures;
    Json files = Json::list();
    for (const auto& file : figures.files) {
        files.push_back(
            {{"name", file.name}, {"sha256", file.found_sha256}, {"as_listed", file.found_sha256 == file.sha256}});
    }
    Json preliminary = Json::list();
    for (const Year year : figures.preliminary) {
        preliminary.push_back(year.value);
    }
    Json json_figures{{"title", figures.title},
                      {"credit", figures.credit},
                      {"retrieved", figures.retrieved},
                      {"note", figures.note},
                      {"preliminary_years", std::move(preliminary)},
                      {"own_figures", figures.own},
                      {"files", std::move(files)}};
    if (!figures.changed.empty()) {
        json_figures["changed_files"] = json_list(figures.changed, [](const std::string& name) { return name; });
    }
    Json models = Json::list();
    for (const auto& [name, hash] : provenance.models) {
        models.push_back({{"name", name}, {"sha256", hash}});
    }
    Json scenarios = Json::list();
    for (const auto& [name, hash] : provenance.scenarios) {
        scenarios.push_back({{"name", name}, {"sha256", hash}});
    }
    return {{"program", "skattekrona"},
            {"version", provenance.version},
            {"figures", std::move(json_figures)},
            {"models", std::move(models)},
            {"scenarios", std::move(scenarios)},
            {"computed_by", Catalogue::built_in().words({"answer.provenance.computed_by", {{"credit", figures.credit}}},
                                                        Language::swedish)},
            {"command", full_command(provenance)}};
}

Fold provenance_block(const Provenance& provenance, const Wording& wording, const std::vector<std::string>& method) {
    Fold fold{wording("answer.provenance.title"), {}};
    for (const auto& sentence : method) {
        fold.content.emplace_back(Paragraph{sentence});
    }
    fold.content.emplace_back(Paragraph{wording({"answer.provenance.figures",
                                                 {{"title", provenance.figures.title},
                                                  {"credit", provenance.figures.credit},
                                                  {"retrieved", provenance.figures.retrieved}}})});
    for (const auto& remark : provenance.remarks) {
        fold.content.emplace_back(Paragraph{wording(remark)});
    }
    fold.content.emplace_back(Paragraph{wording({"answer.provenance.own", {{"credit", provenance.figures.credit}}})});
    fold.content.emplace_back(Paragraph{wording(
        {"answer.provenance.command", {{"command", full_command(provenance)}, {"version", provenance.version}}})});
    // So much of a hash tells files apart; the whole stands in the JSON document.
    std::vector<std::string> files;
    const auto add = [&](const std::string& name, const std::string& hash) {
        files.push_back(name + "\u00a0" + hash.substr(0, 12));
    };
    for (const auto& file : provenance.figures.files) {
        add("data/" + file.name, file.found_sha256);
    }
    for (const auto& [name, hash] : provenance.models) {
        add("models/" + name, hash);
    }
    for (const auto& [name, hash] : provenance.scenarios) {
        add(name, hash);
    }
    fold.content.emplace_back(
        Paragraph{wording({"answer.provenance.files", {{"files", fmt::format("{}", fmt::join(files, ", "))}}})});
    return fold;
}

Json specification_json(const Specification& specification) {
    return {{"level", to_string(specification.level)},
            {"pool", to_string(specification.pool)},
            {"scope", to_string(specification.scope)},
            {"netting", to_string(specification.netting)},
            {"quality", to_string(specification.quality)},
            {"window", specification.window},
            {"noise", to_string(specification.noise)},
            {"prices", to_string(specification.prices)},
            {"areas", specification.areas}};
}

std::string specification_options(const Specification& specification) {
    return fmt::format("--areas {} --pool {} --scope {} --netting {} --quality {} --window {} --noise {} --prices {}",
                       fmt::join(specification.areas, ","), to_string(specification.pool),
                       to_string(specification.scope), to_string(specification.netting),
                       to_string(specification.quality), specification.window, to_string(specification.noise),
                       to_string(specification.prices));
}

}  // namespace skattekrona
