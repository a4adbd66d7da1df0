#include "models/sampling/reference.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/constants.hpp"

namespace lantian::reference {

namespace {

constexpr double k_inv_sqrt_2pi = 0.3989422804014327;
constexpr double k_inv_sqrt_2 = 0.7071067811865476;
constexpr double k_short_move = 1e-3;  // in sigma: below it the series is nearer than the difference of two erf

double normal(double distance, double sigma) noexcept {
    const double t = distance / sigma;
    return k_inv_sqrt_2pi / sigma * std::exp(-0.5 * t * t);
}

// Mean of a normal about 0 over [from, from + move].
double mean_normal(double from, double move, double sigma) noexcept {
    if (std::abs(move) < k_short_move * sigma) {
        const double middle = (from + 0.5 * move) / sigma;
        const double step = move / sigma;
        return normal(from + 0.5 * move, sigma) * (1.0 + step * step / 24.0 * (middle * middle - 1.0));
    }
    return cell_share(from, from + move, 0.0, sigma) / move;
}

}  // namespace

double cell_share(double low_m, double high_m, double centre_m, double sigma_m) noexcept {
    const double a = (low_m - centre_m) / sigma_m * k_inv_sqrt_2;
    const double b = (high_m - centre_m) / sigma_m * k_inv_sqrt_2;
    if (a > 0.0) return 0.5 * (std::erfc(a) - std::erfc(b));  // no loss in the tails
    if (b < 0.0) return 0.5 * (std::erfc(-b) - std::erfc(-a));
    return 0.5 * (std::erf(b) - std::erf(a));
}

namespace {

/// Cell averages of a unit normal on one axis over the cells within the reach; where the first of them lies.
std::vector<double> axis_averages(double centre_m, double sigma_m, double from_m, double cell_m, std::size_t n,
                                  double cutoff_sigmas, std::size_t& first) {
    const double low = std::floor((centre_m - from_m) / cell_m - cutoff_sigmas * (sigma_m / cell_m));
    const double high =
        std::max(low + 1.0, std::ceil((centre_m - from_m) / cell_m + cutoff_sigmas * (sigma_m / cell_m)));
    const double within = cell_share(from_m + low * cell_m, from_m + high * cell_m, centre_m, sigma_m);
    first = static_cast<std::size_t>(std::clamp(low, 0.0, static_cast<double>(n)));
    const auto last = static_cast<std::size_t>(std::clamp(high, 0.0, static_cast<double>(n)));
    std::vector<double> out;
    for (std::size_t i = first; i < last; ++i) {
        const double edge = from_m + static_cast<double>(i) * cell_m;
        out.push_back(cell_share(edge, edge + cell_m, centre_m, sigma_m) / (within * cell_m));
    }
    return out;
}

}  // namespace

void add_to_cells(const Grid& grid, const Segments& segments, std::span<const std::size_t> tag_of_source,
                  std::size_t channels, double cutoff_sigmas, std::span<double> result) {
    for (std::size_t p = 0; p < segments.size(); ++p) {
        std::size_t i0 = 0, j0 = 0;
        const auto gx = axis_averages(0.5 * (segments.x0_m[p] + segments.x1_m[p]), segments.sigma_m[p], grid.west_m,
                                      grid.cell_m, grid.nx, cutoff_sigmas, i0);
        const auto gy = axis_averages(0.5 * (segments.y0_m[p] + segments.y1_m[p]), segments.sigma_m[p], grid.south_m,
                                      grid.cell_m, grid.ny, cutoff_sigmas, j0);
        double* base = result.data() + tag_of_source[segments.source[p]] * grid.cells() * channels;
        const double* weights = segments.weights_of(p);
        for (std::size_t j = 0; j < gy.size(); ++j) {
            for (std::size_t i = 0; i < gx.size(); ++i) {
                double* cell = base + ((j0 + j) * grid.nx + i0 + i) * channels;
                for (std::size_t c = 0; c < channels; ++c) cell[c] += gy[j] * gx[i] * weights[c];
            }
        }
    }
}

double instantaneous_kg_m3(double mass_kg, double dx_m, double dy_m, double sigma_x_m, double sigma_y_m,
                           double vertical_per_m) noexcept {
    return mass_kg * normal(dx_m, sigma_x_m) * normal(dy_m, sigma_y_m) * vertical_per_m;
}

double segment_mean_kg_m3(double mass_kg, double along_m, double across_m, double speed_m_s, double dt_s,
                          double sigma_x_m, double sigma_y_m, double vertical_per_m) noexcept {
    return mass_kg * normal(across_m, sigma_y_m) * mean_normal(along_m, speed_m_s * dt_s, sigma_x_m) * vertical_per_m;
}

double segment_density_per_m2(double receptor_x_m, double receptor_y_m, double x0_m, double y0_m, double x1_m,
                              double y1_m, double sigma_m) noexcept {
    const double move_x = x1_m - x0_m;
    const double move_y = y1_m - y0_m;
    const double move = std::hypot(move_x, move_y);
    const double from_x = x0_m - receptor_x_m;
    const double from_y = y0_m - receptor_y_m;
    if (!(move > 0.0)) return normal(from_x, sigma_m) * normal(from_y, sigma_m);
    const double along = (from_x * move_x + from_y * move_y) / move;
    const double across = (from_x * move_y - from_y * move_x) / move;
    return normal(across, sigma_m) * mean_normal(along, move, sigma_m);
}

double plume_kg_m3(double rate_kg_s, double speed_m_s, double across_m, double sigma_y_m,
                   double vertical_per_m) noexcept {
    return rate_kg_s / speed_m_s * normal(across_m, sigma_y_m) * vertical_per_m;
}

double line_kg_m3(double rate_kg_m_s, double speed_m_s, double y_m, double half_m, double sigma_y_m,
                  double vertical_per_m) noexcept {
    return rate_kg_m_s / speed_m_s * cell_share(-half_m, half_m, y_m, sigma_y_m) * vertical_per_m;
}

double box_kg_m3(double mass_kg, double x_m, double y_m, double half_a_m, double half_b_m, double sigma_m,
                 double vertical_per_m) noexcept {
    return mass_kg * vertical_per_m * mean_normal(x_m - half_a_m, 2.0 * half_a_m, sigma_m) *
           mean_normal(y_m - half_b_m, 2.0 * half_b_m, sigma_m);
}

double meander_frac(double speed_m_s, double sigma_v_m_s, double distance_m) noexcept {
    constexpr double k_memory_s = 86400.0;
    const double random = 2.0 * sigma_v_m_s * sigma_v_m_s;
    const double effective_sq = speed_m_s * speed_m_s + random;
    const double aged = -std::expm1(-distance_m / (std::sqrt(effective_sq) * k_memory_s));
    return (random + speed_m_s * speed_m_s * aged) / effective_sq;
}

double calm_kg_m3(double rate_kg_s, double growth_m_s, double distance_m) noexcept {
    const double two_pi = 2.0 * constants::k_pi;
    return 2.0 * rate_kg_s / (two_pi * std::sqrt(two_pi) * growth_m_s * distance_m * distance_m);
}

double calm_after_kg_m3(double rate_kg_s, double growth_m_s, double distance_m, double time_s) noexcept {
    const double t = distance_m / (growth_m_s * time_s);
    return calm_kg_m3(rate_kg_s, growth_m_s, distance_m) * std::exp(-0.5 * t * t);
}

}  // namespace lantian::reference
