#include "models/deposition/velocity_map.hpp"

#include <gtest/gtest.h>

#include "models/deposition/particles.hpp"
#include "models/deposition/resistance.hpp"
#include "models/meteorology/constant_provider.hpp"
#include "tests/support/relative.hpp"
#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

std::shared_ptr<MetState> state_of(const test::SmallCase& c) {
    return std::make_shared<MetState>(constant_state(c.grid, c.weather, c.scenario.time.start));
}

std::shared_ptr<const LandCover> cover_of(const test::SmallCase& c,
                                          const std::vector<std::pair<LandUse, double>>& mix) {
    auto cover = std::make_shared<LandCover>();
    cover->share.resize(c.grid->cells(), {});
    for (auto& cell : cover->share)
        for (const auto& [use, share] : mix) cell[static_cast<std::size_t>(use)] = share;
    return cover;
}

TEST(VelocityMap, GiantFallsFasterThanCoarseAndCoarseThanFine) {
    for (const char* scheme : {"zhang2001", "emerson2020"}) {
        test::SmallCase c = test::small_case(3, 3, 1000.0, 1);
        c.scenario.deposition.particle_scheme = scheme;
        const auto state = state_of(c);
        const VelocityMap map(state, state, c.scenario);
        const RemovalRates v = map.at(c.grid->west_m + 500.0, c.grid->south_m + 500.0, 0.3);
        EXPECT_GT(v[index(Removed::giant)], v[index(Removed::coarse)]) << scheme;
        EXPECT_GT(v[index(Removed::coarse)], v[index(Removed::fine)]) << scheme;
        EXPECT_GT(v[index(Removed::hg_oxidised)], 10.0 * v[index(Removed::hg_elemental)]) << scheme;
        EXPECT_GT(map.giant_settling_m_s(), map.coarse_settling_m_s());
        // 20 um aerodynamic: Stokes 1.2 cm/s
        EXPECT_NEAR(map.giant_settling_m_s(), 0.0118, 3e-4);
    }
}

TEST(VelocityMap, ACellOfTwoUsesHasTheirMean) {
    test::SmallCase c = test::small_case(3, 3, 1000.0, 1);
    const auto at = [&](const std::vector<std::pair<LandUse, double>>& mix) {
        const auto state = state_of(c);
        if (!mix.empty()) state->land_cover = cover_of(c, mix);
        return VelocityMap(state, state, c.scenario).at(c.grid->west_m, c.grid->south_m, 0.0);
    };
    const RemovalRates crops = at({{LandUse::cropland, 1.0}});
    const RemovalRates water = at({{LandUse::water, 1.0}});
    const RemovalRates mixed = at({{LandUse::cropland, 0.25}, {LandUse::water, 0.75}});
    const RemovalRates unknown = at({});
    EXPECT_GT(water[index(Removed::so2)], crops[index(Removed::so2)]);
    for (std::size_t r = 0; r < k_removed_count; ++r) {
        EXPECT_TRUE(near_relative(mixed[r], 0.25 * crops[r] + 0.75 * water[r], 1e-12)) << r;
        EXPECT_EQ(unknown[r], crops[r]);
    }
}

TEST(VelocityMap, TheSecondStateIsTakenOverWithTheSameBits) {
    test::SmallCase c = test::small_case(3, 3, 1000.0, 1);
    const auto first = state_of(c);
    c.weather.friction_velocity_m_s = 0.7;
    const auto second = state_of(c);
    c.weather.temperature_2m_k = 280.0;
    const auto third = state_of(c);
    const VelocityMap before(first, second, c.scenario);
    const VelocityMap taken(second, third, c.scenario, &before), fresh(second, third, c.scenario);
    const VelocityMap unrelated(first, third, c.scenario, &before), alone(first, third, c.scenario);
    for (const double fraction : {0.0, 0.4, 1.0}) {
        EXPECT_EQ(taken.at(c.grid->west_m, c.grid->south_m, fraction),
                  fresh.at(c.grid->west_m, c.grid->south_m, fraction));
        EXPECT_EQ(unrelated.at(c.grid->west_m, c.grid->south_m, fraction),
                  alone.at(c.grid->west_m, c.grid->south_m, fraction));
    }
}

TEST(VelocityMap, OptionsCount) {
    test::SmallCase c = test::small_case(3, 3, 1000.0, 1);
    const auto state = state_of(c);
    const auto of = [&](auto&& change) {
        Scenario scenario = c.scenario;
        change(scenario);
        return VelocityMap(state, state, scenario).at(c.grid->west_m, c.grid->south_m, 0.0);
    };
    const RemovalRates base = of([](Scenario&) {});
    for (const double v : of([](Scenario& s) { s.deposition.dry = false; })) EXPECT_EQ(v, 0.0);
    EXPECT_NE(of([](Scenario& s) { s.deposition.gas_scheme = "constant"; })[index(Removed::nox)],
              base[index(Removed::nox)]);
    EXPECT_NE(of([](Scenario& s) { s.meteorology.season = "midsummer"; })[index(Removed::so2)],
              base[index(Removed::so2)]);
    EXPECT_GT(of([](Scenario& s) { s.deposition.giant_diameter_um = 18.0; })[index(Removed::giant)],
              base[index(Removed::giant)]);
    // the mean over a lognormal class is larger than the velocity of its median where settling rules
    EXPECT_GT(of([](Scenario& s) { s.deposition.size_spread = 1.6; })[index(Removed::giant)],
              base[index(Removed::giant)]);
    EXPECT_EQ(VelocityMap(state, state,
                          [&] {
                              Scenario s = c.scenario;
                              s.deposition.settling = false;
                              return s;
                          }())
                  .giant_settling_m_s(),
              0.0);
}

}  // namespace
}  // namespace lantian
