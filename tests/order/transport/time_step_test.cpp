// The error of the path falls with the square of the time step.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "core/base/constants.hpp"
#include "models/meteorology/constant_provider.hpp"
#include "models/puff/step.hpp"

namespace lantian {
namespace {

TEST(TimeStep, UniformWindTranslatesExactly) {
    auto grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 0.0, 0.0, 1000.0, 60, 60, std::vector<double>(3600, 0.0)});
    ConstantMet weather;
    weather.wind_x_m_s = 3.0;
    weather.wind_y_m_s = -2.0;
    ConstantMetProvider provider(grid, weather);
    const auto states = provider.bracket(from_calendar(2022, 1, 6, 0, 30, 0));
    const MetWindow window(states[0], states[1]);
    for (const int steps : {1, 7, 60}) {
        MapPoint p{10000.0, 40000.0};
        for (int n = 0; n < steps; ++n) p = heun_step(window, p, 50.0, 150.0, 0.0, 1.0, 3600.0 / steps);
        EXPECT_NEAR(p.x_m, 10000.0 + 3.0 * 3600.0, 1e-8);
        EXPECT_NEAR(p.y_m, 40000.0 - 2.0 * 3600.0, 1e-8);
    }
}

TEST(TimeStep, SolidRotationReturnsWithSecondOrder) {
    auto grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 1000.0, 60, 60, std::vector<double>(3600, 0.0)});
    ConstantMet weather;
    weather.wind_x_m_s = 0.0;
    weather.rotation_rad_s = 2.0 * constants::k_pi / 21600.0;  // once round in six hours
    ConstantMetProvider provider(grid, weather);
    const auto states = provider.bracket(from_calendar(2022, 1, 6, 0, 30, 0));
    const MetWindow window(states[0], states[1]);
    const MapPoint start{630000.0 + 10000.0, 3880000.0};
    double previous = 0.0;
    for (const int steps : {36, 72, 144, 288}) {
        MapPoint p = start;
        const double dt = 21600.0 / steps;
        for (int n = 0; n < steps; ++n) p = heun_step(window, p, 50.0, 150.0, 0.0, 0.0, dt);
        const double error = std::hypot(p.x_m - start.x_m, p.y_m - start.y_m);
        if (previous > 0.0) {
            const double order = std::log2(previous / error);
            EXPECT_GT(order, 1.8) << steps;
            EXPECT_LT(order, 2.4) << steps;
        }
        previous = error;
    }
    EXPECT_LT(previous, 30.0);  // of a circle of 63 km
}

TEST(TimeStep, WindThatTurnsInTimeIsFollowedWithSecondOrder) {
    auto grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 1000.0, 60, 60, std::vector<double>(3600, 0.0)});
    ConstantMet first;
    first.wind_x_m_s = 4.0;
    first.shear_x_s = 0.0;
    first.deformation_s = 5e-5;
    ConstantMet second = first;
    second.wind_x_m_s = 0.0;
    second.wind_y_m_s = 4.0;
    const UtcTime t = from_calendar(2022, 1, 6, 0, 0, 0);
    const MetWindow window(std::make_shared<MetState>(constant_state(grid, first, t)),
                           std::make_shared<MetState>(constant_state(grid, second, t + 3600)));
    const auto end_after = [&](int steps) {
        MapPoint p{625000.0, 3875000.0};
        for (int n = 0; n < steps; ++n) {
            p = heun_step(window, p, 50.0, 150.0, static_cast<double>(n) / steps, static_cast<double>(n + 1) / steps,
                          3600.0 / steps);
        }
        return p;
    };
    const MapPoint exact = end_after(20000);
    const auto error = [&](int steps) {
        const MapPoint p = end_after(steps);
        return std::hypot(p.x_m - exact.x_m, p.y_m - exact.y_m);
    };
    EXPECT_NEAR(std::log2(error(6) / error(12)), 2.0, 0.25);
    EXPECT_NEAR(std::log2(error(12) / error(24)), 2.0, 0.25);
}

}  // namespace
}  // namespace lantian
