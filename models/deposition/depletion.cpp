#include "models/deposition/depletion.hpp"

#include <cmath>
#include <limits>

#include "core/base/constants.hpp"

namespace lantian {

double well_mixed_fraction(double velocity_m_s, double depth_m, double time_s) noexcept {
    return std::exp(-velocity_m_s * time_s / depth_m);
}

// Abramowitz and Stegun 5.1.11 (series) up to 1, 5.1.22 (continued fraction, evaluated by Lentz) above.
double exponential_integral(double x) noexcept {
    constexpr double k_euler = 0.5772156649015329;
    if (x <= 1.0) {
        double term = 1.0;
        double sum = 0.0;
        for (int n = 1; n < 40; ++n) {
            term *= -x / n;
            sum -= term / n;
            if (std::abs(term) < 1e-17) break;
        }
        return sum - k_euler - std::log(x);
    }
    double b = x + 1.0;
    double c = std::numeric_limits<double>::max();
    double d = 1.0 / b;
    double fraction = d;
    for (int n = 1; n < 200; ++n) {
        const double a = -static_cast<double>(n) * n;
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        const double change = c * d;
        fraction *= change;
        if (std::abs(change - 1.0) < 1e-15) break;
    }
    return fraction * std::exp(-x);
}

double depletion_integral(double growth, double height_m, double distance_m) noexcept {
    const double ratio = height_m / (growth * distance_m);
    return exponential_integral(0.5 * ratio * ratio) / (2.0 * growth);
}

double source_depletion_fraction(double velocity_m_s, double wind_m_s, double integral) noexcept {
    return std::exp(-std::sqrt(2.0 / constants::k_pi) * velocity_m_s / wind_m_s * integral);
}

double puff_loss_fraction(double velocity_m_s, double ground_density_per_m, double dt_s) noexcept {
    return -std::expm1(-velocity_m_s * ground_density_per_m * dt_s);
}

}  // namespace lantian
