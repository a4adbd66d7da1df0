#pragma once

#include <span>
#include <string>

#include "core/data/ledger.hpp"
#include "core/data/tracks.hpp"
#include "models/run/result_file.hpp"

namespace lantian {

/// tracks.nc: means over the intervals of moving receptors by source, or by group tag (inputs/schema/FORMATS.md), with
/// what is prescribed from outside. means_kg_m3: as RunSummary::track_means_kg_m3. The file appears under its name when
/// it is whole. Errors: E440.
void write_tracks(const std::string& path, const ResultContext& context, const TrackSet& tracks,
                  std::span<const double> means_kg_m3, const MassLedger& ledger, const std::string& additivity);

}  // namespace lantian
