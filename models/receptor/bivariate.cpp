#include "models/receptor/bivariate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/assert.hpp"
#include "core/math/statistics.hpp"
#include "models/receptor/conditional_probability.hpp"

namespace lantian {

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

/// Interval of equal width that holds a speed in (lower, upper], 0 in the first.
std::size_t speed_bin(double speed, const std::vector<double>& edges) {
    const auto upper = std::lower_bound(edges.begin() + 1, edges.end() - 1, speed);
    return static_cast<std::size_t>(upper - edges.begin()) - 1;
}

}  // namespace

Bivariate bivariate(std::span<const double> values, const SampledWind& wind, const BivariateOptions& options) {
    LANTIAN_ASSERT(values.size() == wind.samples);
    Bivariate out;
    std::vector<std::size_t> records;
    std::vector<double> of_samples;
    std::size_t last = values.size();
    double fastest = 0.0;
    for (std::size_t r = 0; r < wind.size(); ++r) {
        const std::size_t sample = wind.sample[r];
        if (!std::isfinite(values[sample])) continue;
        if (wind.speed_m_s[r] < options.calm_m_s) {
            ++out.calm_hours;
            continue;
        }
        if (!std::isfinite(wind.speed_m_s[r]) || !std::isfinite(wind.from_deg[r])) {
            ++out.missing_hours;
            continue;
        }
        if (sample != last) of_samples.push_back(values[sample]);
        last = sample;
        fastest = std::max(fastest, wind.speed_m_s[r]);
        records.push_back(r);
    }
    out.samples = of_samples.size();
    const auto at_percent = [&](double percent) { return percentile(of_samples, percent); };
    out.threshold = {
        options.threshold.value_or(at_percent(options.percentile_low)),
        options.percentile_high ? at_percent(*options.percentile_high) : std::numeric_limits<double>::infinity()};

    const double top = options.max_speed_m_s.value_or(fastest);
    for (std::size_t b = 0; b <= options.speeds; ++b)
        out.speed_edges_m_s.push_back(top * static_cast<double>(b) / static_cast<double>(options.speeds));
    for (std::size_t d = 0; d < options.directions; ++d)
        out.direction_deg.push_back(360.0 * static_cast<double>(d) / static_cast<double>(options.directions));
    const std::size_t cells = options.directions * options.speeds;
    out.hours.assign(cells, 0.0);
    out.above.assign(cells, 0.0);
    out.probability.assign(cells, k_nan);
    out.mean.assign(cells, k_nan);
    std::vector<double> sum(cells, 0.0);
    for (const std::size_t r : records) {
        if (wind.speed_m_s[r] > top) {
            ++out.fast_hours;
            continue;
        }
        const std::size_t cell = sector_of(wind.from_deg[r], options.directions) * options.speeds +
                                 speed_bin(wind.speed_m_s[r], out.speed_edges_m_s);
        const double value = values[wind.sample[r]];
        ++out.hours[cell];
        sum[cell] += value;
        if (out.threshold.holds(value)) ++out.above[cell];
    }
    for (std::size_t c = 0; c < cells; ++c) {
        if (out.hours[c] == 0.0 || out.hours[c] < options.min_hours) continue;
        out.probability[c] = out.above[c] / out.hours[c];
        out.mean[c] = sum[c] / out.hours[c];
        if (out.hours[c] < options.peak_hours) continue;
        if (!out.peak || out.probability[c] > out.probability[*out.peak] ||
            (out.probability[c] == out.probability[*out.peak] && out.hours[c] > out.hours[*out.peak]))
            out.peak = c;
    }
    return out;
}

}  // namespace lantian
