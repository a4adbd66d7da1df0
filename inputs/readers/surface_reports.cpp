#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "inputs/readers/observation_lines.hpp"
#include "inputs/readers/text.hpp"

// Reports of weather stations: NOAA ISD (Federal Climate Complex Data Documentation, 2018), METAR (WMO No. 306, FM 15),
// hourly means of NOAA's Global Monitoring Laboratory.
namespace lantian::observed {

namespace {

using constants::k_zero_celsius_k;

/// Stations in the order in which they appear.
class StationList {
  public:
    WeatherStation& at(const std::string& name) {
        const auto [it, is_new] = index_.try_emplace(name, stations_.size());
        if (is_new) stations_.push_back(WeatherStation{name, {k_missing, k_missing}, k_missing, {}});
        return stations_[it->second];
    }
    std::vector<WeatherStation> finish(const std::string& path, Tally& tally) {
        std::vector<WeatherStation> out;
        for (WeatherStation& station : stations_) {
            order_records(station, tally);
            if (!station.records.empty()) out.push_back(std::move(station));
        }
        if (out.empty()) refuse(path, "E312", "holds no usable report", "give a file with at least one");
        return out;
    }

  private:
    std::map<std::string, std::size_t> index_;
    std::vector<WeatherStation> stations_;
};

bool digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::optional<UtcTime> time_at(std::string_view line, std::size_t begin) {
    std::array<int, 5> part{};
    constexpr std::array<std::size_t, 5> k_widths{4, 2, 2, 2, 2};
    for (std::size_t k = 0; k < part.size(); begin += k_widths[k], ++k) {
        if (begin + k_widths[k] > line.size() || !digits(line.substr(begin, k_widths[k]))) return std::nullopt;
        part[k] = static_cast<int>(*parse_number(line.substr(begin, k_widths[k])));
    }
    if (part[1] < 1 || part[1] > 12 || part[2] < 1 || part[2] > days_in_month(part[0], part[1]) || part[3] > 23 ||
        part[4] > 59)
        return std::nullopt;
    return from_calendar(part[0], part[1], part[2], part[3], part[4], 0);
}

/// Value of an ISD field with its quality flag; NaN when missing or erroneous (flags 3 and 7).
double isd_value(std::string_view line, std::size_t begin, std::size_t width, double scale, double missing,
                 Tally& tally) {
    const std::optional<double> raw = number_at(line, begin, width);
    const std::size_t flag = begin + width;
    if (!raw || *raw == missing) return k_missing;
    if (flag < line.size() && (line[flag] == '3' || line[flag] == '7')) {
        tally.add("values that the archive flags as erroneous left out");
        return k_missing;
    }
    return *raw / scale;
}

/// Begin of a group of the additional section; npos when it is not there. Remarks are not searched.
std::size_t isd_group(std::string_view line, std::string_view name) {
    std::size_t end = line.find("REM", 105);
    if (end == std::string_view::npos) end = line.size();
    const std::size_t at = line.substr(0, end).find(name, 105);
    return at == std::string_view::npos ? at : at + name.size();
}

}  // namespace

Observations read_isd(const std::string& path) {
    Observations out;
    Tally tally;
    StationList stations;
    for (const std::string& line : lines_of(path)) {
        if (trim(line).empty()) continue;
        const std::optional<UtcTime> time = line.size() >= 105 ? time_at(line, 15) : std::nullopt;
        const std::optional<double> lat = number_at(line, 28, 6), lon = number_at(line, 34, 7),
                                    elevation = number_at(line, 46, 5);
        if (!time) {
            tally.add("lines that are no ISD record left out");
            continue;
        }
        WeatherStation& station = stations.at(line.substr(4, 6));
        if (lat && lon && std::abs(*lat) <= 90000.0 && std::abs(*lon) <= 180000.0)
            station.place = {*lon / 1000.0, *lat / 1000.0};
        if (elevation && *elevation < 9000.0) station.elevation_m = *elevation;
        StationRecord r;
        r.time = *time;
        const double direction = isd_value(line, 60, 3, 1.0, 999.0, tally);
        const double speed = isd_value(line, 65, 4, 10.0, 9999.0, tally);
        r.wind_speed_m_s =
            line[64] == 'C' && !std::isfinite(speed) ? 0.0 : tally.within(speed, 0.0, 100.0, "wind speed");
        if (r.wind_speed_m_s > 0.0) r.wind_from_deg = tally.within(direction, 0.0, 360.0, "wind direction");
        const double celsius = isd_value(line, 87, 5, 10.0, 9999.0, tally);
        const double dew = isd_value(line, 93, 5, 10.0, 9999.0, tally);
        r.temperature_k = tally.within(celsius + k_zero_celsius_k, 180.0, 335.0, "temperature");
        r.relative_humidity_frac = humidity_of(r.temperature_k, dew + k_zero_celsius_k);
        const double sea_level_hpa = isd_value(line, 99, 5, 10.0, 99999.0, tally);
        if (std::isfinite(sea_level_hpa) && std::isfinite(station.elevation_m))
            r.pressure_pa = 100.0 * sea_level_hpa * standard_pressure_ratio(station.elevation_m);
        if (const std::size_t at = isd_group(line, "MA1"); at != std::string_view::npos) {
            const double hpa = isd_value(line, at + 6, 5, 10.0, 99999.0, tally);
            if (std::isfinite(hpa)) r.pressure_pa = 100.0 * hpa;
        }
        r.pressure_pa = tally.within(r.pressure_pa, 3e4, 1.1e5, "pressure");
        if (const std::size_t at = isd_group(line, "GF1"); at != std::string_view::npos) {
            const std::optional<double> eighths = number_at(line, at, 2);
            if (eighths && *eighths <= 9.0) r.cloud_frac = std::min(*eighths, 8.0) / 8.0;
        }
        if (const std::size_t at = isd_group(line, "AA1"); at != std::string_view::npos) {
            const std::optional<double> hours = number_at(line, at, 2);
            const double depth_mm = isd_value(line, at + 2, 4, 10.0, 9999.0, tally);
            if (hours && *hours > 0.0 && *hours < 99.0 && std::isfinite(depth_mm) && depth_mm <= 500.0)
                r.precipitation_mm_h = depth_mm / *hours;
        }
        station.records.push_back(r);
    }
    out.stations = stations.finish(path, tally);
    tally.write(path, out.notes);
    return out;
}

namespace {

/// One METAR report, without its station and time.
struct Metar {
    StationRecord record;
    double altimeter_pa = k_missing;  ///< reduced to sea level by the standard atmosphere
};

double signed_celsius(std::string_view text) {
    const bool below = text.starts_with('M');
    const std::optional<double> value = parse_number(below ? text.substr(1) : text);
    return value ? (below ? -*value : *value) : k_missing;
}

bool read_wind(std::string_view word, StationRecord& r) {
    double factor = 0.0;
    for (const auto& [unit, to_m_s] :
         {std::pair{std::string_view("KT"), k_knot_m_s}, std::pair{std::string_view("MPS"), 1.0},
          std::pair{std::string_view("KMH"), 1.0 / 3.6}}) {
        if (word.ends_with(unit)) {
            factor = to_m_s;
            word.remove_suffix(unit.size());
        }
    }
    if (factor == 0.0 || word.size() < 5) return false;
    const std::string_view direction = word.substr(0, 3);
    word.remove_prefix(3);
    word = word.substr(0, word.find('G'));
    if (!digits(word) || word.size() > 3 || (direction != "VRB" && !digits(direction))) return false;
    r.wind_speed_m_s = *parse_number(word) * factor;
    if (r.wind_speed_m_s > 0.0 && direction != "VRB") r.wind_from_deg = *parse_number(direction);
    return true;
}

void read_group(std::string_view word, Metar& m) {
    StationRecord& r = m.record;
    if (word == "CAVOK" || word == "CLR" || word == "SKC" || word == "NSC" || word == "NCD") {
        r.cloud_frac = std::isfinite(r.cloud_frac) ? r.cloud_frac : 0.0;
        return;
    }
    // The middle of what the word stands for: 1-2, 3-4, 5-7 and 8 eighths; the thickest layer counts.
    for (const auto& [name, cover] : {std::pair{"FEW", 1.5 / 8.0}, std::pair{"SCT", 3.5 / 8.0},
                                      std::pair{"BKN", 6.0 / 8.0}, std::pair{"OVC", 1.0}}) {
        if (word.starts_with(name)) r.cloud_frac = std::isfinite(r.cloud_frac) ? std::max(r.cloud_frac, cover) : cover;
    }
    if (word.starts_with("VV")) r.cloud_frac = 1.0;
    if (word.size() == 5 && digits(word.substr(1))) {
        const double value = *parse_number(word.substr(1));
        if (word[0] == 'A') m.altimeter_pa = value / 100.0 * 3386.389;
        if (word[0] == 'Q') m.altimeter_pa = value * 100.0;
    }
    const std::size_t slash = word.find('/');
    if (slash != std::string_view::npos && slash >= 2 && slash <= 3 && word.size() >= slash + 3 &&
        word.size() <= slash + 4) {
        const double celsius = signed_celsius(word.substr(0, slash)), dew = signed_celsius(word.substr(slash + 1));
        if (!std::isfinite(celsius)) return;
        r.temperature_k = celsius + k_zero_celsius_k;
        r.relative_humidity_frac = humidity_of(r.temperature_k, dew + k_zero_celsius_k);
    }
}

/// Remarks of American reports: temperature and dew point to tenths, rain of the hour in hundredths of an inch.
void read_remark(std::string_view word, StationRecord& r) {
    if (word.size() == 9 && word[0] == 'T' && digits(word.substr(1))) {
        const auto tenths = [&](std::size_t at) {
            return (word[at] == '1' ? -0.1 : 0.1) * *parse_number(word.substr(at + 1, 3));
        };
        r.temperature_k = tenths(1) + k_zero_celsius_k;
        r.relative_humidity_frac = humidity_of(r.temperature_k, tenths(5) + k_zero_celsius_k);
    }
    if (word.size() == 5 && word[0] == 'P' && digits(word.substr(1)))
        r.precipitation_mm_h = 0.254 * *parse_number(word.substr(1));
}

/// Instant of day, hour and minute in the month that lies nearest to `near`.
std::optional<UtcTime> nearest_month(int day, int hour, int minute, UtcTime near) {
    const CalendarTime c = calendar(near);
    std::optional<UtcTime> best;
    for (int shift = -1; shift <= 1; ++shift) {
        const int months = c.year * 12 + c.month - 1 + shift;
        const int year = months / 12, month = months % 12 + 1;
        if (day < 1 || day > days_in_month(year, month)) continue;
        const UtcTime t = from_calendar(year, month, day, hour, minute, 0);
        if (!best || std::abs(t - near) < std::abs(*best - near)) best = t;
    }
    return best;
}

bool is_station(std::string_view word) {
    return word.size() == 4 && std::isupper(static_cast<unsigned char>(word[0])) != 0 &&
           std::all_of(word.begin(), word.end(),
                       [](unsigned char c) { return std::isupper(c) != 0 || std::isdigit(c) != 0; });
}

bool is_clock(std::string_view word) { return word.size() == 7 && word[6] == 'Z' && digits(word.substr(0, 6)); }

}  // namespace

Observations read_metar(const std::string& path, const ObservationContext& context) {
    Observations out;
    Tally tally;
    StationList stations;
    std::string all;
    for (const std::string& line : lines_of(path)) all += line + ' ';
    for (std::size_t begin = 0; begin < all.size();) {
        const std::size_t end = std::min(all.find('=', begin), all.size());
        const std::vector<std::string_view> words = words_of(std::string_view(all).substr(begin, end - begin));
        begin = end + 1;
        std::size_t k = 0;
        while (k + 1 < words.size() && !(is_station(words[k]) && is_clock(words[k + 1]))) ++k;
        if (k + 1 >= words.size()) {
            if (!words.empty()) tally.add("reports without station and time left out");
            continue;
        }
        const auto part = [&](std::size_t at) { return static_cast<int>(*parse_number(words[k + 1].substr(at, 2))); };
        const std::optional<UtcTime> time =
            part(2) < 24 && part(4) < 60 ? nearest_month(part(0), part(2), part(4), context.near) : std::nullopt;
        Metar m;
        bool wind = false, remarks = false;
        for (std::size_t w = k + 2; w < words.size(); ++w) {
            if (words[w] == "RMK") remarks = true;
            if (remarks) {
                read_remark(words[w], m.record);
            } else if (!wind && read_wind(words[w], m.record)) {
                wind = true;
            } else {
                read_group(words[w], m);
            }
        }
        if (!time || !wind) {
            tally.add(time ? "reports without wind left out" : "reports with an impossible time left out");
            continue;
        }
        StationRecord& r = m.record;
        r.time = *time;
        r.temperature_k = tally.within(r.temperature_k, 180.0, 335.0, "temperature");
        r.wind_speed_m_s = tally.within(r.wind_speed_m_s, 0.0, 100.0, "wind speed");
        r.wind_from_deg = tally.within(r.wind_from_deg, 0.0, 360.0, "wind direction");
        const std::string name(words[k]);
        WeatherStation& station = stations.at(name);
        if (const auto place = context.places.find(name); place != context.places.end()) {
            r.pressure_pa = tally.within(m.altimeter_pa * standard_pressure_ratio(place->second.elevation_m), 3e4,
                                         1.1e5, "pressure");
        }
        station.records.push_back(r);
    }
    out.stations = stations.finish(path, tally);
    const CalendarTime month = calendar(out.stations.front().records.front().time);
    out.notes.push_back(
        fmt::format("{}: METAR tell no month: {}-{:02} is the one nearest to the run", path, month.year, month.month));
    tally.write(path, out.notes);
    return out;
}

Observations read_noaa_hourly(const std::string& path) {
    Observations out;
    Tally tally;
    StationList stations;
    for (const std::string& line : lines_of(path)) {
        if (trim(line).empty()) continue;
        const std::vector<std::string_view> words = words_of(line);
        std::vector<double> v;
        for (std::size_t k = 1; k < words.size(); ++k) v.push_back(parse_number(words[k]).value_or(k_missing));
        if (v.size() < 12) {
            tally.add("lines with fewer than 13 columns left out");
            continue;
        }
        const auto whole = [](double x, double low, double high) {
            return x >= low && x <= high && x == std::floor(x);
        };
        if (!whole(v[0], 1900, 2200) || !whole(v[1], 1, 12) || !whole(v[2], 1, 31) || !whole(v[3], 0, 23) ||
            v[2] > days_in_month(static_cast<int>(v[0]), static_cast<int>(v[1]))) {
            tally.add("lines without date and hour left out");
            continue;
        }
        StationRecord r;
        // Hourly means; the label is the begin of the hour.
        r.time = from_calendar(static_cast<int>(v[0]), static_cast<int>(v[1]), static_cast<int>(v[2]),
                               static_cast<int>(v[3]), 0, 0) +
                 3600;
        const auto known = [](double x, double missing_below) { return x > missing_below ? x : k_missing; };
        r.wind_speed_m_s = tally.within(known(v[5], -90.0), 0.0, 100.0, "wind speed");
        if (r.wind_speed_m_s > 0.0) r.wind_from_deg = tally.within(known(v[4], -90.0), 0.0, 360.0, "wind direction");
        r.pressure_pa = tally.within(100.0 * known(v[7], -90.0), 3e4, 1.1e5, "pressure");
        r.temperature_k = tally.within(known(v[8], -900.0) + k_zero_celsius_k, 180.0, 335.0, "temperature");
        r.relative_humidity_frac = tally.within(known(v[11], -90.0) / 100.0, 0.0, 1.1, "humidity");
        if (v.size() > 12 && v[12] > -90.0 && v[12] < 500.0) r.precipitation_mm_h = v[12];
        r.temperature_height_m = 2.0;
        stations.at(std::string(words[0])).records.push_back(r);
    }
    out.stations = stations.finish(path, tally);
    out.notes.push_back(path + ": hourly means in UTC whose label is taken as the begin of the hour");
    tally.write(path, out.notes);
    return out;
}

}  // namespace lantian::observed
