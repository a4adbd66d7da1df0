#pragma once

#include <string>

#include "core/data/projection.hpp"
#include "core/io/netcdf_file.hpp"

namespace lantian {

/// Defines a scalar grid-mapping variable (CF-1.11, 5.6) with grid_mapping_name and its parameters where CF knows the
/// projection, `crs_wkt` always, and `proj_string` = the definition as it was given. Other variables name it in their
/// attribute grid_mapping.
void define_grid_mapping(NetcdfFile& file, const std::string& variable, const Projection& projection);

}  // namespace lantian
