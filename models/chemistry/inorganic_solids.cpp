#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "models/chemistry/inorganic_solution.hpp"

namespace lantian {

namespace {

constexpr int k_most_steps = 200;
constexpr double k_tolerance = 1e-9;    // of ln(ion product/constant)
constexpr double k_dry_share = 1e-7;    // water (mg) per umol of solutes, below which the particle counts as dry
constexpr double k_longest_step = 1.5;  // of the logarithm of what is dissolved
constexpr int k_most_cuts = 8, k_most_sweeps = 8000;
constexpr std::size_t k_most_active = 14;

enum Element : std::size_t { el_na, el_nh3, el_ca, el_k, el_mg, el_so4, el_no3, el_cl, k_elements };
using Amounts = std::array<double, k_elements>;

/// Moles of each element in one mole of a solid.
constexpr std::array<Amounts, k_solids> k_made_of{{
    // Na NH3 Ca K Mg SO4 NO3 Cl
    {1, 0, 0, 0, 0, 0, 1, 0},  // NaNO3
    {0, 1, 0, 0, 0, 0, 1, 0},  // NH4NO3
    {1, 0, 0, 0, 0, 0, 0, 1},  // NaCl
    {0, 1, 0, 0, 0, 0, 0, 1},  // NH4Cl
    {2, 0, 0, 0, 0, 1, 0, 0},  // Na2SO4
    {0, 2, 0, 0, 0, 1, 0, 0},  // (NH4)2SO4
    {1, 0, 0, 0, 0, 1, 0, 0},  // NaHSO4
    {0, 1, 0, 0, 0, 1, 0, 0},  // NH4HSO4
    {0, 3, 0, 0, 0, 2, 0, 0},  // (NH4)3H(SO4)2
    {0, 0, 1, 0, 0, 1, 0, 0},  // CaSO4
    {0, 0, 1, 0, 0, 0, 2, 0},  // Ca(NO3)2
    {0, 0, 1, 0, 0, 0, 0, 2},  // CaCl2
    {0, 0, 0, 2, 0, 1, 0, 0},  // K2SO4
    {0, 0, 0, 1, 0, 1, 0, 0},  // KHSO4
    {0, 0, 0, 1, 0, 0, 1, 0},  // KNO3
    {0, 0, 0, 1, 0, 0, 0, 1},  // KCl
    {0, 0, 0, 0, 1, 1, 0, 0},  // MgSO4
    {0, 0, 0, 0, 1, 0, 2, 0},  // Mg(NO3)2
    {0, 0, 0, 0, 1, 0, 0, 2},  // MgCl2
}};

using SolidSet = std::uint32_t;
constexpr SolidSet bit(Solid solid) { return SolidSet{1} << solid; }
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

Amounts elements_of(const InorganicTotals& t) noexcept { return {t.na, t.nh3, t.ca, t.k, t.mg, t.so4, t.no3, t.cl}; }

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

/// Solids beside a solution.
class Crystals {
  public:
    explicit Crystals(const SolutionProblem& problem) noexcept
        : problem_(problem),
          totals_(elements_of(problem.totals)),
          ln_k_(solid_constants(problem.temperature_k,
                                problem.rules == EquilibriumRules::complete || crustal(problem.totals))) {
        ln_atm_ = std::log(1e-6 * k_gas_constant_atm * problem.temperature_k);
        rules_.temperature_k = problem.temperature_k;
        rules_.one_sum = problem.rules == EquilibriumRules::complete;
        rules_.correct_binary =
            problem.rules == EquilibriumRules::complete || std::abs(problem.temperature_k - 298.0) > 1.0;
    }

    /// Starts with what the dry particle holds of the allowed salts, a tenth of it dissolved.
    [[nodiscard]] InorganicState solve(const InorganicState& dry, SolidSet allowed) noexcept {
        for (std::size_t k = 0; k < k_solids; ++k) {
            may_[k] = (allowed & bit(static_cast<Solid>(k))) != 0;
            amount_[k] = may_[k] ? 0.9 * dry.solid[k] : 0.0;
            active_[k] = amount_[k] > 0.0;
        }
        InorganicState state = evaluate();
        int sweeps = state.sweeps;
        for (int step = 0; step < k_most_steps && sweeps < k_most_sweeps; ++step) {
            if (is_dry(state)) return dry;
            activate();
            if (balanced() && state.converged) return finish(state, sweeps);
            newton(state, sweeps);
        }
        state = finish(state, sweeps);
        state.converged = false;
        return state;
    }

  private:
    static bool crustal(const InorganicTotals& t) noexcept { return t.ca + t.k + t.mg > 0.0; }

    [[nodiscard]] Amounts remaining() const noexcept {
        Amounts left = totals_;
        for (std::size_t k = 0; k < k_solids; ++k) {
            if (amount_[k] <= 0.0) continue;
            for (std::size_t e = 0; e < k_elements; ++e) left[e] -= k_made_of[k][e] * amount_[k];
        }
        // Gypsum takes what it can before all others.
        const double gypsum = std::min(left[el_ca], left[el_so4]);
        left[el_ca] -= gypsum;
        left[el_so4] -= gypsum;
        return left;
    }
    /// What of a solid could still form.
    [[nodiscard]] static double dissolved(std::size_t k, const Amounts& left) noexcept {
        double least = 1e300;
        for (std::size_t e = 0; e < k_elements; ++e) {
            if (k_made_of[k][e] > 0.0) least = std::min(least, left[e] / k_made_of[k][e]);
        }
        return std::max(least, 0.0);
    }

    /// Solution for the present solids, and ln of ion product over constant of every allowed one.
    [[nodiscard]] InorganicState evaluate() noexcept {
        SolutionProblem rest = problem_;
        InorganicTotals& t = rest.totals;
        for (std::size_t k = 0; k < k_solids; ++k) {
            const double x = amount_[k];
            if (x <= 0.0) continue;
            const Amounts& of = k_made_of[k];
            t.na = std::max(t.na - of[el_na] * x, 0.0);
            t.nh3 = std::max(t.nh3 - of[el_nh3] * x, 0.0);
            t.ca = std::max(t.ca - of[el_ca] * x, 0.0);
            t.k = std::max(t.k - of[el_k] * x, 0.0);
            t.mg = std::max(t.mg - of[el_mg] * x, 0.0);
            t.so4 = std::max(t.so4 - of[el_so4] * x, 0.0);
            t.no3 = std::max(t.no3 - of[el_no3] * x, 0.0);
            t.cl = std::max(t.cl - of[el_cl] * x, 0.0);
        }
        InorganicState state = solve_solution(rest, memory_);
        if (!state.converged) memory_.warm = false;
        saturation(state);
        return state;
    }

    void saturation(const InorganicState& s) noexcept {
        ratio_.fill(-1e9);
        if (s.water_ug_m3 <= 0.0) return;
        const Ions ions = molalities(s);
        const Activities gamma(ions, rules_);
        const auto ln = [](double x) { return x > 0.0 ? std::log(x) : -1e9; };
        // ln of the product m(c)^nc m(a)^na gamma^(nc+na)
        const auto salt = [&](Cation c, double nc, Anion a, double na) {
            return nc * ln(ions.cation[c]) + na * ln(ions.anion[a]) +
                   (nc + na) * std::numbers::ln10 * gamma.log10_gamma(c, a);
        };
        const auto set = [&](Solid solid, double product) {
            if (may_[solid]) ratio_[solid] = std::max(product - ln_k_[solid], -1e9);
        };
        set(solid_nano3, salt(ion_na, 1, ion_no3, 1));
        set(solid_nacl, salt(ion_na, 1, ion_cl, 1));
        set(solid_na2so4, salt(ion_na, 2, ion_so4, 1));
        set(solid_nh42so4, salt(ion_nh4, 2, ion_so4, 1));
        set(solid_nahso4, salt(ion_na, 1, ion_hso4, 1));
        set(solid_nh4hso4, salt(ion_nh4, 1, ion_hso4, 1));
        const double ln_lc =
            0.2 * (3.0 * gamma.log10_gamma(ion_nh4, ion_so4) + 2.0 * gamma.log10_gamma(ion_nh4, ion_hso4));
        set(solid_lc, 3.0 * ln(ions.cation[ion_nh4]) + ln(ions.anion[ion_so4]) + ln(ions.anion[ion_hso4]) +
                          5.0 * std::numbers::ln10 * ln_lc);
        set(solid_cano32, salt(ion_ca, 1, ion_no3, 2));
        set(solid_cacl2, salt(ion_ca, 1, ion_cl, 2));
        set(solid_k2so4, salt(ion_k, 2, ion_so4, 1));
        set(solid_khso4, salt(ion_k, 1, ion_hso4, 1));
        set(solid_kno3, salt(ion_k, 1, ion_no3, 1));
        set(solid_kcl, salt(ion_k, 1, ion_cl, 1));
        set(solid_mgso4, salt(ion_mg, 1, ion_so4, 1));
        set(solid_mgno32, salt(ion_mg, 1, ion_no3, 2));
        set(solid_mgcl2, salt(ion_mg, 1, ion_cl, 2));
        set(solid_nh4no3, ln(s.nh3_g) + ln(s.hno3_g) + 2.0 * ln_atm_);
        set(solid_nh4cl, ln(s.nh3_g) + ln(s.hcl_g) + 2.0 * ln_atm_);
    }

    [[nodiscard]] bool is_dry(const InorganicState& s) const noexcept {
        double sum = 0.0;
        for (const double x : totals_) sum += x;
        return s.water_ug_m3 * 1e-3 <= k_dry_share * sum;
    }
    void activate() noexcept {
        const Amounts left = remaining();
        for (std::size_t k = 0; k < k_solids; ++k) {
            if (may_[k] && !active_[k] && ratio_[k] > k_tolerance && dissolved(k, left) > 0.0) active_[k] = true;
            if (active_[k] && amount_[k] <= 0.0 && ratio_[k] < -k_tolerance) active_[k] = false;
        }
    }
    [[nodiscard]] bool balanced() const noexcept {
        for (std::size_t k = 0; k < k_solids; ++k) {
            if (active_[k] && std::abs(ratio_[k]) > k_tolerance) return false;
        }
        return true;
    }

    /// One step for the logarithms of what is dissolved of each active salt; derivatives by differences.
    void newton(InorganicState& state, int& sweeps) noexcept {
        std::array<std::size_t, k_most_active> which{};
        std::size_t n = 0;
        for (std::size_t k = 0; k < k_solids && n < k_most_active; ++k) {
            if (active_[k]) which[n++] = k;
        }
        if (n == 0) return;
        const Amounts left = remaining();
        std::array<double, k_most_active> d{}, residual{}, step{};
        std::array<std::array<double, k_most_active + 1>, k_most_active> matrix{};
        for (std::size_t i = 0; i < n; ++i) {
            d[i] = dissolved(which[i], left);
            residual[i] = ratio_[which[i]];
        }
        const SolutionMemory here = memory_;
        for (std::size_t j = 0; j < n; ++j) {
            const std::size_t k = which[j];
            const double before = amount_[k];
            const double change = 1e-4 * d[j];
            const bool more = before < change;  // of the solid
            amount_[k] = more ? before + change : before - change;
            sweeps += evaluate().sweeps;
            for (std::size_t i = 0; i < n; ++i) matrix[i][j] = (ratio_[which[i]] - residual[i]) / (more ? -1e-4 : 1e-4);
            amount_[k] = before;
            memory_ = here;
        }
        // Scaling all that is dissolved hardly changes the concentrations: along it the matrix is nearly singular, and
        // the added diagonal lets the solution shrink or grow as its saturation says.
        double worst = 0.0;
        for (std::size_t i = 0; i < n; ++i) worst = std::max(worst, std::abs(residual[i]));
        for (std::size_t i = 0; i < n; ++i) {
            matrix[i][i] += std::min(0.1, worst);
            matrix[i][n] = -residual[i];
            ratio_[which[i]] = residual[i];
        }
        Change change{};
        const bool solved = eliminate(matrix, n, step);
        if (!solved || !limited_change(which, n, d, left, step, change) || along(n, residual, change) <= 0.0) {
            // Forming a salt lowers the Gibbs energy by ln(ion product/constant): where Newton's step would raise it,
            // follow the saturations themselves.
            for (std::size_t i = 0; i < n; ++i) step[i] = -residual[i];
            static_cast<void>(limited_change(which, n, d, left, step, change));
        }
        // Shorten while the energy falls no more at the end of the step.
        const double at_start = along(n, residual, change);
        const std::array<double, k_solids> before = amount_;
        double part = 1.0;
        for (int i = 0; i < k_most_cuts; ++i) {
            for (std::size_t j = 0; j < n; ++j) amount_[which[j]] = std::max(before[which[j]] + part * change[j], 0.0);
            state = evaluate();
            sweeps += state.sweeps;
            if (state.water_ug_m3 <= 0.0 || !(at_start > 0.0)) return;
            std::array<double, k_most_active> now{};
            for (std::size_t j = 0; j < n; ++j) now[j] = std::max(ratio_[which[j]], -1e3);
            const double at_end = along(n, now, change);
            if (at_end >= -0.5 * at_start) return;
            part *= std::clamp(at_start / (at_start - at_end), 0.1, 0.6);
            memory_ = here;
        }
    }

    using Change = std::array<double, k_most_active>;
    /// Amounts of the solids that belong to a step of the logarithms of what is dissolved, limited in length and so
    /// that nothing is used up. False when the step is not finite.
    [[nodiscard]] bool limited_change(const std::array<std::size_t, k_most_active>& which, std::size_t n,
                                      const Change& d, const Amounts& left, const Change& step,
                                      Change& change) const noexcept {
        double longest = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            if (!std::isfinite(step[i])) return false;
            longest = std::max(longest, std::abs(step[i]));
        }
        const double scale = longest > k_longest_step ? k_longest_step / longest : 1.0;
        Amounts used{};
        for (std::size_t i = 0; i < n; ++i) {
            change[i] = std::max(d[i] * -std::expm1(scale * step[i]), -amount_[which[i]]);
            for (std::size_t e = 0; e < k_elements; ++e) used[e] += k_made_of[which[i]][e] * change[i];
        }
        double part = 1.0;
        for (std::size_t e = 0; e < k_elements; ++e) {
            if (used[e] > 0.9 * left[e]) part = std::min(part, 0.9 * left[e] / used[e]);
        }
        for (std::size_t i = 0; i < n; ++i) change[i] *= part;
        return true;
    }
    /// Fall of the Gibbs energy (in units of RT) per unit of a change at given saturations.
    [[nodiscard]] static double along(std::size_t n, const Change& ratio, const Change& change) noexcept {
        double sum = 0.0;
        for (std::size_t i = 0; i < n; ++i) sum += ratio[i] * change[i];
        return sum;
    }

    /// Gauss elimination with pivots; false when singular.
    static bool eliminate(std::array<std::array<double, k_most_active + 1>, k_most_active>& a, std::size_t n,
                          std::array<double, k_most_active>& x) noexcept {
        for (std::size_t c = 0; c < n; ++c) {
            std::size_t pivot = c;
            for (std::size_t r = c + 1; r < n; ++r) {
                if (std::abs(a[r][c]) > std::abs(a[pivot][c])) pivot = r;
            }
            if (!(std::abs(a[pivot][c]) > 1e-9)) return false;
            std::swap(a[c], a[pivot]);
            for (std::size_t r = c + 1; r < n; ++r) {
                const double f = a[r][c] / a[c][c];
                for (std::size_t j = c; j <= n; ++j) a[r][j] -= f * a[c][j];
            }
        }
        for (std::size_t c = n; c-- > 0;) {
            double sum = a[c][n];
            for (std::size_t j = c + 1; j < n; ++j) sum -= a[c][j] * x[j];
            x[c] = sum / a[c][c];
        }
        return true;
    }

    [[nodiscard]] InorganicState finish(InorganicState state, int sweeps) const noexcept {
        for (std::size_t k = 0; k < k_solids; ++k) {
            if (k != solid_caso4) state.solid[k] = amount_[k];
        }
        state.sweeps = sweeps;
        return state;
    }

    const SolutionProblem& problem_;
    const Amounts totals_;
    const std::array<double, k_solids> ln_k_;
    ActivityRules rules_;
    double ln_atm_ = 0.0;
    SolutionMemory memory_;
    std::array<double, k_solids> amount_{}, ratio_{};
    std::array<bool, k_solids> may_{}, active_{};
};

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
    if (dry.oh <= 0.0) return Crystals(problem).solve(dry, allowed);
    // Cations without an anion would be carbonates, which are not modelled: they take no part and are added at the end.
    SolutionProblem rest = problem;
    rest.totals.na = std::max(problem.totals.na - dry.na, 0.0);
    rest.totals.ca = std::max(problem.totals.ca - dry.ca, 0.0);
    rest.totals.k = std::max(problem.totals.k - dry.k, 0.0);
    rest.totals.mg = std::max(problem.totals.mg - dry.mg, 0.0);
    InorganicState bare = dry;
    bare.na = bare.ca = bare.k = bare.mg = bare.oh = 0.0;
    InorganicState state = Crystals(rest).solve(bare, allowed);
    state.na += dry.na;
    state.ca += dry.ca;
    state.k += dry.k;
    state.mg += dry.mg;
    state.oh += dry.oh;
    return state;
}

}  // namespace lantian
