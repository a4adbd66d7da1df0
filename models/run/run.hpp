#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/data/grid.hpp"
#include "core/data/ledger.hpp"
#include "core/data/meteorology.hpp"
#include "core/data/puffs.hpp"
#include "core/data/receptors.hpp"
#include "core/data/results.hpp"
#include "core/data/scenario.hpp"
#include "core/data/source.hpp"
#include "core/data/tracks.hpp"
#include "models/puff/budget.hpp"
#include "models/puff/release.hpp"
#include "models/puff/step.hpp"
#include "models/puff/wide_puffs.hpp"
#include "models/run/result_queue.hpp"
#include "models/run/stage_times.hpp"
#include "models/sampling/beam.hpp"
#include "models/sampling/grid_sampler.hpp"
#include "models/sampling/receptor_sampler.hpp"
#include "models/sampling/tilted_sampler.hpp"
#include "models/sampling/track_sampler.hpp"

namespace lantian {

/// What a run is made of. Everything referred to must outlive it.
struct RunInputs {
    const Scenario& scenario;
    std::shared_ptr<const Grid> grid;
    const SourceCatalog& catalog;
    const ReceptorSet& receptors;
    MetProvider& met;
    const TrackSet* tracks = nullptr;  ///< receptors that move; null: none
};

struct RunProgress {
    UtcTime time;
    std::size_t step = 0, steps = 0, puffs = 0;
    double elapsed_s = 0.0;
};

struct RunOptions {
    int threads = 0;                                   ///< 0: all that OpenMP offers
    std::function<void(const RunProgress&)> progress;  ///< called after every step; may be empty
    const std::atomic<bool>* stop =
        nullptr;  ///< asked for a stop: the step is finished, then Error of kind interrupted
};

struct RunSummary {
    double seconds = 0.0;
    std::size_t steps = 0, puffs_peak = 0, puffs_end = 0, merged = 0;
    std::size_t puff_steps = 0;             ///< sum of the puffs of all steps
    std::size_t split = 0;                  ///< puffs cut in two
    std::size_t budget_joined = 0;          ///< puffs joined because there were more than puffs.budget
    CarriedMass budget_mass_kg{};           ///< what those held
    std::optional<UtcTime> budget_reached;  ///< first step in which that happened
    std::size_t pairs = 0;                  ///< (path piece, cell or receptor) pairs evaluated
    StageTimes stages;
    MassLedger ledger;
    /// Of moving receptors: (interval, source or group, reported species), kg m-3; in the order of track_intervals().
    std::vector<double> track_means_kg_m3;
};

/// One sentence on whether the results of the sources add up as if each had run alone: they do unless the budget of
/// puffs was reached.
[[nodiscard]] std::string additivity_note(const RunSummary& summary, const Scenario& scenario);

/// Deposition channels of a scenario.
[[nodiscard]] Channels channels_of(const Scenario& scenario);

/// The driver loop. One step: emit, then move, spread, transform and deplete every puff, sample, drop and join.
class Run {
  public:
    Run(const RunInputs& inputs, int threads);
    ~Run();

    /// One step of scenario.time.step_s. An hour that ends with it goes into the queue.
    void step(ResultQueue& results);
    [[nodiscard]] bool finished() const { return step_ == steps_; }
    [[nodiscard]] RunProgress progress() const;
    /// Puffs that are in the air before the first step, ordered by (source, id); their mass counts as emitted.
    void start_with(const PuffStore& puffs);
    /// All of them once the run is finished; before that without those that have gone ahead of it.
    [[nodiscard]] const PuffStore& puffs() const { return puffs_; }
    /// Totals so far, with what is still airborne.
    [[nodiscard]] RunSummary summary() const;

  private:
    /// Puffs of one source stepped as one piece of work, and what they leave. Kept from step to step for its room.
    struct Unit {
        explicit Unit(std::size_t heights) : scratch(heights) {}
        std::size_t begin = 0, end = 0;
        std::size_t first_segment = 0;  ///< in segments_
        StepLosses losses;
        Segments segments;
        TiltedSegments tilted;
        StepScratch scratch;
        std::vector<std::size_t> side_by_side;  ///< puffs that go through the lanes, and the share of the step they fly
        std::vector<double> flight_frac;
    };
    /// What is summed apart at receptors: sources, or groups.
    [[nodiscard]] std::size_t receptor_tags() const {
        return receptors_by_group_ ? in_.catalog.groups.size() : in_.catalog.sources.size();
    }
    void refresh_window(UtcTime begin);
    void release_puffs();
    /// What the puffs share that are taken over so many steps from `begin` on.
    [[nodiscard]] StepContext context(UtcTime begin, std::size_t steps) const;
    /// Steps and samples batch after batch, so that the memory of the segments is bounded.
    void move_and_sample(PuffStore& puffs, const StepContext& context);
    /// Fills units_ with the puffs from `first` on, up to a batch of those that take so many steps; returns how many
    /// units that are.
    std::size_t plan_batch(const PuffStore& puffs, std::size_t first, std::size_t steps);
    void step_units(PuffStore& puffs, const StepContext& context, std::size_t units);
    /// Sends wide puffs ahead where a go begins.
    void go_ahead(const StepContext& step);
    /// Cuts and joins puffs where that is due: every few steps, those that went ahead at the end of their go.
    void cut_and_join(double time_fraction);
    [[nodiscard]] std::size_t alive() const { return puffs_.size() + wide_.puffs().size(); }
    /// Joins the least important puffs where there are more than the budget.
    void keep_budget();

    RunInputs in_;
    int threads_;
    Channels channels_;
    bool receptors_by_group_;
    std::vector<std::size_t> grid_tag_;  ///< of what stands in Segments::source
    std::vector<double> heights_m_;
    std::vector<double> receptor_ground_m_;  ///< where hills play a part, by height; as in StepContext
    std::vector<MapPoint> receptor_at_;
    Release release_;
    GridSampler grid_sampler_;
    ReceptorPoints points_;
    ReceptorSampler receptor_sampler_;
    PuffStore puffs_, fresh_;
    WidePuffs wide_;
    std::size_t go_end_ = 0;  ///< the step up to which wide puffs have gone
    std::size_t go_steps_ = 1;
    MassLedger ledger_;
    HourlyResults hour_;
    std::vector<double> at_points_;  ///< of the hour, where there are beams
    std::vector<Unit> units_;
    Segments segments_;
    TiltedSampler tilted_sampler_;
    TiltedSegments tilted_;
    TrackSampler track_sampler_;
    std::array<std::shared_ptr<const MetState>, 2> states_;
    std::unique_ptr<MetWindow> window_;
    std::unique_ptr<VelocityMap> velocities_;
    StageTimes stages_;
    std::size_t step_ = 0, steps_ = 0, puffs_peak_ = 0, merged_ = 0, pairs_ = 0, puff_steps_ = 0;
    std::size_t split_ = 0;
    BudgetJoins budget_joins_;
    std::optional<UtcTime> budget_reached_;
};

/// Runs a case to its end, feeding the sinks; the puffs of the last moment are handed to `at_end` when given.
RunSummary run_case(const RunInputs& inputs, std::span<ResultSink* const> sinks, const RunOptions& options,
                    const std::function<void(const PuffStore&)>& at_end = {});

}  // namespace lantian
