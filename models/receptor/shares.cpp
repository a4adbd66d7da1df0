#include "models/receptor/shares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace lantian {

ShareInterval share_interval(double share, double trials) {
    if (!(trials > 0.0)) return {};
    constexpr double k_z = 1.959963984540054;  // 97.5 % of the normal distribution
    constexpr double k_z2 = k_z * k_z;
    const double middle = (share + k_z2 / (2.0 * trials)) / (1.0 + k_z2 / trials);
    const double half =
        k_z / (1.0 + k_z2 / trials) * std::sqrt(share * (1.0 - share) / trials + k_z2 / (4.0 * trials * trials));
    return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

}  // namespace lantian
