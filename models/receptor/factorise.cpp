#include "models/receptor/factorise.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/parallel/threads.hpp"

namespace lantian::receptor {

namespace {

/// Exponent of the random start: large values make sparse profiles, which find good minima more often.
constexpr double k_sparseness = 5.0;
/// Starts whose Q lies within this part of the best are polished too: the lowest after polishing wins.
constexpr double k_polish_within = 1e-5;
constexpr std::size_t k_polish_most = 4;

void sort_factors(const FactorProblem& p, FactorFit& fit) {
    std::vector<double> share(p.factors, 0.0);
    for (std::size_t j = 0; j < p.species; ++j) {
        double whole = 0.0;
        for (std::size_t a = 0; a < p.factors; ++a) whole += fit.f[a * p.species + j];
        if (!(whole > 0.0)) continue;
        for (std::size_t a = 0; a < p.factors; ++a) share[a] += fit.f[a * p.species + j] / whole;
    }
    std::vector<std::size_t> order(p.factors);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return share[a] > share[b]; });
    const FactorFit before = fit;
    for (std::size_t a = 0; a < p.factors; ++a) {
        for (std::size_t j = 0; j < p.species; ++j) fit.f[a * p.species + j] = before.f[order[a] * p.species + j];
        for (std::size_t i = 0; i < p.samples; ++i) fit.g[i * p.factors + a] = before.g[i * p.factors + order[a]];
    }
}

}  // namespace

std::vector<double> random_profiles(const FactorProblem& p, std::uint64_t seed, std::uint64_t start,
                                    std::size_t candidate) {
    std::vector<double> f(p.factors * p.species);
    for (std::size_t j = 0; j < p.species; ++j) {
        double sum = 0.0;
        std::size_t count = 0;
        for (std::size_t i = 0; i < p.samples; ++i) {
            const double x = p.x[i * p.species + j];
            if (std::isnan(x)) continue;
            sum += std::max(x, 0.0);
            ++count;
        }
        const double mean = count > 0 ? sum / static_cast<double>(count) : 0.0;
        for (std::size_t a = 0; a < p.factors; ++a) {
            const double u = random_unit(seed, start, candidate * f.size() + a * p.species + j);
            double& to = f[a * p.species + j];
            to = mean * std::pow(u, k_sparseness);
            if (p.f_is_bounded()) {
                const double lo = p.f_lower[a * p.species + j], hi = p.f_upper[a * p.species + j];
                to = std::isinf(hi) ? std::max(to, lo) : lo + u * (hi - lo);
            }
        }
    }
    return f;
}

Factorisation factorise(const FactorProblem& problem, const StartControl& control) {
    check_problem(problem);
    const PackedProblem packed(problem);
    Factorisation out;
    out.q.resize(control.starts);
    out.iterations.resize(control.starts);
    out.profiles.resize(control.starts);
    std::vector<double> objective(control.starts);
    std::vector<char> converged(control.starts);
    const int threads = thread_count(control.threads);
    parallel_for(control.starts, threads, [&](std::size_t start) {
        FitEngine engine(packed);
        std::vector<double> best;
        std::size_t trials = 0;
        if (control.candidates > 1) {
            double least = HUGE_VAL;
            FitControl trial = control.fit;
            trial.max_iterations = trial.sweeps_before_newton = control.trial_sweeps;
            trial.tolerance = 0.0;
            for (std::size_t c = 0; c < control.candidates; ++c) {
                engine.start(random_profiles(problem, control.seed, start, c));
                const double value = engine.run(trial);
                trials += engine.iterations();
                if (value < least || best.empty()) {
                    least = value;
                    best = engine.f();
                }
            }
        } else {
            best = random_profiles(problem, control.seed, start, 0);
        }
        engine.start(best);
        objective[start] = engine.run(control.fit);
        const FactorFit fit = engine.result();
        out.q[start] = fit.q(problem.robust);
        out.iterations[start] = trials + fit.iterations;
        converged[start] = fit.converged ? 1 : 0;
        out.profiles[start] = fit.f;
    });
    out.unconverged = static_cast<std::size_t>(std::count(converged.begin(), converged.end(), 0));
    std::vector<std::size_t> order(control.starts);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return objective[a] < objective[b]; });
    std::size_t close = 1;
    while (close < std::min(order.size(), k_polish_most) &&
           objective[order[close]] <= objective[order[0]] * (1.0 + k_polish_within))
        ++close;
    std::vector<FactorFit> polished(close);
    parallel_for(close, threads, [&](std::size_t c) {
        FitEngine engine(packed);
        engine.start(out.profiles[order[c]]);
        (void)engine.run(control.polish);
        polished[c] = engine.result();
    });
    std::size_t best = 0;
    for (std::size_t c = 1; c < close; ++c) {
        if (polished[c].objective < polished[best].objective) best = c;
    }
    out.best_start = order[best];
    out.fit = std::move(polished[best]);
    if (problem.scale_is_free()) sort_factors(problem, out.fit);
    return out;
}

FactorFit refit(const FactorProblem& problem, const std::vector<double>& f, const FitControl& control) {
    const PackedProblem packed(problem);
    FitEngine engine(packed);
    engine.start(f);
    (void)engine.run(control);
    return engine.result();
}

std::vector<std::size_t> match_factors(std::size_t k, const std::vector<double>& similarity) {
    // Kuhn-Munkres with potentials, O(k^3), on cost = -similarity; 1-based as in the usual statement.
    std::vector<double> u(k + 1, 0.0), v(k + 1, 0.0);
    std::vector<std::size_t> owner(k + 1, 0), way(k + 1, 0);
    for (std::size_t i = 1; i <= k; ++i) {
        owner[0] = i;
        std::size_t j0 = 0;
        std::vector<double> least(k + 1, HUGE_VAL);
        std::vector<char> used(k + 1, 0);
        do {
            used[j0] = 1;
            const std::size_t i0 = owner[j0];
            double delta = HUGE_VAL;
            std::size_t j1 = 0;
            for (std::size_t j = 1; j <= k; ++j) {
                if (used[j] != 0) continue;
                const double cost = -similarity[(i0 - 1) * k + j - 1] - u[i0] - v[j];
                if (cost < least[j]) {
                    least[j] = cost;
                    way[j] = j0;
                }
                if (least[j] < delta) {
                    delta = least[j];
                    j1 = j;
                }
            }
            for (std::size_t j = 0; j <= k; ++j) {
                if (used[j] != 0) {
                    u[owner[j]] += delta;
                    v[j] -= delta;
                } else {
                    least[j] -= delta;
                }
            }
            j0 = j1;
        } while (owner[j0] != 0);
        do {
            const std::size_t j1 = way[j0];
            owner[j0] = owner[j1];
            j0 = j1;
        } while (j0 != 0);
    }
    std::vector<std::size_t> match(k);
    for (std::size_t j = 1; j <= k; ++j) match[owner[j] - 1] = j - 1;
    return match;
}

Spread spread_of_fits(const FactorProblem& p, const Factorisation& result, double within) {
    const std::size_t k = p.factors, m = p.species;
    Spread spread;
    spread.low = spread.high = result.fit.f;
    const double best = result.fit.q(p.robust);
    const auto cosine = [&](const double* a, const double* b) {
        double ab = 0.0, aa = 0.0, bb = 0.0;
        for (std::size_t j = 0; j < m; ++j) {
            ab += a[j] * b[j];
            aa += a[j] * a[j];
            bb += b[j] * b[j];
        }
        return aa > 0.0 && bb > 0.0 ? ab / std::sqrt(aa * bb) : 0.0;
    };
    for (std::size_t s = 0; s < result.q.size(); ++s) {
        if (!(result.q[s] <= best + within)) continue;
        ++spread.fits;
        const std::vector<double>& f = result.profiles[s];
        std::vector<double> similarity(k * k);
        for (std::size_t a = 0; a < k; ++a) {
            for (std::size_t b = 0; b < k; ++b)
                similarity[a * k + b] = cosine(result.fit.f.data() + a * m, f.data() + b * m);
        }
        const std::vector<std::size_t> match = match_factors(k, similarity);
        for (std::size_t a = 0; a < k; ++a) {
            spread.least_cosine = std::min(spread.least_cosine, similarity[a * k + match[a]]);
            for (std::size_t j = 0; j < m; ++j) {
                const double v = f[match[a] * m + j];
                spread.low[a * m + j] = std::min(spread.low[a * m + j], v);
                spread.high[a * m + j] = std::max(spread.high[a * m + j], v);
            }
        }
    }
    return spread;
}

}  // namespace lantian::receptor
