#include "models/puff/step_lid.hpp"

#include <algorithm>

namespace lantian {

PuffLayer layer_of(const PuffStore& p, std::size_t i) noexcept {
    const double half = k_layer_sigmas * p.sigma_z_m[i];
    if (above_lid(p, i)) return {std::max(p.lid_m[i], p.z_m[i] - half), p.z_m[i] + half};
    const double low = std::max(0.0, p.z_m[i] - half);
    return {low, std::max(low, std::min(p.lid_m[i], p.z_m[i] + half))};
}

void update_lid(PuffStore& p, std::size_t i, double mixing_height_m, bool open_top) noexcept {
    if (open_top) {
        p.lid_m[i] = std::max(mixing_height_m, p.z_m[i] + k_extent_sigmas * p.sigma_z_m[i]);
        return;
    }
    if (above_lid(p, i)) {
        if (mixing_height_m < p.z_m[i]) {
            p.lid_m[i] = mixing_height_m;
            return;
        }
        // Entrained by the growing mixed layer: uniformly mixed at once (physics 6).
        p.lid_m[i] = mixing_height_m;
        p.z_m[i] = 0.5 * mixing_height_m;
        p.sigma_z_m[i] = k_mixed_sigmas * mixing_height_m;
        p.rise_left_m[i] = 0.0;
        p.draught_m[i] = 0.0;
        return;
    }
    const double reached = std::min(p.lid_m[i], p.z_m[i] + k_extent_sigmas * p.sigma_z_m[i]);
    p.lid_m[i] = std::max(mixing_height_m, reached);
}

double elevated_frac(double z_m, double mixing_height_m) noexcept {
    return std::min(1.0, z_m / (k_surface_layer_frac * mixing_height_m));
}

}  // namespace lantian
