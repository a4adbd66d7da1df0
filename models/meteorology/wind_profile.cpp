#include "models/meteorology/wind_profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "models/meteorology/surface_layer.hpp"

namespace lantian {

int stability_class(double inverse_obukhov_m) noexcept {
    constexpr std::array k_upper{-0.1, -0.03, -0.008, 0.008, 0.03};
    int result = 0;
    for (const double limit : k_upper) result += inverse_obukhov_m >= limit ? 1 : 0;
    return result;
}

double power_law_exponent(int stability_class, bool urban) noexcept {
    constexpr std::array k_rural{0.07, 0.07, 0.10, 0.15, 0.35, 0.55};
    constexpr std::array k_urban{0.15, 0.15, 0.20, 0.25, 0.30, 0.30};
    const auto c = static_cast<std::size_t>(std::clamp(stability_class, 0, 5));
    return urban ? k_urban[c] : k_rural[c];
}

double similarity_top_m(double anemometer_m, double inverse_obukhov_m, double mixing_height_m) noexcept {
    const double top = inverse_obukhov_m < 0.0 ? k_similarity_top_m : std::min(mixing_height_m, k_similarity_top_m);
    return std::max(top, anemometer_m);
}

double profile_ratio(double z_m, double anemometer_m, double roughness_m, double inverse_obukhov_m,
                     double mixing_height_m, bool urban) noexcept {
    const double top = similarity_top_m(anemometer_m, inverse_obukhov_m, mixing_height_m);
    const double length = length_of_inverse_m(inverse_obukhov_m);
    const double below =
        std::max(0.0, similarity_ratio(anemometer_m, std::clamp(z_m, 1.5 * roughness_m, top), roughness_m, length));
    if (z_m <= top) return below;
    return below * std::pow(std::min(z_m, std::max(k_power_law_top_m, top)) / top,
                            power_law_exponent(stability_class(inverse_obukhov_m), urban));
}

}  // namespace lantian
