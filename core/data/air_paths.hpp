#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/time.hpp"

namespace lantian {

/// A point of a trajectory.
struct Endpoint {
    double hours = 0.0;  ///< since the arrival; negative is before it
    double lon_deg = 0.0, lat_deg = 0.0;
    double height_m = 0.0;  ///< above ground
};

/// The path of the air that arrives at a receptor at one time, from the arrival backward.
struct AirPath {
    std::string id;  ///< receptor, or number in its file
    UtcTime arrival;
    std::vector<Endpoint> points;
};

}  // namespace lantian
