#include "models/receptor/cmb.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/parallel/threads.hpp"

namespace lantian::receptor {

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
/// Plain steps before the length of every third is chosen from the two before it: most days settle in fewer.
constexpr std::size_t k_plain_steps = 100;

/// Eigenvalues (ascending) and vectors (columns) of a symmetric n x n matrix by cyclic Jacobi rotations.
void jacobi(std::size_t n, std::vector<double>& a, std::vector<double>& vectors) {
    vectors.assign(n * n, 0.0);
    for (std::size_t i = 0; i < n; ++i) vectors[i * n + i] = 1.0;
    for (int sweep = 0; sweep < 60; ++sweep) {
        double off = 0.0, whole = 0.0;
        for (std::size_t p = 0; p < n; ++p) {
            whole += a[p * n + p] * a[p * n + p];
            for (std::size_t q = 0; q < p; ++q) off += a[p * n + q] * a[p * n + q];
        }
        if (off <= 1e-30 * whole) break;
        for (std::size_t p = 0; p < n; ++p) {
            for (std::size_t q = p + 1; q < n; ++q) {
                const double apq = a[p * n + q];
                if (apq == 0.0) continue;
                const double theta = (a[q * n + q] - a[p * n + p]) / (2.0 * apq);
                const double t = (theta >= 0.0 ? 1.0 : -1.0) / (std::abs(theta) + std::sqrt(theta * theta + 1.0));
                const double c = 1.0 / std::sqrt(t * t + 1.0), s = t * c;
                for (std::size_t i = 0; i < n; ++i) {
                    const double x = a[i * n + p], y = a[i * n + q];
                    a[i * n + p] = c * x - s * y;
                    a[i * n + q] = s * x + c * y;
                }
                for (std::size_t i = 0; i < n; ++i) {
                    const double x = a[p * n + i], y = a[q * n + i];
                    a[p * n + i] = c * x - s * y;
                    a[q * n + i] = s * x + c * y;
                    const double u = vectors[i * n + p], v = vectors[i * n + q];
                    vectors[i * n + p] = c * u - s * v;
                    vectors[i * n + q] = s * u + c * v;
                }
            }
        }
    }
}

/// The weighted least squares of one sample for a set of sources.
class Solver {
  public:
    Solver(const CmbSources& sources, std::span<const double> c, std::span<const double> sigma_c)
        : all_(sources), sources_(sources.sources), c_(c), sigma_c_(sigma_c) {
        for (std::size_t j = 0; j < sources.species; ++j) {
            if (!std::isnan(c[j]) && !std::isnan(sigma_c[j])) used.push_back(j);
        }
        v.assign(used.size(), 0.0);
    }

    /// Effective variances of contributions q, then the normal matrix, its factor and the solution in `next`.
    bool step(const std::vector<std::size_t>& active, const std::vector<double>& q, std::vector<double>& next) {
        const std::size_t n = active.size();
        a.assign(n * n, 0.0);
        next.assign(n, 0.0);
        for (std::size_t u = 0; u < used.size(); ++u) {
            const std::size_t j = used[u];
            double variance = sigma_c_[j] * sigma_c_[j];
            for (std::size_t p = 0; p < n; ++p) {
                const double s = all_.sigma[active[p] * all_.species + j] * q[p];
                variance += s * s;
            }
            v[u] = variance;
            const double w = 1.0 / variance;
            for (std::size_t p = 0; p < n; ++p) {
                const double x = w * all_.profile[active[p] * all_.species + j];
                next[p] += x * c_[j];
                for (std::size_t r = 0; r <= p; ++r) a[p * n + r] += x * all_.profile[active[r] * all_.species + j];
            }
        }
        l = a;
        for (std::size_t p = 0; p < n; ++p) {
            for (std::size_t r = 0; r <= p; ++r) {
                double sum = l[p * n + r];
                for (std::size_t t = 0; t < r; ++t) sum -= l[p * n + t] * l[r * n + t];
                if (r < p) {
                    l[p * n + r] = sum / l[r * n + r];
                } else {
                    if (!(sum > 1e-14 * a[p * n + p])) return false;  // collinear to rounding
                    l[p * n + p] = std::sqrt(sum);
                }
            }
        }
        solve(n, next);
        return true;
    }

    void solve(std::size_t n, std::vector<double>& x) const {
        for (std::size_t p = 0; p < n; ++p) {
            for (std::size_t t = 0; t < p; ++t) x[p] -= l[p * n + t] * x[t];
            x[p] /= l[p * n + p];
        }
        for (std::size_t p = n; p-- > 0;) {
            for (std::size_t t = p + 1; t < n; ++t) x[p] -= l[t * n + p] * x[t];
            x[p] /= l[p * n + p];
        }
    }

    std::vector<std::size_t> used;  // species
    std::vector<double> v, a, l;

  private:
    const CmbSources& all_;
    std::size_t sources_;
    std::span<const double> c_, sigma_c_;
};

void fill_diagnostics(const CmbSources& s, Solver& solver, const std::vector<std::size_t>& active,
                      const std::vector<double>& q, std::span<const double> c, std::span<const double> sigma_c,
                      double mass, const CmbOptions& options, CmbDay& day) {
    const std::size_t n = active.size(), species = s.species, used = solver.used.size();
    double misfit = 0.0, whole = 0.0, total = 0.0;
    day.ratio.assign(species, k_nan);
    day.difference.assign(species, k_nan);
    day.mpin.assign(s.sources * species, k_nan);
    std::vector<double> inverse(n * n, 0.0);
    for (std::size_t p = 0; p < n; ++p) {
        std::vector<double> unit(n, 0.0);
        unit[p] = 1.0;
        solver.solve(n, unit);
        for (std::size_t r = 0; r < n; ++r) inverse[r * n + p] = unit[r];
        day.contribution[active[p]] = q[p];
        day.standard_error[active[p]] = std::sqrt(unit[p]);
        day.t[active[p]] = q[p] / std::sqrt(unit[p]);
        total += q[p];
    }
    std::vector<double> largest(n, 0.0);
    for (std::size_t u = 0; u < used; ++u) {
        const std::size_t j = solver.used[u];
        double model = 0.0;
        for (std::size_t p = 0; p < n; ++p) model += s.profile[active[p] * species + j] * q[p];
        const double e = c[j] - model;
        misfit += e * e / solver.v[u];
        whole += c[j] * c[j] / solver.v[u];
        if (c[j] != 0.0) day.ratio[j] = model / c[j];
        double model_variance = 0.0;
        for (std::size_t p = 0; p < n; ++p) {
            const double part = s.sigma[active[p] * species + j] * q[p];
            model_variance += part * part;
        }
        day.difference[j] = -e / std::sqrt(sigma_c[j] * sigma_c[j] + model_variance);
        for (std::size_t p = 0; p < n; ++p) {
            double row = 0.0;
            for (std::size_t r = 0; r < n; ++r) row += inverse[p * n + r] * s.profile[active[r] * species + j];
            row /= std::sqrt(solver.v[u]);
            day.mpin[active[p] * species + j] = row;
            largest[p] = std::max(largest[p], std::abs(row));
        }
    }
    for (std::size_t p = 0; p < n; ++p) {
        for (const std::size_t j : solver.used) {
            if (largest[p] > 0.0) day.mpin[active[p] * species + j] /= largest[p];
        }
    }
    day.degrees_of_freedom = used > n ? used - n : 0;
    const double freedom = static_cast<double>(day.degrees_of_freedom);
    day.chi2 = freedom > 0.0 ? misfit / freedom : k_nan;
    day.r2 = whole > 0.0 ? 1.0 - misfit / whole : k_nan;
    day.mass_percent = mass > 0.0 ? 100.0 * total / mass : k_nan;
    // Eligible space (Henry 1992): directions of source space that are known better than the tolerated error.
    std::vector<double> whole_matrix(n * n), vectors;
    for (std::size_t p = 0; p < n; ++p) {
        for (std::size_t r = 0; r < n; ++r) whole_matrix[p * n + r] = solver.a[std::max(p, r) * n + std::min(p, r)];
    }
    jacobi(n, whole_matrix, vectors);
    const double reference = mass > 0.0 ? mass : std::abs(total);
    for (std::size_t d = 0; d < n; ++d) {
        const double inverse_singular = 1.0 / std::sqrt(std::max(whole_matrix[d * n + d], 1e-300));
        day.inverse_singular.push_back(inverse_singular);
        if (inverse_singular > options.max_standard_error * reference) continue;
        for (std::size_t p = 0; p < n; ++p) day.eligible[active[p]] += vectors[p * n + d] * vectors[p * n + d];
    }
    std::sort(day.inverse_singular.begin(), day.inverse_singular.end());
    for (double& part : day.eligible) part = std::sqrt(part);
}

}  // namespace

CmbDay solve_cmb(const CmbSources& s, std::span<const double> c, std::span<const double> sigma_c, double mass,
                 const CmbOptions& options) {
    CmbDay day;
    day.contribution.assign(s.sources, 0.0);
    day.standard_error.assign(s.sources, k_nan);
    day.t = day.standard_error;
    day.eligible.assign(s.sources, 0.0);
    day.eliminated.assign(s.sources, 0);
    std::vector<std::size_t> active;
    for (std::size_t k = 0; k < s.sources; ++k) active.push_back(k);
    Solver solver(s, c, sigma_c);
    std::vector<double> q, next, before;
    while (!active.empty()) {
        q.assign(active.size(), 0.0);
        before.assign(active.size(), 0.0);
        day.converged = false;
        double damping = 1.0;
        for (std::size_t step = 0; step < options.max_iterations; ++step) {
            if (!solver.step(active, q, next)) break;
            ++day.iterations;
            double largest = 0.0;
            for (std::size_t p = 0; p < q.size(); ++p) {
                const double move = next[p] - q[p];
                largest = std::max(largest, std::abs(move) / std::max(std::abs(next[p]), 1e-300));
            }
            if (largest < options.tolerance) {
                q = next;
                day.converged = true;
                break;
            }
            // Successive steps change by about a factor r: near -1 or below is a cycle across the solution, which half
            // steps end; near 1 a slow approach, which a step of 1 / (1 - r) ends (Aitken).
            double part = damping;
            if (damping == 1.0 && step >= k_plain_steps && step % 3 == 2) {
                double ab = 0.0, aa = 0.0;
                for (std::size_t p = 0; p < q.size(); ++p) {
                    const double scale = 1.0 / std::max(std::abs(q[p]), 1e-300);
                    ab += (next[p] - q[p]) * scale * before[p] * scale;
                    aa += before[p] * scale * before[p] * scale;
                }
                const double r = aa > 0.0 ? std::min(ab / aa, 0.98) : 0.0;
                if (r < 0.0) {
                    part = damping = 0.5;
                    day.damped = true;
                } else {
                    part = 1.0 / (1.0 - r);
                }
            }
            for (std::size_t p = 0; p < q.size(); ++p) {
                before[p] = next[p] - q[p];
                q[p] += part * before[p];
            }
        }
        if (!day.converged) break;
        const auto worst = std::min_element(q.begin(), q.end());
        if (!options.eliminate_negative || *worst >= 0.0) break;
        const auto at = worst - q.begin();
        day.eliminated[active[static_cast<std::size_t>(at)]] = 1;
        active.erase(active.begin() + at);
    }
    if (!active.empty() && solver.step(active, q, next))
        fill_diagnostics(s, solver, active, q, c, sigma_c, mass, options, day);
    return day;
}

std::vector<CmbDay> solve_cmb_days(const CmbSources& sources, std::size_t samples, std::span<const double> c,
                                   std::span<const double> sigma_c, std::span<const double> mass,
                                   const CmbOptions& options, int threads) {
    std::vector<CmbDay> days(samples);
    constexpr std::size_t k_batch = 16;
    parallel_for((samples + k_batch - 1) / k_batch, thread_count(threads), [&](std::size_t batch) {
        for (std::size_t i = batch * k_batch; i < std::min(samples, (batch + 1) * k_batch); ++i)
            days[i] = solve_cmb(sources, c.subspan(i * sources.species, sources.species),
                                sigma_c.subspan(i * sources.species, sources.species), mass.empty() ? k_nan : mass[i],
                                options);
    });
    return days;
}

}  // namespace lantian::receptor
