#pragma once

#include <string>
#include <vector>

#include "models/receptor/factor_problem.hpp"

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

}  // namespace lantian::receptor
