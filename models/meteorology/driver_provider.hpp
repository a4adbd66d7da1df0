#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/data/land_use.hpp"
#include "core/data/meteorology.hpp"
#include "core/data/scenario.hpp"
#include "core/data/weather.hpp"

namespace lantian {

/// What a driver covers, for `lantian check`.
struct CoverageRow {
    std::string variable;
    UtcTime from, to;
    std::size_t times = 0;
    std::string area, levels;       ///< in words; empty where a station stands at its place and height
    std::vector<std::string> gaps;  ///< "2022-01-07T03:00:00Z to 2022-01-07T06:00:00Z"
};

/// Weather of a run from station records and profiles: similarity, energy budget, terrain (THEORY.md). Coverage is
/// settled here: E410 no overlap with the run, E412 hours missing that meteorology.if_missing lets nobody fill.
/// `previous` holds the earlier cycle for "previous_cycle"; "analog" takes the same hours of the most similar of the 15
/// days before and after; what is then missing is held up to max_hold_h (never with "stop").
/// cover: land use on the met grid, or none: roughness, albedo and Bowen ratio of the scenario.
[[nodiscard]] std::unique_ptr<MetProvider> make_met_provider(const Scenario& scenario,
                                                             std::shared_ptr<const Grid> met_grid,
                                                             std::shared_ptr<const StationWeather> weather,
                                                             std::shared_ptr<const LandCover> cover = nullptr,
                                                             std::shared_ptr<const StationWeather> previous = nullptr);

/// Weather of a run from a gridded driver: interpolated to the run's grid and levels, boundary layer diagnosed where
/// the driver has none. Besides the above: E411 when the driver does not cover the grid. Measured upper-air winds of
/// `soundings` are blended in (sounding_blend.hpp).
[[nodiscard]] std::unique_ptr<MetProvider> make_met_provider(
    const Scenario& scenario, std::shared_ptr<const Grid> met_grid, std::shared_ptr<const GriddedWeatherSource> weather,
    std::shared_ptr<const LandCover> cover = nullptr, std::shared_ptr<const GriddedWeatherSource> previous = nullptr,
    const std::vector<SoundingProfile>& soundings = {});

/// Coverage of each kind of driver.
[[nodiscard]] std::vector<CoverageRow> coverage(const StationWeather& weather);
[[nodiscard]] std::vector<CoverageRow> coverage(const GriddedWeatherSource& weather);

}  // namespace lantian
