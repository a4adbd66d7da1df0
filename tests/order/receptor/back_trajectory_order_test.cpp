// Solid rotation brings a back trajectory to its start; the error falls with the order of the integration.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "core/base/constants.hpp"
#include "models/meteorology/constant_provider.hpp"
#include "models/receptor/trajectory.hpp"

namespace lantian {
namespace {

double miss_m(int order, std::int64_t step_s) {
    auto grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 1000.0, 60, 60, std::vector<double>(3600, 0.0)});
    ConstantMet weather;
    weather.wind_x_m_s = 0.0;
    weather.rotation_rad_s = 2.0 * constants::k_pi / 21600.0;  // once round in six hours
    ConstantMetProvider met(grid, weather);
    TrajectoryOptions o;
    o.hours = 6.0;
    o.order = order;
    o.step_s = step_s;
    const MapPoint start{640000.0, 3880000.0};
    const auto paths = back_trajectories(
        met, *grid, std::vector<Arrival>{{"a", from_calendar(2022, 1, 6, 12, 0, 0), start, 100.0}}, o);
    const BackPoint& end = paths[0].points.back();
    EXPECT_DOUBLE_EQ(end.hours, -6.0);
    // A quarter of the way round it stands south of the centre: backward the turn is clockwise.
    return std::hypot(end.x_m - start.x_m, end.y_m - start.y_m);
}

TEST(BackTrajectoryOrder, SolidRotationSecondOrder) {
    for (const std::int64_t step : {1200, 600, 300}) {
        const double order = std::log2(miss_m(2, step) / miss_m(2, step / 2));
        EXPECT_NEAR(order, 2.0, 0.2) << step;
    }
}

TEST(BackTrajectoryOrder, SolidRotationFourthOrder) {
    for (const std::int64_t step : {3600, 1800, 1200}) {
        const double order = std::log2(miss_m(4, step) / miss_m(4, step / 2));
        EXPECT_NEAR(order, 4.0, 0.4) << step;
    }
    // The phase lags by (omega dt)^5/120 a step: r 2 pi (omega dt)^4/120 in all, 3 cm of a circle of 63 km.
    EXPECT_NEAR(miss_m(4, 300), 1e4 * 2.0 * constants::k_pi * std::pow(2.0 * constants::k_pi / 72.0, 4) / 120.0, 1e-3);
}

}  // namespace
}  // namespace lantian
