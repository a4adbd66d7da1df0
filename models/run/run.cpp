#include "models/run/run.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/parallel/threads.hpp"
#include "models/puff/merge_store.hpp"
#include "models/puff/split_store.hpp"
#include "models/puff/step.hpp"
#include "models/puff/step_lanes.hpp"

namespace lantian {

namespace {

/// Puffs of one source stepped as one piece of work: small enough to share out, fixed so that sums do not depend on
/// threads.
constexpr std::size_t k_puffs_per_unit = 64;
/// Puffs stepped before their pieces of path are sampled: bounds the memory of the pieces whatever the number of puffs.
constexpr std::size_t k_puffs_per_batch = 32768;
/// Pieces that a puff leaves in a go of many steps, in steps for each, about.
constexpr std::size_t k_steps_per_piece = 4;
/// Puffs are joined this often, in steps.
constexpr std::size_t k_steps_per_merge = 2;
/// And looked through for what has to be cut.
constexpr std::size_t k_steps_per_split = 2;

/// Where hills play a part every receptor has a height of its own.
bool own_heights(const Scenario& scenario) { return terrain_effect(scenario.puffs.terrain) != TerrainEffect::follow; }

/// The grid's height first, then every other height a receptor stands or moves at.
std::vector<double> sampling_heights(const Scenario& scenario, const ReceptorSet& receptors, const TrackSet& tracks) {
    std::vector<double> heights{scenario.output.surface_height_m};
    if (own_heights(scenario)) {
        for (const Receptor& point : receptor_points(receptors).points) heights.push_back(point.height_m);
        return heights;
    }
    for (const Receptor& receptor : receptors) {
        if (std::find(heights.begin(), heights.end(), receptor.height_m) == heights.end())
            heights.push_back(receptor.height_m);
    }
    add_track_heights(tracks, heights);
    return heights;
}

std::vector<std::size_t> heights_of(const Scenario& scenario, const ReceptorSet& receptors,
                                    const std::vector<double>& heights) {
    std::vector<std::size_t> of_receptor;
    if (own_heights(scenario)) {
        for (std::size_t r = 0; r < receptors.size(); ++r) of_receptor.push_back(r + 1);
        return of_receptor;
    }
    for (const Receptor& receptor : receptors) {
        of_receptor.push_back(
            static_cast<std::size_t>(std::find(heights.begin(), heights.end(), receptor.height_m) - heights.begin()));
    }
    return of_receptor;
}

const TrackSet& tracks_of(const RunInputs& inputs) {
    static const TrackSet none;
    return inputs.tracks != nullptr ? *inputs.tracks : none;
}

/// Time between the puffs of what is summed apart at receptors; of a group the longest of its sources.
std::vector<double> release_intervals_s(const RunInputs& inputs, const Release& release) {
    const bool by_group = inputs.scenario.output.stations_by == "group";
    std::vector<double> out(by_group ? inputs.catalog.groups.size() : inputs.catalog.sources.size(), 0.0);
    for (std::size_t s = 0; s < inputs.catalog.sources.size(); ++s) {
        double& longest = out[by_group ? inputs.catalog.group_of_source[s] : s];
        longest = std::max(longest, release.interval_s(s));
    }
    return out;
}

std::vector<std::size_t> one_to_one(std::size_t n) {
    std::vector<std::size_t> out(n);
    std::iota(out.begin(), out.end(), std::size_t{0});
    return out;
}

/// Of puffs that are not round; without them no room is held for their coarse grids.
GridSampling tilted_sampling(const Scenario& scenario) {
    GridSampling sampling = grid_sampling(scenario);
    if (!scenario.puffs.shear) sampling.coarse_levels = 0;
    return sampling;
}

}  // namespace

Channels channels_of(const Scenario& scenario) {
    Channels channels;
    for (std::size_t r = 0; r < k_reported_count; ++r) {
        const auto& names = scenario.output.deposition;
        if (std::find(names.begin(), names.end(), k_reported_names[r]) != names.end()) {
            channels.deposition.push_back(static_cast<Reported>(r));
        }
    }
    return channels;
}

Run::Run(const RunInputs& inputs, int threads)
    : in_(inputs),
      threads_(thread_count(threads)),
      channels_(channels_of(inputs.scenario)),
      receptors_by_group_(inputs.scenario.output.stations_by == "group"),
      grid_tag_(receptors_by_group_ ? one_to_one(inputs.catalog.groups.size()) : inputs.catalog.group_of_source),
      heights_m_(sampling_heights(inputs.scenario, inputs.receptors, tracks_of(inputs))),
      release_(inputs.catalog, inputs.scenario),
      grid_sampler_(inputs.grid, inputs.catalog.groups.size(), channels_.count(), grid_sampling(inputs.scenario)),
      points_(receptor_points(inputs.receptors)),
      receptor_sampler_(points_.points, heights_of(inputs.scenario, points_.points, heights_m_), receptor_tags(),
                        channels_.count()),
      wide_(inputs.scenario),
      ledger_(inputs.catalog.sources.size()),
      tilted_sampler_(inputs.grid, inputs.catalog.groups.size(), channels_.count(), tilted_sampling(inputs.scenario),
                      points_.points, heights_of(inputs.scenario, points_.points, heights_m_), heights_m_,
                      receptor_tags()),
      track_sampler_(tracks_of(inputs), heights_m_, release_intervals_s(inputs, release_), channels_.count()),
      steps_(static_cast<std::size_t>(
          static_cast<double>(inputs.scenario.time.hours) * 3600.0 / inputs.scenario.time.step_s + 0.5)) {
    segments_.weights_per_segment = heights_m_.size() * channels_.count();
    if (own_heights(in_.scenario)) {
        receptor_ground_m_.push_back(0.0);  // of the grid, not used
        receptor_at_.push_back({});
        for (const Receptor& receptor : points_.points) {
            receptor_ground_m_.push_back(in_.grid->terrain_at(receptor.point));
            receptor_at_.push_back(receptor.point);
        }
    }
    tilted_.pieces.weights_per_segment = segments_.weights_per_segment;
    hour_.grid.assign(in_.catalog.groups.size() * in_.grid->cells() * channels_.count(), 0.0);
    hour_.receptors.assign(in_.receptors.size() * receptor_tags() * channels_.count(), 0.0);
    if (points_.any_beam()) at_points_.assign(points_.points.size() * receptor_tags() * channels_.count(), 0.0);
}

Run::~Run() = default;

RunProgress Run::progress() const {
    const auto seconds = static_cast<std::int64_t>(static_cast<double>(step_) * in_.scenario.time.step_s);
    return {in_.scenario.time.start + seconds, step_, steps_, alive(), 0.0};
}

void Run::refresh_window(UtcTime begin) {
    // Asked at the middle of the step, so that a step that starts on a state looks forward.
    const StageTimer timer(stages_, Stage::weather);
    const auto states = in_.met.bracket(begin + static_cast<std::int64_t>(in_.scenario.time.step_s / 2));
    if (window_ && states == states_) return;
    states_ = states;
    window_ = std::make_unique<MetWindow>(states[0], states[1]);
    velocities_ = std::make_unique<VelocityMap>(states[0], states[1], in_.scenario, velocities_.get());
}

StepContext Run::context(UtcTime begin, std::size_t steps) const {
    const Scenario& scenario = in_.scenario;
    const Grid& grid = *in_.grid;
    const auto lasts_s = static_cast<std::int64_t>(static_cast<double>(steps) * scenario.time.step_s);
    const LonLat middle =
        grid.projection.inverse({0.5 * (grid.west_m + grid.east_m()), 0.5 * (grid.south_m + grid.north_m())});
    std::vector<LinearRates> rates;
    for (std::size_t n = 0; n < steps; ++n) {
        const auto half_s = static_cast<std::int64_t>((static_cast<double>(n) + 0.5) * scenario.time.step_s);
        const bool day = solar_elevation_rad(begin + half_s, middle.lon_deg, middle.lat_deg) > 0.0;
        rates.push_back(linear_rates(scenario.chemistry, day));
    }
    return {scenario,
            grid,
            *window_,
            *velocities_,
            channels_,
            heights_m_,
            std::move(rates),
            window_->time_fraction(begin),
            window_->time_fraction(begin + lasts_s),
            release_.paths(),
            growth_law(scenario.puffs.dispersion),
            long_range(scenario.puffs.long_range),
            terrain_effect(scenario.puffs.terrain),
            receptor_ground_m_,
            receptor_at_};
}

void Run::step(ResultQueue& results) {
    const Scenario& scenario = in_.scenario;
    const UtcTime begin = progress().time;
    const UtcTime end = begin + static_cast<std::int64_t>(scenario.time.step_s);
    refresh_window(begin);
    release_puffs();

    const StepContext now = context(begin, 1);
    go_ahead(now);
    move_and_sample(puffs_, now);
    release_.forget_paths(puffs_);
    cut_and_join(now.end_fraction);

    ++step_;
    if (finished()) wide_.give_back(puffs_);
    if ((end - scenario.time.start) % 3600 == 0) {
        const StageTimer timer(stages_, Stage::results);
        grid_sampler_.collect(threads_, hour_.grid);
        tilted_sampler_.collect(threads_, hour_.grid);
        hour_.begin = end - 3600;
        hour_.end = end;
        if (points_.any_beam()) {
            fold_points(points_, at_points_, hour_.receptors);
            std::fill(at_points_.begin(), at_points_.end(), 0.0);
        }
        hour_ = results.exchange(std::move(hour_));
    }
}

void Run::release_puffs() {
    const StageTimer timer(stages_, Stage::release);
    fresh_.clear();
    release_.emit(step_, *window_, fresh_, ledger_);
    take_in(puffs_, fresh_);
    // Only where all puffs are at one time may any two be joined.
    if (step_ >= go_end_ && alive() > static_cast<std::size_t>(in_.scenario.puffs.budget)) keep_budget();
    puffs_peak_ = std::max(puffs_peak_, alive());
    puff_steps_ += alive();
}

void Run::go_ahead(const StepContext& step) {
    if (step_ < go_end_) return;
    // Puffs that are cut or joined at any time have to be at one time with the others.
    const bool goes =
        lanes_serve(step) && tracks_of(in_).empty() && !budget_reached_ && !cuts_puffs(in_.scenario.puffs);
    go_steps_ = goes ? wide_.steps_of_go(step_, steps_, states_[1]->time) : 1;
    go_end_ = step_ + go_steps_;
    if (go_steps_ > 1) {
        const StageTimer timer(stages_, Stage::release);
        wide_.gather(puffs_, release_.paths());
    }
    if (wide_.puffs().size() > 0) move_and_sample(wide_.puffs(), context(progress().time, go_steps_));
}

void Run::cut_and_join(double time_fraction) {
    const Scenario::Puffs& options = in_.scenario.puffs;
    const StageTimer timer(stages_, Stage::merge);
    // Where puffs are cut there are no goes.
    if (cuts_puffs(options) && step_ % k_steps_per_split == 0)
        split_ += split_puffs(puffs_, options, *window_, time_fraction, release_.next_id());
    if (!options.merge) return;
    const bool due = step_ % k_steps_per_merge == 0;
    if (due) merged_ += merge_puffs(puffs_, options, threads_);
    if (go_end_ == step_ + 1 && (due || go_steps_ > 1)) merged_ += merge_puffs(wide_.puffs(), options, threads_);
}

void Run::move_and_sample(PuffStore& puffs, const StepContext& context) {
    for (std::size_t first = 0; first < puffs.size();) {
        {
            const StageTimer timer(stages_, Stage::step);
            const std::size_t units = plan_batch(puffs, first, context.steps());
            step_units(puffs, context, units);
            first = units_[units - 1].end;
        }
        {
            const StageTimer timer(stages_, Stage::grid_sampling);
            pairs_ += grid_sampler_.add(segments_, grid_tag_, threads_, hour_.grid);
            pairs_ += tilted_sampler_.add_to_grid(tilted_, grid_tag_, threads_, hour_.grid);
        }
        const StageTimer timer(stages_, Stage::receptor_sampling);
        std::span<double> at_receptors = points_.any_beam() ? std::span<double>(at_points_) : hour_.receptors;
        pairs_ += receptor_sampler_.add(segments_, threads_, at_receptors);
        const UtcTime step_end = progress().time + static_cast<std::int64_t>(in_.scenario.time.step_s);
        pairs_ += track_sampler_.add(segments_, step_end, threads_);
        pairs_ += tilted_sampler_.add_to_receptors(tilted_, threads_, at_receptors);
        pairs_ += track_sampler_.add(tilted_, step_end, threads_);
    }
}

std::size_t Run::plan_batch(const PuffStore& puffs, std::size_t first, std::size_t steps) {
    const std::size_t most = k_puffs_per_batch / std::max<std::size_t>(1, steps / k_steps_per_piece);
    std::size_t units = 0;
    for (std::size_t i = first; i < puffs.size() && i - first < most; ++units) {
        std::size_t end = i + 1;
        while (end < puffs.size() && puffs.source[end] == puffs.source[i] && end - i < k_puffs_per_unit) ++end;
        if (units == units_.size()) units_.emplace_back(heights_m_.size());
        units_[units].begin = i;
        units_[units].end = end;
        i = end;
    }
    return units;
}

void Run::step_units(PuffStore& puffs, const StepContext& context, std::size_t units) {
    const bool lanes = lanes_serve(context);
    parallel_for(units, threads_, [&](std::size_t u) {
        Unit& unit = units_[u];
        unit.losses = {};
        unit.segments.clear();
        unit.tilted.clear();
        const std::size_t source = puffs.source[unit.begin];
        unit.side_by_side.clear();
        unit.flight_frac.clear();
        for (std::size_t i = unit.begin; i < unit.end; ++i) {
            const double flight =
                puffs.age_s[i] == 0.0 ? release_.flight_fraction(source) : static_cast<double>(context.steps());
            if (lanes && (context.paths == nullptr || context.paths->find(puffs.id[i]) == nullptr)) {
                unit.side_by_side.push_back(i);
                unit.flight_frac.push_back(flight);
            } else if (!step_puff(puffs, i, flight, context, unit.segments, unit.losses, unit.scratch, &unit.tilted)) {
                puffs.weight_s[i] = 0.0;
            }
        }
        step_lanes(puffs, unit.side_by_side, unit.flight_frac, context, unit.segments, unit.losses, unit.scratch,
                   &unit.tilted);
    });
    std::size_t total = 0;
    for (std::size_t u = 0; u < units; ++u) {
        units_[u].first_segment = total;
        total += units_[u].segments.size();
    }
    segments_.refer_to(total);
    parallel_for(units, threads_, [&](std::size_t u) { segments_.refer(units_[u].first_segment, units_[u].segments); });
    tilted_.clear();
    for (std::size_t u = 0; u < units; ++u) {
        if (units_[u].tilted.size() > 0) tilted_.append(units_[u].tilted);
    }
    if (receptors_by_group_) {
        for (std::uint32_t& tag : segments_.source) tag = static_cast<std::uint32_t>(in_.catalog.group_of_source[tag]);
        for (std::uint32_t& tag : tilted_.pieces.source)
            tag = static_cast<std::uint32_t>(in_.catalog.group_of_source[tag]);
    }
    for (std::size_t u = 0; u < units; ++u) {
        const Unit& unit = units_[u];
        const std::size_t source = puffs.source[unit.begin];
        for (std::size_t k = 0; k < k_carried_count; ++k) {
            MassAccount& account = ledger_.at(source, k);
            account.dry.add(unit.losses.dry[k]);
            account.wet.add(unit.losses.wet[k]);
            account.transformed.add(unit.losses.transformed[k]);
            account.outflow.add(unit.losses.outflow[k]);
        }
    }
}

void Run::start_with(const PuffStore& puffs) {
    puffs_ = puffs;
    for (std::size_t i = 0; i < puffs_.size(); ++i) {
        for (std::size_t k = 0; k < k_carried_count; ++k)
            ledger_.at(puffs_.source[i], k).emitted.add(puffs_.mass_kg[i][k]);
    }
}

void Run::keep_budget() {
    wide_.give_back(puffs_);
    const BudgetJoins joins = keep_within_budget(puffs_, in_.scenario.puffs);
    if (!budget_reached_) budget_reached_ = progress().time;
    budget_joins_.count += joins.count;
    for (std::size_t k = 0; k < k_carried_count; ++k) budget_joins_.mass_kg[k] += joins.mass_kg[k];
    take_in(puffs_, {});
}

RunSummary Run::summary() const {
    RunSummary summary;
    summary.steps = step_;
    summary.puffs_peak = puffs_peak_;
    summary.puffs_end = alive();
    summary.merged = merged_;
    summary.split = split_;
    summary.budget_joined = budget_joins_.count;
    summary.budget_mass_kg = budget_joins_.mass_kg;
    summary.budget_reached = budget_reached_;
    summary.pairs = pairs_;
    summary.puff_steps = puff_steps_;
    summary.stages = stages_;
    summary.ledger = ledger_;
    summary.track_means_kg_m3 = track_sampler_.means();
    std::vector<Sum> airborne(in_.catalog.sources.size() * k_carried_count);
    for (const PuffStore* puffs : {&wide_.puffs(), &puffs_}) {
        for (std::size_t i = 0; i < puffs->size(); ++i) {
            for (std::size_t k = 0; k < k_carried_count; ++k)
                airborne[puffs->source[i] * k_carried_count + k].add(puffs->mass_kg[i][k]);
        }
    }
    for (std::size_t s = 0; s < in_.catalog.sources.size(); ++s) {
        for (std::size_t k = 0; k < k_carried_count; ++k)
            summary.ledger.at(s, k).airborne = airborne[s * k_carried_count + k].value();
    }
    return summary;
}

std::string additivity_note(const RunSummary& summary, const Scenario& scenario) {
    if (!summary.budget_reached)
        return fmt::format("shares of sources add up: the budget of {} puffs was not reached (at most {})",
                           scenario.puffs.budget, summary.puffs_peak);
    double kg = 0.0;
    for (const double mass : summary.budget_mass_kg) kg += mass;
    return fmt::format(
        "shares of sources are not strictly additive: the budget of {} puffs was reached at {}; {} puffs with {:.4g} "
        "kg "
        "were joined with neighbours of the same source",
        scenario.puffs.budget, format_time(*summary.budget_reached), summary.budget_joined, kg);
}

RunSummary run_case(const RunInputs& inputs, std::span<ResultSink* const> sinks, const RunOptions& options,
                    const std::function<void(const PuffStore&)>& at_end) {
    const auto started = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    };
    Run run(inputs, options.threads);
    ResultQueue results(sinks);
    while (!run.finished()) {
        run.step(results);
        if (options.progress) {
            RunProgress progress = run.progress();
            progress.elapsed_s = elapsed();
            options.progress(progress);
        }
        if (options.stop != nullptr && options.stop->load() && !run.finished()) {
            throw Error(ErrorKind::interrupted, "E460", "stopped on request at " + format_time(run.progress().time),
                        "run the scenario again; continuing from the puffs of an earlier run is not yet possible");
        }
    }
    const double computed_s = elapsed();
    results.drain();
    if (at_end) at_end(run.puffs());
    RunSummary summary = run.summary();
    summary.stages.add(Stage::results, elapsed() - computed_s);
    summary.stages.add(Stage::writing, results.busy_s());
    summary.seconds = elapsed();
    return summary;
}

}  // namespace lantian
