#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/data/grid.hpp"
#include "core/data/meteorology.hpp"
#include "core/data/outside.hpp"
#include "core/data/receptors.hpp"
#include "core/data/source.hpp"
#include "core/data/tracks.hpp"
#include "inputs/readers/emissions.hpp"
#include "inputs/schema/scenario_reader.hpp"
#include "models/meteorology/driver_provider.hpp"

namespace lantian {

/// A scenario with everything it names read and checked: what a run is made of. Not movable once inputs refer to it.
struct Case {
    LoadedScenario loaded;
    std::shared_ptr<const Grid> grid, met_grid;
    EmissionInputs emissions;
    ReceptorSet receptors;
    TrackSet tracks;                                  ///< receptors that move
    std::string outline_geojson;                      ///< empty: none
    std::vector<CoverageRow> coverage;                ///< of the weather
    std::unique_ptr<MetProvider> met;                 ///< empty when the weather was not asked for
    std::vector<std::string> notes;                   ///< defaults and fallbacks of reading, without those of `met`
    std::map<std::string, std::string> input_hashes;  ///< file, relative to the scenario -> XXH3
    std::string scenario_hash;
};

/// How much of a case to read.
enum class CaseDepth {
    tables,  ///< everything but the weather data
    all,
};

/// Reads a case. What is wrong is collected in `problems` as far as it can be; the case is usable only when that holds
/// no error.
[[nodiscard]] std::unique_ptr<Case> load_case(const std::string& path, const std::vector<std::string>& overrides,
                                              CaseDepth depth, Problems& problems);

/// The coverage table in words, for check and before a run; empty when there are no rows.
[[nodiscard]] std::string coverage_text(const std::vector<CoverageRow>& rows);

}  // namespace lantian
