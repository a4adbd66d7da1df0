#pragma once

#include <array>
#include <cstddef>

namespace lantian {

/// Ions of the inorganic aerosol, in the order of the arrays below.
enum Cation : std::size_t { ion_h, ion_na, ion_nh4, ion_ca, ion_k, ion_mg, k_cations };
enum Anion : std::size_t { ion_cl, ion_so4, ion_hso4, ion_no3, k_anions };

inline constexpr std::array<double, k_cations> k_cation_charge{1, 1, 1, 2, 1, 2};
inline constexpr std::array<double, k_anions> k_anion_charge{1, 2, 1, 1};

/// Molalities, mol kg-1 of water, >= 0.
struct Ions {
    std::array<double, k_cations> cation{};
    std::array<double, k_anions> anion{};
};

/// What an activity depends on besides the solution.
struct ActivityRules {
    double temperature_k = 298.15;
    /// One Bromley sum over all cations. False: H, Na, NH4 and Ca, K, Mg each by themselves, as the published programs.
    bool one_sum = true;
    /// False: binary coefficients as at 298 K (the published programs within 1 K of 298 K).
    bool correct_binary = true;
};

/// Mean activity coefficients of a solution of many ions, by Bromley (1973) mixing of binary coefficients of Kusik and
/// Meissner (1978) with the parameters of Fountoukis and Nenes (2007, table 4).
class Activities {
  public:
    /// Ionic strength above this counts as this (mol kg-1): the binary forms mean nothing beyond.
    static constexpr double k_highest_strength = 100.0;

    Activities(const Ions& ions, const ActivityRules& rules) noexcept;

    /// log10 of the mean activity coefficient of a pair of ions.
    [[nodiscard]] double log10_gamma(Cation cation, Anion anion) const noexcept {
        const double zc = k_cation_charge[cation], za = k_anion_charge[anion];
        const auto& of_anion = cation >= ion_ca ? crustal_ : light_;
        return zc * za * ((of_cation_[cation] / zc + of_anion[anion] / za) / (zc + za) - debye_);
    }

  private:
    std::array<double, k_cations> of_cation_;
    std::array<double, k_anions> light_, crustal_;
    double debye_;
};

/// log10 of the binary coefficient (z+ z- log10 Gamma) of Kusik and Meissner at 25 C: parameter q, product of charges,
/// ionic strength mol kg-1. C(I) goes on above I = 6, where the published programs cut it (a step of 1e-3 at most).
[[nodiscard]] double kusik_meissner(double q, double charges, double ionic_strength) noexcept;

/// Binary log10 coefficient of a pair as Activities takes it from its table, 25 C. For tests of the table.
[[nodiscard]] double tabulated_binary(Cation cation, Anion anion, double ionic_strength) noexcept;
/// The same by the formula.
[[nodiscard]] double direct_binary(Cation cation, Anion anion, double ionic_strength) noexcept;

}  // namespace lantian
