// A puff train in steady wind against the closed-form plume, which leaves out spread along the wind: the case has
// sigma_v/u = 0.04, so that what it leaves out, of order (sigma_v/u)^2, stays well below the bound.
#include <gtest/gtest.h>

#include <cmath>

#include "core/base/constants.hpp"
#include "models/meteorology/turbulence.hpp"
#include "models/puff/aermod_spread.hpp"
#include "models/puff/dispersion.hpp"
#include "models/puff/vertical.hpp"
#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

TEST(SteadyPlume, PuffTrainMeetsClosedFormWithinOnePercent) {
    test::SmallCase c = test::small_case(40, 20, 1000.0, 3);
    c.weather.wind_x_m_s = 10.0;
    c.weather.mixing_height_m = 800.0;
    c.weather.friction_velocity_m_s = 0.2;
    c.weather.obukhov_length_m = 1e9;
    c.scenario.deposition = {false, false, false, "zhang2001"};
    c.scenario.chemistry.scheme = "none";
    // At 3 km the wing of the plume grows steeply: sub-steps of 20 s leave 1.1 % there, of 5 s 0.7 %.
    c.scenario.puffs.least_substep_s = 5.0;
    const double height = 80.0;  // just above the surface layer, a tenth of the mixing height
    Source s = test::point_source(c, "s", "g", 2000, 10000, height, 0.1);
    s.cells[0].sigma_y0_m = 1e-3;
    s.sigma_z0_m = 1e-3;
    c.catalog.sources = {s};
    for (const double x : {3000.0, 5000.0, 8000.0, 15000.0, 30000.0}) {
        for (const double y : {0.0, 0.02 * x})
            c.receptors.push_back(test::receptor_at(c, "r", 2000.0 + x, 10000.0 + y));
    }
    const auto hours = test::run_hours(c);
    const std::size_t channels = channels_of(c.scenario).count();
    // The closed form: the same turbulence along the path, integrated with small steps.
    const auto closed = [&](double x, double y) {
        double sigma_y = 1e-3;
        double sigma_z = 1e-3;
        const int n = 20000;
        const double dt = x / 10.0 / n;
        for (int k = 0; k < n; ++k) {
            const double low = std::max(0.0, height - 1.45 * sigma_z);
            const double high = std::min(800.0, height + 1.45 * sigma_z);
            const Turbulence t = turbulence_at(0.5 * (low + high), {0.2, 0.0, 800.0, 10.0, 10.0, false});
            sigma_y = aermod_grow_lateral_m(sigma_y, t.sigma_v_m_s,
                                            aermod_lateral_rate_per_s(t.sigma_v_m_s, height, 800.0), dt);
            sigma_z = grow_sigma_z_m(sigma_z, t.sigma_w_m_s, dt, true);
        }
        return 0.1 / (std::sqrt(2.0 * constants::k_pi) * sigma_y * 10.0) *
               std::exp(-y * y / (2.0 * sigma_y * sigma_y)) * vertical_density_per_m(1.5, height, sigma_z, 800.0);
    };
    std::size_t r = 0;
    for (const double x : {3000.0, 5000.0, 8000.0, 15000.0, 30000.0}) {
        for (const double y : {0.0, 0.02 * x}) {
            const double expected = closed(x, y);
            EXPECT_NEAR(hours.back().receptors[r * channels], expected, 0.01 * expected) << "x " << x << " y " << y;
            ++r;
        }
    }
}

}  // namespace
}  // namespace lantian
