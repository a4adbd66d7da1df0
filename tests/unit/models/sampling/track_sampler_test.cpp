// Receptors that move: the plume that joined pieces make, single puffs against numbers worked out point by point, laws.
#include "models/sampling/track_sampler.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "core/data/results.hpp"
#include "models/sampling/reference.hpp"
#include "models/sampling/tilted_reference.hpp"
#include "tests/support/relative.hpp"

namespace lantian {
namespace {

const UtcTime k_start = from_calendar(2022, 1, 6, 0, 0, 0);
constexpr double k_step_s = 600.0;
constexpr double k_heights[]{2.0};

/// One puff whose path goes from (x0, y0) to (x1, y1) during the whole step, 2 kg per metre of height.
Segments one_puff(double x0, double y0, double x1, double y1, double sigma_m) {
    Segments s;
    s.weights_per_segment = k_reported_count;
    s.source = {0};
    s.x0_m = {x0};
    s.y0_m = {y0};
    s.x1_m = {x1};
    s.y1_m = {y1};
    s.sigma_m = {sigma_m};
    s.sigma_change_m = {0.0};
    s.before_end_s = {k_step_s};
    s.lasts_s = {k_step_s};
    s.weight.assign(k_reported_count, 2.0 * k_step_s / 3600.0);  // share of an hourly mean
    s.weight_change.assign(k_reported_count, 0.0);
    return s;
}

TrackPoint at(double seconds, double x, double y, double height_m = 2.0) {
    return {k_start + static_cast<std::int64_t>(seconds), {}, {x, y}, height_m};
}

TrackSet track(std::vector<TrackPoint> points) { return {{"drive", std::move(points)}}; }

std::vector<double> first_species(const TrackSampler& sampler) {
    std::vector<double> out;
    for (std::size_t i = 0; i < sampler.means().size(); i += k_reported_count) out.push_back(sampler.means()[i]);
    return out;
}

/// Means over the intervals for one puff in the first step.
std::vector<double> means_of(const TrackSet& tracks, const Segments& segments, double release_s) {
    TrackSampler sampler(tracks, k_heights, {release_s}, k_reported_count);
    sampler.add(segments, k_start + 600, 2);
    return first_species(sampler);
}

/// Means for puffs of 2 kg/m that leave x = 0 every 600 s and go 3 m/s along y = 0, spread 60 m: a step is a piece.
std::vector<double> means_in_a_train(const TrackSet& tracks) {
    TrackSampler sampler(tracks, k_heights, {600.0}, k_reported_count);
    for (int puff = 0; puff < 20; ++puff) {
        for (int step = puff; step < 20; ++step) {
            const double x = 1800.0 * (step - puff);
            sampler.add(one_puff(x, 0.0, x + 1800.0, 0.0, 60.0), k_start + 600 * (step + 1), 2);
        }
    }
    return first_species(sampler);
}

double plume(double y) { return reference::plume_kg_m3(2.0 / 600.0, 3.0, y, 60.0, 1.0); }

TEST(TrackSampler, StandingOrMovingWithTheWindItReadsThePlume) {
    const TrackSet tracks{{"stands", {at(6000, 9000, 50), at(6010, 9000, 50), at(6777, 9000, 50)}},
                          {"with the wind", {at(6123, 6000, -40), at(6423, 6900, -40)}},
                          {"against it", {at(6200, 9000, 20), at(6300, 7000, 20)}}};
    const auto means = means_in_a_train(tracks);
    ASSERT_EQ(means.size(), 4u);
    EXPECT_TRUE(near_relative(means[0], plume(50), 1e-12));
    EXPECT_TRUE(near_relative(means[1], plume(50), 1e-12));
    EXPECT_TRUE(near_relative(means[2], plume(-40), 1e-12));
    EXPECT_TRUE(near_relative(means[3], plume(20), 1e-12));
}

TEST(TrackSampler, CrossingAPlumeIsItsIntegralWheneverItBegins) {
    // 600 m of way through a plume of 2 kg/m per 1800 m.
    for (const double first_s : {0.0, 170.0, 333.0, 512.0}) {
        const auto means = means_in_a_train(track({at(6000 + first_s, 9000, -300), at(6030 + first_s, 9000, 300)}));
        EXPECT_TRUE(near_relative(means[0], 2.0 / 1800.0 / 600.0, 1e-5)) << first_s;  // within 5 spreads: 6e-7
    }
    // Sliced into single seconds, askew: each the mean of the plume on its way.
    std::vector<TrackPoint> points;
    for (int n = 0; n <= 30; ++n) points.push_back(at(6000 + n, 8000 + 8.0 * n, -150 + 10.0 * n));
    const auto means = means_in_a_train(track(points));
    for (int n = 0; n < 30; ++n) {
        const double y = -150 + 10.0 * n;
        const double truth = 2.0 / 1800.0 * reference::cell_share(y, y + 10.0, 0.0, 60.0) / 10.0;
        EXPECT_TRUE(near_relative(means[static_cast<std::size_t>(n)], truth, 1e-9)) << n;
    }
}

/// The same for one piece as a double sum over the interval and the release: `density` (x, y) from the puff's centre.
double worked_out(const Segments& s, const TrackPoint& from, const TrackPoint& to, double release_s,
                  const std::function<double(double, double)>& density) {
    constexpr int k_instants = 1000, k_moments = 1000;
    const double t0 = static_cast<double>(from.time - k_start), t1 = static_cast<double>(to.time - k_start);
    double sum = 0.0;
    for (int n = 0; n < k_instants; ++n) {
        const double g = (n + 0.5) / k_instants, t = t0 + g * (t1 - t0);
        const double x = from.point.x_m + g * (to.point.x_m - from.point.x_m);
        const double y = from.point.y_m + g * (to.point.y_m - from.point.y_m);
        for (int m = 0; m < k_moments; ++m) {
            const double f = (t + ((m + 0.5) / k_moments - 0.5) * release_s) / k_step_s;
            if (f < 0.0 || f > 1.0) continue;
            sum += density(x - s.x0_m[0] - f * (s.x1_m[0] - s.x0_m[0]), y - s.y0_m[0] - f * (s.y1_m[0] - s.y0_m[0]));
        }
    }
    return 2.0 * sum / (k_instants * k_moments);
}

TEST(TrackSampler, OnePuffIsTheIntegralOverIntervalAndRelease) {
    const Segments s = one_puff(0.0, 0.0, 1800.0, 300.0, 90.0);
    // Before, across, beside, and beyond the end of the step.
    const std::vector<TrackPoint> points{at(0, 500, -400), at(250, 760, 100), at(300, 900, 160), at(340, 990, 420),
                                         at(700, 1500, 100)};
    const auto round = [](double x, double y) { return reference::instantaneous_kg_m3(1.0, x, y, 90.0, 90.0, 1.0); };
    for (const double release_s : {300.0, 900.0}) {
        const auto means = means_of(track(points), s, release_s);
        for (std::size_t n = 0; n + 1 < points.size(); ++n) {
            const double truth = worked_out(s, points[n], points[n + 1], release_s, round);
            EXPECT_GT(truth, 0.0);
            EXPECT_TRUE(near_relative(means[n], truth, 2e-3)) << release_s << ' ' << n;
        }
    }
}

TEST(TrackSampler, LeaningPuffsLikeRoundOnesAndLikeTheIntegral) {
    TiltedSegments tilted;
    tilted.pieces = one_puff(0.0, 0.0, 1800.0, 300.0, 0.0);
    const std::vector<TrackPoint> way{at(100, 300, -300), at(500, 1300, 450)};
    const auto mean_of = [&](TiltedSpread spread) {
        tilted.spread = {spread};
        tilted.spread_change = {{0, 0, 0, 0, 0, 0}};
        TrackSampler sampler(track(way), k_heights, {900.0}, k_reported_count);
        sampler.add(tilted, k_start + 600, 1);
        return sampler.means()[0];
    };
    const double round = means_of(track(way), one_puff(0.0, 0.0, 1800.0, 300.0, 90.0), 900.0)[0];
    EXPECT_TRUE(near_relative(mean_of({8100, 0, 8100, 0, 0, 50}), round, 1e-12));
    const TiltedSpread leaning{9000, 2500, 4000, 3.0, -1.0, 50.0};
    const double up = 2.0 - leaning.mean_height_m;
    const double truth = worked_out(tilted.pieces, way[0], way[1], 900.0, [&](double x, double y) {
        return reference::tilted_density_per_m2(x - leaning.slope_x * up, y - leaning.slope_y * up, 9000, 2500, 4000);
    });
    EXPECT_TRUE(near_relative(mean_of(leaning), truth, 2e-3));
}

TEST(TrackSampler, WidePuffsAtFourNodesAreTheSame) {
    // 30 m of way in 10 s; spread 40 m takes four nodes, 29 m all eight: both sides of the limit meet the integral.
    for (const double sigma_m : {29.0, 31.0, 40.0}) {
        const Segments s = one_puff(0.0, 0.0, 1200.0, 100.0, sigma_m);
        const std::vector<TrackPoint> points{at(300, 600, 60), at(310, 615, 86)};
        const double truth = worked_out(s, points[0], points[1], 600.0, [&](double x, double y) {
            return reference::instantaneous_kg_m3(1.0, x, y, sigma_m, sigma_m, 1.0);
        });
        TrackSampler sampler(track(points), k_heights, {600.0}, k_reported_count);
        EXPECT_EQ(sampler.add(s, k_start + 600, 1), sigma_m < 30.017 ? 8u : 4u);
        EXPECT_TRUE(near_relative(sampler.means()[0], truth, 1e-4)) << sigma_m;
    }
}

TEST(TrackSampler, WeightAndSpreadAreThoseWhereItPasses) {
    Segments s = one_puff(0.0, 0.0, 1800.0, 0.0, 50.0);
    s.sigma_change_m = {40.0};
    s.weight_change.assign(k_reported_count, 0.5 * s.weight[0]);
    const auto mean = [&](double from_s, double x, double release_s) {
        return means_of(track({at(from_s, x, 30), at(from_s + 2, x, 30)}), s, release_s)[0];
    };
    // All of the piece lies within the release: half of it, beside the start and beside the end of the path.
    EXPECT_TRUE(near_relative(mean(299, 0, 1200),
                              0.5 * 2.0 * 0.75 * reference::segment_density_per_m2(0, 30, 0, 0, 1800, 0, 30), 1e-12));
    EXPECT_TRUE(near_relative(mean(299, 1800, 1200),
                              0.5 * 2.0 * 1.25 * reference::segment_density_per_m2(1800, 30, 0, 0, 1800, 0, 70),
                              1e-12));
    // Only the first 90 s, for a receptor beyond them: their end is nearest.
    const double along = 90.0 / 600.0 - 0.5;
    EXPECT_TRUE(near_relative(
        mean(-1 + 0, 400, 180),
        2.0 * (1.0 + 0.5 * along) * 0.5 * reference::segment_density_per_m2(400, 30, 0, 0, 270, 0, 50.0 + 40.0 * along),
        0.05));
}

TEST(TrackSampler, OnlyTimeNearThePuffCounts) {
    const Segments s = one_puff(0.0, 0.0, 1800.0, 300.0, 100.0);
    TrackSampler sampler(track({at(-900, 900, 150), at(-300, 900, 150), at(900, 900, 150), at(1500, 900, 150)}),
                         k_heights, {600.0}, k_reported_count);
    EXPECT_GT(sampler.add(s, k_start + 600, 1), 0u);
    const auto means = first_species(sampler);
    EXPECT_EQ(means[0], 0.0);
    EXPECT_GT(means[1], 0.0);
    EXPECT_EQ(means[2], 0.0);
    // Nothing of it gets lost: 20 minutes hold the whole passage.
    EXPECT_TRUE(
        near_relative(means[1], 0.5 * 2.0 * reference::segment_density_per_m2(900, 150, 0, 0, 1800, 300, 100), 2e-2));
    EXPECT_EQ(sampler.add(s, k_start + 6000, 1), 0u);
    EXPECT_EQ(TrackSampler({}, k_heights, {600.0}, k_reported_count).add(s, k_start + 600, 1), 0u);
}

TEST(TrackSampler, SourcesAndHeightsStayApart) {
    Segments s = one_puff(0.0, 0.0, 1800.0, 300.0, 120.0);
    s.append(s);
    s.source = {0, 1};
    s.weights_per_segment = 2 * k_reported_count;  // two heights
    s.weight.assign(2 * s.weights_per_segment, 0.0);
    s.weight_change.assign(2 * s.weights_per_segment, 0.0);
    s.weight[k_reported_count] = 1.0;                             // source 0, second height, first species
    s.weight[2 * k_reported_count + k_reported_count + 3] = 4.0;  // source 1, second height, fourth species
    s.weight[2 * k_reported_count] = 9.0;                         // source 1, first height
    const double heights[]{1.5, 2.0};
    TrackSampler sampler(track({at(0, 900, 240), at(600, 900, 240)}), heights, {600.0, 1200.0}, k_reported_count);
    sampler.add(s, k_start + 600, 1);
    const std::vector<double>& means = sampler.means();
    ASSERT_EQ(means.size(), 2 * k_reported_count);
    EXPECT_GT(means[0], 0.0);
    EXPECT_GT(means[k_reported_count + 3], 0.0);
    EXPECT_EQ(means[k_reported_count], 0.0);
    EXPECT_EQ(means[3], 0.0);
}

}  // namespace
}  // namespace lantian
