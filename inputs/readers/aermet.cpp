#include <cmath>
#include <map>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "inputs/readers/observation_lines.hpp"
#include "inputs/readers/text.hpp"

// AERMET files: US EPA (2022), User's Guide for the AERMOD Meteorological Preprocessor, EPA-454/B-22-006, appendix B.
namespace lantian::observed {

namespace {

constexpr std::size_t k_surface_columns = 25;
constexpr std::size_t k_profile_columns = 11;

/// Hour 1 to 24 in local standard time is the end of the hour.
std::optional<UtcTime> hour_end(double year, double month, double day, double hour, std::int64_t offset_s) {
    const bool whole =
        year == std::floor(year) && month == std::floor(month) && day == std::floor(day) && hour == std::floor(hour);
    if (!whole || year < 0 || year > 2200 || month < 1 || month > 12 || hour < 0 || hour > 24) return std::nullopt;
    int y = static_cast<int>(year);
    if (y < 100) y += y < 50 ? 2000 : 1900;
    const int m = static_cast<int>(month);
    if (day < 1 || day > days_in_month(y, m)) return std::nullopt;
    return from_calendar(y, m, static_cast<int>(day), static_cast<int>(hour), 0, 0, offset_s);
}

std::vector<double> numbers_of(const std::string& path, const std::string& line, int number, std::size_t least) {
    std::vector<double> out;
    for (const std::string_view word : words_of(line)) {
        const std::optional<double> value = parse_number(word);
        if (!value) {
            if (out.size() >= least) break;  // flags in words at the end
            refuse(path, "E305", fmt::format("field {} = \"{}\" is no number", out.size() + 1, shown(word)),
                   "an AERMET file as AERMET writes it is expected", number);
        }
        out.push_back(*value);
    }
    if (out.size() < least)
        refuse(path, "E310", fmt::format("has {} numbers where {} are expected", out.size(), least),
               "an AERMET file as AERMET writes it is expected", number);
    return out;
}

/// "41.300N" -> 41.3
std::optional<double> degrees(std::string_view word) {
    if (word.size() < 2) return std::nullopt;
    const char side = word.back();
    const std::optional<double> value = parse_number(word.substr(0, word.size() - 1));
    if (!value || std::string_view("NSEW").find(side) == std::string_view::npos) return std::nullopt;
    return side == 'S' || side == 'W' ? -*value : *value;
}

/// Station of the header: the one on site where there is one, else the surface station.
std::string station_of(const std::vector<std::string_view>& header) {
    std::map<std::string_view, std::string_view> ids;
    for (std::size_t k = 0; k + 1 < header.size(); ++k) {
        if (header[k].ends_with("_ID:")) ids[header[k]] = header[k + 1];
    }
    for (const char* id : {"OS_ID:", "SF_ID:", "UA_ID:"}) {
        const auto found = ids.find(id);
        if (found != ids.end() && found->second != "99999" && !found->second.ends_with(':'))
            return std::string(found->second);
    }
    return "aermet";
}

double unless(double value, double missing) { return value == missing ? k_missing : value; }

}  // namespace

Observations read_aermet_surface(const std::string& path, const ObservationContext& context) {
    const std::vector<std::string> lines = lines_of(path);
    Observations out;
    Tally tally;
    const std::vector<std::string_view> header = words_of(lines.empty() ? std::string_view{} : lines.front());
    const std::optional<double> lat = header.size() > 1 ? degrees(header[0]) : std::nullopt;
    const std::optional<double> lon = header.size() > 1 ? degrees(header[1]) : std::nullopt;
    if (!lat || !lon || std::abs(*lat) > 90.0 || std::abs(*lon) > 360.0)
        refuse(path, "E311", "does not begin with latitude and longitude as AERMET surface files do",
               "for example: 41.300N   74.000W   UA_ID: ...", 1);
    WeatherStation station{station_of(header), {*lon, *lat}, k_missing, {}};
    for (std::size_t n = 1; n < lines.size(); ++n) {
        if (trim(lines[n]).empty()) continue;
        const int at = static_cast<int>(n) + 1;
        const std::vector<double> v = numbers_of(path, lines[n], at, k_surface_columns);
        const std::optional<UtcTime> time = hour_end(v[0], v[1], v[2], v[4], context.local_offset_s);
        if (!time)
            refuse(path, "E305", fmt::format("\"{}\" holds no date and hour", shown(lines[n])),
                   "year month day day-of-year hour (1-24)", at);
        StationRecord r;
        r.time = *time;
        r.sensible_heat_flux_w_m2 = tally.within(unless(v[5], -999.0), -500.0, 1500.0, "heat flux");
        r.friction_velocity_m_s = tally.within(unless(v[6], -9.0), 0.0, 10.0, "friction velocity");
        r.convective_velocity_m_s = tally.within(unless(v[7], -9.0), 0.0, 20.0, "convective velocity");
        r.lid_gradient_k_m = tally.within(unless(v[8], -9.0), 0.0, 1.0, "temperature gradient");
        r.convective_mixing_height_m = tally.within(unless(v[9], -999.0), 0.0, 1e4, "convective mixing height");
        r.mechanical_mixing_height_m = tally.within(unless(v[10], -999.0), 0.0, 1e4, "mechanical mixing height");
        r.obukhov_length_m = tally.within(unless(v[11], -99999.0), -1e5, 1e5, "Obukhov length");
        r.roughness_length_m = tally.within(v[12], 1e-5, 10.0, "roughness length");
        r.wind_speed_m_s = v[15] >= 90.0 || v[15] < 0.0 ? k_missing : v[15];
        if (r.wind_speed_m_s > 0.0) r.wind_from_deg = v[16] > 360.0 || v[16] < 0.0 ? k_missing : v[16];
        r.wind_height_m = tally.within(v[17], 0.5, 300.0, "wind height");
        r.temperature_k = v[18] >= 900.0 ? k_missing : tally.within(v[18], 180.0, 335.0, "temperature");
        r.temperature_height_m = tally.within(v[19], 0.1, 300.0, "temperature height");
        r.precipitation_mm_h = v[21] < 0.0 || v[21] > 500.0 ? 0.0 : v[21];
        r.relative_humidity_frac = v[22] < 0.0 || v[22] > 110.0 ? k_missing : v[22] / 100.0;
        r.pressure_pa = v[23] < 300.0 || v[23] > 1100.0 ? k_missing : v[23] * 100.0;
        r.cloud_frac = v[24] < 0.0 || v[24] > 10.0 ? k_missing : v[24] / 10.0;
        if (!std::isfinite(r.wind_speed_m_s)) tally.add("hours without wind");
        if (r.sensible_heat_flux_w_m2 != r.sensible_heat_flux_w_m2) tally.add("hours without boundary layer");
        station.records.push_back(r);
    }
    if (station.records.empty()) refuse(path, "E312", "holds no hour", "give a file with at least one hour");
    order_records(station, tally);
    out.stations.push_back(std::move(station));
    out.notes.push_back(
        fmt::format("{}: hours are ends of hours in local standard time, {:+.4g} h from UTC (time.local_offset_h)",
                    path, static_cast<double>(context.local_offset_s) / 3600.0));
    tally.write(path, out.notes);
    return out;
}

Observations read_aermet_profile(const std::string& path, const ObservationContext& context) {
    const std::vector<std::string> lines = lines_of(path);
    Observations out;
    Tally tally;
    SoundingProfile profile;
    const auto finish = [&] {
        if (profile.levels.empty()) return;
        if (tidy(profile, tally)) {
            out.soundings.push_back(profile);
        } else if (profile.levels.size() == 1) {
            out.soundings.push_back(profile);  // one height is what the surface file holds too
        } else {
            tally.add("hours without wind and temperature left out");
        }
        profile.levels.clear();
    };
    for (std::size_t n = 0; n < lines.size(); ++n) {
        if (trim(lines[n]).empty()) continue;
        const int at = static_cast<int>(n) + 1;
        const std::vector<double> v = numbers_of(path, lines[n], at, k_profile_columns);
        const std::optional<UtcTime> time = hour_end(v[0], v[1], v[2], v[3], context.local_offset_s);
        if (!time || !(v[4] >= 0.0) || v[4] > 5000.0)
            refuse(path, "E305", fmt::format("\"{}\" holds no date, hour and height", shown(lines[n])),
                   "year month day hour (1-24) height in m", at);
        if (profile.levels.empty() || profile.time != *time) {
            finish();
            profile.kind = SoundingKind::tower;
            profile.station.clear();
            profile.place = {k_missing, k_missing};
            profile.elevation_m = k_missing;
            profile.time = *time;
        }
        SoundingLevel level;
        level.height_m = v[4];
        const double speed = v[7] >= 90.0 || v[7] < 0.0 ? k_missing : v[7];
        const double from = v[6] > 360.0 || v[6] < 0.0 ? k_missing : v[6];
        set_wind(level, speed, from);
        if (v[9] >= 0.0 && v[9] < 99.0) level.sigma_direction_rad = v[9] * constants::k_pi / 180.0;
        if (v[10] > 0.0 && v[10] < 90.0) level.sigma_w_m_s = v[10];
        level.temperature_k = v[8] >= 90.0 || v[8] <= -90.0 ? k_missing : v[8] + constants::k_zero_celsius_k;
        profile.levels.push_back(level);
    }
    finish();
    if (out.soundings.empty()) refuse(path, "E312", "holds no usable hour", "give a file with at least one hour");
    tally.write(path, out.notes);
    return out;
}

}  // namespace lantian::observed
