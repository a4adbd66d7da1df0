#include "models/meteorology/met_window.hpp"

#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "models/meteorology/constant_provider.hpp"

namespace {

using namespace lantian;

// One call of MetWindow::sample on a grid of the size of a city run, at places and layers as puffs have them.
void met_sample(benchmark::State& bench) {
    const Grid grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 2000.0, 45, 35, std::vector<double>(45 * 35, 0.0)};
    ConstantMet met;
    met.level_m = {10, 30, 60, 100, 150, 220, 320, 450, 650, 900, 1300, 1800, 2500, 3500};
    met.roughness_length_m = 0.3;
    const auto shared = std::make_shared<const Grid>(grid);
    const MetWindow window(std::make_shared<const MetState>(constant_state(shared, met, UtcTime{0})),
                           std::make_shared<const MetState>(constant_state(shared, met, UtcTime{3600})));

    struct Call {
        double x, y, low, high;
    };
    std::mt19937 engine(1);
    std::uniform_real_distribution<double> x(grid.west_m, grid.east_m()), y(grid.south_m, grid.north_m()),
        z(0.0, 600.0);
    std::vector<Call> calls(1 << 16);
    for (Call& c : calls) {
        const double centre = z(engine), spread = 0.4 * z(engine);
        c = {x(engine), y(engine), std::max(0.0, centre - spread), centre + spread};
    }
    std::size_t at = 0;
    double sum = 0.0;
    for (auto _ : bench) {
        const Call& c = calls[at++ & (calls.size() - 1)];
        sum += window.sample(c.x, c.y, c.low, c.high, 0.4).wind_x_m_s;
    }
    benchmark::DoNotOptimize(sum);
    bench.counters["calls_per_second"] =
        benchmark::Counter(static_cast<double>(bench.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(met_sample);

}  // namespace
