#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/io/netcdf_file.hpp"
#include "inputs/readers/weather.hpp"
#include "tests/support/sample_weather.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using ::testing::HasSubstr;
using testing::SampleWeather;
using testing::Scratch;
using testing::thrown;

/// A source whose value of one field at one point is spoilt.
class Spoilt final : public GriddedWeatherSource {
  public:
    Spoilt(std::vector<double> GriddedWeather::*field, std::size_t at, double value)
        : field_(field), at_(at), value_(value) {}
    [[nodiscard]] const std::vector<UtcTime>& times() const override { return sample_.times(); }
    [[nodiscard]] std::string description() const override { return "spoilt"; }
    [[nodiscard]] GriddedWeather load(std::size_t t) const override {
        GriddedWeather w = sample_.load(t);
        (w.*field_).at(at_) = value_;
        return w;
    }

  private:
    SampleWeather sample_;
    std::vector<double> GriddedWeather::*field_;
    std::size_t at_;
    double value_;
};

Problem load_spoilt(const Scratch& scratch, std::vector<double> GriddedWeather::*field, std::size_t at, double value) {
    const std::string path = scratch.path("met.nc");
    write_cf_weather(Spoilt(field, at, value), path);
    const Problem problem = thrown([&] { (void)open_cf_weather({path})->load(1); });
    EXPECT_EQ(problem.code, "E414") << problem.text();
    EXPECT_EQ(problem.file, path);
    EXPECT_FALSE(problem.hint.empty());
    return problem;
}

TEST(GriddedFiles, AbsurdValuesNameVariableIndexAndRange) {
    const Scratch scratch;
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Problem not_finite = load_spoilt(scratch, &GriddedWeather::temperature_k, 12 + 4 + 2, nan);
    EXPECT_THAT(not_finite.message, HasSubstr("air_temperature"));
    EXPECT_THAT(not_finite.message, HasSubstr("(level, y, x) = (1, 1, 2)"));
    EXPECT_THAT(not_finite.message, HasSubstr("2026-01-15T01:00:00Z"));
    EXPECT_THAT(not_finite.hint, HasSubstr("150 to 350 K"));
    EXPECT_THAT(load_spoilt(scratch, &GriddedWeather::temperature_k, 0, 15.0).message,
                HasSubstr("is 15"));  // degrees Celsius by mistake
    EXPECT_THAT(load_spoilt(scratch, &GriddedWeather::eastward_wind_m_s, 0, 151.0).hint,
                HasSubstr("-150 to 150 m s-1"));
    EXPECT_THAT(load_spoilt(scratch, &GriddedWeather::pressure_pa, 0, 0.0).message, HasSubstr("air_pressure"));
    EXPECT_THAT(load_spoilt(scratch, &GriddedWeather::height_m, 20, 1.0).message, HasSubstr("does not ascend"));
    EXPECT_THAT(load_spoilt(scratch, &GriddedWeather::boundary_layer_height_m, 3, -999.0).message,
                HasSubstr("(y, x) = (0, 3)"));
}

TEST(GriddedFiles, TruncatedIsE430) {
    const Scratch scratch;
    write_cf_weather(SampleWeather(), scratch.path("met.nc"));
    const std::string bytes = Scratch::bytes_of(scratch.path("met.nc"));
    const std::string cut = scratch.write("cut.nc", bytes.substr(0, bytes.size() * 2 / 3));
    const Problem problem = thrown([&] { (void)open_cf_weather({cut}); });
    EXPECT_EQ(problem.code, "E430");
    EXPECT_EQ(problem.file, cut);
    EXPECT_THAT(problem.message, HasSubstr("truncated"));
    EXPECT_EQ(thrown([&] { (void)detect_weather(cut); }).code, "E430");
}

TEST(GriddedFiles, MissingFileIsE401) {
    EXPECT_EQ(thrown([] { (void)open_wrf({"absent.nc"}); }).code, "E401");
    EXPECT_EQ(thrown([] { (void)detect_weather("absent.nc"); }).code, "E401");
}

TEST(GriddedFiles, AllMissingVariablesAreListed) {
    const Scratch scratch;
    NetcdfFile file = NetcdfFile::create(scratch.path("wrf.nc"));
    file.define_dimension("Time", 1);
    for (const char* name : {"Times", "XLAT", "XLONG", "U", "V", "PH", "PHB", "T", "P", "PB"})
        file.define_variable(name, NetcdfFile::Type::f32, {"Time"});
    file.close();
    try {
        (void)open_wrf({scratch.path("wrf.nc")});
        FAIL();
    } catch (const Error& error) {
        ASSERT_EQ(error.problems().size(), 2u);
        EXPECT_EQ(error.problems()[0].code, "E413");
        EXPECT_THAT(error.problems()[0].message, HasSubstr("variable W is missing"));
        EXPECT_THAT(error.problems()[1].message, HasSubstr("variable HGT is missing"));
        EXPECT_THAT(error.problems()[0].hint, HasSubstr("keep it in the WRF output"));
    }
}

std::string file_with_times(const Scratch& scratch, const std::vector<double>& hours, const std::string& units) {
    write_cf_weather(SampleWeather(hours.size()), scratch.path("met.nc"));
    // A copy of what the reader asks first, with the times that are to be tried.
    NetcdfFile out = NetcdfFile::create(scratch.path("times.nc"));
    const NetcdfFile in = NetcdfFile::open(scratch.path("met.nc"));
    for (const char* d : {"time", "level", "y", "x"}) out.define_dimension(d, in.dimension(d));
    for (const std::string& name : in.variables()) {
        out.define_variable(name, NetcdfFile::Type::f64, in.dimensions_of(name));
        if (const auto text = in.text_attribute(name, "units"))
            out.attribute(name, "units", name == "time" ? units : *text);
    }
    out.write("time", hours);
    for (const std::string& name : in.variables()) {
        if (name != "time" && name != "crs") out.write(name, in.read(name));
    }
    out.close();
    return scratch.path("times.nc");
}

TEST(GriddedFiles, RepeatedOrFallingTimesInAFileAreE415) {
    const Scratch scratch;
    for (const std::vector<double>& hours : {std::vector<double>{0, 1, 1}, std::vector<double>{0, 2, 1}}) {
        const std::string path = file_with_times(scratch, hours, "hours since 2027-01-15 00:00:00");
        const Problem problem = thrown([&] { (void)open_cf_weather({path}); });
        EXPECT_EQ(problem.code, "E415");
        EXPECT_EQ(problem.file, path);
        EXPECT_THAT(problem.hint, HasSubstr("ascend"));
    }
    EXPECT_EQ(open_cf_weather({file_with_times(scratch, {0, 1, 4}, "hours since 2027-01-15 00:00:00")})->times().size(),
              3u);
}

TEST(GriddedFiles, TimeUnitsThatAreNoTimeAreE302) {
    const Scratch scratch;
    const Problem problem = thrown([&] { (void)open_cf_weather({file_with_times(scratch, {0, 1}, "hours")}); });
    EXPECT_EQ(problem.code, "E302");
    EXPECT_THAT(problem.hint, HasSubstr("since 1970-01-01"));
}

TEST(GriddedFiles, TextThatIsNoWeatherIsE311) {
    const Scratch scratch;
    const Problem problem = thrown([&] { (void)detect_weather(scratch.write("a.csv", "id,name\n1,x\n")); });
    EXPECT_EQ(problem.code, "E311");
    EXPECT_THAT(problem.hint, HasSubstr("wind_speed[m/s]"));
}

}  // namespace
}  // namespace lantian
