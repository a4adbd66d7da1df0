// Several steps in one go: the puffs end where single steps put them, and their pieces of path stand for the pieces of
// all sub-steps.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include "models/puff/sub_step.hpp"
#include "tests/support/many_puffs.hpp"

namespace lantian {
namespace {

using namespace test;

/// Puffs of a source each, up to 24 km wide, over the six steps of an hour in one go; the sun sets after three.
ManyPuffs wide_puffs(const ConstantMet& met, std::size_t count = 83) {
    ManyPuffs many(met, 0.0, count);
    many.steps = 6;
    many.of_day = 3;
    many.together = true;
    many.halves = ManyPuffs::Halves::first;
    for (std::size_t i = 0; i < many.start.size(); ++i) {
        many.start.source[i] = static_cast<std::uint32_t>(i);
        many.start.sigma_y_m[i] *= 30.0;
    }
    return many;
}
ConstantMet calm() {
    ConstantMet met = night();
    met.wind_x_m_s = met.wind_y_m_s = met.shear_x_s = 0.0;
    return met;
}
ConstantMet lighter(ConstantMet met) {
    for (double* wind : {&met.wind_x_m_s, &met.wind_y_m_s, &met.shear_x_s}) *wind *= 0.4;
    return met;
}
std::vector<ConstantMet> weathers() {
    return {noon(), lighter(noon()), night(), lighter(night()), lighter(neutral_rain()), calm()};
}

/// Puffs above the lid that leave the rain, so that nothing is seen of them any more, and others that come to it.
ManyPuffs at_the_edge_of_rain() {
    ManyPuffs many = wide_puffs(lighter(neutral_rain()));
    for (std::shared_ptr<const MetState>* at : {&many.first, &many.second}) {
        MetState state = **at;
        for (std::size_t n = 0; n < state.precipitation_mm_h.size(); ++n) {
            const std::size_t column = n % many.weather_grid->nx;
            if (column % 5 > 1) state.precipitation_mm_h[n] = 0.0;
        }
        *at = std::make_shared<const MetState>(std::move(state));
    }
    for (std::size_t i = 0; i < many.start.size(); ++i) {
        many.start.z_m[i] = 2000.0;
        many.start.rise_left_m[i] = 0.0;
    }
    return many;
}
std::vector<ManyPuffs> all_cases() {
    std::vector<ManyPuffs> cases;
    for (const ConstantMet& met : weathers()) cases.push_back(wide_puffs(met));
    cases.push_back(at_the_edge_of_rain());
    return cases;
}

/// The pieces of one puff, in the order they were left.
std::vector<std::size_t> pieces_of(const Segments& s, std::uint32_t source) {
    std::vector<std::size_t> out;
    for (std::size_t n = 0; n < s.size(); ++n) {
        if (s.source[n] == source) out.push_back(n);
    }
    return out;
}
double ends_before_end_s(const Segments& s, std::size_t n) { return s.before_end_s[n] - s.lasts_s[n]; }

constexpr double k_close = 1e-10;
constexpr double k_close_s = 1e-6;

/// Those of the sub-steps that make up piece n.
std::vector<std::size_t> parts_of(const Segments& go, std::size_t n, const Segments& single,
                                  const std::vector<std::size_t>& sub_steps) {
    std::vector<std::size_t> out;
    for (const std::size_t m : sub_steps) {
        if (single.before_end_s[m] < go.before_end_s[n] + k_close_s &&
            ends_before_end_s(single, m) > ends_before_end_s(go, n) - k_close_s)
            out.push_back(m);
    }
    return out;
}

TEST(PiecesRunOn, AGoEndsWhereSingleStepsDo) {
    for (ManyPuffs many : all_cases()) {
        const auto go = many.by_lanes(instruction_set());
        const auto go_one_by_one = many.one_by_one();
        many.together = false;
        const auto steps = many.one_by_one();
        expect_same_puffs(go, steps);
        expect_same_puffs(go_one_by_one, steps);
    }
}

TEST(PiecesRunOn, EachStepHasTheRatesOfItsDayOrNight) {
    ManyPuffs many = wide_puffs(calm(), 5);
    many.scenario.deposition.dry = many.scenario.deposition.wet = false;
    many.scenario.puffs.least_substep_s = 600.0;
    many.halves = ManyPuffs::Halves::none;
    const auto so2_after = [&](int of_day) {
        many.of_day = of_day;
        return many.by_lanes(instruction_set()).puffs.mass_kg[0][index(Carried::so2)];
    };
    const double start = many.start.mass_kg[0][index(Carried::so2)];
    const double day = linear_rates(many.scenario.chemistry, true).so2_per_s;
    const double dark = linear_rates(many.scenario.chemistry, false).so2_per_s;
    ASSERT_GT(day, 1.5 * dark);
    for (const int of_day : {0, 1, 3, 5, 6}) {
        const double expected = start * std::exp(-600.0 * (of_day * day + (6 - of_day) * dark));
        EXPECT_NEAR(so2_after(of_day), expected, 1e-12 * start) << of_day;
    }
}

TEST(PiecesRunOn, WeightsAddUpToThoseOfTheSubSteps) {
    for (const ManyPuffs& many : all_cases()) {
        const Segments go = many.by_lanes(instruction_set()).segments, single = many.one_by_one().segments;
        EXPECT_LT(go.size(), single.size());
        const std::size_t weights = single.weights_per_segment;
        for (std::uint32_t i = 0; i < many.start.size(); ++i) {
            std::vector<double> sum(weights, 0.0), expected(weights, 0.0);
            for (const std::size_t n : pieces_of(go, i)) {
                for (std::size_t w = 0; w < weights; ++w) sum[w] += go.weight[n * weights + w];
            }
            for (const std::size_t n : pieces_of(single, i)) {
                for (std::size_t w = 0; w < weights; ++w) expected[w] += single.weight[n * weights + w];
            }
            for (std::size_t w = 0; w < weights; ++w)
                EXPECT_NEAR(sum[w], expected[w], k_close * expected[w] + 1e-20) << "puff " << i << " weight " << w;
        }
    }
}

TEST(PiecesRunOn, PiecesAreJoinedEndToEnd) {
    std::size_t interrupted = 0;
    for (const ManyPuffs& many : all_cases()) {
        const auto outcome = many.by_lanes(instruction_set());
        const Segments &go = outcome.segments, single = many.one_by_one().segments;
        for (std::uint32_t i = 0; i < many.start.size(); ++i) {
            const auto pieces = pieces_of(go, i), sub_steps = pieces_of(single, i);
            ASSERT_EQ(pieces.empty(), sub_steps.empty());
            if (pieces.empty()) continue;
            EXPECT_NEAR(go.x0_m[pieces.front()], single.x0_m[sub_steps.front()], 1e-3);
            EXPECT_NEAR(go.y0_m[pieces.front()], single.y0_m[sub_steps.front()], 1e-3);
            EXPECT_NEAR(go.x1_m[pieces.back()], single.x1_m[sub_steps.back()], 1e-3);
            EXPECT_NEAR(go.y1_m[pieces.back()], single.y1_m[sub_steps.back()], 1e-3);
            EXPECT_NEAR(go.before_end_s[pieces.front()], single.before_end_s[sub_steps.front()], k_close_s);
            EXPECT_NEAR(ends_before_end_s(go, pieces.back()), ends_before_end_s(single, sub_steps.back()), k_close_s);
            double lasts_s = 0.0, seen_s = 0.0;
            for (const std::size_t n : pieces) lasts_s += go.lasts_s[n];
            for (const std::size_t n : sub_steps) seen_s += single.lasts_s[n];
            EXPECT_NEAR(lasts_s, seen_s, k_close_s);
            interrupted += outcome.puffs.weight_s[i] > 0.0 && ends_before_end_s(go, pieces.back()) > k_close_s ? 1 : 0;
            for (std::size_t k = 1; k < pieces.size(); ++k) {
                const std::size_t before = pieces[k - 1], n = pieces[k];
                const double gap_s = ends_before_end_s(go, before) - go.before_end_s[n];
                EXPECT_GE(gap_s, -k_close_s);
                if (gap_s > k_close_s) {
                    ++interrupted;
                    continue;
                }
                EXPECT_EQ(go.x1_m[before], go.x0_m[n]);
                EXPECT_EQ(go.y1_m[before], go.y0_m[n]);
                EXPECT_NEAR(go.sigma_m[before] + 0.5 * go.sigma_change_m[before],
                            go.sigma_m[n] - 0.5 * go.sigma_change_m[n], k_close * go.sigma_m[n]);
            }
        }
    }
    EXPECT_GT(interrupted, 10u);
}

TEST(PiecesRunOn, NoWeightAlongAPieceIsNegative) {
    for (const ManyPuffs& many : all_cases()) {
        const Segments go = many.by_lanes(instruction_set()).segments;
        for (std::size_t n = 0; n < go.weight.size(); ++n)
            ASSERT_LE(std::abs(go.weight_change[n]), 2.0 * go.weight[n] * (1.0 + 1e-14) + 1e-300) << n;
    }
}

TEST(PiecesRunOn, TheChangeIsThatOfTheEnds) {
    for (const ManyPuffs& many : all_cases()) {
        const Segments go = many.by_lanes(instruction_set()).segments, single = many.one_by_one().segments;
        const std::size_t weights = single.weights_per_segment;
        std::size_t several = 0;
        for (std::uint32_t i = 0; i < many.start.size(); ++i) {
            const auto sub_steps = pieces_of(single, i);
            for (const std::size_t n : pieces_of(go, i)) {
                const auto own = parts_of(go, n, single, sub_steps);
                ASSERT_FALSE(own.empty());
                several += own.size() > 1 ? 1 : 0;
                const std::size_t a = own.front(), b = own.back();
                for (std::size_t w = 0; w < k_reported_count; ++w) {
                    const double at_start =
                        (single.weight[a * weights + w] - 0.5 * single.weight_change[a * weights + w]) /
                        single.lasts_s[a];
                    const double at_end =
                        (single.weight[b * weights + w] + 0.5 * single.weight_change[b * weights + w]) /
                        single.lasts_s[b];
                    const double weight = go.weight[n * weights + w];
                    const double expected =
                        std::clamp(go.lasts_s[n] * (at_end - at_start), -2.0 * weight, 2.0 * weight);
                    // A piece that was interrupted ends at nothing.
                    const double change = go.weight_change[n * weights + w];
                    const bool to_nothing =
                        std::abs(change - std::max(-go.lasts_s[n] * at_start, -2.0 * weight)) <= 1e-8 * weight + 1e-18;
                    EXPECT_TRUE(std::abs(change - expected) <= 1e-8 * weight + 1e-18 || to_nothing)
                        << "puff " << i << " weight " << w << ' ' << change << ' ' << expected;
                }
            }
        }
        EXPECT_GT(several, 20u);
    }
}

TEST(PiecesRunOn, APieceOfSeveralSubStepsIsAsLongAsItsSpreadAllows) {
    double longest = 0.0, foreseen = 0.0;
    std::size_t pieces = 0;
    for (const ConstantMet& met : weathers()) {
        ManyPuffs many = wide_puffs(met);
        many.halves = ManyPuffs::Halves::none;
        // As old puffs are: mixed, with a wind that does not change much from sub-step to sub-step.
        for (std::size_t i = 0; i < many.start.size(); ++i) {
            many.start.sigma_z_m[i] = 2.0 * many.start.lid_m[i];
            many.start.rise_left_m[i] = 0.0;
        }
        const Segments go = many.by_lanes(instruction_set()).segments, single = many.one_by_one().segments;
        const double sigmas = k_piece_frac * many.scenario.puffs.substep_sigmas;
        for (std::uint32_t i = 0; i < many.start.size(); ++i) {
            const auto sub_steps = pieces_of(single, i);
            for (const std::size_t n : pieces_of(go, i)) {
                const auto parts = parts_of(go, n, single, sub_steps);
                if (parts.size() < 2) continue;
                const auto way_m = [&](std::size_t m) {
                    return std::hypot(single.x1_m[m] - single.x0_m[m], single.y1_m[m] - single.y0_m[m]);
                };
                double all_m = 0.0;
                for (const std::size_t m : parts) all_m += way_m(m);
                const double allowed_m = sigmas * go.sigma_m[n];
                longest = std::max(longest, all_m / allowed_m);
                // Whether it goes on is settled before: by a next sub-step like the last.
                const double last_m = way_m(parts.back()), before_m = way_m(parts[parts.size() - 2]);
                foreseen = std::max(foreseen, (all_m - last_m + before_m) / allowed_m);
                ++pieces;
            }
        }
    }
    EXPECT_GT(pieces, 100u);
    EXPECT_LE(foreseen, 1.02);
    EXPECT_LE(longest, 1.4);
}

bool same_bits(const UnfilledVector<double>& a, const UnfilledVector<double>& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

TEST(PiecesRunOn, EveryInstructionSetGivesTheSameBits) {
    for (const ManyPuffs& many : all_cases()) {
        const auto plain = many.by_lanes(InstructionSet::plain);
        for (const InstructionSet set : {InstructionSet::avx2, InstructionSet::avx512}) {
            if (!supported(set)) continue;
            const auto vectors = many.by_lanes(set);
            EXPECT_TRUE(same_bits(vectors.segments.weight, plain.segments.weight)) << name_of(set);
            EXPECT_TRUE(same_bits(vectors.segments.weight_change, plain.segments.weight_change)) << name_of(set);
            EXPECT_EQ(vectors.segments.x0_m, plain.segments.x0_m);
            EXPECT_EQ(vectors.segments.x1_m, plain.segments.x1_m);
            EXPECT_EQ(vectors.segments.lasts_s, plain.segments.lasts_s);
            EXPECT_EQ(vectors.segments.sigma_change_m, plain.segments.sigma_change_m);
            EXPECT_EQ(vectors.puffs.x_m, plain.puffs.x_m);
            EXPECT_EQ(vectors.puffs.sigma_y_m, plain.puffs.sigma_y_m);
            EXPECT_EQ(vectors.puffs.mass_kg, plain.puffs.mass_kg);
            EXPECT_EQ(vectors.losses.dry, plain.losses.dry);
            EXPECT_EQ(vectors.losses.transformed, plain.losses.transformed);
        }
    }
}

TEST(PiecesRunOn, NeighboursDoNotMatter) {
    const ManyPuffs many = wide_puffs(night());
    const Segments all = many.by_lanes(instruction_set()).segments,
                   some = many.by_lanes(instruction_set(), 40).segments;
    const std::size_t weights = all.weights_per_segment;
    for (std::uint32_t i = 40; i < many.start.size(); ++i) {
        const auto a = pieces_of(all, i), b = pieces_of(some, i);
        ASSERT_EQ(a.size(), b.size());
        for (std::size_t k = 0; k < a.size(); ++k) {
            EXPECT_EQ(all.x0_m[a[k]], some.x0_m[b[k]]);
            EXPECT_EQ(all.lasts_s[a[k]], some.lasts_s[b[k]]);
            for (std::size_t w = 0; w < weights; ++w) {
                ASSERT_EQ(all.weight[a[k] * weights + w], some.weight[b[k] * weights + w]);
                ASSERT_EQ(all.weight_change[a[k] * weights + w], some.weight_change[b[k] * weights + w]);
            }
        }
    }
}

TEST(PiecesRunOn, WithShearEverySubStepLeavesItsOwn) {
    ManyPuffs many = wide_puffs(night());
    many.scenario.puffs.shear = true;
    for (std::size_t i = 0; i < many.start.size(); ++i)
        many.start.stretch_m2[i] = 0.2 * many.start.sigma_y_m[i] * many.start.sigma_y_m[i];
    const auto go = many.by_lanes(instruction_set()), single = many.one_by_one();
    expect_same_puffs(go, single);
    EXPECT_EQ(go.segments.size(), single.segments.size());
    EXPECT_EQ(go.tilted.size(), single.tilted.size());
    EXPECT_GT(go.tilted.size(), many.start.size());
}

}  // namespace
}  // namespace lantian
