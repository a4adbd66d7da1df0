#pragma once

#include <string_view>

namespace lantian {

/// Content of a metal in the top soil under a steady deposit: dS/dt = F/(d rb) - k S. Years, because that is how soil
/// is measured.
struct SoilLayer {
    double depth_m;             ///< mixing depth, > 0
    double bulk_density_kg_m3;  ///< > 0
    double loss_per_year;       ///< k >= 0: leaching and uptake; ln 2 / half time
};

/// S(t) = S0 exp(-k t) + F/(d rb k)(1 - exp(-k t)), mg kg-1; linear in time for k = 0.
[[nodiscard]] double soil_content_mg_kg(double initial_mg_kg, double deposit_mg_m2_year, const SoilLayer& soil,
                                        double years) noexcept;

/// Risk screening value of farm soil, mg kg-1 (GB 15618-2018, table 1); species pb cd as hg, else not a number.
[[nodiscard]] double farm_soil_screening_mg_kg(std::string_view species, double ph, bool paddy) noexcept;

}  // namespace lantian
