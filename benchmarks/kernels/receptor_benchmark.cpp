// Positive matrix factorisation: starts, resamples and displacements a second. The St. Louis set is used where the
// shared data are; a made mixture of the same shape always.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <optional>

#include "inputs/readers/receptor_table.hpp"
#include "models/receptor/cmb.hpp"
#include "models/receptor/errors.hpp"
#include "models/receptor/factorise.hpp"
#include "tests/support/mixture.hpp"

namespace {

using namespace lantian;
using namespace lantian::receptor;

std::optional<std::filesystem::path> set_folder(const std::string& name) {
    const char* named = std::getenv("LANTIAN_DATA");
    const std::filesystem::path folder =
        std::filesystem::path(named != nullptr ? named : LANTIAN_SOURCE_DIR "/../shared/data") / "receptor" / name;
    return std::filesystem::is_directory(folder) ? std::optional(folder) : std::nullopt;
}

std::optional<FactorProblem> problem_of(const std::string& name, std::size_t factors) {
    const auto folder = set_folder(name);
    if (!folder) return std::nullopt;
    Problems problems;
    std::vector<std::string> notes;
    ConcentrationTable table = read_samples((*folder / "conc.csv").string(), {}, problems, notes);
    read_uncertainties((*folder / "unc.csv").string(), {}, table, problems, notes);
    problems.throw_if_errors();
    const std::size_t n = table.samples(), m = table.species.size();
    return make_problem(MatrixView::row_major(table.values, n, m), MatrixView::row_major(table.uncertainties, n, m),
                        factors);
}

void starts(benchmark::State& bench, const std::optional<FactorProblem>& problem, std::size_t count) {
    if (!problem) {
        bench.SkipWithError("LANTIAN_DATA is not there");
        return;
    }
    StartControl control;
    control.starts = count;
    control.threads = 2;
    double q = 0.0;
    for (auto _ : bench) q = factorise(*problem, control).fit.q_true;
    bench.counters["starts_per_second"] = benchmark::Counter(
        static_cast<double>(count) * static_cast<double>(bench.iterations()), benchmark::Counter::kIsRate);
    bench.counters["best_q"] = q;
}

void pmf_mixture_418x13_k7(benchmark::State& bench) {
    starts(bench, lantian::testing::mixture(418, 13, 7, 1.5, 1).problem, 20);
}
BENCHMARK(pmf_mixture_418x13_k7)->UseRealTime()->Unit(benchmark::kMillisecond);

void pmf_stlouis_k7(benchmark::State& bench) { starts(bench, problem_of("epa-stlouis", 7), 20); }
BENCHMARK(pmf_stlouis_k7)->UseRealTime()->Unit(benchmark::kMillisecond);

void pmf_batonrouge_k6(benchmark::State& bench) { starts(bench, problem_of("epa-batonrouge", 6), 20); }
BENCHMARK(pmf_batonrouge_k6)->UseRealTime()->Unit(benchmark::kMillisecond);

void pmf_bootstrap_stlouis_k7(benchmark::State& bench) {
    const auto problem = problem_of("epa-stlouis", 7);
    if (!problem) {
        bench.SkipWithError("LANTIAN_DATA is not there");
        return;
    }
    StartControl control;
    control.starts = 2;
    const FactorFit base = factorise(*problem, control).fit;
    BootstrapControl resampling;
    resampling.threads = 2;
    for (auto _ : bench) benchmark::DoNotOptimize(bootstrap(*problem, base, {}, resampling));
    bench.counters["resamples_per_second"] =
        benchmark::Counter(100.0 * static_cast<double>(bench.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(pmf_bootstrap_stlouis_k7)->UseRealTime()->Unit(benchmark::kMillisecond);

void pmf_displacement_stlouis_k7(benchmark::State& bench) {
    const auto problem = problem_of("epa-stlouis", 7);
    if (!problem) {
        bench.SkipWithError("LANTIAN_DATA is not there");
        return;
    }
    StartControl control;
    control.starts = 2;
    const FactorFit base = factorise(*problem, control).fit;
    DisplacementControl displacement;
    displacement.threads = 2;
    std::size_t refits = 0;
    for (auto _ : bench) refits += displace(*problem, base, displacement).refits;
    bench.counters["refits_per_second"] = benchmark::Counter(static_cast<double>(refits), benchmark::Counter::kIsRate);
}
BENCHMARK(pmf_displacement_stlouis_k7)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
