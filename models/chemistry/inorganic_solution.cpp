#include "models/chemistry/inorganic_solution.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace lantian {

namespace {

constexpr int k_quick_sweeps = 14;  // then the slower way that finds every solution
constexpr int k_most_outer = 100, k_most_inner = 400, k_accelerated = 40;
constexpr double k_damping = 0.25;
constexpr double k_dry_share = 1e-12;  // water (mg) per umol of what could dissolve, below which nothing does
constexpr double k_ln10 = std::numbers::ln10;

/// Place in the iteration: 2 ln gamma(HNO3), 2 ln gamma(HCl), 2 ln gamma(HNO3)/gamma(NH4NO3),
/// ln gamma(H,HSO4)^2/gamma(H2,SO4)^3, ln water (mg m-3).
enum : std::size_t { at_nitric, at_chloric, at_ammonia, at_bisulfate, at_water, k_places };
using Place = std::array<double, k_places>;

/// Charge balance as a function of H+ (umol m-3); every term rises with it.
struct ChargeBalance {
    double fixed;                   ///< charge of sodium and crustals (and of what does not react)
    double base_water;              ///< Kw aw W^2
    double nh3, ammonia;            ///< NH4+ = nh3 ammonia H/(1 + ammonia H)
    double no3, nitric, least_no3;  ///< NO3- = no3 nitric/(nitric + H), not below least
    double cl, chloric, least_cl;
    double so4, bisulfate;  ///< HSO4- = so4 H/(bisulfate + H); bisulfate < 0: all is SO4--

    [[nodiscard]] double nh4_at(double h) const noexcept { return nh3 * ammonia * h / (1.0 + ammonia * h); }
    [[nodiscard]] double no3_at(double h) const noexcept {
        return no3 > 0.0 ? std::max(no3 * nitric / (nitric + h), most_acid_no3()) : 0.0;
    }
    /// Nitrate in solution when chloride is at its least: the published programs take it from the ratio of the acids.
    [[nodiscard]] double most_acid_no3() const noexcept {
        if (least_cl <= 0.0) return least_no3;
        return std::max(no3 * least_cl / (least_cl + chloric / nitric * (cl - least_cl)), least_no3);
    }
    [[nodiscard]] double cl_at(double h) const noexcept {
        return cl > 0.0 ? std::max(cl * chloric / (chloric + h), least_cl) : 0.0;
    }
    [[nodiscard]] double hso4_at(double h) const noexcept { return bisulfate < 0.0 ? 0.0 : so4 * h / (bisulfate + h); }

    /// Root by Newton in ln H within a bracket.
    [[nodiscard]] double solve(double guess) const noexcept {
        double low = 0.0, high = 0.0;
        const double lowest_no3 = most_acid_no3();
        double h = std::max(guess, 1e-290);
        for (int i = 0; i < 200; ++i) {
            const double per_base = 1.0 / (1.0 + ammonia * h);
            double value = h - base_water / h + fixed + nh3 * ammonia * h * per_base;
            double slope = h + base_water / h + nh3 * ammonia * h * per_base * per_base;
            double size = h + base_water / h + std::abs(fixed);
            if (no3 > 0.0) {
                const double per = 1.0 / (nitric + h), dissolved = no3 * nitric * per;
                if (dissolved > lowest_no3) slope += dissolved * h * per;
                value -= std::max(dissolved, lowest_no3);
            }
            if (cl > 0.0) {
                const double per = 1.0 / (chloric + h), dissolved = cl * chloric * per;
                if (dissolved > least_cl) slope += dissolved * h * per;
                value -= std::max(dissolved, least_cl);
            }
            if (bisulfate < 0.0) {
                value -= 2.0 * so4;
            } else {
                const double per = 1.0 / (bisulfate + h);
                value -= so4 * (2.0 * bisulfate + h) * per;
                slope += so4 * bisulfate * h * per * per;
            }
            size += 2.0 * so4 + no3 + cl;
            if (value > 0.0)
                high = h;
            else
                low = h;
            const double step = -value / slope;  // of ln h
            if (std::abs(step) < 1e-15 || std::abs(value) <= 1e-16 * size) return h;
            double next;
            if (std::abs(step) < 0.1)
                next = h * (1.0 + step + 0.5 * step * step);
            else
                next = h * std::exp(std::clamp(step, -4.0, 4.0));
            if ((high > 0.0 && next >= high) || next <= low)
                next = high > 0.0 && low > 0.0 ? std::sqrt(low * high) : (high > 0.0 ? high * 1e-4 : low * 1e4);
            if (next == h) return h;
            h = next;
        }
        return h;
    }
};

/// One parcel under way.
class Solver {
  public:
    Solver(const SolutionProblem& problem, SolutionMemory& memory) noexcept
        : p_(problem),
          memory_(memory),
          published_(problem.rules == EquilibriumRules::published),
          acid_(problem.regime == AerosolRegime::sulfate_rich || problem.regime == AerosolRegime::free_acid),
          minor_(published_ && acid_),
          salts_(nominal_salts(problem.regime, problem.totals, !published_)) {
        for (std::size_t s = 0; s < k_salts; ++s) fixed_water_ += salts_.amount[s] * p_.kg_per_mol[s];
        ln_gas_ = std::log(1e-6 * k_gas_constant_atm * p_.temperature_k);
        rules_.temperature_k = p_.temperature_k;
        rules_.one_sum = !published_;
        rules_.correct_binary = !published_ || std::abs(p_.temperature_k - 298.0) > 1.0;
        balance_.fixed = salts_.na + salts_.k + 2.0 * (salts_.ca + salts_.mg);
        balance_.so4 = p_.totals.so4 - salts_.caso4;
        balance_.nh3 = p_.totals.nh3;
        balance_.no3 = minor_ ? 0.0 : p_.totals.no3;
        balance_.cl = minor_ ? 0.0 : p_.totals.cl;
        // In the published programs what sodium and crustals bind never evaporates.
        balance_.least_no3 = published_ ? salts_.fixed_no3 : 0.0;
        balance_.least_cl = published_ ? salts_.fixed_cl : 0.0;
        if (minor_) {
            balance_.fixed += salts_.nh4_in_sulfate;
            balance_.nh3 = 0.0;
        }
    }

    [[nodiscard]] InorganicState solve() noexcept {
        InorganicState state;
        state.solid[solid_caso4] = salts_.caso4;
        const double solutes = balance_.so4 + salts_.na + salts_.k + salts_.ca + salts_.mg +
                               std::min(p_.totals.nh3, p_.totals.no3 + p_.totals.cl);
        if (!(solutes > 0.0)) return leave_dry(state);
        const double dry = std::log(k_dry_share * solutes);
        Place place = memory_.warm ? memory_.place : first_place();
        if (memory_.warm)
            h_ = memory_.h;
        else
            memory_.mixing.forget();
        const double dry_water = fixed_water_ > 0.0 ? -1e300 : dry;
        Outcome outcome =
            minor_ ? Outcome::late
                   : iterate(memory_.mixing, place, dry_water, k_quick_sweeps, memory_.tolerance, false, state.sweeps);
        if (outcome == Outcome::late) outcome = by_bisulfate(place, dry_water, state.sweeps);
        state.converged = outcome != Outcome::late;
        if (outcome == Outcome::dry) return leave_dry(state);
        memory_.warm = true;
        memory_.place = place;
        compose(place);
        memory_.h = h_;
        fill(state);
        return state;
    }

  private:
    enum class Outcome { converged, dry, late };

    /// Accelerated sweeps until nothing changes by more than the tolerance. `held`: the bisulfate coefficient stays.
    Outcome iterate(Anderson<k_places>& mixing, Place& place, double dry_water, int most, double tolerance, bool held,
                    int& sweeps) noexcept {
        mixing.restart();
        for (int sweep = 0; sweep < most; ++sweep) {
            Place image = sweep_once(place);
            ++sweeps;
            bisulfate_image_ = image[at_bisulfate];
            if (held) image[at_bisulfate] = place[at_bisulfate];
            double change = 0.0;
            for (std::size_t i = 0; i < k_places; ++i) change = std::max(change, std::abs(image[i] - place[i]));
            if (change < tolerance) {
                place = image;
                return Outcome::converged;
            }
            if (sweep < k_accelerated) {
                place = mixing.next(place, image);
            } else {
                // Where the strength passes its limit the coefficients have a corner, which acceleration may circle.
                for (std::size_t i = 0; i < k_places; ++i) place[i] += k_damping * (image[i] - place[i]);
            }
            if (std::min(place[at_water], image[at_water]) < dry_water) return Outcome::dry;
        }
        return Outcome::late;
    }

    /// The same with the bisulfate coefficient u as the outer unknown: less bisulfate makes a stronger solution, which
    /// makes less bisulfate, so that G(u) - u can have several roots. From the side of most bisulfate (u low) the first
    /// one is taken, which is where plain iteration from there ends.
    Outcome by_bisulfate(Place& place, double dry_water, int& sweeps) noexcept {
        memory_.mixing.forget();
        place = first_place();
        double low = 0.0, low_value = 0.0, high = 0.0, high_value = 0.0;
        bool have_low = false, have_high = false;
        double u = place[at_bisulfate];
        int side = 0;
        double tolerance = 1e-3;  // of the inner iteration: finer as the outer one closes in
        for (int i = 0; i < k_most_outer; ++i) {
            place[at_bisulfate] = u;
            Anderson<k_places> mixing;
            const Outcome outcome =
                iterate(mixing, place, dry_water, minor_ ? 1 : k_most_inner, tolerance, true, sweeps);
            if (outcome == Outcome::dry || (outcome == Outcome::late && !minor_)) return outcome;
            const double value = bisulfate_image_ - u;
            if (std::abs(value) < k_solution_tolerance && (minor_ || tolerance <= k_solution_tolerance))
                return Outcome::converged;
            tolerance = std::clamp(1e-2 * std::abs(value), k_solution_tolerance, tolerance);
            if (value > 0.0) {
                const double slope = have_low ? (value - low_value) / (u - low) : -1.0;
                if (have_high && side == 1) high_value *= 0.5;
                low = u;
                low_value = value;
                have_low = true;
                side = 1;
                if (!have_high) {
                    u += std::min(value * std::clamp(slope < 0.0 ? -1.0 / slope : 8.0, 1.0, 8.0), 2.0);
                    continue;
                }
            } else {
                if (have_low && side == -1) low_value *= 0.5;
                high = u;
                high_value = value;
                have_high = true;
                side = -1;
                if (!have_low) {
                    u += value - 1e-3;
                    continue;
                }
            }
            const double next = (low * high_value - high * low_value) / (high_value - low_value);
            if (!(next > low && next < high)) {
                u = 0.5 * (low + high);
                if (u <= low || u >= high) return Outcome::converged;
            } else {
                u = next;
            }
        }
        return Outcome::late;
    }

    /// All that can dissolve does, with as much bisulfate as the charges allow.
    [[nodiscard]] Place first_place() noexcept {
        const double free_nh4 = std::max(p_.totals.nh3 - salts_.nh4_in_sulfate, 0.0);
        const double nitrate = std::min(free_nh4, std::max(p_.totals.no3 - salts_.fixed_no3, 0.0));
        const double chloride = std::min(free_nh4 - nitrate, std::max(p_.totals.cl - salts_.fixed_cl, 0.0));
        const double water =
            std::max(fixed_water_ + nitrate * p_.kg_per_mol[salt_nh4no3] + chloride * p_.kg_per_mol[salt_nh4cl], 1e-30);
        const double no3 = minor_ ? 0.0 : std::min(nitrate + salts_.fixed_no3, p_.totals.no3);
        const double cl = minor_ ? 0.0 : std::min(chloride + salts_.fixed_cl, p_.totals.cl);
        const double nh4 = std::min(p_.totals.nh3, salts_.nh4_in_sulfate + (acid_ ? 0.0 : nitrate + chloride));
        const double so4 = balance_.so4;
        const double lacking = 2.0 * so4 + no3 + cl - (salts_.na + salts_.k + 2.0 * (salts_.ca + salts_.mg) + nh4);
        const double hso4 = acid_ ? std::clamp(lacking * (1.0 - 1e-3), 0.0, so4 * (1.0 - 1e-3)) : 0.0;
        h_ = std::max(lacking - hso4, 1e-4 * water);
        return log_gammas(h_, nh4, no3, cl, hso4, water);
    }

    /// Coefficients of the charge balance at a place, and its H+.
    void compose(const Place& place) noexcept {
        const InorganicConstants& k = p_.constants;
        water_ = std::exp(place[at_water]);
        const double square = water_ * water_;
        balance_.base_water = std::exp(k.water) * p_.relative_humidity * square;
        balance_.ammonia = std::exp(k.ammonia + ln_gas_ + place[at_ammonia]);
        balance_.nitric = std::exp(k.nitric + ln_gas_ - place[at_nitric]) * square;
        balance_.chloric = std::exp(k.chloric + ln_gas_ - place[at_chloric]) * square;
        bisulfate_ = std::exp(k.bisulfate + place[at_bisulfate]) * water_;
        balance_.bisulfate = published_ && !acid_ ? -1.0 : bisulfate_;
        h_ = balance_.solve(h_);
    }

    [[nodiscard]] Place sweep_once(const Place& place) noexcept {
        compose(place);
        const double nh4 = minor_ ? salts_.nh4_in_sulfate : balance_.nh4_at(h_);
        const double no3 = balance_.no3_at(h_), cl = balance_.cl_at(h_);
        double water = fixed_water_;
        if (!acid_) {
            const double free_nh4 = std::max(nh4 - salts_.nh4_in_sulfate, 0.0);
            const double nitrate = std::min(std::max(no3 - salts_.fixed_no3, 0.0), free_nh4);
            const double chloride = std::min(std::max(cl - salts_.fixed_cl, 0.0), free_nh4 - nitrate);
            water += nitrate * p_.kg_per_mol[salt_nh4no3] + chloride * p_.kg_per_mol[salt_nh4cl];
        }
        water = std::max(water, 1e-300);
        Place image = log_gammas(h_, nh4, no3, cl, balance_.hso4_at(h_), water_);
        image[at_water] = std::log(water);
        return image;
    }

    /// Place that belongs to the activity coefficients of a solution, and its water.
    [[nodiscard]] Place log_gammas(double h, double nh4, double no3, double cl, double hso4,
                                   double water) const noexcept {
        const double per_water = 1.0 / water;
        const Ions ions{{h * per_water, salts_.na * per_water, nh4 * per_water, salts_.ca * per_water,
                         salts_.k * per_water, salts_.mg * per_water},
                        {cl * per_water, (balance_.so4 - hso4) * per_water, hso4 * per_water, no3 * per_water}};
        const Activities mean(ions, rules_);
        const auto gamma = [&](Cation cation, Anion anion) {
            const double log10 = mean.log10_gamma(cation, anion);
            return k_ln10 * (published_ ? std::clamp(log10, -5.0, 5.0) : log10);
        };
        const double nitric = gamma(ion_h, ion_no3);
        Place place;
        place[at_nitric] = 2.0 * nitric;
        place[at_chloric] = 2.0 * gamma(ion_h, ion_cl);
        place[at_ammonia] = 2.0 * (nitric - gamma(ion_nh4, ion_no3));
        place[at_bisulfate] = 2.0 * gamma(ion_h, ion_hso4) - 3.0 * gamma(ion_h, ion_so4);
        place[at_water] = std::log(water);
        return place;
    }

    [[nodiscard]] InorganicState leave_dry(InorganicState state) const noexcept {
        state.nh3_g = p_.totals.nh3;
        state.hno3_g = p_.totals.no3;
        state.hcl_g = p_.totals.cl;
        return state;
    }

    /// Amounts at the converged place. Gas and solution are both written as shares of the total, so that neither loses
    /// digits where it is small.
    void fill(InorganicState& state) noexcept {
        const InorganicTotals& t = p_.totals;
        if (minor_) dissolve_minor();
        const double h = h_;
        state.na = salts_.na;
        state.ca = salts_.ca;
        state.k = salts_.k;
        state.mg = salts_.mg;
        state.water_ug_m3 = water_ * 1e3;
        if (minor_) {
            state.h = h;
            state.nh4 = t.nh3 - minor_nh3_;
            state.nh3_g = minor_nh3_;
            state.no3 = minor_no3_;
            state.hno3_g = t.no3 - minor_no3_;
            state.cl = minor_cl_;
            state.hcl_g = t.cl - minor_cl_;
            state.hso4 = minor_hso4_;
            state.so4 = balance_.so4 - minor_hso4_;
            state.oh = 0.0;
            return;
        }
        state.h = h;
        state.oh = balance_.base_water / h;
        state.nh4 = balance_.nh4_at(h);
        state.nh3_g = t.nh3 / (1.0 + balance_.ammonia * h);
        state.no3 = balance_.no3_at(h);
        state.hno3_g = state.no3 > t.no3 * 0.5 && state.no3 > balance_.most_acid_no3()
                           ? t.no3 * h / (balance_.nitric + h)
                           : t.no3 - state.no3;
        state.cl = balance_.cl_at(h);
        state.hcl_g =
            state.cl > t.cl * 0.5 && state.cl > balance_.least_cl ? t.cl * h / (balance_.chloric + h) : t.cl - state.cl;
        state.hso4 = balance_.hso4_at(h);
        state.so4 = balance_.so4 - state.hso4;
        if (balance_.bisulfate < 0.0) {
            // Bisulfate formed afterwards from what the balance left: (H - d)(SO4 - d) = K d.
            const double sum = h + balance_.so4 + bisulfate_;
            const double d =
                2.0 * h * balance_.so4 / (sum + std::sqrt(std::max(sum * sum - 4.0 * h * balance_.so4, 0.0)));
            state.hso4 = d;
            state.so4 = balance_.so4 - d;
            state.h = h - d;
        }
    }

    /// Published sulfate-rich regimes: nitric and hydrochloric acid and ammonia adjust to the sulfate solution without
    /// changing it.
    void dissolve_minor() noexcept {
        minor_hso4_ = balance_.hso4_at(h_);
        ChargeBalance acids{};
        acids.fixed = -h_;
        acids.no3 = p_.totals.no3;
        acids.nitric = balance_.nitric;
        acids.cl = p_.totals.cl;
        acids.chloric = balance_.chloric;
        acids.bisulfate = -1.0;
        const double h = acids.no3 + acids.cl > 0.0 ? acids.solve(h_) : h_;
        minor_no3_ = acids.no3_at(h);
        minor_cl_ = acids.cl_at(h);
        h_ = h;
        minor_nh3_ = std::max(p_.totals.nh3 - salts_.nh4_in_sulfate, 0.0);
        // Without sodium, crustals and chloride, but with nitrate, they leave ammonia out.
        const InorganicTotals& t = p_.totals;
        if (t.no3 > 0.0 && t.na + t.cl + t.ca + t.k + t.mg <= 0.0) return;
        // NH4 - g = A (H + g) g
        const double nh4 = salts_.nh4_in_sulfate, b = h + 1.0 / balance_.ammonia;
        const double leaves = 2.0 * nh4 / balance_.ammonia / (b + std::sqrt(b * b + 4.0 * nh4 / balance_.ammonia));
        minor_nh3_ += leaves;
        h_ = h + leaves;
    }

    const SolutionProblem& p_;
    SolutionMemory& memory_;
    const bool published_, acid_, minor_;
    const NominalSalts salts_;
    ActivityRules rules_;
    ChargeBalance balance_{};
    double bisulfate_image_ = 0.0;
    double fixed_water_ = 0.0, ln_gas_ = 0.0, water_ = 0.0, h_ = 0.0, bisulfate_ = 0.0;
    double minor_no3_ = 0.0, minor_cl_ = 0.0, minor_nh3_ = 0.0, minor_hso4_ = 0.0;
};

/// What the published programs do with cations that exceed all anions: the excess is dropped in the order K, Mg, Na,
/// Ca.
InorganicTotals drop_excess(InorganicTotals t) noexcept {
    const double anions = 2.0 * t.so4 + t.no3 + t.cl;
    if (t.na + t.ca + t.k + t.mg <= anions) return t;
    constexpr double k_share = 1.0 - 1e-6;
    const auto less = [](double& from, double by) { from = std::max(from - by, 0.0); };
    double so4 = t.so4, no3 = t.no3, cl = t.cl, ca = t.ca;
    const double gypsum = std::min(so4, ca);
    less(so4, gypsum);
    less(ca, gypsum);
    const double cano3 = std::min(ca, 0.5 * no3);
    less(ca, cano3);
    less(no3, 2.0 * cano3);
    const double cacl2 = std::min(ca, 0.5 * cl);
    less(cl, 2.0 * cacl2);
    const double for_na = 2.0 * so4 + no3 + cl;
    double na = t.na;
    const double na2so4 = std::min(so4, 0.5 * na);
    less(so4, na2so4);
    less(na, 2.0 * na2so4);
    const double nacl = std::min(na, cl);
    less(cl, nacl);
    const double for_mg = 2.0 * so4 + no3 + cl;
    double mg = t.mg;
    const double mgso4 = std::min(so4, mg);
    less(mg, mgso4);
    less(so4, mgso4);
    const double mgno3 = std::min(mg, 0.5 * no3);
    less(mg, mgno3);
    less(no3, 2.0 * mgno3);
    const double mgcl2 = std::min(mg, 0.5 * cl);
    less(cl, 2.0 * mgcl2);
    const double for_k = 2.0 * so4 + no3 + cl;
    if (t.ca > anions) {
        t.ca = k_share * anions;
        t.na = t.k = t.mg = 0.0;
    } else if (t.na > for_na) {
        t.na = k_share * for_na;
        t.k = t.mg = 0.0;
    } else if (t.mg > for_mg) {
        t.mg = k_share * for_mg;
        t.k = 0.0;
    } else if (t.k > for_k) {
        t.k = k_share * for_k;
    }
    return t;
}

}  // namespace

SolutionProblem solution_problem(const InorganicTotals& totals, double temperature_k, double relative_humidity,
                                 EquilibriumRules rules) noexcept {
    SolutionProblem problem;
    problem.totals = rules == EquilibriumRules::published ? drop_excess(totals) : totals;
    problem.temperature_k = temperature_k;
    problem.relative_humidity = std::clamp(relative_humidity, 0.01, k_highest_humidity);
    problem.regime = aerosol_regime(problem.totals);
    problem.rules = rules;
    problem.constants = inorganic_constants(temperature_k);
    problem.kg_per_mol = water_per_salt(relative_humidity);
    return problem;
}

InorganicState solve_solution(const SolutionProblem& problem, SolutionMemory& memory) noexcept {
    return Solver(problem, memory).solve();
}

Ions molalities(const InorganicState& s) noexcept {
    const double per_water = 1e3 / s.water_ug_m3;
    return {{s.h * per_water, s.na * per_water, s.nh4 * per_water, s.ca * per_water, s.k * per_water, s.mg * per_water},
            {s.cl * per_water, s.so4 * per_water, s.hso4 * per_water, s.no3 * per_water}};
}

}  // namespace lantian
