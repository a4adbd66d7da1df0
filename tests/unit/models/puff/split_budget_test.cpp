#include <gtest/gtest.h>

#include <cmath>

#include "models/meteorology/constant_provider.hpp"
#include "models/puff/budget.hpp"
#include "models/puff/moments_of.hpp"
#include "models/puff/split_store.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

std::size_t add(PuffStore& p, std::uint32_t source, double x, double z, double sigma_y, double sigma_z, double lid,
                double mass) {
    NewPuff puff;
    puff.id = p.size();
    puff.source = source;
    puff.weight_s = 600.0;
    puff.x_m = 620000.0 + x;
    puff.y_m = 3870000.0;
    puff.z_m = z;
    puff.sigma_y_m = sigma_y;
    puff.sigma_z_m = sigma_z;
    puff.lid_m = lid;
    puff.mass_kg[0] = mass;
    puff.mass_kg[1] = 0.3 * mass;
    p.append(puff);
    p.age_s.back() = 600.0;
    return p.size() - 1;
}

ConstantMet weather(double mixing_height_m, double shear_s = 0.0) {
    ConstantMet met;
    met.mixing_height_m = mixing_height_m;
    met.shear_x_s = shear_s;
    return met;
}

/// From one weather to another.
MetWindow window_of(const ConstantMet& first, const ConstantMet& second) {
    const auto grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 2000.0, 20, 20, std::vector<double>(400, 0.0)});
    const UtcTime start = from_calendar(2022, 1, 6, 0, 0, 0);
    return {std::make_shared<const MetState>(constant_state(grid, first, start)),
            std::make_shared<const MetState>(constant_state(grid, second, start + std::int64_t{3600}))};
}
MetWindow window_of(const ConstantMet& met) { return window_of(met, met); }
MetWindow window_of(double mixing_height_m, double shear_s) { return window_of(weather(mixing_height_m, shear_s)); }

Scenario::Puffs options() {
    Scenario::Puffs o;
    o.shear = o.split = true;
    return o;
}

/// Sum of mass, and mean and second moments by weight.
Moments all_of(const PuffStore& p) {
    Moments m = moments_of(p, 0);
    for (std::size_t i = 1; i < p.size(); ++i) m = merged(m, moments_of(p, i));
    return m;
}

double mass_of(const PuffStore& p, std::size_t k) {
    double sum = 0.0;
    for (const CarriedMass& m : p.mass_kg) sum += m[k];
    return sum;
}

void expect_same(const Moments& a, const Moments& b) {
    EXPECT_DOUBLE_EQ(a.weight, b.weight);
    EXPECT_TRUE(near_relative(a.x, b.x, 1e-12));
    EXPECT_TRUE(near_relative(a.z, b.z, 1e-12));
    EXPECT_NEAR(a.sigma_y_sq, b.sigma_y_sq, 1e-9 * b.sigma_y_sq);  // centres at 6e5 m
    EXPECT_NEAR(a.stretch, b.stretch, 1e-9 * b.sigma_y_sq);
    EXPECT_NEAR(a.cross, b.cross, 1e-9 * b.sigma_y_sq);
    EXPECT_NEAR(a.lean_x, b.lean_x, 1e-9 * std::sqrt(b.sigma_y_sq * b.sigma_z_sq));
    EXPECT_NEAR(a.sigma_z_sq, b.sigma_z_sq, 1e-9 * b.sigma_z_sq);
}

TEST(Split, AWidePuffIsCutAlongItsLongerAxisUntilTheWeatherResolvesIt) {
    PuffStore p;
    add(p, 0, 0.0, 150.0, 3000.0, 300.0, 600.0, 2.0);
    p.stretch_m2[0] = 3.0e6;
    p.cross_m2[0] = 7.0e6;
    add(p, 1, 5000.0, 150.0, 100.0, 300.0, 600.0, 1.0);  // narrow: stays
    PuffStore first;
    first.append_from(p, 0);
    const Moments parent = all_of(first);
    ConstantMet met = weather(600.0);
    met.deformation_s = 1e-3;  // a Gaussian carries what is linear
    std::uint64_t next_id = 100;
    EXPECT_EQ(split_puffs(p, options(), window_of(met), 0.0, next_id), 0u);
    met.bend_per_m_s = 4e-7;  // 4 m/s over 4.1 km
    const MetWindow window = window_of(met);
    std::size_t rounds = 0;
    while (split_puffs(p, options(), window, 0.0, next_id) > 0) ++rounds;
    EXPECT_GE(rounds, 1u);
    ASSERT_GT(p.size(), 2u);
    PuffStore parts;
    for (std::size_t i = 0; i + 1 < p.size(); ++i) {
        EXPECT_EQ(p.source[i], 0u);
        EXPECT_LE(major_axis(p.sigma_y_m[i] * p.sigma_y_m[i], p.stretch_m2[i], p.cross_m2[i]).variance_m2, 16e6);
        parts.append_from(p, i);
    }
    expect_same(all_of(parts), parent);
    EXPECT_DOUBLE_EQ(mass_of(parts, 0), 2.0);
    EXPECT_DOUBLE_EQ(mass_of(parts, 1), 0.6);
    EXPECT_EQ(p.id.front(), 0u);
    EXPECT_EQ(p.source.back(), 1u);
    EXPECT_EQ(next_id, 100u + parts.size() - 1);
}

TEST(Split, ATornPuffIsCutInHeight) {
    PuffStore p;
    add(p, 0, 0.0, 600.0, 200.0, 60.0, 2000.0, 1.0);
    p.lean_x_m2[0] = 150.0 * 60.0;  // the upper against the lower part: 300 m, of 132 m spread at one height
    const Moments parent = moments_of(p, 0);
    std::uint64_t next_id = 7;
    EXPECT_EQ(split_puffs(p, options(), window_of(2000.0, 0.02), 0.0, next_id), 0u);  // a linear shear is carried
    ConstantMet met = weather(2000.0);
    met.shear_change_per_m_s = 5e-5;  // about a level of the weather
    const MetWindow bending = window_of(met);
    PuffStore light = p;
    light.weight_s[0] = 149.0;  // less than a quarter of what goes between two releases
    EXPECT_EQ(split_puffs(light, options(), bending, 0.0, next_id), 0u);
    EXPECT_EQ(split_puffs(p, options(), bending, 0.0, next_id), 1u);
    ASSERT_EQ(p.size(), 2u);
    EXPECT_LT(p.z_m[0], p.z_m[1]);
    EXPECT_LT(p.x_m[0], p.x_m[1]);
    expect_same(all_of(p), parent);
    PuffStore tame;
    add(tame, 0, 0.0, 600.0, 400.0, 60.0, 2000.0, 1.0);
    tame.lean_x_m2[0] = 100.0 * 60.0;
    EXPECT_EQ(split_puffs(tame, options(), bending, 0.0, next_id), 0u);
}

TEST(Split, AMixingHeightThatSankWithinAPuffCutsIt) {
    PuffStore p;
    add(p, 0, 0.0, 400.0, 500.0, 1.7 * 800.0, 800.0, 4.0);
    p.lean_x_m2[0] = 9000.0;
    Moments parent = moments_of(p, 0);
    parent.z = 400.0;
    parent.sigma_z_sq = 800.0 * 800.0 / 12.0;  // what an evenly mixed layer has
    std::uint64_t next_id = 1;
    EXPECT_EQ(split_puffs(p, options(), window_of(100.0, 0.0), 0.0, next_id), 0u);   // no shear: they stay together
    EXPECT_EQ(split_puffs(p, options(), window_of(500.0, 0.01), 0.0, next_id), 0u);  // not far down
    EXPECT_EQ(split_puffs(p, options(), window_of(100.0, 0.01), 0.0, next_id), 1u);
    ASSERT_EQ(p.size(), 2u);
    EXPECT_DOUBLE_EQ(p.mass_kg[0][0], 0.5);  // 100 of 800 m
    EXPECT_DOUBLE_EQ(p.mass_kg[0][0] + p.mass_kg[1][0], 4.0);
    EXPECT_EQ(p.lid_m[0], 100.0);
    EXPECT_DOUBLE_EQ(p.z_m[0], 50.0);
    EXPECT_GT(p.z_m[1], p.lid_m[1]);  // above: nothing at the ground until taken in
    PuffStore layers = p;
    layers.sigma_z_m[0] = 100.0 / std::sqrt(12.0);
    expect_same(all_of(layers), parent);
}

TEST(Budget, LeastImportantAreJoinedWithinTheirSource) {
    PuffStore p;
    for (int n = 0; n < 60; ++n) add(p, 0, 800.0 * n, 50.0, 200.0, 40.0, 500.0, 1e-3);
    for (int n = 0; n < 60; ++n) add(p, 1, 800.0 * n, 50.0, 200.0, 40.0, 500.0, 1.0);
    for (int n = 0; n < 3; ++n) add(p, 2, 800.0 * n, 700.0, 200.0, 40.0, 500.0, 1.0);  // above the lid
    Scenario::Puffs o;
    o.budget = 100;
    const double before = mass_of(p, 0);
    const BudgetJoins joins = keep_within_budget(p, o);
    EXPECT_EQ(joins.count, 123u - 95u);
    std::array<int, 3> left{};
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p.weight_s[i] > 0.0) ++left[p.source[i]];
        if (p.weight_s[i] == 0.0) {
            EXPECT_EQ(p.mass_kg[i][0], 0.0);
        }
    }
    EXPECT_EQ(left[1], 60);  // the heavy source keeps all of its puffs
    EXPECT_LT(left[0], 40);
    EXPECT_NEAR(mass_of(p, 0), before, 1e-12 * before);
    EXPECT_GT(joins.mass_kg[0], 0.0);
    EXPECT_EQ(keep_within_budget(p, o).count, 0u);  // within it now
}

TEST(Budget, JoiningKeepsAllMomentsOfASource) {
    PuffStore p;
    for (int n = 0; n < 200; ++n) {
        add(p, 0, 300.0 * n, 50.0 + n % 7, 200.0 + n, 40.0, 500.0, 1.0 + n % 3);
        p.stretch_m2.back() = 10.0 * (n % 11);
        p.lean_x_m2.back() = 5.0 * (n % 5);
    }
    const Moments whole = all_of(p);
    Scenario::Puffs o;
    o.shear = true;
    o.budget = 100;
    EXPECT_EQ(keep_within_budget(p, o).count, 105u);
    PuffStore left;
    for (std::size_t i = 0; i < p.size(); ++i) {
        if (p.weight_s[i] > 0.0) left.append_from(p, i);
    }
    expect_same(all_of(left), whole);
}

TEST(Budget, NothingIsJoinedAcrossSources) {
    PuffStore p;
    for (std::uint32_t n = 0; n < 150; ++n) add(p, n, 0.0, 50.0, 200.0, 40.0, 500.0, 1.0);
    Scenario::Puffs o;
    o.budget = 100;
    EXPECT_EQ(keep_within_budget(p, o).count, 0u);
}

}  // namespace
}  // namespace lantian
