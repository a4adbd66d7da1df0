// Project Prairie Grass against the bars of the evaluation plan (PG-1 to PG-5), one set of options for all runs.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include <nlohmann/json.hpp>

#include "inputs/readers/prairie_grass.hpp"
#include "models/evaluation/cases.hpp"
#include "tests/support/program_case.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

class PrairieGrass : public ::testing::Test {
  protected:
    void SetUp() override {
        const auto data = lantian::testing::shared_data();
        if (!data || !std::filesystem::exists(*data / "tracer/prairie-grass/PGARCS.txt"))
            GTEST_SKIP() << "no Prairie Grass data (set LANTIAN_DATA)";
        runs_ = read_prairie_grass((*data / "tracer/prairie-grass").string());
    }
    static Score score(const Evaluation& e, const std::string& path) {
        return score_of(e.pairs.at(path), e.floor.at(path));
    }
    std::vector<PrairieGrassRun> runs_;
};

TEST_F(PrairieGrass, ScorerMeetsThePlainBriggsRow) {
    const Evaluation e = evaluate_prairie_grass_briggs(runs_);
    const auto near = [](const Score& s, std::array<double, 6> row) {
        const auto values = s.values();
        for (std::size_t k = 0; k < row.size(); ++k) EXPECT_NEAR(values[k], row[k], 0.03) << Score::k_names[k];
    };
    EXPECT_EQ(runs_.size(), 35U);
    EXPECT_EQ(e.pairs.at("arc_max").size(), 175U);
    near(score(e, "arc_max"), {-0.11, 0.59, 0.83, 1.02, 1.37, 0.91});
    near(score(e, "crosswind_integral"), {0.15, 0.27, 0.90, 1.03, 1.26, 0.87});
}

TEST_F(PrairieGrass, PuffsMeetTheBars) {
    const Evaluation e = evaluate_prairie_grass(runs_, 2);
    const Score arc = score(e, "arc_max");  // PG-1
    EXPECT_GE(arc.within_factor_2, 0.90);
    EXPECT_LE(std::abs(arc.fractional_bias), 0.15);
    EXPECT_LE(arc.normalised_mean_square_error, 0.45);
    EXPECT_LE(arc.geometric_variance, 1.25);
    EXPECT_GE(arc.correlation, 0.93);
    const Score integral = score(e, "crosswind_integral");  // PG-2
    EXPECT_GE(integral.within_factor_2, 0.92);
    EXPECT_LE(std::abs(integral.fractional_bias), 0.10);
    EXPECT_LE(integral.normalised_mean_square_error, 0.15);
    EXPECT_LE(integral.geometric_variance, 1.20);
    EXPECT_GE(integral.geometric_mean_bias, 0.85);
    EXPECT_LE(integral.geometric_mean_bias, 1.18);
    EXPECT_GE(score(e, "by_arc.800.arc_max").within_factor_2, 0.77);  // PG-3
    EXPECT_GE(score(e, "by_arc.800.crosswind_integral").within_factor_2, 0.77);
    for (const char* half : {"by_stability.stable.", "by_stability.unstable."}) {  // PG-4
        for (const char* measure : {"arc_max", "crosswind_integral"}) {
            const Score s = score(e, std::string(half) + measure);
            EXPECT_GE(s.within_factor_2, 0.85) << half << measure;
            EXPECT_LE(std::abs(s.fractional_bias), 0.30) << half << measure;
        }
    }
    EXPECT_GE(e.numbers.at("tower.median_ratio"), 0.8);  // PG-5
    EXPECT_LE(e.numbers.at("tower.median_ratio"), 1.25);
}

TEST_F(PrairieGrass, AnswerHasTheAgreedKeysAndTheCsvThePairsBehindThem) {
    const test::TempDir dir;
    const std::string folder = (*lantian::testing::shared_data() / "tracer/prairie-grass").string();
    const test::Answer answer = test::call({"score", "prairie-grass", folder, "--json", "--csv", dir.file("pairs.csv"),
                                            "--csv-tower", dir.file("tower.csv")});
    ASSERT_EQ(answer.code, 0) << answer.err;
    const auto json = nlohmann::json::parse(answer.out);
    EXPECT_EQ(json["runs"], 35);
    EXPECT_EQ(json["pairs"], 175);
    EXPECT_TRUE(json["tower"]["median_ratio"].is_number());
    EXPECT_TRUE(json["seconds"].is_number());
    for (const char* measure : {"arc_max", "crosswind_integral"}) {
        for (const nlohmann::json& s :
             {json[measure], json["by_arc"]["800"][measure], json["by_arc"]["50"][measure],
              json["by_stability"]["stable"][measure], json["by_stability"]["unstable"][measure]}) {
            for (const char* key : {"n", "FB", "NMSE", "FAC2", "MG", "VG", "R"})
                EXPECT_TRUE(s[key].is_number()) << measure << " " << key;
        }
    }
    // FB of the arc maxima once more from the file.
    std::ifstream in(dir.file("pairs.csv"));
    std::string line;
    std::getline(in, line);
    EXPECT_EQ(line, "measure,pair,observed,predicted");
    double observed = 0.0, predicted = 0.0;
    std::size_t n = 0;
    while (std::getline(in, line)) {
        EXPECT_NE(line.substr(0, 6), "tower,");
        if (line.substr(0, 8) != "arc_max,") continue;
        const std::size_t second = line.find(',', 8);
        const std::size_t third = line.find(',', second + 1);
        observed += std::stod(line.substr(second + 1, third - second - 1));
        predicted += std::stod(line.substr(third + 1));
        ++n;
    }
    EXPECT_EQ(n, 175U);
    EXPECT_NEAR(json["arc_max"]["FB"].get<double>(), 2.0 * (observed - predicted) / (observed + predicted), 1e-6);
}

TEST_F(PrairieGrass, ThreadsGiveTheBitsOfTheSerialRun) {
    const Evaluation serial = evaluate_prairie_grass(runs_, 1);
    for (const int threads : {2, 4}) {
        const Evaluation parallel = evaluate_prairie_grass(runs_, threads);
        ASSERT_EQ(parallel.pairs.size(), serial.pairs.size());
        for (const auto& [path, pairs] : serial.pairs) {
            for (std::size_t k = 0; k < pairs.size(); ++k)
                ASSERT_EQ(parallel.pairs.at(path)[k].predicted, pairs[k].predicted) << path << " " << pairs[k].id;
        }
    }
}

TEST_F(PrairieGrass, ProfilesHoldEverySamplerAndTheModelsPeakInTheMiddle) {
    const Evaluation e = evaluate_prairie_grass(runs_, 2);
    std::size_t samplers = 0;
    for (const auto& run : runs_) {
        for (const auto& arc : run.arcs) samplers += arc.samplers.size() >= 4 ? arc.samplers.size() : 0;
    }
    EXPECT_EQ(e.arcs.size(), samplers);
    double nearest = 1e9, there = 0.0, highest = 0.0;
    for (const ArcPoint& at : e.arcs) {
        if (at.run != e.arcs.front().run || at.distance_m != 100.0) continue;
        highest = std::max(highest, at.predicted);
        if (std::abs(at.bearing_deg) < nearest) {
            nearest = std::abs(at.bearing_deg);
            there = at.predicted;
        }
    }
    EXPECT_DOUBLE_EQ(there, highest);
}

}  // namespace
}  // namespace lantian
