#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"

namespace lantian {

/// Totals of one parcel in umol m-3, in this order: sulfate, ammonia, nitrate, sodium, chloride, calcium, potassium,
/// magnesium (columns tSO4 ... tMg).
inline constexpr std::array<std::string_view, 8> k_inorganic_columns{"tSO4", "tNH3", "tNO3", "tNa",
                                                                     "tCl",  "tCa",  "tK",   "tMg"};

struct InorganicRow {
    std::string id;      ///< as written; the number of the row from 1 without a column `id`
    std::string branch;  ///< "metastable", "stable" or empty
    double temperature_k = 0.0, relative_humidity = 0.0;
    std::array<double, k_inorganic_columns.size()> total_umol_m3{};
    int line = 0;
};

struct InorganicTable {
    std::vector<InorganicRow> rows;
    std::vector<std::string> ignored;  ///< columns that are results, not inputs
};

/// Reads a table of states: T_K (200-330), RH (0-1), tSO4, tNH3, tNO3 and, where there are any, tNa, tCl, tCa, tK, tMg
/// (umol m-3, 0-1e6; an empty field is 0); id and branch as they are. Columns of results (as `lantian equilibrium`
/// writes them) are left out and named; any other is E303. Problems E303-E306, E308, E310, E311, E312 with line and
/// column; throws E401 when the file cannot be read.
[[nodiscard]] InorganicTable read_inorganic_table(const std::string& path, Problems& problems);

}  // namespace lantian
