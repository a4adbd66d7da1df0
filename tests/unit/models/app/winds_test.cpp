#include "core/io/netcdf_file.hpp"
#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

TEST(MetWinds, FileHoldsTheWeatherOfTheRun) {
    const test::ProgramCase c;
    const std::string out = c.file("winds.nc");
    const test::Answer answer = test::call({"met", "winds", c.scenario(), "--time", "2022-01-06T01:30:00+08:00",
                                            "--time", "2022-01-06T00:00:00+08:00", "--out", out, "--json"});
    ASSERT_EQ(answer.code, 0) << answer.err;
    const NetcdfFile file = NetcdfFile::open(out);
    EXPECT_EQ(file.text_attribute("", "lantian_format"), "lantian-winds");
    EXPECT_EQ(file.read("time"), (std::vector<double>{1641398400.0, 1641403800.0}));
    EXPECT_EQ(file.dimensions_of("wind_x"), (std::vector<std::string>{"time", "height", "y", "x"}));
    EXPECT_EQ(file.text_attribute("wind_upward", "units"), "m s-1");
    // 2.5 m/s from 250 degrees at midnight, 10 m above flat ground.
    const std::vector<double> u = file.read("wind_x");
    const std::vector<double> v = file.read("wind_y");
    EXPECT_NEAR(std::hypot(u[0], v[0]), 2.5, 0.01);
    EXPECT_NEAR(std::atan2(u[0], v[0]) * 180.0 / 3.14159265, 70.0, 1.0);
    for (double w : file.read("wind_z")) EXPECT_NEAR(w, 0.0, 5e-3);
}

TEST(MetWinds, WithoutTimesEveryHourIsWritten) {
    const test::ProgramCase c;
    ASSERT_EQ(test::call({"met", "winds", c.scenario(), "--out", c.file("all.nc")}).code, 0);
    EXPECT_EQ(NetcdfFile::open(c.file("all.nc")).dimension("time"), 4U);
}

TEST(MetWinds, TimesThatCannotBeAreRefused) {
    const test::ProgramCase c;
    const auto answer = [&](const std::string& time) {
        return test::call({"met", "winds", c.scenario(), "--time", time, "--out", c.file("no.nc")});
    };
    for (const auto& [time, code] : std::vector<std::pair<std::string, std::string>>{
             {"2022-01-06T01:00:00", "E105"}, {"noon", "E104"}, {"2022-01-09T00:00:00+08:00", "E410"}}) {
        const test::Answer a = answer(time);
        EXPECT_EQ(a.code, 64) << time;
        EXPECT_NE(a.err.find(code), std::string::npos) << a.err;
    }
    EXPECT_FALSE(std::filesystem::exists(c.file("no.nc")));
}

}  // namespace
}  // namespace lantian
