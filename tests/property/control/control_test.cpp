#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "models/control/choice.hpp"
#include "models/control/measures.hpp"
#include "models/control/ranking.hpp"
#include "tests/support/stations_file.hpp"

namespace lantian {
namespace {

constexpr std::array<const char*, 4> k_sectors{"steel", "lead_smelting", "cement", "homes"};

double uniform(std::mt19937& random, double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random);
}

bool chance(std::mt19937& random, double probability) { return uniform(random, 0.0, 1.0) < probability; }

/// Random measures: shared streams, exclusive groups, prerequisites (also chains and rings), some costs unknown, a
/// share `saving` of them negative.
std::vector<Measure> random_measures(std::size_t count, std::mt19937& random, double saving = 0.1) {
    std::vector<Measure> measures(count);
    for (std::size_t m = 0; m < count; ++m) {
        Measure& measure = measures[m];
        measure.id = "m" + std::to_string(m);
        measure.sector = {k_sectors[random() % 4]};
        if (chance(random, 0.4)) measure.process = {chance(random, 0.5) ? "stack" : "fugitive"};
        for (double& removal : measure.removal_frac) removal = chance(random, 0.5) ? uniform(random, 0.0, 1.0) : 0.0;
        measure.removal_frac[index(Emitted::pm10)] = measure.removal_frac[index(Emitted::pm25)];
        measure.applicability_frac = uniform(random, 0.3, 1.0);
        measure.effectiveness_frac = uniform(random, 0.8, 1.0);
        if (chance(random, 0.9)) {
            measure.cost = Measure::Cost{
                .annual_cny = chance(random, saving) ? uniform(random, -20e6, 0.0) : uniform(random, 1e6, 50e6),
                .per_tonne_species = {}};
        }
        if (chance(random, 0.4)) measure.exclusive_group = "g" + std::to_string(random() % 3);
        if (chance(random, 0.3)) measure.requires_ids = {"m" + std::to_string(random() % count)};
    }
    return measures;
}

/// Fall of the answer when the sources themselves are scaled: the emission cut worked out species by species, then a
/// table of scaled contributions, then the difference of two baselines.
ReceptorResponse recomputed(const SourceReceptor& table, std::span<const StreamShare> cut) {
    SourceReceptor scaled = table;
    for (std::size_t r = 0; r < table.receptors.size(); ++r) {
        for (std::size_t s = 0; s < table.sources.size(); ++s) {
            double* c = &scaled.mean_kg_m3[(r * table.sources.size() + s) * k_reported_count];
            const auto at = [&](Reported species) -> double& { return c[index(species)]; };
            const double coarse = at(Reported::pm10) -
                                  (at(Reported::pm25_primary) + 1.375 * at(Reported::so4) + 1.290 * at(Reported::no3));
            const auto left = [&](Stream stream) { return 1.0 - cut[s][index(stream)]; };
            at(Reported::pm25_primary) *= left(Stream::pm25);
            at(Reported::so4) *= left(Stream::so2);
            at(Reported::so2) *= left(Stream::so2);
            at(Reported::no3) *= left(Stream::nox);
            at(Reported::nox) *= left(Stream::nox);
            at(Reported::voc) *= left(Stream::voc);
            at(Reported::nh3) *= left(Stream::nh3);
            at(Reported::pb) *= left(Stream::pb);
            at(Reported::cd) *= left(Stream::cd);
            at(Reported::as) *= left(Stream::as);
            at(Reported::hg) *= left(Stream::hg);
            at(Reported::pm10) = at(Reported::pm25_primary) + 1.375 * at(Reported::so4) + 1.290 * at(Reported::no3) +
                                 coarse * left(Stream::pm_coarse);
        }
    }
    ReceptorResponse before = baseline(table), after = baseline(scaled);
    for (std::size_t r = 0; r < before.receptor.size(); ++r) {
        for (std::size_t i = 0; i < k_answer_count; ++i) after.receptor[r][i] -= before.receptor[r][i];
    }
    return after;
}

TEST(ControlLaws, LinearResponseEqualsRecomputationWithScaledSources) {
    std::mt19937 random(11);
    for (unsigned seed = 0; seed < 20; ++seed) {
        const SourceReceptor table = test::synthetic_table(16, 6, seed);
        const MeasurePlan plan(random_measures(8, random), table.sources);
        std::vector<std::size_t> set;
        for (std::size_t m = 0; m < 8; ++m) {
            if (chance(random, 0.5)) set.push_back(m);
        }
        const std::vector<StreamShare> cut = plan.cut_of_set(set);
        const ReceptorResponse linear = linear_response(table, cut), again = recomputed(table, cut),
                               base = baseline(table);
        for (std::size_t r = 0; r < table.receptors.size(); ++r) {
            for (std::size_t i = 0; i < k_answer_count; ++i) {
                EXPECT_NEAR(linear.receptor[r][i], again.receptor[r][i], 1e-12 * base.receptor[r][i]) << answer_name(i);
            }
        }
    }
}

TEST(ControlLaws, OrderOfMeasuresDoesNotMatter) {
    std::mt19937 random(12);
    const SourceReceptor table = test::synthetic_table(16, 6, 1);
    std::vector<Measure> measures = random_measures(12, random);
    const RankAnswer first = rank_measures(table, measures, 60e6);
    for (int shuffle = 0; shuffle < 5; ++shuffle) {
        std::shuffle(measures.begin(), measures.end(), random);
        const RankAnswer again = rank_measures(table, measures, 60e6);
        ASSERT_EQ(again.measures.size(), first.measures.size());
        for (std::size_t m = 0; m < first.measures.size(); ++m) {
            EXPECT_EQ(again.measures[m].measure.id, first.measures[m].measure.id);
            EXPECT_EQ(again.measures[m].rank, first.measures[m].rank);
            EXPECT_EQ(again.measures[m].alone.d_conc_kg_m3.mean,
                      first.measures[m].alone.d_conc_kg_m3.mean);  // the same bits
        }
        EXPECT_EQ(again.chosen->ids, first.chosen->ids);
        EXPECT_EQ(again.chosen->effect.d_conc_kg_m3.mean, first.chosen->effect.d_conc_kg_m3.mean);
    }
}

TEST(ControlLaws, MeasureAppliedTwiceLeavesTheSquareOfWhatOneLeaves) {
    const SourceReceptor table = test::synthetic_table(8, 4, 2);
    Measure one;
    one.id = "one";
    one.sector = {"steel"};
    one.removal_frac.fill(0.6);
    Measure two = one;
    two.id = "two";
    const MeasurePlan plan({one, two}, table.sources);
    const auto change = [&](std::vector<std::size_t> set) { return linear_response(table, plan.cut_of_set(set)).mean; };
    const AnswerValues single = change({0}), both = change({0, 1});
    for (std::size_t i = 0; i < k_answer_count; ++i) {
        EXPECT_NEAR(both[i], single[i] * (1.0 - 0.4 * 0.4) / 0.6, 1e-12 * std::abs(single[i])) << answer_name(i);
    }
}

TEST(ControlLaws, EffectOfASetNeverExceedsTheSumOfItsMeasures) {
    std::mt19937 random(13);
    for (unsigned seed = 0; seed < 20; ++seed) {
        const SourceReceptor table = test::synthetic_table(16, 4, seed);
        const MeasurePlan plan(random_measures(8, random), table.sources);
        AnswerValues sum{};
        std::vector<std::size_t> set;
        for (std::size_t m = 0; m < 8; ++m) {
            const AnswerValues alone = linear_response(table, plan.cut_of_set(std::vector<std::size_t>{m})).mean;
            for (std::size_t i = 0; i < k_answer_count; ++i) sum[i] += alone[i];
            const AnswerValues before = linear_response(table, plan.cut_of_set(set)).mean;
            set.push_back(m);
            const AnswerValues together = linear_response(table, plan.cut_of_set(set)).mean;
            for (std::size_t i = 0; i < k_answer_count; ++i) {
                EXPECT_GE(together[i], sum[i] - 1e-12 * std::abs(sum[i]));  // falls less than the sum
                EXPECT_LE(together[i],
                          before[i] + 1e-12 * std::abs(before[i]));  // and never less than without the last
            }
        }
    }
}

TEST(ControlLaws, GainOfTheSearchIsTheFallOfTheAnswer) {
    std::mt19937 random(14);
    for (unsigned seed = 0; seed < 10; ++seed) {
        const SourceReceptor table = test::synthetic_table(16, 6, seed);
        const MeasurePlan plan(random_measures(8, random), table.sources);
        const std::vector<std::size_t> set{0, 2, 3, 7};
        for (const std::size_t species : {k_answer_pm25, answer_index(Reported::pb), answer_index(Reported::pm10)}) {
            const GainModel model(table, plan, species);
            const double fall = -(*linear_response(table, plan.cut_of_set(set)).population_weighted)[species];
            EXPECT_NEAR(model.gain(set), fall, 1e-12 * fall);
        }
    }
}

/// The best set by trying all; equal gains (to rounding) go to the cheaper.
ChosenSet brute_force(const MeasurePlan& plan, const GainModel& model, double budget) {
    ChosenSet best;
    const std::size_t count = plan.entries().size();
    double scale = 0.0;
    for (const double weight : model.weights()) scale += weight;
    for (std::size_t bits = 1; bits < (std::size_t{1} << count); ++bits) {
        std::vector<std::size_t> set;
        double cost = 0.0;
        bool known = true;
        for (std::size_t m = 0; m < count; ++m) {
            if ((bits >> m & 1) == 0) continue;
            set.push_back(m);
            known = known && plan.entries()[m].cost_cny_a.has_value();
            cost += plan.entries()[m].cost_cny_a.value_or(0.0);
        }
        if (!known || cost > budget || !plan.allowed(set)) continue;
        const double gain = model.gain(set), difference = gain - best.gain_kg_m3;
        if (difference > 1e-12 * scale || (std::abs(difference) <= 1e-12 * scale && cost < best.cost_cny_a - 1e-3)) {
            best = ChosenSet{set, gain, cost, true, 0};
        }
    }
    return best;
}

TEST(ControlLaws, ExactSearchEqualsBruteForceAndKeepsTheBudget) {
    std::mt19937 random(15);
    for (unsigned seed = 0; seed < 120; ++seed) {
        const SourceReceptor table = test::synthetic_table(12, 4, seed);
        const MeasurePlan plan(random_measures(10, random, seed % 2 == 0 ? 0.1 : 0.4), table.sources);
        const GainModel model(table, plan, k_answer_pm25);
        for (const double budget : {0.0, 15e6, 45e6, 90e6, 500e6}) {
            const ChosenSet exact = choose_set(plan, model, budget), brute = brute_force(plan, model, budget);
            EXPECT_TRUE(exact.proven_best);
            EXPECT_TRUE(plan.allowed(exact.measures));
            EXPECT_LE(exact.cost_cny_a, budget);
            EXPECT_NEAR(exact.gain_kg_m3, brute.gain_kg_m3, 1e-12 * brute.gain_kg_m3) << seed << ' ' << budget;
            EXPECT_NEAR(exact.cost_cny_a, brute.cost_cny_a, 1e-2) << seed << ' ' << budget;
        }
    }
}

TEST(ControlLaws, LargeProblemsKeepTheBudgetAndSayWhatTheyProved) {
    std::mt19937 random(16);
    const SourceReceptor table = test::synthetic_table(24, 6, 4);
    const MeasurePlan plan(random_measures(60, random), table.sources);
    const GainModel model(table, plan, k_answer_pm25);
    ASSERT_GT(free_measures(plan).size(), k_exact_measures);
    double last = 0.0;
    for (const double budget : {20e6, 80e6, 300e6}) {
        const ChosenSet set = choose_set(plan, model, budget);
        EXPECT_LE(set.cost_cny_a, budget);
        EXPECT_TRUE(plan.allowed(set.measures));
        EXPECT_TRUE(set.proven_best || set.nodes == k_node_limit);
        const std::vector<CurveStep> greedy = greedy_curve(plan, model, budget);
        EXPECT_GE(set.gain_kg_m3, greedy.back().gain_kg_m3);
        EXPECT_GE(set.gain_kg_m3, last);  // more money is never worse
        last = set.gain_kg_m3;
    }
}

TEST(ControlLaws, CurveRisesAndStaysAllowed) {
    std::mt19937 random(17);
    const SourceReceptor table = test::synthetic_table(16, 6, 5);
    const MeasurePlan plan(random_measures(14, random), table.sources);
    const GainModel model(table, plan, k_answer_pm25);
    std::vector<std::size_t> set;
    double gain = 0.0, cost = 0.0;
    for (const CurveStep& step : greedy_curve(plan, model)) {
        set.insert(set.end(), step.added.begin(), step.added.end());
        EXPECT_TRUE(plan.allowed(set));
        EXPECT_GT(step.gain_kg_m3, gain);
        EXPECT_NEAR(step.marginal_gain_kg_m3, step.gain_kg_m3 - gain, 1e-20);
        EXPECT_NEAR(step.marginal_cost_cny_a, step.cost_cny_a - cost, 1e-6);
        gain = step.gain_kg_m3;
        cost = step.cost_cny_a;
    }
    EXPECT_FALSE(set.empty());
}

}  // namespace
}  // namespace lantian
