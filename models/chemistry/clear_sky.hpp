#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/data/mechanism.hpp"

namespace lantian {

/// J = l mu^m exp(-n/mu), mu = cosine of the solar zenith angle (Saunders et al. 2003).
struct ClearSkyRate {
    int number;
    double l, m, n;
};

/// Coefficients of the Master Chemical Mechanism 3.3.1, or nullptr.
[[nodiscard]] const ClearSkyRate* find_clear_sky_rate(int number);

/// s-1; 0 for mu <= 1e-4.
[[nodiscard]] double clear_sky_per_s(const ClearSkyRate& rate, double cos_zenith) noexcept;

/// Which MCM rates stand for a photolysis label: what the mechanism declares, else the built-in table of carbon-bond
/// labels. Empty when neither knows it.
[[nodiscard]] std::optional<ClearSkyParts> clear_sky_parts(const Mechanism& mechanism, const std::string& label);

/// Sum of the parts, s-1.
[[nodiscard]] double clear_sky_per_s(const ClearSkyParts& parts, double cos_zenith);

/// Factor on clear-sky rates by cloud (Chang et al. 1987). cloud_frac 0-1; optical_depth of the cloud; below 5 it
/// counts as none.
enum class CloudPlace { below, above };
[[nodiscard]] double cloud_factor(CloudPlace place, double cloud_frac, double optical_depth, double cos_zenith,
                                  double above_alpha = 1.2) noexcept;

/// mu = sin(lat) sin(dec) + cos(lat) cos(dec) cos(2 pi (hour - 12)/24), solar time.
[[nodiscard]] double cos_zenith(double latitude_deg, double declination_deg, double solar_hour) noexcept;

}  // namespace lantian
