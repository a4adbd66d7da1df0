// lantian run and rank on a tiny whole case, from files to files.
#include <cstring>
#include <set>

#include <nlohmann/json.hpp>

#include "core/io/netcdf_file.hpp"
#include "core/math/instruction_set.hpp"
#include "models/run/snapshot.hpp"
#include "tests/support/program_case.hpp"

namespace lantian {
namespace {

using nlohmann::json;
using test::Answer;
using test::call;
using test::ProgramCase;

/// Result variables: all that have a reference_state, and deposition.
std::vector<std::string> result_names(const NetcdfFile& file) {
    std::vector<std::string> names;
    for (const std::string& name : file.variables()) {
        const auto unit = file.text_attribute(name, "units");
        if (unit == "ug m-3" || unit == "mg m-2") names.push_back(name);
    }
    return names;
}

std::set<std::string> keys_of(const json& object) {
    std::set<std::string> keys;
    for (const auto& [key, value] : object.items()) keys.insert(key);
    return keys;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

TEST(RunProgram, AnswerAndFilesAreComplete) {
    const ProgramCase c;
    const json answer = json::parse(c.run("out", {"--threads", "1"}));
    for (const char* key : {"seconds", "steps", "puffs_peak", "rss_peak_mb", "pairs", "ledger", "files", "puffs_split",
                            "budget", "additivity"}) {
        EXPECT_TRUE(answer.contains(key)) << key;
    }
    EXPECT_EQ(answer["steps"], 18);
    EXPECT_EQ(keys_of(answer["stages"]), (std::set<std::string>{"weather", "release", "step", "grid_sampling",
                                                                "receptor_sampling", "merge", "results", "writing"}));
    for (const auto& [stage, seconds] : answer["stages"].items()) EXPECT_GT(seconds, 0.0) << stage;
    EXPECT_GT(answer["pairs"], 0);
    EXPECT_GT(answer["rss_peak_mb"], 1.0);
    ASSERT_EQ(answer["ledger"].size(), k_carried_count);
    double emitted_kg = 0.0;
    for (const auto& [species, account] : answer["ledger"].items()) {
        EXPECT_EQ(keys_of(account), (std::set<std::string>{"emitted_kg", "airborne_kg", "dry_kg", "wet_kg",
                                                           "transformed_kg", "outflow_kg", "closure_rel"}));
        EXPECT_LT(std::abs(account["closure_rel"].get<double>()), 1e-12) << species;
        emitted_kg += account["emitted_kg"].get<double>();
    }
    // pm10, so2, nox and lead of both sources for 3 of 8760 hours.
    EXPECT_NEAR(emitted_kg, 1.1 * (150.0 + 400.0 + 500.0 + 2.0) * 1e3 * 3.0 / 8760.0, 1e-9 * emitted_kg);

    std::set<std::string> names;
    for (const json& file : answer["files"]) {
        const std::filesystem::path path = file.get<std::string>();
        EXPECT_TRUE(path.is_relative() && std::filesystem::exists(path)) << path;
        names.insert(path.filename());
    }
    EXPECT_EQ(names,
              (std::set<std::string>{"fields.nc", "stations.nc", "ledger.json", "puffs.h5", "scenario.resolved.toml"}));
    const json ledger = json::parse(std::ifstream(c.file("out/ledger.json")));
    EXPECT_EQ(ledger["format"], "lantian-ledger");
    EXPECT_EQ(ledger["species"], answer["ledger"]);
    EXPECT_EQ(keys_of(ledger["groups"]), (std::set<std::string>{"coal_power", "lead"}));
    EXPECT_GT(read_snapshot(c.file("out/puffs.h5")).puffs.size(), 0U);

    const NetcdfFile fields = NetcdfFile::open(c.file("out/fields.nc"));
    EXPECT_EQ(fields.text_attribute("", "lantian_format"), "lantian-fields");
    EXPECT_EQ(fields.read_texts("tag"), (std::vector<std::string>{"coal_power", "lead"}));
    EXPECT_EQ(fields.dimension("time"), 3U);
    double largest = 0.0;
    for (const double x : fields.read("pm25")) largest = std::max(largest, x);
    EXPECT_GT(largest, 0.1);
    const NetcdfFile stations = NetcdfFile::open(c.file("out/stations.nc"));
    EXPECT_EQ(stations.read_texts("source"), (std::vector<std::string>{"power/stack", "lead/fugitive"}));
    // What the scenario says goes with the results, and can be run again from there.
    EXPECT_EQ(call({"check", c.file("out/scenario.resolved.toml")}).code, 0);
}

TEST(RunProgram, TextAnswerEndsWithTheLedger) {
    const ProgramCase c(1);
    const Answer answer = call({"run", c.scenario(), "--out", c.file("out")});
    EXPECT_EQ(answer.code, 0) << answer.err;
    EXPECT_NE(answer.out.find("closure"), std::string::npos);
    EXPECT_NE(answer.out.find("pb_coarse"), std::string::npos);
    EXPECT_NE(answer.err.find("puffs"), std::string::npos) << "no progress on stderr";
}

TEST(RunProgram, SameBitsWithAnyNumberOfThreads) {
    const ProgramCase c(3, "double_precision = true\n");
    static_cast<void>(c.run("one", {"--threads", "1"}));
    static_cast<void>(c.run("two", {"--threads", "2"}));
    for (const std::string name : {"fields.nc", "stations.nc"}) {
        const NetcdfFile one = NetcdfFile::open(c.file("one/" + name)), two = NetcdfFile::open(c.file("two/" + name));
        ASSERT_EQ(one.variables(), two.variables());
        for (const std::string& variable : result_names(one))
            EXPECT_TRUE(same_bits(one.read(variable), two.read(variable))) << variable;
        EXPECT_EQ(one.group_attribute("provenance", "threads"), "1");
        EXPECT_EQ(two.group_attribute("provenance", "threads"), "2");
        EXPECT_EQ(one.group_attribute("provenance", "instruction_set"), name_of(instruction_set()));
    }
}

TEST(RunProgram, DoubledEmissionDoublesEveryResult) {
    const ProgramCase c(2, "double_precision = true\n");
    static_cast<void>(c.run("one"));
    c.write_rates({}, 2.0);
    static_cast<void>(c.run("two"));
    for (const std::string name : {"fields.nc", "stations.nc"}) {
        const NetcdfFile one = NetcdfFile::open(c.file("one/" + name)), two = NetcdfFile::open(c.file("two/" + name));
        const auto names = result_names(one);
        EXPECT_GE(names.size(), 21U);
        for (const std::string& variable : names) {
            const std::vector<double> a = one.read(variable), b = two.read(variable);
            for (std::size_t n = 0; n < a.size(); ++n)
                ASSERT_NEAR(b[n], 2.0 * a[n], 1e-12 * std::abs(2.0 * a[n])) << variable << ' ' << n;
        }
    }
}

/// Mean over time of all sources at each station.
std::vector<double> station_means(const std::string& path, const std::string& variable) {
    const NetcdfFile file = NetcdfFile::open(path);
    const auto shape = file.shape_of(variable);
    const std::vector<double> values = file.read(variable);
    std::vector<double> means(shape[2], 0.0);
    for (std::size_t n = 0; n < values.size(); ++n) means[n % shape[2]] += values[n] / static_cast<double>(shape[0]);
    return means;
}

/// The measure's linear answer against a run with the cut in the emission table.
void expect_linear(const std::string& more_toml, double tolerance) {
    const ProgramCase c(3, more_toml);
    static_cast<void>(c.run("base"));
    const Answer ranked = call({"rank", c.file("base"), "--budget", "10 MCNY", "--json"});
    ASSERT_EQ(ranked.code, 0) << ranked.err;
    const json answer = json::parse(ranked.out);
    ASSERT_EQ(answer["measures"].size(), 1U);
    const json& measure = answer["measures"][0];
    EXPECT_EQ(measure["id"], "CUT");
    EXPECT_EQ(measure["cost_cny_a"], 5e6);
    EXPECT_NEAR(measure["d_emission_t_a"]["nox"].get<double>(), -500.0 * ProgramCase::k_cut_nox, 1e-9);
    EXPECT_EQ(measure["rank"]["pm25"], 1);
    EXPECT_EQ(answer["chosen"]["ids"], json::array({"CUT"}));
    EXPECT_EQ(json::parse(std::ifstream(c.file("base/ranking.json"))), answer);
    EXPECT_TRUE(std::filesystem::exists(c.file("base/ranking.csv")));

    ProgramCase::Rates cut;
    cut.pm25 *= 1.0 - ProgramCase::k_cut_pm;
    cut.pm10 *= 1.0 - ProgramCase::k_cut_pm;
    cut.so2 *= 1.0 - ProgramCase::k_cut_so2;
    cut.nox *= 1.0 - ProgramCase::k_cut_nox;
    c.write_rates(cut, 1.0);
    static_cast<void>(c.run("cut"));
    for (const char* species : {"pm25", "pm10", "so2", "so4", "nox", "no3", "pb"}) {
        const std::vector<double> before = station_means(c.file("base/stations.nc"), species);
        const std::vector<double> after = station_means(c.file("cut/stations.nc"), species);
        const char* const ids[] = {"near", "far", "town"};
        for (std::size_t r = 0; r < 3; ++r) {
            EXPECT_GT(before[r], 0.0);
            EXPECT_NEAR(measure["d_conc"][species][ids[r]].get<double>(), after[r] - before[r], tolerance * before[r])
                << species << ' ' << ids[r];
        }
    }
}

TEST(RankProgram, FullRunWithTheCutEqualsTheLinearAnswerDouble) { expect_linear("double_precision = true\n", 1e-12); }
TEST(RankProgram, FullRunWithTheCutEqualsTheLinearAnswerFloat) { expect_linear("", 1e-6); }

TEST(RankProgram, TextAnswerIsATable) {
    const ProgramCase c(1);
    static_cast<void>(c.run("out"));
    const Answer answer = call({"rank", c.file("out")});
    EXPECT_EQ(answer.code, 0) << answer.err;
    EXPECT_NE(answer.out.find("cut at the stack"), std::string::npos);
    EXPECT_EQ(call({"rank", c.file("out"), "--budget", "much"}).code, 65);
    EXPECT_TRUE(std::filesystem::exists(c.file("out/ranking.csv")));
    static_cast<void>(c.run("out"));
    EXPECT_FALSE(std::filesystem::exists(c.file("out/ranking.csv"))) << "belongs to the run before";
    EXPECT_EQ(call({"rank", c.file("nothing")}).code, 66);
}

TEST(CheckProgram, DeepCheckShowsWeatherAndTotals) {
    const ProgramCase c;
    const Answer answer = call({"check", c.scenario(), "--deep", "--json"});
    ASSERT_EQ(answer.code, 0) << answer.err;
    const json deep = json::parse(answer.out);
    EXPECT_EQ(deep["sources"], 2);
    EXPECT_EQ(deep["groups"], (std::vector<std::string>{"coal_power", "lead"}));
    EXPECT_NEAR(deep["emission_t_a"]["lead_smelting"]["pb"].get<double>(), 0.2, 1e-12);
    ASSERT_FALSE(deep["coverage"].empty());
    EXPECT_EQ(deep["coverage"][0]["from"], "2022-01-05T16:00:00Z");
    EXPECT_GT(deep["memory_mb"], 0.0);
    EXPECT_TRUE(json::parse(call({"check", c.scenario(), "--json"}).out)["coverage"].empty());
    EXPECT_EQ(call({"run", c.scenario(), "--dry-run", "--out", c.file("dry")}).code, 0);
    EXPECT_FALSE(std::filesystem::exists(c.file("dry")));
}

}  // namespace
}  // namespace lantian
