#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "models/receptor/shares.hpp"
#include "models/receptor/wind_join.hpp"

namespace lantian {

/// What is counted in a sector of wind directions.
struct SectorShare {
    double centre_deg = 0.0;
    double hours = 0.0;    ///< n: wind records in the sector that belong to samples with a value
    double above = 0.0;    ///< m: those whose sample is above the threshold
    double samples = 0.0;  ///< effective number of independent samples behind n: (sum h)^2 / sum h^2 over samples
    double probability = k_no_share;  ///< m/n; NaN where the sector is empty
    ShareInterval interval;           ///< 95 %, by `samples`

    static constexpr double k_no_share = std::numeric_limits<double>::quiet_NaN();
};

struct CpfOptions {
    std::size_t sectors = 16;           ///< >= 2; the first is centred on north, each takes its clockwise edge
    double percentile = 75.0;           ///< threshold, of the samples with value and wind; 0-100
    std::optional<double> threshold{};  ///< in the unit of the values, instead of the percentile
    double calm_m_s = 1.0;              ///< slower wind is left out
    double min_samples = 2.0;           ///< sectors with fewer effective samples cannot be the peak
};

/// Conditional probability function of one species or factor (Ashbaugh 1985; Kim & Hopke 2004).
struct ConditionalProbability {
    Threshold threshold;
    std::size_t samples = 0;        ///< with a value and wind that is not missing
    std::size_t samples_above = 0;  ///< of these, above the threshold
    double hours = 0.0;             ///< counted in sectors
    double calm_hours = 0.0;        ///< left out because calm
    double missing_hours = 0.0;     ///< left out because speed or direction is missing
    double overall = 0.0;           ///< share of counted hours above the threshold, all directions
    std::vector<SectorShare> sectors;
    std::optional<std::size_t> peak;  ///< sector of the highest probability
    double mean_direction_deg = 0.0;  ///< direction of the vector sum of the probabilities; NaN when they cancel
    double concentration = 0.0;       ///< length of that sum over their sum: 0 all around, 1 one sector
};

/// Sector of a direction: the number of the centre it rounds to, halves down; 0 is north, as is 360.
[[nodiscard]] std::size_t sector_of(double from_deg, std::size_t sectors);

/// Every wind record of a sample counts once with the sample's value, so that a daily sample spreads over the sectors
/// by the hours its wind blew from each. values: one a sample, NaN missing.
[[nodiscard]] ConditionalProbability conditional_probability(std::span<const double> values, const SampledWind& wind,
                                                             const CpfOptions& options);

}  // namespace lantian
