#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/data/meteorology.hpp"
#include "core/data/scenario.hpp"
#include "core/io/netcdf_file.hpp"

namespace lantian {

/// What a winds file says besides its numbers.
struct WindsContext {
    const Scenario& scenario;
    std::string scenario_hash;
    std::string outline_geojson;     ///< may be empty
    std::vector<std::string> notes;  ///< fallbacks and defaults, one a line
};

/// winds.nc: the weather that a run sees, at chosen instants (format lantian-winds, inputs/schema/FORMATS.md). The file
/// appears under its name only when finish() has run. E440 when it cannot be written.
class WindsFile {
  public:
    /// times: ascending; one write() for each. `like` gives grid and levels.
    WindsFile(const std::string& path, const WindsContext& context, const std::vector<UtcTime>& times,
              const MetState& like);
    /// The next instant, between two states of the weather, linear in time as the run takes it.
    void write(const MetState& first, const MetState& second);
    void finish();

  private:
    std::string path_;
    std::vector<UtcTime> times_;
    std::size_t next_ = 0;
    NetcdfFile file_;
};

}  // namespace lantian
