// METEC and Chilbolton, one-minute means near a small release, against the bars of the evaluation plan (ME-1, ME-2,
// CH-1).
#include <gtest/gtest.h>

#include <cmath>

#include "inputs/readers/site_experiments.hpp"
#include "models/evaluation/cases.hpp"
#include "tests/support/test_data.hpp"

namespace lantian {
namespace {

Score score(const Evaluation& e, const std::string& path) { return score_of(e.pairs.at(path), e.floor.at(path)); }

std::optional<std::string> folder_of(const std::string& name) {
    const auto data = lantian::testing::shared_data();
    if (!data || !std::filesystem::exists(*data / "tracer" / name)) return std::nullopt;
    return (*data / "tracer" / name).string();
}

TEST(Metec, CorrelationBeatsThePeer) {
    const auto folder = folder_of("metec-aded2022");
    if (!folder) GTEST_SKIP() << "no METEC data (set LANTIAN_DATA)";
    const Evaluation e = evaluate_metec(read_metec(*folder), 2);
    EXPECT_EQ(e.counts.at("pairs"), 61U);
    EXPECT_NEAR(e.numbers.at("mean_r_peer"), 0.310, 0.002);
    EXPECT_GE(e.numbers.at("mean_r"), 0.40);  // ME-1 asks 0.34
    EXPECT_GT(e.numbers.at("gain_over_peer.low_95"), 0.0);

    // ME-2 asks |FB| <= 0.35 and 6 of 11 within a factor 2 of means that hold the sensors' drift. Not met (0.87, 2 of
    // 11); a plume without any error would have 0.39. Against what the sensors read above their drift it is 0.52, 7
    // of 11.
    ASSERT_EQ(e.pairs.at("release_means").size(), 11U);
    EXPECT_GT(score(e, "release_means_limit").fractional_bias, 0.35);
    EXPECT_LE(score(e, "release_means").fractional_bias, 0.90);
    EXPECT_LE(score(e, "release_signals").fractional_bias, 0.55);
    EXPECT_GE(score(e, "release_signals").within_factor_2, 6.0 / 11.0);
    for (std::size_t k = 0; k < 11; ++k) {
        const ScorePair& whole = e.pairs.at("release_means")[k];
        const ScorePair& limit = e.pairs.at("release_means_limit")[k];
        EXPECT_EQ(whole.observed, limit.observed);
        EXPECT_LE(limit.predicted, limit.observed);
    }
}

TEST(Chilbolton, BeamsMeetTheBars) {
    const auto folder = folder_of("chilbolton-ch4");
    if (!folder) GTEST_SKIP() << "no Chilbolton data (set LANTIAN_DATA)";
    const Evaluation e = evaluate_chilbolton(read_chilbolton(*folder), 2);
    EXPECT_GE(score(e, "sources.1").correlation, 0.55);  // CH-1
    EXPECT_GE(score(e, "sources.2").correlation, 0.78);
    for (const char* source : {"sources.1", "sources.2"}) EXPECT_LE(std::abs(score(e, source).fractional_bias), 0.30);
    // The percentile takes part of the plume away that hardly leaves the beams of source 1: without it in the model
    // too, the bias is that of the percentile.
    EXPECT_LT(score(e, "sources_whole.1").fractional_bias, score(e, "sources.1").fractional_bias - 0.2);
    EXPECT_EQ(e.pairs.at("sources.2").size(), e.pairs.at("sources_whole.2").size());
}

}  // namespace
}  // namespace lantian
