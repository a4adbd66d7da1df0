#pragma once

#include <span>
#include <vector>

#include "models/puff/outflow.hpp"

namespace lantian {

/// The air at one place of a rising plume.
struct PlumeAir {
    double wind_m_s;       ///< along the plume, > 0
    double wind_change_s;  ///< d(wind)/dz
    double temperature_k;
    double potential_temperature_gradient_k_m;
};

/// What a plume rises through. distance_m: downwind of the source; height_m: above ground.
class RiseMedium {
  public:
    virtual ~RiseMedium() = default;
    [[nodiscard]] virtual PlumeAir at(double distance_m, double height_m) const = 0;
    /// Slope of the mean streamline there.
    [[nodiscard]] virtual double streamline_slope(double /*distance_m*/, double /*height_m*/) const { return 0.0; }
    /// Least growth of the plume's radius per distance, by the turbulence around it.
    [[nodiscard]] virtual double least_radius_growth(double /*distance_m*/) const { return 0.0; }
    /// Longest step that resolves what is near, m.
    [[nodiscard]] virtual double longest_step_m(double /*distance_m*/) const { return 1e9; }
    /// Told after each step: where the plume is, how far it has risen by itself (without streamlines), and how steep it
    /// goes (dz/ds without streamlines).
    virtual void passed(double /*distance_m*/, double /*height_m*/, double /*rise_m*/, double /*steepness*/) {}
};

/// Wind, temperature and potential temperature at ascending heights; linear between, constant wind and gradient
/// beyond. At least two heights.
class AirColumn final : public RiseMedium {
  public:
    /// minimum_wind_m_s > 0: weaker winds are taken as this.
    AirColumn(std::vector<double> height_m, std::vector<double> wind_m_s, std::vector<double> temperature_k,
              std::vector<double> potential_temperature_k, double minimum_wind_m_s);
    [[nodiscard]] PlumeAir at(double distance_m, double height_m) const override;

  private:
    std::vector<double> height_m_, wind_m_s_, temperature_k_, theta_k_;
    double minimum_wind_m_s_;
};

/// A point of a plume's centre line.
struct RisePoint {
    double distance_m;
    double height_m;  ///< above ground, streamlines included
    double radius_m;
    double rise_m;  ///< above the source, without streamlines
    double time_s;
};

struct NumericalRise {
    std::vector<RisePoint> points;  ///< first at the source, last where the rise ends
    bool levelled = false;          ///< by stratification, else where turbulence takes over
    double buoyancy_flux_m4_s3 = 0.0;
};

/// Rise of a bent-over plume through any profile of wind and temperature (Hoult and Weil 1972; PRIME, Schulman et al.
/// 2000): fluxes of mass, momentum and heat along the centre line with entrainment 0.11 along and 0.6 across. Ends
/// where the plume no longer climbs, or at the neutral distance to final rise. Theory page, section 1.2.
/// start_height_m: of the mouth. steps_per_e_fold: resolution along the path, order 4.
[[nodiscard]] NumericalRise numerical_rise(const Outflow& outflow, double start_height_m, RiseMedium& medium,
                                           double steps_per_e_fold = 12.0);

}  // namespace lantian
