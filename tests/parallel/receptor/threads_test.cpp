// Trajectories, footprints and their statistics have the same bits for 1, 2 and 4 threads.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/io/netcdf_file.hpp"
#include "inputs/readers/text.hpp"
#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

TEST(ReceptorThreads, SameBits) {
    const test::ProgramCase c(6);
    std::vector<std::string> paths, maps;
    std::vector<std::vector<double>> footprints;
    for (const char* threads : {"1", "2", "4"}) {
        const std::string out = c.file(std::string("paths") + threads + ".csv"),
                          puffs = c.file(std::string("f") + threads + ".nc"),
                          map = c.file(std::string("m") + threads + ".csv");
        const test::Answer answer = test::call({"trajectory", c.scenario(), "--hours", "2", "--threads", threads,
                                                "--out", out, "--footprints", puffs, "--json"});
        ASSERT_EQ(answer.code, 0) << answer.err;
        paths.push_back(read_text_file(out, 1 << 24));
        footprints.push_back(NetcdfFile::open(puffs).read("footprint"));
        const std::string conc = c.dir().write("conc.csv", "Date,Pb\n2022-01-05 16:00Z,1\n2022-01-05 20:00Z,3\n");
        const test::Answer spread = test::call({"cwt", "--conc", conc, "--trajectories", out, "--method", "sqtba",
                                                "--cell", "0.01", "--growth", "2", "--threads", threads, "--out", map});
        ASSERT_EQ(spread.code, 0) << spread.err;
        maps.push_back(read_text_file(map, 1 << 24));
        const test::Answer weighted = test::call(
            {"cwt", "--conc", conc, "--footprints", puffs, "--threads", threads, "--out", c.file("w.csv"), "--json"});
        ASSERT_EQ(weighted.code, 0) << weighted.err;
        maps.back() += read_text_file(c.file("w.csv"), 1 << 24);
        EXPECT_NE(maps.back().find("mean_footprint[s m-3]"), std::string::npos);
    }
    double total = 0.0;
    for (const double v : footprints[0]) total += v;
    EXPECT_GT(total, 0.0);
    for (std::size_t n = 1; n < 3; ++n) {
        EXPECT_EQ(paths[0], paths[n]);
        EXPECT_EQ(maps[0], maps[n]);
        EXPECT_EQ(footprints[0], footprints[n]);
    }
}

}  // namespace
}  // namespace lantian
