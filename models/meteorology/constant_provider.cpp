#include "models/meteorology/constant_provider.hpp"

#include <cmath>

#include "core/base/constants.hpp"

namespace lantian {

MetState constant_state(const std::shared_ptr<const Grid>& grid, const ConstantMet& met, UtcTime time) {
    MetState state;
    state.time = time;
    state.grid = grid;
    state.level_m = met.level_m;
    const std::size_t cells = grid->cells();
    const double xc = 0.5 * (grid->west_m + grid->east_m());
    const double yc = 0.5 * (grid->south_m + grid->north_m());
    for (double z : met.level_m) {
        const double growth = met.buoyancy_frequency_s * met.buoyancy_frequency_s / constants::k_gravity_m_s2;
        const double theta = met.temperature_2m_k * std::exp(growth * z);
        for (std::size_t j = 0; j < grid->ny; ++j) {
            for (std::size_t i = 0; i < grid->nx; ++i) {
                const double x = grid->x_centre_m(i) - xc;
                const double y = grid->y_centre_m(j) - yc;
                state.wind_x_m_s.push_back(met.wind_x_m_s + (met.shear_x_s + 0.5 * met.shear_change_per_m_s * z) * z -
                                           met.rotation_rad_s * y + met.deformation_s * x);
                state.wind_y_m_s.push_back(met.wind_y_m_s + met.rotation_rad_s * x - met.deformation_s * y +
                                           0.5 * met.bend_per_m_s * x * x);
                state.wind_z_m_s.push_back(met.wind_z_m_s);
                state.potential_temperature_k.push_back(theta);
            }
        }
    }
    state.temperature_2m_k.assign(cells, met.temperature_2m_k);
    state.surface_pressure_pa.assign(cells, met.surface_pressure_pa);
    state.friction_velocity_m_s.assign(cells, met.friction_velocity_m_s);
    state.obukhov_length_m.assign(cells, met.obukhov_length_m);
    state.convective_velocity_m_s.assign(cells, met.convective_velocity_m_s);
    state.mixing_height_m.assign(cells, met.mixing_height_m);
    state.roughness_length_m.assign(cells, met.roughness_length_m);
    state.precipitation_mm_h.assign(cells, met.precipitation_mm_h);
    state.relative_humidity_frac.assign(cells, met.relative_humidity_frac);
    return state;
}

std::array<std::shared_ptr<const MetState>, 2> ConstantMetProvider::bracket(UtcTime t) {
    constexpr std::int64_t k_hour_s = 3600;
    std::int64_t past = t.seconds % k_hour_s;
    if (past < 0) past += k_hour_s;
    const UtcTime start = t - past;
    if (!last_[0] || last_[0]->time != start) {
        last_ = {std::make_shared<const MetState>(constant_state(grid_, met_, start)),
                 std::make_shared<const MetState>(constant_state(grid_, met_, start + k_hour_s))};
    }
    if (past == 0) return {last_[0], last_[0]};
    return last_;
}

}  // namespace lantian
