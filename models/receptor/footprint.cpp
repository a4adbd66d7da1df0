#include "models/receptor/footprint.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/assert.hpp"
#include "core/parallel/threads.hpp"
#include "models/meteorology/met_window.hpp"
#include "models/puff/merge_store.hpp"
#include "models/puff/step.hpp"
#include "models/sampling/grid_sampler.hpp"

namespace lantian {

namespace {

/// Arrivals that walk back together; bounds the room for their maps.
constexpr std::size_t k_together = 16;
/// Spread of a puff at the receptor, m: an inlet, or a cell's width would be known to the grid.
constexpr double k_start_spread_m = 1.0;

/// A scenario whose puffs carry one inert tracer.
Scenario tracer_scenario(const Scenario& from) {
    Scenario s = from;
    s.chemistry.scheme = "none";
    s.deposition.dry = s.deposition.wet = s.deposition.settling = false;
    s.output.deposition.clear();
    s.puffs.shear = s.puffs.split = false;  // footprints are of round puffs
    return s;
}

void release(PuffStore& puffs, std::uint64_t id, std::size_t arrival, const Arrival& a, double mass_kg, double weight_s,
             double lid_m) {
    puffs.id.push_back(id);
    puffs.source.push_back(static_cast<std::uint32_t>(arrival));
    for_each_column(puffs, [](auto& column, const char*, const char*) { column.push_back(0.0); });
    puffs.weight_s.back() = weight_s;
    puffs.x_m.back() = a.place.x_m;
    puffs.y_m.back() = a.place.y_m;
    puffs.z_m.back() = a.height_m;
    puffs.sigma_y_m.back() = puffs.sigma_z_m.back() = k_start_spread_m;
    puffs.lid_m.back() = lid_m;
    CarriedMass mass{};
    mass[index(Carried::pm25_primary)] = mass_kg;
    puffs.mass_kg.push_back(mass);
}

/// Footprints of a few arrivals, into maps (arrival, y, x).
std::size_t walk_back(const Scenario& scenario, const std::shared_ptr<const Grid>& grid, MetProvider& met,
                      std::span<const Arrival> arrivals, const FootprintOptions& options, std::span<double> maps) {
    const auto step_s = static_cast<std::int64_t>(scenario.time.step_s);
    const auto back_s = static_cast<std::int64_t>(std::llround(options.hours * 3600.0));
    const std::size_t release_steps =
        static_cast<std::size_t>(std::max<std::int64_t>(1, (options.average_s + step_s / 2) / step_s));
    const std::size_t life_steps = static_cast<std::size_t>(std::max<std::int64_t>(1, back_s / step_s));
    UtcTime latest = arrivals.front().time;
    for (const Arrival& a : arrivals) latest = std::max(latest, a.time);
    ReversedMet reversed(met, latest);
    const Channels channels{};
    const std::vector<double> heights{scenario.output.surface_height_m};
    const std::size_t width = channels.count();
    GridSampler sampler(grid, arrivals.size(), width, grid_sampling(scenario));
    std::vector<std::size_t> tags(arrivals.size());
    std::iota(tags.begin(), tags.end(), std::size_t{0});
    std::vector<double> sampled(arrivals.size() * grid->cells() * width, 0.0);
    // First and last step of each arrival, counted from `latest` backward.
    std::vector<std::size_t> first;
    std::size_t steps = 0, cut_short = 0;
    for (const Arrival& a : arrivals) {
        first.push_back(static_cast<std::size_t>((latest - a.time) / step_s));
        steps = std::max(steps, first.back() + life_steps);
        if (a.time - back_s < options.earliest) ++cut_short;
    }
    if (options.earliest.seconds > INT64_MIN)
        steps =
            std::min(steps, static_cast<std::size_t>(std::max<std::int64_t>(0, latest - options.earliest) / step_s));
    PuffStore puffs;
    Segments segments;
    segments.weights_per_segment = heights.size() * width;
    std::uint64_t next_id = 0;
    for (std::size_t n = 0; n < steps; ++n) {
        const UtcTime begin = latest + static_cast<std::int64_t>(n) * step_s;  // on the reversed clock
        const auto states = reversed.bracket(begin + step_s / 2);
        const MetWindow window(states[0], states[1]);
        const VelocityMap velocities(states[0], states[1], scenario);
        const StepContext context{scenario,
                                  *grid,
                                  window,
                                  velocities,
                                  channels,
                                  heights,
                                  {linear_rates(scenario.chemistry, false)},
                                  window.time_fraction(begin),
                                  window.time_fraction(begin + step_s),
                                  nullptr,
                                  growth_law(scenario.puffs.dispersion),
                                  long_range(scenario.puffs.long_range)};
        // Puffs stay in order of their arrival: those that live on, then the one of this step.
        PuffStore next;
        std::size_t i = 0;
        for (std::size_t a = 0; a < arrivals.size(); ++a) {
            for (; i < puffs.size() && puffs.source[i] == a; ++i) {
                if (puffs.weight_s[i] > 0.0 && n < first[a] + life_steps) next.append_from(puffs, i);
            }
            if (n >= first[a] && n < first[a] + release_steps && grid->contains(arrivals[a].place)) {
                const MetSample at = window.sample(arrivals[a].place.x_m, arrivals[a].place.y_m, arrivals[a].height_m,
                                                   arrivals[a].height_m, context.begin_fraction);
                release(next, next_id++, a, arrivals[a], 1.0 / static_cast<double>(release_steps),
                        static_cast<double>(step_s), at.mixing_height_m);
            }
        }
        puffs = std::move(next);
        std::vector<Segments> parts(puffs.size());
        parallel_for(puffs.size(), options.threads, [&](std::size_t p) {
            StepLosses losses;
            StepScratch scratch(heights.size());
            // One puff stands for a whole step and leaves at its middle.
            const double flight = puffs.age_s[p] == 0.0 ? 0.5 : 1.0;
            if (!step_puff(puffs, p, flight, context, parts[p], losses, scratch)) puffs.weight_s[p] = 0.0;
        });
        segments.clear();
        for (const Segments& part : parts) segments.append(part);
        sampler.add(segments, tags, options.threads, sampled);
        if (scenario.puffs.merge && n % 2 == 0) merge_puffs(puffs, scenario.puffs, options.threads);
    }
    sampler.collect(options.threads, sampled);
    // An hourly mean of concentration summed over the hours, per kg let go: times 3600 s it is s m-3.
    for (std::size_t c = 0; c < maps.size(); ++c) maps[c] = 3600.0 * sampled[c * width + index(Reported::pm25_primary)];
    return cut_short;
}

}  // namespace

Footprints backward_puffs(const Scenario& scenario, std::shared_ptr<const Grid> grid, MetProvider& met,
                          std::span<const Arrival> arrivals, const FootprintOptions& options) {
    const Scenario tracer = tracer_scenario(scenario);
    Footprints out;
    out.grid = grid;
    out.arrivals.assign(arrivals.begin(), arrivals.end());
    out.s_m3.assign(arrivals.size() * grid->cells(), 0.0);
    // Latest first, so that the weather is walked through once; each keeps its place in the answer.
    std::vector<std::size_t> order(arrivals.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return arrivals[a].time > arrivals[b].time; });
    for (std::size_t begin = 0; begin < order.size(); begin += k_together) {
        const std::size_t end = std::min(begin + k_together, order.size());
        std::vector<Arrival> some;
        for (std::size_t n = begin; n < end; ++n) some.push_back(arrivals[order[n]]);
        std::vector<double> maps(some.size() * grid->cells());
        out.cut_short += walk_back(tracer, grid, met, some, options, maps);
        for (std::size_t n = begin; n < end; ++n) {
            std::copy_n(maps.begin() + static_cast<std::ptrdiff_t>((n - begin) * grid->cells()), grid->cells(),
                        out.s_m3.begin() + static_cast<std::ptrdiff_t>(order[n] * grid->cells()));
        }
    }
    return out;
}

WeightedFootprint weighted_footprint(std::span<const double> footprints, std::span<const double> values,
                                     std::size_t cells, double least) {
    LANTIAN_ASSERT(footprints.size() == values.size() * cells);
    WeightedFootprint out;
    std::vector<double> weighted(cells, 0.0);
    out.mean_s_m3.assign(cells, 0.0);
    out.value.assign(cells, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t a = 0; a < values.size(); ++a) {
        if (!std::isfinite(values[a])) continue;
        ++out.used;
        for (std::size_t c = 0; c < cells; ++c) {
            const double f = footprints[a * cells + c];
            out.mean_s_m3[c] += f;
            weighted[c] += f * values[a];
        }
    }
    const double highest = cells > 0 ? *std::max_element(out.mean_s_m3.begin(), out.mean_s_m3.end()) : 0.0;
    for (std::size_t c = 0; c < cells; ++c) {
        if (out.mean_s_m3[c] > 0.0 && out.mean_s_m3[c] >= least * highest)
            out.value[c] = weighted[c] / out.mean_s_m3[c];
        if (out.used > 0) out.mean_s_m3[c] /= static_cast<double>(out.used);
    }
    return out;
}

}  // namespace lantian
