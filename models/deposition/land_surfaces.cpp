#include "models/deposition/land_surfaces.hpp"

#include <array>
#include <cstddef>

namespace lantian {

namespace {

// clang-format off
// Wesely (1989), as in FLEXPART 10.4, CAMx 7.20 and InMAP: ri rlu rac rgsS rgsO rclS rclO, s m-1.
// By land use; midsummer, autumn, late autumn, snow, spring.
constexpr std::array<std::array<WeselySurface, k_seasons>, k_land_uses> k_wesely{{
    /* urban */ {{{k_no_path, k_no_path, 100, 400, 300, k_no_path, k_no_path}, {k_no_path, k_no_path, 100, 400, 300, k_no_path, k_no_path}, {k_no_path, k_no_path, 100, 400, 300, k_no_path, k_no_path}, {k_no_path, k_no_path, 100, 100, 600, k_no_path, k_no_path}, {k_no_path, k_no_path, 100, 500, 300, k_no_path, k_no_path}}},
    /* cropland */ {{{60, 2000, 200, 150, 150, 2000, 1000}, {k_no_path, 9000, 150, 200, 150, 9000, 400}, {k_no_path, k_no_path, 10, 150, 150, k_no_path, 1000}, {k_no_path, k_no_path, 10, 100, 3500, k_no_path, 1000}, {120, 4000, 50, 150, 150, 4000, 1000}}},
    /* grassland */ {{{120, 2000, 100, 350, 200, 2000, 1000}, {k_no_path, 9000, 100, 350, 200, 9000, 400}, {k_no_path, 9000, 100, 350, 200, 9000, 400}, {k_no_path, k_no_path, 10, 100, 3500, k_no_path, 1000}, {240, 4000, 80, 350, 200, 4000, 500}}},
    /* deciduous_forest */ {{{70, 2000, 2000, 500, 200, 2000, 1000}, {k_no_path, 9000, 1500, 500, 200, 9000, 400}, {k_no_path, 9000, 1000, 500, 200, 9000, 400}, {k_no_path, k_no_path, 1000, 100, 3500, 9000, 400}, {140, 4000, 1200, 500, 200, 4000, 500}}},
    /* coniferous_forest */ {{{130, 2000, 2000, 500, 200, 2000, 1000}, {250, 4000, 2000, 500, 200, 2000, 1000}, {250, 4000, 2000, 500, 200, 3000, 1000}, {400, 6000, 2000, 100, 3500, 200, 1500}, {250, 2000, 2000, 500, 200, 2000, 1500}}},
    /* mixed_forest */ {{{100, 2000, 2000, 100, 300, 2000, 1000}, {500, 8000, 1700, 100, 300, 4000, 600}, {500, 8000, 1500, 200, 300, 6000, 600}, {800, 9000, 1500, 100, 3500, 400, 600}, {190, 3000, 1500, 200, 300, 3000, 700}}},
    /* water */ {{{k_no_path, k_no_path, 0, 0, 2000, k_no_path, k_no_path}, {k_no_path, k_no_path, 0, 0, 2000, k_no_path, k_no_path}, {k_no_path, k_no_path, 0, 0, 2000, k_no_path, k_no_path}, {k_no_path, k_no_path, 0, 0, 2000, k_no_path, k_no_path}, {k_no_path, k_no_path, 0, 0, 2000, k_no_path, k_no_path}}},
    /* barren */ {{{k_no_path, k_no_path, 0, 1000, 400, k_no_path, k_no_path}, {k_no_path, k_no_path, 0, 1000, 400, k_no_path, k_no_path}, {k_no_path, k_no_path, 0, 1000, 400, k_no_path, k_no_path}, {k_no_path, k_no_path, 0, 1000, 400, k_no_path, k_no_path}, {k_no_path, k_no_path, 0, 1000, 400, k_no_path, k_no_path}}},
    /* wetland */ {{{80, 2500, 300, 0, 1000, 2500, 1000}, {k_no_path, 9000, 200, 0, 800, 9000, 400}, {k_no_path, 9000, 100, 0, 1000, 9000, 800}, {k_no_path, 9000, 50, 100, 3500, 9000, 800}, {160, 4000, 200, 0, 1000, 4000, 600}}},
    /* crop_grass_mosaic */ {{{100, 2000, 150, 220, 180, 2000, 1000}, {k_no_path, 9000, 120, 300, 180, 9000, 400}, {k_no_path, 9000, 50, 200, 180, 9000, 600}, {k_no_path, 9000, 10, 100, 3500, k_no_path, 1000}, {200, 4000, 60, 250, 180, 4000, 800}}},
    /* shrub */ {{{150, 4000, 200, 400, 200, 4000, 1000}, {k_no_path, 9000, 140, 400, 200, 9000, 400}, {k_no_path, 9000, 120, 400, 200, 9000, 600}, {k_no_path, 9000, 50, 50, 3500, 9000, 800}, {300, 8000, 120, 400, 200, 8000, 800}}},
    /* snow_ice */ {{{k_no_path, k_no_path, 0, 100, 10000, k_no_path, k_no_path}, {k_no_path, k_no_path, 0, 100, 10000, k_no_path, k_no_path}, {k_no_path, k_no_path, 0, 100, 10000, k_no_path, k_no_path}, {k_no_path, k_no_path, 0, 100, 10000, k_no_path, k_no_path}, {k_no_path, k_no_path, 0, 100, 10000, k_no_path, k_no_path}}},
    /* rainforest */ {{{200, 1000, 2000, 200, 200, k_no_path, k_no_path}, {200, 1000, 2000, 200, 200, k_no_path, k_no_path}, {200, 1000, 2000, 200, 200, k_no_path, k_no_path}, {200, 1000, 2000, 200, 200, k_no_path, k_no_path}, {200, 1000, 2000, 200, 200, k_no_path, k_no_path}}},
}};

struct ZhangRow {
    double gamma, alpha;
    std::array<double, k_seasons> collector_m;  // 0: smooth
    bool wet;
};
// Zhang et al. (2001), classes urban, crops, grass, deciduous broadleaf, evergreen needleleaf, mixed forest, inland water,
// desert, wetland, crops, shrubs, ice, evergreen broadleaf.
constexpr std::array<ZhangRow, k_land_uses> k_zhang{{
    /* urban */ {0.56, 1.5, {10e-3, 10e-3, 10e-3, 10e-3, 10e-3}, false},
    /* cropland */ {0.54, 1.2, {2e-3, 2e-3, 5e-3, 5e-3, 2e-3}, false},
    /* grassland */ {0.54, 1.2, {2e-3, 2e-3, 5e-3, 5e-3, 2e-3}, false},
    /* deciduous_forest */ {0.56, 0.8, {5e-3, 5e-3, 10e-3, 10e-3, 5e-3}, false},
    /* coniferous_forest */ {0.56, 1, {2e-3, 2e-3, 2e-3, 2e-3, 2e-3}, false},
    /* mixed_forest */ {0.56, 0.8, {5e-3, 5e-3, 5e-3, 5e-3, 5e-3}, false},
    /* water */ {0.5, 100, {0, 0, 0, 0, 0}, true},
    /* barren */ {0.54, 50, {0, 0, 0, 0, 0}, false},
    /* wetland */ {0.54, 2, {10e-3, 10e-3, 10e-3, 10e-3, 10e-3}, true},
    /* crop_grass_mosaic */ {0.54, 1.2, {2e-3, 2e-3, 5e-3, 5e-3, 2e-3}, false},
    /* shrub */ {0.54, 1.3, {10e-3, 10e-3, 10e-3, 10e-3, 10e-3}, false},
    /* snow_ice */ {0.54, 50, {0, 0, 0, 0, 0}, false},
    /* rainforest */ {0.58, 0.6, {5e-3, 5e-3, 5e-3, 5e-3, 5e-3}, false},
}};
// Zhang et al. (2003), tables 1 and 2, as in CAMx 7.20: Rac0 least and most; O3 cuticle dry, wet, ground; SO2 cuticle
// dry, ground; r_smin, b_rs, T least, most, best, b_vpd, psi 1, 2; snow depth (cm); leaf area least and most; land. Classes
// 21, 15, 14, 7, 4, 25, 3, 24, 23, 15, 11, 2, 8.
constexpr std::array<ZhangSurface, k_land_uses> k_zhang_gases{{
    /* urban */ {40, 40, 6000, 400, 500, 4000, 300, 200, 42, 0, 45, 22, 0.31, -1.5, -3, 200, 0.1, 1, true},
    /* cropland */ {10, 40, 4000, 200, 200, 1500, 200, 120, 40, 5, 45, 27, 0, -1.5, -2.5, 10, 0.1, 4, true},
    /* grassland */ {10, 40, 4000, 200, 200, 1000, 200, 100, 20, 5, 45, 25, 0, -1.5, -2.5, 20, 0.5, 2, true},
    /* deciduous_forest */ {100, 250, 6000, 400, 200, 2500, 200, 150, 43, 0, 45, 27, 0.36, -1.9, -2.5, 200, 0.1, 5, true},
    /* coniferous_forest */ {100, 100, 4000, 200, 200, 2000, 200, 250, 44, -5, 40, 15, 0.31, -2, -2.5, 200, 5, 5, true},
    /* mixed_forest */ {100, 100, 4000, 200, 200, 2500, 200, 150, 44, -3, 42, 21, 0.34, -2, -2.5, 200, 3, 5, true},
    /* water */ {0, 0, k_no_path, k_no_path, 2000, k_no_path, 20, k_no_path, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false},
    /* barren */ {0, 0, k_no_path, k_no_path, 500, k_no_path, 700, k_no_path, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, true},
    /* wetland */ {20, 20, 5000, 300, 500, 1500, 50, 150, 40, 0, 45, 20, 0.27, -1.5, -2.5, 10, 4, 4, true},
    /* crop_grass_mosaic */ {10, 40, 4000, 200, 200, 1500, 200, 120, 40, 5, 45, 27, 0, -1.5, -2.5, 10, 0.1, 4, true},
    /* shrub */ {20, 60, 5000, 300, 200, 2000, 200, 150, 44, -5, 40, 15, 0.27, -2, -4, 20, 0.5, 3, true},
    /* snow_ice */ {0, 0, k_no_path, k_no_path, 2000, k_no_path, 70, k_no_path, 0, 0, 0, 0, 0, 0, 0, 10, 0, 0, false},
    /* rainforest */ {300, 300, 6000, 400, 200, 2500, 100, 150, 40, 0, 45, 30, 0.27, -1, -5, 200, 6, 6, true},
}};
// clang-format on

constexpr double k_emerson_broadleaf_m = 7e-3;

}  // namespace

const WeselySurface& wesely_surface(LandUse use, Season season) noexcept {
    return k_wesely[static_cast<std::size_t>(use)][static_cast<std::size_t>(season)];
}

const ZhangSurface& zhang_surface(LandUse use) noexcept { return k_zhang_gases[static_cast<std::size_t>(use)]; }

ParticleSurface particle_surface(ParticleScheme scheme, LandUse use, Season season) noexcept {
    const bool emerson = scheme == ParticleScheme::emerson2020;
    if (emerson && (use == LandUse::grassland || use == LandUse::cropland || use == LandUse::crop_grass_mosaic))
        use = LandUse::shrub;
    const ZhangRow& row = k_zhang[static_cast<std::size_t>(use)];
    const double collector = emerson && use == LandUse::deciduous_forest
                                 ? k_emerson_broadleaf_m
                                 : row.collector_m[static_cast<std::size_t>(season)];
    return {row.gamma, row.alpha, collector, row.wet};
}

}  // namespace lantian
