#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/measures.hpp"
#include "models/control/response.hpp"

namespace lantian {

/// Annuity of a capital, CNY a-1: c = I r (1+r)^n / ((1+r)^n - 1), I/n at r = 0 (reference: models/control/THEORY.md,
/// 3). interest_frac r >= 0, lifetime_a n > 0.
[[nodiscard]] double annualised_capital_cny_a(double capital_cny, double interest_frac, double lifetime_a);

/// Cost of a measure in CNY a-1 for the mass that it removes (kg a-1 per inventory species, >= 0); empty when unknown.
/// annual + annualised capital + running + per_tonne x tonnes. E204 when a cost per tonne names no species.
[[nodiscard]] std::optional<double> cost_cny_a(const Measure& measure, const EmittedMass& removed_kg_a);

/// True when the source matches every list of the measure that is not empty; a measure without any list matches
/// nothing.
[[nodiscard]] bool hits(const Measure& measure, const SourceSummary& source);

/// Relative cut per stream at a source that is hit: removal x applicability x effectiveness. The coarse part follows
/// from the masses, (cut of pm10 - cut of pm25) / (pm10 - pm25), held within 0 and 1. A species without removal is not
/// cut, metals included.
[[nodiscard]] StreamShare relative_cut(const Measure& measure, const SourceSummary& source);

/// True when relative_cut had to hold the coarse part within 0 and 1 (pm25 and pm10 removals contradict the source's
/// mix).
[[nodiscard]] bool coarse_cut_is_held(const Measure& measure, const SourceSummary& source);

/// Measures set against the sources of a run: what each hits, excludes and needs. Sorted by id, so that no answer
/// depends on the order of the file.
class MeasurePlan {
  public:
    static constexpr std::size_t k_no_group = std::numeric_limits<std::size_t>::max();

    struct Hit {
        std::size_t source = 0;
        StreamShare cut{};
    };
    struct Entry {
        Measure measure;
        std::vector<Hit> hits;           ///< ascending source
        std::vector<std::size_t> needs;  ///< all prerequisites, also those of prerequisites; ascending, without itself
        std::size_t group = k_no_group;  ///< exclusive group
        EmittedMass d_emission_kg_a{};   ///< alone, <= 0
        std::optional<double> cost_cny_a;  ///< alone; empty when unknown
        std::size_t held_coarse_cuts = 0;  ///< sources where coarse_cut_is_held
    };

    /// Errors, all listed: E308 an id used twice, E309 a prerequisite that is not among the measures, E204 cost per
    /// tonne of nothing.
    MeasurePlan(std::vector<Measure> measures, std::span<const SourceSummary> sources);

    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
    /// E502 warnings (measure targets nothing).
    [[nodiscard]] const std::vector<Problem>& warnings() const { return warnings_; }

    /// The chosen measures (indices) with all their prerequisites, ascending, each once.
    [[nodiscard]] std::vector<std::size_t> with_needs(std::span<const std::size_t> chosen) const;
    /// True when no exclusive group stands twice in the set and every prerequisite is in it.
    [[nodiscard]] bool allowed(std::span<const std::size_t> chosen) const;
    /// Relative cut per source when all measures of the set work in series: 1 - product of (1 - cut) per stream.
    [[nodiscard]] std::vector<StreamShare> cut_of_set(std::span<const std::size_t> chosen) const;

  private:
    std::vector<Entry> entries_;
    std::vector<Problem> warnings_;
    std::size_t source_count_ = 0;
};

}  // namespace lantian
