#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <limits>

#include "models/meteorology/mass_adjustment.hpp"

namespace lantian {
namespace {

constexpr double k_radius_m = 1000.0;
constexpr double k_wind_m_s = 5.0;

// Wind across a ridge of half-circle section, air of one density, both weights alike: the adjusted wind has no
// vorticity that the uniform first guess did not have, so it is the potential flow over a cylinder, 2 U at the crest.
// Returns the wind of the lowest layer at the crest, over U.
double crest_wind(std::size_t cells_per_radius) {
    const double cell = k_radius_m / static_cast<double>(cells_per_radius);
    const std::size_t nx = 40 * cells_per_radius;
    Grid ridge{Projection("EPSG:32649"), -0.5 * cell * static_cast<double>(nx), 0.0, cell, nx, 1, {}};
    for (std::size_t i = 0; i < nx; ++i) {
        const double x = ridge.x_centre_m(i);
        ridge.terrain_m.push_back(std::sqrt(std::max(0.0, k_radius_m * k_radius_m - x * x)));
    }
    std::vector<double> faces{0.0};
    double thick = 0.5 * cell;
    while (faces.back() < 20.0 * k_radius_m) {
        faces.push_back(faces.back() + thick);
        thick *= 1.0 + 0.8 / static_cast<double>(cells_per_radius);
    }
    const WindGrid g =
        make_wind_grid(ridge, faces, {.south = false, .north = false}, std::numeric_limits<double>::infinity());
    WindField field(g);
    for (double& u : field.u) u = k_wind_m_s;
    for (std::size_t k = 1; k <= g.nz; ++k) {
        for (std::size_t i = 0; i < nx; ++i) field.omega[k * nx + i] = -ground_rise_m_s(g, field, 0, k, i);
    }
    const MassOperator op(g, std::vector<double>(g.columns(), 1.0));
    const AdjustmentReport report = adjust_mass(op, field, {.tolerance = 1e-8, .most_iterations = 3000});
    EXPECT_TRUE(report.converged);
    std::printf("iterations %zu, ", report.iterations);
    return field.u[nx / 2] / k_wind_m_s;
}

TEST(HalfCylinder, CrestWindTendsToTwiceTheWind) {
    std::vector<double> error;
    for (const std::size_t cells : {8U, 16U, 32U}) {
        const double wind = crest_wind(cells);
        error.push_back(2.0 - wind);
        std::printf("cells per radius %zu: u/U = %.4f\n", cells, wind);
    }
    EXPECT_LT(std::abs(error[1]), 0.7 * std::abs(error[0]));
    EXPECT_LT(std::abs(error[2]), 0.7 * std::abs(error[1]));
    EXPECT_LT(std::abs(error[2]), 0.02);
}

}  // namespace
}  // namespace lantian
