#include "models/chemistry/inorganic_crystals.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace lantian {

namespace {

constexpr int k_most_steps = 200;
constexpr double k_tolerance = 1e-9;    // of ln(ion product/constant)
constexpr double k_dry_share = 1e-7;    // water (mg) per umol of solutes, below which the particle counts as dry
constexpr double k_longest_step = 1.5;  // of the logarithm of what is dissolved
constexpr int k_most_cuts = 8, k_most_sweeps = 2000;
constexpr double k_difference = 1e-2, k_difference_tolerance = 1e-5;  // of a derivative, and of its solutions
constexpr double k_inner_share = 1e-3;  // tolerance of a solution to the square of what is missing
constexpr double k_enough = 0.5;        // a step that leaves more of the worst saturation is poor
constexpr int k_patience = 3;           // poor steps before the derivatives are taken anew
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

Amounts elements_of(const InorganicTotals& t) noexcept { return {t.na, t.nh3, t.ca, t.k, t.mg, t.so4, t.no3, t.cl}; }

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

    /// The solution by itself where nothing is supersaturated; else from the supersaturated salts of the dry particle
    /// and, should that fail, from all of them, a tenth dissolved.
    [[nodiscard]] InorganicState solve(const InorganicState& dry, SolidSet allowed) noexcept {
        for (std::size_t k = 0; k < k_solids; ++k) may_[k] = (allowed & bit(static_cast<Solid>(k))) != 0;
        memory_.tolerance = k_difference_tolerance;
        InorganicState state = evaluate();
        int sweeps = state.sweeps;
        if (unsaturated()) {
            memory_.tolerance = k_solution_tolerance;
            state = evaluate();
            sweeps += state.sweeps;
        }
        const bool known = state.converged && state.water_ug_m3 > 0.0;
        if (known) {
            if (unsaturated()) return finish(state, sweeps);
            const std::array<double, k_solids> ratio = ratio_;
            state = solve_from(
                dry, [&](std::size_t k) { return ratio[k] > 0.0; }, sweeps);
            if (state.converged) return state;
        }
        memory_ = {};
        known_.fill(false);
        return solve_from(
            dry, [](std::size_t) { return true; }, sweeps);
    }

  private:
    template <class Take>
    [[nodiscard]] InorganicState solve_from(const InorganicState& dry, const Take& take, int& sweeps) noexcept {
        for (std::size_t k = 0; k < k_solids; ++k) {
            active_[k] = may_[k] && dry.solid[k] > 0.0 && take(k);
            amount_[k] = active_[k] ? 0.9 * dry.solid[k] : 0.0;
        }
        memory_.tolerance = k_difference_tolerance;
        InorganicState state = evaluate();
        sweeps += state.sweeps;
        const int most = sweeps + k_most_sweeps;
        for (int step = 0; step < k_most_steps && sweeps < most; ++step) {
            if (is_dry(state)) return dry;
            activate();
            if (balanced() && state.converged) {
                if (memory_.tolerance <= k_solution_tolerance) return finish(state, sweeps);
                memory_.tolerance = k_solution_tolerance;
                state = evaluate();
                sweeps += state.sweeps;
                continue;
            }
            newton(state, sweeps);
        }
        state = finish(state, sweeps);
        state.converged = false;
        return state;
    }

    using Change = std::array<double, k_most_active>;

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
    [[nodiscard]] bool unsaturated() const noexcept {
        return std::none_of(ratio_.begin(), ratio_.end(), [](double ratio) { return ratio > k_tolerance; });
    }
    [[nodiscard]] bool balanced() const noexcept {
        for (std::size_t k = 0; k < k_solids; ++k) {
            if (active_[k] && std::abs(ratio_[k]) > k_tolerance) return false;
        }
        return true;
    }

    /// Derivative of every saturation by the logarithm of what is dissolved of salt k, by difference.
    void differentiate(std::size_t k, double dissolved_k, int& sweeps) noexcept {
        const std::array<double, k_solids> here_ratio = ratio_;
        const SolutionMemory here = memory_;
        const double before = amount_[k], change = k_difference * dissolved_k;
        const bool more = before < change;  // of the solid
        amount_[k] = more ? before + change : before - change;
        memory_.tolerance = k_difference_tolerance;
        sweeps += evaluate().sweeps;
        const double scale = more ? -1.0 / k_difference : 1.0 / k_difference;
        for (std::size_t i = 0; i < k_solids; ++i) slope_[i][k] = (ratio_[i] - here_ratio[i]) * scale;
        amount_[k] = before;
        memory_ = here;
        ratio_ = here_ratio;
        known_[k] = true;
    }

    /// One step for the logarithms of what is dissolved of each active salt. Derivatives by differences when a salt is
    /// met first and after a poor step, by Broyden's update between.
    void newton(InorganicState& state, int& sweeps) noexcept {
        std::array<std::size_t, k_most_active> which{};
        std::size_t n = 0;
        for (std::size_t k = 0; k < k_solids && n < k_most_active; ++k) {
            if (active_[k]) which[n++] = k;
        }
        if (n == 0) return;
        const Amounts left = remaining();
        Change d{}, residual{};
        double worst = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            d[i] = dissolved(which[i], left);
            residual[i] = ratio_[which[i]];
            worst = std::max(worst, std::abs(residual[i]));
        }
        if (worst > k_enough * last_worst_)
            ++poor_;
        else
            poor_ = 0;
        last_worst_ = worst;
        if (poor_ >= k_patience) {
            known_.fill(false);
            poor_ = 0;
        }
        for (std::size_t j = 0; j < n; ++j) {
            if (!known_[which[j]]) differentiate(which[j], d[j], sweeps);
        }
        Change change{};
        // Salts that are used up and would dissolve further take no part.
        for (bool blocked = true; blocked && n > 0;) {
            if (!newton_step(which, n, d, residual, worst, change)) known_.fill(false);
            blocked = false;
            for (std::size_t i = 0; i < n;) {
                if (amount_[which[i]] <= 0.0 && change[i] < 0.0) {
                    --n;
                    for (std::size_t j = i; j < n; ++j) {
                        which[j] = which[j + 1];
                        d[j] = d[j + 1];
                        residual[j] = residual[j + 1];
                        change[j] = change[j + 1];
                    }
                    blocked = true;
                } else {
                    ++i;
                }
            }
        }
        if (n == 0) return;
        limit(which, n, left, change);
        // Shorten while the energy falls no more at the end of the step.
        const double at_start = along(n, residual, change);
        const std::array<double, k_solids> before = amount_, ratio_before = ratio_;
        const SolutionMemory here = memory_;
        memory_.tolerance = std::clamp(k_inner_share * worst * worst, k_solution_tolerance, k_difference_tolerance);
        double part = 1.0;
        for (int i = 0; i < k_most_cuts; ++i) {
            for (std::size_t j = 0; j < n; ++j) amount_[which[j]] = std::max(before[which[j]] + part * change[j], 0.0);
            state = evaluate();
            sweeps += state.sweeps;
            if (state.water_ug_m3 <= 0.0 || !(at_start > 0.0)) {
                known_.fill(false);
                return;
            }
            Change now{};
            for (std::size_t j = 0; j < n; ++j) now[j] = std::max(ratio_[which[j]], -1e3);
            const double at_end = along(n, now, change);
            if (at_end >= -0.5 * at_start) break;
            part *= std::clamp(at_start / (at_start - at_end), 0.1, 0.6);
            memory_ = here;
        }
        update_slopes(which, n, d, before, ratio_before);
    }

    /// Broyden (1965): the least change of the derivatives that explains the last step.
    void update_slopes(const std::array<std::size_t, k_most_active>& which, std::size_t n, const Change& d,
                       const std::array<double, k_solids>& before,
                       const std::array<double, k_solids>& ratio_before) noexcept {
        Change moved{};
        double length = 0.0;
        for (std::size_t j = 0; j < n; ++j) {
            moved[j] = (before[which[j]] - amount_[which[j]]) / d[j];
            length += moved[j] * moved[j];
        }
        if (!(length > 0.0)) return;
        for (std::size_t i = 0; i < k_solids; ++i) {
            if (!(ratio_[i] > -1e8 && ratio_before[i] > -1e8)) continue;
            double missed = ratio_[i] - ratio_before[i];
            for (std::size_t j = 0; j < n; ++j) missed -= slope_[i][which[j]] * moved[j];
            for (std::size_t j = 0; j < n; ++j) slope_[i][which[j]] += missed * moved[j] / length;
        }
    }

    /// Amounts of the solids that Newton's step forms. Forming a salt lowers the Gibbs energy by ln(ion
    /// product/constant): where the step would raise it, it follows the saturations themselves and false is returned.
    bool newton_step(const std::array<std::size_t, k_most_active>& which, std::size_t n, const Change& d,
                     const Change& residual, double worst, Change& change) noexcept {
        std::array<std::array<double, k_most_active + 1>, k_most_active> matrix{};
        Change step{};
        // Scaling all that is dissolved hardly changes the concentrations: along it the matrix is nearly singular, and
        // the added diagonal lets the solution shrink or grow as its saturation says.
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) matrix[i][j] = slope_[which[i]][which[j]];
            matrix[i][i] += std::min(0.1, worst);
            matrix[i][n] = -residual[i];
        }
        bool good = eliminate(matrix, n, step);
        for (std::size_t i = 0; i < n && good; ++i) {
            good = std::isfinite(step[i]);
            change[i] = -d[i] * step[i];
        }
        if (good && along(n, residual, change) > 0.0) return true;
        for (std::size_t i = 0; i < n; ++i) change[i] = d[i] * residual[i];
        return false;
    }
    /// Cuts a step so that what is dissolved of no element changes by more than the factor exp(k_longest_step), and
    /// where a solid is used up. One salt may turn into another freely.
    void limit(const std::array<std::size_t, k_most_active>& which, std::size_t n, const Amounts& left,
               Change& change) const noexcept {
        Amounts used{};
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t e = 0; e < k_elements; ++e) used[e] += k_made_of[which[i]][e] * change[i];
        }
        double part = 1.0;
        for (std::size_t e = 0; e < k_elements; ++e) {
            if (used[e] == 0.0) continue;
            const double share = used[e] / left[e];
            const double taken = -std::expm1(-std::max(share, -k_longest_step));
            part = std::min(part, std::min(taken, 0.9) / share);
        }
        for (std::size_t i = 0; i < n; ++i) {
            if (-part * change[i] > amount_[which[i]]) part = amount_[which[i]] / -change[i];
        }
        for (std::size_t i = 0; i < n; ++i) {
            change[i] *= part;
            if (amount_[which[i]] + change[i] < 1e-12 * amount_[which[i]]) change[i] = -amount_[which[i]];
        }
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
    std::array<std::array<double, k_solids>, k_solids> slope_;  ///< of ratio [row] by ln dissolved [column]
    std::array<bool, k_solids> known_{};                        ///< columns of slope_
    double last_worst_ = 1e300;
    int poor_ = 0;
};

}  // namespace

InorganicState solve_beside_solids(const SolutionProblem& problem, const InorganicState& dry,
                                   SolidSet allowed) noexcept {
    return Crystals(problem).solve(dry, allowed);
}

}  // namespace lantian
