#include "models/control/ranking.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/control/choice.hpp"
#include "models/control/measures.hpp"
#include "tests/support/stations_file.hpp"
#include "tests/support/temp_dir.hpp"

namespace lantian {
namespace {

Measure measure(const std::string& id, const std::string& sector, EmittedMass removal, std::optional<double> cost) {
    Measure m;
    m.id = id;
    m.sector = {sector};
    m.removal_frac = removal;
    if (cost) m.cost = Measure::Cost{.annual_cny = *cost, .per_tonne_species = {}};
    return m;
}

constexpr EmittedMass k_dust{0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0};
constexpr EmittedMass k_lead{0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0};

std::size_t criterion(std::string_view name) {
    for (std::size_t i = 0; i < k_criterion_count; ++i) {
        if (criterion_name(i) == name) return i;
    }
    ADD_FAILURE() << name;
    return 0;
}

const RankedMeasure& find(const RankAnswer& answer, const std::string& id) {
    return *std::find_if(answer.measures.begin(), answer.measures.end(),
                         [&](const auto& m) { return m.measure.id == id; });
}

TEST(Ranking, LargestFallIsFirstAndTiesShareTheLowerRank) {
    const SourceReceptor table = test::synthetic_table(8, 4, 3);
    EmittedMass more = k_dust;
    more[index(Emitted::pm25)] = more[index(Emitted::pm10)] = 0.9;
    const RankAnswer answer =
        rank_measures(table,
                      {measure("twin2", "steel", k_dust, 1e6), measure("none", "steel", k_lead, 1e6),
                       measure("big", "steel", more, 1e6), measure("twin1", "steel", k_dust, 1e6)},
                      std::nullopt);
    const std::size_t pm25 = criterion("pm25");
    EXPECT_EQ(find(answer, "big").rank[pm25], 1);
    EXPECT_EQ(find(answer, "twin1").rank[pm25], 2);
    EXPECT_EQ(find(answer, "twin2").rank[pm25], 2);
    EXPECT_EQ(find(answer, "none").rank[pm25], 4);
    EXPECT_EQ(find(answer, "none").rank[criterion("pb")], 1);
    EXPECT_EQ(answer.measures[0].measure.id, "big");
    EXPECT_EQ(answer.measures[1].measure.id, "twin1");
    EXPECT_EQ(answer.measures[3].measure.id, "none");
    EXPECT_EQ(answer.ranking_mean, "population_weighted");
}

TEST(Ranking, UnknownCostIsNullAndNotRanked) {
    const SourceReceptor table = test::synthetic_table(8, 4, 3);
    const RankAnswer answer = rank_measures(
        table, {measure("free", "steel", k_dust, std::nullopt), measure("paid", "steel", k_dust, 5e6)}, 1e9);
    const RankedMeasure& unknown = find(answer, "free");
    EXPECT_FALSE(unknown.alone.cost_cny_a);
    EXPECT_FALSE(unknown.alone.cost_per_ug_pm25);
    EXPECT_FALSE(unknown.rank[criterion("cost")]);
    EXPECT_FALSE(unknown.rank[criterion("cost_per_ug_pm25")]);
    EXPECT_FALSE(unknown.rank[criterion("co2")]);
    EXPECT_EQ(find(answer, "paid").rank[criterion("cost_per_ug_pm25")], 1);
    EXPECT_EQ(answer.chosen->ids, std::vector<std::string>{"paid"});
    EXPECT_TRUE(std::any_of(answer.notes.begin(), answer.notes.end(), [](const std::string& n) {
        return n.find("Cost unknown") != n.npos && n.find("free") != n.npos;
    }));
}

TEST(Ranking, CostPerMicrogramIsOfTheRankingMean) {
    const SourceReceptor table = test::synthetic_table(8, 4, 3);
    const RankAnswer answer = rank_measures(table, {measure("m", "steel", k_dust, 5e6)}, std::nullopt);
    const MeasureEffect& effect = answer.measures[0].alone;
    const double fall_ug = -(*effect.d_conc_kg_m3.population_weighted)[k_answer_pm25] * 1e9;
    EXPECT_GT(fall_ug, 0.0);
    EXPECT_NEAR(*effect.cost_per_ug_pm25, 5e6 / fall_ug, 1e-3);
    EXPECT_FALSE(effect.cost_per_ug_pb);  // lead does not fall
    EXPECT_NEAR(answer.curve.at(0).marginal_cny_a_per_ug, *effect.cost_per_ug_pm25, 1e-3);
}

TEST(Ranking, EffectIsGivenAloneAndWithPrerequisites) {
    const SourceReceptor table = test::synthetic_table(8, 4, 3);
    Measure first = measure("first", "steel", k_dust, 1e6), second = measure("second", "steel", k_dust, 2e6);
    second.requires_ids = {"first"};
    first.co2_t_a = 100;
    const RankAnswer answer = rank_measures(table, {first, second}, 2.5e6);
    const RankedMeasure& ranked = find(answer, "second");
    ASSERT_TRUE(ranked.with_needs);
    EXPECT_EQ(ranked.needs, std::vector<std::string>{"first"});
    EXPECT_EQ(*ranked.alone.cost_cny_a, 2e6);
    EXPECT_EQ(*ranked.with_needs->cost_cny_a, 3e6);
    EXPECT_FALSE(ranked.with_needs->co2_t_a);  // unknown for one of the two
    const double alone = ranked.alone.d_emission_kg_a[index(Emitted::pm25)];
    EXPECT_NEAR(ranked.with_needs->d_emission_kg_a[index(Emitted::pm25)], alone * 1.5, 1e-6);  // 1 - 0.5 x 0.5
    EXPECT_FALSE(find(answer, "first").with_needs);
    EXPECT_EQ(answer.chosen->ids, std::vector<std::string>{"first"});  // the second is not allowed without it
}

TEST(Ranking, WithoutPopulationTheMeanRanks) {
    SourceReceptor table = test::synthetic_table(8, 4, 3);
    for (Receptor& r : table.receptors) r.population = 0.0;
    const RankAnswer answer = rank_measures(table, {measure("m", "steel", k_dust, 5e6)}, std::nullopt);
    EXPECT_EQ(answer.ranking_mean, "mean");
    EXPECT_FALSE(answer.measures[0].alone.d_conc_kg_m3.population_weighted);
    EXPECT_EQ(answer.measures[0].rank[criterion("pm25")], 1);
    EXPECT_FALSE(answer.chosen);
}

TEST(Ranking, OfAFolderEqualsThatOfTheTable) {
    const SourceReceptor table = test::synthetic_table(8, 4, 3);
    const test::TempDir dir;
    test::write_stations_file(dir.path().string(), table, std::array{0.25, 1.75});
    const std::vector<Measure> measures{measure("a", "steel", k_dust, 5e6), measure("b", "lead_smelting", k_lead, 2e6)};
    const RankAnswer from_file = rank_run(dir.path().string(), measures, 6e6),
                     direct = rank_measures(table, measures, 6e6);
    EXPECT_EQ(from_file.run_dir, dir.path().string());
    EXPECT_EQ(from_file.chosen->ids, direct.chosen->ids);
    for (std::size_t m = 0; m < 2; ++m) {
        for (std::size_t i = 0; i < k_answer_count; ++i) {
            EXPECT_NEAR(from_file.measures[m].alone.d_conc_kg_m3.mean[i], direct.measures[m].alone.d_conc_kg_m3.mean[i],
                        1e-21);
        }
    }
}

TEST(Ranking, SpeciesThatWereNotStoredAreUnknownAndNotRanked) {
    SourceReceptor table = test::synthetic_table(8, 4, 3);
    const RankAnswer full =
        rank_measures(table, {measure("m", "steel", k_dust, 5e6), measure("n", "shipyards", k_dust, 5e6)}, 1e7);
    for (std::size_t i = 0; i < table.mean_kg_m3.size(); ++i) {
        const std::size_t species = i % k_reported_count;
        if (species == index(Reported::nox) || species == index(Reported::pm10)) table.mean_kg_m3[i] = std::nan("");
    }
    for (std::size_t i = 0; i < table.outside_kg_m3.size(); ++i) {
        const std::size_t species = i % k_reported_count;
        if (species == index(Reported::nox) || species == index(Reported::pm10)) table.outside_kg_m3[i] = std::nan("");
    }
    const test::TempDir dir;
    test::write_stations_file(dir.path().string(), table, std::array{1.0});
    const RankAnswer answer = rank_run(
        dir.path().string(), {measure("m", "steel", k_dust, 5e6), measure("n", "shipyards", k_dust, 5e6)}, 1e7);
    for (const RankedMeasure& ranked : answer.measures) {
        EXPECT_TRUE(std::isnan(ranked.alone.d_conc_kg_m3.mean[answer_index(Reported::pm10)]));
        EXPECT_FALSE(ranked.rank[criterion("nox")]);
        EXPECT_FALSE(ranked.rank[criterion("pm10")]);
    }
    EXPECT_EQ(answer.measures[0].rank, [&] {
        auto rank = full.measures[0].rank;
        rank[criterion("nox")].reset();
        rank[criterion("pm10")].reset();
        return rank;
    }());
    EXPECT_EQ(answer.chosen->ids, full.chosen->ids);
    EXPECT_TRUE(std::any_of(answer.notes.begin(), answer.notes.end(),
                            [](const std::string& n) { return n.find("did not store pm10, nox") != n.npos; }));
}

TEST(Choice, GreedyIsBeatenByTheExactSearch) {
    // The classic trap: the best gain per cost leaves no money for the best set.
    SourceReceptor table = test::synthetic_table(4, 2, 5);
    for (std::size_t s = 0; s < 4; ++s) {
        for (std::size_t r = 0; r < 2; ++r) {
            for (std::size_t i = 0; i < k_reported_count; ++i)
                table.mean_kg_m3[(r * 4 + s) * k_reported_count + i] = 0.0;
            const double pm25 = std::array{6e-9, 10e-9, 0.0, 0.0}[s];
            table.mean_kg_m3[(r * 4 + s) * k_reported_count + index(Reported::pm25_primary)] = pm25;
            table.mean_kg_m3[(r * 4 + s) * k_reported_count + index(Reported::pm10)] = pm25;
        }
    }
    EmittedMass all{1, 1};
    const MeasurePlan plan({measure("small", "steel", all, 5e6), measure("large", "lead_smelting", all, 10e6)},
                           table.sources);
    const GainModel model(table, plan, k_answer_pm25);
    const std::vector<CurveStep> curve = greedy_curve(plan, model, 10e6);
    ASSERT_EQ(curve.size(), 1U);
    EXPECT_EQ(plan.entries()[curve[0].added[0]].measure.id, "small");
    const ChosenSet set = choose_set(plan, model, 10e6);
    ASSERT_EQ(set.measures.size(), 1U);
    EXPECT_EQ(plan.entries()[set.measures[0]].measure.id, "large");
    EXPECT_TRUE(set.proven_best);
    EXPECT_NEAR(set.gain_kg_m3, 10e-9, 1e-20);
}

TEST(Choice, MeasureThatSavesMoneyPaysForAnother) {
    const SourceReceptor table = test::synthetic_table(8, 4, 3);
    EmittedMass nothing{};
    const MeasurePlan plan({measure("dear", "steel", k_dust, 5e6), measure("saves", "cement", nothing, -4e6)},
                           table.sources);
    const GainModel model(table, plan, k_answer_pm25);
    const ChosenSet set = choose_set(plan, model, 1e6);
    EXPECT_EQ(set.measures.size(), 2U);
    EXPECT_EQ(set.cost_cny_a, 1e6);
}

}  // namespace
}  // namespace lantian
