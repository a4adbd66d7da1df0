// The embedded example as the demo runs it: 240 hours, every sector, results written; with every source summed at
// stations and towns, and with group tags alone.
#include "benchmarks/cases/whole_case_benchmark.hpp"

namespace {

const std::string k_scenario = LANTIAN_SOURCE_DIR "/inputs/examples/jiyuan/jiyuan.toml";

void jiyuan_240h(benchmark::State& state) {
    lantian::bench::run_whole(state, k_scenario, static_cast<int>(state.range(0)));
}
void jiyuan_240h_group_tags(benchmark::State& state) {
    lantian::bench::run_whole(state, k_scenario, static_cast<int>(state.range(0)),
                              {"--set", "output.stations_by=\"group\""});
}

BENCHMARK(jiyuan_240h)->Arg(1)->Arg(2)->Iterations(1)->Unit(benchmark::kSecond)->MeasureProcessCPUTime()->UseRealTime();
BENCHMARK(jiyuan_240h_group_tags)
    ->Arg(2)
    ->Iterations(1)
    ->Unit(benchmark::kSecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

}  // namespace
