#pragma once

#include "models/puff/numerical_rise.hpp"
#include "models/puff/plume_path.hpp"

namespace lantian {

// Rise of stack plumes as in AERMOD (Cimorelli et al. 2005; Weil 1988; code 24142). Theory page of this room, section
// 1.6.

/// Weakest wind that AERMOD has: sqrt(2) times the least sigma_v of 0.2 m/s.
inline constexpr double k_aermod_least_wind_m_s = 0.2828427;

/// What leaves a stack, m: top of the stack, mouth of the plume (after stack-tip downwash); m4 s-3; m4 s-2.
struct AermodStack {
    double height_m, mouth_m, buoyancy_m4_s3, momentum_m4_s2;
};

/// Fluxes of an outflow; capped and horizontal outlets keep the buoyancy of what flows through them and leave with
/// 0.001 m/s: a momentum of the same volume at that speed.
[[nodiscard]] AermodStack aermod_stack(const Outflow& outflow, double mouth_m, double air_temperature_k) noexcept;

/// Rise at a distance in air that does not hold it: dh^3 = 3 Fm x/(b^2 u^2) + 3 Fb x^2/(2 b^2 u^3), b = 0.6. It has no
/// end: convective plumes rise until the lid (wind_m_s > 0, of the stack top).
[[nodiscard]] double aermod_neutral_rise_m(const AermodStack& stack, double wind_m_s, double distance_m) noexcept;

/// Final rise in stable air and the distance at which it is reached. Wind and gradient are means of stack top and half
/// rise (iterated to 1 %); the least of 2.66 (Fb/(N^2 u))^(1/3), 1.2 Ln^0.6 (hs + 1.2 Ln)^0.4 (Ln = Fb/(u u*^2)), the
/// neutral rise at its final distance and 4 Fb^(1/4) N^(-3/4).
struct AermodFinal {
    double rise_m, distance_m;
};
[[nodiscard]] AermodFinal aermod_stable_final(const AermodStack& stack, const RiseMedium& air,
                                              double friction_velocity_m_s);

/// Rise at a distance in stable air: 2.66 {Fb/(N^2 u) [N' Fm/Fb sin(N' x/u) + 1 - cos(N' x/u)]}^(1/3), N' = 0.7 N,
/// within the limits above and the neutral rise.
[[nodiscard]] double aermod_stable_rise_m(const AermodStack& stack, const RiseMedium& air, double friction_velocity_m_s,
                                          const AermodFinal& last, double distance_m);

/// The convective layer a plume rises in; means of wind and sigma_w are those of the whole layer.
struct AermodMixedLayer {
    double mixing_height_m, convective_velocity_m_s, mean_wind_m_s, mean_sigma_w_m_s;
};

/// Path in stable air, or above the lid.
[[nodiscard]] PlumePath aermod_stable_path(const AermodStack& stack, const RiseMedium& air,
                                           double friction_velocity_m_s);

/// Path below the lid of a convective layer: unlimited rise (heights above the lid are those of the mirrored plume),
/// lofting at the lid, and the centre of mass that goes from the plume's height to half the layer.
[[nodiscard]] PlumePath aermod_convective_path(const AermodStack& stack, double wind_m_s,
                                               const AermodMixedLayer& layer) noexcept;

}  // namespace lantian
