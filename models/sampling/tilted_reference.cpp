#include "models/sampling/tilted_reference.hpp"

#include <cmath>

#include "core/base/constants.hpp"
#include "models/sampling/gauss_legendre.hpp"
#include "models/sampling/reference.hpp"

namespace lantian::reference {

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

}  // namespace lantian::reference
