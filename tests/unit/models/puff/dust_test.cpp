#include "models/puff/dust.hpp"

#include "tests/support/relative.hpp"

namespace lantian {
namespace {

TEST(Dust, PrintedFactors) {
    EXPECT_TRUE(near_relative(paved_road_dust_g_km(0.15, 0.6, 2.4, 0.0, 365.0), 0.230157, k_printed));
    EXPECT_TRUE(near_relative(paved_road_dust_g_km(0.62, 0.6, 2.4, 0.0, 365.0), 0.951316, k_printed));
    EXPECT_TRUE(near_relative(paved_road_dust_g_km(0.62, 0.6, 2.4, 90.0, 365.0) / 0.951316, 0.938356, k_printed));
    EXPECT_TRUE(near_relative(pile_erosion_g_m2(1.5, 1.02), 25.3632, k_printed));
    EXPECT_EQ(pile_erosion_g_m2(1.0, 1.02), 0.0);
    EXPECT_DOUBLE_EQ(unpaved_road_dust_g_km(1.5, 12.0, 3.0), 281.9 * 1.5);
}

TEST(Dust, ResuspensionFadesWithAge) {
    EXPECT_DOUBLE_EQ(resuspension_factor_per_m(0.2), 1e-6);
    EXPECT_DOUBLE_EQ(resuspension_factor_per_m(10.0), 1e-7);
    EXPECT_EQ(saltation_flux_kg_m_s(0.3, 0.3, 1.2), 0.0);
    EXPECT_DOUBLE_EQ(saltation_flux_kg_m_s(0.6, 0.3, 1.2), 2.61 * 1.2 / 9.81 * 0.216 * 1.5 * 0.75);
}

}  // namespace
}  // namespace lantian
