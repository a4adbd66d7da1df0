#include "models/receptor/shares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace lantian {

double percentile(std::span<const double> values, double percent) {
    std::vector<double> sorted;
    sorted.reserve(values.size());
    for (const double v : values) {
        if (std::isfinite(v)) sorted.push_back(v);
    }
    if (sorted.empty()) return std::numeric_limits<double>::quiet_NaN();
    std::sort(sorted.begin(), sorted.end());
    const double at = static_cast<double>(sorted.size() - 1) * percent / 100.0;
    const auto below = static_cast<std::size_t>(at);
    if (below + 1 >= sorted.size()) return sorted.back();
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

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
