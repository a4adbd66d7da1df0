// Puffs in AERMOD's weather against AERMOD's stored hours (AE-1, AE-2 of the evaluation plan): the achieved scores with
// a margin, and the agreed keys of the answer.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include <nlohmann/json.hpp>

#include "tests/support/program_case.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

TEST(Aermod, ParityByHourAndAtTheUpperEnd) {
    const auto data = lantian::testing::shared_data();
    if (!data || !std::filesystem::exists(*data / "tracer/aermod-test-cases/allsrcs.inp"))
        GTEST_SKIP() << "no AERMOD test cases (set LANTIAN_DATA)";
    const test::TempDir dir;
    const std::string folder = (*data / "tracer/aermod-test-cases").string();
    const test::Answer answer = test::call({"score", "aermod", folder, "--json", "--csv", dir.file("pairs.csv")});
    ASSERT_EQ(answer.code, 0) << answer.err;
    const auto json = nlohmann::json::parse(answer.out);
    for (const char* name : {"STACK", "VOL", "AREA"}) {
        const auto& group = json["groups"][name];
        for (const char* key : {"n", "FAC2", "median_ratio", "RHC_ratio", "FB", "NMSE", "MG", "VG", "R"})
            ASSERT_TRUE(group[key].is_number()) << name << " " << key;
        ASSERT_TRUE(group["wind_over_1"]["median_ratio"].is_number()) << name;
        EXPECT_EQ(json["hours"][name], 96) << name;
        EXPECT_GE(group["median_ratio"], 0.8) << name;  // AE-1
        EXPECT_LE(group["median_ratio"], 1.25) << name;
        EXPECT_GE(group["FAC2"], 0.85) << name;
    }
    // AE-2.
    EXPECT_GE(json["groups"]["STACK"]["RHC_ratio"], 0.7);
    EXPECT_LE(json["groups"]["STACK"]["RHC_ratio"], 1.4);
    EXPECT_GE(json["groups"]["VOL"]["RHC_ratio"], 0.7);
    EXPECT_LE(json["groups"]["VOL"]["RHC_ratio"], 1.4);
    EXPECT_GE(json["groups"]["VOL"]["FAC2"], 0.97);
    EXPECT_GE(json["groups"]["AREA"]["FAC2"], 0.93);
    // Stacks whose plumes rise into convective hours of weak wind, capped and horizontal ones too.
    for (const char* name : {"STACK", "STACK2", "STACK2C", "STACK2H", "capped_nostd_STACK2C", "capped_nostd_STACK2H"}) {
        const auto& group = json["groups"][name];
        for (const auto& part : {group, group["wind_over_1"]}) {
            EXPECT_GE(part["median_ratio"], 0.8) << name;
            EXPECT_LE(part["median_ratio"], 1.25) << name;
            EXPECT_GE(part["FAC2"], 0.8) << name;
        }
        EXPECT_GE(group["RHC_ratio"], 0.7) << name;
        EXPECT_LE(group["RHC_ratio"], 1.4) << name;
    }
    // Near buildings (no bar): what was reached, with a margin.
    EXPECT_LE(json["groups"]["STACKDW"]["median_ratio"], 1.4);
    EXPECT_GE(json["groups"]["STACKDW"]["FAC2"], 0.7);
    EXPECT_LE(json["groups"]["STACKDW"]["RHC_ratio"], 1.4);
    EXPECT_TRUE(json["groups"]["BLINE"]["FAC2"].is_number());
    EXPECT_TRUE(json["notes"].is_array());
    EXPECT_TRUE(json["seconds"].is_number());

    // The ratio of the medians once more from the file.
    std::ifstream in(dir.file("pairs.csv"));
    std::string line;
    std::getline(in, line);
    EXPECT_EQ(line, "measure,pair,observed,predicted");
    std::map<std::string, std::size_t> rows;
    std::size_t within = 0;
    while (std::getline(in, line)) {
        const std::size_t first = line.find(','), second = line.find(',', first + 1),
                          third = line.find(',', second + 1);
        const std::string measure = line.substr(0, first);
        ++rows[measure];
        if (measure != "groups.STACK") continue;
        const double ratio = std::stod(line.substr(third + 1)) / std::stod(line.substr(second + 1, third - second - 1));
        if (ratio >= 0.5 && ratio <= 2.0) ++within;
    }
    EXPECT_EQ(rows["groups.STACK"], json["groups"]["STACK"]["n"].get<std::size_t>());
    EXPECT_EQ(rows["groups.STACK.hourly_maximum"], 96U);
    EXPECT_NEAR(static_cast<double>(within) / static_cast<double>(rows["groups.STACK"]),
                json["groups"]["STACK"]["FAC2"].get<double>(), 1e-9);
}

}  // namespace
}  // namespace lantian
