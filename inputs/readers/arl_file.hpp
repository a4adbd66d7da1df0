#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.hpp"

namespace lantian {

/// The grid of an ARL packed file: its twelve constants (HYSPLIT User's Guide, "ARL Data Format"), degrees and km.
struct ArlGrid {
    std::string model;  ///< source in four letters, for example "GDAS"
    double pole_lat_deg = 0.0, pole_lon_deg = 0.0;
    double reference_lat_deg = 0.0, reference_lon_deg = 0.0;  ///< longitude-latitude grids: the steps
    double size_km = 0.0;                                     ///< at the reference place; 0: longitude-latitude
    double orientation_deg = 0.0;                             ///< of the y axis at the reference place
    double tangent_lat_deg = 0.0;                             ///< 90 polar stereographic, 0 Mercator, else Lambert
    double sync_x = 1.0, sync_y = 1.0;                        ///< grid point (from 1) that lies at the place below
    double sync_lat_deg = 0.0, sync_lon_deg = 0.0;
    double reserved = 0.0;
    std::size_t nx = 0, ny = 0;

    friend bool operator==(const ArlGrid&, const ArlGrid&) = default;
};

enum class ArlVertical { sigma = 1, pressure = 2, terrain = 3, hybrid = 4 };

/// One packed field.
struct ArlRecord {
    std::string variable;  ///< four letters
    std::size_t level = 0;
    int forecast_h = 0;  ///< as the label says; negative: missing
    std::uint64_t offset = 0;
    int exponent = 0;
    double precision = 0.0, first = 0.0;
    int checksum = -1;  ///< -1: not known
};

/// One time of a file.
struct ArlPeriod {
    UtcTime time;
    std::vector<double> levels;        ///< values of the vertical coordinate, [0] the surface
    std::vector<ArlRecord> records;    ///< in the order of the file
    std::vector<std::string> missing;  ///< "UWND at level 3": named by the index, not in the file

    /// nullptr when there is none.
    [[nodiscard]] const ArlRecord* find(std::string_view variable, std::size_t level) const;
};

/// An ARL packed file: its index is read on opening, fields on demand.
class ArlFile {
  public:
    /// E401 unreadable, E430 not ARL, damaged or cut, E432 a grid or a vertical coordinate that is not known, or that
    /// changes within the file.
    [[nodiscard]] static ArlFile open(const std::string& path);

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] const ArlGrid& grid() const { return grid_; }
    [[nodiscard]] ArlVertical vertical() const { return vertical_; }
    [[nodiscard]] const std::vector<ArlPeriod>& periods() const { return periods_; }
    /// Field (y, x), x fastest, y from the south of the grid. E430 when the bytes do not have their checksum.
    [[nodiscard]] std::vector<double> read(const ArlRecord& record) const;

  private:
    class Scanner;
    std::string path_;
    ArlGrid grid_;
    ArlVertical vertical_ = ArlVertical::pressure;
    std::vector<ArlPeriod> periods_;
};

/// True when the file begins as ARL packed files do.
[[nodiscard]] bool is_arl(const std::string& path);

namespace detail {
/// Rotating checksum of packed bytes.
[[nodiscard]] int arl_checksum(const std::vector<unsigned char>& bytes);
}  // namespace detail

}  // namespace lantian
