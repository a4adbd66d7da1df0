#include "models/puff/growth.hpp"

#include <cmath>

namespace lantian {

GrowthLaw growth_law(std::string_view dispersion) noexcept {
    if (dispersion == "draxler") return GrowthLaw::draxler;
    if (dispersion == "class_rural") return GrowthLaw::class_rural;
    if (dispersion == "class_urban") return GrowthLaw::class_urban;
    return GrowthLaw::turbulence;
}

LongRange long_range(std::string_view word) noexcept {
    if (word == "lateral") return LongRange::lateral;
    return word == "both" ? LongRange::both : LongRange::none;
}

StabilityClass curve_class(double inverse_obukhov_m) noexcept {
    if (inverse_obukhov_m < 0.0) {
        if (inverse_obukhov_m < -1.0 / 10.0) return StabilityClass::a;
        if (inverse_obukhov_m < -1.0 / 25.0) return StabilityClass::b;
        return inverse_obukhov_m < -1.0 / 100.0 ? StabilityClass::c : StabilityClass::d;
    }
    if (inverse_obukhov_m >= 1.0 / 25.0) return StabilityClass::f;
    return inverse_obukhov_m > 1.0 / 150.0 ? StabilityClass::e : StabilityClass::d;
}

double grow_class_sigma_y_m(bool rural, StabilityClass stability, double sigma_m, double path_m) noexcept {
    const double x = class_sigma_y_distance_m(rural, stability, sigma_m);
    const double grown =
        rural ? briggs_rural_sigma_y_m(stability, x + path_m) : briggs_urban_sigma_y_m(stability, x + path_m);
    return grown > sigma_m ? grown : sigma_m;
}

double grow_class_sigma_z_m(bool rural, StabilityClass stability, double sigma_m, double path_m) noexcept {
    const double x = class_sigma_z_distance_m(rural, stability, sigma_m);
    if (std::isinf(x)) return sigma_m;
    const double grown =
        rural ? briggs_rural_sigma_z_m(stability, x + path_m) : briggs_urban_sigma_z_m(stability, x + path_m);
    return grown > sigma_m ? grown : sigma_m;
}

double grow_heffter_sigma_z_m(StabilityClass stability, double sigma_m, double dt_s) noexcept {
    return std::hypot(sigma_m, heffter_sigma_z_m(stability, dt_s));
}

}  // namespace lantian
