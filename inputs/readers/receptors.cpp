#include "inputs/readers/receptors.hpp"

#include <cmath>
#include <map>

#include <fmt/format.h>

#include "inputs/readers/table.hpp"

namespace lantian {

ReceptorSet read_receptors(const std::string& path, const Grid& grid, Problems& problems) {
    using Kind = ColumnSpec::Kind;
    ReceptorSet receptors;
    if (path.empty()) return receptors;
    Table table = read_table(path);
    const std::size_t before = problems.error_count();
    const std::vector<ColumnSpec> specs{{"id"},
                                        {"name"},
                                        {"name_zh", Kind::text, {}, false},
                                        {"kind"},
                                        {"lon", Kind::number, "deg"},
                                        {"lat", Kind::number, "deg"},
                                        {"height", Kind::number, "m", false},
                                        {"lon_end", Kind::number, "deg", false},
                                        {"lat_end", Kind::number, "deg", false},
                                        {"population", Kind::text, {}, false},
                                        {"status", Kind::text, {}, false},
                                        {"source", Kind::text, {}, false}};
    table.expect_columns(specs, problems);
    if (problems.error_count() > before) return receptors;

    std::map<std::string, std::size_t> seen;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        Receptor r;
        r.id = table.required_text(row, "id", problems);
        const auto [first, is_new] = seen.try_emplace(r.id, row);
        if (!is_new)
            table.report(row, "id", "E308", fmt::format("stands already in {}", table.row_name(first->second)),
                         "make it unique", problems);
        r.name = table.required_text(row, "name", problems);
        r.name_zh = table.text(row, "name_zh");
        const std::string kind = table.required_text(row, "kind", problems);
        if (const auto known = kind_of_name(kind)) {
            r.kind = *known;
        } else if (!kind.empty()) {
            table.report(row, "kind", "E201", "is not a kind of receptor", "write station, town or beam", problems);
        }
        r.place = {table.number(row, "lon", problems, {-180.0, 180.0}),
                   table.number(row, "lat", problems, {-90.0, 90.0})};
        r.height_m = table.optional_number(row, "height", problems, {0.0, 1000.0}).value_or(1.5);
        r.population = table.optional_number(row, "population", problems, {0.0}).value_or(0.0);
        const auto project = [&](LonLat place, const char* column) {
            if (std::isnan(place.lon_deg) || std::isnan(place.lat_deg)) return MapPoint{};
            const MapPoint point = grid.projection.forward(place);
            if (!grid.contains(point)) {
                table.report(row, column, "E307",
                             fmt::format("receptor \"{}\" at {} E, {} N lies outside the domain", r.id, place.lon_deg,
                                         place.lat_deg),
                             "correct the coordinates or enlarge domain.bounds_deg", problems);
            }
            return point;
        };
        r.point = project(r.place, "lon");
        const auto lon_end = table.optional_number(row, "lon_end", problems, {-180.0, 180.0});
        const auto lat_end = table.optional_number(row, "lat_end", problems, {-90.0, 90.0});
        if (r.kind == ReceptorKind::beam) {
            if (!lon_end || !lat_end) {
                table.report(row, "kind", "E304", "has no other end", "give lon_end[deg] and lat_end[deg]", problems);
            } else {
                r.end_place = {*lon_end, *lat_end};
                r.end_point = project(r.end_place, "lon_end");
            }
        }
        receptors.push_back(std::move(r));
    }
    return receptors;
}

}  // namespace lantian
