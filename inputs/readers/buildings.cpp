#include "inputs/readers/buildings.hpp"

#include <cmath>
#include <map>

#include <fmt/format.h>

#include "inputs/readers/emission_builder.hpp"
#include "inputs/readers/geojson.hpp"
#include "inputs/readers/geometry.hpp"

namespace lantian {

namespace {

using Kind = ColumnSpec::Kind;

constexpr Range k_heights_m{1.0, 1000.0};
constexpr Range k_sizes_m{1.0, 2000.0};
constexpr Range k_offsets_m{-5000.0, 5000.0};

/// Remembers which table names a building first.
class Names {
  public:
    explicit Names(Problems& problems) : problems_(problems) {}
    void take(const Table& table, std::size_t row, const std::string& id) {
        const auto [found, is_new] = places_.try_emplace(id, fmt::format("{} {}", table.path(), table.row_name(row)));
        if (!is_new)
            table.report(row, "id", "E308", fmt::format("stands already in {}", found->second), "make it unique",
                         problems_);
    }

  private:
    Problems& problems_;
    std::map<std::string, std::string> places_;
};

void read_footprints(GeoFeatures features, const Grid& grid, Names& names, std::vector<Building>& out,
                     Problems& problems) {
    Table& table = features.properties;
    const std::size_t before = problems.error_count();
    const std::vector<ColumnSpec> columns{{"id"},
                                          {"height", Kind::number, "m"},
                                          {"name", Kind::text, {}, false},
                                          {"source", Kind::text, {}, false},
                                          {"status", Kind::text, {}, false}};
    table.expect_columns(columns, problems);
    if (problems.error_count() > before) return;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        Building building;
        building.id = table.required_text(row, "id", problems);
        building.height_m = table.number(row, "height", problems, k_heights_m);
        names.take(table, row, building.id);
        const auto& geometry = features.geometries[row];
        if (geometry.kind != GeoFeatures::Kind::polygons) {
            table.report(row, "id", "E311", "a footprint must be a polygon", "draw its outline", problems);
            continue;
        }
        for (const auto& part : geometry.parts) {
            for (const LonLat place : part) {
                const MapPoint corner = grid.projection.forward(place);
                if (std::isfinite(corner.x_m) && std::isfinite(corner.y_m)) building.corners.push_back(corner);
            }
        }
        if (std::abs(signed_area_m2(building.corners)) < 1.0)
            table.report(row, "id", "E311", "the footprint has no area", "check its vertices", problems);
        out.push_back(std::move(building));
    }
}

void read_faces(Table table, Names& names, std::vector<Building>& out, Problems& problems) {
    const std::size_t before = problems.error_count();
    const std::vector<ColumnSpec> columns{{"id"},
                                          {"direction", Kind::number, "deg"},
                                          {"height", Kind::number, "m"},
                                          {"width", Kind::number, "m"},
                                          {"length", Kind::number, "m"},
                                          {"along_offset", Kind::number, "m"},
                                          {"across_offset", Kind::number, "m"},
                                          {"source", Kind::text, {}, false},
                                          {"status", Kind::text, {}, false}};
    table.expect_columns(columns, problems);
    if (problems.error_count() > before) return;
    struct Draft {
        Building building;
        std::size_t first_row = 0;
        std::array<bool, Building::k_directions> given{};
    };
    std::vector<Draft> drafts;
    std::map<std::string, std::size_t> draft_of;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string id = table.required_text(row, "id", problems);
        const auto [found, is_new] = draft_of.try_emplace(id, drafts.size());
        if (is_new) {
            names.take(table, row, id);
            drafts.push_back({});
            drafts.back().building.id = id;
            drafts.back().first_row = row;
        }
        Draft& draft = drafts[found->second];
        const double direction = table.number(row, "direction", problems, {10.0, 360.0});
        BuildingFace face;
        face.height_m = table.number(row, "height", problems, {0.0, k_heights_m.high});
        const bool none = face.height_m == 0.0;  // no building from here
        face.width_m = table.number(row, "width", problems, none ? Range{0.0, k_sizes_m.high} : k_sizes_m);
        face.length_m = table.number(row, "length", problems, none ? Range{0.0, k_sizes_m.high} : k_sizes_m);
        face.along_m = table.number(row, "along_offset", problems, k_offsets_m);
        face.across_m = table.number(row, "across_offset", problems, k_offsets_m);
        if (!std::isfinite(direction)) continue;
        const double tens = direction / 10.0;
        if (std::abs(tens - std::round(tens)) > 1e-9) {
            table.report(row, "direction", "E306", "must be one of 10, 20, ... 360 deg", "faces stand for ten degrees",
                         problems);
            continue;
        }
        const auto n = static_cast<std::size_t>(std::lround(tens)) - 1;
        if (draft.given[n])
            table.report(row, "direction", "E308", fmt::format("stands twice for building \"{}\"", id), "keep one",
                         problems);
        draft.given[n] = true;
        draft.building.faces[n] = face;
    }
    for (Draft& draft : drafts) {
        std::size_t count = 0;
        for (const bool given : draft.given) count += given ? 1 : 0;
        if (count < Building::k_directions)
            table.report(draft.first_row, "id", "E312", fmt::format("has {} of 36 directions", count),
                         "give a row for each of 10, 20, ... 360 deg (height 0: no building from there)", problems);
        out.push_back(std::move(draft.building));
    }
}

}  // namespace

std::vector<Building> read_buildings(const std::vector<std::string>& files, const Grid& grid, Problems& problems) {
    std::vector<Building> out;
    Names names(problems);
    for (const std::string& path : files) {
        collect(problems, [&] {
            if (path.ends_with(".geojson") || path.ends_with(".json")) {
                read_footprints(read_geojson(path), grid, names, out, problems);
            } else {
                read_faces(read_table(path), names, out, problems);
            }
        });
    }
    return out;
}

}  // namespace lantian
