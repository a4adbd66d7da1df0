#include "models/deposition/soil.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

namespace lantian {

double soil_content_mg_kg(double initial_mg_kg, double deposit_mg_m2_year, const SoilLayer& soil,
                          double years) noexcept {
    const double gain_mg_kg_year = deposit_mg_m2_year / (soil.depth_m * soil.bulk_density_kg_m3);
    const double kt = soil.loss_per_year * years;
    if (!(kt > 0.0)) return initial_mg_kg + gain_mg_kg_year * years;
    return initial_mg_kg * std::exp(-kt) + gain_mg_kg_year * years * (-std::expm1(-kt) / kt);
}

double farm_soil_screening_mg_kg(std::string_view species, double ph, bool paddy) noexcept {
    struct Row {
        std::string_view species;
        bool paddy;
        std::array<double, 4> value;  // pH up to 5.5, 6.5, 7.5, above
    };
    constexpr std::array<Row, 8> k_rows{{{"pb", true, {80, 100, 140, 240}},
                                         {"pb", false, {70, 90, 120, 170}},
                                         {"cd", true, {0.3, 0.4, 0.6, 0.8}},
                                         {"cd", false, {0.3, 0.3, 0.3, 0.6}},
                                         {"as", true, {30, 30, 25, 20}},
                                         {"as", false, {40, 40, 30, 25}},
                                         {"hg", true, {0.5, 0.5, 0.6, 1.0}},
                                         {"hg", false, {1.3, 1.8, 2.4, 3.4}}}};
    const std::size_t band = ph <= 5.5 ? 0 : ph <= 6.5 ? 1 : ph <= 7.5 ? 2 : 3;
    for (const Row& row : k_rows)
        if (row.species == species && row.paddy == paddy) return row.value[band];
    return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace lantian
