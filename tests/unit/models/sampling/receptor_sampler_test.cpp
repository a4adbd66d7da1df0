#include "models/sampling/receptor_sampler.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "models/sampling/reference.hpp"
#include "tests/support/random_segments.hpp"

namespace lantian {
namespace {

constexpr double k_cell_m = 1000.0;

struct Case {
    std::size_t receptors, puffs, channels, sources;
    bool moving;
};
const Case k_cases[] = {{50, 600, 1, 1, false}, {700, 300, 1, 3, false}, {40, 500, 20, 4, true},
                        {3, 90, 5, 2, true},    {65, 40, 1, 7, true},    {1, 1, 1, 1, false}};

Segments segments_of(const Case& c) {
    Segments s =
        test::random_segments(c.puffs, 200, 200, c.channels, c.sources, 0.1 * k_cell_m, 20.0 * k_cell_m, k_cell_m);
    if (!c.moving) return s;
    std::mt19937_64 random(9);
    std::normal_distribution<double> normal;
    for (std::size_t p = 0; p < c.puffs; ++p) {
        // Some stand still, some move by less than a thousandth of their spread.
        const double length = p % 5 == 0 ? 0.0 : p % 5 == 1 ? 2e-4 * s.sigma_m[p] : 2000.0;
        s.x1_m[p] += length * normal(random);
        s.y1_m[p] += length * normal(random);
        // Where along a piece of millimetres a receptor stands is lost in its coordinates: no change along these.
        if (p % 5 == 1) continue;
        s.sigma_change_m[p] = 0.1 * s.sigma_m[p];
        for (std::size_t n = 0; n < c.channels; ++n)
            s.weight_change[p * c.channels + n] = 0.02 * (1.0 + static_cast<double>(n));
    }
    return s;
}

ReceptorSet receptors_of(const Case& c) {
    ReceptorSet out(c.receptors);
    std::mt19937_64 random(2);
    std::uniform_real_distribution<double> place(0.0, 200.0 * k_cell_m);
    for (Receptor& r : out) r.point = {place(random), place(random)};
    return out;
}

std::vector<double> sampled(const Case& c, int threads, InstructionSet set) {
    const Segments s = segments_of(c);
    const ReceptorSet receptors = receptors_of(c);
    ReceptorSampler sampler(receptors, std::vector<std::size_t>(c.receptors, 0), c.sources, c.channels, set);
    std::vector<double> result(c.receptors * c.sources * c.channels, 0.0);
    (void)sampler.add(s, threads, result);
    return result;
}

TEST(ReceptorSampler, AgreesWithThePlainFormOfEveryPair) {
    for (const Case& c : k_cases) {
        const Segments s = segments_of(c);
        const ReceptorSet receptors = receptors_of(c);
        std::vector<double> truth(c.receptors * c.sources * c.channels, 0.0);
        for (std::size_t r = 0; r < c.receptors; ++r) {
            const MapPoint at = receptors[r].point;
            for (std::size_t p = 0; p < s.size(); ++p) {
                const double dx = s.x1_m[p] - s.x0_m[p], dy = s.y1_m[p] - s.y0_m[p], length_sq = dx * dx + dy * dy;
                const double mx = 0.5 * (s.x0_m[p] + s.x1_m[p]), my = 0.5 * (s.y0_m[p] + s.y1_m[p]);
                const double along = length_sq > 0.0
                                         ? std::clamp(((at.x_m - mx) * dx + (at.y_m - my) * dy) / length_sq, -0.5, 0.5)
                                         : 0.0;
                const double density =
                    reference::segment_density_per_m2(at.x_m, at.y_m, s.x0_m[p], s.y0_m[p], s.x1_m[p], s.y1_m[p],
                                                      s.sigma_m[p] + along * s.sigma_change_m[p]);
                for (std::size_t n = 0; n < c.channels; ++n) {
                    truth[(r * c.sources + s.source[p]) * c.channels + n] +=
                        density * (s.weight[p * c.channels + n] + along * s.weight_change[p * c.channels + n]);
                }
            }
        }
        const auto fast = sampled(c, 2, instruction_set());
        // What lies beyond the reach is below 3e-16 of the peak of each puff.
        double peaks = 0.0;
        for (std::size_t p = 0; p < s.size(); ++p) peaks += 2.0 / (6.28 * s.sigma_m[p] * s.sigma_m[p]);
        // A coordinate of 1e5 m carries 1.5e-11 m: across a path, eight spreads of 100 m out, that is 1e-12 a rounding.
        const double allowed = c.moving ? 5e-11 : 1e-12;
        for (std::size_t n = 0; n < truth.size(); ++n)
            ASSERT_LE(std::abs(fast[n] - truth[n]), allowed * truth[n] + 3e-16 * peaks) << c.receptors << ' ' << n;
    }
}

TEST(ReceptorSampler, ThreadsAndInstructionSetsGiveTheSameBits) {
    for (const Case& c : k_cases) {
        const auto first = sampled(c, 1, InstructionSet::plain);
        for (const InstructionSet set : {InstructionSet::plain, InstructionSet::avx2, InstructionSet::avx512}) {
            if (!supported(set)) continue;
            for (const int threads : {0, 1, 2, 3, 4, 8}) ASSERT_EQ(sampled(c, threads, set), first) << name_of(set);
        }
    }
}

TEST(ReceptorSampler, OrderOfReceptorsChangesNothing) {
    const Case c{90, 200, 4, 2, true};
    const Segments s = segments_of(c);
    ReceptorSet receptors = receptors_of(c);
    const std::size_t width = c.sources * c.channels;
    const auto answer = [&] {
        ReceptorSampler sampler(receptors, std::vector<std::size_t>(c.receptors, 0), c.sources, c.channels);
        std::vector<double> result(c.receptors * width, 0.0);
        (void)sampler.add(s, 1, result);
        return result;
    };
    const auto first = answer();
    std::reverse(receptors.begin(), receptors.end());
    const auto turned = answer();
    for (std::size_t r = 0; r < c.receptors; ++r) {
        for (std::size_t n = 0; n < width; ++n)
            ASSERT_EQ(turned[(c.receptors - 1 - r) * width + n], first[r * width + n]);
    }
}

TEST(ReceptorSampler, EachReceptorTakesTheWeightsOfItsHeight) {
    Segments s = test::random_segments(20, 10, 10, 2, 1, 2000.0, 3000.0, k_cell_m);  // two heights, one channel
    ReceptorSet receptors(3);
    for (Receptor& r : receptors) r.point = {5000.0, 5000.0};
    for (std::size_t p = 0; p < s.size(); ++p) s.weight[2 * p + 1] = 3.0 * s.weight[2 * p];
    ReceptorSampler sampler(receptors, {0, 1, 0}, 1, 1);
    std::vector<double> result(3, 0.0);
    (void)sampler.add(s, 1, result);
    EXPECT_NEAR(result[1], 3.0 * result[0], 1e-14 * result[1]);
    EXPECT_EQ(result[2], result[0]);
}

TEST(ReceptorSampler, NothingToSample) {
    const ReceptorSet none;
    std::vector<double> empty;
    EXPECT_EQ(ReceptorSampler(none, {}, 1, 1).add(segments_of(k_cases[0]), 2, empty), 0u);
    ReceptorSet one(1);
    std::vector<double> result(1, 0.0);
    EXPECT_EQ(ReceptorSampler(one, {0}, 1, 1).add(Segments{}, 2, result), 0u);
}

}  // namespace
}  // namespace lantian
