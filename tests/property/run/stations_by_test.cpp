// Group tags at stations are the sums of their sources; measures cannot be ranked from them.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/io/netcdf_file.hpp"
#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

using test::call;
using test::ProgramCase;

TEST(StationsBy, GroupsAreTheSumsOfTheirSources) {
    const ProgramCase c(2, "double_precision = true\n");
    static_cast<void>(c.run("sources"));
    // One group of both sources.
    static_cast<void>(c.run("groups", {"--set", "output.stations_by=\"group\""}));
    const NetcdfFile sources = NetcdfFile::open(c.file("sources/stations.nc"));
    const NetcdfFile groups = NetcdfFile::open(c.file("groups/stations.nc"));
    EXPECT_EQ(sources.text_attribute("", "stations_by"), "source");
    EXPECT_EQ(groups.text_attribute("", "stations_by"), "group");
    EXPECT_EQ(groups.read_texts("source"), groups.read_texts("source_group"));
    const auto group_of_source = sources.read_texts("source_group");
    const auto group_names = groups.read_texts("source");
    ASSERT_EQ(group_names, (std::vector<std::string>{"coal_power", "lead"}));
    for (const std::string variable : {"pm25", "so2", "pb", "pb_wet"}) {
        const auto shape = sources.shape_of(variable);
        const auto single = sources.read(variable), grouped = groups.read(variable);
        std::vector<double> sum(grouped.size(), 0.0);
        for (std::size_t n = 0; n < single.size(); ++n) {
            const std::size_t station = n % shape[2], source = n / shape[2] % shape[1], hour = n / shape[2] / shape[1];
            for (std::size_t g = 0; g < group_names.size(); ++g) {
                if (group_names[g] == group_of_source[source])
                    sum[(hour * group_names.size() + g) * shape[2] + station] += single[n];
            }
        }
        double largest = 0.0;
        for (const double value : sum) largest = std::max(largest, value);
        EXPECT_GT(largest, 0.0) << variable;
        for (std::size_t n = 0; n < sum.size(); ++n) EXPECT_NEAR(grouped[n], sum[n], 1e-12 * largest) << variable;
    }
    // Emissions are summed alike.
    double all = 0.0, by_group = 0.0;
    for (const double t : sources.read("source_annual_emission")) all += t;
    for (const double t : groups.read("source_annual_emission")) by_group += t;
    EXPECT_NEAR(by_group, all, 1e-12 * all);
}

TEST(StationsBy, ManySourcesInOneGroup) {
    const ProgramCase c(1, "double_precision = true\nstations_by = \"group\"\n");
    std::string table = "id,sector,process,group,lon[deg],lat[deg],height[m],so2[t/a]\n";
    for (int n = 0; n < 3; ++n) table += "s" + std::to_string(n) + ",a,p,one,112.48,35.065,40,100\n";
    table += "other,a,p,two,112.48,35.065,40,300\n";
    c.dir().write("points.csv", table);
    static_cast<void>(c.run("out", {"--set", "measures.file=\"\""}));
    const NetcdfFile file = NetcdfFile::open(c.file("out/stations.nc"));
    const auto shape = file.shape_of("so2");
    const auto so2 = file.read("so2");
    ASSERT_EQ(shape, (std::vector<std::size_t>{1, 2, 3}));
    EXPECT_GT(so2[0], 0.0);
    for (std::size_t r = 0; r < 3; ++r) EXPECT_NEAR(so2[r], so2[3 + r], 1e-12 * so2[3 + r]);
}

TEST(StationsBy, RankSaysThatSingleSourcesAreMissing) {
    const ProgramCase c(1, "stations_by = \"group\"\n");
    static_cast<void>(c.run("out"));
    const test::Answer answer = call({"rank", c.file("out")});
    EXPECT_EQ(answer.code, 65);
    EXPECT_NE(answer.err.find("error[E504]"), std::string::npos) << answer.err;
}

}  // namespace
}  // namespace lantian
