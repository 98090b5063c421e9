#pragma once

#include "answer/provenance.hpp"
#include "core/json.hpp"
#include "document/document.hpp"
#include "figures/figures.hpp"
#include "model/specification.hpp"
#include "plot/chart.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// Whom an answer is about, where it is about one municipality, and which year, where it is about one.
struct About {
    std::optional<std::size_t> municipality{};
    std::optional<Year> year{};
};

/// An answer for people and the same answer for programs.
struct Answer {
    About about;
    Document document;
    Json json;
};

/// What every answer is composed with.
struct AnswerContext {
    const Figures& figures;
    const Definitions& definitions;
    const Wording& wording;
    Provenance provenance;

    const Municipality& municipality(std::size_t index) const { return figures.panel.municipalities()[index]; }
    /// The provenance of what this command gives.
    Provenance by(std::string command) const;
    /// For an answer that rests on these figures: its source says what must be known of them.
    AnswerContext resting_on(const FiguresUsed& used) const;
    ChartContext charts(const ChartTemplates& templates) const { return {figures, definitions, templates, wording}; }
};

/// An answer under its title, in the context's language.
Answer titled(const Wording& words, std::string title, About about = {});

/// Ends an answer with how it was computed: `method` is sentences of the method, in words.
void trace(Answer& answer, const Wording& words, const Provenance& provenance, const std::vector<std::string>& method);

/// Says in a finished answer that its figures are not what their manifest says: below its words, on the sheets of a
/// workbook, under its charts and, for programs, beside what a provenance says.
void say_changed(Answer& answer, const Wording& words, const Manifest& figures);

/// Code and name.
Json municipality_json(const Municipality& municipality);

/// What a message says, for programs, whichever room says it: its key without the room.
std::string code_of(const Message& message);

/// A rank; nothing where there is none (0).
Json rank_json(int rank);
Cell rank_cell(int rank);

/// What the figures of intervals are called: median, P10 and P90; or a figure, and what it lies between.
IntervalTitles quantile_titles(const Wording& words);
IntervalTitles bound_titles(const Wording& words);

/// The credit, the day, and what is our own computation.
std::string source_words(const AnswerContext& context);
/// Whose prices the amounts are in.
std::string price_words(const AnswerContext& context, const Specification& specification);

}  // namespace skattekrona
