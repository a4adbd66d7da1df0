// Tables of moving receptors that cannot be, and what is said of them.
#include <gtest/gtest.h>

#include "inputs/readers/tracks.hpp"
#include "tests/support/emission_case.hpp"
#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

struct Case {
    const char* name;
    const char* rows;
    const char* expected;
};

const Case k_cases[] = {
    {"NoOffset", "a,2027-01-15T09:00:00,112.5,35.1,2\n",
     "t.csv:2:3: error[E105] time = \"2027-01-15T09:00:00\": has no offset from UTC; write for example "
     "2027-01-15T09:30:00+08:00\n"},
    {"NoTime", "a,noon,112.5,35.1,2\n",
     "t.csv:2:3: error[E305] time = \"noon\": is not a date-time; write for example 2027-01-15T09:30:00+08:00\n"},
    {"NoName", ",2027-01-15T09:00:00+08:00,112.5,35.1,2\n",
     "t.csv:2:1: error[E304] track = \"\": value is missing; give one\n"},
    {"NoNumber", "a,2027-01-15T09:00:00+08:00,east,35.1,2\n",
     "t.csv:2:29: error[E305] lon[deg] = \"east\": must be a finite number; leave the cell empty if it is unknown\n"},
    {"TooHigh", "a,2027-01-15T09:00:00+08:00,112.5,35.1,2000\n",
     "t.csv:2:40: error[E306] height[m] = 2000: must be 0 to 1000 m; correct the value or its unit\n"},
    {"OutsideTheDomain", "a,2027-01-15T09:00:00+08:00,114.5,35.1,2\n",
     "t.csv:2:29: error[E307] lon[deg] = 114.5: 114.5 E, 35.1 N lies outside the domain; correct the coordinates or "
     "enlarge domain.bounds_deg\n"},
    {"OnePoint", "a,2027-01-15T09:00:00+08:00,112.5,35.1,2\n",
     "t.csv:2:1: error[E312] track = \"a\": has one point only; give at least two: what is read is the mean between "
     "two "
     "points\n"},
    {"OutsideTheRun", "a,2027-01-15T09:00:00+08:00,112.5,35.1,2\na,2027-01-17T09:00:00+08:00,112.5,35.1,2\n",
     "t.csv:3:3: error[E335] time = \"2027-01-17T09:00:00+08:00\": lies outside the run, 2027-01-14T16:00:00Z to "
     "2027-01-16T16:00:00Z; take the row out, or change time.start and time.hours\n"},
    {"NotAscending",
     "a,2027-01-15T09:30:00+08:00,112.5,35.1,2\nb,2027-01-15T09:00:00+08:00,112.5,35.1,2\n"
     "a,2027-01-15T09:30:00+08:00,112.6,35.1,2\nb,2027-01-15T09:20:00+08:00,112.5,35.1,2\n",
     "t.csv:4:3: error[E415] time = \"2027-01-15T09:30:00+08:00\": is not later than line 2 of the same track; sort "
     "the "
     "rows by time and give each drive a name of its own\n"},
    {"EndOfTheRun",
     "a,2027-01-16T23:40:00+08:00,112.5,35.1,2\na,2027-01-16T23:56:40+08:00,112.51,35.1,2\n"
     "a,2027-01-17T00:00:00+08:00,112.511,35.1,2\n",
     "t.csv:3:3: warning[W337] time = \"2027-01-16T23:56:40+08:00\": is 200 s before the end of the run; puffs stand "
     "for "
     "600 s of emission, so that what is read in the last 300 s is not whole; let the run last an hour longer "
     "(time.hours)\n"},
    {"TooFast", "a,2027-01-15T09:00:00+08:00,112.1,35.1,2\na,2027-01-15T09:00:10+08:00,112.9,35.1,2\n",
     "t.csv:3:29: warning[W338] lon[deg] = 112.9: track \"a\" would move faster than 300 m/s to get here; correct time "
     "or place\n"},
};

class BadTrack : public ::testing::TestWithParam<Case> {};

TrackSet read(const test::EmissionCase& base, const std::string& text, Problems& problems) {
    const UtcTime start = base.scenario.time.start;
    return read_tracks(base.dir.write("t.csv", text), base.grid,
                       {start, start + base.scenario.time.hours * 3600, 600.0}, problems);
}

TEST_P(BadTrack, SaysWhatAndWhere) {
    const test::EmissionCase base;
    Problems problems;
    (void)read(base, std::string("track,time,lon[deg],lat[deg],height[m]\n") + GetParam().rows, problems);
    EXPECT_EQ(base.texts(problems), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Tracks, BadTrack, ::testing::ValuesIn(k_cases),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(BadTrack, TooManyHeights) {
    const test::EmissionCase base;
    std::string text = "track,time,lon[deg],lat[deg],height[m]\n";
    for (int n = 0; n < 20; ++n)
        text += "a,2027-01-15T" + std::string(n < 10 ? "0" : "") + std::to_string(n) + ":00:00+08:00,112.5,35.1," +
                std::to_string(10 * n) + "\n";
    Problems problems;
    (void)read(base, text, problems);
    EXPECT_EQ(base.texts(problems),
              "t.csv: error[E336] the tracks are sampled at 19 different heights (means of two points), at most 16 are "
              "possible; round height[m]\n");
}

TEST(GoodTrack, IsReadInOrderOfItsNames) {
    const test::EmissionCase base;
    Problems problems;
    const TrackSet tracks = read(base,
                                 "track,time,lon[deg],lat[deg]\nb,2027-01-15T09:00:00+08:00,112.5,35.1\n"
                                 "a,2027-01-15T09:00:00+08:00,112.4,35.1\nb,2027-01-15T10:00:00+08:00,112.5,35.2\n"
                                 "a,2027-01-15T11:00:00+08:00,112.5,35.1\n",
                                 problems);
    EXPECT_TRUE(problems.all().empty());
    ASSERT_EQ(tracks.size(), 2u);
    EXPECT_EQ(tracks[0].id, "b");
    EXPECT_EQ(tracks[1].points[0].place.lon_deg, 112.4);
    EXPECT_EQ(tracks[1].points[0].height_m, 1.5);
    const auto intervals = track_intervals(tracks);
    ASSERT_EQ(intervals.size(), 2u);
    EXPECT_EQ(intervals[1].seconds(), 7200.0);
    EXPECT_EQ(intervals[1].track, 1u);
}

TEST(BadTrack, HillsAtReceptorsDoNotGoWithIt) {
    const test::ProgramCase c(1, "tracks = \"tracks.csv\"\n[puffs]\nterrain = \"partial_height\"\n");
    c.dir().write("tracks.csv",
                  "track,time,lon[deg],lat[deg]\na,2022-01-06T00:00:00+08:00,112.5,35.07\n"
                  "a,2022-01-06T01:00:00+08:00,112.52,35.07\n");
    const test::Answer answer = test::call({"check", c.scenario()});
    EXPECT_EQ(answer.code, 78);
    EXPECT_NE(answer.err.find("error[E204] output.tracks is given, but with puffs.terrain = \"partial_height\""),
              std::string::npos)
        << answer.err;
}

}  // namespace
}  // namespace lantian
