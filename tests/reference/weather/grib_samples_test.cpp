#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/constants.hpp"
#include "inputs/readers/describe.hpp"
#include "inputs/readers/grib_file.hpp"
#include "inputs/readers/grib_mesh.hpp"
#include "inputs/readers/met_fields.hpp"
#include "inputs/readers/weather.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

using ::testing::HasSubstr;

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in(line);
    for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
    return cells;
}

double number(const std::string& text) { return std::strtod(text.c_str(), nullptr); }

// The answers of ecCodes 2.28 for every readable message of the samples, in the units of the messages.
TEST(GribSamples, EveryMessageHasTheMinimumMaximumAndMeanOfTheReference) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    const std::string folder = (*root / "met/grib").string() + "/";
    std::ifstream in(folder + "reference/eccodes_2.28_messages.csv");
    std::string line;
    ASSERT_TRUE(std::getline(in, line));
    std::map<std::string, std::vector<std::vector<std::string>>> by_file;
    for (; std::getline(in, line);) {
        std::vector<std::string> row = cells_of(line);
        by_file[row.at(0)].push_back(std::move(row));
    }
    ASSERT_GT(by_file.size(), 70u);
    std::size_t compared = 0, states = 0;
    for (const auto& [file, rows] : by_file) {
        const grib::Catalog catalog = grib::read_catalog(folder + file, grib::Decode::all);
        ASSERT_EQ(catalog.messages.size(), rows.size()) << file;
        EXPECT_TRUE(catalog.bad.empty()) << file;
        for (const auto& row : rows) {
            const grib::Message& m = catalog.messages.at(static_cast<std::size_t>(number(row[1])) - 1);
            const std::string where = file + " message " + row[1];
            if (row[19] == "not_found") {
                EXPECT_THAT(m.trouble, HasSubstr("not known to ecCodes")) << where;
                continue;
            }
            if (catalog.grids[m.grid].type == "sh") {
                EXPECT_THAT(m.trouble, HasSubstr("spherical harmonics")) << where;
                continue;
            }
            ASSERT_TRUE(m.decoded) << where << ": " << m.trouble;
            EXPECT_EQ(m.short_name, row[9]) << where;
            EXPECT_EQ(m.level_type, row[11]) << where;
            EXPECT_EQ(m.missing, static_cast<std::size_t>(number(row[16]))) << where;
            if (m.missing == m.points) continue;
            // Nine digits are stored; the mean of a million values is good to a few more in double precision.
            const double size = std::max(std::abs(number(row[17])), std::abs(number(row[18])));
            EXPECT_NEAR(m.least, number(row[17]), 1e-8 * size) << where;
            EXPECT_NEAR(m.greatest, number(row[18]), 1e-8 * size) << where;
            EXPECT_NEAR(m.mean, number(row[19]), 1e-8 * size) << where;
            ++compared;
            states += grib::weather_message(m);
        }
    }
    EXPECT_GT(compared, 1450u);
    EXPECT_GT(states, 700u) << "messages that a weather driver takes";
}

/// Little-endian floats, 9.999e20 where missing.
std::vector<double> floats_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::vector<double> out;
    for (float value = 0.0f; in.read(reinterpret_cast<char*>(&value), sizeof value);)
        out.push_back(value > 9.9e20f ? std::nan("") : static_cast<double>(value));
    return out;
}

TEST(GribSamples, ValuesEqualThoseOfWgrib2PointByPoint) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    const std::string folder = (*root / "met/grib").string() + "/";
    const struct {
        const char *file, *answer;
        std::size_t message;
    } cases[] = {
        {"ecmwf/20240101000000-0h-oper-fc.msg0-9.ccsds.grib2",
         "reference/20240101000000-0h-oper-fc.msg0.wgrib2-f32le.bin", 1},
        {"gfs/gdas.t12z.pgrb2.0p25.f000.msg12.grib2", "reference/gdas.msg12.wgrib2-f32le.bin", 1},
        {"other-grids/jma_meps_msg0-19.grib2", "reference/jma_meps_msg_1.3.wgrib2-f32le.bin", 3},
    };
    for (const auto& c : cases) {
        const std::string path = folder + c.file;
        const grib::Catalog catalog = grib::read_catalog(path, grib::Decode::all);
        const std::vector<double> answer = floats_of(folder + c.answer);
        const std::vector<double> ours = grib::read_values(path, catalog.messages.at(c.message - 1));
        ASSERT_EQ(ours.size(), answer.size()) << c.file;
        double worst = 0.0;
        for (std::size_t k = 0; k < ours.size(); ++k) {
            ASSERT_EQ(std::isnan(ours[k]), std::isnan(answer[k])) << c.file << " point " << k;
            if (!std::isnan(ours[k]))
                worst = std::max(worst, std::abs(ours[k] - answer[k]) / (1.0 + std::abs(answer[k])));
        }
        EXPECT_LT(worst, 1e-6) << c.file;
    }
}

// NAM and ETA: the same 93 x 65 points of AWIPS 211, a cone that touches at 25 N, upright at 95 W; winds lie along it.
TEST(GribSamples, LambertWindsAreTurnedToTheEarth) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    for (const char* name : {"lambert/nam.t00z.awp21100.tm00.grib2", "lambert/eta.grb"}) {
        const std::string path = (*root / "met/grib").string() + "/" + name;
        const grib::Catalog catalog = grib::read_catalog(path, grib::Decode::all);
        const auto raw = [&](const char* field) {
            for (const grib::Message& m : catalog.messages) {
                if (m.short_name == field && m.level == 500.0 && m.level_type == "isobaricInhPa") {
                    EXPECT_TRUE(m.winds_along_grid);
                    return grib::on_axes(catalog.grids[m.grid], grib::read_values(path, m));
                }
            }
            return std::vector<double>{};
        };
        const std::vector<double> u = raw("u"), v = raw("v");
        const auto source = open_grib({path});
        const GriddedWeather w = source->load(0);
        const std::size_t plane = w.nx * w.ny;
        ASSERT_EQ(u.size(), plane);
        std::size_t level = 0;
        while (w.pressure_pa[level * plane] != 50000.0) ++level;
        double most_turned = 0.0;
        for (std::size_t k = 0; k < plane; ++k) {
            // Snyder 1987, eq. 15-4: the cone constant of a tangent cone is the sine of its latitude.
            const double angle =
                std::sin(25.0 * constants::k_pi / 180.0) * (w.lon_deg[k] + 95.0) * constants::k_pi / 180.0;
            const double east = u[k] * std::cos(angle) + v[k] * std::sin(angle);
            const double north = v[k] * std::cos(angle) - u[k] * std::sin(angle);
            EXPECT_NEAR(w.eastward_wind_m_s[level * plane + k], east, 1e-3);
            EXPECT_NEAR(w.northward_wind_m_s[level * plane + k], north, 1e-3);
            most_turned = std::max(most_turned, std::abs(angle));
        }
        EXPECT_GT(most_turned, 0.3) << "the grid must be turned for the test to see something";
        // Corners of AWIPS 211: 133.459 W 12.190 N and 49.385 W 57.290 N (NCEP Office Note 388).
        EXPECT_NEAR(w.lon_deg.front(), -133.459, 2e-3);
        EXPECT_NEAR(w.lat_deg.front(), 12.190, 2e-3);
        EXPECT_NEAR(w.lon_deg.back(), -49.385, 2e-3);
        EXPECT_NEAR(w.lat_deg.back(), 57.290, 2e-3);
    }
}

TEST(GribSamples, GfsGivesAWholeDriver) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    const std::string path = (*root / "met/grib/gfs/gfs.t12z.pgrbf120.2p5deg.grib2").string();
    const auto source = open_grib({path}, AreaDeg{112.0, 34.9, 113.2, 35.4});
    ASSERT_EQ(source->times().size(), 1u);
    EXPECT_EQ(format_time(source->times()[0]), "2011-01-15T12:00:00Z");
    const GriddedWeather w = source->load(0);
    EXPECT_EQ(w.nz, 26u);
    EXPECT_LE(w.nx * w.ny, 36u) << "only the surroundings of the area are read";
    for (const std::vector<double>* field :
         {&w.temperature_2m_k, &w.eastward_wind_10m_m_s, &w.northward_wind_10m_m_s, &w.surface_pressure_pa,
          &w.boundary_layer_height_m, &w.sensible_heat_flux_w_m2, &w.precipitation_mm_h, &w.cloud_fraction,
          &w.shortwave_down_w_m2})
        EXPECT_EQ(field->size(), w.nx * w.ny);
    EXPECT_EQ(w.specific_humidity_kg_kg.size(), w.temperature_k.size());
    EXPECT_LT(*std::max_element(w.cloud_fraction.begin(), w.cloud_fraction.end()), 1.0001)
        << "per cent turned to shares";
}

// Every file opens or is refused with a reason.
TEST(GribSamples, EachFileIsDescribed) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    std::size_t files = 0, drivers = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*root / "met/grib")) {
        const std::string path = entry.path().string();
        if (!entry.is_regular_file() || path.ends_with(".md") || path.find("/reference/") != std::string::npos)
            continue;
        const FileDescription d = describe_file(path);
        ++files;
        EXPECT_THAT(d.kind, HasSubstr("GRIB")) << path;
        const bool driver =
            std::any_of(d.facts.begin(), d.facts.end(), [](const auto& fact) { return fact.first == "as a driver"; });
        drivers += driver;
        EXPECT_TRUE(driver || !d.missing.empty()) << path;
    }
    EXPECT_GT(files, 85u);
    EXPECT_GE(drivers, 3u);
    const auto said = [&](const char* file) {
        std::string all;
        for (const std::string& text : describe_file((*root / "met/grib" / file).string()).missing) all += text + "\n";
        return all;
    };
    EXPECT_THAT(said("edge/era5-levels-corrupted.grib"), HasSubstr("7777"));
    EXPECT_THAT(said("ecmwf/spherical_harmonics.grib"), HasSubstr("spherical harmonics"));
    EXPECT_THAT(said("edge/jma_nowcast_template5-200.grib2"), HasSubstr("packing not known to ecCodes"));
    EXPECT_THAT(said("other-grids/icon_global_icosahedral_single-level_2021112018_000_TOT_PREC.grib2"),
                HasSubstr("unstructured"));
    EXPECT_THAT(said("edge/t_year_missing.grib"), HasSubstr("its date is not a date"));
}

}  // namespace
}  // namespace lantian
