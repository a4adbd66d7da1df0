#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/data/grid.hpp"

namespace lantian {

/// Sides of a wind grid through which the adjustment may change the flow. The ground is always closed; a closed side
/// keeps the flow it is given.
struct OpenSides {
    bool west = true, east = true, south = true, north = true, top = true;
};

/// Staggered grid over terrain. Columns are cells of a regular map grid, layers lie between heights above ground, so
/// that the layers follow the terrain. THEORY.md, section 7.
struct WindGrid {
    std::size_t nx = 0, ny = 0, nz = 0;
    double cell_m = 1000.0;
    std::vector<double> face_m;           ///< (nz + 1) heights above ground, ascending, first 0
    std::vector<double> slope_x;          ///< (ny, nx + 1) dh/dx at the faces across x
    std::vector<double> slope_y;          ///< (ny + 1, nx) dh/dy at the faces across y
    std::vector<double> density_layer;    ///< (nz) relative to the ground
    std::vector<double> density_face;     ///< (nz + 1)
    std::vector<double> face_from_lower;  ///< (nz + 1) weight of the layer below in a value at a face; the rest is
                                          ///< of the layer above
    OpenSides open;

    [[nodiscard]] std::size_t columns() const { return nx * ny; }
    [[nodiscard]] std::size_t cells() const { return nx * ny * nz; }
    [[nodiscard]] double thickness_m(std::size_t k) const { return face_m[k + 1] - face_m[k]; }
    /// Air mass of a layer per area, relative to the density at the ground, m.
    [[nodiscard]] double mass_m(std::size_t k) const { return density_layer[k] * thickness_m(k); }
    /// Distance between the layer centres on both sides of a face; at the top, from the centre to the face.
    [[nodiscard]] double step_m(std::size_t face) const;
};

/// Grid over the terrain of a map grid. face_m: heights above ground, ascending, first 0, at least two.
/// density_scale_m: height in which the density falls by e; infinity for air of one density.
[[nodiscard]] WindGrid make_wind_grid(const Grid& grid, std::span<const double> face_m, OpenSides open,
                                      double density_scale_m);

/// Wind on the faces of a WindGrid, m s-1. Rows of y are outermost, so that one row of all layers lies together.
struct WindField {
    std::vector<double> u;      ///< (ny, nz, nx + 1) along x
    std::vector<double> v;      ///< (ny + 1, nz, nx) along y
    std::vector<double> omega;  ///< (ny, nz + 1, nx) through the terrain-following surfaces: w - u dh/dx - v dh/dy

    explicit WindField(const WindGrid& g)
        : u(g.ny * g.nz * (g.nx + 1)), v((g.ny + 1) * g.nz * g.nx), omega(g.ny * (g.nz + 1) * g.nx) {}
};

/// Rise of the ground below the flow, u dh/dx + v dh/dy, at a face (k, 1 to nz) above a column: what omega and w differ
/// by.
[[nodiscard]] double ground_rise_m_s(const WindGrid& grid, const WindField& field, std::size_t j, std::size_t face,
                                     std::size_t i);

/// Mass that leaves each cell, per area: density-weighted divergence times layer thickness, m s-1. out: (ny, nz, nx).
void mass_outflow(const WindGrid& grid, const WindField& field, std::span<double> out, int threads);

/// Largest |div(rho u)| / rho, s-1.
[[nodiscard]] double largest_divergence(const WindGrid& grid, const WindField& field, int threads);

}  // namespace lantian
