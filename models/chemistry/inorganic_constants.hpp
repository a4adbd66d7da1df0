#pragma once

#include <array>

#include "models/chemistry/inorganic_equilibrium.hpp"

namespace lantian {

/// m3 atm mol-1 K-1, for the equilibrium constants in atm.
inline constexpr double k_gas_constant_atm = 82.0567e-6;

/// Logarithms of the constants of Fountoukis and Nenes (2007, table 2) at one temperature; molality and atm.
struct InorganicConstants {
    double bisulfate;  ///< HSO4- = H+ + SO4--
    double ammonia;    ///< NH3(g) + H+ = NH4+ (dissolution times base constant by that of water)
    double nitric;     ///< HNO3(g) = H+ + NO3-
    double chloric;    ///< HCl(g) = H+ + Cl-
    double water;      ///< H2O = H+ + OH-
};

/// Constants of the solution. temperature_k > 0.
[[nodiscard]] InorganicConstants inorganic_constants(double temperature_k) noexcept;

/// Logarithms of the constants of the solids; solubility products, but NH4NO3 and NH4Cl against the gases (atm2).
/// CaSO4 counts as insoluble and has none. mozurkewich: NH4NO3 after Mozurkewich (1993), otherwise 5.746e-17.
[[nodiscard]] std::array<double, k_solids> solid_constants(double temperature_k, bool mozurkewich) noexcept;

/// Deliquescence humidity of each solid by itself, 0-1.
[[nodiscard]] std::array<double, k_solids> deliquescence(double temperature_k) noexcept;

}  // namespace lantian
