#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "models/chemistry/soa_vbs.hpp"
#include "models/chemistry/soa_yields.hpp"
#include "tests/support/relative.hpp"

namespace {

using namespace lantian;

double at_ten(std::string_view precursor, NoxBranch branch) {
    return particle_yield(soa_products(), precursor, branch, 10.0, 298.0);
}

TEST(SoaYields, AgreeWithThePrintedValues) {
    EXPECT_TRUE(near_relative(at_ten("toluene", NoxBranch::high), 0.0831838, k_printed));
    EXPECT_TRUE(near_relative(at_ten("xylene", NoxBranch::high), 0.0476321, k_printed));
    EXPECT_TRUE(near_relative(at_ten("benzene", NoxBranch::high), 0.143211, k_printed));
    EXPECT_TRUE(near_relative(at_ten("isoprene", NoxBranch::high), 0.0455375, k_printed));
    EXPECT_TRUE(near_relative(at_ten("monoterpene", NoxBranch::high), 0.0877884, k_printed));
    EXPECT_TRUE(near_relative(particle_yield(monoterpene_seven_bins(), "monoterpene", NoxBranch::low, 10.0, 298.0),
                              0.168216, k_printed));
    EXPECT_EQ(at_ten("toluene", NoxBranch::low), 0.3);
}

TEST(SoaYields, FixedYieldIsWeightedByBranch) {
    EXPECT_DOUBLE_EQ(fixed_soa_yield("toluene", 1.0), at_ten("toluene", NoxBranch::high));
    EXPECT_DOUBLE_EQ(fixed_soa_yield("toluene", 0.25), 0.25 * at_ten("toluene", NoxBranch::high) + 0.75 * 0.3);
    EXPECT_EQ(fixed_soa_yield("methane", 0.5), 0.0);
    EXPECT_DOUBLE_EQ(high_nox_share(3.0, 1.0), 0.75);
    EXPECT_EQ(high_nox_share(0.0, 0.0), 1.0);
}

TEST(SoaYields, ColdAirHoldsMoreInParticles) {
    EXPECT_DOUBLE_EQ(saturation_ug_m3(10.0, 40e3, 298.0, 298.0), 10.0);
    EXPECT_TRUE(near_relative(saturation_ug_m3(10.0, 40e3, 298.0, 278.0),
                              10.0 * 298.0 / 278.0 * std::exp(40e3 / 8.314462618 * (1.0 / 298.0 - 1.0 / 278.0)),
                              1e-12));
    EXPECT_GT(particle_yield(soa_products(), "isoprene", NoxBranch::high, 10.0, 278.0),
              at_ten("isoprene", NoxBranch::high));
}

TEST(OrganicPartition, OneProductHasAClosedForm) {
    const double total = 7.0, c_star = 2.0;
    double particle = -1.0;
    EXPECT_TRUE(
        near_relative(partition_organics({&total, 1}, {&c_star, 1}, 0.0, {&particle, 1}).c_oa_ug_m3, 5.0, 1e-14));
    EXPECT_TRUE(near_relative(particle, 5.0, 1e-14));
    const double little = 1.9;
    EXPECT_EQ(partition_organics({&little, 1}, {&c_star, 1}, 0.0, {&particle, 1}).c_oa_ug_m3, 0.0);
    EXPECT_EQ(particle, 0.0);
}

TEST(OrganicPartition, EqualSplitIsAFixedPoint) {
    // Three bins, all with half of their mass in particles: C_OA = C* for each, so one C*.
    const std::array<double, 3> total{2.0, 4.0, 6.0}, c_star{6.0, 6.0, 6.0};
    std::array<double, 3> particle{};
    const auto answer = partition_organics(total, c_star, 0.0, particle);
    EXPECT_TRUE(near_relative(answer.c_oa_ug_m3, 6.0, 1e-13));
    for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(near_relative(particle[i], 0.5 * total[i], 1e-13));
}

TEST(OrganicPartition, KeepsMassAndSatisfiesEveryBin) {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    for (int i = 0; i < 3000; ++i) {
        std::vector<double> total, particle(k_volatility_bins), c_star;
        for (const double c : k_bin_c_star_ug_m3) {
            total.push_back(std::pow(10.0, -4.0 + 6.0 * unit(random)));
            c_star.push_back(saturation_ug_m3(c, 60e3, 298.0, 260.0 + 50.0 * unit(random)));
        }
        const double fixed = i % 3 == 0 ? 0.0 : std::pow(10.0, -6.0 + 7.0 * unit(random));
        const auto answer = partition_organics(total, c_star, fixed, particle);
        EXPECT_LT(answer.steps, 100);
        const double sum = std::accumulate(particle.begin(), particle.end(), fixed);
        EXPECT_TRUE(near_relative(sum, answer.c_oa_ug_m3, 1e-14));
        for (std::size_t b = 0; b < total.size(); ++b) {
            EXPECT_GE(particle[b], 0.0);
            EXPECT_LE(particle[b], total[b]);
            if (answer.c_oa_ug_m3 > 0.0)
                EXPECT_NEAR(particle[b] * (1.0 + c_star[b] / answer.c_oa_ug_m3), total[b], 1e-9 * total[b]) << i;
        }
    }
}

TEST(OrganicAgeing, MovesGasDownAndKeepsItsMass) {
    std::array<double, 4> gas{1.0, 2.0, 4.0, 8.0};
    EXPECT_EQ(age_organics(gas, 4e-11 * 2e6, 3600.0, 0.0), 0.0);
    EXPECT_TRUE(near_relative(std::accumulate(gas.begin(), gas.end(), 0.0), 15.0, 1e-14));
    EXPECT_TRUE(near_relative(gas[3], 8.0 * std::exp(-8e-5 * 3600.0), 1e-14));
    EXPECT_GT(gas[0], 1.0);
    std::array<double, 2> grown{0.0, 1.0};
    const double added = age_organics(grown, 1e-4, 1e9, 0.075);
    EXPECT_DOUBLE_EQ(added, 0.075);
    EXPECT_DOUBLE_EQ(grown[0], 1.075);
}

TEST(PrimaryOrganics, SharesSumToOne) {
    for (const auto source : {OrganicSource::gasoline, OrganicSource::diesel, OrganicSource::biomass,
                              OrganicSource::cooking, OrganicSource::other}) {
        const auto& shares = primary_volatility(source);
        EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1.0, 1e-12);
    }
}

}  // namespace
