#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/data/grid.hpp"
#include "core/data/meteorology.hpp"

namespace lantian {

/// Air that arrives at a place and time.
struct Arrival {
    std::string id;
    UtcTime time;
    MapPoint place;
    double height_m = 100.0;  ///< above ground
};

struct TrajectoryOptions {
    double hours = 24.0;           ///< how far back
    std::int64_t step_s = 300;     ///< of the integration; shortened at weather times and outputs
    std::int64_t output_s = 3600;  ///< a point is kept this often
    int order = 4;                 ///< 2: Heun; 4: classical Runge-Kutta
    bool vertical_wind = true;     ///< else the height above ground stays
    UtcTime earliest{INT64_MIN};   ///< nothing is asked of the weather before this
    int threads = 0;
};

/// Why a trajectory has its length.
enum class PathEnd { complete, left_area, weather_begins };

struct BackPoint {
    double hours = 0.0;  ///< <= 0
    double x_m = 0.0, y_m = 0.0, height_m = 0.0;
};

struct BackTrajectory {
    Arrival arrival;
    std::vector<BackPoint> points;  ///< from the arrival backward
    PathEnd end = PathEnd::complete;
};

/// Lowest height a trajectory may have, m: below it the wind of the surface layer would hold it.
inline constexpr double k_lowest_trajectory_m = 10.0;

/// Single-particle back trajectories in the mean wind of `met`; a path ends where it leaves `area`. All march back
/// together through the weather, each state read once; each is integrated by itself, so that neither the others nor the
/// number of threads change it. In the order of `arrivals`.
[[nodiscard]] std::vector<BackTrajectory> back_trajectories(MetProvider& met, const Grid& area,
                                                            std::span<const Arrival> arrivals,
                                                            const TrajectoryOptions& options);

/// Weather run backward: at pivot + s it gives the state of pivot - s with all winds reversed. What moves forward in it
/// moves backward in the weather behind it.
class ReversedMet final : public MetProvider {
  public:
    ReversedMet(MetProvider& met, UtcTime pivot) : met_(met), pivot_(pivot) {}
    [[nodiscard]] std::array<std::shared_ptr<const MetState>, 2> bracket(UtcTime t) override;
    [[nodiscard]] std::vector<std::string> notes() const override { return met_.notes(); }

  private:
    [[nodiscard]] std::shared_ptr<const MetState> reversed(const std::shared_ptr<const MetState>& state);

    MetProvider& met_;
    UtcTime pivot_;
    std::array<std::shared_ptr<const MetState>, 4> from_, to_;  ///< the last states turned
    std::size_t next_ = 0;
};

}  // namespace lantian
