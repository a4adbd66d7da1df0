#include "models/puff/outflow.hpp"

#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr StackFlow k_stack{30.0, 1.5, 10.0, 350.0};
constexpr StackAir k_air{4.0, 293.0, 0.0};

TEST(Flare, BuoyancyIsThatOfTheHeatThatIsNotRadiated) {
    // SCREEN3 prints Fb = 1.66e-5 Q (cal/s) for 55 % radiated.
    const double heat_cal_s = 5e6;
    const StackFlow flame = flare_flow(40.0, heat_cal_s * 4.184, 0.55);
    EXPECT_TRUE(near_relative(buoyancy_flux_m4_s3(flame, 293.0), 1.66e-5 * heat_cal_s, 2e-3));
    EXPECT_TRUE(near_relative(flame.diameter_m, 9.88e-4 * std::sqrt(heat_cal_s * 0.45), 1e-12));
    EXPECT_TRUE(near_relative(flame.height_m, 40.0 + 4.56e-3 * std::pow(heat_cal_s, 0.478), 1e-12));
    // Twice the share that stays: twice the buoyancy, the same flame height.
    const StackFlow cooler = flare_flow(40.0, heat_cal_s * 4.184, 0.1);
    EXPECT_TRUE(near_relative(buoyancy_flux_m4_s3(cooler, 293.0), 2.0 * buoyancy_flux_m4_s3(flame, 293.0), 1e-12));
    EXPECT_EQ(cooler.height_m, flame.height_m);
}

TEST(MergedStacks, BetweenOneAndTheCubeRootOfTheirNumber) {
    EXPECT_EQ(merged_rise_factor(1.0, 20.0, 100.0), 1.0);
    EXPECT_TRUE(near_relative(merged_rise_factor(8.0, 0.0, 100.0), 2.0, 1e-12));
    EXPECT_NEAR(merged_rise_factor(8.0, 1e6, 100.0), 1.0, 1e-4);
    // S = 6 (N - 1) s ... = 6 (1 * 60/(2^(1/3) 100))^(3/2) = 1.97180; ((2 + S)/(1 + S))^(1/3)
    const double s = 6.0 * std::pow(60.0 / (std::cbrt(2.0) * 100.0), 1.5);
    EXPECT_TRUE(near_relative(merged_rise_factor(2.0, 60.0, 100.0), std::cbrt((2.0 + s) / (1.0 + s)), 1e-12));
    double before = 2.0 + 1e-9;
    for (double spacing_m = 0.0; spacing_m < 500.0; spacing_m += 1.0) {
        const double factor = merged_rise_factor(8.0, spacing_m, 100.0);
        EXPECT_LE(factor, before);
        EXPECT_GE(factor, 1.0);
        before = factor;
    }
}

TEST(MergedStacks, AtOnePlaceTheyRiseAsOneOfTheirBuoyancy) {
    // By the 2/3 law rise goes with the cube root of the buoyancy: eight stacks rise twice as high at every distance.
    const Rise one = outflow_rise({k_stack}, k_air, 1.0);
    const Rise eight = outflow_rise({k_stack, Outlet::vertical, 8.0, 0.0}, k_air, 1.0);
    EXPECT_TRUE(near_relative(eight.rate, 2.0 * one.rate, 1e-12));
    EXPECT_TRUE(near_relative(eight.final_m, 2.0 * one.final_m, 1e-12));
    EXPECT_EQ(eight.distance_to_final_m, one.distance_to_final_m);
    EXPECT_TRUE(near_relative(eight.buoyancy_flux_m4_s3, 8.0 * one.buoyancy_flux_m4_s3, 1e-12));
}

TEST(Outlets, CappedAndHorizontalHaveBuoyancyButNoJet) {
    const StackFlow cold{30.0, 1.5, 10.0, 293.0};
    EXPECT_GT(outflow_rise({cold}, k_air, 1.0).final_m, 0.0);
    for (const Outlet outlet : {Outlet::capped, Outlet::horizontal}) {
        EXPECT_EQ(outflow_rise({cold, outlet}, k_air, 1.0).final_m, 0.0);
        EXPECT_EQ(outflow_rise({k_stack, outlet}, k_air, 1.0).final_m, outflow_rise({k_stack}, k_air, 1.0).final_m);
    }
    // Barely warm: the jet would decide, the capped plume still rises by its buoyancy.
    const StackFlow tepid{30.0, 1.5, 10.0, 295.0};
    EXPECT_FALSE(outflow_rise({tepid}, k_air, 1.0).buoyant);
    EXPECT_TRUE(outflow_rise({tepid, Outlet::capped}, k_air, 1.0).buoyant);
    EXPECT_LT(outflow_rise({tepid, Outlet::capped}, k_air, 1.0).final_m, outflow_rise({tepid}, k_air, 1.0).final_m);
}

TEST(Outlets, MouthAfterStackTipDownwash) {
    EXPECT_EQ(outflow_mouth_m({k_stack}, 5.0), 30.0);
    EXPECT_DOUBLE_EQ(outflow_mouth_m({k_stack}, 10.0), 30.0 + 3.0 * (1.0 - 1.5));
    EXPECT_EQ(outflow_mouth_m({k_stack, Outlet::capped}, 5.0), 25.5);
    EXPECT_EQ(outflow_mouth_m({k_stack, Outlet::horizontal}, 20.0), 30.0);
}

TEST(Outflow, OfASource) {
    Source source;
    source.release_height_m = 25.0;
    EXPECT_FALSE(outflow_of(source).has_value());
    source.stack = Stack{2.0, 9.0, 400.0, Outlet::capped, 3.0, 12.0};
    const Outflow stack = *outflow_of(source);
    EXPECT_EQ(stack.flow.height_m, 25.0);
    EXPECT_EQ(stack.outlet, Outlet::capped);
    EXPECT_EQ(stack.count, 3.0);
    EXPECT_EQ(stack.spacing_m, 12.0);
    source.stack.reset();
    source.flare = Flare{2e7, 0.2};
    EXPECT_GT(outflow_of(source)->flow.height_m, 25.0);
    EXPECT_EQ(outflow_of(source)->flow.exit_speed_m_s, 20.0);
}

}  // namespace
}  // namespace lantian
