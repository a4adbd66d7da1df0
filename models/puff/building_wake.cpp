#include "models/puff/building_wake.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lantian {

namespace {

// PRIME's constants (prime_constants.csv of the reference data).
constexpr double k_wake_height = 1.2;
constexpr double k_vertical_intensity = 0.06;
constexpr double k_lateral_intensity = 0.08;
constexpr double k_near_factor = 1.7;  // of both intensities at the lee face
constexpr double k_deficit = 0.7;
constexpr double k_decay = 2.0 / 3.0;
constexpr double k_calm_ratio = 1.3;  // where turbulence counts as that of the surroundings
constexpr double k_longest_scales = 15.0;
constexpr double k_least_wind_ratio = 0.01;

double square(double x) { return x * x; }
double ellipse(double share) { return share < 1.0 ? std::sqrt(1.0 - share * share) : 0.0; }

}  // namespace

BuildingWake::BuildingWake(BuildingSize size) noexcept : b_(size) {
    const double h = b_.height_m, w = b_.width_m, l = b_.length_m;
    const double small = std::min(h, w);
    const double big = std::min(std::max(h, w), 8.0 * small);
    scale_m_ = std::cbrt(small * small * big);
    roof_cavity_m_ = 0.9 * scale_m_;
    highest_m_ = h + 0.22 * scale_m_;
    const double slender = w / h;
    const double power = slender >= 1.0 ? 0.3 : std::max(0.0, 0.3 * (slender - 0.33) / 0.67);
    near_wake_m_ = 1.8 * w / (std::pow(std::clamp(l / h, 0.3, 3.0), power) * (1.0 + 0.24 * slender));
}

double BuildingWake::cavity_top_m(double x) const noexcept {
    const double end = cavity_end_m();
    if (x < 0.0 || x >= end) return 0.0;
    const double h = b_.height_m, r = scale_m_;
    if (reattached()) return x < b_.length_m ? h : h * ellipse((x - b_.length_m) / near_wake_m_);
    if (x <= 0.5 * r) return highest_m_ + 4.0 * square(x - 0.5 * r) * (h - highest_m_) / (r * r);
    return highest_m_ * ellipse((x - 0.5 * r) / (end - 0.5 * r));
}

double BuildingWake::cavity_half_width_m(double x) const noexcept {
    const double end = cavity_end_m();
    if (x < 0.0 || x >= end) return 0.0;
    const double r = scale_m_, widest = 0.5 * b_.width_m + r / 3.0;
    if (x <= r) return widest - square(x - r) / (3.0 * r);
    return widest * ellipse((x - r) / (end - r));
}

double BuildingWake::wake_top_m(double x) const noexcept {
    if (x < 0.0) return 0.0;
    const double c = k_wake_height * scale_m_;
    const double face = b_.height_m / c;
    return c * std::cbrt(x / scale_m_ + face * face * face);
}

double BuildingWake::wake_half_width_m(double x) const noexcept {
    if (x < 0.0) return 0.0;
    return 0.5 * b_.width_m + scale_m_ / 3.0 * std::cbrt(x / scale_m_);
}

bool BuildingWake::in_cavity(double x, double y, double z) const noexcept {
    return z < cavity_top_m(x) && std::abs(y) < cavity_half_width_m(x);
}

bool BuildingWake::in_wake(double x, double y, double z) const noexcept {
    return x >= 0.0 && z < std::max(wake_top_m(x), cavity_top_m(x)) && std::abs(y) < wake_half_width_m(x);
}

double BuildingWake::wind_deficit(double x) const noexcept {
    if (x <= 0.0) return 0.0;
    if (x < b_.length_m) return k_deficit * x / b_.length_m;
    return k_deficit * std::pow(1.0 + (x - b_.length_m) / scale_m_, -k_decay);
}

double BuildingWake::wind_ratio(double x, double y, double z) const noexcept {
    const double top = wake_top_m(x);
    if (!(z < top)) return 1.0;
    const double edge = wake_half_width_m(x);
    const double core = std::max(0.5 * b_.width_m, edge - scale_m_ / 3.0);
    const double side = std::abs(y);
    if (side >= edge) return 1.0;
    const double deficit = wind_deficit(x) * (side <= core ? 1.0 : (edge - side) / (edge - core));
    const double cavity = std::min(cavity_top_m(x), top);
    const double low = std::max(0.0, 1.0 - 2.0 * top * deficit / (top + cavity));
    const double ratio = z <= cavity || !(top > cavity) ? low : low + (1.0 - low) * (z - cavity) / (top - cavity);
    return std::clamp(ratio, k_least_wind_ratio, 1.0);
}

double BuildingWake::streamline_slope(double x, double y, double z) const noexcept {
    const double h = b_.height_m, w = b_.width_m, r = scale_m_;
    const double swell = highest_m_ - h, end = cavity_end_m(), behind = end - 0.5 * r;
    const double side = std::abs(y);
    if (x < -r || side >= 0.5 * w + r / 3.0) return 0.0;
    double slope = 0.0;
    if (x < 0.0) {
        slope = 2.0 * swell * (x + r) / (r * r);
    } else if (x <= 0.5 * r) {
        slope = 4.0 * swell * (1.0 - 2.0 * x / r) / r;
    } else if (x <= end) {
        slope = swell * (r - 2.0 * x) / square(behind);
    } else {
        slope = -2.0 * swell * r / (behind * (x - end + r));
    }
    if (z > h) {
        const double far = r / (z - h + r);
        slope *= x <= 0.5 * r ? far * far * far : far;
    } else if (x > 0.5 * r) {
        const double narrow = w > 0.0 ? h / (2.0 * w) : 1.0;
        slope *= std::pow(std::max(z, 0.0) / h, h >= 2.0 * w ? 0.3 * narrow * narrow : 0.3);
    } else if (x < 0.0 && z < 2.0 * (r <= h ? h : 2.0 * h - r) / 3.0) {
        return 0.0;
    }
    return side <= 0.5 * w ? slope : slope * (1.0 - (side - 0.5 * w) / (r / 3.0));
}

double BuildingWake::intensity(double x, double ambient, double highest) const noexcept {
    if (x <= 0.0) return ambient;
    const double f = std::min(highest, ambient);
    const double past = std::max(0.0, x - b_.length_m) / scale_m_;
    const double excess = k_near_factor * highest - 0.3 * f;
    const double wake = f + excess / (std::pow(1.0 + past, k_decay) - 0.7);
    return x < b_.length_m ? ambient + (wake - ambient) * x / b_.length_m : wake;
}

double BuildingWake::turbulent_end_m(double ambient, double highest) const noexcept {
    const double f = std::min(highest, ambient);
    const double calm = std::max(ambient, k_calm_ratio * f);
    const double cap = b_.length_m / scale_m_ + k_longest_scales;
    if (!(calm > f)) return scale_m_ * cap;
    const double reach =
        b_.length_m / scale_m_ - 1.0 + std::pow(0.7 + (k_near_factor * highest - 0.3 * f) / (calm - f), 1.5);
    return scale_m_ * std::min(reach, cap);
}

double BuildingWake::vertical_intensity(double x, double ambient) const noexcept {
    return intensity(x, ambient, k_vertical_intensity);
}
double BuildingWake::lateral_intensity(double x, double ambient) const noexcept {
    return intensity(x, ambient, k_lateral_intensity);
}
double BuildingWake::vertical_end_m(double ambient) const noexcept {
    return turbulent_end_m(ambient, k_vertical_intensity);
}
double BuildingWake::lateral_end_m(double ambient) const noexcept {
    return turbulent_end_m(ambient, k_lateral_intensity);
}

CavitySpread cavity_spread(const BuildingWake& wake, double sigma_y_entry_m, double wind_ratio) noexcept {
    const double h = wake.size().height_m, w = wake.size().width_m;
    const double root = std::sqrt(2.0 * std::numbers::pi);
    const double width = std::max({std::min(w, 3.0 * h), h / 3.0, std::min(root * sigma_y_entry_m, w)});
    const double depth = wake.reattached() ? h : wake.highest_cavity_m();
    return {width / root, std::sqrt(2.0 / std::numbers::pi) * wind_ratio * depth / 3.0};
}

}  // namespace lantian
