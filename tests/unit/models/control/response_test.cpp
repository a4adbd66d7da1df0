#include "models/control/response.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/stations_file.hpp"
#include "tests/support/temp_dir.hpp"

namespace lantian {
namespace {

// pm25_primary so4 no3 pm10 so2 nox voc nh3 pb cd as hg; coarse = 30 - (10 + 1.375 x 2 + 1.29 x 4) = 12.09
constexpr std::array<double, k_reported_count> k_contribution{10, 2, 4, 30, 6, 8, 5, 3, 0.5, 0.1, 0.2, 0.05};

StreamShare only(Stream stream, double cut) {
    StreamShare share{};
    share[index(stream)] = cut;
    return share;
}

AnswerValues change(const StreamShare& cut) { return contribution_change(k_contribution, cut); }

TEST(Response, Pm25IsDerivedFromItsParts) {
    const AnswerValues values = answer_from_reported(k_contribution);
    EXPECT_DOUBLE_EQ(values[k_answer_pm25], 10 + 1.375 * 2 + 1.290 * 4);
    EXPECT_EQ(answer_name(k_answer_pm25), "pm25");
    EXPECT_EQ(answer_name(answer_index(Reported::pb)), "pb");
    EXPECT_EQ(values[answer_index(Reported::pb)], 0.5);
}

TEST(Response, Pm25ResponseIsTheSumOfItsParts) {
    StreamShare all{};
    all[index(Stream::pm25)] = 0.3;
    all[index(Stream::so2)] = 0.5;
    all[index(Stream::nox)] = 0.7;
    const double together = change(all)[k_answer_pm25];
    const double parts = change(only(Stream::pm25, 0.3))[k_answer_pm25] +
                         change(only(Stream::so2, 0.5))[k_answer_pm25] + change(only(Stream::nox, 0.7))[k_answer_pm25];
    EXPECT_NEAR(together, parts, 1e-14);
    EXPECT_NEAR(together, -(0.3 * 10 + 0.5 * 1.375 * 2 + 0.7 * 1.290 * 4), 1e-14);
}

TEST(Response, EachStreamFeedsItsOwnSpecies) {
    const AnswerValues so2 = change(only(Stream::so2, 0.5));
    EXPECT_DOUBLE_EQ(so2[answer_index(Reported::so2)], -3.0);
    EXPECT_DOUBLE_EQ(so2[answer_index(Reported::so4)], -1.0);
    EXPECT_DOUBLE_EQ(so2[answer_index(Reported::pm10)], -1.375);  // sulfate is part of pm10 too
    EXPECT_EQ(so2[answer_index(Reported::nox)], 0.0);
    const AnswerValues nox = change(only(Stream::nox, 0.5));
    EXPECT_DOUBLE_EQ(nox[answer_index(Reported::nox)], -4.0);
    EXPECT_DOUBLE_EQ(nox[answer_index(Reported::no3)], -2.0);
    EXPECT_EQ(nox[answer_index(Reported::so4)], 0.0);
    EXPECT_DOUBLE_EQ(change(only(Stream::pb, 0.2))[answer_index(Reported::pb)], -0.1);
    EXPECT_EQ(change(only(Stream::pm25, 1.0))[answer_index(Reported::pb)], 0.0);  // a metal follows its own cut only
    EXPECT_DOUBLE_EQ(change(only(Stream::voc, 1.0))[answer_index(Reported::voc)], -5.0);
    EXPECT_DOUBLE_EQ(change(only(Stream::nh3, 1.0))[answer_index(Reported::nh3)], -3.0);
}

TEST(Response, CoarseDustIsPm10WithoutPm25) {
    const AnswerValues coarse = change(only(Stream::pm_coarse, 0.5));
    EXPECT_NEAR(coarse[answer_index(Reported::pm10)], -0.5 * 12.09, 1e-13);
    EXPECT_EQ(coarse[k_answer_pm25], 0.0);
    StreamShare everything;
    everything.fill(1.0);
    const AnswerValues all = change(everything), whole = answer_from_reported(k_contribution);
    for (std::size_t i = 0; i < k_answer_count; ++i) EXPECT_NEAR(all[i], -whole[i], 1e-13) << answer_name(i);
}

TEST(Response, EmissionChangeKeepsPm10AsTheSumOfFineAndCoarse) {
    EmittedMass annual{};
    annual[index(Emitted::pm25)] = 100;
    annual[index(Emitted::pm10)] = 250;
    annual[index(Emitted::pb)] = 4;
    StreamShare cut{};
    cut[index(Stream::pm25)] = 0.5;
    cut[index(Stream::pm_coarse)] = 0.2;
    const EmittedMass change = emission_change(annual, cut);
    EXPECT_DOUBLE_EQ(change[index(Emitted::pm25)], -50.0);
    EXPECT_DOUBLE_EQ(change[index(Emitted::pm10)], -80.0);
    EXPECT_EQ(change[index(Emitted::pb)], 0.0);
}

TEST(Response, MeanIsOverStationsAndWeightsAreOverTowns) {
    ReceptorSet receptors(4);
    receptors[0].kind = receptors[1].kind = ReceptorKind::station;
    receptors[2].kind = receptors[3].kind = ReceptorKind::town;
    receptors[0].population = 99.0;  // a station's population does not count
    receptors[2].population = 1.0;
    receptors[3].population = 3.0;
    const ReceptorWeights weights = receptor_weights(receptors);
    EXPECT_EQ(weights.mean, (std::vector<double>{0.5, 0.5, 0, 0}));
    EXPECT_EQ(weights.population, (std::vector<double>{0, 0, 0.25, 0.75}));
    EXPECT_EQ(weights.ranking(), weights.population);
    receptors[2].population = receptors[3].population = 0.0;
    EXPECT_TRUE(receptor_weights(receptors).population.empty());
    receptors[0].kind = receptors[1].kind = ReceptorKind::town;
    EXPECT_EQ(receptor_weights(receptors).mean, (std::vector<double>(4, 0.25)));
}

TEST(Response, BaselineHoldsOutsideAndAllSources) {
    const SourceReceptor table = test::synthetic_table(3, 2, 1);
    const ReceptorResponse base = baseline(table);
    double pb = table.outside_kg_m3[k_reported_count + index(Reported::pb)];
    for (std::size_t s = 0; s < 3; ++s) pb += table.mean()(1, s, index(Reported::pb));
    EXPECT_NEAR(base.receptor[1][answer_index(Reported::pb)], pb, 1e-15 * pb * 10);
}

TEST(ResponseFile, IsReadBackAsTheMeanOfItsHours) {
    for (const bool outside : {true, false}) {
        const test::TempDir dir;
        const SourceReceptor table = test::synthetic_table(5, 4, 7, outside);
        test::write_stations_file(dir.path().string(), table, std::array{0.0, 0.5, 2.5, 1.0});
        const SourceReceptor read = read_source_receptor(dir.path().string());
        ASSERT_EQ(read.sources.size(), 5U);
        ASSERT_EQ(read.receptors.size(), 4U);
        EXPECT_EQ(read.begin.seconds, table.begin.seconds);
        EXPECT_EQ(read.end.seconds, table.begin.seconds + 4 * 3600);
        for (std::size_t s = 0; s < 5; ++s) {
            EXPECT_EQ(read.sources[s].id, table.sources[s].id);
            EXPECT_EQ(read.sources[s].name, table.sources[s].name);
            EXPECT_EQ(read.sources[s].sector, table.sources[s].sector);
            EXPECT_EQ(read.sources[s].process, table.sources[s].process);
            EXPECT_EQ(read.sources[s].group, table.sources[s].group);
            EXPECT_EQ(read.sources[s].facility, table.sources[s].facility);
            EXPECT_EQ(read.sources[s].town, table.sources[s].town);
            for (std::size_t e = 0; e < k_emitted_count; ++e) {
                EXPECT_NEAR(read.sources[s].annual_kg[e], table.sources[s].annual_kg[e], 1e-6);
                EXPECT_NEAR(read.sources[s].run_kg[e], table.sources[s].run_kg[e], 1e-6);
            }
        }
        for (std::size_t r = 0; r < 4; ++r) {
            EXPECT_EQ(read.receptors[r].id, table.receptors[r].id);
            EXPECT_EQ(read.receptors[r].name_zh, table.receptors[r].name_zh);
            EXPECT_EQ(read.receptors[r].kind, table.receptors[r].kind);
            EXPECT_EQ(read.receptors[r].population, table.receptors[r].population);
            EXPECT_EQ(read.receptors[r].place.lon_deg, table.receptors[r].place.lon_deg);
        }
        ASSERT_EQ(read.mean_kg_m3.size(), table.mean_kg_m3.size());
        for (std::size_t i = 0; i < read.mean_kg_m3.size(); ++i)
            EXPECT_NEAR(read.mean_kg_m3[i], table.mean_kg_m3[i], 1e-21);
        ASSERT_EQ(read.outside_kg_m3.size(), table.outside_kg_m3.size());
        for (std::size_t i = 0; i < read.outside_kg_m3.size(); ++i) {
            EXPECT_NEAR(read.outside_kg_m3[i], table.outside_kg_m3[i], 1e-21);
        }
    }
}

}  // namespace
}  // namespace lantian
