#include "models/receptor/cmb.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace lantian::receptor {
namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();

/// Two sources, four species.
CmbSources two() { return {2, 4, {0.5, 0.3, 0.0, 0.1, 0.0, 0.2, 0.6, 0.1}, std::vector<double>(8, 0.01)}; }

TEST(Cmb, FindsAnExactMixture) {
    const CmbSources s = two();
    std::vector<double> c(4);
    for (std::size_t j = 0; j < 4; ++j) c[j] = 3.0 * s.profile[j] + 2.0 * s.profile[4 + j];
    const std::vector<double> sigma(4, 0.05);
    const CmbDay day = solve_cmb(s, c, sigma, 5.0, {});
    EXPECT_TRUE(day.converged);
    EXPECT_NEAR(day.contribution[0], 3.0, 1e-9);
    EXPECT_NEAR(day.contribution[1], 2.0, 1e-9);
    EXPECT_NEAR(day.mass_percent, 100.0, 1e-7);
    EXPECT_NEAR(day.r2, 1.0, 1e-12);
    EXPECT_NEAR(day.chi2, 0.0, 1e-12);
    EXPECT_EQ(day.degrees_of_freedom, 2U);
    for (const double ratio : day.ratio) EXPECT_NEAR(ratio, 1.0, 1e-9);
    EXPECT_NEAR(day.t[0], day.contribution[0] / day.standard_error[0], 1e-12);
    EXPECT_NEAR(day.eligible[0], 1.0, 1e-12);
}

TEST(Cmb, EffectiveVarianceIsTheFixedPointOfItsEquation) {
    const CmbSources s = two();
    const std::vector<double> c{1.6, 1.2, 1.3, 0.4}, sigma{0.05, 0.1, 0.05, 0.02};
    const CmbDay day = solve_cmb(s, c, sigma, k_nan, {});
    // Normal equations with v_i = sigma_i^2 + sum sigma_a^2 q^2 (Watson et al. 1984) at the answer.
    double g0 = 0.0, g1 = 0.0, chi2 = 0.0;
    for (std::size_t j = 0; j < 4; ++j) {
        const double v = sigma[j] * sigma[j] +
                         1e-4 * (day.contribution[0] * day.contribution[0] + day.contribution[1] * day.contribution[1]);
        const double e = c[j] - s.profile[j] * day.contribution[0] - s.profile[4 + j] * day.contribution[1];
        g0 += s.profile[j] * e / v;
        g1 += s.profile[4 + j] * e / v;
        chi2 += e * e / v / 2.0;
    }
    EXPECT_NEAR(g0, 0.0, 1e-7);
    EXPECT_NEAR(g1, 0.0, 1e-7);
    EXPECT_NEAR(day.chi2, chi2, 1e-9);
    EXPECT_TRUE(std::isnan(day.mass_percent));
    double largest = 0.0;
    for (std::size_t j = 0; j < 4; ++j) largest = std::max(largest, std::abs(day.mpin[j]));
    EXPECT_NEAR(largest, 1.0, 1e-12);
}

TEST(Cmb, LeavesMissingSpeciesOutAndEliminatesNegativeSources) {
    const CmbSources s = two();
    const std::vector<double> sigma(4, 0.05);
    const CmbDay part = solve_cmb(s, std::vector<double>{1.5, k_nan, 1.2, 0.5}, sigma, k_nan, {});
    EXPECT_EQ(part.degrees_of_freedom, 1U);
    EXPECT_TRUE(std::isnan(part.ratio[1]));
    EXPECT_NEAR(part.contribution[0], 3.0, 1e-9);
    const std::vector<double> c{1.5, 0.5, -0.6, 0.2};
    EXPECT_LT(solve_cmb(s, c, sigma, k_nan, {}).contribution[1], 0.0);
    CmbOptions options;
    options.eliminate_negative = true;
    const CmbDay day = solve_cmb(s, c, sigma, k_nan, options);
    EXPECT_EQ(day.contribution[1], 0.0);
    EXPECT_EQ(day.eliminated[1], 1);
    EXPECT_TRUE(std::isnan(day.standard_error[1]));
    EXPECT_GT(day.contribution[0], 2.0);
}

TEST(Cmb, CollinearSourcesAreNotEligibleOrNotSettled) {
    CmbSources s = two();
    for (std::size_t j = 0; j < 4; ++j) s.profile[4 + j] = s.profile[j] * (1.0 + (j == 0 ? 1e-3 : 0.0));
    const CmbDay day = solve_cmb(s, std::vector<double>{1.5, 0.9, 0.0, 0.3}, std::vector<double>(4, 0.05), 3.0, {});
    EXPECT_LT(day.eligible[0], 0.8);
    EXPECT_LT(day.eligible[1], 0.8);
    EXPECT_GT(day.inverse_singular[1], 3.0);
    for (std::size_t j = 0; j < 4; ++j) s.profile[4 + j] = s.profile[j];
    EXPECT_FALSE(
        solve_cmb(s, std::vector<double>{1.5, 0.9, 0.0, 0.3}, std::vector<double>(4, 0.05), 3.0, {}).converged);
}

}  // namespace
}  // namespace lantian::receptor
