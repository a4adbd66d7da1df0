#include "core/data/grid.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

TEST(Grid, CoversTheBoxOnMultiplesOfTheCell) {
    const double bounds[4] = {112.0, 34.8, 113.0, 35.4};
    const Projection utm("EPSG:32649");
    const Grid grid = grid_from_bounds(utm, bounds, 1000.0);
    EXPECT_EQ(std::fmod(grid.west_m, 1000.0), 0.0);
    EXPECT_EQ(std::fmod(grid.south_m, 1000.0), 0.0);
    EXPECT_EQ(grid.terrain_m.size(), grid.cells());
    for (int k = 0; k <= 100; ++k) {
        const double f = k / 100.0;
        for (const LonLat p : {LonLat{112.0 + f, 34.8}, LonLat{112.0 + f, 35.4}, LonLat{112.0, 34.8 + 0.6 * f},
                               LonLat{113.0, 34.8 + 0.6 * f}}) {
            EXPECT_TRUE(grid.contains(utm.forward(p))) << p.lon_deg << ' ' << p.lat_deg;
        }
    }
    // No spare rows: the box touches the outer cells.
    EXPECT_LT(utm.forward({112.0, 35.4}).x_m - grid.west_m, 2000.0);
    EXPECT_LT(grid.north_m() - utm.forward({113.0, 35.4}).y_m, 1000.0);
}

TEST(Grid, TerrainIsBilinearAndConstantBeyondTheCentres) {
    Grid grid{Projection("EPSG:32649"), 0.0, 0.0, 10.0, 3, 2, {0, 1, 2, 10, 11, 12}};
    EXPECT_DOUBLE_EQ(grid.terrain_at({5.0, 5.0}), 0.0);
    EXPECT_DOUBLE_EQ(grid.terrain_at({10.0, 10.0}), 5.5);
    EXPECT_DOUBLE_EQ(grid.terrain_at({-100.0, -100.0}), 0.0);
    EXPECT_DOUBLE_EQ(grid.terrain_at({100.0, 100.0}), 12.0);
    EXPECT_DOUBLE_EQ(grid.terrain_at({25.0, 7.5}), 4.5);
    const Grid single{Projection("EPSG:32649"), 0.0, 0.0, 10.0, 1, 1, {7.0}};
    EXPECT_DOUBLE_EQ(single.terrain_at({3.0, 9.0}), 7.0);
}

TEST(Grid, BadBoundsAreRefused) {
    const Projection utm("EPSG:32649");
    const double turned[4] = {113.0, 34.8, 112.0, 35.4}, nan[4] = {112.0, 34.8, 113.0, std::nan("")},
                 fine[4] = {112.0, 34.8, 113.0, 35.4};
    EXPECT_EQ(testing::thrown([&] { (void)grid_from_bounds(utm, turned, 1000.0); }).code, "E203");
    EXPECT_EQ(testing::thrown([&] { (void)grid_from_bounds(utm, nan, 1000.0); }).code, "E203");
    EXPECT_EQ(testing::thrown([&] { (void)grid_from_bounds(utm, fine, 0.0); }).code, "E203");
    EXPECT_EQ(testing::thrown([&] { (void)grid_from_bounds(utm, fine, 1.0); }).code, "E203");
}

}  // namespace
}  // namespace lantian
