#include "models/evaluation/score.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/evaluation/minute_wind.hpp"
#include "models/evaluation/mole_fraction.hpp"

namespace lantian {
namespace {

// By hand: o = 1, 2, 4; p = 1, 1, 8.
const std::vector<ScorePair> k_pairs{{"a", 1.0, 1.0, 0}, {"b", 2.0, 1.0, 1}, {"c", 4.0, 8.0, 2}};

TEST(Score, HandMadeVector) {
    const Score s = score_of(k_pairs, 0.0);
    EXPECT_EQ(s.n, 3U);
    EXPECT_NEAR(s.fractional_bias, 2.0 * (7.0 - 10.0) / (7.0 + 10.0), 1e-14);
    EXPECT_NEAR(s.normalised_mean_square_error, (0.0 + 1.0 + 16.0) / 3.0 / (7.0 / 3.0 * 10.0 / 3.0), 1e-14);
    EXPECT_DOUBLE_EQ(s.within_factor_2, 1.0);
    EXPECT_NEAR(s.geometric_mean_bias, 1.0, 1e-14);  // ln 1 + ln 2 - ln 2
    EXPECT_NEAR(s.geometric_variance, std::exp(2.0 * std::pow(std::log(2.0), 2) / 3.0), 1e-14);
    const double so = std::sqrt(1.0 + 4.0 + 16.0 - 49.0 / 3.0);
    const double sp = std::sqrt(1.0 + 1.0 + 64.0 - 100.0 / 3.0);
    EXPECT_NEAR(s.correlation, (1.0 + 2.0 + 32.0 - 70.0 / 3.0) / (so * sp), 1e-14);
}

TEST(Score, ZeroPredictionIsAMissAndFlooredInTheLogs) {
    const std::vector<ScorePair> pairs{{"a", 1.0, 0.0, 0}, {"b", 0.05, 0.06, 1}};
    const Score s = score_of(pairs, 0.1);
    EXPECT_DOUBLE_EQ(s.within_factor_2, 0.0);  // the second pair lies below the detection limit
    EXPECT_NEAR(s.geometric_mean_bias, std::sqrt(10.0), 1e-12);
}

TEST(Score, EmptyAndConstantHaveNoNumbers) {
    EXPECT_TRUE(std::isnan(score_of({}, 0.0).fractional_bias));
    const std::vector<ScorePair> flat{{"a", 1.0, 2.0, 0}, {"b", 1.0, 2.0, 1}};
    EXPECT_DOUBLE_EQ(score_of(flat, 0.0).correlation, 0.0);
}

TEST(Score, BootstrapBlocksHoldTogether) {
    // All pairs of a block are alike: with two blocks of ratio 1 and 2 FB can only take three values.
    std::vector<ScorePair> pairs;
    for (int k = 0; k < 10; ++k) pairs.push_back({"x", 1.0, k < 5 ? 1.0 : 2.0, k < 5 ? 0U : 1U});
    const auto intervals = bootstrap_intervals(pairs, 0.0, 400, 3);
    EXPECT_NEAR(intervals[0].low, 2.0 * (1.0 - 2.0) / 3.0, 1e-12);
    EXPECT_NEAR(intervals[0].high, 0.0, 1e-12);
    const auto again = bootstrap_intervals(pairs, 0.0, 400, 3);
    for (std::size_t k = 0; k < intervals.size(); ++k) {
        if (std::isfinite(intervals[k].low)) EXPECT_EQ(intervals[k].low, again[k].low);
    }
}

TEST(Score, RobustHighestConcentration) {
    std::vector<double> values;
    for (int k = 1; k <= 100; ++k) values.push_back(k);
    // Top 26: the 26th is 75, the mean of the 25 above is 88.
    EXPECT_NEAR(robust_highest(values), 75.0 + 13.0 * std::log(77.0 / 2.0), 1e-12);
    EXPECT_TRUE(std::isnan(robust_highest(std::vector<double>{1.0, 2.0})));
}

TEST(MinuteSeries, GapsLieOnTheStraightLine) {
    const MinuteSeries wind({{0.0, 2.0}, {std::nullopt, std::nullopt}, {0.0, 4.0}});
    EXPECT_NEAR(wind.at(1).x_m_s, 2.0, 1e-14);
    EXPECT_NEAR(wind.at(3).x_m_s, 3.0, 1e-14);
    EXPECT_NEAR(wind.at(2).x_m_s, 2.5, 1e-14);
    EXPECT_NEAR(wind.at(99).x_m_s, 4.0, 1e-14);
}

TEST(MinuteSeries, TurnedWindKeepsItsSpeed) {
    MinuteSeries wind({{0.0, 2.0}, {1.0, 3.0}});
    wind.turn(0.5 * std::acos(-1.0));
    EXPECT_NEAR(wind.at(1).x_m_s, 0.0, 1e-14);
    EXPECT_NEAR(wind.at(1).y_m_s, 2.0, 1e-14);
    EXPECT_NEAR(std::hypot(wind.at(3).x_m_s, wind.at(3).y_m_s), 3.0, 1e-14);
}

TEST(UnresolvedVariance, Limits) {
    EXPECT_NEAR(unresolved_frac(60.0, 1e-3), 1.0, 1e-4);
    // Slow eddies: means lose t/(3T), neighbours t/T, so that (2/9 + 1/3) t/T is left.
    EXPECT_NEAR(unresolved_frac(60.0, 1e6), 5.0 / 9.0 * 60.0 / 1e6, 1e-7);
    EXPECT_LT(unresolved_frac(30.0, 100.0), unresolved_frac(60.0, 100.0));
}

TEST(UnresolvedVariance, MinuteMeansLeaveTheMechanicalPartAndLittleOfThermals) {
    const LateralScales neutral{0.3, 0.0, 500.0, 2.0, 3.0};
    EXPECT_NEAR(unresolved_sigma_v_m_s(neutral, 60.0), 1.9 * 0.3, 0.03);
    // Means over a second resolve nearly all of both.
    const LateralScales convective{0.3, 1.5, 1000.0, 2.0, 3.0};
    EXPECT_LT(unresolved_sigma_v_m_s(convective, 0.1), 0.2 * unresolved_sigma_v_m_s(convective, 1e5));
    EXPECT_NEAR(unresolved_sigma_v_m_s(convective, 1e7), std::sqrt(3.6 * 0.09 + 0.35 * 2.25), 1e-3);
}

TEST(MoleFraction, OneKilogramOfMethane) {
    // R T/(p M) of the reference state, and less dense air aloft.
    EXPECT_NEAR(ppm_per_kg_m3(k_methane_molar_mass_kg_mol, 298.15, 101325.0), 1.5251e6, 1e2);
    EXPECT_NEAR(ppm_per_kg_m3(k_methane_molar_mass_kg_mol, 288.15, 83800.0), 1.7822e6, 3e2);
}

TEST(AbovePercentile, TakesTheLowPercentileAwayAndNothingBelowIt) {
    std::vector<double> values;
    for (int k = 0; k <= 100; ++k) values.push_back(2.0 + k);
    const std::vector<double> excess = above_percentile(values, 5.0);
    EXPECT_DOUBLE_EQ(excess[0], 0.0);
    EXPECT_DOUBLE_EQ(excess[5], 0.0);
    EXPECT_DOUBLE_EQ(excess[100], 95.0);
}

}  // namespace
}  // namespace lantian
