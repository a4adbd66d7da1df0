#include <array>

#include "models/deposition/gases.hpp"
#include "models/deposition/land_surfaces.hpp"
#include "models/deposition/particles.hpp"
#include "models/deposition/resistance.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

const ParticleSurface k_surface_grass =
    particle_surface(ParticleScheme::zhang2001, LandUse::grassland, Season::midsummer);
const ParticleSurface k_surface_shrub =
    particle_surface(ParticleScheme::emerson2020, LandUse::grassland, Season::midsummer);  // Emerson's pairing
const ParticleSurface k_surface_water = particle_surface(ParticleScheme::zhang2001, LandUse::water, Season::midsummer);
const WeselySurface& k_crops_summer = wesely_surface(LandUse::cropland, Season::midsummer);
const WeselySurface& k_urban_summer = wesely_surface(LandUse::urban, Season::midsummer);

/// The air of the printed case: viscosity by formula, density 1.205.
AirProperties printed_air() {
    AirProperties air = air_properties(293.15, 101325.0);
    EXPECT_TRUE(near_relative(air.density_kg_m3, 1.2041, 1e-4));
    air.density_kg_m3 = 1.205;
    return air;
}

TEST(Resistance, AerodynamicNeutralAndStability) {
    EXPECT_TRUE(near_relative(aerodynamic_resistance_s_m(10.0, 0.1, 0.4, 0.0), 28.782, 2e-5));
    EXPECT_GT(aerodynamic_resistance_s_m(10.0, 0.1, 0.4, 1.0 / 50.0), 28.8);
    EXPECT_LT(aerodynamic_resistance_s_m(10.0, 0.1, 0.4, -1.0 / 50.0), 28.7);
    // stable correction: 5 (zr - z0)/L, and no more than 5 beyond z/L = 1
    EXPECT_TRUE(near_relative(aerodynamic_resistance_s_m(10.0, 0.1, 0.4, 0.02),
                              (std::log(100.0) + 5.0 * 9.9 * 0.02) / 0.16, 1e-12));
    EXPECT_TRUE(
        near_relative(aerodynamic_resistance_s_m(10.0, 0.1, 0.4, 1.0), (std::log(100.0) + 5.0 * 0.9) / 0.16, 1e-12));
    EXPECT_TRUE(near_relative(aerodynamic_resistance_s_m(10.0, 0.1, 0.4, 1e-9),
                              aerodynamic_resistance_s_m(10.0, 0.1, 0.4, -1e-9), 1e-6));
}

TEST(Resistance, GasVelocityOfNitricAcidIsLimitedByTheAir) {
    const double rb = quasi_laminar_gas_s_m(0.4, 1.2e-5, 1.5e-5);
    EXPECT_TRUE(near_relative(rb, 2.0 / 0.16 * std::pow(1.5 / 1.2 / 0.72, 2.0 / 3.0), 1e-12));
    EXPECT_DOUBLE_EQ(gas_deposition_velocity_m_s(28.0, 12.0, 10.0), 0.02);
}

struct PrintedParticle {
    double diameter_m, settling_m_s, zhang_m_s, emerson_m_s;
};
constexpr std::array<PrintedParticle, 5> k_printed_particles{{{0.1e-6, 8.5935e-7, 4.6529e-3, 5.9308e-4},
                                                              {0.5e-6, 9.9830e-6, 1.4241e-3, 1.1158e-3},
                                                              {1.0e-6, 3.4971e-5, 9.4321e-4, 1.8418e-3},
                                                              {2.5e-6, 2.0013e-4, 7.2788e-4, 3.6648e-3},
                                                              {10.0e-6, 3.0546e-3, 5.3757e-3, 1.1319e-2}}};

TEST(Particles, PrintedVelocities) {
    const AirProperties air = printed_air();
    const double ra = aerodynamic_resistance_s_m(10.0, 0.1, 0.4, 0.0);
    for (const PrintedParticle& p : k_printed_particles) {
        const ParticleClass particle{p.diameter_m, 1000.0};
        const double vg = settling_velocity_m_s(particle, air);
        EXPECT_TRUE(near_relative(vg, p.settling_m_s, 3e-5));
        const auto velocity = [&](ParticleScheme scheme, const ParticleSurface& surface) {
            return additive_velocity_m_s(vg, ra, particle_surface_resistance_s_m(scheme, particle, air, surface, 0.4));
        };
        EXPECT_TRUE(near_relative(velocity(ParticleScheme::zhang2001, k_surface_grass), p.zhang_m_s, 3e-5));
        EXPECT_TRUE(near_relative(velocity(ParticleScheme::emerson2020, k_surface_shrub), p.emerson_m_s, 5e-5));
    }
    const ParticleClass coarse{10e-6, 1000.0};
    const double vg = settling_velocity_m_s(coarse, air);
    const double rs = particle_surface_resistance_s_m(ParticleScheme::emerson2020, coarse, air, k_surface_shrub, 0.4);
    EXPECT_TRUE(near_relative(conserving_velocity_m_s(vg, ra, rs), 9.8861e-3, 3e-5));
}

TEST(Particles, ConservingFormBetweenItsLimits) {
    EXPECT_DOUBLE_EQ(conserving_velocity_m_s(0.0, 30.0, 70.0), 0.01);
    EXPECT_TRUE(near_relative(conserving_velocity_m_s(1e-12, 30.0, 70.0), 0.01, 1e-9));
    EXPECT_TRUE(near_relative(conserving_velocity_m_s(1.0, 30.0, 70.0), 1.0, 1e-12));
    for (double vg = 1e-6; vg < 1.0; vg *= 3.0)
        EXPECT_LE(conserving_velocity_m_s(vg, 30.0, 70.0), additive_velocity_m_s(vg, 30.0, 70.0));
}

TEST(Particles, WetSurfacesHoldWhatHits) {
    const AirProperties air = printed_air();
    ParticleSurface wet = k_surface_grass;
    wet.wet = true;
    EXPECT_LT(particle_surface_resistance_s_m(ParticleScheme::zhang2001, k_coarse_particle, air, wet, 0.6),
              particle_surface_resistance_s_m(ParticleScheme::zhang2001, k_coarse_particle, air, k_surface_grass, 0.6));
    const double smooth =
        particle_surface_resistance_s_m(ParticleScheme::zhang2001, k_fine_particle, air, k_surface_water, 0.3);
    EXPECT_TRUE(std::isfinite(smooth));
    EXPECT_GT(smooth, 0.0);
}

TEST(Wesely, PrintedResistances) {
    const WeselyConditions noon{600.0, 25.0};
    EXPECT_TRUE(near_relative(wesely_stomata_s_m(60.0, noon), 71.1087, k_printed));
    EXPECT_TRUE(near_relative(wesely_surface_resistance_s_m(k_wesely_so2, k_crops_summer, noon), 89.2955, k_printed));
    EXPECT_TRUE(near_relative(wesely_surface_resistance_s_m(k_wesely_o3, k_crops_summer, noon), 77.2982, k_printed));
    EXPECT_TRUE(near_relative(wesely_surface_resistance_s_m(k_wesely_no2, k_crops_summer, noon), 105.072, k_printed));
    EXPECT_TRUE(near_relative(wesely_surface_resistance_s_m(k_wesely_so2, k_urban_summer, noon), 500.0, k_printed));
    EXPECT_DOUBLE_EQ(wesely_surface_resistance_s_m(k_wesely_hno3, k_crops_summer, noon), 10.0);
}

TEST(Wesely, NightAndFrostCloseTheStomata) {
    EXPECT_EQ(wesely_stomata_s_m(60.0, {0.0, 15.0}), k_no_path);
    EXPECT_EQ(wesely_stomata_s_m(60.0, {600.0, -1.0}), k_no_path);
    EXPECT_EQ(wesely_stomata_s_m(60.0, {600.0, 41.0}), k_no_path);
    EXPECT_GT(wesely_surface_resistance_s_m(k_wesely_so2, k_crops_summer, {0.0, -5.0}),
              wesely_surface_resistance_s_m(k_wesely_so2, k_crops_summer, {0.0, 1.0}));
    // one path alone recovers itself: canopy + ground
    const WeselySurface ground_only{k_no_path, k_no_path, 30.0, 70.0, k_no_path, k_no_path, k_no_path};
    EXPECT_TRUE(near_relative(wesely_surface_resistance_s_m(k_wesely_so2, ground_only, {600.0, 20.0}), 100.0, 1e-12));
}

TEST(Wesely, EveryLandUseAndSeasonGivesAResistanceWithinItsLimits) {
    for (std::size_t use = 0; use < k_land_uses; ++use) {
        for (std::size_t season = 0; season < k_seasons; ++season) {
            for (const Wetness wetness : {Wetness::dry, Wetness::dew, Wetness::rain}) {
                for (const WeselyGas& gas :
                     {k_wesely_so2, k_wesely_o3, k_wesely_no2, k_wesely_hno3, k_wesely_nh3, WeselyGas{2.1, 0.0, 0.0}}) {
                    const double rc = wesely_surface_resistance_s_m(
                        gas, wesely_surface(static_cast<LandUse>(use), static_cast<Season>(season)),
                        {300.0, 15.0, 0.0, wetness, use == 0});
                    ASSERT_GE(rc, 10.0) << use << ' ' << season;  // NaN fails too
                    ASSERT_LE(rc, 9999.0) << use << ' ' << season;
                }
            }
        }
    }
    // water takes soluble gases at once, and hardly ozone
    const WeselySurface& water = wesely_surface(LandUse::water, Season::midsummer);
    EXPECT_DOUBLE_EQ(wesely_surface_resistance_s_m(k_wesely_so2, water, {300.0, 15.0}), 10.0);
    EXPECT_NEAR(wesely_surface_resistance_s_m(k_wesely_o3, water, {300.0, 15.0}), 2000.0, 1.0);
}

TEST(Wesely, WetLeavesTakeUpSulfurAndHoldBackOzoneUnlessItRains) {
    const auto rc = [](const WeselyGas& gas, Wetness wetness, bool urban = false) {
        const WeselySurface leaves_only{k_no_path, 2000.0, k_no_path, k_no_path, k_no_path, k_no_path, k_no_path};
        return wesely_surface_resistance_s_m(gas, leaves_only, {0.0, 15.0, 0.0, wetness, urban});
    };
    EXPECT_TRUE(near_relative(rc(k_wesely_so2, Wetness::dry), 2000.0, 1e-12));
    EXPECT_TRUE(near_relative(rc(k_wesely_so2, Wetness::dew), 100.0, 1e-12));
    EXPECT_TRUE(near_relative(rc(k_wesely_so2, Wetness::rain), 1.0 / (1.0 / 5000.0 + 1.0 / 6000.0), 1e-12));
    EXPECT_TRUE(near_relative(rc(k_wesely_so2, Wetness::rain, true), 50.0, 1e-12));
    EXPECT_TRUE(near_relative(rc(k_wesely_o3, Wetness::dew), 2000.0, 1e-12));  // 1/(1/3000 + 1/6000)
    EXPECT_TRUE(near_relative(rc(k_wesely_o3, Wetness::rain), 1.0 / (1e-3 + 1.0 / 6000.0), 1e-12));
    // others between: H* and f0 weigh a very soluble and a reactive path
    const WeselyGas peroxide{1.4, 1e5, 1.0};
    EXPECT_TRUE(near_relative(rc(peroxide, Wetness::dew), 1.0 / (2.0 / 6000.0 + 1e-2 + 1.0 / 2000.0), 1e-9));
    EXPECT_DOUBLE_EQ(rc(k_wesely_hno3, Wetness::dew), 10.0);
}

TEST(Particles, SizesOfALognormalClassKeepItsMoments) {
    const double spread = 1.8;
    const double s2 = std::log(spread) * std::log(spread);
    double mass = 0.0, square = 0.0, mean_log = 0.0;
    for (const SizeBin& bin : lognormal_bins(6e-6, spread)) {
        mass += bin.mass_frac;
        mean_log += bin.mass_frac * std::log(bin.diameter_m / 6e-6);
        square += bin.mass_frac * std::pow(bin.diameter_m / 6e-6, 2);
    }
    EXPECT_NEAR(mass, 1.0, 1e-12);
    EXPECT_NEAR(mean_log, 0.0, 1e-12);
    EXPECT_TRUE(near_relative(square, std::exp(2.0 * s2), 2e-3));  // settling goes with d^2
    for (const SizeBin& bin : lognormal_bins(6e-6, 1.0)) EXPECT_DOUBLE_EQ(bin.diameter_m, 6e-6);
}

}  // namespace
}  // namespace lantian
