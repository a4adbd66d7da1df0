#pragma once

#include <array>
#include <vector>

#include "core/base/time.hpp"
#include "core/data/species.hpp"

namespace lantian {

/// Prescribed concentration that comes from outside the domain, one value for the whole domain, held to the next time.
/// kg m-3.
struct OutsideRecord {
    UtcTime time;
    std::array<double, k_reported_count> concentration_kg_m3{};  ///< pm10 here = pm25 + coarse, complete
    std::array<double, k_reported_count> dry_deposition_kg_m2_s{};
};
using OutsideSeries = std::vector<OutsideRecord>;  ///< ascending; empty = none

}  // namespace lantian
