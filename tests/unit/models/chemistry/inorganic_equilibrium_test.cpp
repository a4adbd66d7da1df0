#include "models/chemistry/inorganic_equilibrium.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <numeric>
#include <random>
#include <vector>

#include "models/chemistry/inorganic_closed.hpp"
#include "models/chemistry/inorganic_constants.hpp"
#include "models/chemistry/inorganic_solution.hpp"
#include "tests/support/relative.hpp"

namespace {

using namespace lantian;

constexpr AerosolBranch k_branches[] = {AerosolBranch::metastable, AerosolBranch::stable};

struct Parcel {
    InorganicTotals totals;
    double temperature_k, rh;
};

/// Random air of the reference file's ranges; a third each with ammonia and the acids only, with sea salt, with dust.
std::vector<Parcel> random_parcels(std::size_t n, unsigned seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    const auto amount = [&](double low, double high, double molar_mass) {
        return low * std::pow(high / low, unit(random)) / molar_mass;
    };
    std::vector<Parcel> parcels(n);
    for (std::size_t i = 0; i < n; ++i) {
        Parcel& p = parcels[i];
        p.temperature_k = 253.0 + 60.0 * unit(random);
        p.rh = 0.2 + 0.78 * unit(random);
        p.totals.so4 = amount(0.5, 80.0, 98.0);
        p.totals.nh3 = amount(0.5, 80.0, 17.0);
        p.totals.no3 = amount(0.5, 120.0, 63.0);
        if (i % 3 > 0) {
            p.totals.na = amount(0.02, 5.0, 23.0);
            p.totals.cl = amount(0.05, 30.0, 36.5);
        }
        if (i % 3 > 1) {
            p.totals.ca = amount(0.02, 10.0, 40.1);
            p.totals.k = amount(0.02, 6.0, 39.1);
            p.totals.mg = amount(0.01, 2.0, 24.3);
        }
    }
    return parcels;
}

InorganicState solve(const Parcel& p, AerosolBranch branch = AerosolBranch::metastable) {
    return inorganic_equilibrium(p.totals, p.temperature_k, p.rh, {branch, EquilibriumRules::complete});
}

TEST(InorganicEquilibrium, ConvergesAndKeepsElementsAndCharge) {
    for (const AerosolBranch branch : k_branches) {
        int failed = 0;
        for (const Parcel& p : random_parcels(3000, 11)) {
            const InorganicState s = solve(p, branch);
            const InorganicTotals& t = p.totals;
            failed += s.converged ? 0 : 1;
            EXPECT_TRUE(near_relative(s.nh3_g + s.particle_nh4(), t.nh3, 1e-12));
            EXPECT_TRUE(near_relative(s.hno3_g + s.particle_no3(), t.no3, 1e-12));
            if (t.cl > 0.0) EXPECT_TRUE(near_relative(s.hcl_g + s.particle_cl(), t.cl, 1e-12));
            const auto& x = s.solid;
            EXPECT_TRUE(near_relative(s.so4 + s.hso4 + x[solid_na2so4] + x[solid_nh42so4] + x[solid_nahso4] +
                                          x[solid_nh4hso4] + 2.0 * x[solid_lc] + x[solid_caso4] + x[solid_k2so4] +
                                          x[solid_khso4] + x[solid_mgso4],
                                      t.so4, 1e-12));
            if (t.na > 0.0)
                EXPECT_TRUE(near_relative(
                    s.na + x[solid_nano3] + x[solid_nacl] + 2.0 * x[solid_na2so4] + x[solid_nahso4], t.na, 1e-12));
            if (t.k > 0.0) {
                EXPECT_TRUE(near_relative(s.k + 2.0 * x[solid_k2so4] + x[solid_khso4] + x[solid_kno3] + x[solid_kcl],
                                          t.k, 1e-12));
                EXPECT_TRUE(near_relative(s.ca + x[solid_caso4] + x[solid_cano32] + x[solid_cacl2], t.ca, 1e-12));
                EXPECT_TRUE(near_relative(s.mg + x[solid_mgso4] + x[solid_mgno32] + x[solid_mgcl2], t.mg, 1e-12));
            }
            const double ions = 2.0 * t.so4 + t.no3 + t.cl;
            EXPECT_LE(std::abs(solution_charge(s)), 1e-12 * ions);
            for (const double value :
                 {s.nh3_g, s.hno3_g, s.hcl_g, s.h, s.nh4, s.so4, s.hso4, s.no3, s.cl, s.water_ug_m3})
                EXPECT_GE(value, 0.0);
            for (const double value : x) EXPECT_GE(value, 0.0);
        }
        // Beside several salts a solution may have no root at a fold of the bisulfate equilibrium.
        EXPECT_LE(failed, branch == AerosolBranch::stable ? 15 : 0);
    }
}

TEST(InorganicEquilibrium, SolidsAreSaturatedOrAbsent) {
    int with_both = 0;
    for (const Parcel& p : random_parcels(1500, 15)) {
        const InorganicState s = solve(p, AerosolBranch::stable);
        if (s.solid[solid_nh4no3] > 0.0 && s.converged) {
            // Dry or wet, the gases over the solid have its constant.
            const double atm = 1e-6 * k_gas_constant_atm * p.temperature_k;
            EXPECT_NEAR(std::log(s.nh3_g * s.hno3_g * atm * atm), solid_constants(p.temperature_k, true)[solid_nh4no3],
                        1e-7);
        }
        with_both += s.water_ug_m3 > 0.0 && s.solid[solid_k2so4] > 0.0;
    }
    EXPECT_GT(with_both, 20);
}

TEST(InorganicEquilibrium, SaltsDissolveAtTheirDeliquescence) {
    const double drh = deliquescence(290.0)[solid_nh42so4];
    const InorganicState below = solve({{0.1, 0.4}, 290.0, drh - 0.01}, AerosolBranch::stable);
    EXPECT_EQ(below.water_ug_m3, 0.0);
    EXPECT_DOUBLE_EQ(below.solid[solid_nh42so4], 0.1);
    const InorganicState above = solve({{0.1, 0.4}, 290.0, drh + 0.01}, AerosolBranch::stable);
    EXPECT_GT(above.water_ug_m3, 10.0);
    EXPECT_EQ(above.solid[solid_nh42so4], 0.0);
    EXPECT_EQ(above.water_ug_m3, solve({{0.1, 0.4}, 290.0, drh + 0.01}).water_ug_m3);
}

TEST(InorganicEquilibrium, GasesSatisfyTheirEquilibriaWithTheSolution) {
    for (const Parcel& p : random_parcels(1500, 12)) {
        const InorganicState s = solve(p);
        const Ions ions = molalities(s);
        ActivityRules rules;
        rules.temperature_k = p.temperature_k;
        const Activities gamma(ions, rules);
        const InorganicConstants k = inorganic_constants(p.temperature_k);
        const double atm = 1e-6 * k_gas_constant_atm * p.temperature_k;  // per umol m-3
        const auto ln_gamma = [&](Cation c, Anion a) { return std::log(10.0) * gamma.log10_gamma(c, a); };
        const double nitric = std::log(ions.cation[ion_h] * ions.anion[ion_no3] / (s.hno3_g * atm)) +
                              2.0 * ln_gamma(ion_h, ion_no3) - k.nitric;
        EXPECT_NEAR(nitric, 0.0, 1e-7);
        const double ammonia = std::log(ions.cation[ion_nh4] / (ions.cation[ion_h] * s.nh3_g * atm)) +
                               2.0 * (ln_gamma(ion_nh4, ion_no3) - ln_gamma(ion_h, ion_no3)) - k.ammonia;
        EXPECT_NEAR(ammonia, 0.0, 1e-7);
        const double bisulfate = std::log(ions.cation[ion_h] * ions.anion[ion_so4] / ions.anion[ion_hso4]) +
                                 3.0 * ln_gamma(ion_h, ion_so4) - 2.0 * ln_gamma(ion_h, ion_hso4) - k.bisulfate;
        if (s.hso4 > 1e-15) EXPECT_NEAR(bisulfate, 0.0, 1e-6);
    }
}

TEST(InorganicEquilibrium, NitrateFallsWithTemperature) {
    for (const AerosolBranch branch : k_branches) {
        double before = 1e9;
        for (double t = 255.0; t <= 312.0; t += 0.5) {
            const double nitrate = solve({{0.1, 0.6, 0.4}, t, 0.75}, branch).particle_no3();
            EXPECT_LE(nitrate, before * (1.0 + 1e-9)) << t;
            before = nitrate;
        }
        EXPECT_LT(before, 0.1);
    }
}

TEST(InorganicEquilibrium, NitrateRisesWithAmmonia) {
    // Through all regimes: free acid, sulfate rich, sulfate poor.
    double before = -1.0;
    for (double nh3 = 0.0; nh3 <= 2.0; nh3 += 0.01) {
        const double nitrate = solve({{0.3, nh3, 0.5, 0.02, 0.05}, 283.0, 0.75}).particle_no3();
        EXPECT_GE(nitrate, before * (1.0 - 1e-9)) << nh3;
        before = nitrate;
    }
    EXPECT_GT(before, 0.4);
}

TEST(InorganicEquilibrium, WaterRisesWithHumidity) {
    double before = 0.0;
    for (double rh = 0.2; rh <= 0.99; rh += 0.005) {
        const double water = solve({{0.2, 0.8, 0.3, 0.05, 0.05}, 278.0, rh}).water_ug_m3;
        EXPECT_GT(water, before) << rh;
        before = water;
    }
}

TEST(InorganicEquilibrium, TendsToTheClosedFormWithoutSulfate) {
    // Solution of ammonium nitrate alone; the two differ by their activity models (reference/chemistry.md 17.2: 30 %
    // of the gas product) and by their constants.
    for (const double t : {278.15, 288.15, 298.15}) {
        for (const double rh : {0.65, 0.8, 0.9}) {
            const double umol_per_ppb = 1e-3 * 101325.0 / (8.314462618 * t);
            const Parcel p{{0.0, 15.0 * umol_per_ppb, 10.0 * umol_per_ppb}, t, rh};
            const InorganicState s = solve(p);
            const double product = s.nh3_g * s.hno3_g / (umol_per_ppb * umol_per_ppb);
            const double closed = ammonium_nitrate_constant(t, rh, ClosedBranch::metastable);
            EXPECT_NEAR(product / closed, 1.0, 0.35) << t << ' ' << rh;
        }
    }
    // Too little for a solution: all gas.
    const InorganicState none = solve({{0.0, 0.001, 0.001}, 298.15, 0.6});
    EXPECT_EQ(none.water_ug_m3, 0.0);
    EXPECT_EQ(none.hno3_g, 0.001);
}

TEST(InorganicEquilibrium, LimitsOfSulfate) {
    // Twice as much ammonia as sulfate and more: all of it stays neutralised, the rest of ammonia is gas.
    const InorganicState neutral = solve({{0.2, 1.0}, 290.0, 0.7});
    EXPECT_TRUE(near_relative(neutral.nh4, 0.4, 1e-3));
    EXPECT_LT(neutral.hso4, 1e-4);
    // No ammonia: sulfuric acid and water.
    const InorganicState acid = solve({{0.2, 0.0}, 290.0, 0.7});
    EXPECT_TRUE(near_relative(acid.h, acid.hso4 + 2.0 * acid.so4, 1e-10));
    EXPECT_TRUE(near_relative(acid.water_ug_m3, 0.2e3 / 5.04, 1e-6));
    EXPECT_LT(acid.ph(), 1.0);
}

TEST(InorganicEquilibrium, ExcessOfDustMakesTheSolutionBasic) {
    const InorganicState s = solve({{0.01, 0.2, 0.1, 0.0, 0.0, 0.2}, 290.0, 0.7});
    EXPECT_GT(s.ph(), 8.0);
    EXPECT_LT(s.hno3_g, 1e-6);
    EXPECT_TRUE(near_relative(s.nh3_g, 0.2, 1e-3));
    EXPECT_LE(std::abs(solution_charge(s)), 1e-13);
}

TEST(InorganicEquilibrium, NothingGivesNothing) {
    for (const AerosolBranch branch : k_branches) {
        const InorganicState s = solve({{}, 290.0, 0.7}, branch);
        EXPECT_EQ(s.water_ug_m3, 0.0);
        EXPECT_EQ(s.nh3_g, 0.0);
        EXPECT_TRUE(s.converged);
        EXPECT_TRUE(std::isnan(s.ph()));
    }
}

TEST(InorganicEquilibrium, BatchHasTheBitsOfSingleCellsForAnyThreads) {
    const std::vector<Parcel> parcels = random_parcels(1200, 13);
    std::vector<InorganicTotals> totals;
    std::vector<double> t, rh;
    for (const Parcel& p : parcels) {
        totals.push_back(p.totals);
        t.push_back(p.temperature_k);
        rh.push_back(p.rh);
    }
    for (const AerosolBranch branch : k_branches) {
        for (const int threads : {1, 2, 4}) {
            std::vector<InorganicState> states(parcels.size());
            EXPECT_LE(inorganic_equilibrium(totals, t, rh, {branch, EquilibriumRules::complete}, threads, states), 10U);
            for (std::size_t i = 0; i < parcels.size(); i += 7) {
                const InorganicState s = solve(parcels[i], branch);
                EXPECT_EQ(std::memcmp(&s.nh3_g, &states[i].nh3_g, sizeof(double)), 0);
                EXPECT_EQ(std::memcmp(&s.hno3_g, &states[i].hno3_g, sizeof(double)), 0);
                EXPECT_EQ(std::memcmp(&s.h, &states[i].h, sizeof(double)), 0);
                EXPECT_EQ(std::memcmp(&s.water_ug_m3, &states[i].water_ug_m3, sizeof(double)), 0);
                EXPECT_EQ(s.solid, states[i].solid);
            }
        }
    }
}

TEST(AerosolRegime, FollowsTheRatios) {
    EXPECT_EQ(aerosol_regime({1.0, 0.5}), AerosolRegime::free_acid);
    EXPECT_EQ(aerosol_regime({1.0, 1.5}), AerosolRegime::sulfate_rich);
    EXPECT_EQ(aerosol_regime({1.0, 2.0}), AerosolRegime::ammonia_rich);
    EXPECT_EQ(aerosol_regime({1.0, 1.0, 1.0, 2.0}), AerosolRegime::sodium_rich);
    EXPECT_EQ(aerosol_regime({1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.5}), AerosolRegime::crustal_rich);
}

TEST(NominalSalts, KeepEveryIon) {
    for (const Parcel& p : random_parcels(2000, 14)) {
        const InorganicTotals& t = p.totals;
        const NominalSalts s = nominal_salts(aerosol_regime(t), t, true);
        const auto& a = s.amount;
        EXPECT_NEAR(s.caso4 + a[salt_na2so4] + a[salt_nh42so4] + a[salt_h2so4] + a[salt_nh4hso4] + a[salt_nahso4] +
                        2.0 * a[salt_lc] + a[salt_k2so4] + a[salt_mgso4],
                    t.so4, 1e-12 * t.so4);
        EXPECT_LE(s.nh4_in_sulfate, t.nh3 * (1.0 + 1e-12));
        EXPECT_LE(s.fixed_no3, t.no3 * (1.0 + 1e-12));
        EXPECT_LE(s.fixed_cl, t.cl * (1.0 + 1e-12));
        for (const double amount : a) EXPECT_GE(amount, 0.0);
    }
}

}  // namespace
