#pragma once

namespace lantian {

// Relative diffusion: spread of a puff about its own centre, for winds that resolve the meander. Theory page,
// section 2.3.

/// The closure d sr^2/dt = 2 K (q/(1+q))^(2/3), q = (sr/l)^2, K = sv^2 TL.
struct RelativeDiffusion {
    double diffusivity_m2_s;
    double length_m;
};

/// l = [4 C0/(27 Cr)]^(1/4) sv TL. richardson: one-axis constant Cr, 0.1 to 0.35; lagrangian_constant: C0, 3 to 4.
[[nodiscard]] RelativeDiffusion relative_diffusion(double sigma_v_m_s, double lagrangian_s, double richardson = 0.3,
                                                   double lagrangian_constant = 3.0) noexcept;

/// Spread after time_s by Runge-Kutta of fourth order in `steps` equal steps (>= 1). initial_m > 0.
[[nodiscard]] double relative_sigma_m(double initial_m, RelativeDiffusion law, double time_s, int steps) noexcept;

/// AERMOD's plume volume form: 0.57 eps^(1/2) t^(3/2)/(1 + 0.353 t/TLr), TLr = 0.46 h/sw, eps = 0.78 sw^2/TLr.
[[nodiscard]] double relative_sigma_algebraic_m(double sigma_w_m_s, double mixing_height_m, double time_s) noexcept;

}  // namespace lantian
