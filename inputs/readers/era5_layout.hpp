#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/ecmwf_levels.hpp"
#include "inputs/readers/level_mesh.hpp"
#include "inputs/readers/met_fields.hpp"

namespace lantian {

/// How an ERA5 NetCDF file is laid out: names of the old Climate Data Store (time, level, latitude, longitude, expver),
/// of the new one (valid_time, pressure_level, model_level, number, expver), of cfgrib (isobaricInhPa, hybrid, scalar
/// valid_time), and of files put on a projection (plev, y, x with a grid mapping).
class Era5Layout {
  public:
    /// E413 when there is no time or mesh, E414 when a coordinate is not finite, E415 when times do not ascend, E432
    /// when a coordinate has a shape that is not read.
    Era5Layout(const NetcdfFile& file, std::vector<std::string>& notes);

    /// A variable that a driver takes.
    struct Variable {
        std::string name;
        LevelKind kind = LevelKind::surface;
        MetConversion conversion;
        std::int64_t interval_s = 0;  ///< it holds for so long before each time; 0: for the instant
    };
    [[nodiscard]] const std::vector<Variable>& variables() const { return variables_; }
    [[nodiscard]] const std::vector<UtcTime>& times() const { return times_; }
    [[nodiscard]] const std::vector<double>& levels() const { return levels_; }  ///< Pa, or numbers of model levels
    [[nodiscard]] const MeshAxes& axes() const { return axes_; }
    [[nodiscard]] const HalfLevels& half_levels() const { return half_; }  ///< empty when the file has none

    /// A field at one time and level, (y, x) on the axes, NaN where missing. Of several experiment versions (ERA5 and
    /// its preliminary ERA5T) the one that has a value.
    [[nodiscard]] std::vector<double> plane(const NetcdfFile& file, const std::string& variable, std::size_t time,
                                            std::size_t level) const;

    /// True when a file holds at least one variable that a driver takes, on a mesh that this class knows.
    [[nodiscard]] static bool fits(const NetcdfFile& file);

  private:
    void take_times(const NetcdfFile& file);
    void take_levels(const NetcdfFile& file);
    void take_axes(const NetcdfFile& file);
    void take_variables(const NetcdfFile& file, std::vector<std::string>& notes);

    std::string time_name_, level_name_, y_name_, x_name_;
    std::vector<UtcTime> times_;
    std::vector<double> levels_;
    LevelKind level_kind_ = LevelKind::pressure;
    MeshAxes axes_;
    bool flip_x_ = false, flip_y_ = false;
    HalfLevels half_;
    std::vector<Variable> variables_;
};

}  // namespace lantian
