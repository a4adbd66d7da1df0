#pragma once

#include <cstdint>

#include "models/chemistry/inorganic_equilibrium.hpp"
#include "models/chemistry/inorganic_solution.hpp"

namespace lantian {

using SolidSet = std::uint32_t;
constexpr SolidSet bit(Solid solid) { return SolidSet{1} << solid; }

/// Solution in equilibrium with those of the allowed salts that are saturated. dry: the dry particle, to start from and
/// what is returned when nothing stays dissolved.
[[nodiscard]] InorganicState solve_beside_solids(const SolutionProblem& problem, const InorganicState& dry,
                                                 SolidSet allowed) noexcept;

}  // namespace lantian
