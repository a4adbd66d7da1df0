#pragma once

#include <array>
#include <cstddef>

namespace lantian {

/// Salts whose dissolved amounts carry the aerosol's water (Zdanovskii-Stokes-Robinson rule).
enum Salt : std::size_t {
    salt_nacl,
    salt_na2so4,
    salt_nano3,
    salt_nh42so4,
    salt_nh4no3,
    salt_nh4cl,
    salt_h2so4,
    salt_nh4hso4,
    salt_nahso4,  ///< stands for KHSO4 too
    salt_lc,      ///< (NH4)3H(SO4)2
    salt_cano32,
    salt_cacl2,
    salt_k2so4,
    salt_kno3,
    salt_kcl,
    salt_mgso4,
    salt_mgno32,
    salt_mgcl2,
    k_salts
};

/// Above this humidity the water grows without bound; higher ones count as this.
inline constexpr double k_highest_humidity = 0.995;

/// Water that one mole of each dissolved salt holds, kg mol-1 (the reciprocal of its binary molality at aw = RH).
/// relative_humidity: 0-1, clamped to 0.01...0.995. Table of 0.01 steps, linear in molality between them.
[[nodiscard]] std::array<double, k_salts> water_per_salt(double relative_humidity) noexcept;

}  // namespace lantian
