#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

/// |actual - expected| <= tolerance times |expected|; both values are shown when it fails.
inline ::testing::AssertionResult near_relative(double actual, double expected, double tolerance) {
    const double error = std::abs(actual - expected) / std::max(std::abs(expected), 1e-300);
    if (error <= tolerance) return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << actual << " against " << expected << ", relative error " << error;
}

/// Tolerance of reference values that are printed with about six digits.
inline constexpr double k_printed = 1e-5;
