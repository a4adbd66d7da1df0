#include "inputs/readers/land_use.hpp"

#include <cmath>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/error.hpp"
#include "core/io/netcdf_file.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

using ::testing::HasSubstr;
using testing::Scratch;

Grid small_grid() {
    return {Projection("EPSG:32649"), 640000.0, 3880000.0, 2000.0, 4, 3, std::vector<double>(12, 0.0)};
}

double share(const LandCover& cover, std::size_t cell, LandUse use) {
    return cover.share[cell][static_cast<std::size_t>(use)];
}

std::string problem_code(const Scenario::Meteorology& options, const Grid& grid) {
    try {
        (void)read_land_cover(options, grid);
    } catch (const Error& error) {
        return error.problems()[0].code;
    }
    return "none";
}

TEST(LandUseReader, OneClassEverywhere) {
    Scenario::Meteorology options;
    options.land_use = "urban";
    const LandCover cover = read_land_cover(options, small_grid());
    ASSERT_EQ(cover.share.size(), 12U);
    for (std::size_t n = 0; n < 12; ++n) EXPECT_EQ(share(cover, n, LandUse::urban), 1.0);
}

TEST(LandUseReader, CsvGridOfCodes) {
    const Scratch scratch;
    Scenario::Meteorology options;
    // West of 112.6 E crops, east of it town (WorldCover); the border runs through the cells.
    options.land_use_file =
        scratch.write("codes.csv", "lat,112.0,112.5799,112.5801,113.2\n36,40,40,50,50\n34,40,40,50,50\n");
    options.land_use_scheme = "worldcover";
    const Grid grid = small_grid();
    const LandCover cover = read_land_cover(options, grid);
    double urban = 0.0;
    for (std::size_t n = 0; n < cover.share.size(); ++n) {
        double sum = 0.0;
        for (const double s : cover.share[n]) sum += s;
        EXPECT_NEAR(sum, 1.0, 1e-12);
        const LonLat at = grid.projection.inverse({grid.x_centre_m(n % 4), grid.y_centre_m(n / 4)});
        if (at.lon_deg < 112.56) EXPECT_NEAR(share(cover, n, LandUse::cropland), 1.0, 1e-12);
        if (at.lon_deg > 112.60) EXPECT_NEAR(share(cover, n, LandUse::urban), 1.0, 1e-12);
        urban += share(cover, n, LandUse::urban);
    }
    EXPECT_GT(urban, 1.0);
    EXPECT_LT(urban, 11.0);
}

TEST(LandUseReader, WhatIsWrongIsSaid) {
    const Scratch scratch;
    Scenario::Meteorology options;
    options.land_use_file = scratch.write("codes.csv", "lat,112.0,113.2\n36,40,40\n34,40,41\n");
    EXPECT_EQ(problem_code(options, small_grid()), "E309");  // no scheme
    options.land_use_scheme = "worldcover";
    EXPECT_EQ(problem_code(options, small_grid()), "none");
    options.land_use_file = scratch.write("odd.csv", "lat,112.0,113.2\n36,41,41\n34,41,41\n");
    EXPECT_EQ(problem_code(options, small_grid()), "E309");
    options.land_use_file = scratch.write("far.csv", "lat,102.0,103.2\n36,40,40\n34,40,40\n");
    EXPECT_EQ(problem_code(options, small_grid()), "E411");
    options.land_use_file = scratch.write("text.csv", "lat,112.0,113.2\n36,wheat,40\n34,40,40\n");
    EXPECT_EQ(problem_code(options, small_grid()), "E305");
    options.land_use_file = scratch.path("none.nc");
    EXPECT_EQ(problem_code(options, small_grid()), "E401");
}

TEST(LandUseReader, LuIndexOfWrfFiles) {
    const auto data = testing::shared_data();
    if (!data) GTEST_SKIP() << "no LANTIAN_DATA: WRF files not there";
    Scenario::Meteorology options;
    options.land_use_file = (*data / "met/salem-wrf/wrf_d01_allvars_cropped.nc").string();
    const NetcdfFile file = NetcdfFile::open(options.land_use_file);
    const std::vector<double> lat = file.read("XLAT"), lon = file.read("XLONG"), code = file.read("LU_INDEX");
    for (std::size_t at = 0; at < code.size(); ++at) {
        // One tiny cell on a mass point: the class of that point.
        const Projection map = Projection::utm({lon[at], lat[at]});
        const MapPoint p = map.forward({lon[at], lat[at]});
        const LandCover cover = read_land_cover(options, {map, p.x_m - 50.0, p.y_m - 50.0, 100.0, 1, 1, {0.0}});
        const auto use = land_use_from_code("usgs", static_cast<int>(code[at]));
        ASSERT_TRUE(use) << at;
        EXPECT_NEAR(share(cover, 0, *use), 1.0, 1e-12) << at;
    }
}

}  // namespace
}  // namespace lantian
