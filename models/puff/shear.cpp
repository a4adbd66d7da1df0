#include "models/puff/shear.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/puff/vertical.hpp"

namespace lantian {

namespace {

constexpr double k_inv_sqrt_2pi = 0.3989422804014327;
constexpr double k_inv_sqrt_2 = 0.7071067811865476;
constexpr double k_cosine_from = 0.25;  // sigma/lid: below it one mirror image at each end is exact to 1e-5
constexpr double k_mixed_from = 2.8;    // the first mode is gone (vertical.cpp)
constexpr double k_most_lean = 0.95;    // share of a horizontal variance that the lean may explain

// Integrals of exp(-x(1-s)) over s in [0, 1] with weights 1, s and s(1-s)-like remainders: phi = (1 - e^-x)/x,
// psi = (1 - phi)/x, chi = (1/2 - psi)/x; series where the differences would lose digits.
struct Decay {
    double left, phi, psi, chi;
    explicit Decay(double x) noexcept {
        left = std::exp(-x);
        if (x < 0.02) {
            phi = 1.0 - x * (1.0 / 2.0 - x * (1.0 / 6.0 - x * (1.0 / 24.0 - x / 120.0)));
            psi = 1.0 / 2.0 - x * (1.0 / 6.0 - x * (1.0 / 24.0 - x * (1.0 / 120.0 - x / 720.0)));
            chi = 1.0 / 6.0 - x * (1.0 / 24.0 - x * (1.0 / 120.0 - x * (1.0 / 720.0 - x / 5040.0)));
        } else {
            phi = -std::expm1(-x) / x;
            psi = (1.0 - phi) / x;
            chi = (0.5 - psi) / x;
        }
    }
};

// Mean of max(0, X) for X normal.
double mean_above_zero(double mean, double sigma) noexcept {
    const double t = mean / sigma;
    return sigma * k_inv_sqrt_2pi * std::exp(-0.5 * t * t) + 0.5 * mean * std::erfc(-t * k_inv_sqrt_2);
}

}  // namespace

EllipseGrowth growth_along_wind(double along_m2, double across_m2, double wind_x, double wind_y) noexcept {
    const double speed_sq = wind_x * wind_x + wind_y * wind_y;
    if (!(speed_sq > 0.0)) return {0.5 * (along_m2 + across_m2), 0.0, 0.5 * (along_m2 + across_m2)};
    const double excess = (along_m2 - across_m2) / speed_sq;
    return {across_m2 + excess * wind_x * wind_x, excess * wind_x * wind_y, across_m2 + excess * wind_y * wind_y};
}

EllipseMoments deformed(const EllipseMoments& s, const WindGradient& wind, double dt_s) noexcept {
    // exp of [[a, b], [c, d]] dt: with m = (a + d)/2 and q^2 = ((a - d)/2)^2 + bc it is
    // e^(m dt) [cosh(q dt) I + sinh(q dt)/q (A - m I)]; q^2 < 0: cos and sin.
    const double m = 0.5 * (wind.ux + wind.vy);
    const double half = 0.5 * (wind.ux - wind.vy);
    const double q_sq = half * half + wind.uy * wind.vx;
    const double q = std::sqrt(std::abs(q_sq));
    const double turn = q * dt_s;
    double even = 1.0, odd = dt_s;
    if (turn > 1e-8) {
        even = q_sq > 0.0 ? std::cosh(turn) : std::cos(turn);
        odd = (q_sq > 0.0 ? std::sinh(turn) : std::sin(turn)) / q;
    }
    const double grown = std::exp(m * dt_s);
    const double m11 = grown * (even + odd * half);
    const double m12 = grown * odd * wind.uy;
    const double m21 = grown * odd * wind.vx;
    const double m22 = grown * (even - odd * half);
    const double x1 = m11 * s.xx + m12 * s.xy;  // rows of M S
    const double y1 = m11 * s.xy + m12 * s.yy;
    const double x2 = m21 * s.xx + m22 * s.xy;
    const double y2 = m21 * s.xy + m22 * s.yy;
    return {x1 * m11 + y1 * m12, x1 * m21 + y1 * m22, x2 * m21 + y2 * m22, m11 * s.xz + m12 * s.yz,
            m21 * s.xz + m22 * s.yz};
}

EllipseMoments sheared(const EllipseMoments& s, const WindGradient& wind, double variance_m2, double variance_end_m2,
                       double relaxation_per_s, const EllipseGrowth& growth, double dt_s) noexcept {
    const Decay decay(relaxation_per_s * dt_s);
    const double change = variance_end_m2 - variance_m2;
    const double source = dt_s * (variance_m2 * decay.phi + change * decay.psi);           // of xz per shear
    const double integral = dt_s * dt_s * (variance_m2 * decay.psi + change * decay.chi);  // its time integral
    const double over_x = dt_s * decay.phi * s.xz + wind.uz * integral;                    // of xz over the step
    const double over_y = dt_s * decay.phi * s.yz + wind.vz * integral;
    return {s.xx + 2.0 * wind.uz * over_x + growth.xx, s.xy + wind.uz * over_y + wind.vz * over_x + growth.xy,
            s.yy + 2.0 * wind.vz * over_y + growth.yy, decay.left * s.xz + wind.uz * source,
            decay.left * s.yz + wind.vz * source};
}

EllipseMoments sheared_and_deformed(const EllipseMoments& s, const WindGradient& wind, double variance_m2,
                                    double variance_end_m2, double relaxation_per_s, const EllipseGrowth& growth,
                                    double dt_s) noexcept {
    const EllipseMoments before = deformed(s, wind, 0.5 * dt_s);
    return deformed(sheared(before, wind, variance_m2, variance_end_m2, relaxation_per_s, growth, dt_s), wind,
                    0.5 * dt_s);
}

EllipseMoments with_possible_lean(EllipseMoments s, double variance_m2) noexcept {
    // t^T S^-1 t / variance: the largest share of a horizontal variance that the lean explains.
    const double determinant = s.xx * s.yy - s.xy * s.xy;
    const double lean = s.xz * s.xz * s.yy - 2.0 * s.xz * s.yz * s.xy + s.yz * s.yz * s.xx;
    const double most = k_most_lean * determinant * variance_m2;
    if (lean <= most) return s;
    const double back = most > 0.0 ? std::sqrt(most / lean) : 0.0;
    s.xz *= back;
    s.yz *= back;
    return s;
}

HeightMoments height_moments(double centre_m, double sigma_z_m, double lid_m) noexcept {
    const double centre = std::clamp(centre_m, 0.0, lid_m);
    if (sigma_z_m >= k_mixed_from * lid_m) return {0.5 * lid_m, lid_m * lid_m / 12.0, 1.0};
    double mean = 0.0, square = 0.0;
    if (sigma_z_m < k_cosine_from * lid_m) {
        const double beyond = std::isinf(lid_m) ? 0.0 : mean_above_zero(centre - lid_m, sigma_z_m);
        mean = centre + 2.0 * mean_above_zero(-centre, sigma_z_m) - 2.0 * beyond;
        square = centre * centre + sigma_z_m * sigma_z_m - (beyond > 0.0 ? 4.0 * lid_m * beyond : 0.0);
        // (2 lid - Z)^2 - Z^2 = 4 lid (lid - Z) for what is mirrored at the lid
    } else {
        const double unit = constants::k_pi / lid_m;
        const double decay = 0.5 * unit * unit * sigma_z_m * sigma_z_m;
        double odd = 0.0, all = 0.0;
        for (int n = 1; n * n * decay < 37.0; ++n) {
            const double term = std::cos(n * unit * centre) * std::exp(-n * n * decay) / (n * n);
            if (n % 2 == 1) odd += term;
            all += n % 2 == 1 ? -term : term;
        }
        const double scale = 4.0 / (constants::k_pi * constants::k_pi);
        mean = lid_m * (0.5 - scale * odd);
        square = lid_m * lid_m * (1.0 / 3.0 + scale * all);
    }
    const double ground = vertical_density_per_m(0.0, centre, sigma_z_m, lid_m);
    const double top =
        std::isinf(lid_m) ? 0.0 : vertical_density_per_m(lid_m, centre, sigma_z_m, lid_m) * (lid_m - mean);
    return {mean, square - mean * mean, std::clamp(ground * mean + top, 0.0, 1.0)};
}

double leaning_per_s(const HeightMoments& height, double diffusivity_m2_s) noexcept {
    return diffusivity_m2_s * height.mirrored * (1.0 - height.mirrored / 6.0) / height.variance_m2;
}

}  // namespace lantian
