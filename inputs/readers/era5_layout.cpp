#include "inputs/readers/era5_layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <string_view>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "inputs/readers/cf_time.hpp"
#include "inputs/readers/units.hpp"

namespace lantian {

namespace {

constexpr std::int64_t k_hour_s = 3600;

[[noreturn]] void refuse(const NetcdfFile& file, const char* code, std::string message, std::string hint) {
    throw Error(
        Problem{Severity::error, ErrorKind::bad_data, code, file.path(), 0, 0, std::move(message), std::move(hint)});
}

std::string first_variable(const NetcdfFile& file, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        if (file.has_variable(name)) return name;
    }
    return {};
}

bool has_dimension_of_its_own(const NetcdfFile& file, const std::string& name) {
    const auto dimensions = file.dimensions_of(name);
    return dimensions.size() == 1 && dimensions[0] == name;
}

std::string y_name(const NetcdfFile& file) { return first_variable(file, {"latitude", "lat", "y"}); }
std::string x_name(const NetcdfFile& file) { return first_variable(file, {"longitude", "lon", "x"}); }

/// The last two dimensions are those of the mesh.
bool on_mesh(const NetcdfFile& file, const std::string& variable, const std::string& y, const std::string& x) {
    const auto dimensions = file.dimensions_of(variable);
    return dimensions.size() >= 2 && dimensions[dimensions.size() - 2] == y && dimensions.back() == x;
}

std::vector<double> axis_of(const NetcdfFile& file, const std::string& name, bool& flip) {
    constexpr std::size_t k_most = 100000;
    if (file.shape_of(name).size() != 1 || file.shape_of(name)[0] < 2 || file.shape_of(name)[0] > k_most)
        refuse(file, "E432", fmt::format("coordinate {} is no axis of 2 to {} values", name, k_most),
               "a mesh that is regular in longitude and latitude or in metres is expected");
    std::vector<double> axis = file.read(name);
    flip = axis.back() < axis.front();
    if (flip) std::reverse(axis.begin(), axis.end());
    for (std::size_t k = 0; k < axis.size(); ++k) {
        if (!std::isfinite(axis[k]) || (k > 0 && !(axis[k] > axis[k - 1])))
            refuse(file, "E414", fmt::format("coordinate {} is not finite or not monotonic at index {}", name, k),
                   "copy the file again");
    }
    return axis;
}

std::optional<MetConversion> field_of(const NetcdfFile& file, const std::string& name, LevelKind kind) {
    try {
        // Fluxes of ECMWF count downward.
        return met_field(name, file.text_attribute(name, "units").value_or(""), kind, true);
    } catch (const Error&) {
        return std::nullopt;
    }
}

bool is_mean_rate(std::string_view name) {
    return name == "msshf" || name == "mtpr" || name == "msdwswrf" || name.starts_with("avg_");
}

}  // namespace

Era5Layout::Era5Layout(const NetcdfFile& file, std::vector<std::string>& notes) {
    take_axes(file);
    take_times(file);
    take_levels(file);
    take_variables(file, notes);
}

bool Era5Layout::fits(const NetcdfFile& file) {
    const std::string y = lantian::y_name(file), x = lantian::x_name(file);
    if (y.empty() || x.empty() || !has_dimension_of_its_own(file, y) || !has_dimension_of_its_own(file, x))
        return false;
    const std::vector<std::string> names = file.variables();
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return on_mesh(file, name, y, x) &&
               (field_of(file, name, LevelKind::surface) || field_of(file, name, LevelKind::pressure));
    });
}

void Era5Layout::take_axes(const NetcdfFile& file) {
    y_name_ = lantian::y_name(file);
    x_name_ = lantian::x_name(file);
    if (y_name_.empty() || x_name_.empty())
        refuse(file, "E413", "coordinates latitude and longitude (or y and x) are missing",
               "give the file as it came from the Climate Data Store");
    axes_.x = axis_of(file, x_name_, flip_x_);
    axes_.y = axis_of(file, y_name_, flip_y_);
    axes_.name = "longitude-latitude";
    if (y_name_ != "y") return;
    for (const std::string& name : file.variables()) {
        const auto mapping = file.text_attribute(name, "grid_mapping");
        if (!mapping || !file.has_variable(*mapping)) continue;
        std::optional<std::string> text;
        for (const char* attribute : {"crs_wkt", "spatial_ref", "proj_params", "proj4"}) {
            if (!text) text = file.text_attribute(*mapping, attribute);
        }
        if (!text) continue;
        try {
            axes_.projection.emplace(*text);
        } catch (const Error& error) {
            refuse(file, "E432", fmt::format("grid mapping {}: {}", *mapping, error.problems().front().message),
                   "PROJ must understand it");
        }
        axes_.name = *mapping;
        return;
    }
    refuse(file, "E413", "axes y and x have no grid mapping with crs_wkt or proj_params",
           "give the projection, or the file on longitude and latitude");
}

void Era5Layout::take_times(const NetcdfFile& file) {
    // cfgrib: `time` is the start of the forecast where `valid_time` stands beside it.
    time_name_ = first_variable(file, {"valid_time", "time"});
    if (time_name_.empty())
        refuse(file, "E413", "coordinate time (or valid_time) is missing",
               "give the file as it came from the Climate Data Store");
    if (file.shape_of(time_name_).size() > 1)
        refuse(file, "E432", fmt::format("{} has {} dimensions", time_name_, file.shape_of(time_name_).size()),
               "one dimension of valid times is expected: put forecast steps one after the other");
    times_ = read_cf_times(file, time_name_);
    if (times_.empty()) refuse(file, "E410", "holds no times", "give a file with at least one time");
    for (std::size_t k = 1; k < times_.size(); ++k) {
        if (!(times_[k] > times_[k - 1]))
            refuse(file, "E415",
                   fmt::format("time {} (number {}) follows {}", format_time(times_[k]), k, format_time(times_[k - 1])),
                   "times must ascend within a file");
    }
    // Along the dimension whatever its name is: cfgrib may keep `time` where valid_time is the coordinate.
    const auto dimensions = file.dimensions_of(time_name_);
    time_name_ = dimensions.empty() ? std::string() : dimensions.front();
}

void Era5Layout::take_levels(const NetcdfFile& file) {
    level_name_ = first_variable(
        file, {"pressure_level", "model_level", "isobaricInhPa", "isobaricInPa", "hybrid", "plev", "level", "lev"});
    if (level_name_.empty() || !has_dimension_of_its_own(file, level_name_)) {
        level_name_.clear();
        return;
    }
    levels_ = file.read(level_name_);
    const std::string unit = plain_unit(file.text_attribute(level_name_, "units").value_or(""));
    const std::string text = file.text_attribute(level_name_, "long_name").value_or("");
    const bool model = level_name_ == "model_level" || level_name_ == "hybrid" ||
                       text.find("model_level") != std::string::npos || text.find("hybrid") != std::string::npos;
    level_kind_ = model ? LevelKind::model : LevelKind::pressure;
    if (!model) {
        try {
            const UnitConverter pascal = unit_to(level_name_ == "isobaricInhPa" && unit == "1" ? "hPa" : unit, "Pa");
            for (double& level : levels_) level = pascal(level);
        } catch (const Error& error) {
            refuse(file, "E302", fmt::format("coordinate {}: {}", level_name_, error.problems().front().message),
                   "a unit of pressure is expected, for example hPa");
        }
    }
    for (const double level : levels_) {
        constexpr double k_highest_pa = 1.2e5;
        if (!(level > 0.0 && level <= k_highest_pa))
            refuse(file, "E414", fmt::format("coordinate {} holds {}", level_name_, level),
                   "pressures of the atmosphere or numbers of model levels are expected");
    }
    if (!model) return;
    const std::string a = first_variable(file, {"hyai", "a_half", "ap_half"}),
                      b = first_variable(file, {"hybi", "b_half"});
    if (a.empty() || b.empty()) return;
    half_.a_pa = file.read(a);
    half_.b = file.read(b);
    if (half_.a_pa.size() != half_.b.size() || half_.b.size() < 3)
        refuse(file, "E432", fmt::format("{} and {} differ in length", a, b), "one value for each half level");
}

void Era5Layout::take_variables(const NetcdfFile& file, std::vector<std::string>& notes) {
    std::size_t members = 1;
    for (const std::string& name : file.variables()) {
        if (!on_mesh(file, name, y_name_, x_name_)) continue;
        const auto dimensions = file.dimensions_of(name);
        const auto shape = file.shape_of(name);
        bool on_levels = false, known = true;
        for (std::size_t d = 0; d + 2 < dimensions.size(); ++d) {
            if (dimensions[d] == level_name_) {
                on_levels = true;
            } else if (dimensions[d] == "number") {
                members = std::max(members, shape[d]);
            } else if (dimensions[d] != time_name_ && dimensions[d] != "expver" && shape[d] != 1) {
                known = false;
            }
        }
        if (!known) {
            notes.push_back(fmt::format("{}: {} ({}) is left out: its dimensions are not those of ERA5", file.path(),
                                        name, fmt::join(dimensions, ", ")));
            continue;
        }
        LevelKind kind = on_levels ? level_kind_ : LevelKind::surface;
        // Surface fields that the model files under its first level.
        if (kind == LevelKind::model && (name == "lnsp" || name == "z")) kind = LevelKind::surface;
        const auto conversion = field_of(file, name, kind);
        if (!conversion) {
            if (met_field_known(name, kind))
                notes.push_back(fmt::format("{}: {} is left out: its unit \"{}\" does not fit", file.path(), name,
                                            file.text_attribute(name, "units").value_or("")));
            continue;
        }
        variables_.push_back({name, kind, *conversion, conversion->is_sum || is_mean_rate(name) ? k_hour_s : 0});
    }
    if (members > 1)
        notes.push_back(fmt::format("{}: the first of {} members of the ensemble is taken", file.path(), members));
}

std::vector<double> Era5Layout::plane(const NetcdfFile& file, const std::string& variable, std::size_t time,
                                      std::size_t level) const {
    const auto dimensions = file.dimensions_of(variable);
    const auto shape = file.shape_of(variable);
    const std::size_t nx = axes_.x.size(), ny = axes_.y.size();
    std::vector<std::size_t> start(shape.size(), 0), count(shape.size(), 1);
    std::size_t versions = 1, version_dimension = 0;
    for (std::size_t d = 0; d + 2 < shape.size(); ++d) {
        if (!time_name_.empty() && dimensions[d] == time_name_) start[d] = time;
        if (dimensions[d] == level_name_) start[d] = std::min(level, shape[d] - 1);
        if (dimensions[d] == "expver") {
            versions = shape[d];
            version_dimension = d;
        }
    }
    count[shape.size() - 2] = ny;
    count[shape.size() - 1] = nx;
    std::vector<double> values = file.read(variable, start, count);
    for (std::size_t version = 1; version < versions; ++version) {
        if (std::none_of(values.begin(), values.end(), [](double v) { return std::isnan(v); })) break;
        start[version_dimension] = version;
        const std::vector<double> other = file.read(variable, start, count);
        for (std::size_t k = 0; k < values.size(); ++k) {
            if (std::isnan(values[k])) values[k] = other[k];
        }
    }
    if (flip_y_) {
        for (std::size_t j = 0; j < ny / 2; ++j)
            std::swap_ranges(values.begin() + static_cast<std::ptrdiff_t>(j * nx),
                             values.begin() + static_cast<std::ptrdiff_t>((j + 1) * nx),
                             values.begin() + static_cast<std::ptrdiff_t>((ny - 1 - j) * nx));
    }
    if (flip_x_) {
        for (std::size_t j = 0; j < ny; ++j)
            std::reverse(values.begin() + static_cast<std::ptrdiff_t>(j * nx),
                         values.begin() + static_cast<std::ptrdiff_t>((j + 1) * nx));
    }
    return values;
}

}  // namespace lantian
