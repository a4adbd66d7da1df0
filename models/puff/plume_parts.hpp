#pragma once

#include <memory>
#include <vector>

#include "core/data/scenario.hpp"
#include "core/data/source.hpp"
#include "models/meteorology/met_window.hpp"
#include "models/puff/plume_path.hpp"

namespace lantian {

/// One part of what a release cell lets go in an interval: a puff to be, with the path that it follows.
struct PlumePart {
    double share = 1.0;  ///< of the cell's mass; those of a cell sum to 1
    double x_m = 0.0, y_m = 0.0, z_m = 0.0;
    double sigma_y_m = 1.0, sigma_z_m = 1.0;
    std::shared_ptr<const PlumePath> path;  ///< null: none, the puff starts where its plume levels off
};

/// May plumes of this source follow a path: numerical rise, a building, a buoyant line? Others rise by the 2/3 law.
[[nodiscard]] bool may_follow_path(const Source& source, const Scenario::Puffs& options);

/// Parts of one cell of such a source in the weather of an instant. Empty where no path is needed: no building matters
/// in this wind and rise is by Briggs' laws. time_fraction: as of MetWindow.
[[nodiscard]] std::vector<PlumePart> path_parts(const SourceCatalog& catalog, const Source& source,
                                                const ReleaseCell& cell, const Scenario::Puffs& options,
                                                const MetWindow& window, double time_fraction);

}  // namespace lantian
