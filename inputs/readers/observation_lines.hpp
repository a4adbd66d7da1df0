#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "inputs/readers/observations.hpp"

/// Parts that the readers of observations share.
namespace lantian::observed {

constexpr double k_knot_m_s = 1852.0 / 3600.0;

/// Lines of a text file of any encoding, without their ends. E401, E311 when larger than 256 MB.
[[nodiscard]] std::vector<std::string> lines_of(const std::string& path);
[[nodiscard]] std::vector<std::string_view> words_of(std::string_view line);
/// Number in a fixed column (from 0); empty when blank, no number, or beyond the end of the line.
[[nodiscard]] std::optional<double> number_at(std::string_view line, std::size_t begin, std::size_t width);
/// The text with everything that is not printable ASCII as '?'; at most 60 characters, for messages.
[[nodiscard]] std::string shown(std::string_view text);

[[noreturn]] void refuse(const std::string& path, const char* code, std::string message, std::string hint,
                         int line = 0);

/// What was left out, by reason.
class Tally {
  public:
    void add(const std::string& what, std::size_t n = 1) { counts_[what] += n; }
    /// The value when it lies within, else NaN, counted when it is finite.
    [[nodiscard]] double within(double value, double low, double high, const char* what);
    void write(const std::string& path, std::vector<std::string>& notes) const;

  private:
    std::map<std::string, std::size_t> counts_;
};

/// Relative humidity over water from temperature and dew point (Magnus; Alduchov and Eskridge 1996); NaN of NaN.
[[nodiscard]] double humidity_of(double temperature_k, double dew_point_k);
/// ICAO standard atmosphere below 11 km: pressure at a height over pressure at sea level.
[[nodiscard]] double standard_pressure_ratio(double elevation_m);

/// Sets both parts of the wind of a level from speed and direction (from, degrees); calm needs no direction.
void set_wind(SoundingLevel& level, double speed_m_s, double from_deg);

/// Brings a profile into order: heights ascending and from the ground upward, levels without wind and temperature left
/// out. False when fewer than two levels remain.
[[nodiscard]] bool tidy(SoundingProfile& profile, Tally& tally);

/// Sorted by time, the later of two records of one time kept and counted.
void order_records(WeatherStation& station, Tally& tally);

/// Means over the hours that end at full UTC hours, for records of every minute or so: wind as a vector, rain as the
/// sum of what `rain_mm` gives.
class HourlyMeans {
  public:
    struct Sample {
        UtcTime time;
        double speed_m_s = k_missing, from_deg = k_missing, temperature_k = k_missing, humidity_frac = k_missing,
               pressure_pa = k_missing, rain_mm = k_missing;
    };
    void add(const Sample& sample);
    /// `usual_s`: time between samples; hours with fewer than half of them are counted.
    [[nodiscard]] std::vector<StationRecord> records(std::int64_t usual_s, Tally& tally) const;

  private:
    struct Bin {
        std::size_t n = 0, winds = 0, temperatures = 0, humidities = 0, pressures = 0, rains = 0;
        double x = 0.0, y = 0.0, temperature = 0.0, humidity = 0.0, pressure = 0.0, rain = 0.0;
    };
    std::map<UtcTime, Bin> bins_;
};

// One reader each; the format is known.
[[nodiscard]] Observations read_aermet_surface(const std::string& path, const ObservationContext& context);
[[nodiscard]] Observations read_aermet_profile(const std::string& path, const ObservationContext& context);
[[nodiscard]] Observations read_isd(const std::string& path);
[[nodiscard]] Observations read_metar(const std::string& path, const ObservationContext& context);
[[nodiscard]] Observations read_noaa_hourly(const std::string& path);
[[nodiscard]] Observations read_arm_surface_table(const std::string& path);
[[nodiscard]] Observations read_arm_surface(const std::string& path);
[[nodiscard]] Observations read_arm_eddy(const std::string& path);
[[nodiscard]] Observations read_fsl(const std::string& path);
[[nodiscard]] Observations read_up_dat(const std::string& path);
[[nodiscard]] Observations read_spc(const std::string& path);
[[nodiscard]] Observations read_sodar(const std::string& path);
[[nodiscard]] Observations read_arm_sonde(const std::string& path);
[[nodiscard]] Observations read_arm_lidar(const std::string& path);
[[nodiscard]] Observations read_sounding_table(const std::string& path);

}  // namespace lantian::observed
