#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/data/photolysis_bands.hpp"

namespace lantian {

/// One homogeneous layer of a column for one wavelength.
struct LightLayer {
    double optical_depth;
    double scattered_frac;  ///< single-scattering albedo, 0-1
    double asymmetry;       ///< -1 to 1
};

/// Fluxes at the top of each layer and at the ground (layers + 1 values), for one unit of light perpendicular to the
/// beam.
struct LightFluxes {
    std::vector<double> direct;    ///< perpendicular to the beam
    std::vector<double> down, up;  ///< diffuse, on a horizontal plane
    /// Actinic flux: direct + 2 (down + up), for diffuse light even over each half of the sky.
    [[nodiscard]] double actinic(std::size_t level) const { return direct[level] + 2.0 * (down[level] + up[level]); }
};

/// Delta-Eddington two streams of each layer (Joseph 1976; Meador and Weaver 1980), joined from the ground up. Layers
/// from the top; mu = cosine of the zenith angle, > 0.
[[nodiscard]] LightFluxes two_stream(std::span<const LightLayer> layers, double cos_zenith, double ground_albedo_frac);

/// What stands in the column.
struct LightColumn {
    double cos_zenith = 1.0;
    double pressure_pa = 101325.0;  ///< at the ground, for scattering by air
    double ozone_du = 300.0;        ///< whole column, Dobson units
    double ground_albedo_frac = 0.05;
    double aerosol_optical_depth = 0.0;  ///< at 550 nm
    double aerosol_angstrom = 1.3;
    double aerosol_scattered_frac = 0.9;
    double aerosol_asymmetry = 0.65;
    double aerosol_scale_m = 1500.0;  ///< e-folding height
    double cloud_optical_depth = 0.0;
    double cloud_frac = 0.0;
    double cloud_base_m = 1000.0, cloud_top_m = 2000.0;
    double temperature_k = 280.0;  ///< of the ozone that absorbs
};

/// Photons of each band at a height above ground, cm-2 s-1; 0 for mu <= 1e-4. Clear and cloudy columns by their shares.
[[nodiscard]] std::vector<double> band_photons(const PhotolysisBands& bands, const LightColumn& column,
                                               double height_m);

/// Photolysis rate, s-1: sum over the bands, cross section times yield linear in temperature and held beyond the table.
/// The label must be in the table.
[[nodiscard]] double band_photolysis_per_s(const PhotolysisBands& bands, const std::string& label, double temperature_k,
                                           std::span<const double> photons_cm2_s);

}  // namespace lantian
