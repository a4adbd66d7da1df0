#include "models/puff/lid.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/meteorology/constant_provider.hpp"
#include "models/puff/merge_store.hpp"
#include "models/puff/split_store.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

TEST(Lid, AnEvenLayerHasTheMomentsOfThePuff) {
    const EvenLayer layer = even_layer(500.0, 100.0);
    EXPECT_TRUE(near_relative(layer.depth_m() * layer.depth_m() / 12.0, 1e4, 1e-14));
    EXPECT_DOUBLE_EQ(0.5 * (layer.low_m + layer.high_m), 500.0);
    EXPECT_DOUBLE_EQ(frac_below(layer, 500.0), 0.5);
    EXPECT_EQ(frac_below(layer, 100.0), 0.0);
    EXPECT_EQ(frac_below(layer, 900.0), 1.0);
    EXPECT_DOUBLE_EQ(frac_below({200.0, 800.0}, 350.0), 0.25);
}

TEST(Lid, ACutKeepsWeightMeanAndSecondMoments) {
    Moments parent{600.0, 1e3, 2e3, 500.0, 250e3, 600.0 * 600.0 / 12.0, 20e3, -8e3, 9e3, 4e3};
    for (const double at : {220.0, 350.0, 790.0}) {
        const auto [below, above] = cut_even_layer(parent, {200.0, 800.0}, at);
        EXPECT_DOUBLE_EQ(below.weight, parent.weight * (at - 200.0) / 600.0);
        EXPECT_DOUBLE_EQ(below.z, 0.5 * (200.0 + at));
        const Moments m = merged(below, above);
        EXPECT_TRUE(near_relative(m.z, parent.z, 1e-13));
        EXPECT_TRUE(near_relative(m.x, parent.x, 1e-13));
        EXPECT_TRUE(near_relative(m.sigma_z_sq, parent.sigma_z_sq, 1e-12));
        EXPECT_TRUE(near_relative(m.sigma_y_sq, parent.sigma_y_sq, 1e-12));
        EXPECT_TRUE(near_relative(m.stretch, parent.stretch, 1e-11));
        EXPECT_TRUE(near_relative(m.cross, parent.cross, 1e-11));
        EXPECT_TRUE(near_relative(m.lean_x, parent.lean_x, 1e-12));
        EXPECT_TRUE(near_relative(m.lean_y, parent.lean_y, 1e-12));
    }
}

TEST(Lid, CutsWaitUntilTheFallIsOver) {
    EXPECT_TRUE(sunk_within({100.0, 100.0, 95.0}, 1000.0));
    EXPECT_FALSE(sunk_within({400.0, 900.0, 100.0}, 1000.0));  // still falling
    EXPECT_FALSE(sunk_within({600.0, 600.0, 600.0}, 1000.0));  // not half
    EXPECT_TRUE(risen_within({500.0, 300.0, 900.0}, {400.0, 700.0}));
    EXPECT_FALSE(risen_within({490.0, 300.0, 900.0}, {400.0, 700.0}));  // less than a third
    EXPECT_FALSE(risen_within({500.0, 900.0, 300.0}, {400.0, 700.0}));  // falls
    EXPECT_FALSE(risen_within({700.0, 300.0, 900.0}, {400.0, 700.0}));  // all: taken in as a whole
}

struct Day {
    PuffStore puffs;
    Scenario::Puffs options;
    std::uint64_t next_id = 1;
    std::shared_ptr<const Grid> grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 2000.0, 20, 20, std::vector<double>(400, 0.0)});

    Day() {
        options.lid = "split";
        NewPuff puff;
        puff.weight_s = 600.0;
        puff.x_m = 620000.0;
        puff.y_m = 3870000.0;
        puff.sigma_y_m = 500.0;
        puff.mass_kg[0] = 4.0;
        puffs.append(puff);
        puffs.age_s[0] = 600.0;
    }
    std::size_t hour(double from_m, double to_m, double fraction) {
        const auto state = [&](double mixing_height_m, std::int64_t after_s) {
            ConstantMet met;
            met.mixing_height_m = mixing_height_m;
            met.shear_x_s = 0.01;
            return std::make_shared<const MetState>(
                constant_state(grid, met, from_calendar(2022, 1, 6, 0, 0, 0) + after_s));
        };
        const MetWindow window(state(from_m, 0), state(to_m, 3600));
        return split_puffs(puffs, options, window, fraction, next_id);
    }
    [[nodiscard]] double mass() const {
        double sum = 0.0;
        for (const CarriedMass& m : puffs.mass_kg) sum += m[0];
        return sum;
    }
};

TEST(Lid, AnEveningCutsAMixedPuffOnceByShare) {
    Day day;
    day.puffs.z_m[0] = 400.0;
    day.puffs.sigma_z_m[0] = 1.7 * 800.0;
    day.puffs.lid_m[0] = 800.0;
    EXPECT_EQ(day.hour(800.0, 300.0, 1.0), 0u);  // falls within this hour
    EXPECT_EQ(day.hour(300.0, 200.0, 0.5), 0u);
    EXPECT_EQ(day.hour(200.0, 200.0, 0.5), 1u);
    EXPECT_EQ(day.hour(200.0, 150.0, 1.0), 0u);
    EXPECT_EQ(day.hour(150.0, 150.0, 1.0), 0u);  // not again
    ASSERT_EQ(day.puffs.size(), 2u);
    EXPECT_DOUBLE_EQ(day.puffs.mass_kg[0][0], 1.0);  // 200 of 800 m
    EXPECT_DOUBLE_EQ(day.mass(), 4.0);
    EXPECT_EQ(day.puffs.lid_m[0], 200.0);
    EXPECT_DOUBLE_EQ(day.puffs.z_m[1], 500.0);
    EXPECT_TRUE(near_relative(day.puffs.sigma_z_m[1], 600.0 / std::sqrt(12.0), 1e-12));
    EXPECT_EQ(day.puffs.stretch_m2[0], 0.0);  // round puffs stay round
    Day kept = day;
    kept.options.lid = "keep";
    EXPECT_FALSE(cuts_puffs(kept.options));
    EXPECT_TRUE(cuts_puffs(day.options));
}

// Residual puffs of one source join where they lie alike, whatever the lid below them.
TEST(Lid, PuffsAboveTheLidJoinByTheirHeights) {
    const auto joined = [](double apart_m) {
        Day day;
        day.puffs.append_from(PuffStore(day.puffs), 0);
        for (std::size_t i = 0; i < 2; ++i) {
            day.puffs.z_m[i] = 500.0 + static_cast<double>(i) * apart_m;
            day.puffs.sigma_z_m[i] = 170.0;
            day.puffs.lid_m[i] = 100.0;
        }
        return merge_puffs(day.puffs, day.options, 1) == 1;
    };
    EXPECT_TRUE(joined(80.0));
    EXPECT_FALSE(joined(90.0));
}

TEST(Lid, AGrowingMixedLayerTakesAPuffInByShares) {
    Day day;
    day.puffs.z_m[0] = 500.0;
    day.puffs.sigma_z_m[0] = 600.0 / std::sqrt(12.0);  // 200 to 800 m
    day.puffs.lid_m[0] = 150.0;
    EXPECT_EQ(day.hour(150.0, 150.0, 0.0), 0u);
    const auto lid_at = [&](double height_m) {  // as the step sets it
        for (std::size_t i = 0; i < day.puffs.size(); ++i) {
            if (day.puffs.z_m[i] > height_m) day.puffs.lid_m[i] = height_m;
        }
    };
    lid_at(300.0);
    EXPECT_EQ(day.hour(200.0, 400.0, 0.5), 0u);  // a sixth
    lid_at(425.0);
    EXPECT_EQ(day.hour(400.0, 500.0, 0.25), 1u);
    ASSERT_EQ(day.puffs.size(), 2u);
    EXPECT_NEAR(day.puffs.mass_kg[0][0], 4.0 * 225.0 / 600.0, 1e-12);
    EXPECT_DOUBLE_EQ(day.mass(), 4.0);
    EXPECT_DOUBLE_EQ(day.puffs.z_m[0], 212.5);  // mixed from the ground up
    EXPECT_DOUBLE_EQ(day.puffs.sigma_z_m[0], 1.7 * 425.0);
    EXPECT_DOUBLE_EQ(day.puffs.z_m[1], 612.5);
    lid_at(425.0);
    EXPECT_EQ(day.hour(400.0, 500.0, 0.25), 0u);  // nothing more of it yet
}

}  // namespace
}  // namespace lantian
