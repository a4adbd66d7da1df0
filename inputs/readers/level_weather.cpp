#include "inputs/readers/level_weather.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/base/error.hpp"
#include "inputs/readers/buried_levels.hpp"
#include "inputs/readers/gridded_fields.hpp"
#include "inputs/readers/level_columns.hpp"
#include "inputs/readers/level_times.hpp"

namespace lantian {

namespace {

using F = MetField;
using G = GriddedWeather;

constexpr std::int64_t k_near_enough_s = 3 * 3600;  // a surface field of another time stands in for this long
constexpr double k_most_bytes = 1.5e9;
constexpr double k_too_low_m = 12.0;  ///< of a pressure level above ground

/// Surface fields that a driver may bring, and where they go.
struct SurfaceField {
    MetField field;
    std::vector<double> G::*values;
    double per;  ///< ours per SI unit of MetField
    bool is_constant, is_rate;
    double least;  ///< packing may leave less
};
constexpr double k_none = -1e30;
constexpr std::array k_surface_fields{
    SurfaceField{F::surface_pressure, &G::surface_pressure_pa, 1.0, false, false, k_none},
    SurfaceField{F::temperature_2m, &G::temperature_2m_k, 1.0, false, false, k_none},
    SurfaceField{F::eastward_wind_10m, &G::eastward_wind_10m_m_s, 1.0, false, false, k_none},
    SurfaceField{F::northward_wind_10m, &G::northward_wind_10m_m_s, 1.0, false, false, k_none},
    SurfaceField{F::boundary_layer_height, &G::boundary_layer_height_m, 1.0, false, false, 0.0},
    SurfaceField{F::friction_velocity, &G::friction_velocity_m_s, 1.0, false, false, 0.0},
    SurfaceField{F::roughness_length, &G::roughness_length_m, 1.0, true, false, 0.0},
    SurfaceField{F::sensible_heat_flux, &G::sensible_heat_flux_w_m2, 1.0, false, true, k_none},
    SurfaceField{F::precipitation, &G::precipitation_mm_h, 3600.0, false, true, 0.0},
    SurfaceField{F::cloud_fraction, &G::cloud_fraction, 1.0, false, true, 0.0},
    SurfaceField{F::shortwave_down, &G::shortwave_down_w_m2, 1.0, false, true, 0.0},
};

class LevelSource final : public GriddedWeatherSource {
  public:
    explicit LevelSource(LevelDataset dataset) : data_(std::move(dataset)), index_(data_.slices), notes_(data_.notes) {
        choose_levels();
        // The highest level lies above all ground: what is missing there is missing for good.
        const std::vector<double> top =
            values(index_.at(F::temperature, kind_, levels_.back(), times_.front()).value());
        if (const std::size_t gone = data_.window.trim_empty_edges(top); gone > 0)
            notes_.push_back(
                fmt::format("{} rows and columns at the edges of the mesh hold no values and are left out", gone));
        const double volume =
            static_cast<double>(data_.window.nx() * data_.window.ny()) * static_cast<double>(levels_.size());
        if (8.0 * 8.0 * volume > k_most_bytes) {
            throw Error(Problem{Severity::error, ErrorKind::bad_data, "E432", data_.files.front(), 0, 0,
                                fmt::format("one time on {} x {} points and {} levels needs {:.1f} GB",
                                            data_.window.nx(), data_.window.ny(), levels_.size(), 64e-9 * volume),
                                "a run reads the surroundings of its domain only; lantian met convert takes --area"});
        }
        if (index_.doubled() > 0)
            notes_.push_back(
                fmt::format("{} fields stand more than once for one time: those of the shortest forecast are taken",
                            index_.doubled()));
        choose_surface_fields();
        note_level_fields();
    }

    [[nodiscard]] const std::vector<UtcTime>& times() const override { return times_; }
    [[nodiscard]] std::string description() const override {
        return fmt::format("{}, {} x {} points, {} {} levels, {}, {} times from {} to {}", data_.title,
                           data_.window.nx(), data_.window.ny(), levels_.size(),
                           kind_ == LevelKind::pressure ? "pressure" : "model", data_.axes.name, times_.size(),
                           format_time(times_.front()), format_time(times_.back()));
    }
    [[nodiscard]] std::vector<std::string> notes() const override { return notes_; }
    [[nodiscard]] const Projection* projection() const override {
        return data_.axes.projection ? &*data_.axes.projection : nullptr;
    }
    [[nodiscard]] GriddedWeather load(std::size_t time_index) const override;

  private:
    struct Choice {
        std::vector<double> levels;  ///< lowest first
        std::vector<UtcTime> times;
        std::size_t incomplete = 0;  ///< times left out
        std::string missing;         ///< why there is no choice
    };
    [[nodiscard]] Choice choice(LevelKind kind) const;
    [[nodiscard]] bool has_surface_pressure() const {
        return index_.has(F::surface_pressure, LevelKind::surface) ||
               index_.has(F::log_surface_pressure, LevelKind::surface);
    }
    /// Heights of the model levels follow from their coefficients and the surface pressure.
    [[nodiscard]] bool summed_up() const { return !data_.half_level_b.empty() && has_surface_pressure(); }
    void choose_levels();
    void choose_surface_fields();
    void note_level_fields();

    [[nodiscard]] std::vector<double> values(std::size_t slice) const;
    [[nodiscard]] std::vector<double> mean_of(const std::vector<SliceIndex::Piece>& pieces) const;
    [[nodiscard]] std::optional<std::vector<double>> surface(const SurfaceField& field, std::size_t time_index) const;
    [[nodiscard]] std::vector<double> surface_pressure(UtcTime time) const;
    /// All levels of a field at a time; absent ones hold `otherwise`. Empty when no level is there.
    [[nodiscard]] std::vector<double> volume(F field, UtcTime time, double otherwise) const;
    void load_heights(GriddedWeather& w) const;
    void load_vertical_wind(GriddedWeather& w) const;
    void load_humidity(GriddedWeather& w) const;
    void turn_winds(GriddedWeather& w) const;
    void lift(GriddedWeather& w, const std::string& file) const;
    [[nodiscard]] UtcTime before(std::size_t time_index) const {
        return time_index == 0 ? times_[0] - 1 : times_[time_index - 1];
    }

    LevelDataset data_;
    SliceIndex index_;
    std::vector<std::string> notes_;
    LevelKind kind_ = LevelKind::pressure;
    std::vector<double> levels_;
    std::vector<UtcTime> times_;
    std::vector<const SurfaceField*> fields_;  ///< those that every time has, or can be given
};

std::string known_levels(const SliceIndex& index, LevelKind kind, F field) {
    std::size_t most = 0;
    for (const auto& [time, levels] : index.levels(field, kind)) most = std::max(most, levels.size());
    return fmt::format("{} on {} levels", met_field_name(field), most);
}

LevelSource::Choice LevelSource::choice(LevelKind kind) const {
    Choice out;
    const bool hybrid = kind == LevelKind::model && summed_up();
    const bool height = index_.has(F::height, kind);
    std::vector<F> needed{F::temperature, F::eastward_wind, F::northward_wind};
    if (kind == LevelKind::model && !hybrid) {
        needed.push_back(F::height);
        needed.push_back(F::pressure);
    } else if (kind == LevelKind::pressure && height) {
        needed.push_back(F::height);
    }
    std::map<UtcTime, std::vector<double>> common = index_.levels(F::temperature, kind);
    for (const F field : needed) {
        const auto there = index_.levels(field, kind);
        for (auto& [time, levels] : common) {
            const auto found = there.find(time);
            std::vector<double> both;
            if (found != there.end())
                std::set_intersection(levels.begin(), levels.end(), found->second.begin(), found->second.end(),
                                      std::back_inserter(both));
            levels = std::move(both);
        }
    }
    for (const auto& [time, levels] : common) {
        if (levels.size() > out.levels.size()) out.levels = levels;
    }
    if (hybrid) {
        // Heights are summed up from the ground: an unbroken row of levels down to the lowest is needed.
        std::vector<double> row;
        for (auto wanted = static_cast<double>(data_.half_level_b.size() - 1);
             std::binary_search(out.levels.begin(), out.levels.end(), wanted); --wanted)
            row.push_back(wanted);
        if (row.size() < 2 && out.levels.size() >= 2)
            out.missing = fmt::format("model levels down to the lowest, {}, are needed to find their heights; ",
                                      data_.half_level_b.size() - 1);
        out.levels.assign(row.rbegin(), row.rend());
    }
    if (out.levels.size() < 2) {
        for (const F field : needed)
            out.missing += (field == F::temperature ? "" : ", ") + known_levels(index_, kind, field);
        out.levels.clear();
        return out;
    }
    for (const auto& [time, levels] : common) {
        const bool whole = std::includes(levels.begin(), levels.end(), out.levels.begin(), out.levels.end());
        const bool pressure = !hybrid || index_.at(F::surface_pressure, LevelKind::surface, 0.0, time) ||
                              index_.at(F::log_surface_pressure, LevelKind::surface, 0.0, time);
        if (whole && pressure) {
            out.times.push_back(time);
        } else {
            ++out.incomplete;
        }
    }
    if (out.times.empty()) {
        out.missing = "surface pressure at the times of the model levels";
        out.levels.clear();
    }
    if (kind == LevelKind::pressure) {
        const bool terrain = index_.has(F::surface_altitude, LevelKind::surface);
        if (!height && !(terrain && has_surface_pressure())) {
            out.missing = "geopotential (height) of the levels, or surface geopotential together with surface pressure";
            out.levels.clear();
        } else if (!terrain && !has_surface_pressure()) {
            out.missing = "height of the ground: surface geopotential (orography) or surface pressure";
            out.levels.clear();
        }
    } else if (!index_.has(F::surface_altitude, LevelKind::surface)) {
        out.missing = "surface geopotential (orography)";
        out.levels.clear();
    }
    // Lowest first: high pressure, high number of a model level (of ECMWF's kind).
    std::reverse(out.levels.begin(), out.levels.end());
    return out;
}

void LevelSource::choose_levels() {
    const Choice model = choice(LevelKind::model), pressure = choice(LevelKind::pressure);
    kind_ =
        !model.levels.empty() && model.levels.size() >= pressure.levels.size() ? LevelKind::model : LevelKind::pressure;
    const Choice& best = kind_ == LevelKind::model ? model : pressure;
    if (best.levels.empty()) {
        const bool has_model = index_.has(F::temperature, LevelKind::model);
        throw Error(Problem{
            Severity::error, ErrorKind::bad_data, "E413", data_.files.front(), 0, 0,
            fmt::format("the {} is no whole weather driver: {}", data_.files.size() == 1 ? "file" : "set of files",
                        has_model
                            ? fmt::format("on model levels {}; on pressure levels {}", model.missing, pressure.missing)
                            : pressure.missing),
            "temperature, both winds and height or surface fields are needed, on at least two levels of one kind; name "
            "all files of a set, levels and surface, in meteorology.files"});
    }
    levels_ = best.levels;
    times_ = best.times;
    if (kind_ == LevelKind::model && !summed_up()) {
        // Levels that bring their own heights are numbered from either end.
        const auto mean_height = [&](double level) {
            double sum = 0.0;
            for (const double z : values(index_.at(F::height, kind_, level, times_[0]).value())) sum += z;
            return sum;
        };
        if (mean_height(levels_.front()) > mean_height(levels_.back())) std::reverse(levels_.begin(), levels_.end());
    }
    if (best.incomplete > 0)
        notes_.push_back(
            fmt::format("{} times lack temperature, wind or height on some of the {} levels and are left out",
                        best.incomplete, levels_.size()));
}

void LevelSource::choose_surface_fields() {
    for (const SurfaceField& field : k_surface_fields) {
        std::size_t absent = 0, unknown = 0;
        const bool some = index_.has(field.field, LevelKind::surface);
        for (std::size_t n = 0; n < times_.size(); ++n) {
            if (index_.at(field.field, LevelKind::surface, 0.0, times_[n])) continue;
            if (field.is_rate && !index_.since(field.field, before(n), times_[n]).empty()) continue;
            ++absent;
            unknown += !surface(field, n).has_value();
        }
        const std::string name(met_field_name(field.field));
        const bool nowhere = absent == times_.size() && !some;
        if (nowhere && (unknown == absent || field.field == F::precipitation)) continue;
        if (unknown > 0) {
            notes_.push_back(fmt::format("{} is not there for {} of {} times and left out for all of them", name,
                                         unknown, times_.size()));
            continue;
        }
        if (absent > 0 && !(field.is_constant && some)) {
            notes_.push_back(field.field == F::precipitation
                                 ? fmt::format("{} is not known at {} of {} times and taken as zero there", name,
                                               absent, times_.size())
                                 : fmt::format("{} is not there at {} of {} times: that of the nearest time is taken",
                                               name, absent, times_.size()));
        }
        fields_.push_back(&field);
    }
    // Half a wind is none.
    const auto has = [&](F field) {
        return std::any_of(fields_.begin(), fields_.end(), [&](const auto* f) { return f->field == field; });
    };
    if (has(F::eastward_wind_10m) != has(F::northward_wind_10m))
        std::erase_if(fields_, [](const auto* f) {
            return f->field == F::eastward_wind_10m || f->field == F::northward_wind_10m;
        });
}

void LevelSource::note_level_fields() {
    const auto absent = [&](F one, F other) {
        std::size_t n = 0;
        for (const UtcTime time : times_) {
            for (const double level : levels_)
                n += !index_.at(one, kind_, level, time) && !index_.at(other, kind_, level, time);
        }
        return n;
    };
    const std::size_t all = times_.size() * levels_.size();
    if (const std::size_t n = absent(F::pressure_velocity, F::upward_wind); n > 0)
        notes_.push_back(fmt::format("vertical wind is not there on {} of {} levels (all times): zero there", n, all));
    const std::size_t dry = absent(F::specific_humidity, F::relative_humidity);
    if (dry > 0 && dry < all)
        notes_.push_back(fmt::format("humidity is not there on {} of {} levels (all times): zero there", dry, all));
    if (absent(F::specific_humidity, F::specific_humidity) > dry)
        notes_.emplace_back("specific humidity made from relative humidity over water");
    if (kind_ == LevelKind::pressure) {
        notes_.emplace_back(
            "pressure levels below 12 m above ground are replaced by levels between the ground and the first one "
            "above");
        if (!index_.has(F::height, kind_))
            notes_.emplace_back("heights of the pressure levels made from surface pressure and temperature");
        if (!index_.has(F::surface_altitude, LevelKind::surface))
            notes_.emplace_back("terrain of the driver made from surface pressure and the heights of the levels");
    }
}

std::vector<double> LevelSource::values(std::size_t slice) const {
    const MetSlice& s = data_.slices[slice];
    std::vector<double> out = data_.window.cut(data_.read(s));
    for (double& value : out) value = s.conversion.scale * value + s.conversion.offset;
    return out;
}

std::vector<double> LevelSource::mean_of(const std::vector<SliceIndex::Piece>& pieces) const {
    std::vector<double> sum;
    std::int64_t whole_s = 0;
    for (const SliceIndex::Piece& piece : pieces) {
        const auto amount = [&](std::size_t slice) {
            const MetSlice& s = data_.slices[slice];
            std::vector<double> v = values(slice);
            if (!s.conversion.is_sum) {
                for (double& x : v) x *= static_cast<double>(s.end - s.begin);
            }
            return v;
        };
        std::vector<double> part = amount(piece.slice);
        if (piece.less) {
            const std::vector<double> earlier = amount(*piece.less);
            for (std::size_t k = 0; k < part.size(); ++k) part[k] -= earlier[k];
        }
        sum.resize(part.size(), 0.0);
        for (std::size_t k = 0; k < part.size(); ++k) sum[k] += part[k];
        whole_s += piece.end - piece.begin;
    }
    for (double& value : sum) value /= static_cast<double>(whole_s);
    return sum;
}

std::optional<std::vector<double>> LevelSource::surface(const SurfaceField& field, std::size_t n) const {
    const UtcTime time = times_[n];
    const auto instant = index_.at(field.field, LevelKind::surface, 0.0, time);
    // Cloud at the instant; what rains, shines or rises counts over the time before.
    if (instant && (!field.is_rate || field.field == F::cloud_fraction)) return values(*instant);
    if (field.is_rate) {
        const auto pieces = index_.since(field.field, before(n), time);
        if (!pieces.empty()) return mean_of(pieces);
        if (instant) return values(*instant);
        if (field.field == F::precipitation) return std::vector<double>(data_.window.nx() * data_.window.ny(), 0.0);
        for (const std::size_t near : {n + 1, n - 1}) {
            if (near >= times_.size()) continue;  // also n - 1 of 0
            const std::int64_t away = times_[std::max(n, near)] - times_[std::min(n, near)];
            const auto there = index_.since(field.field, before(near), times_[near]);
            if (!there.empty() && away <= 2 * k_near_enough_s) return mean_of(there);
        }
    }
    const auto near = index_.nearest(field.field, time);
    if (!near) return std::nullopt;
    const UtcTime when = data_.slices[*near].end;
    if (!field.is_constant && std::abs(when - time) > k_near_enough_s) return std::nullopt;
    return values(*near);
}

std::vector<double> LevelSource::surface_pressure(UtcTime time) const {
    if (const auto slice = index_.at(F::log_surface_pressure, LevelKind::surface, 0.0, time)) {
        std::vector<double> out = values(*slice);
        for (double& p : out) p = std::exp(p);
        return out;
    }
    const auto slice = index_.nearest(F::surface_pressure, time);
    return slice ? values(*slice) : std::vector<double>{};
}

std::vector<double> LevelSource::volume(F field, UtcTime time, double otherwise) const {
    const std::size_t plane = data_.window.nx() * data_.window.ny();
    std::vector<double> out;
    for (std::size_t k = 0; k < levels_.size(); ++k) {
        const auto slice = index_.at(field, kind_, levels_[k], time);
        if (!slice) continue;
        const std::vector<double> level = values(*slice);
        if (out.empty()) out.assign(levels_.size() * plane, otherwise);
        std::copy(level.begin(), level.end(), out.begin() + static_cast<std::ptrdiff_t>(k * plane));
    }
    return out;
}

void LevelSource::load_humidity(GriddedWeather& w) const {
    std::vector<double> specific = volume(F::specific_humidity, w.time, k_missing);
    std::vector<double> relative = volume(F::relative_humidity, w.time, k_missing);
    if (!relative.empty()) {
        columns::specific_from_relative(relative, w.temperature_k, w.pressure_pa);
        if (specific.empty()) {
            specific = std::move(relative);
        } else {
            for (std::size_t k = 0; k < specific.size(); ++k) {
                if (std::isnan(specific[k])) specific[k] = relative[k];
            }
        }
    }
    const std::size_t plane = w.nx * w.ny;
    for (std::size_t n = 0; n < levels_.size() && !specific.empty(); ++n) {
        const bool there = index_.at(F::specific_humidity, kind_, levels_[n], w.time) ||
                           index_.at(F::relative_humidity, kind_, levels_[n], w.time);
        for (std::size_t k = n * plane; k < (n + 1) * plane; ++k)
            specific[k] = there ? (specific[k] < 0.0 ? 0.0 : specific[k]) : 0.0;
    }
    w.specific_humidity_kg_kg = std::move(specific);
}

void LevelSource::load_heights(GriddedWeather& w) const {
    const std::size_t plane = w.nx * w.ny;
    if (const auto terrain = index_.nearest(F::surface_altitude, w.time)) w.surface_altitude_m = values(*terrain);
    const std::vector<double> ps = surface_pressure(w.time);
    const std::vector<double> altitude = volume(F::height, w.time, k_missing);
    if (kind_ == LevelKind::model && summed_up()) {
        const auto last = static_cast<std::size_t>(levels_.front()), first = static_cast<std::size_t>(levels_.back());
        w.height_m = columns::model_level_height(data_.half_level_a_pa, data_.half_level_b, first, last, ps,
                                                 w.temperature_k, w.specific_humidity_kg_kg);
        return;
    }
    if (altitude.empty()) {
        w.height_m = columns::hydrostatic_height(w.pressure_pa, w.temperature_k, w.specific_humidity_kg_kg, ps);
        return;
    }
    if (w.surface_altitude_m.empty()) w.surface_altitude_m = columns::altitude_of_pressure(w.pressure_pa, altitude, ps);
    w.height_m = altitude;
    for (std::size_t k = 0; k < altitude.size(); ++k) w.height_m[k] -= w.surface_altitude_m[k % plane];
}

void LevelSource::load_vertical_wind(GriddedWeather& w) const {
    w.upward_wind_m_s = volume(F::upward_wind, w.time, 0.0);
    if (!w.upward_wind_m_s.empty()) return;
    w.upward_wind_m_s = volume(F::pressure_velocity, w.time, 0.0);
    w.upward_wind_m_s.resize(w.temperature_k.size(), 0.0);
    // Hydrostatic: dp = -rho g dz.
    for (std::size_t k = 0; k < w.upward_wind_m_s.size(); ++k)
        w.upward_wind_m_s[k] *= -constants::k_dry_air_gas_constant_j_kg_k * w.temperature_k[k] /
                                (w.pressure_pa[k] * constants::k_gravity_m_s2);
}

void LevelSource::turn_winds(GriddedWeather& w) const {
    const auto along_mesh = [&](F field, LevelKind kind, double level) {
        const auto slice =
            kind == LevelKind::surface ? index_.nearest(field, w.time) : index_.at(field, kind, level, w.time);
        return slice && data_.slices[*slice].along_mesh;
    };
    const std::size_t plane = w.nx * w.ny;
    for (std::size_t n = 0; n < levels_.size(); ++n) {
        if (!along_mesh(F::eastward_wind, kind_, levels_[n])) continue;
        data_.window.turn_to_earth(std::span(w.eastward_wind_m_s).subspan(n * plane, plane),
                                   std::span(w.northward_wind_m_s).subspan(n * plane, plane));
    }
    if (!w.eastward_wind_10m_m_s.empty() && along_mesh(F::eastward_wind_10m, LevelKind::surface, 0.0))
        data_.window.turn_to_earth(w.eastward_wind_10m_m_s, w.northward_wind_10m_m_s);
}

/// Levels in or near the ground, and those that some models leave empty there.
void LevelSource::lift(GriddedWeather& w, const std::string& file) const {
    const std::size_t plane = w.nx * w.ny;
    for (std::size_t c = 0; c < plane; ++c) {
        for (std::size_t at = c; at < w.height_m.size(); at += plane) {
            const double sum = w.temperature_k[at] + w.eastward_wind_m_s[at] + w.northward_wind_m_s[at];
            if (std::isfinite(sum)) break;
            w.height_m[at] = k_missing;
        }
    }
    const bool known = !w.surface_pressure_pa.empty();
    if (!known) {
        // For the pressure of lifted levels only.
        for (std::size_t c = 0; c < plane; ++c) {
            std::size_t at = c;
            while (at + plane < w.height_m.size() && !(w.height_m[at] > k_too_low_m)) at += plane;
            w.surface_pressure_pa.push_back(w.pressure_pa[at] *
                                            std::exp(constants::k_gravity_m_s2 * w.height_m[at] /
                                                     (constants::k_dry_air_gas_constant_j_kg_k * w.temperature_k[at])));
        }
    }
    lift_buried_levels(w, file, k_too_low_m);
    if (!known) w.surface_pressure_pa.clear();
}

GriddedWeather LevelSource::load(std::size_t time_index) const {
    GriddedWeather w;
    w.time = times_.at(time_index);
    w.nx = data_.window.nx();
    w.ny = data_.window.ny();
    w.nz = levels_.size();
    w.lon_deg = data_.window.lon_deg();
    w.lat_deg = data_.window.lat_deg();
    w.temperature_k = volume(F::temperature, w.time, k_missing);
    w.eastward_wind_m_s = volume(F::eastward_wind, w.time, k_missing);
    w.northward_wind_m_s = volume(F::northward_wind, w.time, k_missing);
    const std::size_t plane = w.nx * w.ny;
    if (kind_ == LevelKind::pressure) {
        for (const double level : levels_) w.pressure_pa.insert(w.pressure_pa.end(), plane, level);
    } else if (summed_up()) {
        w.pressure_pa = columns::model_level_pressure(
            data_.half_level_a_pa, data_.half_level_b, static_cast<std::size_t>(levels_.back()),
            static_cast<std::size_t>(levels_.front()), surface_pressure(w.time));
    } else {
        w.pressure_pa = volume(F::pressure, w.time, k_missing);
    }
    load_humidity(w);
    load_heights(w);
    load_vertical_wind(w);
    for (const SurfaceField* field : fields_) {
        std::vector<double>& out = w.*field->values;
        out = surface(*field, time_index).value();
        for (double& value : out) value = value < field->least ? field->least : value * field->per;
        if (field->field == F::cloud_fraction) {
            for (double& value : out) value = value > 1.0 && value < 1.01 ? 1.0 : value;
        }
    }
    if (w.surface_pressure_pa.empty()) w.surface_pressure_pa = surface_pressure(w.time);
    turn_winds(w);
    const std::string& file =
        data_.files[data_.slices[*index_.at(F::temperature, kind_, levels_.front(), w.time)].file];
    if (kind_ == LevelKind::pressure) lift(w, file);
    check_gridded(w, FieldNames::cf, file);
    return w;
}

}  // namespace

std::unique_ptr<GriddedWeatherSource> make_level_weather(LevelDataset dataset) {
    return std::make_unique<LevelSource>(std::move(dataset));
}

}  // namespace lantian
