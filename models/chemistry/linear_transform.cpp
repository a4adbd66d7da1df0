#include "models/chemistry/linear_transform.hpp"

#include <cmath>

namespace lantian {

namespace {

constexpr double k_per_hour_s = 1.0 / 3600.0;

}  // namespace

LinearRates linear_rates(const Scenario::Chemistry& chemistry, bool day) noexcept {
    if (chemistry.scheme == "none") return {0.0, 0.0};
    return {(day ? chemistry.so2_day_per_h : chemistry.so2_night_per_h) * k_per_hour_s,
            (day ? chemistry.nox_day_per_h : chemistry.nox_night_per_h) * k_per_hour_s};
}

LinearShares linear_shares(LinearRates rates, double dt_s) noexcept {
    return {-std::expm1(-rates.so2_per_s * dt_s), -std::expm1(-rates.nox_per_s * dt_s)};
}

Transformed transform(CarriedMass& mass_kg, LinearShares shares) noexcept {
    double& so2 = mass_kg[index(Carried::so2)];
    double& nox = mass_kg[index(Carried::nox)];
    const double so2_lost = so2 * shares.so2_frac;
    const double nox_lost = nox * shares.nox_frac;
    const Transformed moved{so2_lost, so2_lost * k_so4_per_so2, nox_lost, nox_lost * k_no3_per_no2};
    so2 -= moved.so2_kg;
    nox -= moved.nox_kg;
    mass_kg[index(Carried::so4)] += moved.so4_kg;
    mass_kg[index(Carried::no3)] += moved.no3_kg;
    return moved;
}

}  // namespace lantian
