// The embedded example as the demo runs it: 240 hours, every sector, results written. Prints what the demo's run costs.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <iostream>
#include <sstream>
#include <string>

#include <nlohmann/json.hpp>

#include "models/app/program.hpp"

namespace {

void jiyuan_240h(benchmark::State& state) {
    const std::string scenario = LANTIAN_SOURCE_DIR "/inputs/examples/jiyuan/jiyuan.toml";
    const std::string out = (std::filesystem::temp_directory_path() / "lantian_jiyuan_benchmark").string();
    const std::string threads = std::to_string(state.range(0));
    for (auto _ : state) {
        std::ostringstream answer;
        std::streambuf* before = std::cout.rdbuf(answer.rdbuf());
        const char* arguments[] = {"lantian",   "run",       scenario.c_str(), "--out",
                                   out.c_str(), "--threads", threads.c_str(),  "--json"};
        const int code = lantian::run_program(8, arguments);
        std::cout.rdbuf(before);
        if (code != 0) {
            state.SkipWithError(answer.str().c_str());
            break;
        }
        const auto json = nlohmann::json::parse(answer.str());
        state.counters["seconds"] = json.at("seconds").get<double>();
        state.counters["rss_peak_mb"] = json.at("rss_peak_mb").get<double>();
        state.counters["puffs_peak"] = json.at("puffs_peak").get<double>();
        state.counters["pairs_per_second"] = json.at("pairs").get<double>() / json.at("seconds").get<double>();
    }
    std::filesystem::remove_all(out);
}

BENCHMARK(jiyuan_240h)->Arg(1)->Arg(2)->Iterations(1)->Unit(benchmark::kSecond)->UseRealTime();

}  // namespace
