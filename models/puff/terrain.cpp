#include "models/puff/terrain.hpp"

#include <algorithm>

#include "models/puff/vertical.hpp"

namespace lantian {

TerrainEffect terrain_effect(std::string_view word) noexcept {
    if (word == "partial_height") return TerrainEffect::partial_height;
    return word == "dividing_streamline" ? TerrainEffect::dividing_streamline : TerrainEffect::follow;
}

double partial_height_m(double height_m, double climb_m, StabilityClass stability) noexcept {
    const double kept = stability == StabilityClass::e || stability == StabilityClass::f ? 0.35 : 0.5;
    return height_m - (1.0 - kept) * std::min(height_m, std::max(0.0, climb_m));
}

double dividing_streamline_m(double hill_m, double wind_m_s, double brunt_vaisala_per_s) noexcept {
    if (!(brunt_vaisala_per_s > 0.0)) return 0.0;
    return std::max(0.0, hill_m - wind_m_s / brunt_vaisala_per_s);
}

double blended_density_per_m(double height_m, double climb_m, double streamline_m, double centre_m, double sigma_z_m,
                             double lid_m) noexcept {
    const double followed = vertical_density_per_m(std::min(height_m, lid_m), centre_m, sigma_z_m, lid_m);
    if (climb_m <= 0.0) return followed;
    const double below =
        streamline_m > 0.0 ? streamline_m * vertical_mean_per_m(0.0, streamline_m, centre_m, sigma_z_m, lid_m) : 0.0;
    const double level = 0.5 * (1.0 + std::min(1.0, below));
    return level * vertical_density_per_m(height_m + climb_m, centre_m, sigma_z_m, lid_m) + (1.0 - level) * followed;
}

}  // namespace lantian
