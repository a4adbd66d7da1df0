#include "models/chemistry/inorganic_equilibrium.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/base/assert.hpp"
#include "core/parallel/threads.hpp"
#include "models/chemistry/inorganic_solution.hpp"

namespace lantian {

namespace {

constexpr std::array<std::string_view, k_solids> k_names{
    "NaNO3",    "NH4NO3", "NaCl",  "NH4Cl", "Na2SO4", "(NH4)2SO4", "NaHSO4", "NH4HSO4",  "(NH4)3H(SO4)2", "CaSO4",
    "Ca(NO3)2", "CaCl2",  "K2SO4", "KHSO4", "KNO3",   "KCl",       "MgSO4",  "Mg(NO3)2", "MgCl2"};

}  // namespace

std::string_view solid_name(Solid solid) noexcept { return k_names[solid]; }

double InorganicState::ph() const noexcept {
    return water_ug_m3 > 0.0 ? -std::log10(h * 1e3 / water_ug_m3) : std::numeric_limits<double>::quiet_NaN();
}
double InorganicState::particle_nh4() const noexcept {
    return nh4 + solid[solid_nh4no3] + solid[solid_nh4cl] + 2.0 * solid[solid_nh42so4] + solid[solid_nh4hso4] +
           3.0 * solid[solid_lc];
}
double InorganicState::particle_no3() const noexcept {
    return no3 + solid[solid_nano3] + solid[solid_nh4no3] + 2.0 * solid[solid_cano32] + solid[solid_kno3] +
           2.0 * solid[solid_mgno32];
}
double InorganicState::particle_cl() const noexcept {
    return cl + solid[solid_nacl] + solid[solid_nh4cl] + 2.0 * solid[solid_cacl2] + solid[solid_kcl] +
           2.0 * solid[solid_mgcl2];
}

double solution_charge(const InorganicState& s) noexcept {
    return (s.h + s.na + s.nh4 + s.k + 2.0 * (s.ca + s.mg)) - (s.oh + 2.0 * s.so4 + s.hso4 + s.no3 + s.cl);
}

InorganicState inorganic_equilibrium(const InorganicTotals& totals, double temperature_k, double relative_humidity,
                                     const EquilibriumOptions& options) noexcept {
    const SolutionProblem problem = solution_problem(totals, temperature_k, relative_humidity, options.rules);
    if (options.branch == AerosolBranch::stable) return solve_with_solids(problem);
    SolutionMemory memory;
    return solve_solution(problem, memory);
}

std::size_t inorganic_equilibrium(std::span<const InorganicTotals> totals, std::span<const double> temperature_k,
                                  std::span<const double> relative_humidity, const EquilibriumOptions& options,
                                  int threads, std::span<InorganicState> states) {
    LANTIAN_ASSERT(temperature_k.size() == totals.size() && relative_humidity.size() == totals.size() &&
                   states.size() == totals.size());
    constexpr std::size_t k_block = 256;
    const std::size_t blocks = (totals.size() + k_block - 1) / k_block;
    std::vector<std::size_t> failed(blocks, 0);
    parallel_for(blocks, threads, [&](std::size_t block) {
        const std::size_t end = std::min((block + 1) * k_block, totals.size());
        for (std::size_t i = block * k_block; i < end; ++i) {
            states[i] = inorganic_equilibrium(totals[i], temperature_k[i], relative_humidity[i], options);
            failed[block] += states[i].converged ? 0 : 1;
        }
    });
    return std::accumulate(failed.begin(), failed.end(), std::size_t{0});
}

}  // namespace lantian
