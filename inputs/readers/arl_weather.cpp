#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "inputs/readers/arl_file.hpp"
#include "inputs/readers/buried_levels.hpp"
#include "inputs/readers/gridded_fields.hpp"
#include "inputs/readers/weather.hpp"

namespace lantian {

namespace {

using constants::k_dry_air_gas_constant_j_kg_k;
using constants::k_gravity_m_s2;
using constants::k_pi;

constexpr double k_earth_radius_m = 6371200.0;  // sphere of the ARL map routines (CMAPF, Taylor 1997)
constexpr double k_lapse_k_m = 0.0065;

Problem problem(const char* code, const std::string& file, std::string message, std::string hint) {
    return {Severity::error, ErrorKind::bad_data, code, file, 0, 0, std::move(message), std::move(hint)};
}

/// Scale of the map at a latitude: 1 where the cone, cylinder or plane touches the sphere (Snyder 1987).
double map_scale(double tangent_deg, double lat_deg) {
    const double phi = lat_deg * k_pi / 180.0;
    const double tangent = tangent_deg * k_pi / 180.0;
    if (std::abs(tangent_deg) >= 90.0 - 1e-6) return 2.0 / (1.0 + std::sin(tangent_deg > 0.0 ? phi : -phi));
    if (std::abs(tangent_deg) < 1e-6) return 1.0 / std::cos(phi);
    const double n = std::sin(tangent);
    return std::cos(tangent) / std::cos(phi) *
           std::pow(std::tan(k_pi / 4.0 - phi / 2.0) / std::tan(k_pi / 4.0 - tangent / 2.0), n);
}

std::optional<Projection> projection_of(const ArlGrid& grid, const std::string& path) {
    if (grid.size_km == 0.0) return std::nullopt;
    if (grid.orientation_deg != 0.0) {
        throw Error(problem("E432", path, fmt::format("the grid is turned by {} deg", grid.orientation_deg),
                            "only grids whose y axis points north at the reference place are read"));
    }
    const double lat_0 = grid.tangent_lat_deg;
    const std::string sphere =
        fmt::format("+lon_0={} +R={:.0f} +units=m +no_defs", grid.reference_lon_deg, k_earth_radius_m);
    if (std::abs(lat_0) >= 90.0 - 1e-6)
        return Projection(fmt::format("+proj=stere +lat_0={} +k_0=1 {}", lat_0 > 0.0 ? 90 : -90, sphere));
    if (std::abs(lat_0) < 1e-6) return Projection("+proj=merc " + sphere);
    return Projection(fmt::format("+proj=lcc +lat_1={0} +lat_0={0} {1}", lat_0, sphere));
}

/// Vapour pressure of saturation over water, Pa (Magnus; Alduchov and Eskridge 1996).
double saturation_pa(double kelvin) { return 610.94 * std::exp(17.625 * (kelvin - 273.15) / (kelvin - 30.11)); }

double virtual_factor(double q) { return 1.0 + 0.608 * q; }

/// Names of an accumulated rain variable and the length of its accumulation, h; 0: since the beginning of the forecast.
struct RainName {
    const char* name;
    int hours;
};
constexpr RainName k_rain_names[]{{"TPP1", 1}, {"TPP3", 3}, {"TPP6", 6}, {"TPPT", 12}, {"TPPD", 24}, {"TPPA", 0}};

/// A surface variable that is taken as it is: name, field and the factor to our unit.
struct SurfaceName {
    const char* name;
    std::vector<double> GriddedWeather::*values;
    double factor;
};
using G = GriddedWeather;
constexpr SurfaceName k_surface_names[]{
    {"T02M", &G::temperature_2m_k, 1.0},        {"PBLH", &G::boundary_layer_height_m, 1.0},
    {"HPBL", &G::boundary_layer_height_m, 1.0}, {"MXHT", &G::boundary_layer_height_m, 1.0},
    {"USTR", &G::friction_velocity_m_s, 1.0},   {"SHTF", &G::sensible_heat_flux_w_m2, 1.0},
    {"RGHS", &G::roughness_length_m, 1.0},      {"TCLD", &G::cloud_fraction, 0.01},
    {"DSWF", &G::shortwave_down_w_m2, 1.0},
};

class ArlSource final : public GriddedWeatherSource {
  public:
    explicit ArlSource(const std::vector<std::string>& paths) {
        if (paths.empty())
            throw Error(ErrorKind::bad_scenario, "E410", "no weather file is named", "name files in meteorology.files");
        std::vector<std::vector<UtcTime>> times;
        for (const std::string& path : paths) {
            files_.push_back(ArlFile::open(path));
            const ArlFile& file = files_.back();
            if (!(file.grid() == files_.front().grid()) || file.vertical() != files_.front().vertical()) {
                throw Error(problem("E432", path, fmt::format("its grid differs from that of {}", paths.front()),
                                    "name files of one grid only"));
            }
            kept_.emplace_back();
            times.emplace_back();
            for (std::size_t p = 0; p < file.periods().size(); ++p) take_period(file, p, times.back());
            if (times.back().empty()) {
                throw Error(problem("E410", path, "holds no complete time", "give a file with at least one time"));
            }
        }
        require_variables();
        entries_ = join_times(paths, times, notes_);
        for (const FileTime& entry : entries_) times_.push_back(entry.time);
        lay_out_mesh();
        note_conventions();
    }

    [[nodiscard]] const std::vector<UtcTime>& times() const override { return times_; }
    [[nodiscard]] std::vector<std::string> notes() const override { return notes_; }
    [[nodiscard]] const Projection* projection() const override { return projection_ ? &*projection_ : nullptr; }
    [[nodiscard]] std::string description() const override {
        static constexpr const char* k_vertical[]{"sigma", "pressure", "terrain-following", "hybrid"};
        return fmt::format("ARL packed {}, {} x {} points, {} {} levels, {}, {} times from {} to {}",
                           files_.front().grid().model, nx_, ny_, level_count_,
                           k_vertical[static_cast<int>(files_.front().vertical()) - 1],
                           projection_ ? projection_->name() : std::string("longitude-latitude"), times_.size(),
                           format_time(times_.front()), format_time(times_.back()));
    }
    [[nodiscard]] GriddedWeather load(std::size_t time_index) const override;

  private:
    [[nodiscard]] static std::size_t levels_above(const ArlPeriod& period) { return period.levels.size() - 1; }

    /// A time is used when nothing that we need is missing.
    void take_period(const ArlFile& file, std::size_t p, std::vector<UtcTime>& times) {
        const ArlPeriod& period = file.periods()[p];
        const bool usable = period.missing.empty() && usable_levels(period) >= 2 &&
                            usable_levels(period) == usable_levels(files_.front().periods().front());
        if (!usable) {
            notes_.push_back(fmt::format("{}: {} left out, {}", file.path(), format_time(period.time),
                                         period.missing.empty()
                                             ? std::string("its levels lack wind or temperature")
                                             : fmt::format("{} fields are missing, the first {}", period.missing.size(),
                                                           period.missing.front())));
            return;
        }
        times.push_back(period.time);
        kept_.back().push_back(p);
    }

    /// Levels from the lowest upward that have wind and temperature without a hole.
    [[nodiscard]] static std::size_t usable_levels(const ArlPeriod& period) {
        std::size_t n = 0;
        while (n + 1 < period.levels.size() && period.find("UWND", n + 1) != nullptr &&
               period.find("VWND", n + 1) != nullptr && period.find("TEMP", n + 1) != nullptr)
            ++n;
        return n;
    }

    [[nodiscard]] const ArlPeriod& period_of(const FileTime& entry) const {
        return files_[entry.file].periods()[kept_[entry.file][entry.record]];
    }

    void require_variables() {
        const ArlFile& file = files_.front();
        const ArlPeriod& period = file.periods()[kept_.front().front()];
        level_count_ = usable_levels(period);
        if (level_count_ < levels_above(period)) {
            notes_.push_back(fmt::format("{} of {} levels used: the others lack wind or temperature", level_count_,
                                         levels_above(period)));
        }
        std::vector<Problem> missing;
        const auto require = [&](std::string_view name, std::size_t level) {
            if (period.find(name, level) != nullptr) return;
            missing.push_back(problem("E413", file.path(),
                                      fmt::format("variable {} is missing at level {}", name, level),
                                      "the file must be made with it; see FORMATS.md"));
        };
        require("PRSS", 0);
        if (file.vertical() == ArlVertical::pressure) require("HGTS", 1);
        if (!missing.empty()) throw Error(std::move(missing));
        has_terrain_ = period.find("SHGT", 0) != nullptr;
        if (!has_terrain_ && file.vertical() != ArlVertical::pressure)
            throw Error(problem("E413", file.path(), "variable SHGT is missing at level 0",
                                "terrain height is needed with terrain-following levels"));
    }

    void lay_out_mesh() {
        const ArlFile& file = files_.front();
        const ArlGrid& grid = file.grid();
        nx_ = grid.nx;
        ny_ = grid.ny;
        projection_ = projection_of(grid, file.path());
        lon_deg_.resize(nx_ * ny_);
        lat_deg_.resize(nx_ * ny_);
        MapPoint sync;
        double cell_m = 0.0;
        if (projection_) {
            sync = projection_->forward({grid.sync_lon_deg, grid.sync_lat_deg});
            cell_m = grid.size_km * 1000.0 * map_scale(grid.tangent_lat_deg, grid.reference_lat_deg);
            turn_rad_.resize(nx_ * ny_);
        }
        for (std::size_t j = 0; j < ny_; ++j) {
            for (std::size_t i = 0; i < nx_; ++i) {
                const double di = static_cast<double>(i) + 1.0 - grid.sync_x;
                const double dj = static_cast<double>(j) + 1.0 - grid.sync_y;
                const std::size_t at = j * nx_ + i;
                if (projection_) {
                    const LonLat place = projection_->inverse({sync.x_m + di * cell_m, sync.y_m + dj * cell_m});
                    lon_deg_[at] = place.lon_deg;
                    lat_deg_[at] = place.lat_deg;
                    turn_rad_[at] = projection_->grid_convergence_rad(place);
                } else {
                    lon_deg_[at] = grid.sync_lon_deg + di * grid.reference_lon_deg;
                    lat_deg_[at] = grid.sync_lat_deg + dj * grid.reference_lat_deg;
                }
                if (!std::isfinite(lon_deg_[at]) || !std::isfinite(lat_deg_[at]) || std::abs(lat_deg_[at]) > 90.001 ||
                    std::abs(lon_deg_[at]) > 720.0) {
                    throw Error(problem("E432", file.path(),
                                        fmt::format("its grid constants put the point ({}, {}) at "
                                                    "lon {}, lat {}",
                                                    i + 1, j + 1, lon_deg_[at], lat_deg_[at]),
                                        "the grid constants of the index are damaged, or of a kind that is not known"));
                }
            }
        }
        if (!projection_) {
            // Longitudes from -180 to 180 where the grid allows it.
            const double east = lon_deg_[nx_ - 1];
            const double turns = east > 180.0 + 1e-9 && lon_deg_[0] >= 180.0 ? 360.0 : 0.0;
            for (double& lon : lon_deg_) lon -= turns;
        }
    }

    void note_conventions() {
        const ArlPeriod& period = period_of(entries_.front());
        const auto note = [&](bool when, const char* text) {
            if (when) notes_.emplace_back(text);
        };
        note(true,
             "values are rounded to 1/254 of the largest step between neighbours: that is how ARL files are "
             "packed; humidity, rain and cloud that this makes negative are set to 0");
        note(!has_terrain_, "SHGT is not there: the ground is where the pressure is PRSS");
        note(period.find("WWND", 1) == nullptr && period.find("DZDT", 1) == nullptr,
             "upward wind is not there: taken as 0");
        note(period.find("RELH", 1) == nullptr && period.find("SPHU", 1) == nullptr, "humidity is not there: left out");
        note(period.find("SHTF", 0) != nullptr, "heat flux SHTF is the mean of the forecast hours before each time");
        note(period.find("TPPT", 0) != nullptr,
             "rain TPPT is taken as a sum of 12 hours where its label does not tell");
    }

    /// Rain of one time, mm/h.
    [[nodiscard]] std::vector<double> rain(const FileTime& entry) const;

    std::vector<ArlFile> files_;
    std::vector<std::vector<std::size_t>> kept_;  ///< (file, record) -> period
    std::vector<FileTime> entries_;
    std::vector<UtcTime> times_;
    std::vector<std::string> notes_;
    std::optional<Projection> projection_;
    std::vector<double> lon_deg_, lat_deg_, turn_rad_;
    std::size_t nx_ = 0, ny_ = 0, level_count_ = 0;
    bool has_terrain_ = true;
};

std::vector<double> ArlSource::rain(const FileTime& entry) const {
    const ArlFile& file = files_[entry.file];
    const std::vector<std::size_t>& kept = kept_[entry.file];
    const ArlPeriod& period = file.periods()[kept[entry.record]];
    for (const RainName& name : k_rain_names) {
        const ArlRecord* now = period.find(name.name, 0);
        if (now == nullptr) continue;
        std::vector<double> sum = file.read(*now);
        // Hours since the accumulation began, by the label; 0 or none: a whole cycle.
        int hours = name.hours == 0 ? now->forecast_h : now->forecast_h % name.hours;
        if (hours == 0) hours = name.hours;
        if (entry.record > 0) {
            const ArlPeriod& before = file.periods()[kept[entry.record - 1]];
            const auto step = static_cast<int>((period.time - before.time) / 3600);
            const ArlRecord* earlier = before.find(name.name, 0);
            const bool same_sum =
                earlier != nullptr && step > 0 && step < hours && earlier->forecast_h == now->forecast_h - step;
            if (same_sum) {
                const std::vector<double> base = file.read(*earlier);
                for (std::size_t k = 0; k < sum.size(); ++k) sum[k] -= base[k];
                hours = step;
            }
        }
        if (hours == 0) return {};  // the beginning of a forecast: nothing has fallen yet
        for (double& v : sum) v = std::max(0.0, v * 1000.0 / hours);
        return sum;
    }
    return {};
}

GriddedWeather ArlSource::load(std::size_t time_index) const {
    const FileTime& entry = entries_.at(time_index);
    const ArlFile& file = files_[entry.file];
    const ArlPeriod& period = period_of(entry);
    const std::size_t plane = nx_ * ny_;
    const std::size_t volume = plane * level_count_;
    GriddedWeather w;
    w.time = entry.time;
    w.nx = nx_;
    w.ny = ny_;
    w.nz = level_count_;
    w.lon_deg = lon_deg_;
    w.lat_deg = lat_deg_;

    const auto surface = [&](std::string_view name) -> std::vector<double> {
        const ArlRecord* record = period.find(name, 0);
        return record == nullptr ? std::vector<double>{} : file.read(*record);
    };
    const auto stack = [&](std::string_view name) -> std::vector<double> {
        std::vector<double> values;
        for (std::size_t k = 1; k <= level_count_; ++k) {
            const ArlRecord* record = period.find(name, k);
            if (record == nullptr) break;
            const std::vector<double> level = file.read(*record);
            values.insert(values.end(), level.begin(), level.end());
        }
        return values;
    };

    w.surface_pressure_pa = surface("PRSS");
    for (double& p : w.surface_pressure_pa) p *= 100.0;
    for (const SurfaceName& name : k_surface_names) {
        if (!(w.*name.values).empty()) continue;
        w.*name.values = surface(name.name);
        for (double& v : w.*name.values) v *= name.factor;
    }
    for (std::vector<double>* positive : {&w.cloud_fraction, &w.shortwave_down_w_m2, &w.boundary_layer_height_m,
                                          &w.friction_velocity_m_s, &w.roughness_length_m}) {
        for (double& v : *positive) v = std::max(v, 0.0);
    }
    for (double& v : w.cloud_fraction) v = std::min(v, 1.0);
    w.eastward_wind_10m_m_s = surface("U10M");
    w.northward_wind_10m_m_s = surface("V10M");
    if (w.eastward_wind_10m_m_s.size() != w.northward_wind_10m_m_s.size()) {
        w.eastward_wind_10m_m_s.clear();
        w.northward_wind_10m_m_s.clear();
    }
    w.precipitation_mm_h = rain(entry);
    w.eastward_wind_m_s = stack("UWND");
    w.northward_wind_m_s = stack("VWND");
    w.temperature_k = stack("TEMP");

    // Pressure of every point: as stored, or by the vertical coordinate.
    w.pressure_pa = stack("PRES");
    const bool terrain_following = file.vertical() == ArlVertical::terrain;
    const bool heights_given = terrain_following && w.pressure_pa.size() != volume;
    if (w.pressure_pa.size() == volume) {
        for (double& p : w.pressure_pa) p *= 100.0;
    } else if (!terrain_following) {
        w.pressure_pa.resize(volume);
        for (std::size_t k = 0; k < level_count_; ++k) {
            const double level = period.levels[k + 1];
            for (std::size_t c = 0; c < plane; ++c) {
                double& p = w.pressure_pa[k * plane + c];
                if (file.vertical() == ArlVertical::pressure) p = 100.0 * level;
                if (file.vertical() == ArlVertical::sigma) p = level * w.surface_pressure_pa[c];
                if (file.vertical() == ArlVertical::hybrid)
                    p = 100.0 * std::floor(level) + (level - std::floor(level)) * w.surface_pressure_pa[c];
            }
        }
    }

    // Heights: as stored above sea level, or level by level from the ground (hypsometric).
    w.surface_altitude_m = surface("SHGT");
    std::vector<double> altitude = stack("HGTS");
    if (w.surface_altitude_m.empty()) {
        w.surface_altitude_m.resize(plane);
        for (std::size_t c = 0; c < plane; ++c) {
            // From the level that is nearest to the surface in pressure.
            std::size_t best = 0;
            for (std::size_t k = 1; k < level_count_ && k * plane + c < altitude.size(); ++k) {
                const auto far = [&](std::size_t n) {
                    return std::abs(std::log(w.pressure_pa[n * plane + c] / w.surface_pressure_pa[c]));
                };
                if (far(k) < far(best)) best = k;
            }
            const std::size_t at = best * plane + c;
            w.surface_altitude_m[c] = altitude[at] - k_dry_air_gas_constant_j_kg_k * w.temperature_k[at] /
                                                         k_gravity_m_s2 *
                                                         std::log(w.surface_pressure_pa[c] / w.pressure_pa[at]);
        }
    }
    std::vector<double> humidity = stack("SPHU");
    const bool relative = humidity.empty();
    if (relative) humidity = stack("RELH");
    const bool humid = !humidity.empty();
    humidity.resize(humid ? volume : 0, 0.0);  // dry above the last level that has it
    const bool integrate = !heights_given && altitude.size() != volume;
    w.pressure_pa.resize(volume);
    w.height_m.resize(volume);
    if (!heights_given && !integrate) {
        for (std::size_t k = 0; k < volume; ++k) w.height_m[k] = altitude[k] - w.surface_altitude_m[k % plane];
    }
    for (std::size_t c = 0; c < plane; ++c) {
        double below_pa = w.surface_pressure_pa[c];
        double below_m = 0.0;
        double below_k = w.temperature_2m_k.empty() ? k_missing : w.temperature_2m_k[c];
        for (std::size_t k = 0; k < level_count_; ++k) {
            const std::size_t at = k * plane + c;
            const double t = w.temperature_k[at];
            const auto specific = [&](double pressure) {
                if (!humid) return 0.0;
                if (!relative) return std::max(humidity[at], 0.0);
                const double vapour = std::clamp(humidity[at] / 100.0, 0.0, 1.1) * saturation_pa(t);
                return 0.622 * vapour / std::max(pressure - 0.378 * vapour, vapour);
            };
            const double first_k = std::isfinite(below_k) ? below_k : t;
            if (heights_given) {
                w.height_m[at] = period.levels[k + 1];
                const double mean_k = 0.5 * (first_k + t);
                w.pressure_pa[at] = below_pa * std::exp(-k_gravity_m_s2 * (w.height_m[at] - below_m) /
                                                        (k_dry_air_gas_constant_j_kg_k * mean_k));
            }
            const double q = specific(w.pressure_pa[at]);
            if (humid) humidity[at] = q;
            const double virtual_k = t * virtual_factor(q);
            if (integrate) {
                const double mean_k = 0.5 * ((std::isfinite(below_k) ? below_k : virtual_k) + virtual_k);
                w.height_m[at] = below_m + k_dry_air_gas_constant_j_kg_k * mean_k / k_gravity_m_s2 *
                                               std::log(below_pa / w.pressure_pa[at]);
            }
            below_pa = w.pressure_pa[at];
            below_m = w.height_m[at];
            below_k = virtual_k;
        }
    }
    if (humid) w.specific_humidity_kg_kg = std::move(humidity);

    // Upward wind: from the change of pressure, or as it is.
    std::vector<double> rise = stack("DZDT");
    const bool in_m_s = !rise.empty() || terrain_following;
    if (rise.empty()) rise = stack("WWND");
    rise.resize(volume, 0.0);
    if (!in_m_s) {
        for (std::size_t k = 0; k < volume; ++k)
            rise[k] *=
                -100.0 * k_dry_air_gas_constant_j_kg_k * w.temperature_k[k] / (w.pressure_pa[k] * k_gravity_m_s2);
    }
    w.upward_wind_m_s = std::move(rise);

    for (std::size_t k = 0; !turn_rad_.empty() && k < volume; ++k) {
        const double c = std::cos(turn_rad_[k % plane]);
        const double s = std::sin(turn_rad_[k % plane]);
        const auto turn = [&](double& u, double& v) {
            const double x = u;
            u = x * c + v * s;
            v = -x * s + v * c;
        };
        turn(w.eastward_wind_m_s[k], w.northward_wind_m_s[k]);
        if (k < plane && !w.eastward_wind_10m_m_s.empty())
            turn(w.eastward_wind_10m_m_s[k], w.northward_wind_10m_m_s[k]);
    }
    if (file.vertical() == ArlVertical::pressure) lift_buried_levels(w, file.path());
    check_gridded(w, FieldNames::cf, file.path());
    return w;
}

}  // namespace

std::unique_ptr<GriddedWeatherSource> open_arl(const std::vector<std::string>& files) {
    return std::make_unique<ArlSource>(files);
}

}  // namespace lantian
