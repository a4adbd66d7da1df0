#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "core/data/weather.hpp"

namespace lantian::testing {

/// A small gridded source in memory: 4 x 3 points of UTM zone 49N, 3 levels, hourly, every field different from point
/// to point.
class SampleWeather final : public GriddedWeatherSource {
  public:
    explicit SampleWeather(std::size_t times = 2) {
        for (std::size_t t = 0; t < times; ++t) times_.push_back({1768435200 + static_cast<std::int64_t>(t) * 3600});
    }
    [[nodiscard]] const std::vector<UtcTime>& times() const override { return times_; }
    [[nodiscard]] std::string description() const override { return "sample"; }
    [[nodiscard]] std::vector<std::string> notes() const override { return {"made for a test"}; }
    [[nodiscard]] const Projection* projection() const override { return &projection_; }
    [[nodiscard]] GriddedWeather load(std::size_t time_index) const override {
        constexpr std::size_t k_nx = 4, k_ny = 3, k_nz = 3;
        GriddedWeather w;
        w.time = times_.at(time_index);
        w.nx = k_nx;
        w.ny = k_ny;
        w.nz = k_nz;
        const auto fill = [&](std::size_t n, double base, double step) {
            std::vector<double> values(n);
            for (std::size_t k = 0; k < n; ++k)
                values[k] = base + step * static_cast<double>(k) + 0.1 * static_cast<double>(time_index);
            return values;
        };
        for (std::size_t j = 0; j < k_ny; ++j) {
            for (std::size_t i = 0; i < k_nx; ++i) {
                const LonLat p = projection_.inverse(
                    {640000.0 + 3000.0 * static_cast<double>(i), 3880000.0 + 3000.0 * static_cast<double>(j)});
                w.lon_deg.push_back(p.lon_deg);
                w.lat_deg.push_back(p.lat_deg);
            }
        }
        const std::size_t plane = k_nx * k_ny, volume = plane * k_nz;
        w.surface_altitude_m = fill(plane, 130.0, 7.0);
        w.height_m = fill(volume, 20.0, 9.0);
        w.eastward_wind_m_s = fill(volume, -3.0, 0.25);
        w.northward_wind_m_s = fill(volume, 2.0, 0.125);
        w.upward_wind_m_s = fill(volume, -0.1, 0.01);
        w.temperature_k = fill(volume, 280.0, -0.5);
        w.pressure_pa = fill(volume, 99000.0, -110.0);
        w.specific_humidity_kg_kg = fill(volume, 0.001, 1e-5);
        w.temperature_2m_k = fill(plane, 281.0, 0.1);
        w.surface_pressure_pa = fill(plane, 99500.0, 1.0);
        w.boundary_layer_height_m = fill(plane, 400.0, 10.0);
        w.precipitation_mm_h = fill(plane, 0.0, 0.1);
        for (double& q : w.specific_humidity_kg_kg) q = std::min(q, 0.01);
        return w;
    }

  private:
    Projection projection_{"EPSG:32649"};
    std::vector<UtcTime> times_;
};

}  // namespace lantian::testing
