#pragma once

#include <string>
#include <vector>

#include "core/data/projection.hpp"
#include "inputs/readers/table.hpp"

namespace lantian {

/// Features of a GeoJSON file (RFC 7946, WGS84): their properties as a table (row = feature), their geometries beside
/// it.
struct GeoFeatures {
    enum class Kind { lines, polygons };
    struct Geometry {
        Kind kind = Kind::lines;
        /// Lines, or rings without the repeated last vertex. Rings: the first of each polygon is outer.
        std::vector<std::vector<LonLat>> parts;
        std::vector<bool> is_hole;  ///< per part; polygons only
    };
    Table properties;
    std::vector<Geometry> geometries;
};

/// Reads LineString, MultiLineString, Polygon and MultiPolygon features. Problems name the JSON path
/// (`/features/3/properties/so2[t/a]`). Throws Error E401 (missing), E311 (syntax with line and column, nesting too
/// deep, too large, no FeatureCollection, no features, geometry of another kind or malformed), E306 (coordinates beyond
/// longitude/latitude).
[[nodiscard]] GeoFeatures read_geojson(const std::string& path);

}  // namespace lantian
