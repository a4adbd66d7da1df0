#pragma once

#include <array>

#include "models/chemistry/activity.hpp"
#include "models/chemistry/anderson.hpp"
#include "models/chemistry/inorganic_constants.hpp"
#include "models/chemistry/inorganic_equilibrium.hpp"
#include "models/chemistry/zsr_water.hpp"

namespace lantian {

/// Composition regime of Fountoukis and Nenes (2007), by moles of cations to sulfate. It says which salts the dissolved
/// ions count as for the water.
enum class AerosolRegime {
    ammonia_rich,  ///< sulfate poor, sodium and crustals below two per sulfate (their A, D, G, O)
    sodium_rich,   ///< sulfate poor, sodium and crustals at least two, crustals at most two (H, M)
    crustal_rich,  ///< sulfate poor, crustals above two (P)
    sulfate_rich,  ///< one to two cations per sulfate (B, E, I, L)
    free_acid,     ///< below one (C, F, J, K)
};

[[nodiscard]] AerosolRegime aerosol_regime(const InorganicTotals& totals) noexcept;

/// Salts that the non-volatile ions and ammonium count as, umol m-3, and what is left for ammonium nitrate and
/// chloride.
struct NominalSalts {
    std::array<double, k_salts> amount{};
    double caso4 = 0.0;           ///< solid
    double khso4 = 0.0;           ///< part of salt_nahso4 that is the potassium salt
    double nh4_in_sulfate = 0.0;  ///< ammonium bound to sulfate
    double fixed_no3 = 0.0;       ///< nitrate and chloride bound to sodium and crustals
    double fixed_cl = 0.0;
    double na = 0.0, ca = 0.0, k = 0.0, mg = 0.0;  ///< dissolved
};

/// keep_all: cations that find no anion stay in solution; otherwise they are dropped as the published programs do.
[[nodiscard]] NominalSalts nominal_salts(AerosolRegime regime, const InorganicTotals& totals, bool keep_all) noexcept;

/// What stays the same while one parcel is solved.
struct SolutionProblem {
    InorganicTotals totals;  ///< may react: solids are taken off
    double temperature_k, relative_humidity;
    AerosolRegime regime;
    EquilibriumRules rules;
    InorganicConstants constants;
    std::array<double, k_salts> kg_per_mol;
};

[[nodiscard]] SolutionProblem solution_problem(const InorganicTotals& totals, double temperature_k,
                                               double relative_humidity, EquilibriumRules rules) noexcept;

/// Change of the logarithms of activities and water in a sweep, below which a solution is settled.
inline constexpr double k_solution_tolerance = 1e-10;

/// Where the last solution ended and what its steps taught, to start the next from.
struct SolutionMemory {
    bool warm = false;
    double tolerance = k_solution_tolerance;
    std::array<double, 5> place{};
    double h = 0.0;
    Anderson<5> mixing;
};

/// Solution and gases for the problem's totals; no solid but CaSO4.
[[nodiscard]] InorganicState solve_solution(const SolutionProblem& problem, SolutionMemory& memory) noexcept;

/// Gas, solution and salts where salts may crystallise: all dry below the mutual deliquescence humidity of the salts
/// there would be, else each salt that is below its own deliquescence humidity in equilibrium with the solution.
[[nodiscard]] InorganicState solve_with_solids(const SolutionProblem& problem) noexcept;

/// Everything crystallised; ammonium nitrate and chloride in equilibrium with their gases.
[[nodiscard]] InorganicState dry_particle(const SolutionProblem& problem) noexcept;

/// Molalities of a state with water.
[[nodiscard]] Ions molalities(const InorganicState& state) noexcept;

}  // namespace lantian
