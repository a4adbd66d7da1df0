#include "models/puff/rise.hpp"

#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr StackFlow k_large{100.0, 5.0, 15.0, 400.0};
constexpr StackFlow k_small{30.0, 1.5, 10.0, 350.0};

TEST(BriggsRise, LargeStack) {
    EXPECT_TRUE(near_relative(buoyancy_flux_m4_s3(k_large, 293.0), 246.0164, k_printed));
    EXPECT_TRUE(near_relative(momentum_flux_m4_s2(k_large, 293.0), 1030.078, k_printed));
    const Rise neutral = briggs_rise(k_large, {6.0, 293.0, 0.0}, 1.0);
    EXPECT_TRUE(neutral.buoyant);
    EXPECT_TRUE(near_relative(neutral.distance_to_final_m, 1076.298, k_printed));
    EXPECT_TRUE(near_relative(neutral.final_m, 175.489, k_printed));
    EXPECT_TRUE(near_relative(neutral.rate * std::pow(500.0, 2.0 / 3.0), 105.262, k_printed));
    const Rise stable = briggs_rise(k_large, {6.0, 293.0, 0.02}, 1.0);
    EXPECT_TRUE(near_relative(stable.final_m, 102.479, k_printed));
    EXPECT_TRUE(near_relative(stable.distance_to_final_m, 480.309, k_printed));
}

TEST(BriggsRise, SmallStack) {
    const Rise neutral = briggs_rise(k_small, {3.0, 293.0, 0.0}, 1.0);
    EXPECT_TRUE(near_relative(neutral.buoyancy_flux_m4_s3, 8.98666, k_printed));
    EXPECT_TRUE(near_relative(neutral.distance_to_final_m, 193.284, k_printed));
    EXPECT_TRUE(near_relative(neutral.final_m, 37.0679, k_printed));
    EXPECT_TRUE(near_relative(briggs_rise(k_small, {3.0, 293.0, 0.035}, 1.0).final_m, 35.5502, k_printed));
}

TEST(BriggsRise, CalmRiseBoundsTheBentPlume) {
    // The bent rise grows without bound as the wind falls; 245.535 m is the calm one of the large stack.
    const Rise calm = briggs_rise(k_large, {0.0, 293.0, 0.02}, 0.1);
    EXPECT_TRUE(near_relative(calm.final_m, 245.535, k_printed));
    EXPECT_TRUE(near_relative(calm.rate * std::pow(calm.distance_to_final_m, 2.0 / 3.0), 245.535, k_printed));
    EXPECT_TRUE(near_relative(briggs_rise(k_small, {0.0, 293.0, 0.035}, 0.1).final_m, 87.0228, k_printed));
}

TEST(BriggsRise, ColdJetsRiseByMomentum) {
    const StackFlow cold{100.0, 5.0, 15.0, 293.0};
    const Rise neutral = briggs_rise(cold, {6.0, 293.0, 0.0}, 1.0);
    EXPECT_FALSE(neutral.buoyant);
    EXPECT_EQ(neutral.rate, 0.0);
    EXPECT_EQ(neutral.buoyancy_flux_m4_s3, 0.0);
    EXPECT_TRUE(near_relative(neutral.final_m, 37.5, 1e-12));
    const double fm = momentum_flux_m4_s2(cold, 293.0);
    const double s = 9.81 / 293.0 * 0.02;
    const Rise stable = briggs_rise(cold, {6.0, 293.0, 0.02}, 1.0);
    EXPECT_TRUE(near_relative(stable.final_m, 1.5 * std::cbrt(fm / 6.0) * std::pow(s, -1.0 / 6.0), 1e-12));
    EXPECT_LT(stable.final_m, neutral.final_m);
}

TEST(BriggsRise, BranchesMeetAtTheCrossover) {
    // Just below the crossover temperature difference momentum decides, just above buoyancy: nearly the same rise.
    const double excess_k = 0.0297 * 300.0 * std::cbrt(10.0) / std::pow(2.0, 2.0 / 3.0);
    const StackFlow below{50.0, 2.0, 10.0, 300.0};
    const Rise jet = briggs_rise(below, {4.0, 300.0 - 0.999 * excess_k, 0.0}, 1.0);
    const Rise warm = briggs_rise(below, {4.0, 300.0 - 1.001 * excess_k, 0.0}, 1.0);
    EXPECT_FALSE(jet.buoyant);
    EXPECT_TRUE(warm.buoyant);
    EXPECT_TRUE(near_relative(jet.final_m, warm.final_m, 5e-3));
}

TEST(BriggsRise, BranchesMeetAtTheCrossoverOfStrongAndStablePlumes) {
    const StackFlow strong{50.0, 8.0, 30.0, 350.0};
    const double strong_k = 0.00575 * 350.0 * std::pow(30.0, 2.0 / 3.0) / 2.0;
    const Rise strong_jet = briggs_rise(strong, {4.0, 350.0 - 0.99 * strong_k, 0.0}, 1.0);
    const Rise strong_warm = briggs_rise(strong, {4.0, 350.0 - 1.01 * strong_k, 0.0}, 1.0);
    EXPECT_GT(strong_jet.buoyancy_flux_m4_s3, 55.0);
    EXPECT_FALSE(strong_jet.buoyant);
    EXPECT_TRUE(strong_warm.buoyant);
    EXPECT_TRUE(near_relative(strong_jet.final_m, strong_warm.final_m, 0.01));

    const StackFlow wide{50.0, 6.0, 10.0, 300.0};
    const double stable_k = 0.019582 * 300.0 * 10.0 * std::sqrt(9.81 / 298.0 * 0.035);
    const Rise stable_jet = briggs_rise(wide, {1.5, 300.0 - 0.98 * stable_k, 0.035}, 1.0);
    const Rise stable_warm = briggs_rise(wide, {1.5, 300.0 - 1.02 * stable_k, 0.035}, 1.0);
    EXPECT_FALSE(stable_jet.buoyant);
    EXPECT_TRUE(stable_warm.buoyant);
    EXPECT_TRUE(near_relative(stable_jet.final_m, stable_warm.final_m, 0.02));
}

TEST(BriggsRise, ContinuousWhereTheLawsChange) {
    // Fb = 55: 1 % by the printed constants. Weak stability: the neutral rise stays the upper bound.
    const auto rise = [](double fb) {
        return briggs_rise({50.0, 2.0, fb * 1600.0 / (9.81 * 4.0 * 107.0), 400.0}, {5.0, 293.0, 0.0}, 1.0);
    };
    EXPECT_LT(rise(54.999).buoyancy_flux_m4_s3, 55.0);
    EXPECT_GT(rise(55.001).buoyancy_flux_m4_s3, 55.0);
    EXPECT_TRUE(near_relative(rise(54.999).final_m, rise(55.001).final_m, 0.01));
    EXPECT_TRUE(near_relative(rise(54.999).distance_to_final_m, rise(55.001).distance_to_final_m, 0.02));
    const double neutral_m = briggs_rise(k_large, {6.0, 293.0, 0.0}, 1.0).final_m;
    EXPECT_EQ(briggs_rise(k_large, {6.0, 293.0, 1e-9}, 1.0).final_m, neutral_m);
}

TEST(BriggsRise, NoFlowNoRise) {
    EXPECT_EQ(briggs_rise({50.0, 2.0, 0.0, 400.0}, {5.0, 293.0, 0.01}, 1.0).final_m, 0.0);
    EXPECT_EQ(briggs_rise({50.0, 0.0, 10.0, 400.0}, {5.0, 293.0, 0.01}, 1.0).final_m, 0.0);
}

TEST(CombinedRise, TwoThirdsLawWithoutMomentum) {
    // Fm is small against Fb far downwind: coefficient (3/(2 beta^2))^(1/3) = 1.609.
    const double fb = buoyancy_flux_m4_s3(k_large, 293.0);
    const double x = 1e9;
    EXPECT_TRUE(near_relative(combined_rise_m(k_large, {6.0, 293.0, 0.0}, x),
                              std::cbrt(1.5 / 0.36 * fb) * std::pow(x, 2.0 / 3.0) / 6.0, 1e-6));
}

TEST(StackTipDownwash, OnlyBelowOneAndAHalf) {
    EXPECT_EQ(stack_tip_downwash_height_m(k_large, 9.0), 100.0);
    EXPECT_DOUBLE_EQ(stack_tip_downwash_height_m(k_large, 20.0), 100.0 + 10.0 * (0.75 - 1.5));
    EXPECT_EQ(stack_tip_downwash_height_m({2.0, 5.0, 0.0, 400.0}, 20.0), 0.0);
}

TEST(LayerPenetration, PrintedCase) {
    const Penetration p = layer_penetration(246.0164, 6.0, 100.0, 350.0, 0.01, 293.0);
    EXPECT_TRUE(near_relative(p.fraction_above, 0.179254, k_printed));
    EXPECT_TRUE(near_relative(p.height_above_m, 100.0 + 0.75 * 189.287 + 125.0, k_printed));
    // The centres of both parts balance at the equilibrium rise of the whole plume.
    EXPECT_TRUE(near_relative(p.fraction_above * p.height_above_m + (1.0 - p.fraction_above) * p.height_below_m,
                              100.0 + 189.287, k_printed));
}

TEST(LayerPenetration, EndMembersAndMonotone) {
    EXPECT_EQ(layer_penetration(100.0, 5.0, 200.0, 150.0, 0.01, 290.0).fraction_above, 1.0);
    EXPECT_NEAR(layer_penetration(0.0, 5.0, 50.0, 1500.0, 0.01, 290.0).fraction_above, 0.0, 1e-12);
    EXPECT_EQ(layer_penetration(100.0, 5.0, 50.0, 400.0, 0.0, 290.0).fraction_above,
              layer_penetration(100.0, 5.0, 50.0, 400.0, 0.005, 290.0).fraction_above);
    double before = 1.0, height_before = 0.0;
    for (double lid_m = 60.0; lid_m < 1500.0; lid_m += 1.0) {
        const Penetration p = layer_penetration(100.0, 5.0, 50.0, lid_m, 0.01, 290.0);
        EXPECT_LE(p.fraction_above, before);
        EXPECT_LT(before - p.fraction_above, 0.03) << lid_m;
        EXPECT_LE(p.height_below_m, lid_m + 1e-9);
        EXPECT_GE(p.height_above_m, height_before - 1e-9);
        before = p.fraction_above;
        if (p.fraction_above < 1.0) height_before = p.height_above_m;
    }
}

TEST(JumpPenetration, PrintedShares) {
    const auto trapped = [](double p) {
        // way 200 m, u 5, b = g 3/300: Fb = p u b way^2
        return 1.0 - jump_penetration(p * 5.0 * 9.81 * 0.01 * 4e4, 5.0, 100.0, 300.0, 3.0, 300.0, 190.0).fraction_above;
    };
    EXPECT_TRUE(near_relative(trapped(0.1), 0.78, k_printed));
    EXPECT_TRUE(near_relative(trapped(0.15), 0.463333, k_printed));
    EXPECT_TRUE(near_relative(trapped(0.2), 0.28, k_printed));
    EXPECT_TRUE(near_relative(trapped(0.2999999), 0.046667, k_printed));
    EXPECT_EQ(trapped(0.07), 1.0);
    EXPECT_EQ(trapped(0.31), 0.0);
    EXPECT_EQ(jump_penetration(1e5, 5.0, 100.0, 300.0, 3.0, 300.0, 120.0).fraction_above, 0.0);  // free rise below 2/3
    EXPECT_EQ(jump_penetration(1.0, 5.0, 400.0, 300.0, 3.0, 300.0, 120.0).fraction_above, 1.0);
}

}  // namespace
}  // namespace lantian
