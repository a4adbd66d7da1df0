#include <cmath>
#include <cstdlib>
#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "core/base/constants.hpp"
#include "inputs/readers/gridded_fields.hpp"
#include "inputs/readers/weather.hpp"
#include "tests/support/arl_writer.hpp"
#include "tests/support/one_atmosphere.hpp"
#include "tests/support/scratch.hpp"

namespace lantian {
namespace {

using testing::Scratch;
namespace atmosphere = testing::one_atmosphere;

/// A format: how it is written, and how far a value of a field may be from the double-precision one: `share` of its
/// range over the mesh (packing works on that) plus `relative` of its size.
struct Format {
    const char* name;
    WeatherKind kind;
    double share, relative;
    std::function<void(const std::string&)> write;
};

void classic(const std::string& path) {
    const std::string new_file = path + "4";
    atmosphere::write_era5(new_file, atmosphere::Names::old);
    ASSERT_EQ(std::system(("nccopy -k classic " + new_file + " " + path).c_str()), 0);
    ASSERT_EQ(Scratch::bytes_of(path).substr(0, 3), "CDF");
}

class OneAtmosphere : public ::testing::TestWithParam<Format> {};

TEST_P(OneAtmosphere, ReadsTheSameThroughEveryFormat) {
    const Format& format = GetParam();
    const Scratch scratch;
    atmosphere::write_era5(scratch.path("exact.nc"), atmosphere::Names::old);
    const auto exact = open_gridded_weather(WeatherKind::era5, {scratch.path("exact.nc")});
    format.write(scratch.path("met"));
    EXPECT_EQ(detect_weather(scratch.path("met")), format.kind);
    const auto source = open_gridded_weather(format.kind, {scratch.path("met")});
    ASSERT_EQ(source->times(), exact->times());
    for (std::size_t t = 0; t < atmosphere::k_times; ++t) {
        const GriddedWeather a = exact->load(t), b = source->load(t);
        ASSERT_EQ(b.nz, a.nz);
        ASSERT_EQ(b.lon_deg.size(), a.lon_deg.size());
        for (std::size_t k = 0; k < a.lon_deg.size(); ++k) {
            ASSERT_NEAR(b.lon_deg[k], a.lon_deg[k], 1e-5);
            ASSERT_NEAR(b.lat_deg[k], a.lat_deg[k], 1e-5);
        }
        // Lifted levels follow from others; those lie on top.
        const std::size_t plane = a.nx * a.ny, lifted = plane;
        for (const GriddedField& field : gridded_fields()) {
            const std::vector<double>&x = a.*field.values, &y = b.*field.values;
            if (y.empty() && format.kind == WeatherKind::arl && !field.required) continue;  // not in that format
            ASSERT_EQ(x.size(), y.size()) << field.cf_name;
            const auto [low, high] = std::minmax_element(x.begin(), x.end());
            for (std::size_t k = field.is_3d ? lifted : 0; k < x.size() && !x.empty(); ++k) {
                const double allowed = format.share * (*high - *low) + format.relative * std::abs(x[k]) + 1e-12;
                ASSERT_NEAR(y[k], x[k], allowed) << field.cf_name << " time " << t << " index " << k;
            }
        }
    }
}

// 24 bits of GRIB are 6e-8 of the range, its winds rest on a float; ARL's single bytes are 1/127 of the largest step
// along a row.
INSTANTIATE_TEST_SUITE_P(
    Formats, OneAtmosphere,
    ::testing::Values(Format{"netcdf3", WeatherKind::era5, 0.0, 1e-12, classic},
                      Format{"netcdf4_new_names", WeatherKind::era5, 0.0, 1e-12,
                             [](const std::string& path) { atmosphere::write_era5(path, atmosphere::Names::renewed); }},
                      Format{"grib2_simple", WeatherKind::grib, 1e-6, 1e-6,
                             [](const std::string& path) { atmosphere::write_grib2(path, "grid_simple"); }},
                      Format{"grib2_ccsds", WeatherKind::grib, 1e-6, 1e-6,
                             [](const std::string& path) { atmosphere::write_grib2(path, "grid_ccsds"); }},
                      Format{"arl", WeatherKind::arl, 0.01, 1e-3,
                             [](const std::string& path) { atmosphere::write_arl(path); }}),
    [](const auto& info) { return std::string(info.param.name); });

// The reader against the functions that were written.
TEST(OneAtmosphereExact, LevelsRainAndSunAreThoseThatWereMade) {
    const Scratch scratch;
    atmosphere::write_era5(scratch.path("met.nc"), atmosphere::Names::renewed);
    const auto source = open_era5({scratch.path("met.nc")});
    const GriddedWeather w = source->load(1);
    const std::size_t plane = w.nx * w.ny;
    const auto t = atmosphere::on_level("t", 2, 1), z = atmosphere::on_level("z", 2, 1),
               omega = atmosphere::on_level("w", 2, 1), ground = atmosphere::on_surface("z", 1),
               rain = atmosphere::on_surface("tp", 1), sun = atmosphere::on_surface("ssrd", 1),
               u10 = atmosphere::on_surface("u10", 1);
    for (std::size_t k = 0; k < plane; ++k) {
        EXPECT_DOUBLE_EQ(w.temperature_k[2 * plane + k], t[k]);
        EXPECT_DOUBLE_EQ(w.pressure_pa[2 * plane + k], 85000.0);
        EXPECT_NEAR(w.height_m[2 * plane + k], (z[k] - ground[k]) / 9.80665, 1e-9);
        EXPECT_NEAR(w.precipitation_mm_h[k], 1000.0 * rain[k], 1e-12);
        EXPECT_NEAR(w.shortwave_down_w_m2[k], sun[k] / 3600.0, 1e-9);
        EXPECT_DOUBLE_EQ(w.eastward_wind_10m_m_s[k], u10[k]);
        const double rho = 85000.0 / (constants::k_dry_air_gas_constant_j_kg_k * t[k]);
        EXPECT_NEAR(w.upward_wind_m_s[2 * plane + k], -omega[k] / (rho * constants::k_gravity_m_s2), 1e-12);
        EXPECT_GT(w.height_m[k], 0.0) << "1000 hPa lies in the ground";
        EXPECT_LT(w.height_m[k], w.height_m[plane + k]);
    }
}

TEST(OneAtmosphereExact, AnAreaIsCutOutWithSpareCells) {
    const Scratch scratch;
    atmosphere::write_grib2(scratch.path("met"), "grid_simple");
    const auto source = open_grib({scratch.path("met")}, AreaDeg{111.6, 34.1, 111.8, 34.2});
    const GriddedWeather w = source->load(0);
    EXPECT_EQ(w.nx, 5u);
    EXPECT_NEAR(w.lon_deg.front(), 111.25, 1e-6);
    EXPECT_NEAR(w.lon_deg[w.nx - 1], 112.25, 1e-6);
    EXPECT_NEAR(w.lat_deg.front(), 33.75, 1e-6);
    const GriddedWeather all = open_grib({scratch.path("met")})->load(0);
    EXPECT_DOUBLE_EQ(w.temperature_2m_k.front(), all.temperature_2m_k[3 * all.nx + 5]);
}

}  // namespace
}  // namespace lantian
