#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/data/weather.hpp"
#include "inputs/readers/observations.hpp"

namespace lantian {

/// What a file is, in words: for `lantian doctor`.
struct FileDescription {
    std::string path;
    std::string kind;                                        ///< for example "WRF output", "point sources", "unknown"
    std::vector<std::pair<std::string, std::string>> facts;  ///< label and value, in the order to print
    std::vector<std::string> missing;  ///< what the engine would miss in it or finds wrong, one sentence each

    void fact(std::string label, std::string value) { facts.emplace_back(std::move(label), std::move(value)); }
};

/// Describes any file: weather (WRF, geo_em, met_em, our CF, ARL, stations, profiles, GRIB with every message), tables
/// of sources, profiles and receptors, GeoJSON, TOML, lantian's results and snapshots, other NetCDF
/// and HDF5. Damaged files are described as damaged: NetCDF and HDF5 are opened in a child process
/// (core/base/child_process.hpp). Throws only E401, when there is nothing to read.
[[nodiscard]] FileDescription describe_file(const std::string& path);

namespace detail {
/// The parts of describe_file; both may throw.
void describe_hierarchical(FileDescription& out);  ///< NetCDF and HDF5, in this process
void describe_grib(FileDescription& out);          ///< looks at the messages in child processes
void describe_text(FileDescription& out);          ///< JSON, TOML, CSV
/// Times with their step and gaps.
void describe_times(FileDescription& out, const std::vector<UtcTime>& times);
/// Times, area, levels and every variable of a gridded source with its range at the first time; loads the first and
/// the last time as a run would.
void describe_gridded(FileDescription& out, const GriddedWeatherSource& source);
/// Stations and profiles of observations, as far as the file tells them.
void describe_observations(FileDescription& out, ObservationFormat format);
[[nodiscard]] std::string shown_size(double bytes);  ///< "3.0 MB"
[[nodiscard]] std::string shown_box(double west, double south, double east, double north);
}  // namespace detail

}  // namespace lantian
