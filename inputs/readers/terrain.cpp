#include "inputs/readers/terrain.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "inputs/readers/table.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

void report(Problems& problems, const std::string& path, const Field& field, const char* code, std::string message,
            std::string hint) {
    problems.add({Severity::error, ErrorKind::bad_data, code, path, field.line, field.column, std::move(message),
                  std::move(hint)});
}

double number_of(const Field& field, const std::string& what, Range range, const std::string& unit,
                 const std::string& path, Problems& problems) {
    const auto value = parse_number(field.text);
    if (!value) {
        report(problems, path, field, "E305",
               fmt::format("{} = \"{}\": must be a finite number", what, trim(field.text)), "write a decimal number");
        return 0.0;
    }
    if (*value < range.low || *value > range.high) {
        report(problems, path, field, "E306", fmt::format("{} = {}: must be {}", what, *value, range_text(range, unit)),
               "correct the value");
    }
    return *value;
}

/// Index i and weight w so that x = (1 - w) axis[i] + w axis[i + 1]; false outside. The axis may descend.
bool locate(const std::vector<double>& axis, double x, std::size_t& i, double& w) {
    const bool up = axis.back() > axis.front();
    const auto above = up ? std::upper_bound(axis.begin(), axis.end(), x)
                          : std::upper_bound(axis.begin(), axis.end(), x, std::greater<>());
    if (above == axis.begin()) return false;
    i = static_cast<std::size_t>(above - axis.begin()) - 1;
    if (i + 1 == axis.size()) {
        if (x != axis.back()) return false;
        --i;
    }
    w = (x - axis[i]) / (axis[i + 1] - axis[i]);
    return true;
}

void check_axis(const std::vector<double>& axis, const std::vector<Field>& places, const char* what,
                const std::string& path, Problems& problems) {
    const double sign = axis[1] > axis[0] ? 1.0 : -1.0;
    for (std::size_t k = 1; k < axis.size(); ++k) {
        if (sign * (axis[k] - axis[k - 1]) > 0.0) continue;
        report(problems, path, places[k], "E415",
               fmt::format("{} = {} does not follow {} in order", what, axis[k], axis[k - 1]),
               "sort the axis; each value stands once");
    }
}

}  // namespace

void read_terrain(const std::string& path, Grid& grid) {
    const std::vector<std::vector<Field>> records = parse_csv(read_text_file(path, k_max_table_bytes), path);
    if (records.size() < 3 || records.front().size() < 3) {
        throw Error({Severity::error, ErrorKind::bad_data, "E312", path, 0, 0,
                     "terrain has fewer than two rows or columns",
                     "first line: a corner word, then longitudes; then one line per latitude"});
    }
    Problems problems;
    std::vector<double> lon, lat, height;
    std::vector<Field> lat_fields;
    const std::vector<Field> lon_fields(records.front().begin() + 1, records.front().end());
    for (const Field& field : lon_fields)
        lon.push_back(number_of(field, "longitude", {-180.0, 180.0}, "deg", path, problems));
    for (auto row = records.begin() + 1; row != records.end(); ++row) {
        if (row->size() != records.front().size()) {
            report(problems, path, Field{{}, row->front().line, 0}, "E310",
                   fmt::format("row has {} fields, the header has {}", row->size(), records.front().size()),
                   "correct the row");
            continue;
        }
        lat_fields.push_back(row->front());
        lat.push_back(number_of(row->front(), "latitude", {-90.0, 90.0}, "deg", path, problems));
        for (auto field = row->begin() + 1; field != row->end(); ++field)
            height.push_back(number_of(*field, "height", {-500.0, 9000.0}, "m", path, problems));
    }
    problems.throw_if_errors();
    check_axis(lon, lon_fields, "longitude", path, problems);
    check_axis(lat, lat_fields, "latitude", path, problems);
    problems.throw_if_errors();

    grid.terrain_m.assign(grid.cells(), 0.0);
    for (std::size_t j = 0; j < grid.ny; ++j) {
        for (std::size_t i = 0; i < grid.nx; ++i) {
            const LonLat place = grid.projection.inverse({grid.x_centre_m(i), grid.y_centre_m(j)});
            std::size_t a = 0, b = 0;
            double u = 0.0, v = 0.0;
            if (!locate(lon, place.lon_deg, a, u) || !locate(lat, place.lat_deg, b, v)) {
                throw Error({Severity::error, ErrorKind::bad_data, "E411", path, 0, 0,
                             fmt::format("terrain does not cover the domain: no height at {:.4f} E, {:.4f} N (file: {} "
                                         "to {} E, {} to {} N)",
                                         place.lon_deg, place.lat_deg, std::min(lon.front(), lon.back()),
                                         std::max(lon.front(), lon.back()), std::min(lat.front(), lat.back()),
                                         std::max(lat.front(), lat.back())),
                             "give a larger terrain file or a smaller domain.bounds_deg"});
            }
            const auto z = [&](std::size_t y, std::size_t x) { return height[y * lon.size() + x]; };
            grid.terrain_m[j * grid.nx + i] = (1.0 - v) * ((1.0 - u) * z(b, a) + u * z(b, a + 1)) +
                                              v * ((1.0 - u) * z(b + 1, a) + u * z(b + 1, a + 1));
        }
    }
}

}  // namespace lantian
