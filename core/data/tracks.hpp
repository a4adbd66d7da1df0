#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/data/projection.hpp"

namespace lantian {

/// Where a moving receptor (a mobile laboratory, an aircraft) is at one instant.
struct TrackPoint {
    UtcTime time;
    LonLat place;
    MapPoint point;         ///< in the run's projection
    double height_m = 1.5;  ///< above ground
};

/// A drive or flight: at least two points, times ascending. Between two points the receptor moves straight, at one
/// speed.
struct Track {
    std::string id;  ///< unique
    std::vector<TrackPoint> points;
};
using TrackSet = std::vector<Track>;

/// One sample: the way from a point of a track to the next, and what is read on it as a mean over its time.
struct TrackInterval {
    std::size_t track = 0;  ///< index into the TrackSet
    TrackPoint from, to;

    /// Height at which the air is sampled, m: the mean of both ends.
    [[nodiscard]] double height_m() const { return 0.5 * (from.height_m + to.height_m); }
    [[nodiscard]] double seconds() const { return static_cast<double>(to.time - from.time); }
};

/// The intervals of all tracks, track after track, in time order within each.
[[nodiscard]] std::vector<TrackInterval> track_intervals(const TrackSet& tracks);

/// Appends the heights at which the intervals are sampled to `heights_m`, each once.
void add_track_heights(const TrackSet& tracks, std::vector<double>& heights_m);

/// Every height of a track is worked out for every puff: no more than this many.
inline constexpr std::size_t k_most_track_heights = 16;

}  // namespace lantian
