// Positive matrix factorisation: starts, resamples and displacements a second. The St. Louis set is used where the
// shared data are; a made mixture of the same shape always.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "benchmarks/data_folder.hpp"
#include "inputs/readers/receptor_table.hpp"
#include "models/receptor/errors.hpp"
#include "models/receptor/factorise.hpp"

namespace {

using namespace lantian;
using namespace lantian::receptor;

std::optional<FactorProblem> problem_of(const std::string& name, std::size_t factors) {
    const auto folder = data_folder("receptor/" + name);
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

/// A made mixture: sparse profiles, exponential contributions, 5 % uncertainty with noise of its size.
FactorProblem mixture(std::size_t n, std::size_t m, std::size_t k) {
    std::vector<double> x(n * m, 0.0), s(n * m);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t a = 0; a < k; ++a) {
            const double g = -std::log(1.0 - random_unit(1, 1, i * k + a));
            for (std::size_t j = 0; j < m; ++j) x[i * m + j] += g * std::pow(random_unit(1, 2, a * m + j), 4.0);
        }
        for (std::size_t j = 0; j < m; ++j) {
            double& value = x[i * m + j];
            s[i * m + j] = 0.05 * value + 0.01;
            value += 3.46 * s[i * m + j] * (random_unit(1, 3, i * m + j) - 0.5);
        }
    }
    return make_problem(MatrixView::row_major(x, n, m), MatrixView::row_major(s, n, m), k);
}

void pmf_mixture_418x13_k7(benchmark::State& bench) { starts(bench, mixture(418, 13, 7), 20); }
BENCHMARK(pmf_mixture_418x13_k7)->UseRealTime()->Unit(benchmark::kMillisecond);

void pmf_stlouis_k7(benchmark::State& bench) { starts(bench, problem_of("epa-stlouis", 7), 20); }
BENCHMARK(pmf_stlouis_k7)->UseRealTime()->Unit(benchmark::kMillisecond);

void pmf_batonrouge_k6(benchmark::State& bench) { starts(bench, problem_of("epa-batonrouge", 6), 20); }
BENCHMARK(pmf_batonrouge_k6)->UseRealTime()->Unit(benchmark::kMillisecond);

/// St. Louis with seven factors and its fit; skips the benchmark and is empty when the data are not there.
struct StLouis {
    FactorProblem problem;
    FactorFit fit;
};
std::optional<StLouis> stlouis(benchmark::State& bench) {
    const auto problem = problem_of("epa-stlouis", 7);
    if (!problem) {
        bench.SkipWithError("LANTIAN_DATA is not there");
        return std::nullopt;
    }
    StartControl control;
    control.starts = 2;
    return StLouis{*problem, factorise(*problem, control).fit};
}

void pmf_bootstrap_stlouis_k7(benchmark::State& bench) {
    const auto base = stlouis(bench);
    if (!base) return;
    BootstrapControl resampling;
    resampling.threads = 2;
    for (auto _ : bench) benchmark::DoNotOptimize(bootstrap(base->problem, base->fit, {}, resampling));
    bench.counters["resamples_per_second"] =
        benchmark::Counter(100.0 * static_cast<double>(bench.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(pmf_bootstrap_stlouis_k7)->UseRealTime()->Unit(benchmark::kMillisecond);

void pmf_displacement_stlouis_k7(benchmark::State& bench) {
    const auto base = stlouis(bench);
    if (!base) return;
    DisplacementControl displacement;
    displacement.threads = 2;
    std::size_t refits = 0;
    for (auto _ : bench) refits += displace(base->problem, base->fit, displacement).refits;
    bench.counters["refits_per_second"] = benchmark::Counter(static_cast<double>(refits), benchmark::Counter::kIsRate);
}
BENCHMARK(pmf_displacement_stlouis_k7)->UseRealTime()->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
