// The Jiyuan example with weather files that a user gives: one line changes the driver, and the same weather as WRF, as
// our CF NetCDF and as GRIB2 gives the same result.
#include "tests/support/jiyuan_weather.hpp"

#include <cmath>
#include <numeric>

#include <nlohmann/json.hpp>

#include "core/io/netcdf_file.hpp"
#include "inputs/readers/weather.hpp"
#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

constexpr const char* k_example = LANTIAN_SOURCE_DIR "/inputs/examples/jiyuan/jiyuan.toml";

struct Outcome {
    double so2 = 0.0, lead = 0.0;  ///< sums over the grid and all groups of the city, last hour
    std::string notes;
};

Outcome run_with(const test::TempDir& dir, const std::string& out, const std::string& file,
                 const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"run",
                                       k_example,
                                       "--out",
                                       dir.file(out),
                                       "--json",
                                       "--set",
                                       "time.hours=3",
                                       "--set",
                                       "domain.cell_m=3000",
                                       "--set",
                                       "weather={files = [\"" + file + "\"]}"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const test::Answer answer = test::call(arguments);
    EXPECT_EQ(answer.code, 0) << answer.err;
    Outcome outcome;
    if (answer.code != 0) return outcome;
    const auto json = nlohmann::json::parse(answer.out);
    EXPECT_LT(std::abs(json["ledger"]["so2"]["closure_rel"].get<double>()), 1e-12);
    outcome.notes = json["notes"].dump();
    const NetcdfFile fields = NetcdfFile::open(dir.file(out + "/fields.nc"));
    const auto last_hour = [&](const char* name) {  // (time, tag, y, x); the last tag is the air from outside
        const std::vector<double> all = fields.read(name);
        const auto cells = static_cast<std::ptrdiff_t>(fields.read("lon").size());
        const auto tags = static_cast<std::ptrdiff_t>(fields.dimension("tag"));
        return std::accumulate(all.end() - tags * cells, all.end() - cells, 0.0);
    };
    outcome.so2 = last_hour("so2");
    outcome.lead = last_hour("pb");
    return outcome;
}

TEST(JiyuanWeather, OneLineChangesTheDriver) {
    const test::TempDir dir;
    const test::JiyuanWeather weather(from_calendar(2022, 1, 6, 0, 0, 0, 28800), 3);
    test::write_wrf(weather, dir.file("wrfout_d02"));
    write_cf_weather(weather, dir.file("weather.nc"));
    test::write_grib2(weather, dir.file("weather.grib2"));
    const Outcome wrf = run_with(dir, "wrf", dir.file("wrfout_d02"));
    const Outcome cf = run_with(dir, "cf", dir.file("weather.nc"));
    const Outcome grib = run_with(dir, "grib", dir.file("weather.grib2"));
    EXPECT_GT(wrf.so2, 0.0);
    // The wind of the WRF file lies along its mesh; the levels of the GRIB file lie at whole hPa.
    EXPECT_NEAR(cf.so2, wrf.so2, 0.01 * wrf.so2);
    EXPECT_NEAR(cf.lead, wrf.lead, 0.01 * wrf.lead);
    EXPECT_NEAR(grib.so2, cf.so2, 0.02 * cf.so2);
    EXPECT_NEAR(grib.lead, cf.lead, 0.02 * cf.lead);
}

TEST(JiyuanWeather, OurBoundaryLayerWithLandUseOfTheSameFile) {
    const test::TempDir dir;
    test::write_wrf(test::JiyuanWeather(from_calendar(2022, 1, 6, 0, 0, 0, 28800), 3), dir.file("wrfout_d02"));
    const Outcome plain = run_with(dir, "plain", dir.file("wrfout_d02"));
    const Outcome own = run_with(
        dir, "own", dir.file("wrfout_d02"),
        {"--set", "meteorology.boundary_layer=own", "--set", "meteorology.land_use_file=" + dir.file("wrfout_d02")});
    EXPECT_NE(own.notes.find("roughness length by land use"), std::string::npos) << own.notes;
    EXPECT_NE(own.notes.find("boundary_layer"), std::string::npos);
    EXPECT_GT(std::abs(own.so2 - plain.so2), 0.01 * plain.so2);  // fields in winter are smoother than 0.4 m
}

TEST(JiyuanWeather, MeasuredWindsAloftAreBlendedIntoGriddedWeather) {
    const test::TempDir dir;
    test::write_wrf(test::JiyuanWeather(from_calendar(2022, 1, 6, 0, 0, 0, 28800), 3), dir.file("wrfout_d02"));
    std::string table = "station,lon[deg],lat[deg],elevation[m],time,height[m],wind_speed[m/s],wind_direction[deg]\n";
    for (const char* hour : {"00", "03"}) {
        for (const char* z : {"100", "300", "800"})
            table += std::string("mast,112.59,35.09,140,2022-01-06T") + hour + ":00:00+08:00," + z + ",12,270\n";
    }
    dir.write("soundings.csv", table);
    const Outcome plain = run_with(dir, "plain", dir.file("wrfout_d02"));
    const Outcome blended = run_with(dir, "blended", dir.file("wrfout_d02"),
                                     {"--set", "meteorology.soundings=[\"" + dir.file("soundings.csv") + "\"]"});
    EXPECT_NE(blended.notes.find("2 profiles at 1 places blended in"), std::string::npos) << blended.notes;
    EXPECT_NE(blended.so2, plain.so2);
}

TEST(JiyuanWeather, GivenTwiceIsAnError) {
    const test::TempDir dir;
    const test::Answer twice = test::call({"run", k_example, "--out", dir.file("out"), "--set", "weather=[1]"});
    EXPECT_NE(twice.err.find("E107"), std::string::npos) << twice.err;
    dir.write("w.csv", "");
    dir.write("s.csv", "");
    const std::string scenario = dir.write(
        "case.toml",
        "schema_version = 1\nweather = {files = [\"w.csv\"]}\n[domain]\nbounds_deg = [111.9, 34.8, 113.0, 35.5]\n"
        "[time]\nstart = 2027-01-15T00:00:00+08:00\n[meteorology]\nfiles = [\"w.csv\"]\nif_missing = \"stop\"\n"
        "[emissions]\ntables = [\"s.csv\"]\n");
    const test::Answer answer = test::call({"check", scenario});
    EXPECT_NE(answer.err.find("E204"), std::string::npos) << answer.err;
    EXPECT_NE(answer.err.find("meteorology.files is given twice"), std::string::npos) << answer.err;
}

}  // namespace
}  // namespace lantian
