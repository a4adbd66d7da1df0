#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"

namespace lantian {

/// Land uses of Wesely (1989) in his order, with snow and ice and rainforest added.
enum class LandUse {
    urban,
    cropland,
    grassland,
    deciduous_forest,
    coniferous_forest,
    mixed_forest,
    water,
    barren,
    wetland,
    crop_grass_mosaic,
    shrub,
    snow_ice,
    rainforest,
};
inline constexpr std::size_t k_land_uses = 13;
inline constexpr std::array<std::string_view, k_land_uses> k_land_use_names{
    "urban",        "cropland", "grassland", "deciduous_forest", "coniferous_forest",
    "mixed_forest", "water",    "barren",    "wetland",          "crop_grass_mosaic",
    "shrub",        "snow_ice", "rainforest"};
/// Empty when there is no such name.
[[nodiscard]] std::optional<LandUse> land_use_of(std::string_view name);

/// Seasons of Wesely (1989) and AERSURFACE: midsummer with lush vegetation, autumn with crops unharvested, late autumn
/// and winter without snow, winter with continuous snow, spring.
enum class Season { midsummer, autumn, late_autumn, snow, spring };
inline constexpr std::size_t k_seasons = 5;
inline constexpr std::array<std::string_view, k_seasons> k_season_names{"midsummer", "autumn", "late_autumn", "snow",
                                                                        "spring"};
[[nodiscard]] std::optional<Season> season_named(std::string_view name);
/// Season by month and latitude, snow apart (table of CAMx 7.20); months are shifted by six in the southern hemisphere.
[[nodiscard]] Season season_at(UtcTime time, double latitude_deg);

/// What the ground is like. Roughness length m; albedo with the sun high, Bowen ratio of days with average moisture;
/// leaf area index m2 m-2 (one-sided).
struct LandSurface {
    double roughness_m, albedo_frac, bowen_ratio, leaf_area_index;
};
/// Roughness: AERMET (Wesely's classes), water 1e-4, snow 0.002, rainforest 2.65 (Zhang et al. 2001). Albedo and Bowen
/// ratio: AERSURFACE (EPA 2020, the nearest NLCD 1992 class, not arid, average moisture). Leaf area index: means of
/// months of Zhang et al. (2003).
[[nodiscard]] LandSurface land_surface(LandUse use, Season season);

/// Shares of the land uses on the cells of a grid.
struct LandCover {
    std::vector<std::array<double, k_land_uses>> share;  ///< (y, x), each of sum 1
};

}  // namespace lantian
