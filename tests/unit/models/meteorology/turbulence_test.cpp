#include "models/meteorology/turbulence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/meteorology/surface_layer.hpp"

namespace lantian {
namespace {

constexpr double k_tol = 1e-5;  // the reference values have six digits

// physics 1.5 [chk].
TEST(Turbulence, AermodStableReference) {
    const Turbulence t = aermod_turbulence(250, 0.4, 0.0, 0.0, 500, 8.0);
    EXPECT_NEAR(t.sigma_w_m_s, 0.376298, 0.376298 * k_tol);
    const TurbulenceScales s{0.4, 0.0, 500, 8.0, 6.0, false};
    EXPECT_DOUBLE_EQ(turbulence_at(250, s).sigma_w_m_s, t.sigma_w_m_s);
    // sigma_v: between 3.6 u*^2 = 0.576 at the ground and 0.25 at h.
    EXPECT_NEAR(t.sigma_v_m_s, std::sqrt(0.5 * (0.576 + 0.25)), 1e-12);
}

TEST(Turbulence, AermodConvectiveByHand) {
    // z = 0.05 hc: 1.6 (0.05)^(2/3) w*^2 + 1.69 u*^2 (1 - 0.05) + (0.02 u(h) 0.05)^2
    const Turbulence t = aermod_turbulence(50, 0.3, 1.5, 1000, 400, 7.0);
    const double expected = 1.6 * std::pow(0.05, 2.0 / 3.0) * 2.25 + 1.69 * 0.09 * 0.95 + std::pow(0.02 * 7 * 0.05, 2);
    EXPECT_NEAR(t.sigma_w_m_s * t.sigma_w_m_s, expected, 1e-12);
    const double lateral = 0.35 * 2.25 + 0.324 + (0.25 - 0.324) * 50.0 / 400.0;
    EXPECT_NEAR(t.sigma_v_m_s * t.sigma_v_m_s, lateral, 1e-12);
    // Above 1.2 hc: what is left, 0.25 + 0.25 and the residual.
    const Turbulence above = aermod_turbulence(1500, 0.3, 1.5, 1000, 400, 7.0);
    EXPECT_NEAR(above.sigma_v_m_s, std::sqrt(0.5), 1e-12);
    EXPECT_NEAR(above.sigma_w_m_s, std::sqrt(0.35 * 2.25 * std::exp(-3.0) + 0.14 * 0.14), 1e-12);
}

TEST(Turbulence, AermodContinuousInHeight) {
    for (double at : {100.0, 1000.0, 1200.0}) {
        const Turbulence below = aermod_turbulence(at - 1e-6, 0.3, 1.5, 1000, 1000, 7.0);
        const Turbulence above = aermod_turbulence(at + 1e-6, 0.3, 1.5, 1000, 1000, 7.0);
        // The step of 1.5 % of the variance at 0.1 hc belongs to the form.
        EXPECT_NEAR(below.sigma_w_m_s, above.sigma_w_m_s, at == 100.0 ? 0.0075 * above.sigma_w_m_s : 1e-6);
        EXPECT_NEAR(below.sigma_v_m_s, above.sigma_v_m_s, 1e-6);
    }
}

TEST(Turbulence, FloorsHold) {
    const TurbulenceScales calm{0.001, 0.0, 50, 0.1, 0.1, false};
    EXPECT_DOUBLE_EQ(turbulence_at(10, calm).sigma_v_m_s, 0.2);
    EXPECT_DOUBLE_EQ(turbulence_at(10, calm).sigma_w_m_s, 0.02);
    const TurbulenceScales windy{0.001, 0.0, 50, 0.1, 8.0, false};
    EXPECT_DOUBLE_EQ(turbulence_at(10, windy).sigma_v_m_s, 0.4);
    const TurbulenceScales stable_with_rest{0.2, 1.0, 500, 5.0, 5.0, false};
    EXPECT_LT(turbulence_at(100, stable_with_rest).sigma_w_m_s, 0.3);  // w* is not used when stable
}

// physics 1.5 [chk].
TEST(Turbulence, CalpuffReference) {
    const Turbulence convective = calpuff_turbulence(300, 0.4, 1.5, 1000, -0.01);
    EXPECT_NEAR(convective.sigma_w_m_s, 0.945899, 0.945899 * k_tol);
    EXPECT_NEAR(convective.sigma_v_m_s, 1.077246, 1.077246 * k_tol);
    const Turbulence stable = calpuff_turbulence(30, 0.3, 0.0, 100, 0.5 / 30);
    EXPECT_NEAR(stable.sigma_w_m_s, 0.297966, 0.297966 * k_tol);
    EXPECT_NEAR(stable.sigma_v_m_s, 0.397262, 0.397262 * k_tol);
    EXPECT_EQ(calpuff_turbulence(1201, 0.4, 1.5, 1000, -0.01).sigma_w_m_s, 0.0);
}

TEST(Turbulence, CalpuffContinuousAloft) {
    for (double at : {800.0, 1000.0}) {
        EXPECT_NEAR(calpuff_turbulence(at - 1e-6, 0.4, 1.5, 1000, -0.01).sigma_w_m_s,
                    calpuff_turbulence(at + 1e-6, 0.4, 1.5, 1000, -0.01).sigma_w_m_s, 1e-6);
    }
}

// Hanna (1982), each branch by hand.
TEST(LagrangianTimes, Branches) {
    const Turbulence s{0.6, 0.5};
    const LagrangianTimes neutral = lagrangian_times(100, 1000, 0.3, 1e-9, 1e-4, s);
    EXPECT_NEAR(neutral.lateral_s, 0.5 * 100 / 0.5 / 1.5, 1e-9);
    EXPECT_DOUBLE_EQ(neutral.lateral_s, neutral.vertical_s);
    const LagrangianTimes stable = lagrangian_times(100, 400, 0.3, 0.02, 1e-4, s);
    EXPECT_NEAR(stable.lateral_s, 0.07 * 400 / 0.6 * 0.5, 1e-9);
    EXPECT_NEAR(stable.vertical_s, 0.1 * 400 / 0.5 * std::pow(0.25, 0.8), 1e-9);
    EXPECT_NEAR(lagrangian_times(100, 1000, 0.3, -0.005, 1e-4, s).vertical_s, 0.1 * 100 / (0.5 * (0.55 - 0.19)), 1e-9);
    EXPECT_NEAR(lagrangian_times(50, 1000, 0.3, -0.1, 1e-4, s).vertical_s, 0.59 * 50 / 0.5, 1e-9);
    EXPECT_NEAR(lagrangian_times(500, 1000, 0.3, -0.1, 1e-4, s).vertical_s, 300 * (1 - std::exp(-2.5)), 1e-9);
    EXPECT_NEAR(lagrangian_times(500, 1000, 0.3, -0.1, 1e-4, s).lateral_s, 0.15 * 1000 / 0.6, 1e-9);
}

// The stability a measured intensity stands for: what the profiles give back, over all stabilities.
TEST(Turbulence, StabilityOfAMeasuredIntensityIsTheInverseOfTheProfiles) {
    const double z = 1.6, z0 = 0.03;
    for (const double length : {-3.0, -10.0, -80.0, k_neutral_length_m, 60.0, 8.0}) {
        const double u_star = 0.3;
        const double h = 1e6;  // the surface layer is low against it
        const double w_star = length < 0.0 ? u_star * std::cbrt(h / (0.4 * -length)) : 0.0;
        const double sigma_w = aermod_turbulence(z, u_star, w_star, h, h, 0.0).sigma_w_m_s;
        const double wind = u_star / 0.4 * similarity_profile(z, z0, length);
        EXPECT_NEAR(inverse_obukhov_of_intensity(sigma_w / wind, z, z0), 1.0 / length, 2e-5) << length;
    }
    EXPECT_DOUBLE_EQ(inverse_obukhov_of_intensity(5.0, z, z0), -1.0 / z);
    EXPECT_DOUBLE_EQ(inverse_obukhov_of_intensity(1e-3, z, z0), 0.5 / z);
}

}  // namespace
}  // namespace lantian
