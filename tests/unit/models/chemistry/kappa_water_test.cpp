#include "models/chemistry/kappa_water.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "tests/support/relative.hpp"

namespace {

using namespace lantian;

TEST(KappaWater, IsAdditiveInVolume) {
    const std::array both{HygroscopicPart{2.0, k_kappa_ammonium_sulfate}, HygroscopicPart{3.0, k_kappa_organic}};
    EXPECT_DOUBLE_EQ(kappa_water_volume(both, 0.5), 2.0 * 0.53 + 3.0 * 0.1);
    EXPECT_DOUBLE_EQ(kappa_water_volume(both, 0.9), 9.0 * (2.0 * 0.53 + 3.0 * 0.1));
    EXPECT_EQ(kappa_water_volume(both, 0.0), 0.0);
    EXPECT_EQ(kappa_water_volume(both, 1.0), kappa_water_volume(both, 0.99));
}

TEST(KappaWater, MassOfPureAmmoniumSulfate) {
    FineMass dry;
    dry.ammonium_sulfate = 17.7;  // 0.01 cm3 per m3 of air in units of 1e-6
    EXPECT_TRUE(near_relative(kappa_water_ug_m3(dry, 0.8), 10.0 * 0.53 * 4.0, 1e-12));
    dry.black_carbon = 50.0;
    EXPECT_TRUE(near_relative(kappa_water_ug_m3(dry, 0.8), 10.0 * 0.53 * 4.0, 1e-12));
}

TEST(LognormalMode, MomentsAndMassShare) {
    EXPECT_DOUBLE_EQ(lognormal_moment(k_fine_mode, 0.0), 1.0);
    const double s = std::log(1.8);
    EXPECT_TRUE(near_relative(lognormal_moment(k_fine_mode, 3.0), 0.027 * std::exp(4.5 * s * s), 1e-12));
    // Half of the mass lies below the median diameter by mass.
    EXPECT_TRUE(near_relative(mass_share_below(k_fine_mode, 0.3 * std::exp(3.0 * s * s)), 0.5, 1e-12));
    EXPECT_GT(mass_share_below(k_fine_mode, 2.5), 0.95);
    EXPECT_LT(mass_share_below(k_coarse_mode, 2.5), 0.02);
    EXPECT_EQ(mass_share_below(k_coarse_mode, 0.0), 0.0);
}

}  // namespace
