#pragma once

#include <string>
#include <vector>

#include "core/base/error.hpp"

namespace lantian {

/// Weights of cells by their number of trajectory endpoints, as a table names them.
struct CountWeightTable {
    bool relative = false;              ///< `above` in multiples of the mean number over cells that hold any
    std::vector<double> above, weight;  ///< above descending
};

/// Reads a table with the columns `weight` (0-1) and `endpoints_above` (in endpoints) or `mean_multiple_above` (in
/// multiples of the mean over non-empty cells): a cell with n endpoints takes the weight of the largest limit below n.
/// Rows in any order. Problems: E304, E305, E306, E308, E312, E334 both or none of the two columns, or no row for 0.
[[nodiscard]] CountWeightTable read_count_weights(const std::string& path, Problems& problems);

}  // namespace lantian
