#include "core/math/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/missing.hpp"

namespace lantian {

double percentile(std::span<const double> values, double percent) {
    std::vector<double> sorted;
    sorted.reserve(values.size());
    for (const double v : values) {
        if (std::isfinite(v)) sorted.push_back(v);
    }
    if (sorted.empty()) return k_missing;
    std::sort(sorted.begin(), sorted.end());
    const double at = static_cast<double>(sorted.size() - 1) * percent / 100.0;
    const auto below = static_cast<std::size_t>(at);
    if (below + 1 >= sorted.size()) return sorted.back();
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[below + 1] - sorted[below]);
}

double correlation(std::span<const double> x, std::span<const double> y, std::span<const double> weight) {
    double w = 0.0, mx = 0.0, my = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double wi = weight.empty() ? 1.0 : weight[i];
        w += wi;
        mx += wi * x[i];
        my += wi * y[i];
    }
    mx /= w;
    my /= w;
    double xx = 0.0, yy = 0.0, xy = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double wi = weight.empty() ? 1.0 : weight[i], dx = x[i] - mx, dy = y[i] - my;
        xx += wi * dx * dx;
        yy += wi * dy * dy;
        xy += wi * dx * dy;
    }
    return xx > 0.0 && yy > 0.0 ? xy / std::sqrt(xx * yy) : 0.0;
}

}  // namespace lantian
