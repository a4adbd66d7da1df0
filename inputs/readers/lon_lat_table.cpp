#include "inputs/readers/lon_lat_table.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include <fmt/format.h>

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

bool locate_on_axis(const std::vector<double>& axis, double x, std::size_t& i, double& w) {
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

LonLatTable read_lon_lat_table(const std::string& path, const std::string& title, const std::string& what, Range range,
                               const std::string& unit) {
    const std::vector<std::vector<Field>> records = parse_csv(read_text_file(path, k_max_table_bytes), path);
    if (records.size() < 3 || records.front().size() < 3) {
        throw Error({Severity::error, ErrorKind::bad_data, "E312", path, 0, 0,
                     title + " has fewer than two rows or columns",
                     "first line: a corner word, then longitudes; then one line per latitude"});
    }
    Problems problems;
    LonLatTable out;
    std::vector<double>&lon = out.lon_deg, &lat = out.lat_deg;
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
            out.values.push_back(number_of(*field, what, range, unit, path, problems));
    }
    problems.throw_if_errors();
    check_axis(lon, lon_fields, "longitude", path, problems);
    check_axis(lat, lat_fields, "latitude", path, problems);
    problems.throw_if_errors();

    return out;
}

}  // namespace lantian
