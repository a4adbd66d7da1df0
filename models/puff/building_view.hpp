#pragma once

#include <optional>
#include <span>

#include "core/data/building.hpp"
#include "core/data/source.hpp"

namespace lantian {

/// A footprint as a wind with the direction (wind_x, wind_y), not both 0, sees it from a stack: the rectangle along the
/// wind that just holds it (as BPIP projects buildings). Building with corners only.
[[nodiscard]] BuildingFace face_of_footprint(const Building& building, MapPoint stack, double wind_x_m_s,
                                             double wind_y_m_s);

/// A face from the table of 36 directions: that of the nearest ten degrees.
[[nodiscard]] BuildingFace face_of_table(const Building& building, double wind_x_m_s, double wind_y_m_s);

/// The building that matters most for a stack in this wind: of those whose zone of influence holds the stack (2 L
/// upwind of the building, 5 L downwind, half an L beside, L = min(height, width)) and that are high enough (height +
/// 1.5 L above the stack's mouth), the one with the greatest height + 1.5 L (EPA 1985, good engineering practice).
/// Faces of a table stand for one stack and are taken as they are. Empty when none does.
[[nodiscard]] std::optional<BuildingFace> governing_face(const SourceCatalog& catalog, const Source& source,
                                                         MapPoint stack, double wind_x_m_s, double wind_y_m_s);

}  // namespace lantian
