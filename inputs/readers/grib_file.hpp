#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "inputs/readers/grib_sections.hpp"

namespace lantian::grib {

/// The horizontal grid of a message as it states it. Angles in degrees, lengths in metres; what a kind of grid does not
/// have is 0.
struct GridKeys {
    std::string type;  ///< ecCodes gridType: regular_ll, regular_gg, reduced_gg, lambert, rotated_ll, ...
    std::int64_t columns = 0, rows = 0;
    double first_lat = 0.0, first_lon = 0.0, last_lat = 0.0, last_lon = 0.0;
    double dx = 0.0, dy = 0.0;
    double lon_upright = 0.0;  ///< LoV, orientation of the grid
    double true_lat_1 = 0.0, true_lat_2 = 0.0;
    bool south_pole = false;  ///< of a polar stereographic map: it shows the southern hemisphere
    double pole_lat = 0.0, pole_lon = 0.0, turn = 0.0;  ///< turned south pole and turn about it
    double radius_m = 0.0, minor_radius_m = 0.0;        ///< of the earth; 0 when not stated
    std::int64_t gaussian = 0;                          ///< N
    std::vector<std::int64_t> row_lengths;              ///< of a reduced grid
    bool west_to_east = true, south_to_north = false, columns_first = false, alternating = false;
    friend bool operator==(const GridKeys&, const GridKeys&) = default;
};

/// One field of a file.
struct Message {
    std::size_t number = 0;  ///< from 1, fields of a message counted one by one
    Extent extent;
    std::size_t part = 0;  ///< which field of its message, from 0
    std::string centre, short_name, name, units, packing, level_type, step_type;
    std::int64_t discipline = -1, category = -1, parameter = -1;  ///< of GRIB2
    double level = 0.0;
    std::int64_t member = 0;
    UtcTime reference, begin, end;  ///< of the forecast; the interval it holds for (begin = end for an instant)
    bool winds_along_grid = false;
    std::size_t grid = 0;                ///< in Catalog::grids
    std::size_t level_coefficients = 0;  ///< in Catalog::level_coefficients, from 1; 0 = none
    std::size_t points = 0, missing = 0;
    bool decoded = false;                            ///< the values were read once, and:
    double least = 0.0, greatest = 0.0, mean = 0.0;  ///< without the missing ones, units of the message
    std::string trouble;  ///< why the values or the time cannot be had; empty when all is well
};

struct Catalog {
    std::string path;
    std::vector<Message> messages;
    std::vector<GridKeys> grids;
    std::vector<std::vector<double>> level_coefficients;  ///< pv: a then b of the half levels, top first
    std::vector<BadMessage> bad;
};

enum class Decode { all, weather };

/// Reads what a file holds. It is done in a child process (core/base/child_process.hpp), since ecCodes may abort on
/// damaged data; what a message does to the child is written down as its reason. `Decode::weather` reads values only of
/// the messages that a weather driver takes. A message whose values were read once there (`decoded`) is safe to read
/// here. E401.
[[nodiscard]] Catalog read_catalog(const std::string& path, Decode decode);

/// Values of a message in the file's own order, NaN where missing. E433 when ecCodes refuses them.
[[nodiscard]] std::vector<double> read_values(const std::string& path, const Message& message);

/// Latitudes of a Gaussian grid, north to south, 2 x `gaussian` of them. E433 when there is no such grid.
[[nodiscard]] std::vector<double> gaussian_latitudes(std::int64_t gaussian);

}  // namespace lantian::grib
