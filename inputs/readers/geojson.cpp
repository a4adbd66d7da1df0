#include "inputs/readers/geojson.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

using nlohmann::json;
constexpr std::size_t k_max_json_bytes = std::size_t{256} << 20;
constexpr int k_max_depth = 16;

Problem problem_at(const std::string& file, const char* code, std::string message, std::string hint) {
    return {Severity::error, ErrorKind::bad_data, code, file, 0, 0, std::move(message), std::move(hint)};
}

json parse_json(const std::string& path) {
    const std::string text = read_text_file(path, k_max_json_bytes);
    bool too_deep = false;
    try {
        json document = json::parse(text, [&](int depth, json::parse_event_t, json&) {
            too_deep = too_deep || depth > k_max_depth;
            return depth <= k_max_depth;
        });
        if (too_deep)
            throw Error(problem_at(path, "E311", fmt::format("JSON is nested deeper than {} levels", k_max_depth),
                                   "GeoJSON needs fewer"));
        return document;
    } catch (const json::parse_error& error) {
        const std::size_t at = std::min(error.byte > 0 ? error.byte - 1 : 0, text.size());
        const auto begin = text.begin();
        const auto end = begin + static_cast<std::ptrdiff_t>(at);
        Problem problem = problem_at(path, "E311", at >= text.size() ? "JSON ends too early" : "JSON syntax error",
                                     "correct the text here or just before");
        problem.line = 1 + static_cast<int>(std::count(begin, end, '\n'));
        const std::size_t line_start = text.rfind('\n', at == 0 ? 0 : at - 1);
        problem.column = static_cast<int>(at - (line_start == std::string::npos || at == 0 ? 0 : line_start + 1)) + 1;
        throw Error(problem);
    }
}

/// Reads the geometries of one file and collects what is wrong with them.
class GeometryReader {
  public:
    GeometryReader(const std::string& file, Problems& problems) : file_(file), problems_(problems) {}

    GeoFeatures::Geometry read(const json& feature, const std::string& at) {
        GeoFeatures::Geometry out;
        const auto geometry = feature.find("geometry");
        const std::string where = at + "/geometry";
        if (geometry == feature.end() || !geometry->is_object() || !geometry->contains("type") ||
            !geometry->contains("coordinates")) {
            add("E311", fmt::format("{}: has no type and coordinates", where),
                "give a LineString, MultiLineString, Polygon or MultiPolygon");
            return out;
        }
        const std::string type =
            geometry->at("type").is_string() ? geometry->at("type").get<std::string>() : geometry->at("type").dump();
        const json& coordinates = geometry->at("coordinates");
        const std::string path = where + "/coordinates";
        if (type == "LineString") {
            line(out, coordinates, path);
        } else if (type == "MultiLineString") {
            each(coordinates, path, [&](const json& part, const std::string& p) { line(out, part, p); });
        } else if (type == "Polygon") {
            polygon(out, coordinates, path);
        } else if (type == "MultiPolygon") {
            each(coordinates, path, [&](const json& part, const std::string& p) { polygon(out, part, p); });
        } else {
            add("E311", fmt::format("{}/type = \"{}\": not a kind that is read", where, type),
                "give a LineString, MultiLineString, Polygon or MultiPolygon");
        }
        return out;
    }

  private:
    void add(const char* code, std::string message, std::string hint) {
        problems_.add(problem_at(file_, code, std::move(message), std::move(hint)));
    }

    template <typename Call>
    void each(const json& list, const std::string& path, Call&& call) {
        if (!list.is_array() || list.empty())
            return add("E311", path + ": must be a list that is not empty", "see RFC 7946");
        for (std::size_t i = 0; i < list.size(); ++i) call(list[i], fmt::format("{}/{}", path, i));
    }

    std::vector<LonLat> positions(const json& list, const std::string& path) {
        std::vector<LonLat> out;
        each(list, path, [&](const json& position, const std::string& p) {
            if (!position.is_array() || position.size() < 2 || !position[0].is_number() || !position[1].is_number()) {
                return add("E311", p + ": must be a list of two numbers, longitude first", "see RFC 7946");
            }
            const LonLat place{position[0].get<double>(), position[1].get<double>()};
            if (!(place.lon_deg >= -180.0 && place.lon_deg <= 180.0)) {
                return add("E306", fmt::format("{}/0 = {}: longitude must be -180 to 180 deg", p, place.lon_deg),
                           "give WGS84 degrees, longitude first");
            }
            if (!(place.lat_deg >= -90.0 && place.lat_deg <= 90.0)) {
                return add("E306", fmt::format("{}/1 = {}: latitude must be -90 to 90 deg", p, place.lat_deg),
                           "give WGS84 degrees, longitude first");
            }
            out.push_back(place);
        });
        return out;
    }

    void line(GeoFeatures::Geometry& out, const json& list, const std::string& path) {
        const std::size_t before = problems_.error_count();
        std::vector<LonLat> points = positions(list, path);
        if (problems_.error_count() == before && points.size() < 2)
            add("E311", path + ": a line needs two positions", "see RFC 7946");
        out.kind = GeoFeatures::Kind::lines;
        out.parts.push_back(std::move(points));
        out.is_hole.push_back(false);
    }

    void polygon(GeoFeatures::Geometry& out, const json& rings, const std::string& path) {
        out.kind = GeoFeatures::Kind::polygons;
        bool hole = false;
        each(rings, path, [&](const json& ring, const std::string& p) {
            const std::size_t before = problems_.error_count();
            std::vector<LonLat> points = positions(ring, p);
            if (problems_.error_count() == before) {
                if (points.size() < 4 || points.front().lon_deg != points.back().lon_deg ||
                    points.front().lat_deg != points.back().lat_deg) {
                    add("E311", p + ": a ring needs four positions or more, the last equal to the first",
                        "close the ring");
                } else {
                    points.pop_back();
                }
            }
            out.parts.push_back(std::move(points));
            out.is_hole.push_back(hole);
            hole = true;
        });
    }

    const std::string& file_;
    Problems& problems_;
};

std::string cell_text(const json& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return value.get<std::string>();
    return value.dump();
}

}  // namespace

GeoFeatures read_geojson(const std::string& path) {
    json document = parse_json(path);
    if (document.is_object() && document.value("type", json()) == "Feature") {
        document = json{{"type", "FeatureCollection"}, {"features", json::array({document})}};
    }
    if (!document.is_object() || document.value("type", json()) != "FeatureCollection" ||
        !document.contains("features") || !document["features"].is_array()) {
        throw Error(problem_at(path, "E311", "is not a GeoJSON FeatureCollection", "see RFC 7946"));
    }
    const json& features = document["features"];
    if (features.empty()) throw Error(problem_at(path, "E312", "has no features", "give at least one"));

    Problems problems;
    GeometryReader reader(path, problems);
    std::vector<GeoFeatures::Geometry> geometries;
    std::vector<Table::Column> columns;
    std::map<std::string, std::size_t> column_of;
    std::vector<std::string> labels;
    std::vector<std::vector<Field>> rows;
    for (std::size_t i = 0; i < features.size(); ++i) {
        const std::string at = fmt::format("/features/{}", i);
        labels.push_back(at + "/properties/");
        rows.emplace_back();
        if (!features[i].is_object()) {
            problems.add(problem_at(path, "E311", at + ": is not a Feature", "see RFC 7946"));
            geometries.emplace_back();
            continue;
        }
        geometries.push_back(reader.read(features[i], at));
        const auto properties = features[i].find("properties");
        if (properties == features[i].end() || !properties->is_object()) continue;
        for (const auto& [key, value] : properties->items()) {
            const auto [found, is_new] = column_of.try_emplace(key, columns.size());
            if (is_new) columns.push_back(split_header({key, 0, 0}));
            rows.back().resize(std::max(rows.back().size(), found->second + 1));
            rows.back()[found->second].text = cell_text(value);
        }
    }
    problems.throw_if_errors();
    for (std::vector<Field>& row : rows) row.resize(columns.size());
    return {Table(path, std::move(columns), std::move(rows), std::move(labels)), std::move(geometries)};
}

}  // namespace lantian
