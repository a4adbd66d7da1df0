#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "core/base/constants.hpp"
#include "core/math/statistics.hpp"

namespace lantian {

inline constexpr double k_methane_molar_mass_kg_mol = 0.0160425;

/// Mole fraction of 1 kg m-3 of a gas in air, ppm: R T/(p M) 1e6. All > 0.
[[nodiscard]] constexpr double ppm_per_kg_m3(double molar_mass_kg_mol, double temperature_k, double pressure_pa) {
    return 1e6 * constants::k_gas_constant_j_mol_k * temperature_k / (pressure_pa * molar_mass_kg_mol);
}

/// A series above its own percentile, nothing below it: what a site does that takes a low percentile of its readings
/// for the background. Where a plume hardly ever leaves the instrument that percentile holds part of the plume, so a
/// modelled series has to go through it as well.
[[nodiscard]] inline std::vector<double> above_percentile(std::span<const double> values, double percent) {
    const double background = percentile(values, percent);
    std::vector<double> out;
    out.reserve(values.size());
    for (const double value : values) out.push_back(std::max(0.0, value - background));
    return out;
}

}  // namespace lantian
