#include "models/receptor/collinearity.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace lantian {
namespace {

const std::vector<double> k_ones3{1.0, 1.0, 1.0};

TEST(Collinearity, SourcesThatShareNothingAreTold) {
    const Collinearity c = collinearity(std::vector<double>{2, 0, 0, /**/ 0, 0, 5}, k_ones3, 2);
    EXPECT_DOUBLE_EQ(c.cosine[1], 0.0);
    EXPECT_NEAR(c.condition_number, 1.0, 1e-12);
    EXPECT_NEAR(c.variance_inflation[0], 1.0, 1e-12);
    EXPECT_TRUE(c.clusters.empty());
}

TEST(Collinearity, TwoSourcesByHand) {
    // cos = r: singular values sqrt(1 +- r), variance inflation 1/(1 - r^2).
    const Collinearity c = collinearity(std::vector<double>{1, 0, 0, /**/ 3, 4, 0}, k_ones3, 2);
    EXPECT_NEAR(c.cosine[1], 0.6, 1e-15);
    EXPECT_NEAR(c.condition_number, std::sqrt(1.6 / 0.4), 1e-12);
    EXPECT_NEAR(c.variance_inflation[0], 1.0 / 0.64, 1e-12);
    EXPECT_NEAR(c.variance_inflation[1], 1.0 / 0.64, 1e-12);
}

TEST(Collinearity, WeightsDecideWhatCounts) {
    const std::vector<double> a{1, 1, 0}, b{1, 0, 1};
    EXPECT_NEAR(profile_cosine(a, b, k_ones3), 0.5, 1e-15);
    EXPECT_NEAR(profile_cosine(a, b, std::vector<double>{10.0, 1.0, 1.0}), 0.01 / 1.01, 1e-15);
    EXPECT_EQ(profile_cosine(a, std::vector<double>{0, 0, 0}, k_ones3), 0.0);
}

TEST(Collinearity, NamesThoseThatCannotBeToldApart) {
    const Collinearity near = collinearity(std::vector<double>{1, 1, 0, /**/ 0, 0, 1, /**/ 1, 1.001, 0}, k_ones3, 3);
    ASSERT_EQ(near.clusters.size(), 1U);
    EXPECT_EQ(near.clusters[0], (std::vector<std::size_t>{0, 2}));
    EXPECT_GT(near.condition_number, 1000.0);
    const Collinearity same = collinearity(std::vector<double>{1, 1, 0, /**/ 0, 0, 1, /**/ 2, 2, 0}, k_ones3, 3);
    EXPECT_TRUE(std::isinf(same.condition_number));
    EXPECT_TRUE(std::isinf(same.variance_inflation[2]));
    EXPECT_NEAR(same.variance_inflation[1], 1.0, 1e-12);
    ASSERT_EQ(same.clusters.size(), 1U);
    EXPECT_EQ(same.clusters[0], (std::vector<std::size_t>{0, 2}));
}

}  // namespace
}  // namespace lantian
