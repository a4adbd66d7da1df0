#include "models/puff/wide_puffs.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace lantian {
namespace {

Scenario with(double step_s, double longest_piece_s) {
    Scenario scenario;
    scenario.time.start = from_calendar(2022, 1, 6, 0, 0, 0);
    scenario.time.step_s = step_s;
    scenario.puffs.longest_piece_s = longest_piece_s;
    return scenario;
}

constexpr std::size_t k_steps_of_run = 1000;

std::size_t first_go(const Scenario& scenario) {
    return WidePuffs(scenario).steps_of_go(0, k_steps_of_run, scenario.time.start + 24 * 3600);
}

TEST(WidePuffs, AGoIsTheMostStepsThatDivideTheHour) {
    struct Case {
        double step_s, longest_s;
        std::size_t steps;
    };
    for (const Case& c :
         {Case{600, 3600, 6}, Case{600, 3000, 3}, Case{600, 2400, 3}, Case{600, 1800, 3}, Case{600, 1799, 2},
          Case{600, 1200, 2}, Case{300, 2700, 6}, Case{900, 2700, 2}, Case{900, 3600, 4}, Case{100, 3600, 36}}) {
        EXPECT_EQ(first_go(with(c.step_s, c.longest_s)), c.steps) << c.step_s << ' ' << c.longest_s;
    }
}

TEST(WidePuffs, NoGoesWhereAPieceIsShorterThanTwoSteps) {
    EXPECT_EQ(first_go(with(600, 0)), 1u);
    EXPECT_EQ(first_go(with(600, 600)), 1u);
    EXPECT_EQ(first_go(with(600, 1199)), 1u);
    EXPECT_EQ(first_go(with(3600, 3600)), 1u);
}

TEST(WidePuffs, GoesBeginAtTheirMultiplesOnly) {
    const Scenario scenario = with(600, 1800);
    const WidePuffs wide(scenario);
    const UtcTime last = scenario.time.start + 24 * 3600;
    for (std::size_t step = 0; step < 13; ++step)
        EXPECT_EQ(wide.steps_of_go(step, k_steps_of_run, last), step % 3 == 0 ? 3u : 1u) << step;
}

TEST(WidePuffs, NoGoEndsAfterTheRunOrTheWeatherAtHand) {
    const Scenario scenario = with(600, 3600);
    const WidePuffs wide(scenario);
    const UtcTime start = scenario.time.start;
    EXPECT_EQ(wide.steps_of_go(6, 12, start + 24 * 3600), 6u);
    EXPECT_EQ(wide.steps_of_go(6, 11, start + 24 * 3600), 3u);  // half of it still fits
    EXPECT_EQ(wide.steps_of_go(6, 8, start + 24 * 3600), 2u);
    EXPECT_EQ(wide.steps_of_go(6, 7, start + 24 * 3600), 1u);
    EXPECT_EQ(wide.steps_of_go(6, 12, start + 7200), 6u);
    EXPECT_EQ(wide.steps_of_go(6, 12, start + 7199), 3u);
    EXPECT_EQ(wide.steps_of_go(5, 100, start + 24 * 3600), 1u);
    // States of the weather at half past: two goes of half an hour.
    EXPECT_EQ(wide.steps_of_go(0, 100, start + 1800), 3u);
    EXPECT_EQ(wide.steps_of_go(3, 100, start + 5400), 3u);
}

/// One that has gone at 1 m/s for two hours: with pieces of half a spread it lasts two steps of 600 s from 2400 m on.
void add(PuffStore& p, std::uint32_t source, std::uint64_t id, double sigma_y_m) {
    NewPuff puff;
    puff.id = id;
    puff.source = source;
    puff.weight_s = 600.0;
    puff.x_m = 1000.0 * static_cast<double>(id);
    puff.z_m = 50.0;
    puff.lid_m = 400.0;
    puff.sigma_y_m = sigma_y_m;
    puff.mass_kg[0] = 1.0 + static_cast<double>(id);
    p.append(puff);
    p.age_s.back() = 7200.0;
    p.travelled_m.back() = 7200.0;
}

using Ids = std::vector<std::uint64_t>;
using Sources = std::vector<std::uint32_t>;
constexpr double k_wide_m = 2410.0, k_narrow_m = 2390.0;

double mass_of(const PuffStore& p) {
    double kg = 0.0;
    for (const CarriedMass& mass : p.mass_kg) kg += mass[0];
    return kg;
}

/// All columns belong together: the position and the mass of each puff say which it is.
void expect_whole_rows(const PuffStore& p) {
    for (std::size_t i = 0; i < p.size(); ++i) {
        EXPECT_EQ(p.x_m[i], 1000.0 * static_cast<double>(p.id[i]));
        EXPECT_EQ(p.mass_kg[i][0], 1.0 + static_cast<double>(p.id[i]));
    }
}

TEST(WidePuffs, TakesThoseWhosePiecesLastTwoSteps) {
    const Scenario scenario = with(600, 3600);
    WidePuffs wide(scenario);
    PuffStore p;
    add(p, 0, 0, k_wide_m);
    add(p, 0, 1, k_narrow_m);
    add(p, 0, 2, k_narrow_m);
    p.travelled_m.back() = 0.9 * 7200.0;  // slower
    add(p, 0, 3, k_wide_m);
    p.travelled_m.back() = 1.1 * 7200.0;  // faster
    add(p, 0, 4, 1.0);
    p.travelled_m.back() = 0.0;  // has stood still
    wide.gather(p, nullptr);
    EXPECT_EQ(wide.puffs().id, (Ids{0, 2, 4}));
    EXPECT_EQ(p.id, (Ids{1, 3}));
    expect_whole_rows(p);
    expect_whole_rows(wide.puffs());
}

TEST(WidePuffs, FinerSubStepsMakeFewerPuffsWide) {
    Scenario scenario = with(600, 3600);
    scenario.puffs.substep_sigmas = 1.4;
    WidePuffs wide(scenario);
    PuffStore p;
    add(p, 0, 0, k_wide_m);
    wide.gather(p, nullptr);
    EXPECT_EQ(wide.puffs().size(), 0u);
}

TEST(WidePuffs, TakesThoseAboveTheLid) {
    const Scenario scenario = with(600, 3600);
    WidePuffs wide(scenario);
    PuffStore p;
    add(p, 0, 0, 10.0);
    p.z_m.back() = 401.0;
    add(p, 0, 1, 10.0);
    p.z_m.back() = 400.0;
    wide.gather(p, nullptr);
    EXPECT_EQ(wide.puffs().id, (Ids{0}));
    EXPECT_EQ(p.id, (Ids{1}));
}

TEST(WidePuffs, LeavesNewRisingGuidedAndDroppedOnes) {
    const Scenario scenario = with(600, 3600);
    WidePuffs wide(scenario);
    PuffStore p;
    for (std::uint64_t id = 0; id < 5; ++id) {
        add(p, 0, id, k_wide_m);
        if (id % 2 == 0) p.z_m.back() = 500.0;  // above the lid or not
    }
    p.age_s[0] = p.travelled_m[0] = 0.0;
    p.age_s[1] = p.travelled_m[1] = 0.0;
    p.rise_left_m[2] = 1.0;
    p.weight_s[4] = 0.0;
    PlumePaths paths;
    auto path = std::make_shared<PlumePath>();
    path->points = {{}, {100.0}};
    paths.add(3, path);
    wide.gather(p, &paths);
    EXPECT_EQ(wide.puffs().size(), 0u);
    EXPECT_EQ(p.id, (Ids{0, 1, 2, 3, 4}));
    wide.gather(p, nullptr);
    EXPECT_EQ(wide.puffs().id, (Ids{3}));
}

TEST(WidePuffs, GathersInTheOrderOfSourcesAfterThoseItHas) {
    const Scenario scenario = with(600, 3600);
    WidePuffs wide(scenario);
    PuffStore p;
    for (const std::uint32_t source : {1u, 1u, 3u}) add(p, source, 10 + p.size(), k_wide_m);
    add(p, 3, 13, k_narrow_m);
    wide.gather(p, nullptr);
    ASSERT_EQ(wide.puffs().id, (Ids{10, 11, 12}));
    ASSERT_EQ(p.id, (Ids{13}));
    wide.puffs().weight_s[1] = 0.0;  // joined into the one before
    PuffStore next;
    for (const std::uint32_t source : {0u, 1u, 1u, 2u, 3u, 4u})
        add(next, source, 20 + next.size(), source == 2 ? k_narrow_m : k_wide_m);
    wide.gather(next, nullptr);
    EXPECT_EQ(wide.puffs().source, (Sources{0, 1, 1, 1, 3, 3, 4}));
    EXPECT_EQ(wide.puffs().id, (Ids{20, 10, 21, 22, 12, 24, 25}));
    EXPECT_EQ(next.id, (Ids{23}));
    expect_whole_rows(wide.puffs());
}

TEST(WidePuffs, DropsWhatWasJoinedAlsoWhereNoneIsNew) {
    const Scenario scenario = with(600, 3600);
    WidePuffs wide(scenario);
    PuffStore p;
    for (std::uint64_t id = 0; id < 3; ++id) add(p, 0, id, k_wide_m);
    wide.gather(p, nullptr);
    wide.puffs().weight_s[0] = 0.0;
    wide.gather(p, nullptr);
    EXPECT_EQ(wide.puffs().id, (Ids{1, 2}));
    expect_whole_rows(wide.puffs());
}

TEST(WidePuffs, GivesAllBackBeforeThoseThere) {
    const Scenario scenario = with(600, 3600);
    WidePuffs wide(scenario);
    PuffStore p;
    std::uint64_t id = 0;
    for (const std::uint32_t source : {0u, 1u, 1u, 1u, 2u, 2u, 4u, 5u}) {
        add(p, source, id, id % 2 == 0 ? k_narrow_m : k_wide_m);
        ++id;
    }
    const double kg = mass_of(p);
    wide.gather(p, nullptr);
    ASSERT_EQ(wide.puffs().id, (Ids{1, 3, 5, 7}));
    ASSERT_EQ(p.id, (Ids{0, 2, 4, 6}));
    wide.give_back(p);
    EXPECT_EQ(wide.puffs().size(), 0u);
    EXPECT_EQ(p.source, (Sources{0, 1, 1, 1, 2, 2, 4, 5}));
    EXPECT_EQ(p.id, (Ids{0, 1, 3, 2, 5, 4, 6, 7}));
    EXPECT_EQ(mass_of(p), kg);
    expect_whole_rows(p);
    wide.give_back(p);  // nothing left to give
    EXPECT_EQ(p.size(), 8u);
}

}  // namespace
}  // namespace lantian
