// The linear answer against the engine itself: cut the emissions, run again, compare.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "models/control/ranking.hpp"
#include "models/run/writers.hpp"
#include "tests/support/small_case.hpp"
#include "tests/support/temp_dir.hpp"

namespace lantian {
namespace {

/// Chimney, hall and town in turning rainy wind; deposition and chemistry at work.
test::SmallCase city() {
    test::SmallCase c = test::small_case(24, 20, 1000.0, 5);
    c.weather.wind_x_m_s = 2.0;
    c.weather.wind_y_m_s = 0.5;
    c.weather.rotation_rad_s = 2e-5;
    c.weather.precipitation_mm_h = 0.5;
    c.scenario.output.double_precision = true;
    c.catalog.sources = {test::point_source(c, "smelter/stack", "lead", 6000, 8000, 80, 0.1),
                         test::point_source(c, "smelter/fugitive", "lead", 6200, 8000, 8, 0.02),
                         test::point_source(c, "town", "homes", 9000, 9000, 3, 0.05)};
    c.catalog.sources[1].process = "fugitive";
    c.receptors = {test::receptor_at(c, "station", 10000, 9000), test::receptor_at(c, "town_a", 9000, 9500),
                   test::receptor_at(c, "town_b", 15000, 10500)};
    c.receptors[1].kind = c.receptors[2].kind = ReceptorKind::town;
    c.receptors[2].population = 2.5;
    return c;
}

/// Runs the case into `dir`/stations.nc.
void run_into(const std::string& dir, test::SmallCase& c) {
    const RunInputs inputs = c.inputs();
    const OutsideSeries outside;
    const ResultContext context{c.scenario, c.grid, c.catalog, c.receptors, outside, "", "0", "{}", "", {}, 1};
    StationsWriter writer(dir + "/stations.nc", context, channels_of(c.scenario));
    ResultSink* sink = &writer;
    RunOptions options;
    options.threads = 1;
    const RunSummary summary = run_case(inputs, {&sink, 1}, options);
    writer.finish(summary.ledger);
}

TEST(ControlLaws, LinearAnswerEqualsTheEngineRunAgainWithCutEmissions) {
    Measure hood;
    hood.id = "hood";
    hood.group = {"lead"};
    hood.process = {"fugitive"};
    hood.removal_frac = {0.5, 0.8, 0, 0, 0, 0, 0.9, 0.9, 0, 0};
    hood.applicability_frac = 0.9;
    hood.cost = Measure::Cost{.annual_cny = 9e6, .per_tonne_species = {}};
    Measure gas;
    gas.id = "gas";
    gas.sector = {"lead", "homes"};
    gas.removal_frac = {0, 0, 0.7, 0.4, 0.3, 0.2, 0, 0, 0, 0};
    gas.cost = hood.cost;

    test::SmallCase base = city(), cut = city();
    for (Source& s : cut.catalog.sources) {
        CarriedMass& mass = s.carried_annual_kg;
        const auto leave = [&](Carried species, double share) { mass[index(species)] *= share; };
        leave(Carried::so2, 0.3);
        leave(Carried::nox, 0.6);
        leave(Carried::voc, 0.7);
        leave(Carried::nh3, 0.8);
        if (s.process != "fugitive") continue;
        // Of 2 units of pm10 1 is fine: 0.9 (0.8 x 2 - 0.5 x 1) = 0.99 of the coarse unit goes.
        leave(Carried::pm25_primary, 1.0 - 0.45);
        leave(Carried::pm_coarse, 1.0 - 0.99);
        for (const Carried metal : {Carried::pb_fine, Carried::pb_coarse, Carried::cd_fine, Carried::cd_coarse})
            leave(metal, 1.0 - 0.81);
    }
    const test::TempDir before, after;
    run_into(before.path().string(), base);
    run_into(after.path().string(), cut);

    const RankAnswer answer = rank_run(before.path().string(), {hood, gas}, 20e6);
    ASSERT_EQ(answer.chosen->ids.size(), 2U);
    const ReceptorResponse& linear = answer.chosen->effect.d_conc_kg_m3;
    const ReceptorResponse again = baseline(read_source_receptor(after.path().string()));
    for (std::size_t r = 0; r < base.receptors.size(); ++r) {
        for (std::size_t i = 0; i < k_answer_count; ++i) {
            const double was = answer.baseline_kg_m3.receptor[r][i];
            ASSERT_GT(was, 0.0) << answer_name(i);
            EXPECT_NEAR(linear.receptor[r][i], again.receptor[r][i] - was, 1e-12 * was)
                << base.receptors[r].id << ' ' << answer_name(i);
        }
    }
    const std::size_t pm25 = k_answer_pm25;
    EXPECT_NEAR((*linear.population_weighted)[pm25], (linear.receptor[1][pm25] + 2.5 * linear.receptor[2][pm25]) / 3.5,
                1e-22);
    EXPECT_LT(linear.mean[answer_index(Reported::so4)], 0.0);
}

}  // namespace
}  // namespace lantian
