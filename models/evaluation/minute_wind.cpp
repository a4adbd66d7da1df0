#include "models/evaluation/minute_wind.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"

namespace lantian {

MinuteSeries::MinuteSeries(const std::vector<MinuteWind>& minutes) : minute_(minutes.size()) {
    std::vector<std::size_t> known;
    for (std::size_t m = 0; m < minutes.size(); ++m) {
        const MinuteWind& wind = minutes[m];
        if (!wind.toward_rad || !wind.speed_m_s) continue;
        minute_[m] = {*wind.speed_m_s * std::cos(*wind.toward_rad), *wind.speed_m_s * std::sin(*wind.toward_rad)};
        known.push_back(m);
    }
    if (known.empty()) throw Error(ErrorKind::bad_data, "E412", "no minute has wind", "give the wind of the releases");
    for (std::size_t m = 0; m < known.front(); ++m) minute_[m] = minute_[known.front()];
    for (std::size_t m = known.back() + 1; m < minutes.size(); ++m) minute_[m] = minute_[known.back()];
    for (std::size_t k = 1; k < known.size(); ++k) {
        const Value a = minute_[known[k - 1]];
        const Value b = minute_[known[k]];
        for (std::size_t m = known[k - 1] + 1; m < known[k]; ++m) {
            const double f = static_cast<double>(m - known[k - 1]) / static_cast<double>(known[k] - known[k - 1]);
            minute_[m] = {a.x_m_s + f * (b.x_m_s - a.x_m_s), a.y_m_s + f * (b.y_m_s - a.y_m_s)};
        }
    }
}

MinuteSeries::Value MinuteSeries::at(std::size_t half) const {
    const std::size_t last = minute_.size() - 1;
    if (half % 2 == 1) return minute_[std::min(half / 2, last)];
    const Value after = minute_[std::min(half / 2, last)];
    const Value before = minute_[half == 0 ? 0 : std::min(half / 2 - 1, last)];
    return {0.5 * (before.x_m_s + after.x_m_s), 0.5 * (before.y_m_s + after.y_m_s)};
}

double MinuteSeries::mean_speed(std::size_t half) const {
    constexpr std::size_t k_side = 15;
    const std::size_t middle = std::min(half / 2, minute_.size() - 1);
    const std::size_t first = middle > k_side ? middle - k_side : 0;
    const std::size_t end = std::min(middle + k_side + 1, minute_.size());
    double sum = 0.0;
    for (std::size_t m = first; m < end; ++m) sum += std::hypot(minute_[m].x_m_s, minute_[m].y_m_s);
    return sum / static_cast<double>(end - first);
}

void MinuteSeries::turn(double angle_rad) {
    const double c = std::cos(angle_rad);
    const double s = std::sin(angle_rad);
    for (Value& v : minute_) v = {c * v.x_m_s - s * v.y_m_s, s * v.x_m_s + c * v.y_m_s};
}

double unresolved_frac(double interval_s, double integral_s) {
    const double r = integral_s / interval_s;
    const double fall = -r * std::expm1(-1.0 / r);  // r (1 - exp(-1/r))
    const double mean_variance = 2.0 * r * (1.0 - fall);
    const double neighbours = fall * fall;
    return 1.0 - (2.0 * mean_variance + neighbours) / 3.0;
}

double unresolved_sigma_v_m_s(const LateralScales& air, double interval_s) {
    constexpr double k_mechanical_integral = 1.58;  // z/u: 17/(4 * 2.68), from the spectrum of v near the ground
    const double mechanical = 3.6 * air.friction_velocity_m_s * air.friction_velocity_m_s *
                              unresolved_frac(interval_s, k_mechanical_integral * air.height_m / air.wind_m_s);
    const double convective = 0.35 * air.convective_velocity_m_s * air.convective_velocity_m_s;
    if (!(convective > 0.0)) return std::sqrt(mechanical);
    const double integral_s = 0.15 * air.mixing_height_m / std::sqrt(convective);
    return std::sqrt(mechanical + convective * unresolved_frac(interval_s, integral_s));
}

}  // namespace lantian
