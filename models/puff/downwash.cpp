#include "models/puff/downwash.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "models/puff/aermod_spread.hpp"
#include "models/puff/dispersion.hpp"

namespace lantian {

namespace {

constexpr double k_gentle_slope = 0.3420201433;       // sin 20 degrees: only then the plume may enter the wake (PRIME)
constexpr double k_influence_scales = 15.0;           // streamlines are followed this many R behind the lee face
constexpr double k_mix_from = 0.85, k_mix_to = 1.15;  // of LR: where cavity and wake are mixed
constexpr double k_least_wind_m_s = 0.05;             // in the cavity
constexpr double k_resolution = 20.0;                 // steps per R in the wake

double share_within(double low, double high, double centre, double sigma) {
    const double root = std::numbers::sqrt2 * sigma;
    return 0.5 * (std::erf((high - centre) / root) - std::erf((low - centre) / root));
}

/// Spreads in the wake from the place where a plume or the cavity's release enters it, tabulated.
class WakeSpread {
  public:
    WakeSpread(const BuildingWake& wake, double entry_m, double sigma_y_m, double sigma_z_m, double lateral_ambient,
               double vertical_ambient)
        : entry_m_(entry_m),
          step_m_(wake.scale_m() / k_resolution),
          near_end_m_(entry_m + wake.near_wake_m()),
          end_y_m_(std::max(entry_m, wake.lateral_end_m(lateral_ambient))),
          end_z_m_(std::max(entry_m, wake.vertical_end_m(vertical_ambient))) {
        // Near wake: sigma grows by the intensity; far wake: by a diffusivity of intensity and size of the wake, joined
        // without a step in growth. Midpoint rule.
        y_ = table(
            sigma_y_m, end_y_m_, [&](double x) { return wake.lateral_intensity(x, lateral_ambient); },
            [&](double x) { return wake.wake_half_width_m(x); });
        z_ = table(
            sigma_z_m, end_z_m_, [&](double x) { return wake.vertical_intensity(x, vertical_ambient); },
            [&](double x) { return wake.wake_top_m(x); });
    }

    [[nodiscard]] double entry_m() const { return entry_m_; }
    [[nodiscard]] double end_m() const { return std::max(end_y_m_, end_z_m_); }
    [[nodiscard]] double end_y_m() const { return end_y_m_; }
    [[nodiscard]] double end_z_m() const { return end_z_m_; }
    /// Beyond the end of each: the value there.
    [[nodiscard]] double sigma_y_m(double x) const { return value(y_, std::min(x, end_y_m_)); }
    [[nodiscard]] double sigma_z_m(double x) const { return value(z_, std::min(x, end_z_m_)); }
    [[nodiscard]] double sigma_z_growth(double x) const {
        if (x < entry_m_ || x >= end_z_m_) return 0.0;
        return (value(z_, x + 0.5 * step_m_) - value(z_, std::max(entry_m_, x - 0.5 * step_m_))) /
               (std::min(x - entry_m_, 0.5 * step_m_) + 0.5 * step_m_);
    }

  private:
    template <typename Intensity, typename Size>
    [[nodiscard]] std::vector<double> table(double sigma, double end_m, Intensity&& intensity, Size&& size) const {
        std::vector<double> out{sigma};
        double factor = 0.0;  // sigma over size where the far wake begins
        for (double x = entry_m_; x < end_m + step_m_; x += step_m_) {
            const double middle = x + 0.5 * step_m_;
            if (middle < near_end_m_) {
                sigma += step_m_ * intensity(middle);
            } else {
                if (factor == 0.0) factor = sigma / size(x);
                sigma = std::sqrt(sigma * sigma + 2.0 * factor * step_m_ * intensity(middle) * size(middle));
            }
            out.push_back(sigma);
        }
        return out;
    }
    [[nodiscard]] double value(const std::vector<double>& table, double x) const {
        const double at = std::clamp((x - entry_m_) / step_m_, 0.0, static_cast<double>(table.size() - 1));
        const auto k = std::min(static_cast<std::size_t>(at), table.size() - 2);
        return table[k] + (at - static_cast<double>(k)) * (table[k + 1] - table[k]);
    }

    double entry_m_, step_m_, near_end_m_, end_y_m_, end_z_m_;
    std::vector<double> y_, z_;
};

/// The air around a building, and the memory of where the plume has met its wake.
class WakeMedium final : public RiseMedium {
  public:
    WakeMedium(const AirColumn& air, const BuildingWake& wake, const BuildingFace& face, const AmbientSpread& ambient)
        : air_(air), wake_(wake), ambient_(ambient), x0_m_(-face.along_m), y_m_(-face.across_m) {}

    [[nodiscard]] double x(double distance_m) const { return x0_m_ + distance_m; }
    [[nodiscard]] double y_m() const { return y_m_; }
    [[nodiscard]] double influence_end_m() const {
        return wake_.size().length_m + k_influence_scales * wake_.scale_m();
    }
    [[nodiscard]] const std::optional<WakeSpread>& spread() const { return spread_; }

    [[nodiscard]] PlumeAir at(double distance_m, double z) const override {
        constexpr double k_half_m = 0.25;
        PlumeAir air = air_.at(distance_m, z);
        const double here = x(distance_m);
        const double ratio = wake_.wind_ratio(here, y_m_, z);
        if (ratio < 1.0) {
            const double change =
                (wake_.wind_ratio(here, y_m_, z + k_half_m) - wake_.wind_ratio(here, y_m_, z - k_half_m)) /
                (2.0 * k_half_m);
            air.wind_change_s = ratio * air.wind_change_s + change * air.wind_m_s;
            air.wind_m_s = std::max(ratio * air.wind_m_s, k_least_wind_m_s);
        }
        return air;
    }
    [[nodiscard]] double streamline_slope(double distance_m, double z) const override {
        const double here = x(distance_m);
        if (here > influence_end_m() || wake_.in_cavity(here, y_m_, z)) return 0.0;
        return wake_.streamline_slope(here, y_m_, z);
    }
    [[nodiscard]] double least_radius_growth(double distance_m) const override {
        return spread_ ? std::sqrt(0.5 * std::numbers::pi) * spread_->sigma_z_growth(x(distance_m)) : 0.0;
    }
    [[nodiscard]] double longest_step_m(double distance_m) const override {
        return x(distance_m) < influence_end_m() ? 0.1 * wake_.scale_m() : 1e9;
    }
    void passed(double distance_m, double height_m, double rise_m, double steepness) override {
        if (spread_ || steepness > k_gentle_slope || !wake_.in_wake(x(distance_m), y_m_, height_m)) return;
        const double u = ambient_.wind_m_s;
        spread_.emplace(wake_, x(distance_m), ambient_.sigma_y_m(distance_m, rise_m),
                        ambient_.sigma_z_m(distance_m, rise_m), ambient_.sigma_v_m_s / u, ambient_.sigma_w_m_s / u);
    }

  private:
    const AirColumn& air_;
    const BuildingWake& wake_;
    AmbientSpread ambient_;
    double x0_m_, y_m_;
    std::optional<WakeSpread> spread_;
};

/// Spread past the end of the wake: grows in quadrature as it would without the building.
double past_wake(double sigma_m, double ambient_here_m, double ambient_at_end_m) {
    return std::sqrt(sigma_m * sigma_m +
                     std::max(0.0, ambient_here_m * ambient_here_m - ambient_at_end_m * ambient_at_end_m));
}

/// The largest share of the plume that is inside the cavity at one distance.
double caught_share(const BuildingWake& wake, const PlumePath& path, double x0_m, double y_m, double entry_m) {
    const double length = wake.size().length_m, height = wake.size().height_m, end = wake.cavity_end_m();
    if (entry_m >= end) return 0.0;
    const auto within = [&](const PathPoint& p, double top) {
        return share_within(-top, top, p.height_m, p.sigma_z_m);
    };
    const double below_roof = within(path.at(end - x0_m), height);
    const double from = std::max(entry_m, length);
    constexpr int k_samples = 48;
    double caught = 0.0;
    for (int n = 0; n < k_samples; ++n) {
        const double x = from + (end - from) * n / k_samples;
        const PathPoint p = path.at(x - x0_m);
        const double side = wake.cavity_half_width_m(x);
        caught = std::max(caught, std::min(within(p, wake.cavity_top_m(x)), below_roof) *
                                      share_within(-side, side, y_m, p.sigma_y_m));
    }
    const double late_m = entry_m - length - k_mix_from * wake.near_wake_m();
    const double cap = 1.0 - late_m / ((1.0 - k_mix_from) * wake.near_wake_m());
    return late_m > 0.0 ? std::min(caught, std::max(0.0, cap)) : caught;
}

/// Path of what the cavity lets go: constant spread in the cavity, then the wake's.
PlumePath caught_path(const BuildingWake& wake, const WakeSpread& spread, const CavitySpread& start, double from_m,
                      double wind_m_s) {
    const double length = wake.size().length_m, near = wake.near_wake_m();
    PlumePath path;
    path.sets_spread = true;
    path.wind_m_s = wind_m_s;
    const auto add = [&](double x) {
        const double mix = std::clamp((x - length - k_mix_from * near) / ((k_mix_to - k_mix_from) * near), 0.0, 1.0);
        const double sy = x < spread.entry_m() ? start.sigma_y_m : spread.sigma_y_m(x);
        const double sz = x < spread.entry_m() ? start.sigma_z_m : spread.sigma_z_m(x);
        path.points.push_back({x - from_m, 0.0, 0.0, start.sigma_y_m + mix * (sy - start.sigma_y_m),
                               start.sigma_z_m + mix * (sz - start.sigma_z_m), 0.0});
    };
    add(from_m);
    add(length + k_mix_from * near);
    for (int n = 1; n <= 3; ++n) add(length + (k_mix_from + 0.1 * n) * near);
    double x = length + k_mix_to * near;
    const double end = std::max(spread.end_m(), x);
    while (x < end - 1e-9) {
        x = std::min(end, x + std::max(0.5 * wake.scale_m(), 0.2 * (x - length)));
        add(x);
    }
    return path;
}

}  // namespace

double AmbientSpread::sigma_y_m(double distance_m, double rise_m) const noexcept {
    const double t = distance_m / wind_m_s;
    return std::hypot(start_y_m, aermod_lateral_sigma_m(sigma_v_m_s, t, lateral_rate_per_s), buoyant_spread_m(rise_m));
}

double AmbientSpread::sigma_z_m(double distance_m, double rise_m) const noexcept {
    return std::hypot(start_z_m, draxler_sigma_z_m(sigma_w_m_s, distance_m / wind_m_s, stable),
                      buoyant_spread_m(rise_m));
}

DownwashPlume prime_plume(const Outflow& outflow, double mouth_m, const BuildingFace& face, const AirColumn& air,
                          const AmbientSpread& ambient, double roof_wind_ratio) {
    const BuildingWake wake({face.height_m, face.width_m, face.length_m});
    WakeMedium medium(air, wake, face, ambient);
    const NumericalRise rise = numerical_rise(outflow, mouth_m, medium);
    std::vector<RisePoint> points = rise.points;

    // Past the end of its rise the plume still follows the streamlines (Heun), and may meet the wake.
    while (points.size() < 2 || medium.x(points.back().distance_m) < medium.influence_end_m()) {
        const RisePoint& last = points.back();
        const double left_m = medium.influence_end_m() - medium.x(last.distance_m);
        const double step = std::min(0.25 * wake.scale_m(), std::max(left_m, 0.0) + 1.0);
        const double first = medium.streamline_slope(last.distance_m, last.height_m);
        const double guess = std::max(0.1, last.height_m + first * step);
        const double second = medium.streamline_slope(last.distance_m + step, guess);
        const double height = std::max(0.1, last.height_m + 0.5 * (first + second) * step);
        points.push_back({last.distance_m + step, height, last.radius_m, last.rise_m, last.time_s});
        medium.passed(points.back().distance_m, height, points.back().rise_m, 0.0);
    }

    DownwashPlume out;
    out.buoyancy_flux_m4_s3 = rise.buoyancy_flux_m4_s3;
    out.in_wake = medium.spread().has_value();
    PlumePath& path = out.escaped;
    path.sets_spread = out.in_wake;
    path.wind_m_s = ambient.wind_m_s;
    const double x0 = medium.x(0.0);
    const double shelter_end = wake.size().length_m + k_mix_from * wake.near_wake_m();
    const bool behind = out.in_wake && std::abs(medium.y_m()) < 0.5 * wake.size().width_m;
    double last_kept = -std::numeric_limits<double>::infinity();
    for (std::size_t n = 0; n < points.size(); ++n) {
        const RisePoint& p = points[n];
        const double x = medium.x(p.distance_m);
        // Every point near the building would be more than a puff can use.
        const double least =
            x < wake.cavity_end_m() ? 0.1 * wake.scale_m() : 0.4 * wake.scale_m() + 0.05 * p.distance_m;
        if (n > 0 && n + 1 < points.size() && p.distance_m < last_kept + least) continue;
        if (n > 0 && !(p.distance_m > last_kept)) continue;
        last_kept = p.distance_m;
        PathPoint q{p.distance_m, p.height_m, p.rise_m, 0.0, 0.0, 0.0};
        q.sigma_y_m = ambient.sigma_y_m(p.distance_m, p.rise_m);
        q.sigma_z_m = ambient.sigma_z_m(p.distance_m, p.rise_m);
        if (out.in_wake && x >= medium.spread()->entry_m()) {
            const WakeSpread& s = *medium.spread();
            const auto ambient_at = [&](double at) { return std::max(0.0, at - x0); };
            q.sigma_y_m = x <= s.end_y_m() ? s.sigma_y_m(x)
                                           : past_wake(s.sigma_y_m(x), ambient.sigma_y_m(p.distance_m, 0.0),
                                                       ambient.sigma_y_m(ambient_at(s.end_y_m()), 0.0));
            q.sigma_z_m = x <= s.end_z_m() ? s.sigma_z_m(x)
                                           : past_wake(s.sigma_z_m(x), ambient.sigma_z_m(p.distance_m, 0.0),
                                                       ambient.sigma_z_m(ambient_at(s.end_z_m()), 0.0));
        }
        if (behind && x < shelter_end) q.shelter_m = wake.cavity_top_m(x);
        path.points.push_back(q);
    }
    if (!out.in_wake) return out;

    const double entry = medium.spread()->entry_m();
    out.caught_frac = caught_share(wake, path, x0, medium.y_m(), entry);
    if (out.caught_frac > 0.0) {
        const CavitySpread start = cavity_spread(wake, path.at(entry - x0).sigma_y_m, roof_wind_ratio);
        const double u = ambient.wind_m_s;
        const WakeSpread spread(wake, std::max(entry, wake.size().length_m), start.sigma_y_m, start.sigma_z_m,
                                ambient.sigma_v_m_s / u, ambient.sigma_w_m_s / u);
        const double from = 0.5 * wake.size().length_m;
        out.caught = caught_path(wake, spread, start, from, u);
        out.caught_along_m = from - x0;
        out.caught_across_m = -medium.y_m();
    }
    return out;
}

}  // namespace lantian
