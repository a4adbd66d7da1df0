#include "models/meteorology/ground.hpp"

#include <algorithm>
#include <cmath>

namespace lantian {

Ground::Ground(const Scenario::Meteorology& options, const Grid& grid, std::shared_ptr<const LandCover> cover)
    : options_(options),
      cover_(std::move(cover)),
      west_m_(grid.west_m),
      south_m_(grid.south_m),
      cell_m_(grid.cell_m),
      latitude_deg_(
          grid.projection.inverse({0.5 * (grid.west_m + grid.east_m()), 0.5 * (grid.south_m + grid.north_m())})
              .lat_deg),
      nx_(grid.nx),
      ny_(grid.ny) {
    if (!cover_) return;
    for (std::size_t s = 0; s < k_seasons; ++s) {
        for (const auto& share : cover_->share) {
            GroundSurface mean{0.0, 0.0, 0.0, 0.0};
            for (std::size_t u = 0; u < k_land_uses; ++u) {
                if (share[u] <= 0.0) continue;
                const LandSurface land = land_surface(static_cast<LandUse>(u), static_cast<Season>(s));
                mean.roughness_m += share[u] * std::log(land.roughness_m);
                mean.albedo_frac += share[u] * land.albedo_frac;
                mean.bowen_ratio += share[u] * std::log(land.bowen_ratio);
            }
            mean.roughness_m = std::exp(mean.roughness_m);
            mean.bowen_ratio = std::exp(mean.bowen_ratio);
            mean.anthropogenic_w_m2 = share[static_cast<std::size_t>(LandUse::urban)] * options_.urban_heat_w_m2;
            cells_[s].push_back(mean);
        }
    }
}

Season Ground::season(UtcTime time) const {
    return season_named(options_.season).value_or(season_at(time, latitude_deg_));
}

GroundSurface Ground::constant() const {
    return {options_.roughness_m, options_.albedo_frac, options_.bowen_ratio, 0.0};
}

GroundSurface Ground::of_use(LandUse use, UtcTime time) const {
    const LandSurface land = land_surface(use, season(time));
    return {land.roughness_m, land.albedo_frac, land.bowen_ratio,
            use == LandUse::urban ? options_.urban_heat_w_m2 : 0.0};
}

GroundSurface Ground::of_cell(std::size_t cell, UtcTime time) const {
    return cover_ ? cells_[static_cast<std::size_t>(season(time))][cell] : constant();
}

double Ground::urban_share(std::size_t cell) const {
    return cover_ ? cover_->share[cell][static_cast<std::size_t>(LandUse::urban)] : 0.0;
}

LandUse Ground::use_at(MapPoint place) const {
    const auto index = [&](double x, double origin, std::size_t count) {
        return static_cast<std::size_t>(
            std::clamp(std::floor((x - origin) / cell_m_), 0.0, static_cast<double>(count - 1)));
    };
    const auto& share = cover_->share[index(place.y_m, south_m_, ny_) * nx_ + index(place.x_m, west_m_, nx_)];
    return static_cast<LandUse>(std::max_element(share.begin(), share.end()) - share.begin());
}

}  // namespace lantian
