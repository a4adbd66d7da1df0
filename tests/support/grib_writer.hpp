#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "inputs/readers/grib_file.hpp"

namespace lantian::testing {

/// A GRIB2 message on a regular longitude-latitude mesh.
struct GribMade {
    std::int64_t discipline = 0, category = 0, parameter = 0;
    std::string level_type = "surface";  ///< ecCodes typeOfLevel
    std::int64_t level = 0;
    std::int64_t level_pa = 0;               ///< > 0: pressure of the level, in place of `level`
    std::int64_t date = 20270115, time = 0;  ///< of the forecast, YYYYMMDD and HHMM
    std::int64_t from_h = 0, to_h = 0;
    std::int64_t process = -1;  ///< -1 instant, 0 mean, 1 sum over from_h to to_h
    std::int64_t member = 0;    ///< > 0: of an ensemble
    std::string centre = "ecmf";
    std::string packing = "grid_simple";
    std::int64_t bits = 24;
    std::vector<double> level_coefficients;
    double west = 0.0, south = 0.0, step = 1.0;
    std::int64_t nx = 0, ny = 0;
    std::vector<double> values;  ///< (y, x) from the south; written from the north
};

/// Its bytes, by ecCodes.
[[nodiscard]] std::string grib2_bytes(const GribMade& made);

/// Longitudes and latitudes of the points of a message in the order of the file, as ecCodes computes them.
[[nodiscard]] std::vector<std::pair<double, double>> grib_points(const std::string& path, const grib::Message& message);

}  // namespace lantian::testing
