#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "inputs/readers/arl_file.hpp"

namespace lantian::testing {

/// One field to pack.
struct ArlField {
    std::string variable;  ///< four letters
    std::size_t level = 0;
    int forecast_h = 0;
    std::vector<double> values;  ///< (y, x)
};

/// What a test packs for one time.
struct ArlTime {
    UtcTime time;
    std::vector<ArlField> fields;  ///< by level, the surface first
};

/// An ARL packed file as bytes: index records, labels and packed fields with their checksums.
[[nodiscard]] std::string arl_bytes(const ArlGrid& grid, ArlVertical vertical, const std::vector<double>& levels,
                                    const std::vector<ArlTime>& times);

/// Largest error that packing makes in a field: half a step for each value of a row that stands on the one before it.
[[nodiscard]] double arl_step(const std::vector<double>& values, std::size_t nx);

}  // namespace lantian::testing
