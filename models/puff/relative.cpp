#include "models/puff/relative.hpp"

#include <cmath>

namespace lantian {

RelativeDiffusion relative_diffusion(double sigma_v_m_s, double lagrangian_s, double richardson,
                                     double lagrangian_constant) noexcept {
    return {sigma_v_m_s * sigma_v_m_s * lagrangian_s,
            std::sqrt(std::sqrt(4.0 * lagrangian_constant / (27.0 * richardson))) * sigma_v_m_s * lagrangian_s};
}

double relative_sigma_m(double initial_m, RelativeDiffusion law, double time_s, int steps) noexcept {
    // In sr: d sr/dt = K_r/sr
    const double inverse_square = 1.0 / (law.length_m * law.length_m);
    const auto growth = [&](double sigma) {
        const double q = sigma * sigma * inverse_square;
        const double root = std::cbrt(q / (1.0 + q));
        return law.diffusivity_m2_s * root * root / sigma;
    };
    const double dt = time_s / steps;
    double sigma = initial_m;
    for (int i = 0; i < steps; ++i) {
        const double k1 = growth(sigma);
        const double k2 = growth(sigma + 0.5 * dt * k1);
        const double k3 = growth(sigma + 0.5 * dt * k2);
        const double k4 = growth(sigma + dt * k3);
        sigma += dt / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
    }
    return sigma;
}

double relative_sigma_algebraic_m(double sigma_w_m_s, double mixing_height_m, double time_s) noexcept {
    const double lagrangian_s = 0.46 * mixing_height_m / sigma_w_m_s;
    const double dissipation = 0.78 * sigma_w_m_s * sigma_w_m_s / lagrangian_s;
    return 0.57 * std::sqrt(dissipation * time_s) * time_s / (1.0 + 0.353 * time_s / lagrangian_s);
}

}  // namespace lantian
