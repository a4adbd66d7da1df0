#pragma once

#include <map>
#include <string>
#include <vector>

namespace lantian {

/// Cross section times quantum yield in wavelength bands, by photolysis label, with the photons at the top of the
/// atmosphere.
struct PhotolysisBands {
    std::vector<double> wavelength_nm;               ///< effective, one a band
    std::vector<double> photons_cm2_s;               ///< at the top of the atmosphere, perpendicular to the beam
    std::vector<double> temperature_k;               ///< ascending
    std::vector<double> ozone_cm2;                   ///< absorption cross section [temperature x band]
    std::map<std::string, std::vector<double>> cm2;  ///< cross section times yield [temperature x band]
    std::string origin;
};

}  // namespace lantian
