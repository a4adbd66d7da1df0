// Against data/chemistry/reference/inorganic_equilibrium.csv: states solved with HETP and ISORROPIA II (its README
// names origin and limits). Rows of quality 1, difference of each gas relative to the total of its species.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "models/chemistry/inorganic_equilibrium.hpp"
#include "tests/support/test_data.hpp"

namespace {

using namespace lantian;

struct Row {
    int id;
    std::string branch, regime;
    int quality;
    double temperature_k, rh, free_cation;
    InorganicTotals totals;
    double nh3_g, hno3_g, hcl_g;
};

std::vector<Row> read_rows(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    const auto fields = [](const std::string& text) {
        std::vector<std::string> out;
        std::stringstream stream(text);
        for (std::string field; std::getline(stream, field, ',');) out.push_back(field);
        return out;
    };
    std::getline(in, line);
    const std::vector<std::string> names = fields(line);
    std::vector<Row> rows;
    while (std::getline(in, line)) {
        std::map<std::string, std::string> at;
        const std::vector<std::string> values = fields(line);
        for (std::size_t i = 0; i < values.size(); ++i) at[names[i]] = values[i];
        const auto number = [&](const char* name) { return std::stod(at[name]); };
        rows.push_back({std::stoi(at["id"]),
                        at["branch"],
                        at["case"],
                        std::stoi(at["q"]),
                        number("T_K"),
                        number("RH"),
                        number("free_cation"),
                        {number("tSO4"), number("tNH3"), number("tNO3"), number("tNa"), number("tCl"), number("tCa"),
                         number("tK"), number("tMg")},
                        number("NH3_g"),
                        number("HNO3_g"),
                        number("HCl_g")});
    }
    return rows;
}

double difference(const Row& row, EquilibriumRules rules) {
    const AerosolBranch branch = row.branch == "stable" ? AerosolBranch::stable : AerosolBranch::metastable;
    const InorganicState s = inorganic_equilibrium(row.totals, row.temperature_k, row.rh, {branch, rules});
    if (branch == AerosolBranch::metastable) EXPECT_TRUE(s.converged) << row.id;
    double worst = 0.0;
    const auto compare = [&](double mine, double theirs, double total) {
        if (total > 0.0) worst = std::max(worst, std::abs(mine - theirs) / total);
    };
    compare(s.nh3_g, row.nh3_g, row.totals.nh3);
    compare(s.hno3_g, row.hno3_g, row.totals.no3);
    compare(s.hcl_g, row.hcl_g, row.totals.cl);
    return worst;
}

class EquilibriumReference : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto data = lantian::testing::shared_data();
        if (!data) GTEST_SKIP() << "no shared data folder (LANTIAN_DATA)";
        rows = read_rows(*data / "chemistry/reference/inorganic_equilibrium.csv");
        ASSERT_EQ(rows.size(), 400U);
    }
    std::vector<Row> rows;
};

TEST_F(EquilibriumReference, MetastableByThePublishedRules) {
    // THEORY.md, "Against published programs": in these two hydroxide is left out of the ammonia balance.
    const std::set<int> equations_win{211, 271};
    int compared = 0;
    std::vector<double> differences;
    for (const Row& row : rows) {
        if (row.branch != "metastable" || row.quality != 1) continue;
        const double worst = difference(row, EquilibriumRules::published);
        differences.push_back(worst);
        ++compared;
        if (equations_win.contains(row.id))
            EXPECT_LT(worst, 0.1) << row.id;
        else
            EXPECT_LT(worst, 0.01) << row.id << ' ' << row.regime;
    }
    EXPECT_EQ(compared, 282);
    std::sort(differences.begin(), differences.end());
    EXPECT_LT(differences[differences.size() / 2], 1e-7);
    EXPECT_LT(differences[differences.size() * 9 / 10], 1e-5);
}

TEST_F(EquilibriumReference, StableByThePublishedRules) {
    // 313: ammonia over a solution without nitrate is taken with activity coefficients that were never set; 351: pH and
    // gases of the row contradict each other; 360: constants not corrected for temperature between 298 and 299 K; 370:
    // sodium bound to chloride before sulfate; 399: taken as dry though a solution exists.
    const std::set<int> equations_win{313, 351, 360, 370, 399};
    int compared = 0;
    for (const Row& row : rows) {
        if (row.branch != "stable" || row.quality != 1) continue;
        ++compared;
        const double worst = difference(row, EquilibriumRules::published);
        EXPECT_LT(worst, equations_win.contains(row.id) ? 0.2 : 0.01) << row.id << ' ' << row.regime;
    }
    EXPECT_EQ(compared, 75);
}

TEST_F(EquilibriumReference, MetastableByTheFullEquations) {
    // The README of the data measures the same differences with a third solver: 2e-5 in the middle, 4e-3 at nine tenths
    // for bisulfate, 7e-2 for the Bromley sum in set C. Rows without excess cations, sulfate poor.
    std::vector<double> differences;
    for (const Row& row : rows) {
        if (row.branch != "metastable" || row.quality != 1 || row.free_cation > 0.0) continue;
        if (row.regime != "D3" && row.regime != "G5" && row.regime != "O7") continue;
        differences.push_back(difference(row, EquilibriumRules::complete));
    }
    ASSERT_GT(differences.size(), 100U);
    std::sort(differences.begin(), differences.end());
    EXPECT_LT(differences[differences.size() / 2], 2e-3);
    EXPECT_LT(differences[differences.size() * 9 / 10], 0.1);
}

}  // namespace
