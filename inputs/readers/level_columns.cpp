#include "inputs/readers/level_columns.hpp"

#include <algorithm>
#include <cmath>

#include "core/base/constants.hpp"

namespace lantian::columns {

namespace {

using constants::k_dry_air_gas_constant_j_kg_k;
using constants::k_gravity_m_s2;
using constants::k_zero_celsius_k;

constexpr double k_vapour_ratio = 0.622;  // molar mass of water over that of dry air
constexpr double k_virtual = 1.0 / k_vapour_ratio - 1.0;

double virtual_temperature_k(double temperature_k, double humidity) {
    return temperature_k * (1.0 + k_virtual * humidity);
}

}  // namespace

void specific_from_relative(std::span<double> humidity, std::span<const double> temperature_k,
                            std::span<const double> pressure_pa) {
    for (std::size_t k = 0; k < humidity.size(); ++k) {
        const double celsius = temperature_k[k] - k_zero_celsius_k;
        const double saturation_pa = 610.94 * std::exp(17.625 * celsius / (celsius + 243.04));
        // In thin air high up the formula would give more vapour than air.
        const double vapour_pa = std::min(std::max(humidity[k], 0.0) * saturation_pa, 0.1 * pressure_pa[k]);
        humidity[k] = k_vapour_ratio * vapour_pa / (pressure_pa[k] - (1.0 - k_vapour_ratio) * vapour_pa);
    }
}

std::vector<double> model_level_pressure(std::span<const double> a_pa, std::span<const double> b, std::size_t first,
                                         std::size_t last, std::span<const double> surface_pressure_pa) {
    std::vector<double> out;
    for (std::size_t n = last; n >= first; --n) {
        for (const double ps : surface_pressure_pa)
            out.push_back(0.5 * (a_pa[n - 1] + a_pa[n] + (b[n - 1] + b[n]) * ps));
    }
    return out;
}

std::vector<double> model_level_height(std::span<const double> a_pa, std::span<const double> b, std::size_t first,
                                       std::size_t last, std::span<const double> surface_pressure_pa,
                                       std::span<const double> temperature_k,
                                       std::span<const double> specific_humidity) {
    const std::size_t plane = surface_pressure_pa.size();
    std::vector<double> out((last - first + 1) * plane), half(plane, 0.0);
    std::size_t at = 0;
    for (std::size_t n = last; n >= first; --n) {
        for (std::size_t k = 0; k < plane; ++k, ++at) {
            const double ps = surface_pressure_pa[k];
            const double below = a_pa[n] + b[n] * ps, above = a_pa[n - 1] + b[n - 1] * ps;
            const double scale =
                k_dry_air_gas_constant_j_kg_k *
                virtual_temperature_k(temperature_k[at], specific_humidity.empty() ? 0.0 : specific_humidity[at]) /
                k_gravity_m_s2;
            const double ratio = above > 0.0 ? std::log(below / above) : 0.0;
            const double alpha = above > 0.0 ? 1.0 - above / (below - above) * ratio : std::log(2.0);
            out[at] = half[k] + alpha * scale;
            half[k] += ratio * scale;
        }
    }
    return out;
}

std::vector<double> hydrostatic_height(std::span<const double> pressure_pa, std::span<const double> temperature_k,
                                       std::span<const double> specific_humidity,
                                       std::span<const double> surface_pressure_pa) {
    const std::size_t plane = surface_pressure_pa.size(), levels = temperature_k.size() / plane;
    std::vector<double> out(temperature_k.size());
    const auto virtual_at = [&](std::size_t k) {
        return virtual_temperature_k(temperature_k[k], specific_humidity.empty() ? 0.0 : specific_humidity[k]);
    };
    for (std::size_t k = 0; k < plane; ++k) {
        // The lowest level above ground, or the highest of all.
        std::size_t base = 0;
        while (base + 1 < levels && !(pressure_pa[base * plane + k] < surface_pressure_pa[k])) ++base;
        const double r_g = k_dry_air_gas_constant_j_kg_k / k_gravity_m_s2;
        const std::size_t b = base * plane + k;
        out[b] = r_g * virtual_at(b) * std::log(surface_pressure_pa[k] / pressure_pa[b]);
        for (std::size_t n = base + 1; n < levels; ++n) {
            const std::size_t here = n * plane + k, below = here - plane;
            out[here] = out[below] + r_g * 0.5 * (virtual_at(here) + virtual_at(below)) *
                                         std::log(pressure_pa[below] / pressure_pa[here]);
        }
        for (std::size_t n = base; n-- > 0;) {
            const std::size_t here = n * plane + k, above = here + plane;
            out[here] = out[above] - r_g * 0.5 * (virtual_at(here) + virtual_at(above)) *
                                         std::log(pressure_pa[here] / pressure_pa[above]);
        }
    }
    return out;
}

std::vector<double> altitude_of_pressure(std::span<const double> pressure_pa, std::span<const double> altitude_m,
                                         std::span<const double> surface_pressure_pa) {
    const std::size_t plane = surface_pressure_pa.size(), levels = altitude_m.size() / plane;
    std::vector<double> out(plane);
    for (std::size_t k = 0; k < plane; ++k) {
        std::size_t above = 1;
        while (above + 1 < levels && pressure_pa[above * plane + k] > surface_pressure_pa[k]) ++above;
        const std::size_t b = above * plane + k, a = b - plane;
        const double share =
            std::log(pressure_pa[a] / surface_pressure_pa[k]) / std::log(pressure_pa[a] / pressure_pa[b]);
        out[k] = altitude_m[a] + share * (altitude_m[b] - altitude_m[a]);
    }
    return out;
}

}  // namespace lantian::columns
