#include "models/puff/dust_emission.hpp"

#include <cmath>

#include "models/puff/dust.hpp"
#include "models/puff/pit.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr DustWeather k_breeze{8.0, 0.0, 1.2, 5e-3};
constexpr DustWeather k_rain{8.0, 1.0, 1.2, 5e-3};

DustSource pile() {
    DustSource s;
    s.kind = DustKind::pile;
    s.area_m2 = 1000.0;
    s.threshold_m_s = 0.3;
    s.surface_roughness_m = 0.005;
    s.disturbances_per_day = 3.0;
    return s;
}

DustSource bare_soil() {
    DustSource s;
    s.kind = DustKind::bare_soil;
    s.area_m2 = 1e4;
    s.threshold_m_s = 0.25;
    s.surface_roughness_m = 1e-3;
    s.clay_percent = 10.0;
    return s;
}

DustSource road(DustKind kind) {
    DustSource s;
    s.kind = kind;
    s.length_m = 2000.0;
    s.silt = kind == DustKind::paved_road ? 0.6 : 12.0;
    s.weight_t = 2.4 * 0.90718474;
    s.vehicles_per_day = 500.0;
    return s;
}

double total(const DustMass& m) { return m.fine_kg + m.coarse_kg + m.giant_kg; }

TEST(DustEmission, APileLosesItsPotentialOnceADisturbance) {
    const DustSource source = pile();
    const double friction = surface_friction_m_s(8.0, 0.005);
    const double potential_kg = pile_erosion_g_m2(friction, 0.3) * 1e-3 * 1000.0;
    double eroded = 0.0, day = 0.0;
    const double first = total(dust_mass(source, k_breeze, 3600.0, 1.0, eroded));
    EXPECT_TRUE(near_relative(first, potential_kg, 1e-12));  // the fresh pile gives all it has
    for (int hour = 1; hour <= 24; ++hour) day += total(dust_mass(source, k_breeze, 3600.0, 1.0, eroded));
    EXPECT_TRUE(near_relative(day, 3.0 * potential_kg, 1e-9));
    DustSource still = source;
    still.disturbances_per_day = 0.0;
    EXPECT_EQ(total(dust_mass(still, k_breeze, 3600.0, 1.0, eroded)), 0.0);
    // a stronger wind finds what the weaker one left
    const DustWeather gale{14.0, 0.0, 1.2, 5e-3};
    const double more = total(dust_mass(still, gale, 3600.0, 1.0, eroded));
    EXPECT_TRUE(near_relative(more, pile_erosion_g_m2(surface_friction_m_s(14.0, 0.005), 0.3) - potential_kg, 1e-9));
    // half of the intervals, twice as long: the same day
    double coarse_eroded = 0.0, coarse_day = 0.0;
    (void)dust_mass(source, k_breeze, 7200.0, 1.0, coarse_eroded);
    for (int n = 0; n < 12; ++n) coarse_day += total(dust_mass(source, k_breeze, 7200.0, 1.0, coarse_eroded));
    EXPECT_TRUE(near_relative(coarse_day, day, 1e-9));
}

TEST(DustEmission, PileSizesAreThoseOfTheTable) {
    double eroded = 0.0;
    const DustMass m = dust_mass(pile(), k_breeze, 3600.0, 1.0, eroded);
    EXPECT_TRUE(near_relative(m.fine_kg / total(m), 0.075, 1e-12));
    EXPECT_TRUE(near_relative((m.fine_kg + m.coarse_kg) / total(m), 0.5, 1e-12));
}

TEST(DustEmission, NothingBlowsBelowTheThresholdOrInTheRain) {
    double eroded = 0.0;
    const DustWeather calm{0.0, 0.0, 1.2, 5e-3}, light{1.0, 0.0, 1.2, 5e-3};
    for (const DustWeather& w : {calm, light, k_rain}) {
        EXPECT_EQ(total(dust_mass(pile(), w, 3600.0, 1.0, eroded)), 0.0);
        EXPECT_EQ(total(dust_mass(bare_soil(), w, 3600.0, 1.0, eroded)), 0.0);
    }
    EXPECT_EQ(eroded, 0.0);
    EXPECT_EQ(total(dust_mass(road(DustKind::paved_road), k_rain, 3600.0, 1.0, eroded)), 0.0);
    EXPECT_EQ(total(dust_mass(road(DustKind::unpaved_road), k_rain, 3600.0, 1.0, eroded)), 0.0);
}

TEST(DustEmission, BareSoilGrowsWithTheCubeOfTheWindAndMoistureHoldsIt) {
    double eroded = 0.0;
    const auto at = [&](double wind, double moisture = 0.0) {
        DustSource s = bare_soil();
        s.moisture_percent = moisture;
        return total(dust_mass(s, {wind, 0.0, 1.2, 5e-3}, 3600.0, 1.0, eroded));
    };
    EXPECT_GT(at(10.0), 0.0);
    // u^3 (1 + R)(1 - R^2): the cube far above the threshold
    const auto shape = [](double wind) {
        const double r = 0.25 / surface_friction_m_s(wind, 1e-3);
        return wind * wind * wind * (1.0 + r) * (1.0 - r * r);
    };
    EXPECT_TRUE(near_relative(at(20.0) / at(10.0), shape(20.0) / shape(10.0), 1e-12));
    EXPECT_LT(at(10.0, 4.0), at(10.0, 0.0));
    EXPECT_EQ(moist_threshold_ratio(1.0, 10.0), 1.0);  // w' = 1.84 %
    EXPECT_TRUE(near_relative(moist_threshold_ratio(2.84, 10.0), std::sqrt(2.21), 1e-12));
    EXPECT_TRUE(near_relative(sandblasting_per_m(20.0), 100.0 * std::pow(10.0, 2.68 - 6.0), 1e-12));
    EXPECT_EQ(sandblasting_per_m(40.0), sandblasting_per_m(20.0));
}

TEST(DustEmission, WindblownSizesIntegrateTheirSpectrum) {
    const auto share = [](double from,
                          double to) {  // Kok (2011): dV/dln D ~ D [1 + erf(ln(D/3.4)/(sqrt 2 ln 3))] exp(-(D/12)^3)
        const int n = 20000;
        const double step = std::log(to / from) / n;
        double sum = 0.0;
        for (int i = 0; i < n; ++i) {
            const double d = from * std::exp((i + 0.5) * step);
            sum += d * (1.0 + std::erf(std::log(d / 3.4) / (std::sqrt(2.0) * std::log(3.0)))) *
                   std::exp(-std::pow(d / 12.0, 3)) * step;
        }
        return sum;
    };
    const double whole = share(1e-3, 20.0);
    EXPECT_TRUE(near_relative(k_windblown_sizes.fine, share(1e-3, 2.5) / whole, 1e-4));
    EXPECT_TRUE(near_relative(k_windblown_sizes.coarse, share(2.5, 10.0) / whole, 1e-4));
    EXPECT_TRUE(near_relative(k_windblown_sizes.giant, share(10.0, 20.0) / whole, 1e-4));
}

TEST(DustEmission, RoadsGiveTheFactorTimesTheTraffic) {
    double eroded = 0.0;
    const double vehicle_km = 500.0 / 24.0 * 2.0;
    const DustWeather dry{2.0, 0.0, 1.2, 5e-3};
    const DustMass paved = dust_mass(road(DustKind::paved_road), dry, 3600.0, 1.0, eroded);
    EXPECT_TRUE(near_relative(paved.fine_kg, 0.230157e-3 * vehicle_km, k_printed));
    EXPECT_TRUE(near_relative(paved.fine_kg + paved.coarse_kg, 0.951316e-3 * vehicle_km, k_printed));
    DustSource climate = road(DustKind::paved_road);
    climate.wet_days_per_year = 90.0;
    EXPECT_TRUE(
        near_relative(total(dust_mass(climate, k_rain, 3600.0, 1.0, eroded)) / total(paved), 0.938356, k_printed));
    EXPECT_TRUE(near_relative(total(dust_mass(road(DustKind::paved_road), dry, 3600.0, 2.5, eroded)),
                              2.5 * total(paved), 1e-12));
    const DustMass unpaved = dust_mass(road(DustKind::unpaved_road), dry, 3600.0, 1.0, eroded);
    EXPECT_TRUE(near_relative(unpaved.fine_kg, 1e-3 * vehicle_km * 281.9 * 0.15 * std::pow(0.8, 0.45), 1e-9));
    EXPECT_TRUE(near_relative(total(unpaved), 1e-3 * vehicle_km * 281.9 * 4.9 * std::pow(0.8, 0.45), 1e-9));
}

TEST(DustEmission, HandlingFollowsWindAndMoisture) {
    EXPECT_TRUE(near_relative(handling_dust_kg_t(0.35, 2.2, 2.0), 0.35 * 0.0016, 1e-12));
    EXPECT_TRUE(near_relative(handling_dust_kg_t(0.35, 4.4, 2.0) / handling_dust_kg_t(0.35, 2.2, 2.0),
                              std::pow(2.0, 1.3), 1e-12));
    DustSource s;
    s.kind = DustKind::handling;
    s.throughput_t_day = 2400.0;
    s.moisture_percent = 2.0;
    double eroded = 0.0;
    EXPECT_TRUE(
        near_relative(total(dust_mass(s, {2.2, 0.0, 1.2, 5e-3}, 3600.0, 1.0, eroded)), 100.0 * 0.74 * 0.0016, 1e-12));
}

TEST(DustEmission, ResuspensionKeepsUpTheConcentrationOfItsFactor) {
    DustSource s;
    s.kind = DustKind::resuspension;
    s.area_m2 = 1.0;
    s.load_kg_m2 = 0.2;
    s.age_days = 10.0;
    double eroded = 0.0;
    const double flux = total(dust_mass(s, k_breeze, 1.0, 1.0, eroded));
    EXPECT_TRUE(near_relative(flux / 5e-3, 1e-7 * 0.2, 1e-12));  // C = K S when what rises comes down
}

TEST(DustEmission, MetalsFollowTheDust) {
    const CarriedMass carried = carried_dust({1.0, 2.0, 4.0}, {1e-3, 2e-4, 3e-4, 1e-6});
    EXPECT_EQ(carried[index(Carried::pm25_primary)], 1.0);
    EXPECT_EQ(carried[index(Carried::pm_coarse)], 2.0);
    EXPECT_DOUBLE_EQ(carried[index(Carried::pb_giant)], 4e-3);
    EXPECT_DOUBLE_EQ(carried[index(Carried::cd_fine)], 2e-4);
    EXPECT_DOUBLE_EQ(carried[index(Carried::as_coarse)], 6e-4);
    EXPECT_DOUBLE_EQ(carried[index(Carried::hg_coarse)], 6e-6);
    double eroded = 0.0;
    DustSource held = pile();
    held.control_frac = 0.8;
    double open = 0.0;
    EXPECT_TRUE(near_relative(total(dust_mass(held, k_breeze, 3600.0, 1.0, eroded)),
                              0.2 * total(dust_mass(pile(), k_breeze, 3600.0, 1.0, open)), 1e-12));
}

TEST(VehicleWake, MixesLongerInWeakWind) {
    EXPECT_DOUBLE_EQ(road_wake_sigma_z_m(20.0, 1.0), 1.8 + 1.1);
    EXPECT_DOUBLE_EQ(road_wake_sigma_z_m(20.0, 0.0), 1.8 + 2.2);
    EXPECT_GT(road_wake_sigma_z_m(20.0, 2.0), road_wake_sigma_z_m(20.0, 5.0));
}

TEST(Pit, ReleasesFromTheWindwardPartOfItsArea) {
    const Pit pit{{1000.0, 2000.0}, 400.0, 200.0, 0.0, 20.0};
    const PitOutlet west_wind = pit_outlet(pit, 3.0, 0.0, 0.0);  // depth 20/400 = 0.05
    const double fraction = std::sqrt(1.0 - 1.7 * std::cbrt(0.05));
    EXPECT_TRUE(near_relative(west_wind.length_m, fraction * 400.0, 1e-12));
    EXPECT_TRUE(near_relative(west_wind.width_m, 200.0, 1e-12));
    EXPECT_TRUE(near_relative(west_wind.centre.x_m, 1000.0 - 200.0 + 0.5 * west_wind.length_m, 1e-12));
    EXPECT_DOUBLE_EQ(west_wind.centre.y_m, 2000.0);
    const PitOutlet south_wind = pit_outlet(pit, 0.0, 2.0, 0.0);
    EXPECT_TRUE(near_relative(south_wind.length_m, 400.0, 1e-12));
    EXPECT_LT(south_wind.centre.y_m, 2000.0);
    // The area is F times that of the pit for any direction, 8 % when it is deep.
    for (double angle = 0.0; angle < 6.28; angle += 0.3) {
        const PitOutlet deep =
            pit_outlet({{0.0, 0.0}, 400.0, 200.0, 0.7, 100.0}, std::cos(angle), std::sin(angle), 0.0);
        EXPECT_TRUE(near_relative(deep.length_m * deep.width_m, 0.08 * 400.0 * 200.0, 1e-12));
    }
    // turned with the wind, the outlet turns
    const PitOutlet turned =
        pit_outlet({{1000.0, 2000.0}, 400.0, 200.0, 0.9, 20.0}, 3.0 * std::cos(0.9), 3.0 * std::sin(0.9), 0.0);
    EXPECT_NEAR(std::hypot(turned.centre.x_m - 1000.0, turned.centre.y_m - 2000.0), 1000.0 - west_wind.centre.x_m,
                1e-9);
    // a flat pit is an area
    const PitOutlet flat = pit_outlet({{0.0, 0.0}, 400.0, 200.0, 0.0, 1e-12}, 3.0, 1.0, 0.0);
    EXPECT_NEAR(flat.length_m, 400.0, 0.1);
}

TEST(Pit, KeepsLargeParticlesInWeakWind) {
    EXPECT_DOUBLE_EQ(pit_escape_frac(0.0, 3.0), 1.0);
    EXPECT_DOUBLE_EQ(pit_escape_frac(0.029, 1.0), 0.5);
    EXPECT_LT(pit_escape_frac(0.05, 1.0), pit_escape_frac(0.05, 5.0));
}

}  // namespace
}  // namespace lantian
