// St. Louis, 661 daily samples with hourly wind: the smelters lie south of the site, the steel works north
// (stlouis-supersite-daily/README.md).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "inputs/readers/receptor_table.hpp"
#include "tests/support/program_case.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

bool southern(double deg) { return deg > 90.0 && deg < 270.0; }

TEST(StLouisDirections, PublishedFactorsPointAtTheirPlants) {
    const auto data = testing::shared_data();
    if (!data) GTEST_SKIP() << "LANTIAN_DATA is not there";
    const auto folder = *data / "receptor/stlouis-supersite-daily";
    for (const char* percentile : {"75", "90"}) {
        const test::Answer answer =
            test::call({"cpf", "--conc", (folder / "published_contributions.csv").string(), "--wind",
                        (folder / "hourly_wind.csv").string(), "--percentile", percentile, "--json"});
        ASSERT_EQ(answer.code, 0) << answer.err;
        const auto species = nlohmann::json::parse(answer.out)["species"];
        for (const char* factor : {"LeadSmelter", "ZincSmelter", "CopperSmelter"}) {
            EXPECT_TRUE(southern(species[factor]["peak_deg"])) << factor << percentile;
        }
        EXPECT_FALSE(southern(species["SteelMill"]["peak_deg"])) << percentile;
    }
}

TEST(StLouisDirections, SevenFittedFactorsPointAtTheirPlants) {
    const auto data = testing::shared_data();
    if (!data) GTEST_SKIP() << "LANTIAN_DATA is not there";
    const auto folder = *data / "receptor/stlouis-supersite-daily";
    const test::TempDir dir;
    const std::string wind = (folder / "hourly_wind.csv").string();
    const test::Answer fit = test::call({"pmf", "--conc", (folder / "conc.csv").string(), "--unc",
                                         (folder / "unc.csv").string(), "--factors", "7", "--starts", "5", "--seed",
                                         "1", "--extra-uncertainty", "0.05", "--out", dir.file("pmf"), "--json"});
    ASSERT_EQ(fit.code, 0) << fit.err;
    Problems problems;
    const ProfileTable profiles = read_profile_table(dir.file("pmf/profiles.csv"), problems);
    const test::Answer answer = test::call(
        {"cpf", "--conc", dir.file("pmf/contributions.csv"), "--wind", wind, "--percentile", "75", "--json"});
    ASSERT_EQ(answer.code, 0) << answer.err;
    const auto species = nlohmann::json::parse(answer.out)["species"];
    const auto peak_of = [&](const char* marker) {
        const auto at = std::find(profiles.species.begin(), profiles.species.end(), marker);
        const auto j = static_cast<std::size_t>(at - profiles.species.begin());
        std::size_t best = 0;
        for (std::size_t k = 1; k < profiles.sources.size(); ++k) {
            if (profiles.value(k, j) > profiles.value(best, j)) best = k;
        }
        return species[profiles.sources[best]]["peak_deg"].get<double>();
    };
    EXPECT_TRUE(southern(peak_of("Pb"))) << peak_of("Pb");
    EXPECT_TRUE(southern(peak_of("Zn"))) << peak_of("Zn");
    EXPECT_TRUE(southern(peak_of("Cu"))) << peak_of("Cu");
    EXPECT_FALSE(southern(peak_of("Fe"))) << peak_of("Fe");
}

TEST(LondonDirections, CellsOfAnHourlySeriesAreCountedInFull) {
    const auto data = testing::shared_data();
    if (!data) GTEST_SKIP() << "LANTIAN_DATA is not there";
    const test::Answer answer =
        test::call({"cbpf", "--conc", (*data / "receptor/openair-mydata/mydata.csv.gz").string(), "--species",
                    "so2,nox", "--percentile", "90", "--json"});
    ASSERT_EQ(answer.code, 0) << answer.err;
    const auto species = nlohmann::json::parse(answer.out)["species"];
    // Counted apart from this program over the rows with wind and value: (280 degrees, 6.72-7.392 m/s), so2 above its
    // 90th percentile 9.25 ppb.
    EXPECT_DOUBLE_EQ(species["so2"]["threshold"].get<double>(), 9.25);
    EXPECT_DOUBLE_EQ(species["nox"]["threshold"].get<double>(), 348.0);
    const std::size_t cell = 28 * 30 + 10;
    EXPECT_EQ(species["so2"]["hours"][cell], 56);
    EXPECT_EQ(species["so2"]["hours_above"][cell], 4);
}

}  // namespace
}  // namespace lantian
