#pragma once

#include <vector>

#include "models/receptor/factor_problem.hpp"
#include "models/receptor/fit_engine.hpp"

namespace lantian::receptor {

/// Off-diagonal of the rotation that strength 1 pulls to: a hundredth of each other factor.
inline constexpr double k_fpeak_unit = 0.01;

/// A rotated solution: contributions pulled towards G T with T_kl = 0.01 strength for k != l (columns keep mean 1) by
/// exact quadratic rows, everything refitted (Paatero 1997, "Fpeak"; form of the pull: THEORY.md).
struct Rotation {
    double strength = 0.0;
    FactorFit fit;
    double rise = 0.0;          ///< of Q in the fitted mode
    double rise_percent = 0.0;  ///< of Q_robust of the base; above 5 % the rotation is not supported by the data
    bool accepted = false;
    std::vector<double> turn;  ///< factors x factors: T by regression of the new on the base contributions
};
[[nodiscard]] Rotation rotate(const FactorProblem& problem, const FactorFit& base, double strength,
                              const FitControl& control);

}  // namespace lantian::receptor
