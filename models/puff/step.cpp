#include "models/puff/step.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "models/deposition/scavenging.hpp"
#include "models/meteorology/surface_layer.hpp"
#include "models/puff/aermod_rise.hpp"
#include "models/puff/aermod_spread.hpp"
#include "models/puff/dispersion.hpp"
#include "models/puff/ellipse_step.hpp"
#include "models/puff/near_surface.hpp"
#include "models/puff/outside.hpp"
#include "models/puff/plume_path.hpp"
#include "models/puff/puff_turbulence.hpp"
#include "models/puff/skewed.hpp"
#include "models/puff/vertical.hpp"

namespace lantian {

namespace {

/// A plume's half depth in spreads (AERMOD): what of its own extent counts for lid and layer.
constexpr double k_extent_sigmas = 2.15;
/// Vertical spread in units of the lid beyond which the puff is well mixed and no longer grows.
constexpr double k_mixed_sigmas = 1.7;
/// Sub-steps: spread may grow by about this share in one (more once it is wider than a cell, whose average forgives
/// it), but none is shorter than the least.
constexpr double k_growth_frac = 0.15;
/// Share of a cell from which a spread counts as wide in this.
constexpr double k_wide_frac = 0.3;
/// Half depth of the layer whose mean wind moves a puff, in spreads: for matter on the ground in a logarithmic wind the
/// mean over it is the wind weighted by the matter.
constexpr double k_layer_sigmas = 1.45;
/// The surface layer's share of the mixing height.
constexpr double k_surface_layer_frac = 0.1;
/// Diffusion beyond this many cells of the weather would count twice what the wind field resolves (puffs.long_range).
constexpr double k_widest_cells = 2.0;
/// A layer whose wind shear is asked for is no thinner, m.
constexpr double k_least_layer_m = 1.0;

bool above_lid(const PuffStore& p, std::size_t i) { return p.z_m[i] > p.lid_m[i]; }

PuffLayer layer_of(const PuffStore& p, std::size_t i) {
    const double half = k_layer_sigmas * p.sigma_z_m[i];
    if (above_lid(p, i)) return {std::max(p.lid_m[i], p.z_m[i] - half), p.z_m[i] + half};
    const double low = std::max(0.0, p.z_m[i] - half);
    return {low, std::max(low, std::min(p.lid_m[i], p.z_m[i] + half))};
}

/// The layer a puff has mixed through follows the mixing height up, and keeps what it has reached when the mixing
/// height falls. open_top: AERMOD's stable air, whose lid gives way to what the puff reaches.
void update_lid(PuffStore& p, std::size_t i, double mixing_height_m, bool open_top) {
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

/// Turbulence of the layer: that of a mast where there is one.
Turbulence layer_turbulence(const MetSample& met, double z_m, const PuffLayer& layer, const MetWindow& window,
                            double fraction) {
    if (window.has_mast()) return window.mast_turbulence(layer.low_m, layer.high_m, fraction);
    return turbulence_of(met, z_m);
}

/// How far a puff is above the surface layer: 0 on the ground, 1 from a tenth of the mixing height up.
double elevated_frac(double z_m, double mixing_height_m) {
    return std::min(1.0, z_m / (k_surface_layer_frac * mixing_height_m));
}

NearSurface near_surface(const MetSample& met) {
    return {met.friction_velocity_m_s, met.inverse_obukhov_m, met.roughness_length_m, met.mixing_height_m};
}

/// Vertical spread after dt_s, `above` as of elevated_frac: by the diffusivity of the surface layer on the ground, by
/// sigma_w above it.
double grown_sigma_z(double sigma_z_m, double z_m, double above, double sigma_w_m_s, double dt_s, bool stable,
                     const MetSample& met, double draught_m) {
    double free = 0.0;
    if (above > 0.0 && draught_m >= 0.0) {  // draughts keep their speed from ground to lid: sigma_w t
        const double way_m = sigma_w_m_s * dt_s;
        free = std::sqrt(sigma_z_m * sigma_z_m + way_m * (2.0 * draught_m + way_m));
    } else if (above > 0.0) {
        free = grow_sigma_z_m(sigma_z_m, sigma_w_m_s, dt_s, stable);
    }
    if (above >= 1.0) return free;
    const double near = grow_sigma_z_near_surface_m(sigma_z_m, z_m, sigma_w_m_s, dt_s, near_surface(met));
    return above * free + (1.0 - above) * near;
}

/// What the growth laws of the options see of one sub-step.
struct GrowthStep {
    double sigma_v_m_s, sigma_w_m_s, path_m, dt_s;
    bool stable;
    StabilityClass stability;
};

/// Lateral spread by the laws of puffs.dispersion other than turbulence, which `turbulence` (spread, time) gives.
template <typename Turbulence>
double grown_lateral(const StepContext& c, double sigma_m, const GrowthStep& s, Turbulence&& turbulence) {
    const auto law = [&](double sigma, double time_s) {
        switch (c.law) {
            case GrowthLaw::draxler:
                return grow_sigma_y_m(sigma, s.sigma_v_m_s, time_s);
            case GrowthLaw::class_rural:
            case GrowthLaw::class_urban:
                return grow_class_sigma_y_m(c.law == GrowthLaw::class_rural, s.stability, sigma,
                                            s.path_m * time_s / s.dt_s);
            case GrowthLaw::turbulence:
                break;
        }
        return turbulence(sigma, time_s);
    };
    if (c.far == LongRange::none) return law(sigma_m, s.dt_s);
    return grow_long_range_m(sigma_m, s.dt_s, k_widest_cells * c.window.cell_m(), law);
}

/// The vertical counterpart; sigma_y_m: at the start.
template <typename Turbulence>
double grown_vertical(const StepContext& c, double sigma_m, double sigma_y_m, const GrowthStep& s,
                      Turbulence&& turbulence) {
    if (c.far == LongRange::both && sigma_y_m >= k_long_range_join_m)
        return grow_heffter_sigma_z_m(s.stability, sigma_m, s.dt_s);
    switch (c.law) {
        case GrowthLaw::draxler:
            return grow_sigma_z_m(sigma_m, s.sigma_w_m_s, s.dt_s, s.stable);
        case GrowthLaw::class_rural:
        case GrowthLaw::class_urban:
            return grow_class_sigma_z_m(c.law == GrowthLaw::class_rural, s.stability, sigma_m, s.path_m);
        case GrowthLaw::turbulence:
            break;
    }
    return turbulence();
}

/// What hills make of the vertical density at a receptor on them.
struct Hills {
    TerrainEffect effect;
    double ground_m;  ///< altitude under the puff
    double wind_m_s, brunt_vaisala_per_s;
    StabilityClass stability;

    [[nodiscard]] double density(double height_m, double receptor_ground_m, double z_m, double sigma_z_m,
                                 double lid_m) const {
        if (z_m > lid_m) return 0.0;
        const double climb = receptor_ground_m - ground_m;
        if (effect == TerrainEffect::partial_height) {
            return vertical_density_per_m(std::min(height_m, lid_m),
                                          partial_height_m(std::max(0.0, z_m), climb, stability), sigma_z_m, lid_m);
        }
        return blended_density_per_m(height_m, climb, dividing_streamline_m(climb, wind_m_s, brunt_vaisala_per_s),
                                     std::max(0.0, z_m), sigma_z_m, lid_m);
    }
};

/// AERMOD's stable air, and its plumes above a convective layer: the lid gives way to what the puff reaches.
bool air_is_open(const PuffStore& p, std::size_t i, const MetSample& met) {
    return met.inverse_obukhov_m > 0.0 || p.z_m[i] > met.mixing_height_m;
}

/// Whether draughts carry the puff: a convective layer, its lid above the puff, and room left to spread in.
bool in_draughts(const PuffStore& p, std::size_t i, const MetSample& met, double widest_m) {
    return met.inverse_obukhov_m < 0.0 && met.convective_velocity_m_s > 0.0 && !above_lid(p, i) &&
           p.sigma_z_m[i] < widest_m;
}

/// Draughts of unit sigma_w with the skewness of the place.
SkewedVelocity draughts_of(const MetSample& met, double z_m, double sigma_w_m_s) {
    const double third = aermod_third_moment_m3_s3(met.convective_velocity_m_s, z_m, met.mixing_height_m);
    return skewed_velocity(1.0, third / (sigma_w_m_s * sigma_w_m_s * sigma_w_m_s));
}

/// Draughts whose spread about their means is less by a factor.
SkewedVelocity narrowed(SkewedVelocity v, double share) {
    v.up_sigma_m_s *= share;
    v.down_sigma_m_s *= share;
    return v;
}

struct VerticalGrowth {
    double sigma_z_m, draught_m;
};

/// Vertical spread after a step in AERMOD's laws, whose squares grow by what they grow along the path: in steady air
/// they are what the laws give at the distance travelled.
VerticalGrowth grown_like_aermod(const PuffStore& p, std::size_t i, double path_m, double dt_s, double sigma_w_m_s,
                                 bool draughts, const MetSample& met, const PuffLayer& layer, double stack_m) {
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

/// Plume rise that comes while the path grows by `path_m`: rise_rate ((s + ds)^(2/3) - s^(2/3)), not above what is
/// left. Returns the rise and adds the spread it brings (rise / 3.5, in quadrature).
void rise(PuffStore& p, std::size_t i, double path_m) {
    if (p.rise_left_m[i] <= 0.0) return;
    const auto law = [](double s) { return std::cbrt(s * s); };
    const double before = p.rise_rate[i] * law(p.travelled_m[i]);
    double step = p.rise_rate[i] * law(p.travelled_m[i] + path_m) - before;
    step = std::min(step, p.rise_left_m[i]);
    p.rise_left_m[i] -= step;
    p.z_m[i] += step;
    const double spread_sq = std::pow(buoyant_spread_m(before + step), 2) - std::pow(buoyant_spread_m(before), 2);
    p.sigma_y_m[i] = std::sqrt(p.sigma_y_m[i] * p.sigma_y_m[i] + spread_sq);
    p.sigma_z_m[i] = std::sqrt(p.sigma_z_m[i] * p.sigma_z_m[i] + spread_sq);
}

/// A puff on the path of its plume goes up and spreads as that says. `start_m` are the spreads before the sub-step's
/// own growth, which counts only where the path sets none. Past the end it is a puff like others.
void follow(PuffStore& p, std::size_t i, const PlumePath& path, double path_m, double sigma_y_start_m,
            double sigma_z_start_m) {
    const PathPoint from = path.at(p.travelled_m[i]);
    const PathPoint to = path.at(p.travelled_m[i] + path_m);
    const auto grown = [](double sigma, double a, double b) {
        return std::sqrt(std::max(0.0, sigma * sigma + (b * b - a * a)));
    };
    p.z_m[i] = std::max(0.0, p.z_m[i] + (to.height_m - from.height_m));
    if (path.sets_spread) {
        p.sigma_y_m[i] = std::max(sigma_y_start_m, grown(sigma_y_start_m, from.sigma_y_m, to.sigma_y_m));
        p.sigma_z_m[i] = std::max(sigma_z_start_m, grown(sigma_z_start_m, from.sigma_z_m, to.sigma_z_m));
    } else {
        const double before = buoyant_spread_m(from.rise_m), after = buoyant_spread_m(to.rise_m);
        p.sigma_y_m[i] = grown(p.sigma_y_m[i], before, after);
        p.sigma_z_m[i] = grown(p.sigma_z_m[i], before, after);
    }
    if (p.travelled_m[i] + path_m >= path.end_m()) p.rise_left_m[i] = 0.0;
}

/// How a puff's matter lies in the vertical: `skewed_frac` of it spread by draughts, the rest as the shape.
struct Profile {
    ProfileShape shape;
    SkewedVelocity draughts{};
    double draught_m = 0.0, skewed_frac = 0.0;
    bool mirrored = false;                      ///< on such a path
    double above_lid_m = 0.0, lofting_m = 0.0;  ///< how far its centre would be above the lid
};

void lofted(Profile& profile, const PathPoint& at, double lid_m) {
    profile.mirrored = true;
    profile.above_lid_m = std::max(0.0, at.height_m - lid_m);
    profile.lofting_m = at.lofting_m;
}

/// Vertical density of the puff at a height, m-1; nothing reaches down from above the lid.
double density_at(double height_m, double z_m, double sigma_z_m, double lid_m, const Profile& profile) {
    if (z_m > lid_m) return 0.0;
    const double height = std::min(height_m, lid_m);
    const double centre = std::clamp(z_m, 0.0, lid_m);
    double density = 0.0;
    if (profile.skewed_frac < 1.0)
        density = (1.0 - profile.skewed_frac) * shaped_density_per_m(height, centre, sigma_z_m, lid_m, profile.shape);
    if (profile.mirrored)
        return lofted_density_per_m(height, centre + profile.above_lid_m, sigma_z_m, profile.draught_m,
                                    profile.draughts, lid_m, profile.lofting_m);
    if (profile.skewed_frac > 0.0)
        density += profile.skewed_frac *
                   skewed_density_per_m(height, centre, sigma_z_m, profile.draught_m, profile.draughts, lid_m);
    return density;
}

/// Gases are reported at 298.15 K and 1013.25 hPa (GB 3095): volume factor from the air at the ground to that state.
double reference_state_factor(const MetSample& met) {
    return met.temperature_2m_k / 298.15 * 101325.0 / met.surface_pressure_pa;
}

/// Weights of a path piece at every sampling height, at the end of the segments.
void append_weights(const PieceEnds& ends, const Removal& removal, const StepScratch& scratch, const Channels& channels,
                    Segments& segments) {
    const std::size_t count = channels.count();
    const std::size_t at = segments.weight.size();
    const std::size_t heights = scratch.start.size();
    segments.weight.resize(at + heights * count, 0.0);
    segments.weight_change.resize(at + heights * count, 0.0);
    for (std::size_t h = 0; h < heights; ++h) {
        add_weights(ends, scratch.start[h], scratch.end[h], removal, channels,
                    std::span(segments.weight).subspan(at + h * count, count),
                    std::span(segments.weight_change).subspan(at + h * count, count));
    }
}

}  // namespace

MapPoint heun_step(const MetWindow& window, MapPoint at, double z_low_m, double z_high_m, double begin_fraction,
                   double end_fraction, double dt_s) noexcept {
    const MetSample first = window.sample(at.x_m, at.y_m, z_low_m, z_high_m, begin_fraction);
    const MetSample second = window.sample(at.x_m + first.wind_x_m_s * dt_s, at.y_m + first.wind_y_m_s * dt_s, z_low_m,
                                           z_high_m, end_fraction);
    return {at.x_m + 0.5 * (first.wind_x_m_s + second.wind_x_m_s) * dt_s,
            at.y_m + 0.5 * (first.wind_y_m_s + second.wind_y_m_s) * dt_s};
}

PuffLayer layer_of_puff(const PuffStore& p, std::size_t i, const StepContext& c, double time_fraction) noexcept {
    if (c.scenario.puffs.spread != k_like_aermod || above_lid(p, i)) return layer_of(p, i);
    const MetSample mixed = c.window.sample(p.x_m[i], p.y_m[i], 0.5, p.lid_m[i], time_fraction);
    double centre = p.z_m[i];
    const PlumePath* path = c.paths != nullptr ? c.paths->find(p.id[i]) : nullptr;
    if (path != nullptr && path->mirrored) {
        centre = path->at(p.travelled_m[i]).centroid_m;
    } else if (mixed.inverse_obukhov_m < 0.0 && p.rise_left_m[i] <= 0.0 && !air_is_open(p, i, mixed)) {
        const Turbulence t = layer_turbulence(mixed, 0.5 * p.lid_m[i], {0.5, p.lid_m[i]}, c.window, time_fraction);
        const double speed = std::hypot(mixed.wind_x_m_s, mixed.wind_y_m_s);
        centre = aermod_centroid_m(p.z_m[i], p.travelled_m[i], std::max(1.0, p.lid_m[i] * speed / t.sigma_w_m_s),
                                   mixed.mixing_height_m);
    }
    const EffectiveLayer layer = aermod_effective_layer(centre, p.sigma_z_m[i], p.lid_m[i]);
    return {layer.low_m, layer.high_m};
}

bool step_puff(PuffStore& p, std::size_t i, double flight_frac, const StepContext& c, Segments& segments,
               StepLosses& losses, StepScratch& scratch, TiltedSegments* tilted) {
    const Scenario::Puffs& options = c.scenario.puffs;
    const PlumePath* path_on = c.paths != nullptr ? c.paths->find(p.id[i]) : nullptr;
    const bool like_aermod = options.spread == k_like_aermod;
    const double flight_s = flight_frac * c.scenario.time.step_s;
    const double fraction_per_s = (c.end_fraction - c.begin_fraction) / c.scenario.time.step_s;
    double left_s = flight_s;
    double fraction = c.end_fraction - fraction_per_s * flight_s;
    while (left_s > 1e-6) {
        const PuffLayer layer = layer_of_puff(p, i, c, fraction);
        const MetSample met = c.window.sample(p.x_m[i], p.y_m[i], layer.low_m, layer.high_m, fraction);
        const bool open = like_aermod && air_is_open(p, i, met);
        update_lid(p, i, met.mixing_height_m, open);
        double speed = std::hypot(met.wind_x_m_s, met.wind_y_m_s);
        if (path_on != nullptr && p.travelled_m[i] >= path_on->end_m()) path_on = nullptr;
        double hurry = path_on != nullptr && path_on->wind_m_s > 0.0 && speed > 0.0 ? path_on->wind_m_s / speed : 1.0;
        if (like_aermod && speed > 0.0) hurry = std::max(hurry, k_aermod_least_wind_m_s / speed);
        speed *= hurry;
        const double centre = 0.5 * (layer.low_m + layer.high_m);
        const Turbulence turbulence = layer_turbulence(met, centre, layer, c.window, fraction);

        // Length of the sub-step: a fair division of what is left.
        const double width = p.sigma_y_m[i] / (k_wide_frac * c.grid.cell_m);
        double limit_s = std::max(options.least_substep_s,
                                  k_growth_frac * p.sigma_y_m[i] * (1.0 + width * width) / turbulence.sigma_v_m_s);
        double reach_m = std::max(0.5 * c.grid.cell_m, options.substep_sigmas * p.sigma_y_m[i]);
        if (above_lid(p, i) && !(met.precipitation_mm_h > 0.0)) reach_m = std::max(reach_m, 0.5 * c.window.cell_m());
        if (speed > 0.0) limit_s = std::min(limit_s, std::max(options.least_substep_s, reach_m / speed));
        if (path_on != nullptr && path_on->sets_spread && speed > 0.0)
            limit_s = std::min(limit_s, path_on->piece_m(p.travelled_m[i]) / speed);
        const double dt = left_s / std::ceil(left_s / limit_s);
        const double next_fraction = fraction + fraction_per_s * dt;

        const MetSample met_end = c.window.sample(p.x_m[i] + met.wind_x_m_s * dt, p.y_m[i] + met.wind_y_m_s * dt,
                                                  layer.low_m, layer.high_m, next_fraction);
        double u = 0.5 * (met.wind_x_m_s + met_end.wind_x_m_s);
        double v = 0.5 * (met.wind_y_m_s + met_end.wind_y_m_s);
        u *= hurry;
        v *= hurry;
        const double w = 0.5 * (met.wind_z_m_s + met_end.wind_z_m_s);
        const double x0 = p.x_m[i];
        const double y0 = p.y_m[i];
        const double path = std::hypot(u, v) * dt;

        const Turbulence turbulence_end = layer_turbulence(met_end, centre, layer, c.window, next_fraction);
        const double sigma_v = 0.5 * (turbulence.sigma_v_m_s + turbulence_end.sigma_v_m_s);
        const double sigma_w = 0.5 * (turbulence.sigma_w_m_s + turbulence_end.sigma_w_m_s);
        const bool stable = is_stable(met);

        const double above = elevated_frac(p.z_m[i], met.mixing_height_m);

        const double sigma_y_start = p.sigma_y_m[i];
        const double sigma_z_start = p.sigma_z_m[i];
        const double z_start = p.z_m[i];
        // AERMOD's plumes spread on between their images.
        const double widest_m = like_aermod ? std::numeric_limits<double>::infinity() : k_mixed_sigmas * p.lid_m[i];
        const bool draughts = (options.skewed_draughts || like_aermod) && c.law == GrowthLaw::turbulence && !open &&
                              in_draughts(p, i, met, widest_m);
        const GrowthStep growth{sigma_v, sigma_w, std::max(path, k_calm_wind_m_s * dt),
                                dt,      stable,  curve_class(met.inverse_obukhov_m)};
        const auto lateral = [&](double sigma_m, double sigma_velocity) {
            GrowthStep of = growth;
            of.sigma_v_m_s = sigma_velocity;
            const double height =
                draughts && path_on != nullptr && path_on->mirrored ? path_on->stack_height_m : z_start;
            const double rate = aermod_lateral_rate_per_s(sigma_velocity, height, met.mixing_height_m,
                                                          like_aermod && !draughts ? 0.0 : 0.7);
            return grown_lateral(c, sigma_m, of, [&](double sigma, double time_s) {
                if (like_aermod && path > 0.0) {
                    const double before = aermod_lateral_sigma_m(sigma_velocity, p.travelled_m[i] / path * dt, rate);
                    const double after =
                        aermod_lateral_sigma_m(sigma_velocity, (p.travelled_m[i] / path + 1.0) * dt, rate);
                    return std::sqrt(sigma * sigma + after * after - before * before);
                }
                return aermod_grow_lateral_m(sigma, sigma_velocity, rate, time_s);
            });
        };
        HeightMoments height_start{};
        TiltedSpread spread_start{};
        SpreadPair spreads{sigma_y_start, sigma_y_start};
        if (options.shear) {
            height_start = height_of(p, i);
            spread_start = tilted_spread(p, i, height_start);
            spreads = spreads_towards(spread_start, u, v);
        }
        const double sigma_y_grown = lateral(spreads.across_m, sigma_v);
        const double draught_start = draughts ? p.draught_m[i] : 0.0;
        VerticalGrowth grown{sigma_z_start, draught_start + above * sigma_w * dt};
        if (p.sigma_z_m[i] < widest_m) {
            if (like_aermod) {
                grown = grown_like_aermod(p, i, path, dt, sigma_w, draughts, met, layer,
                                          path_on != nullptr ? path_on->stack_height_m : 0.0);
            } else {
                grown.sigma_z_m = grown_vertical(c, sigma_z_start, sigma_y_start, growth, [&] {
                    return grown_sigma_z(sigma_z_start, z_start, above, sigma_w, dt, stable, met,
                                         draughts ? draught_start : -1.0);
                });
            }
        }
        const bool elevated = above_lid(p, i);
        p.sigma_y_m[i] = options.shear ? sigma_y_start : sigma_y_grown;
        p.sigma_z_m[i] = grown.sigma_z_m;
        double shelter_start = 0.0, shelter_end = 0.0;
        if (path_on == nullptr) {
            rise(p, i, path);
        } else {
            shelter_start = path_on->at(p.travelled_m[i]).shelter_m;
            shelter_end = path_on->at(p.travelled_m[i] + path).shelter_m;
            follow(p, i, *path_on, path, sigma_y_start, sigma_z_start);
        }
        p.travelled_m[i] += path;
        const double ceiling = elevated ? std::numeric_limits<double>::infinity() : p.lid_m[i];
        const double change = 0.5 * (met.wind_z_change_s + met_end.wind_z_change_s);
        const double sigma_z_rising = p.sigma_z_m[i];
        const VerticalPlace carried = carried_vertically({p.z_m[i], p.sigma_z_m[i]}, w, centre, change, dt);
        p.z_m[i] = std::clamp(carried.centre_m, elevated ? p.lid_m[i] * (1.0 + 1e-12) : 0.0, ceiling);
        // A puff that fills the mixed layer stays mixed.
        if (sigma_z_start < widest_m) p.sigma_z_m[i] = carried.sigma_z_m;
        if (!elevated) p.sigma_z_m[i] = std::min(p.sigma_z_m[i], widest_m);
        p.draught_m[i] = draughts || like_aermod ? std::min(grown.draught_m, p.sigma_z_m[i]) : 0.0;
        p.x_m[i] = x0 + u * dt;
        p.y_m[i] = y0 + v * dt;
        p.age_s[i] += dt;
        if (options.shear) {
            const double middle_s = 0.5 * dt;
            const double sigma_z_free = sigma_z_start >= k_mixed_sigmas * p.lid_m[i]
                                            ? grow_sigma_z_m(sigma_z_start, sigma_w, dt, stable)
                                            : grown.sigma_z_m;
            const double along_m =
                lateral(spreads.along_m, sigma_v * std::sqrt(along_over_across(sigma_v, met.friction_velocity_m_s,
                                                                               centre, met.mixing_height_m)));
            step_ellipse(p, i, height_start,
                         {c.window.wind_gradient(0.5 * (x0 + p.x_m[i]), 0.5 * (y0 + p.y_m[i]), layer.low_m,
                                                 std::max(layer.high_m, layer.low_m + k_least_layer_m),
                                                 fraction + fraction_per_s * middle_s),
                          u, v, sigma_y_grown * sigma_y_grown - spreads.across_m * spreads.across_m,
                          along_m * along_m - spreads.along_m * spreads.along_m,
                          0.5 * (sigma_z_free * sigma_z_free - sigma_z_start * sigma_z_start) / dt,
                          sigma_z_rising > 0.0 ? carried.sigma_z_m / sigma_z_rising : 1.0, dt});
        }
        const double sunk_start = p.sunk_m[i];
        p.sunk_m[i] += c.velocities.coarse_settling_m_s() * dt;

        const double z_end = p.z_m[i];
        const bool gaussian = elevated || above >= 1.0 || like_aermod;
        Profile profile_start, profile_end;
        if (!gaussian) {
            profile_start.shape = puff_shape(std::min(z_start, p.lid_m[i]), sigma_z_start, near_surface(met));
            profile_end.shape = puff_shape(z_end, p.sigma_z_m[i], near_surface(met_end));
        }
        if (draughts) {
            profile_start.draughts = profile_end.draughts = draughts_of(met, z_start, sigma_w);
            profile_start.draught_m = draught_start;
            profile_end.draught_m = p.draught_m[i];
            profile_start.skewed_frac = profile_end.skewed_frac = above;
            if (like_aermod) {
                const double middle = layer.high_m;
                const double share = aermod_draught_share(middle, met.mixing_height_m);
                profile_start.draughts = profile_end.draughts = narrowed(draughts_of(met, middle, sigma_w), share);
                profile_start.skewed_frac = profile_end.skewed_frac = 1.0;
                if (path_on != nullptr && path_on->mirrored) {
                    lofted(profile_start, path_on->at(p.travelled_m[i] - path), p.lid_m[i]);
                    lofted(profile_end, path_on->at(p.travelled_m[i]), p.lid_m[i]);
                }
            }
        }
        CarriedMass& mass = p.mass_kg[i];
        // Giant particles sink as coarse ones do, only faster.
        const bool has_giant = mass[index(Carried::pb_giant)] > 0.0 || mass[index(Carried::cd_giant)] > 0.0 ||
                               mass[index(Carried::as_giant)] > 0.0;
        const double coarse_settling = c.velocities.coarse_settling_m_s();
        const double faster = coarse_settling > 0.0 ? c.velocities.giant_settling_m_s() / coarse_settling : 1.0;
        for (std::size_t h = 0; h < c.sampling_height_m.size(); ++h) {
            const double height = c.sampling_height_m[h];
            const auto density = [&](double z, double sigma_z, const Profile& profile, double shelter_m) {
                if (elevated || height < shelter_m) return 0.0;
                return density_at(height, std::max(0.0, z), sigma_z, p.lid_m[i], profile);
            };
            scratch.start[h].fine = density(z_start, sigma_z_start, profile_start, shelter_start);
            scratch.end[h].fine = density(z_end, p.sigma_z_m[i], profile_end, shelter_end);
            scratch.start[h].coarse = density(z_start - sunk_start, sigma_z_start, profile_start, shelter_start);
            scratch.end[h].coarse = density(z_end - p.sunk_m[i], p.sigma_z_m[i], profile_end, shelter_end);
            if (!has_giant) continue;
            scratch.start[h].giant =
                density(z_start - faster * sunk_start, sigma_z_start, profile_start, shelter_start);
            scratch.end[h].giant = density(z_end - faster * p.sunk_m[i], p.sigma_z_m[i], profile_end, shelter_end);
        }
        if (c.terrain != TerrainEffect::follow && !elevated) {
            const Hills hills{c.terrain, c.grid.terrain_at({0.5 * (x0 + p.x_m[i]), 0.5 * (y0 + p.y_m[i])}), speed,
                              met.inverse_obukhov_m > 0.0 ? met.buoyancy_frequency_s : 0.0, growth.stability};
            for (std::size_t h = 1; h < c.sampling_height_m.size(); ++h) {
                const auto density = [&](double z_m, double sigma_z_m) {
                    return hills.density(c.sampling_height_m[h], c.receptor_ground_m[h], z_m, sigma_z_m, p.lid_m[i]);
                };
                scratch.start[h].fine = density(z_start, sigma_z_start);
                scratch.end[h].fine = density(z_end, p.sigma_z_m[i]);
                scratch.start[h].coarse = density(z_start - sunk_start, sigma_z_start);
                scratch.end[h].coarse = density(z_end - p.sunk_m[i], p.sigma_z_m[i]);
                if (!has_giant) continue;
                scratch.start[h].giant = density(z_start - faster * sunk_start, sigma_z_start);
                scratch.end[h].giant = density(z_end - faster * p.sunk_m[i], p.sigma_z_m[i]);
            }
        }
        const Densities ground{0.5 * (scratch.start[0].fine + scratch.end[0].fine),
                               0.5 * (scratch.start[0].coarse + scratch.end[0].coarse),
                               has_giant ? 0.5 * (scratch.start[0].giant + scratch.end[0].giant) : 0.0};

        const CarriedMass before = mass;
        const Transformed moved = transform(mass, linear_shares(c.rates, dt));
        losses.transformed[index(Carried::so2)] += moved.so2_kg;
        losses.transformed[index(Carried::so4)] -= moved.so4_kg;
        losses.transformed[index(Carried::nox)] += moved.nox_kg;
        losses.transformed[index(Carried::no3)] -= moved.no3_kg;
        Removal removal;
        const double rain =
            c.scenario.deposition.wet ? 0.5 * (met.precipitation_mm_h + met_end.precipitation_mm_h) : 0.0;
        const double x_mid = 0.5 * (x0 + p.x_m[i]);
        const double y_mid = 0.5 * (y0 + p.y_m[i]);
        if (ground.fine > 0.0 || ground.coarse > 0.0 || ground.giant > 0.0 || rain > 0.0) {
            RemovalRates scavenging{};
            if (rain > 0.0) {
                const bool bulk = c.scenario.deposition.wet_scheme == "bulk";
                const CloudShares shares =
                    bulk ? CloudShares{1.0, 0.0}
                         : cloud_shares(p.z_m[i], p.sigma_z_m[i], p.lid_m[i],
                                        cloud_base_m(met.temperature_2m_k, met.relative_humidity_frac));
                scavenging = scavenging_per_s(
                    c.scenario.deposition,
                    {rain, met.temperature_2m_k, met.surface_pressure_pa, met.relative_humidity_frac}, shares);
            }
            removal = remove(mass, c.velocities.at(x_mid, y_mid, 0.5 * (fraction + next_fraction)), ground, scavenging,
                             rain > 0.0, dt);
            for (std::size_t k = 0; k < k_carried_count; ++k) {
                losses.dry[k] += removal.dry[k];
                losses.wet[k] += removal.wet[k];
            }
        }
        if (!elevated || rain > 0.0) {
            Segments* pieces = &segments;
            if (tilted != nullptr && options.shear &&
                tilted->add_if_tilted(spread_start, tilted_spread(p, i, height_of(p, i)), c.sampling_height_m[0]))
                pieces = &tilted->pieces;
            pieces->source.push_back(p.source[i]);
            pieces->x0_m.push_back(x0);
            pieces->y0_m.push_back(y0);
            pieces->x1_m.push_back(p.x_m[i]);
            pieces->y1_m.push_back(p.y_m[i]);
            pieces->sigma_m.push_back(0.5 * (sigma_y_start + p.sigma_y_m[i]));
            pieces->sigma_change_m.push_back(p.sigma_y_m[i] - sigma_y_start);
            pieces->before_end_s.push_back(left_s);
            pieces->lasts_s.push_back(dt);
            append_weights({before, mass, reference_state_factor(met), dt / 3600.0}, removal, scratch, c.channels,
                           *pieces);
        }
        left_s -= dt;
        fraction = next_fraction;
        if (outside_domain({p.x_m[i], p.y_m[i]}, p.sigma_y_m[i], p.stretch_m2[i], p.cross_m2[i], c.grid)) {
            for (std::size_t k = 0; k < k_carried_count; ++k) {
                losses.outflow[k] += mass[k];
                mass[k] = 0.0;
            }
            return false;
        }
    }
    return true;
}

}  // namespace lantian
