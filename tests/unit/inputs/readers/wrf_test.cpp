#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/io/netcdf_file.hpp"
#include "inputs/readers/weather.hpp"
#include "inputs/readers/wrf_projection.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/test_data.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using ::testing::HasSubstr;
using testing::Scratch;
using testing::thrown;

#define LANTIAN_NEED_DATA(folder)                                                   \
    const auto data_root = testing::shared_data();                                  \
    if (!data_root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)"; \
    const std::string folder = (*data_root / "met").string() + "/"

/// Largest difference relative to `scale` (the size of the values that matter).
double worst(const std::vector<double>& a, const std::vector<double>& b, double scale) {
    EXPECT_EQ(a.size(), b.size());
    double out = 0.0;
    for (std::size_t k = 0; k < a.size() && k < b.size(); ++k)
        out = std::max(out, std::abs(a[k] - b[k]) / std::max(std::abs(b[k]), scale));
    return out;
}

TEST(Wrf, MatchesTheReferenceAnswers) {
    LANTIAN_NEED_DATA(met);
    const auto source = open_wrf({met + "wrf-python-ci/ci_test_file.nc"});
    ASSERT_EQ(source->times().size(), 4u);
    EXPECT_EQ(format_time(source->times()[0]), "2005-08-28T12:00:00Z");
    const NetcdfFile reference = NetcdfFile::open(met + "wrf-python-ci/ci_result_file.nc");
    const GriddedWeather w = source->load(0);
    const std::vector<double> terrain = reference.read("ter");
    std::vector<double> altitude = w.height_m;
    for (std::size_t k = 0; k < altitude.size(); ++k) altitude[k] += terrain[k % terrain.size()];
    EXPECT_LT(worst(altitude, reference.read("z"), 1.0), 1e-4);
    EXPECT_LT(worst(w.pressure_pa, reference.read("p"), 1.0), 1e-4);
    EXPECT_LT(worst(w.temperature_k, reference.read("tk"), 1.0), 1e-4);
    EXPECT_LT(worst(w.upward_wind_m_s, reference.read("wa"), 0.01), 1e-4);
    const std::vector<double> uvmet = reference.read("uvmet");
    const std::size_t n = w.eastward_wind_m_s.size();
    ASSERT_EQ(uvmet.size(), 2 * n);
    // 1 m/s: what counts as relative where a component passes through zero.
    EXPECT_LT(worst(w.eastward_wind_m_s, {uvmet.begin(), uvmet.begin() + static_cast<std::ptrdiff_t>(n)}, 1.0), 1e-4);
    EXPECT_LT(worst(w.northward_wind_m_s, {uvmet.begin() + static_cast<std::ptrdiff_t>(n), uvmet.end()}, 1.0), 1e-4);
    ASSERT_NE(source->projection(), nullptr);
    EXPECT_EQ(source->projection()->cf_grid_mapping_name(), "mercator");
}

std::vector<double> rain_sum(const NetcdfFile& file) {
    std::vector<double> sum = file.read("RAINC");
    const std::vector<double> resolved = file.read("RAINNC");
    for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += resolved[k];
    return sum;
}

TEST(Wrf, RainIsTheDifferenceOfItsSums) {
    LANTIAN_NEED_DATA(met);
    const std::string path = met + "salem-wrf/wrf_d01_allvars_cropped.nc";
    const auto source = open_wrf({path});
    const std::vector<double> sum = rain_sum(NetcdfFile::open(path));
    const std::size_t plane = 80;
    const double hours = static_cast<double>(source->times()[2] - source->times()[1]) / 3600.0;
    const GriddedWeather w = source->load(2);
    double total = 0.0;
    for (std::size_t k = 0; k < plane; ++k) {
        const double mm = sum[2 * plane + k] - sum[plane + k];
        EXPECT_NEAR(w.precipitation_mm_h[k], std::max(mm, 0.0) / hours, 1e-12);
        total += mm;
    }
    EXPECT_GT(total, 1e-6) << "it must rain for the test to see something";
    EXPECT_THAT(source->load(0).precipitation_mm_h, ::testing::Each(0.0));
    EXPECT_THAT(source->notes(), ::testing::Contains(HasSubstr("rain at the first WRF time 2005-09-21")));
}

TEST(Wrf, RainOfAMovingNestIsDifferencedAtTheSamePlace) {
    LANTIAN_NEED_DATA(met);
    const std::string path = met + "wrf-python-ci/ci_test_file.nc";  // follows a hurricane
    const auto source = open_wrf({path});
    const NetcdfFile file = NetcdfFile::open(path);
    const std::vector<double> sum = rain_sum(file), lat = file.read("XLAT"), lon = file.read("XLONG");
    const std::size_t n = 48, plane = n * n;
    // The row and column of time 0 whose latitude and longitude are those of (0, 0) at time 1.
    std::size_t up = 0, left = 0;
    while (up < n && std::abs(lat[up * n] - lat[plane]) > 1e-3) ++up;
    while (left < n && std::abs(lon[plane + left] - lon[0]) > 1e-3) ++left;
    ASSERT_TRUE(up > 0 && up < n && left > 0 && left < n) << "the nest moved north-west";
    const std::vector<double> rate = source->load(1).precipitation_mm_h;
    for (std::size_t j = 0; j + up < n; ++j) {
        for (std::size_t i = left; i < n; ++i) {
            const double mm = sum[plane + j * n + i] - sum[(j + up) * n + i - left];
            EXPECT_NEAR(rate[j * n + i], std::max(mm, 0.0) / 3.0, 1e-9);
        }
    }
    EXPECT_THAT(source->notes(), ::testing::Contains(HasSubstr("mesh moves")));
    EXPECT_THAT(source->notes(), ::testing::Not(::testing::Contains(HasSubstr("begins anew"))));
}

TEST(Wrf, AngleFromTheProjectionAgreesWithTheStoredOne) {
    LANTIAN_NEED_DATA(met);
    for (const char* name : {"salem-wrf/wrf_d01_allvars_cropped.nc", "xwrf/met_em.d01.2005-08-28_12.nc"}) {
        const NetcdfFile file = NetcdfFile::open(met + name);
        const WrfProjection projection(file);
        const std::string suffix = file.has_variable("XLAT") ? "" : "_M";
        const std::vector<double> lat = file.read("XLAT" + suffix), lon = file.read("XLONG" + suffix);
        const std::vector<double> sine = file.read("SINALPHA"), cosine = file.read("COSALPHA");
        double off = 0.0, largest = 0.0;
        for (std::size_t k = 0; k < lat.size(); ++k) {
            const double angle = projection.convergence_rad({lon[k], lat[k]});
            off = std::max({off, std::abs(-std::sin(angle) - sine[k]), std::abs(std::cos(angle) - cosine[k])});
            largest = std::max(largest, std::abs(sine[k]));
        }
        // geogrid takes the angle from neighbours' longitudes in single precision: good to about a metre over two
        // cells.
        EXPECT_LT(off, std::max(1e-4, 0.5 / file.number_attribute("", "DX").value())) << name;
        EXPECT_GT(largest, 1e-3) << name << ": the grid is not turned here, the test would prove nothing";
    }
}

TEST(Wrf, MeshIsRegularInTheProjectionOfTheFile) {
    LANTIAN_NEED_DATA(met);
    for (const char* name : {"wrf-python-ci/ci_test_file.nc", "salem-wrf/wrf_d01_allvars_cropped.nc",
                             "salem-wrf/wrf_mercator.nc", "salem-wrf/wrf_tip_d2.nc", "salem-wrf/geo_em_d02_lambert.nc",
                             "xwrf/geo_em_d02_polarstereo.nc", "xwrf/met_em.d01.2005-08-28_12.nc"}) {
        const NetcdfFile file = NetcdfFile::open(met + name);
        const WrfProjection projection(file);
        const std::string suffix = file.has_variable("XLAT") ? "" : "_M";
        std::vector<std::size_t> shape = file.shape_of("XLAT" + suffix);
        const std::size_t nx = shape.back(), ny = shape[shape.size() - 2];
        const std::vector<double> lat = file.read("XLAT" + suffix), lon = file.read("XLONG" + suffix);
        const double dx = file.number_attribute("", "DX").value(), dy = file.number_attribute("", "DY").value();
        const MapPoint origin = projection.forward({lon[0], lat[0]});
        double off_m = 0.0;
        double off_deg = 0.0;
        for (std::size_t j = 0; j < ny; ++j) {
            for (std::size_t i = 0; i < nx; ++i) {
                const MapPoint p = projection.forward({lon[j * nx + i], lat[j * nx + i]});
                const double x = origin.x_m + static_cast<double>(i) * dx, y = origin.y_m + static_cast<double>(j) * dy;
                off_m = std::max({off_m, std::abs(p.x_m - x), std::abs(p.y_m - y)});
                const LonLat back = projection.metric()->inverse({x, y});
                off_deg = std::max({off_deg, std::abs(std::remainder(back.lon_deg - lon[j * nx + i], 360.0)),
                                    std::abs(back.lat_deg - lat[j * nx + i])});
            }
        }
        EXPECT_LT(off_m, std::max(0.005 * dx, 3.0))
            << name;  // longitudes in single precision are good to about a metre
        EXPECT_LT(off_deg, 1e-3) << name;
    }
}

/// Global attributes of a longitude-latitude mesh whose pole is turned, in a file of its own.
std::string turned_pole_file(const Scratch& scratch, double pole_lat, double pole_lon, double stand_lon) {
    NetcdfFile file = NetcdfFile::create(scratch.path("turned.nc"));
    file.attribute("", "MAP_PROJ", 6.0);
    file.attribute("", "POLE_LAT", pole_lat);
    file.attribute("", "POLE_LON", pole_lon);
    file.attribute("", "STAND_LON", stand_lon);
    file.close();
    return scratch.path("turned.nc");
}

/// WPS geogrid, module_llxy, rotate_coords with direction -1: geographic to turned coordinates, degrees.
MapPoint rotate_coords(LonLat p, double pole_lat, double pole_lon, double stand_lon) {
    const double rad = 3.141592653589793 / 180.0;
    const double phi_np = pole_lat * rad, lam_np = pole_lon * rad, lam_0 = stand_lon * rad, rlat = p.lat_deg * rad,
                 rlon = p.lon_deg * rad;
    const double dlam = 3.141592653589793 - lam_0;
    const double sinphi = std::cos(phi_np) * std::cos(rlat) * std::cos(rlon - dlam) + std::sin(phi_np) * std::sin(rlat);
    const double coslam = std::sin(phi_np) * std::cos(rlat) * std::cos(rlon - dlam) - std::cos(phi_np) * std::sin(rlat);
    const double sinlam = std::cos(rlat) * std::sin(rlon - dlam);
    return {(std::atan2(sinlam, coslam) - dlam - lam_0 + lam_np) / rad, std::asin(sinphi) / rad};
}

TEST(Wrf, TurnedPoleFollowsGeogrid) {
    const Scratch scratch;
    const WrfProjection projection(NetcdfFile::open(turned_pole_file(scratch, 55.0, 180.0, -112.0)));
    EXPECT_EQ(projection.metric(), nullptr);
    for (const LonLat p : {LonLat{112.0, 35.0}, LonLat{115.0, 30.0}, LonLat{100.0, 50.0}}) {
        const MapPoint want = rotate_coords(p, 55.0, 180.0, -112.0), got = projection.forward(p);
        EXPECT_NEAR(std::remainder(got.x_m - want.x_m, 360.0), 0.0, 1e-8);
        EXPECT_NEAR(got.y_m, want.y_m, 1e-8);
        // The angle by the formula itself: where the turned coordinates go when one walks north.
        const MapPoint north = rotate_coords({p.lon_deg, p.lat_deg + 1e-5}, 55.0, 180.0, -112.0);
        const double angle =
            -std::atan2((north.x_m - want.x_m) * std::cos(want.y_m * 3.141592653589793 / 180.0), north.y_m - want.y_m);
        EXPECT_NEAR(projection.convergence_rad(p), angle, 1e-5);
    }
    EXPECT_NEAR(projection.convergence_rad({112.0, 35.0}), 0.0, 1e-9) << "no turn on the central meridian";
    EXPECT_GT(std::abs(projection.convergence_rad({125.0, 45.0})), 0.05);
    const WrfProjection plain(NetcdfFile::open(turned_pole_file(scratch, 90.0, 0.0, 0.0)));
    EXPECT_EQ(plain.convergence_rad({125.0, 45.0}), 0.0);
}

TEST(Wrf, ReadsEverythingThatIsThere) {
    LANTIAN_NEED_DATA(met);
    const auto source = open_wrf({met + "salem-wrf/wrf_d01_allvars_cropped.nc"});
    const GriddedWeather w = source->load(1);
    EXPECT_EQ(w.nx, 10u);
    EXPECT_EQ(w.ny, 8u);
    EXPECT_EQ(w.height_m.size(), w.nx * w.ny * w.nz);
    for (const auto* field : {&w.boundary_layer_height_m, &w.friction_velocity_m_s, &w.sensible_heat_flux_w_m2,
                              &w.cloud_fraction, &w.shortwave_down_w_m2, &w.temperature_2m_k, &w.surface_pressure_pa,
                              &w.eastward_wind_10m_m_s, &w.precipitation_mm_h}) {
        EXPECT_EQ(field->size(), w.nx * w.ny);
    }
    EXPECT_THAT(source->description(), HasSubstr("Lambert"));
}

TEST(Wrf, SameFileTwiceIsHeldOnceAndNoted) {
    LANTIAN_NEED_DATA(met);
    const std::string path = met + "salem-wrf/wrf_d01_allvars_cropped.nc";
    const auto source = open_wrf({path, path});
    EXPECT_EQ(source->times().size(), 4u);
    EXPECT_THAT(source->notes(), ::testing::Contains(HasSubstr("4 times that another file holds too were left out")));
    EXPECT_EQ(thrown([&] { (void)open_wrf({path, met + "wrf-python-ci/ci_test_file.nc"}); }).code, "E432");
}

/// A copy of a WRF file with records in the given order, its nest number and its cells taken as given.
void copy_records(const std::string& from, const std::string& to, const std::vector<std::size_t>& records,
                  double domain, double cell_m) {
    const NetcdfFile in = NetcdfFile::open(from);
    NetcdfFile out = NetcdfFile::create(to);
    const auto times = in.read_texts("Times");
    std::vector<std::string> texts;
    for (const std::size_t r : records) texts.push_back(times[r]);
    std::set<std::string> defined{"Time"};
    out.define_dimension("Time", records.size());
    for (const char* attribute : {"MAP_PROJ", "TRUELAT1", "TRUELAT2", "STAND_LON", "MOAD_CEN_LAT"})
        out.attribute("", attribute, in.number_attribute("", attribute).value());
    out.attribute("", "GRID_ID", domain);
    out.attribute("", "DX", cell_m);
    out.define_variable("Times", NetcdfFile::Type::text, {"Time"});
    out.write_texts("Times", texts);
    for (const char* name : {"XLAT", "XLONG", "U", "V", "W", "PH", "PHB", "T", "P", "PB", "HGT", "RAINC", "RAINNC",
                             "SINALPHA", "COSALPHA"}) {
        const auto dimensions = in.dimensions_of(name);
        const auto shape = in.shape_of(name);
        for (std::size_t d = 0; d < shape.size(); ++d) {
            if (defined.insert(dimensions[d]).second) out.define_dimension(dimensions[d], shape[d]);
        }
        out.define_variable(name, NetcdfFile::Type::f32, dimensions);
        if (dimensions[0] != "Time") {
            out.write(name, in.read(name));
            continue;
        }
        for (std::size_t k = 0; k < records.size(); ++k) {
            std::vector<std::size_t> start(shape.size(), 0), count = shape;
            count[0] = 1;
            start[0] = records[k];
            const std::vector<double> values = in.read(name, start, count);
            start[0] = k;
            out.write(name, start, count, values);
        }
    }
    out.close();
}

TEST(Wrf, TimesWrittenAgainAfterARestartCountAsTheyWereWrittenLast) {
    LANTIAN_NEED_DATA(met);
    const Scratch scratch;
    const std::string path = met + "salem-wrf/wrf_d01_allvars_cropped.nc";
    copy_records(path, scratch.path("restarted"), {0, 1, 2, 1, 2, 3}, 1, 30000.0);
    const auto source = open_wrf({scratch.path("restarted")});
    const auto plain = open_wrf({path});
    ASSERT_EQ(source->times(), plain->times());
    EXPECT_THAT(source->notes(), ::testing::Contains(HasSubstr("2 records were written again after a restart")));
    for (std::size_t t = 0; t < 4; ++t) {
        EXPECT_EQ(source->load(t).temperature_k, plain->load(t).temperature_k);
        EXPECT_EQ(source->load(t).precipitation_mm_h, plain->load(t).precipitation_mm_h);
    }
}

TEST(Wrf, OfSeveralDomainsTheFinestThatCoversTheAreaIsTaken) {
    LANTIAN_NEED_DATA(met);
    const Scratch scratch;
    const std::string fine = scratch.path("wrfout_d02"), coarse = met + "wrf-python-ci/ci_test_file.nc";
    copy_records(met + "salem-wrf/wrf_d01_allvars_cropped.nc", fine, {0, 1, 2, 3}, 2, 3000.0);
    const GriddedWeather w = open_wrf({fine})->load(0);
    const double lon = w.lon_deg[3 * w.nx + 4], lat = w.lat_deg[3 * w.nx + 4];
    const auto inside = open_wrf({coarse, fine}, AreaDeg{lon - 0.1, lat - 0.1, lon + 0.1, lat + 0.1});
    EXPECT_EQ(inside->load(0).nx, w.nx);
    EXPECT_THAT(inside->notes(), ::testing::Contains(HasSubstr("cells of 3000 m are taken (the finest that covers")));
    // Outside the fine one, inside the coarse one.
    const auto outside = open_wrf({coarse, fine}, AreaDeg{-89.0, 25.0, -88.5, 25.5});
    EXPECT_EQ(outside->load(0).nx, 48u);
    EXPECT_EQ(thrown([&] { (void)open_wrf({coarse, fine}); }).code, "E432") << "without an area there is no choice";
}

TEST(Wrf, FileWithoutWindsNamesWhatIsMissing) {
    LANTIAN_NEED_DATA(met);
    const Problem problem = thrown([&] { (void)open_wrf({met + "salem-wrf/wrf_cropped.nc"}); });
    EXPECT_EQ(problem.code, "E413");
    EXPECT_THAT(problem.message, HasSubstr("variable U is missing"));
}

}  // namespace
}  // namespace lantian
