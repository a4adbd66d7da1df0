#include "models/puff/dispersion.hpp"

#include <algorithm>

namespace lantian {

namespace {

constexpr double k_scale_y_s = 1000.0;
constexpr double k_scale_z_s = 500.0;
constexpr double k_stable_scale_s = 100.0;
constexpr double k_stable_factor = 0.945;
constexpr double k_stable_power = 0.806;

double root_form(double sigma_velocity, double time, double scale) noexcept {
    return sigma_velocity * time / (1.0 + 0.9 * std::sqrt(time / scale));
}

// t - 0.9 sqrt(t/T) G - G = 0 with G = sigma/sigma_velocity: a quadratic in sqrt(t). Its root t = B + sqrt(B^2 - G^2),
// B = G (1 + 0.405 G/T), is written so that small G keeps its digits.
double root_form_time(double sigma, double sigma_velocity, double scale) noexcept {
    const double g = sigma / sigma_velocity;
    const double excess = 0.405 * g * g / scale;  // B - G
    return g + excess + std::sqrt(excess * (2.0 * g + excess));
}

double stable_form(double sigma_w, double time) noexcept {
    return sigma_w * time / (1.0 + k_stable_factor * std::pow(time / k_stable_scale_s, k_stable_power));
}

// With t = G y the stable law reads y = 1 + c y^p, c = 0.945 (G/100)^p. Solved for Y = ln y by Halley steps on
// Y - ln(1 + c e^(pY)), concave and rising with a slope between 1-p and 1: no step can run away. The first guess joins
// small and large c and is within 7 % of y for all c; one step leaves at most 4e-6, the second is at round-off (cubic
// convergence).
double stable_form_time(double sigma, double sigma_w) noexcept {
    const double g = sigma / sigma_w;
    if (!(g > 0.0)) return 0.0;
    const double log_c = std::log(k_stable_factor) + k_stable_power * std::log(g / k_stable_scale_s);
    const double c = std::exp(log_c);
    constexpr double k_tail = k_stable_power / (1.0 - k_stable_power);  // y -> c^(1/(1-p)) = c c^tail
    double log_y = std::log(1.0 + c * (1.0 + 1.17 * c + std::exp(k_tail * log_c)));
    for (int step = 0; step < 2; ++step) {
        const double q = std::exp(log_c + k_stable_power * log_y);
        const double share = q / (1.0 + q);
        const double f = log_y - std::log(1.0 + q);
        const double slope = 1.0 - k_stable_power * share;
        const double bend = -k_stable_power * k_stable_power * share * (1.0 - share);
        log_y -= f * slope / (slope * slope - 0.5 * f * bend);
    }
    return g * std::exp(log_y);
}

}  // namespace

double draxler_sigma_y_m(double sigma_v_m_s, double time_s, double scale_s) noexcept {
    return root_form(sigma_v_m_s, time_s, scale_s);
}

double draxler_sigma_z_m(double sigma_w_m_s, double time_s, bool stable) noexcept {
    return stable ? stable_form(sigma_w_m_s, time_s) : root_form(sigma_w_m_s, time_s, k_scale_z_s);
}

double draxler_time_y_s(double sigma_m, double sigma_v_m_s, double scale_s) noexcept {
    return root_form_time(sigma_m, sigma_v_m_s, scale_s);
}

double draxler_time_z_s(double sigma_m, double sigma_w_m_s, bool stable) noexcept {
    return stable ? stable_form_time(sigma_m, sigma_w_m_s) : root_form_time(sigma_m, sigma_w_m_s, k_scale_z_s);
}

double grow_sigma_y_m(double sigma_m, double sigma_v_m_s, double dt_s) noexcept {
    if (!(sigma_v_m_s > 0.0)) return sigma_m;
    return std::max(sigma_m,
                    root_form(sigma_v_m_s, root_form_time(sigma_m, sigma_v_m_s, k_scale_y_s) + dt_s, k_scale_y_s));
}

double grow_sigma_z_m(double sigma_m, double sigma_w_m_s, double dt_s, bool stable) noexcept {
    if (!(sigma_w_m_s > 0.0)) return sigma_m;
    if (!stable) {
        return std::max(sigma_m,
                        root_form(sigma_w_m_s, root_form_time(sigma_m, sigma_w_m_s, k_scale_z_s) + dt_s, k_scale_z_s));
    }
    return std::max(sigma_m, stable_form(sigma_w_m_s, stable_form_time(sigma_m, sigma_w_m_s) + dt_s));
}

double taylor_sigma_m(double sigma_velocity_m_s, double time_s, double lagrangian_s) noexcept {
    const double x = time_s / lagrangian_s;
    // x - 1 + exp(-x); its series where the difference would lose digits
    const double shape = x < 0.01 ? x * x * (0.5 - x * (1.0 / 6.0 - x * (1.0 / 24.0 - x * (1.0 / 120.0 - x / 720.0))))
                                  : x + std::expm1(-x);
    return sigma_velocity_m_s * lagrangian_s * std::sqrt(2.0 * shape);
}

double venkatram_sigma_m(double sigma_velocity_m_s, double time_s, double lagrangian_s) noexcept {
    return sigma_velocity_m_s * time_s / std::sqrt(1.0 + time_s / (2.0 * lagrangian_s));
}

double venkatram_vertical_time_s(double height_m, double sigma_w_m_s, double brunt_vaisala_per_s) noexcept {
    const double inverse_length = 1.0 / (0.36 * height_m) + brunt_vaisala_per_s / (0.27 * sigma_w_m_s);
    return 1.0 / (inverse_length * sigma_w_m_s);
}

}  // namespace lantian
