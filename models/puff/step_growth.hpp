#pragma once

#include "models/puff/dispersion.hpp"
#include "models/puff/growth.hpp"
#include "models/puff/near_surface.hpp"
#include "models/puff/step.hpp"

namespace lantian {

// Growth of one puff over a sub-step by the law that the scenario has chosen.

[[nodiscard]] NearSurface near_surface(const MetSample& met) noexcept;

/// Vertical spread after dt_s, `above` as of elevated_frac(): by the diffusivity of the surface layer on the ground, by
/// sigma_w above it. draught_m: integral of sigma_w over the time in draughts, below 0 where they do not carry the
/// puff.
[[nodiscard]] double grown_sigma_z(double sigma_z_m, double z_m, double above, double sigma_w_m_s, double dt_s,
                                   bool stable, const MetSample& met, double draught_m) noexcept;

/// Diffusion beyond this many cells of the weather would count twice what the wind field resolves (puffs.long_range).
inline constexpr double k_widest_cells = 2.0;

/// What the growth laws of the options see of one sub-step.
struct GrowthStep {
    double sigma_v_m_s, sigma_w_m_s, path_m, dt_s;
    bool stable;
    StabilityClass stability;
};

/// Lateral spread by the laws of puffs.dispersion other than turbulence, which `turbulence` (spread, time) gives.
template <typename Turbulence>
double grown_lateral(const StepContext& c, double sigma_m, const GrowthStep& s, Turbulence&& turbulence) {
    const auto law = [&](double sigma, double time_s) {
        switch (c.law) {
            case GrowthLaw::draxler:
                return grow_sigma_y_m(sigma, s.sigma_v_m_s, time_s);
            case GrowthLaw::class_rural:
            case GrowthLaw::class_urban:
                return grow_class_sigma_y_m(c.law == GrowthLaw::class_rural, s.stability, sigma,
                                            s.path_m * time_s / s.dt_s);
            case GrowthLaw::turbulence:
                break;
        }
        return turbulence(sigma, time_s);
    };
    if (c.far == LongRange::none) return law(sigma_m, s.dt_s);
    return grow_long_range_m(sigma_m, s.dt_s, k_widest_cells * c.window.cell_m(), law);
}

/// The vertical counterpart; sigma_y_m: at the start.
template <typename Turbulence>
double grown_vertical(const StepContext& c, double sigma_m, double sigma_y_m, const GrowthStep& s,
                      Turbulence&& turbulence) {
    if (c.far == LongRange::both && sigma_y_m >= k_long_range_join_m)
        return grow_heffter_sigma_z_m(s.stability, sigma_m, s.dt_s);
    switch (c.law) {
        case GrowthLaw::draxler:
            return grow_sigma_z_m(sigma_m, s.sigma_w_m_s, s.dt_s, s.stable);
        case GrowthLaw::class_rural:
        case GrowthLaw::class_urban:
            return grow_class_sigma_z_m(c.law == GrowthLaw::class_rural, s.stability, sigma_m, s.path_m);
        case GrowthLaw::turbulence:
            break;
    }
    return turbulence();
}

}  // namespace lantian
