// How a step of the run (move, spread, transform, deplete, sample on the grid and at receptors) grows with the number
// of puffs, cells, tags, species and threads.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <memory>
#include <random>
#include <string>

#include <unistd.h>

#include "models/meteorology/constant_provider.hpp"
#include "models/run/run.hpp"

namespace {

using namespace lantian;

struct Size {
    std::size_t puffs = 20000, side = 100, tags = 10, deposition = 0, receptors = 20;
    bool all_species = true;
    int threads = 1;
};

double resident_bytes() {
    long pages = 0, resident = 0;
    if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%ld %ld", &pages, &resident) != 2) resident = 0;
        std::fclose(file);
    }
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

/// Puffs anywhere in the domain, 300 m to 3 km wide, below a lid of 1 km, shared out over the sources.
PuffStore puffs_of(const Grid& grid, const Size& size) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    const double reach_m = static_cast<double>(size.side) * grid.cell_m;
    PuffStore puffs;
    puffs.reserve(size.puffs);
    for (std::size_t n = 0; n < size.puffs; ++n) {
        NewPuff p;
        p.id = n;
        p.source = static_cast<std::uint32_t>(n * size.tags / size.puffs);
        p.weight_s = 300.0;
        p.x_m = grid.west_m + unit(random) * reach_m;
        p.y_m = grid.south_m + unit(random) * reach_m;
        p.z_m = 50.0 + 400.0 * unit(random);
        p.sigma_y_m = 300.0 * std::pow(10.0, unit(random));
        p.sigma_z_m = 30.0 + 300.0 * unit(random);
        p.lid_m = 1000.0;
        for (std::size_t k = 0; k < (size.all_species ? k_carried_count : 1); ++k) p.mass_kg[k] = 1.0;
        puffs.append(p);
    }
    return puffs;
}

void steps(benchmark::State& state, const Size& size) {
    const auto grid =
        std::make_shared<const Grid>(Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, 1000.0, size.side, size.side,
                                          std::vector<double>(size.side * size.side, 0.0)});
    Scenario scenario;
    scenario.time.start = from_calendar(2022, 1, 6, 0, 0, 0);
    scenario.time.hours = 1000;
    scenario.time.step_s = 300.0;
    scenario.puffs.merge = false;
    scenario.puffs.longest_piece_s = 0.0;  // each step for itself: a few of them are timed
    const char* const names[] = {"so2", "so4", "nox", "no3"};
    scenario.output.deposition.assign(names, names + size.deposition);
    SourceCatalog catalog;
    TemporalProfile flat;
    flat.month.fill(1.0);
    flat.weekday.fill(1.0);
    flat.hour.fill(1.0);
    catalog.profiles.push_back(flat);
    for (std::size_t t = 0; t < size.tags; ++t) {  // they emit nothing: only the puffs that are there count
        Source source;
        source.id = source.group = "t" + std::to_string(t);
        source.cells = {{{grid->west_m, grid->south_m}, 1.0, 1.0}};
        catalog.sources.push_back(source);
    }
    catalog.index_groups();
    ReceptorSet receptors(size.receptors);
    std::mt19937_64 random(2);
    std::uniform_real_distribution<double> place(0.0, static_cast<double>(size.side) * 1000.0);
    for (Receptor& receptor : receptors) {
        receptor.point = {grid->west_m + place(random), grid->south_m + place(random)};
        receptor.height_m = 1.5;
    }
    ConstantMet weather;
    weather.wind_x_m_s = 0.5;  // light: the puffs stay while the step is repeated
    ConstantMetProvider provider(grid, weather);
    const RunInputs inputs{scenario, grid, catalog, receptors, provider};
    const double before = resident_bytes();
    Run run(inputs, size.threads);
    const double empty = resident_bytes();
    run.start_with(puffs_of(*grid, size));
    ResultQueue results({});
    run.step(results);
    const double full = resident_bytes();
    const double first = static_cast<double>(run.summary().puff_steps);
    for (auto _ : state) run.step(results);
    const double puff_steps = static_cast<double>(run.summary().puff_steps) - first;
    state.counters["puff_steps_per_second"] = benchmark::Counter(puff_steps, benchmark::Counter::kIsRate);
    state.counters["ns_per_puff_step"] =
        benchmark::Counter(1e-9 * puff_steps, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    state.counters["bytes_per_puff"] = static_cast<double>(PuffStore::bytes_per_puff());
    state.counters["resident_bytes_per_puff"] = (full - empty) / static_cast<double>(size.puffs);
    state.counters["empty_run_mb"] = (empty - before) / 1048576.0;
    for (const auto stage : {Stage::step, Stage::grid_sampling, Stage::receptor_sampling})
        state.counters["s_" + std::string(k_stage_names[static_cast<std::size_t>(stage)])] =
            run.summary().stages.seconds(stage);
}

void by_puffs(benchmark::State& state) { steps(state, {.puffs = static_cast<std::size_t>(state.range(0))}); }
void by_cells(benchmark::State& state) { steps(state, {.side = static_cast<std::size_t>(state.range(0))}); }
void by_tags(benchmark::State& state) { steps(state, {.tags = static_cast<std::size_t>(state.range(0))}); }
void by_receptors(benchmark::State& state) { steps(state, {.receptors = static_cast<std::size_t>(state.range(0))}); }
void by_species(benchmark::State& state) {
    steps(state, {.deposition = static_cast<std::size_t>(state.range(0)), .all_species = state.range(0) > 0});
}
void by_threads(benchmark::State& state) { steps(state, {.threads = static_cast<int>(state.range(0))}); }

#define LANTIAN_SCALING(name) \
    BENCHMARK(name)->Name("scaling_" #name)->Unit(benchmark::kMillisecond)->MeasureProcessCPUTime()

LANTIAN_SCALING(by_puffs)->Arg(10000)->Arg(100000)->Arg(1000000);
LANTIAN_SCALING(by_cells)->Arg(50)->Arg(100)->Arg(200)->Arg(400);
LANTIAN_SCALING(by_tags)->Arg(1)->Arg(10)->Arg(100)->Arg(500);
LANTIAN_SCALING(by_receptors)->Arg(0)->Arg(50)->Arg(500);
LANTIAN_SCALING(by_species)->Arg(0)->Arg(1)->Arg(4);
LANTIAN_SCALING(by_threads)->Arg(1)->Arg(2)->UseRealTime();

}  // namespace
