#include "models/meteorology/wind_profile.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/meteorology/surface_layer.hpp"

namespace lantian {
namespace {

TEST(WindProfile, SimilarityThenPowerLawThenConstant) {
    const double at200 = profile_ratio(200.0, 10.0, 0.1, 0.0, 1000.0, false);
    EXPECT_NEAR(at200, std::log(2000.0) / std::log(100.0), 1e-6);
    EXPECT_NEAR(profile_ratio(400.0, 10.0, 0.1, 0.0, 1000.0, false), at200 * std::pow(2.0, 0.15), 1e-9);
    EXPECT_NEAR(profile_ratio(2000.0, 10.0, 0.1, 0.0, 1000.0, false), at200 * std::pow(2.5, 0.15), 1e-9);
    EXPECT_NEAR(profile_ratio(10.0, 10.0, 0.1, -0.02, 1000.0, false), 1.0, 1e-12);
    EXPECT_GT(profile_ratio(0.01, 10.0, 0.1, 0.0, 1000.0, false), 0.0);
}

TEST(WindProfile, SimilarityEndsWithAShallowStableLayer) {
    EXPECT_NEAR(profile_ratio(120.0, 10.0, 0.1, 0.05, 60.0, false),
                similarity_ratio(10.0, 60.0, 0.1, 20.0) * std::pow(2.0, 0.55), 1e-9);
    EXPECT_EQ(similarity_top_m(10.0, 0.05, 5.0), 10.0);
    EXPECT_EQ(similarity_top_m(10.0, -0.05, 60.0), k_similarity_top_m);
}

TEST(WindProfile, ClassesAndExponents) {
    const double inverse[] = {-0.2, -0.05, -0.01, 0.0, 0.02, 0.2};
    const double rural[] = {0.07, 0.07, 0.10, 0.15, 0.35, 0.55};
    const double urban[] = {0.15, 0.15, 0.20, 0.25, 0.30, 0.30};
    for (int c = 0; c < 6; ++c) {
        EXPECT_EQ(stability_class(inverse[c]), c);
        EXPECT_EQ(power_law_exponent(c, false), rural[c]);
        EXPECT_EQ(power_law_exponent(c, true), urban[c]);
    }
}

}  // namespace
}  // namespace lantian
