#include <cmath>
#include <cstdio>

#include "core/base/version.hpp"
#include "core/data/projection.hpp"

// Calls into the installed library and, through it, into PROJ: prints the version when the answer is right.
int main() {
    const lantian::Projection projection("EPSG:32649");
    const auto place =
        projection.forward({111.0, 35.0});  // on the central meridian of zone 49: 500 km east by definition
    if (std::abs(place.x_m - 500000.0) > 1e-3) {
        std::printf("easting %.6f instead of 500000\n", place.x_m);
        return 1;
    }
    std::printf("lantian %s\n", lantian::k_version);
    return 0;
}
