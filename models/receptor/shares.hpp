#pragma once

#include <span>

namespace lantian {

/// An interval that holds a probability.
struct ShareInterval {
    double low = 0.0, high = 1.0;
};

/// Score interval of Wilson (1927) for a share seen in `trials` independent trials (may be fractional), 95 %; [0, 1]
/// without trials.
[[nodiscard]] ShareInterval share_interval(double share, double trials);

/// Which values count as high: above `low` and, for an interval of percentiles, not above `high`.
struct Threshold {
    double low = 0.0;
    double high = 0.0;  ///< infinity unless an interval is asked for
    [[nodiscard]] bool holds(double value) const { return value > low && value <= high; }
};

}  // namespace lantian
