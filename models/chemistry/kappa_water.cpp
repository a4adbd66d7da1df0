#include "models/chemistry/kappa_water.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace lantian {

namespace {

constexpr double k_water_density_kg_m3 = 1000.0;

}  // namespace

double kappa_water_volume(std::span<const HygroscopicPart> parts, double relative_humidity) noexcept {
    const double aw = std::clamp(relative_humidity, 0.0, 0.99);
    double uptake = 0.0;
    for (const HygroscopicPart& part : parts) uptake += part.volume * part.kappa;
    return uptake * aw / (1.0 - aw);
}

double kappa_water_ug_m3(const FineMass& dry, double relative_humidity) noexcept {
    const std::array parts{HygroscopicPart{dry.ammonium_sulfate / 1770.0, k_kappa_ammonium_sulfate},
                           HygroscopicPart{dry.ammonium_nitrate / 1720.0, k_kappa_ammonium_nitrate},
                           HygroscopicPart{dry.organic / 1400.0, k_kappa_organic},
                           HygroscopicPart{dry.black_carbon / 1800.0, k_kappa_black_carbon}};
    return kappa_water_volume(parts, relative_humidity) * k_water_density_kg_m3;
}

double lognormal_moment(const LognormalMode& mode, double k) noexcept {
    const double s = std::log(mode.sigma);
    return std::pow(mode.diameter_um, k) * std::exp(0.5 * k * k * s * s);
}

double mass_share_below(const LognormalMode& mode, double diameter_um) noexcept {
    if (diameter_um <= 0.0) return 0.0;
    const double s = std::log(mode.sigma);
    // The mass is log-normal too, about Dg exp(3 ln^2 s) (Hatch and Choate 1929).
    const double z = (std::log(diameter_um / mode.diameter_um) - 3.0 * s * s) / (s * std::numbers::sqrt2);
    return 0.5 * std::erfc(-z);
}

}  // namespace lantian
