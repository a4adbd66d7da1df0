#include "models/puff/lid.hpp"

#include <algorithm>

namespace lantian {

namespace {

/// Half the depth of an even layer in its standard deviations.
constexpr double k_half_depth_sigmas = 1.7320508075688772;
/// A mixing height below this share of a mixed puff's top cuts it.
constexpr double k_sunk_frac = 0.5;
/// It still falls while the later state has less than this share of the earlier.
constexpr double k_falling_frac = 0.9;
/// Least share taken in that becomes a puff of its own.
constexpr double k_least_taken_frac = 1.0 / 3.0;

}  // namespace

EvenLayer even_layer(double centre_m, double sigma_z_m) noexcept {
    return {centre_m - k_half_depth_sigmas * sigma_z_m, centre_m + k_half_depth_sigmas * sigma_z_m};
}

double frac_below(const EvenLayer& layer, double height_m) noexcept {
    return std::clamp((height_m - layer.low_m) / layer.depth_m(), 0.0, 1.0);
}

std::array<Moments, 2> cut_even_layer(const Moments& parent, const EvenLayer& layer, double height_m) noexcept {
    const double frac = frac_below(layer, height_m);
    const double variance = layer.depth_m() * layer.depth_m() / 12.0;
    const double middle = 0.5 * (layer.low_m + layer.high_m);
    // Where the parent leans, its layers stand apart: x(z) - x = lean/variance (z - middle).
    const double slope_x = parent.lean_x / variance;
    const double slope_y = parent.lean_y / variance;
    const auto part = [&](double weight, double low, double high) {
        const double own = (high - low) * (high - low) / 12.0;
        const double between = variance - own;
        Moments m = parent;
        m.weight = weight;
        m.z = 0.5 * (low + high);
        m.x += slope_x * (m.z - middle);
        m.y += slope_y * (m.z - middle);
        m.sigma_z_sq = own;
        m.sigma_y_sq -= 0.5 * (slope_x * slope_x + slope_y * slope_y) * between;
        m.stretch -= 0.5 * (slope_x * slope_x - slope_y * slope_y) * between;
        m.cross -= slope_x * slope_y * between;
        m.lean_x = slope_x * own;
        m.lean_y = slope_y * own;
        return m;
    };
    return {part(frac * parent.weight, layer.low_m, height_m),
            part((1.0 - frac) * parent.weight, height_m, layer.high_m)};
}

bool sunk_within(const MixingHeights& height, double lid_m) noexcept {
    return height.now_m < k_sunk_frac * lid_m && height.end_m >= k_falling_frac * height.begin_m;
}

bool risen_within(const MixingHeights& height, const EvenLayer& layer) noexcept {
    const double taken = frac_below(layer, height.now_m);
    return height.end_m > height.begin_m && taken >= k_least_taken_frac && taken < 1.0;
}

}  // namespace lantian
