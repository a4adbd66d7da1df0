// One puff in steady or changing weather: draughts, AERMOD's laws along the path, and a lid that moves.
#include "models/puff/step.hpp"

#include <cmath>

#include "models/meteorology/constant_provider.hpp"
#include "models/puff/aermod_spread.hpp"
#include "models/puff/vertical.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

struct Flight {
    Scenario scenario;
    std::shared_ptr<const Grid> grid = std::make_shared<const Grid>(
        Grid{Projection("EPSG:32649"), 0.0, 0.0, 2500.0, 40, 2, std::vector<double>(80, 0.0)});
    ConstantMet first, second;
    PuffStore puffs;
    StepLosses losses;
    std::vector<double> height{0.0};

    Flight() {
        scenario.time.step_s = 10.0;
        scenario.deposition = {false, false, false, "zhang2001"};
        scenario.chemistry.scheme = "none";
        scenario.puffs.least_substep_s = 10.0;
        scenario.puffs.skewed_draughts = true;
    }
    /// A step that goes through the whole window; the ground-level weight of the last one (kg s m-1 per hour).
    double step() {
        const auto a = std::make_shared<const MetState>(constant_state(grid, first, UtcTime{}));
        const auto b = std::make_shared<const MetState>(constant_state(grid, second, UtcTime{} + 3600));
        const MetWindow window(a, b);
        const VelocityMap velocities(a, b, scenario);
        const Channels channels;
        const StepContext context{
            scenario, *grid, window, velocities, channels, height, {linear_rates(scenario.chemistry, true)}, 0.0, 1.0};
        Segments segments;
        segments.weights_per_segment = channels.count();
        StepScratch scratch(1);
        EXPECT_TRUE(step_puff(puffs, 0, 1.0, context, segments, losses, scratch));
        return segments.weight.empty() ? 0.0 : segments.weight[index(Reported::pm25_primary)];
    }
    void release(double z, double sigma_z, double lid) {
        NewPuff puff;
        puff.weight_s = 1.0;
        puff.x_m = 1000.0;
        puff.y_m = 100.0;
        puff.z_m = z;
        puff.sigma_y_m = 500.0;
        puff.sigma_z_m = sigma_z;
        puff.lid_m = lid;
        puff.mass_kg[index(Carried::pm25_primary)] = 2.0;
        puffs.append(puff);
    }
    [[nodiscard]] double mass() const { return puffs.mass_kg[0][index(Carried::pm25_primary)]; }
};

ConstantMet convective() {
    ConstantMet met;
    met.obukhov_length_m = -50.0;
    met.convective_velocity_m_s = 1.5;
    met.friction_velocity_m_s = 0.3;
    met.mixing_height_m = 1000.0;
    return met;
}

TEST(PuffStep, DraughtsSpreadAsSigmaTimesTimeAndKeepMass) {
    Flight f;
    f.first = f.second = convective();
    f.release(400.0, 20.0, 1000.0);
    double before = 20.0;
    for (int k = 0; k < 30; ++k) {
        const double draught = f.puffs.draught_m[0];
        f.step();
        // The variance grows by what the draughts grow.
        const double now = f.puffs.draught_m[0];
        EXPECT_GT(now, draught);
        EXPECT_TRUE(near_relative(f.puffs.sigma_z_m[0] * f.puffs.sigma_z_m[0] - before * before,
                                  now * now - draught * draught, 1e-9));
        before = f.puffs.sigma_z_m[0];
    }
    // sigma_w of the layer is near 0.6 w*: 300 s.
    EXPECT_NEAR(f.puffs.draught_m[0] / 300.0, 0.6 * 1.5, 0.12);
    EXPECT_EQ(f.mass(), 2.0);
}

TEST(PuffStep, DraughtsBringAnElevatedPuffDownEarlier) {
    const auto highest = [](bool skewed) {
        Flight f;
        f.scenario.puffs.skewed_draughts = skewed;
        f.first = f.second = convective();
        f.release(400.0, 20.0, 1000.0);
        double most = 0.0;
        for (int k = 0; k < 120; ++k) most = std::max(most, f.step());
        return most;
    };
    EXPECT_GT(highest(true), 1.1 * highest(false));
}

TEST(PuffStep, NoDraughtsInStableAirOrAboveTheLid) {
    Flight stable;
    stable.first = stable.second = convective();
    stable.first.obukhov_length_m = stable.second.obukhov_length_m = 50.0;
    stable.release(400.0, 20.0, 1000.0);
    stable.puffs.draught_m[0] = 15.0;
    stable.step();
    EXPECT_EQ(stable.puffs.draught_m[0], 0.0);
    Flight above;
    above.first = above.second = convective();
    above.release(1500.0, 20.0, 1000.0);
    EXPECT_EQ(above.step(), 0.0);
    EXPECT_EQ(above.puffs.draught_m[0], 0.0);
}

TEST(PuffStep, RisingLidEntrainsWhatLiesAboveItAndKeepsMass) {
    Flight f;
    f.first = f.second = convective();
    f.first.mixing_height_m = 500.0;
    f.second.mixing_height_m = 500.0;
    f.release(600.0, 30.0, 500.0);
    EXPECT_EQ(f.step(), 0.0);
    EXPECT_GT(f.puffs.z_m[0], f.puffs.lid_m[0]);
    f.first.mixing_height_m = f.second.mixing_height_m = 800.0;
    const double weight = f.step();
    EXPECT_EQ(f.mass(), 2.0);
    EXPECT_LT(f.puffs.z_m[0], 800.0);
    EXPECT_TRUE(near_relative(weight, 2.0 * 10.0 / 3600.0 / 800.0, 1e-4));  // well mixed at once
}

TEST(PuffStep, FallingLidLeavesAMixedPuffWhereItIs) {
    Flight f;
    f.first = f.second = convective();
    f.release(500.0, 1700.0, 1000.0);
    const double mixed = f.step();
    f.first.mixing_height_m = f.second.mixing_height_m = 100.0;
    f.first.obukhov_length_m = f.second.obukhov_length_m = 40.0;
    const double later = f.step();
    EXPECT_TRUE(near_relative(mixed, 2.0 * 10.0 / 3600.0 / 1000.0, 1e-4));
    EXPECT_TRUE(near_relative(later, mixed, 1e-9));  // concentration stays, no mass is lost
    EXPECT_EQ(f.puffs.lid_m[0], 1000.0);
    EXPECT_EQ(f.mass(), 2.0);
}

TEST(PuffStep, AermodSpreadInSteadyStableAirIsTheLawAtTheDistance) {
    Flight f;
    f.scenario.puffs.spread = "aermod";
    ConstantMet met;
    met.obukhov_length_m = 80.0;
    met.friction_velocity_m_s = 0.25;
    met.mixing_height_m = 200.0;
    f.first = f.second = met;
    f.release(2.0, 3.0, 200.0);
    for (int k = 0; k < 40; ++k) f.step();
    const double x = f.puffs.travelled_m[0];
    const Turbulence t = turbulence_at(2.75, {0.25, 0.0, 200.0, 5.0, 5.0, false});
    const double law = aermod_stable_sigma_z_m(aermod_surface_sigma_z_m(x, 0.25, 5.0, 80.0),
                                               aermod_elevated_sigma_z_m(x / 5.0, t.sigma_w_m_s, 0.0, 2.0), 2.0, 200.0);
    EXPECT_NEAR(x, 2000.0, 1.0);
    EXPECT_TRUE(near_relative(f.puffs.sigma_z_m[0], std::hypot(law, 3.0), 1e-3));
}

TEST(AermodLayer, CentroidLayerAndShares) {
    EXPECT_DOUBLE_EQ(aermod_centroid_m(100.0, 0.0, 2000.0, 800.0), 100.0);
    EXPECT_DOUBLE_EQ(aermod_centroid_m(100.0, 1000.0, 2000.0, 800.0), 250.0);
    EXPECT_DOUBLE_EQ(aermod_centroid_m(100.0, 1e5, 2000.0, 800.0), 400.0);
    EXPECT_DOUBLE_EQ(aermod_centroid_m(600.0, 1e5, 2000.0, 800.0), 600.0);
    EXPECT_DOUBLE_EQ(aermod_effective_layer(1.0, 50.0, 300.0).low_m, 0.5);
    EXPECT_DOUBLE_EQ(aermod_effective_layer(1.0, 50.0, 300.0).high_m, 5.0);
    EXPECT_DOUBLE_EQ(aermod_effective_layer(100.0, 20.0, 300.0).low_m, 57.0);
    EXPECT_DOUBLE_EQ(aermod_effective_layer(100.0, 20.0, 300.0).high_m, 100.0);
    EXPECT_DOUBLE_EQ(aermod_draught_share(0.0, 1000.0), 0.6);
    EXPECT_DOUBLE_EQ(aermod_draught_share(50.0, 1000.0), 0.8);
    EXPECT_DOUBLE_EQ(aermod_draught_share(500.0, 1000.0), 1.0);
    EXPECT_TRUE(near_relative(aermod_convective_surface_sigma_z_m(1000.0, 0.3, 5.0, -50.0, 50.0, 1000.0),
                              0.5 * 0.5 * 0.06 * 0.06 * 1e6 / 50.0, 1e-12));
    EXPECT_EQ(aermod_convective_surface_sigma_z_m(1000.0, 0.3, 5.0, -50.0, 200.0, 1000.0), 0.0);
}

}  // namespace
}  // namespace lantian
