#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include "core/io/file_check.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/observation_lines.hpp"
#include "inputs/readers/table.hpp"
#include "inputs/readers/text.hpp"
#include "inputs/readers/weather.hpp"

namespace lantian {

namespace {

using Format = ObservationFormat;

struct Named {
    Format format;
    std::string_view name;
    bool sounding;
};
constexpr std::array k_formats{
    Named{Format::aermet_surface, "AERMET surface file", false},
    Named{Format::aermet_profile, "AERMET profile file", true},
    Named{Format::isd, "NOAA ISD (DS3505) reports", false},
    Named{Format::metar, "METAR reports", false},
    Named{Format::noaa_hourly, "NOAA GML hourly meteorology", false},
    Named{Format::arm_surface_table, "ARM surface meteorology (CSV)", false},
    Named{Format::arm_surface, "ARM surface meteorology", false},
    Named{Format::arm_eddy, "ARM eddy correlation", false},
    Named{Format::fsl, "radiosondes (FSL)", true},
    Named{Format::up_dat, "upper air of CALMET (UP.DAT)", true},
    Named{Format::spc, "sounding (SPC text)", true},
    Named{Format::sodar, "sodar (FORMAT-1)", true},
    Named{Format::arm_sonde, "ARM radiosonde", true},
    Named{Format::arm_lidar, "ARM Doppler lidar scan", true},
    Named{Format::sounding_table, "sounding table", true},
};

const Named& named(Format format) {
    return *std::find_if(k_formats.begin(), k_formats.end(), [&](const Named& n) { return n.format == format; });
}

std::string head_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::string head(8192, '\0');
    in.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
    return head;
}

bool digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::optional<Format> netcdf_format(const std::string& path) {
    const NetcdfFile file = NetcdfFile::open(path);
    const auto has = [&](std::initializer_list<const char*> names) {
        return std::all_of(names.begin(), names.end(), [&](const char* n) { return file.has_variable(n); });
    };
    if (!file.has_variable("time")) return std::nullopt;
    if (has({"pres", "tdry", "u_wind", "v_wind", "alt"})) return Format::arm_sonde;
    if (has({"radial_velocity", "azimuth", "elevation", "range"})) return Format::arm_lidar;
    if (has({"wspd_vec_mean", "wdir_vec_mean", "temp_mean"})) return Format::arm_surface;
    if (has({"ustar", "wind_spd", "wind_dir", "mean_t"})) return Format::arm_eddy;
    return std::nullopt;
}

bool has_metar(const std::vector<std::string_view>& words) {
    for (std::size_t k = 0; k + 1 < words.size(); ++k) {
        const std::string_view station = words[k], clock = words[k + 1];
        if (station.size() == 4 && std::isupper(static_cast<unsigned char>(station[0])) != 0 && clock.size() == 7 &&
            clock[6] == 'Z' && digits(clock.substr(0, 6)))
            return true;
    }
    return false;
}

std::optional<Format> text_format(const std::string& head) {
    // The first line that is neither blank nor a comment.
    std::string_view line;
    std::vector<std::string_view> words;
    for (std::size_t begin = 0; begin < head.size() && words.empty();) {
        const std::size_t end = std::min(head.find('\n', begin), head.size());
        line = std::string_view(head).substr(begin, end - begin);
        if (!line.starts_with('#')) words = observed::words_of(line);
        begin = end + 1;
    }
    const auto contains = [&](std::string_view what) { return line.find(what) != std::string_view::npos; };
    if (words.empty()) return std::nullopt;
    if (words[0] == "FORMAT-1") return Format::sodar;
    if (words[0] == "%TITLE%") return Format::spc;
    if (words[0] == "UP.DAT") return Format::up_dat;
    if (words[0] == "254" && words.size() >= 5) return Format::fsl;
    if (words.size() > 2 && contains("_ID:") && (words[0].ends_with('N') || words[0].ends_with('S')))
        return Format::aermet_surface;
    if (contains("wspd_vec_mean") && contains("atmos_pressure")) return Format::arm_surface_table;
    if (contains("station") && contains("height[") && contains("wind_speed[")) return Format::sounding_table;
    if (line.size() >= 105 && digits(line.substr(0, 10)) && digits(line.substr(15, 12)) &&
        (line[28] == '+' || line[28] == '-') && (line[34] == '+' || line[34] == '-'))
        return Format::isd;
    if (words.size() >= 13 && words[0].size() == 3 && std::isupper(static_cast<unsigned char>(words[0][0])) != 0 &&
        words[1].size() == 4 && digits(words[1]) && digits(words[2]) && digits(words[3]) && digits(words[4]))
        return Format::noaa_hourly;
    const bool numbers =
        std::all_of(words.begin(), words.end(), [](std::string_view w) { return parse_number(w).has_value(); });
    if (numbers && words.size() == 11 && digits(words[0]) && digits(words[1]) && digits(words[2]) && digits(words[3]) &&
        (words[5] == "0" || words[5] == "1"))
        return Format::aermet_profile;
    if (has_metar(observed::words_of(head))) return Format::metar;
    return std::nullopt;
}

/// Joins a station with one of the same name.
void join(std::vector<WeatherStation>& stations, WeatherStation added, observed::Tally& tally) {
    const auto same =
        std::find_if(stations.begin(), stations.end(), [&](const WeatherStation& s) { return s.name == added.name; });
    if (same == stations.end()) {
        stations.push_back(std::move(added));
        return;
    }
    same->records.insert(same->records.end(), added.records.begin(), added.records.end());
    observed::order_records(*same, tally);
}

std::string lower_stem(const std::string& path) {
    std::string stem = std::filesystem::path(path).stem().string();
    for (char& c : stem) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return stem;
}

void place_from(const ObservationContext& context, const std::string& name, LonLat& place, double& elevation_m) {
    const auto found = context.places.find(name);
    if (found == context.places.end()) return;
    place = found->second.place;
    elevation_m = found->second.elevation_m;
}

void require_place(const std::string& file, const std::string& name, const LonLat& place, Problems& problems) {
    if (std::isfinite(place.lon_deg) && std::isfinite(place.lat_deg)) return;
    problems.add({Severity::error, ErrorKind::bad_data, "E413", file, 0, 0,
                  fmt::format("the place of station {} is not in the file", name),
                  "give it in the table that meteorology.places names: station,lon[deg],lat[deg],elevation[m]"});
}

}  // namespace

std::string_view name_of(ObservationFormat format) { return named(format).name; }
bool is_sounding(ObservationFormat format) { return named(format).sounding; }

std::optional<ObservationFormat> observation_format(const std::string& path) {
    static_cast<void>(readable_file_size(path));
    const std::string head = head_of(path);
    if (head.starts_with("CDF") || head.starts_with("\x89HDF")) return netcdf_format(path);
    if (head.find('\0') != std::string::npos) return std::nullopt;
    return text_format(head);
}

std::map<std::string, StationPlace> read_station_places(const std::string& path, Problems& problems) {
    std::map<std::string, StationPlace> places;
    if (path.empty()) return places;
    static const std::vector<ColumnSpec> columns{{"station"},
                                                 {"lon", ColumnSpec::Kind::number, "deg"},
                                                 {"lat", ColumnSpec::Kind::number, "deg"},
                                                 {"elevation", ColumnSpec::Kind::number, "m"},
                                                 {"name", ColumnSpec::Kind::text, {}, false},
                                                 {"status", ColumnSpec::Kind::text, {}, false},
                                                 {"source", ColumnSpec::Kind::text, {}, false}};
    Table table = read_table(path);
    const std::size_t before = problems.error_count();
    table.expect_columns(columns, problems);
    if (problems.error_count() > before) return places;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string name = table.required_text(row, "station", problems);
        const StationPlace place{
            {table.number(row, "lon", problems, {-180.0, 360.0}), table.number(row, "lat", problems, {-90.0, 90.0})},
            table.number(row, "elevation", problems, {-500.0, 9000.0})};
        if (!places.emplace(name, place).second)
            table.report(row, "station", "E308", "stands twice", "keep one of the two", problems);
    }
    return places;
}

Observations read_observations(const std::string& path, ObservationFormat format, const ObservationContext& context) {
    switch (format) {
        case Format::aermet_surface:
            return observed::read_aermet_surface(path, context);
        case Format::aermet_profile:
            return observed::read_aermet_profile(path, context);
        case Format::isd:
            return observed::read_isd(path);
        case Format::metar:
            return observed::read_metar(path, context);
        case Format::noaa_hourly:
            return observed::read_noaa_hourly(path);
        case Format::arm_surface_table:
            return observed::read_arm_surface_table(path);
        case Format::arm_surface:
            return observed::read_arm_surface(path);
        case Format::arm_eddy:
            return observed::read_arm_eddy(path);
        case Format::fsl:
            return observed::read_fsl(path);
        case Format::up_dat:
            return observed::read_up_dat(path);
        case Format::spc:
            return observed::read_spc(path);
        case Format::sodar:
            return observed::read_sodar(path);
        case Format::arm_sonde:
            return observed::read_arm_sonde(path);
        case Format::arm_lidar:
            return observed::read_arm_lidar(path);
        case Format::sounding_table:
            return observed::read_sounding_table(path);
    }
    return {};
}

StationWeather read_station_weather(const StationFiles& files, Problems& problems, std::vector<std::string>& notes) {
    const auto collect = [&](const auto& step) {
        try {
            step();
        } catch (const Error& error) {
            for (const Problem& problem : error.problems()) problems.add(problem);
        }
    };
    ObservationContext context;
    context.local_offset_s = files.local_offset_s;
    context.near = files.near;
    collect([&] { context.places = read_station_places(files.places, problems); });

    std::vector<std::string> tables;
    std::vector<std::pair<std::string, Format>> observations;
    for (const std::string& path : files.surface) {
        collect([&] {
            if (const auto format = observation_format(path)) {
                observations.emplace_back(path, *format);
            } else {
                tables.push_back(path);
            }
        });
    }
    for (const std::string& path : files.soundings) {
        collect([&] {
            const auto format = observation_format(path);
            if (!format || !is_sounding(*format))
                observed::refuse(path, "E311",
                                 format ? fmt::format("is no sounding: {}", name_of(*format))
                                        : std::string("is no sounding that lantian reads"),
                                 "lantian doctor describes any file; FORMATS.md lists the soundings that are read");
            observations.emplace_back(path, *format);
        });
    }
    StationWeather weather = read_station_weather(tables, files.profiles, files.anemometer_height_m, problems, notes);

    observed::Tally tally;
    std::vector<std::pair<std::string, std::string>> aermet;             // stem of the file, station
    std::vector<std::pair<std::string, SoundingProfile>> towers, found;  // file, profile
    for (const auto& [path, format] : observations) {
        collect([&, &path = path, &format = format] {
            Observations o = read_observations(path, format, context);
            notes.insert(notes.end(), o.notes.begin(), o.notes.end());
            for (WeatherStation& station : o.stations) {
                place_from(context, station.name, station.place, station.elevation_m);
                require_place(path, station.name, station.place, problems);
                if (format == Format::aermet_surface) aermet.emplace_back(lower_stem(path), station.name);
                join(weather.stations, std::move(station), tally);
            }
            for (SoundingProfile& s : o.soundings)
                (format == Format::aermet_profile ? towers : found).emplace_back(path, std::move(s));
        });
    }
    // A tower of AERMET stands where the surface file of its name does, or the only one there is.
    std::string refused;
    for (auto& [path, tower] : towers) {
        auto owner = std::find_if(aermet.begin(), aermet.end(),
                                  [&, &path = path](const auto& a) { return a.first == lower_stem(path); });
        if (owner == aermet.end() && aermet.size() == 1) owner = aermet.begin();
        if (owner == aermet.end()) {
            if (refused != path) {
                problems.add({Severity::error, ErrorKind::bad_data, "E413", path, 0, 0,
                              "an AERMET profile file needs its surface file", "name both in meteorology.files"});
            }
            refused = path;
            continue;
        }
        tower.station = owner->second;
        for (const WeatherStation& s : weather.stations) {
            if (s.name != tower.station) continue;
            tower.place = s.place;
            tower.elevation_m = s.elevation_m;
        }
        weather.soundings.push_back(std::move(tower));
    }
    std::string last;
    for (auto& [path, sounding] : found) {
        place_from(context, sounding.station, sounding.place, sounding.elevation_m);
        if (last != path + sounding.station) require_place(path, sounding.station, sounding.place, problems);
        last = path + sounding.station;
        weather.soundings.push_back(std::move(sounding));
    }
    std::stable_sort(weather.soundings.begin(), weather.soundings.end(),
                     [](const SoundingProfile& a, const SoundingProfile& b) { return a.time < b.time; });
    tally.write("station weather", notes);
    return weather;
}

}  // namespace lantian
