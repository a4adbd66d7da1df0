#include "models/meteorology/terrain_winds.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.hpp"
#include "models/meteorology/constant_provider.hpp"
#include "models/meteorology/slope_flow.hpp"
#include "tests/support/wind_case.hpp"

namespace lantian {
namespace {

ConstantMet weather(double buoyancy_frequency_s) {
    ConstantMet met;
    met.wind_x_m_s = 4.0;
    met.wind_y_m_s = 1.5;
    met.buoyancy_frequency_s = buoyancy_frequency_s;
    met.level_m = {10, 30, 60, 100, 150, 220, 320, 450, 650, 900, 1300, 1800, 2500, 3500};
    return met;
}

MetState state_on(const Grid& grid, const ConstantMet& met) {
    return constant_state(std::make_shared<const Grid>(grid), met, UtcTime{0});
}

/// Divergence as the run sees it, between cell centres and levels, root of mean square, s-1; with and without the
/// vertical wind.
double seen_divergence(const MetState& s, bool vertical) {
    const std::size_t nx = s.grid->nx;
    const std::size_t cells = s.grid->cells();
    double sum = 0.0;
    std::size_t count = 0;
    for (std::size_t k = 1; k + 1 < s.level_m.size(); ++k) {
        for (std::size_t j = 1; j + 1 < s.grid->ny; ++j) {
            for (std::size_t i = 1; i + 1 < nx; ++i) {
                const std::size_t n = k * cells + j * nx + i;
                double div = (s.wind_x_m_s[n + 1] - s.wind_x_m_s[n - 1] + s.wind_y_m_s[n + nx] - s.wind_y_m_s[n - nx]) /
                             (2.0 * s.grid->cell_m);
                if (vertical) {
                    div += (s.wind_z_m_s[n + cells] - s.wind_z_m_s[n - cells]) / (s.level_m[k + 1] - s.level_m[k - 1]);
                }
                sum += div * div;
                ++count;
            }
        }
    }
    return std::sqrt(sum / static_cast<double>(count));
}

Grid smooth_hills() {
    Grid grid{Projection("EPSG:32649"), 0.0, 0.0, 1000.0, 30, 26, {}};
    for (std::size_t j = 0; j < grid.ny; ++j) {
        for (std::size_t i = 0; i < grid.nx; ++i) {
            grid.terrain_m.push_back(
                300.0 * (1.0 + std::sin(0.45 * static_cast<double>(i)) * std::cos(0.35 * static_cast<double>(j))));
        }
    }
    return grid;
}

TEST(TerrainWinds, UniformWindOverFlatGroundIsLeftBitForBit) {
    const Grid flat = hilly_grid(12, 10, 2000.0, 0.0);
    MetState state = state_on(flat, weather(0.01));
    const MetState before = state;
    add_terrain_effects(state, terrain_shape(flat));
    const TerrainWinds winds(state.grid, state.level_m, 1e-8);
    const AdjustmentReport report = winds.make_consistent(state, 1);
    EXPECT_EQ(report.iterations, 0U);
    EXPECT_EQ(state.wind_x_m_s, before.wind_x_m_s);
    EXPECT_EQ(state.wind_y_m_s, before.wind_y_m_s);
    EXPECT_EQ(state.wind_z_m_s, before.wind_z_m_s);
}

TEST(TerrainWinds, DivergenceThatTheRunSeesFallsWithTheVerticalWindCounted) {
    const Grid grid = smooth_hills();
    for (const double n : {0.0, 0.01}) {
        MetState state = state_on(grid, weather(n));
        add_terrain_effects(state, terrain_shape(grid));
        const double before = seen_divergence(state, true);
        const TerrainWinds winds(state.grid, state.level_m, 1e-8);
        const AdjustmentReport report = winds.make_consistent(state, 1);
        EXPECT_LE(report.divergence_after_s, 1e-8 * report.divergence_before_s);
        EXPECT_LT(seen_divergence(state, true), 0.25 * before) << n;
        // Consistent by what goes up, not by an even horizontal wind alone.
        EXPECT_LT(seen_divergence(state, true), 0.5 * seen_divergence(state, false)) << n;
    }
}

TEST(TerrainWinds, WindThatDoesNotConvergeIsAnError) {
    const Grid grid = smooth_hills();
    MetState state = state_on(grid, weather(0.01));
    state.wind_x_m_s[100] = std::nan("");
    const TerrainWinds winds(state.grid, state.level_m, 1e-8);
    try {
        (void)winds.make_consistent(state, 1);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.problems()[0].code, "E416");
    }
}

TEST(TerrainWinds, RatioFollowsTheFroudeNumber) {
    EXPECT_EQ(vertical_ratio(5.0, 0.0, 500.0), 1.0);
    EXPECT_EQ(vertical_ratio(5.0, 0.01, 0.0), 1.0);
    EXPECT_NEAR(vertical_ratio(5.0, 0.01, 500.0), (std::sqrt(5.0) - 1.0) / (std::sqrt(5.0) + 1.0), 1e-12);  // Fr 1
    EXPECT_EQ(vertical_ratio(0.5, 0.02, 1000.0), 0.01);
    EXPECT_GT(vertical_ratio(50.0, 0.01, 500.0), 0.98);
}

// Nothing but the slope flow: calm air, a plane slope up to the east, stable surface layer.
TEST(TerrainWinds, CoolingAirRunsDownTheSlopeAndWarmAirUp) {
    Grid plane{Projection("EPSG:32649"), 0.0, 0.0, 1000.0, 20, 20, {}};
    for (std::size_t n = 0; n < plane.cells(); ++n) plane.terrain_m.push_back(80.0 * static_cast<double>(n % plane.nx));
    ConstantMet calm = weather(0.01);
    calm.wind_x_m_s = calm.wind_y_m_s = 0.0;
    calm.friction_velocity_m_s = 0.1;
    calm.obukhov_length_m = 20.0;
    MetState night = state_on(plane, calm);
    add_terrain_effects(night, terrain_shape(plane));
    calm.obukhov_length_m = -20.0;
    MetState day = state_on(plane, calm);
    add_terrain_effects(day, terrain_shape(plane));
    const std::size_t node = 10 * 20 + 12;
    EXPECT_LT(night.wind_x_m_s[node], -0.3);
    EXPECT_GT(day.wind_x_m_s[node], 0.3);
    EXPECT_NEAR(night.wind_y_m_s[node], 0.0, 1e-12);
    EXPECT_EQ(night.wind_x_m_s[13 * 400 + node], 0.0);  // not at 3500 m
}

TEST(SlopeFlow, LawsOfTheShootingFlow) {
    constexpr double k_rho_cp = 1206.0;
    constexpr double k_temperature = 280.0;
    EXPECT_EQ(downslope_m_s(0.0, k_rho_cp, k_temperature, 0.1, 1000.0, 300.0), 0.0);
    EXPECT_EQ(downslope_m_s(30.0, k_rho_cp, k_temperature, 0.0, 1000.0, 300.0), 0.0);
    EXPECT_EQ(downslope_m_s(30.0, k_rho_cp, k_temperature, 0.1, 0.0, 300.0), 0.0);
    // Far from the crest the bracket is 1: 30 W m-2, slope 0.1, 8 km.
    EXPECT_NEAR(downslope_m_s(30.0, k_rho_cp, k_temperature, 0.1, 8000.0, 300.0),
                std::cbrt(30.0 * 9.81 * 8000.0 * 0.1 / (k_rho_cp * k_temperature * 0.08)), 1e-12);
    // Near it the flow grows as x^(2/3): Le = 0.05 drop / 0.08.
    const double near = downslope_m_s(30.0, k_rho_cp, k_temperature, 0.1, 1.0, 800.0);
    EXPECT_NEAR(downslope_m_s(30.0, k_rho_cp, k_temperature, 0.1, 2.0, 800.0) / near, std::pow(2.0, 2.0 / 3.0), 2e-3);
    EXPECT_NEAR(upslope_m_s(150.0, k_rho_cp, k_temperature, 500.0) / upslope_m_s(150.0, k_rho_cp, k_temperature, 62.5),
                2.0, 1e-12);
}

TEST(TerrainFlow, CrestAndFootAreFoundWithTheirDistance) {
    Grid grid{Projection("EPSG:32649"), 0.0, 0.0, 1000.0, 9, 9, std::vector<double>(81, 200.0)};
    grid.terrain_m[4 * 9 + 6] = 700.0;
    grid.terrain_m[1 * 9 + 4] = 50.0;
    const TerrainShape shape = terrain_shape(grid, 3000.0);
    const std::size_t node = 4 * 9 + 4;
    EXPECT_EQ(shape.relief_m[node], 500.0);
    EXPECT_EQ(shape.crest_m[node], 2000.0);
    EXPECT_EQ(shape.fall_m[node], 150.0);
    EXPECT_EQ(shape.foot_m[node], 3000.0);
    EXPECT_EQ(shape.relief_m[8 * 9], 0.0);
    EXPECT_EQ(shape.crest_m[8 * 9], 0.0);
}

// w relative to the ground is 0 at the ground: the air there rises as the ground does, V . grad h. Aloft it fades.
TEST(TerrainFlow, KinematicWindFollowsTheGroundAndFades) {
    for (const double z : {0.0, 50.0, 400.0}) {
        const double relative = kinematic_wind_m_s(3.0, 1.0, 0.1, -0.05, z, 0.02);
        const double ground = 3.0 * 0.1 - 1.0 * 0.05;
        EXPECT_NEAR(relative + ground, ground * std::exp(-0.02 / std::sqrt(10.0) * z), 1e-12);
    }
}

}  // namespace
}  // namespace lantian
