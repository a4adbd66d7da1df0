#include "models/deposition/scavenging.hpp"

#include "models/deposition/wet.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

Scenario::Deposition scheme(const char* name) {
    Scenario::Deposition d;
    d.wet_scheme = name;
    return d;
}

constexpr RainColumn k_rain{2.0, 288.0, 101325.0, 0.9};

TEST(Scavenging, NoRainTakesNothing) {
    for (const char* name : {"bulk", "cloud", "emep"}) {
        for (const double rate : scavenging_per_s(scheme(name), {0.0, 288.0, 101325.0, 0.9}, {0.5, 0.5}))
            EXPECT_EQ(rate, 0.0) << name;
    }
}

TEST(Scavenging, BulkRatesAreThoseOfTheTables) {
    const RemovalRates rain = scavenging_per_s(scheme("bulk"), k_rain, {0.0, 0.0});
    EXPECT_DOUBLE_EQ(rain[index(Removed::fine)], 2e-4);
    EXPECT_DOUBLE_EQ(rain[index(Removed::so2)], 6e-5);
    EXPECT_TRUE(near_relative(rain[index(Removed::nox)], 1e-5 * std::pow(2.0, 0.62), 1e-12));
    EXPECT_GT(rain[index(Removed::giant)], rain[index(Removed::coarse)]);
    EXPECT_EQ(rain[index(Removed::hg_elemental)], 0.0);
    const RemovalRates snow = scavenging_per_s(scheme("bulk"), {2.0, 270.0, 101325.0, 0.9}, {0.0, 0.0});
    EXPECT_DOUBLE_EQ(snow[index(Removed::fine)], 6e-5);
    EXPECT_EQ(snow[index(Removed::so2)], 0.0);
}

TEST(Scavenging, PartsOfAPuffOutsideTheRainKeepTheirMass) {
    for (const char* name : {"cloud", "emep"}) {
        for (const double rate : scavenging_per_s(scheme(name), k_rain, {0.0, 0.0})) EXPECT_EQ(rate, 0.0) << name;
        const RemovalRates in = scavenging_per_s(scheme(name), k_rain, {1.0, 0.0});
        const RemovalRates below = scavenging_per_s(scheme(name), k_rain, {0.0, 1.0});
        const RemovalRates half = scavenging_per_s(scheme(name), k_rain, {0.5, 0.5});
        for (std::size_t r = 0; r < k_removed_count; ++r) {
            EXPECT_NEAR(half[r], 0.5 * (in[r] + below[r]), 1e-18) << name << r;
        }
        // nucleation takes fine particles far faster than falling drops do
        EXPECT_GT(in[index(Removed::fine)], 5.0 * below[index(Removed::fine)]) << name;
        EXPECT_GT(below[index(Removed::coarse)], below[index(Removed::fine)]) << name;
    }
    const RemovalRates emep = scavenging_per_s(scheme("emep"), {1.0, 288.0, 101325.0, 0.9}, {1.0, 0.0});
    EXPECT_TRUE(near_relative(emep[index(Removed::so2)], 8.3333e-5, k_printed));
    EXPECT_TRUE(near_relative(emep[index(Removed::hg_oxidised)], 3.8889e-4, k_printed));
    const RemovalRates sub = scavenging_per_s(scheme("emep"), {1.0, 288.0, 101325.0, 0.9}, {0.0, 1.0});
    EXPECT_TRUE(near_relative(sub[index(Removed::so2)], 4.1667e-5, k_printed));
    EXPECT_TRUE(near_relative(sub[index(Removed::fine)], 2.8889e-5, k_printed));
    const RemovalRates drops = scavenging_per_s(scheme("cloud"), {1.0, 288.0, 101325.0, 0.9}, {0.0, 1.0});
    EXPECT_TRUE(near_relative(drops[index(Removed::fine)], laakso_scavenging_per_s(0.6e-6, 1.0), 1e-12));
    EXPECT_LE(drops[index(Removed::giant)], drop_scavenging_per_s(1.0, 1.0));
    EXPECT_GT(drops[index(Removed::giant)], drops[index(Removed::coarse)]);
}

TEST(Scavenging, AcidRainTakesLessSulfurDioxideAndMoreAmmonia) {
    for (double ph = 3.0; ph < 8.0; ph += 0.5) {
        EXPECT_LT(rain_henry_m_atm(Removed::so2, 288.0, ph), rain_henry_m_atm(Removed::so2, 288.0, ph + 0.5));
        EXPECT_GT(rain_henry_m_atm(Removed::nh3, 288.0, ph), rain_henry_m_atm(Removed::nh3, 288.0, ph + 0.5));
    }
    // at 298 K and pH 5: 1.23 (1 + 1.3e-2/1e-5 (1 + 6.6e-8/1e-5))
    EXPECT_TRUE(near_relative(rain_henry_m_atm(Removed::so2, 298.0, 5.0), 1.23 * (1.0 + 1300.0 * 1.0066), 1e-9));
    EXPECT_EQ(rain_henry_m_atm(Removed::coarse, 288.0, 5.0), 0.0);
    Scenario::Deposition acid = scheme("cloud"), mild = scheme("cloud");
    acid.rain_ph = 4.0;
    mild.rain_ph = 6.5;
    EXPECT_LT(scavenging_per_s(acid, k_rain, {0.0, 1.0})[index(Removed::so2)],
              scavenging_per_s(mild, k_rain, {0.0, 1.0})[index(Removed::so2)]);
}

TEST(Cloud, BaseComesDownWithHumidity) {
    EXPECT_NEAR(cloud_base_m(288.0, 1.0), 0.0, 1e-9);
    EXPECT_NEAR(cloud_base_m(293.15, 0.5), 125.0 * (20.0 - 9.26), 3.0);  // dew point 9.26 deg C
    EXPECT_GT(cloud_base_m(288.0, 0.6), cloud_base_m(288.0, 0.8));
}

TEST(Cloud, SharesOfAPuff) {
    for (const double z : {0.0, 50.0, 300.0, 900.0}) {
        for (const double sigma : {5.0, 80.0, 500.0, 2000.0}) {
            const CloudShares s = cloud_shares(z, sigma, 800.0, 400.0);
            EXPECT_GE(s.in_cloud_frac, 0.0);
            EXPECT_GE(s.below_frac, 0.0);
            EXPECT_LE(s.in_cloud_frac + s.below_frac, 1.0 + 1e-12);
        }
    }
    const CloudShares mixed = cloud_shares(400.0, 1360.0, 800.0, 200.0);
    EXPECT_DOUBLE_EQ(mixed.below_frac, 0.25);
    EXPECT_DOUBLE_EQ(mixed.in_cloud_frac, 0.75);
    EXPECT_NEAR(cloud_shares(0.0, 5.0, 800.0, 400.0).below_frac, 1.0, 1e-12);
    EXPECT_NEAR(cloud_shares(900.0, 10.0, 800.0, 400.0).in_cloud_frac, 1.0, 1e-12);
    // rain falls from the cloud: what is above it keeps dry
    EXPECT_NEAR(cloud_shares(3000.0, 10.0, 800.0, 400.0).in_cloud_frac, 0.0, 1e-12);
}

}  // namespace
}  // namespace lantian
