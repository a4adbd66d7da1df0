#include "inputs/readers/tracks.hpp"

#include <cmath>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "inputs/readers/table.hpp"

namespace lantian {

namespace {

/// Faster than a jet: a wrong time or place.
constexpr double k_fastest_m_s = 300.0;

/// A track and the rows its points stand in.
struct Rows {
    Track track;
    std::vector<std::size_t> row;
};

/// A place that may lie outside the grid is reported; empty when there is no place at all.
std::optional<TrackPoint> point_of(const Table& table, std::size_t row, const Grid& grid, Problems& problems) {
    TrackPoint point;
    point.place = {table.number(row, "lon", problems, {-180.0, 180.0}),
                   table.number(row, "lat", problems, {-90.0, 90.0})};
    point.height_m = table.optional_number(row, "height", problems, {0.0, 1000.0}).value_or(point.height_m);
    if (std::isnan(point.place.lon_deg) || std::isnan(point.place.lat_deg)) return std::nullopt;
    point.point = grid.projection.forward(point.place);
    if (!grid.contains(point.point)) {
        table.report(row, "lon", "E307",
                     fmt::format("{} E, {} N lies outside the domain", point.place.lon_deg, point.place.lat_deg),
                     "correct the coordinates or enlarge domain.bounds_deg", problems);
    }
    return point;
}

void check_times(const Table& table, const Rows& rows, const TrackLimits& limits, Problems& problems) {
    const std::vector<TrackPoint>& points = rows.track.points;
    for (std::size_t n = 0; n < points.size(); ++n) {
        const UtcTime time = points[n].time;
        if (n > 0 && time <= points[n - 1].time) {
            table.report(rows.row[n], "time", "E415",
                         fmt::format("is not later than {} of the same track", table.row_name(rows.row[n - 1])),
                         "sort the rows by time and give each drive a name of its own", problems);
        } else if (time < limits.begin || time > limits.end) {
            table.report(
                rows.row[n], "time", "E335",
                fmt::format("lies outside the run, {} to {}", format_time(limits.begin), format_time(limits.end)),
                "take the row out, or change time.start and time.hours", problems);
        }
    }
    if (points.size() == 1) {
        table.report(rows.row[0], "track", "E312", "has one point only",
                     "give at least two: what is read is the mean between two points", problems);
    }
}

/// What is possible but hardly meant, told once a track, at the first such row.
void warn(const Table& table, const Rows& rows, const TrackLimits& limits, Problems& problems) {
    const std::vector<TrackPoint>& points = rows.track.points;
    for (std::size_t n = 0; n < points.size(); ++n) {
        const double left_s = static_cast<double>(limits.end - points[n].time);
        if (left_s < 0.0 || left_s >= 0.5 * limits.release_s) continue;
        table.report(rows.row[n], "time", "W337",
                     fmt::format("is {} s before the end of the run; puffs stand for {} s of emission, so that what is "
                                 "read in the last {} s is not whole",
                                 left_s, limits.release_s, 0.5 * limits.release_s),
                     "let the run last an hour longer (time.hours)", problems, Severity::warning);
        break;
    }
    for (std::size_t n = 1; n < points.size(); ++n) {
        const auto seconds = static_cast<double>(points[n].time - points[n - 1].time);
        const double way_m =
            std::hypot(points[n].point.x_m - points[n - 1].point.x_m, points[n].point.y_m - points[n - 1].point.y_m);
        if (!(seconds > 0.0) || way_m <= k_fastest_m_s * seconds) continue;
        table.report(
            rows.row[n], "lon", "W338",
            fmt::format("track \"{}\" would move faster than {} m/s to get here", rows.track.id, k_fastest_m_s),
            "correct time or place", problems, Severity::warning);
        break;
    }
}

}  // namespace

TrackSet read_tracks(const std::string& path, const Grid& grid, const TrackLimits& limits, Problems& problems) {
    using Kind = ColumnSpec::Kind;
    if (path.empty()) return {};
    Table table = read_table(path);
    const std::size_t before = problems.error_count();
    const std::vector<ColumnSpec> specs{{"track"},
                                        {"time"},
                                        {"lon", Kind::number, "deg"},
                                        {"lat", Kind::number, "deg"},
                                        {"height", Kind::number, "m", false},
                                        {"status", Kind::text, {}, false},
                                        {"source", Kind::text, {}, false}};
    table.expect_columns(specs, problems);
    if (problems.error_count() > before) return {};

    std::vector<Rows> all;
    std::map<std::string, std::size_t> known;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string id = table.required_text(row, "track", problems);
        const auto time = table.required_time(row, "time", "2027-01-15T09:30:00+08:00", problems);
        auto point = point_of(table, row, grid, problems);
        if (id.empty() || !time || !point) continue;
        point->time = *time;
        const auto [at, is_new] = known.try_emplace(id, all.size());
        if (is_new) all.push_back({{id, {}}, {}});
        all[at->second].track.points.push_back(*point);
        all[at->second].row.push_back(row);
    }
    if (problems.error_count() > before) return {};
    TrackSet tracks;
    for (const Rows& rows : all) {
        check_times(table, rows, limits, problems);
        warn(table, rows, limits, problems);
        tracks.push_back(rows.track);
    }
    std::vector<double> heights;
    add_track_heights(tracks, heights);
    if (heights.size() > k_most_track_heights) {
        problems.add({Severity::error, ErrorKind::bad_data, "E336", path, 0, 0,
                      fmt::format("the tracks are sampled at {} different heights (means of two points), at most {} "
                                  "are possible",
                                  heights.size(), k_most_track_heights),
                      "round height[m]"});
    }
    return tracks;
}

}  // namespace lantian
