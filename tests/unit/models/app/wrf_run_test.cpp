// lantian run on real WRF output: completes, and the plume goes where the file's own wind blows.
#include <cmath>
#include <numbers>

#include <nlohmann/json.hpp>

#include "core/io/netcdf_file.hpp"
#include "inputs/readers/weather.hpp"
#include "tests/support/program_case.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

constexpr LonLat k_stack{-90.0, 23.5};

/// Direction east and north, metres.
struct Direction {
    double east = 0.0, north = 0.0;
};

/// Mean wind below 300 m over the file's times that the run uses, at the point nearest to the stack.
Direction wind_at_stack(const std::string& file) {
    const auto source = open_wrf({file});
    Direction sum;
    for (std::size_t t = 0; t < 2; ++t) {
        const GriddedWeather w = source->load(t);
        const std::size_t plane = w.nx * w.ny;
        std::size_t nearest = 0;
        const auto distance = [&](std::size_t n) {
            return std::hypot(w.lon_deg[n] - k_stack.lon_deg, w.lat_deg[n] - k_stack.lat_deg);
        };
        for (std::size_t n = 1; n < plane; ++n) nearest = distance(n) < distance(nearest) ? n : nearest;
        for (std::size_t k = 0; k < w.nz && w.height_m[k * plane + nearest] < 300.0; ++k) {
            sum.east += w.eastward_wind_m_s[k * plane + nearest];
            sum.north += w.northward_wind_m_s[k * plane + nearest];
        }
    }
    return sum;
}

/// Centre of mass of all SO2 in the hour, seen from the stack.
Direction centre_of_mass(const NetcdfFile& fields, std::size_t hour) {
    const std::vector<double> so2 = fields.read("so2"), lon = fields.read("lon"), lat = fields.read("lat");
    Direction centre;
    double mass = 0.0;
    for (std::size_t n = 0; n < lon.size(); ++n) {
        const double m = so2[hour * lon.size() + n];
        mass += m;
        centre.east += m * (lon[n] - k_stack.lon_deg) * std::cos(k_stack.lat_deg * std::numbers::pi / 180.0) * 111e3;
        centre.north += m * (lat[n] - k_stack.lat_deg) * 111e3;
    }
    return {centre.east / mass, centre.north / mass};
}

TEST(WrfRun, PlumeDriftsDownwindOfTheStack) {
    const auto data = testing::shared_data();
    if (!data) GTEST_SKIP() << "LANTIAN_DATA is not there";
    const std::string wrf = (*data / "met/wrf-python-ci/ci_test_file.nc").string();
    const test::TempDir dir;
    dir.write("points.csv",
              "id,sector,group,lon[deg],lat[deg],height[m],so2[g/s]\n"
              "stack,power,power,-90.0,23.5,60,100\n");
    const std::string scenario =
        dir.write("gulf.toml",
                  "schema_version = 1\nname = \"gulf\"\n[domain]\nbounds_deg = [-90.6, 22.9, -89.4, 24.1]\ncell_m = "
                  "3000\n[time]\n"
                  "start = 2005-08-28T12:00:00Z\nhours = 3\nlocal_offset_h = -6.0\n[meteorology]\nfiles = [\"" +
                      wrf + "\"]\nif_missing = \"stop\"\ncell_m = 10000\n[emissions]\ntables = [\"points.csv\"]\n");
    const test::Answer answer = test::call({"run", scenario, "--out", dir.file("out"), "--json"});
    ASSERT_EQ(answer.code, 0) << answer.err;
    const auto json = nlohmann::json::parse(answer.out);
    EXPECT_LT(std::abs(json["ledger"]["so2"]["closure_rel"].get<double>()), 1e-12);
    EXPECT_NE(json["notes"].dump().find("terrain taken from the weather"), std::string::npos);
    const NetcdfFile fields = NetcdfFile::open(dir.file("out/fields.nc"));
    const Direction wind = wind_at_stack(wrf);
    for (std::size_t hour = 1; hour < 3; ++hour) {
        const Direction drift = centre_of_mass(fields, hour);
        const double along = (drift.east * wind.east + drift.north * wind.north) / std::hypot(wind.east, wind.north);
        EXPECT_GT(along, 5000.0) << hour;
        EXPECT_GT(along / std::hypot(drift.east, drift.north), std::cos(20.0 * std::numbers::pi / 180.0))
            << "hour " << hour << ": drift " << drift.east << ' ' << drift.north << ", wind " << wind.east << ' '
            << wind.north;
    }
}

}  // namespace
}  // namespace lantian
