#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "models/receptor/shares.hpp"
#include "models/receptor/wind_join.hpp"

namespace lantian {

struct BivariateOptions {
    std::size_t directions = 36;  ///< cells around; the first is centred on north
    std::size_t speeds = 30;      ///< equal intervals of speed from 0 to the highest, each with its upper edge
    std::optional<double> max_speed_m_s{};    ///< instead of the highest speed met; faster wind is then left out
    double percentile_low = 75.0;             ///< threshold, of the samples with value and wind
    std::optional<double> percentile_high{};  ///< an interval of percentiles: above low, not above high
    std::optional<double> threshold{};        ///< in the unit of the values, instead of percentile_low
    double calm_m_s = 0.0;                    ///< slower wind is left out
    double min_hours = 1.0;                   ///< cells with fewer hours get no probability and no mean
    double peak_hours = 10.0;                 ///< cells with fewer hours cannot be the peak
};

/// Conditional bivariate probability and mean value by direction and speed of the wind (Uria-Tellaetxe & Carslaw 2014).
/// Cells are (direction, speed), speed fastest; the values are raw, not smoothed.
struct Bivariate {
    Threshold threshold;
    std::size_t samples = 0;                ///< with a value and wind
    std::vector<double> direction_deg;      ///< centres
    std::vector<double> speed_edges_m_s;    ///< speeds + 1, ascending from 0
    std::vector<double> hours, above;       ///< n and m of each cell
    std::vector<double> probability, mean;  ///< m/n and mean value; NaN in cells with too few hours
    double calm_hours = 0.0, missing_hours = 0.0, fast_hours = 0.0;  ///< left out
    std::optional<std::size_t> peak;  ///< cell of the highest probability; the one with more hours of equals
};

/// values: one a sample, NaN missing. Records count as in conditional_probability().
[[nodiscard]] Bivariate bivariate(std::span<const double> values, const SampledWind& wind,
                                  const BivariateOptions& options);

}  // namespace lantian
