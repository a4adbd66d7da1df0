#include "models/puff/class_curves.hpp"

#include <array>
#include <cmath>
#include <cstddef>

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

}  // namespace

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
