#include "models/receptor/box_solve.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "models/receptor/dense.hpp"
#include "models/receptor/fit_engine.hpp"

namespace lantian::receptor {
namespace {

/// Largest violation of the conditions of a minimum: gradient zero where free, of the right sign at a bound.
double violation(std::size_t k, const std::vector<double>& a, const std::vector<double>& b,
                 const std::vector<double>& lo, const std::vector<double>& hi, const std::vector<double>& x) {
    double worst = 0.0;
    for (std::size_t i = 0; i < k; ++i) {
        double slope = -b[i];
        for (std::size_t j = 0; j < k; ++j) slope += a[i >= j ? packed_size(i) + j : packed_size(j) + i] * x[j];
        if (x[i] < lo[i] || x[i] > hi[i]) return HUGE_VAL;
        if (x[i] > lo[i]) worst = std::max(worst, slope);
        if (x[i] < hi[i]) worst = std::max(worst, -slope);
    }
    return worst;
}

TEST(BoxSolve, MeetsTheConditionsOfAMinimum) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        const std::size_t k = 1 + seed % 12;
        std::vector<double> rows(20 * k), a(packed_size(k), 0.0), b(k, 0.0), lo(k), hi(k), x(k, 0.3);
        for (std::size_t c = 0; c < rows.size(); ++c) rows[c] = random_unit(seed, 1, c);
        for (std::size_t i = 0; i < k; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                for (std::size_t t = 0; t < 20; ++t) a[packed_size(i) + j] += rows[t * k + i] * rows[t * k + j];
            }
            b[i] = 10.0 * (random_unit(seed, 2, i) - 0.4);
            lo[i] = -0.2 * random_unit(seed, 3, i);
            hi[i] = lo[i] + 0.5 * random_unit(seed, 4, i);
        }
        solve_box(a, b, lo, hi, x);
        EXPECT_LT(violation(k, a, b, lo, hi, x), 1e-10) << seed;
    }
}

TEST(HalfStep, SolvesEveryLaneAsTheScalarSolverDoes) {
    for (const std::size_t k : {1U, 3U, 7U, 13U}) {
        for (const bool bounded : {false, true}) {
            const std::size_t terms = 30, lanes = 24;
            std::vector<double> w(terms * lanes), wx(terms * lanes), other(k * terms), pairs(packed_size(k) * terms);
            for (std::size_t c = 0; c < w.size(); ++c) {
                w[c] = random_unit(k, 1, c) < 0.1 ? 0.0 : random_unit(k, 2, c);
                wx[c] = w[c] * (random_unit(k, 3, c) - 0.2);
            }
            for (std::size_t c = 0; c < other.size(); ++c) other[c] = std::pow(random_unit(k, 4, c), 3.0);
            fill_pairs(k, terms, other.data(), pairs.data());
            std::vector<double> lower(k * lanes, bounded ? -0.05 : 0.0), upper(k * lanes, 0.2), x(k * lanes, 0.1),
                value(lanes), work(half_step_work(k));
            HalfStep step;
            step.factors = k;
            step.terms = terms;
            step.lanes = lanes;
            step.w = w.data();
            step.wx = wx.data();
            step.other = other.data();
            step.other_stride = terms;
            step.pairs = pairs.data();
            step.lower = lower.data();
            step.upper = bounded ? upper.data() : nullptr;
            step.x = x.data();
            step.value = value.data();
            step.work = work.data();
            solve_half_step(step);
            for (std::size_t lane = 0; lane < lanes; ++lane) {
                std::vector<double> a(packed_size(k), 0.0), b(k, 0.0), lo(k, bounded ? -0.05 : 0.0),
                    hi(k, bounded ? 0.2 : HUGE_VAL), expected(k, 0.1), mine(k);
                for (std::size_t t = 0; t < terms; ++t) {
                    for (std::size_t i = 0; i < k; ++i) {
                        b[i] += wx[t * lanes + lane] * other[i * terms + t];
                        for (std::size_t j = 0; j <= i; ++j)
                            a[packed_size(i) + j] += w[t * lanes + lane] * other[i * terms + t] * other[j * terms + t];
                    }
                }
                solve_box(a, b, lo, hi, expected);
                for (std::size_t i = 0; i < k; ++i) mine[i] = x[i * lanes + lane];
                EXPECT_LT(violation(k, a, b, lo, hi, mine), 1e-9) << k << ' ' << lane;
                for (std::size_t i = 0; i < k; ++i) EXPECT_NEAR(mine[i], expected[i], 1e-7) << k << ' ' << lane;
            }
        }
    }
}

TEST(Dense, FactorsAndSolves) {
    const std::size_t n = 37;
    std::vector<double> p(50 * n), a(n * n, 0.0), b(n), x(n);
    for (std::size_t c = 0; c < p.size(); ++c) p[c] = random_unit(5, 1, c) - 0.5;
    subtract_gram(n, 50, p, a);
    for (double& v : a) v = -v;
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < i; ++j) a[i * n + j] = a[j * n + i];
        x[i] = random_unit(5, 2, i);
    }
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) b[i] += a[i * n + j] * x[j];
    }
    std::vector<double> u = a;
    ASSERT_TRUE(factor_upper(n, u));
    solve_upper(n, u, b);
    for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(b[i], x[i], 1e-10);
    a[0] = -1.0;
    EXPECT_FALSE(factor_upper(n, a));
}

}  // namespace
}  // namespace lantian::receptor
