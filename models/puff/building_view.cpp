#include "models/puff/building_view.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace lantian {

namespace {

double least_size_m(const BuildingFace& face) { return std::min(face.height_m, face.width_m); }
double needed_stack_m(const BuildingFace& face) { return face.height_m + 1.5 * least_size_m(face); }

bool near_enough(const BuildingFace& face) {
    const double reach = least_size_m(face);
    const double upwind = face.along_m;                    // the windward face, from the stack
    const double downwind = face.along_m + face.length_m;  // the lee face
    return upwind <= 2.0 * reach && downwind >= -5.0 * reach &&
           std::abs(face.across_m) <= 0.5 * face.width_m + 0.5 * reach;
}

}  // namespace

BuildingFace face_of_footprint(const Building& building, MapPoint stack, double wind_x_m_s, double wind_y_m_s) {
    const double speed = std::hypot(wind_x_m_s, wind_y_m_s);
    const double ex = wind_x_m_s / speed, ey = wind_y_m_s / speed;
    constexpr double k_far = std::numeric_limits<double>::infinity();
    double along_low = k_far, along_high = -k_far, across_low = k_far, across_high = -k_far;
    for (const MapPoint& corner : building.corners) {
        const double dx = corner.x_m - stack.x_m, dy = corner.y_m - stack.y_m;
        const double along = dx * ex + dy * ey, across = dy * ex - dx * ey;
        along_low = std::min(along_low, along);
        along_high = std::max(along_high, along);
        across_low = std::min(across_low, across);
        across_high = std::max(across_high, across);
    }
    return {building.height_m, across_high - across_low, along_high - along_low, along_low,
            0.5 * (across_low + across_high)};
}

BuildingFace face_of_table(const Building& building, double wind_x_m_s, double wind_y_m_s) {
    // Where the wind comes from, clockwise from true north.
    const double from_rad = std::atan2(-wind_x_m_s, -wind_y_m_s) + building.turn_rad;
    const double sector = from_rad * static_cast<double>(Building::k_directions) / (2.0 * std::numbers::pi);
    const auto n = static_cast<long>(Building::k_directions);
    const long nearest = ((std::lround(sector) - 1) % n + n) % n;
    return building.faces[static_cast<std::size_t>(nearest)];
}

std::optional<BuildingFace> governing_face(const SourceCatalog& catalog, const Source& source, MapPoint stack,
                                           double wind_x_m_s, double wind_y_m_s) {
    if (wind_x_m_s == 0.0 && wind_y_m_s == 0.0) return std::nullopt;
    std::optional<BuildingFace> best;
    for (const std::size_t index : source.buildings) {
        const Building& building = catalog.buildings[index];
        const bool table = building.corners.empty();
        const BuildingFace face = table ? face_of_table(building, wind_x_m_s, wind_y_m_s)
                                        : face_of_footprint(building, stack, wind_x_m_s, wind_y_m_s);
        if (!(face.height_m > 0.0) || source.release_height_m >= needed_stack_m(face)) continue;
        if (!table && !near_enough(face)) continue;
        if (!best || needed_stack_m(face) > needed_stack_m(*best)) best = face;
    }
    return best;
}

}  // namespace lantian
