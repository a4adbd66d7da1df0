#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/receptor/factor_problem.hpp"

namespace lantian::receptor {

struct HeldOutControl {
    std::size_t most_factors = 8;
    std::size_t parts = 5;   ///< each cell is left out once
    std::size_t starts = 5;  ///< a fit
    std::uint64_t seed = 1;
    int threads = 0;
};

/// How well 1, 2, ... factors predict cells that they were not fitted to.
struct HeldOut {
    struct Row {
        std::size_t factors = 0;
        double error = 0.0;           ///< mean over held-out cells of min(r^2, alpha |r|)
        double standard_error = 0.0;  ///< of it, over the parts
        double training = 0.0;        ///< the same mean over the fitted cells
    };
    std::vector<Row> rows;
    std::size_t best = 0;      ///< factors with the smallest error
    std::size_t simplest = 0;  ///< fewest factors within one standard error of it
};

/// True cross-validation over random cells: those of a part have no weight in its fits (Wold 1978, Technometrics 20,
/// 397). Stops before the number of factors that the table cannot carry.
[[nodiscard]] HeldOut held_out(const FactorProblem& problem, const HeldOutControl& control);

}  // namespace lantian::receptor
