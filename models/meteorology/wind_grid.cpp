#include "models/meteorology/wind_grid.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/assert.hpp"
#include "core/parallel/threads.hpp"

namespace lantian {

double WindGrid::step_m(std::size_t face) const {
    if (face == nz) return 0.5 * thickness_m(nz - 1);
    return 0.5 * (thickness_m(face - 1) + thickness_m(face));
}

WindGrid make_wind_grid(const Grid& grid, std::span<const double> face_m, OpenSides open, double density_scale_m) {
    LANTIAN_ASSERT(face_m.size() >= 2 && grid.nx > 0 && grid.ny > 0);
    WindGrid g;
    g.nx = grid.nx;
    g.ny = grid.ny;
    g.nz = face_m.size() - 1;
    g.cell_m = grid.cell_m;
    g.face_m.assign(face_m.begin(), face_m.end());
    g.open = open;
    const auto height = [&](std::size_t j, std::size_t i) { return grid.terrain_m[j * grid.nx + i]; };
    g.slope_x.assign(g.ny * (g.nx + 1), 0.0);
    for (std::size_t j = 0; j < g.ny && g.nx > 1; ++j) {
        double* row = g.slope_x.data() + j * (g.nx + 1);
        for (std::size_t i = 1; i < g.nx; ++i) row[i] = (height(j, i) - height(j, i - 1)) / g.cell_m;
        row[0] = row[1];
        row[g.nx] = row[g.nx - 1];
    }
    g.slope_y.assign((g.ny + 1) * g.nx, 0.0);
    for (std::size_t i = 0; i < g.nx && g.ny > 1; ++i) {
        for (std::size_t j = 1; j < g.ny; ++j) g.slope_y[j * g.nx + i] = (height(j, i) - height(j - 1, i)) / g.cell_m;
        g.slope_y[i] = g.slope_y[g.nx + i];
        g.slope_y[g.ny * g.nx + i] = g.slope_y[(g.ny - 1) * g.nx + i];
    }
    for (std::size_t k = 0; k <= g.nz; ++k) {
        g.density_face.push_back(std::exp(-g.face_m[k] / density_scale_m));
        const bool inner = k > 0 && k < g.nz;
        g.face_from_lower.push_back(inner ? g.thickness_m(k) / (g.thickness_m(k - 1) + g.thickness_m(k))
                                          : (k == 0 ? 0.0 : 1.0));
        if (k < g.nz) g.density_layer.push_back(std::exp(-0.5 * (g.face_m[k] + g.face_m[k + 1]) / density_scale_m));
    }
    return g;
}

double ground_rise_m_s(const WindGrid& g, const WindField& field, std::size_t j, std::size_t face, std::size_t i) {
    const auto layer = [&](std::size_t k) {
        const double* u = field.u.data() + (j * g.nz + k) * (g.nx + 1) + i;
        const double* sx = g.slope_x.data() + j * (g.nx + 1) + i;
        const double south = field.v[(j * g.nz + k) * g.nx + i] * g.slope_y[j * g.nx + i];
        const double north = field.v[((j + 1) * g.nz + k) * g.nx + i] * g.slope_y[(j + 1) * g.nx + i];
        return 0.5 * (u[0] * sx[0] + u[1] * sx[1]) + 0.5 * (south + north);
    };
    const double lower = g.face_from_lower[face];
    return lower * layer(face - 1) + (face < g.nz ? (1.0 - lower) * layer(face) : 0.0);
}

void mass_outflow(const WindGrid& g, const WindField& field, std::span<double> out, int threads) {
    LANTIAN_ASSERT(out.size() == g.cells());
    parallel_for(g.ny, threads, [&](std::size_t j) {
        for (std::size_t k = 0; k < g.nz; ++k) {
            const double* u = field.u.data() + (j * g.nz + k) * (g.nx + 1);
            const double* south = field.v.data() + (j * g.nz + k) * g.nx;
            const double* north = field.v.data() + ((j + 1) * g.nz + k) * g.nx;
            const double* below = field.omega.data() + (j * (g.nz + 1) + k) * g.nx;
            const double* above = below + g.nx;
            double* row = out.data() + (j * g.nz + k) * g.nx;
            const double across = g.mass_m(k) / g.cell_m;
            const double rho_above = g.density_face[k + 1];
            const double rho_below = g.density_face[k];
            for (std::size_t i = 0; i < g.nx; ++i) {
                row[i] = across * ((u[i + 1] - u[i]) + (north[i] - south[i])) +
                         (rho_above * above[i] - rho_below * below[i]);
            }
        }
    });
}

double largest_divergence(const WindGrid& g, const WindField& field, int threads) {
    std::vector<double> outflow(g.cells());
    mass_outflow(g, field, outflow, threads);
    double largest = 0.0;
    for (std::size_t j = 0; j < g.ny; ++j) {
        for (std::size_t k = 0; k < g.nz; ++k) {
            double of_row = 0.0;
            const double* row = outflow.data() + (j * g.nz + k) * g.nx;
            for (std::size_t i = 0; i < g.nx; ++i) of_row = std::max(of_row, std::abs(row[i]));
            largest = std::max(largest, of_row / g.mass_m(k));
        }
    }
    return largest;
}

}  // namespace lantian
