#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/data/projection.hpp"

namespace lantian {

/// West, south, east, north in degrees.
using AreaDeg = std::array<double, 4>;

/// A mesh that is regular in longitude and latitude (degrees), or in the metres of a projection. Axes ascend.
struct MeshAxes {
    std::vector<double> x, y;
    std::optional<Projection> projection;  ///< none: x is longitude, y latitude
    std::optional<LonLat> turned_pole;     ///< north pole of a turned longitude-latitude mesh (projection: eqc of it)
    std::string name;                      ///< for example "Lambert conformal"
};

/// The same points, to a hundredth of a cell.
[[nodiscard]] bool same_mesh(const MeshAxes& a, const MeshAxes& b);

/// The part of a mesh that is read.
class MeshWindow {
  public:
    MeshWindow() = default;
    /// All of the mesh, or what covers `area` with two cells to spare on every side. A mesh around the globe is cut at
    /// the far side of the area. E411, naming `file`, when the mesh and the area have nothing in common.
    MeshWindow(const MeshAxes& axes, const std::optional<AreaDeg>& area, const std::string& file);

    [[nodiscard]] std::size_t nx() const { return columns_.size(); }
    [[nodiscard]] std::size_t ny() const { return rows_; }
    [[nodiscard]] const std::vector<double>& lon_deg() const { return lon_deg_; }  ///< (y, x)
    [[nodiscard]] const std::vector<double>& lat_deg() const { return lat_deg_; }
    /// Leaves out rows and columns at the edges of the window until no value of `field` (of the window) at an edge is
    /// NaN: each time the edge with the most of them. Returns how many rows and columns went.
    std::size_t trim_empty_edges(std::span<const double> field);
    /// The window of a field on the whole mesh, (y, x).
    [[nodiscard]] std::vector<double> cut(std::span<const double> whole) const;
    /// Turns winds along the mesh into winds to the east and north, in place; both (..., y, x) of the window.
    void turn_to_earth(std::span<double> along_x, std::span<double> along_y) const;

  private:
    std::size_t whole_nx_ = 0, whole_ny_ = 0, first_row_ = 0, rows_ = 0;
    std::vector<std::size_t> columns_;
    std::vector<double> lon_deg_, lat_deg_;
    std::vector<double> sine_, cosine_;  ///< of the angle from true north to the mesh's y axis; empty when it is zero
};

}  // namespace lantian
