#include "models/chemistry/heterogeneous.hpp"

#include <gtest/gtest.h>

#include "tests/support/relative.hpp"

namespace {

using namespace lantian;

TEST(Heterogeneous, AgreesWithThePrintedUptakeOfN2o5) {
    EXPECT_TRUE(near_relative(n2o5_uptake_bertram_thornton(30.0, 5.0, 0.0), 9.54400e-3, k_printed));
    EXPECT_TRUE(near_relative(n2o5_uptake_bertram_thornton(30.0, 5.0, 0.5), 2.75915e-2, k_printed));
    EXPECT_TRUE(near_relative(clno2_yield(30.0, 0.5), 0.889571, 1e-4));
    EXPECT_TRUE(near_relative(n2o5_uptake_bertram_thornton(5.0, 2.0, 0.0), 2.29418e-3, k_printed));
    EXPECT_EQ(n2o5_uptake_bertram_thornton(0.0, 2.0, 0.0), 0.005);
    EXPECT_TRUE(
        near_relative(n2o5_uptake_davis({0.0, 0.5, 0.5}, 0.7, 288.0, ParticlePhase::wet), 1.72986e-2, k_printed));
    EXPECT_TRUE(
        near_relative(n2o5_uptake_davis({0.5, 0.3, 0.2}, 0.7, 298.0, ParticlePhase::wet), 1.75869e-2, k_printed));
    EXPECT_EQ(n2o5_uptake_davis({0.5, 0.3, 0.2}, 0.7, 250.0, ParticlePhase::ice), 0.02);
    EXPECT_LT(n2o5_uptake_davis({0.0, 0.5, 0.5}, 0.3, 288.0, ParticlePhase::dry), 0.0124);
}

TEST(Heterogeneous, AgreesWithThePrintedRate) {
    const double speed = mean_speed_m_s(283.0, 0.108);
    EXPECT_TRUE(near_relative(speed, 235.536, 1e-4));
    EXPECT_TRUE(near_relative(uptake_rate_per_s(3e-4, 0.0, 1e-5, speed, 0.02), 3.53303e-4, 1e-4));
}

TEST(Heterogeneous, DiffusionSlowsLargeParticlesAndLimitsTheRate) {
    const double small = uptake_rate_per_s(1e-3, 0.0, 1e-5, 300.0, 0.1);
    EXPECT_LT(uptake_rate_per_s(1e-3, 1e-6, 1e-5, 300.0, 0.1), small);
    EXPECT_LT(uptake_rate_per_s(1e-3, 1e-6, 1e-5, 300.0, 1.0), 1e-3 * 1e-5 / 1e-6);
    EXPECT_EQ(uptake_rate_per_s(1e-3, 1e-6, 1e-5, 300.0, 0.0), 0.0);
}

TEST(Heterogeneous, SulfurDioxideUptakeRisesAboveHalfHumidity) {
    EXPECT_EQ(so2_haze_uptake(0.3), 2e-5);
    EXPECT_EQ(so2_haze_uptake(0.5), 2e-5);
    EXPECT_DOUBLE_EQ(so2_haze_uptake(0.75), 3.5e-5);
    EXPECT_DOUBLE_EQ(so2_haze_uptake(1.0), 5e-5);
}

TEST(Heterogeneous, FractionsFollowTheDegreeOfNeutralisation) {
    const InorganicFractions neutral = inorganic_fractions(1.0, 1.0, 3.0);
    EXPECT_DOUBLE_EQ(neutral.nh4hso4, 0.0);
    EXPECT_DOUBLE_EQ(neutral.nh42so4, 0.5);
    EXPECT_DOUBLE_EQ(neutral.nh4no3, 0.5);
    const InorganicFractions acid = inorganic_fractions(1.0, 0.0, 1.0);
    EXPECT_DOUBLE_EQ(acid.nh4hso4, 1.0);
    EXPECT_DOUBLE_EQ(inorganic_fractions(0.0, 0.0, 1.0).nh4no3, 0.0);
}

TEST(Heterogeneous, SimpleUptakeJoinsItsTwoValues) {
    EXPECT_EQ(n2o5_uptake_simple(0.2), 0.005);
    EXPECT_DOUBLE_EQ(n2o5_uptake_simple(0.4), 0.0125);
    EXPECT_EQ(n2o5_uptake_simple(0.8), 0.02);
}

}  // namespace
