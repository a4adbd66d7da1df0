#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inputs/readers/weather.hpp"
#include "tests/support/scratch.hpp"

namespace lantian {
namespace {

using ::testing::HasSubstr;
using testing::Scratch;

TEST(StationWeather, ReadsUnitsStationsAndProfiles) {
    const Scratch scratch;
    const std::string surface = scratch.write("surface.csv",
                                              "# synthetic\n"
                                              "station,lon[deg],lat[deg],elevation[m],time,wind_speed[km/"
                                              "h],wind_direction[deg],temperature[degC],cloud[%],precipitation[mm/h],"
                                              "relative_humidity[%],pressure[hPa]\n"
                                              "A,112.6,35.1,140,2027-01-15T00:00:00+08:00,18,270,-3,50,0.2,55,1009\n"
                                              "B,112.7,35.2,150,2027-01-15T00:00:00+08:00,0,,-4,100,,,\n"
                                              "A,112.6,35.1,140,2027-01-15T03:00:00+08:00,36,360,1,0,0,50,1010\n");
    const std::string profile = scratch.write(
        "profile.csv",
        "time,height[m],wind_speed[m/s],wind_direction[deg],temperature[degC]\n"
        "2027-01-14T12:00:00Z,10,2,90,0\n2027-01-14T12:00:00Z,200,5,100,-1\n"
        "2027-01-15T00:00:00Z,10,0,,0\n2027-01-15T00:00:00Z,200,5,100,2\n2027-01-15T00:00:00Z,900,9,120,-3\n");
    Problems problems;
    std::vector<std::string> notes;
    const StationWeather w = read_station_weather({surface}, {profile}, 11.0, problems, notes);
    ASSERT_FALSE(problems.has_errors()) << problems.all().front().text();
    EXPECT_EQ(w.anemometer_height_m, 11.0);
    ASSERT_EQ(w.stations.size(), 2u);
    const StationRecord& a = w.stations[0].records[0];
    EXPECT_EQ(format_time(a.time), "2027-01-14T16:00:00Z");
    EXPECT_NEAR(a.wind_speed_m_s, 5.0, 1e-12);
    EXPECT_EQ(a.wind_from_deg, 270.0);
    EXPECT_NEAR(a.temperature_k, 270.15, 1e-9);
    EXPECT_NEAR(a.cloud_frac, 0.5, 1e-12);
    EXPECT_NEAR(a.precipitation_mm_h, 0.2, 1e-12);
    EXPECT_NEAR(a.relative_humidity_frac, 0.55, 1e-12);
    EXPECT_NEAR(a.pressure_pa, 100900.0, 1e-6);
    const StationRecord& b = w.stations[1].records[0];
    EXPECT_TRUE(std::isnan(b.wind_from_deg));
    // What is not given stays missing: the driver fills and counts it.
    EXPECT_TRUE(std::isnan(b.precipitation_mm_h));
    EXPECT_TRUE(std::isnan(b.relative_humidity_frac));
    EXPECT_TRUE(std::isnan(b.pressure_pa));
    ASSERT_EQ(w.profiles.size(), 2u);
    EXPECT_EQ(w.profiles[1].levels.size(), 3u);
    EXPECT_NEAR(w.profiles[1].levels[1].temperature_k, 275.15, 1e-9);
    EXPECT_THAT(notes, ::testing::UnorderedElementsAre(
                           HasSubstr("station A: 2 hours are missing, the first at 2027-01-14T17:00:00Z")));
    EXPECT_EQ(detect_weather(surface), WeatherKind::stations);
}

TEST(StationWeather, FilesOfSeveralMonthsAreJoined) {
    const Scratch scratch;
    const std::string header =
        "station,lon[deg],lat[deg],elevation[m],time,wind_speed[m/s],wind_direction[deg],temperature[K],cloud[1]\n";
    const std::string february = scratch.write("02.csv", header + "A,112,35,100,2027-02-01T00:00:00Z,1,10,280,0\n");
    const std::string january = scratch.write("01.csv", header + "A,112,35,100,2027-01-31T23:00:00Z,2,20,280,0\n");
    Problems problems;
    std::vector<std::string> notes;
    const StationWeather w = read_station_weather({february, january}, {}, 10.0, problems, notes);
    ASSERT_FALSE(problems.has_errors());
    ASSERT_EQ(w.stations.size(), 1u);
    ASSERT_EQ(w.stations[0].records.size(), 2u);
    EXPECT_EQ(w.stations[0].records[0].wind_speed_m_s, 2.0);
}

}  // namespace
}  // namespace lantian
