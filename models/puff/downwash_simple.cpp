// Huber and Snyder (1976), Schulman and Scire (1980): the simple law of building downwash.
#include <algorithm>
#include <cmath>

#include "models/puff/dispersion.hpp"
#include "models/puff/downwash.hpp"

namespace lantian {

namespace {

constexpr double k_entrainment = 0.6;
constexpr double k_first = 3.0, k_last = 10.0;  // lengths behind the building between which the laws hold
constexpr int k_points = 24;

double least_size_m(const BuildingFace& face) { return std::min(face.height_m, face.width_m); }

/// Fm x term of the transitional rise, m3.
double momentum_term(const StackFlow& flow, const StackAir& air, double distance_m) {
    if (!(flow.exit_speed_m_s > 0.0)) return 0.0;
    const double jet = 1.0 / 3.0 + air.wind_m_s / flow.exit_speed_m_s;
    return 3.0 * momentum_flux_m4_s2(flow, air.temperature_k) * distance_m / (jet * jet * air.wind_m_s * air.wind_m_s);
}

}  // namespace

double huber_snyder_sigma_z_m(double distance_m, double least_size) noexcept {
    return 0.7 * least_size + 0.067 * (distance_m - k_first * least_size);
}

double huber_snyder_sigma_y_m(double distance_m, const BuildingFace& face) noexcept {
    const double width = face.width_m >= 5.0 * face.height_m ? face.height_m : face.width_m;
    return 0.35 * width + 0.067 * (distance_m - k_first * least_size_m(face));
}

double schulman_scire_factor(double plume_height_m, const BuildingFace& face) noexcept {
    return std::clamp(1.0 - (plume_height_m - face.height_m) / (2.0 * least_size_m(face)), 0.0, 1.0);
}

double widened_rise_m(const StackFlow& flow, const StackAir& air, double distance_m, double radius_m) noexcept {
    const double u = air.wind_m_s;
    const double fb = buoyancy_flux_m4_s3(flow, air.temperature_k);
    const double right = 1.5 * fb * distance_m * distance_m / (k_entrainment * k_entrainment * u * u * u) +
                         momentum_term(flow, air, distance_m);
    if (!(right > 0.0)) return 0.0;
    // (dh + R0/b)^3 - (R0/b)^3 = right: a cube, so the root is closed; written to keep small rises.
    const double edge = radius_m / k_entrainment;
    const double whole = std::cbrt(edge * edge * edge + right);
    return right / (whole * whole + whole * edge + edge * edge);
}

std::optional<PlumePath> simple_downwash_path(const Outflow& outflow, double mouth_m, const BuildingFace& face,
                                              const StackAir& air, const Rise& rise, const AmbientSpread& ambient) {
    const double length = least_size_m(face);
    const StackFlow& flow = outflow.flow;
    const bool upward = outflow.outlet == Outlet::vertical;
    const double u = air.wind_m_s;
    const double jet_m = upward ? std::min(std::cbrt(momentum_term(flow, air, 2.0 * face.height_m)),
                                           3.0 * flow.diameter_m * flow.exit_speed_m_s / u)
                                : 0.0;
    const double plume_m = mouth_m + jet_m;
    if (plume_m >= face.height_m + 1.5 * length) return std::nullopt;
    const bool squat = mouth_m <= face.height_m + 0.5 * length;  // Schulman and Scire
    const double factor = squat ? schulman_scire_factor(plume_m, face) : 1.0;
    const double radius = squat ? std::sqrt(2.0) * factor * huber_snyder_sigma_z_m(k_first * length, length) : 0.0;

    PlumePath path;
    path.sets_spread = true;
    path.wind_m_s = ambient.wind_m_s;
    const double start = k_first * length, end = std::max(k_last * length, rise.distance_to_final_m);
    const auto sigma = [&](double x, double at_start, double wake, double without) {
        const double near = x < start ? at_start + (wake - at_start) * x / start : wake;
        return std::max(near, without);
    };
    const double wake_end = k_last * length;
    for (int n = 0; n <= k_points; ++n) {
        const double x = end * std::pow(static_cast<double>(n) / k_points, 1.5);
        double up =
            squat ? widened_rise_m(flow, air, x, radius) : (rise.buoyant ? rise.rate * std::cbrt(x * x) : rise.final_m);
        up = std::min(up, rise.final_m);
        const double wake_x = std::clamp(x, start, wake_end);
        const double without_y = ambient.sigma_y_m(x, up), without_z = ambient.sigma_z_m(x, up);
        PathPoint p{x, mouth_m + up, up, without_y, without_z, 0.0};
        p.sigma_z_m = sigma(x, ambient.start_z_m, factor * huber_snyder_sigma_z_m(wake_x, length), without_z);
        if (plume_m <= 1.2 * face.height_m)
            p.sigma_y_m = sigma(x, ambient.start_y_m, huber_snyder_sigma_y_m(wake_x, face), without_y);
        path.points.push_back(p);
    }
    return path;
}

}  // namespace lantian
