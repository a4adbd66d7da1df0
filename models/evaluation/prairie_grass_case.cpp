#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>

#include <fmt/format.h>

#include "core/math/statistics.hpp"
#include "core/parallel/threads.hpp"
#include "models/evaluation/cases.hpp"
#include "models/evaluation/near_field.hpp"
#include "models/meteorology/mixing_height.hpp"
#include "models/puff/class_curves.hpp"
#include "models/puff/growth.hpp"
#include "models/puff/vertical.hpp"

namespace lantian {

namespace {

constexpr double k_mg = 1e6;             // per kg
constexpr double k_floor_mg = 0.1;       // detection limit, mg m-3 and mg m-2
constexpr double k_roughness_m = 0.006;  // short grass
constexpr double k_wind_height_m = 2.0;
constexpr std::size_t k_least_samplers = 4;
constexpr double k_tower_arc_m = 100.0;

/// Mixing height where the run has none: the mechanical one (Venkatram 1980).
double mixing_height(const PrairieGrassRun& run) {
    return run.mixing_height_m ? *run.mixing_height_m : venkatram_height_m(run.friction_velocity_m_s);
}

/// Trapezoids over bearing times distance.
double crosswind_integral(const PrairieGrassRun::Arc& arc) {
    double sum = 0.0;
    for (std::size_t s = 1; s < arc.samplers.size(); ++s) {
        const double width = (arc.samplers[s].bearing_deg - arc.samplers[s - 1].bearing_deg) * std::numbers::pi / 180.0;
        sum += 0.5 * (arc.samplers[s].conc_kg_m3 + arc.samplers[s - 1].conc_kg_m3) * width * arc.distance_m;
    }
    return sum;
}

double highest(const PrairieGrassRun::Arc& arc) {
    double most = 0.0;
    for (const auto& sampler : arc.samplers) most = std::max(most, sampler.conc_kg_m3);
    return most;
}

/// Height above the maximum where the profile has fallen to half of it, by straight lines; nothing when it does not.
std::optional<double> half_height(const std::vector<double>& height, const std::vector<double>& conc) {
    const auto top = static_cast<std::size_t>(std::max_element(conc.begin(), conc.end()) - conc.begin());
    const double half = 0.5 * conc[top];
    for (std::size_t k = top + 1; k < conc.size(); ++k) {
        if (conc[k] > half) continue;
        const double f = (conc[k - 1] - half) / (conc[k - 1] - conc[k]);
        return height[k - 1] + f * (height[k] - height[k - 1]);
    }
    return std::nullopt;
}

struct Predicted {
    std::vector<double> arc_max_kg_m3, integral_kg_m2;  // per arc of the run
    std::vector<double> tower_kg_m3;                    // per tower height
    std::vector<std::vector<double>> fan_kg_m3;         // per arc, a degree apart, the plume in the middle
};

constexpr int k_half_fan_deg = 75;

/// Value of a fan at a bearing from its middle, 0 outside.
double in_fan(const std::vector<double>& fan, double bearing_deg) {
    const double at = bearing_deg + k_half_fan_deg;
    if (at < 0.0 || at > 2.0 * k_half_fan_deg) return 0.0;
    const auto low = std::min(static_cast<std::size_t>(at), fan.size() - 2);
    const double f = at - static_cast<double>(low);
    return (1.0 - f) * fan[low] + f * fan[low + 1];
}

/// Bearing of the centre of what was measured, concentration for weight.
double centre_deg(const PrairieGrassRun::Arc& arc) {
    double weight = 0.0, moment = 0.0;
    for (const auto& sampler : arc.samplers) {
        weight += sampler.conc_kg_m3;
        moment += sampler.conc_kg_m3 * sampler.bearing_deg;
    }
    return moment / weight;
}

Predicted predict(const PrairieGrassRun& run) {
    SiteWeather weather;
    weather.wind_x_m_s = run.wind_2m_m_s;
    weather.wind_height_m = k_wind_height_m;
    weather.roughness_m = k_roughness_m;
    weather.friction_velocity_m_s = run.friction_velocity_m_s;
    weather.obukhov_length_m = run.obukhov_length_m;
    weather.mixing_height_m = mixing_height(run);
    weather.sigma_v_m_s = run.sigma_azimuth_rad * run.wind_2m_m_s;
    double reach = k_tower_arc_m;
    for (const auto& arc : run.arcs) reach = std::max(reach, arc.distance_m);
    // Cells so small that half of one never sets the length of a sub-step.
    const auto grid = site_grid(4.0 * reach, reach / 10.0);
    const auto state = std::make_shared<const MetState>(site_state(grid, weather, UtcTime{}));

    ReceptorSet receptors;
    for (const auto& arc : run.arcs) {
        for (int bearing = -k_half_fan_deg; bearing <= k_half_fan_deg; ++bearing) {
            const double angle = bearing * std::numbers::pi / 180.0;
            Receptor receptor;
            receptor.point = {arc.distance_m * std::cos(angle), arc.distance_m * std::sin(angle)};
            receptor.height_m = run.receptor_height_m;
            receptors.push_back(receptor);
        }
    }
    if (run.tower) {
        for (const double height : run.tower->height_m) {
            Receptor receptor;
            receptor.point = {k_tower_arc_m, 0.0};
            receptor.height_m = height;
            receptors.push_back(receptor);
        }
    }
    SiteRelease release;
    release.height_m = run.release_height_m;
    release.rate_kg_s = run.rate_kg_s;
    const std::vector<double> conc = steady_concentration(release, state, reach, receptors);

    Predicted out;
    constexpr std::size_t k_fan = 2 * k_half_fan_deg + 1;
    for (std::size_t a = 0; a < run.arcs.size(); ++a) {
        PrairieGrassRun::Arc arc;
        arc.distance_m = run.arcs[a].distance_m;
        for (std::size_t s = 0; s < k_fan; ++s) arc.samplers.push_back({static_cast<double>(s), conc[a * k_fan + s]});
        out.arc_max_kg_m3.push_back(highest(arc));
        out.integral_kg_m2.push_back(crosswind_integral(arc));
        const auto first = conc.begin() + static_cast<std::ptrdiff_t>(a * k_fan);
        out.fan_kg_m3.emplace_back(first, first + static_cast<std::ptrdiff_t>(k_fan));
    }
    out.tower_kg_m3.assign(conc.begin() + static_cast<std::ptrdiff_t>(run.arcs.size() * k_fan), conc.end());
    return out;
}

Predicted predict_briggs(const PrairieGrassRun& run) {
    Predicted out;
    for (const auto& arc : run.arcs) {
        const StabilityClass stability = curve_class(1.0 / run.obukhov_length_m);
        const double vertical = vertical_density_per_m(run.receptor_height_m, run.release_height_m,
                                                       briggs_rural_sigma_z_m(stability, arc.distance_m),
                                                       std::numeric_limits<double>::infinity());
        const double integral = run.rate_kg_s / run.wind_2m_m_s * vertical;
        out.integral_kg_m2.push_back(integral);
        out.arc_max_kg_m3.push_back(
            integral / (std::sqrt(2.0 * std::numbers::pi) * briggs_rural_sigma_y_m(stability, arc.distance_m)));
    }
    return out;
}

template <typename Predict>
Evaluation evaluate(const std::vector<PrairieGrassRun>& runs, int threads, Predict predict_run) {
    std::vector<Predicted> all(runs.size());
    parallel_for(runs.size(), thread_count(threads), [&](std::size_t r) { all[r] = predict_run(runs[r]); });
    Evaluation out;
    std::vector<double> tower_ratios;
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const PrairieGrassRun& run = runs[r];
        const Predicted& predicted = all[r];
        const std::string stability = run.obukhov_length_m > 0.0 ? "by_stability.stable." : "by_stability.unstable.";
        for (std::size_t a = 0; a < run.arcs.size(); ++a) {
            const PrairieGrassRun::Arc& arc = run.arcs[a];
            const double most = highest(arc);
            if (arc.samplers.size() < k_least_samplers || most <= 0.0) continue;
            const std::string id = fmt::format("run{:02}/{:.0f}m", run.run, arc.distance_m);
            const ScorePair maximum{id, most * k_mg, predicted.arc_max_kg_m3[a] * k_mg, r};
            const ScorePair integral{id, crosswind_integral(arc) * k_mg, predicted.integral_kg_m2[a] * k_mg, r};
            for (const std::string& path : {std::string(), fmt::format("by_arc.{:.0f}.", arc.distance_m), stability}) {
                out.pairs[path + "arc_max"].push_back(maximum);
                out.pairs[path + "crosswind_integral"].push_back(integral);
            }
            if (a >= predicted.fan_kg_m3.size()) continue;
            const double centre = centre_deg(arc);
            for (const auto& sampler : arc.samplers) {
                const double bearing = sampler.bearing_deg - centre;
                out.arcs.push_back({run.run, arc.distance_m, bearing, sampler.conc_kg_m3 * k_mg,
                                    in_fan(predicted.fan_kg_m3[a], bearing) * k_mg});
            }
        }
        if (run.tower && !predicted.tower_kg_m3.empty()) {
            const auto observed = half_height(run.tower->height_m, run.tower->conc_kg_m3);
            const auto modelled = half_height(run.tower->height_m, predicted.tower_kg_m3);
            if (observed && modelled) {
                out.pairs["tower"].push_back({fmt::format("run{:02}/100m", run.run), *observed, *modelled, r});
                tower_ratios.push_back(*modelled / *observed);
            }
        }
    }
    for (const auto& [path, pairs] : out.pairs) out.floor[path] = path == "tower" ? 0.0 : k_floor_mg;
    out.counts = {{"runs", runs.size()}, {"pairs", out.pairs["arc_max"].size()}};
    out.numbers["tower.median_ratio"] = percentile(tower_ratios, 50.0);
    return out;
}

}  // namespace

Evaluation evaluate_prairie_grass(const std::vector<PrairieGrassRun>& runs, int threads) {
    return evaluate(runs, threads, predict);
}

Evaluation evaluate_prairie_grass_briggs(const std::vector<PrairieGrassRun>& runs) {
    return evaluate(runs, 1, predict_briggs);
}

}  // namespace lantian
