#include "models/puff/dust_emission.hpp"

#include <algorithm>

#include "models/puff/dust.hpp"

namespace lantian {

namespace {

constexpr double k_day_s = 86400.0;
constexpr double k_t_per_short_ton = 0.90718474;
/// An hour with more rain than this is wet (AP-42 13.2.1).
constexpr double k_wet_hour_mm_h = 0.254;

DustMass split(double total_kg, double fine, double coarse, double giant) {
    return {total_kg * fine, total_kg * coarse, total_kg * giant};
}

/// Cumulative masses PM2.5, PM10, PM30 as classes.
DustMass classes(double pm25_kg, double pm10_kg, double pm30_kg) {
    return {pm25_kg, pm10_kg - pm25_kg, pm30_kg - pm10_kg};
}

DustMass pile(const DustSource& s, const DustWeather& w, double interval_s, double activity, double& eroded) {
    const double friction = surface_friction_m_s(s.gust_ratio * w.wind_10m_m_s, s.surface_roughness_m);
    const double potential = w.rain_mm_h > 0.0 ? 0.0 : pile_erosion_g_m2(friction, s.threshold_m_s);
    // Disturbed parts offer their whole potential, the rest what it has left.
    const double disturbances = s.disturbances_per_day * activity * interval_s / k_day_s;
    const double fresh = std::min(1.0, disturbances);
    const double whole = disturbances * potential;
    const double rest = (1.0 - fresh) * std::max(0.0, potential - eroded);
    eroded = fresh * potential + (1.0 - fresh) * std::max(eroded, potential);
    return split((whole + rest) * 1e-3 * s.area_m2, 0.075, 0.425, 0.5);
}

DustMass bare_soil(const DustSource& s, const DustWeather& w, double interval_s) {
    if (w.rain_mm_h > 0.0) return {};
    const double friction = surface_friction_m_s(s.gust_ratio * w.wind_10m_m_s, s.surface_roughness_m);
    const double threshold = s.threshold_m_s * moist_threshold_ratio(s.moisture_percent, s.clay_percent);
    const double flux_kg_m2_s =
        sandblasting_per_m(s.clay_percent) * saltation_flux_kg_m_s(friction, threshold, w.air_density_kg_m3);
    const DustSizes& size = k_windblown_sizes;
    return split(flux_kg_m2_s * interval_s * s.area_m2, size.fine, size.coarse, size.giant);
}

DustMass road(const DustSource& s, const DustWeather& w, double interval_s, double activity) {
    constexpr double k_year_days = 365.0;
    const double wet_days = s.wet_days_per_year.value_or(0.0);
    if (!s.wet_days_per_year && w.rain_mm_h >= k_wet_hour_mm_h) return {};
    const double vehicle_km = s.vehicles_per_day * activity * interval_s / k_day_s * s.length_m * 1e-3;
    const double short_tons = s.weight_t / k_t_per_short_ton;
    if (s.kind == DustKind::paved_road) {
        const auto kg = [&](double k) {
            return vehicle_km * 1e-3 * paved_road_dust_g_km(k, s.silt, short_tons, wet_days, k_year_days);
        };
        return classes(kg(0.15), kg(0.62), kg(3.23));
    }
    const auto kg = [&](double k, double power) {
        return vehicle_km * 1e-3 * unpaved_road_dust_g_km(k, s.silt, short_tons, power) *
               (1.0 - wet_days / k_year_days);
    };
    return classes(kg(0.15, 0.9), kg(1.5, 0.9), kg(4.9, 0.7));
}

DustMass handling(const DustSource& s, const DustWeather& w, double interval_s, double activity) {
    const double tonnes = s.throughput_t_day * activity * interval_s / k_day_s;
    const auto kg = [&](double k) { return tonnes * handling_dust_kg_t(k, w.wind_10m_m_s, s.moisture_percent); };
    return classes(kg(0.053), kg(0.35), kg(0.74));
}

/// K(t) S is the concentration over the deposit; what keeps it up against deposition is that times the velocity.
DustMass resuspension(const DustSource& s, const DustWeather& w, double interval_s) {
    if (w.rain_mm_h > 0.0) return {};
    const double flux_kg_m2_s = resuspension_factor_per_m(s.age_days) * s.load_kg_m2 * w.exchange_m_s;
    // Sizes of road dust (AP-42 13.2.1: 0.15, 0.62, 3.23).
    return split(flux_kg_m2_s * interval_s * s.area_m2, 0.15 / 3.23, 0.47 / 3.23, 2.61 / 3.23);
}

}  // namespace

DustMass dust_mass(const DustSource& source, const DustWeather& weather, double interval_s, double activity,
                   double& eroded_g_m2) noexcept {
    DustMass mass;
    switch (source.kind) {
        case DustKind::pile:
            mass = pile(source, weather, interval_s, activity, eroded_g_m2);
            break;
        case DustKind::bare_soil:
            mass = bare_soil(source, weather, interval_s);
            break;
        case DustKind::paved_road:
        case DustKind::unpaved_road:
            mass = road(source, weather, interval_s, activity);
            break;
        case DustKind::handling:
            mass = handling(source, weather, interval_s, activity);
            break;
        case DustKind::resuspension:
            mass = resuspension(source, weather, interval_s);
            break;
    }
    const double kept = 1.0 - source.control_frac;
    return {kept * mass.fine_kg, kept * mass.coarse_kg, kept * mass.giant_kg};
}

CarriedMass carried_dust(const DustMass& dust, const MetalShares& metals) noexcept {
    CarriedMass out{};
    out[index(Carried::pm25_primary)] = dust.fine_kg;
    out[index(Carried::pm_coarse)] = dust.coarse_kg;
    for (std::size_t metal = 0; metal < 3; ++metal) {
        const std::size_t first = index(Carried::pb_fine) + 3 * metal;
        out[first] = metals[metal] * dust.fine_kg;
        out[first + 1] = metals[metal] * dust.coarse_kg;
        out[first + 2] = metals[metal] * dust.giant_kg;
    }
    out[index(Carried::hg_fine)] = metals[3] * dust.fine_kg;
    out[index(Carried::hg_coarse)] = metals[3] * (dust.coarse_kg + dust.giant_kg);
    return out;
}

}  // namespace lantian
