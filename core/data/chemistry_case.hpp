#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/data/photolysis_bands.hpp"

namespace lantian {

/// Values that hold from a time on until the next row (tables of music-box). Only what the row gives.
struct ChemistryConditions {
    double time_s = 0.0;
    double temperature_k = 0.0, pressure_pa = 0.0;  ///< 0: not given
    std::map<std::string, double> photolysis_per_s;
    std::map<std::string, double> external;
};

/// Scales the initial values and emissions of a group of species by each factor.
struct ChemistryScan {
    std::vector<std::string> species;
    std::vector<double> factors;
};

/// Everything a box run needs besides the mechanism: a closed box of well mixed air.
struct ChemistryCase {
    enum class Sun { dark, fixed_zenith, latitude };

    std::string name, file;
    double length_s = 0.0;
    double output_step_s = 600.0;
    double rate_step_s = 60.0;  ///< longest time that rates which move with the sun are held
    double temperature_k = 298.15, pressure_pa = 101325.0;
    double humidity_frac = 0.0;  ///< relative, 0-1; sets H2O where the mechanism holds it fixed
    Sun sun = Sun::dark;
    double zenith_deg = 90.0;
    double latitude_deg = 0.0, declination_deg = 0.0, start_hour = 0.0;  ///< solar time at the start
    double cloud_frac = 0.0, cloud_optical_depth = 0.0;                  ///< seen from below
    std::optional<PhotolysisBands> bands{};  ///< light by bands instead of the clear-sky formula, for the labels in it
    double ozone_du = 300.0, ground_albedo_frac = 0.05, aerosol_optical_depth = 0.0;  ///< with bands
    std::map<std::string, double> initial_ppb, initial_mol_m3, emission_ppb_per_h, fixed_ppb;
    std::map<std::string, double> photolysis_per_s;  ///< by label; go before the clear sky
    std::map<std::string, double> external;          ///< by label
    bool missing_photolysis_is_zero = false;
    bool missing_external_is_zero = false;
    std::vector<ChemistryConditions> conditions;  ///< ascending in time
    ChemistryScan scan_x, scan_y;                 ///< both empty: one box
    bool scan_sensitivity = false;                ///< derivatives with respect to the two factors (DDM)

    std::string method = "rodas3";
    double relative_tolerance = 1e-4;
    double absolute_tolerance_ppb = 1e-7;
    std::vector<std::string> output_species;  ///< empty: all variable species
};

}  // namespace lantian
