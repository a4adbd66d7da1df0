// Trajectory statistics on cases small enough to count by hand.
#include "models/receptor/trajectory_statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace lantian {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

/// A path with an endpoint an hour at the longitudes given, latitude 0.5.
AirPath path(std::initializer_list<double> lons) {
    AirPath p;
    double hours = 0.0;
    for (const double lon : lons) {
        p.points.push_back({hours, lon, 0.5, 100.0});
        hours -= 1.0;
    }
    return p;
}

const LonLatCells k_row{0.0, 0.0, 1.0, 4, 1};

TEST(LonLatCells, EdgesBelongToTheNextCellAndTurnsAreFolded) {
    EXPECT_EQ(k_row.cell_of(0.0, 0.0), 0U);
    EXPECT_EQ(k_row.cell_of(1.0, 0.99), 1U);
    EXPECT_EQ(k_row.cell_of(361.5, 0.5), 1U);
    EXPECT_FALSE(k_row.cell_of(4.0, 0.5));
    EXPECT_FALSE(k_row.cell_of(0.5, 1.0));
    EXPECT_FALSE(k_row.cell_of(0.5, -0.01));
}

TEST(LonLatCells, CoverThePathsAlsoAcrossTheDateLine) {
    const std::vector<AirPath> paths{path({179.5, -179.2})};
    const LonLatCells c = cells_of(paths, {});
    EXPECT_EQ(c.nx, 2U);
    EXPECT_EQ(c.ny, 1U);
    EXPECT_EQ(c.cell_of(-179.2, 0.5), 1U);
    CellLayout layout;
    layout.cell_deg = 0.5;
    layout.edge_lon_deg = 0.25;
    layout.west_deg = 0.25;
    layout.east_deg = 1.25;
    layout.south_deg = 0.0;
    layout.north_deg = 0.5;
    const LonLatCells b = cells_of(paths, layout);
    EXPECT_EQ(b.nx, 2U);
    EXPECT_EQ(b.ny, 1U);
    EXPECT_DOUBLE_EQ(b.west_deg, 0.25);
}

TEST(Pscf, CountsByHand) {
    const std::vector<AirPath> paths{path({0.5, 1.5, 1.6}), path({0.5, 2.5}), path({0.5, 1.5}), path({0.5, 9.0})};
    const std::vector<double> values{10.0, 1.0, 2.0, k_nan};
    const CellStatistics s = pscf(paths, values, k_row, {5.0, std::numeric_limits<double>::infinity()}, {});
    EXPECT_EQ(s.paths, 3U);
    EXPECT_EQ(s.endpoints, 7U);
    EXPECT_EQ(s.outside, 0U);
    EXPECT_EQ(s.count, (std::vector<double>{3, 3, 1, 0}));
    EXPECT_EQ(s.above, (std::vector<double>{1, 2, 0, 0}));
    EXPECT_EQ(s.trajectories, (std::vector<double>{3, 2, 1, 0}));
    EXPECT_DOUBLE_EQ(s.raw[1], 2.0 / 3.0);
    EXPECT_EQ(s.raw[2], 0.0);
    EXPECT_TRUE(std::isnan(s.raw[3]));
    EXPECT_DOUBLE_EQ(s.mean_endpoints, 7.0 / 3.0);
    EXPECT_DOUBLE_EQ(s.value[1], s.raw[1]);
    EXPECT_LT(s.low[1], s.raw[1]);
}

TEST(CountWeights, CustomaryTables) {
    const CountWeights p = CountWeights::customary_pscf();
    EXPECT_EQ(p.of(21.0, 10.0), 1.0);
    EXPECT_EQ(p.of(20.0, 10.0), 0.75);
    EXPECT_EQ(p.of(10.0, 10.0), 0.5);
    EXPECT_EQ(p.of(5.0, 10.0), 0.15);
    const CountWeights c = CountWeights::customary_cwt();
    EXPECT_EQ(c.of(81.0, 1.0), 1.0);
    EXPECT_EQ(c.of(80.0, 1.0), 0.7);
    EXPECT_EQ(c.of(20.0, 1.0), 0.42);
    EXPECT_EQ(c.of(10.0, 1.0), 0.05);
    EXPECT_EQ(CountWeights{}.of(1.0, 1.0), 1.0);
}

TEST(Cwt, MeansByHandWithWeights) {
    const std::vector<AirPath> paths{path({0.5, 1.5, 1.6}), path({0.5, 1.5})};
    const std::vector<double> values{10.0, 1.0};
    const CellStatistics s = cwt(paths, values, k_row, {false, {2.0, 0.0}, {1.0, 0.5}});
    EXPECT_DOUBLE_EQ(s.raw[0], 5.5);
    EXPECT_DOUBLE_EQ(s.raw[1], 7.0);
    EXPECT_DOUBLE_EQ(s.value[0], 2.75);  // two endpoints
    EXPECT_DOUBLE_EQ(s.value[1], 7.0);   // three
    EXPECT_TRUE(std::isnan(s.value[2]));
}

TEST(Sqtba, WithoutGrowthIsTheMeanWithOneVoteAPath) {
    const std::vector<AirPath> paths{path({0.5, 1.5, 1.6}), path({0.5, 1.5})};
    const std::vector<double> values{10.0, 1.0};
    const CellStatistics s = sqtba(paths, values, k_row, 0.0, 1);
    EXPECT_DOUBLE_EQ(s.raw[0], (10.0 / 3.0 + 1.0 / 2.0) / (1.0 / 3.0 + 1.0 / 2.0));
    EXPECT_DOUBLE_EQ(s.raw[1], (10.0 * 2.0 / 3.0 + 1.0 / 2.0) / (2.0 / 3.0 + 1.0 / 2.0));
    EXPECT_TRUE(std::isnan(s.raw[2]));
}

TEST(Sqtba, KeepsTheWholeOfEachPathOnAWideMesh) {
    const LonLatCells wide{-20.0, -20.0, 0.25, 160, 160};
    std::vector<AirPath> paths{path({0.5, 1.5, 2.5, 3.0}), path({0.5, -1.5})};
    const CellStatistics s = sqtba(paths, std::vector<double>{1.0, 2.0}, wide, 30.0, 2);
    double total = 0.0;
    for (const double n : s.count) total += n;
    EXPECT_NEAR(total, 1.0, 1e-6);  // the Gaussians are cut off at six sigmas
    const CellStatistics one = sqtba(paths, std::vector<double>{1.0, 2.0}, wide, 30.0, 1);
    const CellStatistics four = sqtba(paths, std::vector<double>{1.0, 2.0}, wide, 30.0, 4);
    for (std::size_t c = 0; c < wide.size(); ++c) {
        ASSERT_EQ(one.count[c], four.count[c]);
        if (!std::isnan(one.raw[c])) {
            ASSERT_EQ(one.raw[c], four.raw[c]);
        }
    }
}

TEST(SampleOfPaths, TakesTheSampleThatHoldsTheArrival) {
    const std::vector<SampleSpan> samples{{86400, 172800}, {0, 86400}, {0, 3600}};
    std::vector<AirPath> paths(4);
    paths[0].arrival = {0};
    paths[1].arrival = {86399};
    paths[2].arrival = {86400};
    paths[3].arrival = {200000};
    const auto of = sample_of_paths(samples, paths);
    EXPECT_EQ(of[0], 1U);  // the first in the order of the table
    EXPECT_EQ(of[1], 1U);
    EXPECT_EQ(of[2], 0U);
    EXPECT_FALSE(of[3]);
}

}  // namespace
}  // namespace lantian
