#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "inputs/readers/table.hpp"

namespace lantian {

/// A CSV grid: first line a corner word and longitudes, then one line per latitude with its values.
struct LonLatTable {
    std::vector<double> lon_deg, lat_deg;  ///< monotonic, two or more each
    std::vector<double> values;            ///< (lat, lon)
};

/// `title` ("terrain") and `what` ("height") name things in messages. Throws Error E401, E305 no finite number, E306
/// value outside `range`, E310 field count, E312 fewer than two rows or columns, E415 axis not monotonic.
[[nodiscard]] LonLatTable read_lon_lat_table(const std::string& path, const std::string& title, const std::string& what,
                                             Range range, const std::string& unit);

/// Index i and weight w so that x = (1 - w) axis[i] + w axis[i + 1]; false outside. The axis may descend.
[[nodiscard]] bool locate_on_axis(const std::vector<double>& axis, double x, std::size_t& i, double& w);

}  // namespace lantian
