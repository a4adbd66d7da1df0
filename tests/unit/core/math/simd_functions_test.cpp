#include "core/math/simd_functions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <random>

namespace lantian {
namespace {

namespace one = simd::plain;  // the same source with registers of one double

/// Largest distance from the long double result in units in the last place, x from e^low to e^high.
double worst_ulp(const std::function<double(double)>& function, const std::function<long double(long double)>& truth,
                 double low, double high) {
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> power(low, high);
    double worst = 0.0;
    for (int n = 0; n < 100000; ++n) {
        const double x = std::exp(power(random));
        const long double exact = truth(x);
        const double size = std::abs(static_cast<double>(exact));
        const double ulp = std::nextafter(size, std::numeric_limits<double>::infinity()) - size;
        worst = std::max(worst, static_cast<double>(std::abs(static_cast<long double>(function(x)) - exact)) / ulp);
    }
    return worst;
}

TEST(SimdFunctions, Logarithms) {
    EXPECT_LT(
        worst_ulp([](double x) { return one::logarithm(x); }, [](long double x) { return std::log(x); }, -600.0, 600.0),
        2.0);
    EXPECT_LT(
        worst_ulp([](double x) { return one::logarithm(x); }, [](long double x) { return std::log(x); }, -0.3, 0.3),
        2.0);
    EXPECT_LT(worst_ulp([](double x) { return one::logarithm_of_more(x); }, [](long double x) { return std::log1p(x); },
                        -60.0, 60.0),
              4.0);
    EXPECT_EQ(one::logarithm(1.0), 0.0);
    EXPECT_EQ(one::logarithm(0.0), -std::numeric_limits<double>::infinity());
}

TEST(SimdFunctions, ExponentialLessOneKeepsSmallShares) {
    EXPECT_LT(worst_ulp([](double x) { return one::exponential_less_one(-x); },
                        [](long double x) { return std::expm1(-x); }, -80.0, 7.0),
              4.0);
    EXPECT_EQ(one::exponential_less_one(0.0), 0.0);
    EXPECT_EQ(one::exponential_less_one(-1e9), -1.0);
}

TEST(SimdFunctions, RootsAndPowers) {
    EXPECT_LT(worst_ulp([](double x) { return one::cube_root(x); }, [](long double x) { return std::cbrt(x); }, -200.0,
                        200.0),
              3.0);
    EXPECT_LT(worst_ulp([](double x) { return one::power(x, 0.806); },
                        [](long double x) { return std::pow(x, 0.806L + (static_cast<long double>(0.806) - 0.806L)); },
                        -5.0, 10.0),
              16.0);
    EXPECT_EQ(one::cube_root(0.0), 0.0);
    EXPECT_EQ(one::power(0.0, 1.5), 0.0);
}

TEST(SimdFunctions, AnglesAndCosines) {
    EXPECT_LT(
        worst_ulp([](double x) { return one::arctangent(x); }, [](long double x) { return std::atan(x); }, -40.0, 40.0),
        3.0);
    for (double t = 0.0; t <= 1.0; t += 1.0 / 1024.0)
        EXPECT_NEAR(one::cosine_of_half_turns(t), std::cos(std::numbers::pi * t), 5e-16) << t;
}

TEST(SimdFunctions, WholeNumbers) {
    for (const double x : {0.0, 0.2, 0.5, 0.999999, 1.0, 1.5, 2.5, 1e6 + 0.25}) {
        EXPECT_EQ(one::whole_below(x), std::floor(x));
        EXPECT_EQ(one::whole_above(x), std::ceil(x));
    }
}

}  // namespace
}  // namespace lantian
