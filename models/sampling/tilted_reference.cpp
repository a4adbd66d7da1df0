#include "models/sampling/tilted_reference.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/base/constants.hpp"
#include "models/sampling/gauss_legendre.hpp"
#include "models/sampling/reference.hpp"

namespace lantian::reference {

namespace {

/// Length of a piece of the quadrature in spreads of the integrand.
constexpr double k_panel_sigmas = 1.5;

/// Indices of the cells of a row that [low, high] touches, as [first, last).
std::pair<std::size_t, std::size_t> touched(double low, double high, const CellRow& row) {
    const double end = static_cast<double>(row.cells);
    const auto first = static_cast<std::size_t>(std::clamp(std::floor((low - row.x_origin_m) / row.cell_m), 0.0, end));
    const auto last = static_cast<std::size_t>(std::clamp(std::ceil((high - row.x_origin_m) / row.cell_m), 0.0, end));
    return {first, std::max(first, last)};
}

}  // namespace

double tilted_density_per_m2(double dx_m, double dy_m, double xx_m2, double xy_m2, double yy_m2) noexcept {
    const double determinant = xx_m2 * yy_m2 - xy_m2 * xy_m2;
    const double q = (dx_m * dx_m * yy_m2 - 2.0 * dx_m * dy_m * xy_m2 + dy_m * dy_m * xx_m2) / determinant;
    return std::exp(-0.5 * q) / (2.0 * constants::k_pi * std::sqrt(determinant));
}

double tilted_segment_density_per_m2(double receptor_x_m, double receptor_y_m, double x0_m, double y0_m, double x1_m,
                                     double y1_m, double xx_m2, double xy_m2, double yy_m2) noexcept {
    // S = L L^T; L^-1 makes the puff round with spread 1.
    const double l11 = std::sqrt(xx_m2);
    const double l21 = xy_m2 / l11;
    const double l22 = std::sqrt(yy_m2 - l21 * l21);
    const auto u = [&](double x) { return (x - receptor_x_m) / l11; };
    const auto v = [&](double x, double y) { return (y - receptor_y_m - l21 * u(x)) / l22; };
    return segment_density_per_m2(0.0, 0.0, u(x0_m), v(x0_m, y0_m), u(x1_m), v(x1_m, y1_m), 1.0) / (l11 * l22);
}

double tilted_cell_mean_per_m2(double x_low_m, double x_high_m, double y_low_m, double y_high_m, double xx_m2,
                               double xy_m2, double yy_m2, int panels) noexcept {
    const double sigma_y = std::sqrt(yy_m2);
    const double slope = xy_m2 / yy_m2;
    const double sigma_x = std::sqrt(xx_m2 - slope * xy_m2);  // at a given y
    const double half = 0.5 * (y_high_m - y_low_m) / panels;
    double sum = 0.0;
    for (int n = 0; n < panels; ++n) {
        const double middle = y_low_m + (2 * n + 1) * half;
        for (std::size_t k = 0; k < k_gauss_nodes.size(); ++k) {
            const double y = middle + half * k_gauss_nodes[k];
            const double t = y / sigma_y;
            sum += k_gauss_weights[k] * std::exp(-0.5 * t * t) * cell_share(x_low_m, x_high_m, slope * y, sigma_x);
        }
    }
    return sum * half / (std::sqrt(2.0 * constants::k_pi) * sigma_y) / ((x_high_m - x_low_m) * (y_high_m - y_low_m));
}

std::vector<double> tilted_wide_row(const CellRow& row, double x_m, double y_m, double xx_m2, double xy_m2,
                                    double yy_m2, double widened_m2, double fourth_m4, double cutoff_sigmas) {
    const double xx = xx_m2 + widened_m2, yy = yy_m2 + widened_m2;
    const double dy = row.y_low_m + 0.5 * row.cell_m - y_m;
    const double middle = x_m + xy_m2 / yy * dy;
    std::vector<double> out(row.cells, 0.0);
    const double nearest = std::max(0.0, std::abs(dy) - 0.5 * row.cell_m) / std::sqrt(yy);
    if (!(nearest < cutoff_sigmas)) return out;
    const double reach = std::sqrt((cutoff_sigmas * cutoff_sigmas - nearest * nearest) * (xx - xy_m2 * xy_m2 / yy));
    const auto [first, last] = touched(middle - reach, middle + reach, row);
    const double kept = -std::expm1(-0.5 * cutoff_sigmas * cutoff_sigmas);
    for (std::size_t i = first; i < last; ++i) {
        const double dx = row.x_origin_m + (static_cast<double>(i) + 0.5) * row.cell_m - x_m;
        // Fourth derivatives of the density over it.
        const double determinant = xx * yy - xy_m2 * xy_m2;
        const double px = yy / determinant, py = xx / determinant;
        const double ux = (yy * dx - xy_m2 * dy) / determinant, uy = (xx * dy - xy_m2 * dx) / determinant;
        const auto fourth = [](double u, double p) { return u * u * u * u - 6.0 * u * u * p + 3.0 * p * p; };
        out[i] = tilted_density_per_m2(dx, dy, xx, xy_m2, yy) / kept *
                 std::max(0.0, 1.0 + fourth_m4 * (fourth(ux, px) + fourth(uy, py)));
    }
    return out;
}

std::vector<double> tilted_narrow_row(const CellRow& row, double x_m, double y_m, double xx_m2, double xy_m2,
                                      double yy_m2, double cutoff_sigmas) {
    const double sigma_y = std::sqrt(yy_m2);
    const double slope = xy_m2 / yy_m2;
    const double sigma_x = std::sqrt(xx_m2 - slope * xy_m2);
    const double low = std::max(row.y_low_m, y_m - cutoff_sigmas * sigma_y);
    const double high = std::min(row.y_low_m + row.cell_m, y_m + cutoff_sigmas * sigma_y);
    std::vector<double> out(row.cells, 0.0);
    if (!(high > low)) return out;
    // The integrand changes with y over its own spread and over that of the slanted edge.
    double length = sigma_y;
    if (slope != 0.0) length = std::min(length, sigma_x / std::abs(slope));
    const double panels = std::max(1.0, std::ceil((high - low) / (k_panel_sigmas * length)));
    const double half = 0.5 * (high - low) / panels;
    const double kept = std::erf(cutoff_sigmas * std::sqrt(0.5));
    const double scale = half / (std::sqrt(2.0 * constants::k_pi) * sigma_y * row.cell_m * row.cell_m * kept * kept);
    for (double n = 0.0; n < panels; n += 1.0) {
        for (std::size_t k = 0; k < k_gauss_nodes.size(); ++k) {
            const double dy = low + (2.0 * n + 1.0) * half + half * k_gauss_nodes[k] - y_m;
            const double t = dy / sigma_y;
            const double centre = x_m + slope * dy;
            const auto [first, last] = touched(centre - cutoff_sigmas * sigma_x, centre + cutoff_sigmas * sigma_x, row);
            for (std::size_t i = first; i < last; ++i) {
                const double edge = row.x_origin_m + static_cast<double>(i) * row.cell_m;
                out[i] += scale * k_gauss_weights[k] * std::exp(-0.5 * t * t) *
                          cell_share(edge, edge + row.cell_m, centre, sigma_x);
            }
        }
    }
    return out;
}

}  // namespace lantian::reference
