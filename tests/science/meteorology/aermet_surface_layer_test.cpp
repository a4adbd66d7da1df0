#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/constants.hpp"
#include "models/meteorology/boundary_layer.hpp"
#include "models/meteorology/surface_energy.hpp"
#include "models/meteorology/surface_layer.hpp"
#include "tests/support/aermet_file.hpp"
#include "tests/support/test_data.hpp"

// Surface layer of AERMET 24142 (EPA test cases, Albany and Lovett, New York, 1988) against ours from the same wind,
// temperature, cloud, roughness, Bowen ratio and albedo.
namespace lantian {
namespace {

constexpr double k_degree = constants::k_pi / 180.0;

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Noon albedo that gives the file's albedo at its hour.
double noon_albedo(double albedo, double sun_rad) {
    double low = 0.0, high = 0.99;
    for (int n = 0; n < 60; ++n) {
        const double middle = 0.5 * (low + high);
        (albedo_at(middle, sun_rad) > albedo ? high : low) = middle;
    }
    return low;
}

struct Score {
    std::size_t hours = 0, wrong_sign = 0, wrong_high_sun = 0, filled_cloud = 0;
    std::vector<double> day_length, day_friction, night_length, night_friction;  // |ours/theirs - 1|
};

/// form: the stable solution; AERMET's own branch or the one that the drivers take.
template <class Stable>
Score score(const std::string& file, const Stable& stable) {
    constexpr double k_lon = -74.0, k_lat = 41.3;
    constexpr int k_offset_h = -5;
    Score s;
    for (const testing::AermetHour& h :
         testing::read_aermet_hours(*testing::shared_data() / "tracer/aermod-test-cases/met" / file, k_offset_h)) {
        if (!std::isfinite(h.obukhov_length_m + h.friction_velocity_m_s + h.wind_m_s + h.temperature_k)) continue;
        ++s.hours;
        // AERMET takes the sun in the middle of the hour.
        const double sun = solar_elevation_rad(h.end - 1800, k_lon, k_lat);
        if (!std::isfinite(h.cloud_tenths)) ++s.filled_cloud;
        const double cloud = std::isfinite(h.cloud_tenths) ? h.cloud_tenths / 10.0 : k_default_cloud_frac;
        const double albedo = h.albedo_frac < 1.0 && sun > 0.0 ? noon_albedo(h.albedo_frac, sun) : 0.2;
        const SurfaceWeather weather{h.wind_m_s, h.wind_height_m, h.temperature_k, h.pressure_hpa * 100.0, cloud, sun};
        const GroundSurface ground{h.roughness_m, albedo, h.bowen_ratio, 0.0};
        const SurfaceState ours =
            daytime_heat_flux_w_m2(weather, ground) > 0.0 ? surface_state(weather, ground) : stable(weather, ground);
        if ((ours.inverse_obukhov_m < 0.0) != (h.obukhov_length_m < 0.0)) {
            ++s.wrong_sign;
            if (sun > 20.0 * k_degree) ++s.wrong_high_sun;
            continue;
        }
        const bool day = h.obukhov_length_m < 0.0;
        (day ? s.day_length : s.night_length)
            .push_back(std::abs(1.0 / (ours.inverse_obukhov_m * h.obukhov_length_m) - 1.0));
        (day ? s.day_friction : s.night_friction)
            .push_back(std::abs(ours.friction_velocity_m_s / h.friction_velocity_m_s - 1.0));
    }
    return s;
}

SurfaceState aermet_branch(const SurfaceWeather& w, const GroundSurface& ground) {
    const double cooling =
        w.sun_rad > 0.0
            ? dusk_cooling_frac(w.sun_rad, critical_elevation_rad(ground.albedo_frac, w.temperature_k, w.cloud_frac))
            : 1.0;
    const SurfaceLayer layer = stable_surface_layer(w.wind_m_s, w.wind_height_m, ground.roughness_m, w.cloud_frac,
                                                    w.temperature_k, k_stable_beta_m_aermet, cooling);
    return {layer.friction_velocity_m_s, 1.0 / layer.obukhov_length_m, 0.0};
}

void print(const char* file, const char* form, const Score& s) {
    std::printf(
        "%s, %s: %zu hours, sign wrong %.3f %%, median difference by day L %.2f %% u* %.2f %% (%zu h), by night L %.2f "
        "%% "
        "u* %.2f %% (%zu h), cloud taken as 0.5 in %zu h\n",
        file, form, s.hours, 100.0 * static_cast<double>(s.wrong_sign) / static_cast<double>(s.hours),
        100.0 * median(s.day_length), 100.0 * median(s.day_friction), s.day_length.size(),
        100.0 * median(s.night_length), 100.0 * median(s.night_friction), s.night_length.size(), s.filled_cloud);
}

class AermetSurfaceLayer : public ::testing::TestWithParam<const char*> {};

TEST_P(AermetSurfaceLayer, SignAndMediansAgree) {
    if (!testing::shared_data()) GTEST_SKIP() << "no LANTIAN_DATA: AERMET files not there";
    const Score aermet = score(GetParam(), aermet_branch);
    print(GetParam(), "stable form of AERMET", aermet);
    const Score ours = score(GetParam(), surface_state);
    print(GetParam(), "our drivers' form", ours);
    for (const Score* s : {&aermet, &ours}) {
        ASSERT_GT(s->hours, 90U);
        EXPECT_LE(static_cast<double>(s->wrong_sign), 0.005 * static_cast<double>(s->hours));
        EXPECT_EQ(s->wrong_high_sun, 0U);
        EXPECT_LE(median(s->day_length), 0.10);
        EXPECT_LE(median(s->day_friction), 0.10);
    }
    EXPECT_LE(median(aermet.night_length), 0.05);
    EXPECT_LE(median(aermet.night_friction), 0.05);
}

INSTANTIATE_TEST_SUITE_P(Files, AermetSurfaceLayer, ::testing::Values("AERMET2.SFC", "LOVETT.SFC"),
                         [](const auto& info) { return std::string(info.param).substr(0, 6); });

}  // namespace
}  // namespace lantian
