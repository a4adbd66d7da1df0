#include "inputs/readers/clock.hpp"

#include <gtest/gtest.h>

#include "core/base/time.hpp"

namespace lantian {
namespace {

std::string read(const char* text, DateOrder order = DateOrder::month_first) {
    const auto t = parse_clock(text, order);
    return t ? format_time({t->seconds}) + (t->date_only ? " day" : "") : "none";
}

TEST(Clock, FormsOfDatesAndTimes) {
    EXPECT_EQ(read("2001-05-13"), "2001-05-13T00:00:00Z day");
    EXPECT_EQ(read("20010513"), "2001-05-13T00:00:00Z day");
    EXPECT_EQ(read("5/13/2001"), "2001-05-13T00:00:00Z day");
    EXPECT_EQ(read("13.05.2001"), "2001-05-13T00:00:00Z day");
    EXPECT_EQ(read("3/4/2001", DateOrder::day_first), "2001-04-03T00:00:00Z day");
    EXPECT_EQ(read(" 6/22/2001 7:00 "), "2001-06-22T07:00:00Z");
    EXPECT_EQ(read("6/22/2001 7:00 PM"), "2001-06-22T19:00:00Z");
    EXPECT_EQ(read("6/22/2001 12:30 am"), "2001-06-22T00:30:00Z");
    EXPECT_EQ(read("1998-01-01 03:00:00"), "1998-01-01T03:00:00Z");
    EXPECT_EQ(read("1998-01-01T24:00"), "1998-01-02T00:00:00Z");
    EXPECT_EQ(read("2027-01-15T00:00:00+08:00"), "2027-01-14T16:00:00Z");
    EXPECT_EQ(read("2027-01-15 00:00Z"), "2027-01-15T00:00:00Z");
}

TEST(Clock, RefusesWhatIsNone) {
    for (const char* text :
         {"", "13/5/2001", "2001-02-29", "2001-13-01", "5/13/01", "2001-05", "noon", "2001-05-13 25:00", "2001-05-13 7",
          "2001-05-13 13:00 PM", "2001-05-13 07:00 +99:00", "2001-05-13x"})
        EXPECT_EQ(read(text), "none") << text;
}

struct Column {
    std::vector<ClockTime> times;
    Problems problems;
    std::vector<std::string> notes;
};

Column column(const std::vector<std::string>& texts, const ClockRules& rules = {}) {
    Column out;
    std::vector<int> lines;
    for (std::size_t i = 0; i < texts.size(); ++i) lines.push_back(static_cast<int>(i) + 2);
    out.times = read_clocks(texts, lines, "t.csv", "Date", rules, out.problems, out.notes);
    return out;
}

TEST(Clock, OrderOfADateIsFoundFromTheWholeColumn) {
    EXPECT_EQ(format_time({column({"3/4/2001", "13/4/2001"}).times[0].seconds}), "2001-04-03T00:00:00Z");
    EXPECT_EQ(format_time({column({"3/4/2001", "3/14/2001"}).times[0].seconds}), "2001-03-04T00:00:00Z");
    const Column unsure = column({"3/4/2001", "4/4/2001"});
    EXPECT_EQ(format_time({unsure.times[0].seconds}), "2001-03-04T00:00:00Z");
    ASSERT_EQ(unsure.notes.size(), 1U);
    EXPECT_NE(unsure.notes[0].find("month/day/year is assumed"), std::string::npos);
}

TEST(Clock, OffsetOfTheTableGoesToTimesWithoutZone) {
    EXPECT_EQ(format_time({column({"2001-05-13 00:00"}, {DateOrder::automatic, -6.0}).times[0].seconds}),
              "2001-05-13T06:00:00Z");
    EXPECT_EQ(format_time({column({"2001-05-13 00:00Z"}, {DateOrder::automatic, -6.0}).times[0].seconds}),
              "2001-05-13T00:00:00Z");
}

TEST(Clock, BadTimesAreNamedByLine) {
    const Column bad = column({"2001-05-13", "yesterday"});
    ASSERT_EQ(bad.problems.error_count(), 1U);
    EXPECT_EQ(bad.problems.all()[0].code, "E330");
    EXPECT_EQ(bad.problems.all()[0].line, 3);
    EXPECT_EQ(column({"2001-05-13 01:00", "2001-05-13 02:00Z"}).problems.all()[0].code, "E330");
    EXPECT_EQ(column({"2001-05-13 01:00Z", "2001-05-13 02:00"}).problems.all()[0].code, "E330");
}

TEST(Spans, LengthFromDatesStepsOrOption) {
    std::vector<std::string> notes;
    const auto days = sample_spans(column({"2001-05-13", "2001-05-14"}).times, {}, "t.csv", notes);
    EXPECT_EQ(days[0].end_s - days[0].begin_s, 86400);
    EXPECT_NE(notes.back().find("24 hours"), std::string::npos);
    const auto hours =
        sample_spans(column({"2001-05-13 00:00", "2001-05-13 03:00", "2001-05-13 06:00", "2001-05-15 00:00"}).times, {},
                     "t.csv", notes);
    EXPECT_EQ(hours[3].end_s - hours[3].begin_s, 3 * 3600);
    const auto end = sample_spans(column({"2001-05-13 08:00"}).times, {8.0, true}, "t.csv", notes);
    EXPECT_EQ(format_time({end[0].begin_s}), "2001-05-13T00:00:01Z");
    EXPECT_EQ(format_time({end[0].end_s}), "2001-05-13T08:00:01Z");
}

}  // namespace
}  // namespace lantian
