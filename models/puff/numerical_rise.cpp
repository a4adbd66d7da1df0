#include "models/puff/numerical_rise.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

constexpr double k_entrainment_along = 0.11;   // alpha
constexpr double k_entrainment_across = 0.6;   // beta
constexpr double k_least_height_m = 0.1;       // the centre line stays above the ground
constexpr double k_sideways_speed_m_s = 1e-3;  // upward speed of capped and horizontal outlets
constexpr double k_cap_radius_factor = 2.0;    // PRIME: a cap doubles the plume's first radius
constexpr std::size_t k_most_steps = 20000;

/// Fluxes over the air's density at the source (air density is taken as constant over the rise), and the place.
/// mass = rho U r^2, excess = mass (u - Ua), lift = mass w, heat = mass (T - Ta).
enum : std::size_t { mass, excess, lift, heat, height, distance, shift, clock, k_size };
using State = std::array<double, k_size>;

struct Local {
    double u, w, speed, radius, density;  // density: of the plume over that of the air
};

Local local(const State& y, const PlumeAir& air) {
    Local p{};
    p.u = air.wind_m_s + y[excess] / y[mass];
    p.w = y[lift] / y[mass];
    p.speed = std::max(std::hypot(p.u, p.w), 1e-6);
    const double temperature_k = std::max(air.temperature_k + y[heat] / y[mass], air.temperature_k - 10.0);
    p.density = air.temperature_k / temperature_k;
    p.radius = std::sqrt(y[mass] / (p.speed * p.density));
    return p;
}

PlumeAir air_at(const State& y, const RiseMedium& medium) {
    return medium.at(y[distance], std::max(k_least_height_m, y[height] + y[shift]));
}

State derivative(const State& y, const RiseMedium& medium) {
    const PlumeAir air = air_at(y, medium);
    const Local p = local(y, air);
    const double entrained = 2.0 * p.radius *
                             (k_entrainment_along * std::abs(p.speed - air.wind_m_s * p.u / p.speed) +
                              k_entrainment_across * std::abs(air.wind_m_s * p.w / p.speed));
    const double by_turbulence = 2.0 * p.radius * air.wind_m_s * medium.least_radius_growth(y[distance]);
    const double climb = p.w / p.speed;
    State d{};
    d[mass] = std::max(entrained, by_turbulence);
    d[excess] = -y[mass] * climb * air.wind_change_s;
    d[lift] = constants::k_gravity_m_s2 * p.radius * p.radius * (1.0 - p.density);
    d[heat] = -y[mass] * climb * air.potential_temperature_gradient_k_m;
    d[height] = climb;
    d[distance] = p.u / p.speed;
    d[shift] = medium.streamline_slope(y[distance], std::max(k_least_height_m, y[height] + y[shift])) * d[distance];
    d[clock] = 1.0 / p.speed;
    return d;
}

State moved(const State& y, const State& d, double ds) {
    State out = y;
    for (std::size_t k = 0; k < k_size; ++k) out[k] += ds * d[k];
    return out;
}

/// One step of the classical fourth-order Runge-Kutta method in q, s = scale (e^q - 1): ds/dq = s + scale.
State step(const State& y, double s, double scale, double dq, const RiseMedium& medium) {
    const double half = (s + scale) * std::exp(0.5 * dq);
    const double whole = (s + scale) * std::exp(dq);
    const auto rate = [&](const State& at, double ds_dq) {
        State d = derivative(at, medium);
        for (double& x : d) x *= ds_dq;
        return d;
    };
    const State k1 = rate(y, s + scale);
    const State k2 = rate(moved(y, k1, 0.5 * dq), half);
    const State k3 = rate(moved(y, k2, 0.5 * dq), half);
    const State k4 = rate(moved(y, k3, dq), whole);
    State out = y;
    for (std::size_t k = 0; k < k_size; ++k) out[k] += dq / 6.0 * (k1[k] + 2.0 * (k2[k] + k3[k]) + k4[k]);
    return out;
}

}  // namespace

AirColumn::AirColumn(std::vector<double> height_m, std::vector<double> wind_m_s, std::vector<double> temperature_k,
                     std::vector<double> potential_temperature_k, double minimum_wind_m_s)
    : height_m_(std::move(height_m)),
      wind_m_s_(std::move(wind_m_s)),
      temperature_k_(std::move(temperature_k)),
      theta_k_(std::move(potential_temperature_k)),
      minimum_wind_m_s_(minimum_wind_m_s) {}

PlumeAir AirColumn::at(double /*distance_m*/, double z) const {
    const auto above = std::upper_bound(height_m_.begin() + 1, height_m_.end() - 1, z);
    const auto k = static_cast<std::size_t>(above - height_m_.begin());
    const double depth_m = height_m_[k] - height_m_[k - 1];
    const double share = (z - height_m_[k - 1]) / depth_m;
    const double within = std::clamp(share, 0.0, 1.0);
    const double wind = wind_m_s_[k - 1] + within * (wind_m_s_[k] - wind_m_s_[k - 1]);
    const bool sheared = within == share && wind > minimum_wind_m_s_;
    return {std::max(wind, minimum_wind_m_s_), sheared ? (wind_m_s_[k] - wind_m_s_[k - 1]) / depth_m : 0.0,
            temperature_k_[k - 1] + share * (temperature_k_[k] - temperature_k_[k - 1]),
            (theta_k_[k] - theta_k_[k - 1]) / depth_m};
}

NumericalRise numerical_rise(const Outflow& outflow, double start_height_m, RiseMedium& medium,
                             double steps_per_e_fold) {
    const StackFlow& flow = outflow.flow;
    NumericalRise out;
    const double start_m = std::max(start_height_m, k_least_height_m);
    const PlumeAir first = medium.at(0.0, start_m);
    const bool upward = outflow.outlet == Outlet::vertical;
    const bool capped = outflow.outlet == Outlet::capped;
    const double radius = 0.5 * flow.diameter_m * (capped ? k_cap_radius_factor : 1.0);
    const double side_m_s = upward   ? 0.0
                            : capped ? flow.exit_speed_m_s / (k_cap_radius_factor * k_cap_radius_factor)
                                     : flow.exit_speed_m_s;
    const double up_m_s = upward ? flow.exit_speed_m_s : k_sideways_speed_m_s;
    out.buoyancy_flux_m4_s3 = buoyancy_flux_m4_s3(flow, first.temperature_k);
    out.points.push_back({0.0, start_m, radius, 0.0, 0.0});
    if (!(flow.exit_speed_m_s > 0.0) || !(flow.diameter_m > 0.0)) return out;

    // PRIME: the farther of the distances of buoyancy and of momentum (Briggs).
    const double wind = std::max(first.wind_m_s, 1.0);
    const double ratio = std::max(1.0, up_m_s / wind);
    const double jet_m = 4.0 * flow.diameter_m * (ratio + 3.0) * (ratio + 3.0) / ratio;
    const double last_m = std::max(neutral_rise_distance_m(out.buoyancy_flux_m4_s3), jet_m);

    State y{};
    const double density = first.temperature_k / flow.exit_temperature_k;
    y[mass] = density * std::hypot(side_m_s, up_m_s) * radius * radius;
    y[excess] = y[mass] * (side_m_s - first.wind_m_s);
    y[lift] = y[mass] * up_m_s;
    y[heat] = y[mass] * (flow.exit_temperature_k - first.temperature_k);
    y[height] = start_m;

    const double scale = 2.0 * radius;
    double s = 0.0;
    const auto keep = [&](const State& at) {
        const double z = std::max(k_least_height_m, at[height] + at[shift]);
        out.points.push_back(
            {at[distance], z, local(at, medium.at(at[distance], z)).radius, at[height] - start_m, at[clock]});
    };
    // Where the centre line turns or the last distance is reached, the step is shortened by the secant rule.
    const auto shortened = [&](double dq, auto&& miss) {
        double low = 0.0, high = dq, f_low = miss(y), f_high = miss(step(y, s, scale, dq, medium));
        for (int n = 0; n < 40 && high - low > 1e-10 * dq && f_high != f_low; ++n) {
            const double guess = std::clamp(low - f_low * (high - low) / (f_high - f_low), low + 1e-3 * (high - low),
                                            high - 1e-3 * (high - low));
            const double f = miss(step(y, s, scale, guess, medium));
            (f * f_low > 0.0 ? low : high) = guess;
            (f * f_low > 0.0 ? f_low : f_high) = f;
            if (std::abs(f) < 1e-12) return guess;
        }
        return high;
    };
    for (std::size_t n = 0; n < k_most_steps; ++n) {
        const double dq =
            std::min(1.0 / steps_per_e_fold, std::log1p(medium.longest_step_m(y[distance]) / (s + scale)));
        State next = step(y, s, scale, dq, medium);
        if (next[lift] <= 0.0) {
            if (y[lift] > 0.0) {
                next = step(y, s, scale, shortened(dq, [](const State& at) { return at[lift]; }), medium);
                keep(next);
            }
            out.levelled = true;
            break;
        }
        if (next[distance] >= last_m) {
            next = step(y, s, scale, shortened(dq, [&](const State& at) { return at[distance] - last_m; }), medium);
            keep(next);
            break;
        }
        s = (s + scale) * std::exp(dq) - scale;
        y = next;
        keep(y);
        const Local p = local(y, air_at(y, medium));
        medium.passed(y[distance], out.points.back().height_m, y[height] - start_m, p.w / p.speed);
    }
    return out;
}

}  // namespace lantian
