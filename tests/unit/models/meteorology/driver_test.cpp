#include <gtest/gtest.h>

#include <cmath>

#include "core/base/error.hpp"
#include "models/meteorology/driver_provider.hpp"
#include "models/meteorology/terrain_flow.hpp"

namespace lantian {
namespace {

struct StationCase {
    Scenario scenario;
    std::shared_ptr<Grid> grid;
    std::shared_ptr<StationWeather> weather = std::make_shared<StationWeather>();
};

StationCase station_case(double wind_from_deg, double speed, bool flat = true) {
    StationCase c;
    c.scenario.time.start = from_calendar(2022, 1, 6, 0, 0, 0, 28800);
    c.scenario.time.hours = 24;
    c.scenario.meteorology.if_missing = "stop";
    c.scenario.meteorology.terrain_adjust = false;
    c.grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3860000.0, 2000.0, 20, 16, std::vector<double>(320, 150.0)});
    if (!flat) {
        for (std::size_t j = 0; j < 16; ++j) {
            for (std::size_t i = 0; i < 20; ++i) c.grid->terrain_m[j * 20 + i] = 150.0 + 120.0 * static_cast<double>(j);
        }
    }
    const LonLat places[] = {c.grid->projection.inverse({605000, 3865000}),
                             c.grid->projection.inverse({630000, 3885000})};
    for (int s = 0; s < 2; ++s) {
        WeatherStation station;
        station.name = s == 0 ? "a" : "b";
        station.place = places[s];
        station.elevation_m = 150.0;
        for (int h = 0; h <= 24; ++h) {
            StationRecord r;
            r.time = c.scenario.time.start + h * 3600;
            r.wind_speed_m_s = speed;
            r.wind_from_deg = speed > 0.0 ? wind_from_deg : k_missing;
            r.temperature_k = 275.0;
            r.cloud_frac = 0.2;
            r.pressure_pa = 100000.0;
            r.relative_humidity_frac = 0.5;
            station.records.push_back(r);
        }
        c.weather->stations.push_back(station);
    }
    return c;
}

std::shared_ptr<const MetState> state_at(StationCase& c, int hour) {
    auto provider = make_met_provider(c.scenario, c.grid, c.weather);
    return provider->bracket(c.scenario.time.start + hour * 3600)[0];
}

TEST(StationDriver, TurnedWindTurnsTheField) {
    StationCase west = station_case(270.0, 3.0);
    StationCase south = station_case(180.0, 3.0);
    const auto a = state_at(west, 12);
    const auto b = state_at(south, 12);
    for (std::size_t n = 0; n < a->wind_x_m_s.size(); ++n) {
        EXPECT_NEAR(a->wind_x_m_s[n], b->wind_y_m_s[n], 1e-12);
        EXPECT_NEAR(-a->wind_y_m_s[n], b->wind_x_m_s[n], 1e-12);
    }
}

TEST(StationDriver, WindFromTheWestBlowsEastAndKeepsItsSpeedAtTheAnemometer) {
    StationCase c = station_case(270.0, 3.0);
    const auto s = state_at(c, 12);
    EXPECT_EQ(s->level_m[0], 10.0);
    EXPECT_NEAR(std::hypot(s->wind_x_m_s[0], s->wind_y_m_s[0]), 3.0, 1e-9);
    EXPECT_GT(s->wind_x_m_s[0], 2.9);
    EXPECT_GT(std::hypot(s->wind_x_m_s[320 * 4], s->wind_y_m_s[320 * 4]), 3.0);
}

TEST(StationDriver, CalmStationsGiveACalmField) {
    StationCase c = station_case(0.0, 0.0);
    const auto s = state_at(c, 3);
    for (const double u : s->wind_x_m_s) EXPECT_EQ(u, 0.0);
    for (const double h : s->mixing_height_m) EXPECT_GE(h, 50.0 * (1.0 - 1e-12));
    for (const double u : s->friction_velocity_m_s) EXPECT_GT(u, 0.0);
}

TEST(StationDriver, DayIsUnstableAndDeepNightStableAndShallow) {
    StationCase c = station_case(270.0, 3.0);
    const auto noon = state_at(c, 14);
    const auto night = state_at(c, 3);
    EXPECT_LT(noon->obukhov_length_m[100], 0.0);
    EXPECT_GT(night->obukhov_length_m[100], 0.0);
    EXPECT_GT(noon->mixing_height_m[100], 2.0 * night->mixing_height_m[100]);
    EXPECT_GT(noon->convective_velocity_m_s[100], 0.5);
}

TEST(StationDriver, AnswerDoesNotDependOnWhatWasAskedBefore) {
    StationCase c = station_case(270.0, 3.0);
    auto provider = make_met_provider(c.scenario, c.grid, c.weather);
    for (const int hour : {3, 20, 9, 15}) (void)provider->bracket(c.scenario.time.start + hour * 3600);
    const auto later = provider->bracket(c.scenario.time.start + 14 * 3600)[0];
    EXPECT_EQ(later->mixing_height_m, state_at(c, 14)->mixing_height_m);
}

TEST(StationDriver, TerrainTurnsTheWindAndFlatGroundDoesNot) {
    StationCase off = station_case(225.0, 1.0);
    StationCase flat = station_case(225.0, 1.0);
    flat.scenario.meteorology.terrain_adjust = true;
    const auto given = state_at(off, 3);
    const auto level = state_at(flat, 3);
    // Over flat ground nothing but the turning of the map's north, which lets a wind of one direction diverge a little.
    for (std::size_t n = 0; n < given->wind_x_m_s.size(); ++n) {
        EXPECT_NEAR(level->wind_x_m_s[n], given->wind_x_m_s[n], 2e-3);
        EXPECT_NEAR(level->wind_z_m_s[n], 0.0, 5e-3);  // of a column 4 km deep
    }
    // Stable night, slope up to the north, wind from the south-west: it turns along the slope, and air sinks down it.
    StationCase hill = station_case(225.0, 1.0, false);
    hill.scenario.meteorology.terrain_adjust = true;
    const auto s = state_at(hill, 3);
    const std::size_t at = 320 * 2 + 5 * 20 + 10;
    EXPECT_LT(s->wind_y_m_s[at], 0.5 * given->wind_y_m_s[at]);
    EXPECT_GT(s->wind_x_m_s[at], given->wind_x_m_s[at]);
}

TEST(StationDriver, MissingHoursStopOrAreHeldAndCounted) {
    StationCase c = station_case(270.0, 3.0);
    for (WeatherStation& station : c.weather->stations)
        station.records.erase(station.records.begin() + 5, station.records.begin() + 7);
    try {
        (void)make_met_provider(c.scenario, c.grid, c.weather);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.problems()[0].code, "E412");
        EXPECT_NE(error.problems()[0].message.find("of 24 hours"), std::string::npos) << error.what();
    }
    c.scenario.meteorology.if_missing = "hold";
    auto provider = make_met_provider(c.scenario, c.grid, c.weather);
    bool noted = false;
    for (const std::string& note : provider->notes()) noted = noted || note.find("held") != std::string::npos;
    EXPECT_TRUE(noted);
    const auto held = provider->bracket(c.scenario.time.start + 5 * 3600 + 1800);
    EXPECT_EQ(held[0], held[1]);
    c.scenario.meteorology.max_hold_h = 1.0;
    EXPECT_THROW((void)make_met_provider(c.scenario, c.grid, c.weather), Error);
}

TEST(StationDriver, WeatherOfAnotherTimeIsRefused) {
    StationCase c = station_case(270.0, 3.0);
    c.scenario.time.start = c.scenario.time.start + 90 * 86400;
    try {
        (void)make_met_provider(c.scenario, c.grid, c.weather);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.problems()[0].code, "E410");
    }
}

TEST(StationDriver, GroundOfEachCellBySharesOfLandUse) {
    StationCase c = station_case(270.0, 2.0);
    c.scenario.meteorology.terrain_adjust = false;
    c.scenario.meteorology.urban_population = 7e5;
    auto cover = std::make_shared<LandCover>();
    cover->share.assign(320, {});
    const auto set = [&](std::size_t cell, LandUse use, double share) {
        cover->share[cell][static_cast<std::size_t>(use)] = share;
    };
    for (std::size_t n = 0; n < 320; ++n) {
        const bool town = n % 20 >= 10;  // crops in the west, where station a stands, town in the east
        set(n, town ? LandUse::urban : LandUse::cropland, 1.0);
    }
    cover->share[165] = {};
    set(165, LandUse::urban, 0.5);
    set(165, LandUse::cropland, 0.5);
    const auto provider = make_met_provider(c.scenario, c.grid, c.weather, cover);
    const auto night = provider->bracket(c.scenario.time.start + 3 * 3600)[0];
    const std::size_t crops = 163, town = 177, mixed = 165;
    EXPECT_NEAR(night->roughness_length_m[crops], 0.05, 1e-12);  // January, 35 N
    EXPECT_NEAR(night->roughness_length_m[town], 1.0, 1e-12);
    EXPECT_NEAR(night->roughness_length_m[mixed], std::sqrt(0.05), 1e-9);
    EXPECT_GT(night->obukhov_length_m[crops], 0.0);
    EXPECT_LT(night->obukhov_length_m[town], 0.0);  // a warm city
    EXPECT_GT(night->mixing_height_m[town], 400.0 * std::pow(0.35, 0.25) - 1.0);
    EXPECT_GT(night->convective_velocity_m_s[town], 0.3);
    EXPECT_EQ(night->convective_velocity_m_s[crops], 0.0);
    EXPECT_LT(night->mixing_height_m[crops], 250.0);
    EXPECT_GT(night->mixing_height_m[mixed], night->mixing_height_m[crops]);
    const auto noon = provider->bracket(c.scenario.time.start + 13 * 3600)[0];
    EXPECT_GT(noon->friction_velocity_m_s[town], 1.1 * noon->friction_velocity_m_s[crops]);
    EXPECT_GT(noon->friction_velocity_m_s[mixed], noon->friction_velocity_m_s[crops]);
    bool noted = false;
    for (const std::string& note : provider->notes()) noted = noted || note.find("warm city") != std::string::npos;
    EXPECT_TRUE(noted);
}

/// A gridded driver made in memory: wind linear in height, regular longitude-latitude mesh.
class LinearSource final : public GriddedWeatherSource {
  public:
    LinearSource() : times_{from_calendar(2022, 1, 6, 0, 0, 0), from_calendar(2022, 1, 6, 6, 0, 0)} {}
    const std::vector<UtcTime>& times() const override { return times_; }
    std::string description() const override { return "linear test weather"; }
    GriddedWeather load(std::size_t n) const override {
        GriddedWeather w;
        w.time = times_[n];
        w.nx = 12;
        w.ny = 10;
        w.nz = 8;
        for (std::size_t j = 0; j < w.ny; ++j) {
            for (std::size_t i = 0; i < w.nx; ++i) {
                w.lon_deg.push_back(111.8 + 0.1 * static_cast<double>(i));
                w.lat_deg.push_back(34.6 + 0.1 * static_cast<double>(j));
                w.surface_altitude_m.push_back(100.0);
            }
        }
        const std::size_t cells = w.nx * w.ny;
        for (std::size_t k = 0; k < w.nz; ++k) {
            const double z = 50.0 + 300.0 * static_cast<double>(k);
            for (std::size_t c = 0; c < cells; ++c) {
                w.height_m.push_back(z);
                w.eastward_wind_m_s.push_back(2.0 + 0.004 * z + 0.1 * static_cast<double>(c % w.nx));
                w.northward_wind_m_s.push_back(1.0);
                w.upward_wind_m_s.push_back(0.0);
                w.temperature_k.push_back(280.0 - 0.006 * z);
                w.pressure_pa.push_back(1e5 * std::exp(-z / 8000.0));
            }
        }
        return w;
    }

  private:
    std::vector<UtcTime> times_;
};

TEST(GriddedDriver, LinearFieldsAreInterpolatedExactly) {
    Scenario scenario;
    scenario.time.start = from_calendar(2022, 1, 6, 0, 0, 0);
    scenario.time.hours = 6;
    scenario.meteorology.if_missing = "stop";
    scenario.meteorology.level_m = {100, 400, 1000, 1500};
    scenario.meteorology.terrain_adjust = false;
    auto grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3860000.0, 4000.0, 8, 8, std::vector<double>(64, 100.0)});
    auto provider = make_met_provider(scenario, grid, std::make_shared<LinearSource>());
    const auto s = provider->bracket(scenario.time.start)[0];
    for (std::size_t l = 1; l < 4; ++l) {
        for (const std::size_t n : {0U, 27U, 63U}) {
            const LonLat at = grid->projection.inverse({grid->x_centre_m(n % 8), grid->y_centre_m(n / 8)});
            const double east = 2.0 + 0.004 * s->level_m[l] + (at.lon_deg - 111.8);
            const double speed = std::hypot(east, 1.0);
            EXPECT_NEAR(std::hypot(s->wind_x_m_s[l * 64 + n], s->wind_y_m_s[l * 64 + n]), speed, 1e-6 * speed);
            // Back to earth directions by the convergence of the map.
            const double g = grid->projection.grid_convergence_rad(at);
            EXPECT_NEAR(s->wind_x_m_s[l * 64 + n] * std::cos(g) + s->wind_y_m_s[l * 64 + n] * std::sin(g), east, 1e-6);
        }
    }
    EXPECT_FALSE(provider->notes().empty());
}

/// The same with what a driver may say of the boundary layer.
class SayingSource final : public GriddedWeatherSource {
  public:
    const std::vector<UtcTime>& times() const override { return plain_.times(); }
    std::string description() const override { return "test weather with a boundary layer"; }
    GriddedWeather load(std::size_t n) const override {
        GriddedWeather w = plain_.load(n);
        const std::size_t cells = w.nx * w.ny;
        w.friction_velocity_m_s.assign(cells, 0.55);
        w.sensible_heat_flux_w_m2.assign(cells, 150.0);
        w.boundary_layer_height_m.assign(cells, 777.0);
        w.temperature_2m_k.assign(cells, 277.0);
        w.surface_pressure_pa.assign(cells, 1e5);
        return w;
    }

  private:
    LinearSource plain_;
};

TEST(GriddedDriver, BoundaryLayerOfTheDriverOrOurs) {
    Scenario scenario;
    scenario.time.start = from_calendar(2022, 1, 6, 0, 0, 0);  // 08:00 local: the sun has just risen
    scenario.time.hours = 6;
    scenario.meteorology.if_missing = "stop";
    auto grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3860000.0, 4000.0, 8, 8, std::vector<double>(64, 100.0)});
    const auto driver = make_met_provider(scenario, grid, std::make_shared<SayingSource>());
    const auto given = driver->bracket(scenario.time.start)[0];
    EXPECT_NEAR(given->friction_velocity_m_s[20], 0.55, 1e-12);
    EXPECT_NEAR(given->mixing_height_m[20], 777.0, 1e-9);
    EXPECT_LT(given->obukhov_length_m[20], 0.0);
    scenario.meteorology.boundary_layer = "own";
    const auto ours = make_met_provider(scenario, grid, std::make_shared<SayingSource>());
    const auto own = ours->bracket(scenario.time.start)[0];
    EXPECT_GT(own->obukhov_length_m[20], 0.0);  // temperatures at 2 m and 50 m: an inversion
    EXPECT_LT(own->mixing_height_m[20], 700.0);
    EXPECT_LT(own->friction_velocity_m_s[20], 0.5);
    bool noted = false;
    for (const std::string& note : ours->notes()) noted = noted || note.find("boundary_layer") != std::string::npos;
    EXPECT_TRUE(noted);
    // By day the heat of our own budget, not 150 W m-2.
    const auto noon = ours->bracket(scenario.time.start + 6 * 3600)[0];
    EXPECT_LT(noon->obukhov_length_m[20], 0.0);
    EXPECT_GT(noon->convective_velocity_m_s[20], 0.5);
}

// Terrain that the driver has already told the wind of adds nothing but mass consistency; terrain that only we have
// does.
TEST(GriddedDriver, FineTerrainBelowACoarseDriverTurnsTheWind) {
    Scenario scenario;
    scenario.time.start = from_calendar(2022, 1, 6, 0, 0, 0);
    scenario.time.hours = 6;
    scenario.meteorology.if_missing = "stop";
    Grid grid{Projection("EPSG:32649"), 600000.0, 3860000.0, 2000.0, 16, 16, std::vector<double>(256, 100.0)};
    const auto wind_z = [&](const Grid& g) {
        auto provider = make_met_provider(scenario, std::make_shared<Grid>(g), std::make_shared<LinearSource>());
        double most = 0.0;
        for (double w : provider->bracket(scenario.time.start)[0]->wind_z_m_s) most = std::max(most, std::abs(w));
        return most;
    };
    const double same = wind_z(grid);
    for (std::size_t j = 5; j < 11; ++j) grid.terrain_m[j * 16 + 8] = 600.0;
    EXPECT_GT(wind_z(grid), 5.0 * same);
}

TEST(GriddedDriver, DomainBeyondTheDriverIsRefused) {
    Scenario scenario;
    scenario.time.start = from_calendar(2022, 1, 6, 0, 0, 0);
    scenario.time.hours = 6;
    scenario.meteorology.if_missing = "stop";
    auto grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 900000.0, 3860000.0, 4000.0, 8, 8, std::vector<double>(64, 100.0)});
    try {
        (void)make_met_provider(scenario, grid, std::make_shared<LinearSource>());
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.problems()[0].code, "E411");
    }
}

TEST(TerrainFlow, LawsOfBlockingAndKinematicWind) {
    double u = 1.0, v = 2.0;
    block(u, v, 0.0, 0.0, 500.0, 0.01);
    EXPECT_EQ(u, 1.0);
    block(u, v, 0.0, 0.1, 100.0, 0.01);  // Froude number above 1: direction kept
    EXPECT_EQ(v, 2.0);
    block(u, v, 0.0, 0.1, 800.0, 0.01);
    EXPECT_NEAR(v, 0.0, 1e-12);
    EXPECT_NEAR(u, std::sqrt(5.0), 1e-12);
    EXPECT_EQ(kinematic_wind_m_s(3.0, 0.0, 0.1, 0.0, 0.0, 0.01), 0.0);
    EXPECT_NEAR(kinematic_wind_m_s(3.0, 0.0, 0.1, 0.0, 1e6, 0.01), -0.3, 1e-9);
}

}  // namespace
}  // namespace lantian
