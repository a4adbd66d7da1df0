// The same bits for any number of threads and for either order of the input in memory.
#include <gtest/gtest.h>

#include "models/receptor/errors.hpp"
#include "models/receptor/factorise.hpp"
#include "tests/support/mixture.hpp"

namespace lantian::receptor {
namespace {

StartControl control_of(int threads) {
    StartControl control;
    control.starts = 6;
    control.threads = threads;
    return control;
}

TEST(FactorThreads, FitsBootstrapsAndDisplacementsAreTheSame) {
    const auto made = lantian::testing::mixture(70, 14, 4, 1.5, 21);
    const Factorisation one = factorise(made.problem, control_of(1));
    BootstrapControl resampling;
    resampling.runs = 8;
    resampling.block = 4;
    resampling.threads = 1;
    DisplacementControl displacement;
    displacement.threads = 1;
    displacement.species = {5, 9};
    const Bootstrap boot = bootstrap(made.problem, one.fit, {}, resampling);
    const Displacement disp = displace(made.problem, one.fit, displacement);
    for (const int threads : {2, 4}) {
        const Factorisation other = factorise(made.problem, control_of(threads));
        EXPECT_EQ(one.q, other.q);
        EXPECT_EQ(one.fit.f, other.fit.f);
        EXPECT_EQ(one.fit.g, other.fit.g);
        resampling.threads = displacement.threads = threads;
        EXPECT_EQ(boot.percentiles, bootstrap(made.problem, one.fit, {}, resampling).percentiles);
        const Displacement again = displace(made.problem, one.fit, displacement);
        for (std::size_t level = 0; level < 4; ++level) {
            for (const std::size_t c : {5U, 9U, 19U, 23U}) {
                EXPECT_EQ(disp.low[level][c], again.low[level][c]);
                EXPECT_EQ(disp.high[level][c], again.high[level][c]);
            }
        }
    }
}

TEST(FactorThreads, AStartDoesNotDependOnTheOthers) {
    const auto made = lantian::testing::mixture(70, 14, 4, 1.5, 22);
    StartControl control = control_of(2);
    const Factorisation six = factorise(made.problem, control);
    control.starts = 3;
    const Factorisation three = factorise(made.problem, control);
    for (std::size_t s = 0; s < 3; ++s) EXPECT_EQ(six.q[s], three.q[s]);
    control.seed = 2;
    EXPECT_NE(factorise(made.problem, control).q[0], three.q[0]);
}

TEST(FactorThreads, RowAndColumnMajorInputGiveTheSameBits) {
    const auto made = lantian::testing::mixture(70, 14, 4, 1.5, 23);
    const std::size_t n = 70, m = 14;
    std::vector<double> x(n * m), s(n * m);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < m; ++j) {
            x[j * n + i] = made.problem.x[i * m + j];
            s[j * n + i] = made.problem.s[i * m + j];
        }
    }
    const FactorProblem turned = make_problem(MatrixView::column_major(x, n, m), MatrixView::column_major(s, n, m), 4);
    EXPECT_EQ(factorise(made.problem, control_of(2)).fit.f, factorise(turned, control_of(2)).fit.f);
}

}  // namespace
}  // namespace lantian::receptor
