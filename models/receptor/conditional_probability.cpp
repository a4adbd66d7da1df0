#include "models/receptor/conditional_probability.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/assert.hpp"
#include "core/base/constants.hpp"
#include "core/math/statistics.hpp"

namespace lantian {

namespace {

constexpr double k_rad = constants::k_pi / 180.0;
/// A vector sum shorter than this share of its parts has no direction.
constexpr double k_no_direction = 1e-9;

/// Directions of the sectors weighted by their probabilities.
void mean_direction(ConditionalProbability& out) {
    double east = 0.0, north = 0.0, total = 0.0;
    for (const SectorShare& s : out.sectors) {
        if (std::isnan(s.probability)) continue;
        east += s.probability * std::sin(s.centre_deg * k_rad);
        north += s.probability * std::cos(s.centre_deg * k_rad);
        total += s.probability;
    }
    const double length = std::hypot(east, north);
    out.concentration = total > 0.0 ? length / total : 0.0;
    out.mean_direction_deg = std::numeric_limits<double>::quiet_NaN();
    if (out.concentration > k_no_direction) {
        const double angle = std::atan2(east, north) / k_rad;
        out.mean_direction_deg = angle < 0.0 ? angle + 360.0 : angle;
    }
}

}  // namespace

std::size_t sector_of(double from_deg, std::size_t sectors) {
    const double width = 360.0 / static_cast<double>(sectors);
    const double k = std::ceil(from_deg / width - 0.5);
    return static_cast<std::size_t>(std::max(k, 0.0)) % sectors;
}

ConditionalProbability conditional_probability(std::span<const double> values, const SampledWind& wind,
                                               const CpfOptions& options) {
    LANTIAN_ASSERT(values.size() == wind.samples);
    ConditionalProbability out;
    std::vector<char> used(values.size(), 0);
    for (std::size_t r = 0; r < wind.size(); ++r) {
        if (std::isfinite(values[wind.sample[r]]) && std::isfinite(wind.speed_m_s[r]) &&
            (std::isfinite(wind.from_deg[r]) || wind.speed_m_s[r] < options.calm_m_s))
            used[wind.sample[r]] = 1;
    }
    std::vector<double> of_samples;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (used[i] != 0) of_samples.push_back(values[i]);
    }
    out.samples = of_samples.size();
    out.threshold = {options.threshold.value_or(percentile(of_samples, options.percentile)),
                     std::numeric_limits<double>::infinity()};
    out.samples_above = static_cast<std::size_t>(
        std::count_if(of_samples.begin(), of_samples.end(), [&](double v) { return out.threshold.holds(v); }));

    out.sectors.resize(options.sectors);
    std::vector<double> squares(options.sectors, 0.0), of_one(options.sectors, 0.0);
    double above = 0.0;
    for (std::size_t r = 0; r < wind.size();) {
        const std::size_t sample = wind.sample[r];
        const double value = values[sample];
        std::fill(of_one.begin(), of_one.end(), 0.0);
        for (; r < wind.size() && wind.sample[r] == sample; ++r) {
            if (!std::isfinite(value)) continue;
            const double speed = wind.speed_m_s[r], from = wind.from_deg[r];
            if (speed < options.calm_m_s) {
                ++out.calm_hours;
            } else if (!std::isfinite(speed) || !std::isfinite(from)) {
                ++out.missing_hours;
            } else {
                ++of_one[sector_of(from, options.sectors)];
            }
        }
        for (std::size_t k = 0; k < options.sectors; ++k) {
            out.sectors[k].hours += of_one[k];
            squares[k] += of_one[k] * of_one[k];
            if (out.threshold.holds(value)) out.sectors[k].above += of_one[k];
        }
    }
    for (std::size_t k = 0; k < options.sectors; ++k) {
        SectorShare& s = out.sectors[k];
        s.centre_deg = static_cast<double>(k) * 360.0 / static_cast<double>(options.sectors);
        out.hours += s.hours;
        above += s.above;
        if (s.hours == 0.0) continue;
        s.samples = s.hours * s.hours / squares[k];
        s.probability = s.above / s.hours;
        s.interval = share_interval(s.probability, s.samples);
        if (s.samples >= options.min_samples && (!out.peak || s.probability > out.sectors[*out.peak].probability))
            out.peak = k;
    }
    out.overall = out.hours > 0.0 ? above / out.hours : std::numeric_limits<double>::quiet_NaN();
    mean_direction(out);
    return out;
}

}  // namespace lantian
