#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/cf_time.hpp"
#include "inputs/readers/observation_lines.hpp"

// Profiles of the ARM programme (Atmospheric Radiation Measurement, US DOE): radiosondes and Doppler lidar scans.
namespace lantian::observed {

namespace {

using constants::k_pi;
using constants::k_zero_celsius_k;

constexpr std::size_t k_most_values = 20000000;

std::string station_of(const NetcdfFile& file) {
    std::string name = file.text_attribute("", "site_id").value_or("arm");
    if (const auto facility = file.text_attribute("", "facility_id")) name += "_" + *facility;
    return name.substr(0, name.find(':'));
}

std::vector<double> known(const NetcdfFile& file, const std::string& name, std::size_t n) {
    std::vector<double> values(n, k_missing);
    if (!file.has_variable(name)) return values;
    std::size_t there = 1;
    for (const std::size_t length : file.shape_of(name)) there *= length;
    if (there != n) return values;
    values = file.read(name);
    for (double& v : values) {
        if (v <= -9998.0) v = k_missing;
    }
    return values;
}

double first_finite(const std::vector<double>& values) {
    const auto it = std::find_if(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
    return it == values.end() ? k_missing : *it;
}

/// Wind of one height by least squares of v_r = u sin(az) cos(el) + v cos(az) cos(el) + w sin(el) over the beams of a
/// scan (velocity-azimuth display: Browning and Wexler 1968).
class BeamFit {
  public:
    void add(double azimuth_rad, double elevation_rad, double radial_m_s) {
        const std::array<double, 3> row{std::sin(azimuth_rad) * std::cos(elevation_rad),
                                        std::cos(azimuth_rad) * std::cos(elevation_rad), std::sin(elevation_rad)};
        for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t j = 0; j < 3; ++j) normal_[i][j] += row[i] * row[j];
            right_[i] += row[i] * radial_m_s;
        }
        rows_.push_back({row[0], row[1], row[2], radial_m_s});
    }
    [[nodiscard]] std::size_t beams() const { return rows_.size(); }
    /// False when the beams do not tell three parts apart.
    bool solve(double& u, double& v, double& rms_m_s) const {
        auto a = normal_;
        auto b = right_;
        for (std::size_t k = 0; k < 3; ++k) {
            if (!(a[k][k] > 1e-3 * static_cast<double>(rows_.size()) * 0.1)) return false;
            for (std::size_t i = k + 1; i < 3; ++i) {
                const double f = a[i][k] / a[k][k];
                for (std::size_t j = k; j < 3; ++j) a[i][j] -= f * a[k][j];
                b[i] -= f * b[k];
            }
        }
        std::array<double, 3> x{};
        for (std::size_t k = 3; k-- > 0;) {
            double sum = b[k];
            for (std::size_t j = k + 1; j < 3; ++j) sum -= a[k][j] * x[j];
            x[k] = sum / a[k][k];
        }
        double squares = 0.0;
        for (const auto& row : rows_) {
            const double misfit = row[0] * x[0] + row[1] * x[1] + row[2] * x[2] - row[3];
            squares += misfit * misfit;
        }
        u = x[0];
        v = x[1];
        rms_m_s = std::sqrt(squares / static_cast<double>(rows_.size()));
        return true;
    }

  private:
    std::array<std::array<double, 3>, 3> normal_{};
    std::array<double, 3> right_{};
    std::vector<std::array<double, 4>> rows_;
};

}  // namespace

Observations read_arm_sonde(const std::string& path) {
    const NetcdfFile file = NetcdfFile::open(path);
    const std::vector<std::size_t> shape = file.shape_of("time");
    if (shape.size() != 1 || shape[0] == 0 || shape[0] > k_most_values)
        refuse(path, "E312", "holds no samples", "give a file with at least two");
    const std::size_t n = shape[0];
    const std::vector<UtcTime> times = read_cf_times(file, "time");
    Observations out;
    Tally tally;
    SoundingProfile profile;
    profile.kind = SoundingKind::radiosonde;
    profile.station = station_of(file);
    profile.time = times.front();
    const std::vector<double> altitude = known(file, "alt", n);
    profile.place = {first_finite(known(file, "lon", n)), first_finite(known(file, "lat", n))};
    profile.elevation_m = first_finite(altitude);
    struct Read {
        std::vector<double> values, quality;
    };
    const auto read = [&](const char* name) {
        return Read{known(file, name, n), known(file, std::string("qc_") + name, n)};
    };
    const Read pressure = read("pres"), celsius = read("tdry"), humidity = read("rh"), u = read("u_wind"),
               v = read("v_wind");
    for (std::size_t k = 0; k < n; ++k) {
        SoundingLevel level;
        bool doubtful = false;
        // Bits 1 to 3: missing or beyond the instrument's limits; higher ones: a jump from the sample before.
        const auto take = [&](const Read& r) {
            const long bits = std::isfinite(r.quality[k]) ? static_cast<long>(r.quality[k]) : 0;
            if ((bits & 7) != 0) return k_missing;
            doubtful = doubtful || bits > 7;
            return r.values[k];
        };
        level.height_m = altitude[k] - profile.elevation_m;
        level.pressure_pa = tally.within(100.0 * take(pressure), 1.0, 1.1e5, "pressure");
        level.temperature_k = tally.within(take(celsius) + k_zero_celsius_k, 150.0, 350.0, "temperature");
        level.relative_humidity_frac = tally.within(take(humidity) / 100.0, 0.0, 1.1, "humidity");
        level.eastward_wind_m_s = tally.within(take(u), -150.0, 150.0, "wind");
        level.northward_wind_m_s = tally.within(take(v), -150.0, 150.0, "wind");
        level.quality = doubtful ? SoundingQuality::doubtful : SoundingQuality::good;
        profile.levels.push_back(level);
    }
    if (!tidy(profile, tally))
        refuse(path, "E312", "holds no usable profile", "heights, wind and temperature are needed");
    out.soundings.push_back(std::move(profile));
    tally.write(path, out.notes);
    return out;
}

Observations read_arm_lidar(const std::string& path) {
    constexpr double k_least_intensity = 1.008;  // signal to noise ratio + 1 of -21 dB: fainter gates are noise
    constexpr double k_largest_misfit_m_s = 1.0;
    constexpr std::size_t k_least_beams = 6;
    const NetcdfFile file = NetcdfFile::open(path);
    const std::vector<std::size_t> shape = file.shape_of("radial_velocity");
    if (shape.size() != 2 || shape[0] == 0 || shape[1] == 0 || shape[0] > k_most_values || shape[1] > k_most_values ||
        shape[0] * shape[1] > k_most_values)
        refuse(path, "E432", "variable radial_velocity does not have the dimensions (time, range)",
               "an ARM lidar scan is expected");
    const std::size_t beams = shape[0], gates = shape[1];
    const std::vector<UtcTime> times = read_cf_times(file, "time");
    const std::vector<double> azimuth = known(file, "azimuth", beams), elevation = known(file, "elevation", beams),
                              range = known(file, "range", gates),
                              radial = known(file, "radial_velocity", beams * gates),
                              intensity = known(file, "intensity", beams * gates);
    Observations out;
    Tally tally;
    SoundingProfile profile;
    profile.kind = SoundingKind::lidar;
    profile.station = station_of(file);
    const auto scalar = [&](const char* name) { return known(file, name, 1).front(); };
    profile.place = {scalar("lon"), scalar("lat")};
    profile.elevation_m = scalar("alt");
    if (times.empty()) refuse(path, "E312", "holds no times", "give a whole scan");
    profile.time = times[times.size() / 2];
    for (std::size_t g = 0; g < gates; ++g) {
        BeamFit fit;
        double height = 0.0;
        for (std::size_t b = 0; b < beams; ++b) {
            const std::size_t at = b * gates + g;
            const double el = elevation[b] * k_pi / 180.0;
            if (!std::isfinite(radial[at]) || !(intensity[at] >= k_least_intensity) || !std::isfinite(azimuth[b]) ||
                !std::isfinite(el))
                continue;
            fit.add(azimuth[b] * k_pi / 180.0, el, radial[at]);
            height += range[g] * std::sin(el);
        }
        if (fit.beams() < k_least_beams) {
            tally.add("gates with a signal in fewer than 6 beams left out");
            continue;
        }
        SoundingLevel level;
        double rms = 0.0;
        if (!fit.solve(level.eastward_wind_m_s, level.northward_wind_m_s, rms) || rms > k_largest_misfit_m_s) {
            tally.add("gates where the beams do not agree on one wind within 1 m/s left out");
            continue;
        }
        level.height_m = height / static_cast<double>(fit.beams());
        level.quality = SoundingQuality::good;
        profile.levels.push_back(level);
    }
    if (!tidy(profile, tally)) refuse(path, "E312", "holds no usable profile", "too few gates have a signal");
    out.soundings.push_back(std::move(profile));
    tally.write(path, out.notes);
    return out;
}

}  // namespace lantian::observed
