#include "models/puff/pit.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

PitOutlet pit_outlet(const Pit& pit, double wind_x_m_s, double wind_y_m_s, double release_height_m) noexcept {
    const double c = std::cos(pit.axis_rad);
    const double s = std::sin(pit.axis_rad);
    const double along = wind_x_m_s * c + wind_y_m_s * s;
    const double across = wind_y_m_s * c - wind_x_m_s * s;
    const double angle = std::atan2(std::abs(across), std::abs(along));  // 0 to pi/2, from the length
    const double turned = angle / (0.5 * constants::k_pi);
    const double reach = pit.length_m * (1.0 - turned) + pit.width_m * turned;
    const double depth = std::max(0.0, pit.depth_m - release_height_m) / reach;
    const double fraction = depth >= 0.2 ? 0.08 : std::sqrt(1.0 - 1.7 * std::cbrt(depth));
    const double cos2 = std::cos(angle) * std::cos(angle);
    const double length = std::pow(fraction, cos2) * pit.length_m;
    const double width = std::pow(fraction, 1.0 - cos2) * pit.width_m;
    // The corner the wind comes from is shared.
    const auto shift = [](double wind, double whole, double part) {
        return wind > 0.0 ? -0.5 * (whole - part) : wind < 0.0 ? 0.5 * (whole - part) : 0.0;
    };
    const double a = shift(along, pit.length_m, length);
    const double b = shift(across, pit.width_m, width);
    return {{pit.centre.x_m + a * c - b * s, pit.centre.y_m + a * s + b * c},
            length,
            width,
            std::sqrt((length * length + width * width) / 24.0)};
}

double pit_escape_frac(double settling_m_s, double wind_10m_m_s) noexcept {
    constexpr double k_alpha = 0.029;
    return 1.0 / (1.0 + settling_m_s / (k_alpha * wind_10m_m_s));
}

}  // namespace lantian
