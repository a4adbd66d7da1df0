#include <limits>

#include "models/puff/class_curves.hpp"
#include "models/puff/vertical.hpp"
#include "models/sampling/reference.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr double k_no_lid = std::numeric_limits<double>::infinity();

TEST(PuffTrain, TendsToTheSteadyPlume) {
    const double u = 5.0, q = 0.1, x = 5000.0;
    const double sigma_y = briggs_rural_sigma_y_m(StabilityClass::d, x);
    const double v = vertical_density_per_m(0.0, 150.0, briggs_rural_sigma_z_m(StabilityClass::d, x), k_no_lid);
    const double plume = reference::plume_kg_m3(q, u, 0.0, sigma_y, v);
    const double dt = 0.5 * sigma_y / u;
    double train = 0.0;
    for (int i = -60; i <= 60; ++i)
        train += reference::instantaneous_kg_m3(q * dt, i * u * dt, 0.0, sigma_y, sigma_y, v);
    EXPECT_TRUE(near_relative(train, plume, 1e-12));
    // Ripple of a coarse train: 2 exp(-2 (pi sigma/(u dt))^2), seen at a puff and half way between two.
    const double coarse_dt = 2.0 * sigma_y / u;
    double at_puff = 0.0, between = 0.0;
    for (int i = -20; i <= 20; ++i) {
        at_puff += reference::instantaneous_kg_m3(q * coarse_dt, i * u * coarse_dt, 0.0, sigma_y, sigma_y, v);
        between += reference::instantaneous_kg_m3(q * coarse_dt, (i + 0.5) * u * coarse_dt, 0.0, sigma_y, sigma_y, v);
    }
    const double law = 2.0 * std::exp(-2.0 * std::pow(3.141592653589793 * 0.5, 2));
    EXPECT_TRUE(near_relative(at_puff / plume - 1.0, law, 1e-4));
    EXPECT_TRUE(near_relative(1.0 - between / plume, law, 1e-4));
}

TEST(PuffTrain, MovingPuffsNeedNoFineSteps) {
    // Segments joined end to end are the plume whatever their length.
    const double u = 4.0, q = 0.2, sigma = 120.0, step_s = 600.0, release_s = 1800.0;
    double sum = 0.0;
    for (int i = -40; i < 40; ++i) {
        for (int k = 0; k < 3; ++k) {
            const double from = u * (i * release_s + k * step_s);
            sum += q * release_s / 3.0 *
                   reference::segment_density_per_m2(37.0, 55.0, from, 0.0, from + u * step_s, 0.0, sigma);
        }
    }
    EXPECT_TRUE(near_relative(sum, reference::plume_kg_m3(q, u, 55.0, sigma, 1.0), 1e-12));
}

}  // namespace
}  // namespace lantian
