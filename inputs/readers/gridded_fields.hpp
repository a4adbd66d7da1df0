#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/weather.hpp"

namespace lantian {

/// One field of GriddedWeather: what it is called where, its unit and the values that are possible in the atmosphere.
struct GriddedField {
    std::vector<double> GriddedWeather::*values;
    std::string_view cf_name;        ///< variable in our CF files
    std::string_view wrf_name;       ///< WRF variable it comes from
    std::string_view units;          ///< UDUNITS
    std::string_view standard_name;  ///< CF standard name; empty when the table has none
    std::string_view long_name;
    std::string_view at_height;  ///< scalar height coordinate of screen-level fields, else empty
    bool is_3d;
    bool required;
    double low, high;  ///< both allowed
};

[[nodiscard]] std::span<const GriddedField> gridded_fields();

enum class FieldNames { cf, wrf };

/// Throws E414 for the first value that is not finite or outside the field's range, or a column whose heights do not
/// ascend: file, variable, (level, y, x) index from 0, value and unit, and the range that is allowed.
void check_gridded(const GriddedWeather& weather, FieldNames names, const std::string& file);

/// A time of one of several files.
struct FileTime {
    UtcTime time;
    std::size_t file = 0;
    std::size_t record = 0;
};
/// Joins the times of several files: sorted, repeated times dropped (the file that began first is kept) with a note.
/// E415 when times do not ascend within one file.
[[nodiscard]] std::vector<FileTime> join_times(const std::vector<std::string>& files,
                                               const std::vector<std::vector<UtcTime>>& times,
                                               std::vector<std::string>& notes);

}  // namespace lantian
