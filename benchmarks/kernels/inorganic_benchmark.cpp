// Gas and particle partition of the inorganic aerosol on one core: random air of the reference file's ranges (T 253-313
// K, RH 0.20-0.98, totals log-uniform; a third each with ammonia and the acids only, with sea salt, with dust).
#include <benchmark/benchmark.h>

#include <cmath>
#include <random>
#include <vector>

#include "models/chemistry/inorganic_closed.hpp"
#include "models/chemistry/inorganic_equilibrium.hpp"

namespace {

using namespace lantian;

struct Air {
    std::vector<InorganicTotals> totals;
    std::vector<double> temperature_k, rh;
};

Air random_air(std::size_t n) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    const auto amount = [&](double low, double high, double molar_mass) {
        return low * std::pow(high / low, unit(random)) / molar_mass;
    };
    Air air;
    for (std::size_t i = 0; i < n; ++i) {
        air.temperature_k.push_back(253.0 + 60.0 * unit(random));
        air.rh.push_back(0.2 + 0.78 * unit(random));
        InorganicTotals t;
        t.so4 = amount(0.5, 80.0, 98.0);
        t.nh3 = amount(0.5, 80.0, 17.0);
        t.no3 = amount(0.5, 120.0, 63.0);
        if (i % 3 > 0) {
            t.na = amount(0.02, 5.0, 23.0);
            t.cl = amount(0.05, 30.0, 36.5);
        }
        if (i % 3 > 1) {
            t.ca = amount(0.02, 10.0, 40.1);
            t.k = amount(0.02, 6.0, 39.1);
            t.mg = amount(0.01, 2.0, 24.3);
        }
        air.totals.push_back(t);
    }
    return air;
}

void count(benchmark::State& state, std::size_t n) {
    state.counters["cell_steps_per_second"] = benchmark::Counter(
        static_cast<double>(state.iterations()) * static_cast<double>(n), benchmark::Counter::kIsRate);
}

void closed(benchmark::State& state) {
    const std::size_t n = 16384;
    const Air air = random_air(n);
    std::vector<double> so4, nh3, no3, nh4_p(n), no3_p(n);
    for (const InorganicTotals& t : air.totals) {
        const double ppb_per_umol_m3 = 24.0;
        so4.push_back(t.so4 * ppb_per_umol_m3);
        nh3.push_back(t.nh3 * ppb_per_umol_m3);
        no3.push_back(t.no3 * ppb_per_umol_m3);
    }
    for (auto _ : state) {
        inorganic_closed({air.temperature_k, air.rh, so4, nh3, no3}, ClosedBranch::metastable, {nh4_p, no3_p});
        benchmark::DoNotOptimize(no3_p.data());
    }
    count(state, n);
}

void equilibrium(benchmark::State& state, AerosolBranch branch) {
    const std::size_t n = 3000;
    const Air air = random_air(n);
    std::vector<InorganicState> states(n);
    std::size_t failed = 0;
    for (auto _ : state) {
        failed = inorganic_equilibrium(air.totals, air.temperature_k, air.rh, {branch, EquilibriumRules::complete}, 1,
                                       states);
        benchmark::DoNotOptimize(states.data());
    }
    count(state, n);
    state.counters["not_converged"] = static_cast<double>(failed);
}

BENCHMARK(closed)->Name("chemistry_inorganic_closed");
BENCHMARK_CAPTURE(equilibrium, metastable, AerosolBranch::metastable)->Name("chemistry_inorganic_equilibrium");
BENCHMARK_CAPTURE(equilibrium, stable, AerosolBranch::stable)->Name("chemistry_inorganic_equilibrium_stable");

}  // namespace
