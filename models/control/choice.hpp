#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/control/measures.hpp"
#include "models/control/response.hpp"

namespace lantian {

/// Gain of a set of measures as a sum of independent pieces, gain(S) = sum over pieces of weight x (1 - product over S
/// of (1 - cut)). A piece is all source streams that the same measures cut by the same shares; weight >= 0 in kg m-3,
/// so that the gain of one more measure never grows with the set. That makes the bound of the search valid.
class GainModel {
  public:
    struct Part {
        std::size_t piece = 0;
        double cut = 0.0;
    };
    /// Gain = fall of answer species `species` in the ranking mean (population-weighted over towns, else over
    /// stations).
    GainModel(const SourceReceptor& table, const MeasurePlan& plan, std::size_t species);

    [[nodiscard]] double gain(std::span<const std::size_t> chosen) const;
    [[nodiscard]] const std::vector<double>& weights() const { return weights_; }
    /// Pieces that a measure cuts.
    [[nodiscard]] const std::vector<Part>& parts(std::size_t measure) const { return parts_[measure]; }

  private:
    std::vector<double> weights_;
    std::vector<std::vector<Part>> parts_;
};

/// Exact up to this many free measures; above it the search stops after k_node_limit nodes and says whether it ended.
inline constexpr std::size_t k_exact_measures = 25;
inline constexpr std::uint64_t k_node_limit = 500'000;

/// The measures that can be bought: known cost, and known cost of all prerequisites; no two of one exclusive group
/// among a measure and its prerequisites.
[[nodiscard]] std::vector<std::size_t> free_measures(const MeasurePlan& plan);

struct ChosenSet {
    std::vector<std::size_t> measures;  ///< ascending indices of the plan
    double gain_kg_m3 = 0.0;
    double cost_cny_a = 0.0;
    bool proven_best = false;
    std::uint64_t nodes = 0;  ///< of the search
};

/// The allowed set of free measures with the largest gain whose cost is within the budget (CNY a-1); of equal gains the
/// cheaper. Costs are those of each measure alone (a cost per tonne is not lowered by other measures on the stream),
/// hence an upper bound. Starts from greedy choice + local improvement, then branch and bound with a fractional bound.
[[nodiscard]] ChosenSet choose_set(const MeasurePlan& plan, const GainModel& model, double budget_cny_a);

/// One step of the greedy order.
struct CurveStep {
    std::vector<std::size_t> added;    ///< a measure with the prerequisites that were not yet in
    double cost_cny_a = 0.0;           ///< of all so far
    double gain_kg_m3 = 0.0;           ///< of all so far
    double marginal_cost_cny_a = 0.0;  ///< of this step
    double marginal_gain_kg_m3 = 0.0;
};

/// Cumulative curve: at each step the allowed addition with the lowest marginal cost per gain, until nothing adds gain.
/// Within the budget when one is given.
[[nodiscard]] std::vector<CurveStep> greedy_curve(const MeasurePlan& plan, const GainModel& model,
                                                  std::optional<double> budget_cny_a = std::nullopt);

}  // namespace lantian
