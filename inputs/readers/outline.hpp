#pragma once

#include <string>

namespace lantian {

/// Text of an outline file after it has been checked to be GeoJSON Polygons or MultiPolygons in WGS84; an empty path
/// gives an empty text. Throws Error as read_geojson(), and E311 when it holds lines.
[[nodiscard]] std::string read_outline(const std::string& path);

}  // namespace lantian
