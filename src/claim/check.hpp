#pragma once

#include "claim/claim.hpp"
#include "claim/follow_up.hpp"
#include "model/uncertainty.hpp"

#include <optional>
#include <string>
#include <vector>

namespace skattekrona {

/// The auditors' scale: uppfyllt, delvis uppfyllt, ej uppfyllt, kan ej bedömas.
enum class Verdict { supported, partly, not_supported, not_assessable };

/// "supported", "partly", "not-supported", "not-assessable".
std::string to_string(Verdict verdict);

/// How one statement of a claim comes out; what stands beside it is not judged.
enum class Outcome { holds, nearly, fails, unknown, beside };
/// "holds", "nearly", "fails", "unknown", "beside".
std::string to_string(Outcome outcome);

/// One statement held against what can be computed. A number is missing where there is none.
struct CheckRow {
    Message label;
    double stated = missing;
    /// One number, or a range.
    double computed_low = missing;
    double computed_high = missing;
    int decimals = 0;
    /// A key of the texts.
    std::string unit;
    Outcome outcome = Outcome::unknown;
    std::optional<Message> remark;
    /// The numbers that the computed one comes of, and how: a spreadsheet's formula in which {n} is the n-th of them,
    /// counted from 0, of the lowest and of the highest. Empty where it is no arithmetic on numbers.
    std::vector<std::pair<Message, double>> terms{};
    std::string low_formula{};
    std::string high_formula{};
    /// As it is written where that is more than the number takes: "2,0".
    std::optional<int> stated_decimals{};
    /// A unit that stands in the claim or its measure; `unit` then says nothing.
    std::optional<Text> own_unit{};
    /// Where the computed number is from, and of which year it is; empty where it is of no published figure.
    std::string source{};
    std::optional<Year> year{};
};

/// What an area cost and how good it was, in a claim that goes through areas: a number is missing where there is none.
struct AreaFinding {
    std::string area;
    Year year;
    /// % of the reference cost, and the median of those it is compared with.
    double deviation = missing;
    double median_deviation = missing;
    /// 0–100, and the same.
    double quality = missing;
    double median_quality = missing;

    double dearer() const { return deviation - median_deviation; }
    double better() const { return quality - median_quality; }
};

/// Something said for or against a claim, or beside it.
struct Reason {
    Message said;
    Outcome outcome = Outcome::unknown;
};

/// A specification that gives about the amount claimed.
struct Reproduction {
    Specification specification;
    Year year;
    double amount = missing;
    /// Which value of each choice of the wording.
    std::array<std::uint16_t, 9> choice{};
    /// Whether it is among the specifications that can be defended.
    bool defensible = false;
};

/// The nearest specification under a condition on quality.
struct QualityVariant {
    QualityCondition condition = QualityCondition::none;
    double amount = missing;
    /// The fewest members left in any area's pool (or in the total's).
    std::size_t members = 0;
    /// Areas whose pool could not be limited, since they have no measure.
    std::vector<std::string> unmeasured;
};

/// A potential by the wording at its plainest. Ranges over the levels: lowest and highest, mnkr; missing where there is
/// none. Method §4.1.
struct PlainCalculation {
    Year year;
    /// At the first of the levels.
    Specification specification;
    std::vector<Level> levels;
    std::array<double, 2> amount{missing, missing};
    /// With chance taken away: the mean over the draws, and the 95 % interval.
    std::array<double, 2> lasting{missing, missing};
    std::array<double, 2> interval{missing, missing};
    /// With at least the own quality, and at least the median's; nothing where the wording has a condition itself.
    std::array<double, 2> quality{missing, missing};
};

/// The six steps of method §4 for a potential.
struct PotentialCheck {
    /// Every specification that the wording allows, and every one that can be defended.
    Curve wording;
    Curve defensible;
    std::optional<PlainCalculation> plain;
    /// Those of the wording within the tolerance, nearest first.
    std::vector<Reproduction> reproductions;
    /// The probability that one of them would come as near as the nearest does, if each lay anywhere within the
    /// tolerance; missing where there are none. Method §4.6.
    double chance = missing;
    /// Share of the wording's specifications that give at least the amount less the tolerance.
    double reach = missing;
    /// What the steps below are of: the nearest of the wording's specifications, reproduction or not.
    std::optional<Reproduction> nearest;
    /// What is claimed in mnkr, where it is stated in another unit of the nearest's year and areas.
    double claimed_mnkr = missing;
    /// How the nearest comes about, area by area.
    std::optional<Benchmark> nearest_in_full;
    /// The same choices in the years around it, at least up to the year of the claim, where they can be computed.
    std::vector<Reproduction> around;
    /// By area and whole: the lowest and highest amount of the wording's specifications that differ from the nearest in
    /// level and scope only; missing where there are none.
    std::array<std::array<double, 2>, 2> by_scope{};
    /// How many municipalities reach the nearest's level in all areas at once; missing unless it is by area.
    double at_level_everywhere = missing;
    /// The nearest with chance taken away: over the draws, and with every municipality at its most likely value.
    Uncertain noise_corrected;
    double most_likely = missing;
    /// The total's rank in its pool, and the probability of being among the 30 lowest.
    AreaUncertainty position;
    std::vector<QualityVariant> quality;
    std::optional<FollowUp> follow_up;
};

struct ClaimCheck {
    Claim claim;
    Verdict verdict = Verdict::not_assessable;
    /// In plain words, the weightiest first.
    std::vector<Reason> reasons;
    /// How the verdict follows.
    Message rule;
    std::vector<CheckRow> rows;
    /// What the rows of areas rest on.
    std::vector<AreaFinding> areas;
    std::optional<PotentialCheck> potential;
};

/// Holds a claim against the figures. Deterministic: the draws have a seed of their own. Method §4.6.
ClaimCheck check_claim(Claim claim, const ClaimModels& models, const Definitions& definitions, const Figures& figures,
                       const ParallelFor& parallel);

/// The probability that one of so many numbers, each anywhere within the tolerance, is no further off than `off`.
double chance_of_nearest(double off, double tolerance, std::size_t numbers);

/// All hold: supported. Some: partly. None: not. Nothing could be told: not assessable. What stands beside is not
/// judged.
Verdict by_rows(const std::vector<CheckRow>& rows);

/// The parts of check_claim: a potential, and the kinds that are arithmetic. Method §4.1–4.6 and §4.7.
void check_potential(ClaimCheck& check, const PotentialClaim& claim, const ClaimModels& models,
                     const Definitions& definitions, const Figures& figures, const ParallelFor& parallel);
void check_arithmetic(ClaimCheck& check, const ClaimModels& models, const Definitions& definitions,
                      const Figures& figures);
void check_figures(ClaimCheck& check, const FigureClaim& claim, const Definitions& definitions, const Figures& figures);
void check_changes(ClaimCheck& check, const ChangeClaim& claim);

}  // namespace skattekrona
