#pragma once

#include <limits>

namespace lantian {

/// A value that is not there.
inline constexpr double k_missing = std::numeric_limits<double>::quiet_NaN();

}  // namespace lantian
