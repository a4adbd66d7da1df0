#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/constants.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/ecmwf_levels.hpp"
#include "inputs/readers/grib_mesh.hpp"
#include "inputs/readers/level_columns.hpp"
#include "inputs/readers/level_mesh.hpp"
#include "inputs/readers/weather.hpp"
#include "tests/support/grib_writer.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/test_data.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using ::testing::Contains;
using ::testing::Each;
using testing::grib2_bytes;
using testing::GribMade;
using ::testing::HasSubstr;
using testing::Scratch;
using testing::thrown;

constexpr double k_r_g = constants::k_dry_air_gas_constant_j_kg_k / constants::k_gravity_m_s2;

/// Writes messages on a 3 x 3 mesh one after another.
class GribFile {
  public:
    GribMade made;  ///< what the next message has in common with the last
    GribFile() {
        made.nx = made.ny = 3;
        made.west = 112.0;
        made.south = 34.0;
    }
    GribFile& level_kind(const std::string& type) {
        made.level_type = type;
        return *this;
    }
    void add(std::int64_t category, std::int64_t parameter, std::int64_t level, double value,
             std::int64_t discipline = 0) {
        GribMade m = made;
        m.discipline = discipline;
        m.category = category;
        m.parameter = parameter;
        m.level = level;
        m.values.assign(9, value);
        bytes += grib2_bytes(m);
    }
    void surface(std::int64_t category, std::int64_t parameter, double value) {
        GribFile& self = level_kind("surface");
        self.add(category, parameter, 0, value);
    }
    /// Temperature, wind and height on two pressure levels, and the ground at sea level.
    void least_driver() {
        for (const std::int64_t level : {1000, 850}) {
            level_kind("isobaricInhPa");
            add(0, 0, level, 280.0);
            add(2, 2, level, 3.0);
            add(2, 3, level, -4.0);
            add(3, 5, level, level == 1000 ? 100.0 : 1450.0);
        }
        surface(3, 4, 0.0);
    }
    std::string bytes;
};

TEST(LevelWeather, PressureLevelsKeepPartsOfAnHPa) {
    const Scratch scratch;
    GribMade made;
    made.nx = made.ny = 3;
    made.west = 112.0;
    made.south = 34.0;
    made.level_type = "isobaricInhPa";
    made.level = 996;
    made.level_pa = 99693;
    made.values.assign(9, 280.0);
    const std::string path = scratch.write("level.grib2", grib2_bytes(made));
    const grib::Catalog catalog = grib::read_catalog(path, grib::Decode::all);
    ASSERT_EQ(catalog.messages.size(), 1u);
    EXPECT_NEAR(catalog.messages[0].level, 996.93, 1e-9);
}

TEST(LevelWeather, SumsFromTheStartOfAForecastAreDifferenced) {
    const Scratch scratch;
    GribFile file;
    // Rain of 2, 5 and 5 kg m-2 from the start to 3, 6 and 9 h; solar radiation as its mean from the start.
    const std::map<std::int64_t, double> rain{{3, 2.0}, {6, 5.0}, {9, 5.0}}, sun{{3, 100.0}, {6, 250.0}, {9, 300.0}};
    for (const std::int64_t hour : {0, 3, 6, 9}) {
        file.made.from_h = 0;
        file.made.to_h = hour;
        file.made.process = -1;
        file.least_driver();
        if (hour == 0) continue;
        file.made.process = 1;
        file.surface(1, 8, rain.at(hour));
        file.made.process = 0;
        file.surface(4, 7, sun.at(hour));
    }
    file.made.centre = "kwbc";
    const auto source = open_grib({scratch.write("met", file.bytes)});
    ASSERT_EQ(source->times().size(), 4u);
    EXPECT_THAT(source->load(0).precipitation_mm_h, Each(0.0));
    EXPECT_THAT(source->load(1).precipitation_mm_h, Each(::testing::DoubleNear(2.0 / 3.0, 1e-6)));
    EXPECT_THAT(source->load(2).precipitation_mm_h, Each(::testing::DoubleNear(1.0, 1e-6)));
    EXPECT_THAT(source->load(3).precipitation_mm_h, Each(::testing::DoubleNear(0.0, 1e-6)));
    // Mean of 3 to 6 h: (6 x 250 - 3 x 100)/3; of 6 to 9 h: (9 x 300 - 6 x 250)/3.
    EXPECT_THAT(source->load(1).shortwave_down_w_m2, Each(::testing::DoubleNear(100.0, 1e-3)));
    EXPECT_THAT(source->load(2).shortwave_down_w_m2, Each(::testing::DoubleNear(400.0, 1e-3)));
    EXPECT_THAT(source->load(3).shortwave_down_w_m2, Each(::testing::DoubleNear(400.0, 1e-3)));
    EXPECT_THAT(source->load(0).shortwave_down_w_m2, Each(::testing::DoubleNear(100.0, 1e-3))) << "of the next time";
    EXPECT_THAT(source->notes(), Contains(HasSubstr("precipitation is not known at 1 of 4 times and taken as zero")));
    EXPECT_THAT(source->notes(), Contains(HasSubstr("solar radiation is not there at 1 of 4 times")));
}

// GFS: buckets of six hours that begin anew, and hourly sums between three-hourly states.
TEST(LevelWeather, BucketsAndFinerSumsAreTheMeanSinceTheTimeBefore) {
    const Scratch scratch;
    GribFile file;
    for (const std::int64_t hour : {0, 3, 6, 9}) {
        file.made.process = -1;
        file.made.to_h = hour;
        file.least_driver();
    }
    const auto sum = [&](std::int64_t from, std::int64_t to, double value) {
        file.made.process = 1;
        file.made.from_h = from;
        file.made.to_h = to;
        file.surface(1, 8, value);
    };
    sum(0, 3, 3.0);
    sum(0, 6, 9.0);
    sum(6, 7, 1.0);
    sum(7, 8, 2.0);
    sum(8, 9, 6.0);
    const auto source = open_grib({scratch.write("met", file.bytes)});
    EXPECT_NEAR(source->load(1).precipitation_mm_h[4], 1.0, 1e-6);
    EXPECT_NEAR(source->load(2).precipitation_mm_h[4], 2.0, 1e-6);
    EXPECT_NEAR(source->load(3).precipitation_mm_h[4], 3.0, 1e-6);
}

TEST(LevelWeather, HeatFluxHasTheSignOfItsCentre) {
    for (const char* centre : {"ecmf", "kwbc"}) {
        const Scratch scratch;
        GribFile file;
        file.made.centre = centre;
        file.least_driver();
        file.made.process = 0;
        file.made.to_h = 3;
        file.made.time = 0;
        file.surface(0, 11, 50.0);
        file.made.process = -1;
        file.least_driver();
        const auto source = open_grib({scratch.write("met", file.bytes)});
        const GriddedWeather w = source->load(1);
        ASSERT_EQ(w.sensible_heat_flux_w_m2.size(), 9u) << centre;
        EXPECT_NEAR(w.sensible_heat_flux_w_m2[0], std::string(centre) == "kwbc" ? 50.0 : -50.0, 1e-4);
    }
}

TEST(LevelWeather, RelativeHumidityBecomesSpecific) {
    const Scratch scratch;
    GribFile file;
    file.least_driver();
    file.level_kind("isobaricInhPa");
    file.add(1, 1, 1000, 70.0);
    file.add(1, 1, 850, 70.0);
    const GriddedWeather w = open_grib({scratch.write("met", file.bytes)})->load(0);
    // 280 K: saturation 610.94 exp(17.625 x 6.85/249.89) = 990.43 Pa, at 70 % 693.3 Pa, q = 0.622 e/(p - 0.378 e).
    EXPECT_NEAR(w.specific_humidity_kg_kg[0], 0.622 * 693.30 / (1e5 - 0.378 * 693.30), 2e-7);
}

TEST(LevelWeather, TheShortestForecastAndTheFirstMemberCount) {
    const Scratch scratch;
    GribFile file;
    file.made.member = 1;
    file.least_driver();
    file.made.member = 2;
    file.level_kind("isobaricInhPa");
    file.add(0, 0, 1000, 250.0);
    file.made.member = 1;
    file.made.date = 20270114;  // the same time a day ahead
    file.made.to_h = 24;
    file.level_kind("isobaricInhPa");
    file.add(0, 0, 1000, 260.0);
    const auto source = open_grib({scratch.write("met", file.bytes)});
    EXPECT_NEAR(source->load(0).temperature_k[0], 280.0, 1e-3);
    EXPECT_THAT(source->notes(), Contains(HasSubstr("1 fields stand more than once")));
    EXPECT_THAT(source->notes(), Contains(HasSubstr("1 messages of other members of the ensemble are left out")));
}

TEST(LevelWeather, WhatIsMissingIsSaid) {
    const Scratch scratch;
    GribFile file;
    file.level_kind("isobaricInhPa");
    for (const std::int64_t level : {1000, 850}) {
        file.add(0, 0, level, 280.0);
        file.add(2, 2, level, 3.0);
    }
    const Problem problem = thrown([&] { (void)open_grib({scratch.write("met", file.bytes)}); });
    EXPECT_EQ(problem.code, "E413");
    EXPECT_THAT(problem.message, HasSubstr("temperature on 2 levels, eastward wind on 2 levels, northward wind on 0"));
    GribFile groundless;
    groundless.least_driver();
    const std::size_t last = groundless.bytes.rfind("GRIB");
    const Problem no_ground = thrown([&] { (void)open_grib({scratch.write("b", groundless.bytes.substr(0, last))}); });
    EXPECT_EQ(no_ground.code, "E413");
    EXPECT_THAT(no_ground.message, HasSubstr("height of the ground"));
}

/// The lowest `levels` model levels of a dry atmosphere of one temperature over ground at 500 m, in GRIB2.
std::string model_level_file(std::size_t levels) {
    const HalfLevels half = ecmwf_l137();
    GribFile file;
    file.made.level_coefficients = half.a_pa;
    file.made.level_coefficients.insert(file.made.level_coefficients.end(), half.b.begin(), half.b.end());
    for (std::size_t n = 137; n > 137 - levels; --n) {
        file.level_kind("hybrid");
        file.add(0, 0, static_cast<std::int64_t>(n), 275.0);
        file.add(2, 2, static_cast<std::int64_t>(n), 3.0);
        file.add(2, 3, static_cast<std::int64_t>(n), 1.0);
    }
    file.add(3, 25, 1, std::log(95000.0));
    file.made.level_coefficients.clear();
    file.surface(3, 4, 500.0 * constants::k_geopotential_metre_j_kg);
    return file.bytes;
}

TEST(LevelWeather, ModelLevelsStandWhereTheirCoefficientsPutThem) {
    const Scratch scratch;
    const auto source = open_grib({scratch.write("met", model_level_file(30))});
    const GriddedWeather w = source->load(0);
    ASSERT_EQ(w.nz, 30u);
    EXPECT_NEAR(w.surface_altitude_m[0], 500.0, 0.1);
    EXPECT_NEAR(w.surface_pressure_pa[0], 95000.0, 1.0);
    // One temperature: z = R T/g ln(ps/p) at half levels exactly, in the middle of thin levels nearly.
    for (std::size_t n = 0; n < 30; ++n) {
        const double p = w.pressure_pa[n * 9];
        EXPECT_NEAR(w.height_m[n * 9], k_r_g * 275.0 * std::log(95000.0 / p), 0.002 * w.height_m[n * 9] + 0.1);
    }
    // ECMWF's table: levels 137 and 131 lie at 10.00 and 169.50 m in the standard atmosphere of 288.15 K at the ground.
    EXPECT_NEAR(w.height_m[0], 10.0 * 275.0 / 288.15, 0.1);
    EXPECT_NEAR(w.height_m[6 * 9], 169.5 * 275.0 / 288.15, 1.5);
}

TEST(LevelWeather, ModelLevelsWithoutTheLowestAreRefused) {
    const Scratch scratch;
    std::string bytes = model_level_file(5);
    bytes = bytes.substr(bytes.find("GRIB", 4));  // no temperature on 137
    const Problem problem = thrown([&] { (void)open_grib({scratch.write("met", bytes)}); });
    EXPECT_EQ(problem.code, "E413");
    EXPECT_THAT(problem.message, HasSubstr("model levels down to the lowest, 137"));
}

/// ERA5 model levels as NetCDF, without coefficients, with the preliminary version of the data for half of the mesh.
void write_model_netcdf(const std::string& path) {
    NetcdfFile file = NetcdfFile::create(path);
    using Type = NetcdfFile::Type;
    const std::vector<double> levels{133, 134, 135, 136, 137};
    file.define_dimension("valid_time", 1);
    file.define_dimension("expver", 2);
    file.define_dimension("model_level", levels.size());
    file.define_dimension("latitude", 3);
    file.define_dimension("longitude", 3);
    const auto coordinate = [&](const char* name, const char* units, const std::vector<double>& values) {
        file.define_variable(name, Type::f64, {name});
        file.attribute(name, "units", units);
        file.write(name, values);
    };
    coordinate("valid_time", "seconds since 1970-01-01", {1799971200.0});
    coordinate("model_level", "1", levels);
    coordinate("latitude", "degrees_north", {36.0, 35.0, 34.0});
    coordinate("longitude", "degrees_east", {112.0, 113.0, 114.0});
    const auto field = [&](const char* name, const char* units, bool on_levels, double value) {
        std::vector<std::string> dimensions{"valid_time", "expver", "latitude", "longitude"};
        if (on_levels) dimensions.insert(dimensions.begin() + 2, "model_level");
        file.define_variable(name, Type::f64, dimensions, {{}, 0, -9999.0});
        file.attribute(name, "units", units);
        const std::size_t n = on_levels ? levels.size() : 1;
        std::vector<double> values;
        for (std::size_t version = 0; version < 2; ++version) {
            for (std::size_t k = 0; k < n * 9; ++k) values.push_back((k % 2 == 0) == (version == 0) ? value : -9999.0);
        }
        file.write(name, values);
    };
    field("t", "K", true, 275.0);
    field("u", "m s**-1", true, 3.0);
    field("v", "m s**-1", true, 1.0);
    field("lnsp", "~", false, std::log(95000.0));
    field("z", "m**2 s**-2", false, 500.0 * constants::k_geopotential_metre_j_kg);
    file.close();
}

TEST(LevelWeather, Era5ModelLevelsAndVersionsOfTheData) {
    const Scratch scratch;
    write_model_netcdf(scratch.path("ml.nc"));
    EXPECT_EQ(detect_weather(scratch.path("ml.nc")), WeatherKind::era5);
    const auto source = open_era5({scratch.path("ml.nc")});
    const GriddedWeather w = source->load(0);
    const GriddedWeather same = open_grib({scratch.write("met", model_level_file(5))})->load(0);
    ASSERT_EQ(w.nz, 5u);
    for (std::size_t k = 0; k < 45; ++k) {
        EXPECT_NEAR(w.height_m[k], same.height_m[k], 0.05);
        EXPECT_NEAR(w.pressure_pa[k], same.pressure_pa[k], 0.5);
        EXPECT_NEAR(w.temperature_k[k], 275.0, 1e-9);
    }
    EXPECT_THAT(source->notes(), Contains(HasSubstr("137 of ECMWF")));
}

TEST(LevelColumns, HydrostaticHeightsOfOneTemperature) {
    const std::vector<double> pressure{100000.0, 90000.0, 80000.0}, warm(3, 280.0), ps{95000.0};
    const std::vector<double> z = columns::hydrostatic_height(pressure, warm, {}, ps);
    for (std::size_t n = 0; n < 3; ++n) EXPECT_NEAR(z[n], k_r_g * 280.0 * std::log(95000.0 / pressure[n]), 1e-9);
    EXPECT_LT(z[0], 0.0) << "in the ground";
    std::vector<double> altitude = z;
    for (double& a : altitude) a += 432.0;
    EXPECT_NEAR(columns::altitude_of_pressure(pressure, altitude, ps)[0], 432.0, 0.5);
}

// A mesh from 0 to 359 degrees has no seam for an area across the prime meridian.
TEST(LevelMesh, AreasAcrossTheSeam) {
    MeshAxes axes;
    axes.name = "longitude-latitude";
    for (int i = 0; i < 360; ++i) axes.x.push_back(i);
    for (int j = -90; j <= 90; ++j) axes.y.push_back(j);
    const MeshWindow window(axes, AreaDeg{-1.5, 50.0, 1.5, 51.0}, "met");
    EXPECT_EQ(window.nx(), 7u);
    EXPECT_EQ(window.lon_deg().front(), -3.0);
    EXPECT_EQ(window.lon_deg()[6], 3.0);
    EXPECT_EQ(window.lat_deg().front(), 48.0);
    std::vector<double> whole(360 * 181);
    for (std::size_t k = 0; k < whole.size(); ++k) whole[k] = static_cast<double>(k % 360);
    EXPECT_EQ(window.cut(whole)[0], 357.0);
    EXPECT_EQ(window.cut(whole)[6], 3.0);
}

TEST(LevelMesh, EmptyEdgesAreTrimmed) {
    MeshAxes axes;
    for (int i = 0; i < 5; ++i) {
        axes.x.push_back(i);
        axes.y.push_back(i);
    }
    MeshWindow window(axes, std::nullopt, "met");
    std::vector<double> field(25, 1.0);
    for (std::size_t j = 0; j < 5; ++j) field[j * 5] = std::nan("");
    field[24] = std::nan("");
    EXPECT_EQ(window.trim_empty_edges(field), 2u);
    EXPECT_EQ(window.nx() * window.ny(), 16u);
    for (const double v : window.cut(field)) EXPECT_FALSE(std::isnan(v));
}

// Places of the points as ecCodes computes them by its own formulas; winds along y must blow to where y leads.
TEST(GribMesh, PointsLieWhereEcCodesPutsThem) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    for (const char* name :
         {"lambert/nam.t00z.awp21100.tm00.grib2", "lambert/lambert_grid.grib", "lambert/hrrr.t00z.wrfsfcf00-HPBL.grib2",
          "other-grids/CMC_glb_TMP_ISBL_1015_ps30km_2013052000_P006.grib2", "other-grids/ngm.grb",
          "other-grids/mercator.grib", "other-grids/dspr.temp.bin", "other-grids/rotated_ll.grib1",
          "other-grids/cl00010000_ecoclimap_rot.grib1", "other-grids/regular_gg.ncep.grib2", "gfs/flux.grb",
          "edge/ineg_jpos.grib2", "edge/alternate-scanning.grib", "edge/ll_sn_scanning_mode.grib"}) {
        const std::string path = (*root / "met/grib" / name).string();
        const grib::Catalog catalog = grib::read_catalog(path, grib::Decode::weather);
        const grib::Message& m = catalog.messages.front();
        const grib::GridKeys& grid = catalog.grids[m.grid];
        ASSERT_EQ(grib::grid_trouble(grid, m.points), "") << name;
        const MeshAxes axes = grib::grid_axes(grid);
        const MeshWindow window(axes, std::nullopt, path);
        std::vector<double> lon, lat;
        for (const auto& [x, y] : testing::grib_points(path, m)) {
            lon.push_back(x);
            lat.push_back(y);
        }
        grib::GridKeys straight = grid;  // ecCodes gives places in rows that all run one way
        straight.alternating = false;
        const std::vector<double> their_lon = grib::on_axes(straight, lon), their_lat = grib::on_axes(straight, lat);
        ASSERT_EQ(their_lon.size(), window.lon_deg().size()) << name;
        double worst_deg = 0.0;
        for (std::size_t k = 0; k < their_lon.size(); ++k) {
            const double shrink = std::cos(their_lat[k] * constants::k_pi / 180.0);
            worst_deg = std::max({worst_deg, std::abs(window.lat_deg()[k] - their_lat[k]),
                                  shrink * std::abs(std::remainder(window.lon_deg()[k] - their_lon[k], 360.0))});
        }
        // A thousandth of a degree is what GRIB1 stores of the first point.
        EXPECT_LT(worst_deg, 2e-3) << name;
        if (!axes.projection) continue;
        const std::size_t nx = window.nx(), middle = window.ny() / 2 * nx + nx / 3;
        std::vector<double> along_x(nx * window.ny(), 0.0), along_y(nx * window.ny(), 1.0);
        window.turn_to_earth(along_x, along_y);
        const double north = window.lat_deg()[middle + nx] - window.lat_deg()[middle - nx],
                     east = std::remainder(window.lon_deg()[middle + nx] - window.lon_deg()[middle - nx], 360.0) *
                            std::cos(window.lat_deg()[middle] * constants::k_pi / 180.0);
        EXPECT_NEAR(along_x[middle], east / std::hypot(east, north), 0.01) << name;
        EXPECT_NEAR(along_y[middle], north / std::hypot(east, north), 0.01) << name;
    }
}

// The four files hold the same numbers in four orders.
TEST(GribMesh, ScanningModesGiveOneField) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    std::vector<double> first;
    for (const char* name : {"ipos_jneg", "ipos_jpos", "ineg_jneg", "ineg_jpos"}) {
        const std::string path = (*root / "met/grib/edge" / name).string() + ".grib2";
        const grib::Catalog catalog = grib::read_catalog(path, grib::Decode::all);
        const grib::Message& m = catalog.messages.at(0);
        const MeshAxes axes = grib::grid_axes(catalog.grids[m.grid]);
        EXPECT_LT(axes.x.front(), axes.x.back()) << name;
        EXPECT_LT(axes.y.front(), axes.y.back()) << name;
        const std::vector<double> values = grib::on_axes(catalog.grids[m.grid], grib::read_values(path, m));
        if (first.empty()) first = values;
        EXPECT_EQ(values, first) << name;
    }
}

TEST(GribMesh, EverySecondRowMayRunBack) {
    grib::GridKeys grid;
    grid.type = "regular_ll";
    grid.columns = 3;
    grid.rows = 2;
    grid.first_lat = 36.0;
    grid.last_lat = 35.0;
    grid.alternating = true;
    const std::vector<double> values{1, 2, 3, 6, 5, 4};
    EXPECT_THAT(grib::on_axes(grid, values), ::testing::ElementsAre(4, 5, 6, 1, 2, 3));
    grid.alternating = false;
    grid.west_to_east = false;
    EXPECT_THAT(grib::on_axes(grid, values), ::testing::ElementsAre(4, 5, 6, 3, 2, 1));
    grid.columns_first = grid.south_to_north = grid.west_to_east = true;
    EXPECT_THAT(grib::on_axes(grid, values), ::testing::ElementsAre(1, 3, 5, 2, 6, 4));
}

TEST(GribMesh, ReducedRowsAreFilledLinearly) {
    grib::GridKeys grid;
    grid.type = "reduced_gg";
    grid.gaussian = 1;
    grid.row_lengths = {4, 8};
    grid.first_lat = 35.0;
    grid.last_lat = -35.0;
    grid.last_lon = 315.0;
    EXPECT_EQ(grib::grid_trouble(grid, 12), "");
    EXPECT_THAT(grib::grid_trouble(grid, 13), HasSubstr("12 points and the message 13 values"));
    const std::vector<double> values{0, 10, 20, 10, 1, 2, 3, 4, 5, 6, 7, 8};
    EXPECT_THAT(grib::on_axes(grid, values),
                ::testing::ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 0, 5, 10, 15, 20, 15, 10, 5));
    grid.last_lon = 40.0;
    EXPECT_THAT(grib::grid_trouble(grid, 12), HasSubstr("covers a part of the globe"));
}

}  // namespace
}  // namespace lantian
