#pragma once

#include <cstddef>
#include <span>

#include "models/chemistry/chemistry_solver.hpp"

/// Closed forms and a compact scheme for where a whole mechanism is not wanted.
namespace lantian {

struct NitrogenOzone {
    double no, no2, o3;  ///< one unit for all
};

/// Photostationary state of NO2 + light -> NO + O3 and NO + O3 -> NO2 (Leighton 1961). nox = NO + NO2, ox = O3 + NO2;
/// ratio = J/k in the same unit. J = 0 is the titration limit.
[[nodiscard]] NitrogenOzone photostationary(double nox, double ox, double ratio) noexcept;

/// The same two reactions over dt_s from a state: closed form of the Riccati equation. k_per_s: rate constant in
/// unit^-1 s^-1.
[[nodiscard]] NitrogenOzone relax_photostationary(NitrogenOzone state, double j_per_s, double k_per_s,
                                                  double dt_s) noexcept;

/// Cells of the Generic Reaction Set (Azzi 1992), mixing ratios in ppm, one array a species.
struct GrsCells {
    std::span<double> no, no2, o3, roc, sgn, sngn;
    std::span<const double> temperature_k, j_no2_per_s;
};

/// Advances cells by dt_s: radicals in steady state, NO, NO2 and O3 by the closed form, in parts of at most part_s.
/// Keeps nitrogen and stays >= 0 by construction. Any instruction set gives the same bits.
void advance_grs(const GrsCells& cells, double dt_s, double part_s = 60.0, LanePath path = LanePath::best);

}  // namespace lantian
