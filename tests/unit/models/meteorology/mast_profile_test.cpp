#include "models/meteorology/mast_profile.hpp"

#include <cmath>
#include <limits>

#include "models/meteorology/surface_layer.hpp"
#include "models/meteorology/turbulence.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr double k_none = std::numeric_limits<double>::quiet_NaN();
const MastAir k_day{0.4, -90.0, 0.1, 1.2, 700.0, 500.0, 0.008, 285.0};
const MastAir k_night{0.2, 40.0, 0.1, 0.0, 0.0, 150.0, 0.0, 285.0};

MastLevel level(double z, double u, double v = 0.0, double sigma_v = k_none, double sigma_w = k_none,
                double temperature = k_none) {
    return {z, u, v, temperature, sigma_v, sigma_w};
}

TEST(MastProfile, MeetsWhatWasMeasured) {
    const std::vector<MastLevel> mast{level(10, 3, 0, 1.0, 0.5), level(50, 4, 1, k_none, k_none),
                                      level(100, 5, 2, 0.9, 0.8)};
    const MastProfile p = mast_profile(std::vector<double>{10, 50, 100}, mast, k_day);
    EXPECT_NEAR(p.wind_x_m_s[0], 3.0, 1e-12);
    EXPECT_NEAR(p.wind_x_m_s[1], 4.0, 1e-12);
    EXPECT_NEAR(p.wind_y_m_s[2], 2.0, 1e-12);
    EXPECT_NEAR(p.sigma_v_m_s[0], 1.0, 1e-12);
    EXPECT_NEAR(p.sigma_w_m_s[2], 0.8, 1e-12);
    EXPECT_GT(p.sigma_w_m_s[1], 0.5);  // between, where nothing was measured
    EXPECT_LT(p.sigma_w_m_s[1], 0.9);
}

TEST(MastProfile, ValuesOfTheShapeGiveTheShape) {
    const std::vector<double> z{0.3, 0.7, 3, 10, 20, 50, 80, 100, 300, 600, 900};
    for (const MastAir& air : {k_day, k_night}) {
        std::vector<MastLevel> mast;
        for (const double height : {10.0, 100.0}) {
            const Turbulence t =
                aermod_turbulence(height, air.friction_velocity_m_s, air.convective_velocity_m_s,
                                  air.convective_height_m, air.mechanical_height_m, mast_wind_shape(1e4, air));
            mast.push_back(level(height, mast_wind_shape(height, air), 0, t.sigma_v_m_s, t.sigma_w_m_s));
        }
        const MastProfile p = mast_profile(z, mast, air);
        for (std::size_t k = 0; k < z.size(); ++k) {
            EXPECT_TRUE(near_relative(p.wind_x_m_s[k], mast_wind_shape(z[k], air), 1e-12)) << z[k];
            const Turbulence t =
                aermod_turbulence(z[k], air.friction_velocity_m_s, air.convective_velocity_m_s, air.convective_height_m,
                                  air.mechanical_height_m, mast_wind_shape(1e4, air));
            EXPECT_TRUE(near_relative(p.sigma_w_m_s[k], std::max(0.02, t.sigma_w_m_s), 1e-12)) << z[k];
        }
    }
}

TEST(MastProfile, ShapeOfTheWind) {
    EXPECT_TRUE(near_relative(mast_wind_shape(0.35, k_night), 0.5 * mast_wind_shape(0.7, k_night), 1e-12));
    EXPECT_EQ(mast_wind_shape(150.0, k_night), mast_wind_shape(900.0, k_night));
    EXPECT_TRUE(near_relative(mast_wind_shape(10.0, k_night), similarity_profile(10.0, 0.1, 40.0), 1e-12));
}

TEST(MastProfile, DirectionTurnsTheShortWay) {
    // From 170 to 190 degrees.
    const double a = 170.0 * std::acos(-1.0) / 180.0;
    const std::vector<MastLevel> mast{level(10, 3 * std::cos(a), 3 * std::sin(a)),
                                      level(30, 3 * std::cos(a), -3 * std::sin(a))};
    const MastProfile p = mast_profile(std::vector<double>{20}, mast, k_day);
    EXPECT_LT(p.wind_x_m_s[0], 0.0);
    EXPECT_NEAR(p.wind_y_m_s[0], 0.0, 1e-12);
}

TEST(MastProfile, FloorsAndModelledTurbulence) {
    const MastProfile p = mast_profile(std::vector<double>{10, 400}, std::vector<MastLevel>{level(10, 20)}, k_night);
    EXPECT_GE(p.sigma_v_m_s[0], 1.0);  // 0.05 u
    EXPECT_GE(p.sigma_w_m_s[1], 0.02);
    const Turbulence t = aermod_turbulence(10, 0.2, 0, 0, 150, p.wind_x_m_s[1]);
    EXPECT_NEAR(p.sigma_w_m_s[0], t.sigma_w_m_s, 1e-12);
}

TEST(MastProfile, PotentialTemperature) {
    const std::vector<double> z{10, 20, 40, 60, 500, 800, 1000, 1300};
    const std::vector<MastLevel> night{level(10, 2, 0, k_none, k_none, 280.0), level(60, 4, 0, k_none, k_none, 281.0)};
    const MastProfile stable = mast_profile(z, night, k_night);
    const double measured = 1.0 / 50.0 + 9.81 / 1004.67;
    // The measured gradient stands for the middle, 35 m; similarity gives the shape.
    const MastProfile middle = mast_profile(std::vector<double>{34.9, 35.1}, night, k_night);
    EXPECT_TRUE(
        near_relative(middle.potential_temperature_k[1] - middle.potential_temperature_k[0], 0.2 * measured, 1e-6));
    EXPECT_GT((stable.potential_temperature_k[1] - stable.potential_temperature_k[0]) / 10.0, measured);
    EXPECT_LT((stable.potential_temperature_k[3] - stable.potential_temperature_k[2]) / 20.0, measured);
    for (std::size_t k = 1; k < z.size(); ++k)
        EXPECT_GT(stable.potential_temperature_k[k], stable.potential_temperature_k[k - 1]);
    const MastProfile day = mast_profile(z, night, k_day);
    EXPECT_NEAR(day.potential_temperature_k[4], day.potential_temperature_k[0], 1e-9);  // mixed
    EXPECT_TRUE(near_relative(day.potential_temperature_k[6] - day.potential_temperature_k[5], 200 * 0.008, 1e-9));
    // The lid is the higher of both mixing heights.
    MastAir windy = k_day;
    windy.mechanical_height_m = 900.0;
    const MastProfile high = mast_profile(z, night, windy);
    EXPECT_NEAR(high.potential_temperature_k[5], high.potential_temperature_k[0], 1e-9);
    EXPECT_TRUE(near_relative(high.potential_temperature_k[7] - high.potential_temperature_k[6], 300 * 0.008, 1e-9));
}

TEST(MastProfile, SigmaOfTheDirection) {
    EXPECT_TRUE(near_relative(sigma_v_of_direction_m_s(0.1, 5.0), 0.1 * 5.0, 6e-3));  // small angles
    const double s = 0.7, e = std::sin(s) * (1.0 - 0.073864 * s);
    EXPECT_TRUE(near_relative(sigma_v_of_direction_m_s(s, 2.0), s * 2.0 * std::sqrt(1.0 - e * e), 1e-12));
    EXPECT_TRUE(std::isnan(sigma_v_of_direction_m_s(k_none, 2.0)));
}

}  // namespace
}  // namespace lantian
