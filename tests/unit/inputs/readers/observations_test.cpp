#include <cmath>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/io/netcdf_file.hpp"
#include "inputs/readers/observations.hpp"
#include "inputs/readers/weather.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/test_data.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using testing::Scratch;
using testing::thrown;
using Format = ObservationFormat;

/// Reads a text as a file of its kind, which must be recognised.
Observations read(const std::string& text, Format format, ObservationContext context = {}) {
    const Scratch scratch;
    const std::string path = scratch.write("file.txt", text);
    EXPECT_EQ(observation_format(path), format);
    return read_observations(path, format, context);
}

constexpr const char* k_aermet =
    "   41.300N   74.000W          UA_ID: 14735     SF_ID: 14735     OS_ID: LOVETT       VERSION: 24142    CCVR_Sub\n"
    "88  3  1  61  1   -2.7  0.062 -9.000 -9.000 -999.   37.      7.9  0.7500   1.50   1.00    0.80  317.5   10.0  "
    "273.8    2.0     0  -9.00   80.  1003.     4 NAD-OS  NoSubs\n"
    "88  3  1  61 24  120.0  0.400  1.500  0.007  900.  600.    -40.0  0.7500   1.50   0.20    0.00    0.0   10.0  "
    "290.0    2.0     0   1.50  999. 99999.    99 NAD-OS  NoSubs\n"
    "88  3  2  62  1 -999.0 -9.000 -9.000 -9.000 -999. -999. -99999.0  0.7500   1.50   1.00  999.00  999.0   -9.0  "
    "999.0   -9.0  9999  -9.00  999. 99999.    99 NAD-OS  NoSubs\n";

TEST(AermetSurface, HoursEndInLocalTimeAndBoundaryLayerIsTaken) {
    ObservationContext context;
    context.local_offset_s = -5 * 3600;
    const Observations o = read(k_aermet, Format::aermet_surface, context);
    ASSERT_EQ(o.stations.size(), 1u);
    const WeatherStation& s = o.stations.front();
    EXPECT_EQ(s.name, "LOVETT");
    EXPECT_DOUBLE_EQ(s.place.lon_deg, -74.0);
    EXPECT_TRUE(std::isnan(s.elevation_m));
    ASSERT_EQ(s.records.size(), 3u);
    const StationRecord& night = s.records[0];
    EXPECT_EQ(night.time, from_calendar(1988, 3, 1, 6, 0, 0));
    EXPECT_DOUBLE_EQ(night.friction_velocity_m_s, 0.062);
    EXPECT_DOUBLE_EQ(night.obukhov_length_m, 7.9);
    EXPECT_DOUBLE_EQ(night.mechanical_mixing_height_m, 37.0);
    EXPECT_TRUE(std::isnan(night.convective_mixing_height_m));
    EXPECT_DOUBLE_EQ(night.wind_from_deg, 317.5);
    EXPECT_DOUBLE_EQ(night.relative_humidity_frac, 0.8);
    EXPECT_DOUBLE_EQ(night.pressure_pa, 100300.0);
    EXPECT_DOUBLE_EQ(night.cloud_frac, 0.4);
    EXPECT_DOUBLE_EQ(night.precipitation_mm_h, 0.0);
    EXPECT_DOUBLE_EQ(night.temperature_height_m, 2.0);
    const StationRecord& day = s.records[1];
    EXPECT_EQ(day.time, from_calendar(1988, 3, 2, 5, 0, 0)) << "hour 24 ends the day";
    EXPECT_DOUBLE_EQ(day.wind_speed_m_s, 0.0);
    EXPECT_DOUBLE_EQ(day.convective_velocity_m_s, 1.5);
    EXPECT_DOUBLE_EQ(day.lid_gradient_k_m, 0.007);
    EXPECT_DOUBLE_EQ(day.precipitation_mm_h, 1.5);
    EXPECT_TRUE(std::isnan(day.pressure_pa));
    EXPECT_TRUE(std::isnan(s.records[2].wind_speed_m_s));
    EXPECT_TRUE(std::isnan(s.records[2].temperature_k));
    EXPECT_TRUE(std::isnan(s.records[2].obukhov_length_m));
}

TEST(AermetSurface, ALineThatIsNoHourIsNamed) {
    const Scratch scratch;
    const std::string path = scratch.write("bad.sfc", std::string(k_aermet) + "88 3 2 62 2 what\n");
    const Problem problem = thrown([&] { (void)read_observations(path, Format::aermet_surface, {}); });
    EXPECT_EQ(problem.code, "E305");
    EXPECT_EQ(problem.line, 5);
}

TEST(AermetProfile, LevelsOfAnHourBelongTogether) {
    const Observations o = read(
        "88  3  1  1    10.0 0   270.0     2.00     0.64    48.70     0.11\n"
        "88  3  1  1    50.0 0   999.0    99.00     1.84    14.70    99.00\n"
        "88  3  1  1   100.0 1   360.0     3.70     -999.0   9.10     0.41\n"
        "88  3  1  2    10.0 1     0.0     0.00    99.00    22.50     0.08\n",
        Format::aermet_profile);
    ASSERT_EQ(o.soundings.size(), 2u);
    ASSERT_EQ(o.soundings[0].levels.size(), 3u);
    EXPECT_EQ(o.soundings[0].kind, SoundingKind::tower);
    EXPECT_NEAR(o.soundings[0].levels[0].eastward_wind_m_s, 2.0, 1e-12) << "from the west";
    EXPECT_NEAR(o.soundings[0].levels[2].northward_wind_m_s, -3.7, 1e-12) << "from the north";
    EXPECT_TRUE(std::isnan(o.soundings[0].levels[1].northward_wind_m_s));
    EXPECT_NEAR(o.soundings[0].levels[1].temperature_k, 274.99, 1e-9);
    EXPECT_DOUBLE_EQ(o.soundings[1].levels[0].eastward_wind_m_s, 0.0);
}

TEST(StationFiles, AermetProfilesStandWhereTheirSurfaceFileDoes) {
    const Scratch scratch;
    StationFiles files;
    files.surface = {scratch.write("a.sfc", k_aermet),
                     scratch.write("a.pfl",
                                   "88  3  1  1    10.0 0   270.0     2.00     0.64    48.70     0.11\n"
                                   "88  3  1  1    50.0 1   270.0     3.00     0.94    48.70     0.11\n")};
    Problems problems;
    std::vector<std::string> notes;
    const StationWeather w = read_station_weather(files, problems, notes);
    EXPECT_FALSE(problems.has_errors());
    ASSERT_EQ(w.soundings.size(), 1u);
    EXPECT_EQ(w.soundings[0].station, "LOVETT");
    EXPECT_DOUBLE_EQ(w.soundings[0].place.lat_deg, 41.3);

    files.surface.erase(files.surface.begin());
    Problems alone;
    (void)read_station_weather(files, alone, notes);
    ASSERT_TRUE(alone.has_errors());
    EXPECT_EQ(alone.all().front().code, "E413");
}

constexpr const char* k_isd =
    "0114010010999991988010100004+70933-008667FM-12+0009ENJA "
    "V0203201N01851220001CN0030001N9-02011-02211100211ADDAA10600"
    "1291AG14000AY131061AY221061GF102991021051008001001001MD1710141+9999MW1381OA149902631REMSYN011333   91151\n"
    "0072010010999991988010103004+70933-008667FM-12+0009ENJA "
    "V0209991C00001220001CN0050001N9-02233-02421100151ADDAG12000"
    "AY131031AY221031GF102991021061004501001001MA1102501098401MD1610061+9999MW1381\n";

TEST(Isd, FixedColumnsAndGroups) {
    const Observations o = read(k_isd, Format::isd);
    ASSERT_EQ(o.stations.size(), 1u);
    const WeatherStation& s = o.stations.front();
    EXPECT_EQ(s.name, "010010");
    EXPECT_NEAR(s.place.lon_deg, -8.667, 1e-9);
    EXPECT_NEAR(s.place.lat_deg, 70.933, 1e-9);
    EXPECT_DOUBLE_EQ(s.elevation_m, 9.0);
    const StationRecord& a = s.records[0];
    EXPECT_EQ(a.time, from_calendar(1988, 1, 1, 0, 0, 0));
    EXPECT_DOUBLE_EQ(a.wind_speed_m_s, 18.5);
    EXPECT_DOUBLE_EQ(a.wind_from_deg, 320.0);
    EXPECT_NEAR(a.temperature_k, 273.15 - 20.1, 1e-9);
    EXPECT_NEAR(a.pressure_pa, 100210.0 * std::pow(1.0 - 2.25577e-5 * 9.0, 5.25588), 1.0);
    EXPECT_DOUBLE_EQ(a.cloud_frac, 0.25);
    EXPECT_NEAR(a.precipitation_mm_h, 1.2 / 6.0, 1e-12);
    // Over water the air is drier than over ice: e(-22.1)/e(-20.1).
    EXPECT_NEAR(a.relative_humidity_frac, 0.84, 0.01);
    const StationRecord& b = s.records[1];
    EXPECT_DOUBLE_EQ(b.wind_speed_m_s, 0.0);
    EXPECT_TRUE(std::isnan(b.temperature_k)) << "flag 3 is erroneous";
    EXPECT_DOUBLE_EQ(b.pressure_pa, 98400.0) << "station pressure of MA1";
}

TEST(Metar, GroupsRemarksAndTheNearestMonth) {
    ObservationContext context;
    context.near = from_calendar(2027, 3, 1, 12, 0, 0);
    context.places["KALO"] = {{-92.4, 42.55}, 260.0};
    const Observations o = read(
        "SAUS70 KWBC 281400\nMETAR\n"
        "KALO 281354Z 18016G25KT 4SM RA BR FEW070 BKN100 18/M02 A2995 RMK AO2\n     SLP140 P0010 T01781017=\n"
        "ZBAA 010300Z VRB02MPS CAVOK 05/01 Q1021 NOSIG=\n"
        "KMIA 010303Z 00000KT 10SM OVC034 23/19 A3003=\n"
        "QQQQ 281354Z=\n1QQQ 281354Z AUTO 17027G37KT=\n",
        Format::metar, context);
    ASSERT_EQ(o.stations.size(), 3u);
    const StationRecord& kalo = o.stations[0].records.front();
    EXPECT_EQ(kalo.time, from_calendar(2027, 2, 28, 13, 54, 0)) << "the 28th nearest to 1 March";
    EXPECT_NEAR(kalo.wind_speed_m_s, 16.0 * 1852.0 / 3600.0, 1e-9);
    EXPECT_DOUBLE_EQ(kalo.wind_from_deg, 180.0);
    EXPECT_NEAR(kalo.temperature_k, 273.15 + 17.8, 1e-9);
    EXPECT_NEAR(kalo.precipitation_mm_h, 2.54, 1e-9);
    EXPECT_DOUBLE_EQ(kalo.cloud_frac, 0.75);
    EXPECT_NEAR(kalo.pressure_pa, 29.95 * 3386.389 * std::pow(1.0 - 2.25577e-5 * 260.0, 5.25588), 1.0);
    const StationRecord& zbaa = o.stations[1].records.front();
    EXPECT_DOUBLE_EQ(zbaa.wind_speed_m_s, 2.0);
    EXPECT_TRUE(std::isnan(zbaa.wind_from_deg)) << "variable";
    EXPECT_DOUBLE_EQ(zbaa.cloud_frac, 0.0);
    EXPECT_TRUE(std::isnan(zbaa.pressure_pa)) << "no elevation to bring it down to";
    EXPECT_DOUBLE_EQ(o.stations[2].records.front().wind_speed_m_s, 0.0);
    EXPECT_THAT(o.notes, Contains(HasSubstr("without station and time")));
    EXPECT_THAT(o.notes, Contains(HasSubstr("without wind")));
}

TEST(StationFiles, AStationWithoutAPlaceIsAskedForByName) {
    const Scratch scratch;
    StationFiles files;
    files.surface = {scratch.write("m.txt", "METAR KALO 281354Z 18016KT 18/16 A2995=\n")};
    Problems problems;
    std::vector<std::string> notes;
    (void)read_station_weather(files, problems, notes);
    ASSERT_TRUE(problems.has_errors());
    EXPECT_EQ(problems.all().front().code, "E413");
    EXPECT_THAT(problems.all().front().message, HasSubstr("KALO"));
    files.places = scratch.write("places.csv", "station,lon[deg],lat[deg],elevation[m]\nKALO,-92.4,42.55,260\n");
    Problems none;
    const StationWeather w = read_station_weather(files, none, notes);
    EXPECT_FALSE(none.has_errors());
    EXPECT_DOUBLE_EQ(w.stations.front().elevation_m, 260.0);
    files.places =
        scratch.write("twice.csv", "station,lon[deg],lat[deg],elevation[m]\nKALO,-92.4,42.55,260\nKALO,1,2,3\n");
    Problems twice;
    (void)read_station_weather(files, twice, notes);
    EXPECT_EQ(twice.all().front().code, "E308");
}

TEST(NoaaHourly, ColumnsAndMissingValues) {
    const Observations o = read(
        "BRW 2020 01 01 00    5   7.1 100 1004.73  -25.5  -25.0 -999.9  77 -99\n"
        "BRW 2020 01 01 01 -999 -99.9 -99 1005.16 -999.9  -25.2 -999.9 -99   2\n",
        Format::noaa_hourly);
    const WeatherStation& s = o.stations.front();
    EXPECT_EQ(s.records[0].time, from_calendar(2020, 1, 1, 1, 0, 0));
    EXPECT_DOUBLE_EQ(s.records[0].wind_speed_m_s, 7.1);
    EXPECT_NEAR(s.records[0].temperature_k, 247.65, 1e-9);
    EXPECT_DOUBLE_EQ(s.records[0].relative_humidity_frac, 0.77);
    EXPECT_TRUE(std::isnan(s.records[1].wind_speed_m_s));
    EXPECT_TRUE(std::isnan(s.records[1].temperature_k));
    EXPECT_DOUBLE_EQ(s.records[1].precipitation_mm_h, 2.0);
}

TEST(Soundings, FslLevelsAboveTheGround) {
    const Observations o = read(
        "    254      0      1      JAN    1990\n      1  14735  72518  42.75  73.80     86  32767\n"
        "      2    100    315    194     76  32767      4\n      3           ALB                          ms\n"
        "      9    992     85     27     20    160     80\n      4   1000     20  32767  32767  32767  32767\n"
        "      5    977    212     28  32767    179    140\n      6    966    304  32767  32767    185    200\n",
        Format::fsl);
    ASSERT_EQ(o.soundings.size(), 1u);
    const SoundingProfile& p = o.soundings.front();
    EXPECT_EQ(p.station, "72518");
    EXPECT_DOUBLE_EQ(p.place.lon_deg, -73.8);
    EXPECT_DOUBLE_EQ(p.elevation_m, 85.0);
    ASSERT_EQ(p.levels.size(), 3u) << "1000 hPa lies in the ground";
    EXPECT_NEAR(p.levels[0].temperature_k, 275.85, 1e-9);
    EXPECT_NEAR(p.levels[1].northward_wind_m_s, 14.0, 0.01);
    EXPECT_DOUBLE_EQ(p.levels[2].height_m, 219.0);
    EXPECT_DOUBLE_EQ(p.levels[2].pressure_pa, 96600.0);
}

TEST(Soundings, UpDat) {
    const Observations o = read(
        "UP.DAT          2.0             Header structure with coordinate parameters\n   1\nProduced by READ62\nNONE\n"
        "  1990    1    0 1990   15   12 500.    2    1\n     F    F    F    F\n"
        "   6201     14735   1990 1 112     72                                5\n"
        "  ->->->Data at top of sounding is missing\n"
        "    992.0/  85./275.9/160/  8    977.0/ 212./276.0/179/ 14    966.0/ 304./999.9/185/ 20    950.0/ "
        "443./278.6/999/999\n"
        "    940.0/ 524./279.5/194/ 18\n",
        Format::up_dat);
    const SoundingProfile& p = o.soundings.front();
    EXPECT_EQ(p.time, from_calendar(1990, 1, 1, 12, 0, 0));
    ASSERT_EQ(p.levels.size(), 5u);
    EXPECT_DOUBLE_EQ(p.elevation_m, 85.0);
    EXPECT_DOUBLE_EQ(p.levels[4].height_m, 439.0);
    EXPECT_TRUE(std::isnan(p.levels[2].temperature_k));
    EXPECT_TRUE(std::isnan(p.levels[3].eastward_wind_m_s));
    EXPECT_TRUE(std::isnan(p.place.lon_deg));
}

TEST(Soundings, SpcText) {
    const Observations o = read(
        "%TITLE%\n OAX   140616/1900 \n\n   LEVEL       HGHT       TEMP       DWPT       WDIR       "
        "WSPD\n-----\n%RAW%\n"
        " 1000.00,    34.00,  -9999.00,  -9999.00,  -9999.00,  -9999.00\n"
        " 965.00,    350.00,     27.80,     23.80,    150.00,     23.00\n"
        " 936.87,    610.00,     25.51,     21.72,    180.00,     29.99\n%END%\n",
        Format::spc);
    const SoundingProfile& p = o.soundings.front();
    EXPECT_EQ(p.time, from_calendar(2014, 6, 16, 19, 0, 0));
    EXPECT_DOUBLE_EQ(p.elevation_m, 350.0);
    ASSERT_EQ(p.levels.size(), 2u);
    EXPECT_NEAR(p.levels[1].northward_wind_m_s, 29.99 * 1852.0 / 3600.0, 1e-9);
    EXPECT_DOUBLE_EQ(p.levels[1].height_m, 260.0);
    EXPECT_NEAR(p.levels[0].relative_humidity_frac, 0.79, 0.01);
}

TEST(Soundings, Sodar) {
    const Observations o = read(
        "FORMAT-1\n2023-04-04 00:15:00 0\nMFAS\n\n#\n# file information\n#\nstation code                : HILL\n"
        "height above sea level [m]  : 120\n#\n# variable definitions\n#\nheight # z # m # Z1 # 0 # 99999\n"
        "wind speed # speed # m/s # G1 # 0 # 99.99\nwind direction # dir # deg # R1 # 0 # 999.9\n"
        "error code # - - -  #  # E # IIIW\n#\n# beginning of data block\n#\n\n2023-04-04 00:15:00 00:15:00\n"
        "#    z  speed    dir error\n    30   3.00  270.0   0\n    40   4.00  270.0  17\n    50  99.99  999.9   0\n",
        Format::sodar);
    const SoundingProfile& p = o.soundings.front();
    EXPECT_EQ(p.station, "HILL");
    EXPECT_EQ(p.kind, SoundingKind::sodar);
    EXPECT_DOUBLE_EQ(p.elevation_m, 120.0);
    EXPECT_EQ(p.time, from_calendar(2023, 4, 4, 0, 7, 30));
    ASSERT_EQ(p.levels.size(), 2u);
    EXPECT_NEAR(p.levels[1].eastward_wind_m_s, 4.0, 1e-9);
    EXPECT_EQ(p.levels[0].quality, SoundingQuality::good);
    EXPECT_EQ(p.levels[1].quality, SoundingQuality::doubtful);
}

TEST(Soundings, OurTable) {
    const std::string header =
        "station,lon[deg],lat[deg],elevation[m],time,height[m],wind_speed[m/s],wind_direction[deg],temperature[degC]\n";
    const Observations o = read(header +
                                    "J,112.6,35.1,140,2027-01-15T08:00:00+08:00,10,2,90,-3\n"
                                    "J,112.6,35.1,140,2027-01-15T08:00:00+08:00,500,8,180,-5\n",
                                Format::sounding_table);
    const SoundingProfile& p = o.soundings.front();
    EXPECT_EQ(p.time, from_calendar(2027, 1, 15, 0, 0, 0));
    EXPECT_NEAR(p.levels[0].eastward_wind_m_s, -2.0, 1e-12);
    EXPECT_NEAR(p.levels[1].temperature_k, 268.15, 1e-9);
    const Scratch scratch;
    const std::string bad = scratch.write("b.csv", header + "J,112.6,35.1,140,2027-01-15T08:00:00,10,2,90,-3\n");
    EXPECT_EQ(thrown([&] { (void)read_observations(bad, Format::sounding_table, {}); }).code, "E105");
}

TEST(Soundings, ALidarScanGivesTheWindThatMadeIt) {
    const Scratch scratch;
    const std::string path = scratch.path("scan.nc");
    {
        NetcdfFile f = NetcdfFile::create(path);
        f.define_dimension("time", 8);
        f.define_dimension("range", 5);
        using T = NetcdfFile::Type;
        f.define_variable("time", T::f64, {"time"});
        f.attribute("time", "units", "seconds since 2019-10-15 00:00:00");
        f.define_variable("range", T::f64, {"range"});
        f.define_variable("azimuth", T::f64, {"time"});
        f.define_variable("elevation", T::f64, {"time"});
        f.define_variable("radial_velocity", T::f64, {"time", "range"});
        f.define_variable("intensity", T::f64, {"time", "range"});
        for (const char* name : {"lat", "lon", "alt"}) f.define_variable(name, T::f64, {});
        std::vector<double> time, azimuth, elevation(8, 60.0), radial, intensity;
        for (int b = 0; b < 8; ++b) {
            time.push_back(7.0 * b);
            azimuth.push_back(45.0 * b);
            const double az = azimuth.back() * std::acos(-1.0) / 180.0, el = std::acos(-1.0) / 3.0;
            for (int g = 0; g < 5; ++g) {
                // 6 m/s eastward, -2 northward, 0.5 upward; the last two gates are noise or hold no signal.
                double v = (6.0 * std::sin(az) - 2.0 * std::cos(az)) * std::cos(el) + 0.5 * std::sin(el);
                if (g == 3) v = b % 2 == 0 ? 15.0 : -15.0;
                radial.push_back(v);
                intensity.push_back(g == 4 ? 1.0 : 1.5);
            }
        }
        f.write("time", time);
        f.write("range", std::vector<double>{100, 200, 300, 400, 500});
        f.write("azimuth", azimuth);
        f.write("elevation", elevation);
        f.write("radial_velocity", radial);
        f.write("intensity", intensity);
        f.write("lat", std::vector<double>{36.6});
        f.write("lon", std::vector<double>{-97.5});
        f.write("alt", std::vector<double>{317.0});
        f.close();
    }
    ASSERT_EQ(observation_format(path), Format::arm_lidar);
    const Observations o = read_observations(path, Format::arm_lidar, {});
    ASSERT_EQ(o.soundings.front().levels.size(), 3u);
    for (const SoundingLevel& level : o.soundings.front().levels) {
        EXPECT_NEAR(level.eastward_wind_m_s, 6.0, 1e-9);
        EXPECT_NEAR(level.northward_wind_m_s, -2.0, 1e-9);
    }
    EXPECT_NEAR(o.soundings.front().levels[1].height_m, 200.0 * std::sin(std::acos(-1.0) / 3.0), 1e-9);
}

std::string sample(const std::filesystem::path& root, const char* name) { return (root / "met" / name).string(); }

TEST(ObservationSamples, ReadWithTheNumbersThatStandInThem) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    const auto all = [&](const char* name) {
        const std::string path = sample(*root, name);
        return read_observations(path, observation_format(path).value(), {});
    };
    const Observations isd = all("profiles/isd_DS3505.txt");
    EXPECT_EQ(isd.stations.front().records.size(), 2907u);
    EXPECT_EQ(all("profiles/metar_collective.txt").stations.size(), 7u);
    const Observations fsl = all("calpuff-samples/90010100.alb"), up = all("calpuff-samples/UPALB.DAT");
    // READ62 made UP.DAT from the archive: the same first sounding.
    ASSERT_GE(fsl.soundings.front().levels.size(), 34u);
    EXPECT_EQ(up.soundings.front().time, fsl.soundings.front().time);
    for (std::size_t k = 0; k < 10; ++k) {
        const SoundingLevel &a = fsl.soundings.front().levels[k], &b = up.soundings.front().levels[k];
        EXPECT_NEAR(a.height_m, b.height_m, 0.51);
        EXPECT_NEAR(a.eastward_wind_m_s, b.eastward_wind_m_s, 0.75) << "whole metres per second there";
        if (std::isfinite(b.temperature_k)) {
            EXPECT_NEAR(a.temperature_k, b.temperature_k, 0.1);
        }
    }
    const Observations sonde = all("profiles/sgpsondewnpnC1.b1.20190101.053200.cdf"),
                       lidar = all("profiles/sgpdlppiC1.b1.20191015.120023.cdf");
    EXPECT_NEAR(sonde.soundings.front().place.lat_deg, 36.61, 0.01);
    EXPECT_NEAR(sonde.soundings.front().elevation_m, 315.0, 1.0);
    for (const SoundingLevel& level : lidar.soundings.front().levels) {
        if (level.height_m < 1000.0) {
            EXPECT_LT(std::hypot(level.eastward_wind_m_s, level.northward_wind_m_s), 30.0);
        }
    }
    EXPECT_EQ(all("profiles/sodar.20230404.mnd").soundings.size(), 96u);
    EXPECT_EQ(all("profiles/sgpmetE13.b1.20190101.000000.cdf").stations.front().records.size(), 25u);
    const Observations eddy = all("profiles/sgp30ecorE6.b1.20040705.000000.cdf");
    EXPECT_EQ(eddy.stations.front().records.size(), 20u);
    EXPECT_TRUE(std::isfinite(eddy.stations.front().records.front().friction_velocity_m_s));
}

TEST(ObservationSamples, AermetFilesOfTheTestCases) {
    const auto root = testing::shared_data();
    if (!root) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)";
    StationFiles files;
    for (const char* name : {"LOVETT.SFC", "LOVETT.PFL"})
        files.surface.push_back((*root / "tracer/aermod-test-cases/met" / name).string());
    files.local_offset_s = -5 * 3600;
    Problems problems;
    std::vector<std::string> notes;
    const StationWeather w = read_station_weather(files, problems, notes);
    EXPECT_FALSE(problems.has_errors());
    EXPECT_EQ(w.stations.front().records.size(), 8784u);
    EXPECT_EQ(w.soundings.size(), 8784u - 54u);
    EXPECT_EQ(w.soundings.front().levels.size(), 3u);
}

}  // namespace
}  // namespace lantian
