#pragma once

#include <string>

#include "core/base/error.hpp"
#include "core/base/time.hpp"
#include "core/data/grid.hpp"
#include "core/data/tracks.hpp"

namespace lantian {

/// What the run gives the tracks: its time, and the longest time between two puffs of a source.
struct TrackLimits {
    UtcTime begin, end;
    double release_s = 0.0;
};

/// Moving receptors of tracks.csv (inputs/schema/FORMATS.md), projected; tracks in the order of their first rows.
/// Codes: E105 time without offset, E304, E305, E306, E307 outside the domain, E312 track of one point, E335 outside
/// the time of the run, E336 too many heights, E415 times not ascending, W337 less than half of release_s before the
/// end of the run, W338 faster than anything that samples air.
[[nodiscard]] TrackSet read_tracks(const std::string& path, const Grid& grid, const TrackLimits& limits,
                                   Problems& problems);

}  // namespace lantian
