#pragma once

#include <cmath>
#include <random>

#include "models/meteorology/mass_operator.hpp"

namespace lantian {

/// Rough hills, thin layers below thick ones, every side open.
inline Grid hilly_grid(std::size_t nx, std::size_t ny, double cell_m = 500.0, double height_m = 300.0) {
    Grid grid{Projection("EPSG:32649"), 0.0, 0.0, cell_m, nx, ny, std::vector<double>(nx * ny)};
    for (std::size_t j = 0; j < ny; ++j) {
        for (std::size_t i = 0; i < nx; ++i) {
            const double x = static_cast<double>(i);
            const double y = static_cast<double>(j);
            grid.terrain_m[j * nx + i] =
                height_m * (1.0 + std::sin(0.9 * x + 0.3 * y) * std::cos(0.5 * y) + 0.3 * std::sin(2.1 * x - 1.3 * y));
        }
    }
    return grid;
}

inline std::vector<double> growing_faces(std::size_t layers, double first_m = 20.0, double growth = 1.3) {
    std::vector<double> out{0.0};
    for (std::size_t k = 0; k < layers; ++k, first_m *= growth) out.push_back(out.back() + first_m);
    return out;
}

/// Every face its own random value; nothing through the ground.
inline WindField random_wind(const WindGrid& g, unsigned seed) {
    WindField field(g);
    std::mt19937 engine(seed);
    std::uniform_real_distribution<double> any(-5.0, 5.0);
    for (auto* values : {&field.u, &field.v, &field.omega}) {
        for (double& value : *values) value = any(engine);
    }
    for (std::size_t j = 0; j < g.ny; ++j) {
        for (std::size_t i = 0; i < g.nx; ++i) field.omega[j * (g.nz + 1) * g.nx + i] = 0.0;
    }
    return field;
}

/// Distance that the adjustment makes least: sum over faces of rho V [du^2 + dv^2 + dw^2 / ratio], a side face with
/// half a cell. w follows from omega and the slopes.
inline double wind_distance(const WindGrid& g, double ratio, const WindField& a, const WindField& b) {
    WindField d(g);
    for (std::size_t n = 0; n < d.u.size(); ++n) d.u[n] = a.u[n] - b.u[n];
    for (std::size_t n = 0; n < d.v.size(); ++n) d.v[n] = a.v[n] - b.v[n];
    for (std::size_t n = 0; n < d.omega.size(); ++n) d.omega[n] = a.omega[n] - b.omega[n];
    double sum = 0.0;
    for (std::size_t j = 0; j < g.ny; ++j) {
        for (std::size_t k = 0; k < g.nz; ++k) {
            for (std::size_t i = 0; i <= g.nx; ++i) {
                const double u = d.u[(j * g.nz + k) * (g.nx + 1) + i];
                sum += (i == 0 || i == g.nx ? 0.5 : 1.0) * g.mass_m(k) * u * u;
            }
            for (std::size_t i = 0; i < g.nx; ++i) {
                const double w = d.omega[(j * (g.nz + 1) + k + 1) * g.nx + i] + ground_rise_m_s(g, d, j, k + 1, i);
                sum += g.density_face[k + 1] * g.step_m(k + 1) / ratio * w * w;
            }
        }
    }
    for (std::size_t j = 0; j <= g.ny; ++j) {
        for (std::size_t k = 0; k < g.nz; ++k) {
            for (std::size_t i = 0; i < g.nx; ++i) {
                const double v = d.v[(j * g.nz + k) * g.nx + i];
                sum += (j == 0 || j == g.ny ? 0.5 : 1.0) * g.mass_m(k) * v * v;
            }
        }
    }
    return sum;
}

}  // namespace lantian
