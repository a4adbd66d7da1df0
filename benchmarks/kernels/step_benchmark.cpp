// Steps of puffs side by side against one by one: the same puffs, the same weather, sub-steps a second.
#include "models/puff/step_lanes.hpp"

#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <vector>

#include "models/meteorology/constant_provider.hpp"

namespace {

using namespace lantian;

/// A plume of a stack: puffs of one source with growing age, by day or night, on a city's weather grid.
struct Plume {
    Scenario scenario;
    std::shared_ptr<Grid> grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 1000.0, 100, 100, std::vector<double>(10000, 0.0)});
    std::shared_ptr<const MetState> first, second;
    PuffStore puffs;

    explicit Plume(bool night) {
        ConstantMet met;
        met.wind_x_m_s = 3.0;
        met.wind_y_m_s = 1.0;
        met.obukhov_length_m = night ? 40.0 : -60.0;
        met.convective_velocity_m_s = night ? 0.0 : 1.5;
        met.mixing_height_m = night ? 250.0 : 1200.0;
        met.level_m = {10, 30, 60, 100, 150, 220, 320, 450, 650, 900, 1300, 1800, 2500, 3500};
        const auto weather_grid = std::make_shared<Grid>(
            Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 4000.0, 25, 25, std::vector<double>(625, 0.0)});
        first = std::make_shared<const MetState>(constant_state(weather_grid, met, UtcTime{0}));
        second = std::make_shared<const MetState>(constant_state(weather_grid, met, UtcTime{3600}));
        std::mt19937_64 random(1);
        std::uniform_real_distribution<double> unit(0.0, 1.0);
        for (int n = 0; n < 64; ++n) {
            NewPuff puff;
            puff.weight_s = 300.0;
            puff.x_m = 610000.0 + 900.0 * n;
            puff.y_m = 3880000.0 + 300.0 * n;
            puff.z_m = 120.0 + 60.0 * unit(random);
            puff.sigma_y_m = 20.0 + 60.0 * n;
            puff.sigma_z_m = 15.0 + 5.0 * n;
            puff.lid_m = met.mixing_height_m;
            for (std::size_t k = 0; k < 8; ++k) puff.mass_kg[k] = 1.0;
            puffs.append(puff);
        }
    }
};

template <typename Step>
void fly(benchmark::State& state, Step&& step) {
    const Plume plume(state.range(0) == 1);
    const MetWindow window(plume.first, plume.second);
    const VelocityMap velocities(plume.first, plume.second, plume.scenario);
    const Channels channels;
    const std::vector<double> heights{1.5};
    const StepContext context{plume.scenario,
                              *plume.grid,
                              window,
                              velocities,
                              channels,
                              heights,
                              {linear_rates(plume.scenario.chemistry, true)},
                              0.2,
                              0.3};
    StepScratch scratch(heights.size());
    Segments segments;
    segments.weights_per_segment = channels.count();
    PuffStore puffs;
    std::size_t sub_steps = 0;
    for (auto _ : state) {
        puffs = plume.puffs;
        segments.clear();
        StepLosses losses;
        step(puffs, context, segments, losses, scratch);
        sub_steps += segments.size();
    }
    state.counters["sub_steps_per_second"] =
        benchmark::Counter(static_cast<double>(sub_steps), benchmark::Counter::kIsRate);
}

void step_one_by_one(benchmark::State& state) {
    fly(state,
        [](PuffStore& puffs, const StepContext& context, Segments& segments, StepLosses& losses, StepScratch& scratch) {
            for (std::size_t i = 0; i < puffs.size(); ++i)
                (void)step_puff(puffs, i, 1.0, context, segments, losses, scratch);
        });
}

void step_side_by_side(benchmark::State& state) {
    const auto set = static_cast<InstructionSet>(state.range(1));
    if (!supported(set)) return state.SkipWithError("not on this machine");
    state.SetLabel(std::string(name_of(set)));
    std::vector<std::size_t> which(64);
    for (std::size_t i = 0; i < which.size(); ++i) which[i] = i;
    const std::vector<double> whole(which.size(), 1.0);
    fly(state, [&](PuffStore& puffs, const StepContext& context, Segments& segments, StepLosses& losses,
                   StepScratch& scratch) {
        step_lanes(puffs, which, whole, context, segments, losses, scratch, nullptr, set);
    });
}

BENCHMARK(step_one_by_one)->ArgName("night")->Arg(0)->Arg(1);
BENCHMARK(step_side_by_side)->ArgNames({"night", "set"})->ArgsProduct({{0, 1}, {0, 1, 2}});

}  // namespace
