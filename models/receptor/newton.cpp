// The second-order part of the solver: Newton steps for min over F of (min over G of Q), see THEORY.md, "Newton
// finish".
#include <algorithm>
#include <cmath>

#include "models/receptor/box_solve.hpp"
#include "models/receptor/dense.hpp"
#include "models/receptor/fit_engine.hpp"

namespace lantian::receptor {

namespace {

/// Rows of the panel that is multiplied at once.
constexpr std::size_t k_panel = 32;

}  // namespace

/// Gradient and Hessian (both halved) of the objective with G eliminated, over the elements of F that may move.
void FitEngine::reduced_system(ReducedSystem& s) const {
    const std::size_t k = p_.k, m = p_.m, n = p_.n, m_pad = p_.m_pad, n_pad = p_.n_pad;
    const std::vector<double>& w = p_.problem.robust ? w_s_ : p_.w_s;
    const std::vector<double>& wx = p_.problem.robust ? wx_s_ : p_.wx_s;
    // Residuals and gradient.
    s.we.assign(n * m_pad, 0.0);
    s.all_gradient.assign(k * m_pad, 0.0);
    std::vector<double> model(m_pad), gi(k);
    double total = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
        std::fill(model.begin(), model.end(), 0.0);
        for (std::size_t a = 0; a < k; ++a) {
            const double g = g_[a * n_pad + i];
            const double* const f = f_.data() + a * m_pad;
            for (std::size_t j = 0; j < m_pad; ++j) model[j] += g * f[j];
        }
        double* const we = s.we.data() + i * m_pad;
        const double* const wi = w.data() + i * m_pad;
        const double* const wxi = wx.data() + i * m_pad;
        for (std::size_t j = 0; j < m_pad; ++j) we[j] = wxi[j] - wi[j] * model[j];
        for (std::size_t a = 0; a < k; ++a) {
            const double g = g_[a * n_pad + i];
            double* const to = s.all_gradient.data() + a * m_pad;
            for (std::size_t j = 0; j < m_pad; ++j) to[j] -= g * we[j];
        }
        total += p_.multiplicity[i];
    }
    if (!p_.f_prior.empty()) {
        for (std::size_t c = 0; c < f_.size(); ++c) s.all_gradient[c] += p_.f_prior[c] * f_[c] - p_.f_linear[c];
    }
    if (tilt_slope_ != 0.0)
        s.all_gradient[tilt_factor_ * m_pad + tilt_species_] += 0.5 * tilt_slope_ * means()[tilt_factor_];
    // Elements that may move, factor by factor.
    s.element.clear();
    for (std::size_t at = 0; at < f_.size(); ++at) {
        if (at % m_pad >= m) continue;
        const double lo = bounded_f_ ? f_lower_[at] : 0.0, hi = bounded_f_ ? f_upper_[at] : k_no_limit;
        if (!(hi > lo)) continue;
        if (f_[at] <= lo && s.all_gradient[at] >= 0.0) continue;
        if (f_[at] >= hi && s.all_gradient[at] <= 0.0) continue;
        s.element.push_back(at);
    }
    const std::size_t size = s.element.size();
    s.species.resize(size);
    s.gradient.resize(size);
    std::vector<std::size_t> first(k + 1, size);  // elements of factor a: first[a] ... first[a + 1] - 1
    for (std::size_t c = size; c-- > 0;) {
        s.species[c] = s.element[c] % m_pad;
        first[s.element[c] / m_pad] = c;
        s.gradient[c] = s.all_gradient[s.element[c]];
    }
    for (std::size_t a = k; a-- > 0;) first[a] = std::min(first[a], first[a + 1]);
    // Blocks of one species.
    const std::size_t packed = packed_size(k), lanes = HalfStep::k_lanes;
    s.matrices.resize(packed * std::max(n_pad, m_pad));
    HalfStep half;
    half.factors = k;
    half.terms = n;
    half.lanes = m_pad;
    half.w = w.data();
    half.other = g_.data();
    half.other_stride = n_pad;
    s.pairs.resize(packed * std::max(n_pad, m_pad));
    fill_pairs(k, n_pad, g_.data(), s.pairs.data());
    half.pairs = s.pairs.data();
    half.prior_weight = p_.f_prior.empty() ? nullptr : p_.f_prior.data();
    normal_matrices(half, s.matrices.data());
    s.hessian.assign(size * size, 0.0);
    s.diagonal.resize(size);
    for (std::size_t c = 0; c < size; ++c) {
        const std::size_t a = s.element[c] / m_pad, j = s.species[c];
        const double* const block = s.matrices.data() + j / lanes * lanes * packed + j % lanes;
        s.diagonal[c] = s.hessian[c * size + c] = block[(packed_size(a) + a) * lanes];
        for (std::size_t b = a + 1; b < k; ++b) {
            const auto begin = s.species.begin() + static_cast<std::ptrdiff_t>(first[b]);
            const auto end = s.species.begin() + static_cast<std::ptrdiff_t>(first[b + 1]);
            const auto found = std::lower_bound(begin, end, j);
            if (found == end || *found != j) continue;
            s.hessian[c * size + static_cast<std::size_t>(found - s.species.begin())] =
                block[(packed_size(b) + a) * lanes];
        }
    }
    // What G answers to a move of F.
    half.terms = m;
    half.lanes = n_pad;
    half.w = (p_.problem.robust ? w_t_ : p_.w_t).data();
    half.other = f_.data();
    half.other_stride = m_pad;
    fill_pairs(k, m_pad, f_.data(), s.pairs.data());
    half.prior_weight = p_.g_prior.empty() ? nullptr : p_.g_prior.data();
    normal_matrices(half, s.matrices.data());
    s.panel.resize(k_panel * size);
    std::vector<std::size_t> passive(k);
    std::vector<double> l(k * k), weighted(m_pad);
    std::size_t filled = 0;
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t count = 0;
        for (std::size_t a = 0; a < k; ++a) {
            if (g_[a * n_pad + i] > g_lower_[a * n_pad + i]) passive[count++] = a;
        }
        const double* const wi = w.data() + i * m_pad;
        const double* const we = s.we.data() + i * m_pad;
        const double* const block = s.matrices.data() + i / lanes * lanes * packed + i % lanes;
        bool good = count > 0;
        for (std::size_t q = 0; q < count && good; ++q) {
            for (std::size_t p = q; p < count; ++p) {
                double v = block[(packed_size(passive[p]) + passive[q]) * lanes];
                for (std::size_t r = 0; r < q; ++r) v -= l[p * k + r] * l[q * k + r];
                if (p > q) {
                    l[p * k + q] = v / l[q * k + q];
                    continue;
                }
                good = v > 1e-12 * block[(packed_size(passive[q]) + passive[q]) * lanes];
                l[q * k + q] = good ? std::sqrt(v) : 1.0;
            }
        }
        if (!good) continue;  // a direction without information: no answer of G to a move
        if (filled + count > k_panel) {
            subtract_gram(size, filled, s.panel, s.hessian);
            filled = 0;
        }
        double* const rows = s.panel.data() + filled * size;
        for (std::size_t p = 0; p < count; ++p) {
            const std::size_t a = passive[p];
            const double* const f = f_.data() + a * m_pad;
            double* const row = rows + p * size;
            for (std::size_t j = 0; j < m_pad; ++j) weighted[j] = wi[j] * f[j];
            for (std::size_t b = 0; b < k; ++b) {
                const double g = g_[b * n_pad + i];
                for (std::size_t c = first[b]; c < first[b + 1]; ++c) row[c] = weighted[s.species[c]] * g;
            }
            for (std::size_t c = first[a]; c < first[a + 1]; ++c) row[c] -= we[s.species[c]];
            if (tilt_slope_ != 0.0 && a == tilt_factor_) {
                for (std::size_t c = first[a]; c < first[a + 1]; ++c) {
                    if (s.species[c] == tilt_species_) row[c] += 0.5 * tilt_slope_ * p_.multiplicity[i] / total;
                }
            }
            for (std::size_t r = 0; r < p; ++r) subtract_scaled(row, rows + r * size, l[p * k + r], size);
            const double scale = 1.0 / l[p * k + p];
            for (std::size_t c = 0; c < size; ++c) row[c] *= scale;
        }
        filled += count;
    }
    subtract_gram(size, filled, s.panel, s.hessian);
    for (std::size_t c = 0; c < size; ++c) {
        for (std::size_t d = 0; d < c; ++d) s.hessian[c * size + d] = s.hessian[d * size + c];
    }
}

/// Step of min 1/2 d (H + damping D) d + gradient d within the bounds of F, by block pivoting: what crosses a bound
/// stops there, what wants to leave one is freed. False when H + damping D is not positive definite.
bool FitEngine::reduced_step(const ReducedSystem& s, double damping, std::vector<double>& step,
                             double& predicted) const {
    const std::size_t size = s.element.size();
    step.assign(size, 0.0);
    std::vector<char> held(size, 0);
    std::vector<std::size_t> free;
    std::vector<double> u, x, slope(size);
    constexpr int k_rounds = 10;
    for (int round = 0; round < k_rounds; ++round) {
        free.clear();
        for (std::size_t c = 0; c < size; ++c) {
            if (held[c] == 0) free.push_back(c);
        }
        const std::size_t count = free.size();
        u.resize(count * count);
        x.resize(count);
        for (std::size_t p = 0; p < count; ++p) {
            const std::size_t c = free[p];
            const double* const h = s.hessian.data() + c * size;
            x[p] = -s.gradient[c];
            for (std::size_t d = 0; d < size; ++d) {
                if (held[d] != 0) x[p] -= h[d] * step[d];
            }
            for (std::size_t q = p; q < count; ++q) u[p * count + q] = h[free[q]];
            u[p * count + p] += damping * s.diagonal[c] + 1e-300;
        }
        if (!factor_upper(count, u)) return false;
        solve_upper(count, u, x);
        bool changed = false;
        for (std::size_t p = 0; p < count; ++p) {
            const std::size_t c = free[p], at = s.element[c];
            const double lo = bounded_f_ ? f_lower_[at] : 0.0, hi = bounded_f_ ? f_upper_[at] : k_no_limit;
            step[c] = std::clamp(x[p], lo - f_[at], hi - f_[at]);
            if (step[c] != x[p]) {
                held[c] = step[c] > x[p] ? 1 : 2;
                changed = true;
            }
        }
        if (round < k_rounds / 2) {
            for (std::size_t c = 0; c < size; ++c) {
                if (held[c] == 0) continue;
                double sum = s.gradient[c] + damping * s.diagonal[c] * step[c];
                for (std::size_t d = 0; d < size; ++d) sum += s.hessian[c * size + d] * step[d];
                slope[c] = sum;
            }
            for (std::size_t c = 0; c < size; ++c) {
                if ((held[c] == 1 && slope[c] < 0.0) || (held[c] == 2 && slope[c] > 0.0)) {
                    held[c] = 0;
                    changed = true;
                }
            }
        }
        if (!changed) break;
    }
    predicted = 0.0;
    for (std::size_t c = 0; c < size; ++c) {
        double sum = 2.0 * s.gradient[c];
        for (std::size_t d = 0; d < size; ++d) sum += s.hessian[c * size + d] * step[d];
        predicted -= sum * step[c];
    }
    return true;
}

/// Newton steps with Levenberg damping until the objective falls by less than the tolerance. Returns the objective.
double FitEngine::newton(const FitControl& control, double now) {
    ReducedSystem s;
    std::vector<double> step, f_before, g_before, lower_before;
    double damping = 1e-2;
    std::size_t calm = 0;
    while (iterations_ < control.max_iterations) {
        reduced_system(s);
        f_before = f_;
        g_before = g_;
        lower_before = g_lower_;
        const double before = now;
        for (int attempt = 0; attempt < 8; ++attempt) {
            double predicted = 0.0;
            if (!reduced_step(s, damping, step, predicted) || predicted < 0.0) {
                damping = std::max(8.0 * damping, 1e-8);
                continue;
            }
            if (predicted <= 0.1 * control.tolerance * std::abs(before)) break;
            for (std::size_t c = 0; c < step.size(); ++c) f_[s.element[c]] += step[c];
            now = evaluate();
            ++iterations_;
            if (now < before) {
                const double ratio = (before - now) / predicted;
                damping = ratio > 0.75 ? std::max(damping * 0.2, 1e-10) : ratio < 0.25 ? damping * 3.0 : damping;
                break;
            }
            f_ = f_before;
            g_ = g_before;
            g_lower_ = lower_before;
            now = before;
            damping = std::max(damping * 5.0, 1e-8);
        }
        // One plain sweep: it frees what stands at a bound, and is the way on when no step was taken.
        if (p_.problem.robust) (void)update_robust();
        solve_f();
        f_ = plain_;
        now = evaluate();
        ++iterations_;
        calm = std::abs(before - now) <= control.tolerance * std::abs(now) + rounding() ? calm + 1 : 0;
        if (calm >= 2) {
            converged_ = true;
            break;
        }
    }
    return now;
}

}  // namespace lantian::receptor
