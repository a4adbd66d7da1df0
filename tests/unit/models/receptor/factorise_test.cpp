#include "models/receptor/factorise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "models/receptor/errors.hpp"
#include "models/receptor/held_out.hpp"
#include "models/receptor/rotation.hpp"
#include "tests/support/mixture.hpp"
#include "tests/support/thrown.hpp"

namespace lantian::receptor {
namespace {

using lantian::testing::mixture;
using lantian::testing::Mixture;
using lantian::testing::thrown;

StartControl few(std::size_t starts = 4) {
    StartControl control;
    control.starts = starts;
    control.threads = 1;
    return control;
}

/// Largest difference of G F between a fit and the truth.
double model_error(const Mixture& made, const FactorFit& fit) {
    const std::size_t k = made.problem.factors, m = made.problem.species;
    double worst = 0.0;
    for (std::size_t i = 0; i < made.problem.samples; ++i) {
        for (std::size_t j = 0; j < m; ++j) {
            double d = 0.0;
            for (std::size_t a = 0; a < k; ++a)
                d += fit.g[i * k + a] * fit.f[a * m + j] - made.g[i * k + a] * made.f[a * m + j];
            worst = std::max(worst, std::abs(d));
        }
    }
    return worst;
}

TEST(Factorise, FindsANoiseFreeMixtureExactly) {
    const Mixture made = mixture(60, 12, 3, 0.0, 1);
    const Factorisation found = factorise(made.problem, few());
    EXPECT_LT(found.fit.q_true, 1e-3);
    EXPECT_LT(model_error(made, found.fit), 1e-3);
    double mean = 0.0;
    for (std::size_t i = 0; i < 60; ++i) mean += found.fit.g[i * 3] / 60.0;
    EXPECT_NEAR(mean, 1.0, 1e-12);
}

TEST(Factorise, MinimumHasNoDescent) {
    const Mixture made = mixture(50, 10, 3, 1.0, 2);
    const FactorFit fit = factorise(made.problem, few()).fit;
    // Any feasible small move of one element raises Q.
    for (std::size_t c = 0; c < fit.f.size(); ++c) {
        for (const double step : {1e-4, -1e-4}) {
            std::vector<double> f = fit.f;
            f[c] += step * std::max(f[c], 0.01);
            if (f[c] < 0.0) continue;
            EXPECT_GE(fit_values(made.problem, fit.g, f).q_true, fit.q_true - 1e-6) << c;
        }
    }
}

TEST(Factorise, MissingCellsHaveNoWeight) {
    Mixture made = mixture(60, 12, 3, 0.0, 3);
    for (std::size_t c = 0; c < made.problem.x.size(); c += 7)
        made.problem.x[c] = std::numeric_limits<double>::quiet_NaN();
    for (std::size_t c = 3; c < made.problem.x.size(); c += 11)
        made.problem.s[c] = std::numeric_limits<double>::quiet_NaN();
    const Factorisation found = factorise(made.problem, few());
    EXPECT_LT(found.fit.q_true, 1e-3);
    EXPECT_LT(model_error(made, found.fit), 0.01);
}

TEST(Factorise, RobustModeLeavesOutliersAlone) {
    Mixture made = mixture(80, 12, 3, 0.3, 4);
    for (std::size_t c = 5; c < made.problem.x.size(); c += 37) made.problem.x[c] += 60.0 * made.problem.s[c];
    const FactorFit plain = factorise(made.problem, few()).fit;
    made.problem.robust = true;
    const FactorFit robust = factorise(made.problem, few()).fit;
    EXPECT_LT(robust.q_robust, plain.q_robust);
    EXPECT_GT(robust.q_true, plain.q_true);
    EXPECT_LT(model_error(made, robust), 0.5 * model_error(made, plain));
}

TEST(Factorise, LowerBoundOfContributionsIsReachedAndKept) {
    Mixture made = mixture(60, 12, 3, 2.0, 5);
    const FactorFit zero = factorise(made.problem, few()).fit;
    EXPECT_GE(*std::min_element(zero.g.begin(), zero.g.end()), 0.0);
    made.problem.g_min = -0.2;
    const FactorFit loose = factorise(made.problem, few()).fit;
    const double least = *std::min_element(loose.g.begin(), loose.g.end());
    EXPECT_GE(least, -0.2 - 1e-6);
    EXPECT_LT(least, -0.01);
    EXPECT_LT(loose.q_true, zero.q_true);
    double mean = 0.0;
    for (std::size_t i = 0; i < 60; ++i) mean += loose.g[i * 3] / 60.0;
    EXPECT_NEAR(mean, 1.0, 1e-6);
}

TEST(Factorise, GivenProfilesAreHeldOrMoveWithinTheirBox) {
    const Mixture made = mixture(60, 12, 3, 0.0, 6);
    FactorProblem p = made.problem;
    p.scale = FactorScale::from_profile;
    p.f_lower = p.f_upper = made.f;
    const FactorFit held = factorise(p, few(1)).fit;
    EXPECT_EQ(held.f, made.f);
    for (std::size_t c = 0; c < made.g.size(); ++c) EXPECT_NEAR(held.g[c], made.g[c], 1e-6);
    // The third profile free.
    for (std::size_t j = 0; j < 12; ++j) {
        p.f_lower[24 + j] = 0.0;
        p.f_upper[24 + j] = k_no_limit;
    }
    const FactorFit part = factorise(p, few()).fit;
    EXPECT_TRUE(std::equal(made.f.begin(), made.f.begin() + 24, part.f.begin()));
    EXPECT_LT(part.q_true, 1e-3);
    // a = 0.1 around profiles that are wrong by 20 %.
    p = made.problem;
    p.scale = FactorScale::from_profile;
    p.f_lower = p.f_upper = made.f;
    for (std::size_t c = 0; c < made.f.size(); ++c) {
        p.f_lower[c] = 1.2 * made.f[c] * 0.9;
        p.f_upper[c] = 1.2 * made.f[c] * 1.1;
    }
    const FactorFit boxed = factorise(p, few()).fit;
    for (std::size_t c = 0; c < made.f.size(); ++c) {
        EXPECT_GE(boxed.f[c], p.f_lower[c]);
        EXPECT_LE(boxed.f[c], p.f_upper[c]);
    }
}

TEST(Factorise, PullsAreExactQuadraticRows) {
    const Mixture made = mixture(60, 12, 3, 1.0, 7);
    const FactorFit base = factorise(made.problem, few()).fit;
    const std::size_t at = 0 * 12 + 8;
    FactorProblem p = made.problem;
    p.f_priors.push_back({0, 8, base.f[at] + 0.3, 1e-6});
    const FactorFit pulled = refit(p, base.f, {1e-12, 5, 20000, 10, 0});
    EXPECT_NEAR(pulled.f[at], base.f[at] + 0.3, 1e-6);
    EXPECT_GT(pulled.q_true, base.q_true);
    double mean = 0.0;
    for (std::size_t i = 0; i < 60; ++i) mean += pulled.g[i * 3] / 60.0;
    EXPECT_NEAR(mean, 1.0, 1e-9);
    // A weak pull is the minimum of Q + Q_aux: no small move of the element, with the rest refitted, is lower.
    p.f_priors[0].sigma = 0.05;
    const FactorFit weak = refit(p, base.f, {1e-13, 5, 20000, 10, 0});
    const double best = weak.q_true + weak.q_aux;
    for (const double step : {0.02, -0.02}) {
        FactorProblem held = made.problem;
        held.f_priors.push_back({0, 8, weak.f[at] + step, 1e-7});
        const FactorFit moved = refit(held, weak.f, {1e-13, 5, 20000, 10, 0});
        const double aux = std::pow((moved.f[at] - p.f_priors[0].mean) / p.f_priors[0].sigma, 2.0);
        EXPECT_GT(moved.q_true + aux, best - 1e-3) << step;
    }
}

TEST(Factorise, ExpressionsTieElements) {
    const Mixture made = mixture(60, 12, 3, 1.0, 8);
    const FactorFit base = factorise(made.problem, few()).fit;
    FactorProblem p = made.problem;
    p.expressions.push_back({{{1, 9, 1.0}, {1, 10, -0.44}}, 0.0, 1e-5});
    const FactorFit tied = refit(p, base.f, {1e-12, 5, 20000, 10, 0});
    EXPECT_NEAR(tied.f[12 + 9], 0.44 * tied.f[12 + 10], 1e-3);
    EXPECT_GT(tied.f[12 + 9], 0.0);
}

TEST(Factorise, PriorsOnContributionsPullThem) {
    const Mixture made = mixture(60, 12, 3, 1.0, 9);
    FactorProblem p = made.problem;
    p.scale = FactorScale::from_profile;
    p.f_lower = p.f_upper = made.f;
    for (std::size_t i = 0; i < 10; ++i) p.g_priors.push_back({0, i, 0.0, 1e-6});
    const FactorFit fit = refit(p, made.f, {1e-12, 5, 20000, 10, 0});
    for (std::size_t i = 0; i < 10; ++i) EXPECT_NEAR(fit.g[i * 3], 0.0, 1e-6);
    EXPECT_GT(fit.g[11 * 3] + fit.g[12 * 3] + fit.g[13 * 3], 0.1);
}

TEST(Factorise, RefusesWhatCannotBeFitted) {
    FactorProblem p = mixture(20, 6, 2, 0.5, 10).problem;
    p.factors = 7;
    EXPECT_EQ(thrown([&] { (void)factorise(p, few()); }).code, "E323");
    p.factors = 2;
    p.g_min = 0.1;
    EXPECT_EQ(thrown([&] { (void)factorise(p, few()); }).code, "E324");
    p.g_min = 0.0;
    p.s[3] = -1.0;
    EXPECT_EQ(thrown([&] { (void)factorise(p, few()); }).code, "E306");
    p.s[3] = 1.0;
    p.x[3] = HUGE_VAL;
    EXPECT_EQ(thrown([&] { (void)factorise(p, few()); }).code, "E305");
    p.x[3] = 1.0;
    p.f_priors.push_back({5, 0, 1.0, 1.0});
    EXPECT_EQ(thrown([&] { (void)factorise(p, few()); }).code, "E324");
    p.f_priors.clear();
    p.f_lower.assign(12, 1.0);
    p.f_upper.assign(12, 0.5);
    EXPECT_EQ(thrown([&] { (void)factorise(p, few()); }).code, "E324");
    p.f_lower.clear();
    p.f_upper.clear();
    p.expressions.push_back({{}, 0.0, 1.0});
    EXPECT_EQ(thrown([&] { (void)factorise(p, few()); }).code, "E324");
    p.expressions.clear();
    p.x.pop_back();
    EXPECT_EQ(thrown([&] { (void)factorise(p, few()); }).code, "E323");
}

TEST(Factorise, ManyStartsAndFactorsDoNotOverflow) {
    // 8-bit indices of another program end at 127.
    const Mixture made = mixture(140, 132, 3, 0.5, 11);
    FactorProblem p = made.problem;
    p.factors = 131;
    StartControl control = few(1);
    control.candidates = 1;
    control.fit.max_iterations = control.polish.max_iterations = 1;
    EXPECT_EQ(factorise(p, control).fit.f.size(), 131U * 132U);
    p.factors = 2;
    control.starts = 300;
    EXPECT_EQ(factorise(p, control).q.size(), 300U);
}

TEST(MatchFactors, TakesTheBestSum) {
    EXPECT_EQ(match_factors(3, {0.9, 0.8, 0.1, 0.85, 0.1, 0.2, 0.3, 0.4, 0.9}), (std::vector<std::size_t>{1, 0, 2}));
}

TEST(ExpectedQ, CountsAsEpaPmf) {
    // 126 x 36 with 11 factors, all strong: 126 36 - 11 (126 + 36).
    EXPECT_EQ(expected_q(126, 36, 36, 11), 2754.0);
}

TEST(Blocks, StayWithinTheirSiteAndReachTheLastSample) {
    std::vector<std::string> sites(30, "a");
    std::fill(sites.begin() + 12, sites.end(), "b");
    std::set<std::size_t> seen;
    for (std::size_t run = 0; run < 200; ++run) {
        const std::vector<std::size_t> drawn = draw_blocks(30, sites, 5, 1, run);
        ASSERT_EQ(drawn.size(), 30U);
        for (std::size_t c = 0; c < 30; ++c) {
            EXPECT_EQ(drawn[c] < 12, c < 12);
            if (c > 0 && c < 12 && c % 5 != 0) {
                EXPECT_EQ(drawn[c], drawn[c - 1] + 1);
            }
        }
        seen.insert(drawn.begin(), drawn.end());
    }
    EXPECT_EQ(seen.size(), 30U);
    // A block longer than the site is the whole site.
    EXPECT_EQ(draw_blocks(6, {}, 40, 1, 0), (std::vector<std::size_t>{0, 1, 2, 3, 4, 5}));
}

TEST(Bootstrap, MapsClearFactorsAndCoversTheTruth) {
    const Mixture made = mixture(100, 12, 3, 1.0, 12);
    const FactorFit base = factorise(made.problem, few()).fit;
    BootstrapControl control;
    control.runs = 20;
    control.block = 3;
    control.threads = 1;
    const Bootstrap result = bootstrap(made.problem, base, {}, control);
    for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(result.mapping[k][k], 20U);
    for (std::size_t c = 0; c < base.f.size(); ++c) {
        EXPECT_LE(result.percentiles[c], result.percentiles[4 * base.f.size() + c]);
        EXPECT_NEAR(result.percentiles[2 * base.f.size() + c], base.f[c], 0.15 * base.f[c] + 0.05);
    }
}

TEST(Displacement, ReachesTheLevelsAndRefits) {
    const Mixture made = mixture(60, 8, 2, 1.0, 13);
    const FactorFit base = factorise(made.problem, few()).fit;
    DisplacementControl control;
    control.threads = 1;
    control.species = {4, 6};
    const Displacement d = displace(made.problem, base, control);
    EXPECT_EQ(d.swaps, (std::vector<std::size_t>{0, 0, 0, 0}));
    EXPECT_LT(d.largest_drop, 1e-3);
    for (std::size_t k = 0; k < 2; ++k) {
        for (const std::size_t j : control.species) {
            for (std::size_t level = 0; level < 4; ++level) {
                const double high = d.high[level][k * 8 + j];
                EXPECT_GT(high, base.f[k * 8 + j]);
                EXPECT_LE(d.low[level][k * 8 + j], base.f[k * 8 + j]);
                // Held there by a pull, the rest refitted: Q has risen by the level.
                FactorProblem held = made.problem;
                held.f_priors.push_back({k, j, high, 1e-7});
                const FactorFit fit = refit(held, base.f, {1e-12, 5, 20000, 10, 0});
                EXPECT_NEAR(fit.q_true - base.q_true, control.levels[level], 0.03 * control.levels[level]) << k << j;
            }
        }
    }
    EXPECT_TRUE(std::isnan(d.low[0][0]));
}

TEST(Displacement, SeesThatTheBaseIsNotTheMinimum) {
    const Mixture made = mixture(60, 8, 2, 1.0, 14);
    FactorFit base = factorise(made.problem, few()).fit;
    const double best = base.q_true;
    base = refit(made.problem, random_profiles(made.problem, 1, 1, 0), {1e-3, 1, 2, 0, 2});
    ASSERT_GT(base.q_true, best + 1.0);
    DisplacementControl control;
    control.threads = 1;
    control.species = {4};
    const Displacement d = displace(made.problem, base, control);
    EXPECT_GT(d.largest_drop, 1.0);
    EXPECT_NEAR(refit(made.problem, d.better_profiles, {}).q_true, best, 0.01 * best);
}

TEST(BootstrapDisplacement, CountsAndWidens) {
    const Mixture made = mixture(60, 8, 2, 1.0, 15);
    const FactorFit base = factorise(made.problem, few()).fit;
    BootstrapDisplacementControl control;
    control.runs = 6;
    control.block = 3;
    control.threads = 1;
    control.species = {4};
    const BootstrapDisplacement d = bootstrap_displace(made.problem, base, {}, control);
    EXPECT_EQ(d.accepted + d.swaps_in_fit + d.drops, 6U);
    EXPECT_GE(d.accepted, 5U);
    EXPECT_LT(d.low[3][4], base.f[4]);
    EXPECT_GT(d.high[3][4], base.f[4]);
    EXPECT_GE(d.high[3][4], d.high[0][4]);
}

TEST(Rotation, CostsQAndTurnsTheWayAsked) {
    const Mixture made = mixture(60, 12, 3, 1.0, 16);
    const FactorFit base = factorise(made.problem, few()).fit;
    for (const double strength : {1.0, -1.0}) {
        const Rotation turned = rotate(made.problem, base, strength, {1e-10, 3, 5000, 10, 0});
        EXPECT_GE(turned.rise, -1e-6);
        double off = 0.0;
        for (std::size_t a = 0; a < 3; ++a) {
            for (std::size_t b = 0; b < 3; ++b) off += a == b ? 0.0 : turned.turn[a * 3 + b];
        }
        EXPECT_GT(off * strength, 0.0);
    }
    EXPECT_NEAR(rotate(made.problem, base, 0.0, {1e-10, 3, 5000, 10, 0}).rise, 0.0, 0.01);
}

TEST(HeldOut, FindsTheNumberOfFactors) {
    const Mixture made = mixture(80, 12, 3, 1.0, 17);
    HeldOutControl control;
    control.most_factors = 5;
    control.starts = 2;
    control.threads = 1;
    const HeldOut result = held_out(made.problem, control);
    ASSERT_EQ(result.rows.size(), 5U);
    EXPECT_EQ(result.simplest, 3U);
    // Fitted cells get better with every factor, held-out ones do not: the test is a real one.
    EXPECT_LT(result.rows[4].training, result.rows[2].training);
    EXPECT_GT(result.rows[4].error, result.rows[2].error);
}

}  // namespace
}  // namespace lantian::receptor
