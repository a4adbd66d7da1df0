#include "inputs/readers/trajectories.hpp"

#include <gtest/gtest.h>

#include "inputs/readers/count_weights.hpp"
#include "inputs/readers/wind_table.hpp"
#include "tests/support/temp_dir.hpp"

namespace lantian {
namespace {

/// As HYSPLIT writes it: one weather grid, two back trajectories, one diagnostic variable.
constexpr const char* k_tdump =
    "     1     2\n"
    "    GDAS    95    10    16     0     0\n"
    "     2 BACKWARD OMEGA   \n"
    "    95    10    16    12   40.000  -90.000   10.0\n"
    "     4    10    17    12   40.000  -90.000   500.0\n"
    "     1 PRESSURE\n"
    "     1     1    95    10    16    12     0     0     0.0   40.000  -90.000     10.0    980.0\n"
    "     2     1     4    10    17    12    30     0     0.0   40.000  -90.000    500.0    930.0\n"
    "     1     1    95    10    16    11     0     0    -1.0   40.100  -90.200     12.5    979.0\n"
    "     2     1     4    10    17    11    30     0    -1.0   40.500  -91.000    510.0    929.0\n";

std::vector<AirPath> read(const std::string& file, Problems& problems) {
    std::vector<std::string> notes;
    return read_trajectories({file}, {}, problems, notes);
}

TEST(Trajectories, HysplitText) {
    const test::TempDir dir;
    Problems problems;
    const auto paths = read(dir.write("tdump.1", k_tdump), problems);
    ASSERT_FALSE(problems.has_errors()) << problems.all()[0].text();
    ASSERT_EQ(paths.size(), 2U);
    EXPECT_EQ(format_time(paths[0].arrival), "1995-10-16T12:00:00Z");
    EXPECT_EQ(format_time(paths[1].arrival), "2004-10-17T12:30:00Z");
    ASSERT_EQ(paths[0].points.size(), 2U);
    EXPECT_EQ(paths[0].points[1].hours, -1.0);
    EXPECT_EQ(paths[0].points[1].lon_deg, -90.2);
    EXPECT_EQ(paths[0].points[1].lat_deg, 40.1);
    EXPECT_EQ(paths[0].points[1].height_m, 12.5);
}

TEST(Trajectories, TableWithUnitsAndOpenairNames) {
    const test::TempDir dir;
    Problems problems;
    const auto own = read(dir.write("a.csv",
                                    "arrival,receptor,hours,lon[deg],lat[deg],height[m]\n"
                                    "2001-05-13T06:00:00Z,a,-1,10.5,50.5,90\n2001-05-13T06:00:00Z,b,0,11,51,100\n"
                                    "2001-05-13T06:00:00Z,a,0,10,50,100\n"),
                          problems);
    ASSERT_EQ(own.size(), 2U);
    EXPECT_EQ(own[0].id, "a");
    EXPECT_EQ(own[0].points[0].hours, 0.0);  // sorted from the arrival backward
    EXPECT_EQ(own[0].points[1].lon_deg, 10.5);
    const auto openair = read(dir.write("b.csv",
                                        "date,lat,lon,height,hour.inc\n2001-05-13 06:00,50,10,100,0\n"
                                        "2001-05-13 06:00,51,11,100,-1\n"),
                              problems);
    ASSERT_EQ(openair.size(), 1U);
    const auto positive = read(dir.write("c.csv",
                                         "date,lat,lon,hours_back\n2001-05-13 06:00,50,10,0\n"
                                         "2001-05-13 06:00,51,11,1\n"),
                               problems);
    EXPECT_EQ(positive[0].points[1].hours, -1.0);
    EXPECT_FALSE(problems.has_errors());
}

TEST(WindTable, RowsOfADateAreItsHours) {
    const test::TempDir dir;
    Problems problems;
    std::vector<std::string> notes;
    const WindRecords w = read_wind(dir.write("w.csv",
                                              "date,sp,dir\n05/08/2001,0.99,190\n05/08/2001, ,\n"
                                              "05/13/2001,2,360\n"),
                                    {}, {}, problems, notes);
    ASSERT_FALSE(problems.has_errors()) << problems.all()[0].text();
    EXPECT_EQ(w.time_s[1] - w.time_s[0], 3600);
    EXPECT_TRUE(std::isnan(w.speed_m_s[1]));
    EXPECT_EQ(w.from_deg[2], 360.0);
    EXPECT_EQ(notes.size(), 3U);  // unit of speed, hours of a date, missing
}

TEST(WindTable, UnitOfTheSpeedIsConverted) {
    const test::TempDir dir;
    Problems problems;
    std::vector<std::string> notes;
    const WindRecords w =
        read_wind(dir.write("w.csv", "time,wind_speed[km/h],wd\n2001-05-13 01:00,36,90\n"), {}, {}, problems, notes);
    EXPECT_DOUBLE_EQ(w.speed_m_s[0], 10.0);
    EXPECT_TRUE(notes.empty());
}

TEST(WindTable, TakesItsColumnsOutOfTheSamples) {
    ConcentrationTable t;
    t.species = {"Pb", "ws", "Zn", "wd"};
    t.units = {"ug/m3", "", "ug/m3", ""};
    t.ids = {{"a"}, {"b"}};
    t.lines = {2, 3};
    t.values = {1, 2, 3, 90, 4, 5, 6, 180};
    Problems problems;
    std::vector<std::string> notes;
    const WindOfTable w = take_wind(t, {}, problems, notes);
    EXPECT_EQ(t.species, (std::vector<std::string>{"Pb", "Zn"}));
    EXPECT_EQ(t.values, (std::vector<double>{1, 3, 4, 6}));
    EXPECT_EQ(w.speed_m_s, (std::vector<double>{2, 5}));
    EXPECT_EQ(w.from_deg, (std::vector<double>{90, 180}));
}

TEST(CountWeights, RowsInAnyOrder) {
    const test::TempDir dir;
    Problems problems;
    const CountWeightTable t =
        read_count_weights(dir.write("w.csv", "endpoints_above,weight\n0,0.1\n20,1\n5,0.5\n"), problems);
    EXPECT_FALSE(t.relative);
    EXPECT_EQ(t.above, (std::vector<double>{20, 5, 0}));
    EXPECT_EQ(t.weight, (std::vector<double>{1, 0.5, 0.1}));
    EXPECT_TRUE(read_count_weights(dir.write("m.csv", "mean_multiple_above,weight\n0,0.1\n"), problems).relative);
    EXPECT_FALSE(problems.has_errors());
}

}  // namespace
}  // namespace lantian
