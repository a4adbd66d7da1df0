#pragma once

namespace lantian {

/// A building as the wind sees it. All > 0.
struct BuildingSize {
    double height_m, width_m, length_m;  ///< width across, length along the wind
};

/// The flow around a building by PRIME (Schulman, Strimaitis and Scire 2000; Weil 1996; Wilson 1979; Fackrell 1984).
/// x: from the windward face, downwind; y: from the centre line; z: above ground; m. Theory page, section 1.5.
class BuildingWake {
  public:
    explicit BuildingWake(BuildingSize size) noexcept;

    [[nodiscard]] const BuildingSize& size() const { return b_; }
    [[nodiscard]] double scale_m() const { return scale_m_; }              ///< R
    [[nodiscard]] double roof_cavity_m() const { return roof_cavity_m_; }  ///< Lc
    [[nodiscard]] double highest_cavity_m() const { return highest_m_; }   ///< HR
    [[nodiscard]] double near_wake_m() const { return near_wake_m_; }      ///< LR, from the lee face
    [[nodiscard]] double cavity_end_m() const { return b_.length_m + near_wake_m_; }
    [[nodiscard]] bool reattached() const { return roof_cavity_m_ < b_.length_m; }

    [[nodiscard]] double cavity_top_m(double x_m) const noexcept;         ///< 0 outside 0 <= x < L + LR
    [[nodiscard]] double cavity_half_width_m(double x_m) const noexcept;  ///< likewise
    [[nodiscard]] double wake_top_m(double x_m) const noexcept;           ///< hw; 0 for x < 0
    [[nodiscard]] double wake_half_width_m(double x_m) const noexcept;    ///< yw; 0 for x < 0
    [[nodiscard]] bool in_cavity(double x_m, double y_m, double z_m) const noexcept;
    [[nodiscard]] bool in_wake(double x_m, double y_m, double z_m) const noexcept;

    /// Share of the wind that is missing on the centre line: 0.7 at the lee face, falling with the power 2/3.
    [[nodiscard]] double wind_deficit(double x_m) const noexcept;
    /// Wind over undisturbed wind, 0.01 to 1.
    [[nodiscard]] double wind_ratio(double x_m, double y_m, double z_m) const noexcept;
    /// Slope of the mean streamlines.
    [[nodiscard]] double streamline_slope(double x_m, double y_m, double z_m) const noexcept;

    /// Intensities of turbulence, sigma_w/u and sigma_v/u, where the surroundings have `ambient`.
    [[nodiscard]] double vertical_intensity(double x_m, double ambient) const noexcept;
    [[nodiscard]] double lateral_intensity(double x_m, double ambient) const noexcept;
    /// Where the wake's turbulence has fallen to about that of the surroundings, at most 15 R behind the lee face.
    [[nodiscard]] double vertical_end_m(double ambient) const noexcept;
    [[nodiscard]] double lateral_end_m(double ambient) const noexcept;

  private:
    [[nodiscard]] double intensity(double x_m, double ambient, double highest) const noexcept;
    [[nodiscard]] double turbulent_end_m(double ambient, double highest) const noexcept;

    BuildingSize b_;
    double scale_m_, roof_cavity_m_, highest_m_, near_wake_m_;
};

/// What a cavity that has caught some of the plume lets go again, at the ground.
struct CavitySpread {
    double sigma_y_m, sigma_z_m;
};
/// sigma_y_entry_m: of the plume where it meets the wake; wind_ratio: wind at roof height over wind at stack height.
[[nodiscard]] CavitySpread cavity_spread(const BuildingWake& wake, double sigma_y_entry_m, double wind_ratio) noexcept;

}  // namespace lantian
