#include "models/meteorology/met_window.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/base/error.hpp"
#include "models/meteorology/constant_provider.hpp"

namespace lantian {
namespace {

constexpr UtcTime k_start{1798761600};

std::shared_ptr<const Grid> small_grid(std::size_t nx = 7, std::size_t ny = 5) {
    return std::make_shared<const Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 2000.0, nx, ny, std::vector<double>(nx * ny, 0.0)});
}

// A state without any symmetry, so that a swapped index shows.
MetState random_state(const std::shared_ptr<const Grid>& grid, UtcTime time, unsigned seed) {
    ConstantMet met;
    met.level_m = {10, 30, 60, 100, 150, 220, 320, 450, 650, 900, 1300, 1800, 2500, 3500};
    met.roughness_length_m = 0.3;
    MetState state = constant_state(grid, met, time);
    std::mt19937 engine(seed);
    std::uniform_real_distribution<double> dist(0.5, 1.5);
    for (auto* field : {&state.wind_x_m_s, &state.wind_y_m_s, &state.wind_z_m_s, &state.mixing_height_m,
                        &state.friction_velocity_m_s, &state.temperature_2m_k}) {
        for (double& v : *field) v *= dist(engine);
    }
    for (double& v : state.wind_y_m_s) v = dist(engine) - 1.0;
    for (double& v : state.wind_z_m_s) v = 0.1 * (dist(engine) - 1.0);
    const std::size_t cells = grid->cells();
    for (std::size_t k = 0; k < met.level_m.size(); ++k) {
        for (std::size_t n = 0; n < cells; ++n) {
            state.potential_temperature_k[k * cells + n] = 290.0 + 0.004 * met.level_m[k] + dist(engine);
        }
    }
    return state;
}

TEST(MetWindow, LayerMeanEqualsQuadratureOfPointValues) {
    const auto grid = small_grid();
    const MetWindow window(std::make_shared<const MetState>(random_state(grid, k_start, 1)),
                           std::make_shared<const MetState>(random_state(grid, k_start + 3600, 2)));
    const double x = 605300.0, y = 3854100.0, fraction = 0.3;
    const double layers[][2] = {{0, 5},    {0, 40},     {2, 8},       {0, 10},      {10, 30},   {12, 13},
                                {35, 480}, {0.1, 3500}, {3000, 5000}, {4000, 4500}, {100, 2000}};
    for (const auto& layer : layers) {
        const MetSample mean = window.sample(x, y, layer[0], layer[1], fraction);
        constexpr int k_steps = 400000;
        double sum[4] = {};
        for (int s = 0; s < k_steps; ++s) {
            const double z = layer[0] + (layer[1] - layer[0]) * (s + 0.5) / k_steps;
            const MetSample point = window.sample(x, y, z, z, fraction);
            sum[0] += point.wind_x_m_s;
            sum[1] += point.wind_y_m_s;
            sum[2] += point.wind_z_m_s;
            sum[3] += point.potential_temperature_k;
        }
        // Midpoint rule with a kink at z0: about (dz / z0) of the integrand's slope.
        EXPECT_NEAR(mean.wind_x_m_s, sum[0] / k_steps, 1e-6) << layer[0] << " " << layer[1];
        EXPECT_NEAR(mean.wind_y_m_s, sum[1] / k_steps, 1e-6) << layer[0] << " " << layer[1];
        EXPECT_NEAR(mean.wind_z_m_s, sum[2] / k_steps, 1e-6) << layer[0] << " " << layer[1];
        EXPECT_NEAR(mean.potential_temperature_k, sum[3] / k_steps, 1e-6) << layer[0] << " " << layer[1];
        const double across = window.sample(x, y, layer[1], layer[1], fraction).wind_z_m_s -
                              window.sample(x, y, layer[0], layer[0], fraction).wind_z_m_s;
        EXPECT_NEAR(mean.wind_z_change_s, across / (layer[1] - layer[0]), 1e-12);
    }
}

TEST(MetWindow, GivesNodeValuesAtNodes) {
    const auto grid = small_grid();
    const auto first = std::make_shared<const MetState>(random_state(grid, k_start, 1));
    const auto second = std::make_shared<const MetState>(random_state(grid, k_start + 3600, 2));
    const MetWindow window(first, second);
    const std::size_t cells = grid->cells();
    for (std::size_t j = 0; j < grid->ny; ++j) {
        for (std::size_t i = 0; i < grid->nx; ++i) {
            for (std::size_t k = 0; k < first->level_m.size(); ++k) {
                const double z = first->level_m[k];
                const MetSample s = window.sample(grid->x_centre_m(i), grid->y_centre_m(j), z, z, 1.0);
                const std::size_t n = j * grid->nx + i;
                EXPECT_NEAR(s.wind_x_m_s, second->wind_x_m_s[k * cells + n], 1e-12);
                EXPECT_NEAR(s.wind_y_m_s, second->wind_y_m_s[k * cells + n], 1e-12);
                EXPECT_NEAR(s.mixing_height_m, second->mixing_height_m[n], 1e-9);
                EXPECT_NEAR(window.wind_speed_at(grid->x_centre_m(i), grid->y_centre_m(j), z, 0.0),
                            std::hypot(first->wind_x_m_s[k * cells + n], first->wind_y_m_s[k * cells + n]), 1e-12);
            }
        }
    }
}

TEST(MetWindow, ExactForFieldsLinearInSpaceAndTime) {
    const auto grid = small_grid();
    ConstantMet met;
    met.rotation_rad_s = 1e-4;
    met.deformation_s = 3e-5;
    met.shear_x_s = 0.01;
    MetState later = constant_state(grid, met, k_start + 3600);
    for (double& v : later.wind_x_m_s) v += 7.0;
    for (double& v : later.obukhov_length_m) v = -50.0;
    const MetWindow window(std::make_shared<const MetState>(constant_state(grid, met, k_start)),
                           std::make_shared<const MetState>(later));
    const double xc = 0.5 * (grid->west_m + grid->east_m()), yc = 0.5 * (grid->south_m + grid->north_m());
    for (double dx : {-5800.0, -1234.0, 0.0, 3333.0}) {
        for (double z : {0.02, 75.0, 1234.0}) {
            const MetSample s = window.sample(xc + dx, yc + 0.3 * dx, z, z, 0.25);
            EXPECT_NEAR(s.wind_x_m_s, 5.0 + 0.25 * 7.0 + 0.01 * z - 1e-4 * 0.3 * dx + 3e-5 * dx, 1e-10);
            EXPECT_NEAR(s.wind_y_m_s, 1e-4 * dx - 3e-5 * 0.3 * dx, 1e-10);
            EXPECT_NEAR(s.inverse_obukhov_m, 0.25 * -0.02 + 0.75 * 1e-9, 1e-12);
        }
    }
}

TEST(MetWindow, ClampsOutsideTheGrid) {
    const auto grid = small_grid();
    const auto state = std::make_shared<const MetState>(random_state(grid, k_start, 3));
    const MetWindow window(state, state);
    const MetSample corner = window.sample(-1e9, 1e9, 60, 60, 0.0);
    const std::size_t n = (grid->ny - 1) * grid->nx;
    EXPECT_DOUBLE_EQ(corner.wind_x_m_s, state->wind_x_m_s[2 * grid->cells() + n]);
    const MetSample high = window.sample(604000, 3854000, 9000, 9000, 0.0);
    const MetSample top = window.sample(604000, 3854000, 3500, 3500, 0.0);
    EXPECT_NEAR(high.wind_x_m_s, top.wind_x_m_s, 1e-12);
}

TEST(MetWindow, LogarithmicBelowTheLowestLevel) {
    const auto grid = small_grid();
    ConstantMet met;
    met.level_m = {10, 100};
    met.roughness_length_m = 0.3;
    const auto state = std::make_shared<const MetState>(constant_state(grid, met, k_start));
    const MetWindow window(state, state);
    EXPECT_NEAR(window.wind_speed_at(604000, 3854000, 2.0, 0.0), 5.0 * std::log(2.0 / 0.3) / std::log(10.0 / 0.3),
                1e-12);
    EXPECT_EQ(window.wind_speed_at(604000, 3854000, 0.2, 0.0), 0.0);
    EXPECT_EQ(window.sample(604000, 3854000, 0.0, 0.0, 0.0).wind_x_m_s, 0.0);
}

TEST(MetWindow, BuoyancyFrequencyOfLayerAndPoint) {
    const auto grid = small_grid();
    ConstantMet met;
    met.buoyancy_frequency_s = 0.02;
    const auto state = std::make_shared<const MetState>(constant_state(grid, met, k_start));
    const MetWindow window(state, state);
    for (double z : {0.0, 30.0, 120.0, 700.0}) {
        // Linear between levels: theta differs from the exponential by a few parts in a thousand.
        EXPECT_NEAR(window.sample(604000, 3854000, z, z, 0.5).buoyancy_frequency_s, 0.02, 2e-4) << z;
        EXPECT_NEAR(window.sample(604000, 3854000, z, z + 400, 0.5).buoyancy_frequency_s, 0.02, 2e-4) << z;
    }
    MetState unstable = *state;
    for (std::size_t k = 0; k < unstable.level_m.size(); ++k) {
        for (std::size_t n = 0; n < grid->cells(); ++n) {
            unstable.potential_temperature_k[k * grid->cells() + n] = 300.0 - 0.01 * unstable.level_m[k];
        }
    }
    const auto lapse = std::make_shared<const MetState>(unstable);
    EXPECT_EQ(MetWindow(lapse, lapse).sample(604000, 3854000, 10, 300, 0.0).buoyancy_frequency_s, 0.0);
}

TEST(MetWindow, RefusesStatesThatDoNotFit) {
    ConstantMet met;
    const auto a = std::make_shared<const MetState>(constant_state(small_grid(), met, k_start));
    const auto b = std::make_shared<const MetState>(constant_state(small_grid(6), met, k_start));
    EXPECT_THROW(MetWindow(a, b), Error);
    const auto earlier = std::make_shared<const MetState>(constant_state(small_grid(), met, k_start - 1));
    EXPECT_THROW(MetWindow(a, earlier), Error);
}

TEST(MetWindow, WorksOnOneCell) {
    const auto grid = small_grid(1, 1);
    const auto state = std::make_shared<const MetState>(constant_state(grid, ConstantMet{}, k_start));
    EXPECT_DOUBLE_EQ(MetWindow(state, state).sample(0, 0, 10, 90, 0.0).wind_x_m_s, 5.0);
}

TEST(ConstantMetProvider, BracketsEveryInstant) {
    ConstantMetProvider provider(small_grid(), ConstantMet{});
    const auto on_the_hour = provider.bracket(k_start);
    EXPECT_EQ(on_the_hour[0], on_the_hour[1]);
    const auto between = provider.bracket(k_start + 600);
    EXPECT_EQ(between[0]->time, k_start);
    EXPECT_EQ(between[1]->time, k_start + 3600);
    const MetWindow window(between[0], between[1]);
    EXPECT_DOUBLE_EQ(window.time_fraction(k_start + 900), 0.25);
    // Uniform to the ground, so that closed forms hold there.
    EXPECT_DOUBLE_EQ(window.sample(604000, 3854000, 0.0, 200.0, 0.3).wind_x_m_s, 5.0);
}

}  // namespace
}  // namespace lantian
