#include "models/puff/numerical_rise.hpp"

#include <numbers>

#include "core/base/constants.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

/// Uniform wind and gradient of potential temperature.
AirColumn even_air(double wind_m_s, double gradient_k_m) {
    std::vector<double> z{0.0, 4000.0}, u(2, wind_m_s), theta{293.0, 293.0 + 4000.0 * gradient_k_m}, t(2, 293.0);
    return {z, u, t, theta, 0.5};
}

/// Buoyant and almost without a jet.
constexpr StackFlow k_warm{100.0, 12.0, 1.0, 400.0};

TEST(NumericalRise, NeutralUniformWindTendsToTheTwoThirdsLaw) {
    AirColumn air = even_air(5.0, 0.0);
    const StackFlow big{100.0, 5.0, 6.0, 500.0};
    const NumericalRise rise = numerical_rise({big}, 100.0, air, 24.0);
    const double fb = rise.buoyancy_flux_m4_s3;
    EXPECT_FALSE(rise.levelled);
    EXPECT_TRUE(near_relative(rise.points.back().distance_m, neutral_rise_distance_m(fb), 1e-6));
    const double law = std::cbrt(1.5 * fb / 0.36) / 5.0;  // 1.609 Fb^(1/3)/u
    double before = 1.0;
    for (const RisePoint& p : rise.points) {
        if (p.distance_m < 200.0) continue;
        const double off = std::abs(p.rise_m / (law * std::pow(p.distance_m, 2.0 / 3.0)) - 1.0);
        EXPECT_LT(off, before + 1e-9);  // nearer and nearer
        before = off;
    }
    EXPECT_LT(before, 0.05);
    EXPECT_NEAR(rise.points.back().radius_m / rise.points.back().rise_m, 0.6, 0.05);
}

TEST(NumericalRise, StableAirLevelsItOffAfterHalfAPeriod) {
    // Momentum and buoyancy fluxes of a bent-over plume swing with N: it climbs for pi/N, to (6 Fb/(b^2 u s))^(1/3),
    // less what its first radius takes: (b z + r0)^3 = r0^3 + 6 b Fb/(u s).
    const double gradient = 0.03, wind = 6.0;
    AirColumn air = even_air(wind, gradient);
    const NumericalRise rise = numerical_rise({k_warm}, 100.0, air, 24.0);
    const double s = constants::k_gravity_m_s2 / 293.0 * gradient;
    EXPECT_TRUE(rise.levelled);
    EXPECT_NEAR(rise.points.back().time_s * std::sqrt(s) / std::numbers::pi, 1.0, 0.05);
    EXPECT_NEAR(rise.points.back().distance_m / (wind * std::numbers::pi / std::sqrt(s)), 1.0, 0.05);
    const double fb = rise.buoyancy_flux_m4_s3;
    const double r0 = 6.0 * std::sqrt(1.0 * 293.0 / 400.0 / wind);
    const double top = (std::cbrt(r0 * r0 * r0 + 3.6 * fb / (wind * s)) - r0) / 0.6;
    EXPECT_NEAR(rise.points.back().rise_m / top, 1.0, 0.05);
    // Briggs' final rise is 2.6 (Fb/(u s))^(1/3), the closed form 2.554.
    const double briggs = briggs_rise(k_warm, {wind, 293.0, gradient}, 1.0).final_m;
    EXPECT_NEAR(rise.points.back().rise_m / briggs, 1.0, 0.12);
}

TEST(NumericalRise, FourthOrderInTheStep) {
    AirColumn air = even_air(6.0, 0.01);
    const StackFlow flow{100.0, 5.0, 15.0, 400.0};
    const auto final_m = [&](double steps) { return numerical_rise({flow}, 100.0, air, steps).points.back().rise_m; };
    const double exact = final_m(256.0);
    const double coarse = std::abs(final_m(8.0) - exact), fine = std::abs(final_m(16.0) - exact);
    EXPECT_GT(coarse / fine, 12.0) << coarse << ' ' << fine;  // 16 by theory
    EXPECT_LT(std::abs(final_m(12.0) - exact) / exact, 1e-4);
}

TEST(NumericalRise, FluxesAreKeptInNeutralAir) {
    // Without stratification the buoyancy flux stays; radius and speed then tie the excess to the entrained air:
    // the time along the path tends to distance over wind.
    AirColumn air = even_air(8.0, 0.0);
    const NumericalRise rise = numerical_rise({k_warm}, 100.0, air);
    EXPECT_NEAR(rise.points.back().time_s * 8.0 / rise.points.back().distance_m, 1.0, 0.05);
    for (std::size_t n = 1; n < rise.points.size(); ++n) {
        EXPECT_GT(rise.points[n].distance_m, rise.points[n - 1].distance_m);
        EXPECT_GT(rise.points[n].rise_m, rise.points[n - 1].rise_m);
        EXPECT_GT(rise.points[n].time_s, rise.points[n - 1].time_s);
    }
}

TEST(NumericalRise, AnInversionStopsThePlumeThatNeutralAirLetsRise) {
    const double lid = 220.0;
    AirColumn capped({0.0, lid, lid + 20.0, 3000.0}, {6.0, 6.0, 6.0, 6.0}, {293.0, 291.0, 291.0, 280.0},
                     {293.0, 293.0, 299.0, 320.0}, 0.5);
    AirColumn open = even_air(6.0, 0.0);
    const StackFlow flow{100.0, 5.0, 15.0, 400.0};
    const double free_m = numerical_rise({flow}, 100.0, open).points.back().height_m;
    const NumericalRise stopped = numerical_rise({flow}, 100.0, capped);
    EXPECT_GT(free_m, 260.0);
    EXPECT_TRUE(stopped.levelled);
    EXPECT_GT(stopped.points.back().height_m, lid);
    EXPECT_LT(stopped.points.back().height_m, lid + 20.0);
}

TEST(NumericalRise, StrongerWindAboveBendsThePlume) {
    AirColumn sheared({0.0, 100.0, 300.0, 1000.0}, {2.0, 3.0, 9.0, 12.0}, {293.0, 293.0, 293.0, 293.0},
                      {293.0, 293.0, 293.0, 293.0}, 0.5);
    AirColumn weak = even_air(3.0, 0.0), strong = even_air(12.0, 0.0);
    const StackFlow flow{100.0, 3.0, 12.0, 400.0};
    const double middle = numerical_rise({flow}, 100.0, sheared).points.back().rise_m;
    EXPECT_LT(middle, numerical_rise({flow}, 100.0, weak).points.back().rise_m);
    EXPECT_GT(middle, numerical_rise({flow}, 100.0, strong).points.back().rise_m);
}

TEST(NumericalRise, JetsAndOutletsWithoutJet) {
    AirColumn air = even_air(5.0, 0.0);
    const StackFlow cold{30.0, 2.0, 15.0, 293.0};
    const double jet = numerical_rise({cold}, 30.0, air).points.back().rise_m;
    EXPECT_GT(jet, 0.4 * 3.0 * 2.0 * 15.0 / 5.0);  // 3 d vs/u is the measured final rise
    EXPECT_LT(jet, 2.0 * 3.0 * 2.0 * 15.0 / 5.0);
    EXPECT_LT(numerical_rise({cold, Outlet::capped}, 30.0, air).points.back().rise_m, 0.05);
    EXPECT_LT(numerical_rise({cold, Outlet::horizontal}, 30.0, air).points.back().rise_m, 0.05);
    const StackFlow warm{30.0, 2.0, 15.0, 400.0};
    const double upright = numerical_rise({warm}, 30.0, air).points.back().rise_m;
    const double capped = numerical_rise({warm, Outlet::capped}, 30.0, air).points.back().rise_m;
    EXPECT_GT(capped, 0.5 * upright);
    EXPECT_LT(capped, upright);
    EXPECT_EQ(numerical_rise({{30.0, 2.0, 0.0, 400.0}}, 30.0, air).points.size(), 1U);
}

TEST(AirColumn, LinearBetweenAndHeldBeyond) {
    const AirColumn air({10.0, 50.0, 100.0}, {2.0, 4.0, 6.0}, {290.0, 289.6, 289.0}, {290.0, 290.2, 291.0}, 1.0);
    EXPECT_DOUBLE_EQ(air.at(0.0, 30.0).wind_m_s, 3.0);
    EXPECT_DOUBLE_EQ(air.at(0.0, 30.0).wind_change_s, 0.05);
    EXPECT_NEAR(air.at(0.0, 30.0).potential_temperature_gradient_k_m, 0.2 / 40.0, 1e-12);
    EXPECT_EQ(air.at(0.0, 500.0).wind_m_s, 6.0);
    EXPECT_EQ(air.at(0.0, 500.0).wind_change_s, 0.0);
    EXPECT_NEAR(air.at(0.0, 500.0).potential_temperature_gradient_k_m, 0.8 / 50.0, 1e-12);
    const AirColumn calm({10.0, 50.0}, {0.1, 0.2}, {290.0, 289.6}, {290.0, 290.2}, 1.0);
    EXPECT_EQ(calm.at(0.0, 20.0).wind_m_s, 1.0);
    EXPECT_EQ(calm.at(0.0, 20.0).wind_change_s, 0.0);
}

}  // namespace
}  // namespace lantian
