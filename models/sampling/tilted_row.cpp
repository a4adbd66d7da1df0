#include "models/sampling/tilted_row.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/math/batched.hpp"
#include "models/sampling/gauss_legendre.hpp"

namespace lantian {

namespace {

constexpr double k_inv_sqrt_2pi = 0.3989422804014327;
constexpr double k_inv_sqrt_2 = 0.7071067811865476;
/// Length of a piece of the quadrature in spreads of the integrand.
constexpr double k_panel_sigmas = 1.5;
/// Variance that spreading coarse cells H over fine ones h adds: this times H^2 - h^2 (mask of order 9).
constexpr double k_mask_variance = 9.0 / 12.0;
/// And less for the fourth cumulant: this times (H^4 - h^4)/120; a cell's average has -h^4/120.
constexpr double k_mask_cumulants = 9.0;

/// Cells [first, last) that the stretch from low to high, in cells from the first, touches.
std::pair<std::size_t, std::size_t> touched(double low, double high, std::size_t cells) {
    const double end = static_cast<double>(cells);
    const auto first = static_cast<std::size_t>(std::clamp(low, 0.0, end));  // what lies below is cut off
    const double high_within = std::clamp(high, 0.0, end);
    auto last = static_cast<std::size_t>(high_within);
    if (static_cast<double>(last) < high_within) ++last;
    return {first, std::max(first, last)};
}

/// Smaller half axis squared, m2.
double minor_variance_m2(const TiltedSpread& s) noexcept {
    const double half = 0.5 * (s.xx_m2 - s.yy_m2);
    return 0.5 * (s.xx_m2 + s.yy_m2) - std::sqrt(half * half + s.xy_m2 * s.xy_m2);
}

}  // namespace

TiltedPlace tilted_place(const TiltedSpread& s, double x_m, double y_m, const CoarseGrids& grids, std::size_t levels,
                         double cutoff_sigmas) noexcept {
    TiltedPlace place;
    place.x_m = x_m;
    place.y_m = y_m;
    const double minor = minor_variance_m2(s);
    const auto allows = [&](std::size_t level) {
        const double least = k_least_coarse_minor * grids.grid(level).cell_m;
        return minor >= least * least;
    };
    while (place.level < levels && allows(place.level + 1)) ++place.level;
    const LevelGrid& grid = grids.grid(place.level);
    const double fine = grids.grid(0).cell_m;
    place.wide = place.level > 0 || minor >= k_least_wide_minor * k_least_wide_minor * fine * fine;
    const double widened =
        place.wide ? fine * fine / 12.0 - k_mask_variance * (grid.cell_m * grid.cell_m - fine * fine) : 0.0;
    const double yy = s.yy_m2 + widened;
    place.slope = s.xy_m2 / yy;
    const double xx = s.xx_m2 + widened - place.slope * s.xy_m2;
    place.sigma_x_m = std::sqrt(xx);
    place.sigma_y_m = std::sqrt(yy);
    // Within an ellipse, or along and across.
    const double kept = std::erf(cutoff_sigmas * k_inv_sqrt_2);
    place.per_kept = place.wide ? -1.0 / std::expm1(-0.5 * cutoff_sigmas * cutoff_sigmas) : 1.0 / (kept * kept);
    place.decay_y_m2 = -0.5 / yy;
    place.px = 1.0 / xx;
    place.pxy = -place.slope / xx;
    place.py = 1.0 / yy + place.slope * place.slope / xx;
    // Cumulants: of the average over a fine cell, less those of the mask.
    const double fine4 = fine * fine * fine * fine, coarse4 = grid.cell_m * grid.cell_m * grid.cell_m * grid.cell_m;
    place.fourth = (k_mask_cumulants * (coarse4 - fine4) - fine4) / 120.0 / 24.0;
    place.log_peak = std::log(place.per_kept / (2.0 * std::numbers::pi * place.sigma_x_m * place.sigma_y_m));
    const double per_cell = 1.0 / grid.cell_m;
    place.column = (x_m - grid.west_m) * per_cell;
    place.row = (y_m - grid.south_m) * per_cell;
    place.reach_columns = cutoff_sigmas * place.sigma_x_m * per_cell;
    place.reach_rows = cutoff_sigmas * place.sigma_y_m * per_cell;
    const auto [j0, j1] = touched(place.row - place.reach_rows, place.row + place.reach_rows, grid.ny);
    place.row_begin = j0;
    place.row_end = j1;
    return place;
}

std::pair<std::size_t, std::size_t> TiltedRow::reach(const TiltedPlace& p, const LevelGrid& grid,
                                                     std::size_t j) noexcept {
    const double low = static_cast<double>(j) - p.row;  // from the centre, in cells
    if (p.wide) {
        // Where the row is nearest to the centre the ellipse reaches farthest.
        const double middle = low + 0.5;
        const double nearest = std::max(0.0, std::abs(middle) - 0.5) / p.reach_rows;
        const double reach = p.reach_columns * std::sqrt(std::max(0.0, 1.0 - nearest * nearest));
        const double at = p.column + p.slope * middle;
        return touched(at - reach, at + reach, grid.nx);
    }
    const double from = std::max(low, -p.reach_rows), to = std::min(low + 1.0, p.reach_rows);
    if (!(to > from)) return {0, 0};
    const double at_low = p.column + p.slope * from, at_high = p.column + p.slope * to;
    return touched(std::min(at_low, at_high) - p.reach_columns, std::max(at_low, at_high) + p.reach_columns, grid.nx);
}

void TiltedRow::fill(const TiltedPlace& p, const LevelGrid& grid, std::size_t j, double cutoff_sigmas,
                     std::size_t first, std::size_t last, double* out) {
    const double y_low = grid.south_m + static_cast<double>(j) * grid.cell_m;
    if (p.wide) {
        const double dy = y_low + 0.5 * grid.cell_m - p.y_m;
        const double from = grid.west_m + (static_cast<double>(first) + 0.5) * grid.cell_m - (p.x_m + p.slope * dy);
        kernels_->gaussian_row({from, grid.cell_m, p.log_peak + p.decay_y_m2 * dy * dy, p.px, p.py, p.pxy,
                                -2.0 * p.decay_y_m2 * dy, p.fourth},
                               out, last - first);
        return;
    }
    std::fill(out, out + (last - first), 0.0);
    const double low = std::max(y_low, p.y_m - cutoff_sigmas * p.sigma_y_m);
    const double high = std::min(y_low + grid.cell_m, p.y_m + cutoff_sigmas * p.sigma_y_m);
    // The integrand changes with y over its own spread and over that of the slanted edge.
    double length = p.sigma_y_m;
    if (p.slope != 0.0) length = std::min(length, p.sigma_x_m / std::abs(p.slope));
    const auto panels = static_cast<std::size_t>(std::max(1.0, std::ceil((high - low) / (k_panel_sigmas * length))));
    const double half = 0.5 * (high - low) / static_cast<double>(panels);
    const double scale = p.per_kept * half * k_inv_sqrt_2pi / (p.sigma_y_m * grid.cell_m * grid.cell_m);
    const double per_sigma = k_inv_sqrt_2 / p.sigma_x_m;
    const double per_cell = 1.0 / grid.cell_m;
    nodes_.clear();
    exponents_.clear();
    std::size_t edges = 0;
    for (std::size_t n = 0; n < panels; ++n) {
        const double middle = low + (2.0 * static_cast<double>(n) + 1.0) * half;
        for (std::size_t k = 0; k < k_gauss_nodes.size(); ++k) {
            const double dy = middle + half * k_gauss_nodes[k] - p.y_m;
            const double centre = p.x_m + p.slope * dy;
            const double in_cells = (centre - grid.west_m) * per_cell;
            const auto [from, to] = touched(in_cells - p.reach_columns, in_cells + p.reach_columns, grid.nx);
            const std::size_t a = std::max(from, first), b = std::min(to, last);
            if (a >= b) continue;
            const double t = dy / p.sigma_y_m;
            exponents_.push_back(-0.5 * t * t);
            nodes_.push_back({0.5 * scale * k_gauss_weights[k], centre, a, b, edges});
            edges += b - a + 1;
        }
    }
    exp_batched(exponents_, exponents_, set_);
    if (edges_.size() < edges) edges_.resize(edges);
    for (const Node& node : nodes_) {
        const double edge = grid.west_m + static_cast<double>(node.first) * grid.cell_m;
        kernels_->steps((edge - node.centre) * per_sigma, grid.cell_m * per_sigma, edges_.data() + node.at,
                        node.last - node.first + 1);
    }
    const std::span<double> all(edges_.data(), edges);
    erf_batched(all, all, set_);
    for (std::size_t n = 0; n < nodes_.size(); ++n) {
        const Node& node = nodes_[n];
        kernels_->add_differences(edges_.data() + node.at, node.weight * exponents_[n], out + (node.first - first),
                                  node.last - node.first);
    }
}

}  // namespace lantian
