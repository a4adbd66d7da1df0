#include "models/deposition/gases.hpp"

#include <algorithm>
#include <cmath>

namespace lantian {

double wesely_stomata_s_m(double least_s_m, const WeselyConditions& now) noexcept {
    const double t = now.surface_celsius;
    if (!(now.solar_w_m2 > 0.0) || !(t > 0.0) || !(t < 40.0)) return k_no_path;
    const double light = 200.0 / (now.solar_w_m2 + 0.1);
    return least_s_m * (1.0 + light * light) * (400.0 / (t * (40.0 - t)));
}

namespace {

constexpr double k_least_s_m = 1.0;

/// Resistance of wet leaves; leaf_s_m: of dry ones to SO2, infinity where there are none.
double wet_leaf_s_m(const WeselyGas& gas, double leaf_s_m, const WeselyConditions& now) noexcept {
    const bool dew = now.wetness == Wetness::dew;
    if (gas.wet == WetUptake::as_so2) {
        if (now.urban) return 50.0;
        if (!std::isfinite(leaf_s_m)) return k_no_path;
        return dew ? 100.0 : 1.0 / (1.0 / 5000.0 + 1.0 / (3.0 * leaf_s_m));
    }
    if (!std::isfinite(leaf_s_m)) return k_no_path;
    const double ozone = 1.0 / ((dew ? 1.0 / 3000.0 : 1.0 / 1000.0) + 1.0 / (3.0 * leaf_s_m));
    if (gas.wet == WetUptake::as_o3) return ozone;
    return 1.0 / ((1e-5 * gas.henry_m_atm + gas.reactivity) / (3.0 * leaf_s_m) + 1e-7 * gas.henry_m_atm +
                  gas.reactivity / ozone);
}

}  // namespace

double wesely_surface_resistance_s_m(const WeselyGas& gas, const WeselySurface& surface,
                                     const WeselyConditions& now) noexcept {
    const double soluble = 1e-5 * gas.henry_m_atm;
    const double cold = now.surface_celsius < 0.0 ? 1000.0 * std::exp(-now.surface_celsius - 4.0) : 0.0;
    // Where the table says 0 (water takes SO2 at once) the least resistance is 1 s m-1, as in CAMx: else a gas that is
    // hardly soluble would go in as fast.
    const auto part = [](double taken, double resistance) { return taken / std::max(resistance, k_least_s_m); };
    const auto scaled = [&](double so2, double o3) { return 1.0 / (part(soluble, so2) + part(gas.reactivity, o3)); };
    const bool wet = now.wetness != Wetness::dry;

    const double stomata = wesely_stomata_s_m(surface.stomata, now) * gas.diffusivity_ratio * (wet ? 3.0 : 1.0);
    const double mesophyll = 1.0 / (gas.henry_m_atm / 3000.0 + 100.0 * gas.reactivity);
    const double leaf = (wet ? wet_leaf_s_m(gas, surface.leaf, now) : surface.leaf / (soluble + gas.reactivity)) + cold;
    const double convection = 100.0 * (1.0 + 1000.0 / (now.solar_w_m2 + 10.0)) / (1.0 + 1000.0 * now.slope_rad);
    const double exposed = scaled(surface.exposed_so2, surface.exposed_o3) + cold;
    const double ground = scaled(surface.ground_so2, surface.ground_o3) + cold;
    const double conductance =
        1.0 / (stomata + mesophyll) + 1.0 / leaf + 1.0 / (convection + exposed) + 1.0 / (surface.canopy + ground);
    return std::clamp(1.0 / conductance, 10.0, 9999.0);
}

}  // namespace lantian
