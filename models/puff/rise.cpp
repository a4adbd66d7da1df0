#include "models/puff/rise.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

using constants::k_gravity_m_s2;

namespace {

constexpr double k_strong_buoyancy_m4_s3 = 55.0;  // Briggs 1971: the law of x* changes here
constexpr double k_entrainment = 0.6;             // beta, Briggs 1975
constexpr double k_least_gradient_k_m = 0.005;    // AERMOD: above the mixed layer

struct Reached {
    double rise_m, distance_m;
};

Reached neutral_rise(double fb, double u) noexcept {
    if (fb < k_strong_buoyancy_m4_s3) {
        const double root = std::sqrt(std::sqrt(fb));
        return {21.425 * root * root * root / u, 49.0 * root * root * std::sqrt(root)};
    }
    return {38.71 * std::pow(fb, 0.6) / u, 119.0 * std::pow(fb, 0.4)};
}

double neutral_crossover_k(const StackFlow& flow, double fb) noexcept {
    const double speed_root = std::cbrt(flow.exit_speed_m_s);
    const double diameter_root = std::cbrt(flow.diameter_m);
    if (fb < k_strong_buoyancy_m4_s3) {
        return 0.0297 * flow.exit_temperature_k * speed_root / (diameter_root * diameter_root);
    }
    return 0.00575 * flow.exit_temperature_k * speed_root * speed_root / diameter_root;
}

}  // namespace

double buoyancy_flux_m4_s3(const StackFlow& flow, double air_temperature_k) noexcept {
    if (!(flow.exit_temperature_k > air_temperature_k)) return 0.0;
    return k_gravity_m_s2 * flow.exit_speed_m_s * flow.diameter_m * flow.diameter_m *
           (flow.exit_temperature_k - air_temperature_k) / (4.0 * flow.exit_temperature_k);
}

double momentum_flux_m4_s2(const StackFlow& flow, double air_temperature_k) noexcept {
    if (!(flow.exit_temperature_k > 0.0)) return 0.0;
    const double vd = flow.exit_speed_m_s * flow.diameter_m;
    return vd * vd * air_temperature_k / (4.0 * flow.exit_temperature_k);
}

namespace {

/// What buoyancy alone gives, and the crossover temperature difference of the law that decides.
struct Buoyant {
    Reached best{0.0, 0.0};
    double rate = 0.0, crossover_k = 0.0;
};

Buoyant buoyant_rise(const StackFlow& flow, double fb, double u, double s) noexcept {
    Buoyant out;
    out.rate = 1.6 * std::cbrt(fb) / u;
    if (fb > 0.0) {
        out.best = neutral_rise(fb, u);
        out.crossover_k = neutral_crossover_k(flow, fb);
        if (s > 0.0) {
            const double bent_m = 2.6 * std::cbrt(fb / (u * s));
            if (bent_m < out.best.rise_m) {
                out.best = {bent_m, 2.0715 * u / std::sqrt(s)};
                out.crossover_k = 0.019582 * flow.exit_temperature_k * flow.exit_speed_m_s * std::sqrt(s);
            }
            const double calm_m = 4.0 * std::pow(fb, 0.25) * std::pow(s, -0.375);
            if (calm_m < out.best.rise_m) out.best = {calm_m, std::pow(calm_m / out.rate, 1.5)};
        }
    }
    return out;
}

double stability_per_s2(const StackAir& air) noexcept {
    return k_gravity_m_s2 / air.temperature_k * air.potential_temperature_gradient_k_m;
}

}  // namespace

Rise briggs_rise(const StackFlow& flow, const StackAir& air, double minimum_wind_m_s) noexcept {
    if (!(flow.exit_speed_m_s > 0.0) || !(flow.diameter_m > 0.0)) return {0.0, 0.0, 0.0, 0.0, false};
    const double u = std::max(air.wind_m_s, minimum_wind_m_s);
    const double fb = buoyancy_flux_m4_s3(flow, air.temperature_k);
    const double excess_k = flow.exit_temperature_k - air.temperature_k;
    const double s = stability_per_s2(air);
    const Buoyant warm = buoyant_rise(flow, fb, u, s);
    if (fb > 0.0 && excess_k >= warm.crossover_k) return {warm.best.rise_m, warm.best.distance_m, warm.rate, fb, true};

    double momentum_m = 3.0 * flow.diameter_m * flow.exit_speed_m_s / u;
    if (s > 0.0) {
        const double fm = momentum_flux_m4_s2(flow, air.temperature_k);
        momentum_m = std::min(momentum_m, 1.5 * std::cbrt(fm / u) * std::pow(s, -1.0 / 6.0));
    }
    return {momentum_m, 0.0, 0.0, fb, false};
}

Rise briggs_buoyant_rise(const StackFlow& flow, const StackAir& air, double minimum_wind_m_s) noexcept {
    const double fb = buoyancy_flux_m4_s3(flow, air.temperature_k);
    if (!(fb > 0.0)) return {0.0, 0.0, 0.0, 0.0, false};
    const Buoyant warm = buoyant_rise(flow, fb, std::max(air.wind_m_s, minimum_wind_m_s), stability_per_s2(air));
    return {warm.best.rise_m, warm.best.distance_m, warm.rate, fb, true};
}

double neutral_rise_distance_m(double buoyancy_flux_m4_s3) noexcept {
    return buoyancy_flux_m4_s3 > 0.0 ? neutral_rise(buoyancy_flux_m4_s3, 1.0).distance_m : 0.0;
}

double combined_rise_m(const StackFlow& flow, const StackAir& air, double distance_m) noexcept {
    if (!(flow.exit_speed_m_s > 0.0)) return 0.0;
    const double u = air.wind_m_s;
    const double fb = buoyancy_flux_m4_s3(flow, air.temperature_k);
    const double fm = momentum_flux_m4_s2(flow, air.temperature_k);
    const double jet = 1.0 / 3.0 + u / flow.exit_speed_m_s;  // beta_j
    return std::cbrt(3.0 * fm * distance_m / (jet * jet * u * u) +
                     3.0 * fb * distance_m * distance_m / (2.0 * k_entrainment * k_entrainment * u * u * u));
}

double stack_tip_downwash_height_m(const StackFlow& flow, double wind_m_s) noexcept {
    if (!(flow.exit_speed_m_s < 1.5 * wind_m_s)) return flow.height_m;
    return std::max(0.0, flow.height_m + 2.0 * flow.diameter_m * (flow.exit_speed_m_s / wind_m_s - 1.5));
}

Penetration layer_penetration(double buoyancy_flux_m4_s3, double wind_m_s, double stack_height_m,
                              double mixing_height_m, double gradient_above_k_m, double temperature_k) noexcept {
    const double way_m = std::max(0.0, mixing_height_m - stack_height_m);
    const double n2 = k_gravity_m_s2 / temperature_k * std::max(gradient_above_k_m, k_least_gradient_k_m);
    // (dh)^3 = 2.6^3 Fb/(u N^2) + (2/3 zi')^3, the reference form times zi'^3, so that a stack above the lid needs no
    // own case.
    const double rise_m =
        std::cbrt(17.576 * buoyancy_flux_m4_s3 / (wind_m_s * n2) + 8.0 / 27.0 * way_m * way_m * way_m);
    if (way_m <= 0.5 * rise_m) return {1.0, stack_height_m + rise_m, mixing_height_m};
    const double above = std::max(0.0, 1.5 - way_m / rise_m);
    return {above, stack_height_m + 0.75 * rise_m + 0.5 * way_m, stack_height_m + 0.25 * rise_m + 0.5 * way_m};
}

Penetration jump_penetration(double buoyancy_flux_m4_s3, double wind_m_s, double stack_height_m, double mixing_height_m,
                             double jump_k, double temperature_k, double free_rise_m) noexcept {
    const double way_m = mixing_height_m - stack_height_m;
    if (way_m <= 0.0) return {1.0, stack_height_m + free_rise_m, mixing_height_m};
    double trapped = 1.0;
    if (free_rise_m > 2.0 / 3.0 * way_m) {
        const double p = buoyancy_flux_m4_s3 * temperature_k / (wind_m_s * k_gravity_m_s2 * jump_k * way_m * way_m);
        if (p > 0.3) {
            trapped = 0.0;
        } else if (p >= 0.08) {
            trapped = 0.08 / p - p + 0.08;
        }
    }
    return {1.0 - trapped, stack_height_m + way_m * (2.0 - trapped), stack_height_m + way_m * (1.0 - 0.33 * trapped)};
}

}  // namespace lantian
