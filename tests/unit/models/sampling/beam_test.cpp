#include "models/sampling/beam.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "models/sampling/reference.hpp"

namespace lantian {
namespace {

constexpr MapPoint k_head{60.0, 100.0};
constexpr MapPoint k_reflector{46.0, 3.0};

/// Mean along the beam by the midpoint rule on `count` points.
template <typename Value>
double dense_mean(MapPoint from, MapPoint to, int count, Value value) {
    double sum = 0.0;
    for (int k = 0; k < count; ++k) {
        const double f = (k + 0.5) / count;
        sum += value(MapPoint{from.x_m + f * (to.x_m - from.x_m), from.y_m + f * (to.y_m - from.y_m)});
    }
    return sum / count;
}

template <typename Value>
double sampled_mean(const std::vector<BeamPoint>& points, Value value) {
    std::vector<double> values;
    for (const BeamPoint& at : points) values.push_back(value(at.point));
    return beam_mean(points, values.data());
}

TEST(Beam, SharesSumToOneAndHeightsLieOnTheLine) {
    const auto points = beam_points(k_head, 1.6, k_reflector, 3.6, 6.0);
    double sum = 0.0, height = 0.0, along = 0.0;
    for (const BeamPoint& at : points) {
        sum += at.share;
        height += at.share * at.height_m;
        const double f = (at.point.y_m - k_head.y_m) / (k_reflector.y_m - k_head.y_m);
        EXPECT_GT(f, along);  // in order
        along = f;
        EXPECT_NEAR(at.height_m, 1.6 + 2.0 * f, 1e-12);
    }
    EXPECT_NEAR(sum, 1.0, 1e-14);
    EXPECT_NEAR(height, 2.6, 1e-13);
    EXPECT_EQ(points.size(), 8U * 17U);  // 98.0 m in panels of 6 m
}

TEST(Beam, NoLengthIsAPoint) {
    const auto points = beam_points(k_head, 2.0, k_head, 2.0, 5.0);
    ASSERT_EQ(points.size(), 1U);
    EXPECT_DOUBLE_EQ(points[0].share, 1.0);
}

TEST(Beam, PolynomialOfDegreeFifteenIsExact) {
    const auto points = beam_points({0.0, 0.0}, 0.0, {2.0, 0.0}, 0.0, 10.0);
    EXPECT_NEAR(sampled_mean(points, [](MapPoint at) { return std::pow(at.x_m, 15); }), std::pow(2.0, 15) / 16.0,
                1e-10);
}

// A moving puff that crosses the beam at every angle, against dense numerical integration, and the stated bounds.
TEST(Beam, MeetsDenseIntegrationOfMovingPuffs) {
    const double panel_m = 6.0;
    const auto points = beam_points(k_head, 1.6, k_reflector, 1.6, panel_m);
    for (const double sigmas_per_panel : {4.0, 2.0}) {
        const double sigma = panel_m / sigmas_per_panel;
        const double bound = sigmas_per_panel > 3.0 ? 1e-4 : 1e-8;
        for (int turn = 0; turn < 12; ++turn) {
            const double angle = 0.5236 * turn;
            const MapPoint start{52.0 - 3.0 * std::cos(angle), 47.3 - 3.0 * std::sin(angle)};
            const MapPoint end{start.x_m + 5.0 * std::cos(angle), start.y_m + 5.0 * std::sin(angle)};
            const auto density = [&](MapPoint at) {
                return reference::segment_density_per_m2(at.x_m, at.y_m, start.x_m, start.y_m, end.x_m, end.y_m, sigma);
            };
            const double truth = dense_mean(k_head, k_reflector, 20000, density);
            EXPECT_NEAR(sampled_mean(points, density), truth, bound * truth) << sigma << " " << turn;
        }
    }
}

// A steady plume across a long beam at right angles: the crosswind integral over the beam's length.
TEST(Beam, LongBeamAcrossAPlumeTakesItsCrosswindIntegral) {
    const double sigma = 2.0;
    const auto points = beam_points({-50.0, 0.0}, 1.0, {50.0, 0.0}, 1.0, 4.0);
    const auto density = [&](MapPoint at) {
        return reference::segment_density_per_m2(at.x_m, at.y_m, 0.0, -1e4, 0.0, 1e4, sigma);
    };
    EXPECT_NEAR(sampled_mean(points, density) * 100.0, 1.0 / 2e4, 1e-9 / 2e4);
}

TEST(Beam, ReceptorsAreFoldedBackToTheMeansOfTheirPoints) {
    ReceptorSet receptors(3);
    receptors[1].kind = ReceptorKind::beam;
    receptors[1].point = k_head;
    receptors[1].end_point = k_reflector;
    const ReceptorPoints points = receptor_points(receptors);
    EXPECT_TRUE(points.any_beam());
    ASSERT_EQ(points.first.size(), 4U);
    EXPECT_EQ(points.points.size(), 2U + 8U * 10U);
    std::vector<double> at_points;  // two values a point: y and 1
    for (const Receptor& at : points.points) {
        at_points.push_back(at.point.y_m);
        at_points.push_back(1.0);
    }
    std::vector<double> at_receptors(6, -1.0);
    fold_points(points, at_points, at_receptors);
    EXPECT_NEAR(at_receptors[2], 0.5 * (k_head.y_m + k_reflector.y_m), 1e-12);
    EXPECT_NEAR(at_receptors[3], 1.0, 1e-14);
    EXPECT_EQ(at_receptors[1], 1.0);
    EXPECT_EQ(at_receptors[5], 1.0);
    EXPECT_FALSE(receptor_points({Receptor{}}).any_beam());
}

}  // namespace
}  // namespace lantian
