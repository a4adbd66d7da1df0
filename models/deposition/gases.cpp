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

double wesely_surface_resistance_s_m(const WeselyGas& gas, const WeselySurface& surface,
                                     const WeselyConditions& now) noexcept {
    const double soluble = 1e-5 * gas.henry_m_atm;
    const double cold = now.surface_celsius < 0.0 ? 1000.0 * std::exp(-now.surface_celsius - 4.0) : 0.0;
    const auto scaled = [&](double so2, double o3) { return 1.0 / (soluble / so2 + gas.reactivity / o3); };

    const double stomata = wesely_stomata_s_m(surface.stomata, now) * gas.diffusivity_ratio;
    const double mesophyll = 1.0 / (gas.henry_m_atm / 3000.0 + 100.0 * gas.reactivity);
    const double leaf = surface.leaf / (soluble + gas.reactivity) + cold;
    const double convection = 100.0 * (1.0 + 1000.0 / (now.solar_w_m2 + 10.0)) / (1.0 + 1000.0 * now.slope_rad);
    const double exposed = scaled(surface.exposed_so2, surface.exposed_o3) + cold;
    const double ground = scaled(surface.ground_so2, surface.ground_o3) + cold;
    const double conductance =
        1.0 / (stomata + mesophyll) + 1.0 / leaf + 1.0 / (convection + exposed) + 1.0 / (surface.canopy + ground);
    return std::clamp(1.0 / conductance, 10.0, 9999.0);
}

}  // namespace lantian
