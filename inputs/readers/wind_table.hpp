#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/data/observations.hpp"
#include "core/data/sample_span.hpp"
#include "inputs/readers/clock.hpp"

namespace lantian {

/// Columns of wind; empty: found by name (ws, wind_speed, sp, speed; wd, wind_direction, dir, direction).
struct WindColumns {
    std::string speed, direction, time;
};

/// Reads a table of wind (CSV, TSV or `;`, .gz too): a column of times, speed (unit in the header, else m/s) and
/// direction the wind blows from in degrees. Blank, NA and NaN are missing. Where only dates are given and a date
/// stands up to 24 times, its rows are the hours of the day in order. Problems: E302, E304, E305, E306, E309, E312,
/// E330.
[[nodiscard]] WindRecords read_wind(const std::string& path, const WindColumns& columns, const ClockRules& clock,
                                    Problems& problems, std::vector<std::string>& notes);

/// Wind columns that stand in the table of samples itself: taken out of its species. E304 when there is none.
struct WindOfTable {
    std::vector<double> speed_m_s, from_deg;  ///< [sample], NaN missing
};
[[nodiscard]] WindOfTable take_wind(ConcentrationTable& table, const WindColumns& columns, Problems& problems,
                                    std::vector<std::string>& notes);

}  // namespace lantian
