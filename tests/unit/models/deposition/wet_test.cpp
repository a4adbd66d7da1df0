#include "models/deposition/wet.hpp"

#include "tests/support/relative.hpp"

namespace lantian {
namespace {

constexpr AirProperties k_air{288.0, 1.2, 1.8e-5, 6.5e-8};

TEST(Wet, PrintedPowerLaws) {
    EXPECT_TRUE(near_relative(std::exp(-3600.0 * scavenging_rate_per_s(8.4e-5, 0.79, 2.0)), 0.592815, k_printed));
    EXPECT_TRUE(near_relative(std::exp(-3600.0 * scavenging_rate_per_s(1e-4, 0.8, 2.0)), 0.534301, k_printed));
    EXPECT_DOUBLE_EQ(scavenging_rate_per_s(1e-4, 1.0, 2.5), 2.5e-4);
    EXPECT_EQ(scavenging_rate_per_s(1e-4, 0.8, 0.0), 0.0);
}

TEST(Wet, PrintedRates) {
    EXPECT_TRUE(near_relative(drop_scavenging_per_s(1.0), 4.2e-4, 0.01));  // printed with two digits; exact value below
    EXPECT_TRUE(near_relative(drop_scavenging_per_s(1.0), 1.5 * 0.9 * 1e-3 / 3600.0 / 9e-4, 1e-12));
    EXPECT_TRUE(near_relative(in_cloud_scavenging_per_s(0.9, 1.0, 1000.0, cloud_water_frac(1.0)), 1.25e-3, 1e-12));
    EXPECT_TRUE(near_relative(laakso_scavenging_per_s(0.5e-6, 1.0), 1.35501e-5, k_printed));
    EXPECT_TRUE(near_relative(laakso_scavenging_per_s(5e-6, 1.0), 7.83791e-5, k_printed));
    EXPECT_TRUE(near_relative(emep_scavenging_per_s(0.3e6, 1.0), 8.3333e-5, k_printed));
    EXPECT_TRUE(near_relative(emep_scavenging_per_s(0.15e6, 1.0), 4.1667e-5, k_printed));
    EXPECT_TRUE(near_relative(emep_scavenging_per_s(1.4e6, 1.0), 3.8889e-4, k_printed));
    EXPECT_TRUE(near_relative(emep_particle_scavenging_per_s(0.1, 1.0), 2.8889e-5, k_printed));
}

TEST(Wet, PrintedSlinnEfficiency) {
    const double efficiency = slinn_efficiency(10e-6, 1000.0, rain_drop(1.0), k_air);
    EXPECT_TRUE(near_relative(efficiency, 0.61242, 1e-4));
    EXPECT_TRUE(near_relative(drop_scavenging_per_s(1.0, efficiency), 2.8353e-4, 1e-3));
    // the gap between diffusion and inertia
    EXPECT_LT(slinn_efficiency(0.5e-6, 1000.0, rain_drop(1.0), k_air),
              slinn_efficiency(0.01e-6, 1000.0, rain_drop(1.0), k_air));
    EXPECT_LT(slinn_efficiency(0.5e-6, 1000.0, rain_drop(1.0), k_air), 0.01);
}

TEST(Wet, NoRainNoRemoval) {
    EXPECT_EQ(drop_scavenging_per_s(0.0), 0.0);
    EXPECT_EQ(in_cloud_scavenging_per_s(0.9, 0.0, 1000.0, 2e-7), 0.0);
    EXPECT_EQ(laakso_scavenging_per_s(1e-6, 0.0), 0.0);
    EXPECT_EQ(gas_transfer_scavenging_per_s(0.0, 1.2e-5, k_air), 0.0);
    EXPECT_EQ(gas_equilibrium_scavenging_per_s(0.0, 1e5, 1000.0), 0.0);
    EXPECT_EQ(emep_scavenging_per_s(1e6, 0.0), 0.0);
}

TEST(Wet, GasesBetweenTransferAndEquilibrium) {
    // HNO3 in 1 mm/h: some 1e-4 s-1; a little soluble gas is held back by equilibrium.
    const double transfer = gas_transfer_scavenging_per_s(1.0, 1.2e-5, k_air);
    const double d = 9e-4, v = 2.79;
    const double kc = 1.2e-5 / d * (2.0 + 0.6 * std::sqrt(d * v / 1.5e-5) * std::cbrt(1.5e-5 / 1.2e-5));
    EXPECT_TRUE(near_relative(transfer, 6.0 * 1e-3 / 3600.0 * kc / (d * v), 1e-12));
    EXPECT_LT(gas_equilibrium_scavenging_per_s(1.0, 10.0, 1000.0), transfer);
    EXPECT_TRUE(near_relative(dissolved_gas_frac(5e6, 2e-7), 0.5, 1e-12));
}

}  // namespace
}  // namespace lantian
