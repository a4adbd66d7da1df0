#pragma once

#include <string>
#include <vector>

#include "models/receptor/factor_problem.hpp"
#include "models/receptor/fit_engine.hpp"

namespace lantian::receptor {

/// A resample as a problem of its own: each drawn sample once, with the number of times it was drawn.
struct Resample {
    FactorProblem problem;
    std::vector<std::size_t> sample;  ///< number in the whole problem of each
};
[[nodiscard]] Resample resample(const FactorProblem& problem, const std::vector<std::size_t>& drawn);

/// Base factor that each factor of a fit matches best by correlation of contributions; `factors` when below `least`.
/// rows: samples of the base that g holds.
[[nodiscard]] std::vector<std::size_t> best_matches(std::size_t factors, const std::vector<double>& g,
                                                    const std::vector<double>& base_g,
                                                    const std::vector<std::size_t>& rows,
                                                    const std::vector<double>& multiplicity, double least);

/// Matches of a fit to a resample: by the resampled days; a factor that matches none there, as the resample may hardly
/// hold the days on which it varies, by the contributions that its profile has on all days (then on_all_days is 1).
[[nodiscard]] std::vector<std::size_t> match_resample(const PackedProblem& whole, const FactorFit& fit,
                                                      const FactorFit& base, const Resample& drawn, double least,
                                                      std::vector<char>& on_all_days);

}  // namespace lantian::receptor
