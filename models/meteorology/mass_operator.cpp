#include "models/meteorology/mass_operator.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/parallel/threads.hpp"

namespace lantian {

namespace {

constexpr std::size_t k_rows_per_piece = 8;
constexpr std::size_t k_lanes = 8;

/// Sum of products in a fixed order that the compiler may still compute side by side.
double ordered_product(const double* a, const double* b, std::size_t n) {
    double lanes[k_lanes] = {};
    std::size_t i = 0;
    for (; i + k_lanes <= n; i += k_lanes) {
        for (std::size_t l = 0; l < k_lanes; ++l) lanes[l] += a[i + l] * b[i + l];
    }
    double sum = ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    for (; i < n; ++i) sum += a[i] * b[i];
    return sum;
}

}  // namespace

struct MassOperator::Rows {
    const double *du, *dv_south, *dv_north;
};

MassOperator::MassOperator(const WindGrid& grid, std::vector<double> ratio) : grid_(grid), ratio_(std::move(ratio)) {
    LANTIAN_ASSERT(ratio_.size() == grid.columns());
    for (std::size_t k = 0; k < grid.nz; ++k) {
        mass_m_.push_back(grid.mass_m(k));
        const bool top = k + 1 == grid.nz;
        up_.push_back(top && !grid.open.top ? 0.0 : grid.face_from_lower[k + 1] * grid.density_face[k + 1]);
        down_.push_back(k == 0 ? 0.0 : (1.0 - grid.face_from_lower[k]) * grid.density_face[k]);
    }
    per_step_.assign(grid.nz + 1, 0.0);
    for (std::size_t f = 1; f <= grid.nz; ++f) per_step_[f] = 1.0 / grid.step_m(f);
}

// D^T reaches the wind along x and y also through omega: the part that the slopes multiply.
void MassOperator::layer_gradient(const double* row, double* out) const {
    const std::size_t nx = grid_.nx;
    for (std::size_t k = 0; k < grid_.nz; ++k) {
        const double* here = row + k * nx;
        double* to = out + k * nx;
        const double up = up_[k];
        const double down = down_[k];
        if (k + 1 < grid_.nz) {
            const double* above = here + nx;
            for (std::size_t i = 0; i < nx; ++i) to[i] = up * (here[i] - above[i]);
        } else {
            for (std::size_t i = 0; i < nx; ++i) to[i] = up * here[i];
        }
        if (k == 0) continue;
        const double* below = here - nx;
        for (std::size_t i = 0; i < nx; ++i) to[i] += down * (below[i] - here[i]);
    }
}

void MassOperator::across_x(std::size_t j, const double* row, const double* gradient, double* du) const {
    const std::size_t nx = grid_.nx;
    const double per_cell = 1.0 / grid_.cell_m;
    const double* slope = grid_.slope_x.data() + j * (nx + 1);
    for (std::size_t k = 0; k < grid_.nz; ++k) {
        const double* here = row + k * nx;
        const double* g = gradient + k * nx;
        double* to = du + k * (nx + 1);
        const double half = 0.5 / mass_m_[k];
        // At an open side the multiplier is 0 on the face, which bounds half a cell.
        to[0] = grid_.open.west ? 2.0 * per_cell * here[0] + 2.0 * half * slope[0] * g[0] : 0.0;
        for (std::size_t i = 1; i < nx; ++i)
            to[i] = per_cell * (here[i] - here[i - 1]) + half * slope[i] * (g[i - 1] + g[i]);
        to[nx] = grid_.open.east ? -2.0 * per_cell * here[nx - 1] + 2.0 * half * slope[nx] * g[nx - 1] : 0.0;
    }
}

void MassOperator::across_y(std::size_t face, const double* south, const double* north, const double* gradient_south,
                            const double* gradient_north, double* dv) const {
    const std::size_t nx = grid_.nx;
    const double per_cell = 1.0 / grid_.cell_m;
    const double* slope = grid_.slope_y.data() + face * nx;
    const bool closed = (south == nullptr && !grid_.open.south) || (north == nullptr && !grid_.open.north);
    for (std::size_t k = 0; k < grid_.nz; ++k) {
        double* to = dv + k * nx;
        const std::size_t at = k * nx;
        const double half = 0.5 / mass_m_[k];
        if (closed) {
            std::fill(to, to + nx, 0.0);
        } else if (south == nullptr) {
            for (std::size_t i = 0; i < nx; ++i)
                to[i] = 2.0 * per_cell * north[at + i] + 2.0 * half * slope[i] * gradient_north[at + i];
        } else if (north == nullptr) {
            for (std::size_t i = 0; i < nx; ++i)
                to[i] = -2.0 * per_cell * south[at + i] + 2.0 * half * slope[i] * gradient_south[at + i];
        } else {
            for (std::size_t i = 0; i < nx; ++i) {
                to[i] = per_cell * (north[at + i] - south[at + i]) +
                        half * slope[i] * (gradient_south[at + i] + gradient_north[at + i]);
            }
        }
    }
}

// Change of omega at the faces 0 to nz of one row.
void MassOperator::through(std::size_t j, const double* row, const Rows& rows, double* d_omega) const {
    const std::size_t nx = grid_.nx;
    const std::size_t nz = grid_.nz;
    const double* sx = grid_.slope_x.data() + j * (nx + 1);
    const double* south = grid_.slope_y.data() + j * nx;
    const double* north = south + nx;
    const double* ratio = ratio_.data() + j * nx;
    std::fill(d_omega, d_omega + (nz + 1) * nx, 0.0);
    for (std::size_t k = 0; k < nz; ++k) {
        const double* du = rows.du + k * (nx + 1);
        const double* vs = rows.dv_south + k * nx;
        const double* vn = rows.dv_north + k * nx;
        double* below = d_omega + k * nx;
        double* above = below + nx;
        const double to_below = k > 0 ? 1.0 - grid_.face_from_lower[k] : 0.0;
        const double to_above = k + 1 < nz || grid_.open.top ? grid_.face_from_lower[k + 1] : 0.0;
        for (std::size_t i = 0; i < nx; ++i) {
            const double rise =
                0.5 * (sx[i] * du[i] + sx[i + 1] * du[i + 1]) + 0.5 * (south[i] * vs[i] + north[i] * vn[i]);
            below[i] -= to_below * rise;
            above[i] -= to_above * rise;
        }
        const double* here = row + k * nx;
        const double step = per_step_[k + 1];
        if (k + 1 < nz) {
            const double* next = here + nx;
            for (std::size_t i = 0; i < nx; ++i) above[i] += ratio[i] * (next[i] - here[i]) * step;
        } else if (grid_.open.top) {
            for (std::size_t i = 0; i < nx; ++i) above[i] -= ratio[i] * here[i] * step;
        }
    }
}

// Calls visit(j, row, rows, d_omega) for each row with the changes of wind that lambda stands for. Pieces of rows go to
// threads; what two pieces share is computed twice, alike.
template <typename Visit>
void MassOperator::for_rows(std::span<const double> lambda, int threads, const Visit& visit) const {
    const std::size_t nx = grid_.nx;
    const std::size_t ny = grid_.ny;
    const std::size_t block = grid_.nz * nx;
    const std::size_t pieces = (ny + k_rows_per_piece - 1) / k_rows_per_piece;
    parallel_for(pieces, threads, [&](std::size_t piece) {
        const std::size_t begin = piece * k_rows_per_piece;
        const std::size_t end = std::min(begin + k_rows_per_piece, ny);
        std::vector<double> buffer(4 * block + grid_.nz * (nx + 1) + block + nx);
        double* gradient = buffer.data();
        double* gradient_next = gradient + block;
        double* dv = gradient_next + block;
        double* dv_next = dv + block;
        double* du = dv_next + block;
        double* d_omega = du + grid_.nz * (nx + 1);
        const auto row = [&](std::size_t j) { return lambda.data() + j * block; };
        layer_gradient(row(begin), gradient);
        if (begin > 0) {
            layer_gradient(row(begin - 1), gradient_next);
            across_y(begin, row(begin - 1), row(begin), gradient_next, gradient, dv);
        } else {
            across_y(0, nullptr, row(0), nullptr, gradient, dv);
        }
        for (std::size_t j = begin; j < end; ++j) {
            if (j + 1 < ny) {
                layer_gradient(row(j + 1), gradient_next);
                across_y(j + 1, row(j), row(j + 1), gradient, gradient_next, dv_next);
            } else {
                across_y(ny, row(j), nullptr, gradient, nullptr, dv_next);
            }
            across_x(j, row(j), gradient, du);
            const Rows rows{du, dv, dv_next};
            through(j, row(j), rows, d_omega);
            visit(j, row(j), rows, d_omega);
            std::swap(gradient, gradient_next);
            std::swap(dv, dv_next);
        }
    });
}

void MassOperator::apply(std::span<const double> lambda, std::span<double> out, std::span<double> row_products,
                         int threads) const {
    LANTIAN_ASSERT(lambda.size() == grid_.cells() && out.size() == grid_.cells() && row_products.size() == grid_.ny);
    const std::size_t nx = grid_.nx;
    const std::size_t block = grid_.nz * nx;
    for_rows(lambda, threads, [&](std::size_t j, const double* row, const Rows& rows, const double* d_omega) {
        for (std::size_t k = 0; k < grid_.nz; ++k) {
            const double across = mass_m_[k] / grid_.cell_m;
            const double rho_above = grid_.density_face[k + 1];
            const double rho_below = grid_.density_face[k];
            const double* du = rows.du + k * (nx + 1);
            const double* vs = rows.dv_south + k * nx;
            const double* vn = rows.dv_north + k * nx;
            const double* below = d_omega + k * nx;
            const double* above = below + nx;
            double* to = out.data() + j * block + k * nx;
            for (std::size_t i = 0; i < nx; ++i) {
                to[i] =
                    across * ((du[i] - du[i + 1]) + (vs[i] - vn[i])) + (rho_below * below[i] - rho_above * above[i]);
            }
        }
        row_products[j] = ordered_product(row, out.data() + j * block, block);
    });
}

void MassOperator::correct(std::span<const double> lambda, WindField& field, int threads) const {
    const std::size_t nx = grid_.nx;
    const std::size_t block = grid_.nz * nx;
    for_rows(lambda, threads, [&](std::size_t j, const double*, const Rows& rows, const double* d_omega) {
        double* u = field.u.data() + j * grid_.nz * (nx + 1);
        for (std::size_t n = 0; n < grid_.nz * (nx + 1); ++n) u[n] += rows.du[n];
        double* v = field.v.data() + j * block;
        for (std::size_t n = 0; n < block; ++n) v[n] += rows.dv_south[n];
        if (j + 1 == grid_.ny) {
            for (std::size_t n = 0; n < block; ++n) v[block + n] += rows.dv_north[n];
        }
        double* omega = field.omega.data() + j * (block + nx);
        for (std::size_t n = 0; n < block + nx; ++n) omega[n] += d_omega[n];
    });
}

}  // namespace lantian
