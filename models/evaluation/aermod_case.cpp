#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <span>

#include <fmt/format.h>

#include "core/data/results.hpp"
#include "core/math/statistics.hpp"
#include "core/parallel/threads.hpp"
#include "models/evaluation/aermod_release.hpp"
#include "models/evaluation/aermod_weather.hpp"
#include "models/evaluation/cases.hpp"
#include "models/evaluation/near_field.hpp"
#include "models/meteorology/met_window.hpp"
#include "models/puff/building_view.hpp"
#include "models/puff/building_wake.hpp"

namespace lantian {

namespace {

constexpr double k_microgram = 1e9;  // per kg
constexpr double k_counts_from = 0.01;
constexpr std::size_t k_highest = 26;
constexpr double k_meander_day_s = 86400.0;

double polygon_area_m2(const std::vector<MapPoint>& p) {
    double twice = 0.0;
    for (std::size_t k = 0; k < p.size(); ++k) {
        const MapPoint& a = p[k];
        const MapPoint& b = p[(k + 1) % p.size()];
        twice += a.x_m * b.y_m - b.x_m * a.y_m;
    }
    return 0.5 * std::abs(twice);
}

bool inside(const std::vector<MapPoint>& p, MapPoint at) {
    bool in = false;
    for (std::size_t k = 0; k < p.size(); ++k) {
        const MapPoint& a = p[k];
        const MapPoint& b = p[(k + 1) % p.size()];
        if ((a.y_m > at.y_m) != (b.y_m > at.y_m) &&
            at.x_m < a.x_m + (at.y_m - a.y_m) / (b.y_m - a.y_m) * (b.x_m - a.x_m))
            in = !in;
    }
    return in;
}

/// Squares that stand for an area: their centres, and their side.
struct Squares {
    std::vector<MapPoint> centre;
    double side_m;
};

Squares squares_of(const std::vector<MapPoint>& outline) {
    double around = 0.0;
    MapPoint low = outline.front(), high = outline.front();
    for (std::size_t k = 0; k < outline.size(); ++k) {
        const MapPoint& a = outline[k];
        const MapPoint& b = outline[(k + 1) % outline.size()];
        around += std::hypot(b.x_m - a.x_m, b.y_m - a.y_m);
        low = {std::min(low.x_m, a.x_m), std::min(low.y_m, a.y_m)};
        high = {std::max(high.x_m, a.x_m), std::max(high.y_m, a.y_m)};
    }
    Squares out;
    out.side_m = polygon_area_m2(outline) / around;  // a quarter of a square's side, half a strip's width
    for (double y = low.y_m + 0.5 * out.side_m; y < high.y_m; y += out.side_m) {
        for (double x = low.x_m + 0.5 * out.side_m; x < high.x_m; x += out.side_m) {
            if (inside(outline, {x, y})) out.centre.push_back({x, y});
        }
    }
    return out;
}

ReceptorSet at_places(const std::vector<AermodReceptor>& places, MapPoint shift) {
    ReceptorSet out;
    for (const AermodReceptor& place : places) {
        Receptor receptor;
        receptor.point = {place.place.x_m - shift.x_m, place.place.y_m - shift.y_m};
        receptor.height_m = place.height_m;
        out.push_back(receptor);
    }
    return out;
}

std::vector<double> heights_of(const std::vector<AermodReceptor>& receptors) {
    std::vector<double> out;
    for (const AermodReceptor& receptor : receptors) {
        if (std::find(out.begin(), out.end(), receptor.height_m) == out.end()) out.push_back(receptor.height_m);
    }
    return out;
}

/// Share of the hour in which the wind has no direction to speak of (AERMOD): what the turbulence and the loss of
/// direction in a day hold of the energy of the measured (scalar) speed.
double random_share(double speed_m_s, double sigma_v_m_s, double distance_m) {
    const double whole = speed_m_s * speed_m_s;
    const double random = 2.0 * sigma_v_m_s * sigma_v_m_s;
    const double mean = std::max(0.01, whole - random);
    return std::min(1.0, (random + mean * -std::expm1(-distance_m / speed_m_s / k_meander_day_s)) / whole);
}

/// What puffs leave at distances from the source when they go off in all directions alike, and the share of the hour in
/// which they do: straight lines in the logarithm of the distance. Along a piece of path of length l the dosage across
/// it is weight/l; on the circle it is shared by 2 pi r.
class Ring {
  public:
    Ring(const SteadyPath& path, const std::shared_ptr<const MetState>& state, MapPoint source, double least_m,
         double most_m, std::size_t height) {
        constexpr std::size_t k_radii = 24;
        const MetWindow window(state, state);
        const Channels channels;
        const std::size_t at_height = height * channels.count() + index(Reported::pm25_primary);
        const Segments& pieces = path.segments;
        for (std::size_t k = 0; k < k_radii; ++k) {
            const double r =
                least_m * std::pow(most_m / least_m, static_cast<double>(k) / static_cast<double>(k_radii - 1));
            radius_m_.push_back(r);
            std::size_t at = 0;
            while (at + 1 < path.passages.size() && away(path.passages[at].x_m, path.passages[at].y_m, source) < r)
                ++at;
            const SteadyPath::Passage& p = path.passages[at];
            const MetSample air = window.sample(p.x_m, p.y_m, p.low_m, p.high_m, 0.0);
            const Turbulence t = window.mast_turbulence(p.low_m, p.high_m, 0.0);
            share_.push_back(random_share(std::hypot(air.wind_x_m_s, air.wind_y_m_s), t.sigma_v_m_s, r));
            double sum = 0.0;
            for (std::size_t i = 0; i < pieces.size(); ++i) {
                const double begin = away(pieces.x0_m[i], pieces.y0_m[i], source);
                const double end = away(pieces.x1_m[i], pieces.y1_m[i], source);
                if (!(begin < r && r <= end)) continue;
                const std::size_t w = i * pieces.weights_per_segment + at_height;
                const double along = (r - begin) / (end - begin) - 0.5;
                sum += (pieces.weight[w] + along * pieces.weight_change[w]) / (end - begin);
            }
            mean_.push_back(sum / (2.0 * std::numbers::pi * r));
        }
    }

    [[nodiscard]] double mixed(double distance_m, double coherent) const {
        const double f =
            std::clamp(std::log(distance_m / radius_m_.front()) / std::log(radius_m_.back() / radius_m_.front()), 0.0,
                       1.0) *
            static_cast<double>(radius_m_.size() - 1);
        const auto k = std::min(static_cast<std::size_t>(f), radius_m_.size() - 2);
        const double a = f - static_cast<double>(k);
        const double share = share_[k] + a * (share_[k + 1] - share_[k]);
        const double mean = mean_[k] + a * (mean_[k + 1] - mean_[k]);
        return (1.0 - share) * coherent + share * mean;
    }

  private:
    static double away(double x_m, double y_m, MapPoint source) {
        return std::hypot(x_m - source.x_m, y_m - source.y_m);
    }
    std::vector<double> radius_m_, share_, mean_;
};

/// How far receptors are from a source, and the map on which its puffs are followed.
struct Surroundings {
    double reach_m, nearest_m;
    Grid domain;
};

Surroundings around_source(MapPoint source, const std::vector<AermodReceptor>& receptors, MapPoint middle) {
    double reach = 0.0, nearest = std::numeric_limits<double>::infinity();
    for (const AermodReceptor& r : receptors) {
        const double away = std::hypot(r.place.x_m - source.x_m, r.place.y_m - source.y_m);
        reach = std::max(reach, away);
        nearest = std::min(nearest, std::max(away, 1.0));
    }
    constexpr double k_cell_m = 10.0;
    const auto cells = static_cast<std::size_t>(std::ceil(8.0 * reach / k_cell_m));
    return {reach,
            nearest,
            {Projection("EPSG:32631"), middle.x_m - 4.0 * reach, middle.y_m - 4.0 * reach, k_cell_m, cells, cells, {}}};
}

/// An area: one square's path, laid at the centres of all.
std::vector<double> predict_area(const AermodSource& source, const AermodHour& hour, const AermodCase& data) {
    const Surroundings around = around_source(source.place, data.receptors, {0.0, 0.0});
    const auto state = aermod_state(hour, source, data.stack_tip_downwash, 4.0 * around.reach_m);
    const Squares squares = squares_of(source.outline);
    AermodSource one = source;
    one.place = {0.0, 0.0};
    one.sigma_y0_m = squares.side_m / std::sqrt(12.0);
    one.rate = source.rate * polygon_area_m2(source.outline) / static_cast<double>(squares.centre.size());
    const AermodPuffs made = aermod_puffs({&one, 1}, state, data.stack_tip_downwash, false);
    const SteadyPath path =
        steady_path(made.puffs, state, around.domain, one.place, around.reach_m, heights_of(data.receptors), "aermod");
    std::vector<double> out(data.receptors.size(), 0.0);
    for (const MapPoint& centre : squares.centre) {
        const std::vector<double> part = along_path(path, at_places(data.receptors, centre), 1);
        for (std::size_t r = 0; r < out.size(); ++r) out[r] += part[r];
    }
    return out;
}

/// Buoyant lines of one group, which rise together; their plumes do not meander, there as here.
std::vector<double> predict_lines(std::span<const AermodSource> lines, const AermodHour& hour, const AermodCase& data) {
    const AermodSource& first = lines.front();
    const Surroundings around = around_source(first.place, data.receptors, first.place);
    const auto state = aermod_state(hour, first, data.stack_tip_downwash, 4.0 * around.reach_m);
    const AermodPuffs made = aermod_puffs(lines, state, data.stack_tip_downwash, true);
    const SteadyPath path = steady_path(made.puffs, state, around.domain, first.place, around.reach_m,
                                        heights_of(data.receptors), "aermod", &made.paths);
    return along_path(path, at_places(data.receptors, {0.0, 0.0}), 1);
}

/// A stack or a volume, without buildings.
std::vector<double> predict_place(const AermodSource& source, const std::shared_ptr<const MetState>& state,
                                  const Surroundings& around, const AermodCase& data) {
    const std::vector<AermodReceptor>& receptors = data.receptors;
    const std::vector<double> heights = heights_of(receptors);
    const AermodPuffs made = aermod_puffs({&source, 1}, state, data.stack_tip_downwash, false);
    const SteadyPath path =
        steady_path(made.puffs, state, around.domain, source.place, around.reach_m, heights, "aermod", &made.paths);
    std::vector<double> out = along_path(path, at_places(receptors, {0.0, 0.0}), 1);
    for (std::size_t k = 0; k < heights.size(); ++k) {
        const Ring ring(path, state, source.place, around.nearest_m, around.reach_m, k);
        for (std::size_t r = 0; r < receptors.size(); ++r) {
            if (receptors[r].height_m != heights[k]) continue;
            const double away =
                std::hypot(receptors[r].place.x_m - source.place.x_m, receptors[r].place.y_m - source.place.y_m);
            out[r] = ring.mixed(std::max(away, 1.0), out[r]);
        }
    }
    return out;
}

/// The plume in the wake of its building; empty where it does not meet it.
std::vector<double> predict_wake(const AermodSource& source, const std::shared_ptr<const MetState>& state,
                                 const Surroundings& around, const AermodCase& data) {
    const AermodPuffs made = aermod_puffs({&source, 1}, state, data.stack_tip_downwash, true);
    bool met = false;
    for (const std::uint64_t id : made.puffs.id) {
        const PlumePath* path = made.paths.find(id);
        met = met || (path != nullptr && path->sets_spread);
    }
    if (!met) return {};
    const SteadyPath path = steady_path(made.puffs, state, around.domain, source.place, around.reach_m,
                                        heights_of(data.receptors), "aermod", &made.paths);
    return along_path(path, at_places(data.receptors, {0.0, 0.0}), 1);
}

/// How much of AERMOD's answer at a receptor on the ground is that of the wake: all of it beside and behind the
/// building over its wake, falling off beyond as a Gaussian.
double wake_weight(const BuildingFace& face, double along_m, double across_m, double wake_end_m) {
    const BuildingWake wake({face.height_m, face.width_m, face.length_m});
    const double x = along_m - face.along_m, y = std::abs(across_m - face.across_m);
    if (x <= 0.0) return 0.0;
    const auto beyond = [](double at, double size) {
        const double over = std::max(0.0, at - size) / size;
        return std::exp(-0.5 * over * over);
    };
    return beyond(x, wake_end_m) * beyond(y, wake.wake_half_width_m(x));
}

std::vector<double> predict_single(const AermodSource& source, const AermodHour& hour, const AermodCase& data) {
    const Surroundings around = around_source(source.place, data.receptors, source.place);
    const auto state = aermod_state(hour, source, data.stack_tip_downwash, 4.0 * around.reach_m);
    std::vector<double> out = predict_place(source, state, around, data);
    if (!source.building) return out;
    const std::vector<double> disturbed = predict_wake(source, state, around, data);
    if (disturbed.empty()) return out;
    const MetWindow window(state, state);
    const MetSample top = window.sample(source.place.x_m, source.place.y_m, source.height_m, source.height_m, 0.0);
    const Turbulence t = window.mast_turbulence(source.height_m, source.height_m, 0.0);
    const double u = std::hypot(top.wind_x_m_s, top.wind_y_m_s);
    const BuildingFace face = face_of_table(*source.building, top.wind_x_m_s, top.wind_y_m_s);
    const BuildingWake wake({face.height_m, face.width_m, face.length_m});
    const double end_m = std::max(
        {15.0 * wake.scale_m(), wake.vertical_end_m(t.sigma_w_m_s / u), wake.lateral_end_m(t.sigma_v_m_s / u)});
    for (std::size_t r = 0; r < out.size(); ++r) {
        const double dx = data.receptors[r].place.x_m - source.place.x_m;
        const double dy = data.receptors[r].place.y_m - source.place.y_m;
        const double weight = wake_weight(face, (dx * top.wind_x_m_s + dy * top.wind_y_m_s) / u,
                                          (dy * top.wind_x_m_s - dx * top.wind_y_m_s) / u, end_m);
        out[r] += weight * (disturbed[r] - out[r]);
    }
    return out;
}

/// All sources of a group, kg m-3 at each receptor.
std::vector<double> predict(const AermodGroup& group, const AermodHour& hour, const AermodCase& data) {
    std::vector<double> out(data.receptors.size(), 0.0);
    const auto add = [&](const std::vector<double>& part) {
        for (std::size_t r = 0; r < out.size(); ++r) out[r] += part[r];
    };
    std::map<std::string, std::vector<AermodSource>> lines;
    for (const AermodSource& source : group.sources) {
        if (source.line) {
            lines[source.line->group].push_back(source);
        } else {
            add(source.kind == AermodKind::area ? predict_area(source, hour, data)
                                                : predict_single(source, hour, data));
        }
    }
    for (const auto& [name, together] : lines) add(predict_lines(together, hour, data));
    return out;
}

void compare(const AermodCase& data, const AermodGroup& group, const std::string& name, int threads, Evaluation& out) {
    const std::size_t n = data.receptors.size();
    std::vector<std::vector<double>> predicted(data.hours.size());
    parallel_for(data.hours.size(), threads, [&](std::size_t h) {
        if (!has_boundary_layer(data.hours[h])) return;
        predicted[h] = predict(group, data.hours[h], data);
        for (double& value : predicted[h]) value *= k_microgram;
    });
    const std::string path = "groups." + name;
    std::vector<double> observed_maxima, predicted_maxima;
    std::size_t hours = 0;
    for (std::size_t h = 0; h < data.hours.size(); ++h) {
        if (predicted[h].empty()) continue;
        ++hours;
        std::vector<double> observed;
        for (std::size_t r = 0; r < n; ++r) observed.push_back(group.conc_kg_m3[h * n + r] * k_microgram);
        const double most = *std::max_element(observed.begin(), observed.end());
        observed_maxima.push_back(most);
        predicted_maxima.push_back(*std::max_element(predicted[h].begin(), predicted[h].end()));
        out.pairs[path + ".hourly_maximum"].push_back(
            {data.hours[h].label, observed_maxima.back(), predicted_maxima.back(), h});
        for (std::size_t r = 0; r < n; ++r) {
            if (!(observed[r] > k_counts_from * most)) continue;
            const ScorePair pair{fmt::format("{}/r{:03}", data.hours[h].label, r + 1), observed[r], predicted[h][r], h};
            if (data.hours[h].surface.wind_speed_m_s > 1.0) out.pairs[path + ".wind_over_1"].push_back(pair);
            if (data.hours[h].surface.wind_speed_m_s > 2.0) out.pairs[path].push_back(pair);
        }
    }
    for (const std::string& where : {path, path + ".wind_over_1"}) {
        std::vector<double> ratios;
        for (const ScorePair& pair : out.pairs[where]) ratios.push_back(pair.predicted / pair.observed);
        out.numbers[where + ".median_ratio"] =
            ratios.empty() ? std::numeric_limits<double>::quiet_NaN() : percentile(ratios, 50.0);
    }
    out.numbers[path + ".RHC_ratio"] =
        robust_highest(predicted_maxima, k_highest) / robust_highest(observed_maxima, k_highest);
    out.counts["hours." + name] = hours;
    if (hours < data.hours.size())
        out.notes.push_back(fmt::format("group {}: {} of {} hours without wind or boundary layer left out", name,
                                        data.hours.size() - hours, data.hours.size()));
}

}  // namespace

Evaluation evaluate_aermod(const std::vector<AermodCase>& cases, int threads) {
    Evaluation out;
    std::map<std::string, std::size_t> uses;
    for (const AermodCase& data : cases) {
        out.notes.insert(out.notes.end(), data.notes.begin(), data.notes.end());
        for (const AermodGroup& group : data.groups) {
            // Names are unique within a deck only.
            const bool again = uses[group.name]++ > 0;
            compare(data, group, again ? data.deck + "_" + group.name : group.name, threads, out);
        }
    }
    for (const auto& [path, pairs] : out.pairs) out.floor[path] = 0.0;
    return out;
}

}  // namespace lantian
