// Removal and weights of a sub-step against the plain formulas, species by species.
#include "models/puff/contents.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace lantian {
namespace {

struct Case {
    CarriedMass mass{};
    RemovalRates velocity{}, scavenging{};
    Densities density;
    double dt_s = 120.0;
};

Case random_case(std::mt19937& random, bool sparse) {
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    Case c;
    for (double& m : c.mass) m = sparse && unit(random) < 0.5 ? 0.0 : 10.0 * unit(random);
    for (double& v : c.velocity) v = 0.02 * unit(random);
    for (double& s : c.scavenging) s = unit(random) < 0.3 ? 0.0 : 1e-3 * unit(random);
    c.density = {1e-3 * unit(random), 2e-3 * unit(random), 3e-3 * unit(random)};
    return c;
}

double density_of(const Densities& d, std::size_t k) {
    switch (removal_table()[index(species_table()[k].removed)].phase) {
        case Phase::coarse_particle:
            return d.coarse;
        case Phase::giant_particle:
            return d.giant;
        default:
            return d.fine;
    }
}

TEST(Contents, RemovalIsFirstOrderAndShared) {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
        const bool raining = round % 2 == 0;
        const Case c = random_case(random, round % 3 == 0);
        CarriedMass mass = c.mass;
        const Removal out = remove(mass, c.velocity, c.density, c.scavenging, raining, c.dt_s);
        for (std::size_t k = 0; k < k_carried_count; ++k) {
            const std::size_t r = index(species_table()[k].removed);
            const double dry_rate = c.velocity[r] * density_of(c.density, k);
            const double rate = dry_rate + (raining ? c.scavenging[r] : 0.0);
            const double lost = c.mass[k] * -std::expm1(-rate * c.dt_s);
            EXPECT_NEAR(mass[k], c.mass[k] - lost, 1e-14 * c.mass[k]);
            EXPECT_NEAR(out.dry[k], rate > 0.0 ? lost * dry_rate / rate : 0.0, 1e-14 * c.mass[k]);
            EXPECT_NEAR(out.dry[k] + out.wet[k], lost, 1e-14 * c.mass[k]);
            EXPECT_GE(out.wet[k], raining ? -1e-15 : 0.0);
        }
    }
}

TEST(Contents, WeightsAreMeansOfBothEndsAndDeposits) {
    std::mt19937 random(2);
    Channels channels;
    channels.deposition = {Reported::pb, Reported::pm10, Reported::so2};
    for (int round = 0; round < 100; ++round) {
        const Case a = random_case(random, false), b = random_case(random, true);
        CarriedMass after = a.mass;
        const Removal removal = remove(after, a.velocity, a.density, a.scavenging, true, a.dt_s);
        const double gas = 0.95, hour = 1.0 / 30.0;
        std::vector<double> weight(channels.count(), 0.0), change(channels.count(), 0.0);
        add_weights({a.mass, after, gas, hour}, a.density, b.density, removal, channels, weight, change);
        std::vector<double> start(k_reported_count, 0.0), end(k_reported_count, 0.0), dry(k_reported_count, 0.0),
            wet(k_reported_count, 0.0);
        for (std::size_t k = 0; k < k_carried_count; ++k) {
            const double state = species_table()[k].phase() == Phase::gas ? gas : 1.0;
            const auto add = [&](Reported r, double part) {
                start[index(r)] += part * a.mass[k] * density_of(a.density, k) * state * hour;
                end[index(r)] += part * after[k] * density_of(b.density, k) * state * hour;
                dry[index(r)] += part * removal.dry[k];
                wet[index(r)] += part * removal.wet[k];
            };
            const Reported own = species_table()[k].reported;
            add(own, 1.0);
            if (own == Reported::pm25_primary) add(Reported::pm10, 1.0);
            if (own == Reported::so4) add(Reported::pm10, k_sulfate_as_ammonium);
            if (own == Reported::no3) add(Reported::pm10, k_nitrate_as_ammonium);
        }
        for (std::size_t r = 0; r < k_reported_count; ++r) {
            EXPECT_NEAR(weight[r], 0.5 * (start[r] + end[r]), 1e-14 * weight[r]);
            EXPECT_NEAR(change[r], end[r] - start[r], 1e-13 * weight[r]);
        }
        for (std::size_t d = 0; d < channels.deposition.size(); ++d) {
            const std::size_t r = index(channels.deposition[d]);
            EXPECT_NEAR(weight[channels.dry(d)], dry[r], 1e-13 * dry[r]);
            EXPECT_NEAR(weight[channels.wet(d)], wet[r], 1e-13 * wet[r]);
            EXPECT_EQ(change[channels.dry(d)], 0.0);
        }
    }
}

TEST(Contents, NothingCarriedNothingLost) {
    CarriedMass none{};
    RemovalRates rates;
    rates.fill(0.1);
    const Removal out = remove(none, rates, {1.0, 1.0, 1.0}, rates, true, 60.0);
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        EXPECT_EQ(none[k], 0.0);
        EXPECT_EQ(out.dry[k], 0.0);
        EXPECT_EQ(out.wet[k], 0.0);
    }
}

}  // namespace
}  // namespace lantian
