#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "inputs/readers/emission_builder.hpp"
#include "inputs/readers/geojson.hpp"
#include "inputs/readers/rising_sources.hpp"
#include "inputs/readers/source_places.hpp"
#include "inputs/readers/source_rows.hpp"

namespace lantian {

namespace {

using Kind = ColumnSpec::Kind;
using GeometryKind = GeoFeatures::Kind;

constexpr double k_default_release_m = 2.0;
constexpr double k_default_depth_m = 4.0;
constexpr double k_volume_height = 2.15;  // sigma_z0 = height/2.15, surface volume
constexpr double k_default_road_sigma_m = 1.7;

void read_points(Table table, EmissionBuilder& builder) {
    SourceRows rows(std::move(table), builder, SourceShape::point);
    std::vector<ColumnSpec> columns{{"id"},
                                    {"lon", Kind::number, "deg"},
                                    {"lat", Kind::number, "deg"},
                                    {"height", Kind::number, "m"},
                                    {"sigma_y0", Kind::number, "m", false},
                                    {"sigma_z0", Kind::number, "m", false}};
    const std::vector<ColumnSpec> of_rise = rise_columns();
    columns.insert(columns.begin() + 4, of_rise.begin(), of_rise.end());
    if (!rows.expect(columns)) return;
    Problems& problems = builder.problems();
    for (std::size_t row = 0; row < rows.table().rows(); ++row) {
        const std::size_t before = problems.error_count();
        Source source = rows.begin(row);
        const Table& t = rows.table();
        source.place = {t.number(row, "lon", problems, {-180.0, 180.0}), t.number(row, "lat", problems, {-90.0, 90.0})};
        source.release_height_m = t.number(row, "height", problems, {0.5, 600.0});
        read_rise(row, source, rows);
        const double spread = source.stack ? std::max(1.0, source.stack->diameter_m / 2.0) : 1.0;
        source.sigma_z0_m = t.optional_number(row, "sigma_z0", problems, {0.01, 5000.0}).value_or(spread);
        const double sigma_y0 = t.optional_number(row, "sigma_y0", problems, {0.01, 50000.0}).value_or(spread);
        const InventoryMass mass = rows.mass(row);
        if (!std::isnan(source.place.lon_deg) && !std::isnan(source.place.lat_deg)) {
            const MapPoint at = builder.project(source.place);
            if (!builder.grid().contains(at)) {
                rows.outside(row, "lon", source.id,
                             fmt::format("at {} E, {} N lies", source.place.lon_deg, source.place.lat_deg));
            }
            source.cells = {{at, 1.0, sigma_y0}};
        }
        if (problems.error_count() == before) builder.add(std::move(source), mass, 1.0);
    }
}

/// Release height and depth of areas, then the shape; adds the source when all is well.
void finish_area(std::size_t row, Source source, const Region& region, bool box, const char* place_column,
                 double cell_m, SourceRows& rows, std::size_t errors_before) {
    EmissionBuilder& builder = rows.builder();
    Problems& problems = builder.problems();
    const Table& t = rows.table();
    source.release_height_m =
        t.optional_number(row, "release_height", problems, {0.0, 600.0}).value_or(k_default_release_m);
    source.sigma_z0_m =
        t.optional_number(row, "depth", problems, {0.1, 1000.0}).value_or(k_default_depth_m) / k_volume_height;
    const InventoryMass mass = rows.mass(row);
    if (problems.error_count() > errors_before) return;
    const auto own_cell = t.optional_number(row, "cell", problems, {5.0, 100000.0});
    const auto pit_depth = t.optional_number(row, "pit_depth", problems, {1.0, 1000.0});
    if (problems.error_count() > errors_before) return;
    const double kept = area_cells(region, box, own_cell.value_or(cell_m), source, builder);
    if (pit_depth && kept > 0.0) {
        source.pit = pit_of(clip(region, builder.domain()), *pit_depth);
        if (source.release_height_m > *pit_depth) {
            return t.report(row, "release_height", "E313",
                            fmt::format("is above the rim of the pit, {} m over its floor", *pit_depth),
                            "the release height of a pit counts from its floor", problems);
        }
    }
    if (kept <= 0.0) return rows.outside(row, place_column, source.id, "lies");
    if (kept < 1.0 - 1e-9) {
        builder.count("partly outside the domain, the part inside is kept");
        builder.lose(t.path(), mass, 1.0 - kept);
    }
    builder.add(std::move(source), mass, kept < 1.0 - 1e-9 ? kept : 1.0);
}

void read_boxes(Table table, double cell_m, EmissionBuilder& builder) {
    SourceRows rows(std::move(table), builder, SourceShape::area);
    if (!rows.expect({{"id"},
                      {"west", Kind::number, "deg"},
                      {"south", Kind::number, "deg"},
                      {"east", Kind::number, "deg"},
                      {"north", Kind::number, "deg"},
                      {"release_height", Kind::number, "m", false},
                      {"depth", Kind::number, "m", false},
                      {"cell", Kind::number, "m", false},
                      {"pit_depth", Kind::number, "m", false}})) {
        return;
    }
    Problems& problems = builder.problems();
    for (std::size_t row = 0; row < rows.table().rows(); ++row) {
        const std::size_t before = problems.error_count();
        Source source = rows.begin(row);
        const Table& t = rows.table();
        const double west = t.number(row, "west", problems, {-180.0, 180.0}),
                     south = t.number(row, "south", problems, {-90.0, 90.0});
        const double east = t.number(row, "east", problems, {-180.0, 180.0}),
                     north = t.number(row, "north", problems, {-90.0, 90.0});
        if (west >= east)
            t.report(row, "east", "E313", fmt::format("must be greater than west = {}", west), "west comes first",
                     problems);
        if (south >= north)
            t.report(row, "north", "E313", fmt::format("must be greater than south = {}", south), "south comes first",
                     problems);
        Region region;
        if (problems.error_count() == before) {
            region.emplace_back();
            for (const LonLat corner :
                 {LonLat{west, south}, LonLat{east, south}, LonLat{east, north}, LonLat{west, north}}) {
                region.back().push_back(builder.project(corner));
            }
        }
        finish_area(row, std::move(source), region, true, "west", cell_m, rows, before);
    }
}

void read_polygons(GeoFeatures features, double cell_m, EmissionBuilder& builder) {
    SourceRows rows(std::move(features.properties), builder, SourceShape::area);
    if (!rows.expect({{"id"},
                      {"release_height", Kind::number, "m", false},
                      {"depth", Kind::number, "m", false},
                      {"cell", Kind::number, "m", false},
                      {"pit_depth", Kind::number, "m", false}})) {
        return;
    }
    Problems& problems = builder.problems();
    for (std::size_t row = 0; row < rows.table().rows(); ++row) {
        const std::size_t before = problems.error_count();
        Source source = rows.begin(row);
        const Region region = region_of(features.geometries[row], builder);
        if (!(region_moments(region).size > 0.0)) {
            rows.table().report(row, "id", "E311", "the polygon has no area", "check its vertices", problems);
        }
        finish_area(row, std::move(source), region, false, "id", cell_m, rows, before);
    }
}

/// A road source while its features are joined.
struct RoadDraft {
    Source source;
    InventoryMass mass;       ///< of all its features
    InventoryMass kept_mass;  ///< the part inside the domain
    std::vector<ShapeMoments> pieces;
    double sigma_across_m = 1.0;
};

void finish_road(RoadDraft draft, const std::string& path, EmissionBuilder& builder) {
    road_cells(draft.pieces, draft.sigma_across_m, draft.source, builder);
    InventoryMass lost = draft.mass;
    for (std::size_t s = 0; s < k_emitted_count; ++s) lost.annual_kg[s] -= draft.kept_mass.annual_kg[s];
    builder.lose(path, lost, 1.0);
    builder.add(std::move(draft.source), draft.kept_mass, 1.0);
}

void read_roads(GeoFeatures features, double piece_m, EmissionBuilder& builder) {
    SourceRows rows(std::move(features.properties), builder, SourceShape::road);
    if (!rows.expect({{"id", Kind::text, {}, false},
                      {"source_id", Kind::text, {}, false},
                      {"width", Kind::number, "m", false},
                      {"sigma_z0", Kind::number, "m", false},
                      {"vehicle_height", Kind::number, "m", false},
                      {"cell", Kind::number, "m", false}})) {
        return;
    }
    Problems& problems = builder.problems();
    const Table& t = rows.table();
    std::vector<RoadDraft> drafts;
    std::map<std::string, std::size_t> draft_of;  // by source_id
    for (std::size_t row = 0; row < t.rows(); ++row) {
        const std::size_t before = problems.error_count();
        const std::string joined = t.text(row, "source_id");
        const std::string id = rows.id(row, joined.empty() ? "id" : "source_id");
        if (id.empty() && !t.has("id"))
            t.report(row, "id", "E304", "value is missing", "give id or source_id", problems);
        Source source = rows.common(row);
        source.id = id;
        source.release_height_m = k_default_release_m;
        const double width = t.optional_number(row, "width", problems, {1.0, 200.0}).value_or(10.0);
        const auto vehicles = t.optional_number(row, "vehicle_height", problems, {0.5, 10.0});
        if (vehicles) set_vehicle_wake(*vehicles, width, source);
        source.sigma_z0_m = t.optional_number(row, "sigma_z0", problems, {0.1, 100.0})
                                .value_or(vehicles ? source.sigma_z0_m : k_default_road_sigma_m);
        const double own_piece = t.optional_number(row, "cell", problems, {5.0, 100000.0}).value_or(piece_m);
        const InventoryMass mass = rows.mass(row);
        double length = 0.0, inside = 0.0;
        std::vector<ShapeMoments> pieces;
        for (const auto& part : features.geometries[row].parts) {
            Polyline line;
            for (const LonLat place : part) line.push_back(builder.project(place));
            length += length_m(line);
            for (const Polyline& kept : clip(line, builder.domain())) {
                inside += length_m(kept);
                for (const ShapeMoments& piece : cut_line(kept, own_piece)) pieces.push_back(piece);
            }
        }
        if (!(length > 0.0)) {
            t.report(row, "sector", "E311", "the line has no length", "check its vertices", problems);
        } else if (pieces.empty()) {
            rows.outside(row, joined.empty() ? "id" : "source_id", id, "lies");
        }
        const bool is_first = joined.empty() || !draft_of.contains(joined);
        if (is_first) rows.take(row, id);
        if (problems.error_count() > before) continue;
        const double kept = inside < length * (1.0 - 1e-9) ? inside / length : 1.0;
        if (kept < 1.0) builder.count("partly outside the domain, the part inside is kept");
        if (is_first) {
            if (!joined.empty()) draft_of[joined] = drafts.size();
            drafts.push_back({std::move(source), {}, {}, {}, (width + k_mixing_margin_m) / k_volume_side});
        }
        RoadDraft& draft = joined.empty() ? drafts.back() : drafts[draft_of[joined]];
        if (!is_first && (draft.source.sector != source.sector || draft.source.group != source.group ||
                          draft.source.process != source.process || draft.source.profile != source.profile)) {
            t.report(row, "source_id", "E313",
                     "sector, group, process or profile differ from the first feature of this source",
                     "make them equal or give another source_id", problems);
            continue;
        }
        for (std::size_t s = 0; s < k_emitted_count; ++s) {
            draft.mass.given[s] = draft.kept_mass.given[s] = draft.mass.given[s] || mass.given[s];
            draft.mass.annual_kg[s] += mass.annual_kg[s];
            draft.kept_mass.annual_kg[s] += kept * mass.annual_kg[s];
        }
        draft.pieces.insert(draft.pieces.end(), pieces.begin(), pieces.end());
    }
    for (RoadDraft& draft : drafts) finish_road(std::move(draft), t.path(), builder);
}

}  // namespace

void read_source_table(const std::string& path, const Scenario::Emissions& settings, EmissionBuilder& builder) {
    if (path.ends_with(".geojson") || path.ends_with(".json")) {
        GeoFeatures features = read_geojson(path);
        const auto kind = features.geometries.front().kind;
        for (std::size_t i = 0; i < features.geometries.size(); ++i) {
            if (features.geometries[i].kind != kind) {
                throw Error({Severity::error, ErrorKind::bad_data, "E311", path, 0, 0,
                             fmt::format("/features/{}/geometry: lines and polygons stand in one file", i),
                             "put roads and areas into files of their own"});
            }
        }
        if (kind == GeometryKind::lines) return read_roads(std::move(features), settings.road_cell_m, builder);
        return read_polygons(std::move(features), settings.area_cell_m, builder);
    }
    Table table = read_table(path);
    const bool box = table.has("west") || table.has("south") || table.has("east") || table.has("north");
    if (box && !table.has("height")) return read_boxes(std::move(table), settings.area_cell_m, builder);
    if (table.has("end_lon") || table.has("end_lat"))
        return read_buoyant_lines(std::move(table), settings.line_cell_m, builder);
    read_points(std::move(table), builder);
}

}  // namespace lantian
