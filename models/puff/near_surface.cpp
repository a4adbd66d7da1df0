#include "models/puff/near_surface.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"
#include "models/meteorology/surface_layer.hpp"
#include "models/puff/vertical.hpp"

namespace lantian {

namespace {

/// Mean height over sigma of a Gaussian folded at its centre.
constexpr double k_mean_of_sigma = 0.79788456080286535588;  // sqrt(2/pi)
/// Height whose diffusivity drives the growth, in mean heights (Gryning et al. 1983).
constexpr double k_growth_height = 1.55;
/// Height whose wind carries the matter, in sigmas of a folded Gaussian in a logarithmic wind: exp(-(gamma + ln 2)/2).
constexpr double k_wind_sigmas = 0.53;
/// Height at which the exponents of wind and diffusivity are taken, in mean heights (van Ulden 1978).
constexpr double k_shape_height = 0.6;
/// The profile is Gaussian again when its mean height reaches this share of the mixing height: that of matter well
/// mixed.
constexpr double k_mixed_frac = 0.5;
constexpr double k_least_shape = 1.0;
constexpr double k_gaussian_shape = 2.0;
constexpr double k_small_exponent = 37.0;  // exp(-37) = 1e-16

double phi_heat(double z, double inverse_l) noexcept {
    const double zeta = z * inverse_l;
    return zeta > 0.0 ? 1.0 + 5.0 * zeta : 1.0 / std::sqrt(1.0 - 16.0 * zeta);
}

/// kappa u(z)/u*, not below twice the roughness length.
double wind_function(double z, const NearSurface& air) noexcept {
    return similarity_profile(std::max(z, 2.0 * air.roughness_m), air.roughness_m,
                              length_of_inverse_m(air.inverse_obukhov_m));
}

}  // namespace

double surface_diffusivity_m2_s(double z_m, const NearSurface& air) noexcept {
    return constants::k_von_karman * air.friction_velocity_m_s * z_m / phi_heat(z_m, air.inverse_obukhov_m);
}

double mean_height_m(double centre_m, double sigma_z_m) noexcept {
    const double r = centre_m / sigma_z_m;
    return sigma_z_m * k_mean_of_sigma * std::exp(-0.5 * r * r) + centre_m * std::erf(r * std::sqrt(0.5));
}

double surface_shape(double mean_height, const NearSurface& air) noexcept {
    const double z = std::max(k_shape_height * mean_height, 2.0 * air.roughness_m);
    const double zeta = z * air.inverse_obukhov_m;
    double n = 1.0;
    double phi_momentum = 1.0;
    if (zeta > 0.0) {
        phi_momentum = 1.0 + 5.0 * zeta;
        n = 1.0 / phi_momentum;
    } else {
        const double y = 1.0 - 16.0 * zeta;
        n = 1.0 - 8.0 * zeta / y;
        phi_momentum = 1.0 / std::sqrt(std::sqrt(y));
    }
    const double m = phi_momentum / wind_function(z, air);
    return std::clamp(2.0 + m - n, k_least_shape, k_gaussian_shape);
}

ProfileShape::ProfileShape(double s) noexcept : exponent(s), scale(1.0), top(1.0), reach(std::sqrt(k_small_exponent)) {
    if (s >= k_gaussian_shape) return;  // the Gaussian has its own kernel
    const double gamma_1 = std::tgamma(1.0 / s);
    scale = std::tgamma(2.0 / s) / gamma_1;
    top = 0.5 * s / gamma_1;
    reach = std::pow(k_small_exponent, 1.0 / s);
}

ProfileShape puff_shape(double centre_m, double sigma_z_m, const NearSurface& air) noexcept {
    const double mean = mean_height_m(centre_m, sigma_z_m);
    const double from_ground = 1.0 - (centre_m / mean) * (centre_m / mean);
    const double below_lid = 1.0 - mean / (k_mixed_frac * air.mixing_height_m);
    if (from_ground <= 0.01 || below_lid <= 0.0) return ProfileShape{};
    return ProfileShape(k_gaussian_shape + (surface_shape(mean, air) - k_gaussian_shape) * from_ground * below_lid);
}

double grow_sigma_z_near_surface_m(double sigma_z_m, double centre_m, double sigma_w_m_s, double dt_s,
                                   const NearSurface& air) noexcept {
    const double lag =
        std::min(1.0, wind_function(std::hypot(centre_m, k_wind_sigmas * sigma_z_m), air) /
                          wind_function(std::hypot(centre_m, k_growth_height * k_mean_of_sigma * sigma_z_m), air));
    const auto rate = [&](double sigma) {
        const double z = std::hypot(centre_m, k_growth_height * k_mean_of_sigma * sigma);
        return std::min(sigma_w_m_s, lag * surface_diffusivity_m2_s(z, air) / sigma);
    };
    const double half = sigma_z_m + 0.5 * dt_s * rate(sigma_z_m);
    return sigma_z_m + dt_s * rate(half);
}

double shaped_density_per_m(double z_m, double centre_m, double sigma_z_m, double lid_m,
                            const ProfileShape& shape) noexcept {
    if (shape.exponent >= k_gaussian_shape) return vertical_density_per_m(z_m, centre_m, sigma_z_m, lid_m);
    const double scale = shape.scale / (k_mean_of_sigma * sigma_z_m);
    const auto g = [&](double x) { return std::exp(-std::pow(x, shape.exponent)); };
    // The nearest, and of the images those that count beside it: (a + b)^s >= a^s + b^s for s >= 1.
    const double direct = scale * std::abs(z_m - centre_m);
    double sum = g(direct);
    const auto add = [&](double distance) {
        const double x = scale * std::abs(distance);
        if (x - direct < shape.reach) sum += g(x);
    };
    add(z_m + centre_m);
    if (std::isfinite(lid_m)) {
        const double far = 2.0 * lid_m;
        for (const double distance :
             {far - z_m - centre_m, far - z_m + centre_m, far + z_m - centre_m, far + z_m + centre_m})
            add(distance);
    }
    return shape.top * scale * sum;
}

}  // namespace lantian
