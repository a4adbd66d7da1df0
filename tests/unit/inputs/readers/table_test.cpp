#include "inputs/readers/table.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/support/temp_dir.hpp"

namespace lantian {
namespace {

using Kind = ColumnSpec::Kind;
const std::vector<ColumnSpec> k_specs{
    {"id"}, {"height", Kind::number, "m"}, {"so2", Kind::any_unit, "t/a", false}, {"note", Kind::text, {}, false}};

std::string texts(const Problems& problems) {
    std::string out;
    for (const Problem& p : problems.all())
        out += p.text().substr(p.text().rfind('/') == std::string::npos ? 0 : p.text().find("t.csv")) + "\n";
    return out;
}

TEST(Csv, KeepsPlacesQuotesAndLineBreaks) {
    const auto records = parse_csv("a,\"b \"\"x\"\"\r\nc\",d\r\n# comment\r\n\n名,2,\n", "t.csv");
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0][1].text, "b \"x\"\r\nc");
    EXPECT_EQ(records[0][2].line, 2);
    EXPECT_EQ(records[1][0].text, "名");
    EXPECT_EQ(records[1][1].line, 5);
    EXPECT_EQ(records[1][1].column, 3);  // characters, not bytes
    EXPECT_EQ(records[1][2].text, "");
}

TEST(Csv, ReadsTheLastLineWithoutLineEnd) {
    const auto records = parse_csv("a,b\n1,\"\"", "t.csv");
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[1][1].text, "");
}

TEST(Csv, RefusesBadQuotes) {
    EXPECT_THROW((void)parse_csv("a,\"b\n", "t.csv"), Error);
    EXPECT_THROW((void)parse_csv("a,\"b\"c\n", "t.csv"), Error);
    EXPECT_THROW((void)parse_csv("a,b\"c\"\n", "t.csv"), Error);
}

TEST(Table, ConvertsToTheUnitAskedFor) {
    const test::TempDir dir;
    Table table = read_table(dir.write("t.csv", "\xEF\xBB\xBF# first\nso2[kg/h], height[km] ,id\n3,0.12,a\n,1,b\n"));
    Problems problems;
    table.expect_columns(k_specs, problems);
    EXPECT_FALSE(problems.has_errors()) << texts(problems);
    EXPECT_DOUBLE_EQ(table.number(0, "height", problems, {0.5, 600}), 120.0);
    EXPECT_DOUBLE_EQ(*table.optional_number(0, "so2", problems), 3.0);
    EXPECT_FALSE(table.optional_number(1, "so2", problems));
    EXPECT_FALSE(table.optional_number(1, "nox", problems));
    EXPECT_EQ(table.text(1, "id"), "b");
    EXPECT_EQ(table.text(1, "note"), "");
    EXPECT_EQ(table.columns()[*table.find("so2")].unit, "kg/h");
    EXPECT_FALSE(problems.has_errors());
    EXPECT_TRUE(std::isnan(table.number(1, "height", problems, {0.5, 600})));
    EXPECT_EQ(texts(problems),
              "t.csv:4:2: error[E306] height[km] = 1: must be 0.5 to 600 m; correct the value or its unit\n");
}

TEST(Table, ReportsAllProblemsOfTheHeader) {
    const test::TempDir dir;
    Table table = read_table(dir.write("t.csv", "hieght[m],so2,note[m],id,id\n1,2,3,4,5\n"));
    Problems problems;
    table.expect_columns(k_specs, problems);
    EXPECT_EQ(texts(problems),
              "t.csv:1:1: error[E303] unknown column \"hieght[m]\"; did you mean \"height\"?\n"
              "t.csv:1:11: error[E301] column \"so2\" has no unit; write for example \"so2[t/a]\"\n"
              "t.csv:1:15: error[E302] column \"note[m]\" takes no unit; write \"note\"\n"
              "t.csv:1:26: error[E308] column \"id\" stands twice; keep one of them\n"
              "t.csv:1: error[E304] required column \"height[m]\" is missing; add it\n");
}

TEST(Table, ReportsCells) {
    const test::TempDir dir;
    Table table = read_table(dir.write("t.csv", "id,height[m]\n,abc\nb,\nc,nan\nd,1e999\ne,0x10\n"));
    Problems problems;
    table.expect_columns(k_specs, problems);
    (void)table.required_text(0, "id", problems);
    for (std::size_t r = 0; r < table.rows(); ++r) (void)table.number(r, "height", problems);
    const std::string tail = ": must be a finite number; leave the cell empty if it is unknown\n";
    EXPECT_EQ(texts(problems),
              "t.csv:2:1: error[E304] id = \"\": value is missing; give one\n"
              "t.csv:2:2: error[E305] height[m] = \"abc\"" +
                  tail +
                  "t.csv:3:3: error[E304] height[m] = \"\": value is missing; give one\n"
                  "t.csv:4:3: error[E305] height[m] = \"nan\"" +
                  tail + "t.csv:5:3: error[E305] height[m] = \"1e999\"" + tail +
                  "t.csv:6:3: error[E305] height[m] = \"0x10\"" + tail);
}

TEST(Table, RangeInWords) {
    EXPECT_EQ(range_text({0.5, 600}, "m"), "0.5 to 600 m");
    EXPECT_EQ(range_text({0.0}, "kg/s"), "at least 0 kg/s");
    EXPECT_EQ(range_text({0.0, 1.0}, "1"), "0 to 1");
}

}  // namespace
}  // namespace lantian
