#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/time.hpp"
#include "core/data/measures.hpp"
#include "models/control/response.hpp"

namespace lantian {

/// What a measure, or a set of them, changes. Changes are signed: less is negative. NaN: of a species that the run did
/// not store.
struct MeasureEffect {
    EmittedMass d_emission_kg_a{};     ///< kg per calendar year
    ReceptorResponse d_conc_kg_m3;     ///< mean of the run
    std::optional<double> cost_cny_a;  ///< empty when unknown (for a set: when any is unknown)
    std::optional<double> co2_t_a;     ///< likewise
    std::optional<double>
        cost_per_ug_pm25;  ///< CNY a-1 per ug m-3 of the ranking mean; empty without cost or without a fall
    std::optional<double> cost_per_ug_pb;  ///< the same for lead
};

/// Criteria by which measures are ranked: the fall of each answer species in the ranking mean (largest first), then
/// `cost`, `cost_per_ug_pm25`, `cost_per_ug_pb`, `co2` (change of CO2), lowest first.
inline constexpr std::size_t k_criterion_count = k_answer_count + 4;
[[nodiscard]] std::string_view criterion_name(std::size_t i);

struct RankedMeasure {
    Measure measure;
    std::vector<std::string> targets;         ///< ids of the sources that it hits
    MeasureEffect alone;                      ///< of the measure by itself
    std::vector<std::string> needs;           ///< all prerequisites
    std::optional<MeasureEffect> with_needs;  ///< with its prerequisites; empty when it has none
    std::array<std::optional<int>, k_criterion_count>
        rank;  ///< from 1, by `alone`; ties share the lower; empty when unknown
};

/// The set chosen under a budget.
struct ChosenMeasures {
    double budget_cny_a = 0.0;
    std::vector<std::string> ids;
    MeasureEffect effect;
    bool proven_best = false;  ///< else: best that greedy choice, exchange and a limited search found
    std::uint64_t nodes = 0;
};

/// One step of the cumulative curve, cheapest gain of population-weighted PM2.5 first.
struct CurvePoint {
    std::vector<std::string> added;
    double cost_cny_a = 0.0;             ///< of all so far
    double d_pm25_kg_m3 = 0.0;           ///< of all so far, <= 0
    double marginal_cny_a_per_ug = 0.0;  ///< of this step
};

struct RankAnswer {
    std::string run_dir;
    UtcTime begin, end;  ///< what the means cover
    ReceptorSet receptors;
    std::vector<RankedMeasure> measures;  ///< by rank of pm25, then id
    ReceptorResponse baseline_kg_m3;      ///< concentrations of the run
    std::string ranking_mean;             ///< "population_weighted" or "mean"
    std::vector<CurvePoint> curve;
    std::optional<ChosenMeasures> chosen;  ///< empty without a budget
    std::vector<std::string> notes;        ///< limits and fallbacks, for the reader
    std::vector<Problem> warnings;         ///< E502
};

/// Ranks measures by their exact linear response. Errors: E308, E309, E204 of the measures, E503 when the budget is
/// negative or not finite.
[[nodiscard]] RankAnswer rank_measures(const SourceReceptor& table, const std::vector<Measure>& measures,
                                       std::optional<double> budget_cny_a);

/// The same for the folder of a finished run (errors of read_source_receptor besides).
[[nodiscard]] RankAnswer rank_run(const std::string& run_dir, const std::vector<Measure>& measures,
                                  std::optional<double> budget_cny_a);

}  // namespace lantian
