// Back trajectories and footprints against closed forms.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "core/base/constants.hpp"
#include "models/receptor/footprint.hpp"
#include "models/receptor/trajectory.hpp"
#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

std::shared_ptr<Grid> wide_grid() {
    return std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 1000.0, 80, 80, std::vector<double>(6400, 0.0)});
}

const UtcTime k_noon = from_calendar(2022, 1, 6, 12, 0, 0);

TEST(BackTrajectory, IsAStraightLineInConstantWind) {
    const auto grid = wide_grid();
    ConstantMet weather;
    weather.wind_x_m_s = 3.0;
    weather.wind_y_m_s = -1.0;
    ConstantMetProvider met(grid, weather);
    TrajectoryOptions o;
    o.hours = 2.5;
    for (const int order : {2, 4}) {
        o.order = order;
        o.step_s = 700;  // does not divide the hour
        const auto paths =
            back_trajectories(met, *grid, std::vector<Arrival>{{"a", k_noon, {640000, 3890000}, 100.0}}, o);
        ASSERT_EQ(paths[0].points.size(), 4U);  // 0, 1, 2 and 2.5 hours back
        EXPECT_EQ(paths[0].end, PathEnd::complete);
        for (const BackPoint& p : paths[0].points) {
            EXPECT_NEAR(p.x_m, 640000.0 + 3.0 * 3600.0 * p.hours, 1e-6);
            EXPECT_NEAR(p.y_m, 3890000.0 - 3600.0 * p.hours, 1e-6);
            EXPECT_EQ(p.height_m, 100.0);
        }
        EXPECT_DOUBLE_EQ(paths[0].points.back().hours, -2.5);
    }
}

TEST(BackTrajectory, FollowsRisingAirDownUnlessToldNotTo) {
    const auto grid = wide_grid();
    ConstantMet weather;
    weather.wind_z_m_s = 0.05;
    ConstantMetProvider met(grid, weather);
    TrajectoryOptions o;
    o.hours = 1.0;
    const std::vector<Arrival> arrivals{{"a", k_noon, {640000, 3890000}, 300.0}};
    EXPECT_NEAR(back_trajectories(met, *grid, arrivals, o)[0].points.back().height_m, 300.0 - 0.05 * 3600.0, 1e-9);
    o.hours = 3.0;
    EXPECT_EQ(back_trajectories(met, *grid, arrivals, o)[0].points.back().height_m, k_lowest_trajectory_m);
    o.vertical_wind = false;
    EXPECT_EQ(back_trajectories(met, *grid, arrivals, o)[0].points.back().height_m, 300.0);
}

TEST(BackTrajectory, SaysWhyItIsShort) {
    const auto grid = wide_grid();
    ConstantMet weather;
    weather.wind_x_m_s = 5.0;
    ConstantMetProvider met(grid, weather);
    TrajectoryOptions o;
    o.hours = 10.0;
    o.earliest = k_noon - 5400;
    const std::vector<Arrival> arrivals{{"leaves", k_noon, {610000, 3890000}, 50.0},
                                        {"stays", k_noon, {675000, 3890000}, 50.0},
                                        {"outside", k_noon, {590000, 3890000}, 50.0}};
    const auto paths = back_trajectories(met, *grid, arrivals, o);
    EXPECT_EQ(paths[0].end, PathEnd::left_area);
    EXPECT_LT(paths[0].points.back().x_m, 600000.0);
    EXPECT_EQ(paths[1].end, PathEnd::weather_begins);
    EXPECT_DOUBLE_EQ(paths[1].points.back().hours, -1.5);
    EXPECT_NEAR(paths[1].points.back().x_m, 675000.0 - 5.0 * 5400.0, 1e-6);
    EXPECT_EQ(paths[2].end, PathEnd::left_area);
    EXPECT_EQ(paths[2].points.size(), 1U);
}

TEST(ReversedMet, RunsTheClockAndTheWindBackward) {
    const auto grid = wide_grid();
    ConstantMet weather;
    weather.wind_x_m_s = 3.0;
    ConstantMetProvider met(grid, weather);
    ReversedMet reversed(met, k_noon);
    const auto states = reversed.bracket(k_noon + 1800);
    EXPECT_EQ(states[0]->time, k_noon);
    EXPECT_EQ(states[1]->time, k_noon + 3600);
    EXPECT_EQ(states[0]->wind_x_m_s.front(), -3.0);
    EXPECT_EQ(reversed.bracket(k_noon + 1800)[0], states[0]);  // turned once
}

/// Wind 4 m/s, neutral; receptor 12 km downwind of the middle of a cell.
test::SmallCase neutral_case() {
    test::SmallCase c = test::small_case(40, 21, 1000.0, 6);
    c.weather.wind_x_m_s = 4.0;
    c.scenario.deposition.dry = c.scenario.deposition.wet = c.scenario.deposition.settling = false;
    c.scenario.chemistry.scheme = "none";
    c.scenario.puffs.merge = false;
    return c;
}

TEST(Footprint, EqualsTheConcentrationThatASourceInTheCellBrings) {
    // Forward: an area source of one cell, released at the sampling height, steady; the receptor 12 km downwind.
    test::SmallCase c = neutral_case();
    c.scenario.puffs.release_area_s = 600.0;
    Source cell = test::point_source(c, "cell", "g", 10500.0, 10500.0, 1.5, 1.0);
    cell.shape = SourceShape::area;
    cell.cells.clear();
    for (int i = 0; i < 10; ++i) {
        for (int j = 0; j < 10; ++j)
            cell.cells.push_back(
                {{c.grid->west_m + 10050.0 + 100.0 * i, c.grid->south_m + 10050.0 + 100.0 * j}, 0.01, 29.0});
    }
    c.catalog.sources = {cell};
    c.receptors = {test::receptor_at(c, "r", 22500.0, 10500.0, 1.5)};
    const auto hours = test::run_hours(c, 2);
    const double forward = hours.back().receptors[index(Reported::pm25_primary)];  // kg m-3 for 1 kg/s

    test::SmallCase b = neutral_case();
    const RunInputs inputs = b.inputs();
    FootprintOptions o;
    o.hours = 4.0;
    o.threads = 2;
    const std::vector<Arrival> arrivals{{"r", b.scenario.time.start + 6 * 3600,
                                         b.grid->projection.forward(test::receptor_at(b, "r", 22500.0, 10500.0).place),
                                         1.5}};
    const Footprints f = backward_puffs(b.scenario, b.grid, inputs.met, arrivals, o);
    const double backward = f.s_m3[10 * b.grid->nx + 10];
    EXPECT_NEAR(backward / forward, 1.0, 0.05);  // puffs an interval apart and path pieces, on either side
    // Nothing from downwind, and all the tracer is accounted for at the edge of the plume.
    EXPECT_EQ(f.s_m3[10 * b.grid->nx + 30], 0.0);
}

TEST(Footprint, WeightsValuesByWhatEachArrivalSaw) {
    const std::vector<double> maps{1.0, 3.0, 0.0, /**/ 1.0, 1.0, 0.0, /**/ 9.0, 9.0, 9.0};
    const std::vector<double> values{10.0, 2.0, std::nan("")};
    const WeightedFootprint w = weighted_footprint(maps, values, 3, 0.0);
    EXPECT_EQ(w.used, 2U);
    EXPECT_DOUBLE_EQ(w.value[0], 6.0);
    EXPECT_DOUBLE_EQ(w.value[1], 8.0);
    EXPECT_TRUE(std::isnan(w.value[2]));
    EXPECT_DOUBLE_EQ(w.mean_s_m3[1], 2.0);
    EXPECT_TRUE(std::isnan(weighted_footprint(maps, values, 3, 0.9).value[0]));
}

}  // namespace
}  // namespace lantian
