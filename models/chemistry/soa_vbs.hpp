#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace lantian {

/// Volatility bins of primary organic aerosol: C* <= 0.1, 1, 10, 100, 1000 ug m-3.
inline constexpr std::size_t k_volatility_bins = 5;
inline constexpr std::array<double, k_volatility_bins> k_bin_c_star_ug_m3{0.1, 1.0, 10.0, 100.0, 1000.0};

enum class OrganicSource { gasoline, diesel, biomass, cooking, other };
/// Shares of primary organic mass by bin, sum 1 (CAMx 1.5-D VBS; Koo et al. 2014).
[[nodiscard]] const std::array<double, k_volatility_bins>& primary_volatility(OrganicSource source) noexcept;

/// Absorptive equilibrium (Donahue et al. 2006).
struct OrganicPartition {
    double c_oa_ug_m3;  ///< organic particle mass, with what cannot evaporate
    int steps;          ///< of Newton's method
};

/// Solves C_OA = sum C_i/(1 + C*_i/C_OA) + c_fixed. total_ug_m3: gas and particle of each bin, >= 0; c_star_ug_m3 > 0
/// at the temperature, same length; particle_ug_m3: result, same length, 0 <= particle <= total. c_fixed_ug_m3 >= 0 is
/// what does not evaporate. All gas when c_fixed is 0 and sum C_i/C*_i <= 1.
OrganicPartition partition_organics(std::span<const double> total_ug_m3, std::span<const double> c_star_ug_m3,
                                    double c_fixed_ug_m3, std::span<double> particle_ug_m3) noexcept;

/// Ageing by OH: the gas of each bin moves one bin down (to the next lower C*) at rate_per_s (for example k_OH [OH],
/// 4e-11 cm3 s-1 times OH); what leaves a bin in dt_s is exact, and moves by one bin at most. Bins in order of rising
/// C*, gas_ug_m3 changes; the lowest keeps its gas. Mass is kept to rounding. mass_gain >= 0 is oxygen taken up per
/// step down (0.075 in Robinson et al. 2007); what it adds is returned.
double age_organics(std::span<double> gas_ug_m3, double rate_per_s, double dt_s, double mass_gain) noexcept;

}  // namespace lantian
