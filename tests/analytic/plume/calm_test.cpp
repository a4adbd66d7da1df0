// Zero wind from release to sampling, against the integral over the puffs' ages.
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

constexpr double k_height_m = 100.0, k_lid_m = 800.0;

test::SmallCase calm_case() {
    test::SmallCase c = test::small_case(60, 60, 1000.0, 8);
    c.weather.wind_x_m_s = 0.0;
    c.weather.mixing_height_m = k_lid_m;
    c.weather.friction_velocity_m_s = 0.1;
    c.weather.obukhov_length_m = 1e9;
    c.scenario.deposition = {};
    c.scenario.deposition.dry = c.scenario.deposition.wet = c.scenario.deposition.settling = false;
    c.scenario.chemistry.scheme = "none";
    c.scenario.puffs.merge = false;
    Source s = test::point_source(c, "s", "g", 30500, 30500, k_height_m, 1.0);
    s.cells[0].sigma_y0_m = 20.0;
    s.sigma_z0_m = 10.0;
    c.catalog.sources = {s};
    for (const double r : {0.0, 300.0, 1000.0, 2500.0}) {
        c.receptors.push_back(test::receptor_at(c, "east", 30500.0 + r, 30500.0));
        c.receptors.push_back(
            test::receptor_at(c, "northwest", 30500.0 - r / std::sqrt(2.0), 30500.0 + r / std::sqrt(2.0)));
    }
    return c;
}

/// Concentration at distance r after `age_s` of emission: q times the integral over age of the density of one puff.
double closed(double r, double age_s) {
    double sigma_y = 20.0, sigma_z = 10.0, sum = 0.0;
    const double dt = 1.0;
    for (double t = 0.5 * dt; t < age_s; t += dt) {
        const double low = std::max(0.0, k_height_m - 1.45 * sigma_z);
        const double high = std::min(k_lid_m, k_height_m + 1.45 * sigma_z);
        const Turbulence air = turbulence_at(0.5 * (low + high), {0.1, 0.0, k_lid_m, 0.0, 0.0, false});
        const double rate = aermod_lateral_rate_per_s(air.sigma_v_m_s, k_height_m, k_lid_m);
        const double y = aermod_grow_lateral_m(sigma_y, air.sigma_v_m_s, rate, 0.5 * dt);
        const double z = grow_sigma_z_m(sigma_z, air.sigma_w_m_s, 0.5 * dt, true);
        sum += dt * std::exp(-0.5 * r * r / (y * y)) / (2.0 * constants::k_pi * y * y) *
               vertical_density_per_m(1.5, k_height_m, z, k_lid_m);
        sigma_y = aermod_grow_lateral_m(sigma_y, air.sigma_v_m_s, rate, dt);
        sigma_z = grow_sigma_z_m(sigma_z, air.sigma_w_m_s, dt, true);
    }
    return sum;
}

TEST(Calm, ZeroWindRunsToTheIntegralOverAges) {
    test::SmallCase c = calm_case();
    c.scenario.puffs.least_substep_s = 5.0;
    RunSummary summary;
    const auto hours = test::run_hours(c, 1, &summary);
    const std::size_t channels = channels_of(c.scenario).count();
    // The mean of the eighth hour of emission.
    const std::vector<double> r{0.0, 300.0, 1000.0, 2500.0};
    for (std::size_t k = 0; k < r.size(); ++k) {
        double expected = 0.0;
        for (int n = 0; n < 6; ++n) expected += closed(r[k], 3600.0 * 7.0 + 600.0 * (n + 0.5)) / 6.0;
        const double east = hours.back().receptors[2 * k * channels];
        EXPECT_NEAR(east, expected, 0.03 * expected) << r[k];
        EXPECT_NEAR(hours.back().receptors[(2 * k + 1) * channels], east, 1e-9 * east) << r[k];  // the same all round
    }
    EXPECT_NEAR(summary.ledger.total(index(Carried::pm25_primary)).airborne, 8.0 * 3600.0, 1e-7);
}

}  // namespace
}  // namespace lantian
