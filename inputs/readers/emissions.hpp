#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/grid.hpp"
#include "core/data/outside.hpp"
#include "core/data/scenario.hpp"
#include "core/data/source.hpp"

namespace lantian {

/// Mass of a sector as the files give it and as it was kept inside the domain, kg per calendar year.
struct SectorTotals {
    EmittedMass read_kg{};
    EmittedMass kept_kg{};
};

/// All emission inputs of a scenario as core values.
struct EmissionInputs {
    SourceCatalog catalog;
    OutsideSeries outside;
    std::map<std::string, SectorTotals> totals;  ///< by sector
    std::vector<std::string> notes;              ///< defaults, fallbacks and clipped mass, with counts
};

/// Reads the tables, roads, grids, profiles, speciation and outside concentrations of scenario.emissions; formats in
/// inputs/schema/FORMATS.md. Mean rates (g/s, kg/h ...) become annual totals over the local calendar year of the run's
/// start. Everything found wrong goes to `problems` (missing files too); the result is usable only when that holds no
/// error.
[[nodiscard]] EmissionInputs read_emissions(const Scenario& scenario, const Grid& grid, Problems& problems);

}  // namespace lantian
