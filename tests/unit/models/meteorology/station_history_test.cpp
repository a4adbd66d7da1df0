#include "models/meteorology/station_history.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/meteorology/mixing_height.hpp"
#include "models/meteorology/surface_layer.hpp"

namespace lantian {
namespace {

/// A clear winter day near Jiyuan, hourly from local midnight.
WeatherStation winter_day(int first_hour = 0, int last_hour = 24) {
    WeatherStation station;
    station.name = "a";
    station.place = {112.6, 35.1};
    station.elevation_m = 150.0;
    for (int h = first_hour; h <= last_hour; ++h) {
        StationRecord r;
        r.time = from_calendar(2022, 1, 6, h, 0, 0, 28800);
        r.wind_speed_m_s = 2.0;
        r.wind_from_deg = 270.0;
        r.temperature_k = 275.0;
        r.cloud_frac = 0.1;
        r.pressure_pa = 100000.0;
        r.relative_humidity_frac = 0.5;
        station.records.push_back(r);
    }
    return station;
}

StationSetting setting() {
    StationSetting s;
    s.site = [](UtcTime) { return GroundSurface{0.3, 0.2, 1.0, 0.0}; };
    s.profile = [](UtcTime) { return ThetaProfile{{0.0, 3000.0}, {0.0, 15.0}}; };
    return s;
}

std::vector<StationHour> hours_of(const WeatherStation& station, const StationSetting& s) {
    std::vector<UtcTime> times;
    for (const StationRecord& r : station.records) times.push_back(r.time);
    std::map<std::string, std::size_t> counts;
    return station_hours(station, times, s, counts);
}

/// Heat since sunrise in steps of a minute, K m.
double heat_until(UtcTime end) {
    double heat = 0.0;
    const double rho_cp = air_rho_cp_j_m3_k(275.0, 100000.0);
    for (std::int64_t s = 0; s < 12 * 3600; s += 60) {
        const UtcTime t = end - s - 30;
        const SurfaceWeather w{2.0, 10.0, 275.0, 100000.0, 0.1, solar_elevation_rad(t, 112.6, 35.1)};
        heat += daytime_heat_flux_w_m2(w, {0.3, 0.2, 1.0, 0.0}) / rho_cp * 60.0;
    }
    return heat;
}

// The first sunlit interval counts only from where heat goes up, whatever the spacing of the records.
TEST(StationHistory, MixedLayerGrowsFromSunriseOn) {
    const WeatherStation station = winter_day();
    const auto hours = hours_of(station, setting());
    for (const std::size_t n : {12U, 13U, 15U}) {
        const double expected = std::sqrt(1.4 * 2.0 * heat_until(station.records[n].time) / 0.005);
        EXPECT_NEAR(hours[n].mixing_height_m, std::max(expected, 50.0), 0.02 * expected) << n;
    }
    WeatherStation sparse = winter_day();
    std::erase_if(sparse.records, [&](const StationRecord& r) { return calendar(r.time, 28800).hour % 6 != 0; });
    EXPECT_NEAR(hours_of(sparse, setting())[2].mixing_height_m, hours[12].mixing_height_m,
                0.01 * hours[12].mixing_height_m);
}

TEST(StationHistory, RunThatBeginsAtNoonKnowsTheMorning) {
    const auto whole = hours_of(winter_day(), setting());
    const auto late = hours_of(winter_day(12), setting());
    EXPECT_NEAR(late[0].mixing_height_m, whole[12].mixing_height_m, 0.02 * whole[12].mixing_height_m);
    EXPECT_NEAR(late[2].mixing_height_m, whole[14].mixing_height_m, 0.02 * whole[14].mixing_height_m);
}

TEST(StationHistory, CoolingSetsInGraduallyAtDusk) {
    const WeatherStation station = winter_day();
    const auto hours = hours_of(station, setting());
    ASSERT_LT(hours[15].inverse_obukhov_m, 0.0);
    std::size_t first = 15;
    while (hours[first].inverse_obukhov_m < 0.0) ++first;
    ASSERT_GT(solar_elevation_rad(station.records[first].time, 112.6, 35.1), 0.0);  // the sun is up, the air stable
    EXPECT_LT(hours[first].inverse_obukhov_m, 0.9 * hours[first + 3].inverse_obukhov_m);
    EXPECT_GT(hours[first].friction_velocity_m_s, hours[first + 3].friction_velocity_m_s);
}

TEST(StationHistory, WithoutProfileTheSlabGrows) {
    StationSetting s = setting();
    s.profile = [](UtcTime) { return ThetaProfile{}; };
    const auto slab = hours_of(winter_day(), s);
    const auto sounding = hours_of(winter_day(), setting());
    EXPECT_GT(slab[13].mixing_height_m, sounding[13].mixing_height_m);  // mechanical entrainment on top
    EXPECT_LT(slab[13].mixing_height_m, 2.0 * sounding[13].mixing_height_m);
}

TEST(StationHistory, WhatARecordSaysOfTheBoundaryLayerCountsUnlessOursIsAskedFor) {
    WeatherStation station = winter_day();
    StationRecord& r = station.records[13];
    r.friction_velocity_m_s = 0.77;
    r.obukhov_length_m = -55.0;
    r.convective_mixing_height_m = 812.0;
    r.mechanical_mixing_height_m = 400.0;
    r.sensible_heat_flux_w_m2 = 123.0;
    StationSetting s = setting();
    const auto given = hours_of(station, s);
    EXPECT_EQ(given[13].friction_velocity_m_s, 0.77);
    EXPECT_NEAR(given[13].inverse_obukhov_m, -1.0 / 55.0, 1e-15);
    EXPECT_EQ(given[13].mixing_height_m, 812.0);
    EXPECT_EQ(given[13].sensible_heat_flux_w_m2, 123.0);
    s.own_boundary_layer = true;
    const auto own = hours_of(station, s);
    const auto plain = hours_of(winter_day(), s);
    EXPECT_EQ(own[13].friction_velocity_m_s, plain[13].friction_velocity_m_s);
    EXPECT_EQ(own[13].mixing_height_m, plain[13].mixing_height_m);
}

TEST(StationHistory, WindOfAMastIsCarriedToTheAnemometerHeight) {
    WeatherStation station = winter_day();
    for (StationRecord& r : station.records) r.wind_height_m = 50.0;
    const auto hours = hours_of(station, setting());
    EXPECT_LT(std::hypot(hours[3].wind_x_m_s, hours[3].wind_y_m_s), 2.0);
    EXPECT_GT(hours[3].wind_x_m_s, 0.5);
}

TEST(StationHistory, RoughGroundBesideASmoothStation) {
    StationSetting s = setting();
    s.site = [](UtcTime) { return GroundSurface{0.05, 0.2, 1.0, 0.0}; };
    const auto site = hours_of(winter_day(), s);
    s.ground = [](UtcTime) { return GroundSurface{1.0, 0.18, 1.5, 0.0}; };
    const auto town = hours_of(winter_day(), s);
    EXPECT_GT(town[13].friction_velocity_m_s, 1.1 * site[13].friction_velocity_m_s);
    EXPECT_LT(town[13].wind_x_m_s, 0.8 * site[13].wind_x_m_s);
    EXPECT_GT(town[13].sensible_heat_flux_w_m2, site[13].sensible_heat_flux_w_m2);
    // At the blending height both have one wind.
    const auto at_60 = [](const StationHour& h, double z0) {
        return h.wind_x_m_s * similarity_ratio(10.0, 60.0, z0, 1.0 / h.inverse_obukhov_m);
    };
    EXPECT_NEAR(at_60(town[13], 1.0), at_60(site[13], 0.05), 1e-9);
    s.urban_population = 7e5;
    const auto city = hours_of(winter_day(), s);
    EXPECT_GT(city[3].mixing_height_m, 300.0);  // 400 (0.35)^(1/4) m
    EXPECT_LT(city[3].inverse_obukhov_m, 0.0);
    EXPECT_GT(city[3].convective_velocity_m_s, 0.1);
    EXPECT_EQ(city[13].mixing_height_m, town[13].mixing_height_m);  // by day nothing changes
}

TEST(StationHistory, MissingValuesAreFilledAndCounted) {
    WeatherStation station = winter_day(0, 2);
    for (StationRecord& r : station.records)
        r.pressure_pa = r.relative_humidity_frac = r.precipitation_mm_h = k_missing;
    station.records[1].temperature_k = k_missing;
    std::vector<UtcTime> times;
    for (const StationRecord& r : station.records) times.push_back(r.time);
    std::map<std::string, std::size_t> counts;
    const auto hours = station_hours(station, times, setting(), counts);
    EXPECT_FALSE(hours[1].valid);
    EXPECT_EQ(hours[0].rain_mm_h, 0.0);
    EXPECT_EQ(hours[0].humidity_frac, k_default_humidity_frac);
    EXPECT_NEAR(hours[0].pressure_pa, 99535.0, 30.0);  // ICAO: 12 Pa less for each metre near the ground
    EXPECT_EQ(counts["precipitation taken as 0 mm/h"], 2U);
    EXPECT_EQ(counts["humidity taken as 60 %"], 2U);
    EXPECT_EQ(counts["pressure from elevation by the standard atmosphere"], 2U);
    EXPECT_EQ(counts["record without wind or temperature left out"], 1U);
}

}  // namespace
}  // namespace lantian
