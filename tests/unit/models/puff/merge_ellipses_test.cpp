// Which puffs that are not round are joined.
#include <gtest/gtest.h>

#include <cmath>

#include "models/puff/merge_store.hpp"

namespace lantian {
namespace {

/// Two puffs of one source, (dx, dy) apart, 3000 m wide along x and 500 m along y, 100 m deep far from the ground.
PuffStore pair_of(double dx, double dy) {
    PuffStore p;
    for (int n = 0; n < 2; ++n) {
        NewPuff puff;
        puff.id = p.size();
        puff.weight_s = 600.0;
        puff.x_m = 620000.0 + n * dx;
        puff.y_m = 3870000.0 + n * dy;
        puff.z_m = 800.0;
        puff.sigma_y_m = std::sqrt(0.5 * (9e6 + 0.25e6));
        puff.sigma_z_m = 100.0;
        puff.lid_m = 2000.0;
        puff.mass_kg[0] = 1.0;
        p.append(puff);
        p.age_s.back() = 600.0;
        p.stretch_m2.back() = 0.5 * (9e6 - 0.25e6);
    }
    return p;
}

bool joined(PuffStore p) {
    Scenario::Puffs o;
    o.shear = true;
    return merge_puffs(p, o, 1) == 1;
}

TEST(MergeEllipses, NearnessIsMeasuredInTheSpreadOfTheDirection) {
    EXPECT_TRUE(joined(pair_of(1400.0, 0.0)));  // half a spread along is 1500 m, across 250 m
    EXPECT_FALSE(joined(pair_of(1600.0, 0.0)));
    EXPECT_TRUE(joined(pair_of(0.0, 240.0)));
    EXPECT_FALSE(joined(pair_of(0.0, 260.0)));
    PuffStore turned = pair_of(0.0, 0.0);
    turned.stretch_m2[1] = -turned.stretch_m2[1];
    EXPECT_FALSE(joined(turned));
}

TEST(MergeEllipses, VariancesMustBeAlikeInEveryDirection) {
    PuffStore p = pair_of(0.0, 0.0);
    const auto widen_across = [&](double ratio) {
        const double yy = 0.25e6 * ratio * ratio;
        p.sigma_y_m[1] = std::sqrt(0.5 * (9e6 + yy));
        p.stretch_m2[1] = 0.5 * (9e6 - yy);
    };
    widen_across(1.45);
    EXPECT_TRUE(joined(p));
    widen_across(1.55);
    EXPECT_FALSE(joined(p));
}

// Leaning puffs are as narrow as they are at one height, and lean alike.
TEST(MergeEllipses, TheLeanCounts) {
    const auto lean = [](PuffStore& p, std::size_t i, double per_height) {
        p.lean_x_m2[i] = per_height * 100.0 * 100.0;
    };
    PuffStore p = pair_of(1400.0, 0.0);
    lean(p, 0, 28.0);  // at one height 1077 m wide: half of it is 539 m
    lean(p, 1, 28.0);
    EXPECT_FALSE(joined(p));
    p = pair_of(500.0, 0.0);
    lean(p, 0, 28.0);
    lean(p, 1, 28.0);
    EXPECT_TRUE(joined(p));
    lean(p, 1, -28.0);
    EXPECT_FALSE(joined(p));
}

}  // namespace
}  // namespace lantian
