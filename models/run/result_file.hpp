#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/data/grid.hpp"
#include "core/data/outside.hpp"
#include "core/data/receptors.hpp"
#include "core/data/results.hpp"
#include "core/data/scenario.hpp"
#include "core/data/source.hpp"
#include "core/io/netcdf_file.hpp"

namespace lantian {

/// What the result files say about the run besides its numbers. Everything referred to must outlive the writers.
struct ResultContext {
    const Scenario& scenario;
    std::shared_ptr<const Grid> grid;
    const SourceCatalog& catalog;
    const ReceptorSet& receptors;
    const OutsideSeries& outside;
    std::string resolved_scenario;  ///< TOML
    std::string scenario_hash;
    std::string input_hashes_json;   ///< file -> hash
    std::string outline_geojson;     ///< may be empty
    std::vector<std::string> notes;  ///< fallbacks and defaults, one a line
    int threads = 1;
};

/// Hours in one chunk of the result files.
[[nodiscard]] inline std::size_t hours_per_chunk(const Scenario& scenario) {
    constexpr std::int64_t k_day_h = 24;
    return static_cast<std::size_t>(std::min(k_day_h, scenario.time.hours));
}

/// One variable of the result files: how it follows from the channels, and its attributes.
struct ResultVariable {
    std::string name, long_name, standard_name, units, cell_methods, reference_state;
    bool deposition = false;
    bool derived_pm25 = false;  ///< pm25 = pm25_primary + 1.375 so4 + 1.290 no3
    std::size_t channel = 0;
    double per_si = 1.0;  ///< stored value per SI value (1e9 for ug m-3, 1e6 for mg m-2)

    /// Value in stored units from the channels of one cell or point.
    [[nodiscard]] double value(const double* channels) const;
};

/// Variables to store for a scenario, in the order of the file.
[[nodiscard]] std::vector<ResultVariable> result_variables(const Scenario& scenario, const Channels& channels);

/// Mean of the outside series over [begin, end), per channel (kg m-3; kg m-2 of the interval). Zeros when there is
/// none.
[[nodiscard]] std::vector<double> outside_channels(const OutsideSeries& outside, const Channels& channels,
                                                   UtcTime begin, UtcTime end);

/// Global attributes, provenance group and the grid mapping, common to all result files. summary: a sentence on what is
/// in the file.
void define_globals(NetcdfFile& file, const ResultContext& context, const std::string& format, const std::string& title,
                    const std::string& summary);
/// The same and the hours of the run, for files of hourly values.
void define_common(NetcdfFile& file, const ResultContext& context, const std::string& format, const std::string& title);
/// time and time_bnds of the whole run.
void write_times(NetcdfFile& file, const Scenario& scenario);
/// Attributes of a result variable.
void define_result(NetcdfFile& file, const ResultVariable& variable, const std::vector<std::string>& dimensions,
                   const NetcdfFile::Storage& storage, bool double_precision, const std::string& coordinates,
                   bool areal);

}  // namespace lantian
