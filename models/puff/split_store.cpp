#include "models/puff/split_store.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "models/puff/lid.hpp"
#include "models/puff/merge.hpp"
#include "models/puff/moments_of.hpp"
#include "models/puff/sub_step.hpp"

namespace lantian {

namespace {

/// Word of puffs.lid.
constexpr std::string_view k_split_at_lid = "split";
/// Vertical spread in units of the lid up to which a puff has a top and a bottom to be torn apart.
constexpr double k_mixed_frac = 0.4;
/// Puffs shallower than this are not cut in height, m.
constexpr double k_least_depth_m = 20.0;
/// The wind is given this long to carry the upper part off or to bend a puff, s.
constexpr double k_drift_s = 3600.0;
/// A piece that stands for less of the emission than this share of the interval between releases is not cut.
constexpr double k_least_weight_frac = 0.25;

/// The two parts of a puff, and the share of the first.
struct Parts {
    std::array<Moments, 2> moments;
    double first_frac;
    double lid_m;
    bool first_mixed = false;  ///< from the ground to the lid
};

/// Wind about a place and in a layer.
struct WindAt {
    double x, y;
};

WindAt wind_at(const MetWindow& window, double x_m, double y_m, double low_m, double high_m, double fraction) {
    const double low = std::max(0.0, low_m);
    const MetSample met = window.sample(x_m, y_m, low, std::max(low + k_least_layer_m, high_m), fraction);
    return {met.wind_x_m_s, met.wind_y_m_s};
}

/// Horizontal second moments, m2.
struct Horizontal {
    double xx, xy, yy;
};

/// Whether a wind that departs this much from a linear one a standard deviation before, in and behind the middle moves
/// ends and middle apart by the spread in its direction within the time given: a Gaussian carries what is linear.
bool bends(const Horizontal& s, const WindAt& before, const WindAt& middle, const WindAt& behind) {
    const double x = 0.5 * k_drift_s * (before.x + behind.x - 2.0 * middle.x);
    const double y = 0.5 * k_drift_s * (before.y + behind.y - 2.0 * middle.y);
    return x * x * s.yy - 2.0 * x * y * s.xy + y * y * s.xx > s.xx * s.yy - s.xy * s.xy;
}

std::optional<Parts> cut_along(const PuffStore& p, std::size_t i, double widest_m, const MetWindow& window,
                               double fraction) {
    const Moments m = moments_of(p, i);
    const MajorAxis major = major_axis(m.sigma_y_sq, m.stretch, m.cross);
    if (major.variance_m2 <= widest_m * widest_m) return std::nullopt;
    const double low = p.z_m[i] > p.lid_m[i] ? std::max(p.lid_m[i], m.z - p.sigma_z_m[i]) : m.z - p.sigma_z_m[i];
    const double high = p.z_m[i] > p.lid_m[i] ? m.z + p.sigma_z_m[i] : std::min(p.lid_m[i], m.z + p.sigma_z_m[i]);
    const double spread = std::sqrt(major.variance_m2);
    const auto wind = [&](double along) {
        return wind_at(window, m.x + along * major.axis.x, m.y + along * major.axis.y, low, high, fraction);
    };
    if (!bends({m.sigma_y_sq + m.stretch, m.cross, m.sigma_y_sq - m.stretch}, wind(spread), wind(0.0), wind(-spread)))
        return std::nullopt;
    return Parts{split_along(m, major.axis), 0.5, p.lid_m[i]};
}

std::optional<Parts> cut_in_height(const PuffStore& p, std::size_t i, double tear, const MetWindow& window,
                                   double fraction) {
    const bool free = p.z_m[i] > p.lid_m[i] || p.sigma_z_m[i] < k_mixed_frac * p.lid_m[i];
    if (!free || p.sigma_z_m[i] < k_least_depth_m) return std::nullopt;
    const Moments m = moments_of(p, i);
    const double moved_m = 2.0 * std::hypot(m.lean_x, m.lean_y) / p.sigma_z_m[i];
    // At one height the puff is as wide as what does not lean.
    const double per_z = 1.0 / m.sigma_z_sq;
    const Horizontal s{m.sigma_y_sq + m.stretch - m.lean_x * m.lean_x * per_z, m.cross - m.lean_x * m.lean_y * per_z,
                       m.sigma_y_sq - m.stretch - m.lean_y * m.lean_y * per_z};
    const double across_sq = minor_variance_m2(0.5 * (s.xx + s.yy), 0.5 * (s.xx - s.yy), s.xy);
    if (!(across_sq > 0.0) || moved_m * moved_m <= tear * tear * across_sq) return std::nullopt;
    const double half = 0.5 * p.sigma_z_m[i];
    const auto wind = [&](double z) { return wind_at(window, m.x, m.y, z - half, z + half, fraction); };
    if (!bends(s, wind(m.z + 2.0 * half), wind(m.z), wind(m.z - 2.0 * half))) return std::nullopt;
    Parts parts{split_along(m, k_upward), 0.5, p.lid_m[i]};
    // What would lie below the ground or beyond the lid does so as a mirror image.
    const double base = p.z_m[i] > p.lid_m[i] ? p.lid_m[i] : 0.0;
    for (Moments& part : parts.moments) {
        if (part.z < base) {
            part.z = 2.0 * base - part.z;
            part.lean_x = -part.lean_x;
            part.lean_y = -part.lean_y;
        }
        if (base == 0.0 && part.z > p.lid_m[i]) {
            part.z = 2.0 * p.lid_m[i] - part.z;
            part.lean_x = -part.lean_x;
            part.lean_y = -part.lean_y;
        }
    }
    return parts;
}

double mixing_height(const PuffStore& p, std::size_t i, const MetWindow& window, double fraction) {
    return window.sample(p.x_m[i], p.y_m[i], 0.0, std::min(p.lid_m[i], k_least_layer_m), fraction).mixing_height_m;
}

MixingHeights mixing_heights(const PuffStore& p, std::size_t i, const MetWindow& window, double now_m) {
    return {now_m, mixing_height(p, i, window, 0.0), mixing_height(p, i, window, 1.0)};
}

/// A puff mixed up to its lid, the mixing height within it: what is below mixes on, what is above stays behind.
std::optional<Parts> cut_below_lid(const PuffStore& p, std::size_t i, const MetWindow& window, double fraction) {
    const double lid = p.lid_m[i];
    if (p.z_m[i] > lid || p.sigma_z_m[i] < lid) return std::nullopt;
    const double height = mixing_height(p, i, window, fraction);
    if (height >= lid || !sunk_within(mixing_heights(p, i, window, height), lid)) return std::nullopt;
    const WindAt low = wind_at(window, p.x_m[i], p.y_m[i], 0.0, height, fraction);
    const WindAt high = wind_at(window, p.x_m[i], p.y_m[i], height, lid, fraction);
    if (std::hypot(high.x - low.x, high.y - low.y) * k_drift_s <= p.sigma_y_m[i]) return std::nullopt;
    return Parts{cut_even_layer(moments_of(p, i), {0.0, lid}, height), height / lid, height, true};
}

/// A puff above the lid that the mixing height grows through: what it has taken in is mixed from the ground up.
std::optional<Parts> cut_above_lid(const PuffStore& p, std::size_t i, const MetWindow& window, double fraction) {
    if (p.z_m[i] <= p.lid_m[i]) return std::nullopt;
    const EvenLayer layer = even_layer(p.z_m[i], p.sigma_z_m[i]);
    if (p.lid_m[i] <= layer.low_m) return std::nullopt;
    const MixingHeights heights = mixing_heights(p, i, window, mixing_height(p, i, window, fraction));
    if (!risen_within(heights, layer)) return std::nullopt;
    Parts parts{cut_even_layer(moments_of(p, i), layer, heights.now_m), frac_below(layer, heights.now_m), heights.now_m,
                true};
    parts.moments[0].z = 0.5 * heights.now_m;
    parts.moments[0].lean_x = parts.moments[0].lean_y = 0.0;
    return parts;
}

}  // namespace

bool cuts_puffs(const Scenario::Puffs& options) noexcept {
    return (options.shear && options.split) || options.lid == k_split_at_lid;
}

std::size_t split_puffs(PuffStore& puffs, const Scenario::Puffs& options, const MetWindow& window, double time_fraction,
                        std::uint64_t& next_id) {
    PuffStore out;
    std::size_t cut = 0;
    const bool ellipses = options.shear && options.split;
    for (std::size_t i = 0; i < puffs.size(); ++i) {
        std::optional<Parts> parts;
        if (puffs.weight_s[i] > 0.0 && puffs.rise_left_m[i] <= 0.0 && puffs.age_s[i] > 0.0) {
            parts = cut_below_lid(puffs, i, window, time_fraction);
            const bool divisible = puffs.weight_s[i] >= k_least_weight_frac * options.release_point_s;
            if (!parts && divisible && options.lid == k_split_at_lid)
                parts = cut_above_lid(puffs, i, window, time_fraction);
            if (!parts && divisible && ellipses)
                parts = cut_in_height(puffs, i, options.split_tear, window, time_fraction);
            if (!parts && divisible && ellipses)
                parts = cut_along(puffs, i, options.split_cells * window.cell_m(), window, time_fraction);
        }
        if (parts && cut == 0) {  // from here on the store has to be built anew
            out.reserve(puffs.size() + puffs.size() / 8);
            for (std::size_t b = 0; b < i; ++b) out.append_from(puffs, b);
        }
        if (!parts) {
            if (cut > 0) out.append_from(puffs, i);
            continue;
        }
        ++cut;
        for (std::size_t half = 0; half < 2; ++half) {
            out.append_from(puffs, i);
            const std::size_t at = out.size() - 1;
            set_moments(out, at, parts->moments[half], options.shear);
            out.lid_m[at] = parts->lid_m;
            if (parts->first_mixed && half == 0) out.sigma_z_m[at] = k_mixed_sigmas * parts->lid_m;
            for (std::size_t k = 0; k < k_carried_count; ++k) {
                const double first = parts->first_frac * puffs.mass_kg[i][k];
                out.mass_kg[at][k] = half == 0 ? first : puffs.mass_kg[i][k] - first;
            }
            if (half == 1) out.id[at] = next_id++;
        }
    }
    if (cut > 0) puffs = std::move(out);
    return cut;
}

}  // namespace lantian
