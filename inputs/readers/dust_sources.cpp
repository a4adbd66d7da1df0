// Sources of dust whose rate follows from the weather of the run (emissions.dust).
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "inputs/readers/source_places.hpp"
#include "inputs/readers/source_rows.hpp"

namespace lantian {

namespace {

using Column = ColumnSpec::Kind;
using GeometryKind = GeoFeatures::Kind;

constexpr double k_default_width_m = 10.0;
constexpr double k_default_vehicle_m = 2.0;
constexpr double k_volume_height = 2.15;
/// Fastest mile over the hourly mean wind (Durst 1960, one minute).
constexpr double k_fastest_mile_ratio = 1.24;

/// A property: which kinds have it, its range, and the value where it is left out (none: required).
struct Property {
    const char* name;
    const char* unit;
    Range range;
    double DustSource::*field;
    std::array<std::optional<double>, 6> by_kind;  // of DustKind; NaN: required
    std::array<bool, 6> has;
};

constexpr double k_required = std::numeric_limits<double>::quiet_NaN();
constexpr std::optional<double> k_none = std::nullopt;

// pile, bare_soil, paved_road, unpaved_road, handling, resuspension
const std::array<Property, 13> k_properties{{
    {"threshold",
     "m/s",
     {0.05, 3.0},
     &DustSource::threshold_m_s,
     {k_required, k_required, k_none, k_none, k_none, k_none},
     {true, true, false, false, false, false}},
    {"surface_roughness",
     "m",
     {1e-6, 0.5},
     &DustSource::surface_roughness_m,
     {0.005, 1e-3, k_none, k_none, k_none, k_none},
     {true, true, false, false, false, false}},
    {"gust_ratio",
     "1",
     {1.0, 3.0},
     &DustSource::gust_ratio,
     {k_fastest_mile_ratio, 1.0, k_none, k_none, k_none, k_none},
     {true, true, false, false, false, false}},
    {"disturbances",
     "1/d",
     {0.0, 1000.0},
     &DustSource::disturbances_per_day,
     {k_required, k_none, k_none, k_none, k_none, k_none},
     {true, false, false, false, false, false}},
    {"clay",
     "%",
     {0.0, 100.0},
     &DustSource::clay_percent,
     {k_none, k_required, k_none, k_none, k_none, k_none},
     {false, true, false, false, false, false}},
    {"moisture",
     "%",
     {0.0, 100.0},
     &DustSource::moisture_percent,
     {k_none, 0.0, k_none, k_none, k_required, k_none},
     {false, true, false, false, true, false}},
    {"silt_load",
     "g/m2",
     {0.001, 1000.0},
     &DustSource::silt,
     {k_none, k_none, k_required, k_none, k_none, k_none},
     {false, false, true, false, false, false}},
    {"silt",
     "%",
     {0.1, 50.0},
     &DustSource::silt,
     {k_none, k_none, k_none, k_required, k_none, k_none},
     {false, false, false, true, false, false}},
    {"weight",
     "t",
     {0.5, 300.0},
     &DustSource::weight_t,
     {k_none, k_none, k_required, k_required, k_none, k_none},
     {false, false, true, true, false, false}},
    {"vehicles",
     "1/d",
     {0.0, 1e6},
     &DustSource::vehicles_per_day,
     {k_none, k_none, k_required, k_required, k_none, k_none},
     {false, false, true, true, false, false}},
    {"throughput",
     "t/d",
     {0.0, 1e7},
     &DustSource::throughput_t_day,
     {k_none, k_none, k_none, k_none, k_required, k_none},
     {false, false, false, false, true, false}},
    {"load",
     "kg/m2",
     {0.0, 100.0},
     &DustSource::load_kg_m2,
     {k_none, k_none, k_none, k_none, k_none, k_required},
     {false, false, false, false, false, true}},
    {"age",
     "d",
     {0.0, 1e5},
     &DustSource::age_days,
     {k_none, k_none, k_none, k_none, k_none, k_required},
     {false, false, false, false, false, true}},
}};

bool is_road(DustKind kind) { return kind == DustKind::paved_road || kind == DustKind::unpaved_road; }

/// The kind of a row; empty after a problem.
std::optional<DustKind> kind_of(const Table& t, std::size_t row, GeometryKind geometry, Problems& problems) {
    const std::string text = t.required_text(row, "kind", problems);
    if (text.empty()) return std::nullopt;
    const auto found = std::find(k_dust_kind_names.begin(), k_dust_kind_names.end(), text);
    if (found == k_dust_kind_names.end()) {
        const std::string near = nearest_name(text, {k_dust_kind_names.begin(), k_dust_kind_names.end()});
        t.report(row, "kind", "E309", "is not a kind of dust source",
                 near.empty() ? fmt::format("known are: {}", fmt::join(k_dust_kind_names, ", "))
                              : fmt::format("did you mean \"{}\"?", near),
                 problems);
        return std::nullopt;
    }
    const auto kind = static_cast<DustKind>(found - k_dust_kind_names.begin());
    if (is_road(kind) != (geometry == GeometryKind::lines)) {
        t.report(row, "kind", "E313",
                 is_road(kind) ? "a road is a line, this is a polygon" : "is an area, this is a line",
                 "roads are LineStrings, all other dust sources polygons", problems);
        return std::nullopt;
    }
    return kind;
}

void read_properties(const Table& t, std::size_t row, DustSource& dust, Problems& problems) {
    const auto kind = static_cast<std::size_t>(dust.kind);
    for (const Property& p : k_properties) {
        const std::optional<double> value = t.optional_number(row, p.name, problems, p.range);
        if (!p.has[kind]) {
            if (value) {
                t.report(row, p.name, "E313", fmt::format("a {} has no such property", k_dust_kind_names[kind]),
                         "leave it out", problems);
            }
            continue;
        }
        const double otherwise = p.by_kind[kind].value_or(0.0);
        if (!value && std::isnan(otherwise)) {
            t.report(row, p.name, "E304", "value is missing",
                     fmt::format("a {} needs {}[{}]", k_dust_kind_names[kind], p.name, p.unit), problems);
        }
        dust.*p.field = value.value_or(otherwise);
    }
    if (dust.kind == DustKind::handling && dust.moisture_percent < 0.1) {
        t.report(row, "moisture", "E306", "must be at least 0.1 % for handling",
                 "the formula of AP-42 13.2.4 holds from 0.25 to 4.8 %", problems);
    }
    dust.wet_days_per_year = t.optional_number(row, "wet_days", problems, {0.0, 366.0});
    if (dust.wet_days_per_year && !is_road(dust.kind))
        t.report(row, "wet_days", "E313", "only road dust has it", "leave it out", problems);
    dust.control_frac = t.optional_number(row, "control", problems, {0.0, 100.0}).value_or(0.0) / 100.0;
    constexpr std::array k_contents{"pb_content", "cd_content", "as_content", "hg_content"};
    for (std::size_t m = 0; m < k_contents.size(); ++m)
        dust.metal_frac[m] = 1e-6 * t.optional_number(row, k_contents[m], problems, {0.0, 1e6}).value_or(0.0);
}

}  // namespace

void read_dust_sources(const std::string& path, const Scenario::Emissions& settings, EmissionBuilder& builder) {
    GeoFeatures features = read_geojson(path);
    SourceRows rows(std::move(features.properties), builder, SourceShape::area);
    std::vector<ColumnSpec> columns{{"id"}, {"kind"}};
    for (const Property& p : k_properties) columns.push_back({p.name, Column::number, p.unit, false});
    for (const char* name : {"pb_content", "cd_content", "as_content", "hg_content"})
        columns.push_back({name, Column::number, "mg/kg", false});
    columns.push_back({"wet_days", Column::text, {}, false});
    for (const auto& [name, unit] : {std::pair{"control", "%"},
                                     {"width", "m"},
                                     {"vehicle_height", "m"},
                                     {"cell", "m"},
                                     {"release_height", "m"},
                                     {"depth", "m"}})
        columns.push_back({name, Column::number, unit, false});
    if (!rows.expect(columns, false)) return;
    Problems& problems = builder.problems();
    const Table& t = rows.table();
    for (std::size_t row = 0; row < t.rows(); ++row) {
        const std::size_t before = problems.error_count();
        Source source = rows.begin(row);
        const auto& geometry = features.geometries[row];
        const std::optional<DustKind> kind = kind_of(t, row, geometry.kind, problems);
        if (!kind) continue;
        DustSource dust;
        dust.kind = *kind;
        if (t.text(row, "process").empty()) source.process = k_dust_kind_names[static_cast<std::size_t>(*kind)];
        read_properties(t, row, dust, problems);
        const auto cell = t.optional_number(row, "cell", problems, {5.0, 100000.0});
        if (is_road(*kind)) {
            source.shape = SourceShape::road;
            const double width = t.optional_number(row, "width", problems, {1.0, 200.0}).value_or(k_default_width_m);
            const double vehicle =
                t.optional_number(row, "vehicle_height", problems, {0.5, 10.0}).value_or(k_default_vehicle_m);
            if (problems.error_count() > before) continue;
            set_vehicle_wake(vehicle, width, source);
            std::vector<ShapeMoments> pieces;
            for (const auto& part : geometry.parts) {
                Polyline line;
                for (const LonLat place : part) line.push_back(builder.project(place));
                for (const Polyline& kept : clip(line, builder.domain())) {
                    dust.length_m += length_m(kept);
                    for (const ShapeMoments& piece : cut_line(kept, cell.value_or(settings.road_cell_m)))
                        pieces.push_back(piece);
                }
            }
            if (pieces.empty()) {
                rows.outside(row, "id", source.id, "lies");
                continue;
            }
            road_cells(pieces, (width + k_mixing_margin_m) / k_volume_side, source, builder);
        } else {
            source.release_height_m = t.optional_number(row, "release_height", problems, {0.0, 100.0}).value_or(1.0);
            source.sigma_z0_m = t.optional_number(row, "depth", problems, {0.1, 100.0}).value_or(2.0) / k_volume_height;
            if (problems.error_count() > before) continue;
            const Region region = region_of(geometry, builder);
            const double area = region_moments(region).size;
            const double kept = area_cells(region, false, cell.value_or(settings.area_cell_m), source, builder);
            if (kept <= 0.0) {
                rows.outside(row, "id", source.id, "lies");
                continue;
            }
            if (kept < 1.0 - 1e-9) builder.count("partly outside the domain, the part inside is kept");
            dust.area_m2 = kept * area;
            dust.throughput_t_day *= kept;
        }
        source.dust = dust;
        builder.add_dust(std::move(source));
    }
}

}  // namespace lantian
