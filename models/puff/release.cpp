#include "models/puff/release.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/puff/dispersion.hpp"
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

}  // namespace

Release::Release(const SourceCatalog& catalog, const Scenario& scenario) : catalog_(catalog), scenario_(scenario) {}

std::size_t Release::steps_per_release(std::size_t source) const {
    const double interval_s = catalog_.sources[source].shape == SourceShape::point ? scenario_.puffs.release_point_s
                                                                                   : scenario_.puffs.release_area_s;
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(interval_s / scenario_.time.step_s)));
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
        CarriedMass mass_kg{};
        bool any = false;
        for (std::size_t k = 0; k < k_carried_count; ++k) {
            mass_kg[k] = source.carried_annual_kg[k] * fraction;
            any = any || mass_kg[k] > 0.0;
        }
        if (!any) continue;
        const UtcTime start = scenario_.time.start + static_cast<std::int64_t>(step) * step_s;
        const double middle =
            window.time_fraction(start + static_cast<std::int64_t>((1.0 - flight_fraction(s)) * scenario_.time.step_s));
        const std::size_t before = fresh.size();
        emit_source(s, mass_kg, static_cast<double>(end - begin), middle, window, fresh);
        // Booked as what the puffs hold, so that the shares' rounding cannot open the ledger.
        for (std::size_t p = before; p < fresh.size(); ++p) {
            for (std::size_t k = 0; k < k_carried_count; ++k) ledger.at(s, k).emitted.add(fresh.mass_kg[p][k]);
        }
    }
}

void Release::emit_source(std::size_t s, const CarriedMass& mass_kg, double interval_s, double time_fraction,
                          const MetWindow& window, PuffStore& fresh) {
    const Source& source = catalog_.sources[s];
    for (const ReleaseCell& cell : source.cells) {
        const double height = source.release_height_m;
        const MetSample top = window.sample(cell.place.x_m, cell.place.y_m, height,
                                            height + (source.stack ? k_gradient_layer_m : 0.0), time_fraction);
        const double lid = top.mixing_height_m;
        if (!source.stack) {
            append(fresh, s, cell, mass_kg, 1.0, interval_s, height, source.sigma_z0_m, lid, 0.0, 0.0);
            continue;
        }
        const double wind = window.wind_speed_at(cell.place.x_m, cell.place.y_m, height, time_fraction);
        const double air_k =
            top.temperature_2m_k - constants::k_gravity_m_s2 / constants::k_air_heat_capacity_j_kg_k * height;
        const StackFlow flow{height, source.stack->diameter_m, source.stack->exit_speed_m_s,
                             source.stack->exit_temperature_k};
        const StackAir air{wind, air_k, gradient_k_m(top)};
        const double mouth =
            scenario_.puffs.stack_tip_downwash ? stack_tip_downwash_height_m(flow, std::max(wind, 0.1)) : height;
        const Rise rise = briggs_rise(flow, air, scenario_.puffs.minimum_wind_for_rise_m_s);
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

}  // namespace lantian
