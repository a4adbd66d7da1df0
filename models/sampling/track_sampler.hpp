#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/base/time.hpp"
#include "core/data/tracks.hpp"
#include "models/sampling/tilted_segments.hpp"

namespace lantian {

/// Puffs to receptors that move: means over the intervals of tracks, by source, concentrations only. At an instant a
/// receptor reads the plume, not single puffs: a puff stands for all that its source lets go between two releases, so
/// that what it leaves at a place is its mean there over that time about the instant, in the closed form of a standing
/// receptor (models/sampling/reference.hpp). Instants are nodes of Gauss-Legendre along the interval, the same for all
/// puffs and steps. Theory page of this room, section 7. Each interval has one owner and takes the pieces in order: the
/// same for any number of threads.
class TrackSampler {
  public:
    /// height_m: of Segments::weight, among them those of all intervals. release_s: of each tag of the segments, time
    /// between its puffs, > 0. channels: of the segments, the reported species first.
    TrackSampler(const TrackSet& tracks, std::span<const double> height_m, std::vector<double> release_s,
                 std::size_t channels);

    /// Adds the pieces of the step that ends at step_end; returns the pairs of piece and instant evaluated. Needs
    /// Segments::before_end_s and lasts_s.
    std::size_t add(const Segments& segments, UtcTime step_end, int threads);
    std::size_t add(const TiltedSegments& segments, UtcTime step_end, int threads);

    /// Means over the intervals in the order of track_intervals(), (interval, source, reported species), kg m-3.
    [[nodiscard]] const std::vector<double>& means() const { return means_; }

  private:
    /// An interval of a track: box and length of its way, height as an index, and its nodes in nodes_: four for wide
    /// puffs, then those for all others.
    struct Interval {
        UtcTime begin;
        double seconds;
        double west_m, east_m, south_m, north_m, way_m;
        std::size_t height, first_node, end_node;
    };
    /// How far a puff is felt, and its least spread.
    struct Size {
        double reach_m, spread_m;
    };
    /// The receptor at an instant: seconds since the interval began, place, share of the interval's mean.
    struct Node {
        double at_s, x_m, y_m, share;
    };
    /// Where the way of a puff begins and ends, seen from the receptor, m.
    struct Way {
        double x0_m, y0_m, x1_m, y1_m;
    };
    /// Mean density of a puff along a way, and where on it (-0.5 start to 0.5 end) it is densest.
    struct Density {
        double per_m2, along;
    };
    void append_nodes(const TrackInterval& interval, double panels);
    template <typename SizeOf, typename DensityOf>
    std::size_t add_pieces(const Segments& pieces, UtcTime step_end, int threads, SizeOf&& size, DensityOf&& density);

    std::vector<Interval> intervals_;
    std::vector<Node> nodes_;
    std::vector<double> height_m_, release_s_;
    std::size_t channels_;
    std::vector<double> means_;
};

}  // namespace lantian
