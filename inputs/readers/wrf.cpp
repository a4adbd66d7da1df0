#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/gridded_fields.hpp"
#include "inputs/readers/weather.hpp"
#include "inputs/readers/wrf_projection.hpp"

namespace lantian {

namespace {

constexpr double k_theta_base_k = 300.0;           // WRF: T is potential temperature minus 300 K
constexpr double k_reference_pressure_pa = 1.0e5;  // WRF p1000mb
constexpr double k_wrf_kappa = 2.0 / 7.0;          // WRF r_d/cp with cp = 7 r_d/2
constexpr double k_rain_rounding_mm = 1e-3;        // single precision of an accumulated sum

Problem problem(const char* code, const std::string& file, std::string message, std::string hint) {
    return {Severity::error, ErrorKind::bad_data, code, file, 0, 0, std::move(message), std::move(hint)};
}

struct Shape {
    std::size_t nx = 0, ny = 0, nz = 0;
    friend bool operator==(const Shape&, const Shape&) = default;
};

/// Cells by which a moving nest went east and north.
struct Shift {
    std::ptrdiff_t i = 0, j = 0;
};

/// Reads variables of one time of one WRF file, with or without a leading Time dimension, and checks their shape.
class Record {
  public:
    Record(const NetcdfFile& file, Shape shape, std::size_t record) : file_(file), shape_(shape), record_(record) {}

    [[nodiscard]] bool has(const std::string& name) const { return file_.has_variable(name); }
    [[nodiscard]] std::vector<double> plane(const std::string& name) const {
        return read(name, {shape_.ny, shape_.nx});
    }
    [[nodiscard]] std::vector<double> optional_plane(const std::string& name) const {
        return has(name) ? plane(name) : std::vector<double>{};
    }
    [[nodiscard]] std::vector<double> volume(const std::string& name) const {
        return read(name, {shape_.nz, shape_.ny, shape_.nx});
    }
    /// Staggered in one direction (0 level, 1 y, 2 x), averaged to mass points.
    [[nodiscard]] std::vector<double> destaggered(const std::string& name, std::size_t direction) const {
        std::vector<std::size_t> shape{shape_.nz, shape_.ny, shape_.nx};
        ++shape[direction];
        const std::vector<double> in = read(name, shape);
        const std::size_t step = direction == 2 ? 1 : direction == 1 ? shape[2] : shape[1] * shape[2];
        std::vector<double> out(shape_.nz * shape_.ny * shape_.nx);
        std::size_t n = 0;
        for (std::size_t k = 0; k < shape_.nz; ++k) {
            for (std::size_t j = 0; j < shape_.ny; ++j) {
                for (std::size_t i = 0; i < shape_.nx; ++i) {
                    const std::size_t at = (k * shape[1] + j) * shape[2] + i;
                    out[n++] = 0.5 * (in[at] + in[at + step]);
                }
            }
        }
        return out;
    }

  private:
    [[nodiscard]] std::vector<double> read(const std::string& name, std::vector<std::size_t> expected) const {
        const std::vector<std::size_t> found = file_.shape_of(name);
        std::vector<std::size_t> start(expected.size(), 0);
        const bool timed = found.size() == expected.size() + 1;
        if (!std::equal(expected.begin(), expected.end(), found.begin() + (timed ? 1 : 0), found.end())) {
            throw Error(problem("E432", file_.path(),
                                fmt::format("variable {} has shape ({}) where ({}) is expected", name,
                                            fmt::join(found, ", "), fmt::join(expected, ", ")),
                                "with or without a leading Time dimension"));
        }
        if (timed) {
            start.insert(start.begin(), record_);
            expected.insert(expected.begin(), 1);
        }
        return file_.read(name, start, expected);
    }

    const NetcdfFile& file_;
    Shape shape_;
    std::size_t record_;
};

/// Times of a file and the records that hold them.
struct RecordTimes {
    std::vector<UtcTime> times;
    std::vector<std::size_t> records;
    std::size_t superseded = 0;  ///< records of times that a restart wrote again
};

/// A model that is restarted writes on in the same file, from the time of the restart: what came after that before is
/// superseded.
RecordTimes read_times(const NetcdfFile& file) {
    RecordTimes out;
    std::size_t record = 0;
    for (std::string text : file.read_texts("Times")) {
        std::replace(text.begin(), text.end(), '_', 'T');
        const std::optional<UtcTime> time = parse_time(text + "Z");
        if (!time) {
            throw Error(problem("E415", file.path(), fmt::format("variable Times holds \"{}\"", text),
                                "times look like 2027-01-15_00:00:00"));
        }
        for (; !out.times.empty() && out.times.back() >= *time; ++out.superseded) {
            out.times.pop_back();
            out.records.pop_back();
        }
        out.times.push_back(*time);
        out.records.push_back(record++);
    }
    if (out.times.empty())
        throw Error(problem("E410", file.path(), "holds no times", "give a file with at least one output time"));
    return out;
}

/// Rain since the start of the run, mm: RAINC + RAINNC and their buckets where used. Empty when the file has neither.
std::vector<double> accumulated_rain(const NetcdfFile& file, const Record& record, std::size_t cells) {
    std::vector<double> sum;
    const double bucket = file.number_attribute("", "BUCKET_MM").value_or(-1.0);
    for (const char* name : {"RAINC", "RAINNC", "I_RAINC", "I_RAINNC"}) {
        const bool count = name[0] == 'I';
        if (!record.has(name) || (count && bucket <= 0.0)) continue;
        const std::vector<double> part = record.plane(name);
        sum.resize(cells, 0.0);
        for (std::size_t k = 0; k < cells; ++k) sum[k] += count ? bucket * part[k] : part[k];
    }
    return sum;
}

class WrfSource final : public GriddedWeatherSource {
  public:
    WrfSource(std::vector<std::string> files, const std::optional<AreaDeg>& area_deg) : files_(std::move(files)) {
        if (files_.empty())
            throw Error(ErrorKind::bad_scenario, "E410", "no WRF file is named", "name files in meteorology.files");
        if (area_deg) take_one_domain(*area_deg);
        std::vector<std::vector<UtcTime>> times;
        std::vector<std::vector<std::size_t>> records;
        for (const std::string& path : files_) {
            const NetcdfFile file = NetcdfFile::open(path);
            require_variables(file);
            RecordTimes in_file = read_times(file);
            if (in_file.superseded > 0)
                notes_.push_back(fmt::format("{}: {} records were written again after a restart, the later ones count",
                                             path, in_file.superseded));
            times.push_back(std::move(in_file.times));
            records.push_back(std::move(in_file.records));
            take_mesh(file);
        }
        entries_ = join_times(files_, times, notes_);
        for (FileTime& entry : entries_) entry.record = records[entry.file][entry.record];
        for (const FileTime& entry : entries_) times_.push_back(entry.time);
        survey_rain();
    }

    [[nodiscard]] const std::vector<UtcTime>& times() const override { return times_; }
    [[nodiscard]] std::string description() const override {
        return fmt::format("WRF, {} x {} mass points, {} levels, {}, {} times from {} to {}", shape_.nx, shape_.ny,
                           shape_.nz, projection_->name(), times_.size(), format_time(times_.front()),
                           format_time(times_.back()));
    }
    [[nodiscard]] std::vector<std::string> notes() const override { return notes_; }
    [[nodiscard]] const Projection* projection() const override { return projection_->metric(); }
    [[nodiscard]] GriddedWeather load(std::size_t time_index) const override;

  private:
    void require_variables(const NetcdfFile& file) const {
        std::vector<Problem> missing;
        for (const char* name : {"Times", "XLAT", "XLONG", "U", "V", "W", "PH", "PHB", "T", "P", "PB", "HGT"}) {
            if (file.has_variable(name)) continue;
            missing.push_back(
                problem("E413", file.path(), fmt::format("variable {} is missing", name),
                        "keep it in the WRF output: Times XLAT XLONG U V W PH PHB T P PB HGT are needed"));
        }
        if (!missing.empty()) throw Error(std::move(missing));
    }

    void take_mesh(const NetcdfFile& file) {
        const std::vector<std::size_t> t = file.shape_of("T");
        if (t.size() != 4 || t[1] == 0 || t[2] == 0 || t[3] == 0) {
            throw Error(problem("E432", file.path(),
                                "variable T does not have the dimensions (Time, bottom_top, south_north, west_east)",
                                "see FORMATS.md"));
        }
        const Shape shape{t[3], t[2], t[1]};
        const Record record(file, shape, 0);
        const std::vector<double> lat = record.plane("XLAT");
        const std::vector<double> lon = record.plane("XLONG");
        if (!projection_) {
            shape_ = shape;
            projection_.emplace(file);
            lat_ = lat;
            lon_ = lon;
            return;
        }
        constexpr double k_same_place_deg = 1e-4;  // single precision of XLAT and XLONG
        const auto differs = [](double a, double b) { return !(std::abs(a - b) < k_same_place_deg); };
        if (shape != shape_ || !std::equal(lat.begin(), lat.end(), lat_.begin(), std::not_fn(differs)) ||
            !std::equal(lon.begin(), lon.end(), lon_.begin(), std::not_fn(differs))) {
            throw Error(problem("E432", file.path(), fmt::format("its mesh differs from that of {}", files_.front()),
                                "name the files of one WRF domain only"));
        }
    }

    void take_one_domain(const AreaDeg& area);
    void survey_rain();
    [[nodiscard]] std::vector<double> rain_rate(const NetcdfFile& file, std::size_t index) const;
    void turn_winds(const Record& record, GriddedWeather& weather) const;

    std::vector<std::string> files_;
    std::vector<FileTime> entries_;
    std::vector<UtcTime> times_;
    std::vector<bool> rain_restarts_;
    std::vector<Shift> shifts_;  ///< of the mesh since the time before
    std::vector<std::string> notes_;
    Shape shape_;
    std::optional<WrfProjection> projection_;
    std::vector<double> lat_, lon_;
};

/// Of files of several domains those of the finest one that covers the area, or of the coarsest when none does.
void WrfSource::take_one_domain(const AreaDeg& area) {
    struct Domain {
        double cell_m = 0.0;
        bool covers = false;
        std::vector<std::string> files;
    };
    std::map<std::pair<double, double>, Domain> domains;  // by GRID_ID and DX
    for (const std::string& path : files_) {
        const NetcdfFile file = NetcdfFile::open(path);
        const double cell_m = file.number_attribute("", "DX").value_or(0.0);
        Domain& domain = domains[{file.number_attribute("", "GRID_ID").value_or(0.0), cell_m}];
        domain.files.push_back(path);
        domain.cell_m = cell_m;
        if (domain.files.size() > 1 || !file.has_variable("XLAT") || !file.has_variable("XLONG")) continue;
        const WrfProjection projection(file);
        const std::vector<double> lat = file.read("XLAT"), lon = file.read("XLONG");
        MapPoint low{1e30, 1e30}, high{-1e30, -1e30};
        for (std::size_t k = 0; k < std::min(lat.size(), lon.size()); ++k) {
            const MapPoint p = projection.forward({lon[k], lat[k]});
            low = {std::min(low.x_m, p.x_m), std::min(low.y_m, p.y_m)};
            high = {std::max(high.x_m, p.x_m), std::max(high.y_m, p.y_m)};
        }
        domain.covers = true;
        for (const LonLat corner :
             {LonLat{area[0], area[1]}, LonLat{area[2], area[1]}, LonLat{area[0], area[3]}, LonLat{area[2], area[3]}}) {
            const MapPoint p = projection.forward(corner);
            domain.covers =
                domain.covers && p.x_m >= low.x_m && p.x_m <= high.x_m && p.y_m >= low.y_m && p.y_m <= high.y_m;
        }
    }
    if (domains.size() < 2) return;
    const auto better = [](const auto& a, const auto& b) {
        if (a.second.covers != b.second.covers) return a.second.covers;
        return a.second.covers ? a.second.cell_m < b.second.cell_m : a.second.cell_m > b.second.cell_m;
    };
    const auto best = std::min_element(domains.begin(), domains.end(), better);
    notes_.push_back(fmt::format(
        "files of {} WRF domains: those with cells of {:g} m are taken ({}), {} files of other domains left out",
        domains.size(), best->second.cell_m,
        best->second.covers ? "the finest that covers the area" : "none covers the area",
        files_.size() - best->second.files.size()));
    files_ = best->second.files;
}

/// Finds how far a nest moves between times, and where accumulated rain begins anew (files of separate forecasts).
void WrfSource::survey_rain() {
    rain_restarts_.assign(entries_.size(), false);
    shifts_.assign(entries_.size(), {});
    std::vector<double> before;
    MapPoint corner_before;
    bool any_rain = false;
    bool any_move = false;
    for (std::size_t n = 0; n < entries_.size(); ++n) {
        const NetcdfFile file = NetcdfFile::open(files_[entries_[n].file]);
        const Record record(file, shape_, entries_[n].record);
        const std::vector<double> lon = record.plane("XLONG"), lat = record.plane("XLAT");
        const MapPoint corner = projection_->forward({lon.front(), lat.front()});
        const MapPoint opposite = projection_->forward({lon.back(), lat.back()});
        const double dx = (opposite.x_m - corner.x_m) / static_cast<double>(std::max<std::size_t>(shape_.nx, 2) - 1);
        const double dy = (opposite.y_m - corner.y_m) / static_cast<double>(std::max<std::size_t>(shape_.ny, 2) - 1);
        if (n > 0) {
            const double i = std::round((corner.x_m - corner_before.x_m) / dx),
                         j = std::round((corner.y_m - corner_before.y_m) / dy);
            constexpr double k_far = 1e6;
            if (std::abs(i) < k_far && std::abs(j) < k_far)
                shifts_[n] = {static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j)};
            any_move = any_move || shifts_[n].i != 0 || shifts_[n].j != 0;
        }
        corner_before = corner;
        std::vector<double> now = accumulated_rain(file, record, lat_.size());
        any_rain = any_rain || !now.empty();
        if (n > 0 && !now.empty() && !before.empty() && shifts_[n].i == 0 && shifts_[n].j == 0) {
            for (std::size_t k = 0; k < now.size(); ++k)
                rain_restarts_[n] = rain_restarts_[n] || now[k] < before[k] - k_rain_rounding_mm;
        }
        if (rain_restarts_[n])
            notes_.push_back(fmt::format("accumulated rain begins anew at {}: what fell since then is taken",
                                         format_time(times_[n])));
        before = std::move(now);
    }
    if (any_move && any_rain)
        notes_.emplace_back(
            "the WRF mesh moves: rain is differenced at the same place; cells newly covered take the nearest known "
            "rate");
    if (any_rain)
        notes_.push_back(fmt::format("rain at the first WRF time {} is not known from its sums and taken as zero",
                                     format_time(times_.front())));
}

std::vector<double> WrfSource::rain_rate(const NetcdfFile& file, std::size_t index) const {
    const std::vector<double> now = accumulated_rain(file, Record(file, shape_, entries_[index].record), lat_.size());
    std::vector<double> rate(now.size(), 0.0);
    if (now.empty() || index == 0) return rate;
    const double hours = static_cast<double>(times_[index] - times_[index - 1]) / 3600.0;
    std::vector<double> before;
    if (!rain_restarts_[index]) {
        const FileTime& entry = entries_[index - 1];
        const NetcdfFile previous = NetcdfFile::open(files_[entry.file]);
        before = accumulated_rain(previous, Record(previous, shape_, entry.record), lat_.size());
    }
    before.resize(now.size(), 0.0);
    const auto nx = static_cast<std::ptrdiff_t>(shape_.nx), ny = static_cast<std::ptrdiff_t>(shape_.ny);
    const Shift move = shifts_[index];
    if (std::abs(move.i) >= nx || std::abs(move.j) >= ny) return rate;  // no common ground
    for (std::ptrdiff_t j = 0; j < ny; ++j) {
        for (std::ptrdiff_t i = 0; i < nx; ++i) {
            // The nearest cell that both meshes cover.
            const std::ptrdiff_t jj =
                std::clamp(j, std::max<std::ptrdiff_t>(0, -move.j), std::min(ny, ny - move.j) - 1);
            const std::ptrdiff_t ii =
                std::clamp(i, std::max<std::ptrdiff_t>(0, -move.i), std::min(nx, nx - move.i) - 1);
            const double mm = now[static_cast<std::size_t>(jj * nx + ii)] -
                              before[static_cast<std::size_t>((jj + move.j) * nx + ii + move.i)];
            rate[static_cast<std::size_t>(j * nx + i)] = std::isnan(mm) ? mm : std::max(0.0, mm) / hours;
        }
    }
    return rate;
}

void WrfSource::turn_winds(const Record& record, GriddedWeather& weather) const {
    std::vector<double> sine, cosine;
    if (record.has("SINALPHA") && record.has("COSALPHA")) {
        sine = record.plane("SINALPHA");
        cosine = record.plane("COSALPHA");
    } else {
        for (std::size_t k = 0; k < weather.lon_deg.size(); ++k) {
            const double angle = projection_->convergence_rad({weather.lon_deg[k], weather.lat_deg[k]});
            sine.push_back(-std::sin(angle));
            cosine.push_back(std::cos(angle));
        }
    }
    const auto turn = [&](std::vector<double>& u, std::vector<double>& v) {
        for (std::size_t k = 0; k < u.size(); ++k) {
            const double s = sine[k % sine.size()], c = cosine[k % sine.size()];
            const double along_x = u[k];
            u[k] = along_x * c - v[k] * s;
            v[k] = v[k] * c + along_x * s;
        }
    };
    turn(weather.eastward_wind_m_s, weather.northward_wind_m_s);
    turn(weather.eastward_wind_10m_m_s, weather.northward_wind_10m_m_s);
}

GriddedWeather WrfSource::load(std::size_t time_index) const {
    const FileTime& entry = entries_.at(time_index);
    const NetcdfFile file = NetcdfFile::open(files_[entry.file]);
    const Record record(file, shape_, entry.record);
    GriddedWeather w;
    w.time = entry.time;
    w.nx = shape_.nx;
    w.ny = shape_.ny;
    w.nz = shape_.nz;
    w.lon_deg = record.plane("XLONG");
    w.lat_deg = record.plane("XLAT");
    w.surface_altitude_m = record.plane("HGT");
    const std::size_t plane = w.nx * w.ny;

    w.height_m = record.destaggered("PH", 0);
    const std::vector<double> base = record.destaggered("PHB", 0);
    for (std::size_t k = 0; k < w.height_m.size(); ++k) {
        w.height_m[k] = (w.height_m[k] + base[k]) / constants::k_gravity_m_s2 - w.surface_altitude_m[k % plane];
    }
    w.pressure_pa = record.volume("P");
    const std::vector<double> base_pressure = record.volume("PB");
    w.temperature_k = record.volume("T");
    for (std::size_t k = 0; k < w.pressure_pa.size(); ++k) {
        w.pressure_pa[k] += base_pressure[k];
        w.temperature_k[k] =
            (w.temperature_k[k] + k_theta_base_k) * std::pow(w.pressure_pa[k] / k_reference_pressure_pa, k_wrf_kappa);
    }
    w.eastward_wind_m_s = record.destaggered("U", 2);
    w.northward_wind_m_s = record.destaggered("V", 1);
    w.upward_wind_m_s = record.destaggered("W", 0);
    if (record.has("QVAPOR")) {
        w.specific_humidity_kg_kg = record.volume("QVAPOR");
        // From mixing ratio; advection leaves small negative ones in WRF.
        for (double& q : w.specific_humidity_kg_kg) q = q > -1e-3 && q < 0.0 ? 0.0 : q / (1.0 + q);
    }
    w.temperature_2m_k = record.optional_plane("T2");
    w.surface_pressure_pa = record.optional_plane("PSFC");
    if (record.has("U10") && record.has("V10")) {
        w.eastward_wind_10m_m_s = record.plane("U10");
        w.northward_wind_10m_m_s = record.plane("V10");
    }
    w.boundary_layer_height_m = record.optional_plane("PBLH");
    w.friction_velocity_m_s = record.optional_plane("UST");
    w.sensible_heat_flux_w_m2 = record.optional_plane("HFX");
    w.roughness_length_m = record.optional_plane("ZNT");
    w.shortwave_down_w_m2 = record.optional_plane("SWDOWN");
    if (record.has("CLDFRA")) {
        const std::vector<double> cloud = record.volume("CLDFRA");
        w.cloud_fraction.assign(plane, 0.0);
        for (std::size_t k = 0; k < cloud.size(); ++k) {
            double& highest = w.cloud_fraction[k % plane];
            highest = cloud[k] > highest || std::isnan(cloud[k]) ? cloud[k] : highest;
        }
    }
    w.precipitation_mm_h = rain_rate(file, time_index);
    turn_winds(record, w);
    check_gridded(w, FieldNames::wrf, file.path());
    return w;
}

}  // namespace

std::unique_ptr<GriddedWeatherSource> open_wrf(const std::vector<std::string>& files,
                                               const std::optional<AreaDeg>& area_deg) {
    return std::make_unique<WrfSource>(files, area_deg);
}

}  // namespace lantian
