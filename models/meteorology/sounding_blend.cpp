#include "models/meteorology/sounding_blend.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace lantian {

namespace {

constexpr double k_ground_m = 10.0, k_full_m = 100.0;  // weight 0 below, 1 above
constexpr double k_fade_m = 100.0;                     // beyond the heights measured
constexpr std::int64_t k_longest_gap_s = 12 * 3600;    // bridged by a straight line
constexpr double k_fade_s = 3.0 * 3600.0;              // a profile alone counts that long
constexpr double k_same_place_m = 1000.0;
constexpr double k_least_weight = 1e-6;

double fading(double share) { return std::clamp(1.0 - share, 0.0, 1.0); }

}  // namespace

SoundingBlend::SoundingBlend(std::shared_ptr<const Grid> grid, const std::vector<SoundingProfile>& soundings,
                             double radius_m)
    : grid_(std::move(grid)), radius_m_(radius_m) {
    const auto nearest = [](double from_edge_m, double cell_m, std::size_t n) {
        return static_cast<std::size_t>(std::clamp(from_edge_m / cell_m, 0.0, static_cast<double>(n) - 0.5));
    };
    for (const SoundingProfile& sounding : soundings) {
        Profile profile;
        profile.time = sounding.time;
        const MapPoint point = grid_->projection.forward(sounding.place);
        const bool placed = std::isfinite(point.x_m) && std::isfinite(point.y_m);
        const double turn = placed ? grid_->projection.grid_convergence_rad(sounding.place) : 0.0;
        for (const SoundingLevel& level : sounding.levels) {
            const double east = level.eastward_wind_m_s;
            const double north = level.northward_wind_m_s;
            if (!std::isfinite(east) || !std::isfinite(north)) continue;
            profile.height_m.push_back(level.height_m);
            profile.wind_x_m_s.push_back(east * std::cos(turn) - north * std::sin(turn));
            profile.wind_y_m_s.push_back(east * std::sin(turn) + north * std::cos(turn));
        }
        if (!placed || profile.height_m.empty()) {
            ++left_out_;
            continue;
        }
        ++used_;
        auto place = std::find_if(places_.begin(), places_.end(), [&](const Place& p) {
            return std::hypot(p.point.x_m - point.x_m, p.point.y_m - point.y_m) < k_same_place_m;
        });
        if (place == places_.end()) {
            const std::size_t i = nearest(point.x_m - grid_->west_m, grid_->cell_m, grid_->nx);
            const std::size_t j = nearest(point.y_m - grid_->south_m, grid_->cell_m, grid_->ny);
            places_.push_back({point, j * grid_->nx + i, {}});
            place = places_.end() - 1;
        }
        place->profiles.push_back(std::move(profile));
    }
    for (Place& place : places_) {
        std::stable_sort(place.profiles.begin(), place.profiles.end(),
                         [](const Profile& a, const Profile& b) { return a.time < b.time; });
    }
}

SoundingBlend::Wind SoundingBlend::at_height(const Profile& p, double z_m) {
    if (z_m <= p.height_m.front())
        return {p.wind_x_m_s.front(), p.wind_y_m_s.front(), fading((p.height_m.front() - z_m) / k_fade_m)};
    if (z_m >= p.height_m.back())
        return {p.wind_x_m_s.back(), p.wind_y_m_s.back(), fading((z_m - p.height_m.back()) / k_fade_m)};
    const auto k =
        static_cast<std::size_t>(std::upper_bound(p.height_m.begin(), p.height_m.end(), z_m) - p.height_m.begin());
    const double f = (z_m - p.height_m[k - 1]) / (p.height_m[k] - p.height_m[k - 1]);
    return {p.wind_x_m_s[k - 1] + f * (p.wind_x_m_s[k] - p.wind_x_m_s[k - 1]),
            p.wind_y_m_s[k - 1] + f * (p.wind_y_m_s[k] - p.wind_y_m_s[k - 1]), 1.0};
}

SoundingBlend::Wind SoundingBlend::at(const Place& place, UtcTime time, double z_m) {
    const auto after = std::upper_bound(place.profiles.begin(), place.profiles.end(), time,
                                        [](UtcTime t, const Profile& p) { return t < p.time; });
    const auto alone = [&](const Profile& p) {
        Wind wind = at_height(p, z_m);
        wind.weight *= fading(std::abs(static_cast<double>(time - p.time)) / k_fade_s);
        return wind;
    };
    if (after == place.profiles.begin()) return alone(*after);
    const Profile& before = *(after - 1);
    if (after == place.profiles.end()) return alone(before);
    if (after->time - before.time > k_longest_gap_s)
        return time - before.time < after->time - time ? alone(before) : alone(*after);
    const Wind a = at_height(before, z_m);
    const Wind b = at_height(*after, z_m);
    const double f = static_cast<double>(time - before.time) / static_cast<double>(after->time - before.time);
    return {a.x_m_s + f * (b.x_m_s - a.x_m_s), a.y_m_s + f * (b.y_m_s - a.y_m_s), a.weight + f * (b.weight - a.weight)};
}

void SoundingBlend::apply(MetState& state) const {
    const std::size_t cells = grid_->cells();
    struct Correction {
        double x_m_s, y_m_s, weight;
        MapPoint point;
    };
    for (std::size_t k = 0; k < state.level_m.size(); ++k) {
        const double z = state.level_m[k];
        const double aloft = std::clamp((z - k_ground_m) / (k_full_m - k_ground_m), 0.0, 1.0);
        std::vector<Correction> corrections;
        for (const Place& place : places_) {
            const Wind wind = at(place, state.time, z);
            const double weight = aloft * wind.weight;
            if (weight < k_least_weight) continue;
            const std::size_t there = k * cells + place.node;
            corrections.push_back(
                {wind.x_m_s - state.wind_x_m_s[there], wind.y_m_s - state.wind_y_m_s[there], weight, place.point});
        }
        if (corrections.empty()) continue;
        for (std::size_t node = 0; node < cells; ++node) {
            const double x = grid_->x_centre_m(node % grid_->nx);
            const double y = grid_->y_centre_m(node / grid_->nx);
            double sum = 0.0, u = 0.0, v = 0.0;
            for (const Correction& c : corrections) {
                const double dx = (x - c.point.x_m) / radius_m_;
                const double dy = (y - c.point.y_m) / radius_m_;
                const double w = c.weight * std::exp(-(dx * dx + dy * dy));
                sum += w;
                u += w * c.x_m_s;
                v += w * c.y_m_s;
            }
            const double scale = 1.0 / std::max(1.0, sum);
            state.wind_x_m_s[k * cells + node] += u * scale;
            state.wind_y_m_s[k * cells + node] += v * scale;
        }
    }
}

std::vector<std::string> SoundingBlend::notes() const {
    std::vector<std::string> out;
    if (used_ > 0)
        out.push_back(fmt::format("measured upper-air wind of {} profiles at {} places blended in, radius {} km", used_,
                                  places_.size(), radius_m_ / 1000.0));
    if (left_out_ > 0) out.push_back(fmt::format("profiles without wind or place left out: {}", left_out_));
    return out;
}

}  // namespace lantian
