#pragma once

#include <span>
#include <string_view>

namespace lantian {

enum class NoxBranch { any, high, low };

/// One product of the oxidation of a precursor (shared table soa_yields).
struct SoaProduct {
    std::string_view precursor;
    NoxBranch branch;
    double mass_yield;      ///< mass of product per mass of precursor reacted
    double c_star_ug_m3;    ///< saturation concentration at the reference temperature; 0: does not evaporate
    double enthalpy_j_mol;  ///< of evaporation
    double reference_k;
};

/// Mass yields of CMAQ AE6/AE7 (Carlton et al. 2010; Pye et al. 2012, 2018); the two-product form of monoterpenes.
[[nodiscard]] std::span<const SoaProduct> soa_products() noexcept;
/// Monoterpenes in seven bins of volatility (Saha and Grieshop 2016; Xu et al. 2018), as CMAQ AE7.
[[nodiscard]] std::span<const SoaProduct> monoterpene_seven_bins() noexcept;

/// Saturation concentration at a temperature, ug m-3: C* (T0/T) exp(dH/R (1/T0 - 1/T)).
[[nodiscard]] double saturation_ug_m3(double c_star_ug_m3, double enthalpy_j_mol, double reference_k,
                                      double temperature_k) noexcept;

/// Yield of particle mass per mass reacted at an organic particle mass c_oa_ug_m3 (>= 0): sum of a/(1 + C*/C_OA) over
/// the products of the precursor in one branch of NOx ("any" products count in both).
[[nodiscard]] double particle_yield(std::span<const SoaProduct> products, std::string_view precursor, NoxBranch branch,
                                    double c_oa_ug_m3, double temperature_k) noexcept;

/// Share of the peroxy radicals that meet NO, 0-1; rates of RO2 + NO and RO2 + HO2 in one unit. 1 when both are 0.
[[nodiscard]] double high_nox_share(double ro2_no_rate, double ro2_ho2_rate) noexcept;

/// Stage-one yield: fixed particle mass per mass reacted at 10 ug m-3 of organic particles and 298 K, the branches
/// weighted by the share of high NOx. 0 for a precursor that is not in the table.
[[nodiscard]] double fixed_soa_yield(std::string_view precursor, double high_nox_share) noexcept;

/// Yields of fixed schemes carry about this factor of uncertainty (reference/chemistry.md, 18).
inline constexpr double k_soa_yield_uncertainty_factor = 3.0;

}  // namespace lantian
