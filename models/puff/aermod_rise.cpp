#include "models/puff/aermod_rise.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/puff/skewed.hpp"

namespace lantian {

using constants::k_gravity_m_s2;

namespace {

constexpr double k_entrainment_sq = 0.36;      // 0.6^2
constexpr double k_residual_speed_m_s = 1e-3;  // below caps and out of horizontal outlets
constexpr double k_least_flux = 1e-10;
constexpr double k_least_frequency_per_s = 1e-10;
constexpr double k_damped = 0.7;  // N' over N
constexpr double k_dry_k_m = k_gravity_m_s2 / constants::k_air_heat_capacity_j_kg_k;

/// What the stable formulas take of the air.
struct StableAir {
    double wind_m_s, gradient_k_m, theta_k;

    [[nodiscard]] double frequency_per_s() const {
        return std::max(k_least_frequency_per_s, std::sqrt(k_gravity_m_s2 * std::max(0.0, gradient_k_m) / theta_k));
    }
};

StableAir air_at(const RiseMedium& air, double height_m) {
    const PlumeAir a = air.at(0.0, height_m);
    return {a.wind_m_s, a.potential_temperature_gradient_k_m, a.temperature_k + k_dry_k_m * height_m};
}

/// Mean of stack top and the middle of a rise.
StableAir mean_air(const RiseMedium& air, const AermodStack& stack, double rise_m) {
    const StableAir top = air_at(air, stack.height_m);
    const StableAir middle = air_at(air, stack.mouth_m + 0.5 * rise_m);
    return {0.5 * (top.wind_m_s + middle.wind_m_s), 0.5 * (top.gradient_k_m + middle.gradient_k_m),
            0.5 * (top.theta_k + middle.theta_k)};
}

double near_neutral_limit_m(const AermodStack& stack, double wind_m_s, double friction_velocity_m_s) {
    const double length_m = stack.buoyancy_m4_s3 / (wind_m_s * friction_velocity_m_s * friction_velocity_m_s);
    return 1.2 * std::pow(length_m, 0.6) * std::pow(stack.mouth_m + 1.2 * length_m, 0.4);
}

double phase_of_rise(const AermodStack& stack, double frequency_per_s) {
    return std::atan2(stack.momentum_m4_s2 * k_damped * frequency_per_s, -stack.buoyancy_m4_s3);
}

AermodFinal final_in(const AermodStack& stack, const StableAir& air, double friction_velocity_m_s) {
    const double fb = stack.buoyancy_m4_s3, u = air.wind_m_s, n = air.frequency_per_s();
    const double held_m = 2.66 * std::cbrt(fb / (n * n * u));
    const double calm_m = 4.0 * std::pow(fb, 0.25) * std::pow(n, -0.75);
    const double rise_m = std::min({held_m, near_neutral_limit_m(stack, u, friction_velocity_m_s),
                                    aermod_neutral_rise_m(stack, u, neutral_rise_distance_m(fb)), calm_m});
    return {rise_m, u * phase_of_rise(stack, n) / (k_damped * n)};
}

double stable_rise_in(const AermodStack& stack, const StableAir& air, double friction_velocity_m_s, double distance_m) {
    const double fb = stack.buoyancy_m4_s3, u = air.wind_m_s, n = air.frequency_per_s();
    const double turn = std::min(k_damped * n * distance_m / u, phase_of_rise(stack, n));
    const double lift = k_damped * n * stack.momentum_m4_s2 / fb * std::sin(turn) + 1.0 - std::cos(turn);
    return std::min(2.66 * std::cbrt(fb / (n * n * u) * std::max(0.0, lift)),
                    near_neutral_limit_m(stack, u, friction_velocity_m_s));
}

}  // namespace

AermodStack aermod_stack(const Outflow& outflow, double mouth_m, double air_temperature_k) noexcept {
    StackFlow flow = outflow.flow;
    flow.exit_temperature_k = std::max(flow.exit_temperature_k, air_temperature_k);
    double momentum = momentum_flux_m4_s2(flow, air_temperature_k);
    if (outflow.outlet != Outlet::vertical && flow.exit_speed_m_s > 0.0)
        momentum *= k_residual_speed_m_s / flow.exit_speed_m_s;
    return {flow.height_m, mouth_m, std::max(k_least_flux, buoyancy_flux_m4_s3(flow, air_temperature_k)),
            std::max(k_least_flux, momentum)};
}

double aermod_neutral_rise_m(const AermodStack& stack, double wind_m_s, double distance_m) noexcept {
    const double t = distance_m / wind_m_s;
    return std::cbrt(3.0 * t / (k_entrainment_sq * wind_m_s) * (stack.momentum_m4_s2 + 0.5 * stack.buoyancy_m4_s3 * t));
}

AermodFinal aermod_stable_final(const AermodStack& stack, const RiseMedium& air, double friction_velocity_m_s) {
    constexpr int k_most_steps = 5;
    constexpr double k_enough = 0.01;
    AermodFinal last = final_in(stack, air_at(air, stack.height_m), friction_velocity_m_s);
    for (int step = 0; step < k_most_steps; ++step) {
        const double before = last.rise_m;
        last = final_in(stack, mean_air(air, stack, before), friction_velocity_m_s);
        if (std::abs(before - last.rise_m) < k_enough * last.rise_m) return last;
        if (step + 1 == k_most_steps) last.rise_m = 0.5 * (last.rise_m + before);
    }
    return last;
}

double aermod_stable_rise_m(const AermodStack& stack, const RiseMedium& air, double friction_velocity_m_s,
                            const AermodFinal& last, double distance_m) {
    if (distance_m >= last.distance_m) return last.rise_m;
    constexpr int k_steps = 10;  // AERMOD: 5 to 10
    const StableAir top = air_at(air, stack.height_m);
    double rise_m = std::min(stable_rise_in(stack, top, friction_velocity_m_s, distance_m), last.rise_m);
    for (int step = 0; step < k_steps; ++step)
        rise_m = std::min(stable_rise_in(stack, mean_air(air, stack, rise_m), friction_velocity_m_s, distance_m),
                          last.rise_m);
    return std::min(rise_m, aermod_neutral_rise_m(stack, top.wind_m_s, distance_m));
}

namespace {

constexpr int k_points = 48;
constexpr double k_nearest_m = 1.0, k_farthest_m = 1e5;  // no plume is followed beyond

/// Distances of a path: from the source, then spaced evenly in their logarithm.
double spaced_m(int n, double farthest_m) {
    if (n == 0) return 0.0;
    return k_nearest_m * std::pow(farthest_m / k_nearest_m, static_cast<double>(n - 1) / (k_points - 1));
}

}  // namespace

PlumePath aermod_stable_path(const AermodStack& stack, const RiseMedium& air, double friction_velocity_m_s) {
    const AermodFinal last = aermod_stable_final(stack, air, friction_velocity_m_s);
    const double levels_m = std::clamp(last.distance_m, 2.0 * k_nearest_m, 0.5 * k_farthest_m);
    PlumePath path;
    path.stack_height_m = stack.height_m;
    for (int n = 0; n <= k_points; ++n) {
        const double x = spaced_m(n, levels_m);
        const double rise_m = x > 0.0 ? aermod_stable_rise_m(stack, air, friction_velocity_m_s, last, x) : 0.0;
        path.points.push_back({x, stack.mouth_m + rise_m, rise_m, 0.0, 0.0, 0.0});
    }
    path.points.push_back({k_farthest_m, stack.mouth_m + last.rise_m, last.rise_m, 0.0, 0.0, 0.0});
    return path;
}

PlumePath aermod_convective_path(const AermodStack& stack, double wind_m_s, const AermodMixedLayer& layer) noexcept {
    const double h = layer.mixing_height_m, middle_m = 0.5 * h;
    const double mixed_m = h * layer.mean_wind_m_s / layer.mean_sigma_w_m_s;
    double final_m = neutral_rise_distance_m(stack.buoyancy_m4_s3);
    if (mixed_m < 1.25 * final_m) final_m = 0.8 * mixed_m;
    const double top_m = std::min(h, stack.mouth_m + aermod_neutral_rise_m(stack, wind_m_s, final_m));
    PlumePath path;
    path.mirrored = true;
    path.stack_height_m = stack.height_m;
    for (int n = 0; n <= k_points; ++n) {
        const double x = spaced_m(n, k_farthest_m);
        const double rise_m = aermod_neutral_rise_m(stack, wind_m_s, x);
        PathPoint point{x, stack.mouth_m + rise_m, rise_m, 0.0, 0.0, 0.0};
        point.lofting_m =
            lid_lofting_m(stack.buoyancy_m4_s3, h, stack.mouth_m, wind_m_s, layer.convective_velocity_m_s, x);
        point.centroid_m = x < final_m    ? std::min(h, point.height_m)
                           : x >= mixed_m ? middle_m
                                          : top_m + (middle_m - top_m) * (x - final_m) / (mixed_m - final_m);
        path.points.push_back(point);
    }
    return path;
}

}  // namespace lantian
