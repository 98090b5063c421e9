#include "ask/claim.hpp"

#include "cli/commands/commands.hpp"
#include "core/spelling.hpp"

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <memory>
#include <unistd.h>

namespace skattekrona {

namespace {

/// The options of `claim --new`, each as it is typed.
struct NewClaimTyped {
    std::optional<std::vector<std::string>> municipality;
    std::optional<std::string> wording;
    std::optional<std::string> amount;
    std::optional<std::string> unit;
    std::optional<std::string> who;
    std::optional<std::string> when;
    std::optional<std::string> source;

    Options options() {
        const auto text = [](const char* name, const char* help) {
            return Option{.name = name, .help = {help, {}}, .type = "@cli.option.type.text"};
        };
        return {{{.name = "--new",
                  .help = {"cli.option.claim_new", {}},
                  .type = "@ask.option.type.municipality",
                  .words = true},
                 &municipality},
                {text("--wording", "cli.option.claim_wording"), &wording},
                {text("--amount", "cli.option.claim_amount"), &amount},
                {text("--unit", "cli.option.claim_unit"), &unit},
                {text("--who", "cli.option.claim_who"), &who},
                {text("--when", "cli.option.claim_when"), &when},
                {text("--source", "cli.option.claim_source"), &source}};
    }
};

struct ClaimTyped {
    ClaimQuestion question;
    NewClaimTyped draft;
};

/// What somebody at a terminal answers to a question; nothing where the input has ended.
std::optional<std::string> answered(const Wording& words, const char* question) {
    std::cerr << words(question) << " " << std::flush;
    std::string line;
    if (!std::getline(std::cin, line)) {
        return std::nullopt;
    }
    return std::string(trimmed(line));
}

/// Asks for what was not typed, where somebody is there to answer; what may be left out is answered with nothing.
Result<void> ask_for_the_rest(const Wording& words, NewClaimTyped& typed, CommonOptions& common) {
    // Whoever types the words has said what there is to say; else somebody may be there to ask.
    const bool somebody = ::isatty(STDIN_FILENO) == 1 && !typed.wording;
    bool ended = false;
    std::vector<Text> missing_options;
    const auto want = [&](std::optional<std::string>& place, const char* question, const char* option, bool required) {
        if (!place && somebody && !ended) {
            place = answered(words, question);
            ended = !place;
        }
        if (required && place.value_or("").empty()) {
            missing_options.push_back({option, option});
        }
    };
    std::optional<std::string> municipality;
    if (typed.municipality->empty()) {
        want(municipality, "cli.ask.municipality", "--new", true);
        typed.municipality->push_back(municipality.value_or(""));
    }
    want(typed.wording, "cli.ask.wording", "--wording", true);
    want(typed.amount, "cli.ask.amount", "--amount", false);
    if (!typed.amount.value_or("").empty()) {
        want(typed.unit, "cli.ask.unit", "--unit", true);
    }
    want(typed.who, "cli.ask.who", "--who", false);
    want(typed.when, "cli.ask.when", "--when", false);
    want(typed.source, "cli.ask.source", "--source", false);
    std::optional<std::string> file = common.output;
    if (::isatty(STDOUT_FILENO) == 1) {
        want(file, "cli.ask.file", "-o", false);
        common.output = somebody && file.value_or("").empty() ? "claim.toml" : file;
    }
    if (ended) {
        return fail(Diagnostic{Failure::usage, {"cli.error.claim.ended", {}}});
    }
    return missing_options.empty()
               ? Result<void>{}
               : fail(Diagnostic{Failure::usage, {"cli.error.claim.new", {{"options", std::move(missing_options)}}}});
}

Result<void> write_draft(Session& session, NewClaimTyped& typed) {
    if (auto complete = ask_for_the_rest(session.words(), typed, session.options()); !complete) {
        return complete;
    }
    const auto& common = session.options();
    const std::string ending = std::filesystem::path(session.output()).extension().string();
    if (common.json || common.csv || common.format || (session.to_file() && !ending.empty() && ending != ".toml")) {
        return fail(Diagnostic{Failure::usage, {"cli.error.claim.format", {}}});
    }
    // What somebody has written on is not written over.
    std::error_code unknown;
    if (session.to_file() && std::filesystem::exists(session.output(), unknown)) {
        return fail(Diagnostic{Failure::usage, {"cli.error.claim.exists", {}}, {session.output()}});
    }
    const auto inputs = session.inputs();
    if (!inputs) {
        return fail(inputs.error());
    }
    const Basis basis = session.basis(*inputs, nullptr);
    const NewClaim claim{*typed.municipality,
                         *typed.wording,
                         typed.amount.value_or(""),
                         typed.unit.value_or(""),
                         {typed.who.value_or(""), typed.when.value_or("").empty() ? now().substr(0, 10) : *typed.when,
                          typed.source.value_or("")}};
    return ask(basis, claim).and_then([&](const std::string& file) { return session.write_bytes(file); }).map([&] {
        if (session.to_file()) {
            session.tell({"cli.claim_next", {{"file", session.output()}}});
        }
    });
}

}  // namespace

Command claim_command(Session& session) {
    const auto typed = std::make_shared<ClaimTyped>();
    Options options = typed->question.options();
    std::ranges::copy(typed->draft.options(), std::back_inserter(options));
    return {
        "claim", std::move(options), [&session, typed]() -> Result<void> {
            const auto& question = typed->question;
            if (!typed->draft.municipality) {
                const Options drafting = typed->draft.options();
                const auto stray =
                    std::ranges::find_if(drafting, [](const BoundOption& option) { return said(option.place); });
                return stray != drafting.end()
                           ? fail(Diagnostic{Failure::usage,
                                             {"cli.error.claim.only_new", {{"option", stray->option.first_name()}}}})
                           : session.answer([&](const Basis& basis) { return ask(basis, question); });
            }
            if (question.claim || question.all || question.check || question.full) {
                return fail(Diagnostic{Failure::usage, {"cli.error.claim.new_alone", {}}});
            }
            return write_draft(session, typed->draft);
        }};
}

}  // namespace skattekrona
