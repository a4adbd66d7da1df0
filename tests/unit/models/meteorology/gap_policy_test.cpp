#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "models/meteorology/driver_times.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr UtcTime k_begin{1768435200};  // 2026-01-15 00 UTC
constexpr std::int64_t k_hour_s = 3600;

/// A driver whose wind tells which state it is; hours from the begin of the run.
TimedDriver driver(const std::vector<int>& hours, double wind_offset = 0.0) {
    TimedDriver d;
    for (const int hour : hours) d.times.push_back(k_begin + hour * k_hour_s);
    const std::vector<UtcTime> times = d.times;
    d.build = [times, wind_offset](std::size_t n) {
        MetState s;
        s.time = times[n];
        const auto hour = static_cast<double>((times[n] - k_begin) / k_hour_s);
        s.wind_x_m_s = {wind_offset + hour};
        s.wind_y_m_s = {0.0};
        s.temperature_2m_k = {280.0};
        return s;
    };
    return d;
}

std::vector<int> hours(int first, int last, int step = 1, int without_from = 0, int without_to = 0) {
    std::vector<int> out;
    for (int h = first; h <= last; h += step) {
        if (h < without_from || h >= without_to) out.push_back(h);
    }
    return out;
}

Scenario scenario(const std::string& policy, int length_h = 24, double hold_h = 3.0) {
    Scenario s;
    s.time.start = k_begin;
    s.time.hours = length_h;
    s.meteorology.if_missing = policy;
    s.meteorology.max_hold_h = hold_h;
    return s;
}

double wind_at(TimedProvider& p, double hour) {
    const auto states = p.bracket(k_begin + static_cast<std::int64_t>(hour * 3600.0));
    const double a = states[0]->wind_x_m_s[0], b = states[1]->wind_x_m_s[0];
    const auto span = static_cast<double>(states[1]->time - states[0]->time);
    const double share = span > 0.0 ? (hour * 3600.0 - static_cast<double>(states[0]->time - k_begin)) / span : 0.0;
    return a + share * (b - a);
}

TEST(GapPolicy, StopNamesTheHours) {
    const Problem p = testing::thrown([] { TimedProvider(scenario("stop"), driver(hours(0, 24, 1, 5, 8))); });
    EXPECT_EQ(p.code, "E412");
    EXPECT_THAT(p.message, HasSubstr("4 of 24 hours: 2026-01-15T04:00:00Z to 2026-01-15T08:00:00Z"));
}

TEST(GapPolicy, PreviousCycleFillsTheHoursThatAreMissingAndNoOthers) {
    TimedProvider p(scenario("previous_cycle"), driver(hours(0, 24, 1, 5, 8)), driver(hours(-12, 24), 100.0));
    EXPECT_DOUBLE_EQ(wind_at(p, 4.0), 4.0);
    EXPECT_DOUBLE_EQ(wind_at(p, 5.0), 105.0);
    EXPECT_DOUBLE_EQ(wind_at(p, 7.5), 0.5 * (107.0 + 8.0)) << "joined in time";
    EXPECT_DOUBLE_EQ(wind_at(p, 8.0), 8.0);
    EXPECT_THAT(p.notes(), Contains("weather taken from the earlier cycle: 3 states in all"));
    EXPECT_THAT(p.notes(), Contains(HasSubstr("2026-01-15T05:00:00Z to 2026-01-15T07:00:00Z taken from the earlier")));
}

TEST(GapPolicy, PreviousCycleOfACoarserStepAndBeforeTheFirstHour) {
    TimedProvider p(scenario("previous_cycle"), driver(hours(6, 24)), driver(hours(-12, 24, 3), 100.0));
    EXPECT_DOUBLE_EQ(wind_at(p, 0.0), 100.0);
    EXPECT_DOUBLE_EQ(wind_at(p, 1.5), 101.5);
    EXPECT_DOUBLE_EQ(wind_at(p, 6.0), 6.0);
    // What the earlier cycle lacks too is missing.
    const Problem problem = testing::thrown(
        [] { TimedProvider(scenario("previous_cycle"), driver(hours(0, 24, 1, 5, 15)), driver(hours(0, 8), 100.0)); });
    EXPECT_EQ(problem.code, "E412");
    EXPECT_THAT(problem.hint, HasSubstr("previous_files"));
}

TEST(GapPolicy, AnalogTakesTheMostSimilarDay) {
    // Hour 4 of the run is the edge; of the days around it, the second before is made like it.
    TimedDriver d = driver(hours(-72, 72, 1, 5, 8));
    const auto times = d.times;
    const auto plain = d.build;
    d.build = [=](std::size_t n) {
        MetState s = plain(n);
        const auto hour = (times[n] - k_begin) / k_hour_s;
        s.wind_x_m_s = {hour < -24 && hour >= -48 ? static_cast<double>(hour + 48) : static_cast<double>(hour)};
        return s;
    };
    TimedProvider p(scenario("analog"), d);
    EXPECT_DOUBLE_EQ(wind_at(p, 6.0), 6.0) << "hour -42, whose wind is 6";
    EXPECT_EQ(p.bracket(k_begin + 6 * k_hour_s)[0]->time, k_begin + 6 * k_hour_s) << "at its new place in time";
    EXPECT_THAT(p.notes(), Contains(HasSubstr("taken from 2 days before")));
    EXPECT_THAT(p.notes(), Contains("weather taken from similar days: 3 hours in all"));
}

TEST(GapPolicy, AnalogNeedsADayThatHasAllTheHours) {
    const Problem p = testing::thrown([] { TimedProvider(scenario("analog"), driver(hours(0, 24, 1, 5, 10))); });
    EXPECT_EQ(p.code, "E412");
    EXPECT_THAT(p.hint, HasSubstr("no day within 15 days"));
}

TEST(GapPolicy, AnalogFillsTheEndOfTheRun) {
    TimedProvider p(scenario("analog", 48), driver(hours(-48, 40)));
    EXPECT_EQ(p.bracket(k_begin + 48 * k_hour_s)[0]->time, k_begin + 48 * k_hour_s);
    EXPECT_DOUBLE_EQ(wind_at(p, 47.0), 47.0 - 24.0);
}

TEST(GapPolicy, HoldHasItsLimitAndIsCounted) {
    TimedProvider p(scenario("hold"), driver(hours(0, 24, 1, 5, 7)));
    EXPECT_DOUBLE_EQ(wind_at(p, 6.5), 4.0);
    EXPECT_THAT(p.notes(), Contains("weather held over gaps: 3 hours in all"));
    const Problem problem =
        testing::thrown([] { TimedProvider(scenario("hold", 24, 2.0), driver(hours(0, 24, 1, 5, 7))); });
    EXPECT_EQ(problem.code, "E412");
    EXPECT_THAT(problem.hint, HasSubstr("max_hold_h = 2 h"));
}

TEST(GapPolicy, WhatTheFirstChoiceCannotFillIsHeldWithinTheLimit) {
    TimedProvider p(scenario("previous_cycle"), driver(hours(0, 24, 1, 5, 7)), driver(hours(-5, 0), 100.0));
    EXPECT_DOUBLE_EQ(wind_at(p, 6.0), 4.0);
    EXPECT_THAT(p.notes(), Contains(HasSubstr("held")));
}

}  // namespace
}  // namespace lantian
