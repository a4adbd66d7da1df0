#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/data/grid.hpp"
#include "core/data/meteorology.hpp"
#include "core/data/scenario.hpp"
#include "models/receptor/trajectory.hpp"

namespace lantian {

struct FootprintOptions {
    double hours = 24.0;            ///< how far back
    std::int64_t average_s = 3600;  ///< the receptor's value is a mean over this long, ending at the arrival time
    UtcTime earliest{INT64_MIN};    ///< weather before this is not asked for
    int threads = 0;
};

/// Where a receptor's air took up what it brings: concentration there per emission rate of a source spread over a cell
/// near the ground, at a constant rate for as long as looked back. (arrival, y, x), s m-3.
struct Footprints {
    std::shared_ptr<const Grid> grid;
    std::vector<Arrival> arrivals;
    std::vector<double> s_m3;
    std::size_t cut_short = 0;  ///< arrivals whose weather begins later than their hours back
};

/// Footprints by backward puffs: the same puffs as a run, let go at the receptor in reversed wind (ReversedMet),
/// without rise, chemistry or deposition; by reciprocity what they leave near the ground is the footprint (Pasquill &
/// Smith 1983; Flesch, Wilson & Yee 1995: exact where turbulence is symmetric in time, near enough over many spreads).
/// The scenario gives step, sampling height and puff options.
[[nodiscard]] Footprints backward_puffs(const Scenario& scenario, std::shared_ptr<const Grid> grid, MetProvider& met,
                                        std::span<const Arrival> arrivals, const FootprintOptions& options);

/// Footprints from a file or backward_puffs(), with what came from them.
struct WeightedFootprint {
    std::size_t used = 0;           ///< footprints with a value
    std::vector<double> mean_s_m3;  ///< mean footprint of these, per cell
    std::vector<double> value;      ///< mean of the values, each weighted by its footprint in the cell; NaN where none
};

/// Concentration-weighted footprint: sum of value x footprint over sum of footprint, per cell. footprints: (arrival,
/// cell); values: one an arrival, NaN is left out. Cells below `least` of the highest mean footprint get NaN.
[[nodiscard]] WeightedFootprint weighted_footprint(std::span<const double> footprints, std::span<const double> values,
                                                   std::size_t cells, double least);

}  // namespace lantian
