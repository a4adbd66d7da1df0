#include "models/puff/class_curves.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace lantian {

namespace {

/// factor x (1 + bend x)^power
struct Curve {
    double factor, bend, power;
};
using Curves = std::array<Curve, 6>;  // A to F

constexpr Curves k_rural_y{{{0.22, 1e-4, -0.5},
                            {0.16, 1e-4, -0.5},
                            {0.11, 1e-4, -0.5},
                            {0.08, 1e-4, -0.5},
                            {0.06, 1e-4, -0.5},
                            {0.04, 1e-4, -0.5}}};
constexpr Curves k_rural_z{{{0.20, 0.0, 0.0},
                            {0.12, 0.0, 0.0},
                            {0.08, 2e-4, -0.5},
                            {0.06, 1.5e-3, -0.5},
                            {0.03, 3e-4, -1.0},
                            {0.016, 3e-4, -1.0}}};
constexpr Curves k_urban_y{{{0.32, 4e-4, -0.5},
                            {0.32, 4e-4, -0.5},
                            {0.22, 4e-4, -0.5},
                            {0.16, 4e-4, -0.5},
                            {0.11, 4e-4, -0.5},
                            {0.11, 4e-4, -0.5}}};
constexpr Curves k_urban_z{{{0.24, 1e-3, 0.5},
                            {0.24, 1e-3, 0.5},
                            {0.20, 0.0, 0.0},
                            {0.14, 3e-4, -0.5},
                            {0.08, 1.5e-3, -0.5},
                            {0.08, 1.5e-3, -0.5}}};
constexpr std::array<double, 6> k_heffter_m_s05{5.0, 3.873, 2.739, 1.871, 1.225, 0.707};

double evaluate(const Curves& curves, StabilityClass stability, double x) noexcept {
    const Curve& c = curves[static_cast<std::size_t>(stability)];
    return c.factor * x * std::pow(1.0 + c.bend * x, c.power);
}

/// factor x (1 + bend x)^power = sigma for x: closed but for the power 1/2, where Newton comes down on the root of a
/// convex function.
double distance(const Curves& curves, StabilityClass stability, double sigma) noexcept {
    const Curve& c = curves[static_cast<std::size_t>(stability)];
    if (!(sigma > 0.0)) return 0.0;
    const double straight = sigma / c.factor;
    if (c.power == 0.0) return straight;
    if (c.power == -1.0) {
        const double left = 1.0 - c.bend * straight;
        return left > 0.0 ? straight / left : std::numeric_limits<double>::infinity();
    }
    const double square = straight * straight;
    if (c.power == -0.5) return 0.5 * (square * c.bend + std::sqrt(square * (square * c.bend * c.bend + 4.0)));
    double x = std::min(straight, std::cbrt(square / c.bend));
    for (int step = 0; step < 30; ++step) {
        const double miss = x * x * (1.0 + c.bend * x) - square;
        x -= miss / (x * (2.0 + 3.0 * c.bend * x));
        if (std::abs(miss) < 1e-14 * square) break;
    }
    return x;
}

}  // namespace

double class_sigma_y_distance_m(bool rural, StabilityClass stability, double sigma_m) noexcept {
    return distance(rural ? k_rural_y : k_urban_y, stability, sigma_m);
}
double class_sigma_z_distance_m(bool rural, StabilityClass stability, double sigma_m) noexcept {
    return distance(rural ? k_rural_z : k_urban_z, stability, sigma_m);
}

double briggs_rural_sigma_y_m(StabilityClass stability, double distance_m) noexcept {
    return evaluate(k_rural_y, stability, distance_m);
}
double briggs_rural_sigma_z_m(StabilityClass stability, double distance_m) noexcept {
    return evaluate(k_rural_z, stability, distance_m);
}
double briggs_urban_sigma_y_m(StabilityClass stability, double distance_m) noexcept {
    return evaluate(k_urban_y, stability, distance_m);
}
double briggs_urban_sigma_z_m(StabilityClass stability, double distance_m) noexcept {
    return evaluate(k_urban_z, stability, distance_m);
}

double heffter_sigma_z_m(StabilityClass stability, double time_s) noexcept {
    return k_heffter_m_s05[static_cast<std::size_t>(stability)] * std::sqrt(time_s);
}

}  // namespace lantian
