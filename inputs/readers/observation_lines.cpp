#include "inputs/readers/observation_lines.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/io/file_check.hpp"
#include "inputs/readers/text.hpp"

namespace lantian::observed {

namespace {

constexpr std::size_t k_most_bytes = std::size_t{256} << 20;

}  // namespace

std::vector<std::string> lines_of(const std::string& path) {
    if (readable_file_size(path) > k_most_bytes)
        refuse(path, "E311", "is larger than 256 MB", "split it, for example by year");
    std::ifstream in(path, std::ios::binary);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
        lines.push_back(std::move(line));
    }
    return lines;
}

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (std::size_t k = 0; k < line.size();) {
        const std::size_t begin = line.find_first_not_of(" \t\r\n", k);
        if (begin == std::string_view::npos) break;
        k = std::min(line.find_first_of(" \t\r\n", begin), line.size());
        words.push_back(line.substr(begin, k - begin));
    }
    return words;
}

std::optional<double> number_at(std::string_view line, std::size_t begin, std::size_t width) {
    if (begin >= line.size()) return std::nullopt;
    std::string_view field = trim(line.substr(begin, width));
    if (field.starts_with('+')) field.remove_prefix(1);
    return field.empty() ? std::nullopt : parse_number(field);
}

std::string shown(std::string_view text) {
    std::string out(text.substr(0, 60));
    for (char& c : out) {
        if (c < ' ' || c > '~') c = '?';
    }
    return out;
}

void refuse(const std::string& path, const char* code, std::string message, std::string hint, int line) {
    throw Error(
        Problem{Severity::error, ErrorKind::bad_data, code, path, line, 0, std::move(message), std::move(hint)});
}

double Tally::within(double value, double low, double high, const char* what) {
    if (!std::isfinite(value)) return k_missing;
    if (value >= low && value <= high) return value;
    add(fmt::format("{} outside {:g} to {:g} left out", what, low, high));
    return k_missing;
}

void Tally::write(const std::string& path, std::vector<std::string>& notes) const {
    for (const auto& [what, n] : counts_) notes.push_back(fmt::format("{}: {} ({} times)", path, what, n));
}

double humidity_of(double temperature_k, double dew_point_k) {
    if (!std::isfinite(temperature_k) || !std::isfinite(dew_point_k)) return k_missing;
    const auto exponent = [](double kelvin) { return 17.625 * (kelvin - 273.15) / (kelvin - 30.11); };
    return std::clamp(std::exp(exponent(dew_point_k) - exponent(temperature_k)), 0.0, 1.0);
}

double standard_pressure_ratio(double elevation_m) { return std::pow(1.0 - 2.25577e-5 * elevation_m, 5.25588); }

void set_wind(SoundingLevel& level, double speed_m_s, double from_deg) {
    if (!std::isfinite(speed_m_s) || (speed_m_s > 0.0 && !std::isfinite(from_deg))) return;
    const double from = speed_m_s > 0.0 ? from_deg * constants::k_pi / 180.0 : 0.0;
    level.eastward_wind_m_s = -speed_m_s * std::sin(from);
    level.northward_wind_m_s = -speed_m_s * std::cos(from);
}

bool tidy(SoundingProfile& profile, Tally& tally) {
    std::vector<SoundingLevel> kept;
    std::stable_sort(profile.levels.begin(), profile.levels.end(), [](const SoundingLevel& a, const SoundingLevel& b) {
        return std::isfinite(a.height_m) && (!std::isfinite(b.height_m) || a.height_m < b.height_m);
    });
    for (const SoundingLevel& level : profile.levels) {
        const bool wind = std::isfinite(level.eastward_wind_m_s) && std::isfinite(level.northward_wind_m_s);
        if (!std::isfinite(level.height_m)) {
            tally.add("levels without height left out");
        } else if (!wind && !std::isfinite(level.temperature_k)) {
            tally.add("levels without wind and temperature left out");
        } else if (level.height_m < 0.0) {
            tally.add("levels below the ground left out");
        } else if (!kept.empty() && level.height_m <= kept.back().height_m) {
            // One height, told twice: what the first lacks is taken from the second.
            SoundingLevel& first = kept.back();
            const auto fill = [](double& to, double from) {
                if (!std::isfinite(to)) to = from;
            };
            fill(first.eastward_wind_m_s, level.eastward_wind_m_s);
            fill(first.northward_wind_m_s, level.northward_wind_m_s);
            fill(first.temperature_k, level.temperature_k);
            fill(first.relative_humidity_frac, level.relative_humidity_frac);
            fill(first.pressure_pa, level.pressure_pa);
            tally.add("levels of one height joined");
        } else {
            kept.push_back(level);
        }
    }
    profile.levels = std::move(kept);
    return profile.levels.size() >= 2;
}

void order_records(WeatherStation& station, Tally& tally) {
    std::stable_sort(station.records.begin(), station.records.end(),
                     [](const StationRecord& a, const StationRecord& b) { return a.time < b.time; });
    std::vector<StationRecord> kept;
    for (StationRecord& record : station.records) {
        if (!kept.empty() && kept.back().time == record.time) {
            tally.add("records of one time: the last one counts");
            kept.back() = record;
        } else {
            kept.push_back(record);
        }
    }
    station.records = std::move(kept);
}

void HourlyMeans::add(const Sample& s) {
    constexpr std::int64_t k_hour_s = 3600;
    // The label is the end of the averaging interval.
    const std::int64_t end = (s.time.seconds + k_hour_s - 1) / k_hour_s * k_hour_s;
    Bin& bin = bins_[UtcTime{end}];
    ++bin.n;
    if (std::isfinite(s.speed_m_s) && (s.speed_m_s == 0.0 || std::isfinite(s.from_deg))) {
        const double from = s.speed_m_s > 0.0 ? s.from_deg * constants::k_pi / 180.0 : 0.0;
        bin.x += s.speed_m_s * std::sin(from);
        bin.y += s.speed_m_s * std::cos(from);
        ++bin.winds;
    }
    const auto sum = [](double value, double& to, std::size_t& n) {
        if (!std::isfinite(value)) return;
        to += value;
        ++n;
    };
    sum(s.temperature_k, bin.temperature, bin.temperatures);
    sum(s.humidity_frac, bin.humidity, bin.humidities);
    sum(s.pressure_pa, bin.pressure, bin.pressures);
    sum(s.rain_mm, bin.rain, bin.rains);
}

std::vector<StationRecord> HourlyMeans::records(std::int64_t usual_s, Tally& tally) const {
    std::vector<StationRecord> out;
    for (const auto& [time, bin] : bins_) {
        if (static_cast<std::int64_t>(bin.n) * usual_s < 1800) tally.add("hours made of less than half their samples");
        const auto mean = [](double sum, std::size_t n) { return n > 0 ? sum / static_cast<double>(n) : k_missing; };
        StationRecord r;
        r.time = time;
        const double x = mean(bin.x, bin.winds), y = mean(bin.y, bin.winds);
        r.wind_speed_m_s = std::hypot(x, y);
        if (r.wind_speed_m_s > 0.0) {
            const double from = std::atan2(x, y) * 180.0 / constants::k_pi;
            r.wind_from_deg = from < 0.0 ? from + 360.0 : from;
        }
        r.temperature_k = mean(bin.temperature, bin.temperatures);
        r.relative_humidity_frac = mean(bin.humidity, bin.humidities);
        r.pressure_pa = mean(bin.pressure, bin.pressures);
        r.precipitation_mm_h = bin.rains > 0 ? bin.rain : 0.0;
        out.push_back(r);
    }
    return out;
}

}  // namespace lantian::observed
