#include "models/receptor/rotation.hpp"

#include <algorithm>
#include <cmath>

#include "models/receptor/box_solve.hpp"

namespace lantian::receptor {

namespace {

/// Weight of the pull against the data's own hold on a contribution.
constexpr double k_pull_weight = 0.1;
/// Largest rise of Q, part of Q_robust, that a rotation may cost (Norris et al. 2014).
constexpr double k_rise_allowed = 0.05;

}  // namespace

Rotation rotate(const FactorProblem& problem, const FactorFit& base, double strength, const FitControl& control) {
    const std::size_t n = problem.samples, m = problem.species, k = problem.factors;
    FactorProblem pulled = problem;
    const double t = k_fpeak_unit * strength;
    for (std::size_t i = 0; i < n; ++i) {
        double whole = 0.0;
        for (std::size_t a = 0; a < k; ++a) whole += base.g[i * k + a];
        for (std::size_t a = 0; a < k; ++a) {
            double curvature = 0.0;
            for (std::size_t j = 0; j < m; ++j) {
                const double s = problem.s[i * m + j];
                if (std::isnan(s) || std::isnan(problem.x[i * m + j])) continue;
                const double f = base.f[a * m + j] / s;
                curvature += f * f;
            }
            if (!(curvature > 0.0)) continue;
            const double own = base.g[i * k + a];
            const double target = own * (1.0 - t * static_cast<double>(k - 1)) + t * (whole - own);
            pulled.g_priors.push_back(
                {a, i, std::max(target, problem.g_min), 1.0 / std::sqrt(k_pull_weight * curvature)});
        }
    }
    const PackedProblem packed(pulled);
    FitEngine engine(packed);
    engine.start(base.f, base.g);
    (void)engine.run(control);
    Rotation out;
    out.strength = strength;
    out.fit = engine.result();
    // The pull says nothing about the scale in the end.
    for (std::size_t a = 0; a < k; ++a) {
        double mean = 0.0;
        for (std::size_t i = 0; i < n; ++i) mean += out.fit.g[i * k + a] / static_cast<double>(n);
        if (!(mean > 0.0) || problem.scale != FactorScale::mean_one) continue;
        for (std::size_t i = 0; i < n; ++i) out.fit.g[i * k + a] /= mean;
        for (std::size_t j = 0; j < m; ++j) out.fit.f[a * m + j] *= mean;
    }
    out.rise = out.fit.q(problem.robust) - base.q(problem.robust);
    out.rise_percent = 100.0 * out.rise / base.q_robust;
    out.accepted = out.rise < k_rise_allowed * base.q_robust;
    std::vector<double> a(packed_size(k), 0.0);
    for (std::size_t p = 0; p < k; ++p) {
        for (std::size_t q = 0; q <= p; ++q) {
            for (std::size_t i = 0; i < n; ++i) a[packed_size(p) + q] += base.g[i * k + p] * base.g[i * k + q];
        }
    }
    out.turn.assign(k * k, 0.0);
    const std::vector<double> lo(k, -k_no_limit), hi(k, k_no_limit);
    for (std::size_t c = 0; c < k; ++c) {
        std::vector<double> b(k, 0.0), x(k, 0.0);
        for (std::size_t p = 0; p < k; ++p) {
            for (std::size_t i = 0; i < n; ++i) b[p] += base.g[i * k + p] * out.fit.g[i * k + c];
        }
        solve_box(a, b, lo, hi, x);
        for (std::size_t p = 0; p < k; ++p) out.turn[p * k + c] = x[p];
    }
    return out;
}

}  // namespace lantian::receptor
