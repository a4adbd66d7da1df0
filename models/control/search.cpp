#include "models/control/search.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace lantian::detail {

namespace {

/// Relative size below which two sums of some hundred terms in double are the same number.
constexpr double k_rounding = 1e-12;

/// True when option a has the lower cost per gain (b may be reached later). Gains are > 0.
bool cheaper_per_gain(double cost_a, double gain_a, double cost_b, double gain_b) {
    return cost_a * gain_b < cost_b * gain_a;
}

}  // namespace

SetProblem::SetProblem(const MeasurePlan& p, const GainModel& m, std::optional<double> budget)
    : plan(p), model(m), budget_cny_a(budget), free(free_measures(p)) {
    double all_gain = 0.0, all_cost = budget ? std::abs(*budget) : 0.0;
    for (const double weight : model.weights()) all_gain += weight;
    for (const std::size_t i : free) all_cost += std::abs(*plan.entries()[i].cost_cny_a);
    gain_tolerance_kg_m3 = k_rounding * all_gain;
    cost_tolerance_cny_a = k_rounding * all_cost;
}

double SetProblem::cost(std::span<const std::size_t> ascending) const {
    double total = 0.0;
    for (const std::size_t m : ascending) total += *plan.entries()[m].cost_cny_a;
    return total;
}

ChosenSet SetProblem::evaluate(std::vector<std::size_t> ascending) const {
    ChosenSet set;
    set.gain_kg_m3 = model.gain(ascending);
    set.cost_cny_a = cost(ascending);
    set.measures = std::move(ascending);
    return set;
}

bool SetProblem::better(const ChosenSet& a, const ChosenSet& b) const {
    if (std::abs(a.gain_kg_m3 - b.gain_kg_m3) > gain_tolerance_kg_m3) return a.gain_kg_m3 > b.gain_kg_m3;
    return a.cost_cny_a < b.cost_cny_a - cost_tolerance_cny_a;
}

std::optional<ChosenSet> SetProblem::added(std::span<const std::size_t> set, std::size_t measure) const {
    std::vector<std::size_t> wanted(set.begin(), set.end());
    wanted.push_back(measure);
    wanted = plan.with_needs(wanted);
    if (wanted.size() == set.size() || !plan.allowed(wanted) || !affordable(cost(wanted))) return std::nullopt;
    return evaluate(std::move(wanted));
}

std::vector<std::size_t> SetProblem::dropped(std::span<const std::size_t> set, std::size_t measure) const {
    std::vector<std::size_t> rest;
    std::copy_if(set.begin(), set.end(), std::back_inserter(rest), [&](std::size_t m) {
        const auto& needs = plan.entries()[m].needs;
        return m != measure && std::find(needs.begin(), needs.end(), measure) == needs.end();
    });
    return rest;
}

std::vector<CurveStep> SetProblem::greedy_steps() const {
    std::vector<CurveStep> steps;
    ChosenSet now;
    while (true) {
        std::optional<ChosenSet> next;
        double next_gain = 0.0, next_cost = 0.0;
        for (const std::size_t m : free) {
            const std::optional<ChosenSet> trial = added(now.measures, m);
            if (!trial) continue;
            const double gain = trial->gain_kg_m3 - now.gain_kg_m3, cost = trial->cost_cny_a - now.cost_cny_a;
            if (gain <= gain_tolerance_kg_m3) continue;
            if (next && !cheaper_per_gain(cost, gain, next_cost, next_gain)) continue;
            next = trial;
            next_gain = gain;
            next_cost = cost;
        }
        if (!next) return steps;
        CurveStep step{{}, next->cost_cny_a, next->gain_kg_m3, next_cost, next_gain};
        std::set_difference(next->measures.begin(), next->measures.end(), now.measures.begin(), now.measures.end(),
                            std::back_inserter(step.added));
        steps.push_back(std::move(step));
        now = std::move(*next);
    }
}

ChosenSet SetProblem::greedy() const {
    std::vector<std::size_t> all;
    for (const CurveStep& step : greedy_steps()) all.insert(all.end(), step.added.begin(), step.added.end());
    std::sort(all.begin(), all.end());
    return evaluate(std::move(all));
}

ChosenSet SetProblem::improved(ChosenSet set) const {
    while (true) {
        ChosenSet best = set;
        const auto offer = [&](const std::optional<ChosenSet>& trial) {
            if (trial && better(*trial, best)) best = *trial;
        };
        for (const std::size_t m : free) offer(added(set.measures, m));
        for (const std::size_t m : set.measures) {
            const std::vector<std::size_t> rest = dropped(set.measures, m);
            if (affordable(cost(rest))) offer(evaluate(rest));
            for (const std::size_t n : free) offer(added(rest, n));
        }
        if (!better(best, set)) return set;
        set = std::move(best);
    }
}

BranchAndBound::BranchAndBound(const SetProblem& problem, ChosenSet start, std::uint64_t node_limit)
    : problem_(problem), needed_by_(problem.plan.entries().size()), best_(std::move(start)), limit_(node_limit) {
    for (std::size_t m = 0; m < needed_by_.size(); ++m) {
        for (const std::size_t needed : problem.plan.entries()[m].needs) needed_by_[needed].push_back(m);
    }
}

void BranchAndBound::run() {
    Node root;
    root.state.assign(problem_.plan.entries().size(), State::out);
    for (const std::size_t m : problem_.free) root.state[m] = State::undecided;
    root.left.assign(problem_.model.weights().size(), 1.0);
    visit(root);
    best_.proven_best = !stopped_;
    best_.nodes = nodes_;
}

std::vector<BranchAndBound::Option> BranchAndBound::options(const Node& node) const {
    std::vector<Option> found;
    for (const std::size_t m : problem_.free) {
        if (node.state[m] != State::undecided) continue;
        double gain = 0.0;
        for (const GainModel::Part& part : problem_.model.parts(m)) {
            gain += problem_.model.weights()[part.piece] * node.left[part.piece] * part.cut;
        }
        found.push_back(Option{m, gain, *problem_.plan.entries()[m].cost_cny_a});
    }
    std::stable_sort(found.begin(), found.end(), [](const Option& a, const Option& b) {
        const bool free_a = a.cost_cny_a <= 0.0, free_b = b.cost_cny_a <= 0.0;
        if (free_a || free_b) return free_a && !free_b;
        return a.gain_kg_m3 * b.cost_cny_a > b.gain_kg_m3 * a.cost_cny_a;
    });
    return found;
}

void BranchAndBound::record(const Node& node) {
    std::vector<std::size_t> chosen;
    for (std::size_t m = 0; m < node.state.size(); ++m) {
        if (node.state[m] == State::in) chosen.push_back(m);
    }
    if (!problem_.affordable(problem_.cost(chosen))) return;
    ChosenSet set = problem_.evaluate(std::move(chosen));
    if (problem_.better(set, best_)) best_ = std::move(set);
}

bool BranchAndBound::include(Node& node, std::size_t measure) const {
    const std::vector<std::size_t> package = problem_.plan.with_needs(std::vector<std::size_t>{measure});
    for (const std::size_t m : package) {
        if (node.state[m] == State::out) return false;
    }
    for (const std::size_t m : package) {
        if (node.state[m] == State::in) continue;
        node.state[m] = State::in;
        const MeasurePlan::Entry& entry = problem_.plan.entries()[m];
        node.cost_cny_a += *entry.cost_cny_a;
        for (const GainModel::Part& part : problem_.model.parts(m)) {
            node.gain_kg_m3 += problem_.model.weights()[part.piece] * node.left[part.piece] * part.cut;
            node.left[part.piece] *= 1.0 - part.cut;
        }
        if (entry.group == MeasurePlan::k_no_group) continue;
        for (const std::size_t other : problem_.free) {
            if (other != m && problem_.plan.entries()[other].group == entry.group) {
                if (node.state[other] == State::in) return false;
                exclude(node, other);
            }
        }
    }
    return true;
}

void BranchAndBound::exclude(Node& node, std::size_t measure) const {
    node.state[measure] = State::out;
    for (const std::size_t m : needed_by_[measure]) {
        if (node.state[m] == State::undecided) node.state[m] = State::out;
    }
}

void BranchAndBound::visit(const Node& node) {
    if (stopped_ || (limit_ != 0 && nodes_ >= limit_)) {
        stopped_ = true;
        return;
    }
    ++nodes_;
    record(node);
    const std::vector<Option> open = options(node);
    double lowest_cost = node.cost_cny_a, bound = node.gain_kg_m3;
    for (const Option& option : open) {
        if (option.cost_cny_a < 0.0) lowest_cost += option.cost_cny_a;
    }
    if (open.empty() || !problem_.affordable(lowest_cost - problem_.cost_tolerance_cny_a)) return;
    double money = problem_.budget_cny_a ? *problem_.budget_cny_a - lowest_cost : 0.0;
    for (const Option& option : open) {
        if (option.cost_cny_a <= 0.0 || !problem_.budget_cny_a || option.cost_cny_a <= money) {
            bound += option.gain_kg_m3;
            if (option.cost_cny_a > 0.0) money -= option.cost_cny_a;
        } else {
            bound += option.gain_kg_m3 * std::max(0.0, money) / option.cost_cny_a;
            money = 0.0;
        }
    }
    if (bound < best_.gain_kg_m3 - problem_.gain_tolerance_kg_m3) return;
    // Equal at best: worth following only for a lower cost.
    const bool may_gain = bound > best_.gain_kg_m3 + problem_.gain_tolerance_kg_m3;
    if (!may_gain && lowest_cost >= best_.cost_cny_a - problem_.cost_tolerance_cny_a) return;

    const std::size_t measure = open.front().measure;
    Node with = node;
    if (include(with, measure)) visit(with);
    Node without = node;
    exclude(without, measure);
    visit(without);
}

}  // namespace lantian::detail
