// Laws of a run with ellipses, splitting and a budget of puffs.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

using test::SmallCase;

/// Three sources in wind that turns, stretches and shears, over an evening in which nothing but splitting and joining
/// changes the number of puffs.
SmallCase sheared_case() {
    SmallCase c = test::small_case(30, 24, 1000.0, 5);
    c.weather.wind_x_m_s = 1.5;
    c.weather.wind_y_m_s = 0.4;
    c.weather.shear_x_s = 0.02;
    c.weather.rotation_rad_s = 3e-5;
    c.weather.deformation_s = 4e-5;
    c.weather.shear_change_per_m_s = 1e-4;  // what is linear a Gaussian carries: nothing would be cut
    c.weather.bend_per_m_s = 2e-7;
    c.weather.mixing_height_m = 600.0;
    c.weather.precipitation_mm_h = 0.3;
    c.scenario.puffs.shear = true;
    c.scenario.puffs.split = true;
    c.scenario.puffs.split_cells = 0.5;
    c.scenario.puffs.split_tear = 1.0;
    c.catalog.sources = {test::point_source(c, "a/stack", "power", 8000, 9000, 200, 0.3),
                         test::point_source(c, "b/vent", "lead", 9000, 14000, 25, 0.01)};
    Source area = test::point_source(c, "town", "homes", 12000, 12000, 3, 0.05);
    area.shape = SourceShape::area;
    area.cells[0].sigma_y0_m = 600.0;
    c.catalog.sources.push_back(area);
    c.receptors = {test::receptor_at(c, "near", 11000, 9800), test::receptor_at(c, "high", 20000, 13000, 60)};
    return c;
}

TEST(ShearLaws, LedgerClosesAndPuffsAreCut) {
    SmallCase c = sheared_case();
    RunSummary summary;
    const auto hours = test::run_hours(c, 1, &summary);
    for (std::size_t k = 0; k < k_carried_count; ++k)
        EXPECT_LE(summary.ledger.worst_closure(k), 1e-12) << species_table()[k].name;
    EXPECT_GT(summary.split, 10u);
    EXPECT_GT(summary.merged, 0u);
    EXPECT_EQ(summary.budget_joined, 0u);
    EXPECT_FALSE(summary.budget_reached);
    EXPECT_NE(additivity_note(summary, c.scenario).find("add up"), std::string::npos);
    EXPECT_GT(*std::max_element(hours.back().grid.begin(), hours.back().grid.end()), 0.0);
}

TEST(ShearLaws, DoubledEmissionDoublesEveryBit) {
    SmallCase single = sheared_case();
    SmallCase doubled = sheared_case();
    for (Source& s : doubled.catalog.sources) {
        for (double& kg : s.carried_annual_kg) kg *= 2.0;
    }
    const auto a = test::run_hours(single);
    const auto b = test::run_hours(doubled);
    for (std::size_t h = 0; h < a.size(); ++h) {
        for (std::size_t n = 0; n < a[h].grid.size(); ++n) ASSERT_EQ(2.0 * a[h].grid[n], b[h].grid[n]);
        for (std::size_t n = 0; n < a[h].receptors.size(); ++n) ASSERT_EQ(2.0 * a[h].receptors[n], b[h].receptors[n]);
    }
}

TEST(ShearLaws, ASourceAloneGivesItsOwnShare) {
    SmallCase all = sheared_case();
    SmallCase alone = sheared_case();
    alone.catalog.sources = {alone.catalog.sources[1]};
    const auto a = test::run_hours(all);
    const auto b = test::run_hours(alone);
    const std::size_t channels = channels_of(all.scenario).count();
    for (std::size_t h = 0; h < a.size(); ++h) {
        for (std::size_t r = 0; r < 2; ++r) {
            for (std::size_t k = 0; k < channels; ++k)
                ASSERT_EQ(a[h].receptors[(r * 3 + 1) * channels + k], b[h].receptors[r * channels + k]);
        }
    }
}

TEST(ShearLaws, SameBitsForAnyNumberOfThreads) {
    for (const std::int64_t budget : {std::int64_t{1000000}, std::int64_t{50}}) {
        SmallCase one = sheared_case();
        SmallCase four = sheared_case();
        one.scenario.puffs.budget = four.scenario.puffs.budget = budget;
        const auto a = test::run_hours(one, 1);
        const auto b = test::run_hours(four, 4);
        for (std::size_t h = 0; h < a.size(); ++h) {
            EXPECT_EQ(a[h].grid, b[h].grid);
            EXPECT_EQ(a[h].receptors, b[h].receptors);
        }
    }
}

// What crosses the wind does not depend on what goes along it: in wind without shear the plume is that of round puffs.
TEST(ShearLaws, WithoutShearThePlumeIsThatOfRoundPuffs) {
    SmallCase round = test::small_case(40, 20, 1000.0, 3);
    round.weather.wind_x_m_s = 6.0;
    round.weather.friction_velocity_m_s = 0.25;
    round.weather.mixing_height_m = 800.0;
    round.catalog.sources = {test::point_source(round, "s", "g", 3000, 10000, 90, 0.1)};
    for (const double x : {4000.0, 9000.0, 20000.0}) {
        round.receptors.push_back(test::receptor_at(round, "on", 3000.0 + x, 10000.0));
        round.receptors.push_back(test::receptor_at(round, "off", 3000.0 + x, 10000.0 + 0.06 * x));
    }
    SmallCase ellipse = test::small_case(40, 20, 1000.0, 3);
    ellipse.weather = round.weather;
    ellipse.catalog.sources = round.catalog.sources;
    ellipse.receptors = round.receptors;
    ellipse.scenario.puffs.shear = true;
    const auto a = test::run_hours(round);
    const auto b = test::run_hours(ellipse);
    const std::size_t channels = channels_of(round.scenario).count();
    for (std::size_t r = 0; r < round.receptors.size(); ++r) {
        const double expected = a.back().receptors[r * channels];
        EXPECT_NEAR(b.back().receptors[r * channels], expected, 0.02 * expected) << r;
    }
    double sum_a = 0.0, sum_b = 0.0;
    for (std::size_t n = 0; n < 800; ++n) {
        sum_a += a.back().grid[n * channels];
        sum_b += b.back().grid[n * channels];
    }
    EXPECT_NEAR(sum_b, sum_a, 2e-3 * sum_a);
}

TEST(Budget, IsKeptAndReported) {
    SmallCase free = sheared_case();
    SmallCase tight = sheared_case();
    tight.scenario.puffs.budget = 50;
    RunSummary a, b;
    (void)test::run_hours(free, 1, &a);
    (void)test::run_hours(tight, 1, &b);
    ASSERT_GT(a.puffs_peak, 65u);
    EXPECT_LE(b.puffs_peak, 50u);
    EXPECT_GT(b.budget_joined, 0u);
    ASSERT_TRUE(b.budget_reached);
    EXPECT_GT(b.budget_mass_kg[index(Carried::pm25_primary)], 0.0);
    EXPECT_NE(additivity_note(b, tight.scenario).find("not strictly additive"), std::string::npos);
    for (std::size_t k = 0; k < k_carried_count; ++k) EXPECT_LE(b.ledger.worst_closure(k), 1e-12);
}

}  // namespace
}  // namespace lantian
