#include "core/data/tracks.hpp"

#include <algorithm>

namespace lantian {

std::vector<TrackInterval> track_intervals(const TrackSet& tracks) {
    std::vector<TrackInterval> out;
    for (std::size_t t = 0; t < tracks.size(); ++t) {
        const std::vector<TrackPoint>& points = tracks[t].points;
        for (std::size_t n = 1; n < points.size(); ++n) out.push_back({t, points[n - 1], points[n]});
    }
    return out;
}

void add_track_heights(const TrackSet& tracks, std::vector<double>& heights_m) {
    for (const TrackInterval& interval : track_intervals(tracks)) {
        if (std::find(heights_m.begin(), heights_m.end(), interval.height_m()) == heights_m.end())
            heights_m.push_back(interval.height_m());
    }
}

}  // namespace lantian
