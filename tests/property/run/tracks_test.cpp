// Moving receptors in whole runs: one that stands is a station; the file holds what was sampled.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/io/netcdf_file.hpp"
#include "tests/support/program_case.hpp"
#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

test::SmallCase plume_case(bool shear) {
    test::SmallCase c = test::small_case(12, 12, 500.0, 4);
    c.weather.wind_x_m_s = 2.5;
    c.weather.wind_y_m_s = 0.7;
    c.weather.precipitation_mm_h = 0.3;
    c.scenario.puffs.shear = shear;
    c.catalog.sources.push_back(test::point_source(c, "a", "one", 1000, 2000, 5, 0.02));
    c.catalog.sources.push_back(test::point_source(c, "b", "two", 1300, 2600, 40, 0.01));
    c.receptors.push_back(test::receptor_at(c, "station", 2600, 2700, 3.0));
    return c;
}

/// Standing at (x, y) for `parts` intervals in each hour.
TrackSet standing(const test::SmallCase& c, double x_m, double y_m, std::int64_t parts) {
    Track track{"stands", {}};
    for (std::int64_t n = 0; n <= c.scenario.time.hours * parts; ++n) {
        track.points.push_back(
            {c.scenario.time.start + n * 3600 / parts, {}, {c.grid->west_m + x_m, c.grid->south_m + y_m}, 3.0});
    }
    return {track};
}

struct Outcome {
    std::vector<HourlyResults> hours;
    std::vector<double> means;
};

Outcome run(test::SmallCase& c, const TrackSet& tracks, int threads) {
    test::KeepHours keep;
    ResultSink* sink = &keep;
    RunInputs inputs = c.inputs();
    inputs.tracks = &tracks;
    RunOptions options;
    options.threads = threads;
    const RunSummary summary = run_case(inputs, {&sink, 1}, options);
    return {std::move(keep.hours), summary.track_means_kg_m3};
}

// In steady weather, as soon as the plume stands and before the run ends: the third of four hours. Pieces of path are
// clipped otherwise than at a station, where weight and spread are those of whole pieces: parts of a per cent.
TEST(RunTracks, StandingStillIsTheStation) {
    for (const bool shear : {false, true}) {
        test::SmallCase c = plume_case(shear);
        const std::size_t channels = channels_of(c.scenario).count();
        const Outcome whole = run(c, standing(c, 2600, 2700, 1), 1);
        ASSERT_EQ(whole.hours.size(), 4u);
        ASSERT_EQ(whole.means.size(), 4 * 2 * k_reported_count);
        // Samples of two minutes, a fifth of what lies between two puffs.
        const Outcome parts = run(c, standing(c, 2600, 2700, 30), 3);
        EXPECT_EQ(run(c, standing(c, 2600, 2700, 30), 1).means, parts.means) << "threads";
        for (std::size_t s = 0; s < 2; ++s) {
            for (std::size_t k = 0; k < k_reported_count; ++k) {
                const std::size_t v = s * k_reported_count + k;
                const double station = whole.hours[2].receptors[s * channels + k];
                EXPECT_GT(station, 0.0);
                EXPECT_NEAR(whole.means[2 * 2 * k_reported_count + v], station, 5e-3 * station) << shear << ' ' << v;
                for (std::size_t n = 60; n < 90; ++n)
                    EXPECT_NEAR(parts.means[n * 2 * k_reported_count + v], station, 1.5e-2 * station)
                        << shear << ' ' << v;
            }
        }
    }
}

// Across the plume and back: what is read, times the way, is the plume's flux, whenever the drive begins.
TEST(RunTracks, CrossingsReadThePlumeWhereverThePuffsAre) {
    test::SmallCase c = plume_case(false);
    TrackSet tracks;
    for (std::int64_t n = 0; n < 12; ++n) {
        const UtcTime begin = c.scenario.time.start + 7200 + 47 * n;
        const auto at = [&](std::int64_t seconds, double y_m) {
            return TrackPoint{begin + seconds, {}, {c.grid->west_m + 2600, c.grid->south_m + y_m}, 3.0};
        };
        tracks.push_back({std::to_string(n), {at(0, 900), at(200, 4500)}});
    }
    const Outcome drives = run(c, tracks, 2);
    const std::size_t so2 = index(Reported::so2);
    for (std::size_t s = 0; s < 2; ++s) {
        double mean = 0.0;
        for (std::size_t n = 0; n < 12; ++n) mean += drives.means[(n * 2 + s) * k_reported_count + so2] / 12.0;
        EXPECT_GT(mean, 0.0);
        for (std::size_t n = 0; n < 12; ++n)
            EXPECT_NEAR(drives.means[(n * 2 + s) * k_reported_count + so2], mean, 2e-2 * mean) << n;
    }
}

TEST(RunTracks, GroupsAreSumsAndStationsStay) {
    test::SmallCase c = plume_case(false);
    const TrackSet tracks = standing(c, 2600, 2700, 4);
    const Outcome by_source = run(c, tracks, 2);
    c.catalog.sources[1].group = "one";
    c.scenario.output.stations_by = "group";
    const Outcome by_group = run(c, tracks, 2);
    ASSERT_EQ(2 * by_group.means.size(), by_source.means.size());
    for (std::size_t n = 0; n < by_group.means.size(); ++n) {
        const std::size_t interval = n / k_reported_count, k = n % k_reported_count;
        const double sum = by_source.means[2 * interval * k_reported_count + k] +
                           by_source.means[(2 * interval + 1) * k_reported_count + k];
        EXPECT_NEAR(by_group.means[n], sum, 1e-12 * sum);
    }
    // What stands elsewhere does not feel that something moves.
    test::SmallCase alone = plume_case(false);
    EXPECT_EQ(run(alone, {}, 1).hours[2].receptors, by_source.hours[2].receptors);
}

TEST(RunTracks, FileOfTheProgram) {
    const test::ProgramCase c(2, "tracks = \"tracks.csv\"\ndouble_precision = true\n");
    c.dir().write(
        "tracks.csv",
        "track,time,lon[deg],lat[deg],height[m]\n"
        "stands,2022-01-06T00:00:00+08:00,112.52,35.075,1.5\nstands,2022-01-06T01:00:00+08:00,112.52,35.075,1.5\n"
        "drive,2022-01-06T01:10:00+08:00,112.51,35.06,2.5\nstands,2022-01-06T02:00:00+08:00,112.52,35.075,1.5\n"
        "drive,2022-01-06T01:40:00+08:00,112.55,35.09,2.5\n");
    const test::Answer checked = test::call({"check", c.scenario()});
    EXPECT_NE(checked.out.find("2 moving receptors with 3 intervals"), std::string::npos) << checked.out;
    const std::string answer = c.run("out");
    EXPECT_NE(answer.find("out/tracks.nc"), std::string::npos) << answer;
    const NetcdfFile tracks = NetcdfFile::open(c.file("out/tracks.nc"));
    const NetcdfFile stations = NetcdfFile::open(c.file("out/stations.nc"));
    EXPECT_EQ(tracks.text_attribute("", "featureType"), "trajectory");
    EXPECT_EQ(tracks.text_attribute("", "lantian_format"), "lantian-tracks");
    EXPECT_EQ(tracks.read_texts("track"), (std::vector<std::string>{"stands", "drive"}));
    EXPECT_EQ(tracks.read("row_size"), (std::vector<double>{2, 1}));
    EXPECT_EQ(tracks.read_texts("source"), stations.read_texts("source"));
    const auto bounds = tracks.read("time_bnds");
    EXPECT_EQ(bounds[5] - bounds[4], 1800.0);
    EXPECT_NEAR(tracks.read("lon")[2], 112.53, 1e-9);
    EXPECT_EQ(tracks.read("lon_bnds")[5], 112.55);
    const std::size_t sources = stations.dimension("source"), places = stations.dimension("station");
    for (const char* name : {"pm25", "so2", "pb"}) {
        const auto moving = tracks.read(name), fixed = stations.read(name);
        for (std::size_t h = 0; h < 2; ++h) {
            for (std::size_t s = 0; s < sources; ++s) {
                // The wind turns by a degree an hour: the moments of a puff are not those of the hour to the last
                // digit.
                const double station = fixed[(h * sources + s) * places];
                EXPECT_NEAR(moving[h * sources + s], station, (h == 0 ? 0.5 : 0.2) * station) << name << h << s;
            }
        }
        EXPECT_GT(moving[2 * sources] + moving[2 * sources + 1], 0.0) << name;
    }
    // A later run without tracks leaves none behind.
    (void)c.run("out", {"--set", "output.tracks=\"\""});
    EXPECT_FALSE(std::filesystem::exists(c.file("out/tracks.nc")));
}

}  // namespace
}  // namespace lantian
