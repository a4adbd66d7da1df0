#include "models/puff/vertical.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

using constants::k_pi;

namespace {

constexpr double k_inv_sqrt_2pi = 0.3989422804014327;
constexpr double k_inv_sqrt_2 = 0.7071067811865476;
constexpr double k_small_exponent = 37.0;  // exp(-37) = 1e-16
constexpr double k_cosine_from = 0.4;      // sigma/lid from which the cosine series needs fewer terms
constexpr double k_mixed_from = 2.8;       // exp(-pi^2 2.8^2/2) = 2e-17: the first mode is gone
constexpr double k_thin_layer = 1e-5;      // in sigma: below it the midpoint is nearer than the difference of two erf

constexpr double k_most_stretch = 0.5;  // of the logarithm of a spread in one step, by the mean wind

// Share of a unit normal between a < b (in standard deviations times 1/sqrt 2), without loss in the tails.
double normal_share(double a, double b) noexcept {
    if (a > 0.0) return 0.5 * (std::erfc(a) - std::erfc(b));
    if (b < 0.0) return 0.5 * (std::erfc(-b) - std::erfc(-a));
    return 0.5 * (std::erf(b) - std::erf(a));
}

}  // namespace

namespace detail {

double image_density_per_m(double z_m, double centre_m, double sigma_z_m, double lid_m) noexcept {
    const double half_inverse = 0.5 / (sigma_z_m * sigma_z_m);
    const double direct = z_m - centre_m;
    const double least = direct * direct * half_inverse;
    double sum = std::exp(-least);
    const auto add = [&](double distance) {
        const double exponent = distance * distance * half_inverse;
        if (exponent - least < k_small_exponent) sum += std::exp(-exponent);
    };
    if (z_m == 0.0) {
        sum += sum;  // receptor at the ground: both terms are equal
    } else {
        add(z_m + centre_m);
    }
    // The nearest image of pair j is 2 j lid - z - centre away, all others farther.
    for (double shift = 2.0 * lid_m;; shift += 2.0 * lid_m) {
        const double nearest = shift - z_m - centre_m;
        if (!(nearest * nearest * half_inverse - least < k_small_exponent)) break;
        add(nearest);
        add(shift - direct);
        add(shift + direct);
        add(shift + z_m + centre_m);
    }
    return sum * k_inv_sqrt_2pi / sigma_z_m;
}

double cosine_density_per_m(double z_m, double centre_m, double sigma_z_m, double lid_m) noexcept {
    const double ratio = sigma_z_m / lid_m;
    const double decay = std::exp(-0.5 * k_pi * k_pi * ratio * ratio);  // of mode 1; mode n: decay^(n^2)
    const double a = 2.0 * std::cos(k_pi * z_m / lid_m);
    const double b = 2.0 * std::cos(k_pi * centre_m / lid_m);
    double cos_a = 0.5 * a, cos_a_before = 1.0;
    double cos_b = 0.5 * b, cos_b_before = 1.0;
    double mode = decay, step = decay * decay * decay;
    double sum = 0.0;
    while (mode > 1e-17) {
        sum += mode * cos_a * cos_b;
        mode *= step;
        step *= decay * decay;
        const double cos_a_next = a * cos_a - cos_a_before;
        const double cos_b_next = b * cos_b - cos_b_before;
        cos_a_before = cos_a;
        cos_b_before = cos_b;
        cos_a = cos_a_next;
        cos_b = cos_b_next;
    }
    return (1.0 + 2.0 * sum) / lid_m;
}

double image_share(double z_low_m, double z_high_m, double centre_m, double sigma_z_m, double lid_m) noexcept {
    const double scale = k_inv_sqrt_2 / sigma_z_m;
    const auto share = [&](double image) {
        return normal_share((z_low_m - image) * scale, (z_high_m - image) * scale);
    };
    double sum = share(centre_m) + share(-centre_m);
    for (double shift = 2.0 * lid_m;; shift += 2.0 * lid_m) {
        const double nearest = (shift - z_high_m - centre_m) * scale;
        if (!(nearest < 0.0 || nearest * nearest < k_small_exponent)) break;
        sum += share(shift - centre_m) + share(shift + centre_m) + share(-shift + centre_m) + share(-shift - centre_m);
    }
    return sum;
}

double cosine_share(double z_low_m, double z_high_m, double centre_m, double sigma_z_m, double lid_m) noexcept {
    const double ratio = sigma_z_m / lid_m;
    const double unit = k_pi / lid_m;
    double sum = 0.0;
    for (int n = 1;; ++n) {
        const double mode = std::exp(-0.5 * n * n * k_pi * k_pi * ratio * ratio);
        if (!(mode > 1e-17)) break;
        sum += mode * std::cos(n * unit * centre_m) * (std::sin(n * unit * z_high_m) - std::sin(n * unit * z_low_m)) /
               (n * k_pi);
    }
    return (z_high_m - z_low_m) / lid_m + 2.0 * sum;
}

}  // namespace detail

double vertical_density_per_m(double z_m, double centre_m, double sigma_z_m, double lid_m) noexcept {
    if (z_m > lid_m) return 0.0;
    if (sigma_z_m < k_cosine_from * lid_m) return detail::image_density_per_m(z_m, centre_m, sigma_z_m, lid_m);
    if (sigma_z_m < k_mixed_from * lid_m) return detail::cosine_density_per_m(z_m, centre_m, sigma_z_m, lid_m);
    return 1.0 / lid_m;
}

double vertical_mean_per_m(double z_low_m, double z_high_m, double centre_m, double sigma_z_m, double lid_m) noexcept {
    const double depth_m = z_high_m - z_low_m;
    const double top_m = std::min(z_high_m, lid_m);
    if (!(top_m > z_low_m)) return 0.0;
    if (sigma_z_m >= k_mixed_from * lid_m) return (top_m - z_low_m) / (lid_m * depth_m);
    if (top_m - z_low_m < k_thin_layer * sigma_z_m) {
        return vertical_density_per_m(0.5 * (z_low_m + top_m), centre_m, sigma_z_m, lid_m) * (top_m - z_low_m) /
               depth_m;
    }
    const double share = sigma_z_m < k_cosine_from * lid_m
                             ? detail::image_share(z_low_m, top_m, centre_m, sigma_z_m, lid_m)
                             : detail::cosine_share(z_low_m, top_m, centre_m, sigma_z_m, lid_m);
    return share / depth_m;
}

double vertical_density_above_per_m(double z_m, double centre_m, double sigma_z_m, double base_m) noexcept {
    if (z_m < base_m) return 0.0;
    const double direct = (z_m - centre_m) / sigma_z_m;
    const double mirrored = (z_m + centre_m - 2.0 * base_m) / sigma_z_m;
    return (std::exp(-0.5 * direct * direct) + std::exp(-0.5 * mirrored * mirrored)) * k_inv_sqrt_2pi / sigma_z_m;
}

double vertical_mean_above_per_m(double z_low_m, double z_high_m, double centre_m, double sigma_z_m,
                                 double base_m) noexcept {
    const double bottom_m = std::max(z_low_m, base_m);
    if (!(z_high_m > bottom_m)) return 0.0;
    const double scale = k_inv_sqrt_2 / sigma_z_m;
    const double image_m = 2.0 * base_m - centre_m;
    return (normal_share((bottom_m - centre_m) * scale, (z_high_m - centre_m) * scale) +
            normal_share((bottom_m - image_m) * scale, (z_high_m - image_m) * scale)) /
           (z_high_m - z_low_m);
}

VerticalPlace carried_vertically(VerticalPlace puff, double mean_m_s, double middle_m, double change_s,
                                 double dt_s) noexcept {
    const double turn = std::clamp(change_s * dt_s, -k_most_stretch, k_most_stretch);
    const double grown = std::expm1(turn);
    // Integral of the wind along the path: w/change (e^(change dt) - 1), w dt in the limit.
    const double at_centre = mean_m_s + change_s * (puff.centre_m - middle_m);
    const double time_s = std::abs(turn) > 1e-9 ? dt_s * grown / turn : dt_s;
    return {std::max(0.0, puff.centre_m + at_centre * time_s), puff.sigma_z_m * (1.0 + grown)};
}

}  // namespace lantian
