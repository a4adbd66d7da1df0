#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/time.hpp"
#include "core/data/ledger.hpp"
#include "core/data/puffs.hpp"
#include "core/data/scenario.hpp"
#include "core/data/source.hpp"
#include "models/meteorology/met_window.hpp"
#include "models/puff/outflow.hpp"
#include "models/puff/plume_parts.hpp"

namespace lantian {

/// Lets the sources go: one puff per release cell and interval, standing for the emission of the whole interval and
/// released at its middle. Its place, spread and rise depend on weather and stack only, never on mass, so that the run
/// is exactly linear in every emission.
class Release {
  public:
    Release(const SourceCatalog& catalog, const Scenario& scenario);

    /// Appends to `fresh` the puffs whose interval has its middle in step number `step` (from 0), ordered by (source,
    /// id), and books the emission; keeps the paths that puffs follow near their source. A puff released in the middle
    /// of the step has half the step left to fly: flight_fraction() of its source.
    void emit(std::size_t step, const MetWindow& window, PuffStore& fresh, MassLedger& ledger);

    /// Share of its first step that a puff of this source flies: 0.5 when its interval holds an odd number of steps,
    /// else 1.
    [[nodiscard]] double flight_fraction(std::size_t source) const;
    /// Time between the puffs of a source, s: each stands for what is let go half of it before and after its release.
    [[nodiscard]] double interval_s(std::size_t source) const;

    /// The paths of puffs near their source; null when none follows one.
    [[nodiscard]] const PlumePaths* paths() const { return paths_.empty() ? nullptr : &paths_; }
    /// Forgets the paths of puffs that are gone or past the end.
    void forget_paths(const PuffStore& puffs) { paths_.keep_active(puffs); }

    /// Number of the next puff, to be taken from by whoever makes two puffs of one.
    [[nodiscard]] std::uint64_t& next_id() { return next_id_; }

  private:
    [[nodiscard]] std::size_t steps_per_release(std::size_t source) const;
    void emit_source(std::size_t source, const CarriedMass& mass_kg, double interval_s, double time_fraction,
                     const MetWindow& window, PuffStore& fresh);
    void append(PuffStore& fresh, std::size_t source, const ReleaseCell& cell, const CarriedMass& mass_kg,
                const PlumePart& part, double interval_s, double lid_m);
    void append(PuffStore& fresh, std::size_t source, const ReleaseCell& cell, const CarriedMass& mass_kg, double share,
                double interval_s, double z_m, double sigma_z_m, double lid_m, double rise_m, double rise_rate);

    /// Dust of one interval, by the weather at each of the source's places.
    void emit_dust(std::size_t source, double activity, double interval_s, double time_fraction,
                   const MetWindow& window, PuffStore& fresh);
    /// A pit: what does not escape is booked as emitted and deposited at once, the rest leaves on the windward side.
    void emit_pit(std::size_t source, const CarriedMass& mass_kg, double interval_s, double time_fraction,
                  const MetWindow& window, PuffStore& fresh, MassLedger& ledger);

    const SourceCatalog& catalog_;
    const Scenario& scenario_;
    std::vector<std::optional<Outflow>> outflows_;  ///< by source: stacks and flares
    std::vector<bool> may_follow_path_;             ///< by source
    PlumePaths paths_;
    std::uint64_t next_id_ = 0;
    std::vector<std::vector<double>> eroded_g_m2_;  ///< by source and place; piles only
};

}  // namespace lantian
