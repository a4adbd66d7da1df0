#include "models/deposition/depletion.hpp"

#include "models/deposition/soil.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

TEST(Depletion, WellMixedColumn) {
    EXPECT_TRUE(near_relative(well_mixed_fraction(0.01, 800.0, 21600.0), 0.763379, k_printed));
    EXPECT_TRUE(near_relative(1.0 - puff_loss_fraction(0.01, 1.0 / 800.0, 21600.0), 0.763379, k_printed));
}

TEST(Depletion, ExponentialIntegral) {
    EXPECT_TRUE(near_relative(exponential_integral(1e-6), 13.238295893062491, 1e-12));
    EXPECT_TRUE(near_relative(exponential_integral(0.5), 0.55977359477616, 1e-13));
    EXPECT_TRUE(near_relative(exponential_integral(1.0), 0.21938393439552, 1e-13));
    EXPECT_TRUE(near_relative(exponential_integral(1.0 + 1e-14), 0.21938393439552, 1e-12));
    EXPECT_TRUE(near_relative(exponential_integral(10.0), 4.15696892968532e-6, 1e-12));
}

TEST(Depletion, ChamberlainSource) {
    const double integral = depletion_integral(0.05, 50.0, 1e4);
    EXPECT_TRUE(near_relative(integral, 47.26095, 1e-6));
    EXPECT_TRUE(near_relative(source_depletion_fraction(0.01, 3.0, integral), 0.881883, k_printed));
    double sum = 0.0;
    const int steps = 100000;
    for (int i = 0; i < steps; ++i) {
        const double sigma = 0.05 * 1e4 * (i + 0.5) / steps;
        sum += std::exp(-0.5 * 2500.0 / (sigma * sigma)) / sigma * 1e4 / steps;
    }
    EXPECT_TRUE(near_relative(integral, sum, 1e-7));
}

TEST(Soil, LeadOverTenYears) {
    SoilLayer soil{0.1, 1300.0, std::log(2.0) / 200.0};
    EXPECT_TRUE(near_relative(soil_content_mg_kg(30.0, 0.5, soil, 10.0), 29.015893, 1e-7));
    EXPECT_TRUE(near_relative(soil_content_mg_kg(30.0, 0.0, soil, 10.0), 28.978090, 1e-7));
    soil.loss_per_year = 0.0;
    EXPECT_TRUE(near_relative(soil_content_mg_kg(30.0, 0.5, soil, 10.0), 30.038462, 1e-7));
    soil.loss_per_year = 1e-14;
    EXPECT_TRUE(near_relative(soil_content_mg_kg(30.0, 0.5, soil, 10.0), 30.038462, 1e-7));
}

}  // namespace
}  // namespace lantian
