#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <limits>

#include "core/io/netcdf_file.hpp"
#include "inputs/readers/units.hpp"
#include "models/control/ranking.hpp"
#include "tests/support/stations_file.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/thrown.hpp"

namespace lantian {
namespace {

using testing::thrown;

Measure measure(const std::string& id) {
    Measure m;
    m.id = id;
    m.sector = {"steel"};
    m.removal_frac[index(Emitted::nox)] = 0.5;
    return m;
}

Problem of_run(const std::string& dir) {
    return thrown([&] { static_cast<void>(rank_run(dir, {measure("m")}, std::nullopt)); });
}

Problem of_measures(const std::vector<Measure>& measures, std::optional<double> budget = std::nullopt) {
    return thrown([&] { static_cast<void>(rank_measures(test::synthetic_table(4, 2, 1), measures, budget)); });
}

TEST(RankFailure, FolderWithoutRunIsE501) {
    const test::TempDir dir;
    EXPECT_EQ(of_run(dir.file("absent")).code, "E501");
    const Problem empty = of_run(dir.path().string());
    EXPECT_EQ(empty.code, "E501");
    EXPECT_EQ(empty.kind, ErrorKind::missing_input);
    EXPECT_NE(empty.message.find("stations.nc is missing"), std::string::npos);
    dir.write("stations.nc.part", "x");
    EXPECT_NE(of_run(dir.path().string()).message.find("not whole"), std::string::npos);
}

TEST(RankFailure, FileThatIsNotOursIsE501OrE430) {
    const test::TempDir dir;
    dir.write("stations.nc", "not NetCDF");
    EXPECT_EQ(of_run(dir.path().string()).code, "E430");
    {
        NetcdfFile file = NetcdfFile::create(dir.file("stations.nc"));
        file.attribute("", "lantian_format", "lantian-fields");
        file.close();
    }
    const Problem other = of_run(dir.path().string());
    EXPECT_EQ(other.code, "E501");
    EXPECT_NE(other.message.find("lantian-fields"), std::string::npos);
}

TEST(RankFailure, RunThatDidNotStorePm25IsE431) {
    const test::TempDir dir;
    SourceReceptor table = test::synthetic_table(2, 2, 1, false);
    for (std::size_t i = index(Reported::so4); i < table.mean_kg_m3.size(); i += k_reported_count)
        table.mean_kg_m3[i] = std::nan("");
    test::write_stations_file(dir.path().string(), table, std::array{1.0});
    const Problem problem = of_run(dir.path().string());
    EXPECT_EQ(problem.code, "E431");
    EXPECT_NE(problem.hint.find("species.names"), std::string::npos);
}

TEST(RankFailure, RunWithoutStationsIsE501) {
    const test::TempDir dir;
    test::write_stations_file(dir.path().string(), test::synthetic_table(2, 0, 1), std::array{1.0});
    EXPECT_EQ(of_run(dir.path().string()).code, "E501");
}

TEST(RankFailure, MeasureThatTargetsNothingIsWarnedOf) {
    Measure m = measure("m");
    m.sector = {"shipyards"};
    const RankAnswer answer = rank_measures(test::synthetic_table(4, 2, 1), {m, measure("n")}, std::nullopt);
    ASSERT_EQ(answer.warnings.size(), 1U);
    EXPECT_EQ(answer.warnings[0].code, "E502");
    EXPECT_EQ(answer.warnings[0].severity, Severity::warning);
    EXPECT_NE(answer.warnings[0].message.find("\"m\""), std::string::npos);
}

TEST(RankFailure, BudgetThatIsNoAmountIsE503) {
    for (const double bad : {-1.0, std::numeric_limits<double>::infinity(), std::nan("")}) {
        EXPECT_EQ(of_measures({measure("m")}, bad).code, "E503") << bad;
    }
    for (const char* bad : {"80", "80 apples", "MCNY", "80 MCNY/t"}) {
        EXPECT_EQ(thrown([&] { static_cast<void>(parse_money(bad, MoneyPer::year)); }).code, "E503") << bad;
    }
}

TEST(RankFailure, IdUsedTwiceIsE308) { EXPECT_EQ(of_measures({measure("m"), measure("m")}).code, "E308"); }

TEST(RankFailure, UnknownPrerequisiteIsE309) {
    Measure m = measure("m");
    m.requires_ids = {"nowhere"};
    const Problem problem = of_measures({m});
    EXPECT_EQ(problem.code, "E309");
    EXPECT_NE(problem.message.find("nowhere"), std::string::npos);
}

TEST(RankFailure, CostPerTonneOfNothingIsE204) {
    Measure m = measure("m");
    m.cost = Measure::Cost{.per_tonne_cny = 8e3, .per_tonne_species = {}};
    EXPECT_EQ(of_measures({m}).code, "E204");
}

}  // namespace
}  // namespace lantian
