#include "models/puff/step.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "models/deposition/scavenging.hpp"
#include "models/puff/aermod_rise.hpp"
#include "models/puff/aermod_spread.hpp"
#include "models/puff/ellipse_step.hpp"
#include "models/puff/outside.hpp"
#include "models/puff/puff_turbulence.hpp"
#include "models/puff/step_aermod.hpp"
#include "models/puff/step_growth.hpp"
#include "models/puff/step_profile.hpp"
#include "models/puff/step_rise.hpp"
#include "models/puff/vertical.hpp"

namespace lantian {

namespace {

/// Receptors beyond this many spreads are not looked at by the samplers.
constexpr double k_reach_sigmas = 6.0;

/// Gases are reported at 298.15 K and 1013.25 hPa (GB 3095): volume factor from the air at the ground to that state.
double reference_state_factor(const MetSample& met) {
    return met.temperature_2m_k / 298.15 * 101325.0 / met.surface_pressure_pa;
}

/// One puff on its way through the sub-steps of a step, stage by stage.
class PuffStep {
  public:
    PuffStep(PuffStore& puffs, std::size_t index, double flight_frac, const StepContext& context, StepScratch& scratch)
        : p(puffs),
          i(index),
          c(context),
          options(context.scenario.puffs),
          scratch_(scratch),
          like_aermod(options.spread == k_like_aermod),
          path_on(context.paths != nullptr ? context.paths->find(puffs.id[index]) : nullptr),
          fraction_per_s((context.end_fraction - context.begin_fraction) /
                         (static_cast<double>(context.steps()) * context.scenario.time.step_s)),
          left_s(flight_frac * context.scenario.time.step_s),
          fraction(context.end_fraction - fraction_per_s * left_s) {}

    [[nodiscard]] bool done() const { return left_s <= k_done_s; }
    /// All of the motion of the next sub-step; then what the puff holds, and its piece of path.
    void move() {
        look();
        set_length();
        travel();
        grow();
        climb();
        if (options.shear) turn_ellipse();
        set_densities();
    }
    void deplete(StepLosses& losses);
    void leave_piece(Segments& segments, TiltedSegments* tilted) const;
    void end_sub_step() {
        left_s -= dt;
        fraction = next_fraction;
    }

  private:
    void look();
    void set_length();
    void travel();
    void grow();
    void climb();
    void turn_ellipse();
    void set_profiles();
    void set_reach();
    void set_densities();
    [[nodiscard]] double lateral(double sigma_m, double sigma_velocity_m_s) const;

    PuffStore& p;
    std::size_t i;
    const StepContext& c;
    const Scenario::Puffs& options;
    StepScratch& scratch_;
    bool like_aermod;
    const PlumePath* path_on;
    double fraction_per_s, left_s, fraction;

    // Of the sub-step: the weather of the layer at both ends, and what is made of it.
    PuffLayer layer{};
    double centre = 0.0;  ///< of the layer
    MetSample met{}, met_end{};
    Turbulence turbulence{};
    bool open = false;                ///< AERMOD: the lid gives way
    double speed = 0.0, hurry = 1.0;  ///< of the puff; over the wind of its layer
    double dt = 0.0, next_fraction = 0.0;
    double u = 0.0, v = 0.0, w = 0.0, path = 0.0;
    double sigma_v = 0.0, sigma_w = 0.0;
    GrowthStep growth{};
    // What the puff was at the start.
    double x0 = 0.0, y0 = 0.0, z_start = 0.0, sigma_y_start = 0.0, sigma_z_start = 0.0, sunk_start = 0.0,
           draught_start = 0.0;
    double above = 0.0;     ///< as of elevated_frac()
    double widest_m = 0.0;  ///< vertical spread of a puff that is well mixed
    bool draughts = false, elevated = false;
    double shelter_start = 0.0, shelter_end = 0.0;
    VerticalGrowth grown{};
    double sigma_z_rising = 0.0, carried_sigma_z = 0.0;  ///< before and after the mean vertical wind
    // With shear.
    HeightMoments height_start{};
    TiltedSpread spread_start{};
    SpreadPair spreads{};
    double sigma_y_grown = 0.0;

    Profile profile_start, profile_end;
    CarriedMass before{};
    Removal removal;
    bool has_giant = false;
    double rain = 0.0;
};

/// Weather at the start, and the lid there.
void PuffStep::look() {
    layer = layer_of_puff(p, i, c, fraction);
    met = c.window.sample(p.x_m[i], p.y_m[i], layer.low_m, layer.high_m, fraction);
    open = like_aermod && air_is_open(p, i, met);
    update_lid(p, i, met.mixing_height_m, open);
    speed = std::hypot(met.wind_x_m_s, met.wind_y_m_s);
    if (path_on != nullptr && p.travelled_m[i] >= path_on->end_m()) path_on = nullptr;
    hurry = path_on != nullptr && path_on->wind_m_s > 0.0 && speed > 0.0 ? path_on->wind_m_s / speed : 1.0;
    if (like_aermod && speed > 0.0) hurry = std::max(hurry, k_aermod_least_wind_m_s / speed);
    speed *= hurry;
    centre = 0.5 * (layer.low_m + layer.high_m);
    turbulence = layer_turbulence(met, centre, layer.low_m, layer.high_m, c.window, fraction);
}

/// Length of the sub-step: a fair division of what is left of its step.
void PuffStep::set_length() {
    const double width = p.sigma_y_m[i] / (k_wide_frac * c.grid.cell_m);
    double limit_s = std::max(options.least_substep_s,
                              k_growth_frac * p.sigma_y_m[i] * (1.0 + width * width) / turbulence.sigma_v_m_s);
    double reach_m = std::max(0.5 * c.grid.cell_m, options.substep_sigmas * p.sigma_y_m[i]);
    if (above_lid(p, i) && !(met.precipitation_mm_h > 0.0)) reach_m = std::max(reach_m, 0.5 * c.window.cell_m());
    if (speed > 0.0) limit_s = std::min(limit_s, std::max(options.least_substep_s, reach_m / speed));
    if (path_on != nullptr && path_on->sets_spread && speed > 0.0)
        limit_s = std::min(limit_s, path_on->piece_m(p.travelled_m[i]) / speed);
    const double step_s = c.scenario.time.step_s;
    const double of_step_s = left_s - (std::ceil((left_s - k_done_s) / step_s) - 1.0) * step_s;
    dt = of_step_s / std::ceil(of_step_s / limit_s);
    next_fraction = fraction + fraction_per_s * dt;
}

/// Weather at the end, and the way by Heun's rule.
void PuffStep::travel() {
    met_end = c.window.sample(p.x_m[i] + met.wind_x_m_s * dt, p.y_m[i] + met.wind_y_m_s * dt, layer.low_m, layer.high_m,
                              next_fraction);
    u = 0.5 * (met.wind_x_m_s + met_end.wind_x_m_s) * hurry;
    v = 0.5 * (met.wind_y_m_s + met_end.wind_y_m_s) * hurry;
    w = 0.5 * (met.wind_z_m_s + met_end.wind_z_m_s);
    x0 = p.x_m[i];
    y0 = p.y_m[i];
    path = std::hypot(u, v) * dt;
    const Turbulence end = layer_turbulence(met_end, centre, layer.low_m, layer.high_m, c.window, next_fraction);
    sigma_v = 0.5 * (turbulence.sigma_v_m_s + end.sigma_v_m_s);
    sigma_w = 0.5 * (turbulence.sigma_w_m_s + end.sigma_w_m_s);
}

/// A horizontal spread after the sub-step's growth.
double PuffStep::lateral(double sigma_m, double sigma_velocity_m_s) const {
    GrowthStep of = growth;
    of.sigma_v_m_s = sigma_velocity_m_s;
    const double height = draughts && path_on != nullptr && path_on->mirrored ? path_on->stack_height_m : z_start;
    const double rate = aermod_lateral_rate_per_s(sigma_velocity_m_s, height, met.mixing_height_m,
                                                  like_aermod && !draughts ? 0.0 : k_lateral_least);
    return grown_lateral(c, sigma_m, of, [&](double sigma, double time_s) {
        if (!like_aermod || !(path > 0.0)) return aermod_grow_lateral_m(sigma, sigma_velocity_m_s, rate, time_s);
        const double from_s = p.travelled_m[i] / path * dt;
        const double first = aermod_lateral_sigma_m(sigma_velocity_m_s, from_s, rate);
        const double last = aermod_lateral_sigma_m(sigma_velocity_m_s, (p.travelled_m[i] / path + 1.0) * dt, rate);
        return std::sqrt(sigma * sigma + last * last - first * first);
    });
}

/// Spreads by turbulence.
void PuffStep::grow() {
    above = elevated_frac(p.z_m[i], met.mixing_height_m);
    sigma_y_start = p.sigma_y_m[i];
    sigma_z_start = p.sigma_z_m[i];
    z_start = p.z_m[i];
    // AERMOD's plumes spread on between their images.
    widest_m = like_aermod ? std::numeric_limits<double>::infinity() : k_mixed_sigmas * p.lid_m[i];
    // Draughts carry a puff in a convective layer with its lid above it and room left to spread in.
    draughts = (options.skewed_draughts || like_aermod) && c.law == GrowthLaw::turbulence && !open &&
               met.inverse_obukhov_m < 0.0 && met.convective_velocity_m_s > 0.0 && !above_lid(p, i) &&
               p.sigma_z_m[i] < widest_m;
    const bool stable = is_stable(met);
    growth = {sigma_v, sigma_w, std::max(path, k_calm_wind_m_s * dt), dt, stable, curve_class(met.inverse_obukhov_m)};
    spreads = {sigma_y_start, sigma_y_start};
    if (options.shear) {
        height_start = height_of(p, i);
        spread_start = tilted_spread(p, i, height_start);
        spreads = spreads_towards(spread_start, u, v);
    }
    sigma_y_grown = lateral(spreads.across_m, sigma_v);
    draught_start = draughts ? p.draught_m[i] : 0.0;
    grown = {sigma_z_start, draught_start + above * sigma_w * dt};
    if (p.sigma_z_m[i] < widest_m && like_aermod) {
        grown = grown_like_aermod(p, i, path, dt, sigma_w, draughts, met, layer,
                                  path_on != nullptr ? path_on->stack_height_m : 0.0);
    } else if (p.sigma_z_m[i] < widest_m) {
        grown.sigma_z_m = grown_vertical(c, sigma_z_start, sigma_y_start, growth, [&] {
            return grown_sigma_z(sigma_z_start, z_start, above, sigma_w, dt, stable, met,
                                 draughts ? draught_start : -1.0);
        });
    }
    elevated = above_lid(p, i);
    p.sigma_y_m[i] = options.shear ? sigma_y_start : sigma_y_grown;
    p.sigma_z_m[i] = grown.sigma_z_m;
}

/// Rise, the mean vertical wind and settling; the puff is at its new place.
void PuffStep::climb() {
    shelter_start = shelter_end = 0.0;
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
    sigma_z_rising = p.sigma_z_m[i];
    const VerticalPlace carried = carried_vertically({p.z_m[i], p.sigma_z_m[i]}, w, centre, change, dt);
    carried_sigma_z = carried.sigma_z_m;
    p.z_m[i] = std::clamp(carried.centre_m, elevated ? p.lid_m[i] * (1.0 + 1e-12) : 0.0, ceiling);
    // A puff that fills the mixed layer stays mixed.
    if (sigma_z_start < widest_m) p.sigma_z_m[i] = carried.sigma_z_m;
    if (!elevated) p.sigma_z_m[i] = std::min(p.sigma_z_m[i], widest_m);
    p.draught_m[i] = draughts || like_aermod ? std::min(grown.draught_m, p.sigma_z_m[i]) : 0.0;
    p.x_m[i] = x0 + u * dt;
    p.y_m[i] = y0 + v * dt;
    p.age_s[i] += dt;
    sunk_start = p.sunk_m[i];
    p.sunk_m[i] += c.velocities.coarse_settling_m_s() * dt;
}

void PuffStep::turn_ellipse() {
    const double sigma_z_free = sigma_z_start >= k_mixed_sigmas * p.lid_m[i]
                                    ? grow_sigma_z_m(sigma_z_start, sigma_w, dt, growth.stable)
                                    : grown.sigma_z_m;
    const double along_m = lateral(
        spreads.along_m,
        sigma_v * std::sqrt(along_over_across(sigma_v, met.friction_velocity_m_s, centre, met.mixing_height_m)));
    step_ellipse(p, i, height_start,
                 {c.window.wind_gradient(0.5 * (x0 + p.x_m[i]), 0.5 * (y0 + p.y_m[i]), layer.low_m,
                                         std::max(layer.high_m, layer.low_m + k_least_layer_m),
                                         fraction + fraction_per_s * 0.5 * dt),
                  u, v, sigma_y_grown * sigma_y_grown - spreads.across_m * spreads.across_m,
                  along_m * along_m - spreads.along_m * spreads.along_m,
                  0.5 * (sigma_z_free * sigma_z_free - sigma_z_start * sigma_z_start) / dt,
                  sigma_z_rising > 0.0 ? carried_sigma_z / sigma_z_rising : 1.0, dt});
}

/// How the matter lies at both ends.
void PuffStep::set_profiles() {
    profile_start = profile_end = Profile{.shape = ProfileShape()};
    if (!elevated && above < 1.0 && !like_aermod) {
        profile_start.shape = puff_shape(std::min(z_start, p.lid_m[i]), sigma_z_start, near_surface(met));
        profile_end.shape = puff_shape(p.z_m[i], p.sigma_z_m[i], near_surface(met_end));
    }
    if (!draughts) return;
    profile_start.draughts = profile_end.draughts = draughts_of(met, z_start, sigma_w);
    profile_start.draught_m = draught_start;
    profile_end.draught_m = p.draught_m[i];
    profile_start.skewed_frac = profile_end.skewed_frac = above;
    if (!like_aermod) return;
    const double share = aermod_draught_share(layer.high_m, met.mixing_height_m);
    profile_start.draughts = profile_end.draughts = narrowed(draughts_of(met, layer.high_m, sigma_w), share);
    profile_start.skewed_frac = profile_end.skewed_frac = 1.0;
    if (path_on == nullptr || !path_on->mirrored) return;
    loft(profile_start, path_on->at(p.travelled_m[i] - path), p.lid_m[i]);
    loft(profile_end, path_on->at(p.travelled_m[i]), p.lid_m[i]);
}

/// Which receptors with heights of their own the piece may reach: as far as the samplers look, and some.
void PuffStep::set_reach() {
    if (c.receptor_at.empty()) return;
    const double x = 0.5 * (x0 + p.x_m[i]), y = 0.5 * (y0 + p.y_m[i]);
    const double half = 0.5 * std::hypot(p.x_m[i] - x0, p.y_m[i] - y0);
    const double extent_sq = std::hypot(p.stretch_m2[i], p.cross_m2[i]);
    const double widest_sq =
        std::max({p.sigma_y_m[i] * p.sigma_y_m[i] + extent_sq, sigma_y_start * sigma_y_start + extent_sq,
                  spread_start.xx_m2 + spread_start.yy_m2});
    const double reach = std::sqrt(2.0 * (k_reach_sigmas * k_reach_sigmas * widest_sq + half * half));
    const TiltedSpread end = options.shear ? tilted_spread(p, i, height_of(p, i)) : TiltedSpread{};
    for (std::size_t h = 1; h < c.receptor_at.size(); ++h) {
        const auto lean = [&](const TiltedSpread& s) {
            return std::hypot(s.slope_x, s.slope_y) * std::abs(c.sampling_height_m[h] - s.mean_height_m);
        };
        const double away = std::hypot(c.receptor_at[h].x_m - x, c.receptor_at[h].y_m - y);
        scratch_.in_reach[h] = away <= reach + lean(spread_start) + lean(end);
    }
}

/// Vertical densities at the sampling heights.
void PuffStep::set_densities() {
    set_profiles();
    set_reach();
    const CarriedMass& mass = p.mass_kg[i];
    has_giant = mass[index(Carried::pb_giant)] > 0.0 || mass[index(Carried::cd_giant)] > 0.0 ||
                mass[index(Carried::as_giant)] > 0.0;
    // Giant particles sink as coarse ones do, only faster.
    const double coarse_settling = c.velocities.coarse_settling_m_s();
    const double faster = coarse_settling > 0.0 ? c.velocities.giant_settling_m_s() / coarse_settling : 1.0;
    const Hills hills{
        c.terrain,
        c.terrain == TerrainEffect::follow ? 0.0 : c.grid.terrain_at({0.5 * (x0 + p.x_m[i]), 0.5 * (y0 + p.y_m[i])}),
        speed, met.inverse_obukhov_m > 0.0 ? met.buoyancy_frequency_s : 0.0, growth.stability};
    for (std::size_t h = 0; h < c.sampling_height_m.size(); ++h) {
        if (!scratch_.in_reach[h]) continue;
        const double height = c.sampling_height_m[h];
        const bool on_hill = c.terrain != TerrainEffect::follow && h > 0;
        const auto density = [&](double z, double sigma_z, const Profile& profile, double shelter_m) {
            if (elevated) return 0.0;
            if (on_hill) return hills.density(height, c.receptor_ground_m[h], z, sigma_z, p.lid_m[i]);
            if (height < shelter_m) return 0.0;
            return density_at(height, std::max(0.0, z), sigma_z, p.lid_m[i], profile);
        };
        const auto ends = [&](double sunk0_m, double sunk1_m, double Densities::*of) {
            scratch_.start[h].*of = density(z_start - sunk0_m, sigma_z_start, profile_start, shelter_start);
            scratch_.end[h].*of = density(p.z_m[i] - sunk1_m, p.sigma_z_m[i], profile_end, shelter_end);
        };
        ends(0.0, 0.0, &Densities::fine);
        ends(sunk_start, p.sunk_m[i], &Densities::coarse);
        if (has_giant) ends(faster * sunk_start, faster * p.sunk_m[i], &Densities::giant);
    }
}

/// Transformation and removal.
void PuffStep::deplete(StepLosses& losses) {
    const auto ground_of = [&](double Densities::*of) { return 0.5 * (scratch_.start[0].*of + scratch_.end[0].*of); };
    const Densities ground{ground_of(&Densities::fine), ground_of(&Densities::coarse),
                           has_giant ? ground_of(&Densities::giant) : 0.0};
    CarriedMass& mass = p.mass_kg[i];
    before = mass;
    const Transformed moved = transform(mass, linear_shares(c.rates_at(0.5 * (fraction + next_fraction)), dt));
    losses.transformed[index(Carried::so2)] += moved.so2_kg;
    losses.transformed[index(Carried::so4)] -= moved.so4_kg;
    losses.transformed[index(Carried::nox)] += moved.nox_kg;
    losses.transformed[index(Carried::no3)] -= moved.no3_kg;
    removal = {};
    rain = c.scenario.deposition.wet ? 0.5 * (met.precipitation_mm_h + met_end.precipitation_mm_h) : 0.0;
    if (!(ground.fine > 0.0 || ground.coarse > 0.0 || ground.giant > 0.0 || rain > 0.0)) return;
    const RemovalRates scavenging =
        rain > 0.0
            ? puff_scavenging_per_s(c.scenario.deposition,
                                    {rain, met.temperature_2m_k, met.surface_pressure_pa, met.relative_humidity_frac},
                                    p.z_m[i], p.sigma_z_m[i], p.lid_m[i])
            : RemovalRates{};
    removal =
        remove(mass, c.velocities.at(0.5 * (x0 + p.x_m[i]), 0.5 * (y0 + p.y_m[i]), 0.5 * (fraction + next_fraction)),
               ground, scavenging, rain > 0.0, dt);
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        losses.dry[k] += removal.dry[k];
        losses.wet[k] += removal.wet[k];
    }
}

/// A piece of path of what can be seen or washed out.
void PuffStep::leave_piece(Segments& segments, TiltedSegments* tilted) const {
    if (elevated && !(rain > 0.0)) return;
    Segments* pieces = &segments;
    if (tilted != nullptr && options.shear &&
        tilted->add_if_tilted(spread_start, tilted_spread(p, i, height_of(p, i)), c.sampling_height_m[0]))
        pieces = &tilted->pieces;
    const Segments::Weights at =
        pieces->add({p.source[i], x0, y0, p.x_m[i], p.y_m[i], 0.5 * (sigma_y_start + p.sigma_y_m[i]),
                     p.sigma_y_m[i] - sigma_y_start, left_s, dt},
                    scratch_.start.size() * c.channels.count());
    const PieceEnds ends{before, p.mass_kg[i], reference_state_factor(met), dt / 3600.0};
    std::fill(at.weight.begin(), at.weight.end(), 0.0);
    std::fill(at.change.begin(), at.change.end(), 0.0);
    const std::size_t count = c.channels.count();
    for (std::size_t h = 0; h < scratch_.start.size(); ++h) {
        if (!scratch_.in_reach[h]) continue;
        add_weights(ends, scratch_.start[h], scratch_.end[h], removal, c.channels, at.weight.subspan(h * count, count),
                    at.change.subspan(h * count, count));
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
    return layer_like_aermod(p, i, c, time_fraction);
}

const LinearRates& StepContext::rates_at(double at) const noexcept {
    if (rates.size() == 1) return rates[0];
    const double of_step = (end_fraction - begin_fraction) / static_cast<double>(rates.size());
    const auto step = static_cast<std::size_t>(std::max(0.0, (at - begin_fraction) / of_step));
    return rates[std::min(step, rates.size() - 1)];
}

bool step_puff(PuffStore& p, std::size_t i, double flight_frac, const StepContext& c, Segments& segments,
               StepLosses& losses, StepScratch& scratch, TiltedSegments* tilted) {
    PuffStep step(p, i, flight_frac, c, scratch);
    while (!step.done()) {
        step.move();
        step.deplete(losses);
        step.leave_piece(segments, tilted);
        step.end_sub_step();
        if (!outside_domain({p.x_m[i], p.y_m[i]}, p.sigma_y_m[i], p.stretch_m2[i], p.cross_m2[i], c.grid)) continue;
        for (std::size_t k = 0; k < k_carried_count; ++k) {
            losses.outflow[k] += p.mass_kg[i][k];
            p.mass_kg[i][k] = 0.0;
        }
        return false;
    }
    return true;
}

}  // namespace lantian
