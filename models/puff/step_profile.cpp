#include "models/puff/step_profile.hpp"

#include <algorithm>

#include "models/puff/vertical.hpp"

namespace lantian {

void loft(Profile& profile, const PathPoint& at, double lid_m) noexcept {
    profile.mirrored = true;
    profile.above_lid_m = std::max(0.0, at.height_m - lid_m);
    profile.lofting_m = at.lofting_m;
}

double density_at(double height_m, double z_m, double sigma_z_m, double lid_m, const Profile& profile) noexcept {
    if (z_m > lid_m) return 0.0;
    const double height = std::min(height_m, lid_m);
    const double centre = std::clamp(z_m, 0.0, lid_m);
    double density = 0.0;
    if (profile.skewed_frac < 1.0)
        density = (1.0 - profile.skewed_frac) * shaped_density_per_m(height, centre, sigma_z_m, lid_m, profile.shape);
    if (profile.mirrored)
        return lofted_density_per_m(height, centre + profile.above_lid_m, sigma_z_m, profile.draught_m,
                                    profile.draughts, lid_m, profile.lofting_m);
    if (profile.skewed_frac > 0.0)
        density += profile.skewed_frac *
                   skewed_density_per_m(height, centre, sigma_z_m, profile.draught_m, profile.draughts, lid_m);
    return density;
}

SkewedVelocity draughts_of(const MetSample& met, double z_m, double sigma_w_m_s) noexcept {
    const double third = aermod_third_moment_m3_s3(met.convective_velocity_m_s, z_m, met.mixing_height_m);
    return skewed_velocity(1.0, third / (sigma_w_m_s * sigma_w_m_s * sigma_w_m_s));
}

SkewedVelocity narrowed(SkewedVelocity v, double share) noexcept {
    v.up_sigma_m_s *= share;
    v.down_sigma_m_s *= share;
    return v;
}

double Hills::density(double height_m, double receptor_ground_m, double z_m, double sigma_z_m,
                      double lid_m) const noexcept {
    if (z_m > lid_m) return 0.0;
    const double climb = receptor_ground_m - ground_m;
    if (effect == TerrainEffect::partial_height) {
        return vertical_density_per_m(std::min(height_m, lid_m), partial_height_m(std::max(0.0, z_m), climb, stability),
                                      sigma_z_m, lid_m);
    }
    return blended_density_per_m(height_m, climb, dividing_streamline_m(climb, wind_m_s, brunt_vaisala_per_s),
                                 std::max(0.0, z_m), sigma_z_m, lid_m);
}

}  // namespace lantian
