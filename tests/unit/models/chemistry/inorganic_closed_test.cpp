#include "models/chemistry/inorganic_closed.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <random>
#include <vector>

#include "tests/support/relative.hpp"

namespace {

using namespace lantian;

struct Partition {
    double nh4, no3;
};

Partition one(double temperature_k, double rh, double so4, double nh3, double no3, ClosedBranch branch,
              double base = 0.0) {
    Partition p{};
    inorganic_closed({{&temperature_k, 1}, {&rh, 1}, {&so4, 1}, {&nh3, 1}, {&no3, 1}, {&base, 1}}, branch,
                     {{&p.nh4, 1}, {&p.no3, 1}});
    return p;
}

struct Printed {
    double temperature_k, kp, drh_percent, factor, dry, wet;
};
constexpr Printed k_printed_values[] = {{298.15, 43.114, 61.726, 0.42272, 5.47405, 7.55275},
                                        {288.15, 3.2093, 67.151, 0.54326, 9.42440, 9.67272},
                                        {278.15, 0.19671, 73.496, 0.71028, 9.96096, 9.97221}};

TEST(InorganicClosed, AgreesWithThePrintedValues) {
    for (const Printed& p : k_printed_values) {
        const double dry = ammonium_nitrate_constant(p.temperature_k, 0.3, ClosedBranch::stable);
        EXPECT_TRUE(near_relative(dry, p.kp, 3e-5));
        EXPECT_TRUE(near_relative(100.0 * ammonium_nitrate_deliquescence(p.temperature_k), p.drh_percent, k_printed));
        const double wet = ammonium_nitrate_constant(p.temperature_k, 0.8, ClosedBranch::stable);
        EXPECT_TRUE(near_relative(wet / dry, p.factor, 2e-5));
        EXPECT_TRUE(near_relative(one(p.temperature_k, 0.3, 0, 15, 10, ClosedBranch::stable).no3, p.dry, k_printed));
        EXPECT_TRUE(near_relative(one(p.temperature_k, 0.8, 0, 15, 10, ClosedBranch::stable).no3, p.wet, k_printed));
    }
}

TEST(InorganicClosed, BranchesDifferOnlyBetweenDryLimitAndDeliquescence) {
    const auto nitrate = [](double rh, ClosedBranch branch) { return one(290.0, rh, 0, 15, 10, branch).no3; };
    EXPECT_EQ(nitrate(0.3, ClosedBranch::stable), nitrate(0.3, ClosedBranch::metastable));
    EXPECT_NE(nitrate(0.5, ClosedBranch::stable), nitrate(0.5, ClosedBranch::metastable));
    EXPECT_EQ(nitrate(0.8, ClosedBranch::stable), nitrate(0.8, ClosedBranch::metastable));
}

TEST(InorganicClosed, AmmoniaGoesToSulfateFirst) {
    const Partition p = one(280.0, 0.6, 6.0, 10.0, 5.0, ClosedBranch::metastable);
    EXPECT_EQ(p.no3, 0.0);
    EXPECT_EQ(p.nh4, 10.0);
}

TEST(InorganicClosed, BaseBindsSulfateThenNitrate) {
    // 14 ppb of base: 10 neutralise the sulfate, 4 bind nitrate, all ammonia is free.
    const Partition p = one(298.0, 0.2, 5.0, 0.0, 6.0, ClosedBranch::metastable, 14.0);
    EXPECT_DOUBLE_EQ(p.no3, 4.0);
    EXPECT_EQ(p.nh4, 0.0);
}

TEST(InorganicClosed, SatisfiesTheMixtureEquation) {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    for (int i = 0; i < 2000; ++i) {
        const double t = 253.0 + 60.0 * unit(random), rh = 0.36 + 0.6 * unit(random);
        const double so4 = 0.05 * std::pow(400.0, unit(random)), no3 = 0.1 * std::pow(400.0, unit(random));
        const double fa = 0.1 * std::pow(400.0, unit(random)), nh3 = 2.0 * so4 + fa;
        const double x = one(t, rh, so4, nh3, no3, ClosedBranch::metastable).no3;
        const double kp = ammonium_nitrate_constant(t, rh, ClosedBranch::metastable);
        EXPECT_GT(x, 0.0);
        EXPECT_LE(x, std::min(no3, fa));
        // What would be the root if nothing were rounded lies within 1e-10 of x.
        const auto value = [&](double y) { return (no3 - y) * (fa - y) * (y + 3.0 * so4) - kp * y; };
        EXPECT_GE(value(x * (1.0 - 1e-10)), 0.0) << i;
        EXPECT_LE(value(std::min(x * (1.0 + 1e-10), std::min(no3, fa))), 0.0) << i;
    }
}

TEST(InorganicClosed, NitrateFallsWithTemperatureAndRisesWithAmmonia) {
    double before = 1e9;
    for (double t = 255.0; t < 312.0; t += 1.0) {
        const double x = one(t, 0.6, 1.0, 15.0, 10.0, ClosedBranch::metastable).no3;
        EXPECT_LE(x, before);
        before = x;
    }
    before = -1.0;
    for (double nh3 = 0.0; nh3 < 40.0; nh3 += 0.5) {
        const double x = one(290.0, 0.6, 1.0, nh3, 10.0, ClosedBranch::metastable).no3;
        EXPECT_GE(x, before);
        before = x;
    }
}

TEST(InorganicClosed, CellDoesNotDependOnItsNeighbours) {
    std::mt19937_64 random(4);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    const std::size_t n = 103;
    std::vector<double> t(n), rh(n), so4(n), nh3(n), no3(n), nh4_p(n), no3_p(n);
    for (std::size_t i = 0; i < n; ++i) {
        t[i] = 253.0 + 60.0 * unit(random);
        rh[i] = unit(random);
        so4[i] = 10.0 * unit(random) * (i % 5 != 0);
        nh3[i] = 30.0 * unit(random);
        no3[i] = 20.0 * unit(random) * (i % 7 != 0);
    }
    inorganic_closed({t, rh, so4, nh3, no3}, ClosedBranch::metastable, {nh4_p, no3_p});
    for (std::size_t i = 0; i < n; ++i) {
        const Partition p = one(t[i], rh[i], so4[i], nh3[i], no3[i], ClosedBranch::metastable);
        EXPECT_EQ(std::memcmp(&p.nh4, &nh4_p[i], sizeof(double)), 0) << i;
        EXPECT_EQ(std::memcmp(&p.no3, &no3_p[i], sizeof(double)), 0) << i;
    }
}

}  // namespace
