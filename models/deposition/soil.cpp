#include "models/deposition/soil.hpp"

#include <cmath>

namespace lantian {

double soil_content_mg_kg(double initial_mg_kg, double deposit_mg_m2_year, const SoilLayer& soil,
                          double years) noexcept {
    const double gain_mg_kg_year = deposit_mg_m2_year / (soil.depth_m * soil.bulk_density_kg_m3);
    const double kt = soil.loss_per_year * years;
    if (!(kt > 0.0)) return initial_mg_kg + gain_mg_kg_year * years;
    return initial_mg_kg * std::exp(-kt) + gain_mg_kg_year * years * (-std::expm1(-kt) / kt);
}

}  // namespace lantian
