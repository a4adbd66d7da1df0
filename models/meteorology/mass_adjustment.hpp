#pragma once

#include <cstddef>
#include <span>

#include "models/meteorology/mass_operator.hpp"

namespace lantian {

/// Something close to the inverse of a MassOperator: symmetric, positive definite, the same for any thread count.
class Preconditioner {
  public:
    virtual ~Preconditioner() = default;
    /// z = M^-1 r. Both (ny, nz, nx).
    virtual void apply(std::span<const double> r, std::span<double> z, int threads) = 0;
};

struct AdjustmentOptions {
    double tolerance = 1e-10;  ///< largest divergence left, as a share of the largest one before
    std::size_t most_iterations = 300;
    int threads = 1;
};

struct AdjustmentReport {
    std::size_t iterations = 0;
    double divergence_before_s = 0.0, divergence_after_s = 0.0;  ///< largest |div(rho u)|/rho, s-1
    bool converged = true;
};

/// Makes a wind mass consistent: the nearest wind, in the operator's distance, without divergence (Sasaki 1970). A wind
/// whose divergence is at the level of rounding is left as it is, bit for bit. Conjugate gradients with the given
/// preconditioner; the same bits for any thread count. Non-finite winds give converged = false and stay.
AdjustmentReport adjust_mass(const MassOperator& op, Preconditioner& preconditioner, WindField& field,
                             const AdjustmentOptions& options);

/// The same with the multigrid preconditioner of wind_multigrid.hpp.
AdjustmentReport adjust_mass(const MassOperator& op, WindField& field, const AdjustmentOptions& options);

}  // namespace lantian
