#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/data/species.hpp"

namespace lantian {

/// What is sampled: the 12 reported concentrations, then dry and wet deposition of the chosen species. One weight per
/// channel and puff.
struct Channels {
    std::vector<Reported> deposition;  ///< species whose deposition is stored
    /// Padded to a multiple of 4 so that kernels work in whole blocks; the padding stays 0.
    [[nodiscard]] std::size_t count() const { return (k_reported_count + 2 * deposition.size() + 3) / 4 * 4; }
    [[nodiscard]] std::size_t dry(std::size_t d) const { return k_reported_count + d; }
    [[nodiscard]] std::size_t wet(std::size_t d) const { return k_reported_count + deposition.size() + d; }
};

/// One hour of results, SI (kg m-3; deposition kg m-2 per hour). Particles at ambient state, gases at 298.15 K and
/// 1013.25 hPa.
struct HourlyResults {
    UtcTime begin, end;
    /// (tag, y, x, channel), channel fastest: gridded, by group tag; the prescribed outside concentration is not in it.
    std::vector<double> grid;
    /// (receptor, source, channel), channel fastest: points, by source, or by group tag where the scenario wants it so.
    std::vector<double> receptors;
};

/// Receives each hour as it is complete. Implemented by the NetCDF writers (models/run) and by tests.
class ResultSink {
  public:
    virtual ~ResultSink() = default;
    virtual void hour(const HourlyResults& results) = 0;
};

}  // namespace lantian
