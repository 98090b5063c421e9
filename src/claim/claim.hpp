#pragma once

#include "claim/curve.hpp"
#include "claim/quoted_figure.hpp"
#include "claim/stated_number.hpp"
#include "core/diagnostic.hpp"
#include "core/message.hpp"
#include "core/records.hpp"
#include "model/costs.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace skattekrona {

/// One choice of a specification as models/claims.toml gives it: what it is called and which values can be defended.
struct CurveChoice {
    std::string id;
    Text title;
    Text reason;
    std::vector<std::string> values;
};

/// An amount in mnkr that a ratio may be taken of: Σ measure × population, those under `minus` with their sign turned.
struct ClaimQuantity {
    std::string id;
    Text title;
    std::string source;
    std::vector<std::string> plus;
    std::vector<std::string> minus;
};

/// The content of models/claims.toml.
struct ClaimModels {
    /// A unit as claim files write it, and what people call it.
    struct UnitWords {
        std::string unit;
        std::vector<std::string> words;
    };

    /// CurveDesign::pool_per_lowest of what can be defended.
    double pool_per_lowest = 1;
    /// How many years back a claim without a year can be about.
    int open_years = 1;
    /// The share of the wording's specifications that must reach the amount for a potential to be supported.
    double supported_share = missing;
    /// The probability by chance below which a specification comes nearer to the amount than chance.
    double chance = missing;
    /// In the order of `curve_choices`.
    std::vector<CurveChoice> choices;
    std::vector<ClaimQuantity> quantities;
    /// How words begin that say that something is less or more than something, that something can be saved, that a net
    /// cost or a reference cost is meant; and whole words for a place in a ranking.
    std::vector<std::string> words_of_less;
    std::vector<std::string> words_of_more;
    std::vector<std::string> words_of_potential;
    std::vector<std::string> words_of_net_cost;
    std::vector<std::string> words_of_reference_cost;
    std::vector<std::string> words_of_rank;
    std::vector<UnitWords> unit_words;

    const CurveChoice& choice(std::string_view id) const;
    const ClaimQuantity* quantity(std::string_view id) const;
};
/// All problems of the file are reported.
Result<ClaimModels> parse_claim_models(std::string_view toml, const std::string& file, const Definitions& definitions,
                                       const Panel& panel);

/// Values of one choice put into a design, each once; "all" years are those with costs for the design's areas.
/// Failure::usage for a value that the choice does not have.
Result<void> set_choice(CurveDesign& design, std::string_view choice, const std::vector<std::string>& values,
                        const Definitions& definitions, const Panel& panel);
/// The design of all that can be defended. Areas, and years unless "all", may be narrowed afterwards.
Result<CurveDesign> defensible_design(const ClaimModels& models, const Definitions& definitions, const Panel& panel);

/// Potential [effektiviseringspotential]: an amount a year at some level.
struct PotentialClaim {
    /// As it is written: in mnkr, in % of the net cost or in kr for each inhabitant.
    StatedNumber stated;
    QuotedUnit::Of unit = QuotedUnit::Of::mnkr;
    /// mnkr; of another unit what it is in the last year of the wording that has costs, of the first of its areas.
    double amount = missing;
    /// Share of the amount within which a specification reproduces it.
    double tolerance = 0.1;
    /// Every specification that the wording allows. Where it leaves the year open: the last
    /// ClaimModels::open_years with costs when it was said.
    CurveDesign wording;
    /// Which choices the wording fixes and which it leaves open, by id.
    std::vector<std::string> fixed;
    std::vector<std::string> open;
    /// Those of the fixed that the wording does not say, but whoever wrote the file has read into it.
    std::vector<std::string> reading;
    /// The year from which it is followed up, and the areas; nothing where it is not.
    std::optional<Year> follow_up_from;
    std::vector<std::string> follow_up_areas;
    /// Another amount that this one is to be seen beside.
    double beside = missing;
    Text beside_title;
    /// The same amount as the claim gives it in another unit.
    struct Also {
        StatedNumber stated;
        QuotedUnit::Of unit = QuotedUnit::Of::percent;
    };
    std::vector<Also> also;
    /// The areas that at least so large a share of the amount is said to be in; empty where none are named.
    std::vector<std::string> part_areas;
    double part_at_least = missing;
};

/// mnkr that one unit of a stated potential comes to; missing where the municipality has no costs.
double mnkr_of_one(QuotedUnit::Of unit, const CostWindow& costs, std::size_t municipality);

/// Ratio: an amount's share of another, in %, for one or several years.
struct RatioClaim {
    double stated = missing;
    /// Percentage points.
    double tolerance = missing;
    /// mnkr, where the claim gives it; else a quantity's id.
    double numerator = missing;
    Text numerator_title;
    std::string numerator_quantity;
    std::string denominator;
    std::vector<Year> years;
    /// What the same report gives as the rest up to 100 %; missing where it gives none.
    double rest = missing;
    Text rest_title;
    /// The quantity that may stand between the two, and what a forecast came to; none where empty.
    std::string rest_net;
    std::string outcome_quantity;
};

/// Sum: parts that are said to make a total, each rounded to so many decimals.
struct SumClaim {
    struct Sum {
        Text title;
        std::vector<double> terms;
        double total = missing;
        /// What the part is that the report leaves out; empty where it gives them all.
        Text rest;
    };
    int decimals = 0;
    std::string unit;
    std::vector<Sum> sums;
};

/// Compounding: a yearly rate over some years.
struct CompoundingClaim {
    struct Path {
        Text title;
        double before = missing;
        double after = missing;
        Text unit;
        bool higher_is_better = true;
    };
    /// % a year, positive; lowest and highest.
    double low = missing;
    double high = missing;
    int years = 0;
    bool decrease = false;
    /// The change over all the years in %, where the claim states one.
    double stated_total = missing;
    /// What happened to quality meanwhile.
    std::vector<Path> paths;
};

/// Shares: answers to a survey, in %.
struct SharesClaim {
    struct Question {
        Text title;
        std::vector<double> shares;
        /// Missing where the report gives none.
        double dont_know = missing;
    };
    std::vector<Question> questions;
};

/// How a report judged a target, or a row is judged here.
enum class TargetVerdict { met, nearly, missed, not_judged };

/// Targets against their outcomes.
struct TargetsClaim {
    struct Target {
        Text title;
        std::string owner;
        double target = missing;
        double outcome = missing;
        bool at_most = false;
        TargetVerdict reported = TargetVerdict::not_judged;
    };
    /// Share of the target within which it is nearly met.
    double nearly = 0.05;
    std::vector<Target> targets;
};

/// Break-even: a cost a year against what factors multiplied give; one of them may be unknown.
struct BreakEvenClaim {
    struct Factor {
        Text title;
        double value = missing;
        Text unit;
    };
    double cost = missing;
    std::vector<Factor> factors;
};

/// Level and growth: the deviation against the own structure and against chosen municipalities.
struct ComparisonClaim {
    /// What is said of a level or a growth; nothing where it is not spoken of.
    enum class Said { nothing, high, low, near };

    std::vector<std::string> areas;
    /// Nothing where only a level is spoken of.
    std::optional<Year> from;
    Year to;
    std::vector<PoolChoice> pools;
    /// Shown, but not judged: what is claimed does not name them.
    std::vector<PoolChoice> beside;
    bool structure_beside = false;
    Said level = Said::nothing;
    Said growth = Said::nothing;
    /// Within so much, in % and percentage points, it is neither high nor low.
    double near = 0;
};

/// Cost and quality: which areas cost more than others do in relation to their structure, without being better.
struct CostQualityClaim {
    std::vector<std::string> areas;
    Year year;
    PoolChoice pool;
    /// Counted, but not judged.
    std::vector<PoolChoice> beside;
};

/// Consistency: statements about the same thing that should agree.
struct ConsistencyClaim {
    /// How far apart two numbers may be and still be the same.
    double tolerance = 0;
    struct Statement {
        /// Statements of the same id are about the same thing.
        std::string about;
        Text title;
        bool outcome = false;
        Year year;
        /// A number with its unit, or the words of the source where it is none.
        double value = missing;
        Text unit;
        std::string said;
        std::string source;
        bool lower_is_better = false;
    };
    std::vector<Statement> statements;
};

/// Which areas cost more than expected: those that are said to, and no other.
struct AboveClaim {
    std::vector<std::string> areas;
    std::vector<std::string> said;
    Year from;
    Year to;
};

/// Answers: an auditor's verdicts in summary, how many of each the report says there are, and what its text says.
struct AnswersClaim {
    struct Answer {
        Text question;
        std::string answer;
        /// The words that it rests on, and how they read; empty where they are not given.
        std::string ground;
        std::string reading;
    };
    std::vector<Answer> answers;
    std::vector<std::pair<std::string, double>> stated;
};

/// Recommendations of an earlier audit, and what has become of each.
struct RecommendationsClaim {
    struct Recommendation {
        std::string text;
        std::string status;
        /// The words that the status is read from.
        std::string ground;
    };
    std::vector<Recommendation> recommendations;
    /// The statuses that all are said to have.
    std::vector<std::string> says;
};

/// Figures: what somebody says that published figures are.
struct FigureClaim {
    struct Stated {
        QuotedFigure figure;
        std::size_t municipality = 0;
        std::vector<Year> years;
        /// Missing where only a rank is stated.
        StatedNumber value;
        /// One of the figure's own; of a change or a difference perhaps the change in %, see `relative`.
        QuotedUnit unit;
        bool relative = false;
        /// The value is the change since then.
        std::optional<Year> from;
        /// The value is the difference from the median of these.
        std::optional<PoolChoice> against;
        /// 0 where none is stated.
        int rank = 0;
        bool from_highest = false;
        PoolChoice among;
    };
    std::vector<Stated> figures;
};

/// Changes: how much more or less a number is said to have become than it was.
struct ChangeClaim {
    struct Change {
        Text title;
        /// Missing where the claim does not give it.
        double before = missing;
        double after = missing;
        StatedNumber value;
        Text unit;
        /// In % of what it was, or in the numbers' own unit.
        bool relative = false;
    };
    std::vector<Change> changes;
};

/// Somebody's figure with its wording: who, when, amount, and what is left unsaid.
struct Claim {
    /// The folder's name under scenarios/.
    std::string id;
    Text title;
    /// The auditors' question.
    Text question;
    std::string who;
    std::string when;
    std::string source;
    std::vector<std::string> wording;
    std::string kind;
    double amount = missing;
    std::string unit;
    std::size_t municipality = 0;
    /// What those it is about, or who said it, have answered.
    struct Reply {
        std::string who;
        std::string when;
        std::string source;
        std::string said;
    };
    std::vector<Reply> replies;
    /// What a reader must know beside the figures.
    std::vector<Text> notes;
    /// What would be needed to assess it, where the figures at hand do not suffice.
    std::vector<Text> missing_data;

    /// The year that `when` begins with; the year 0 where it does not.
    Year year_said() const;
    std::variant<PotentialClaim, RatioClaim, SumClaim, CompoundingClaim, SharesClaim, TargetsClaim, BreakEvenClaim,
                 ComparisonClaim, CostQualityClaim, ConsistencyClaim, AboveClaim, AnswersClaim, RecommendationsClaim,
                 FigureClaim, ChangeClaim>
        body;
};

/// What a claim file may hold.
const FileRecords& claim_records();

/// Reads a claim file. Every problem is reported with its line: unknown keys and kinds, a missing amount, a unit that
/// does not fit, choices that are both fixed and open or contradict each other, a municipality without figures.
Result<Claim> parse_claim(std::string_view toml, const std::string& file, const std::string& id,
                          const ClaimModels& models, const Definitions& definitions, const Figures& figures);

}  // namespace skattekrona
