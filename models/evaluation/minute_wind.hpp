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

  private:
    std::vector<Value> minute_;
};

/// Share of a variance that means over interval_s do not resolve, for an exponential correlation with integral time
/// integral_s: 1 - 2 (T/t)(1 - (T/t)(1 - exp(-t/T))) (Taylor 1921).
[[nodiscard]] double unresolved_frac(double interval_s, double integral_s);

/// Lateral turbulence that a series of means over interval_s leaves to the puffs, m s-1: the mechanical part (1.9 u*),
/// whose eddies are as small as the height, and of the convective one (0.59 w*), integral time 0.15 h/sigma_v (Hanna
/// 1982), what the means do not resolve.
[[nodiscard]] double unresolved_sigma_v_m_s(double friction_velocity_m_s, double convective_velocity_m_s,
                                            double mixing_height_m, double interval_s);

}  // namespace lantian
