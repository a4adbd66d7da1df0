#pragma once

#include <vector>

namespace lantian {

/// Coefficients of the 138 half levels of the 137 model levels of the IFS and ERA5, top first: pressure =
/// a + b x surface pressure. ECMWF, "L137 model level definitions"; they stand in every GRIB message of such a level,
/// but not in NetCDF files made of them.
struct HalfLevels {
    std::vector<double> a_pa, b;
};
[[nodiscard]] HalfLevels ecmwf_l137();

}  // namespace lantian
