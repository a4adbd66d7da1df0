#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/data/ledger.hpp"
#include "core/io/netcdf_file.hpp"
#include "models/run/result_file.hpp"

namespace lantian {

// What result files by source (stations.nc, tracks.nc) say of the sources.

/// One text or number for each index of a dimension.
void write_text_column(NetcdfFile& file, const std::string& name, const std::string& dimension,
                       const std::string& long_name, const std::vector<std::string>& values);
void write_number_column(NetcdfFile& file, const std::string& name, const std::string& dimension,
                         const std::string& standard_name, const std::string& long_name, const std::string& units,
                         const std::vector<double>& values);

/// Rows by source: every source, or every group as one (output.stations_by), then `outside` when it is prescribed.
[[nodiscard]] std::size_t source_rows(const ResultContext& context);

/// Variable of run_emission_t().
inline constexpr const char* k_run_emission = "source_run_emission";

/// Names, places and annual emission of the rows. The dimensions source and emitted_species stand there already.
/// Defines k_run_emission, one chunk, for run_emission_t() at the end of the run.
void write_sources(NetcdfFile& file, const ResultContext& context);

/// What each row let go during the run, (source, emitted species), t: of the ledger, so that sources whose rate follows
/// from the weather count too.
[[nodiscard]] std::vector<double> run_emission_t(const ResultContext& context, const MassLedger& ledger);

}  // namespace lantian
