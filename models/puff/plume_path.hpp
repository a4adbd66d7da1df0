#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "core/data/puffs.hpp"

namespace lantian {

/// Where a plume is after some distance.
struct PathPoint {
    double distance_m = 0.0;  ///< along the path
    double height_m = 0.0;    ///< of the centre above ground
    double rise_m = 0.0;      ///< by its own buoyancy and momentum
    double sigma_y_m = 0.0, sigma_z_m = 0.0;
    double shelter_m = 0.0;   ///< nothing of the puff is found below this height: the cavity of a building is there
    double lofting_m = 0.0;   ///< how much higher the parts that come back from the lid stand (paths with mirrored)
    double centroid_m = 0.0;  ///< of the plume's mass (paths with mirrored)
};

/// The steady way of a plume near its source, worked out when a puff is released; the puff follows it, then goes on as
/// others do.
struct PlumePath {
    std::vector<PathPoint> points;  ///< distances ascending from 0; at least two
    bool sets_spread = false;  ///< the spreads of the points count; else the puff grows as elsewhere, and by rise/3.5
    double wind_m_s = 0.0;     ///< how fast the puff goes along; 0: with the wind of its layer
    double stack_height_m = 0.0;  ///< AERMOD's laws of spread know the stack's height; 0: take the puff's
    bool mirrored = false;        ///< heights above the lid are those of a plume that the lid sends back (AERMOD)

    [[nodiscard]] double end_m() const { return points.back().distance_m; }
    /// Linear between points; the last one beyond.
    [[nodiscard]] PathPoint at(double distance_m) const noexcept;
    /// Length of the piece that holds a distance, m: no step along a path that sets the spread should be longer.
    [[nodiscard]] double piece_m(double distance_m) const noexcept;
};

/// The paths of the puffs that follow one, by puff id.
class PlumePaths {
  public:
    void add(std::uint64_t puff_id, std::shared_ptr<const PlumePath> path) { paths_[puff_id] = std::move(path); }
    [[nodiscard]] bool empty() const { return paths_.empty(); }
    [[nodiscard]] std::size_t size() const { return paths_.size(); }
    /// Null when the puff follows none.
    [[nodiscard]] const PlumePath* find(std::uint64_t puff_id) const;
    /// Forgets the paths of puffs that are gone or past the end.
    void keep_active(const PuffStore& puffs);

  private:
    std::unordered_map<std::uint64_t, std::shared_ptr<const PlumePath>> paths_;
};

}  // namespace lantian
