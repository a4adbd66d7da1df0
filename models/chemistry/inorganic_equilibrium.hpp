#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace lantian {

/// Totals (gas and particle) of one parcel of air, umol m-3, >= 0.
struct InorganicTotals {
    double so4 = 0.0, nh3 = 0.0, no3 = 0.0, na = 0.0, cl = 0.0, ca = 0.0, k = 0.0, mg = 0.0;
};

/// Salts that may stand beside or instead of the solution.
enum Solid : std::size_t {
    solid_nano3,
    solid_nh4no3,
    solid_nacl,
    solid_nh4cl,
    solid_na2so4,
    solid_nh42so4,
    solid_nahso4,
    solid_nh4hso4,
    solid_lc,  ///< (NH4)3H(SO4)2
    solid_caso4,
    solid_cano32,
    solid_cacl2,
    solid_k2so4,
    solid_khso4,
    solid_kno3,
    solid_kcl,
    solid_mgso4,
    solid_mgno32,
    solid_mgcl2,
    k_solids
};

/// Formula of a solid, for example "(NH4)2SO4".
[[nodiscard]] std::string_view solid_name(Solid solid) noexcept;

/// Gas, solution and solids in equilibrium; amounts in umol per m3 of air.
struct InorganicState {
    double nh3_g = 0.0, hno3_g = 0.0, hcl_g = 0.0;
    double h = 0.0, oh = 0.0, na = 0.0, nh4 = 0.0, ca = 0.0, k = 0.0, mg = 0.0;  ///< dissolved
    double so4 = 0.0, hso4 = 0.0, no3 = 0.0, cl = 0.0;                           ///< dissolved
    double water_ug_m3 = 0.0;                                                    ///< 0: dry
    std::array<double, k_solids> solid{};
    int sweeps = 0;         ///< evaluations of the activity coefficients
    bool converged = true;  ///< activities, water and amounts changed by less than 1e-9 in the last sweep

    /// -log10 of the molality of free H+; NaN when dry.
    [[nodiscard]] double ph() const noexcept;
    /// Ammonium, nitrate and chloride in the particle, dissolved and solid.
    [[nodiscard]] double particle_nh4() const noexcept;
    [[nodiscard]] double particle_no3() const noexcept;
    [[nodiscard]] double particle_cl() const noexcept;
};

enum class AerosolBranch {
    metastable,  ///< one solution at any humidity; only CaSO4 is solid
    stable,      ///< salts crystallise below their deliquescence humidity
};

/// What is solved. THEORY.md, "Full equilibrium", lists the differences and their size.
enum class EquilibriumRules {
    complete,   ///< the equations: charge balance with bisulfate, nitrate, chloride and ammonia; one Bromley sum
    published,  ///< the shortcuts of ISORROPIA II and HETP, for comparison with them
};

struct EquilibriumOptions {
    AerosolBranch branch = AerosolBranch::metastable;
    EquilibriumRules rules = EquilibriumRules::complete;
};

/// Partition between gas and particle. temperature_k 200-330, relative_humidity 0.01-0.995 (clamped); both finite.
/// Elements are kept to rounding, charge to 1e-12 of the ions (complete rules).
[[nodiscard]] InorganicState inorganic_equilibrium(const InorganicTotals& totals, double temperature_k,
                                                   double relative_humidity,
                                                   const EquilibriumOptions& options = {}) noexcept;

/// The same for many cells; states[i] has the bits of the single call whatever the other cells and the number of
/// threads. Returns how many did not converge.
std::size_t inorganic_equilibrium(std::span<const InorganicTotals> totals, std::span<const double> temperature_k,
                                  std::span<const double> relative_humidity, const EquilibriumOptions& options,
                                  int threads, std::span<InorganicState> states);

/// Charge of the solution, sum of cations less sum of anions, umol m-3.
[[nodiscard]] double solution_charge(const InorganicState& state) noexcept;

}  // namespace lantian
