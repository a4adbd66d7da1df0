#include "core/data/land_use.hpp"

#include <gtest/gtest.h>

namespace lantian {
namespace {

UtcTime day(int month) { return from_calendar(2022, month, 15, 0, 0, 0); }

TEST(LandUse, SeasonsByMonthAndLatitude) {
    EXPECT_EQ(season_at(day(1), 35.1), Season::late_autumn);
    EXPECT_EQ(season_at(day(3), 35.1), Season::spring);
    EXPECT_EQ(season_at(day(7), 35.1), Season::midsummer);
    EXPECT_EQ(season_at(day(10), 35.1), Season::autumn);
    EXPECT_EQ(season_at(day(1), 10.0), Season::midsummer);
    EXPECT_EQ(season_at(day(1), -35.1), Season::midsummer);
    EXPECT_EQ(season_at(day(12), 60.0), Season::late_autumn);
}

TEST(LandUse, TableIsWholeAndPlausible) {
    for (std::size_t u = 0; u < k_land_uses; ++u) {
        EXPECT_EQ(land_use_of(k_land_use_names[u]), static_cast<LandUse>(u));
        for (std::size_t s = 0; s < k_seasons; ++s) {
            const LandSurface land = land_surface(static_cast<LandUse>(u), static_cast<Season>(s));
            EXPECT_GT(land.roughness_m, 0.0);
            EXPECT_LT(land.roughness_m, 3.0);
            EXPECT_GE(land.albedo_frac, 0.1);
            EXPECT_LE(land.albedo_frac, 0.7);
            EXPECT_GE(land.bowen_ratio, 0.1);
            EXPECT_LE(land.leaf_area_index, 6.0);
        }
        const LandSurface snow = land_surface(static_cast<LandUse>(u), Season::snow);
        EXPECT_GE(snow.albedo_frac, land_surface(static_cast<LandUse>(u), Season::midsummer).albedo_frac);
    }
    EXPECT_FALSE(land_use_of("meadow"));
    EXPECT_EQ(season_named("snow"), Season::snow);
    EXPECT_FALSE(season_named("auto"));
    const LandSurface crop = land_surface(LandUse::cropland, Season::late_autumn);
    EXPECT_EQ(crop.roughness_m, 0.05);
    EXPECT_EQ(crop.albedo_frac, 0.18);
    EXPECT_EQ(crop.bowen_ratio, 0.7);
}

}  // namespace
}  // namespace lantian
