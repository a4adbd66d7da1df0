// Puffs let go ten minutes and an hour apart stand for the plume also where they would be far apart: each sweeps its
// path, and the mean over a piece of path is closed. No slugs are needed for means over an hour in steady weather.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

test::SmallCase near_case(double release_s) {
    test::SmallCase c = test::small_case(40, 20, 250.0, 3);
    c.weather.wind_x_m_s = 8.0;
    c.weather.friction_velocity_m_s = 0.3;
    c.weather.mixing_height_m = 900.0;
    c.scenario.deposition.dry = c.scenario.deposition.wet = false;
    c.scenario.chemistry.scheme = "none";
    c.scenario.puffs.release_point_s = release_s;
    c.scenario.puffs.least_substep_s = 1.0;  // growth near the source is followed alike
    Source s = test::point_source(c, "s", "g", 1000, 2500, 95, 0.1);
    c.catalog.sources = {s};
    for (const double x : {50.0, 150.0, 400.0, 1000.0, 2500.0}) {
        c.receptors.push_back(test::receptor_at(c, "on", 1000.0 + x, 2500.0, 90.0));
        c.receptors.push_back(test::receptor_at(c, "off", 1000.0 + x, 2500.0 + 0.05 * x, 90.0));
    }
    return c;
}

TEST(NearSource, CoarseReleasesAreThePlumeOfFineOnes) {
    // 60 s apart and with a step of a minute, puffs overlap beyond some hundred metres; 600 and 3600 s apart they are
    // 5 and 29 km from one another, and every receptor lies between two.
    test::SmallCase fine = near_case(60.0);
    fine.scenario.time.step_s = 60.0;
    const auto truth = test::run_hours(fine);
    const std::size_t channels = channels_of(fine.scenario).count();
    for (const double release_s : {600.0, 3600.0}) {
        test::SmallCase coarse = near_case(release_s);
        const auto hours = test::run_hours(coarse);
        for (std::size_t r = 0; r < coarse.receptors.size(); ++r) {
            const double expected = truth[2].receptors[r * channels];
            ASSERT_GT(expected, 0.0);
            EXPECT_NEAR(hours[2].receptors[r * channels], expected, 0.03 * expected) << release_s << ' ' << r;
        }
    }
}

}  // namespace
}  // namespace lantian
