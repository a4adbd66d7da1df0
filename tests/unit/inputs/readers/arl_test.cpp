#include <algorithm>
#include <cmath>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/constants.hpp"
#include "inputs/readers/gridded_fields.hpp"
#include "inputs/readers/weather.hpp"
#include "tests/support/arl_writer.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/test_data.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using testing::arl_bytes;
using testing::ArlField;
using testing::ArlTime;
using ::testing::HasSubstr;
using testing::Scratch;
using testing::thrown;

constexpr UtcTime k_begin{1768435200};  // 2026-01-15 00 UTC

ArlGrid lat_lon_grid() {
    ArlGrid g;
    g.model = "TEST";
    g.nx = 20;
    g.ny = 15;
    g.pole_lat_deg = 41.0;
    g.pole_lon_deg = 119.0;
    g.reference_lat_deg = 0.5;
    g.reference_lon_deg = 0.5;
    g.sync_lat_deg = 34.0;
    g.sync_lon_deg = 109.5;
    return g;
}

std::vector<double> plane(const ArlGrid& g, double base, double by_x, double by_y) {
    std::vector<double> out;
    for (std::size_t j = 0; j < g.ny; ++j) {
        for (std::size_t i = 0; i < g.nx; ++i)
            out.push_back(base + by_x * static_cast<double>(i) + by_y * static_cast<double>(j));
    }
    return out;
}

/// A surface and levels of smooth fields; `level_values` are those of the vertical coordinate.
ArlTime smooth_time(const ArlGrid& g, UtcTime time, std::size_t levels, ArlVertical vertical) {
    ArlTime t{time, {}};
    const double hour = static_cast<double>(time - k_begin) / 3600.0;
    t.fields.push_back({"PRSS", 0, 0, plane(g, 1000.0, -0.25, 0.5)});
    t.fields.push_back({"SHGT", 0, 0, plane(g, 100.0, 4.0, 2.0)});
    t.fields.push_back({"T02M", 0, 0, plane(g, 290.0 + hour, 0.125, -0.25)});
    t.fields.push_back({"U10M", 0, 0, plane(g, 2.0, 0.125, 0.0)});
    t.fields.push_back({"V10M", 0, 0, plane(g, -1.0, 0.0, 0.125)});
    t.fields.push_back({"TPP6", 0, 3, plane(g, 0.003, 1e-6, 0.0)});
    for (std::size_t k = 1; k <= levels; ++k) {
        const auto up = static_cast<double>(k);
        t.fields.push_back({"UWND", k, 0, plane(g, 3.0 + up, 0.25, 0.0)});
        t.fields.push_back({"VWND", k, 0, plane(g, -2.0, 0.0, 0.25)});
        t.fields.push_back({"TEMP", k, 0, plane(g, 288.0 - 4.0 * up, 0.125, 0.0)});
        t.fields.push_back({"SPHU", k, 0, plane(g, 0.006 / up, 1e-5, 0.0)});
        t.fields.push_back({"WWND", k, 0, plane(g, -0.002, 1e-6, 0.0)});
        if (vertical == ArlVertical::pressure)
            t.fields.push_back({"HGTS", k, 0, plane(g, -200.0 + 500.0 * up, 1.0, 0.0)});
    }
    return t;
}

std::string packed_file(const Scratch& scratch, const ArlGrid& grid, ArlVertical vertical,
                        const std::vector<double>& levels, int times = 2) {
    std::vector<ArlTime> all;
    for (int t = 0; t < times; ++t) all.push_back(smooth_time(grid, k_begin + t * 10800, levels.size() - 1, vertical));
    return scratch.write("met.bin", arl_bytes(grid, vertical, levels, all));
}

TEST(Arl, ReadsWhatWasPackedWithinThePacking) {
    const Scratch scratch;
    const ArlGrid grid = lat_lon_grid();
    const std::vector<double> levels{0.0, 0.99, 0.95, 0.8};
    const ArlFile file = ArlFile::open(packed_file(scratch, grid, ArlVertical::sigma, levels));
    EXPECT_EQ(file.grid(), grid);
    EXPECT_EQ(file.vertical(), ArlVertical::sigma);
    ASSERT_EQ(file.periods().size(), 2u);
    EXPECT_EQ(file.periods()[1].time, k_begin + 10800);
    EXPECT_EQ(file.periods()[0].levels, levels);
    const ArlTime made = smooth_time(grid, k_begin, 3, ArlVertical::sigma);
    for (const ArlField& field : made.fields) {
        const ArlRecord* record = file.periods()[0].find(field.variable, field.level);
        ASSERT_NE(record, nullptr) << field.variable;
        const std::vector<double> read = file.read(*record);
        const double step = testing::arl_step(field.values, grid.nx);
        for (std::size_t k = 0; k < read.size(); ++k)
            ASSERT_NEAR(read[k], field.values[k], 0.51 * step + 1e-6 * std::abs(field.values[k])) << field.variable;
    }
}

TEST(Arl, SigmaLevelsStandWhereHydrostaticsPutsThem) {
    const Scratch scratch;
    const auto source = open_arl({packed_file(scratch, lat_lon_grid(), ArlVertical::sigma, {0.0, 0.99, 0.95, 0.8})});
    const GriddedWeather w = source->load(0);
    EXPECT_EQ(source->projection(), nullptr);
    EXPECT_DOUBLE_EQ(w.lon_deg[1], 110.0);
    EXPECT_DOUBLE_EQ(w.lat_deg[20], 34.5);
    EXPECT_NEAR(w.pressure_pa[0], 99000.0, 20.0);
    // From 1000 hPa to 990 hPa with the mean of 290 K and the virtual 284 K (q = 6 g/kg).
    const double virtual_k = 284.0 * (1.0 + 0.608 * 0.006);
    EXPECT_NEAR(w.height_m[0],
                constants::k_dry_air_gas_constant_j_kg_k * 0.5 * (290.0 + virtual_k) / constants::k_gravity_m_s2 *
                    std::log(1.0 / 0.99),
                0.1);
    EXPECT_NEAR(w.specific_humidity_kg_kg[0], 0.006, 1e-4);
    // omega = -0.2 Pa/s is upward air.
    EXPECT_NEAR(w.upward_wind_m_s[0], 0.2 * 287.05 * w.temperature_k[0] / (w.pressure_pa[0] * 9.81), 1e-4);
    // 3 mm after three hours of a six-hour sum.
    EXPECT_NEAR(w.precipitation_mm_h[0], 1.0, 0.02);
}

TEST(Arl, HybridLevelsAreOffsetAndFraction) {
    const Scratch scratch;
    const auto source = open_arl({packed_file(scratch, lat_lon_grid(), ArlVertical::hybrid, {0.0, 0.99, 10.9, 50.7})});
    const GriddedWeather w = source->load(0);
    const std::size_t cells = w.nx * w.ny;
    EXPECT_NEAR(w.pressure_pa[0], 99000.0, 20.0);
    EXPECT_NEAR(w.pressure_pa[cells], 91000.0, 20.0);
    EXPECT_NEAR(w.pressure_pa[2 * cells], 75000.0, 20.0);
}

TEST(Arl, TerrainFollowingHeightsAreTakenAsTheyAre) {
    const Scratch scratch;
    const auto source =
        open_arl({packed_file(scratch, lat_lon_grid(), ArlVertical::terrain, {0.0, 20.0, 200.0, 900.0})});
    const GriddedWeather w = source->load(0);
    const std::size_t cells = w.nx * w.ny;
    EXPECT_DOUBLE_EQ(w.height_m[cells], 200.0);
    EXPECT_NEAR(w.pressure_pa[cells], 100000.0 * std::exp(-9.81 * 200.0 / (287.05 * 286.0)), 150.0);
    EXPECT_NEAR(w.upward_wind_m_s[0], -0.002, 1e-4) << "metres per second on such levels";
}

TEST(Arl, BuriedPressureLevelsAreLiftedOutOfTheGround) {
    const Scratch scratch;
    const auto source =
        open_arl({packed_file(scratch, lat_lon_grid(), ArlVertical::pressure, {0.0, 1000.0, 950.0, 850.0, 700.0})});
    const GriddedWeather w = source->load(0);
    const std::size_t cells = w.nx * w.ny;
    // Level 1 is at 300 m above the sea; from the eastern edge on the ground stays below it.
    for (std::size_t k = 0; k + 1 < w.nz; ++k) {
        for (std::size_t c = 0; c < cells; ++c) ASSERT_LT(w.height_m[k * cells + c], w.height_m[(k + 1) * cells + c]);
    }
    EXPECT_NEAR(w.height_m[0], 200.0, 1.0);
    EXPECT_NEAR(w.pressure_pa[cells], 95000.0, 1e-6);
}

struct MapCase {
    const char* name;
    double tangent, reference_lat, size_km;
};

class ArlMap : public ::testing::TestWithParam<MapCase> {};

TEST_P(ArlMap, CellsHaveTheirSizeAtTheReferenceLatitude) {
    const MapCase& c = GetParam();
    ArlGrid g = lat_lon_grid();
    g.size_km = c.size_km;
    g.tangent_lat_deg = c.tangent;
    g.reference_lat_deg = c.reference_lat;
    g.reference_lon_deg = 110.0;
    g.sync_lat_deg = c.reference_lat;
    g.sync_lon_deg = 110.0;
    g.sync_x = 10.0;
    g.sync_y = 5.0;
    const Scratch scratch;
    const auto source = open_arl({packed_file(scratch, g, ArlVertical::sigma, {0.0, 0.99, 0.95, 0.8})});
    ASSERT_NE(source->projection(), nullptr);
    const GriddedWeather w = source->load(0);
    const std::size_t here = 4 * g.nx + 9, east = here + 1, north = here + g.nx;
    EXPECT_NEAR(w.lat_deg[here], c.reference_lat, 1e-6);
    EXPECT_NEAR(w.lon_deg[here], 110.0, 1e-6);
    const double degree_km = 6371.2 * constants::k_pi / 180.0;
    EXPECT_NEAR((w.lat_deg[north] - w.lat_deg[here]) * degree_km, c.size_km, 0.02 * c.size_km);
    EXPECT_NEAR((w.lon_deg[east] - w.lon_deg[here]) * degree_km * std::cos(c.reference_lat * constants::k_pi / 180.0),
                c.size_km, 0.02 * c.size_km);
    // West of the middle meridian true north lies clockwise of the grid's y axis, so that winds turn against the clock.
    const std::size_t corner = 4 * g.nx;
    const double speed = std::hypot(w.eastward_wind_m_s[corner], w.northward_wind_m_s[corner]);
    EXPECT_NEAR(speed, std::hypot(4.0, -1.0), 0.05);
    const double turned = std::atan2(w.northward_wind_m_s[corner], w.eastward_wind_m_s[corner]) - std::atan2(-1.0, 4.0);
    const double n = std::sin(c.tangent * constants::k_pi / 180.0);
    EXPECT_NEAR(turned, n * (110.0 - w.lon_deg[corner]) * constants::k_pi / 180.0, 0.01);
}

INSTANTIATE_TEST_SUITE_P(Grids, ArlMap,
                         ::testing::Values(MapCase{"Lambert", 35.0, 35.0, 80.0},
                                           MapCase{"LambertAwayFromItsTangent", 45.0, 30.0, 80.0},
                                           MapCase{"Polar", 90.0, 60.0, 180.0}, MapCase{"Mercator", 0.0, 20.0, 50.0}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Arl, ADamagedFieldIsFoundByItsChecksum) {
    const Scratch scratch;
    std::string bytes =
        Scratch::bytes_of(packed_file(scratch, lat_lon_grid(), ArlVertical::sigma, {0.0, 0.99, 0.95, 0.8}));
    bytes[bytes.size() / 2 - 20] = static_cast<char>(bytes[bytes.size() / 2 - 20] + 1);
    const std::string path = scratch.write("damaged.bin", bytes);
    const auto source = open_arl({path});
    const Problem problem = thrown([&] { (void)source->load(0); });
    EXPECT_EQ(problem.code, "E430");
    EXPECT_THAT(problem.message, HasSubstr("checksum"));
}

TEST(Arl, ACutFileAndAForeignOneAreRefused) {
    const Scratch scratch;
    const std::string bytes =
        Scratch::bytes_of(packed_file(scratch, lat_lon_grid(), ArlVertical::sigma, {0.0, 0.99, 0.95, 0.8}));
    EXPECT_EQ(thrown([&] { (void)open_arl({scratch.write("cut.bin", bytes.substr(0, bytes.size() - 7))}); }).code,
              "E430");
    EXPECT_EQ(thrown([&] { (void)open_arl({scratch.write("text.bin", "hello, this is no weather at all")}); }).code,
              "E430");
    EXPECT_EQ(thrown([&] { (void)open_arl({scratch.path("absent.bin")}); }).code, "E401");
}

TEST(Arl, ATimeThatLacksAFieldIsLeftOutAndNamed) {
    const Scratch scratch;
    const ArlGrid grid = lat_lon_grid();
    const std::string bytes =
        Scratch::bytes_of(packed_file(scratch, grid, ArlVertical::sigma, {0.0, 0.99, 0.95, 0.8}, 3));
    // The last record is gone, at a record's edge.
    const auto source = open_arl({scratch.write("short.bin", bytes.substr(0, bytes.size() - grid.nx * grid.ny - 50))});
    EXPECT_EQ(source->times().size(), 2u);
    EXPECT_THAT(source->notes().front(), HasSubstr("WWND at level 3"));
}

/// One time on three pressure levels above flat ground, every field smooth.
class SmoothLevels final : public GriddedWeatherSource {
  public:
    static constexpr std::size_t k_nx = 20, k_ny = 15, k_nz = 3;
    [[nodiscard]] const std::vector<UtcTime>& times() const override { return times_; }
    [[nodiscard]] std::string description() const override { return "smooth"; }
    [[nodiscard]] GriddedWeather load(std::size_t /*time_index*/) const override {
        const ArlGrid g = lat_lon_grid();
        GriddedWeather w;
        w.time = times_.front();
        w.nx = k_nx;
        w.ny = k_ny;
        w.nz = k_nz;
        const auto wave = [&](double base, double size, std::size_t k) {
            std::vector<double> out;
            for (std::size_t c = 0; c < k_nx * k_ny; ++c) {
                const auto x = static_cast<double>(c % k_nx), y = static_cast<double>(c / k_nx);
                out.push_back(base + size * std::sin(0.4 * x + 0.1 * static_cast<double>(k)) * std::cos(0.3 * y));
            }
            return out;
        };
        w.lon_deg = plane(g, 109.5, 0.5, 0.0);
        w.lat_deg = plane(g, 34.0, 0.0, 0.5);
        w.surface_altitude_m = wave(300.0, 40.0, 0);
        w.surface_pressure_pa = wave(98000.0, 300.0, 0);
        w.temperature_2m_k = wave(281.0, 3.0, 0);
        w.eastward_wind_10m_m_s = wave(2.0, 3.0, 0);
        w.northward_wind_10m_m_s = wave(-1.0, 2.0, 1);
        const auto add = [](std::vector<double>& to, const std::vector<double>& from) {
            to.insert(to.end(), from.begin(), from.end());
        };
        for (std::size_t k = 0; k < k_nz; ++k) {
            const auto up = static_cast<double>(k);
            add(w.height_m, wave(200.0 + 700.0 * up, 20.0, k));
            add(w.pressure_pa, std::vector<double>(k_nx * k_ny, k_levels_hpa[k] * 100.0));
            add(w.eastward_wind_m_s, wave(4.0 + 3.0 * up, 3.0, k));
            add(w.northward_wind_m_s, wave(-2.0, 4.0, k));
            add(w.upward_wind_m_s, wave(0.0, 0.05, k));
            add(w.temperature_k, wave(278.0 - 5.0 * up, 2.0, k));
            add(w.specific_humidity_kg_kg, wave(0.004 - 0.001 * up, 0.0005, k));
        }
        return w;
    }
    static constexpr double k_levels_hpa[k_nz] = {950.0, 870.0, 800.0};

  private:
    std::vector<UtcTime> times_{k_begin};
};

TEST(Arl, SameFieldThroughCfAndArlAgreesWithinPacking) {
    const SmoothLevels made;
    const GriddedWeather w = made.load(0);
    const std::size_t cells = w.nx * w.ny;
    ArlTime time{k_begin, {}};
    const auto pack = [&](const char* name, std::size_t level, std::vector<double> values, double factor) {
        for (double& v : values) v *= factor;
        time.fields.push_back({name, level, 0, values});
        return testing::arl_step(values, w.nx) / std::abs(factor);
    };
    const auto level_of = [&](const std::vector<double>& all, std::size_t k) {
        return std::vector<double>(all.begin() + static_cast<std::ptrdiff_t>(k * cells),
                                   all.begin() + static_cast<std::ptrdiff_t>((k + 1) * cells));
    };
    std::map<std::string, double> step;
    step["surface_altitude"] = pack("SHGT", 0, w.surface_altitude_m, 1.0);
    step["surface_air_pressure"] = pack("PRSS", 0, w.surface_pressure_pa, 0.01);
    step["air_temperature_2m"] = pack("T02M", 0, w.temperature_2m_k, 1.0);
    step["eastward_wind_10m"] = pack("U10M", 0, w.eastward_wind_10m_m_s, 1.0);
    step["northward_wind_10m"] = pack("V10M", 0, w.northward_wind_10m_m_s, 1.0);
    for (std::size_t k = 0; k < w.nz; ++k) {
        std::vector<double> above_sea = level_of(w.height_m, k), omega = level_of(w.upward_wind_m_s, k);
        for (std::size_t c = 0; c < cells; ++c) {
            above_sea[c] += w.surface_altitude_m[c];
            omega[c] *= -0.01 * constants::k_gravity_m_s2 * w.pressure_pa[k * cells + c] /
                        (constants::k_dry_air_gas_constant_j_kg_k * w.temperature_k[k * cells + c]);
        }
        const auto keep = [&](const char* name, double s) { step[name] = std::max(step[name], s); };
        keep("eastward_wind", pack("UWND", k + 1, level_of(w.eastward_wind_m_s, k), 1.0));
        keep("northward_wind", pack("VWND", k + 1, level_of(w.northward_wind_m_s, k), 1.0));
        keep("air_temperature", pack("TEMP", k + 1, level_of(w.temperature_k, k), 1.0));
        keep("specific_humidity", pack("SPHU", k + 1, level_of(w.specific_humidity_kg_kg, k), 1.0));
        keep("height", pack("HGTS", k + 1, above_sea, 1.0) + step["surface_altitude"]);
        keep("upward_wind", 11.0 * pack("WWND", k + 1, omega, 1.0));  // 100 R T / (p g) is 10 m/s per hPa/s at most
    }
    const Scratch scratch;
    const std::string packed =
        scratch.write("met.bin", arl_bytes(lat_lon_grid(), ArlVertical::pressure, {0.0, 950.0, 870.0, 800.0}, {time}));
    write_cf_weather(made, scratch.path("met.nc"));
    const GriddedWeather a = open_arl({packed})->load(0), b = open_cf_weather({scratch.path("met.nc")})->load(0);
    for (const GriddedField& field : gridded_fields()) {
        const std::vector<double>&x = a.*field.values, &y = b.*field.values;
        ASSERT_EQ(x.size(), y.size()) << field.cf_name;
        // Half a step; a whole one for values near 0, which the format sets to 0.
        const double tolerance =
            1.01 * step[std::string(field.cf_name)] + 1e-6 * std::abs(field.high - field.low) * 1e-1;
        for (std::size_t k = 0; k < x.size(); ++k)
            ASSERT_NEAR(x[k], y[k], tolerance + 2e-7 * std::abs(y[k])) << field.cf_name;
    }
}

TEST(Arl, ConvertedToCfItReadsBackTheSame) {
    const Scratch scratch;
    const auto source = open_arl({packed_file(scratch, lat_lon_grid(), ArlVertical::sigma, {0.0, 0.99, 0.95, 0.8})});
    write_cf_weather(*source, scratch.path("met.nc"));
    const auto back = open_cf_weather({scratch.path("met.nc")});
    ASSERT_EQ(back->times(), source->times());
    for (std::size_t t = 0; t < source->times().size(); ++t) {
        const GriddedWeather a = source->load(t), b = back->load(t);
        for (const GriddedField& field : gridded_fields()) {
            const std::vector<double>&x = a.*field.values, &y = b.*field.values;
            ASSERT_EQ(x.size(), y.size()) << field.cf_name;
            for (std::size_t k = 0; k < x.size(); ++k) ASSERT_EQ(static_cast<float>(x[k]), static_cast<float>(y[k]));
        }
    }
}

TEST(ArlSamples, NgmOnPolarStereographicSigma) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    const std::string path = (*root / "met/hysplit-arl/oct1618.BIN").string();
    EXPECT_EQ(detect_weather(path), WeatherKind::arl);
    const auto source = open_arl({path});
    const GriddedWeather w = source->load(0);
    EXPECT_EQ(w.nx, 33u);
    EXPECT_EQ(w.ny, 28u);
    EXPECT_EQ(w.nz, 10u);
    EXPECT_EQ(w.time, from_calendar(1995, 10, 16, 0, 0, 0));
    // The pole is point (13.25, 42.75); 182.9 km cells, true at 60 N; North America.
    EXPECT_GT(*std::min_element(w.lat_deg.begin(), w.lat_deg.end()), 15.0);
    EXPECT_LT(*std::max_element(w.lat_deg.begin(), w.lat_deg.end()), 65.0);
    EXPECT_NEAR(w.height_m[0], 150.0, 40.0) << "sigma 0.9823";
    for (std::size_t t = 0; t < source->times().size(); ++t) EXPECT_NO_THROW((void)source->load(t));
}

TEST(ArlSamples, GdasOnPressureLevels) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    const auto source = open_arl({(*root / "met/hysplit-arl/gdas_042.bin").string()});
    ASSERT_EQ(source->times().size(), 13u);
    EXPECT_EQ(source->times().front(), from_calendar(2010, 2, 11, 12, 0, 0));
    const GriddedWeather w = source->load(0);
    EXPECT_EQ(w.nz, 23u);
    EXPECT_DOUBLE_EQ(w.lon_deg.front(), -68.0);
    EXPECT_DOUBLE_EQ(w.lat_deg.back(), 22.0);
    const auto [low, high] = std::minmax_element(w.temperature_2m_k.begin(), w.temperature_2m_k.end());
    EXPECT_GT(*low, 290.0);
    EXPECT_LT(*high, 312.0);
    for (std::size_t t = 0; t < source->times().size(); ++t) EXPECT_NO_THROW((void)source->load(t));
}

}  // namespace
}  // namespace lantian
