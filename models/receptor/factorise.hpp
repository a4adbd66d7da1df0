#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "models/receptor/factor_problem.hpp"
#include "models/receptor/fit_engine.hpp"

namespace lantian::receptor {

/// How to look for the global minimum.
struct StartControl {
    std::size_t starts = 20;
    std::uint64_t seed = 1;
    int threads = 0;                ///< 0: all; the answer has the same bits for any number
    std::size_t candidates = 5;     ///< random profiles tried a start ...
    std::size_t trial_sweeps = 15;  ///< ... for so many sweeps; the best goes on
    FitControl fit{1e-7, 3, 5000, 10, 0};
    FitControl polish{1e-11, 5, 20000, 10, 0};  ///< of the best
};

/// What the starts found.
struct Factorisation {
    FactorFit fit;          ///< the best, polished; factors sorted by what they explain where all are free
    std::vector<double> q;  ///< of each start in the fitted mode
    std::vector<std::size_t> iterations;  ///< of each start
    std::size_t best_start = 0;
    std::size_t unconverged = 0;                ///< starts that ran into the limit of sweeps
    std::vector<std::vector<double>> profiles;  ///< of each start, factors x species
};

/// Fits from many random starts (counter-based: start n of a seed is the same whatever else is asked for), polishes the
/// best. Throws what check_problem throws.
[[nodiscard]] Factorisation factorise(const FactorProblem& problem, const StartControl& control);

/// One fit from given profiles, and contributions to warm it where given.
[[nodiscard]] FactorFit refit(const FactorProblem& problem, const std::vector<double>& f, const FitControl& control);

/// Random profiles for one start: species mean times u^5, so that each profile has few species.
[[nodiscard]] std::vector<double> random_profiles(const FactorProblem& problem, std::uint64_t seed, std::uint64_t start,
                                                  std::size_t candidate);

/// Largest spread, over factors and species, of the profiles of starts whose Q lies within `within` of the best, after
/// matching factors: how loose the minimum is.
struct Spread {
    std::size_t fits = 0;
    std::vector<double> low, high;  ///< factors x species
    double least_cosine = 1.0;      ///< smallest cosine between a matched profile and the best one
};
[[nodiscard]] Spread spread_of_fits(const FactorProblem& problem, const Factorisation& result, double within);

/// Best one-to-one matching by summed similarity (rows to columns); similarity: k x k, row-major. Exact (Hungarian).
[[nodiscard]] std::vector<std::size_t> match_factors(std::size_t k, const std::vector<double>& similarity);

}  // namespace lantian::receptor
