#pragma once

#include <vector>

#include "core/data/tracer.hpp"

namespace lantian {

/// A series of one-minute winds at half-minute points: the minute's mean in its middle, the mean of both neighbours at
/// its edge, missing minutes on the straight line between the nearest ones that are there.
class MinuteSeries {
  public:
    struct Value {
        double x_m_s, y_m_s;
    };
    explicit MinuteSeries(const std::vector<MinuteWind>& minutes);

    /// half: half minutes from the start of the first; odd in the middle of a minute. Held beyond both ends.
    [[nodiscard]] Value at(std::size_t half) const;
    /// Mean speed of the quarter hour on either side.
    [[nodiscard]] double mean_speed(std::size_t half) const;
    /// Turns every wind anticlockwise.
    void turn(double angle_rad);

  private:
    std::vector<Value> minute_;
};

/// Share of a variance that the path through a MinuteSeries does not resolve, for an exponential correlation with
/// integral time integral_s and means over interval_s (Taylor 1921; Pasquill and Smith 1983). Between two means the
/// wind lies on the straight line, so that (2 V + C)/3 is resolved: V the variance of a mean, C the covariance of
/// neighbours.
[[nodiscard]] double unresolved_frac(double interval_s, double integral_s);

/// What the lateral turbulence at a place near the ground depends on. height_m, wind_m_s: of the wind's measurement.
struct LateralScales {
    double friction_velocity_m_s;
    double convective_velocity_m_s;  ///< 0 when stable
    double mixing_height_m;
    double height_m, wind_m_s;
};

/// Lateral turbulence that a series of means over interval_s leaves to the puffs, m s-1: of the mechanical part, 1.9
/// u*, integral time 1.58 z/u (Kaimal et al. 1972), and of the convective one, 0.59 w*, 0.15 h/sigma_v (Hanna 1982),
/// what the means do not resolve.
[[nodiscard]] double unresolved_sigma_v_m_s(const LateralScales& air, double interval_s);

}  // namespace lantian
