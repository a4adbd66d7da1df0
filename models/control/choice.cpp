#include "models/control/choice.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/math/sum.hpp"
#include "models/control/search.hpp"

namespace lantian {

GainModel::GainModel(const SourceReceptor& table, const MeasurePlan& plan, std::size_t species)
    : parts_(plan.entries().size()) {
    // What cuts each (source, stream), as a list of (measure, cut): the key that says which streams behave alike.
    using Key = std::vector<std::pair<std::size_t, double>>;
    std::vector<Key> cutters(table.sources.size() * k_stream_count);
    for (std::size_t m = 0; m < plan.entries().size(); ++m) {
        for (const MeasurePlan::Hit& hit : plan.entries()[m].hits) {
            for (std::size_t i = 0; i < k_stream_count; ++i) {
                if (hit.cut[i] > 0.0) cutters[hit.source * k_stream_count + i].emplace_back(m, hit.cut[i]);
            }
        }
    }
    const ReceptorWeights weights = receptor_weights(table.receptors);
    const std::vector<double>& receptor_weight = weights.ranking();
    const View<const double, 3> mean = table.mean();
    std::map<Key, Sum> pieces;
    for (std::size_t s = 0; s < table.sources.size(); ++s) {
        for (std::size_t i = 0; i < k_stream_count; ++i) {
            const Key& key = cutters[s * k_stream_count + i];
            if (key.empty()) continue;
            StreamShare whole{};
            whole[i] = 1.0;
            Sum weight;
            for (std::size_t r = 0; r < table.receptors.size(); ++r) {
                const std::span<const double, k_reported_count> contribution(&mean(r, s, 0), k_reported_count);
                weight.add(-receptor_weight[r] * contribution_change(contribution, whole)[species]);
            }
            if (weight.value() > 0.0) pieces[key].add(weight.value());
        }
    }
    for (const auto& [key, weight] : pieces) {
        for (const auto& [measure, cut] : key) parts_[measure].push_back(Part{weights_.size(), cut});
        weights_.push_back(weight.value());
    }
}

double GainModel::gain(std::span<const std::size_t> chosen) const {
    std::vector<double> left(weights_.size(), 1.0);
    std::vector<std::size_t> order(chosen.begin(), chosen.end());
    std::sort(order.begin(), order.end());
    for (const std::size_t m : order) {
        for (const Part& part : parts_[m]) left[part.piece] *= 1.0 - part.cut;
    }
    double gain = 0.0;
    for (std::size_t p = 0; p < left.size(); ++p) gain += weights_[p] * (1.0 - left[p]);
    return gain;
}

std::vector<std::size_t> free_measures(const MeasurePlan& plan) {
    std::vector<std::size_t> free;
    for (std::size_t m = 0; m < plan.entries().size(); ++m) {
        const std::vector<std::size_t> package = plan.with_needs(std::vector<std::size_t>{m});
        const bool known = std::all_of(package.begin(), package.end(),
                                       [&](std::size_t i) { return plan.entries()[i].cost_cny_a.has_value(); });
        if (known && plan.allowed(package)) free.push_back(m);
    }
    return free;
}

ChosenSet choose_set(const MeasurePlan& plan, const GainModel& model, double budget_cny_a) {
    const detail::SetProblem problem(plan, model, budget_cny_a);
    ChosenSet best = problem.improved(problem.greedy());
    const std::uint64_t limit = problem.free.size() > k_exact_measures ? k_node_limit : 0;
    detail::BranchAndBound search(problem, best, limit);
    search.run();
    return search.best();
}

std::vector<CurveStep> greedy_curve(const MeasurePlan& plan, const GainModel& model,
                                    std::optional<double> budget_cny_a) {
    const detail::SetProblem problem(plan, model, budget_cny_a);
    return problem.greedy_steps();
}

}  // namespace lantian
