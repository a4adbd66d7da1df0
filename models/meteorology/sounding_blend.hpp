#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "core/data/grid.hpp"
#include "core/data/meteorology.hpp"
#include "core/data/sounding.hpp"

namespace lantian {

/// Measured upper-air winds blended into a first guess by distance, height and time (Barnes 1964, one pass). At every
/// level each place corrects the wind by the difference between what it measured and the first guess above it, with the
/// weight exp(-(d/radius)^2) at distance d; where several places reach, their corrections are weighted means, and no
/// node is corrected by more than the measurement asks. The weight grows from 0 at 10 m to 1 at 100 m above ground,
/// since the lowest layer belongs to the stations and the driver, and falls to 0 within 100 m beyond the heights
/// measured. Between two profiles of a place not more than 12 h apart the wind is linear in time; beyond the first and
/// the last and in longer gaps a profile counts for 3 h, less and less.
class SoundingBlend {
  public:
    /// radius_m > 0. Profiles without wind or place are left out and counted in notes().
    SoundingBlend(std::shared_ptr<const Grid> grid, const std::vector<SoundingProfile>& soundings, double radius_m);

    [[nodiscard]] bool empty() const { return places_.empty(); }
    /// Corrects wind_x_m_s and wind_y_m_s of `state`, whose grid is that of the constructor.
    void apply(MetState& state) const;
    [[nodiscard]] std::vector<std::string> notes() const;

  private:
    struct Profile {
        UtcTime time;
        std::vector<double> height_m, wind_x_m_s, wind_y_m_s;  ///< along the map axes
    };
    struct Place {
        MapPoint point;
        std::size_t node;  ///< whose first guess stands for the place
        std::vector<Profile> profiles;
    };
    struct Wind {
        double x_m_s, y_m_s, weight;
    };
    [[nodiscard]] static Wind at_height(const Profile& profile, double z_m);
    [[nodiscard]] static Wind at(const Place& place, UtcTime time, double z_m);

    std::shared_ptr<const Grid> grid_;
    double radius_m_;
    std::vector<Place> places_;
    std::size_t used_ = 0, left_out_ = 0;
};

}  // namespace lantian
