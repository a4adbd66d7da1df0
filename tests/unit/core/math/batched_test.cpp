#include "core/math/batched.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <vector>

namespace lantian {
namespace {

using Batched = void (*)(std::span<const double>, std::span<double>, InstructionSet) noexcept;

std::vector<double> values_between(double low, double high, std::size_t n, bool small_too) {
    std::mt19937_64 random(3);
    std::uniform_real_distribution<double> place(low, high), power(-300.0, 0.0);
    std::vector<double> x{low, high, 0.0, 1.0, -1.0, 0.5};
    while (x.size() < n) {
        x.push_back(place(random));
        if (small_too) x.push_back(std::copysign(std::pow(10.0, power(random)), place(random)));
    }
    return x;
}

/// Largest distance from the long double result, in units in the last place of the result.
double worst_ulp(Batched batched, const std::function<long double(long double)>& truth, const std::vector<double>& x) {
    std::vector<double> out(x.size());
    batched(x, out, instruction_set());
    double worst = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const long double exact = truth(x[i]);
        const double nearest = std::abs(static_cast<double>(exact));
        const double ulp = std::nextafter(nearest, std::numeric_limits<double>::infinity()) - nearest;
        worst = std::max(worst, static_cast<double>(std::abs(static_cast<long double>(out[i]) - exact)) / ulp);
    }
    return worst;
}

TEST(Batched, ExponentialIsWithinOneUnitAndATenth) {
    const auto truth = [](long double x) { return std::exp(x); };
    EXPECT_LT(worst_ulp(exp_batched, truth, values_between(-708.38, 709.78, 200000, true)), 1.1);
    EXPECT_LT(worst_ulp(exp_batched, truth, values_between(-2.0, 2.0, 200000, false)), 1.0);
}

TEST(Batched, ErrorFunctionIsWithinTwoUnits) {
    const auto truth = [](long double x) { return std::erf(x); };
    EXPECT_LT(worst_ulp(erf_batched, truth, values_between(-7.0, 7.0, 200000, true)), 2.0);
}

TEST(Batched, ComplementIsWithinTenUnitsFarIntoTheTail) {
    const auto truth = [](long double x) { return std::erfc(x); };
    EXPECT_LT(worst_ulp(erfc_batched, truth, values_between(-7.0, 3.0, 200000, true)), 10.0);
    EXPECT_LT(worst_ulp(erfc_batched, truth, values_between(-1.0, 26.5, 200000, false)), 10.0);
}

TEST(Batched, EdgesOfTheRange) {
    const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> x{-inf, -1e6, -708.5, 709.79, 1e300, inf, nan, -nan};
    std::vector<double> out(x.size());
    exp_batched(x, out);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(out[i], 0.0);
    for (std::size_t i = 3; i < 6; ++i) EXPECT_EQ(out[i], inf);
    EXPECT_TRUE(std::isnan(out[6]) && std::isnan(out[7]));
    erfc_batched(x, out);
    EXPECT_EQ(out[0], 2.0);
    EXPECT_EQ(out[3], 0.0);
    EXPECT_EQ(out[5], 0.0);
    EXPECT_TRUE(std::isnan(out[6]) && std::isnan(out[7]));
    erf_batched(x, out);
    EXPECT_EQ(out[0], -1.0);
    EXPECT_EQ(out[5], 1.0);
    EXPECT_TRUE(std::isnan(out[6]) && std::isnan(out[7]));
    EXPECT_EQ(std::erf(0.0), 0.0);
}

TEST(Batched, EveryInstructionSetGivesTheSameBits) {
    std::vector<double> x = values_between(-30.0, 30.0, 10007, true);
    const std::vector<double> wide = values_between(-720.0, 720.0, 5003, false);
    x.insert(x.end(), wide.begin(), wide.end());
    x.push_back(std::numeric_limits<double>::infinity());
    for (const Batched batched : {exp_batched, erf_batched, erfc_batched}) {
        std::vector<double> plain(x.size());
        batched(x, plain, InstructionSet::plain);
        for (const InstructionSet set : {InstructionSet::avx2, InstructionSet::avx512}) {
            if (!supported(set)) continue;
            std::vector<double> out(x.size());
            batched(x, out, set);
            for (std::size_t i = 0; i < x.size(); ++i)
                ASSERT_EQ(std::bit_cast<std::uint64_t>(out[i]), std::bit_cast<std::uint64_t>(plain[i])) << x[i];
        }
    }
}

TEST(Batched, ALengthThatFillsNoRegisterLeavesTheRestAlone) {
    for (std::size_t n = 0; n < 20; ++n) {
        std::vector<double> x(n + 1, 1.0);
        exp_batched(std::span(x).first(n), std::span(x).first(n));
        for (std::size_t i = 0; i < n; ++i) EXPECT_DOUBLE_EQ(x[i], std::exp(1.0));
        EXPECT_EQ(x[n], 1.0);
    }
}

TEST(InstructionSet, NamesAndTheOneChoice) {
    for (const InstructionSet set : {InstructionSet::plain, InstructionSet::avx2, InstructionSet::avx512})
        EXPECT_EQ(instruction_set_named(name_of(set)), set);
    EXPECT_FALSE(instruction_set_named("sse"));
    EXPECT_TRUE(supported(InstructionSet::plain));
    EXPECT_TRUE(supported(instruction_set()));
    EXPECT_EQ(kernel_for(InstructionSet::avx2, 1, 2, 3), 2);
}

}  // namespace
}  // namespace lantian
