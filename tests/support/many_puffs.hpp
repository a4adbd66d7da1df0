#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "models/meteorology/constant_provider.hpp"
#include "models/puff/step_lanes.hpp"
#include "tests/support/relative.hpp"

namespace lantian::test {

/// Weather that differs from node to node, about `met`.
inline std::shared_ptr<const MetState> uneven(const std::shared_ptr<const Grid>& grid, const ConstantMet& met,
                                              UtcTime time, std::mt19937_64& random) {
    MetState state = constant_state(grid, met, time);
    std::uniform_real_distribution<double> part(0.7, 1.3);
    for (auto* field : {&state.wind_x_m_s, &state.wind_y_m_s, &state.wind_z_m_s, &state.friction_velocity_m_s,
                        &state.obukhov_length_m, &state.convective_velocity_m_s, &state.mixing_height_m,
                        &state.precipitation_mm_h, &state.roughness_length_m}) {
        for (double& value : *field) value *= part(random);
    }
    return std::make_shared<const MetState>(std::move(state));
}

/// Puffs of one source of many ages and heights, in weather of one kind.
struct ManyPuffs {
    Scenario scenario;
    std::shared_ptr<Grid> grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 1000.0, 40, 40, std::vector<double>(1600, 0.0)});
    std::shared_ptr<Grid> weather_grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 4000.0, 10, 10, std::vector<double>(100, 0.0)});
    std::shared_ptr<const MetState> first, second;
    std::vector<double> heights{1.5, 60.0};
    PuffStore start;

    explicit ManyPuffs(const ConstantMet& met, double measured_m_s = 0.0, std::size_t count = 83) {
        std::mt19937_64 random(7);
        const UtcTime t = from_calendar(2022, 6, 6, 3, 0, 0);
        first = uneven(weather_grid, met, t, random);
        second = uneven(weather_grid, met, t + 3600, random);
        if (measured_m_s > 0.0) {
            MetState state = *second;
            state.sigma_v_m_s.assign(state.mixing_height_m.size(), measured_m_s);
            state.sigma_w_m_s.assign(state.mixing_height_m.size(), 0.5 * measured_m_s);
            state.turbulence_wind_m_s.assign(state.mixing_height_m.size(), 4.0);
            second = std::make_shared<const MetState>(std::move(state));
        }
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        for (std::size_t n = 0; n < count; ++n) {
            NewPuff puff;
            puff.id = n;
            puff.source = 3;
            puff.weight_s = 600.0;
            puff.x_m = 600000.0 + 40000.0 * unit(random);
            puff.y_m = 3850000.0 + 40000.0 * unit(random);
            puff.z_m = n % 5 == 0 ? 0.0 : met.mixing_height_m * (n % 7 == 0 ? 1.5 : std::pow(unit(random), 3.0));
            puff.sigma_y_m = std::exp(std::log(2.0) + 6.0 * unit(random));
            puff.sigma_z_m = std::exp(std::log(0.5) + 6.5 * unit(random));
            puff.lid_m = met.mixing_height_m;
            if (n % 3 == 0 && n % 5 != 0) {
                puff.rise_left_m = 80.0 * unit(random);
                puff.rise_rate = 2.0 * unit(random);
            }
            for (std::size_t k = 0; k < k_carried_count; ++k) puff.mass_kg[k] = k % 4 == 3 ? 0.0 : unit(random);
            start.append(puff);
            start.travelled_m.back() = 500.0 * unit(random);
            start.sunk_m.back() = 10.0 * unit(random);
        }
    }

    struct Outcome {
        PuffStore puffs;
        Segments segments;
        StepLosses losses;
        TiltedSegments tilted;
    };
    /// Steps of 600 s in the hour of the weather: how many, whether in one go, and how many of them by day.
    int steps = 3, of_day = 3;
    bool together = false;
    /// Every other puff flies half a step less: in each step, in the first only, or not at all.
    enum class Halves { each, first, none } halves = Halves::each;

    [[nodiscard]] double flight(std::size_t i, const StepContext& context) const {
        const auto whole = static_cast<double>(context.steps());
        const bool half = halves == Halves::each || (halves == Halves::first && context.begin_fraction == 0.0);
        return half && i % 2 == 1 ? whole - 0.5 : whole;
    }

    template <typename Step>
    Outcome flown(Step&& step) const {
        const MetWindow window(first, second);
        const VelocityMap velocities(first, second, scenario);
        Channels channels;
        channels.deposition = {Reported::so4, Reported::pm10, Reported::pb};
        Outcome out{start, {}, {}, {}};
        out.tilted.pieces.weights_per_segment = heights.size() * channels.count();
        out.segments.weights_per_segment = heights.size() * channels.count();
        StepScratch scratch(heights.size());
        const int in_one = together ? steps : 1;
        for (int n = 0; n < steps; n += in_one) {
            std::vector<LinearRates> rates;
            for (int k = n; k < n + in_one; ++k) rates.push_back(linear_rates(scenario.chemistry, k < of_day));
            const StepContext context{scenario, *grid, window,  velocities,        channels,
                                      heights,  rates, n / 6.0, (n + in_one) / 6.0};
            step(context, out, scratch);
        }
        return out;
    }
    Outcome by_lanes(InstructionSet set, std::size_t first_puff = 0) const {
        return flown([&](const StepContext& context, Outcome& out, StepScratch& scratch) {
            ASSERT_TRUE(lanes_serve(context));
            std::vector<std::size_t> which;
            std::vector<double> flights;
            for (std::size_t i = first_puff; i < out.puffs.size(); ++i) {
                if (out.puffs.weight_s[i] == 0.0) continue;
                which.push_back(i);
                flights.push_back(flight(i, context));
            }
            step_lanes(out.puffs, which, flights, context, out.segments, out.losses, scratch, &out.tilted, set);
        });
    }
    Outcome one_by_one() const {
        return flown([&](const StepContext& context, Outcome& out, StepScratch& scratch) {
            for (std::size_t i = 0; i < out.puffs.size(); ++i) {
                if (out.puffs.weight_s[i] == 0.0) continue;
                if (!step_puff(out.puffs, i, flight(i, context), context, out.segments, out.losses, scratch,
                               &out.tilted))
                    out.puffs.weight_s[i] = 0.0;
            }
        });
    }
};

inline ConstantMet noon() {
    ConstantMet met;
    met.wind_x_m_s = 3.0;
    met.wind_y_m_s = -1.5;
    met.wind_z_m_s = 0.05;
    met.deformation_s = 1e-4;
    met.obukhov_length_m = -40.0;
    met.convective_velocity_m_s = 1.6;
    met.mixing_height_m = 1300.0;
    met.level_m[0] = 12.0;
    return met;
}
inline ConstantMet night() {
    ConstantMet met;
    met.wind_x_m_s = 1.2;
    met.shear_x_s = 0.01;
    met.obukhov_length_m = 25.0;
    met.friction_velocity_m_s = 0.12;
    met.mixing_height_m = 180.0;
    met.buoyancy_frequency_s = 0.015;
    met.level_m[0] = 12.0;
    return met;
}
inline ConstantMet neutral_rain() {
    ConstantMet met;
    met.precipitation_mm_h = 2.0;
    met.mixing_height_m = 700.0;
    return met;
}

/// Every column, all masses and what was lost.
inline void expect_same_puffs(const ManyPuffs::Outcome& lanes, const ManyPuffs::Outcome& truth) {
    constexpr double k_close = 1e-10;
    auto columns_of = [](const PuffStore& p) {
        std::vector<std::pair<std::string, std::vector<double>>> columns;
        for_each_column(p,
                        [&](const auto& column, const char* name, const char*) { columns.emplace_back(name, column); });
        return columns;
    };
    const auto expected = columns_of(truth.puffs), actual = columns_of(lanes.puffs);
    for (std::size_t c = 0; c < expected.size(); ++c) {
        for (std::size_t i = 0; i < truth.puffs.size(); ++i) {
            EXPECT_NEAR(actual[c].second[i], expected[c].second[i], k_close * (std::abs(expected[c].second[i]) + 1e-3))
                << expected[c].first << " of puff " << i;
        }
    }
    for (std::size_t i = 0; i < truth.puffs.size(); ++i) {
        for (std::size_t k = 0; k < k_carried_count; ++k)
            EXPECT_NEAR(lanes.puffs.mass_kg[i][k], truth.puffs.mass_kg[i][k], k_close) << "mass " << k << " of " << i;
    }
    for (std::size_t k = 0; k < k_carried_count; ++k) {
        EXPECT_TRUE(near_relative(lanes.losses.dry[k] + 1.0, truth.losses.dry[k] + 1.0, k_close));
        EXPECT_TRUE(near_relative(lanes.losses.wet[k] + 1.0, truth.losses.wet[k] + 1.0, k_close));
        EXPECT_TRUE(near_relative(lanes.losses.outflow[k] + 1.0, truth.losses.outflow[k] + 1.0, k_close));
        EXPECT_TRUE(near_relative(lanes.losses.transformed[k] + 9.0, truth.losses.transformed[k] + 9.0, k_close));
    }
}

}  // namespace lantian::test
