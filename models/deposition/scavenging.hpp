#pragma once

#include <string_view>

#include "core/data/scenario.hpp"
#include "core/data/species.hpp"

namespace lantian {

// Wet removal of everything that puffs carry, by one of three schemes. Theory page of this room, section 3.

/// The rain a puff is in.
struct RainColumn {
    double rain_mm_h;                                  ///< >= 0
    double temperature_k, pressure_pa, humidity_frac;  ///< at 2 m
};

/// How a puff stands to the cloud: shares of its mass within and below it, 0-1, sum at most 1.
struct CloudShares {
    double in_cloud_frac, below_frac;
};

/// Lifting condensation level, m above ground: 125 m per kelvin of dew-point depression (Espy), at least 0.
[[nodiscard]] double cloud_base_m(double temperature_k, double humidity_frac) noexcept;

/// Shares of a puff in the cloud, which is k_cloud_depth_m deep from its base, and below it. A puff whose spread is not
/// less than its lid is uniform up to it; centres above the lid know no ground. sigma_z_m, lid_m > 0.
[[nodiscard]] CloudShares cloud_shares(double centre_m, double sigma_z_m, double lid_m, double base_m) noexcept;
inline constexpr double k_cloud_depth_m = 1000.0;

/// Effective Henry constant of a gas in rain of a given acidity, M/atm (0 for particles). SO2 and NH3 dissociate; what
/// is taken up for good (oxidised mercury, as nitric acid) has 1e14.
[[nodiscard]] double rain_henry_m_atm(Removed gas, double temperature_k, double ph) noexcept;

/// Scavenging coefficients, s-1, by `deposition.wet_scheme`:
///   bulk:  Lambda = A P^B of everything, in cloud and below together (CALPUFF, FLEXPART);
///   cloud: in cloud F P/(h_c q_w), below it Laakso's fit (fine, coarse), Slinn's efficiency (giant), the lesser of
///          transfer and equilibrium (gases); shares weigh both;
///   emep:  scavenging ratios W P/(h_s rho_w), particles below cloud 5.2 E P/5.
/// Frozen below 0 deg C: bulk coefficients for ice; in cloud F 0.1 for particles, none for gases; below cloud
/// 7.7e-6 P^0.96 (GEOS-Chem) for particles.
[[nodiscard]] RemovalRates scavenging_per_s(const Scenario::Deposition& options, const RainColumn& rain,
                                            const CloudShares& shares) noexcept;

/// The same for a puff in the rain of a place: all of it in the rain by the scheme bulk, else by its shares in and
/// below the cloud.
[[nodiscard]] RemovalRates puff_scavenging_per_s(const Scenario::Deposition& options, const RainColumn& rain,
                                                 double centre_m, double sigma_z_m, double lid_m) noexcept;

}  // namespace lantian
