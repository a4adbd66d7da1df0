#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lantian {

/// One observed and predicted value, in one unit. `block`: pairs of one block (a run, a release) are resampled
/// together.
struct ScorePair {
    std::string id;  ///< for example "run07/200m"
    double observed = 0.0;
    double predicted = 0.0;
    std::size_t block = 0;
};

/// Statistics of the BOOT package (Chang and Hanna 2004); evaluation.md, 3. NaN where there are too few pairs.
struct Score {
    std::size_t n = 0;
    double fractional_bias;               ///< FB = 2 (o - p)/(o + p) of the means; positive: prediction too low
    double normalised_mean_square_error;  ///< NMSE = mean (o - p)^2 / (mean o mean p)
    double within_factor_2;               ///< FAC2 over pairs with o at or above the floor; p = 0 is a miss
    double geometric_mean_bias;           ///< MG = exp(mean ln(o/p)), both floored
    double geometric_variance;            ///< VG = exp(mean (ln(o/p))^2), both floored
    double correlation;                   ///< Pearson R

    static constexpr std::size_t k_count = 6;
    static constexpr std::array<std::string_view, k_count> k_names{"FB", "NMSE", "FAC2", "MG", "VG", "R"};
    [[nodiscard]] std::array<double, k_count> values() const {
        return {fractional_bias,     normalised_mean_square_error, within_factor_2,
                geometric_mean_bias, geometric_variance,           correlation};
    }
};

/// floor > 0: detection limit, in the unit of the pairs; 0: none (MG and VG then over pairs where both are above 0).
[[nodiscard]] Score score_of(std::span<const ScorePair> pairs, double floor);

struct Interval {
    double low, high;
};

/// 95 % intervals of the six statistics: `resamples` bootstrap samples of whole blocks, percentiles 2.5 and 97.5.
/// The same seed gives the same intervals.
[[nodiscard]] std::array<Interval, Score::k_count> bootstrap_intervals(std::span<const ScorePair> pairs, double floor,
                                                                       std::size_t resamples = 1000,
                                                                       std::uint64_t seed = 1);

/// 95 % interval of the mean by the same bootstrap over single values.
[[nodiscard]] Interval bootstrap_mean_interval(std::span<const double> values, std::size_t resamples = 1000,
                                               std::uint64_t seed = 1);

/// Robust highest concentration of the top `count` values: chi(n) + (mean of the n-1 higher - chi(n)) ln((3n - 1)/2)
/// (Cox and Tikvart 1990). NaN with fewer than `count` values.
[[nodiscard]] double robust_highest(std::span<const double> values, std::size_t count = 26);

}  // namespace lantian
