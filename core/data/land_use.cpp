#include "core/data/land_use.hpp"

#include <algorithm>
#include <cmath>

namespace lantian {

namespace {

using Seasonal = std::array<double, k_seasons>;
struct Row {
    Seasonal roughness_m, albedo_frac, bowen_ratio, leaf_area_index;
};

// clang-format off
//                          midsummer, autumn, late autumn, snow, spring
constexpr std::array<Row, k_land_uses> k_rows{{
    /* urban */             {{1.0, 1.0, 1.0, 1.0, 1.0},      {0.18, 0.18, 0.18, 0.35, 0.18}, {1.5, 1.5, 1.5, 0.5, 1.5}, {1.0, 1.0, 0.17, 0.1, 0.3}},
    /* cropland */          {{0.2, 0.05, 0.05, 0.01, 0.03},  {0.20, 0.20, 0.18, 0.60, 0.14}, {0.5, 0.7, 0.7, 0.5, 0.3}, {2.83, 4.0, 0.1, 0.1, 0.75}},
    /* grassland */         {{0.1, 0.01, 0.01, 0.001, 0.05}, {0.18, 0.18, 0.20, 0.60, 0.18}, {0.8, 1.0, 1.0, 0.5, 0.4}, {1.17, 2.0, 0.75, 0.5, 0.5}},
    /* deciduous_forest */  {{1.3, 0.8, 0.8, 0.5, 1.0},      {0.16, 0.16, 0.17, 0.50, 0.16}, {0.3, 1.0, 1.0, 0.5, 0.7}, {4.67, 4.0, 0.33, 0.1, 1.5}},
    /* coniferous_forest */ {{1.3, 1.3, 1.3, 1.3, 1.3},      {0.12, 0.12, 0.12, 0.35, 0.12}, {0.3, 0.8, 0.8, 0.5, 0.7}, {5.0, 5.0, 5.0, 5.0, 5.0}},
    /* mixed_forest */      {{1.3, 1.05, 1.05, 0.9, 1.15},   {0.14, 0.14, 0.14, 0.42, 0.14}, {0.3, 0.9, 0.9, 0.5, 0.7}, {5.0, 4.0, 3.0, 3.0, 4.25}},
    /* water */             {{1e-4, 1e-4, 1e-4, 1e-4, 1e-4}, {0.10, 0.10, 0.10, 0.10, 0.10}, {0.1, 0.1, 0.1, 0.1, 0.1}, {0.0, 0.0, 0.0, 0.0, 0.0}},
    /* barren */            {{0.002, 0.002, 0.002, 0.002, 0.002}, {0.20, 0.20, 0.20, 0.60, 0.20}, {1.5, 1.5, 1.5, 0.5, 1.5}, {0.0, 0.0, 0.0, 0.0, 0.0}},
    /* wetland */           {{0.2, 0.2, 0.2, 0.05, 0.2},     {0.14, 0.14, 0.14, 0.30, 0.14}, {0.1, 0.1, 0.1, 0.5, 0.1}, {4.0, 4.0, 4.0, 4.0, 4.0}},
    /* crop_grass_mosaic */ {{0.15, 0.03, 0.03, 0.006, 0.04}, {0.20, 0.20, 0.18, 0.60, 0.14}, {0.5, 0.7, 0.7, 0.5, 0.3}, {2.0, 3.0, 0.43, 0.3, 0.63}},
    /* shrub */             {{0.3, 0.3, 0.3, 0.15, 0.3},     {0.18, 0.18, 0.18, 0.50, 0.18}, {1.0, 1.5, 1.5, 0.5, 1.0}, {2.67, 2.0, 0.62, 0.5, 1.25}},
    /* snow_ice */          {{0.002, 0.002, 0.002, 0.002, 0.002}, {0.60, 0.60, 0.70, 0.70, 0.60}, {0.5, 0.5, 0.5, 0.5, 0.5}, {0.0, 0.0, 0.0, 0.0, 0.0}},
    /* rainforest */        {{2.65, 2.65, 2.65, 2.65, 2.65}, {0.12, 0.12, 0.12, 0.35, 0.12}, {0.3, 0.8, 0.8, 0.5, 0.7}, {6.0, 6.0, 6.0, 6.0, 6.0}},
}};

// Rows: month; columns: latitude below 20, 35, 50, 75 degrees, above. 1 midsummer ... 5 spring as in Wesely.
constexpr int k_season_table[12][5] = {
    {1, 3, 3, 3, 3}, {1, 5, 3, 3, 3}, {1, 5, 5, 3, 3}, {1, 5, 5, 5, 3}, {1, 1, 5, 5, 3}, {1, 1, 1, 1, 5},
    {1, 1, 1, 1, 1}, {1, 1, 1, 1, 2}, {1, 1, 2, 2, 3}, {1, 2, 2, 2, 3}, {1, 2, 2, 3, 3}, {1, 2, 3, 3, 3}};
// clang-format on

template <class Names>
std::optional<std::size_t> place_of(const Names& names, std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

std::optional<LandUse> land_use_of(std::string_view name) {
    const auto at = place_of(k_land_use_names, name);
    return at ? std::optional(static_cast<LandUse>(*at)) : std::nullopt;
}

std::optional<Season> season_named(std::string_view name) {
    const auto at = place_of(k_season_names, name);
    return at ? std::optional(static_cast<Season>(*at)) : std::nullopt;
}

Season season_at(UtcTime time, double latitude_deg) {
    constexpr std::array k_bands{20.0, 35.0, 50.0, 75.0};
    const int shift = latitude_deg < 0.0 ? 6 : 0;
    const auto month = static_cast<std::size_t>((calendar(time).month - 1 + shift) % 12);
    std::size_t band = 0;
    for (const double limit : k_bands) band += std::abs(latitude_deg) >= limit ? 1U : 0U;
    return static_cast<Season>(k_season_table[month][band] - 1);
}

LandSurface land_surface(LandUse use, Season season) {
    const Row& row = k_rows[static_cast<std::size_t>(use)];
    const auto s = static_cast<std::size_t>(season);
    return {row.roughness_m[s], row.albedo_frac[s], row.bowen_ratio[s], row.leaf_area_index[s]};
}

}  // namespace lantian
