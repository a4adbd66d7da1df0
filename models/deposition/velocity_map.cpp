#include "models/deposition/velocity_map.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/deposition/particles.hpp"
#include "models/deposition/resistance.hpp"
#include "models/deposition/wet.hpp"

namespace lantian {

namespace {

/// Height at which the concentration that deposits is taken, m.
constexpr double k_reference_height_m = 10.0;
/// Zhang's class for the whole domain until land use is read: crops. Emerson's constants were fitted with the shrub
/// class there.
constexpr ParticleSurface k_zhang_surface = k_surface_crops;
constexpr ParticleSurface k_emerson_surface = k_surface_shrub;

CarriedMass velocities(const MetState& met, std::size_t node, const Scenario::Deposition& options) {
    const AirProperties air = air_properties(met.temperature_2m_k[node], met.surface_pressure_pa[node]);
    const double friction = std::max(met.friction_velocity_m_s[node], 0.01);
    const double roughness = std::clamp(met.roughness_length_m[node], 1e-4, 0.5 * k_reference_height_m);
    const double ra =
        aerodynamic_resistance_s_m(k_reference_height_m, roughness, friction, 1.0 / met.obukhov_length_m[node]);
    const auto scheme =
        options.particle_scheme == "emerson2020" ? ParticleScheme::emerson2020 : ParticleScheme::zhang2001;
    const ParticleSurface& surface = scheme == ParticleScheme::emerson2020 ? k_emerson_surface : k_zhang_surface;
    const auto particle = [&](ParticleClass size) {
        const double settling = options.settling ? settling_velocity_m_s(size, air) : 0.0;
        const double rs = particle_surface_resistance_s_m(scheme, size, air, surface, friction);
        return settling > 0.0 ? conserving_velocity_m_s(settling, ra, rs) : 1.0 / (ra + rs);
    };
    const double fine = particle(k_fine_particle);
    const double coarse = particle(k_coarse_particle);
    CarriedMass out{};
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        const SpeciesProperties& species = species_table()[k];
        switch (species.phase) {
            case Phase::fine_particle:
                out[k] = fine;
                break;
            case Phase::coarse_particle:
                out[k] = coarse;
                break;
            case Phase::gas:
                out[k] = gas_deposition_velocity_m_s(
                    ra,
                    quasi_laminar_gas_s_m(friction, species.diffusivity_m2_s, air.viscosity_pa_s / air.density_kg_m3),
                    species.surface_resistance_s_m);
                break;
        }
    }
    return out;
}

}  // namespace

VelocityMap::VelocityMap(const MetState& first, const MetState& second, const Scenario::Deposition& options)
    : grid_(first.grid) {
    const std::array<const MetState*, 2> states{&first, &second};
    for (std::size_t slot = 0; slot < 2; ++slot) {
        velocity_m_s_[slot].resize(grid_->cells());
        if (!options.dry) continue;
        for (std::size_t node = 0; node < grid_->cells(); ++node)
            velocity_m_s_[slot][node] = velocities(*states[slot], node, options);
    }
    if (options.settling) {
        const std::size_t middle = grid_->cells() / 2;
        coarse_settling_m_s_ = settling_velocity_m_s(
            k_coarse_particle, air_properties(first.temperature_2m_k[middle], first.surface_pressure_pa[middle]));
    }
}

CarriedMass VelocityMap::at(double x_m, double y_m, double time_fraction) const noexcept {
    const auto cell = [](double offset, double width, std::size_t n) {
        return static_cast<std::size_t>(std::clamp(std::floor(offset / width), 0.0, static_cast<double>(n - 1)));
    };
    const std::size_t node = cell(y_m - grid_->south_m, grid_->cell_m, grid_->ny) * grid_->nx +
                             cell(x_m - grid_->west_m, grid_->cell_m, grid_->nx);
    CarriedMass out;
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        out[k] = velocity_m_s_[0][node][k] + time_fraction * (velocity_m_s_[1][node][k] - velocity_m_s_[0][node][k]);
    }
    return out;
}

CarriedMass scavenging_per_s(double precipitation_mm_h, double temperature_k) noexcept {
    CarriedMass out{};
    if (precipitation_mm_h <= 0.0) return out;
    const bool frozen = temperature_k < constants::k_zero_celsius_k;
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        const SpeciesProperties& species = species_table()[k];
        out[k] = scavenging_rate_per_s(frozen ? species.wet_frozen_a_per_s : species.wet_a_per_s, species.wet_b,
                                       precipitation_mm_h);
    }
    return out;
}

}  // namespace lantian
