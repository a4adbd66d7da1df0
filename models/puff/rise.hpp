#pragma once

namespace lantian {

/// What leaves a stack.
struct StackFlow {
    double height_m, diameter_m, exit_speed_m_s, exit_temperature_k;
};

/// The air at the stack top. Gradient of potential temperature > 0 means stable.
struct StackAir {
    double wind_m_s, temperature_k, potential_temperature_gradient_k_m;
};

/// Fb = g vs d^2 (Ts - Ta) / (4 Ts), m4 s-3; 0 when the gas is not warmer than the air.
[[nodiscard]] double buoyancy_flux_m4_s3(const StackFlow& flow, double air_temperature_k) noexcept;

/// Fm = vs^2 d^2 Ta / (4 Ts), m4 s-2.
[[nodiscard]] double momentum_flux_m4_s2(const StackFlow& flow, double air_temperature_k) noexcept;

/// Final rise and how it is reached: rise(x) = rate x^(2/3), not above final_m, which it meets at distance_to_final_m.
struct Rise {
    double final_m;
    double distance_to_final_m;  ///< 0 when momentum decides: the rise is complete at the stack
    double rate;                 ///< 1.6 Fb^(1/3)/u, m^(1/3); 0 when momentum decides
    double buoyancy_flux_m4_s3;
    bool buoyant;
};

/// Rise of Briggs (1969, 1971, 1975): neutral and unstable, stable, calm, momentum, chosen by the crossover temperature
/// difference. minimum_wind_m_s: > 0, the least wind that bends the plume (1 m/s is usual). Theory page, eq. (1)-(6).
[[nodiscard]] Rise briggs_rise(const StackFlow& flow, const StackAir& air, double minimum_wind_m_s) noexcept;

/// The same for a plume without upward momentum (capped and horizontal outlets): buoyancy alone decides.
[[nodiscard]] Rise briggs_buoyant_rise(const StackFlow& flow, const StackAir& air, double minimum_wind_m_s) noexcept;

/// Distance to the final rise in neutral air, m: 49 Fb^(5/8) (Fb < 55), else 119 Fb^(2/5).
[[nodiscard]] double neutral_rise_distance_m(double buoyancy_flux_m4_s3) noexcept;

/// Transitional rise of momentum and buoyancy together (Briggs 1975), m, at distance_m >= 0; not limited by the final
/// rise.
[[nodiscard]] double combined_rise_m(const StackFlow& flow, const StackAir& air, double distance_m) noexcept;

/// Stack height after stack-tip downwash (Briggs 1973), m, never below 0.
[[nodiscard]] double stack_tip_downwash_height_m(const StackFlow& flow, double wind_m_s) noexcept;

/// A plume that meets the top of the mixed layer: share above it and the heights (above ground) of both parts.
/// The part below rises to the lesser of its free rise and height_below_m - stack height.
struct Penetration {
    double fraction_above;
    double height_above_m;
    double height_below_m;
};

/// Plume-layer form (Briggs 1984; Weil 1988): the plume fills 0.5 to 1.5 of its equilibrium rise in the layer above the
/// lid. gradient_above_k_m: of potential temperature just above mixing_height_m; at least 0.005 K/m is taken.
[[nodiscard]] Penetration layer_penetration(double buoyancy_flux_m4_s3, double wind_m_s, double stack_height_m,
                                            double mixing_height_m, double gradient_above_k_m,
                                            double temperature_k) noexcept;

/// Jump form (Manins 1979, 1984): a thin inversion of strength jump_k > 0. free_rise_m: final rise without lid; the lid
/// matters only where it exceeds two thirds of the way to it.
[[nodiscard]] Penetration jump_penetration(double buoyancy_flux_m4_s3, double wind_m_s, double stack_height_m,
                                           double mixing_height_m, double jump_k, double temperature_k,
                                           double free_rise_m) noexcept;

}  // namespace lantian
