#include "models/meteorology/urban.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {
namespace {

// Reference: 12 K and 400 m at two million people.
TEST(UrbanNight, ReferencePopulation) {
    const UrbanNight night = urban_night(2e6, 0.1, 1.0, 280.0, 1250.0);
    EXPECT_DOUBLE_EQ(night.warmer_k, 12.0);
    EXPECT_DOUBLE_EQ(night.mixing_height_m, 400.0);
    EXPECT_NEAR(night.sensible_heat_flux_w_m2, 0.03 * 12.0 * 0.1 * 1250.0, 1e-9);
    EXPECT_NEAR(std::pow(night.convective_velocity_m_s, 3), constants::k_gravity_m_s2 * 0.036 * 400.0 / 280.0, 1e-9);
    // At 7 m, mechanical and convective sigma_w are equal: 1.6 (7/400)^(2/3) w*^2 = 1.69 u*^2 (1 - 7/400).
    const double convective = 1.6 * std::pow(7.0 / 400.0, 2.0 / 3.0) * std::pow(night.convective_velocity_m_s, 2);
    EXPECT_NEAR(1.69 * std::pow(night.friction_velocity_m_s, 2) * (1.0 - 7.0 / 400.0), convective, 1e-9);
    EXPECT_LT(night.inverse_obukhov_m, 0.0);
}

TEST(UrbanNight, SmallTownsAndStrongWinds) {
    EXPECT_EQ(urban_night(10.0, 0.1, 1.0, 280.0, 1250.0).warmer_k, 0.0);
    EXPECT_EQ(urban_night(2e6, 0.9, 1.0, 280.0, 1250.0).friction_velocity_m_s, 0.9);
    EXPECT_NEAR(urban_night(5e5, 0.1, 1.0, 280.0, 1250.0).mixing_height_m, 400.0 * std::pow(0.25, 0.25), 1e-9);
}

}  // namespace
}  // namespace lantian
