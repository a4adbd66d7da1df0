#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/data/weather.hpp"

namespace lantian::test {

/// Made weather over Jiyuan, for tests: flat ground of the driver at 150 m, wind from the west that grows with height,
/// 278 K at the ground and 5 K/km, in hydrostatic balance; the same at every place and time. 9 km Lambert mesh.
class JiyuanWeather final : public GriddedWeatherSource {
  public:
    JiyuanWeather(UtcTime first, std::size_t hours);
    [[nodiscard]] const std::vector<UtcTime>& times() const override { return times_; }
    [[nodiscard]] std::string description() const override { return "made weather over Jiyuan"; }
    [[nodiscard]] const Projection* projection() const override { return &projection_; }
    [[nodiscard]] GriddedWeather load(std::size_t time_index) const override;

  private:
    Projection projection_;
    std::vector<UtcTime> times_;
};

/// The same weather as a wrfout file.
void write_wrf(const JiyuanWeather& weather, const std::string& path);
/// The same on pressure levels of a 0.25 degree mesh as GRIB2 with simple packing.
void write_grib2(const JiyuanWeather& weather, const std::string& path);

}  // namespace lantian::test
