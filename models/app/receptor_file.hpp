#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/io/netcdf_file.hpp"

namespace lantian {

/// Writes a NetCDF result of the receptor verbs by way of .part: `fill` defines and writes; the global attributes
/// (Conventions, title, source, history, notes) are set here. Nothing half-written is left when it throws.
void write_receptor_file(const std::string& path, const std::string& title, const std::vector<std::string>& notes,
                         const std::function<void(NetcdfFile&)>& fill);

/// Defines and writes one variable of doubles, NaN as _FillValue.
void add_numbers(NetcdfFile& file, const std::string& name, const std::vector<std::string>& dimensions,
                 const std::string& long_name, const std::string& units, const std::vector<double>& values);
/// The same for texts.
void add_texts(NetcdfFile& file, const std::string& name, const std::vector<std::string>& dimensions,
               const std::string& long_name, const std::vector<std::string>& values);

}  // namespace lantian
