#include "models/deposition/velocity_map.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/deposition/land_surfaces.hpp"
#include "models/deposition/resistance.hpp"
#include "models/meteorology/surface_energy.hpp"

namespace lantian {

namespace {

/// Height at which the concentration that deposits is taken, m.
constexpr double k_reference_height_m = 10.0;
constexpr double k_dew_humidity_frac = 0.9;
constexpr double k_um = 1e-6;
/// Of the season with continuous snow: low vegetation is covered (theory page, section 5).
constexpr double k_snow_depth_cm = 10.0;

enum class GasScheme { wesely1989, zhang2003, constant };

GasScheme gas_scheme(const Scenario::Deposition& options) {
    if (options.gas_scheme == "zhang2003") return GasScheme::zhang2003;
    return options.gas_scheme == "constant" ? GasScheme::constant : GasScheme::wesely1989;
}

/// What does not change from cell to cell.
struct Setup {
    const Scenario::Deposition& options;
    ParticleScheme scheme;
    GasScheme gases;
    Season season;
    double clear_sky_w_m2;
    double cos_zenith;
};

struct SizeClass {
    Removed removed;
    double diameter_um, density_kg_m3;
};

std::array<SizeClass, 3> size_classes(const Scenario::Deposition& d) {
    return {{{Removed::fine, d.fine_diameter_um, k_fine_particle.density_kg_m3},
             {Removed::coarse, d.coarse_diameter_um, k_coarse_particle.density_kg_m3},
             {Removed::giant, d.giant_diameter_um, k_giant_particle.density_kg_m3}}};
}

/// Calls f(particle, mass share) for the sizes of a class.
template <class F>
void each_size(const SizeClass& size, double spread, F&& f) {
    const double diameter_m = size.diameter_um * k_um;
    if (spread <= 1.0) return f(ParticleClass{diameter_m, size.density_kg_m3}, 1.0);
    for (const SizeBin& bin : lognormal_bins(diameter_m, spread))
        f(ParticleClass{bin.diameter_m, size.density_kg_m3}, bin.mass_frac);
}

double mean_settling_m_s(const SizeClass& size, double spread, const AirProperties& air) {
    double mean = 0.0;
    each_size(size, spread, [&](ParticleClass p, double share) { mean += share * settling_velocity_m_s(p, air); });
    return mean;
}

Wetness wetness_of(const MetState& met, std::size_t node, const Setup& setup) {
    if (setup.season == Season::late_autumn || setup.season == Season::snow) return Wetness::dry;
    if (met.precipitation_mm_h[node] > 0.0) return Wetness::rain;
    const bool humid = met.relative_humidity_frac[node] > k_dew_humidity_frac;
    return humid && setup.clear_sky_w_m2 <= 0.0 ? Wetness::dew : Wetness::dry;
}

/// Surface resistances of the gases over one land use, s m-1, by Removed.
RemovalRates gas_resistances(const MetState& met, std::size_t node, const Setup& setup, LandUse use, double friction) {
    RemovalRates out{};
    const double celsius = met.temperature_2m_k[node] - constants::k_zero_celsius_k;
    const double humidity = met.relative_humidity_frac[node];
    const ZhangConditions zhang{
        setup.clear_sky_w_m2,
        setup.cos_zenith,
        celsius,
        humidity,
        friction,
        land_surface(use, setup.season).leaf_area_index,
        zhang_wetness(celsius, humidity, met.precipitation_mm_h[node], friction),
        setup.season == Season::snow ? k_snow_depth_cm : 0.0,
    };
    const WeselyConditions wesely{setup.clear_sky_w_m2, celsius, 0.0, wetness_of(met, node, setup),
                                  use == LandUse::urban};
    for (std::size_t r = index(Removed::so2); r < k_removed_count; ++r) {
        const RemovalProperties& gas = removal_table()[r];
        switch (setup.gases) {
            case GasScheme::wesely1989:
                out[r] =
                    wesely_surface_resistance_s_m({gas.diffusivity_ratio, gas.henry_m_atm, gas.reactivity,
                                                   r == index(Removed::so2) ? WetUptake::as_so2 : WetUptake::mixed},
                                                  wesely_surface(use, setup.season), wesely);
                break;
            case GasScheme::zhang2003:
                out[r] = zhang_surface_resistance_s_m(zhang_gas(static_cast<Removed>(r)), zhang_surface(use), zhang);
                break;
            case GasScheme::constant:
                out[r] = gas.surface_resistance_s_m;
                break;
        }
    }
    return out;
}

/// Velocities over one land use.
RemovalRates velocities(const MetState& met, std::size_t node, const Setup& setup, LandUse use) {
    const AirProperties air = air_properties(met.temperature_2m_k[node], met.surface_pressure_pa[node]);
    const double friction = std::max(met.friction_velocity_m_s[node], 0.01);
    const double roughness = std::clamp(met.roughness_length_m[node], 1e-4, 0.5 * k_reference_height_m);
    const double ra =
        aerodynamic_resistance_s_m(k_reference_height_m, roughness, friction, 1.0 / met.obukhov_length_m[node]);
    const Wetness wetness = wetness_of(met, node, setup);
    ParticleSurface surface = particle_surface(setup.scheme, use, setup.season);
    surface.wet = surface.wet || wetness != Wetness::dry;
    RemovalRates out{};
    for (const SizeClass& size : size_classes(setup.options)) {
        double mean = 0.0;
        each_size(size, setup.options.size_spread, [&](ParticleClass particle, double share) {
            const double settling = setup.options.settling ? settling_velocity_m_s(particle, air) : 0.0;
            const double rs = particle_surface_resistance_s_m(setup.scheme, particle, air, surface, friction);
            mean += share * conserving_velocity_m_s(settling, ra, rs);
        });
        out[index(size.removed)] = mean;
    }
    const double nu = air.viscosity_pa_s / air.density_kg_m3;
    const RemovalRates surface_s_m = gas_resistances(met, node, setup, use, friction);
    for (std::size_t r = index(Removed::so2); r < k_removed_count; ++r) {
        const double rb = quasi_laminar_gas_s_m(friction, removal_table()[r].diffusivity_m2_s, nu);
        out[r] = gas_deposition_velocity_m_s(ra, rb, surface_s_m[r]);
    }
    return out;
}

/// Mean over the land uses of a cell; crops where they are not known.
RemovalRates cell_velocities(const MetState& met, std::size_t node, const Setup& setup) {
    if (!met.land_cover) return velocities(met, node, setup, LandUse::cropland);
    RemovalRates mean{};
    for (std::size_t use = 0; use < k_land_uses; ++use) {
        const double share = met.land_cover->share[node][use];
        if (!(share > 0.0)) continue;
        const RemovalRates of_use = velocities(met, node, setup, static_cast<LandUse>(use));
        for (std::size_t r = 0; r < k_removed_count; ++r) mean[r] += share * of_use[r];
    }
    return mean;
}

}  // namespace

VelocityMap::VelocityMap(const std::shared_ptr<const MetState>& first, const std::shared_ptr<const MetState>& second,
                         const Scenario& scenario, const VelocityMap* before)
    : grid_(first->grid), states_{first, second} {
    const Scenario::Deposition& options = scenario.deposition;
    const LonLat middle =
        grid_->projection.inverse({0.5 * (grid_->west_m + grid_->east_m()), 0.5 * (grid_->south_m + grid_->north_m())});
    for (std::size_t slot = 0; slot < 2; ++slot) {
        const MetState& met = *states_[slot];
        if (slot == 0 && before != nullptr && before->states_[1] == states_[0]) {
            velocity_m_s_[0] = before->velocity_m_s_[1];
            continue;
        }
        if (slot == 1 && states_[1] == states_[0]) {
            velocity_m_s_[1] = velocity_m_s_[0];
            continue;
        }
        auto cells = std::make_shared<Cells>(grid_->cells(), RemovalRates{});
        if (options.dry) {
            const double elevation = solar_elevation_rad(met.time, middle.lon_deg, middle.lat_deg);
            const Setup setup{
                options,
                options.particle_scheme == "emerson2020" ? ParticleScheme::emerson2020 : ParticleScheme::zhang2001,
                gas_scheme(options),
                season_named(scenario.meteorology.season).value_or(season_at(met.time, middle.lat_deg)),
                std::max(0.0, clear_sky_radiation_w_m2(elevation)),
                std::max(0.0, std::sin(elevation))};
            for (std::size_t node = 0; node < grid_->cells(); ++node)
                (*cells)[node] = cell_velocities(met, node, setup);
        }
        velocity_m_s_[slot] = std::move(cells);
    }
    if (options.settling) {
        const std::size_t node = grid_->cells() / 2;
        const AirProperties air = air_properties(first->temperature_2m_k[node], first->surface_pressure_pa[node]);
        const auto sizes = size_classes(options);
        coarse_settling_m_s_ = mean_settling_m_s(sizes[1], options.size_spread, air);
        giant_settling_m_s_ = mean_settling_m_s(sizes[2], options.size_spread, air);
    }
}

RemovalRates VelocityMap::at(double x_m, double y_m, double time_fraction) const noexcept {
    const auto cell = [](double offset, double width, std::size_t n) {
        return static_cast<std::size_t>(std::clamp(std::floor(offset / width), 0.0, static_cast<double>(n - 1)));
    };
    const std::size_t node = cell(y_m - grid_->south_m, grid_->cell_m, grid_->ny) * grid_->nx +
                             cell(x_m - grid_->west_m, grid_->cell_m, grid_->nx);
    const RemovalRates& start = (*velocity_m_s_[0])[node];
    const RemovalRates& end = (*velocity_m_s_[1])[node];
    RemovalRates out;
    for (std::size_t r = 0; r < k_removed_count; ++r) out[r] = start[r] + time_fraction * (end[r] - start[r]);
    return out;
}

}  // namespace lantian
