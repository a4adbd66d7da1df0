#include "models/app/case.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <tuple>

#include "core/io/hash.hpp"
#include "inputs/readers/land_use.hpp"
#include "inputs/readers/measures.hpp"
#include "inputs/readers/observations.hpp"
#include "inputs/readers/outline.hpp"
#include "inputs/readers/receptors.hpp"
#include "inputs/readers/terrain.hpp"
#include "inputs/readers/tracks.hpp"
#include "inputs/readers/weather.hpp"
#include "models/meteorology/driver_mesh.hpp"

namespace lantian {

namespace {

Projection projection_of(const Scenario& scenario) {
    const auto& b = scenario.domain.bounds_deg;
    return scenario.domain.projection.empty() ? Projection::utm({0.5 * (b[0] + b[2]), 0.5 * (b[1] + b[3])})
                                              : Projection(scenario.domain.projection);
}

Grid flat_grid(const Scenario& scenario, const Projection& projection, double cell_m) {
    const auto& b = scenario.domain.bounds_deg;
    const double bounds[4] = {b[0], b[1], b[2], b[3]};
    return grid_from_bounds(projection, bounds, cell_m);
}

/// Runs one reading step; what it throws joins the other problems, so that all files are looked at before the program
/// stops.
void collect(Problems& problems, const std::function<void()>& step) {
    try {
        step();
    } catch (const Error& error) {
        for (const Problem& problem : error.problems()) problems.add(problem);
    }
}

StationFiles station_files(const Scenario& scenario, const std::vector<std::string>& files) {
    const Scenario::Meteorology& m = scenario.meteorology;
    return {files,
            m.profiles,
            m.soundings,
            m.places,
            m.anemometer_height_m,
            static_cast<std::int64_t>(scenario.time.local_offset_h * 3600.0),
            scenario.time.start + scenario.time.hours * 1800};
}

/// Stations whose files do not tell their elevation stand on the terrain of the run.
void elevation_from_terrain(const Grid& grid, StationWeather& weather, std::vector<std::string>& notes) {
    const auto ground = [&](const LonLat& place) { return grid.terrain_at(grid.projection.forward(place)); };
    for (WeatherStation& station : weather.stations) {
        if (std::isfinite(station.elevation_m)) continue;
        station.elevation_m = ground(station.place);
        notes.push_back("elevation of station " + station.name + " is not in its file: taken from the terrain");
    }
    for (SoundingProfile& sounding : weather.soundings) {
        if (!std::isfinite(sounding.elevation_m)) sounding.elevation_m = ground(sounding.place);
    }
}

/// Longest time between two puffs of a source.
double longest_release_s(const Scenario& scenario, const SourceCatalog& catalog) {
    double longest = 0.0;
    for (const Source& source : catalog.sources) {
        const bool single = source.shape == SourceShape::point || source.shape == SourceShape::line;
        longest = std::max(longest, single ? scenario.puffs.release_point_s : scenario.puffs.release_area_s);
    }
    return longest;
}

WeatherKind kind_of(const Scenario& scenario) {
    const std::optional<WeatherKind> kind = weather_kind(scenario.meteorology.kind);
    return kind ? *kind : detect_weather(scenario.meteorology.files.front());
}

}  // namespace

std::unique_ptr<Case> load_case(const std::string& path, const std::vector<std::string>& overrides, CaseDepth depth,
                                Problems& problems) {
    auto out = std::make_unique<Case>();
    out->loaded = load_scenario(path, overrides);
    problems.append(out->loaded.warnings);
    const Scenario& scenario = out->loaded.scenario;
    out->scenario_hash = hash_text(out->loaded.canonical_text);
    for (const std::string& file : out->loaded.input_files) {
        const auto portable = out->loaded.portable.find(file);
        out->input_hashes[portable == out->loaded.portable.end() ? file : portable->second] = hash_file(file);
    }

    const Projection projection = projection_of(scenario);
    auto grid = std::make_shared<Grid>(flat_grid(scenario, projection, scenario.domain.cell_m));
    auto met_grid = std::make_shared<Grid>(flat_grid(scenario, projection, scenario.meteorology.cell_m));
    out->grid = grid;
    out->met_grid = met_grid;
    if (!scenario.domain.terrain.empty()) {
        collect(problems, [&] {
            read_terrain(scenario.domain.terrain, *grid);
            read_terrain(scenario.domain.terrain, *met_grid);
        });
    }
    if (!scenario.domain.outline.empty())
        collect(problems, [&] { out->outline_geojson = read_outline(scenario.domain.outline); });
    collect(problems, [&] { out->emissions = read_emissions(scenario, *grid, problems); });
    if (!scenario.output.stations.empty()) {
        collect(problems, [&] { out->receptors = read_receptors(scenario.output.stations, *grid, problems); });
    }
    if (!scenario.output.tracks.empty()) {
        const TrackLimits limits{scenario.time.start, scenario.time.start + scenario.time.hours * 3600,
                                 longest_release_s(scenario, out->emissions.catalog)};
        collect(problems, [&] { out->tracks = read_tracks(scenario.output.tracks, *grid, limits, problems); });
    }
    if (!scenario.measures.file.empty())
        collect(problems, [&] { std::ignore = read_measures(scenario.measures.file, problems); });
    out->notes = out->emissions.notes;
    if (depth == CaseDepth::tables) return out;

    std::shared_ptr<const LandCover> cover;
    if (scenario.meteorology.land_use != "none" || !scenario.meteorology.land_use_file.empty())
        collect(problems,
                [&] { cover = std::make_shared<const LandCover>(read_land_cover(scenario.meteorology, *met_grid)); });
    collect(problems, [&] {
        for (const auto* group : {&scenario.meteorology.files, &scenario.meteorology.previous_files})
            if (!group->empty()) try_weather(*group, scenario.domain.bounds_deg);
        const WeatherKind kind = kind_of(scenario);
        const std::vector<std::string>& files = scenario.meteorology.files;
        const std::vector<std::string> previous_files = scenario.meteorology.if_missing == "previous_cycle"
                                                            ? scenario.meteorology.previous_files
                                                            : std::vector<std::string>{};
        if (kind == WeatherKind::stations) {
            auto weather = std::make_shared<StationWeather>(
                read_station_weather(station_files(scenario, files), problems, out->notes));
            if (problems.has_errors()) return;
            elevation_from_terrain(*met_grid, *weather, out->notes);
            out->coverage = coverage(*weather);
            std::shared_ptr<StationWeather> previous;
            if (!previous_files.empty()) {
                previous = std::make_shared<StationWeather>(
                    read_station_weather(station_files(scenario, previous_files), problems, out->notes));
                if (problems.has_errors()) return;
                elevation_from_terrain(*met_grid, *previous, out->notes);
            }
            out->met = make_met_provider(scenario, met_grid, std::shared_ptr<const StationWeather>(weather), cover,
                                         std::shared_ptr<const StationWeather>(previous));
            return;
        }
        std::shared_ptr<const GriddedWeatherSource> weather =
            open_gridded_weather(kind, files, scenario.domain.bounds_deg);
        for (const std::string& note : weather->notes()) out->notes.push_back(note);
        out->coverage = coverage(*weather);
        if (scenario.domain.terrain.empty() && !weather->times().empty()) {
            const GriddedWeather first = weather->load(0);
            for (Grid* to : {grid.get(), met_grid.get()})
                to->terrain_m = driver_terrain_m(first, driver_places(first, *weather, *to));
            out->notes.emplace_back("terrain taken from the weather files, since domain.terrain is not given");
        }
        std::shared_ptr<const GriddedWeatherSource> previous;
        if (!previous_files.empty()) {
            previous = open_gridded_weather(kind, previous_files, scenario.domain.bounds_deg);
            for (const std::string& note : previous->notes()) out->notes.push_back("earlier cycle: " + note);
        }
        std::vector<SoundingProfile> soundings;
        if (!scenario.meteorology.soundings.empty()) {
            StationWeather measured = read_station_weather(station_files(scenario, {}), problems, out->notes);
            if (problems.has_errors()) return;
            elevation_from_terrain(*met_grid, measured, out->notes);
            soundings = std::move(measured.soundings);
        }
        out->met = make_met_provider(scenario, met_grid, weather, cover, previous, soundings);
    });
    return out;
}

}  // namespace lantian
