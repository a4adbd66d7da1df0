#include "models/deposition/gases_zhang.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/assert.hpp"

namespace lantian {

namespace {

constexpr double k_least_s_m = 10.0, k_most_s_m = 9999.0;
/// From this deg C down cuticle and ground take up less.
constexpr double k_frost_celsius = -1.0;
constexpr double k_rain_mm_h = 0.2;
constexpr double k_snow_o3_s_m = 2000.0;

/// Saturation vapour pressure over water, hPa (Murray 1967).
double saturation_hpa(double celsius) noexcept {
    return 6.108 * std::exp(17.27 * (celsius - 0.01) / (celsius + 237.29));
}

/// Photosynthetically active radiation on a level place, W m-2.
struct ActiveLight {
    double direct_w_m2, diffuse_w_m2;
};

/// What of the sun's radiation is visible, and how much of that comes straight (Weiss and Norman 1985).
ActiveLight active_light(double solar_w_m2, double cos_zenith) noexcept {
    const double path = 1.0 / cos_zenith, decades = std::log10(path);
    const double visible_direct = 600.0 * std::exp(-0.185 * path) * cos_zenith;
    const double visible_diffuse = 0.4 * (600.0 - visible_direct) * cos_zenith;
    const double water = 1320.0 * std::pow(10.0, -1.195 + 0.4459 * decades - 0.0345 * decades * decades);
    const double infrared_direct = (720.0 * std::exp(-0.06 * path) - water) * cos_zenith;
    const double infrared_diffuse = 0.6 * (720.0 - infrared_direct - water) * cos_zenith;
    const double visible = std::max(0.1, visible_direct + visible_diffuse);
    const double infrared = std::max(0.01, infrared_direct + infrared_diffuse);
    const double ratio = std::min(0.9, solar_w_m2 / (visible + infrared));
    const double clear = std::min(0.99, (0.9 - ratio) / 0.7);
    const double straight = std::max(0.01, visible_direct / visible * (1.0 - std::pow(clear, 2.0 / 3.0)));
    return {straight * ratio * visible, (1.0 - straight) * ratio * visible};
}

/// Conductance of all leaves in this light, before heat, drought and dry air close the stomata, m s-1.
double light_conductance(const ZhangSurface& surface, const ZhangConditions& now) noexcept {
    const double lai = now.leaf_area_index, cosine = now.cos_zenith;
    const ActiveLight par = active_light(now.solar_w_m2, cosine);
    const bool dense = lai > 2.5 && now.solar_w_m2 > 200.0;
    const double shaded_w_m2 = par.diffuse_w_m2 * std::exp(-0.5 * std::pow(lai, dense ? 0.8 : 0.7)) +
                               0.07 * par.direct_w_m2 * (1.1 - 0.1 * lai) * std::exp(-cosine);
    const double sunlit_w_m2 = std::pow(par.direct_w_m2, dense ? 0.8 : 1.0) * 0.5 / cosine + shaded_w_m2;
    const auto leaf = [&](double light) { return 1.0 / (surface.stomata_least * (1.0 + surface.light_w_m2 / light)); };
    const double sunlit = 2.0 * cosine * (1.0 - std::exp(-0.5 * lai / cosine));
    return sunlit * leaf(sunlit_w_m2) + (lai - sunlit) * leaf(shaded_w_m2);
}

/// Frost at most doubles a resistance.
double frozen(double resistance, double celsius) noexcept {
    if (celsius >= k_frost_celsius) return resistance;
    return resistance * std::min(2.0, std::exp(0.2 * (k_frost_celsius - celsius)));
}

/// SO2 on melting to cold snow (and ice).
double snow_so2_s_m(double celsius) noexcept { return std::clamp(70.0 * (2.0 - celsius), 100.0, 500.0); }

double beside_snow(double bare, double snow, double covered_frac) noexcept {
    return 1.0 / ((1.0 - covered_frac) / bare + covered_frac / snow);
}

/// Resistances to the two gases to which all others are scaled.
struct Pair {
    double so2, o3;
    [[nodiscard]] double scaled(const ZhangGas& gas) const { return 1.0 / (gas.so2 / so2 + gas.o3 / o3); }
};

Pair ground(const ZhangSurface& s, const ZhangConditions& now) noexcept {
    const double t = now.surface_celsius;
    if (!s.land) return {s.snow_covers_cm > 0.0 ? snow_so2_s_m(t) : s.ground_so2, s.ground_o3};
    Pair bare{frozen(s.ground_so2, t), frozen(s.ground_o3, t)};
    if (now.wetness != Wetness::dry) bare.so2 = now.wetness == Wetness::rain ? 50.0 : 100.0;
    const double covered = std::min(1.0, 2.0 * now.snow_depth_cm / s.snow_covers_cm);
    return {beside_snow(bare.so2, snow_so2_s_m(t), covered), beside_snow(bare.o3, k_snow_o3_s_m, covered)};
}

Pair cuticle(const ZhangSurface& s, const ZhangConditions& now) noexcept {
    const double t = now.surface_celsius, lai = now.leaf_area_index;
    if (!std::isfinite(s.cuticle_dry_o3) || !(lai > 0.0)) return {k_no_path, k_no_path};
    Pair leaves{};
    if (now.wetness == Wetness::dry) {
        const double share = std::exp(-3.0 * now.humidity_frac) / (std::pow(lai, 0.25) * now.friction_velocity_m_s);
        leaves = {std::max(100.0, frozen(s.cuticle_dry_so2 * share, t)),
                  std::max(100.0, frozen(s.cuticle_dry_o3 * share, t))};
    } else {
        const double share = 1.0 / (std::sqrt(lai) * now.friction_velocity_m_s);
        leaves = {std::max(20.0, (now.wetness == Wetness::rain ? 50.0 : 100.0) * share), s.cuticle_wet_o3 * share};
    }
    const double covered = std::min(1.0, now.snow_depth_cm / s.snow_covers_cm);
    return {beside_snow(leaves.so2, snow_so2_s_m(t), covered), beside_snow(leaves.o3, k_snow_o3_s_m, covered)};
}

}  // namespace

ZhangGas zhang_gas(Removed gas) noexcept {
    const RemovalProperties& p = removal_table()[index(gas)];
    LANTIAN_ASSERT(p.phase == Phase::gas);
    const double taken = p.henry_m_atm / 3000.0 + 100.0 * p.reactivity;
    const double mesophyll = taken > 0.0 ? 1.0 / taken : k_no_path;
    switch (gas) {
        case Removed::so2:
            return {1.0, 0.0, mesophyll, p.diffusivity_ratio};
        case Removed::nox:  // as NO2
            return {0.0, 0.8, mesophyll, p.diffusivity_ratio};
        case Removed::nh3:
            return {1.0, 0.0, mesophyll, p.diffusivity_ratio};
        case Removed::hg_oxidised:  // as nitric acid
            return {10.0, 10.0, mesophyll, p.diffusivity_ratio};
        default:  // no values of Zhang's: by solubility and reactivity, as CAMx does
            return {p.henry_m_atm / removal_table()[index(Removed::so2)].henry_m_atm, p.reactivity, mesophyll,
                    p.diffusivity_ratio};
    }
}

Wetness zhang_wetness(double surface_celsius, double humidity_frac, double rain_mm_h,
                      double friction_velocity_m_s) noexcept {
    if (!(surface_celsius > 0.0)) return Wetness::dry;
    if (rain_mm_h > k_rain_mm_h) return Wetness::rain;
    const double deficit_g_kg = std::max(1e-4, 0.622 * saturation_hpa(surface_celsius) * (1.0 - humidity_frac));
    constexpr double k_clear_sky = 0.3;
    return friction_velocity_m_s < 1.5 * k_clear_sky / deficit_g_kg ? Wetness::dew : Wetness::dry;
}

double zhang_stomata_s_m(const ZhangSurface& s, const ZhangConditions& now) noexcept {
    const double t = now.surface_celsius;
    if (!std::isfinite(s.stomata_least) || now.solar_w_m2 < 0.1 || now.cos_zenith <= 1e-3 ||
        now.leaf_area_index <= 1e-3 || t <= s.coldest || t >= s.warmest)
        return k_no_path;
    const double exponent = (s.warmest - s.best) / (s.warmest - s.coldest);
    const double heat =
        (t - s.coldest) / (s.best - s.coldest) * std::pow((s.warmest - t) / (s.warmest - s.best), exponent);
    const double deficit_kpa = 0.1 * saturation_hpa(t) * (1.0 - now.humidity_frac);
    const double dry_air = std::clamp(1.0 - s.b_vpd * deficit_kpa, 0.1, 1.0);
    const double potential_mpa = -0.72 - 0.0013 * now.solar_w_m2;
    const double drought = std::clamp((potential_mpa - s.potential_2) / (s.potential_1 - s.potential_2), 0.1, 1.0);
    return 1.0 / (light_conductance(s, now) * heat * dry_air * drought);
}

double zhang_surface_resistance_s_m(const ZhangGas& gas, const ZhangSurface& s, const ZhangConditions& now) noexcept {
    const bool wet = now.wetness != Wetness::dry;
    const double closed_frac = wet ? std::clamp((now.solar_w_m2 - 200.0) / 800.0, 0.0, 0.5) : 0.0;
    const double stomata = zhang_stomata_s_m(s, now) * gas.diffusivity_ratio + gas.mesophyll_s_m;
    const double grown =
        s.most_lai > s.least_lai ? (now.leaf_area_index - s.least_lai) / (s.most_lai - s.least_lai) : 0.0;
    const double canopy = (s.canopy_least + grown * (s.canopy_most - s.canopy_least)) *
                          std::pow(now.leaf_area_index, 0.25) / (now.friction_velocity_m_s * now.friction_velocity_m_s);
    const double conductance =
        (1.0 - closed_frac) / stomata + 1.0 / (canopy + ground(s, now).scaled(gas)) + 1.0 / cuticle(s, now).scaled(gas);
    return std::clamp(1.0 / conductance, k_least_s_m, k_most_s_m);
}

}  // namespace lantian
