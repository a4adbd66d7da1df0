#pragma once

#include <string>
#include <string_view>

namespace lantian {

/// One name for the many ways tables write a species of particles: element symbols (`Pb` for lead, LEAD, "Lead
/// (fine)"), ions (`SO4` for sulfate, sulphate, SO4=, SO4 2-, "Sulfate ion"; `NH4`, `NO3`, `Cl-`, `K+`, `Na+` ...),
/// `OC` and `EC` (organic, elemental or black carbon). Letters case does not matter, except where a two-letter symbol
/// would be another word. A name that is not known comes back trimmed and in lower case, so that equal unknown names
/// still match. An element and its soluble ion are two species (K and K+).
[[nodiscard]] std::string canonical_species(std::string_view name);

}  // namespace lantian
