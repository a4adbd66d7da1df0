// Whole runs in memory with buildings, flares, lines and numerical rise: mass, limits, and nothing where none is named.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/small_case.hpp"

namespace lantian {
namespace {

using test::SmallCase;

/// One stack in a steady wind along x, receptors behind it on the axis.
SmallCase stack_case(double wind_m_s = 5.0) {
    SmallCase c = test::small_case(40, 20, 250.0, 2);
    c.weather.wind_x_m_s = wind_m_s;
    c.weather.roughness_length_m = 0.1;
    c.scenario.time.step_s = 300.0;
    c.scenario.puffs.release_point_s = 300.0;
    Source stack = test::point_source(c, "works/stack", "works", 1000, 2500, 25, 0.01);
    stack.stack = Stack{1.0, 8.0, 350.0};
    c.catalog.sources.push_back(stack);
    for (const double x : {40.0, 70.0, 120.0, 250.0, 500.0, 1000.0, 2000.0, 4000.0, 8000.0})
        c.receptors.push_back(test::receptor_at(c, "x" + std::to_string(static_cast<int>(x)), 1000 + x, 2500));
    return c;
}

/// A building of this height, 40 m wide and 30 m long, its middle 5 m upwind of the stack.
void add_building(SmallCase& c, double height_m) {
    const MapPoint at = c.catalog.sources[0].cells[0].place;
    Building b;
    b.id = "hall";
    b.height_m = height_m;
    for (const MapPoint p : {MapPoint{-20, -20}, MapPoint{10, -20}, MapPoint{10, 20}, MapPoint{-20, 20}})
        b.corners.push_back({at.x_m + p.x_m, at.y_m + p.y_m});
    c.catalog.buildings = {b};
    c.catalog.sources[0].buildings = {0};
}

/// Concentration of one species at the receptors in the second hour.
std::vector<double> along(SmallCase& c, RunSummary* summary = nullptr, int threads = 1) {
    const auto hours = test::run_hours(c, threads, summary);
    const std::size_t channels = channels_of(c.scenario).count();
    std::vector<double> out;
    for (std::size_t r = 0; r < c.receptors.size(); ++r) {
        out.push_back(hours.back().receptors[r * c.catalog.sources.size() * channels + index(Reported::voc)]);
    }
    return out;
}

TEST(Buildings, MassClosesAndPartsSumToTheEmission) {
    SmallCase open = stack_case(), built = stack_case();
    add_building(built, 20.0);
    RunSummary a, b;
    (void)along(open, &a);
    (void)along(built, &b);
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        EXPECT_LE(b.ledger.worst_closure(k), 1e-12);
        EXPECT_NEAR(b.ledger.total(k).emitted.value(), a.ledger.total(k).emitted.value(),
                    1e-12 * a.ledger.total(k).emitted.value());
    }
}

TEST(Buildings, RaiseTheGroundNearTheStackAndAreForgottenFarAway) {
    SmallCase open = stack_case(), built = stack_case();
    add_building(built, 20.0);
    const std::vector<double> a = along(open), b = along(built);
    EXPECT_GT(b[1], 20.0 * a[1]);  // at 70 m, in the cavity
    EXPECT_GT(b[2], 5.0 * a[2]);
    double before = 1e300;
    for (std::size_t r = 1; r < a.size(); ++r) {
        EXPECT_LT(b[r] / a[r], before) << r;
        before = b[r] / a[r];
    }
    EXPECT_NEAR(before, 1.0, 0.2);  // at 8 km: the puff remembers its first spread
}

TEST(Buildings, AHigherOneNeverLowersTheNearMaximumOfALowStack) {
    // Up to the height of the stack: once all is caught, a larger cavity only thins it.
    double before = 0.0;
    for (const double height : {0.0, 5.0, 10.0, 14.0, 18.0, 20.0, 24.0}) {
        SmallCase c = stack_case();
        if (height > 0.0) add_building(c, height);
        const std::vector<double> at = along(c);
        const double most = std::max({at[0], at[1], at[2], at[3]});
        EXPECT_GE(most, 0.97 * before) << height;
        before = most;
    }
}

TEST(Buildings, NoneAndLowOnesChangeNoBit) {
    SmallCase open = stack_case(), off = stack_case(), low = stack_case(), far = stack_case();
    add_building(off, 20.0);
    off.scenario.puffs.downwash = "none";
    add_building(low, 9.0);  // 9 + 1.5 * 9 < 25: the stack is high enough
    add_building(far, 20.0);
    for (MapPoint& p : far.catalog.buildings[0].corners) p.y_m += 300.0;
    const std::vector<double> a = along(open);
    EXPECT_EQ(a, along(off));
    EXPECT_EQ(a, along(low));
    EXPECT_EQ(a, along(far));
}

TEST(Buildings, TableOfFacesGivesWhatTheFootprintGives) {
    SmallCase footprint = stack_case(), table = stack_case();
    add_building(footprint, 20.0);
    add_building(table, 20.0);
    Building faces;
    faces.id = "hall";
    for (BuildingFace& face : faces.faces) face = {20.0, 40.0, 30.0, -20.0, 0.0};
    table.catalog.buildings = {faces};
    const std::vector<double> a = along(footprint), b = along(table);
    for (std::size_t r = 0; r < a.size(); ++r) EXPECT_NEAR(a[r], b[r], 1e-9 * a[r]);
}

TEST(Buildings, SameBitsForAnyNumberOfThreads) {
    SmallCase one = stack_case(), three = stack_case();
    add_building(one, 20.0);
    add_building(three, 20.0);
    EXPECT_EQ(along(one), along(three, nullptr, 3));
}

TEST(Buildings, SimpleLawWidensThePlumeToo) {
    SmallCase open = stack_case(), built = stack_case();
    add_building(built, 20.0);
    built.scenario.puffs.downwash = "simple";
    RunSummary summary;
    const std::vector<double> a = along(open), b = along(built, &summary);
    EXPECT_GT(b[3], 1.5 * a[3]);
    EXPECT_NEAR(b.back() / a.back(), 1.0, 0.1);
    for (std::size_t k = 0; k < k_carried_count; ++k) EXPECT_LE(summary.ledger.worst_closure(k), 1e-12);
}

TEST(NumericalRise, NearTheFormulaInSimpleWeatherAndMassCloses) {
    SmallCase formula = stack_case(), numerical = stack_case();
    for (SmallCase* c : {&formula, &numerical}) {
        c->catalog.sources[0].release_height_m = 60.0;
        c->catalog.sources[0].stack = Stack{2.0, 10.0, 400.0};
    }
    numerical.scenario.puffs.rise = "numerical";
    RunSummary summary;
    const std::vector<double> a = along(formula), b = along(numerical, &summary);
    for (std::size_t k = 0; k < k_carried_count; ++k) EXPECT_LE(summary.ledger.worst_closure(k), 1e-12);
    for (std::size_t r = 6; r < a.size(); ++r) EXPECT_NEAR(b[r] / a[r], 1.0, 0.5) << r;
    EXPECT_NE(a.back(), b.back());
}

TEST(NumericalRise, SplitsAtTheLidAndKeepsMass) {
    SmallCase c = stack_case();
    c.weather.mixing_height_m = 150.0;
    c.catalog.sources[0].release_height_m = 60.0;
    c.catalog.sources[0].stack = Stack{3.0, 15.0, 420.0};
    c.scenario.puffs.rise = "numerical";
    RunSummary summary;
    (void)along(c, &summary);
    for (std::size_t k = 0; k < k_carried_count; ++k) EXPECT_LE(summary.ledger.worst_closure(k), 1e-12);
}

TEST(AermodRise, SplitsAtTheLidAndKeepsMass) {
    for (const char* spread : {"puff", "aermod"}) {
        SmallCase c = stack_case();
        c.weather.mixing_height_m = 150.0;
        c.catalog.sources[0].release_height_m = 60.0;
        c.catalog.sources[0].stack = Stack{3.0, 15.0, 420.0};
        c.scenario.puffs.spread = spread;
        const std::vector<double> formula = along(c);
        c.scenario.puffs.rise = "aermod";
        RunSummary summary;
        const std::vector<double> at = along(c, &summary);
        for (std::size_t k = 0; k < k_carried_count; ++k) EXPECT_LE(summary.ledger.worst_closure(k), 1e-12);
        for (const double value : at) EXPECT_TRUE(std::isfinite(value));
        EXPECT_NE(at, formula);
    }
}

TEST(Flares, RiseWithTheirHeat) {
    std::vector<double> last(9, 1e300);
    for (const double heat_w : {1e6, 1e7, 1e8}) {
        SmallCase c = stack_case();
        c.catalog.sources[0].stack.reset();
        c.catalog.sources[0].flare = Flare{heat_w};
        const std::vector<double> at = along(c);
        EXPECT_LT(at[5], last[5]);
        last = at;
    }
}

TEST(MergedStacks, RiseHigherTogether) {
    SmallCase one = stack_case(), four = stack_case(), apart = stack_case();
    four.catalog.sources[0].stack->count = 4.0;
    apart.catalog.sources[0].stack->count = 4.0;
    apart.catalog.sources[0].stack->spacing_m = 1e5;
    const std::vector<double> a = along(one), b = along(four), far = along(apart);
    EXPECT_LT(b[4], a[4]);
    for (std::size_t r = 0; r < a.size(); ++r) EXPECT_NEAR(far[r], a[r], 1e-3 * a[r]);
}

TEST(BuoyantLines, MassClosesAndWindAlongTheLineRisesMore) {
    const auto run = [](bool across, RunSummary* summary) {
        SmallCase c = stack_case(4.0);
        Source& s = c.catalog.sources[0];
        s.stack.reset();
        s.shape = SourceShape::line;
        BuoyantLine line;
        line.length_m = 400.0;
        line.along_x = across ? 0.0 : 1.0;
        line.along_y = across ? 1.0 : 0.0;
        line.width_m = line.across_m = 4.0;
        line.buoyancy_m4_s3 = 800.0;
        s.line = line;
        const MapPoint at = s.cells[0].place;
        s.cells.clear();
        for (int n = 0; n < 8; ++n) {
            const double d = -175.0 + 50.0 * n;
            s.cells.push_back({{at.x_m + d * line.along_x, at.y_m + d * line.along_y}, 0.125, 14.0});
        }
        return along(c, summary);
    };
    RunSummary summary;
    const std::vector<double> across = run(true, &summary);
    for (std::size_t k = 0; k < k_carried_count; ++k) EXPECT_LE(summary.ledger.worst_closure(k), 1e-12);
    const std::vector<double> alongside = run(false, nullptr);
    EXPECT_GT(across[5], 0.0);
    EXPECT_NE(across[5], alongside[5]);
}

}  // namespace
}  // namespace lantian
