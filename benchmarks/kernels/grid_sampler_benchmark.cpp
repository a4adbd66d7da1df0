// Puffs to grid cells and to receptors: spreads log-uniform over 2-20 cells, centres uniform in the grid, exact cell
// averages, cut-off 4 spreads, the building of the factors included.
//
// pairs_per_second: pairs of puff and cell (and channel) that a plain loop without cut-off would evaluate.
// evaluated_per_second: those within the cut-off. dense_pairs_per_second, exp_per_second: the machine's limits
// (limits.hpp), measured in the same run. All rates are those of the best round. Names: _c32: 32 channels (8 species on
// 4 levels); _t10: 10 tags; _coarse: with coarse grids; _float: wide puffs in single precision, against the dense
// product in double; gain_: two threads.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <memory>
#include <numeric>
#include <random>
#include <vector>

#include "benchmarks/kernels/limits.hpp"
#include "models/sampling/grid_sampler.hpp"
#include "models/sampling/receptor_sampler.hpp"

namespace {

using namespace lantian;

constexpr double k_cell_m = 1000.0;

Segments random_segments(std::size_t puffs, std::size_t side, std::size_t channels, std::size_t sources,
                         double least_cells, double most_cells) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> unit(0.0, 1.0);
    Segments s;
    s.weights_per_segment = channels;
    for (std::size_t p = 0; p < puffs; ++p) {
        const double x = unit(random) * static_cast<double>(side) * k_cell_m;
        const double y = unit(random) * static_cast<double>(side) * k_cell_m;
        s.source.push_back(static_cast<std::uint32_t>(p % sources));
        s.x0_m.push_back(x);
        s.x1_m.push_back(x);
        s.y0_m.push_back(y);
        s.y1_m.push_back(y);
        s.sigma_m.push_back(least_cells * k_cell_m * std::pow(most_cells / least_cells, unit(random)));
        s.sigma_change_m.push_back(0.0);
        s.weight.insert(s.weight.end(), channels, 1.0);
        s.weight_change.insert(s.weight_change.end(), channels, 0.0);
    }
    return s;
}

/// Seconds of the best round: processor time of one thread, wall time of several. Other programs take from the mean.
class Best {
  public:
    explicit Best(int threads) : threads_(threads) {}
    template <typename Body>
    double round(Body&& body) {
        const double begun = now();
        body();
        const double seconds = now() - begun;
        best_ = std::min(best_, seconds);
        total_ += seconds;
        return seconds;
    }
    [[nodiscard]] double rate(double count) const { return count / best_; }
    [[nodiscard]] double total() const { return total_; }

  private:
    [[nodiscard]] double now() const {
        if (threads_ == 1) return limits::thread_seconds();
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
    }
    int threads_;
    double best_ = 1e300, total_ = 0.0;
};

/// Rounds of `body` and, by turns with them and for as long, of what it is measured against: both meet the same
/// neighbours on the machine.
template <typename Body, typename Limit>
void by_turns(benchmark::State& state, Best& best, Body&& body, Best& limit_best, Limit&& limit) {
    for (auto _ : state) {
        state.SetIterationTime(best.round(body));
        while (limit_best.total() < best.total()) limit_best.round(limit);
    }
}

struct GridCase {
    std::size_t side, puffs, channels = 1, tags = 1, levels = 0;
    int threads = 1;
    double least_cells = 2.0, most_cells = 20.0;
    bool single = false;
};

void grid(benchmark::State& state, GridCase c) {
    auto cells = std::make_shared<Grid>(Grid{Projection("EPSG:32649"), 0.0, 0.0, k_cell_m, c.side, c.side, {}});
    const Segments segments = random_segments(c.puffs, c.side, c.channels, c.tags, c.least_cells, c.most_cells);
    std::vector<std::size_t> tags(c.tags);
    std::iota(tags.begin(), tags.end(), std::size_t{0});
    GridSampler sampler(cells, c.tags, c.channels, {4.0, c.levels, instruction_set(), c.single});
    std::vector<double> result(c.tags * c.side * c.side * c.channels, 0.0);
    std::size_t evaluated = sampler.add(segments, tags, c.threads, result);
    limits::DenseProduct dense(c.side * c.channels, c.side, c.puffs);
    Best best(c.threads), dense_best(1);
    by_turns(
        state, best,
        [&] {
            evaluated = sampler.add(segments, tags, c.threads, result);
            sampler.collect(c.threads, result);
        },
        dense_best, [&] { dense.round(); });
    const double rate = best.rate(static_cast<double>(evaluated * c.channels)), limit = dense_best.rate(dense.pairs());
    state.counters["pairs_per_second"] = best.rate(static_cast<double>(c.puffs * c.side * c.side * c.channels));
    state.counters["evaluated_per_second"] = rate;
    state.counters["dense_pairs_per_second"] = limit;
    state.counters["share"] = rate / limit;
    const std::size_t weights = 2 * c.channels * sizeof(double);
    state.counters["bytes_per_puff"] =
        static_cast<double>(sampler.bytes()) / static_cast<double>(c.puffs) + static_cast<double>(weights) + 52.0;
}

ReceptorSet random_receptors(std::size_t count) {
    ReceptorSet receptors(count);
    std::mt19937_64 random(2);
    std::uniform_real_distribution<double> place(0.0, 200.0 * k_cell_m);
    for (Receptor& r : receptors) r.point = {place(random), place(random)};
    return receptors;
}

struct PointCase {
    std::size_t receptors, puffs, channels = 1;
    bool moving = false;
    int threads = 1;
};

void scattered(benchmark::State& state, PointCase c) {
    Segments segments = random_segments(c.puffs, 200, c.channels, 1, 2.0, 20.0);
    if (c.moving) {
        for (double& x : segments.x1_m) x += 900.0;
        for (double& y : segments.y1_m) y -= 500.0;
    }
    const ReceptorSet receptors = random_receptors(c.receptors);
    ReceptorSampler sampler(receptors, std::vector<std::size_t>(c.receptors, 0), 1, c.channels);
    std::vector<double> result(c.receptors * c.channels, 0.0);
    std::size_t evaluated = 0;
    limits::Exponentials exponentials;
    Best best(c.threads), exp_best(1);
    by_turns(
        state, best, [&] { evaluated = sampler.add(segments, c.threads, result); }, exp_best,
        [&] { exponentials.round(); });
    const double rate = best.rate(static_cast<double>(evaluated)), limit = exp_best.rate(exponentials.count());
    state.counters["pairs_per_second"] = best.rate(static_cast<double>(c.puffs * c.receptors));
    state.counters["evaluated_per_second"] = rate;
    state.counters["exp_per_second"] = limit;
    state.counters["share"] = rate / limit;
}

/// Median of what is in it.
double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Gain of two threads over one by the clock, and that of the limit's loop on as many threads, by turns in the same
/// run: medians of the rounds. Means something on two quiet cores only.
template <typename Body, typename Limit>
void gain(benchmark::State& state, Body&& body, Limit&& limit) {
    std::array<std::vector<double>, 4> seconds;
    const auto timed = [](auto&& run) {
        const auto begun = std::chrono::steady_clock::now();
        run();
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    };
    for (auto _ : state) {
        for (const int threads : {1, 2}) {
            const auto n = static_cast<std::size_t>(threads - 1);
            seconds[n].push_back(timed([&] { body(threads); }));
            seconds[2 + n].push_back(timed([&] { limit(threads); }));
        }
        state.SetIterationTime(seconds[1].back());
    }
    state.counters["gain"] = median(seconds[0]) / median(seconds[1]);
    state.counters["gain_of_limit"] = median(seconds[2]) / median(seconds[3]);
}

constexpr std::size_t k_limit_pieces = 16;

void gain_grid(benchmark::State& state) {
    auto cells = std::make_shared<Grid>(Grid{Projection("EPSG:32649"), 0.0, 0.0, k_cell_m, 200, 200, {}});
    const Segments segments = random_segments(2000, 200, 32, 1, 2.0, 20.0);
    const std::vector<std::size_t> tags{0};
    GridSampler sampler(cells, 1, 32, {4.0, 0});
    std::vector<double> result(200 * 200 * 32, 0.0);
    std::vector<limits::DenseProduct> dense(k_limit_pieces, limits::DenseProduct(800, 100, 512));
    gain(
        state, [&](int threads) { (void)sampler.add(segments, tags, threads, result); },
        [&](int threads) { parallel_for(k_limit_pieces, threads, [&](std::size_t n) { dense[n].round(); }); });
}

void gain_scattered(benchmark::State& state) {
    const Segments segments = random_segments(2000, 200, 1, 1, 2.0, 20.0);
    const ReceptorSet receptors = random_receptors(10000);
    ReceptorSampler sampler(receptors, std::vector<std::size_t>(receptors.size(), 0), 1, 1);
    std::vector<double> result(receptors.size(), 0.0);
    std::vector<limits::Exponentials> exponentials(k_limit_pieces);
    gain(
        state, [&](int threads) { (void)sampler.add(segments, threads, result); },
        [&](int threads) { parallel_for(k_limit_pieces, threads, [&](std::size_t n) { exponentials[n].round(); }); });
}

BENCHMARK(gain_grid)->Name("gain_grid_200x200_p2000_c32")->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK(gain_scattered)->Name("gain_scattered_10000_p2000")->UseManualTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(grid, , {100, 120})->Name("grid_100x100_p120")->UseManualTime();
BENCHMARK_CAPTURE(grid, , {200, 2000})->Name("grid_200x200_p2000")->UseManualTime();
BENCHMARK_CAPTURE(grid, , {100, 120, 32})->Name("grid_100x100_p120_c32")->UseManualTime();
BENCHMARK_CAPTURE(grid, , {200, 2000, 32})
    ->Name("grid_200x200_p2000_c32")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(grid, , {200, 2000, 32, 1, 3})
    ->Name("grid_200x200_p2000_c32_coarse")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(grid, , {200, 2000, 1, 1, 3})->Name("grid_200x200_p2000_coarse")->UseManualTime();
BENCHMARK_CAPTURE(grid, , {200, 2000, 1, 10})->Name("grid_200x200_p2000_t10")->UseManualTime();
BENCHMARK_CAPTURE(grid, , {200, 2000, 1, 100})->Name("grid_200x200_p2000_t100")->UseManualTime();
BENCHMARK_CAPTURE(grid, , {100, 2000, 20, 1, 0, 1, 0.1, 1.0})->Name("grid_100x100_p2000_c20_narrow")->UseManualTime();
BENCHMARK_CAPTURE(grid, , {100, 120, 1, 1, 0, 1, 2.0, 20.0, true})->Name("grid_100x100_p120_float")->UseManualTime();
BENCHMARK_CAPTURE(grid, , {200, 2000, 1, 1, 0, 1, 2.0, 20.0, true})->Name("grid_200x200_p2000_float")->UseManualTime();
BENCHMARK_CAPTURE(grid, , {100, 120, 32, 1, 0, 1, 2.0, 20.0, true})
    ->Name("grid_100x100_p120_c32_float")
    ->UseManualTime();
BENCHMARK_CAPTURE(grid, , {200, 2000, 32, 1, 0, 1, 2.0, 20.0, true})
    ->Name("grid_200x200_p2000_c32_float")
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(scattered, , {2500, 2000})->Name("scattered_2500_p2000")->UseManualTime();
BENCHMARK_CAPTURE(scattered, , {10000, 2000})->Name("scattered_10000_p2000")->UseManualTime();
BENCHMARK_CAPTURE(scattered, , {50, 2000})->Name("scattered_50_p2000")->UseManualTime();
BENCHMARK_CAPTURE(scattered, , {2500, 2000, 1, true})->Name("scattered_2500_p2000_moving")->UseManualTime();
BENCHMARK_CAPTURE(scattered, , {2500, 2000, 20, true})->Name("scattered_2500_p2000_moving_c20")->UseManualTime();

}  // namespace
