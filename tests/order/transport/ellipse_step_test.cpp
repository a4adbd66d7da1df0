// The ellipse of a puff carried by step_puff in wind fields with closed forms.
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "core/base/constants.hpp"
#include "models/meteorology/constant_provider.hpp"
#include "models/puff/step.hpp"

namespace lantian {
namespace {

struct Flight {
    Scenario scenario;
    std::shared_ptr<Grid> grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 1000.0, 60, 60, std::vector<double>(3600, 0.0)});
    ConstantMet weather;
    PuffStore puffs;
    double sigma_v_m_s = 0.0, sigma_w_m_s = 0.0;  ///< measured turbulence; 0: its floor

    Flight() {
        scenario.puffs.shear = true;
        scenario.chemistry.scheme = "none";
        scenario.deposition.dry = scenario.deposition.wet = scenario.deposition.settling = false;
        weather.wind_x_m_s = 0.0;
        weather.friction_velocity_m_s = 0.0;  // turbulence at its floor, the same along and across
        weather.mixing_height_m = 3000.0;
        NewPuff puff;
        puff.weight_s = 600.0;
        puff.x_m = 640000.0;
        puff.y_m = 3880000.0;
        puff.z_m = 1000.0;
        puff.sigma_y_m = 400.0;
        puff.sigma_z_m = 50.0;
        puff.lid_m = 3000.0;
        puff.mass_kg[0] = 1.0;
        puffs.append(puff);
    }
    TiltedSegments fly(double step_s, int steps) {
        scenario.time.step_s = step_s;
        MetState now = constant_state(grid, weather, from_calendar(2022, 1, 6, 0, 0, 0));
        if (sigma_v_m_s > 0.0) {
            now.sigma_v_m_s.assign(grid->cells(), sigma_v_m_s);
            now.sigma_w_m_s.assign(grid->cells(), sigma_w_m_s);
            now.turbulence_wind_m_s.assign(grid->cells(), 0.0);
        }
        const auto state = std::make_shared<const MetState>(std::move(now));
        const MetWindow window(state, state);
        const VelocityMap velocities(state, state, scenario);
        const Channels channels;
        const std::vector<double> heights{1.5};
        const StepContext context{
            scenario, *grid, window, velocities, channels, heights, {linear_rates(scenario.chemistry, true)}, 0.0, 0.0};
        Segments round;
        TiltedSegments tilted;
        StepLosses losses;
        StepScratch scratch(1);
        for (int n = 0; n < steps; ++n) (void)step_puff(puffs, 0, 1.0, context, round, losses, scratch, &tilted);
        return tilted;
    }
};

TEST(EllipseStep, SolidRotationBringsTheEllipseBack) {
    Flight flight;
    flight.weather.rotation_rad_s = 2.0 * constants::k_pi / 21600.0;
    flight.sigma_v_m_s = flight.sigma_w_m_s = 1e-9;
    flight.puffs.stretch_m2[0] = 60000.0;
    flight.puffs.cross_m2[0] = -40000.0;
    const TiltedSegments path = flight.fly(600.0, 9);  // a quarter: turned by 90 degrees, the deviator by 180
    EXPECT_NEAR(flight.puffs.stretch_m2[0], -60000.0, 60.0);
    EXPECT_NEAR(flight.puffs.cross_m2[0], 40000.0, 60.0);
    (void)flight.fly(600.0, 27);
    EXPECT_NEAR(flight.puffs.stretch_m2[0], 60000.0, 0.06);
    EXPECT_NEAR(flight.puffs.cross_m2[0], -40000.0, 0.06);
    EXPECT_GT(path.size(), 5u);
    EXPECT_EQ(path.pieces.size(), path.size());
}

TEST(EllipseStep, DeformationStretchesAsItsClosedForm) {
    Flight flight;
    flight.puffs.x_m[0] = 630000.0;
    flight.weather.deformation_s = 5e-5;
    flight.sigma_v_m_s = flight.sigma_w_m_s = 1e-9;  // no turbulence: variances s^2 exp(+-2 a t)
    (void)flight.fly(600.0, 6);
    const double mean = flight.puffs.sigma_y_m[0] * flight.puffs.sigma_y_m[0];
    const double stretched = std::exp(2.0 * 5e-5 * 3600.0);
    EXPECT_NEAR(mean + flight.puffs.stretch_m2[0], 160000.0 * stretched, 0.01);
    EXPECT_NEAR(mean - flight.puffs.stretch_m2[0], 160000.0 / stretched, 0.01);
    EXPECT_NEAR(flight.puffs.cross_m2[0], 0.0, 1e-6);
}

// u = a z far from ground and lid. The vertical spread grows as it will: the truth integrates d xz/dt = a sz^2 over the
// spreads met, and the step must meet it with second order.
TEST(EllipseStep, ShearConvergesWithSecondOrder) {
    const double shear = 0.004;
    const auto end = [&](double step_s) {
        Flight flight;
        flight.weather.shear_x_s = shear;
        flight.weather.wind_x_m_s = -shear * 1000.0;  // the centre stays
        flight.puffs.x_m[0] = 630000.0;
        flight.scenario.puffs.least_substep_s = step_s;
        flight.puffs.sigma_z_m[0] = 10.0;
        flight.sigma_v_m_s = 1e-9;  // what turbulence adds to the sides follows its own law
        flight.sigma_w_m_s = 0.3;
        flight.puffs.sigma_y_m[0] = 20.0;
        (void)flight.fly(step_s, static_cast<int>(std::lround(1800.0 / step_s)));
        return std::array<double, 3>{flight.puffs.lean_x_m2[0],
                                     flight.puffs.sigma_y_m[0] * flight.puffs.sigma_y_m[0] + flight.puffs.stretch_m2[0],
                                     flight.puffs.sigma_z_m[0]};
    };
    const auto exact = end(0.5);
    EXPECT_GT(exact[0], 0.5 * shear * 100.0 * 1800.0);
    for (std::size_t k = 0; k < 2; ++k) {
        const double coarse = std::abs(end(120.0)[k] - exact[k]);
        const double fine = std::abs(end(60.0)[k] - exact[k]);
        EXPECT_GT(std::log2(coarse / fine), 1.6) << k;
        EXPECT_LT(fine, 0.02 * exact[k]) << k;
    }
    EXPECT_NEAR(end(60.0)[2], exact[2], 1e-9 * exact[2]);  // turbulence does not depend on the step
}

}  // namespace
}  // namespace lantian
