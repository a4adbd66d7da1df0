#include "models/chemistry/aqueous_sulfate.hpp"

#include <gtest/gtest.h>

#include "tests/support/relative.hpp"

namespace {

using namespace lantian;

AqueousConditions printed_case(double ph) {
    AqueousConditions c;
    c.temperature_k = 298.0;
    c.ph = ph;
    c.so2_ppb = 5.0;
    c.h2o2_ppb = 1.0;
    c.o3_ppb = 50.0;
    c.iron_m = c.manganese_m = 1e-7;
    c.henry = HenrySet::cmaq;
    return c;
}

TEST(AqueousSulfate, AgreesWithThePrintedRates) {
    const AqueousConditions c = printed_case(4.5);
    EXPECT_TRUE(near_relative(dissolved_sulfur(c).hso3_m, 2.52824e-6, k_printed));
    const SulfateRates rates = sulfate_rates(c);
    EXPECT_TRUE(near_relative(rates.h2o2, 4.43560e-7, k_printed));
    EXPECT_TRUE(near_relative(rates.o3, 5.00062e-9, k_printed));
    EXPECT_TRUE(near_relative(rates.metals, 1.10476e-9, k_printed));
    EXPECT_EQ(rates.no2, 0.0);
    const SulfateRates alkaline = sulfate_rates(printed_case(6.0));
    EXPECT_TRUE(near_relative(alkaline.h2o2, 4.43737e-7, k_printed));
    EXPECT_TRUE(near_relative(alkaline.o3, 4.48872e-6, k_printed));
}

TEST(AqueousSulfate, OzoneIsNegligibleInAcid) {
    const SulfateRates rates = sulfate_rates(printed_case(3.0));
    EXPECT_LT(rates.o3, 1e-3 * rates.h2o2);
}

TEST(AqueousSulfate, NitrogenDioxideNeedsANearlyNeutralDrop) {
    AqueousConditions c = printed_case(4.0);
    c.no2_ppb = 60.0;
    const double acid = sulfate_rates(c).no2 / dissolved_sulfur(c).total_m();
    c.ph = 6.5;
    const double neutral = sulfate_rates(c).no2 / dissolved_sulfur(c).total_m();
    EXPECT_TRUE(near_relative(neutral / acid, 2e6 / 1.4e5, 1e-12));
    c.ph = 5.5;
    EXPECT_TRUE(near_relative(sulfate_rates(c).no2 / dissolved_sulfur(c).total_m() / acid, 1.07e6 / 1.4e5, 1e-12));
}

TEST(AqueousSulfate, PeroxideIsConsumedOneForOne) {
    AqueousConditions c = printed_case(4.0);
    c.o3_ppb = 0.0;
    c.iron_m = c.manganese_m = 0.0;
    const SulfateStep step = oxidise_sulfur(c, 3e-4, 6 * 3600.0);  // a cloud of 0.3 g m-3
    EXPECT_TRUE(near_relative(step.h2o2_ppb, 1.0, 1e-9));
    EXPECT_DOUBLE_EQ(step.so4_ppb, step.h2o2_ppb);
}

TEST(AqueousSulfate, TakesNoMoreThanThereIs) {
    AqueousConditions c = printed_case(6.5);
    c.so2_ppb = 3.0;
    c.no2_ppb = 50.0;
    const SulfateStep step = oxidise_sulfur(c, 5e-4, 1e7);
    EXPECT_LE(step.so4_ppb, 3.0);
    EXPECT_GT(step.so4_ppb, 2.999);
    EXPECT_NEAR(step.so4_ppb, step.h2o2_ppb + step.o3_ppb + step.no2_ppb / 2.0, 1e-3);
    EXPECT_LE(step.h2o2_ppb, c.h2o2_ppb);
}

TEST(AqueousSulfate, ShortStepIsRateTimesTime) {
    AqueousConditions c = printed_case(5.2);
    c.no2_ppb = 40.0;
    // So little water that the totals stay in the gas.
    const double water_kg_m3 = 1e-8, dt_s = 1.0;
    const SulfateStep step = oxidise_sulfur(c, water_kg_m3, dt_s);
    const double air_mol_m3 = 101325.0 / (8.314462618 * 298.0);
    const double expected_ppb = sulfate_rates(c).total() * water_kg_m3 / air_mol_m3 * 1e9 * dt_s;
    EXPECT_TRUE(near_relative(step.so4_ppb, expected_ppb, 2e-3));
    EXPECT_EQ(oxidise_sulfur(c, 0.0, dt_s).so4_ppb, 0.0);
}

}  // namespace
