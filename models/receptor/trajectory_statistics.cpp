#include "models/receptor/trajectory_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

#include "core/base/assert.hpp"
#include "core/base/constants.hpp"
#include "core/parallel/threads.hpp"

namespace lantian {

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_rad = constants::k_pi / 180.0;
/// Length of a degree of latitude, m (mean Earth radius 6371.0088 km).
constexpr double k_degree_m = 6371008.8 * k_rad;
/// The Gaussian of SQTBA is cut off here, in sigmas on each axis; 1e-8 of it lies beyond.
constexpr double k_reach_sigmas = 6.0;

/// Longitude moved by whole turns to within half a turn of `near_deg`.
double turned(double lon_deg, double near_deg) {
    return lon_deg - 360.0 * std::floor((lon_deg - near_deg + 180.0) / 360.0);
}

CellStatistics empty_statistics(const LonLatCells& cells) {
    CellStatistics s;
    s.cells = cells;
    s.threshold = {k_nan, k_nan};
    s.count.assign(cells.size(), 0.0);
    s.trajectories.assign(cells.size(), 0.0);
    s.raw.assign(cells.size(), k_nan);
    s.weight.assign(cells.size(), 0.0);
    s.value.assign(cells.size(), k_nan);
    return s;
}

/// Counts the endpoints of the paths with a value, and calls f(cell, path) for each inside the mesh.
template <typename F>
void count_endpoints(std::span<const AirPath> paths, std::span<const double> values, CellStatistics& s, F&& f) {
    LANTIAN_ASSERT(paths.size() == values.size());
    std::vector<std::size_t> last(s.cells.size(), paths.size());
    for (std::size_t p = 0; p < paths.size(); ++p) {
        if (!std::isfinite(values[p])) continue;
        ++s.paths;
        for (const Endpoint& point : paths[p].points) {
            ++s.endpoints;
            const auto cell = s.cells.cell_of(point.lon_deg, point.lat_deg);
            if (!cell) {
                ++s.outside;
                continue;
            }
            ++s.count[*cell];
            if (last[*cell] != p) ++s.trajectories[*cell];
            last[*cell] = p;
            f(*cell, p);
        }
    }
    std::size_t touched = 0;
    double total = 0.0;
    for (const double n : s.count) {
        total += n;
        touched += n > 0.0 ? 1 : 0;
    }
    s.mean_endpoints = touched > 0 ? total / static_cast<double>(touched) : 0.0;
}

void apply_weights(const CountWeights& weights, CellStatistics& s) {
    for (std::size_t c = 0; c < s.cells.size(); ++c) {
        if (s.count[c] == 0.0) continue;
        s.weight[c] = weights.of(s.count[c], s.mean_endpoints);
        s.value[c] = s.weight[c] * s.raw[c];
    }
}

/// Share of a normal distribution between two edges; everything in one place when sigma is 0.
double normal_share(double low, double high, double centre, double sigma) {
    if (sigma <= 0.0) return centre >= low && centre < high ? 1.0 : 0.0;
    const double scale = 1.0 / (sigma * std::sqrt(2.0));
    return 0.5 * (std::erf((high - centre) * scale) - std::erf((low - centre) * scale));
}

}  // namespace

std::vector<std::optional<std::size_t>> sample_of_paths(std::span<const SampleSpan> samples,
                                                        std::span<const AirPath> paths) {
    std::vector<std::size_t> order(samples.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return samples[a].begin_s < samples[b].begin_s; });
    std::int64_t longest = 0;
    for (const SampleSpan& span : samples) longest = std::max(longest, span.end_s - span.begin_s);
    std::vector<std::optional<std::size_t>> out(paths.size());
    for (std::size_t p = 0; p < paths.size(); ++p) {
        const std::int64_t time = paths[p].arrival.seconds;
        auto at = std::upper_bound(order.begin(), order.end(), time,
                                   [&](std::int64_t t, std::size_t i) { return t < samples[i].begin_s; });
        while (at != order.begin() && samples[*std::prev(at)].begin_s > time - longest) {
            --at;
            if (time < samples[*at].end_s && (!out[p] || *at < *out[p])) out[p] = *at;
        }
    }
    return out;
}

std::optional<std::size_t> LonLatCells::cell_of(double lon, double lat) const {
    const double middle = west_deg + 0.5 * static_cast<double>(nx) * cell_deg;
    const double i = std::floor((turned(lon, middle) - west_deg) / cell_deg);
    const double j = std::floor((lat - south_deg) / cell_deg);
    if (!(i >= 0.0 && j >= 0.0 && i < static_cast<double>(nx) && j < static_cast<double>(ny))) return std::nullopt;
    return static_cast<std::size_t>(j) * nx + static_cast<std::size_t>(i);
}

LonLatCells cells_of(std::span<const AirPath> paths, const CellLayout& layout) {
    double west = std::numeric_limits<double>::infinity(), south = west, east = -west, north = -west;
    if (layout.west_deg) {
        west = *layout.west_deg;
        south = *layout.south_deg;
        east = *layout.east_deg;
        north = *layout.north_deg;
    } else {
        std::optional<double> first;
        for (const AirPath& path : paths) {
            for (const Endpoint& p : path.points) {
                if (!first) first = p.lon_deg;
                const double lon = turned(p.lon_deg, *first);
                west = std::min(west, lon);
                east = std::max(east, lon);
                south = std::min(south, p.lat_deg);
                north = std::max(north, p.lat_deg);
            }
        }
        if (!first) return {};
    }
    const double d = layout.cell_deg;
    const double i0 = std::floor((west - layout.edge_lon_deg) / d), j0 = std::floor((south - layout.edge_lat_deg) / d);
    // Bounds that lie on an edge end there; the place of a point on an edge belongs to the next cell.
    const double i1 = layout.west_deg ? std::ceil((east - layout.edge_lon_deg) / d - 1e-9)
                                      : std::floor((east - layout.edge_lon_deg) / d) + 1.0;
    const double j1 = layout.west_deg ? std::ceil((north - layout.edge_lat_deg) / d - 1e-9)
                                      : std::floor((north - layout.edge_lat_deg) / d) + 1.0;
    return {layout.edge_lon_deg + i0 * d, layout.edge_lat_deg + j0 * d, d,
            static_cast<std::size_t>(std::max(1.0, i1 - i0)), static_cast<std::size_t>(std::max(1.0, j1 - j0))};
}

double CountWeights::of(double n, double mean_n) const {
    const double unit = relative ? mean_n : 1.0;
    for (std::size_t r = 0; r < above.size(); ++r) {
        if (n > above[r] * unit) return weight[r];
    }
    return above.empty() ? 1.0 : 0.0;
}

CountWeights CountWeights::customary_pscf() { return {true, {2.0, 1.0, 0.5, 0.0}, {1.0, 0.75, 0.5, 0.15}}; }
CountWeights CountWeights::customary_cwt() { return {false, {80.0, 20.0, 10.0, 0.0}, {1.0, 0.7, 0.42, 0.05}}; }

CellStatistics pscf(std::span<const AirPath> paths, std::span<const double> values, const LonLatCells& cells,
                    Threshold threshold, const CountWeights& weights) {
    CellStatistics s = empty_statistics(cells);
    s.threshold = threshold;
    s.above.assign(cells.size(), 0.0);
    s.low.assign(cells.size(), k_nan);
    s.high.assign(cells.size(), k_nan);
    count_endpoints(paths, values, s, [&](std::size_t cell, std::size_t p) {
        if (threshold.holds(values[p])) ++s.above[cell];
    });
    for (std::size_t c = 0; c < cells.size(); ++c) {
        if (s.count[c] == 0.0) continue;
        s.raw[c] = s.above[c] / s.count[c];
        const ShareInterval interval = share_interval(s.raw[c], s.trajectories[c]);
        s.low[c] = interval.low;
        s.high[c] = interval.high;
    }
    apply_weights(weights, s);
    return s;
}

CellStatistics cwt(std::span<const AirPath> paths, std::span<const double> values, const LonLatCells& cells,
                   const CountWeights& weights) {
    CellStatistics s = empty_statistics(cells);
    std::vector<double> sum(cells.size(), 0.0);
    count_endpoints(paths, values, s, [&](std::size_t cell, std::size_t p) { sum[cell] += values[p]; });
    for (std::size_t c = 0; c < cells.size(); ++c) {
        if (s.count[c] > 0.0) s.raw[c] = sum[c] / s.count[c];
    }
    apply_weights(weights, s);
    return s;
}

CellStatistics sqtba(std::span<const AirPath> paths, std::span<const double> values, const LonLatCells& cells,
                     double growth_km_h, int threads) {
    CellStatistics s = empty_statistics(cells);
    count_endpoints(paths, values, s, [](std::size_t, std::size_t) {});
    std::fill(s.count.begin(), s.count.end(), 0.0);
    const double middle = cells.west_deg + 0.5 * static_cast<double>(cells.nx) * cells.cell_deg;
    parallel_for(cells.ny, threads, [&](std::size_t j) {
        const double south = cells.south_deg + static_cast<double>(j) * cells.cell_deg;
        std::vector<double> sum(cells.nx, 0.0), weighted(cells.nx, 0.0);
        for (std::size_t p = 0; p < paths.size(); ++p) {
            if (!std::isfinite(values[p])) continue;
            const double each = 1.0 / static_cast<double>(paths[p].points.size());
            for (const Endpoint& point : paths[p].points) {
                const double sigma = growth_km_h * 1000.0 * std::abs(point.hours) / k_degree_m;  // degrees of latitude
                if (point.lat_deg - south - cells.cell_deg > k_reach_sigmas * sigma ||
                    south - point.lat_deg > k_reach_sigmas * sigma)
                    continue;
                const double across = normal_share(south, south + cells.cell_deg, point.lat_deg, sigma) * each;
                const double sigma_lon = sigma / std::max(std::cos(point.lat_deg * k_rad), 1e-3);
                const double lon = turned(point.lon_deg, middle);
                const double first = std::floor((lon - k_reach_sigmas * sigma_lon - cells.west_deg) / cells.cell_deg);
                const double last = std::floor((lon + k_reach_sigmas * sigma_lon - cells.west_deg) / cells.cell_deg);
                const auto end = static_cast<std::size_t>(std::clamp(last + 1.0, 0.0, static_cast<double>(cells.nx)));
                for (auto i = static_cast<std::size_t>(std::clamp(first, 0.0, static_cast<double>(cells.nx))); i < end;
                     ++i) {
                    const double west = cells.west_deg + static_cast<double>(i) * cells.cell_deg;
                    const double share = across * normal_share(west, west + cells.cell_deg, lon, sigma_lon);
                    sum[i] += share;
                    weighted[i] += share * values[p];
                }
            }
        }
        for (std::size_t i = 0; i < cells.nx; ++i) {
            const std::size_t c = j * cells.nx + i;
            if (sum[i] <= 0.0) continue;
            s.count[c] = sum[i] / static_cast<double>(std::max<std::size_t>(s.paths, 1));
            s.raw[c] = weighted[i] / sum[i];
            s.weight[c] = 1.0;
            s.value[c] = s.raw[c];
        }
    });
    return s;
}

}  // namespace lantian
