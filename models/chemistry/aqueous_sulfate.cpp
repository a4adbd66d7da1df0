#include "models/chemistry/aqueous_sulfate.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

constexpr double k_pa_per_atm = 101325.0;

struct Henry {
    double m_per_atm_298, factor_k;
};
struct HenryTable {
    Henry so2, h2o2, o3, no2;
};
constexpr HenryTable k_cmaq{{1.23, 2900.0}, {7.45e4, 7400.0}, {1.13e-2, 2300.0}, {1.2e-2, 2500.0}};
constexpr HenryTable k_sander{{1.4, 2900.0}, {1.1e5, 7400.0}, {1.14e-2, 2300.0}, {1.2e-2, 2500.0}};

/// Equilibria and rate coefficients at one temperature and pH.
struct Solution {
    double inverse;  ///< 1/T - 1/298 K
    double h, so2_h, h2o2_h, o3_h, no2_h, k1, k2;

    explicit Solution(const AqueousConditions& c) noexcept {
        inverse = 1.0 / c.temperature_k - 1.0 / 298.0;
        h = std::pow(10.0, -c.ph);
        const HenryTable& table = c.henry == HenrySet::cmaq ? k_cmaq : k_sander;
        const auto at = [this](Henry henry) { return henry.m_per_atm_298 * std::exp(henry.factor_k * inverse); };
        so2_h = at(table.so2);
        h2o2_h = at(table.h2o2);
        o3_h = at(table.o3);
        no2_h = at(table.no2);
        k1 = 1.3e-2 * std::exp(1960.0 * inverse);
        k2 = 6.6e-8 * std::exp(1500.0 * inverse);
    }
    /// S(IV) per dissolved SO2.
    [[nodiscard]] double sulfur_ratio() const noexcept { return 1.0 + k1 / h * (1.0 + k2 / h); }
    /// Per M of S(IV) and M of the oxidant, s-1.
    [[nodiscard]] double h2o2_rate() const noexcept {
        return 7.45e7 * std::exp(-4430.0 * inverse) * h / (1.0 + 13.0 * h) * (k1 / h) / sulfur_ratio();
    }
    [[nodiscard]] double o3_rate() const noexcept {
        const double hso3 = k1 / h, so3 = hso3 * k2 / h;
        return (2.4e4 + 3.7e5 * std::exp(-5530.0 * inverse) * hso3 + 1.5e9 * std::exp(-5280.0 * inverse) * so3) /
               sulfur_ratio();
    }
    [[nodiscard]] static double no2_rate(double ph) noexcept {
        return 1.4e5 + (2.0e6 - 1.4e5) * std::clamp(ph - 5.0, 0.0, 1.0);
    }
};

double metal_rate(const AqueousConditions& c) noexcept {
    const double catalysis = 750.0 * c.manganese_m + 2600.0 * c.iron_m + 1e10 * c.manganese_m * c.iron_m;
    return catalysis / (1.0 + 75.0 * std::pow(std::max(c.sulfate_m, 0.0), 0.67));
}

/// A + B -> products: how much reacts of a0 and b0 with rate k A B in dt. Never more than the scarcer.
double pair_reacted(double a0, double b0, double k, double dt) noexcept {
    if (a0 <= 0.0 || b0 <= 0.0) return 0.0;
    const double scarce = std::min(a0, b0), other = std::max(a0, b0);
    // With d = other - scarce: reacted = scarce other (1 - e)/(other - scarce e), e = exp(-k d dt); the limit for d =
    // 0.
    const double x = k * (other - scarce) * dt;
    const double e = std::exp(-x);
    const double one_less = -std::expm1(-x);
    const double below = x > 1e-12 ? (other * one_less + (other - scarce) * e) : 0.0;
    const double reacted =
        x > 1e-12 ? scarce * other * one_less / below : scarce * scarce * k * dt / (1.0 + scarce * k * dt);
    return std::min(reacted, scarce);
}

}  // namespace

DissolvedSulfur dissolved_sulfur(const AqueousConditions& c) noexcept {
    const Solution s(c);
    const double so2 = s.so2_h * c.so2_ppb * 1e-9 * c.pressure_pa / k_pa_per_atm;
    return {so2, so2 * s.k1 / s.h, so2 * s.k1 / s.h * s.k2 / s.h};
}

SulfateRates sulfate_rates(const AqueousConditions& c) noexcept {
    const Solution s(c);
    const double atm = 1e-9 * c.pressure_pa / k_pa_per_atm;
    const double sulfur = dissolved_sulfur(c).total_m();
    return {s.h2o2_rate() * sulfur * s.h2o2_h * c.h2o2_ppb * atm, s.o3_rate() * sulfur * s.o3_h * c.o3_ppb * atm,
            metal_rate(c) * sulfur, Solution::no2_rate(c.ph) * sulfur * s.no2_h * c.no2_ppb * atm};
}

SulfateStep oxidise_sulfur(const AqueousConditions& c, double water_kg_m3, double dt_s) noexcept {
    const Solution s(c);
    // mol per litre of solution and ppb of air: 1 ppb is `molar` when all of it is dissolved in the water.
    const double air_mol_m3 = c.pressure_pa / (constants::k_gas_constant_j_mol_k * c.temperature_k);
    if (water_kg_m3 <= 0.0) return {};
    const double molar = 1e-9 * air_mol_m3 / water_kg_m3;
    const double atm = 1e-9 * c.pressure_pa / k_pa_per_atm;
    // Molarity per ppb of total, gas and solution in equilibrium.
    const auto molarity = [&](double henry) { return 1.0 / (1.0 / (henry * atm) + 1.0 / molar); };
    const double sulfur = molarity(s.so2_h * s.sulfur_ratio());
    const double per_ppb = sulfur / molar;  // rates: M s-1 to ppb s-1
    double so2 = c.so2_ppb;
    SulfateStep step{};
    const auto react = [&](double oxidant, double per_sulfate, double rate, double henry) {
        const double formed =
            pair_reacted(so2, oxidant / per_sulfate, rate * per_ppb * molarity(henry) * per_sulfate, dt_s);
        so2 -= formed;
        step.so4_ppb += formed;
        return formed * per_sulfate;
    };
    step.h2o2_ppb = react(c.h2o2_ppb, 1.0, s.h2o2_rate(), s.h2o2_h);
    step.o3_ppb = react(c.o3_ppb, 1.0, s.o3_rate(), s.o3_h);
    step.no2_ppb = react(c.no2_ppb, 2.0, Solution::no2_rate(c.ph), s.no2_h);
    const double by_metals = so2 * -std::expm1(-metal_rate(c) * per_ppb * dt_s);
    step.so4_ppb += by_metals;
    return step;
}

}  // namespace lantian
