#include "core/math/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/base/missing.hpp"

namespace lantian {
namespace {

TEST(Percentile, IsLinearBetweenOrderStatistics) {
    const std::vector<double> v{4.0, 1.0, k_missing, 3.0, 2.0};
    EXPECT_DOUBLE_EQ(percentile(v, 0.0), 1.0);
    EXPECT_DOUBLE_EQ(percentile(v, 50.0), 2.5);
    EXPECT_DOUBLE_EQ(percentile(v, 75.0), 3.25);  // R: quantile(1:4, 0.75)
    EXPECT_DOUBLE_EQ(percentile(v, 100.0), 4.0);
    EXPECT_TRUE(std::isnan(percentile(std::vector<double>{k_missing}, 50.0)));
}

TEST(Correlation, OfHandMadeColumns) {
    const std::vector<double> x{1.0, 2.0, 4.0}, y{1.0, 1.0, 8.0};
    const double xx = 21.0 - 49.0 / 3.0, yy = 66.0 - 100.0 / 3.0, xy = 35.0 - 70.0 / 3.0;
    EXPECT_NEAR(correlation(x, y), xy / std::sqrt(xx * yy), 1e-14);
    EXPECT_NEAR(correlation(x, x), 1.0, 1e-15);
    EXPECT_EQ(correlation(x, std::vector<double>{2.0, 2.0, 2.0}), 0.0);
    // A weight of 2 is the row twice.
    const std::vector<double> twice{1.0, 2.0, 4.0, 4.0}, again{1.0, 1.0, 8.0, 8.0};
    EXPECT_NEAR(correlation(x, y, std::vector<double>{1.0, 1.0, 2.0}), correlation(twice, again), 1e-14);
}

}  // namespace
}  // namespace lantian
