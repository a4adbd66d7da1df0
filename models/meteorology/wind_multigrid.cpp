#include "models/meteorology/wind_multigrid.hpp"

#include <algorithm>
#include <cmath>

#include "core/parallel/threads.hpp"

// Two instruction sets of one function; contraction is off, so both round alike.
#define LANTIAN_TWO_PATHS [[gnu::target_clones("avx2", "default")]]

namespace lantian {

namespace {

constexpr std::size_t k_rows_per_piece = 8;
constexpr std::size_t k_align = 8;

void for_pieces(std::size_t rows, int threads, const auto& body) {
    const std::size_t pieces = (rows + k_rows_per_piece - 1) / k_rows_per_piece;
    parallel_for(pieces, threads, [&](std::size_t piece) {
        const std::size_t begin = piece * k_rows_per_piece;
        body(begin, std::min(begin + k_rows_per_piece, rows));
    });
}

/// Neighbours of the columns of one colour in one row: pointers at the first layer, couplings of the columns.
struct Beside {
    const float *xw, *xe, *xs, *xn;
    const float *aw, *ae, *as, *an;
};

/// Those of the columns of parity `parity` in row j. West and east of column m lie in the other half of the row, one
/// step apart; beyond the edge of the domain the row itself stands in, its coupling being 0.
Beside beside_of(const WindMultigrid::Level& level, std::size_t j, std::size_t parity) {
    const std::size_t own = parity * level.part + WindMultigrid::Level::k_halo;
    const std::size_t other = (1 - parity) * level.part + WindMultigrid::Level::k_halo;
    const std::size_t columns = j * level.line + own;
    const float* base = level.x.data() + level.row(j, 0);
    const float* south = j > 0 ? level.x.data() + level.row(j - 1, 0) : base;
    const float* north = j + 1 < level.ny ? level.x.data() + level.row(j + 1, 0) : base;
    return {base + other - (parity == 0 ? 1 : 0),
            base + other + (parity == 0 ? 0 : 1),
            south + own,
            north + own,
            level.west.data() + columns,
            level.east.data() + columns,
            level.south.data() + columns,
            level.north.data() + columns};
}

LANTIAN_TWO_PATHS
void add_beside(std::size_t n, float mass, std::size_t at, const Beside& b, const float* f, float* out) {
    const float *xw = b.xw + at, *xe = b.xe + at, *xs = b.xs + at, *xn = b.xn + at;
    const float *aw = b.aw, *ae = b.ae, *as = b.as, *an = b.an;
#pragma GCC ivdep
    for (std::size_t m = 0; m < n; ++m)
        out[m] = f[m] + mass * ((aw[m] * xw[m] + ae[m] * xe[m]) + (as[m] * xs[m] + an[m] * xn[m]));
}

LANTIAN_TWO_PATHS
void solve_up(std::size_t n, float conductance, const float* ratio, const float* pivot, const float* below, float* x) {
#pragma GCC ivdep
    for (std::size_t m = 0; m < n; ++m) x[m] = (x[m] + ratio[m] * conductance * below[m]) * pivot[m];
}

LANTIAN_TWO_PATHS
void solve_down(std::size_t n, float conductance, const float* ratio, const float* pivot, const float* above,
                float* x) {
#pragma GCC ivdep
    for (std::size_t m = 0; m < n; ++m) x[m] += ratio[m] * conductance * pivot[m] * above[m];
}

LANTIAN_TWO_PATHS
void scale(std::size_t n, const float* by, float* x) {
#pragma GCC ivdep
    for (std::size_t m = 0; m < n; ++m) x[m] *= by[m];
}

LANTIAN_TWO_PATHS
void gather(std::size_t n, const float* near, const float* r, const float* far, const float* r_far, float* out) {
#pragma GCC ivdep
    for (std::size_t m = 0; m < n; ++m) out[m] = near[m] * r[m] + far[m] * r_far[m];
}

LANTIAN_TWO_PATHS
void blend(std::size_t n, float near, const float* a, float far, const float* b, float* out) {
#pragma GCC ivdep
    for (std::size_t m = 0; m < n; ++m) out[m] = near * a[m] + far * b[m];
}

LANTIAN_TWO_PATHS
void blend_onto(std::size_t n, const float* near, const float* a, const float* far, const float* b, float* out) {
#pragma GCC ivdep
    for (std::size_t m = 0; m < n; ++m) out[m] += near[m] * a[m] + far[m] * b[m];
}

std::vector<double> coarser(const std::vector<double>& width) {
    std::vector<double> out;
    for (std::size_t i = 0; i < width.size(); i += 2)
        out.push_back(width[i] + (i + 1 < width.size() ? width[i + 1] : 0.0));
    return out;
}

/// Weights of the coarser cell that holds a fine one and of the next one, linear in the distance between centres; at an
/// open side the value is 0 on the face, at a closed one it goes on.
void interpolation(const std::vector<double>& fine, bool open_first, bool open_last, std::size_t i, double& near,
                   double& far) {
    const std::vector<double> coarse = coarser(fine);
    const std::size_t home = i / 2;
    const bool second = (i & 1U) != 0;
    const double off = 0.5 * (coarse[home] - fine[i]);  // 0 for a column alone in its coarser one
    const bool edge = second ? home + 1 == coarse.size() : home == 0;
    near = 1.0;
    far = 0.0;
    if (!edge) {
        far = off / (0.5 * (coarse[home] + coarse[second ? home + 1 : home - 1]));
        near = 1.0 - far;
    } else if (second ? open_last : open_first) {
        near = 1.0 - off / (0.5 * coarse[home]);
    }
}

}  // namespace

WindMultigrid::WindMultigrid(const MassOperator& op) {
    const WindGrid& g = op.grid();
    const double per_cell = 1.0 / g.cell_m;
    for (std::size_t k = 0; k < g.nz; ++k) mass_.push_back(static_cast<float>(g.mass_m(k) * per_cell * per_cell));
    conductance_.push_back(0.0F);
    for (std::size_t f = 1; f <= g.nz; ++f) {
        const bool open = f < g.nz || g.open.top;
        conductance_.push_back(open ? static_cast<float>(g.density_face[f] / g.step_m(f)) : 0.0F);
    }
    // Slope squared adds to the vertical coefficient.
    std::vector<double> ratio(g.columns());
    for (std::size_t j = 0; j < g.ny; ++j) {
        for (std::size_t i = 0; i < g.nx; ++i) {
            const double w = g.slope_x[j * (g.nx + 1) + i];
            const double e = g.slope_x[j * (g.nx + 1) + i + 1];
            const double s = g.slope_y[j * g.nx + i];
            const double n = g.slope_y[(j + 1) * g.nx + i];
            ratio[j * g.nx + i] = op.ratio()[j * g.nx + i] + 0.5 * (w * w + e * e + s * s + n * n);
        }
    }
    std::vector<double> width_x(g.nx, 1.0);
    std::vector<double> width_y(g.ny, 1.0);
    for (;;) {
        Level level;
        level.nx = width_x.size();
        level.ny = width_y.size();
        level.nz = g.nz;
        level.width_x = width_x;
        level.width_y = width_y;
        set_up(level, op, ratio);
        levels_.push_back(std::move(level));
        if (width_x.size() == 1 && width_y.size() == 1) break;
        const std::vector<double> next_x = coarser(width_x);
        const std::vector<double> next_y = coarser(width_y);
        std::vector<double> mean(next_x.size() * next_y.size(), 0.0);
        for (std::size_t j = 0; j < width_y.size(); ++j) {
            for (std::size_t i = 0; i < width_x.size(); ++i) {
                mean[(j / 2) * next_x.size() + i / 2] +=
                    ratio[j * width_x.size() + i] * width_x[i] * width_y[j] / (next_x[i / 2] * next_y[j / 2]);
            }
        }
        ratio = std::move(mean);
        width_x = next_x;
        width_y = next_y;
    }
}

void WindMultigrid::set_up(Level& level, const MassOperator& op, std::span<const double> ratio) {
    const OpenSides& open = op.grid().open;
    const std::size_t nx = level.nx;
    const std::size_t ny = level.ny;
    level.half = (nx + 1) / 2;
    level.part = (level.half + 2 * Level::k_halo + k_align - 1) / k_align * k_align;
    level.line = 2 * level.part;
    for (auto* field : {&level.west, &level.east, &level.south, &level.north, &level.ratio})
        field->assign(ny * level.line, 0.0F);
    level.pivot.assign(ny * level.nz * level.line, 0.0F);
    level.x.assign(ny * level.nz * level.line, 0.0F);
    level.f.assign(ny * level.nz * level.line, 0.0F);
    level.along.assign(ny * level.nz * level.part, 0.0F);
    level.near_x.assign(level.line, 0.0F);
    level.far_x.assign(level.line, 0.0F);
    level.near_y.assign(ny, 0.0F);
    level.far_y.assign(ny, 0.0F);
    double near = 0.0;
    double far = 0.0;
    for (std::size_t i = 0; i < nx; ++i) {
        interpolation(level.width_x, open.west, open.east, i, near, far);
        level.near_x[level.at(i)] = static_cast<float>(near);
        level.far_x[level.at(i)] = static_cast<float>(far);
    }
    for (std::size_t j = 0; j < ny; ++j) {
        interpolation(level.width_y, open.south, open.north, j, near, far);
        level.near_y[j] = static_cast<float>(near);
        level.far_y[j] = static_cast<float>(far);
    }
    const auto coupling = [](const std::vector<double>& width, std::size_t a, bool at_side, std::size_t b,
                             bool side_open) {
        if (at_side) return side_open ? 2.0 / width[a] : 0.0;
        return 2.0 / (width[a] + width[b]);
    };
    for (std::size_t j = 0; j < ny; ++j) {
        for (std::size_t i = 0; i < nx; ++i) {
            const double wx = level.width_x[i];
            const double wy = level.width_y[j];
            const double w = wy * coupling(level.width_x, i, i == 0, i - 1, open.west);
            const double e = wy * coupling(level.width_x, i, i + 1 == nx, i + 1, open.east);
            const double s = wx * coupling(level.width_y, j, j == 0, j - 1, open.south);
            const double n = wx * coupling(level.width_y, j, j + 1 == ny, j + 1, open.north);
            const std::size_t at = j * level.line + level.at(i);
            level.west[at] = i > 0 ? static_cast<float>(w) : 0.0F;
            level.east[at] = i + 1 < nx ? static_cast<float>(e) : 0.0F;
            level.south[at] = j > 0 ? static_cast<float>(s) : 0.0F;
            level.north[at] = j + 1 < ny ? static_cast<float>(n) : 0.0F;
            const double vertical = ratio[j * nx + i] * wx * wy;
            level.ratio[at] = static_cast<float>(vertical);
            double before = 0.0;
            for (std::size_t k = 0; k < level.nz; ++k) {
                const double below = vertical * static_cast<double>(conductance_[k]);
                const double above = vertical * static_cast<double>(conductance_[k + 1]);
                before =
                    1.0 / (static_cast<double>(mass_[k]) * (w + e + s + n) + below + above - below * below * before);
                level.pivot[level.row(j, k) + level.at(i)] = static_cast<float>(before);
            }
        }
    }
}

void WindMultigrid::relax(Level& level, std::size_t colour, bool neighbours, int threads) const {
    const std::size_t n = level.half;
    for_pieces(level.ny, threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t j = begin; j < end; ++j) {
            const std::size_t parity = (j + colour) & 1U;
            const std::size_t own = parity * level.part + Level::k_halo;
            const std::size_t columns = j * level.line + own;
            const Beside beside = beside_of(level, j, parity);
            const float* ratio = level.ratio.data() + columns;
            for (std::size_t k = 0; k < level.nz; ++k) {
                const std::size_t at = level.row(j, k) + own;
                float* x = level.x.data() + at;
                const float* f = level.f.data() + at;
                if (neighbours) {
                    add_beside(n, mass_[k], k * level.line, beside, f, x);
                } else {
                    std::copy(f, f + n, x);
                }
                if (k == 0) {
                    scale(n, level.pivot.data() + at, x);
                } else {
                    solve_up(n, conductance_[k], ratio, level.pivot.data() + at, x - level.line, x);
                }
            }
            for (std::size_t k = level.nz - 1; k-- > 0;) {
                const std::size_t at = level.row(j, k) + own;
                float* x = level.x.data() + at;
                solve_down(n, conductance_[k + 1], ratio, level.pivot.data() + at, x + level.line, x);
            }
        }
    });
}

// After red, then black columns have been solved from 0, only the red ones have a residual: what the black ones have
// brought them.
void WindMultigrid::restrict_residual(Level& fine, Level& coarse, int threads) const {
    for_pieces(fine.ny, threads, [&](std::size_t begin, std::size_t end) {
        std::vector<float> zero(fine.line, 0.0F);
        std::vector<float> buffer(fine.part, 0.0F);
        float* residual = buffer.data() + Level::k_halo;
        for (std::size_t j = begin; j < end; ++j) {
            const std::size_t parity = j & 1U;
            const std::size_t own = parity * fine.part + Level::k_halo;
            const Beside beside = beside_of(fine, j, parity);
            // Coarser column m takes the near share of its own red column and the far share of the neighbour's.
            const std::ptrdiff_t step = parity == 0 ? 1 : -1;
            const float* near = fine.near_x.data() + own;
            const float* far = fine.far_x.data() + own + step;
            for (std::size_t k = 0; k < fine.nz; ++k) {
                add_beside(fine.half, mass_[k], k * fine.line, beside, zero.data(), residual);
                gather(fine.half, near, residual, far, residual + step,
                       fine.along.data() + (j * fine.nz + k) * fine.part + Level::k_halo);
            }
        }
    });
    for_pieces(coarse.ny, threads, [&](std::size_t begin, std::size_t end) {
        std::vector<float> sum(fine.half);
        for (std::size_t j = begin; j < end; ++j) {
            for (std::size_t k = 0; k < fine.nz; ++k) {
                std::fill(sum.begin(), sum.end(), 0.0F);
                const auto add = [&](std::size_t row, float weight) {
                    const float* from = fine.along.data() + (row * fine.nz + k) * fine.part + Level::k_halo;
                    for (std::size_t m = 0; m < fine.half; ++m) sum[m] += weight * from[m];
                };
                if (j > 0) add(2 * j - 1, fine.far_y[2 * j - 1]);
                add(2 * j, fine.near_y[2 * j]);
                if (2 * j + 1 < fine.ny) add(2 * j + 1, fine.near_y[2 * j + 1]);
                if (2 * j + 2 < fine.ny) add(2 * j + 2, fine.far_y[2 * j + 2]);
                float* even = coarse.f.data() + coarse.row(j, k) + Level::k_halo;
                float* odd = even + coarse.part;
                for (std::size_t m = 0; m < coarse.nx / 2; ++m) {
                    even[m] = sum[2 * m];
                    odd[m] = sum[2 * m + 1];
                }
                if ((coarse.nx & 1U) != 0) even[coarse.nx / 2] = sum[coarse.nx - 1];
            }
        }
    });
}

// Only red columns are corrected: the black ones are solved anew from them.
void WindMultigrid::prolong(Level& fine, const Level& coarse, int threads) const {
    for_pieces(fine.ny, threads, [&](std::size_t begin, std::size_t end) {
        std::vector<float> mixed(coarse.line, 0.0F);
        std::vector<float> buffer(fine.part + 2, 0.0F);
        float* natural = buffer.data() + Level::k_halo;
        for (std::size_t j = begin; j < end; ++j) {
            const std::size_t parity = j & 1U;
            const std::size_t own = parity * fine.part + Level::k_halo;
            const std::size_t home = j / 2;
            const bool has_far = fine.far_y[j] != 0.0F;
            const std::size_t next = has_far ? ((j & 1U) != 0 ? home + 1 : home - 1) : home;
            for (std::size_t k = 0; k < fine.nz; ++k) {
                blend(coarse.line, fine.near_y[j], coarse.x.data() + coarse.row(home, k), fine.far_y[j],
                      coarse.x.data() + coarse.row(next, k), mixed.data());
                const float* even = mixed.data() + Level::k_halo;
                const float* odd = even + coarse.part;
                for (std::size_t m = 0; m < coarse.nx / 2; ++m) {
                    natural[2 * m] = even[m];
                    natural[2 * m + 1] = odd[m];
                }
                if ((coarse.nx & 1U) != 0) natural[coarse.nx - 1] = even[coarse.nx / 2];
                const std::ptrdiff_t step = parity == 0 ? -1 : 1;
                blend_onto(fine.half, fine.near_x.data() + own, natural, fine.far_x.data() + own, natural + step,
                           fine.x.data() + fine.row(j, k) + own);
            }
        }
    });
}

void WindMultigrid::cycle(std::size_t l, int threads) {
    Level& level = levels_[l];
    relax(level, 0, false, threads);
    if (l + 1 == levels_.size()) return;
    relax(level, 1, true, threads);
    restrict_residual(level, levels_[l + 1], threads);
    cycle(l + 1, threads);
    prolong(level, levels_[l + 1], threads);
    relax(level, 1, true, threads);
    relax(level, 0, true, threads);
}

void WindMultigrid::apply(std::span<const double> r, std::span<double> z, int threads) {
    Level& finest = levels_.front();
    const std::size_t nx = finest.nx;
    const std::size_t rows = finest.ny * finest.nz;
    // To single precision at the size of 1, which keeps clear of its limits.
    double most = 0.0;
    for (double value : r) most = std::max(most, std::abs(value));
    const double factor = most > 0.0 ? 1.0 / most : 1.0;
    for_pieces(rows, threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            const double* from = r.data() + row * nx;
            float* even = finest.f.data() + row * finest.line + Level::k_halo;
            float* odd = even + finest.part;
            for (std::size_t m = 0; m < nx / 2; ++m) {
                even[m] = static_cast<float>(from[2 * m] * factor);
                odd[m] = static_cast<float>(from[2 * m + 1] * factor);
            }
            if ((nx & 1U) != 0) even[nx / 2] = static_cast<float>(from[nx - 1] * factor);
        }
    });
    cycle(0, threads);
    for_pieces(rows, threads, [&](std::size_t begin, std::size_t end) {
        for (std::size_t row = begin; row < end; ++row) {
            double* to = z.data() + row * nx;
            const float* even = finest.x.data() + row * finest.line + Level::k_halo;
            const float* odd = even + finest.part;
            for (std::size_t m = 0; m < nx / 2; ++m) {
                to[2 * m] = most * static_cast<double>(even[m]);
                to[2 * m + 1] = most * static_cast<double>(odd[m]);
            }
            if ((nx & 1U) != 0) to[nx - 1] = most * static_cast<double>(even[nx / 2]);
        }
    });
}

}  // namespace lantian
