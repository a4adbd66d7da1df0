#include "models/puff/terrain.hpp"

#include <cmath>
#include <limits>

#include "models/puff/vertical.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr double k_no_lid = std::numeric_limits<double>::infinity();

TEST(PartialHeight, ComesNearerToRisingGroundOnly) {
    using enum StabilityClass;
    EXPECT_DOUBLE_EQ(partial_height_m(200.0, 80.0, d), 160.0);   // 200 - 0.5 * 80
    EXPECT_DOUBLE_EQ(partial_height_m(200.0, 80.0, f), 148.0);   // 200 - 0.65 * 80
    EXPECT_DOUBLE_EQ(partial_height_m(200.0, 500.0, a), 100.0);  // the hill is above the puff: T of its height is left
    EXPECT_DOUBLE_EQ(partial_height_m(200.0, 500.0, e), 70.0);
    EXPECT_EQ(partial_height_m(200.0, 0.0, d), 200.0);
    EXPECT_EQ(partial_height_m(200.0, -50.0, d), 200.0);
}

// Hc = Ht - u/N solves u^2/2 = integral of N^2 (Ht - z) dz from Hc to Ht.
TEST(DividingStreamline, SolvesTheEnergyBalance) {
    const double hill = 300.0, wind = 3.0, n = 0.02;
    const double height = dividing_streamline_m(hill, wind, n);
    EXPECT_DOUBLE_EQ(height, 150.0);
    double integral = 0.0;
    const int steps = 1000;
    for (int i = 0; i < steps; ++i) {
        const double z = height + (hill - height) * (i + 0.5) / steps;
        integral += n * n * (hill - z) * (hill - height) / steps;
    }
    EXPECT_TRUE(near_relative(integral, 0.5 * wind * wind, 1e-9));
    EXPECT_EQ(dividing_streamline_m(hill, 10.0, n), 0.0);  // strong wind: everything goes over
    EXPECT_EQ(dividing_streamline_m(hill, wind, 0.0), 0.0);
}

TEST(BlendedDensity, LimitsAreLevelAndHalf) {
    const auto v = [](double z) { return vertical_density_per_m(z, 120.0, 20.0, k_no_lid); };
    // Neutral: half of each.
    EXPECT_TRUE(
        near_relative(blended_density_per_m(1.5, 100.0, 0.0, 120.0, 20.0, k_no_lid), 0.5 * (v(101.5) + v(1.5)), 1e-12));
    // All of it below the dividing streamline: it keeps its altitude and meets the hill.
    EXPECT_TRUE(near_relative(blended_density_per_m(1.5, 100.0, 300.0, 120.0, 20.0, k_no_lid), v(101.5), 1e-12));
    EXPECT_GT(blended_density_per_m(1.5, 118.0, 300.0, 120.0, 20.0, k_no_lid), 0.9 * v(120.0));
    // Falling ground: as it was.
    EXPECT_EQ(blended_density_per_m(1.5, -40.0, 0.0, 120.0, 20.0, k_no_lid), v(1.5));
    EXPECT_EQ(blended_density_per_m(1.5, 0.0, 0.0, 120.0, 20.0, k_no_lid), v(1.5));
}

TEST(TerrainWords, AllAreKnown) {
    EXPECT_EQ(terrain_effect("follow"), TerrainEffect::follow);
    EXPECT_EQ(terrain_effect("partial_height"), TerrainEffect::partial_height);
    EXPECT_EQ(terrain_effect("dividing_streamline"), TerrainEffect::dividing_streamline);
}

}  // namespace
}  // namespace lantian
