#include "models/meteorology/mass_adjustment.hpp"

#include <gtest/gtest.h>

#include "models/meteorology/wind_multigrid.hpp"
#include "tests/support/wind_case.hpp"

namespace lantian {
namespace {

double product(const std::vector<double>& a, const std::vector<double>& b) {
    double sum = 0.0;
    for (std::size_t n = 0; n < a.size(); ++n) sum += a[n] * b[n];
    return sum;
}

std::vector<double> random_cells(std::size_t n, unsigned seed) {
    std::mt19937 engine(seed);
    std::uniform_real_distribution<double> any(-1.0, 1.0);
    std::vector<double> out(n);
    for (double& value : out) value = any(engine);
    return out;
}

struct Sized {
    std::size_t nx, ny, nz;
};

class MassAdjustment : public testing::TestWithParam<Sized> {
  protected:
    MassAdjustment()
        : grid(make_wind_grid(hilly_grid(GetParam().nx, GetParam().ny), growing_faces(GetParam().nz), {}, 8500.0)) {}
    WindGrid grid;
};

TEST_P(MassAdjustment, OperatorIsSymmetricAndPositive) {
    const MassOperator op(grid, std::vector<double>(grid.columns(), 0.6));
    const auto a = random_cells(grid.cells(), 1);
    const auto b = random_cells(grid.cells(), 2);
    std::vector<double> of_a(grid.cells()), of_b(grid.cells()), rows(grid.ny);
    op.apply(a, of_a, rows, 1);
    op.apply(b, of_b, rows, 1);
    const double scale = std::sqrt(product(of_a, of_a) * product(b, b));
    EXPECT_NEAR(product(of_a, b), product(a, of_b), 1e-13 * scale);
    EXPECT_GT(product(a, of_a), 0.0);
    double of_rows = 0.0;
    for (double row : rows) of_rows += row;
    EXPECT_NEAR(of_rows, product(b, of_b), 1e-12 * of_rows);
}

// What correct() takes out of the wind leaves as outflow exactly what apply() says.
TEST_P(MassAdjustment, CorrectionAndOperatorBelongTogether) {
    const MassOperator op(grid, std::vector<double>(grid.columns(), 0.6));
    const auto lambda = random_cells(grid.cells(), 3);
    std::vector<double> expected(grid.cells()), before(grid.cells()), after(grid.cells()), rows(grid.ny);
    WindField field = random_wind(grid, 4);
    mass_outflow(grid, field, before, 1);
    op.correct(lambda, field, 1);
    mass_outflow(grid, field, after, 1);
    op.apply(lambda, expected, rows, 1);
    const double size = std::sqrt(product(expected, expected) / static_cast<double>(grid.cells()));
    for (std::size_t n = 0; n < grid.cells(); ++n) EXPECT_NEAR(before[n] - after[n], expected[n], 1e-11 * size);
}

// The change of the wind is W^-1 D^T lambda: for every wind, its weighted product with the change is lambda times the
// outflow of that wind.
TEST_P(MassAdjustment, CorrectionIsTheExactTransposeOfTheOutflow) {
    constexpr double k_ratio = 0.6;
    const MassOperator op(grid, std::vector<double>(grid.columns(), k_ratio));
    const auto lambda = random_cells(grid.cells(), 5);
    const WindField none(grid);
    WindField change(grid);
    op.correct(lambda, change, 1);
    WindField other = random_wind(grid, 6);
    std::vector<double> outflow(grid.cells());
    mass_outflow(grid, other, outflow, 1);
    // <other, change> by polarisation of the distance.
    WindField sum = other;
    for (std::size_t n = 0; n < sum.u.size(); ++n) sum.u[n] += change.u[n];
    for (std::size_t n = 0; n < sum.v.size(); ++n) sum.v[n] += change.v[n];
    for (std::size_t n = 0; n < sum.omega.size(); ++n) sum.omega[n] += change.omega[n];
    const double inner = 0.5 * (wind_distance(grid, k_ratio, sum, none) - wind_distance(grid, k_ratio, other, none) -
                                wind_distance(grid, k_ratio, change, none));
    const double expected = -product(lambda, outflow);
    EXPECT_NEAR(inner, expected, 1e-10 * wind_distance(grid, k_ratio, sum, none));
    EXPECT_GT(std::abs(expected), 1e-6 * wind_distance(grid, k_ratio, sum, none));
}

TEST_P(MassAdjustment, PreconditionerIsSymmetricAndPositive) {
    const MassOperator op(grid, std::vector<double>(grid.columns(), 0.6));
    WindMultigrid multigrid(op);
    const auto a = random_cells(grid.cells(), 7);
    const auto b = random_cells(grid.cells(), 8);
    std::vector<double> of_a(grid.cells()), of_b(grid.cells());
    multigrid.apply(a, of_a, 1);
    multigrid.apply(b, of_b, 1);
    const double scale = std::sqrt(product(of_a, of_a) * product(b, b));
    EXPECT_NEAR(product(of_a, b), product(a, of_b), 1e-6 * scale);  // single precision
    EXPECT_GT(product(a, of_a), 0.0);
}

TEST_P(MassAdjustment, RandomWindLosesItsDivergence) {
    const MassOperator op(grid, std::vector<double>(grid.columns(), 1.0));
    WindField field = random_wind(grid, 9);
    const double before = largest_divergence(grid, field, 1);
    const AdjustmentReport report = adjust_mass(op, field, {});
    EXPECT_TRUE(report.converged);
    EXPECT_LE(largest_divergence(grid, field, 1), 1e-10 * before);
    EXPECT_EQ(report.divergence_before_s, before);
    // A second adjustment has nothing left to do: what it changes is of the size of what was left.
    WindField twice = field;
    (void)adjust_mass(op, twice, {});
    for (std::size_t n = 0; n < field.u.size(); ++n) EXPECT_NEAR(twice.u[n], field.u[n], 1e-7);
    for (std::size_t n = 0; n < field.omega.size(); ++n) EXPECT_NEAR(twice.omega[n], field.omega[n], 1e-7);
}

TEST_P(MassAdjustment, BitsDoNotDependOnThreads) {
    const MassOperator op(grid, std::vector<double>(grid.columns(), 1.0));
    WindField one = random_wind(grid, 10);
    WindField three = one;
    (void)adjust_mass(op, one, {.tolerance = 1e-8, .threads = 1});
    (void)adjust_mass(op, three, {.tolerance = 1e-8, .threads = 3});
    EXPECT_EQ(one.u, three.u);
    EXPECT_EQ(one.v, three.v);
    EXPECT_EQ(one.omega, three.omega);
}

INSTANTIATE_TEST_SUITE_P(Sizes, MassAdjustment,
                         testing::Values(Sized{24, 19, 7}, Sized{33, 8, 12}, Sized{5, 40, 3}, Sized{1, 9, 4},
                                         Sized{9, 1, 4}, Sized{2, 2, 2}, Sized{17, 16, 1}));

TEST(MassAdjustmentCases, DivergenceFreeWindIsLeftAsItIs) {
    const WindGrid g = make_wind_grid(hilly_grid(20, 15), growing_faces(6), {}, 8500.0);
    const MassOperator op(g, std::vector<double>(g.columns(), 1.0));
    // Flow along the layers from a stream function on their corners.
    WindField field(g);
    const auto psi = [](std::size_t j, std::size_t i) {
        return 800.0 * std::sin(0.4 * static_cast<double>(i)) * std::cos(0.3 * static_cast<double>(j));
    };
    for (std::size_t j = 0; j <= g.ny; ++j) {
        for (std::size_t k = 0; k < g.nz; ++k) {
            for (std::size_t i = 0; i <= g.nx; ++i) {
                if (j < g.ny) field.u[(j * g.nz + k) * (g.nx + 1) + i] = (psi(j + 1, i) - psi(j, i)) / g.cell_m;
                if (i < g.nx) field.v[(j * g.nz + k) * g.nx + i] = -(psi(j, i + 1) - psi(j, i)) / g.cell_m;
            }
        }
    }
    const WindField before = field;
    const AdjustmentReport report = adjust_mass(op, field, {});
    EXPECT_EQ(report.iterations, 0U);
    EXPECT_EQ(field.u, before.u);
    EXPECT_EQ(field.v, before.v);
    EXPECT_EQ(field.omega, before.omega);
}

TEST(MassAdjustmentCases, UniformWindOverFlatGroundIsLeftAsItIs) {
    const WindGrid g = make_wind_grid(hilly_grid(20, 15, 500.0, 0.0), growing_faces(6), {}, 8500.0);
    const MassOperator op(g, std::vector<double>(g.columns(), 1.0));
    WindField field(g);
    for (double& u : field.u) u = 3.7;
    for (double& v : field.v) v = -1.9;
    const AdjustmentReport report = adjust_mass(op, field, {});
    EXPECT_EQ(report.iterations, 0U);
    for (double u : field.u) EXPECT_EQ(u, 3.7);
    for (double omega : field.omega) EXPECT_EQ(omega, 0.0);
}

// No other wind without divergence is nearer to the first guess than the adjusted one.
TEST(MassAdjustmentCases, AdjustedWindIsTheNearest) {
    constexpr double k_ratio = 0.3;
    const WindGrid g = make_wind_grid(hilly_grid(14, 11), growing_faces(6), {}, 8500.0);
    const MassOperator op(g, std::vector<double>(g.columns(), k_ratio));
    const WindField guess = random_wind(g, 20);
    WindField best = guess;
    (void)adjust_mass(op, best, {});
    const double least = wind_distance(g, k_ratio, best, guess);
    for (unsigned seed = 21; seed < 26; ++seed) {
        WindField step = random_wind(g, seed);
        (void)adjust_mass(op, step, {});  // without divergence
        for (const double size : {1e-3, 0.1, -0.5}) {
            WindField other = best;
            for (std::size_t n = 0; n < other.u.size(); ++n) other.u[n] += size * step.u[n];
            for (std::size_t n = 0; n < other.v.size(); ++n) other.v[n] += size * step.v[n];
            for (std::size_t n = 0; n < other.omega.size(); ++n) other.omega[n] += size * step.omega[n];
            EXPECT_GT(wind_distance(g, k_ratio, other, guess), least * (1.0 - 1e-12));
        }
    }
}

TEST(MassAdjustmentCases, StableAirGoesAroundAHillAndNeutralAirOverIt) {
    Grid hill{Projection("EPSG:32649"), 0.0, 0.0, 500.0, 32, 32, std::vector<double>(32 * 32)};
    for (std::size_t j = 0; j < 32; ++j) {
        for (std::size_t i = 0; i < 32; ++i) {
            const double x = (static_cast<double>(i) - 15.5) * 500.0;
            const double y = (static_cast<double>(j) - 15.5) * 500.0;
            hill.terrain_m[j * 32 + i] = 400.0 * std::exp(-(x * x + y * y) / (2.0 * 1500.0 * 1500.0));
        }
    }
    const WindGrid g = make_wind_grid(hill, growing_faces(12), {}, 8500.0);
    const auto sideways = [&](double ratio) {
        WindField field(g);
        for (double& u : field.u) u = 5.0;
        for (std::size_t j = 0; j < g.ny; ++j) {
            for (std::size_t k = 1; k <= g.nz; ++k) {
                for (std::size_t i = 0; i < g.nx; ++i)
                    field.omega[(j * (g.nz + 1) + k) * g.nx + i] = -ground_rise_m_s(g, field, j, k, i);
            }
        }
        const MassOperator op(g, std::vector<double>(g.columns(), ratio));
        EXPECT_TRUE(adjust_mass(op, field, {}).converged);
        double most = 0.0;
        for (double v : field.v) most = std::max(most, std::abs(v));
        return most;
    };
    EXPECT_GT(sideways(0.02), 2.0 * sideways(1.0));
}

TEST(MassAdjustmentCases, ClosedSidesKeepTheirFlow) {
    const WindGrid g = make_wind_grid(hilly_grid(12, 10), growing_faces(5), {.west = false, .south = false}, 8500.0);
    const MassOperator op(g, std::vector<double>(g.columns(), 1.0));
    const WindField guess = random_wind(g, 30);
    WindField field = guess;
    EXPECT_TRUE(adjust_mass(op, field, {}).converged);
    EXPECT_LE(largest_divergence(g, field, 1), 1e-10 * largest_divergence(g, guess, 1));
    for (std::size_t row = 0; row < g.ny * g.nz; ++row) {
        EXPECT_EQ(field.u[row * (g.nx + 1)], guess.u[row * (g.nx + 1)]);
        EXPECT_NE(field.u[row * (g.nx + 1) + g.nx], guess.u[row * (g.nx + 1) + g.nx]);
    }
    for (std::size_t n = 0; n < g.nz * g.nx; ++n) EXPECT_EQ(field.v[n], guess.v[n]);
}

TEST(MassAdjustmentCases, WindThatIsNotFiniteIsReportedAndLeft) {
    const WindGrid g = make_wind_grid(hilly_grid(6, 6), growing_faces(3), {}, 8500.0);
    const MassOperator op(g, std::vector<double>(g.columns(), 1.0));
    WindField field = random_wind(g, 31);
    field.u[20] = std::nan("");
    const std::vector<double> v = field.v;
    EXPECT_FALSE(adjust_mass(op, field, {}).converged);
    EXPECT_EQ(field.v, v);
    field = random_wind(g, 31);
    EXPECT_FALSE(adjust_mass(op, field, {.tolerance = 1e-10, .most_iterations = 1}).converged);
}

}  // namespace
}  // namespace lantian
