#include "inputs/readers/rising_sources.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>

#include <fmt/format.h>

namespace lantian {

namespace {

using Kind = ColumnSpec::Kind;

constexpr double k_line_side = 4.3;  // sigma = width/4.3 (physics.md 9)
constexpr Range k_count{1.0, 100.0};

void read_stack(std::size_t row, Source& source, SourceRows& rows) {
    Problems& problems = rows.builder().problems();
    const Table& table = rows.table();
    const auto diameter = table.optional_number(row, "diameter", problems, {0.05, 30.0});
    const auto speed = table.optional_number(row, "exit_speed", problems, {0.1, 60.0});
    const auto temperature = table.optional_number(row, "exit_temperature", problems, {253.0, 2000.0});
    const auto heat = table.optional_number(row, "heat_release", problems, {1e4, 1e11});
    const auto radiated = table.optional_number(row, "radiated", problems, {0.0, 0.99});
    if (heat) {
        if (diameter || speed || temperature)
            table.report(row, "heat_release", "E313", "a flare has no stack data",
                         "leave diameter, exit_speed and exit_temperature empty", problems);
        source.flare = Flare{*heat, radiated.value_or(Flare{}.radiated_frac)};
        return;
    }
    if (radiated)
        table.report(row, "radiated", "E313", "belongs to a flare", "give heat_release[MW], or leave it empty",
                     problems);
    if (diameter && speed && temperature) {
        source.stack = Stack{*diameter, *speed, *temperature};
    } else if (diameter || speed || temperature) {
        std::vector<std::string> missing;
        if (!diameter) missing.push_back("diameter[m]");
        if (!speed) missing.push_back("exit_speed[m/s]");
        if (!temperature) missing.push_back("exit_temperature[K]");
        table.report(row, "id", "E312", fmt::format("stack data without {}", fmt::join(missing, ", ")),
                     "give all three or none", problems);
    } else {
        rows.builder().count("no stack data, released without plume rise");
    }
}

void read_outlet(std::size_t row, Source& source, SourceRows& rows) {
    Problems& problems = rows.builder().problems();
    const Table& table = rows.table();
    const std::string outlet = table.text(row, "outlet");
    const auto count = table.optional_number(row, "stack_count", problems, k_count);
    const auto spacing = table.optional_number(row, "stack_spacing", problems, {0.0, 1000.0});
    if (!outlet.empty() && outlet != "vertical" && outlet != "capped" && outlet != "horizontal") {
        table.report(row, "outlet", "E201", "is not an outlet", "write vertical, capped or horizontal", problems);
        return;
    }
    const double n = count.value_or(1.0);
    if (n != std::floor(n)) table.report(row, "stack_count", "E306", "must be a whole number", "1 to 100", problems);
    if (n > 1.0 && !spacing)
        table.report(row, "stack_count", "E312", "several stacks without stack_spacing[m]",
                     "give the distance between neighbours (0: one duct)", problems);
    if (!source.stack) {
        for (const char* column : {"outlet", "stack_count", "stack_spacing"}) {
            if (!table.text(row, column).empty())
                table.report(row, column, "E313", "belongs to stack data",
                             "give diameter, exit_speed and exit_temperature, or leave it empty", problems);
        }
        return;
    }
    source.stack->outlet = outlet == "capped"       ? Outlet::capped
                           : outlet == "horizontal" ? Outlet::horizontal
                                                    : Outlet::vertical;
    source.stack->count = n;
    source.stack->spacing_m = spacing.value_or(0.0);
}

}  // namespace

std::vector<ColumnSpec> rise_columns() {
    return {{"diameter", Kind::number, "m", false},
            {"exit_speed", Kind::number, "m/s", false},
            {"exit_temperature", Kind::number, "K", false},
            {"outlet", Kind::text, {}, false},
            {"stack_count", Kind::number, "1", false},
            {"stack_spacing", Kind::number, "m", false},
            {"heat_release", Kind::number, "W", false},
            {"radiated", Kind::number, "1", false},
            {"building", Kind::text, {}, false}};
}

void read_rise(std::size_t row, Source& source, SourceRows& rows) {
    read_stack(row, source, rows);
    read_outlet(row, source, rows);
    read_building_names(row, source, rows);
}

void read_building_names(std::size_t row, Source& source, SourceRows& rows) {
    EmissionBuilder& builder = rows.builder();
    std::istringstream names(rows.table().text(row, "building"));
    for (std::string name; names >> name;) {
        const auto found = builder.building(name, source.place);
        if (!found) {
            rows.table().report(row, "building", "E309", fmt::format("no such building: \"{}\"", name),
                                builder.building_hint(name), builder.problems());
            continue;
        }
        if (std::find(source.buildings.begin(), source.buildings.end(), *found) == source.buildings.end())
            source.buildings.push_back(*found);
    }
}

void read_buoyant_lines(Table table, double piece_m, EmissionBuilder& builder) {
    SourceRows rows(std::move(table), builder, SourceShape::line);
    if (!rows.expect({{"id"},
                      {"lon", Kind::number, "deg"},
                      {"lat", Kind::number, "deg"},
                      {"end_lon", Kind::number, "deg"},
                      {"end_lat", Kind::number, "deg"},
                      {"height", Kind::number, "m"},
                      {"line_width", Kind::number, "m"},
                      {"line_count", Kind::number, "1", false},
                      {"line_spacing", Kind::number, "m", false},
                      {"exit_speed", Kind::number, "m/s", false},
                      {"exit_temperature", Kind::number, "K", false},
                      {"line_buoyancy", Kind::number, "m4/s3", false},
                      {"sigma_z0", Kind::number, "m", false},
                      {"building", Kind::text, {}, false}})) {
        return;
    }
    Problems& problems = builder.problems();
    const Table& t = rows.table();
    for (std::size_t row = 0; row < t.rows(); ++row) {
        const std::size_t before = problems.error_count();
        Source source = rows.begin(row);
        const LonLat first{t.number(row, "lon", problems, {-180.0, 180.0}),
                           t.number(row, "lat", problems, {-90.0, 90.0})};
        const LonLat last{t.number(row, "end_lon", problems, {-180.0, 180.0}),
                          t.number(row, "end_lat", problems, {-90.0, 90.0})};
        source.release_height_m = t.number(row, "height", problems, {0.5, 600.0});
        BuoyantLine line;
        line.width_m = t.number(row, "line_width", problems, {0.1, 200.0});
        line.count = t.optional_number(row, "line_count", problems, k_count).value_or(1.0);
        if (line.count != std::floor(line.count))
            t.report(row, "line_count", "E306", "must be a whole number", "1 to 100", problems);
        const auto spacing = t.optional_number(row, "line_spacing", problems, {0.1, 2000.0});
        if (line.count > 1.0 && !spacing)
            t.report(row, "line_count", "E312", "several lines without line_spacing[m]",
                     "give the distance between the axes of neighbours", problems);
        line.across_m = line.width_m + (line.count - 1.0) * spacing.value_or(0.0);
        const auto speed = t.optional_number(row, "exit_speed", problems, {0.01, 60.0});
        const auto temperature = t.optional_number(row, "exit_temperature", problems, {253.0, 2000.0});
        const auto buoyancy = t.optional_number(row, "line_buoyancy", problems, {0.1, 1e6});
        if (buoyancy) {
            if (speed || temperature)
                t.report(row, "line_buoyancy", "E313", "stands beside exit_speed or exit_temperature",
                         "give the buoyancy, or speed and temperature", problems);
            line.buoyancy_m4_s3 = *buoyancy * line.count;
        } else if (speed && temperature) {
            line.exit_speed_m_s = *speed;
            line.exit_temperature_k = *temperature;
        } else {
            t.report(row, "id", "E312", "a buoyant line without its buoyancy",
                     "give line_buoyancy[m4/s3], or exit_speed[m/s] and exit_temperature[K]", problems);
        }
        source.sigma_z0_m =
            t.optional_number(row, "sigma_z0", problems, {0.01, 5000.0}).value_or(std::max(1.0, line.width_m / 2.0));
        source.place = {0.5 * (first.lon_deg + last.lon_deg), 0.5 * (first.lat_deg + last.lat_deg)};
        const InventoryMass mass = rows.mass(row);
        if (problems.error_count() > before) continue;
        read_building_names(row, source, rows);

        const MapPoint a = builder.project(first), b = builder.project(last);
        line.length_m = std::hypot(b.x_m - a.x_m, b.y_m - a.y_m);
        if (!(line.length_m >= 1.0)) {
            t.report(row, "end_lon", "E311", "the line is shorter than a metre", "check its ends", problems);
            continue;
        }
        for (const MapPoint end : {a, b}) {
            if (!builder.grid().contains(end)) {
                rows.outside(row, "lon", source.id, "reaches");
                break;
            }
        }
        line.along_x = (b.x_m - a.x_m) / line.length_m;
        line.along_y = (b.y_m - a.y_m) / line.length_m;
        const auto lines = static_cast<int>(line.count);
        for (int k = 0; k < lines; ++k) {
            // Parallel lines lie evenly to both sides of the axis that is given.
            const double aside = (k - 0.5 * (lines - 1)) * spacing.value_or(0.0);
            const Polyline axis{{a.x_m - aside * line.along_y, a.y_m + aside * line.along_x},
                                {b.x_m - aside * line.along_y, b.y_m + aside * line.along_x}};
            for (const ShapeMoments& piece : cut_line(axis, piece_m)) {
                const double across = line.width_m / k_line_side;
                // The puff is round: it keeps the trace, (along + across)/2, as roads do.
                const double sigma = std::sqrt(std::max(across * across, piece.variance_m2 + 0.5 * across * across));
                source.cells.push_back({piece.centroid, piece.size / (line.length_m * line.count), sigma});
            }
        }
        source.line = line;
        if (problems.error_count() == before) builder.add(std::move(source), mass, 1.0);
    }
}

}  // namespace lantian
