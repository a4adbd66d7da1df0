#include "models/puff/step_aermod.hpp"

#include <algorithm>
#include <cmath>

#include "models/meteorology/surface_layer.hpp"
#include "models/puff/aermod_spread.hpp"
#include "models/puff/puff_turbulence.hpp"

namespace lantian {

bool air_is_open(const PuffStore& p, std::size_t i, const MetSample& met) noexcept {
    return met.inverse_obukhov_m > 0.0 || p.z_m[i] > met.mixing_height_m;
}

PuffLayer layer_like_aermod(const PuffStore& p, std::size_t i, const StepContext& c, double time_fraction) noexcept {
    const MetSample mixed = c.window.sample(p.x_m[i], p.y_m[i], 0.5, p.lid_m[i], time_fraction);
    double centre = p.z_m[i];
    const PlumePath* path = c.paths != nullptr ? c.paths->find(p.id[i]) : nullptr;
    if (path != nullptr && path->mirrored) {
        centre = path->at(p.travelled_m[i]).centroid_m;
    } else if (mixed.inverse_obukhov_m < 0.0 && p.rise_left_m[i] <= 0.0 && !air_is_open(p, i, mixed)) {
        const Turbulence t = layer_turbulence(mixed, 0.5 * p.lid_m[i], 0.5, p.lid_m[i], c.window, time_fraction);
        const double speed = std::hypot(mixed.wind_x_m_s, mixed.wind_y_m_s);
        centre = aermod_centroid_m(p.z_m[i], p.travelled_m[i], std::max(1.0, p.lid_m[i] * speed / t.sigma_w_m_s),
                                   mixed.mixing_height_m);
    }
    const EffectiveLayer layer = aermod_effective_layer(centre, p.sigma_z_m[i], p.lid_m[i]);
    return {layer.low_m, layer.high_m};
}

VerticalGrowth grown_like_aermod(const PuffStore& p, std::size_t i, double path_m, double dt_s, double sigma_w_m_s,
                                 bool draughts, const MetSample& met, const PuffLayer& layer, double stack_m) noexcept {
    const double before = p.travelled_m[i];
    const double after = before + path_m;
    const double wind = std::max(path_m / dt_s, 1e-3);
    const double height = std::max({p.z_m[i], stack_m, 1e-4});
    double variance = p.sigma_z_m[i] * p.sigma_z_m[i];
    if (draughts) {
        const double draught = std::max(p.draught_m[i], sigma_w_m_s * after / wind);
        const double share = aermod_draught_share(layer.high_m, met.mixing_height_m);
        // Means of the draughts hold a fifth of the variance, spreads about them four fifths.
        const double kept = 0.2 + 0.8 * share * share;
        const auto surface = [&](double x) {
            return aermod_convective_surface_sigma_z_m(x, met.friction_velocity_m_s, wind,
                                                       length_of_inverse_m(met.inverse_obukhov_m), layer.high_m,
                                                       met.mixing_height_m);
        };
        variance += kept * (draught * draught - p.draught_m[i] * p.draught_m[i]) + surface(after) * surface(after) -
                    surface(before) * surface(before);
        return {std::sqrt(std::max(variance, p.sigma_z_m[i] * p.sigma_z_m[i])), draught};
    }
    const auto law = [&](double x) {
        const double elevated = aermod_elevated_sigma_z_m(x / wind, sigma_w_m_s, met.buoyancy_frequency_s, height);
        if (above_lid(p, i)) return elevated;
        const double length = std::abs(length_of_inverse_m(met.inverse_obukhov_m));
        return aermod_stable_sigma_z_m(aermod_surface_sigma_z_m(x, met.friction_velocity_m_s, wind, length), elevated,
                                       std::max(p.z_m[i], 1e-4), met.mixing_height_m);
    };
    const double grown = std::max(p.draught_m[i], law(after));
    return {std::sqrt(variance + grown * grown - p.draught_m[i] * p.draught_m[i]), grown};
}

}  // namespace lantian
