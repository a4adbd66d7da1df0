#include "inputs/readers/outline.hpp"

#include <fmt/format.h>

#include "inputs/readers/geojson.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

std::string read_outline(const std::string& path) {
    if (path.empty()) return {};
    const GeoFeatures features = read_geojson(path);
    for (std::size_t i = 0; i < features.geometries.size(); ++i) {
        if (features.geometries[i].kind == GeoFeatures::Kind::polygons) continue;
        throw Error({Severity::error, ErrorKind::bad_data, "E311", path, 0, 0,
                     fmt::format("/features/{}/geometry: an outline holds no lines", i),
                     "give Polygon or MultiPolygon features"});
    }
    return read_text_file(path, std::size_t{64} << 20);
}

}  // namespace lantian
