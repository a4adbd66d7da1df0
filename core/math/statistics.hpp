#pragma once

#include <span>

namespace lantian {

/// Quantile of the finite values, `percent` 0-100, linear between order statistics (Hyndman & Fan 1996, type 7, the
/// default of R and NumPy). NaN when there is no finite value.
[[nodiscard]] double percentile(std::span<const double> values, double percent);

/// Pearson correlation of two columns of one length with weights (empty: all 1); 0 when either is constant.
[[nodiscard]] double correlation(std::span<const double> x, std::span<const double> y,
                                 std::span<const double> weight = {});

}  // namespace lantian
