#include "models/control/ranking.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/control/choice.hpp"
#include "models/control/measures.hpp"

namespace lantian {

namespace {

constexpr double k_ug_per_kg = 1e9;
/// Values closer than this, relative to the largest, share a rank: rounding of sums must not decide an order.
constexpr double k_tie = 1e-12;
constexpr std::array<std::string_view, 4> k_money_criteria{"cost", "cost_per_ug_pm25", "cost_per_ug_pb", "co2"};

const AnswerValues& ranking_values(const ReceptorResponse& response) {
    return response.population_weighted ? *response.population_weighted : response.mean;
}

std::optional<double> cost_per_ug(const std::optional<double>& cost_cny_a, double change_kg_m3) {
    if (!cost_cny_a || !(change_kg_m3 < 0.0)) return std::nullopt;
    return *cost_cny_a / (-change_kg_m3 * k_ug_per_kg);
}

MeasureEffect effect_of(const SourceReceptor& table, const MeasurePlan& plan, std::span<const std::size_t> set) {
    MeasureEffect effect;
    const std::vector<StreamShare> cut = plan.cut_of_set(set);
    for (std::size_t s = 0; s < table.sources.size(); ++s) {
        const EmittedMass change = emission_change(table.sources[s].annual_kg, cut[s]);
        for (std::size_t e = 0; e < k_emitted_count; ++e) effect.d_emission_kg_a[e] += change[e];
    }
    effect.d_conc_kg_m3 = linear_response(table, cut);
    effect.cost_cny_a = 0.0;
    effect.co2_t_a = 0.0;
    const auto add = [](std::optional<double>& total, const std::optional<double>& term) {
        total = total && term ? std::optional<double>(*total + *term) : std::nullopt;
    };
    for (const std::size_t m : set) {
        add(effect.cost_cny_a, plan.entries()[m].cost_cny_a);
        add(effect.co2_t_a, plan.entries()[m].measure.co2_t_a);
    }
    const AnswerValues& values = ranking_values(effect.d_conc_kg_m3);
    effect.cost_per_ug_pm25 = cost_per_ug(effect.cost_cny_a, values[k_answer_pm25]);
    effect.cost_per_ug_pb = cost_per_ug(effect.cost_cny_a, values[answer_index(Reported::pb)]);
    return effect;
}

/// The value of a criterion, the lowest being the best; empty when unknown.
std::optional<double> criterion_value(const MeasureEffect& effect, std::size_t criterion) {
    if (criterion < k_answer_count) {
        const double change = ranking_values(effect.d_conc_kg_m3)[criterion];
        return std::isnan(change) ? std::nullopt : std::optional<double>(change);
    }
    const std::array<std::optional<double>, 4> money{effect.cost_cny_a, effect.cost_per_ug_pm25, effect.cost_per_ug_pb,
                                                     effect.co2_t_a};
    return money[criterion - k_answer_count];
}

void rank_by(std::vector<RankedMeasure>& measures, std::size_t criterion) {
    std::vector<std::pair<double, std::size_t>> order;
    double largest = 0.0;
    for (std::size_t i = 0; i < measures.size(); ++i) {
        if (const auto value = criterion_value(measures[i].alone, criterion)) {
            order.emplace_back(*value, i);
            largest = std::max(largest, std::abs(*value));
        }
    }
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool tie = i > 0 && order[i].first - order[i - 1].first <= k_tie * largest;
        measures[order[i].second].rank[criterion] =
            tie ? measures[order[i - 1].second].rank[criterion] : std::optional<int>(static_cast<int>(i) + 1);
    }
}

std::vector<std::string> ids_of(const MeasurePlan& plan, std::span<const std::size_t> set) {
    std::vector<std::string> ids;
    for (const std::size_t m : set) ids.push_back(plan.entries()[m].measure.id);
    return ids;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::vector<std::string> notes_of(const SourceReceptor& table, const MeasurePlan& plan, const RankAnswer& answer) {
    std::vector<std::string> notes{
        "Ozone response is not yet included: a cut of NOx or VOC may raise or lower ozone.",
        "Concentrations are means of the run, " + format_time(table.begin) + " to " + format_time(table.end) +
            "; emissions, costs and CO2 are per year.",
        "The response is exactly linear in each source: chemistry is the simple linear scheme (SO2 to sulfate, NOx to "
        "nitrate), "
        "without limits by ammonia or oxidants.",
        "Changes are signed: a fall is negative. Ranks by concentration take the " +
            std::string(answer.ranking_mean == "mean" ? "mean over stations" : "population-weighted mean over towns") +
            "; ties share the lower rank.",
        "A metal is cut only by a measure that names its removal.",
        "Costs of several measures are summed as if each stood alone: a cost per tonne is not lowered by other "
        "measures on the stream."};
    std::vector<std::string> no_cost, no_co2, held, not_stored;
    for (std::size_t i = 0; i < k_answer_count; ++i) {
        if (std::isnan(answer.baseline_kg_m3.mean[i])) not_stored.emplace_back(answer_name(i));
    }
    for (const MeasurePlan::Entry& entry : plan.entries()) {
        if (!entry.cost_cny_a) no_cost.push_back(entry.measure.id);
        if (!entry.measure.co2_t_a) no_co2.push_back(entry.measure.id);
        if (entry.held_coarse_cuts > 0) {
            held.push_back(entry.measure.id + " at " + std::to_string(entry.held_coarse_cuts) + " sources");
        }
    }
    if (!no_cost.empty())
        notes.push_back("Cost unknown, null, not ranked by cost and not chosen under a budget: " + joined(no_cost) +
                        ".");
    if (!no_co2.empty()) notes.push_back("CO2 effect unknown, null: " + joined(no_co2) + ".");
    if (!held.empty()) {
        notes.push_back(
            "Removals of pm25 and pm10 would cut the coarse part by less than nothing or more than all of it; it was "
            "held within 0 and 1: " +
            joined(held) + ".");
    }
    if (!not_stored.empty())
        notes.push_back("The run did not store " + joined(not_stored) + ": changes are null and not ranked.");
    if (answer.ranking_mean == "mean")
        notes.emplace_back(
            "No town has a population: population-weighted values are null and the mean over stations ranks.");
    if (std::none_of(table.receptors.begin(), table.receptors.end(),
                     [](const Receptor& r) { return r.kind == ReceptorKind::station; })) {
        notes.emplace_back("The run has no station: the mean is over all receptors.");
    }
    return notes;
}

}  // namespace

std::string_view criterion_name(std::size_t i) {
    return i < k_answer_count ? answer_name(i) : k_money_criteria[i - k_answer_count];
}

RankAnswer rank_measures(const SourceReceptor& table, const std::vector<Measure>& measures,
                         std::optional<double> budget_cny_a) {
    if (budget_cny_a && !(std::isfinite(*budget_cny_a) && *budget_cny_a >= 0.0)) {
        throw Error(ErrorKind::usage, "E503",
                    "budget = " + std::to_string(*budget_cny_a) + " CNY: must be finite and not negative",
                    "write for example \"80 MCNY\"");
    }
    const MeasurePlan plan(measures, table.sources);
    RankAnswer answer;
    answer.begin = table.begin;
    answer.end = table.end;
    answer.receptors = table.receptors;
    answer.baseline_kg_m3 = baseline(table);
    answer.ranking_mean = answer.baseline_kg_m3.population_weighted ? "population_weighted" : "mean";
    answer.warnings = plan.warnings();

    for (std::size_t m = 0; m < plan.entries().size(); ++m) {
        const MeasurePlan::Entry& entry = plan.entries()[m];
        const std::vector<std::size_t> alone{m};
        RankedMeasure ranked;
        ranked.measure = entry.measure;
        for (const MeasurePlan::Hit& hit : entry.hits) ranked.targets.push_back(table.sources[hit.source].id);
        ranked.alone = effect_of(table, plan, alone);
        ranked.needs = ids_of(plan, entry.needs);
        if (!entry.needs.empty()) ranked.with_needs = effect_of(table, plan, plan.with_needs(alone));
        answer.measures.push_back(std::move(ranked));
    }
    for (std::size_t c = 0; c < k_criterion_count; ++c) rank_by(answer.measures, c);
    // The plan is sorted by id already, so a stable sort by rank leaves ties in order of id.
    std::stable_sort(
        answer.measures.begin(), answer.measures.end(),
        [](const RankedMeasure& a, const RankedMeasure& b) { return a.rank[k_answer_pm25] < b.rank[k_answer_pm25]; });

    const GainModel model(table, plan, k_answer_pm25);
    for (const CurveStep& step : greedy_curve(plan, model)) {
        answer.curve.push_back(CurvePoint{ids_of(plan, step.added), step.cost_cny_a, -step.gain_kg_m3,
                                          step.marginal_cost_cny_a / (step.marginal_gain_kg_m3 * k_ug_per_kg)});
    }
    if (budget_cny_a) {
        const ChosenSet set = choose_set(plan, model, *budget_cny_a);
        answer.chosen = ChosenMeasures{*budget_cny_a, ids_of(plan, set.measures), effect_of(table, plan, set.measures),
                                       set.proven_best, set.nodes};
    }
    answer.notes = notes_of(table, plan, answer);
    return answer;
}

RankAnswer rank_run(const std::string& run_dir, const std::vector<Measure>& measures,
                    std::optional<double> budget_cny_a) {
    RankAnswer answer = rank_measures(read_source_receptor(run_dir), measures, budget_cny_a);
    answer.run_dir = run_dir;
    return answer;
}

}  // namespace lantian
