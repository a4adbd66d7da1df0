#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/solver_case.hpp"

namespace {

using namespace lantian;
using namespace lantian::test;

/// Error at t = 1 of a smooth problem of second order with fixed steps.
double error_of(const RosenbrockMethod& method, double step) {
    // A + B -> C, C -> A + B, A + A -> C
    const Mechanism m = free_mechanism(
        {"A", "B", "C"},
        {{{"A", "B"}, {{"C", 1.0}}, 1.3}, {{"C"}, {{"A", 1.0}, {"B", 1.0}}, 0.7}, {{"A", "A"}, {{"C", 1.0}}, 0.4}});
    ChemistryOptions fine = free_options(k_rodas4, 1e-12, 1e-14);
    FreeCells exact(1, {1.0, 0.6, 0.1});
    (void)ChemistrySolver(m, fine).advance(exact.view(), 1.0);
    ChemistryOptions fixed = free_options(method, 1e-3, 1e-3);
    fixed.fixed_step_s = step;
    FreeCells cells(1, {1.0, 0.6, 0.1});
    (void)ChemistrySolver(m, fixed).advance(cells.view(), 1.0);
    double worst = 0.0;
    for (std::size_t i = 0; i < 3; ++i)
        worst = std::max(worst, std::abs(cells.concentration[i] - exact.concentration[i]));
    return worst;
}

// Halving the step divides the error by 2^order: slopes between four steps, within a third of an order.
TEST(RosenbrockOrder, StepHalving) {
    for (const RosenbrockMethod* method : {&k_rodas3, &k_ros3, &k_rodas4}) {
        for (const double step : {0.1, 0.05, 0.025}) {
            const double slope = std::log2(error_of(*method, step) / error_of(*method, step / 2.0));
            EXPECT_NEAR(slope, method->order, 0.35) << method->name << " at " << step;
        }
    }
}

}  // namespace
