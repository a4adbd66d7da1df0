#include <algorithm>
#include <limits>
#include <set>
#include <string>

#include <fmt/format.h>
#include <toml++/toml.h>
#include <nlohmann/json.hpp>

#include "inputs/readers/describe.hpp"
#include "inputs/readers/table.hpp"
#include "inputs/readers/text.hpp"
#include "inputs/readers/weather.hpp"

namespace lantian {

namespace {

constexpr std::size_t k_max_text_bytes = std::size_t{256} << 20;
constexpr std::size_t k_listed = 5;

struct Box {
    double west = std::numeric_limits<double>::infinity(), south = west, east = -west, north = -west;
    void include(double lon, double lat) {
        west = std::min(west, lon);
        east = std::max(east, lon);
        south = std::min(south, lat);
        north = std::max(north, lat);
    }
    [[nodiscard]] bool empty() const { return !(west <= east); }
};

/// Positions of a GeoJSON geometry, at any depth that the format allows.
void include_positions(const nlohmann::json& node, Box& box, int depth) {
    constexpr int k_deepest = 5;  // MultiPolygon
    if (!node.is_array() || depth > k_deepest) return;
    if (node.size() >= 2 && node[0].is_number() && node[1].is_number()) {
        box.include(node[0].get<double>(), node[1].get<double>());
        return;
    }
    for (const nlohmann::json& child : node) include_positions(child, box, depth + 1);
}

void describe_geojson(FileDescription& out, const nlohmann::json& document) {
    out.kind = "GeoJSON";
    nlohmann::json features = nlohmann::json::array();
    if (document.contains("features") && document["features"].is_array()) {
        features = document["features"];
    } else {
        features.push_back(document);
    }
    std::set<std::string> types, keys;
    Box box;
    for (const nlohmann::json& feature : features) {
        if (!feature.is_object()) continue;
        const nlohmann::json geometry = feature.contains("geometry") ? feature["geometry"] : feature;
        if (geometry.is_object() && geometry.contains("type") && geometry["type"].is_string())
            types.insert(geometry["type"].get<std::string>());
        if (geometry.is_object() && geometry.contains("coordinates"))
            include_positions(geometry["coordinates"], box, 0);
        if (!feature.contains("properties") || !feature["properties"].is_object()) continue;
        for (const auto& [key, value] : feature["properties"].items()) keys.insert(key);
    }
    out.fact("features", std::to_string(features.size()));
    out.fact("geometries", fmt::format("{}", fmt::join(types, ", ")));
    out.fact("properties", fmt::format("{}", fmt::join(keys, ", ")));
    if (!box.empty()) out.fact("area", detail::shown_box(box.west, box.south, box.east, box.north));
    const bool sources = keys.contains("sector") || keys.contains("group");
    const bool lines = types.contains("LineString") || types.contains("MultiLineString");
    if (sources) out.kind = lines ? "GeoJSON: roads" : "GeoJSON: area sources";
    if (!sources && !lines && !types.empty()) out.kind = "GeoJSON: outline";
}

bool describe_json(FileDescription& out, const std::string& text) {
    const nlohmann::json document = nlohmann::json::parse(text, nullptr, false);
    if (document.is_discarded() || !document.is_object()) return false;
    const auto word = [&](const char* key) {
        return document.contains(key) && document[key].is_string() ? document[key].get<std::string>() : std::string{};
    };
    const std::string type = word("type");
    if (type == "FeatureCollection" || type == "Feature" || type.ends_with("Polygon") || type.ends_with("LineString")) {
        describe_geojson(out, document);
    } else if (word("format") == "lantian-ledger") {
        out.kind = "lantian results: mass ledger";
    } else {
        out.kind = "JSON";
        out.missing.emplace_back("not a file that lantian reads: GeoJSON has a \"type\" and \"features\"");
    }
    return true;
}

bool describe_toml(FileDescription& out, const std::string& text) {
    try {
        const toml::table document = toml::parse(text);
        if (document.empty()) return false;
        std::vector<std::string> keys;
        for (const auto& [key, node] : document) keys.emplace_back(key.str());
        out.kind = "TOML";
        if (const toml::node* measures = document.get("measure"); measures != nullptr && measures->is_array()) {
            out.kind = "measures";
            out.fact("measures", std::to_string(measures->as_array()->size()));
        } else if (document.contains("schema_version")) {
            out.kind = "scenario";
            out.fact("next step", "lantian check shows every problem in it");
        } else {
            out.missing.emplace_back(
                "neither a scenario (schema_version is missing) nor measures ([[measure]] is missing)");
        }
        out.fact("keys", fmt::format("{}", fmt::join(keys, ", ")));
        return true;
    } catch (const toml::parse_error& error) {
        // A file that calls itself a scenario is one, with a mistake in it.
        if (!out.path.ends_with(".toml")) return false;
        out.kind = "TOML with a mistake";
        out.missing.push_back(fmt::format("line {}, column {}: {}", error.source().begin.line,
                                          error.source().begin.column, error.description()));
        return true;
    }
}

std::string kind_of_table(const Table& table) {
    const auto has = [&](std::initializer_list<const char*> names) {
        return std::all_of(names.begin(), names.end(), [&](const char* n) { return table.has(n); });
    };
    if (has({"station", "time", "wind_speed"})) return "station weather";
    if (has({"time", "height", "wind_speed"})) return "profile weather";
    if (has({"west", "south", "east", "north"})) return "area sources";
    if (has({"id", "sector", "lon", "lat", "height"})) return "point sources";
    if (has({"profile", "kind", "index", "factor"})) return "emission profiles";
    if (has({"sector", "process", "species", "fine_fraction"})) return "speciation";
    if (has({"id", "kind", "lon", "lat"})) return "receptors";
    if (has({"track", "time", "lon", "lat"})) return "moving receptors";
    if (table.columns().size() > 1 && table.has("time")) return "outside concentration or another table over time";
    const bool numbers = table.columns().size() > 2 &&
                         std::all_of(table.columns().begin() + 1, table.columns().end(),
                                     [](const Table::Column& c) { return parse_number(c.header).has_value(); });
    return numbers ? "terrain grid" : "CSV table";
}

void add_place_and_time(FileDescription& out, const Table& table) {
    Box box;
    std::optional<UtcTime> first, last;
    std::size_t times = 0;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::optional<double> lon = parse_number(table.text(row, "lon")),
                                    lat = parse_number(table.text(row, "lat"));
        if (lon && lat) box.include(*lon, *lat);
        const std::optional<UtcTime> time = parse_time(table.text(row, "time"));
        if (!time) continue;
        ++times;
        first = first ? std::min(*first, *time) : *time;
        last = last ? std::max(*last, *time) : *time;
    }
    if (!box.empty()) out.fact("area", detail::shown_box(box.west, box.south, box.east, box.north));
    if (first) out.fact("times", fmt::format("{} rows: {} to {}", times, format_time(*first), format_time(*last)));
}

/// What the station and profile readers say about the table.
void check_weather_table(FileDescription& out) {
    Problems problems;
    std::vector<std::string> notes;
    const bool surface = out.kind == "station weather";
    const std::vector<std::string> file{out.path}, none;
    const StationWeather weather =
        read_station_weather(surface ? file : none, surface ? none : file, 10.0, problems, notes);
    if (surface) out.fact("stations", std::to_string(weather.stations.size()));
    if (!surface) out.fact("profiles", std::to_string(weather.profiles.size()));
    for (const std::string& note : notes) out.fact("note", note);
    for (std::size_t k = 0; k < problems.all().size() && k < k_listed; ++k)
        out.missing.push_back(problems.all()[k].text());
    if (problems.error_count() > k_listed)
        out.missing.push_back(fmt::format("and {} more problems", problems.error_count() - k_listed));
}

void describe_table(FileDescription& out) {
    const Table table = read_table(out.path);
    out.kind = kind_of_table(table);
    std::vector<std::string> headers;
    for (const Table::Column& column : table.columns()) headers.push_back(column.header);
    constexpr std::size_t k_most_headers = 40;
    const std::size_t columns = headers.size();
    if (columns > k_most_headers) headers.resize(k_most_headers);
    out.fact("rows", std::to_string(table.rows()));
    out.fact("columns",
             fmt::format("{}: {}{}", columns, fmt::join(headers, ", "), columns > k_most_headers ? ", ..." : ""));
    add_place_and_time(out, table);
    if (out.kind.ends_with("weather")) check_weather_table(out);
    if (out.kind == "CSV table") {
        const std::string first = table.columns().front().header;
        const bool headless = parse_number(first.substr(0, first.find(' '))).has_value();
        out.missing.emplace_back(headless ? "it begins with numbers: without a header nobody can tell what they are"
                                          : "its columns are those of no table in FORMATS.md");
    }
}

}  // namespace

void detail::describe_text(FileDescription& out) {
    const std::string text = read_text_file(out.path, k_max_text_bytes);
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string::npos) {
        out.kind = "empty file";
        out.missing.emplace_back("the file holds blanks only");
        return;
    }
    if ((text[start] == '{' && describe_json(out, text)) || describe_toml(out, text)) return;
    try {
        describe_table(out);
    } catch (const Error& error) {
        if (!out.kind.empty()) throw;
        out.kind = "text";
        const std::size_t more = error.problems().size() - 1;
        out.missing.push_back("no table that lantian reads: " + error.problems().front().text() +
                              (more > 0 ? fmt::format(" (and {} more)", more) : std::string{}));
    }
}

}  // namespace lantian
