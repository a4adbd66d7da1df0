#include "models/puff/outflow.hpp"

#include <algorithm>
#include <cmath>

namespace lantian {

namespace {

constexpr double k_joule_per_calorie = 4.184;
constexpr double k_flame_speed_m_s = 20.0;
constexpr double k_flame_temperature_k = 1273.0;
constexpr double k_cap_diameters = 3.0;

}  // namespace

StackFlow flare_flow(double height_m, double heat_release_w, double radiated_frac) noexcept {
    const double heat_cal_s = heat_release_w / k_joule_per_calorie;
    return {height_m + 4.56e-3 * std::pow(heat_cal_s, 0.478), 9.88e-4 * std::sqrt(heat_cal_s * (1.0 - radiated_frac)),
            k_flame_speed_m_s, k_flame_temperature_k};
}

std::optional<Outflow> outflow_of(const Source& source) {
    if (source.flare)
        return Outflow{flare_flow(source.release_height_m, source.flare->heat_release_w, source.flare->radiated_frac)};
    if (!source.stack) return std::nullopt;
    const Stack& stack = *source.stack;
    return Outflow{{source.release_height_m, stack.diameter_m, stack.exit_speed_m_s, stack.exit_temperature_k},
                   stack.outlet,
                   stack.count,
                   stack.spacing_m};
}

double merged_rise_factor(double count, double spacing_m, double single_rise_m) noexcept {
    if (!(count > 1.0) || !(single_rise_m > 0.0)) return 1.0;
    const double spread = (count - 1.0) * spacing_m / (std::cbrt(count) * single_rise_m);
    const double s = 6.0 * spread * std::sqrt(spread);
    return std::cbrt((count + s) / (1.0 + s));
}

Rise outflow_rise(const Outflow& outflow, const StackAir& air, double minimum_wind_m_s) noexcept {
    Rise rise = outflow.outlet == Outlet::vertical ? briggs_rise(outflow.flow, air, minimum_wind_m_s)
                                                   : briggs_buoyant_rise(outflow.flow, air, minimum_wind_m_s);
    if (outflow.count > 1.0) {
        const double factor = merged_rise_factor(outflow.count, outflow.spacing_m, rise.final_m);
        rise.final_m *= factor;
        rise.rate *= factor;
        rise.buoyancy_flux_m4_s3 *= factor * factor * factor;
    }
    return rise;
}

double outflow_mouth_m(const Outflow& outflow, double wind_m_s) noexcept {
    switch (outflow.outlet) {
        case Outlet::horizontal:
            return outflow.flow.height_m;
        case Outlet::capped:
            return std::max(0.0, outflow.flow.height_m - k_cap_diameters * outflow.flow.diameter_m);
        case Outlet::vertical:
            break;
    }
    return stack_tip_downwash_height_m(outflow.flow, wind_m_s);
}

}  // namespace lantian
