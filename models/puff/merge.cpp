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
            pa * a.sigma_z_sq + pb * b.sigma_z_sq + pa * pb * dz * dz,
            pa * a.stretch + pb * b.stretch + 0.5 * pa * pb * (dx * dx - dy * dy),
            pa * a.cross + pb * b.cross + pa * pb * dx * dy,
            pa * a.lean_x + pb * b.lean_x + pa * pb * dx * dz,
            pa * a.lean_y + pb * b.lean_y + pa * pb * dy * dz};
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

MajorAxis major_axis(double sigma_y_sq, double stretch, double cross) noexcept {
    const double turn = 0.5 * std::atan2(cross, stretch);  // of the ellipse from the x axis
    return {{std::cos(turn), std::sin(turn), 0.0}, sigma_y_sq + std::hypot(stretch, cross)};
}

double minor_variance_m2(double sigma_y_sq, double stretch, double cross) noexcept {
    return sigma_y_sq - std::hypot(stretch, cross);
}

std::array<Moments, 2> split_along(const Moments& parent, Axis e, double r) noexcept {
    const double xx = parent.sigma_y_sq + parent.stretch;
    const double yy = parent.sigma_y_sq - parent.stretch;
    const double x = xx * e.x + parent.cross * e.y + parent.lean_x * e.z;
    const double y = parent.cross * e.x + yy * e.y + parent.lean_y * e.z;
    const double z = parent.lean_x * e.x + parent.lean_y * e.y + parent.sigma_z_sq * e.z;
    const double per_spread = r / std::sqrt(x * e.x + y * e.y + z * e.z);
    const double dx = per_spread * x;
    const double dy = per_spread * y;
    const double dz = per_spread * z;
    Moments half = parent;
    half.weight = 0.5 * parent.weight;
    half.sigma_y_sq -= 0.5 * (dx * dx + dy * dy);
    half.sigma_z_sq -= dz * dz;
    half.stretch -= 0.5 * (dx * dx - dy * dy);
    half.cross -= dx * dy;
    half.lean_x -= dx * dz;
    half.lean_y -= dy * dz;
    Moments behind = half, before = half;
    behind.x -= dx;
    behind.y -= dy;
    behind.z -= dz;
    before.x += dx;
    before.y += dy;
    before.z += dz;
    return {behind, before};
}

double split_centre_factor(double r) noexcept {
    const double left = 1.0 - r * r;
    return std::exp(-0.5 * r * r / left) / std::sqrt(left);
}

}  // namespace lantian
