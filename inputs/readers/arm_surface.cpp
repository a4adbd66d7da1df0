#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/cf_time.hpp"
#include "inputs/readers/observation_lines.hpp"
#include "inputs/readers/table.hpp"
#include "inputs/readers/text.hpp"

// Surface data of the ARM programme (Atmospheric Radiation Measurement, US DOE): names of the "met" and "30ecor"
// streams.
namespace lantian::observed {

namespace {

using constants::k_zero_celsius_k;

constexpr std::size_t k_most_samples = 5000000;

/// A variable of n times; NaN where it is missing, where its quality bits say bad (1 missing, 2 and 4 beyond its
/// limits), or everywhere when the file lacks it.
std::vector<double> series(const NetcdfFile& file, const std::string& name, std::size_t n) {
    std::vector<double> values(n, k_missing);
    if (!file.has_variable(name) || file.shape_of(name) != std::vector<std::size_t>{n}) return values;
    values = file.read(name);
    const std::string quality = "qc_" + name;
    std::vector<double> bits;
    if (file.has_variable(quality) && file.shape_of(quality) == std::vector<std::size_t>{n}) bits = file.read(quality);
    for (std::size_t k = 0; k < n; ++k) {
        const bool bad = !bits.empty() && std::isfinite(bits[k]) && (static_cast<long>(bits[k]) & 7) != 0;
        if (bad || values[k] <= -9998.0) values[k] = k_missing;
    }
    return values;
}

std::vector<UtcTime> times_of(const NetcdfFile& file) {
    const std::vector<std::size_t> shape = file.shape_of("time");
    if (shape.size() != 1 || shape[0] == 0 || shape[0] > k_most_samples)
        refuse(file.path(), "E312", "holds no times", "give a file with at least one");
    return read_cf_times(file, "time");
}

WeatherStation station_of(const NetcdfFile& file) {
    const auto scalar = [&](const char* name) {
        return file.has_variable(name) && file.shape_of(name).empty() ? file.read(name).front() : k_missing;
    };
    std::string name = file.text_attribute("", "site_id").value_or("arm");
    if (const auto facility = file.text_attribute("", "facility_id")) name += "_" + *facility;
    name = name.substr(0, name.find(':'));
    return WeatherStation{name, {scalar("lon"), scalar("lat")}, scalar("alt"), {}};
}

/// Seconds between samples.
std::int64_t usual_step(const std::vector<UtcTime>& times) {
    std::int64_t step = 3600;
    for (std::size_t k = 1; k < times.size(); ++k) {
        if (times[k] > times[k - 1]) step = std::min(step, times[k] - times[k - 1]);
    }
    return step;
}

HourlyMeans::Sample sample_of(UtcTime time, double pressure_kpa, double celsius, double humidity_percent,
                              double speed_m_s, double from_deg, double rain_mm, Tally& tally) {
    HourlyMeans::Sample s;
    s.time = time;
    s.pressure_pa = tally.within(1000.0 * pressure_kpa, 3e4, 1.1e5, "pressure");
    s.temperature_k = tally.within(celsius + k_zero_celsius_k, 180.0, 335.0, "temperature");
    s.humidity_frac = tally.within(std::max(humidity_percent, 0.0) / 100.0, 0.0, 1.1, "humidity");
    s.speed_m_s = tally.within(speed_m_s, 0.0, 100.0, "wind speed");
    s.from_deg = tally.within(from_deg, 0.0, 360.0, "wind direction");
    s.rain_mm = tally.within(rain_mm, 0.0, 100.0, "rain");
    return s;
}

void note_means(const std::string& path, std::int64_t step, std::vector<std::string>& notes) {
    notes.push_back(fmt::format("{}: samples of {} s made into means of hours that end at full hours", path, step));
}

}  // namespace

Observations read_arm_surface(const std::string& path) {
    const NetcdfFile file = NetcdfFile::open(path);
    const std::vector<UtcTime> times = times_of(file);
    const std::size_t n = times.size();
    const std::vector<double> pressure = series(file, "atmos_pressure", n), celsius = series(file, "temp_mean", n),
                              humidity = series(file, "rh_mean", n), speed = series(file, "wspd_vec_mean", n),
                              from = series(file, "wdir_vec_mean", n), rain = series(file, "tbrg_precip_total", n);
    Observations out;
    Tally tally;
    HourlyMeans means;
    for (std::size_t k = 0; k < n; ++k)
        means.add(sample_of(times[k], pressure[k], celsius[k], humidity[k], speed[k], from[k], rain[k], tally));
    WeatherStation station = station_of(file);
    const std::int64_t step = usual_step(times);
    station.records = means.records(step, tally);
    out.stations.push_back(std::move(station));
    note_means(path, step, out.notes);
    tally.write(path, out.notes);
    return out;
}

Observations read_arm_surface_table(const std::string& path) {
    const std::vector<std::vector<Field>> rows = parse_csv(read_text_file(path, k_max_table_bytes), path);
    Observations out;
    Tally tally;
    const auto column = [&](const char* name) -> std::size_t {
        for (std::size_t k = 0; k < rows.front().size(); ++k) {
            if (rows.front()[k].text == name) return k;
        }
        refuse(path, "E304", fmt::format("column {} is missing", name), "a table of the ARM met stream is expected", 1);
    };
    if (rows.size() < 2) refuse(path, "E312", "holds no row", "give a table with at least one");
    const std::size_t c_time = column("time"), c_pressure = column("atmos_pressure"), c_celsius = column("temp_mean"),
                      c_humidity = column("rh_mean"), c_speed = column("wspd_vec_mean"),
                      c_from = column("wdir_vec_mean"), c_rain = column("tbrg_precip_total"), c_lon = column("lon"),
                      c_lat = column("lat"), c_alt = column("alt");
    HourlyMeans means;
    std::vector<UtcTime> times;
    // Tables do not name their site; their file names begin with it.
    const std::string stem = std::filesystem::path(path).filename().string();
    WeatherStation station{stem.substr(0, stem.find('.')), {k_missing, k_missing}, k_missing, {}};
    for (std::size_t r = 1; r < rows.size(); ++r) {
        if (rows[r].size() != rows.front().size()) {
            tally.add("rows with another number of fields than the header left out");
            continue;
        }
        const auto number = [&](std::size_t c) {
            const double v = parse_number(rows[r][c].text).value_or(k_missing);
            return v <= -9998.0 ? k_missing : v;
        };
        const std::optional<UtcTime> time = parse_time(rows[r][c_time].text + "Z");
        if (!time) {
            tally.add("rows without a time left out");
            continue;
        }
        times.push_back(*time);
        station.place = {number(c_lon), number(c_lat)};
        station.elevation_m = number(c_alt);
        means.add(sample_of(*time, number(c_pressure), number(c_celsius), number(c_humidity), number(c_speed),
                            number(c_from), number(c_rain), tally));
    }
    const std::int64_t step = usual_step(times);
    station.records = means.records(step, tally);
    if (station.records.empty()) refuse(path, "E312", "holds no usable row", "give a table with at least one");
    out.stations.push_back(std::move(station));
    note_means(path, step, out.notes);
    tally.write(path, out.notes);
    return out;
}

Observations read_arm_eddy(const std::string& path) {
    const NetcdfFile file = NetcdfFile::open(path);
    const std::vector<UtcTime> times = times_of(file);
    const std::size_t n = times.size();
    const std::vector<double> speed = series(file, "wind_spd", n), from = series(file, "wind_dir", n),
                              sonic_k = series(file, "mean_t", n), flux = series(file, "h", n),
                              friction = series(file, "ustar", n), pressure_kpa = series(file, "atm_pres", n);
    Observations out;
    Tally tally;
    WeatherStation station = station_of(file);
    for (std::size_t k = 0; k < n; ++k) {
        StationRecord r;
        r.time = times[k];
        r.wind_speed_m_s = tally.within(speed[k], 0.0, 100.0, "wind speed");
        if (r.wind_speed_m_s > 0.0) r.wind_from_deg = tally.within(from[k], 0.0, 360.0, "wind direction");
        r.temperature_k = tally.within(sonic_k[k], 180.0, 335.0, "temperature");
        r.sensible_heat_flux_w_m2 = tally.within(flux[k], -500.0, 1500.0, "heat flux");
        r.friction_velocity_m_s = tally.within(friction[k], 0.0, 10.0, "friction velocity");
        r.pressure_pa = tally.within(1000.0 * pressure_kpa[k], 3e4, 1.1e5, "pressure");
        const double density = r.pressure_pa / (constants::k_dry_air_gas_constant_j_kg_k * r.temperature_k);
        const double u = r.friction_velocity_m_s;
        const double length = -density * constants::k_air_heat_capacity_j_kg_k * r.temperature_k * u * u * u /
                              (constants::k_von_karman * constants::k_gravity_m_s2 * r.sensible_heat_flux_w_m2);
        r.obukhov_length_m = tally.within(length, -1e5, 1e5, "Obukhov length");
        r.wind_height_m = r.temperature_height_m = 3.0;
        station.records.push_back(r);
    }
    order_records(station, tally);
    out.stations.push_back(std::move(station));
    out.notes.push_back(path + ": temperature is that of the sonic anemometer; instruments at 3 m");
    tally.write(path, out.notes);
    return out;
}

}  // namespace lantian::observed
