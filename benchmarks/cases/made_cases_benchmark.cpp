// Whole runs of made cases: a day of stacks round a city, and a region with many sources.
#include <cstdlib>

#include "benchmarks/cases/whole_case_benchmark.hpp"

namespace {

using lantian::bench::MadeCase;

/// Writes the case into a folder of its own and runs it.
void run_made(benchmark::State& state, const MadeCase& made, int threads) {
    const auto folder = std::filesystem::temp_directory_path() / ("lantian_" + made.name);
    const std::string scenario = lantian::bench::write_case(made, folder);
    lantian::bench::run_whole(state, scenario, threads);
    std::filesystem::remove_all(folder);
}

// 20 buoyant stacks, 100 x 100 cells of 1 km, 7 species, deposition, hourly means, a puff every 3 minutes.
void stacks_day(benchmark::State& state) {
    MadeCase made;
    made.name = "stacks_day";
    made.species = {"pm25_primary", "pm10", "so2", "so4", "nox", "no3", "nh3"};
    made.deposition = {"so2", "so4", "nox", "no3"};
    run_made(state, made, static_cast<int>(state.range(0)));
}

// 300 x 300 cells of 1 km, 500 sources in 10 groups, every source summed at 50 receptors on 4 levels, 10 carried
// species with mass, steps of 5 minutes. The whole case has 240 hours (LANTIAN_REGION_HOURS); 12 by default.
void region(benchmark::State& state) {
    MadeCase made;
    made.name = "region";
    made.side_km = 300.0;
    const char* hours = std::getenv("LANTIAN_REGION_HOURS");
    made.hours = hours != nullptr ? std::atoi(hours) : 12;
    made.step_s = 300.0;
    made.release_s = 300.0;
    made.sources = 500;
    made.groups = 10;
    made.receptors = 50;
    made.heights = 4;
    made.wind_m_s = 0.4;  // so light that 2e5 puffs are in the air in the mean of the ten days
    made.species = {"pm25_primary", "pm10", "so2", "so4", "nox", "no3", "voc", "nh3", "pb"};
    made.deposition = {"so4", "pb"};
    made.metals = true;
    made.merge = false;
    run_made(state, made, static_cast<int>(state.range(0)));
}

BENCHMARK(stacks_day)->Arg(1)->Arg(2)->Unit(benchmark::kSecond)->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(region)->Arg(2)->Iterations(1)->Unit(benchmark::kSecond)->MeasureProcessCPUTime()->UseRealTime();

}  // namespace
