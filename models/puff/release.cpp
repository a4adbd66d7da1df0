#include "models/puff/release.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/deposition/land_surfaces.hpp"
#include "models/deposition/resistance.hpp"
#include "models/puff/dispersion.hpp"
#include "models/puff/dust.hpp"
#include "models/puff/dust_emission.hpp"
#include "models/puff/pit.hpp"
#include "models/puff/rise.hpp"

namespace lantian {

namespace {

/// Gradient of potential temperature that belongs to a buoyancy frequency, K m-1.
double gradient_k_m(const MetSample& air) {
    return air.buoyancy_frequency_s * air.buoyancy_frequency_s * air.potential_temperature_k /
           constants::k_gravity_m_s2;
}

/// Depth over which wind and temperature gradient above a stack or a lid are taken, m.
constexpr double k_gradient_layer_m = 100.0;
/// What rise_left of a puff on a path is at least: above 0 it is not joined with others.
constexpr double k_on_path_m = 1e-3;

/// Wind that blows dust and sets vehicle wakes and pits is that at 10 m.
constexpr double k_wind_height_m = 10.0;
constexpr double k_least_pit_wind_m_s = 0.1;

/// Deposition velocity of coarse particles on bare soil (Zhang et al. 2001).
double exchange_velocity_m_s(const MetSample& air, const AirProperties& properties) {
    const double friction = std::max(air.friction_velocity_m_s, 0.01);
    const ParticleSurface surface = particle_surface(ParticleScheme::zhang2001, LandUse::barren, Season::late_autumn);
    const double ra =
        aerodynamic_resistance_s_m(k_wind_height_m, std::clamp(air.roughness_length_m, 1e-4, 0.5 * k_wind_height_m),
                                   friction, air.inverse_obukhov_m);
    const double rs =
        particle_surface_resistance_s_m(ParticleScheme::zhang2001, k_coarse_particle, properties, surface, friction);
    return conserving_velocity_m_s(settling_velocity_m_s(k_coarse_particle, properties), ra, rs);
}

}  // namespace

Release::Release(const SourceCatalog& catalog, const Scenario& scenario)
    : catalog_(catalog), scenario_(scenario), eroded_g_m2_(catalog.sources.size()) {
    for (std::size_t s = 0; s < catalog.sources.size(); ++s) {
        const Source& source = catalog.sources[s];
        outflows_.push_back(outflow_of(source));
        may_follow_path_.push_back(may_follow_path(source, scenario.puffs));
        if (source.dust) eroded_g_m2_[s].assign(source.cells.size(), 0.0);
    }
}

std::size_t Release::steps_per_release(std::size_t source) const {
    const SourceShape shape = catalog_.sources[source].shape;
    const bool single = shape == SourceShape::point || shape == SourceShape::line;
    const double interval_s = single ? scenario_.puffs.release_point_s : scenario_.puffs.release_area_s;
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(interval_s / scenario_.time.step_s)));
}

double Release::interval_s(std::size_t source) const {
    return static_cast<double>(steps_per_release(source)) * scenario_.time.step_s;
}

double Release::flight_fraction(std::size_t source) const { return steps_per_release(source) % 2 == 1 ? 0.5 : 1.0; }

void Release::emit(std::size_t step, const MetWindow& window, PuffStore& fresh, MassLedger& ledger) {
    const auto step_s = static_cast<std::int64_t>(scenario_.time.step_s);
    const auto total_steps = static_cast<std::size_t>(scenario_.time.hours * 3600 / step_s);
    for (std::size_t s = 0; s < catalog_.sources.size(); ++s) {
        const std::size_t every = steps_per_release(s);
        if (step % every != every / 2) continue;
        const std::size_t first = step - every / 2;
        const std::size_t last = std::min(first + every, total_steps);
        const UtcTime begin = scenario_.time.start + static_cast<std::int64_t>(first) * step_s;
        const UtcTime end = scenario_.time.start + static_cast<std::int64_t>(last) * step_s;
        const Source& source = catalog_.sources[s];
        const double fraction = catalog_.fraction_of_year(source.profile, begin, end);
        const UtcTime start = scenario_.time.start + static_cast<std::int64_t>(step) * step_s;
        const double middle =
            window.time_fraction(start + static_cast<std::int64_t>((1.0 - flight_fraction(s)) * scenario_.time.step_s));
        const auto interval_s = static_cast<double>(end - begin);
        const std::size_t before = fresh.size();
        CarriedMass mass_kg{};
        bool any = false;
        for (std::size_t k = 0; k < k_carried_count; ++k) {
            mass_kg[k] = source.carried_annual_kg[k] * fraction;
            any = any || mass_kg[k] > 0.0;
        }
        if (source.dust) {
            const int year = calendar(begin, catalog_.local_offset_s).year;
            emit_dust(s, fraction * hours_in_year(year) * 3600.0 / interval_s, interval_s, middle, window, fresh);
        } else if (!any) {
            continue;
        } else if (source.pit) {
            emit_pit(s, mass_kg, interval_s, middle, window, fresh, ledger);
        } else {
            emit_source(s, mass_kg, interval_s, middle, window, fresh);
        }
        // Booked as what the puffs hold, so that the shares' rounding cannot open the ledger.
        for (std::size_t p = before; p < fresh.size(); ++p) {
            for (std::size_t k = 0; k < k_carried_count; ++k) ledger.at(s, k).emitted.add(fresh.mass_kg[p][k]);
        }
    }
}

void Release::emit_source(std::size_t s, const CarriedMass& mass_kg, double interval_s, double time_fraction,
                          const MetWindow& window, PuffStore& fresh) {
    const Source& source = catalog_.sources[s];
    const std::optional<Outflow>& outflow = outflows_[s];
    for (const ReleaseCell& cell : source.cells) {
        const double height = outflow ? outflow->flow.height_m : source.release_height_m;
        const MetSample top = window.sample(cell.place.x_m, cell.place.y_m, height,
                                            height + (outflow ? k_gradient_layer_m : 0.0), time_fraction);
        const double lid = top.mixing_height_m;
        if (may_follow_path_[s]) {
            const std::vector<PlumePart> parts =
                path_parts(catalog_, source, cell, scenario_.puffs, window, time_fraction);
            for (const PlumePart& part : parts) append(fresh, s, cell, mass_kg, part, interval_s, lid);
            if (!parts.empty()) continue;
        }
        if (!outflow) {
            double sigma_z0_m = source.sigma_z0_m;
            if (source.wake_width_m > 0.0) {
                const double wind =
                    window.wind_speed_at(cell.place.x_m, cell.place.y_m, k_wind_height_m, time_fraction);
                sigma_z0_m = std::max(sigma_z0_m, road_wake_sigma_z_m(source.wake_width_m, wind));
            }
            append(fresh, s, cell, mass_kg, 1.0, interval_s, height, sigma_z0_m, lid, 0.0, 0.0);
            continue;
        }
        const double wind = window.wind_speed_at(cell.place.x_m, cell.place.y_m, height, time_fraction);
        const double air_k =
            top.temperature_2m_k - constants::k_gravity_m_s2 / constants::k_air_heat_capacity_j_kg_k * height;
        const StackAir air{wind, air_k, gradient_k_m(top)};
        const double mouth =
            scenario_.puffs.stack_tip_downwash ? outflow_mouth_m(*outflow, std::max(wind, 0.1)) : height;
        const Rise rise = outflow_rise(*outflow, air, scenario_.puffs.minimum_wind_for_rise_m_s);
        // A momentum rise is complete at the stack; a buoyant one comes on the way (Release keeps it in rise_left).
        const double at_once = rise.buoyant ? 0.0 : rise.final_m;
        const double later = rise.buoyant ? rise.final_m : 0.0;
        if (mouth >= lid) {
            append(fresh, s, cell, mass_kg, 1.0, interval_s, mouth + at_once, source.sigma_z0_m, lid, later, rise.rate);
            continue;
        }
        double above = 0.0;
        Penetration parts{0.0, 0.0, lid};
        if (scenario_.puffs.penetration && rise.buoyant && mouth + 1.5 * rise.final_m > lid) {
            const MetSample cap =
                window.sample(cell.place.x_m, cell.place.y_m, lid, lid + k_gradient_layer_m, time_fraction);
            parts =
                layer_penetration(rise.buoyancy_flux_m4_s3, std::max(wind, scenario_.puffs.minimum_wind_for_rise_m_s),
                                  mouth, lid, gradient_k_m(cap), air_k);
            above = parts.fraction_above;
        }
        if (above < 1.0) {
            const double ceiling = std::min(parts.height_below_m, lid);
            append(fresh, s, cell, mass_kg, 1.0 - above, interval_s, std::min(mouth + at_once, ceiling),
                   source.sigma_z0_m, lid, std::max(0.0, std::min(later, ceiling - mouth)), rise.rate);
        }
        if (above > 0.0) {
            const double z = std::max(parts.height_above_m, lid * (1.0 + 1e-9));
            const double spread = std::hypot(source.sigma_z0_m, buoyant_spread_m(above * (z - mouth)));
            append(fresh, s, cell, mass_kg, above, interval_s, z, spread, lid, 0.0, 0.0);
        }
    }
}

void Release::emit_dust(std::size_t s, double activity, double interval_s, double time_fraction,
                        const MetWindow& window, PuffStore& fresh) {
    const Source& source = catalog_.sources[s];
    for (std::size_t n = 0; n < source.cells.size(); ++n) {
        const ReleaseCell& cell = source.cells[n];
        const MetSample air = window.sample(cell.place.x_m, cell.place.y_m, source.release_height_m,
                                            source.release_height_m, time_fraction);
        const double wind = window.wind_speed_at(cell.place.x_m, cell.place.y_m, k_wind_height_m, time_fraction);
        const AirProperties properties = air_properties(air.temperature_2m_k, air.surface_pressure_pa);
        const DustWeather weather{wind, air.precipitation_mm_h, properties.density_kg_m3,
                                  exchange_velocity_m_s(air, properties)};
        const DustMass dust = dust_mass(*source.dust, weather, interval_s, activity, eroded_g_m2_[s][n]);
        if (!(dust.fine_kg + dust.coarse_kg + dust.giant_kg > 0.0)) continue;
        const double sigma_z0_m = source.wake_width_m > 0.0
                                      ? std::max(source.sigma_z0_m, road_wake_sigma_z_m(source.wake_width_m, wind))
                                      : source.sigma_z0_m;
        append(fresh, s, cell, carried_dust(dust, source.dust->metal_frac), 1.0, interval_s, source.release_height_m,
               sigma_z0_m, air.mixing_height_m, 0.0, 0.0);
    }
}

void Release::emit_pit(std::size_t s, const CarriedMass& mass_kg, double interval_s, double time_fraction,
                       const MetWindow& window, PuffStore& fresh, MassLedger& ledger) {
    const Source& source = catalog_.sources[s];
    const Pit& pit = *source.pit;
    const MetSample air =
        window.sample(pit.centre.x_m, pit.centre.y_m, k_wind_height_m, k_wind_height_m, time_fraction);
    const double wind = std::max(std::hypot(air.wind_x_m_s, air.wind_y_m_s), k_least_pit_wind_m_s);
    const AirProperties properties = air_properties(air.temperature_2m_k, air.surface_pressure_pa);
    CarriedMass leaves = mass_kg;
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        const Phase phase = species_table()[k].phase();
        if (phase == Phase::gas || !scenario_.deposition.settling) continue;
        const Scenario::Deposition& d = scenario_.deposition;
        const ParticleClass size = phase == Phase::fine_particle
                                       ? ParticleClass{d.fine_diameter_um * 1e-6, k_fine_particle.density_kg_m3}
                                   : phase == Phase::coarse_particle
                                       ? ParticleClass{d.coarse_diameter_um * 1e-6, k_coarse_particle.density_kg_m3}
                                       : ParticleClass{d.giant_diameter_um * 1e-6, k_giant_particle.density_kg_m3};
        leaves[k] *= pit_escape_frac(settling_velocity_m_s(size, properties), wind);
        ledger.at(s, k).emitted.add(mass_kg[k] - leaves[k]);
        ledger.at(s, k).dry.add(mass_kg[k] - leaves[k]);
    }
    const PitOutlet outlet = pit_outlet(pit, air.wind_x_m_s, air.wind_y_m_s, source.release_height_m);
    append(fresh, s, {outlet.centre, 1.0, std::max(1.0, outlet.sigma_m)}, leaves, 1.0, interval_s,
           std::max(0.0, source.release_height_m - pit.depth_m), source.sigma_z0_m, air.mixing_height_m, 0.0, 0.0);
}

void Release::append(PuffStore& fresh, std::size_t source, const ReleaseCell& cell, const CarriedMass& mass_kg,
                     double share, double interval_s, double z_m, double sigma_z_m, double lid_m, double rise_m,
                     double rise_rate) {
    NewPuff puff{next_id_++,
                 static_cast<std::uint32_t>(source),
                 interval_s * cell.fraction * share,
                 cell.place.x_m,
                 cell.place.y_m,
                 z_m,
                 cell.sigma_y0_m,
                 sigma_z_m,
                 lid_m,
                 rise_m,
                 rise_rate,
                 {}};
    for (std::size_t k = 0; k < k_carried_count; ++k) puff.mass_kg[k] = mass_kg[k] * (cell.fraction * share);
    fresh.append(puff);
}

void Release::append(PuffStore& fresh, std::size_t source, const ReleaseCell& cell, const CarriedMass& mass_kg,
                     const PlumePart& part, double interval_s, double lid_m) {
    ReleaseCell at = cell;
    at.place = {part.x_m, part.y_m};
    at.sigma_y0_m = part.sigma_y_m;
    double left_m = 0.0;
    if (part.path) {
        paths_.add(next_id_, part.path);
        left_m = std::max(k_on_path_m, part.path->points.back().height_m - part.z_m);
    }
    append(fresh, source, at, mass_kg, part.share, interval_s, part.z_m, part.sigma_z_m, lid_m, left_m, 0.0);
}

}  // namespace lantian
