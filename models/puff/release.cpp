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
/// What rise_left of a puff on a path is at least: above 0 it is not joined with others.
constexpr double k_on_path_m = 1e-3;

}  // namespace

Release::Release(const SourceCatalog& catalog, const Scenario& scenario) : catalog_(catalog), scenario_(scenario) {
    for (const Source& source : catalog.sources) {
        outflows_.push_back(outflow_of(source));
        may_follow_path_.push_back(may_follow_path(source, scenario.puffs));
    }
}

std::size_t Release::steps_per_release(std::size_t source) const {
    const SourceShape shape = catalog_.sources[source].shape;
    const bool single = shape == SourceShape::point || shape == SourceShape::line;
    const double interval_s = single ? scenario_.puffs.release_point_s : scenario_.puffs.release_area_s;
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
            append(fresh, s, cell, mass_kg, 1.0, interval_s, height, source.sigma_z0_m, lid, 0.0, 0.0);
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
