#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inputs/readers/weather.hpp"
#include "tests/support/scratch.hpp"

namespace lantian {
namespace {

using ::testing::HasSubstr;
using testing::Scratch;

const std::string k_surface_header =
    "station,lon[deg],lat[deg],elevation[m],time,wind_speed[m/s],wind_direction[deg],temperature[degC],cloud[1]\n";
const std::string k_good_row = "A,112.6,35.1,140,2027-01-15T00:00:00+08:00,3,270,-3,0.5\n";
const std::string k_profile_header = "time,height[m],wind_speed[m/s],wind_direction[deg],temperature[degC]\n";

struct Case {
    const char* name;
    bool surface;      ///< else a profile
    std::string text;  ///< of the whole file
    const char* code;
    int line;
    int column;        ///< 0: not checked
    const char* says;  ///< part of message or hint: what would be right
};

class StationFiles : public ::testing::TestWithParam<Case> {};

TEST_P(StationFiles, FirstProblemNamesCodePlaceAndCure) {
    const Case& c = GetParam();
    const Scratch scratch;
    const std::string good_surface = scratch.write("good.csv", k_surface_header + k_good_row);
    const std::string bad = scratch.write("bad.csv", c.text);
    Problems problems;
    std::vector<std::string> notes;
    if (c.surface) {
        (void)read_station_weather({bad}, {}, 10.0, problems, notes);
    } else {
        (void)read_station_weather({good_surface}, {bad}, 10.0, problems, notes);
    }
    ASSERT_TRUE(problems.has_errors());
    const Problem& problem = problems.all().front();
    EXPECT_EQ(problem.code, c.code) << problem.text();
    EXPECT_EQ(problem.file, bad);
    EXPECT_EQ(problem.line, c.line) << problem.text();
    if (c.column != 0) EXPECT_EQ(problem.column, c.column) << problem.text();
    EXPECT_THAT(problem.text(), HasSubstr(c.says));
    EXPECT_FALSE(problem.hint.empty()) << problem.text();
    EXPECT_EQ(problem.kind, ErrorKind::bad_data);
}

std::string surface(const std::string& row) { return k_surface_header + k_good_row + row; }
std::string profile(const std::string& rows) { return k_profile_header + rows; }

INSTANTIATE_TEST_SUITE_P(
    All, StationFiles,
    ::testing::Values(
        Case{"time_without_zone", true, surface("A,112.6,35.1,140,2027-01-15T01:00:00,3,270,-3,0.5\n"), "E105", 3, 18,
             "+08:00"},
        Case{"not_a_time", true, surface("A,112.6,35.1,140,15 January,3,270,-3,0.5\n"), "E305", 3, 18,
             "2027-01-15T00:00:00+08:00"},
        Case{"no_unit", true,
             "station,lon[deg],lat[deg],elevation[m],time,wind_speed,wind_direction[deg],temperature[degC],cloud[1]\n" +
                 k_good_row,
             "E301", 1, 45, "wind_speed[m/s]"},
        Case{"wrong_unit", true,
             "station,lon[deg],lat[deg],elevation[m],time,wind_speed[kg],wind_direction[deg],temperature[degC],cloud[1]"
             "\n" +
                 k_good_row,
             "E302", 1, 45, "m/s"},
        Case{"column_missing", true,
             "station,lon[deg],lat[deg],elevation[m],time,wind_speed[m/"
             "s],wind_direction[deg],cloud[1]\nA,112,35,1,2027-01-15T00:00:00Z,1,1,0\n",
             "E304", 1, 0, "temperature"},
        Case{"unknown_column", true,
             "station,lon[deg],lat[deg],elevation[m],time,wind_sped[m/"
             "s],wind_direction[deg],temperature[degC],cloud[1]\n" +
                 k_good_row,
             "E303", 1, 45, "wind_speed"},
        Case{"negative_speed", true, surface("A,112.6,35.1,140,2027-01-15T01:00:00+08:00,-3,270,-3,0.5\n"), "E306", 3,
             44, "0 to 100 m/s"},
        Case{"direction_400", true, surface("A,112.6,35.1,140,2027-01-15T01:00:00+08:00,3,400,-3,0.5\n"), "E306", 3, 46,
             "0 to 360 deg"},
        Case{"no_direction_in_wind", true, surface("A,112.6,35.1,140,2027-01-15T01:00:00+08:00,3,,-3,0.5\n"), "E304", 3,
             46, "blows from"},
        Case{"absurd_temperature", true, surface("A,112.6,35.1,140,2027-01-15T01:00:00+08:00,3,270,300,0.5\n"), "E306",
             3, 50, "180 to 335 K"},
        Case{"cloud_in_oktas", true, surface("A,112.6,35.1,140,2027-01-15T01:00:00+08:00,3,270,-3,8\n"), "E306", 3, 53,
             "0 to 1"},
        Case{"text_in_number", true, surface("A,112.6,35.1,140,2027-01-15T01:00:00+08:00,calm,270,-3,0.5\n"), "E305", 3,
             44, "number"},
        Case{"not_a_number", true, surface("A,112.6,35.1,140,2027-01-15T01:00:00+08:00,nan,270,-3,0.5\n"), "E305", 3,
             44, "number"},
        Case{"too_few_fields", true, surface("A,112.6,35.1,140,2027-01-15T01:00:00+08:00,3,270\n"), "E310", 3, 0, "9"},
        Case{"repeated_time", true, surface(k_good_row), "E415", 3, 18, "line 2"},
        Case{"time_goes_back", true, surface("A,112.6,35.1,140,2027-01-14T23:00:00+08:00,3,270,-3,0.5\n"), "E415", 3,
             18, "sort the file"},
        Case{"station_moves", true, surface("A,112.9,35.1,140,2027-01-15T01:00:00+08:00,3,270,-3,0.5\n"), "E313", 3, 3,
             "one place"},
        Case{"heights_fall", false, profile("2027-01-15T00:00:00Z,100,3,270,-3\n2027-01-15T00:00:00Z,50,3,270,-3\n"),
             "E313", 3, 22, "ascend"},
        Case{"one_level", false, profile("2027-01-15T00:00:00Z,100,3,270,-3\n"), "E312", 2, 22, "two or more heights"},
        Case{"profile_times_fall", false,
             profile("2027-01-15T12:00:00Z,10,3,270,-3\n2027-01-15T12:00:00Z,50,3,270,-3\n2027-01-15T00:00:00Z,10,3,"
                     "270,-3\n2027-01-15T00:00:00Z,50,3,270,-3\n"),
             "E415", 4, 1, "sort the file"},
        Case{"no_rows", false, k_profile_header, "E312", 0, 0, "rows"}),
    [](const auto& instance) { return instance.param.name; });

TEST(StationFilesMissing, AbsentFileIsE401AndOthersAreStillChecked) {
    const Scratch scratch;
    const std::string bad = scratch.write("bad.csv", surface("A,112.6,35.1,140,2027-01-15T01:00:00,3,400,-3,0.5\n"));
    Problems problems;
    std::vector<std::string> notes;
    (void)read_station_weather({scratch.path("absent.csv"), bad}, {}, 10.0, problems, notes);
    ASSERT_EQ(problems.error_count(), 3u) << "the absent file, the time and the direction";
    EXPECT_EQ(problems.all()[0].code, "E401");
    EXPECT_EQ(problems.all()[0].kind, ErrorKind::missing_input);
    EXPECT_EQ(problems.all()[0].file, scratch.path("absent.csv"));
}

TEST(StationFilesGap, IsCountedInTheNotes) {
    const Scratch scratch;
    const std::string path =
        scratch.write("gap.csv", surface("A,112.6,35.1,140,2027-01-15T05:00:00+08:00,3,270,-3,0.5\n"));
    Problems problems;
    std::vector<std::string> notes;
    (void)read_station_weather({path}, {}, 10.0, problems, notes);
    EXPECT_FALSE(problems.has_errors());
    EXPECT_THAT(notes, ::testing::Contains(HasSubstr("4 hours are missing, the first at 2027-01-14T17:00:00Z")));
}

}  // namespace
}  // namespace lantian
