#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "core/data/projection.hpp"

namespace lantian {

/// A building as the wind from one direction sees it, with its place to a stack. Along the wind: downwind positive;
/// across: to the left of the flow positive.
struct BuildingFace {
    double height_m = 0.0;  ///< 0: no building in this direction
    double width_m = 0.0;   ///< across the wind
    double length_m = 0.0;  ///< along the wind
    double along_m = 0.0;   ///< of the middle of the windward face, from the stack
    double across_m = 0.0;
};

/// A building near stacks: a footprint on the map, or its faces for 36 wind directions (the wind comes from 10, 20, ...
/// 360 degrees from true north) for one stack. AERMOD decks give them by the direction of flow, half a circle away.
struct Building {
    static constexpr std::size_t k_directions = 36;
    std::string id;
    double height_m = 0.0;                           ///< of the footprint
    std::vector<MapPoint> corners;                   ///< empty: the faces count
    std::array<BuildingFace, k_directions> faces{};  ///< [0]: wind from 10 degrees
    double turn_rad = 0.0;                           ///< for faces: from true north to the map's y axis, clockwise
};

}  // namespace lantian
