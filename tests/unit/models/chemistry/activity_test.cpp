#include "models/chemistry/activity.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/chemistry/zsr_water.hpp"
#include "tests/support/relative.hpp"

namespace {

using namespace lantian;

TEST(KusikMeissner, AgreesWithMeasuredCoefficientsOfStrongSalts) {
    // Mean activity coefficients at 25 C (Robinson and Stokes 1965): NaCl 1 and 6 m, NH4Cl 1 m, HCl 1 m.
    const auto gamma = [](double q, double strength) { return std::pow(10.0, kusik_meissner(q, 1.0, strength)); };
    EXPECT_NEAR(gamma(2.23, 1.0), 0.657, 0.02);
    EXPECT_NEAR(gamma(2.23, 6.0), 0.986, 0.08);
    EXPECT_NEAR(gamma(0.82, 1.0), 0.603, 0.02);
    EXPECT_NEAR(gamma(6.0, 1.0), 0.809, 0.05);
    EXPECT_NEAR(kusik_meissner(2.23, 1.0, 0.0), 0.0, 1e-15);
}

TEST(Activities, TableFollowsTheFormula) {
    double worst = 0.0;
    for (std::size_t c = 0; c < k_cations; ++c) {
        for (std::size_t a = 0; a < k_anions; ++a) {
            for (double strength = 1e-6; strength < 100.0; strength *= 1.0173) {
                const auto cation = static_cast<Cation>(c);
                const auto anion = static_cast<Anion>(a);
                worst = std::max(worst, std::abs(tabulated_binary(cation, anion, strength) -
                                                 direct_binary(cation, anion, strength)));
            }
        }
    }
    EXPECT_LT(worst, 2e-8);
}

TEST(Activities, MixtureOfOneSaltIsTheSalt) {
    Ions ions;
    ions.cation[ion_na] = 2.0;
    ions.anion[ion_cl] = 2.0;
    ActivityRules rules;
    rules.correct_binary = false;
    rules.temperature_k = 298.0;
    const Activities gamma(ions, rules);
    EXPECT_NEAR(gamma.log10_gamma(ion_na, ion_cl), kusik_meissner(2.23, 1.0, 2.0), 1e-8);
    Ions sulfate;
    sulfate.cation[ion_nh4] = 4.0;
    sulfate.anion[ion_so4] = 2.0;
    EXPECT_NEAR(Activities(sulfate, rules).log10_gamma(ion_nh4, ion_so4), kusik_meissner(-0.25, 2.0, 6.0), 1e-8);
}

TEST(Activities, InfiniteDilutionIsIdeal) {
    Ions ions;
    ions.cation[ion_nh4] = ions.anion[ion_no3] = 1e-12;
    EXPECT_NEAR(Activities(ions, {}).log10_gamma(ion_nh4, ion_no3), 0.0, 1e-6);
}

TEST(Activities, OneSumSeesAllCations) {
    Ions ions;
    ions.cation[ion_nh4] = 1.0;
    ions.cation[ion_ca] = 1.0;
    ions.anion[ion_no3] = 3.0;
    ActivityRules one, two;
    two.one_sum = false;
    EXPECT_GT(std::abs(Activities(ions, one).log10_gamma(ion_nh4, ion_no3) -
                       Activities(ions, two).log10_gamma(ion_nh4, ion_no3)),
              1e-3);
    ions.cation[ion_ca] = 0.0;
    ions.anion[ion_no3] = 1.0;
    EXPECT_EQ(Activities(ions, one).log10_gamma(ion_nh4, ion_no3), Activities(ions, two).log10_gamma(ion_nh4, ion_no3));
}

TEST(ZsrWater, IsTheTableAtItsPointsAndLinearBetween) {
    EXPECT_DOUBLE_EQ(1.0 / water_per_salt(0.80)[salt_nh42so4], 5.83);
    EXPECT_DOUBLE_EQ(1.0 / water_per_salt(0.50)[salt_nacl], 11.5);
    EXPECT_TRUE(near_relative(1.0 / water_per_salt(0.805)[salt_nh42so4], 0.5 * (5.83 + 5.56), 1e-12));
    EXPECT_GT(water_per_salt(0.995)[salt_nh4no3], water_per_salt(0.99)[salt_nh4no3]);
    EXPECT_EQ(water_per_salt(1.5)[salt_nh4no3], water_per_salt(k_highest_humidity)[salt_nh4no3]);
}

}  // namespace
