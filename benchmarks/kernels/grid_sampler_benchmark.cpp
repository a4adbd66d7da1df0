// Puffs to grid cells and to receptors: sigma log-uniform 2-20 cells, centres uniform in the grid, exact cell averages,
// cut-off 4 sigma.
#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include "models/sampling/grid_sampler.hpp"
#include "models/sampling/receptor_sampler.hpp"

namespace {

using namespace lantian;

constexpr double k_cell_m = 1000.0;

Segments random_segments(std::size_t puffs, std::size_t side, std::size_t channels) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    Segments s;
    s.weights_per_segment = channels;
    for (std::size_t p = 0; p < puffs; ++p) {
        const double x = unit(random) * static_cast<double>(side) * k_cell_m;
        const double y = unit(random) * static_cast<double>(side) * k_cell_m;
        s.source.push_back(0);
        s.x0_m.push_back(x);
        s.x1_m.push_back(x);
        s.y0_m.push_back(y);
        s.y1_m.push_back(y);
        s.sigma_m.push_back(2.0 * k_cell_m * std::pow(10.0, unit(random)));
        s.sigma_change_m.push_back(0.0);
        s.weight.insert(s.weight.end(), channels, 1.0);
        s.weight_change.insert(s.weight_change.end(), channels, 0.0);
    }
    return s;
}

void grid(benchmark::State& state, std::size_t side, std::size_t puffs, std::size_t channels) {
    auto cells = std::make_shared<Grid>(Grid{Projection("EPSG:32649"), 0.0, 0.0, k_cell_m, side, side, {}});
    const Segments segments = random_segments(puffs, side, channels);
    const std::size_t tags[] = {0};
    GridSampler sampler(cells, 1, channels, 4.0);
    std::vector<double> result(side * side * channels, 0.0);
    std::size_t evaluated = 0;
    for (auto _ : state) {
        evaluated += sampler.add(segments, tags, 1, result);
        benchmark::DoNotOptimize(result.data());
    }
    const double plain = static_cast<double>(state.iterations()) * static_cast<double>(puffs * side * side * channels);
    state.counters["pairs_per_second"] = benchmark::Counter(plain, benchmark::Counter::kIsRate);
    state.counters["evaluated_per_second"] =
        benchmark::Counter(static_cast<double>(evaluated * channels), benchmark::Counter::kIsRate);
}

void scattered(benchmark::State& state) {
    const Segments segments = random_segments(2000, 200, 1);
    ReceptorSet receptors(50);
    std::mt19937_64 random(2);
    std::uniform_real_distribution<double> place(0.0, 200.0 * k_cell_m);
    for (Receptor& r : receptors) r.point = {place(random), place(random)};
    const ReceptorSampler sampler(receptors, std::vector<std::size_t>(50, 0), 1, 1);
    std::vector<double> result(50, 0.0);
    std::size_t evaluated = 0;
    for (auto _ : state) {
        evaluated += sampler.add(segments, 1, result);
        benchmark::DoNotOptimize(result.data());
    }
    state.counters["pairs_per_second"] =
        benchmark::Counter(static_cast<double>(state.iterations()) * 2000.0 * 50.0, benchmark::Counter::kIsRate);
    state.counters["evaluated_per_second"] =
        benchmark::Counter(static_cast<double>(evaluated), benchmark::Counter::kIsRate);
}

BENCHMARK_CAPTURE(grid, , 100, 120, 4)->Name("grid_100x100_p120");
BENCHMARK_CAPTURE(grid, , 200, 2000, 4)->Name("grid_200x200_p2000");
BENCHMARK_CAPTURE(grid, , 100, 2000, 20)->Name("grid_100x100_p2000_c20");
BENCHMARK(scattered)->Name("scattered_50_p2000");

}  // namespace
