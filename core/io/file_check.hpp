#pragma once

#include <mutex>
#include <string>

namespace lantian {

/// What keeps a file from being read as NetCDF (classic, 64-bit offset, 64-bit data or NetCDF-4), found without the
/// library: wrong magic, or fewer bytes than its header declares. Empty when nothing speaks against opening it. The
/// sentence says what was found and expected. E401 when unreadable.
[[nodiscard]] std::string netcdf_defect(const std::string& path);

/// Same for HDF5: magic, and the end-of-file address of the superblock against the real size.
[[nodiscard]] std::string hdf5_defect(const std::string& path);

/// Size of a file in bytes. E401 (exit 66) when it does not exist, is a folder or cannot be read.
[[nodiscard]] std::size_t readable_file_size(const std::string& path);

/// NetCDF-C and HDF5 are not thread-safe: every call to either is made under this one lock.
[[nodiscard]] std::recursive_mutex& file_library_mutex();

}  // namespace lantian
