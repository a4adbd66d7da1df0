#include "models/receptor/fit_engine.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/receptor/box_solve.hpp"

namespace lantian::receptor {

namespace {

std::size_t padded(std::size_t n) { return (n + HalfStep::k_lanes - 1) / HalfStep::k_lanes * HalfStep::k_lanes; }

/// Sweeps before outliers are weighed down: the first profiles say little about what an outlier is.
constexpr std::size_t k_robust_warm_up = 20;
/// Part of xx below which a difference of objectives is rounding.
constexpr double k_rounding = 1e-13;

}  // namespace

double random_unit(std::uint64_t seed, std::uint64_t stream, std::uint64_t index) {
    // SplitMix64 finaliser (Steele, Lea & Flood 2014) over a mixed counter.
    std::uint64_t z = seed * 0x9E3779B97F4A7C15ULL + stream * 0xBF58476D1CE4E5B9ULL + index * 0x94D049BB133111EBULL;
    for (int round = 0; round < 2; ++round) {
        z += 0x9E3779B97F4A7C15ULL;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        z ^= z >> 31U;
    }
    return static_cast<double>(z >> 11U) * 0x1.0p-53;
}

PackedProblem::PackedProblem(FactorProblem given) : problem(std::move(given)) {
    n = problem.samples;
    m = problem.species;
    k = problem.factors;
    n_pad = padded(n);
    m_pad = padded(m);
    w_t.assign(m * n_pad, 0.0);
    wx_t = x_t = base_t = w_t;
    w_s.assign(n * m_pad, 0.0);
    wx_s = w_s;
    multiplicity.assign(n_pad, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        multiplicity[i] = problem.multiplicity.empty() ? 1.0 : problem.multiplicity[i];
        for (std::size_t j = 0; j < m; ++j) {
            const double x = problem.x[i * m + j], s = problem.s[i * m + j];
            if (std::isnan(x) || std::isnan(s)) continue;
            const double base = 1.0 / (s * s), w = multiplicity[i] * base;
            base_t[j * n_pad + i] = base;
            x_t[j * n_pad + i] = x;
            w_t[j * n_pad + i] = w_s[i * m_pad + j] = w;
            wx_t[j * n_pad + i] = wx_s[i * m_pad + j] = w * x;
            xx += w * x * x;
        }
    }
    const auto rows = [&](const std::vector<ElementPrior>& priors, std::size_t stride, std::vector<double>& weight,
                          std::vector<double>& linear) {
        if (priors.empty()) return;
        weight.assign(k * stride, 0.0);
        linear.assign(k * stride, 0.0);
        for (const ElementPrior& prior : priors) {
            const double w = 1.0 / (prior.sigma * prior.sigma);
            weight[prior.factor * stride + prior.index] += w;
            linear[prior.factor * stride + prior.index] += w * prior.mean;
        }
    };
    rows(problem.g_priors, n_pad, g_prior, g_linear);
    rows(problem.f_priors, m_pad, f_prior, f_linear);
    if (problem.f_is_bounded()) {
        f_lower.assign(k * m_pad, 0.0);
        f_upper.assign(k * m_pad, k_no_limit);
        for (std::size_t a = 0; a < k; ++a) {
            for (std::size_t j = 0; j < m; ++j) {
                f_lower[a * m_pad + j] = problem.f_lower[a * m + j];
                f_upper[a * m_pad + j] = problem.f_upper[a * m + j];
            }
        }
    }
}

FitEngine::FitEngine(const PackedProblem& packed) : p_(packed) {
    const std::size_t kn = p_.k * p_.n_pad, km = p_.k * p_.m_pad, pairs = packed_size(p_.k);
    f_.assign(km, 0.0);
    g_.assign(kn, 0.0);
    plain_.assign(km, 0.0);
    curvature_.assign(km, 0.0);
    g_lower_.assign(kn, 0.0);
    if (p_.problem.g_min < 0.0) g_upper_.assign(kn, k_no_limit);
    pairs_f_.assign(pairs * p_.m_pad, 0.0);
    pairs_g_.assign(pairs * p_.n_pad, 0.0);
    value_.assign(p_.n_pad, 0.0);
    work_.assign(half_step_work(p_.k), 0.0);
    f_lower_ = p_.f_lower;
    f_upper_ = p_.f_upper;
    bounded_f_ = !f_lower_.empty();
    scale_pull_.assign(p_.k, 0.0);
    if (p_.problem.robust) {
        w_t_ = p_.w_t;
        wx_t_ = p_.wx_t;
        w_s_ = p_.w_s;
        wx_s_ = p_.wx_s;
    }
}

void FitEngine::copy_profiles(std::span<const double> f) {
    for (std::size_t a = 0; a < p_.k; ++a) {
        for (std::size_t j = 0; j < p_.m; ++j) {
            double& to = f_[a * p_.m_pad + j];
            to = f[a * p_.m + j];
            if (bounded_f_) to = std::clamp(to, f_lower_[a * p_.m_pad + j], f_upper_[a * p_.m_pad + j]);
        }
    }
    plain_ = f_;
    moves_.clear();
    turns_.clear();
    std::fill(scale_pull_.begin(), scale_pull_.end(), 0.0);
    iterations_ = 0;
}

void FitEngine::start(std::span<const double> f) {
    copy_profiles(f);
    std::fill(g_.begin(), g_.end(), 1.0);
    if (p_.problem.robust) {
        w_t_ = p_.w_t;
        wx_t_ = p_.wx_t;
        w_s_ = p_.w_s;
        wx_s_ = p_.wx_s;
        warm_up_ = k_robust_warm_up;
    }
}

void FitEngine::start(std::span<const double> f, std::span<const double> g) {
    copy_profiles(f);
    for (std::size_t i = 0; i < p_.n; ++i) {
        for (std::size_t a = 0; a < p_.k; ++a) g_[a * p_.n_pad + i] = g[i * p_.k + a];
    }
    if (p_.problem.robust) {
        warm_up_ = 0;
        (void)update_robust();
    }
}

void FitEngine::tilt(std::size_t factor, std::size_t species, double slope) {
    tilt_factor_ = factor;
    tilt_species_ = species;
    tilt_slope_ = slope;
    moves_.clear();
    turns_.clear();
}

void FitEngine::limit(std::size_t factor, std::size_t species, double lower, double upper) {
    if (!bounded_f_) {
        f_lower_.assign(p_.k * p_.m_pad, 0.0);
        f_upper_.assign(p_.k * p_.m_pad, k_no_limit);
        bounded_f_ = true;
    }
    const std::size_t at = factor * p_.m_pad + species;
    f_lower_[at] = lower;
    f_upper_[at] = upper;
    f_[at] = std::clamp(f_[at], lower, upper);
    plain_[at] = std::clamp(plain_[at], lower, upper);
}

void FitEngine::no_limits() {
    f_lower_ = p_.f_lower;
    f_upper_ = p_.f_upper;
    bounded_f_ = !f_lower_.empty();
}

std::vector<double> FitEngine::means() const {
    std::vector<double> mean(p_.k, 0.0);
    double total = 0.0;
    for (std::size_t i = 0; i < p_.n; ++i) total += p_.multiplicity[i];
    for (std::size_t a = 0; a < p_.k; ++a) {
        for (std::size_t i = 0; i < p_.n; ++i) mean[a] += p_.multiplicity[i] * g_[a * p_.n_pad + i];
        mean[a] /= total;
    }
    return mean;
}

double FitEngine::solve_g() {
    const bool pulled = p_.problem.mean_is_held();
    HalfStep step;
    step.factors = p_.k;
    step.terms = p_.m;
    step.lanes = p_.n_pad;
    step.w = p_.problem.robust ? w_t_.data() : p_.w_t.data();
    step.wx = p_.problem.robust ? wx_t_.data() : p_.wx_t.data();
    step.other = f_.data();
    step.other_stride = p_.m_pad;
    fill_pairs(p_.k, p_.m_pad, f_.data(), pairs_f_.data());
    step.pairs = pairs_f_.data();
    step.lower = g_lower_.data();
    step.upper = g_upper_.empty() ? nullptr : g_upper_.data();
    step.prior_weight = p_.g_prior.empty() ? nullptr : p_.g_prior.data();
    if (tilt_slope_ != 0.0 || pulled) {
        g_linear_ = p_.g_linear;
        if (g_linear_.empty()) g_linear_.assign(p_.k * p_.n_pad, 0.0);
        double total = 0.0;
        for (std::size_t i = 0; i < p_.n; ++i) total += p_.multiplicity[i];
        for (std::size_t a = 0; a < p_.k; ++a) {
            double slope = pulled ? scale_pull_[a] : 0.0;
            if (a == tilt_factor_) slope += tilt_slope_ * f_[a * p_.m_pad + tilt_species_];
            if (slope == 0.0) continue;
            for (std::size_t i = 0; i < p_.n; ++i)
                g_linear_[a * p_.n_pad + i] -= 0.5 * slope * p_.multiplicity[i] / total;
        }
        step.linear = g_linear_.data();
    } else {
        step.linear = p_.g_linear.empty() ? nullptr : p_.g_linear.data();
    }
    step.x = g_.data();
    step.value = value_.data();
    step.work = work_.data();
    solve_half_step(step);
    double value = p_.problem.robust ? robust_xx_ : p_.xx;
    for (std::size_t i = 0; i < p_.n; ++i) value += value_[i];
    if (pulled) {
        const std::vector<double> mean = means();
        for (std::size_t a = 0; a < p_.k; ++a) value -= scale_pull_[a] * mean[a];
    }
    return value;
}

void FitEngine::solve_f() {
    HalfStep step;
    step.factors = p_.k;
    step.terms = p_.n;
    step.lanes = p_.m_pad;
    step.w = p_.problem.robust ? w_s_.data() : p_.w_s.data();
    step.wx = p_.problem.robust ? wx_s_.data() : p_.wx_s.data();
    step.other = g_.data();
    step.other_stride = p_.n_pad;
    fill_pairs(p_.k, p_.n_pad, g_.data(), pairs_g_.data());
    step.pairs = pairs_g_.data();
    std::copy(f_.begin(), f_.end(), plain_.begin());
    step.lower = f_lower_.data();
    step.upper = bounded_f_ ? f_upper_.data() : nullptr;
    step.prior_weight = p_.f_prior.empty() ? nullptr : p_.f_prior.data();
    if (tilt_slope_ != 0.0) {
        f_linear_ = p_.f_linear;
        if (f_linear_.empty()) f_linear_.assign(p_.k * p_.m_pad, 0.0);
        f_linear_[tilt_factor_ * p_.m_pad + tilt_species_] -= 0.5 * tilt_slope_ * means()[tilt_factor_];
        step.linear = f_linear_.data();
    } else {
        step.linear = p_.f_linear.empty() ? nullptr : p_.f_linear.data();
    }
    step.x = plain_.data();
    step.curvature = curvature_.data();
    step.work = work_.data();
    solve_half_step(step);
    if (!p_.problem.expressions.empty()) solve_coupled();
    if (p_.problem.mean_is_held()) find_scale_pull();
}

/// Species that expressions tie together are solved as one problem.
void FitEngine::solve_coupled() {
    const std::size_t k = p_.k, m = p_.m, n = p_.n;
    std::vector<std::size_t> group(m);
    std::iota(group.begin(), group.end(), std::size_t{0});
    const auto root = [&](std::size_t j) {
        while (group[j] != j) j = group[j];
        return j;
    };
    std::vector<bool> tied(m, false);
    for (const ProfileExpression& e : p_.problem.expressions) {
        for (const auto& term : e.terms) {
            tied[term.species] = true;
            const std::size_t a = root(e.terms.front().species), b = root(term.species);
            group[std::max(a, b)] = std::min(a, b);
        }
    }
    const std::vector<double>& w = p_.problem.robust ? w_t_ : p_.w_t;
    const std::vector<double>& wx = p_.problem.robust ? wx_t_ : p_.wx_t;
    for (std::size_t head = 0; head < m; ++head) {
        if (!tied[head] || root(head) != head) continue;
        std::vector<std::size_t> species;
        std::vector<std::size_t> place(m, 0);
        for (std::size_t j = 0; j < m; ++j) {
            if (!tied[j] || root(j) != head) continue;
            place[j] = species.size();
            species.push_back(j);
        }
        const std::size_t size = k * species.size();
        std::vector<double> a(packed_size(size), 0.0), b(size, 0.0), lo(size, 0.0), hi(size, k_no_limit), x(size);
        for (std::size_t c = 0; c < species.size(); ++c) {
            const std::size_t j = species[c];
            for (std::size_t p = 0; p < k; ++p) {
                const std::size_t row = c * k + p, at = p * p_.m_pad + j;
                for (std::size_t i = 0; i < n; ++i) {
                    const double wg = w[j * p_.n_pad + i] * g_[p * p_.n_pad + i];
                    b[row] += wx[j * p_.n_pad + i] * g_[p * p_.n_pad + i];
                    for (std::size_t q = 0; q <= p; ++q) a[packed_size(row) + c * k + q] += wg * g_[q * p_.n_pad + i];
                }
                if (!p_.f_prior.empty()) {
                    a[packed_size(row) + row] += p_.f_prior[at];
                    b[row] += p_.f_linear[at];
                }
                if (tilt_slope_ != 0.0 && tilt_factor_ == p && tilt_species_ == j)
                    b[row] -= 0.5 * tilt_slope_ * means()[p];
                if (bounded_f_) {
                    lo[row] = f_lower_[at];
                    hi[row] = f_upper_[at];
                }
                x[row] = plain_[at];
            }
        }
        for (const ProfileExpression& e : p_.problem.expressions) {
            if (root(e.terms.front().species) != head) continue;
            const double weight = 1.0 / (e.sigma * e.sigma);
            for (const auto& s : e.terms) {
                const std::size_t row = place[s.species] * k + s.factor;
                b[row] += weight * s.coefficient * e.target;
                for (const auto& t : e.terms) {
                    const std::size_t column = place[t.species] * k + t.factor;
                    if (column <= row) a[packed_size(row) + column] += weight * s.coefficient * t.coefficient;
                }
            }
        }
        solve_box(a, b, lo, hi, x);
        for (std::size_t c = 0; c < species.size(); ++c) {
            for (std::size_t p = 0; p < k; ++p) plain_[p * p_.m_pad + species[c]] = x[c * k + p];
        }
    }
}

/// Multiplier of mean(G_k) = 1. By the invariance of G F, sum_i g dQ/dg = sum_j f dQ/df; the left side is minus the
/// multiplier where the constraint holds.
void FitEngine::find_scale_pull() {
    const std::vector<double>& w = p_.problem.robust ? w_t_ : p_.w_t;
    const std::vector<double>& wx = p_.problem.robust ? wx_t_ : p_.wx_t;
    std::vector<double> slope(p_.k, 0.0);
    for (std::size_t j = 0; j < p_.m; ++j) {
        for (std::size_t i = 0; i < p_.n; ++i) {
            double model = 0.0;
            for (std::size_t a = 0; a < p_.k; ++a) model += g_[a * p_.n_pad + i] * plain_[a * p_.m_pad + j];
            const double e = w[j * p_.n_pad + i] * model - wx[j * p_.n_pad + i];
            for (std::size_t a = 0; a < p_.k; ++a)
                slope[a] += 2.0 * e * g_[a * p_.n_pad + i] * plain_[a * p_.m_pad + j];
        }
    }
    for (std::size_t a = 0; a < p_.k; ++a) scale_pull_[a] = -slope[a];
}

void FitEngine::rescale() {
    if (!p_.problem.mean_is_one()) {
        if (p_.problem.g_min < 0.0) {
            const std::vector<double> mean = means();
            for (std::size_t a = 0; a < p_.k; ++a) {
                for (std::size_t i = 0; i < p_.n; ++i)
                    g_lower_[a * p_.n_pad + i] = p_.problem.g_min * std::max(mean[a], 0.0);
            }
        }
        return;
    }
    const std::vector<double> mean = means();
    for (std::size_t a = 0; a < p_.k; ++a) {
        if (!(mean[a] > 0.0)) continue;
        for (std::size_t i = 0; i < p_.n; ++i) {
            g_[a * p_.n_pad + i] /= mean[a];
            g_lower_[a * p_.n_pad + i] = p_.problem.g_min;
        }
        for (std::size_t j = 0; j < p_.m; ++j) {
            double& f = f_[a * p_.m_pad + j];
            f *= mean[a];
            if (bounded_f_) f = std::clamp(f, f_lower_[a * p_.m_pad + j], f_upper_[a * p_.m_pad + j]);
        }
    }
}

double FitEngine::aux_value() const {
    double value = 0.0;
    const auto add = [&](const std::vector<ElementPrior>& priors, const std::vector<double>& at, std::size_t stride) {
        for (const ElementPrior& prior : priors) {
            const double r = (at[prior.factor * stride + prior.index] - prior.mean) / prior.sigma;
            value += r * r;
        }
    };
    add(p_.problem.f_priors, f_, p_.m_pad);
    for (const ProfileExpression& e : p_.problem.expressions) {
        double sum = -e.target;
        for (const auto& t : e.terms) sum += t.coefficient * f_[t.factor * p_.m_pad + t.species];
        value += sum * sum / (e.sigma * e.sigma);
    }
    return value;
}

/// Huber weights of the present residuals; returns the objective that they majorise: r^2, beyond alpha
/// 2 alpha |r| - alpha^2 (Huber 1964).
double FitEngine::update_robust() {
    const double alpha = p_.problem.robust_alpha;
    std::vector<double>& model = residual_;
    model.resize(p_.n_pad);
    double objective = 0.0;
    robust_xx_ = 0.0;
    for (std::size_t j = 0; j < p_.m; ++j) {
        std::fill(model.begin(), model.end(), 0.0);
        for (std::size_t a = 0; a < p_.k; ++a) {
            const double f = f_[a * p_.m_pad + j];
            const double* const g = g_.data() + a * p_.n_pad;
            for (std::size_t i = 0; i < p_.n_pad; ++i) model[i] += f * g[i];
        }
        for (std::size_t i = 0; i < p_.n; ++i) {
            const std::size_t at = j * p_.n_pad + i;
            const double x = p_.x_t[at], e = x - model[i], r = std::sqrt(p_.base_t[at] * e * e);
            const double weight = r > alpha && warm_up_ == 0 ? alpha / r : 1.0;
            objective += p_.multiplicity[i] * (r > alpha ? alpha * (2.0 * r - alpha) : r * r);
            const double w = p_.w_t[at] * weight;
            w_t_[at] = w_s_[i * p_.m_pad + j] = w;
            wx_t_[at] = wx_s_[i * p_.m_pad + j] = w * x;
            robust_xx_ += w * x * x;
        }
    }
    return objective;
}

/// Anderson mixing (Walker & Ni 2011, SIAM J. Numer. Anal. 49, 1715) of the map F -> F in the metric of the curvature.
void FitEngine::mix(std::size_t memory) {
    const std::size_t size = f_.size();
    std::vector<double> r(size);
    for (std::size_t c = 0; c < size; ++c) r[c] = plain_[c] - f_[c];
    if (memory == 0) {
        f_ = plain_;
        return;
    }
    if (have_last_) {
        std::vector<double> move(size), turn(size);
        for (std::size_t c = 0; c < size; ++c) {
            move[c] = f_[c] - last_f_[c];
            turn[c] = r[c] - last_r_[c];
        }
        if (moves_.size() == memory) {
            moves_.erase(moves_.begin());
            turns_.erase(turns_.begin());
        }
        moves_.push_back(std::move(move));
        turns_.push_back(std::move(turn));
    }
    last_f_ = f_;
    last_r_ = r;
    have_last_ = true;
    f_ = plain_;
    const std::size_t h = moves_.size();
    if (h == 0) return;
    std::vector<double> a(packed_size(h)), b(h), gamma(h, 0.0);
    for (std::size_t p = 0; p < h; ++p) {
        for (std::size_t c = 0; c < size; ++c) b[p] += curvature_[c] * turns_[p][c] * r[c];
        for (std::size_t q = 0; q <= p; ++q) {
            double sum = 0.0;
            for (std::size_t c = 0; c < size; ++c) sum += curvature_[c] * turns_[p][c] * turns_[q][c];
            a[packed_size(p) + q] = sum;
        }
    }
    for (std::size_t p = 0; p < h; ++p) a[packed_size(p) + p] *= 1.0 + 1e-10;
    const std::vector<double> lo(h, -k_no_limit), hi(h, k_no_limit);
    solve_box(a, b, lo, hi, gamma);
    for (std::size_t p = 0; p < h; ++p) {
        for (std::size_t c = 0; c < size; ++c) f_[c] -= gamma[p] * (moves_[p][c] + turns_[p][c]);
    }
    for (std::size_t c = 0; c < size; ++c) {
        f_[c] = bounded_f_ ? std::clamp(f_[c], f_lower_[c], f_upper_[c]) : std::max(f_[c], 0.0);
        if (!std::isfinite(f_[c])) f_[c] = plain_[c];
    }
}

double FitEngine::rounding() const { return k_rounding * p_.xx; }

/// Sweeps that take about as long as five Newton steps, 40 to 400.
std::size_t FitEngine::usual_sweeps() const {
    const double n = static_cast<double>(p_.n), m = static_cast<double>(p_.m), k = static_cast<double>(p_.k);
    const double newton = n * 0.6 * k * (0.6 * k * m) * (0.6 * k * m) / 2.0, sweep = n * m * (k * k + 3.0 * k);
    return static_cast<std::size_t>(std::clamp(5.0 * newton / sweep, 40.0, 400.0));
}

double FitEngine::evaluate() {
    double value = solve_g();
    rescale();
    if (p_.problem.robust) {
        if (warm_up_ > 0) --warm_up_;
        value = update_robust();
        for (std::size_t c = 0; c < p_.g_prior.size(); ++c)
            value += g_[c] * (p_.g_prior[c] * g_[c] - 2.0 * p_.g_linear[c]);
    }
    return value + aux_value();
}

double FitEngine::run(const FitControl& control) {
    double best = HUGE_VAL;
    std::size_t calm = 0, wait = 0;
    bool mixed = false;
    have_last_ = false;
    moves_.clear();
    turns_.clear();
    converged_ = false;
    const bool newton_helps = p_.problem.expressions.empty() && !p_.problem.mean_is_held();
    const std::size_t first = control.sweeps_before_newton > 0 ? control.sweeps_before_newton : usual_sweeps();
    const std::size_t sweeps = newton_helps ? std::min(first, control.max_iterations) : control.max_iterations;
    for (std::size_t sweep = 0; sweep < sweeps; ++sweep) {
        const double now = evaluate();
        ++iterations_;
        if (mixed && !(now <= best + rounding())) {
            f_ = plain_;
            mixed = false;
            wait = 3;
            continue;
        }
        const double fall = best - now;
        calm = std::abs(fall) <= control.tolerance * std::abs(now) + rounding() ? calm + 1 : 0;
        best = now;
        if (calm >= control.patience) {
            converged_ = true;
            break;
        }
        solve_f();
        mix(control.memory);
        mixed = !moves_.empty();
        if (wait > 0) {
            --wait;
            f_ = plain_;
            mixed = false;
        }
    }
    if (!converged_ && newton_helps) {
        if (mixed || sweeps == 0) best = evaluate();
        best = newton(control, best);
    }
    objective_ = best;
    return best;
}

std::vector<double> FitEngine::f() const {
    std::vector<double> out(p_.k * p_.m);
    for (std::size_t a = 0; a < p_.k; ++a) {
        for (std::size_t j = 0; j < p_.m; ++j) out[a * p_.m + j] = f_[a * p_.m_pad + j];
    }
    return out;
}

std::vector<double> FitEngine::g() const {
    std::vector<double> out(p_.n * p_.k);
    for (std::size_t i = 0; i < p_.n; ++i) {
        for (std::size_t a = 0; a < p_.k; ++a) out[i * p_.k + a] = g_[a * p_.n_pad + i];
    }
    return out;
}

FactorFit FitEngine::result() const {
    FactorFit fit;
    fit.g = g();
    fit.f = f();
    const FitValues values = fit_values(p_.problem, fit.g, fit.f);
    fit.q_true = values.q_true;
    fit.q_robust = values.q_robust;
    fit.q_aux = values.q_aux;
    fit.objective = objective_;
    fit.iterations = iterations_;
    fit.converged = converged_;
    return fit;
}

}  // namespace lantian::receptor
