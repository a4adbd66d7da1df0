#pragma once

#include <benchmark/benchmark.h>

#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "benchmarks/cases/made_case.hpp"

namespace lantian::bench {

/// Runs a scenario in every iteration and reports what the program says of itself.
inline void run_whole(benchmark::State& state, const std::string& scenario, int threads,
                      const std::vector<std::string>& more = {}) {
    const std::string out = (std::filesystem::temp_directory_path() / "lantian_case_benchmark").string();
    nlohmann::json answer;
    try {
        for (auto _ : state) answer = run(scenario, out, threads, more);
    } catch (const std::exception& error) {
        state.SkipWithError(error.what());
    }
    std::filesystem::remove_all(out);
    if (answer.is_null()) return;
    const double seconds = answer.at("seconds").get<double>();
    for (const char* key : {"seconds", "rss_peak_mb", "puffs_peak", "puff_steps"})
        state.counters[key] = answer.at(key).get<double>();
    state.counters["pairs_per_second"] = answer.at("pairs").get<double>() / seconds;
    state.counters["us_per_puff_step"] = 1e6 * seconds / answer.at("puff_steps").get<double>();
    for (const auto& [stage, value] : answer.at("stages").items()) state.counters["s_" + stage] = value.get<double>();
}

}  // namespace lantian::bench
