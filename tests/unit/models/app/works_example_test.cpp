// The example of plume rise and buildings, from files to files.
#include <nlohmann/json.hpp>

#include "core/io/netcdf_file.hpp"
#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

using nlohmann::json;
using test::call;

constexpr const char* k_example = LANTIAN_SOURCE_DIR "/inputs/examples/works/works.toml";

/// Mean of so2 of one source at one station over the run.
double mean_at(const std::string& file, const std::string& source, const std::string& station) {
    const NetcdfFile stations = NetcdfFile::open(file);
    const auto index = [&](const char* names, const std::string& name) {
        const std::vector<std::string> all = stations.read_texts(names);
        return static_cast<std::size_t>(std::find(all.begin(), all.end(), name) - all.begin());
    };
    const std::size_t s = index("source", source), p = index("station_name", station);
    const std::size_t sources = stations.dimension("source"), places = stations.dimension("station");
    EXPECT_LT(s, sources);
    EXPECT_LT(p, places);
    const std::vector<double> so2 = stations.read("so2");
    double sum = 0.0;
    const std::size_t hours = stations.dimension("time");
    for (std::size_t t = 0; t < hours; ++t) sum += so2[(t * sources + s) * places + p];
    return sum / static_cast<double>(hours);
}

TEST(WorksExample, RunsWithEveryChoiceAndBuildingsShow) {
    const test::TempDir dir;
    const auto run = [&](const std::string& name, std::vector<std::string> more) {
        std::vector<std::string> arguments{"run", k_example, "--out", dir.file(name), "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const test::Answer answer = call(arguments);
        EXPECT_EQ(answer.code, 0) << answer.err;
        const json out = json::parse(answer.out);
        for (const auto& [species, account] : out["ledger"].items())
            EXPECT_LT(std::abs(account["closure_rel"].get<double>()), 1e-12) << species;
        EXPECT_GT(out["ledger"]["so2"]["emitted_kg"].get<double>(), 0.0);
        return dir.file(name) + "/stations.nc";
    };
    const std::string prime = run("prime", {});
    const std::string open = run("open", {"--set", "puffs.downwash = \"none\""});
    const std::string simple = run("simple", {"--set", "puffs.downwash = \"simple\""});
    const std::string numerical = run("numerical", {"--set", "puffs.rise = \"numerical\""});
    for (const char* station : {"gate", "fence"}) {
        EXPECT_GT(mean_at(prime, "works/boiler", station), mean_at(open, "works/boiler", station)) << station;
        EXPECT_GT(mean_at(simple, "works/boiler", station), mean_at(open, "works/boiler", station)) << station;
    }
    EXPECT_EQ(mean_at(prime, "works/merged", "village"), mean_at(open, "works/merged", "village"));
    EXPECT_NE(mean_at(prime, "works/merged", "village"), mean_at(numerical, "works/merged", "village"));
    const std::string shapes = json(NetcdfFile::open(prime).read_texts("source_shape")).dump();
    EXPECT_NE(shapes.find("line"), std::string::npos);
}

}  // namespace
}  // namespace lantian
