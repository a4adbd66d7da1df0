#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/receptor/factor_problem.hpp"
#include "models/receptor/fit_engine.hpp"

namespace lantian::receptor {

/// Share of each percentile over resamples, in this order.
inline constexpr double k_percentiles[] = {5.0, 25.0, 50.0, 75.0, 95.0};

struct BootstrapControl {
    std::size_t runs = 100;
    std::size_t block = 0;  ///< samples; 0: suggest_block()
    std::uint64_t seed = 1;
    int threads = 0;
    double least_correlation = 0.6;  ///< below: unmapped
    FitControl fit{1e-6, 2, 2000, 10, 0};
};

/// Block bootstrap (Norris et al. 2014): blocks of consecutive samples of one site, with replacement, to the length of
/// the site, the last cut; refit from the base; each bootstrap factor is mapped to the base factor with the highest
/// correlation of contributions on the resampled days.
struct Bootstrap {
    std::size_t runs = 0, block = 0;
    std::vector<std::vector<std::size_t>> mapping;  ///< [bootstrap factor][base factor, then unmapped] counts
    /// [factor] how many of them were mapped over all days, as too few days on which the factor varies had been drawn.
    std::vector<std::size_t> mapped_on_all_days;
    std::vector<double> percentiles;  ///< [5][factors x species] of the profiles mapped to a base factor
    std::vector<double> q;            ///< of each run
};
/// sites: one text a sample, empty for one site.
[[nodiscard]] Bootstrap bootstrap(const FactorProblem& problem, const FactorFit& base,
                                  const std::vector<std::string>& sites, const BootstrapControl& control);

/// Suggested block length: circular block bootstrap of the mean, Politis & White 2004 (Econometric Reviews 23, 53) with
/// the correction of 2009, averaged over the species.
[[nodiscard]] std::size_t suggest_block(const FactorProblem& problem, const std::vector<std::string>& sites);

/// Numbers of the samples drawn for one run, in order.
[[nodiscard]] std::vector<std::size_t> draw_blocks(std::size_t samples, const std::vector<std::string>& sites,
                                                   std::size_t block, std::uint64_t seed, std::size_t run);

struct DisplacementControl {
    std::vector<double> levels{4.0, 8.0, 15.0, 25.0};  ///< rises of Q, ascending
    std::vector<std::size_t> species;                  ///< displaced ones; empty: all
    int threads = 0;
    FitControl fit{1e-7, 2, 400, 10, 0};
};

/// Displacement of profile elements with a real refit of everything else (Paatero et al. 2014): each element is moved
/// up and down so far that the minimum of Q over all others is Q_base + level.
struct Displacement {
    std::vector<double> levels;
    std::vector<std::vector<double>> low, high;  ///< [level][factors x species]; NaN for species not displaced
    std::vector<std::size_t> swaps;              ///< [level] displacements at which a factor matched another one best
    std::vector<std::vector<std::size_t>> swaps_by_factor;  ///< [level][factor]
    double largest_drop = 0.0;                              ///< of Q below the base, >= 0
    std::vector<double> better_profiles;                    ///< where the drop was met; empty: none
    std::size_t refits = 0, sweeps = 0;
    std::size_t jumps = 0;  ///< displacements whose level lies in a jump of the path (interpolated)
};
[[nodiscard]] Displacement displace(const FactorProblem& problem, const FactorFit& base,
                                    const DisplacementControl& control);

struct BootstrapDisplacementControl {
    std::size_t runs = 50;
    std::size_t block = 0;
    std::uint64_t seed = 1;
    int threads = 0;
    std::vector<std::size_t> species;
    std::vector<double> levels{0.5, 1.0, 2.0, 4.0};
    double least_correlation = 0.6;
    FitControl fit{1e-6, 2, 2000, 10, 0};
};

/// Displacement of chosen species on every resample (Paatero et al. 2014, "BS-DISP").
struct BootstrapDisplacement {
    std::size_t runs = 0, accepted = 0;
    std::size_t swaps_in_fit = 0;    ///< resamples left out as a factor changed its match
    std::size_t drops = 0;           ///< resamples left out as Q fell while displacing
    std::size_t restarted = 0;       ///< resamples fitted again from a lower Q met while displacing
    double largest_drop = 0.0;       ///< after restarts
    std::vector<std::size_t> swaps;  ///< [level]
    std::vector<double> levels;
    std::vector<std::vector<double>> low,
        high;  ///< [level][factors x species]: 5th percentile of the lower, 95th of the upper ends
};
[[nodiscard]] BootstrapDisplacement bootstrap_displace(const FactorProblem& problem, const FactorFit& base,
                                                       const std::vector<std::string>& sites,
                                                       const BootstrapDisplacementControl& control);

}  // namespace lantian::receptor
