#include "data/figure_source.hpp"

#include "data/file.hpp"
#include "data/store.hpp"

#include <algorithm>

namespace skattekrona {

Result<Figures> read_figures(const std::filesystem::path& folder, const ParallelFor& parallel) {
    const auto file = [&](const std::string& name) -> Result<FigureText> {
        auto text = read_file(folder / name, FileKind::figures);
        if (!text) {
            return fail(text.error());
        }
        std::string hash = sha256(*text);
        return FigureText{*std::move(text), std::move(hash)};
    };
    return parse_figures(file, folder.string(), parallel);
}

namespace {

Result<Figures> read_published(const FigureSource& source, const FigurePlan& plan, const ParallelFor& parallel) {
    const bool named_store = source.names_store();
    auto figures = read_figures(source.on_embedded() ? source.embedded : std::filesystem::path(source.named), parallel);
    if (figures && source.on_embedded() && !figures->manifest.changed.empty()) {
        return fail(Diagnostic{Failure::invalid_input,
                               {"data.error.figures.changed", {{"files", changed_files(figures->manifest)}}},
                               {source.embedded.string()}});
    }
    if (!figures || (source.own.empty() && !source.named.empty() && !named_store)) {
        return figures;
    }
    const auto store = Store::open(source.store);
    if (!store) {
        return fail(store.error());
    }
    if (!*store) {
        return named_store || !source.own.empty()
                   ? fail(Diagnostic{
                         Failure::source_unavailable, {"data.error.store.none", {}}, {source.store.string()}})
                   : std::move(figures);
    }
    const auto in_use = (*store)->in_use();
    const auto labels = (*store)->labels();
    if (!in_use || !labels) {
        return fail(in_use ? labels.error() : in_use.error());
    }
    if (!source.own.empty() && std::ranges::find(*labels, source.own) == labels->end()) {
        return fail(Diagnostic{
            Failure::usage, {"data.error.store.label", {{"found", source.own}}}, {source.store.string()}, *labels});
    }
    const bool published = named_store || (source.named.empty() && *in_use);
    if (!published && source.own.empty()) {
        return figures;
    }
    const auto values = (*store)->values(planned_series(plan), published, source.own);
    const auto runs = (*store)->runs();
    if (!values || !runs) {
        return fail(values ? runs.error() : values.error());
    }
    return with_stored(*std::move(figures), *values, *runs, plan);
}

}  // namespace

Result<Figures> read_figures(const FigureSource& source, const FigurePlan& plan, const ParallelFor& parallel) {
    return read_published(source, plan, parallel).map([&](Figures figures) {
        return without_unreported(std::move(figures), plan);
    });
}

}  // namespace skattekrona
