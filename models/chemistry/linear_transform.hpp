#pragma once

#include "core/data/scenario.hpp"
#include "core/data/species.hpp"
#include "models/chemistry/molar_ratios.hpp"

namespace lantian {

/// First-order rates of the simple scheme, s-1.
struct LinearRates {
    double so2_per_s;  ///< SO2 to sulfate
    double nox_per_s;  ///< NOx to nitrate
};

/// Shares that react within one step, 0 to 1; one pair serves all puffs of the step.
struct LinearShares {
    double so2_frac;
    double nox_frac;
};

/// What one step moved, kg, all >= 0: so2 and nox lost, so4 and no3 gained (heavier by the molar masses).
struct Transformed {
    double so2_kg, so4_kg, nox_kg, no3_kg;
};

/// Rates of the scenario by day or night; 0 for the scheme "none".
[[nodiscard]] LinearRates linear_rates(const Scenario::Chemistry& chemistry, bool day) noexcept;

/// 1 - exp(-rate dt), dt_s >= 0.
[[nodiscard]] LinearShares linear_shares(LinearRates rates, double dt_s) noexcept;

/// Moves so2 to so4 and nox (counted as NO2) to no3. The mass itself changes by exactly what is returned.
Transformed transform(CarriedMass& mass_kg, LinearShares shares) noexcept;

}  // namespace lantian
