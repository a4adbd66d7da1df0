#include "models/puff/step_rise.hpp"

#include <algorithm>
#include <cmath>

#include "models/puff/dispersion.hpp"

namespace lantian {

void rise(PuffStore& p, std::size_t i, double path_m) noexcept {
    if (p.rise_left_m[i] <= 0.0) return;
    const auto law = [](double s) { return std::cbrt(s * s); };
    const double before = p.rise_rate[i] * law(p.travelled_m[i]);
    double step = p.rise_rate[i] * law(p.travelled_m[i] + path_m) - before;
    step = std::min(step, p.rise_left_m[i]);
    p.rise_left_m[i] -= step;
    p.z_m[i] += step;
    const double spread_sq = std::pow(buoyant_spread_m(before + step), 2) - std::pow(buoyant_spread_m(before), 2);
    p.sigma_y_m[i] = std::sqrt(p.sigma_y_m[i] * p.sigma_y_m[i] + spread_sq);
    p.sigma_z_m[i] = std::sqrt(p.sigma_z_m[i] * p.sigma_z_m[i] + spread_sq);
}

void follow(PuffStore& p, std::size_t i, const PlumePath& path, double path_m, double sigma_y_start_m,
            double sigma_z_start_m) noexcept {
    const PathPoint from = path.at(p.travelled_m[i]);
    const PathPoint to = path.at(p.travelled_m[i] + path_m);
    const auto grown = [](double sigma, double a, double b) {
        return std::sqrt(std::max(0.0, sigma * sigma + (b * b - a * a)));
    };
    p.z_m[i] = std::max(0.0, p.z_m[i] + (to.height_m - from.height_m));
    if (path.sets_spread) {
        p.sigma_y_m[i] = std::max(sigma_y_start_m, grown(sigma_y_start_m, from.sigma_y_m, to.sigma_y_m));
        p.sigma_z_m[i] = std::max(sigma_z_start_m, grown(sigma_z_start_m, from.sigma_z_m, to.sigma_z_m));
    } else {
        const double before = buoyant_spread_m(from.rise_m), after = buoyant_spread_m(to.rise_m);
        p.sigma_y_m[i] = grown(p.sigma_y_m[i], before, after);
        p.sigma_z_m[i] = grown(p.sigma_z_m[i], before, after);
    }
    if (p.travelled_m[i] + path_m >= path.end_m()) p.rise_left_m[i] = 0.0;
}

}  // namespace lantian
