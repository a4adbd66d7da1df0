// The whole program with its writing thread: the same numbers in every file with any number of threads.
#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/io/netcdf_file.hpp"
#include "models/run/snapshot.hpp"
#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

using test::ProgramCase;

/// Every number of a result file, by variable.
std::map<std::string, std::vector<double>> numbers_of(const std::string& path) {
    const NetcdfFile file = NetcdfFile::open(path);
    std::map<std::string, std::vector<double>> out;
    for (const std::string& name : {"pm25", "so2", "no3", "pb", "pb_dry", "pb_wet"}) out[name] = file.read(name);
    return out;
}

TEST(Files, AreTheSameNumbersWithAnyNumberOfThreads) {
    // 30 hours: a whole day that is written while the next comes in, and a rest.
    const ProgramCase c(30, "double_precision = true\n");
    std::map<std::string, std::vector<double>> fields, stations;
    PuffSnapshot puffs;
    for (const int threads : {1, 2, 3, 4, 8}) {
        const std::string out = fmt::format("out{}", threads);
        (void)c.run(out, {"--threads", std::to_string(threads)});
        const auto these_fields = numbers_of(c.file(out + "/fields.nc"));
        const auto these_stations = numbers_of(c.file(out + "/stations.nc"));
        const PuffSnapshot these_puffs = read_snapshot(c.file(out + "/puffs.h5"));
        if (threads == 1) {
            fields = these_fields;
            stations = these_stations;
            puffs = these_puffs;
            for (const auto* file : {&fields, &stations}) {
                for (const auto& [name, values] : *file) {
                    EXPECT_GT(*std::max_element(values.begin(), values.end()), 0.0) << name;
                }
            }
            continue;
        }
        EXPECT_EQ(these_fields, fields) << threads;
        EXPECT_EQ(these_stations, stations) << threads;
        EXPECT_EQ(these_puffs.puffs.id, puffs.puffs.id) << threads;
        EXPECT_EQ(these_puffs.puffs.x_m, puffs.puffs.x_m) << threads;
        EXPECT_EQ(these_puffs.puffs.mass_kg, puffs.puffs.mass_kg) << threads;
    }
}

}  // namespace
}  // namespace lantian
