#include "inputs/readers/describe.hpp"

#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/io/hdf5_file.hpp"
#include "inputs/readers/weather.hpp"
#include "tests/support/sample_weather.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/test_data.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::Scratch;

std::string fact(const FileDescription& d, const std::string& label) {
    const auto found = std::find_if(d.facts.begin(), d.facts.end(), [&](const auto& f) { return f.first == label; });
    return found == d.facts.end() ? "(none)" : found->second;
}

TEST(Describe, RealFiles) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    const auto describe = [&](const char* name) { return describe_file((*root / "met" / name).string()); };
    const FileDescription wrf = describe("wrf-python-ci/ci_test_file.nc");
    EXPECT_EQ(wrf.kind, "WRF output");
    EXPECT_EQ(fact(wrf, "times"), "4: 2005-08-28T12:00:00Z to 2005-08-28T21:00:00Z");
    EXPECT_EQ(fact(wrf, "time step"), "3 h");
    EXPECT_EQ(fact(wrf, "mesh"), "48 x 48");
    EXPECT_EQ(fact(wrf, "levels"), "14");
    EXPECT_EQ(fact(wrf, "projection"), "Mercator");
    EXPECT_THAT(fact(wrf, "variable U"), HasSubstr("m s-1"));
    EXPECT_THAT(wrf.missing, Contains(HasSubstr("PBLH is missing: it will be diagnosed")));
    EXPECT_THAT(wrf.missing, Not(Contains(HasSubstr("needed"))));
    EXPECT_THAT(describe("salem-wrf/wrf_cropped.nc").missing, Contains("variable U is missing and needed"));
    EXPECT_EQ(describe("salem-wrf/geo_em_d01_lambert.nc").kind, "WPS geogrid (geo_em)");
    EXPECT_EQ(describe("xwrf/met_em.d01.2005-08-28_12.nc").kind, "WPS metgrid (met_em)");
    EXPECT_EQ(describe("era5-netcdf/tuv_pl.nc").kind, "ERA5 NetCDF");
    EXPECT_EQ(describe("hysplit-arl/oct1618.BIN").kind, "ARL packed meteorology");
    EXPECT_EQ(describe("grib/gfs/flux.grb").kind, "GRIB2");
    EXPECT_EQ(describe("grib/ecmwf/O32_global.grib1").kind, "GRIB1");
}

// Every file of these folders is a driver, or it is said why it is none.
TEST(Describe, EveryNetcdfSampleOpensOrIsRefusedInWords) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    std::size_t files = 0;
    for (const char* folder : {"era5-netcdf", "mptrac", "salem-wrf", "xwrf", "wrf-python-ci"}) {
        for (const auto& entry : std::filesystem::directory_iterator(*root / "met" / folder)) {
            if (entry.path().extension() == ".md") continue;
            const FileDescription d = describe_file(entry.path().string());
            ++files;
            EXPECT_NE(d.kind, "unknown") << entry.path();
            const bool read = std::any_of(d.facts.begin(), d.facts.end(), [](const auto& fact) {
                return fact.first == "values" && fact.second.find("within range") != std::string::npos;
            });
            EXPECT_TRUE(read || !d.missing.empty()) << entry.path();
        }
    }
    EXPECT_GE(files, 21u);
    const std::string mptrac = (*root / "met/mptrac/era5_utm32_2025_05_01_00.nc").string();
    EXPECT_THAT(fact(describe_file(mptrac), "values"), HasSubstr("within range"));
}

TEST(Describe, OurOwnFiles) {
    const Scratch scratch;
    write_cf_weather(testing::SampleWeather(), scratch.path("met.nc"));
    const FileDescription cf = describe_file(scratch.path("met.nc"));
    EXPECT_EQ(cf.kind, "CF weather");
    EXPECT_EQ(fact(cf, "projection"), "transverse_mercator");
    EXPECT_EQ(fact(cf, "values"), "first and last time read, all within range");
    EXPECT_THAT(cf.missing, Contains(HasSubstr("friction_velocity is missing")));
    Hdf5File snapshot = Hdf5File::create(scratch.path("puffs.h5"));
    snapshot.attribute("/", "format", "lantian-puffs");
    snapshot.create_group("puffs");
    const std::vector<std::uint64_t> ids{1, 2, 3};
    const std::size_t shape[] = {3};
    snapshot.write("puffs/id", ids, shape);
    snapshot.close();
    const FileDescription puffs = describe_file(scratch.path("puffs.h5"));
    EXPECT_EQ(puffs.kind, "lantian puff snapshot");
    EXPECT_EQ(fact(puffs, "puffs"), "3");
}

TEST(Describe, Texts) {
    const Scratch scratch;
    const auto kind = [&](const std::string& name, const std::string& text) {
        return describe_file(scratch.write(name, text)).kind;
    };
    const std::string header =
        "station,lon[deg],lat[deg],elevation[m],time,wind_speed[m/s],wind_direction[deg],temperature[degC],cloud[1]\n";
    const FileDescription stations =
        describe_file(scratch.write("s.csv", header + "A,112.6,35.1,140,2027-01-15T00:00:00Z,3,270,-3,0.5\nA,112.6,35."
                                                      "1,140,2027-01-15T01:00:00Z,3,400,-3,0.5\n"));
    EXPECT_EQ(stations.kind, "station weather");
    EXPECT_EQ(fact(stations, "times"), "2 rows: 2027-01-15T00:00:00Z to 2027-01-15T01:00:00Z");
    EXPECT_THAT(stations.missing, Contains(HasSubstr("E306")));
    EXPECT_EQ(
        kind("p.csv",
             "time,height[m],wind_speed[m/s],wind_direction[deg],temperature[degC]\n2027-01-15T00:00:00Z,1,1,1,1\n"),
        "profile weather");
    EXPECT_EQ(kind("e.csv", "id,sector,group,lon[deg],lat[deg],height[m],so2[t/a]\na,x,y,112,35,10,1\n"),
              "point sources");
    EXPECT_EQ(kind("d.csv", "track,time,lon[deg],lat[deg]\na,2027-01-15T00:00:00Z,112,35\n"), "moving receptors");
    EXPECT_EQ(kind("f.csv", "profile,kind,index,factor\nflat,hour,0,1\n"), "emission profiles");
    EXPECT_EQ(kind("t.csv", "lat/lon,112.0,112.1\n35.0,100,120\n"), "terrain grid");
    EXPECT_EQ(kind("x.csv", "a,b\n1,2\n"), "CSV table");
    EXPECT_EQ(kind("scenario.toml", "schema_version = 1\n[run]\nstart = 2027-01-15T00:00:00+08:00\n"), "scenario");
    EXPECT_EQ(kind("m.toml", "[[measure]]\nid = \"A\"\n"), "measures");
    EXPECT_EQ(kind("bad.toml", "schema_version = = 1\n"), "TOML with a mistake");
    const FileDescription roads = describe_file(scratch.write(
        "r.geojson",
        R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"sector":"road"},"geometry":{"type":"LineString","coordinates":[[112,35],[112.5,35.25]]}}]})"));
    EXPECT_EQ(roads.kind, "GeoJSON: roads");
    EXPECT_EQ(fact(roads, "area"), "112.0000 to 112.5000 E, 35.0000 to 35.2500 N");
    EXPECT_EQ(kind("empty", ""), "empty file");
    EXPECT_EQ(kind("bytes", std::string("\x01\x00\x02", 3)), "unknown");
    EXPECT_EQ(kind("latin1", "caf\xe9\n"), "text");
    EXPECT_THAT(describe_file(scratch.write("cut.nc", std::string("\x89HDF\r\n\x1a\n", 8))).missing,
                Contains(HasSubstr("E430")));
    EXPECT_EQ(testing::thrown([&] { (void)describe_file(scratch.path("absent")); }).code, "E401");
}

}  // namespace
}  // namespace lantian
