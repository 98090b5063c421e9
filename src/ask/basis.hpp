#pragma once

#include "answer/answer.hpp"
#include "claim/claim.hpp"
#include "core/parallel.hpp"
#include "scenario/scenario.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skattekrona {

/// A text from outside: its name in messages and in a provenance, and the SHA-256 of its bytes.
struct SourceText {
    std::string path;
    std::string shown;
    std::string sha256;
    std::string text;
    /// What it is called: its folder's name, or its own.
    std::string id{};
};

/// Claims or scenarios by name, however they are kept; nothing where there is no such. A name may be a path.
struct Shelf {
    /// Of those that come with the program, in order.
    std::function<std::vector<std::string>()> names;
    std::function<Result<std::optional<SourceText>>(const std::string& name)> find;
    /// What the file `from` names; for what builds on another.
    std::function<Result<std::optional<SourceText>>(const std::string& name, const std::string& from)> beside;
};

/// What every question is answered from and with. Whoever has files, threads and a reader hands it in; nothing here
/// reads a file, a clock or the environment.
struct Basis {
    const Figures& figures;
    const Definitions& definitions;
    const Wording& words;
    std::string version;
    /// Model file → SHA-256 of what was read.
    std::map<std::string, std::string> models;
    /// models/claims.toml.
    std::function<Result<SourceText>()> claim_models;
    Shelf claims;
    Shelf scenarios;
    ParallelFor parallel = serial;
    /// What charts are made of; null where the answer has no room for them.
    const ChartTemplates* charts = nullptr;
    /// Charts are seen as pictures, not as the tables behind them.
    bool pictures = false;
    /// The answer has room for every table.
    bool roomy = false;
    /// How far long work has come; may be called from several threads.
    std::function<void(std::size_t done, std::size_t of)> progress = [](std::size_t, std::size_t) {};
};

/// The texts that a question reads, noted for the provenance of its answer.
class Sources {
public:
    explicit Sources(const Basis& basis) : basis_(basis), models_(basis.models) {}

    Result<ClaimModels> claim_models();
    /// Failure::usage where there is none, with those that there are.
    Result<Claim> claim(const ClaimModels& models, const std::string& name);
    /// The scenario's own text; nothing where there is none of that name.
    Result<std::optional<SourceText>> scenario(const std::string& name);
    /// Understands it with what it extends; `more` is laid over it.
    Result<Scenario> understand(const NamedText& text, const std::string& id, const std::string& more);

    /// With all that has been read.
    AnswerContext context() const;

private:
    void note(const SourceText& text) { scenarios_[text.shown] = text.sha256; }

    const Basis& basis_;
    std::map<std::string, std::string> models_;
    std::map<std::string, std::string> scenarios_;
};

/// Failure::usage under the key for a name that the shelf has not, with those that it has.
Diagnostic not_on_shelf(const Shelf& shelf, const std::string& name, const std::string& key);

}  // namespace skattekrona
