#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/control/choice.hpp"

/// Inside of choose_set: greedy choice, local improvement, branch and bound (models/control/THEORY.md, 5).
namespace lantian::detail {

/// A choice under a budget. Keeps references: plan and model must outlive it.
struct SetProblem {
    SetProblem(const MeasurePlan& plan, const GainModel& model, std::optional<double> budget_cny_a);

    const MeasurePlan& plan;
    const GainModel& model;
    std::optional<double> budget_cny_a;  ///< empty: no limit
    std::vector<std::size_t> free;       ///< free_measures(plan)
    double gain_tolerance_kg_m3 = 0.0;   ///< gains closer than this are equal (rounding of sums)
    double cost_tolerance_cny_a = 0.0;

    /// Sum in ascending order of index, so that one set has one cost.
    [[nodiscard]] double cost(std::span<const std::size_t> ascending) const;
    [[nodiscard]] bool affordable(double cost_cny_a) const { return !budget_cny_a || cost_cny_a <= *budget_cny_a; }
    [[nodiscard]] ChosenSet evaluate(std::vector<std::size_t> ascending) const;
    /// More gain, or the same gain for less money.
    [[nodiscard]] bool better(const ChosenSet& a, const ChosenSet& b) const;

    [[nodiscard]] std::vector<CurveStep> greedy_steps() const;
    /// All steps of the greedy order in one set.
    [[nodiscard]] ChosenSet greedy() const;
    /// Adds, drops and exchanges single measures (with what they need and what needs them) while that makes the set
    /// better.
    [[nodiscard]] ChosenSet improved(ChosenSet set) const;

  private:
    /// The set with a free measure and its prerequisites added; empty when not allowed or not affordable.
    [[nodiscard]] std::optional<ChosenSet> added(std::span<const std::size_t> set, std::size_t measure) const;
    /// The set without a measure and all that need it.
    [[nodiscard]] std::vector<std::size_t> dropped(std::span<const std::size_t> set, std::size_t measure) const;
};

/// Depth-first search over in/out decisions. The bound of a node is its gain plus the fractional knapsack of the
/// marginal gains of the undecided measures; groups and prerequisites are left out of the bound, which keeps it an
/// upper bound.
class BranchAndBound {
  public:
    /// node_limit 0: none.
    BranchAndBound(const SetProblem& problem, ChosenSet start, std::uint64_t node_limit);
    void run();
    [[nodiscard]] const ChosenSet& best() const { return best_; }

  private:
    enum class State : char { undecided, in, out };
    struct Node {
        std::vector<State> state;  ///< by index of the plan; not free = out
        std::vector<double> left;  ///< by piece: product of (1 - cut)
        double gain_kg_m3 = 0.0;
        double cost_cny_a = 0.0;
    };
    struct Option {
        std::size_t measure;
        double gain_kg_m3;
        double cost_cny_a;
    };

    void visit(const Node& node);
    void record(const Node& node);
    [[nodiscard]] bool include(Node& node, std::size_t measure) const;
    void exclude(Node& node, std::size_t measure) const;
    /// Undecided measures, those without cost first, then by falling gain per cost.
    [[nodiscard]] std::vector<Option> options(const Node& node) const;

    const SetProblem& problem_;
    std::vector<std::vector<std::size_t>> needed_by_;
    ChosenSet best_;
    std::uint64_t limit_;
    std::uint64_t nodes_ = 0;
    bool stopped_ = false;
};

}  // namespace lantian::detail
