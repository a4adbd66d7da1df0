#include "models/puff/merge.hpp"

#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

Moments merged(const Moments& a, const Moments& b) noexcept {
    const double weight = a.weight + b.weight;
    const double pa = a.weight / weight;
    const double pb = b.weight / weight;
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double dz = b.z - a.z;
    return {weight,
            a.x + pb * dx,
            a.y + pb * dy,
            a.z + pb * dz,
            pa * a.sigma_y_sq + pb * b.sigma_y_sq + 0.5 * pa * pb * (dx * dx + dy * dy),
            pa * a.sigma_z_sq + pb * b.sigma_z_sq + pa * pb * dz * dz};
}

double overlap_per_m3(const Moments& a, const Moments& b) noexcept {
    const double horizontal = a.sigma_y_sq + b.sigma_y_sq;
    const double vertical = a.sigma_z_sq + b.sigma_z_sq;
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    const double dz = b.z - a.z;
    const double two_pi = 2.0 * constants::k_pi;
    return std::exp(-0.5 * ((dx * dx + dy * dy) / horizontal + dz * dz / vertical)) /
           (two_pi * horizontal * std::sqrt(two_pi * vertical));
}

std::array<Moments, 2> split_vertically(const Moments& parent, double r) noexcept {
    const double shift = r * std::sqrt(parent.sigma_z_sq);
    Moments half = parent;
    half.weight = 0.5 * parent.weight;
    half.sigma_z_sq = parent.sigma_z_sq * (1.0 - r * r);
    Moments low = half, high = half;
    low.z -= shift;
    high.z += shift;
    return {low, high};
}

double split_centre_factor(double r) noexcept {
    const double left = 1.0 - r * r;
    return std::exp(-0.5 * r * r / left) / std::sqrt(left);
}

}  // namespace lantian
