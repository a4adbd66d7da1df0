#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "models/chemistry/inorganic_crystals.hpp"
#include "models/chemistry/inorganic_solution.hpp"

namespace lantian {

namespace {

template <class... Solids>
constexpr SolidSet set_of(Solids... solids) {
    return (bit(solids) | ...);
}

/// Mutual deliquescence humidity of a set of salts (Fountoukis and Nenes 2007, table 5). K2SO4 and MgSO4 change
/// nothing.
struct Mutual {
    SolidSet salts;
    double rh;
};
constexpr SolidSet k_volatile = set_of(solid_nh4no3, solid_nh4cl);
constexpr std::array k_mutual{
    Mutual{set_of(solid_lc, solid_nh4hso4), 0.378},
    Mutual{set_of(solid_lc, solid_nh42so4), 0.690},
    Mutual{set_of(solid_nh42so4, solid_nh4no3), 0.600},
    Mutual{set_of(solid_nh42so4, solid_na2so4), 0.697},
    Mutual{set_of(solid_nh42so4, solid_na2so4, solid_nh4cl), 0.691},
    Mutual{set_of(solid_nh42so4, solid_na2so4, solid_nh4no3), 0.494},
    Mutual{set_of(solid_nh42so4, solid_na2so4) | k_volatile, 0.460},
    Mutual{set_of(solid_na2so4, solid_nacl), 0.735},
    Mutual{set_of(solid_nano3, solid_nacl), 0.673},
    Mutual{set_of(solid_na2so4, solid_nano3, solid_nacl), 0.663},
    Mutual{set_of(solid_na2so4, solid_nh4cl), 0.731},
    Mutual{set_of(solid_na2so4, solid_nacl, solid_nh4cl), 0.694},
    Mutual{set_of(solid_na2so4, solid_nano3, solid_nh4cl), 0.596},
    Mutual{set_of(solid_na2so4, solid_nano3, solid_nacl, solid_nh4cl), 0.596},
    Mutual{set_of(solid_na2so4, solid_nh4no3), 0.494},
    Mutual{set_of(solid_na2so4, solid_nano3, solid_nh4no3), 0.476},
    Mutual{set_of(solid_na2so4) | k_volatile, 0.460},
    Mutual{set_of(solid_na2so4, solid_nano3) | k_volatile, 0.438},
    Mutual{set_of(solid_na2so4, solid_nacl, solid_nh4no3), 0.380},
    Mutual{set_of(solid_na2so4, solid_nano3, solid_nacl, solid_nh4no3), 0.380},
    Mutual{set_of(solid_na2so4, solid_nacl) | k_volatile, 0.340},
    Mutual{set_of(solid_na2so4, solid_nano3, solid_nacl) | k_volatile, 0.240},
    Mutual{set_of(solid_lc, solid_na2so4, solid_nh42so4), 0.610},
    Mutual{set_of(solid_lc, solid_nahso4, solid_na2so4, solid_nh42so4), 0.363},
    Mutual{set_of(solid_lc, solid_nahso4, solid_nh4hso4, solid_na2so4, solid_nh42so4), 0.240},
};
constexpr SolidSet k_without_effect = set_of(solid_k2so4, solid_mgso4, solid_caso4, solid_khso4);
constexpr SolidSet k_crustal_salts =
    set_of(solid_cano32, solid_cacl2, solid_kno3, solid_kcl, solid_mgno32, solid_mgcl2);

/// Salts that may form in a regime.
constexpr SolidSet possible_solids(AerosolRegime regime) {
    switch (regime) {
        case AerosolRegime::ammonia_rich:
            return set_of(solid_nh42so4, solid_na2so4, solid_k2so4, solid_mgso4) | k_volatile;
        case AerosolRegime::sodium_rich:
            return set_of(solid_na2so4, solid_nacl, solid_nano3, solid_k2so4, solid_mgso4) | k_volatile;
        case AerosolRegime::crustal_rich:
            return set_of(solid_nacl, solid_nano3, solid_k2so4, solid_mgso4) | k_crustal_salts | k_volatile;
        case AerosolRegime::sulfate_rich:
            return set_of(solid_k2so4, solid_mgso4, solid_khso4, solid_na2so4, solid_nh42so4, solid_nahso4,
                          solid_nh4hso4, solid_lc);
        case AerosolRegime::free_acid:
            break;
    }
    return set_of(solid_nh4hso4, solid_nahso4, solid_khso4);
}

/// Deliquescence with the crossings at low temperature: ammonium nitrate never outlasts the others.
std::array<double, k_solids> crossing_deliquescence(double temperature_k) noexcept {
    std::array<double, k_solids> rh = deliquescence(temperature_k);
    rh[solid_nh4cl] = std::min(rh[solid_nh4cl], rh[solid_nh42so4]);
    rh[solid_nano3] = std::min(rh[solid_nano3], rh[solid_nacl]);
    rh[solid_nh4no3] =
        std::min({rh[solid_nh4no3], rh[solid_nh4cl], rh[solid_nh42so4], rh[solid_nano3], rh[solid_nacl]});
    return rh;
}

double mutual_deliquescence(const InorganicState& dry, const std::array<double, k_solids>& drh) noexcept {
    SolidSet present = 0;
    double lowest = 1.0;
    double most = 0.0;
    for (const double amount : dry.solid) most = std::max(most, amount);
    for (std::size_t k = 0; k < k_solids; ++k) {
        if (k == solid_caso4 || dry.solid[k] <= 1e-12 * most) continue;
        present |= bit(static_cast<Solid>(k));
        lowest = std::min(lowest, drh[k]);
    }
    if ((present & k_crustal_salts) != 0) return (present & bit(solid_cacl2)) != 0 ? 0.20 : 0.24;
    const SolidSet counted = present & ~k_without_effect;
    if ((counted & (counted - 1)) == 0) return lowest;  // one salt, or none
    double rh = lowest;
    int size = 99;
    for (const Mutual& m : k_mutual) {
        if ((counted & ~m.salts) != 0) continue;
        const int count = __builtin_popcount(m.salts);
        if (count < size) {
            size = count;
            rh = std::min(m.rh, lowest);
        }
    }
    return rh;
}

}  // namespace

InorganicState dry_particle(const SolutionProblem& problem) noexcept {
    const InorganicTotals& t = problem.totals;
    const bool keep = problem.rules == EquilibriumRules::complete;
    const NominalSalts salts = nominal_salts(problem.regime, t, keep);
    const auto& a = salts.amount;
    InorganicState s;
    s.solid[solid_nano3] = a[salt_nano3];
    s.solid[solid_nacl] = a[salt_nacl];
    s.solid[solid_na2so4] = a[salt_na2so4];
    s.solid[solid_nh42so4] = a[salt_nh42so4];
    s.solid[solid_nahso4] = a[salt_nahso4] - salts.khso4;
    s.solid[solid_khso4] = salts.khso4;
    s.solid[solid_nh4hso4] = a[salt_nh4hso4];
    s.solid[solid_lc] = a[salt_lc];
    s.solid[solid_caso4] = salts.caso4;
    s.solid[solid_cano32] = a[salt_cano32];
    s.solid[solid_cacl2] = a[salt_cacl2];
    s.solid[solid_k2so4] = a[salt_k2so4];
    s.solid[solid_kno3] = a[salt_kno3];
    s.solid[solid_kcl] = a[salt_kcl];
    s.solid[solid_mgso4] = a[salt_mgso4];
    s.solid[solid_mgno32] = a[salt_mgno32];
    s.solid[solid_mgcl2] = a[salt_mgcl2];
    if (keep) {
        // Cations without an anion would be carbonates; they stand here as dissolved, with hydroxide.
        s.na = std::max(t.na - a[salt_nano3] - a[salt_nacl] - 2.0 * a[salt_na2so4] - s.solid[solid_nahso4], 0.0);
        s.ca = std::max(t.ca - salts.caso4 - a[salt_cano32] - a[salt_cacl2], 0.0);
        s.k = std::max(t.k - 2.0 * a[salt_k2so4] - salts.khso4 - a[salt_kno3] - a[salt_kcl], 0.0);
        s.mg = std::max(t.mg - a[salt_mgso4] - a[salt_mgno32] - a[salt_mgcl2], 0.0);
        s.oh = s.na + s.k + 2.0 * (s.ca + s.mg);
    }
    // Ammonium nitrate x and chloride y: (A - x - y)(N - x) = K1, (A - x - y)(C - y) = K2; g = A - x - y.
    const auto ln_k = solid_constants(problem.temperature_k, keep || t.ca + t.k + t.mg > 0.0);
    const double ln_atm = std::log(1e-6 * k_gas_constant_atm * problem.temperature_k);
    const double k1 = std::exp(ln_k[solid_nh4no3] - 2.0 * ln_atm), k2 = std::exp(ln_k[solid_nh4cl] - 2.0 * ln_atm);
    const double free_nh3 = std::max(t.nh3 - salts.nh4_in_sulfate, 0.0);
    const double free_no3 = std::max(t.no3 - salts.fixed_no3, 0.0), free_cl = std::max(t.cl - salts.fixed_cl, 0.0);
    const auto gas = [&](double acid, double k) {  // root of g^2 + (acid - A) g = k
        const double b = acid - free_nh3, spread = std::sqrt(b * b + 4.0 * k);
        return b > 0.0 ? 2.0 * k / (b + spread) : 0.5 * (spread - b);
    };
    double g = free_nh3;
    if (free_nh3 * free_no3 > k1 || free_nh3 * free_cl > k2) {
        g = gas(free_no3 + free_cl, k1 + k2);
        if (g * free_no3 < k1)
            g = gas(free_cl, k2);
        else if (g * free_cl < k2)
            g = gas(free_no3, k1);
    }
    s.nh3_g = g;
    s.hno3_g = g * free_no3 > k1 ? k1 / g : free_no3;
    s.hcl_g = g * free_cl > k2 ? k2 / g : free_cl;
    s.solid[solid_nh4no3] = free_no3 - s.hno3_g;
    s.solid[solid_nh4cl] = free_cl - s.hcl_g;
    return s;
}

InorganicState solve_with_solids(const SolutionProblem& problem) noexcept {
    const double rh = problem.relative_humidity;
    const std::array<double, k_solids> drh = crossing_deliquescence(problem.temperature_k);
    SolidSet allowed = 0;
    for (std::size_t k = 0; k < k_solids; ++k) {
        if (rh < drh[k] && k != solid_caso4) allowed |= bit(static_cast<Solid>(k));
    }
    allowed &= possible_solids(problem.regime);
    const InorganicState dry = dry_particle(problem);
    const NominalSalts salts = nominal_salts(problem.regime, problem.totals, true);
    const bool acid = salts.amount[salt_h2so4] > 0.0;  // sulfuric acid never dries
    if (!acid && rh < mutual_deliquescence(dry, drh)) return dry;
    if (allowed == 0) {
        SolutionMemory memory;
        return solve_solution(problem, memory);
    }
    if (dry.oh <= 0.0) return solve_beside_solids(problem, dry, allowed);
    // Cations without an anion would be carbonates, which are not modelled: they take no part and are added at the end.
    SolutionProblem rest = problem;
    rest.totals.na = std::max(problem.totals.na - dry.na, 0.0);
    rest.totals.ca = std::max(problem.totals.ca - dry.ca, 0.0);
    rest.totals.k = std::max(problem.totals.k - dry.k, 0.0);
    rest.totals.mg = std::max(problem.totals.mg - dry.mg, 0.0);
    InorganicState bare = dry;
    bare.na = bare.ca = bare.k = bare.mg = bare.oh = 0.0;
    InorganicState state = solve_beside_solids(rest, bare, allowed);
    state.na += dry.na;
    state.ca += dry.ca;
    state.k += dry.k;
    state.mg += dry.mg;
    state.oh += dry.oh;
    return state;
}

}  // namespace lantian
