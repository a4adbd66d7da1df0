#pragma once

#include <memory>
#include <vector>

#include "core/data/grid.hpp"
#include "core/data/meteorology.hpp"
#include "core/data/puffs.hpp"
#include "core/data/receptors.hpp"
#include "core/data/scenario.hpp"
#include "models/puff/plume_path.hpp"
#include "models/sampling/segments.hpp"

namespace lantian {

/// Weather of one moment at a short-range site, the same everywhere.
struct SiteWeather {
    double wind_x_m_s = 0.0, wind_y_m_s = 0.0;  ///< at wind_height_m
    double wind_height_m = 2.0;
    double roughness_m = 0.01;
    double friction_velocity_m_s = 0.2;
    double obukhov_length_m = 1e9;
    double mixing_height_m = 500.0;
    double sigma_v_m_s = 0.0, sigma_w_m_s = 0.0;  ///< measured; 0: modelled
    double temperature_k = 298.15;
};

/// A flat site: a square of `half_m` around the origin of a local map.
[[nodiscard]] std::shared_ptr<const Grid> site_grid(double half_m, double cell_m);

/// The state of that weather: wind by similarity through the measured value (physics.md 1.2, 1.3).
[[nodiscard]] MetState site_state(const std::shared_ptr<const Grid>& grid, const SiteWeather& weather, UtcTime time);

/// A continuous point release of passive matter.
struct SiteRelease {
    MapPoint place;
    double height_m = 1.0;
    double rate_kg_s = 1.0;
    double sigma_y0_m = 0.1, sigma_z0_m = 0.1;
};

/// A scenario of passive matter: nothing deposits or reacts. substeps are as short as a spread.
[[nodiscard]] Scenario passive_scenario(double step_s, double least_substep_s);

/// The way of puffs through steady weather, for the sampling of a release that has gone on for ever.
struct SteadyPath {
    /// Where the first puff was after each step, and the layer it filled there.
    struct Passage {
        double x_m, y_m, low_m, high_m;
    };
    Segments segments;
    std::vector<double> height_m;  ///< of the weights of the segments
    std::vector<Passage> passages;
};

/// Follows every puff until it is reach_m and four spreads away from `from`. Masses are those of one hour's emission.
/// spread: as of puffs.spread; paths: those that the puffs follow at first, if any. `domain`: its cells must be so
/// small that half of one never sets the length of a sub-step; it needs no terrain.
[[nodiscard]] SteadyPath steady_path(PuffStore puffs, const std::shared_ptr<const MetState>& state, const Grid& domain,
                                     MapPoint from, double reach_m, const std::vector<double>& height_m,
                                     const std::string& spread = "puff", const PlumePaths* paths = nullptr);

/// Concentration along the path at receptors (their heights must be those of the path), kg m-3.
[[nodiscard]] std::vector<double> along_path(const SteadyPath& path, const ReceptorSet& receptors, int threads);

/// Concentration at receptors, kg m-3, of a release that has gone on for ever in steady weather: the path integral of
/// one puff until it is `reach_m` away.
[[nodiscard]] std::vector<double> steady_concentration(const SiteRelease& release,
                                                       const std::shared_ptr<const MetState>& state, double reach_m,
                                                       const ReceptorSet& receptors);

/// Means over each interval of `average_s` between the first and the last state, (interval, receptor), kg m-3, of a
/// release between begin_s and end_s after the first state. A puff every release_s, followed in steps of that length
/// while it is nearer than reach_m. States are average_s apart.
struct SiteSeries {
    double begin_s = 0.0, end_s = 0.0, release_s = 1.0, average_s = 60.0, reach_m = 200.0;
};
[[nodiscard]] std::vector<double> series_concentration(const SiteRelease& release,
                                                       const std::vector<std::shared_ptr<const MetState>>& states,
                                                       const SiteSeries& options, const ReceptorSet& receptors,
                                                       int threads);

}  // namespace lantian
