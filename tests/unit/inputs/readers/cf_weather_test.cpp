#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/io/netcdf_file.hpp"
#include "inputs/readers/cf_time.hpp"
#include "inputs/readers/gridded_fields.hpp"
#include "inputs/readers/weather.hpp"
#include "tests/support/sample_weather.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/test_data.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using ::testing::HasSubstr;
using testing::SampleWeather;
using testing::Scratch;
using testing::thrown;

void expect_same(const GriddedWeather& a, const GriddedWeather& b) {
    EXPECT_EQ(a.time, b.time);
    EXPECT_EQ(a.nx, b.nx);
    EXPECT_EQ(a.ny, b.ny);
    EXPECT_EQ(a.nz, b.nz);
    EXPECT_EQ(a.lon_deg, b.lon_deg);
    EXPECT_EQ(a.lat_deg, b.lat_deg);
    for (const GriddedField& field : gridded_fields()) {
        const std::vector<double>&x = a.*field.values, &y = b.*field.values;
        ASSERT_EQ(x.size(), y.size()) << field.cf_name;
        // Stored in single precision.
        for (std::size_t k = 0; k < x.size(); ++k)
            ASSERT_EQ(static_cast<float>(x[k]), static_cast<float>(y[k])) << field.cf_name << ' ' << k;
    }
}

TEST(CfWeather, RoundTrip) {
    const Scratch scratch;
    const SampleWeather sample(3);
    write_cf_weather(sample, scratch.path("met.nc"));
    const auto read = open_cf_weather({scratch.path("met.nc")});
    ASSERT_EQ(read->times(), sample.times());
    for (std::size_t t = 0; t < 3; ++t) expect_same(sample.load(t), read->load(t));
    ASSERT_NE(read->projection(), nullptr);
    EXPECT_EQ(read->projection()->definition(), "EPSG:32649");
    EXPECT_TRUE(read->load(0).friction_velocity_m_s.empty());
    EXPECT_EQ(detect_weather(scratch.path("met.nc")), WeatherKind::cf);
}

TEST(CfWeather, FollowsTheConventions) {
    const Scratch scratch;
    write_cf_weather(SampleWeather(), scratch.path("met.nc"));
    const NetcdfFile file = NetcdfFile::open(scratch.path("met.nc"));
    EXPECT_EQ(file.text_attribute("", "Conventions"), "CF-1.11");
    EXPECT_EQ(file.text_attribute("", "notes"), "made for a test");
    EXPECT_EQ(file.text_attribute("crs", "grid_mapping_name"), "transverse_mercator");
    EXPECT_NEAR(file.read("x")[1] - file.read("x")[0], 3000.0, 1e-3);
    for (const GriddedField& field : gridded_fields()) {
        const std::string name(field.cf_name);
        if (!file.has_variable(name)) continue;
        EXPECT_EQ(file.text_attribute(name, "units"), std::string(field.units));
        EXPECT_EQ(file.text_attribute(name, "grid_mapping"), "crs");
        EXPECT_THAT(file.text_attribute(name, "coordinates").value(), HasSubstr("lat lon"));
    }
    EXPECT_EQ(file.text_attribute("air_temperature_2m", "coordinates"), "height_2m lat lon");
}

TEST(CfWeather, WrfThereAndBack) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    for (const char* name : {"met/salem-wrf/wrf_d01_allvars_cropped.nc", "met/wrf-python-ci/ci_test_file.nc"}) {
        const Scratch scratch;
        const auto wrf = open_wrf({(*root / name).string()});
        write_cf_weather(*wrf, scratch.path("met.nc"));
        const auto cf = open_cf_weather({scratch.path("met.nc")});
        ASSERT_EQ(cf->times(), wrf->times());
        for (std::size_t t = 0; t < wrf->times().size(); ++t) expect_same(wrf->load(t), cf->load(t));
    }
}

TEST(CfWeather, SeveralFilesAreJoined) {
    const Scratch scratch;
    write_cf_weather(SampleWeather(2), scratch.path("a.nc"));
    write_cf_weather(SampleWeather(4), scratch.path("b.nc"));
    const auto read = open_cf_weather({scratch.path("a.nc"), scratch.path("b.nc")});
    EXPECT_EQ(read->times().size(), 4u);
    EXPECT_THAT(read->notes(), ::testing::ElementsAre(HasSubstr("2 times that another file holds too")));
}

TEST(CfWeather, OtherUnitsAreConverted) {
    const Scratch scratch;
    NetcdfFile out = NetcdfFile::create(scratch.path("t.nc"));
    out.define_dimension("time", 2);
    out.define_variable("time", NetcdfFile::Type::f64, {"time"});
    out.attribute("time", "units", "hours since 2027-01-15 00:00:00");
    out.write("time", std::vector<double>{0.0, 1.5});
    out.close();
    const std::vector<UtcTime> times = read_cf_times(NetcdfFile::open(scratch.path("t.nc")), "time");
    EXPECT_EQ(format_time(times[0]), "2027-01-15T00:00:00Z");
    EXPECT_EQ(format_time(times[1]), "2027-01-15T01:30:00Z");
}

TEST(CfWeather, FailureToWriteLeavesNoFile) {
    const Problem problem = thrown([] { write_cf_weather(SampleWeather(), "/no/such/folder/met.nc"); });
    EXPECT_EQ(problem.code, "E440");
}

}  // namespace
}  // namespace lantian
