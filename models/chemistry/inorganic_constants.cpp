#include "models/chemistry/inorganic_constants.hpp"

#include <algorithm>
#include <cmath>

namespace lantian {

namespace {

constexpr double k_reference_k = 298.15;

/// van 't Hoff with heat capacity: ln K = ln K0 + a (T0/T - 1) + b (1 + ln(T0/T) - T0/T).
struct Law {
    double ln_k0, a, b;
};

struct Temperatures {
    double a, b;
    explicit Temperatures(double temperature_k) noexcept {
        const double ratio = k_reference_k / temperature_k;
        a = ratio - 1.0;
        b = 1.0 + std::log(ratio) - ratio;
    }
    [[nodiscard]] double operator()(const Law& law) const noexcept { return law.ln_k0 + law.a * a + law.b * b; }
};

}  // namespace

InorganicConstants inorganic_constants(double temperature_k) noexcept {
    // Logarithms of 1.015e-2, 57.639 * 1.805e-5 / 1.010e-14, 2.511e6, 1.971e6, 1.010e-14.
    static const Law bisulfate{std::log(1.015e-2), 8.85, 25.140};
    static const Law ammonia{std::log(57.639 * 1.805e-5 / 1.010e-14), 13.79 - 1.50 + 22.52, -5.393};
    static const Law nitric{std::log(2.511e6), 29.17, 16.830};
    static const Law chloric{std::log(1.971e6), 30.20, 19.910};
    static const Law water{std::log(1.010e-14), -22.52, 26.920};
    const Temperatures at(temperature_k);
    return {at(bisulfate), at(ammonia), at(nitric), at(chloric), at(water)};
}

std::array<double, k_solids> solid_constants(double temperature_k, bool mozurkewich) noexcept {
    const Temperatures at(temperature_k);
    std::array<double, k_solids> ln_k{};
    const auto set = [&](Solid solid, double k0, double a, double b) { ln_k[solid] = at(Law{std::log(k0), a, b}); };
    set(solid_nano3, 11.977, -8.22, 16.010);
    if (mozurkewich)
        set(solid_nh4no3, 4.199e-17, -74.7351, 6.025);
    else
        set(solid_nh4no3, 5.746e-17, -74.38, 6.120);
    set(solid_nacl, 37.661, -1.56, 16.900);
    set(solid_nh4cl, 1.086e-16, -71.00, 2.400);
    set(solid_na2so4, 0.4799, 0.98, 39.500);
    set(solid_nh42so4, 1.817, -2.65, 38.570);
    set(solid_nahso4, 2.413e4, 0.79, 14.746);
    set(solid_nh4hso4, 1.382e2, -2.87, 15.830);
    set(solid_lc, 29.268, -5.19, 54.400);
    set(solid_cano32, 6.067e5, 0.0, 0.0);
    set(solid_cacl2, 7.974e11, 0.0, 0.0);
    set(solid_k2so4, 1.569e-2, -9.585, 45.81);
    set(solid_khso4, 24.016, -8.423, 17.96);
    set(solid_kno3, 0.872, -14.08, 19.39);
    set(solid_kcl, 8.680, -6.902, 19.95);
    set(solid_mgso4, 1.079e5, 0.0, 0.0);
    set(solid_mgno32, 2.507e15, 0.0, 0.0);
    set(solid_mgcl2, 9.557e21, 0.0, 0.0);
    return ln_k;
}

std::array<double, k_solids> deliquescence(double temperature_k) noexcept {
    const double warmer = 1.0 / temperature_k - 1.0 / k_reference_k;
    std::array<double, k_solids> rh{};
    const auto set = [&](Solid solid, double at_298, double slope) { rh[solid] = at_298 * std::exp(slope * warmer); };
    set(solid_nano3, 0.7379, 304.0);
    set(solid_nh4no3, 0.6183, 852.0);
    set(solid_nacl, 0.7528, 25.0);
    set(solid_nh4cl, 0.7710, 239.0);
    set(solid_na2so4, 0.9300, 80.0);
    set(solid_nh42so4, 0.7997, 80.0);
    set(solid_nahso4, 0.5200, -45.0);
    set(solid_nh4hso4, 0.4000, 384.0);
    set(solid_lc, 0.6900, 186.0);
    rh[solid_caso4] = 1.0;
    set(solid_cano32, 0.4906, 509.4);
    set(solid_cacl2, 0.2830, 551.1);
    set(solid_k2so4, 0.9750, 35.6);
    set(solid_khso4, 0.8600, 0.0);
    set(solid_kno3, 0.9248, 0.0);
    set(solid_kcl, 0.8426, 159.0);
    set(solid_mgso4, 0.8613, -714.45);
    set(solid_mgno32, 0.5400, 230.2);
    set(solid_mgcl2, 0.3284, 42.23);
    return rh;
}

}  // namespace lantian
