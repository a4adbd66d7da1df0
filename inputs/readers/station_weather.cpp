#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "inputs/readers/table.hpp"
#include "inputs/readers/weather.hpp"

namespace lantian {

namespace {

using Kind = ColumnSpec::Kind;

constexpr Range k_speed_m_s{0.0, 100.0};  // strongest surface gust on record: 113 m/s; no hourly mean comes near
constexpr Range k_profile_speed_m_s{0.0, 150.0};
constexpr Range k_direction_deg{0.0, 360.0};
constexpr Range k_temperature_k{180.0, 335.0};  // beyond the records of 184 and 330 K
constexpr Range k_profile_temperature_k{150.0, 350.0};
constexpr std::int64_t k_hour_s = 3600;

std::optional<UtcTime> time_of(const Table& table, std::size_t row, Problems& problems) {
    const std::string text = table.required_text(row, "time", problems);
    if (text.empty()) return std::nullopt;
    const std::optional<UtcTime> time = parse_time(text);
    if (time) return time;
    if (lacks_only_offset(text)) {
        table.report(row, "time", "E105", "has no offset from UTC",
                     "write for example " + text + "+08:00, or Z for UTC", problems);
    } else {
        table.report(row, "time", "E305", "is not a date-time", "write for example 2027-01-15T00:00:00+08:00",
                     problems);
    }
    return std::nullopt;
}

/// Direction the wind blows from; missing only when the air is calm.
double direction_of(const Table& table, std::size_t row, double speed_m_s, Problems& problems) {
    const std::optional<double> direction = table.optional_number(row, "wind_direction", problems, k_direction_deg);
    if (!direction && speed_m_s > 0.0) {
        table.report(
            row, "wind_direction", "E304", fmt::format("is empty although the wind blows with {} m/s", speed_m_s),
            "give the direction the wind blows from, 0 to 360 deg; leave it empty only when the speed is 0", problems);
    }
    return direction && speed_m_s > 0.0 ? *direction : k_missing;
}

/// Reads one table; problems of the whole file (missing, not CSV) are collected like all others.
std::optional<Table> open_table(const std::string& path, std::span<const ColumnSpec> columns, Problems& problems) {
    try {
        Table table = read_table(path);
        Problems header;
        table.expect_columns(columns, header);
        problems.append(header);
        if (header.has_errors()) return std::nullopt;
        return table;
    } catch (const Error& error) {
        for (const Problem& problem : error.problems()) problems.add(problem);
        return std::nullopt;
    }
}

class SurfaceReader {
  public:
    explicit SurfaceReader(Problems& problems) : problems_(problems) {}

    void read(const std::string& path) {
        static const std::vector<ColumnSpec> columns{
            {"station", Kind::text},
            {"lon", Kind::number, "deg"},
            {"lat", Kind::number, "deg"},
            {"elevation", Kind::number, "m"},
            {"time", Kind::text},
            {"wind_speed", Kind::number, "m/s"},
            {"wind_direction", Kind::number, "deg"},
            {"temperature", Kind::number, "K"},
            {"cloud", Kind::number, "1"},
            {"precipitation", Kind::number, "mm/h", false},
            {"relative_humidity", Kind::number, "1", false},
            {"pressure", Kind::number, "Pa", false},
            {"status", Kind::text, {}, false},
            {"source", Kind::text, {}, false},
        };
        const std::optional<Table> table = open_table(path, columns, problems_);
        if (!table) return;
        last_in_file_.clear();
        for (std::size_t row = 0; row < table->rows(); ++row) read_row(*table, row);
    }

    std::vector<WeatherStation> finish(std::vector<std::string>& notes) {
        std::vector<WeatherStation> stations;
        for (Entry& entry : entries_) {
            std::stable_sort(entry.station.records.begin(), entry.station.records.end(),
                             [](const StationRecord& a, const StationRecord& b) { return a.time < b.time; });
            note_gaps(entry.station, notes);
            stations.push_back(std::move(entry.station));
        }
        return stations;
    }

  private:
    struct Entry {
        WeatherStation station;
        std::map<UtcTime, std::string> seen;  ///< time -> where it stands
    };

    Entry& entry_of(const std::string& name, const Table& table, std::size_t row, const LonLat& place,
                    double elevation_m) {
        for (Entry& entry : entries_) {
            if (entry.station.name != name) continue;
            const WeatherStation& s = entry.station;
            const auto same = [&](const char* column, double value, double first) {
                if (std::isnan(value) || std::isnan(first) || value == first) return;
                table.report(row, column, "E313",
                             fmt::format("differs from {}, where station {} stood before", first, name),
                             "a station has one place; name moved stations differently", problems_);
            };
            same("lon", place.lon_deg, s.place.lon_deg);
            same("lat", place.lat_deg, s.place.lat_deg);
            same("elevation", elevation_m, s.elevation_m);
            return entry;
        }
        entries_.push_back({WeatherStation{name, place, elevation_m, {}}, {}});
        return entries_.back();
    }

    void read_row(const Table& table, std::size_t row) {
        const std::string name = table.required_text(row, "station", problems_);
        const LonLat place{table.number(row, "lon", problems_, {-180.0, 360.0}),
                           table.number(row, "lat", problems_, {-90.0, 90.0})};
        const double elevation_m = table.number(row, "elevation", problems_, {-500.0, 9000.0});
        const std::optional<UtcTime> time = time_of(table, row, problems_);
        StationRecord record;
        record.wind_speed_m_s = table.number(row, "wind_speed", problems_, k_speed_m_s);
        record.wind_from_deg = direction_of(table, row, record.wind_speed_m_s, problems_);
        record.temperature_k = table.number(row, "temperature", problems_, k_temperature_k);
        record.cloud_frac = table.number(row, "cloud", problems_, {0.0, 1.0});
        const std::optional<double> rain = table.optional_number(row, "precipitation", problems_, {0.0, 1000.0});
        const std::optional<double> humidity = table.optional_number(row, "relative_humidity", problems_, {0.0, 1.1});
        const std::optional<double> pressure = table.optional_number(row, "pressure", problems_, {2e4, 1.1e5});
        record.precipitation_mm_h = rain.value_or(k_missing);
        record.relative_humidity_frac = humidity.value_or(k_missing);
        record.pressure_pa = pressure.value_or(k_missing);
        if (name.empty() || !time) return;
        record.time = *time;
        Entry& entry = entry_of(name, table, row, place, elevation_m);
        if (!entry.seen.emplace(*time, fmt::format("{}, {}", table.path(), table.row_name(row))).second) {
            table.report(row, "time", "E415",
                         fmt::format("stands twice for station {}, first in {}", name, entry.seen[*time]),
                         "keep one of the two", problems_);
            return;
        }
        const auto [last, first_of_file] = last_in_file_.try_emplace(name, *time);
        if (!first_of_file && *time < last->second) {
            table.report(
                row, "time", "E415",
                fmt::format("stands before the line above it for station {} ({})", name, format_time(last->second)),
                "sort the file by time", problems_);
        }
        last->second = *time;
        entry.station.records.push_back(record);
    }

    static void note_gaps(const WeatherStation& station, std::vector<std::string>& notes) {
        std::int64_t missing = 0;
        std::optional<UtcTime> first;
        for (std::size_t k = 1; k < station.records.size(); ++k) {
            const std::int64_t step = station.records[k].time - station.records[k - 1].time;
            if (step <= k_hour_s) continue;
            missing += (step - 1) / k_hour_s;
            if (!first) first = station.records[k - 1].time + k_hour_s;
        }
        if (first)
            notes.push_back(fmt::format("station {}: {} hours are missing, the first at {}", station.name, missing,
                                        format_time(*first)));
    }

    Problems& problems_;
    std::vector<Entry> entries_;
    std::map<std::string, UtcTime> last_in_file_;
};

void check_profile(const Table& table, std::size_t row, const WeatherProfile& profile, Problems& problems) {
    if (profile.levels.size() >= 2) return;
    table.report(row, "height", "E312", fmt::format("is the only height at {}", format_time(profile.time)),
                 "a profile needs two or more heights", problems);
}

void read_profiles(const std::string& path, std::vector<WeatherProfile>& profiles, Problems& problems) {
    static const std::vector<ColumnSpec> columns{
        {"time", Kind::text},
        {"height", Kind::number, "m"},
        {"wind_speed", Kind::number, "m/s"},
        {"wind_direction", Kind::number, "deg"},
        {"temperature", Kind::number, "K"},
        {"status", Kind::text, {}, false},
        {"source", Kind::text, {}, false},
    };
    const std::optional<Table> table = open_table(path, columns, problems);
    if (!table) return;
    std::vector<WeatherProfile> found;
    std::size_t last_row = 0;
    for (std::size_t row = 0; row < table->rows(); ++row) {
        const std::optional<UtcTime> time = time_of(*table, row, problems);
        ProfileLevel level;
        level.height_m = table->number(row, "height", problems, {0.0, 4e4});
        level.wind_speed_m_s = table->number(row, "wind_speed", problems, k_profile_speed_m_s);
        level.wind_from_deg = direction_of(*table, row, level.wind_speed_m_s, problems);
        level.temperature_k = table->number(row, "temperature", problems, k_profile_temperature_k);
        if (!time) continue;
        if (found.empty() || found.back().time != *time) {
            if (!found.empty()) check_profile(*table, last_row, found.back(), problems);
            const auto earlier = [&](const WeatherProfile& p) { return p.time >= *time; };
            if (std::any_of(found.begin(), found.end(), earlier) ||
                std::any_of(profiles.begin(), profiles.end(),
                            [&](const WeatherProfile& p) { return p.time == *time; })) {
                table->report(row, "time", "E415", "stands after a later time or is repeated",
                              "sort the file by time, all heights of an hour together", problems);
            }
            found.push_back({*time, {}});
        } else if (!std::isnan(level.height_m) && !(level.height_m > found.back().levels.back().height_m)) {
            table->report(row, "height", "E313",
                          fmt::format("is not above the {} m of the line before", found.back().levels.back().height_m),
                          "heights ascend within an hour", problems);
        }
        found.back().levels.push_back(level);
        last_row = row;
    }
    if (!found.empty()) check_profile(*table, last_row, found.back(), problems);
    profiles.insert(profiles.end(), found.begin(), found.end());
}

}  // namespace

StationWeather read_station_weather(const std::vector<std::string>& surface_files,
                                    const std::vector<std::string>& profile_files, double anemometer_height_m,
                                    Problems& problems, std::vector<std::string>& notes) {
    StationWeather weather;
    weather.anemometer_height_m = anemometer_height_m;
    SurfaceReader surface(problems);
    for (const std::string& path : surface_files) surface.read(path);
    weather.stations = surface.finish(notes);
    for (const std::string& path : profile_files) read_profiles(path, weather.profiles, problems);
    std::stable_sort(weather.profiles.begin(), weather.profiles.end(),
                     [](const WeatherProfile& a, const WeatherProfile& b) { return a.time < b.time; });
    return weather;
}

}  // namespace lantian
