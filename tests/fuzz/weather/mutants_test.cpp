#include <algorithm>
#include <fstream>
#include <functional>
#include <new>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "core/base/child_process.hpp"
#include "core/base/error.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/describe.hpp"
#include "inputs/readers/grib_file.hpp"
#include "inputs/readers/observations.hpp"
#include "inputs/readers/weather.hpp"
#include "models/app/message_codes.hpp"
#include "tests/support/arl_writer.hpp"
#include "tests/support/sample_weather.hpp"
#include "tests/support/scratch.hpp"
#include "tests/support/test_data.hpp"
#include "tests/support/thrown.hpp"

// Damaged files of every format: each is read as a run would read it, in child processes that may use 2 GB beyond what
// they begin with and 30 s of processor time for a whole batch of files. What comes back must be the data or an error
// whose code and exit code are documented.
namespace lantian {
namespace {

using testing::Scratch;

constexpr int k_mutants = 500;
constexpr int k_batch = 100;

/// One to sixty-four bytes changed, half of them near the start where the header is, and sometimes a cut.
std::string mutant(std::string bytes, std::mt19937& random) {
    std::uniform_int_distribution<std::size_t> anywhere(0, bytes.size() - 1),
        head(0, std::min<std::size_t>(bytes.size(), 4096) - 1);
    const unsigned changes = 1u << (random() % 7);
    for (unsigned k = 0; k < changes; ++k)
        bytes[random() % 2 == 0 ? head(random) : anywhere(random)] = static_cast<char>(random());
    if (random() % 8 == 0) bytes.resize(anywhere(random));
    return bytes;
}

/// '.' read, 'e' refused with a documented code, 'u' an undocumented one, 'm' out of memory, 'x' another exception.
char outcome(const std::function<void()>& read) {
    try {
        read();
        return '.';
    } catch (const Error& error) {
        for (const Problem& problem : error.problems()) {
            const bool known = std::any_of(k_message_codes.begin(), k_message_codes.end(),
                                           [&](const MessageCode& m) { return m.code == problem.code; });
            const bool exits = problem.kind == ErrorKind::bad_data || problem.kind == ErrorKind::missing_input ||
                               problem.kind == ErrorKind::bad_scenario || problem.kind == ErrorKind::io;
            if (!known || !exits || problem.message.empty()) return 'u';
        }
        return 'e';
    } catch (const std::bad_alloc&) {
        return 'm';
    } catch (const std::exception&) {
        return 'x';
    }
}

/// As a run reads weather: by content, then the first and the last time.
void read_weather(const std::string& path) {
    const WeatherKind kind = detect_weather(path);
    if (kind == WeatherKind::stations) {
        Problems problems;
        std::vector<std::string> notes;
        StationFiles files;
        files.surface = {path};
        static_cast<void>(read_station_weather(files, problems, notes));
        problems.throw_if_errors();
        return;
    }
    const auto source = open_gridded_weather(kind, {path});
    static_cast<void>(source->load(0));
    static_cast<void>(source->load(source->times().size() - 1));
}

/// ecCodes reads its tables when it first decodes; children of this process then have them.
void warm_up(const std::string& path) {
    if (detect_weather(path) != WeatherKind::grib) return;
    for (const grib::Message& message : grib::read_catalog(path, grib::Decode::all).messages) {
        if (message.decoded) static_cast<void>(grib::read_values(path, message));
    }
}

enum class Library { ours, theirs };

/// Reads mutants in batches of a child each. A library of others may end a child ('c'): that is what children are for,
/// and describe_file must then say so.
void fuzz(const std::string& seed, const std::string& suffix, Library library, int count = k_mutants) {
    ASSERT_FALSE(seed.empty());
    const Scratch scratch;
    std::mt19937 random(20270115);
    std::vector<std::string> mutants;
    for (int k = 0; k < count; ++k) mutants.push_back(mutant(seed, random));
    const std::string path = scratch.path("mutant" + suffix), progress = scratch.path("progress");
    std::string all;
    while (static_cast<int>(all.size()) < count) {
        const std::size_t begin = all.size(), end = std::min<std::size_t>(begin + k_batch, mutants.size());
        scratch.write("progress", "");
        const ChildOutcome child = run_in_child(
            [&] {
                // The libraries set themselves up once in a batch.
                scratch.write("mutant" + suffix, seed);
                static_cast<void>(outcome([&] { warm_up(path); }));
                for (std::size_t k = begin; k < end; ++k) {
                    scratch.write("mutant" + suffix, mutants[k]);
                    const char answer = outcome([&] { read_weather(path); });
                    std::ofstream(progress, std::ios::app) << answer;
                }
                return std::string();
            },
            {30, std::size_t{2} << 30});
        all += Scratch::bytes_of(progress);
        if (child.how_lost.empty()) continue;
        ASSERT_EQ(library, Library::theirs) << "mutant " << all.size() << ": " << child.how_lost;
        ASSERT_EQ(child.how_lost.find("took more"), std::string::npos) << "mutant " << all.size();
        // A library may stumble over what an earlier file of the batch has left behind: alone, in a fresh child, the
        // file is either read or refused ...
        scratch.write("mutant" + suffix, mutants[all.size()]);
        const ChildOutcome alone = run_in_child([&] { return std::string(1, outcome([&] { read_weather(path); })); },
                                                {30, std::size_t{2} << 30});
        if (alone.how_lost.empty()) {
            all += alone.text;
            continue;
        }
        // ... or ends the child, and then doctor, run and convert say so.
        FileDescription description;
        ASSERT_NO_THROW(description = describe_file(path)) << "mutant " << all.size();
        EXPECT_FALSE(description.missing.empty()) << "mutant " << all.size() << " crashed and nobody says so";
        EXPECT_EQ(testing::thrown([&] { try_weather({path}); }).code, "E430")
            << "mutant " << all.size() << ": " << alone.how_lost;
        all += 'c';
    }
    for (const char bad : {'u', 'm', 'x'}) EXPECT_EQ(std::count(all.begin(), all.end(), bad), 0) << bad << ": " << all;
    EXPECT_GT(std::count(all.begin(), all.end(), 'e'), count / 20) << "the mutants must be bad enough to be noticed";
}

/// WRF output of 6 x 5 points, 4 levels and two times, flat and calm.
void write_small_wrf(const std::string& path) {
    NetcdfFile f = NetcdfFile::create(path);
    using T = NetcdfFile::Type;
    f.define_dimension("Time", 2);
    f.define_dimension("bottom_top", 4);
    f.define_dimension("bottom_top_stag", 5);
    f.define_dimension("south_north", 5);
    f.define_dimension("south_north_stag", 6);
    f.define_dimension("west_east", 6);
    f.define_dimension("west_east_stag", 7);
    for (const auto& [name, value] :
         {std::pair{"MAP_PROJ", 1.0}, std::pair{"TRUELAT1", 30.0}, std::pair{"TRUELAT2", 60.0},
          std::pair{"STAND_LON", 112.0}, std::pair{"MOAD_CEN_LAT", 35.0}, std::pair{"CEN_LAT", 35.0},
          std::pair{"CEN_LON", 112.0}, std::pair{"DX", 9000.0}, std::pair{"DY", 9000.0}, std::pair{"POLE_LAT", 90.0},
          std::pair{"POLE_LON", 0.0}})
        f.attribute("", name, value);
    f.define_variable("Times", T::text, {"Time"});
    struct Row {
        const char* name;
        std::vector<std::string> dimensions;
        double value;
    };
    const std::vector<std::string> flat{"Time", "south_north", "west_east"},
        mass{"Time", "bottom_top", "south_north", "west_east"},
        east{"Time", "bottom_top", "south_north", "west_east_stag"},
        north{"Time", "bottom_top", "south_north_stag", "west_east"},
        up{"Time", "bottom_top_stag", "south_north", "west_east"};
    const std::vector<Row> rows{{"XLAT", flat, 35.0}, {"XLONG", flat, 112.0}, {"HGT", flat, 100.0},
                                {"U", east, 3.0},     {"V", north, 1.0},      {"W", up, 0.0},
                                {"PH", up, 0.0},      {"PHB", up, 0.0},       {"T", mass, 0.0},
                                {"P", mass, 0.0},     {"PB", mass, 0.0},      {"T2", flat, 285.0}};
    for (const Row& row : rows) f.define_variable(row.name, T::f32, row.dimensions);
    f.write_texts("Times", std::vector<std::string>{"2027-01-15_00:00:00", "2027-01-15_01:00:00"});
    for (const Row& row : rows) {
        const std::vector<std::size_t> shape = f.shape_of(row.name);
        std::size_t n = 1;
        for (const std::size_t length : shape) n *= length;
        std::vector<double> values(n, row.value);
        const std::string name = row.name;
        for (std::size_t k = 0; k < n; ++k) {
            const std::size_t x = k % shape.back(), y = k / shape.back() % shape[shape.size() - 2];
            const auto level = static_cast<double>(shape.size() == 4 ? k / (shape[2] * shape[3]) % shape[1] : 0);
            if (name == "XLONG") values[k] += 0.09 * static_cast<double>(x);
            if (name == "XLAT") values[k] += 0.08 * static_cast<double>(y);
            if (name == "PHB") values[k] = 9.81 * (100.0 + 300.0 * level);
            if (name == "PB") values[k] = 95000.0 - 3500.0 * level;
        }
        f.write(name, values);
    }
    f.close();
}

std::string sample(const char* name) {
    const auto root = testing::shared_data();
    return root ? Scratch::bytes_of((*root / "met" / name).string()) : std::string{};
}

#define NEEDS_SAMPLES() \
    if (!testing::shared_data()) GTEST_SKIP() << "sample files are not here (set LANTIAN_DATA)"

TEST(Mutants, OfWrfOutput) {
    const Scratch scratch;
    write_small_wrf(scratch.path("wrfout.nc"));
    ASSERT_EQ(detect_weather(scratch.path("wrfout.nc")), WeatherKind::wrf);
    ASSERT_EQ(outcome([&] { read_weather(scratch.path("wrfout.nc")); }), '.');
    fuzz(Scratch::bytes_of(scratch.path("wrfout.nc")), ".nc", Library::theirs);
}
TEST(Mutants, OfOurCfWeather) {
    const Scratch scratch;
    write_cf_weather(testing::SampleWeather(), scratch.path("met.nc"));
    fuzz(Scratch::bytes_of(scratch.path("met.nc")), ".nc", Library::theirs);
}
TEST(Mutants, OfEra5Netcdf3) {
    NEEDS_SAMPLES();
    fuzz(sample("era5-netcdf/tuv_pl.nc"), ".nc", Library::theirs);
}
TEST(Mutants, OfEra5Netcdf4) {
    NEEDS_SAMPLES();
    fuzz(sample("era5-netcdf/cfgrib_valid_time_single.nc"), ".nc", Library::theirs);
}
TEST(Mutants, OfGrib1) {
    NEEDS_SAMPLES();
    // Two of its 18 messages of equal length.
    const std::string all = sample("grib/ecmwf/tuv_pl.grib");
    fuzz(all.substr(0, all.size() / 9), ".grib", Library::theirs);
}
TEST(Mutants, OfGrib2) {
    NEEDS_SAMPLES();
    fuzz(sample("grib/edge/scanning_mode.grib2") + sample("grib/edge/scanning_mode_with_bitmap.grib2"), ".grib2",
         Library::theirs);
}

TEST(Mutants, OfArlPackedFiles) {
    ArlGrid grid;
    grid.model = "TEST";
    grid.nx = 16;
    grid.ny = 12;
    grid.reference_lat_deg = grid.reference_lon_deg = 0.5;
    grid.sync_lat_deg = 34.0;
    grid.sync_lon_deg = 109.5;
    std::vector<testing::ArlTime> times;
    for (int t = 0; t < 2; ++t) {
        testing::ArlTime time{UtcTime{1768435200 + t * 10800}, {}};
        const auto field = [&](const char* name, std::size_t level, double base) {
            std::vector<double> values(grid.nx * grid.ny);
            for (std::size_t k = 0; k < values.size(); ++k)
                values[k] = base * (1.0 + 0.0001 * static_cast<double>(k % 16));
            time.fields.push_back({name, level, 0, values});
        };
        field("PRSS", 0, 1000.0);
        field("SHGT", 0, 100.0);
        for (std::size_t level = 1; level <= 3; ++level) {
            field("UWND", level, 5.0);
            field("VWND", level, 2.0);
            field("TEMP", level, 280.0);
        }
        times.push_back(time);
    }
    fuzz(testing::arl_bytes(grid, ArlVertical::sigma, {0.0, 0.99, 0.9, 0.7}, times), ".bin", Library::ours);
}

TEST(Mutants, OfAStationTable) {
    std::string text =
        "station,lon[deg],lat[deg],elevation[m],time,wind_speed[m/s],wind_direction[deg],temperature[degC],cloud[1]\n";
    for (int hour = 0; hour < 24; ++hour)
        text += "A,112.6,35.1,140,2027-01-15T" + std::to_string(100 + hour).substr(1) + ":00:00+08:00,3,270,-3,0.5\n";
    fuzz(text, ".csv", Library::ours);
}

TEST(Mutants, OfAermetFiles) {
    std::string surface =
        "   41.300N   74.000W          UA_ID: 14735     SF_ID: 14735     OS_ID: LOVETT       VERSION: 24142    "
        "CCVR_Sub\n";
    std::string profile;
    for (int hour = 1; hour <= 24; ++hour) {
        const std::string h = (hour < 10 ? " " : "") + std::to_string(hour);
        surface += "88  3  1  61 " + h +
                   "   -2.7  0.062 -9.000 -9.000 -999.   37.      7.9  0.7500   1.50   1.00    0.80  317.5   10.0  "
                   "273.8    2.0     0  -9.00   80.  1003.     4 NAD-OS  NoSubs\n";
        profile += "88  3  1 " + h + "    10.0 0   270.0     2.00     0.64    48.70     0.11\n88  3  1 " + h +
                   "    50.0 1   270.0     3.00     0.94    48.70     0.11\n";
    }
    fuzz(surface, ".sfc", Library::ours, 300);
    fuzz(profile, ".pfl", Library::ours, 200);
}

TEST(Mutants, OfReportsAndSoundings) {
    NEEDS_SAMPLES();
    const auto head = [](const char* name, std::size_t bytes) { return sample(name).substr(0, bytes); };
    fuzz(head("profiles/isd_DS3505.txt", 6000), ".txt", Library::ours, k_mutants);
    fuzz(head("profiles/metar_collective.txt", 6000), ".txt", Library::ours, k_mutants);
    fuzz(head("profiles/met_brw_insitu_1_obop_hour_2020.txt", 6000), ".txt", Library::ours, k_mutants);
    fuzz(head("profiles/sgpmetE13.b1.20210401.000000.csv", 6000), ".csv", Library::ours, k_mutants);
    fuzz(head("calpuff-samples/90010100.alb", 6000), ".alb", Library::ours, k_mutants);
    fuzz(head("calpuff-samples/UPALB.DAT", 6000), ".dat", Library::ours, k_mutants);
    fuzz(head("profiles/14061619.OAX", 6000), ".oax", Library::ours, k_mutants);
    fuzz(head("profiles/sodar.20230404.mnd", 9000), ".mnd", Library::ours, k_mutants);
}

}  // namespace
}  // namespace lantian
