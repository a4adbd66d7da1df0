// The whole program with every instruction set of this machine: the same numbers in every file. The choice is made once
// in a process, so that each run is a process of its own.
#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/io/netcdf_file.hpp"
#include "core/math/instruction_set.hpp"
#include "models/run/snapshot.hpp"
#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

using test::ProgramCase;

struct Numbers {
    std::map<std::string, std::vector<double>> of;
    std::vector<double> x_m;
};

/// Runs the case in a process with one instruction set and reads what it wrote.
Numbers run_with(const ProgramCase& c, const std::string& set, int threads) {
    const std::string out = c.file("out_" + set);
    const std::string command =
        fmt::format("LANTIAN_INSTRUCTION_SET={} \"{}\" run \"{}\" --out \"{}\" --threads {} > \"{}\" 2>&1", set,
                    LANTIAN_PROGRAM, c.file("case.toml"), out, threads, out + ".log");
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    Numbers numbers;
    for (const char* file : {"fields.nc", "stations.nc"}) {
        const NetcdfFile results = NetcdfFile::open(out + "/" + file);
        for (const char* name : {"pm25", "so2", "no3", "pb", "pb_dry", "pb_wet"})
            numbers.of[std::string(file) + name] = results.read(name);
    }
    numbers.x_m = read_snapshot(out + "/puffs.h5").puffs.x_m;
    return numbers;
}

void expect_same_bits(const std::string& more_toml) {
    const ProgramCase c(6, more_toml);
    const Numbers plain = run_with(c, "plain", 1);
    for (const auto& [name, values] : plain.of) EXPECT_GT(*std::max_element(values.begin(), values.end()), 0.0) << name;
    for (const InstructionSet set : {InstructionSet::avx2, InstructionSet::avx512}) {
        if (!supported(set)) continue;
        const Numbers other = run_with(c, std::string(name_of(set)), 2);
        EXPECT_EQ(other.of, plain.of) << name_of(set);
        EXPECT_EQ(other.x_m, plain.x_m) << name_of(set);
    }
}

TEST(InstructionSets, GiveTheSameNumbers) { expect_same_bits("double_precision = true\n"); }

TEST(InstructionSets, GiveTheSameNumbersInFloat) {
    expect_same_bits("double_precision = true\n[puffs]\nprecision = \"float\"\ncoarse_levels = 0\n");
}

}  // namespace
}  // namespace lantian
