#pragma once

#include "models/deposition/resistance.hpp"

namespace lantian {

// Scavenging rates Lambda, s-1: M = M0 exp(-Lambda t). rain_mm_h >= 0; no rain, no removal. Theory page, section 3.

/// Lambda = a P^b, P in mm/h.
[[nodiscard]] double scavenging_rate_per_s(double a_per_s, double b, double rain_mm_h) noexcept;

/// Drop size and speed for a rain rate > 0: d = 9e-4 P^0.21 m, v = 3100 d m/s (CAMx).
struct RainDrop {
    double diameter_m;
    double speed_m_s;
};
[[nodiscard]] RainDrop rain_drop(double rain_mm_h) noexcept;

/// Drop form 1.5 E P/d with collection efficiency E; particles in cloud drops: E 0.9.
[[nodiscard]] double drop_scavenging_per_s(double rain_mm_h, double efficiency = 0.9) noexcept;

/// In-cloud F P/(hc qw) (Hertel 1995). dissolved_frac: F; cloud_depth_m > 0; water_frac: liquid volume per air volume >
/// 0.
[[nodiscard]] double in_cloud_scavenging_per_s(double dissolved_frac, double rain_mm_h, double cloud_depth_m,
                                               double water_frac) noexcept;

/// Liquid water volume fraction when unknown: 2e-7 P^0.36.
[[nodiscard]] double cloud_water_frac(double rain_mm_h) noexcept;

/// Share of a gas in cloud water, HRT qw/(1 + HRT qw); henry_dimensionless = H R T.
[[nodiscard]] double dissolved_gas_frac(double henry_dimensionless, double water_frac) noexcept;

/// Collection efficiency of a falling drop (Slinn 1983). particle_density_kg_m3 and diameter_m of the particle.
[[nodiscard]] double slinn_efficiency(double diameter_m, double particle_density_kg_m3, RainDrop drop,
                                      const AirProperties& air) noexcept;

/// Field fit for rain (Laakso 2003), particles up to 10 um, about 0.1 to 20 mm/h.
[[nodiscard]] double laakso_scavenging_per_s(double diameter_m, double rain_mm_h) noexcept;

/// Below cloud, highly soluble gas: mass transfer to drops 6 P kc/(d v); gas_diffusivity_m2_s > 0.
[[nodiscard]] double gas_transfer_scavenging_per_s(double rain_mm_h, double gas_diffusivity_m2_s,
                                                   const AirProperties& air) noexcept;

/// Below cloud, gas at equilibrium with the rain: P HRT/h. The lesser of both limits holds.
[[nodiscard]] double gas_equilibrium_scavenging_per_s(double rain_mm_h, double henry_dimensionless,
                                                      double depth_m) noexcept;

/// EMEP gases and in-cloud particles: W P/(hs rho_w), hs 1000 m; scavenging_ratio: W.
[[nodiscard]] double emep_scavenging_per_s(double scavenging_ratio, double rain_mm_h) noexcept;

/// EMEP particles below cloud: 5.2 E P/5 m/s; E 0.1 fine, 0.4 coarse.
[[nodiscard]] double emep_particle_scavenging_per_s(double efficiency, double rain_mm_h) noexcept;

}  // namespace lantian
