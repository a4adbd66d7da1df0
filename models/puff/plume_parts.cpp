#include "models/puff/plume_parts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/base/constants.hpp"
#include "models/puff/aermod_rise.hpp"
#include "models/puff/aermod_spread.hpp"
#include "models/puff/building_view.hpp"
#include "models/puff/dispersion.hpp"
#include "models/puff/downwash.hpp"
#include "models/puff/line_rise.hpp"
#include "models/puff/puff_turbulence.hpp"

namespace lantian {

namespace {

/// Depth over which wind and temperature gradient above a source are taken, m.
constexpr double k_gradient_layer_m = 100.0;
/// Heights at which the air that a plume rises through is taken from the weather, m.
constexpr std::array<double, 18> k_column_m{2,   5,   10,  20,  35,  50,   75,   100,  150,
                                            200, 300, 400, 600, 800, 1000, 1500, 2000, 3000};
constexpr double k_least_wind_m_s = 0.1;  // of the path of a plume near a building
constexpr double k_path_spacing = 0.12;   // of the points of a path, as a share of the distance
constexpr int k_line_points = 24;
constexpr double k_lid_probe_m = 1.0;  // above a lid: where its gradient is taken

/// The weather at a source.
struct Site {
    const MetWindow& window;
    MapPoint place;
    double time_fraction;
    MetSample met;    ///< of the layer above the source
    double wind_m_s;  ///< at the source's height
    double air_k;

    [[nodiscard]] double wind_at(double z_m) const {
        return window.wind_speed_at(place.x_m, place.y_m, z_m, time_fraction);
    }
    [[nodiscard]] StackAir air() const {
        const double n = met.buoyancy_frequency_s;
        return {wind_m_s, air_k, n * n * met.potential_temperature_k / constants::k_gravity_m_s2};
    }
};

Site site_of(const MetWindow& window, MapPoint place, double height_m, double time_fraction) {
    const MetSample met = window.sample(place.x_m, place.y_m, height_m, height_m + k_gradient_layer_m, time_fraction);
    const double air_k =
        met.temperature_2m_k - constants::k_gravity_m_s2 / constants::k_air_heat_capacity_j_kg_k * height_m;
    return {window, place, time_fraction, met, window.wind_speed_at(place.x_m, place.y_m, height_m, time_fraction),
            air_k};
}

AirColumn column_of(const Site& site, double minimum_wind_m_s) {
    std::vector<double> z(k_column_m.begin(), k_column_m.end()), wind, temperature, theta;
    for (const double height : z) {
        const MetSample at = site.window.sample(site.place.x_m, site.place.y_m, height, height, site.time_fraction);
        wind.push_back(site.wind_at(height));
        theta.push_back(at.potential_temperature_k);
        temperature.push_back(at.temperature_2m_k + (theta.back() - theta.front()) -
                              constants::k_gravity_m_s2 / constants::k_air_heat_capacity_j_kg_k * height);
    }
    return {std::move(z), std::move(wind), std::move(temperature), std::move(theta), minimum_wind_m_s};
}

AmbientSpread ambient_of(const Site& site, double mouth_m, double wind_m_s, double sigma_y_m, double sigma_z_m) {
    const Turbulence t = site.window.has_mast() ? site.window.mast_turbulence(mouth_m, mouth_m, site.time_fraction)
                                                : turbulence_of(site.met, mouth_m);
    return {wind_m_s,
            t.sigma_v_m_s,
            t.sigma_w_m_s,
            aermod_lateral_rate_per_s(t.sigma_v_m_s, mouth_m, site.met.mixing_height_m),
            is_stable(site.met),
            sigma_y_m,
            sigma_z_m};
}

/// Several stacks as one whose buoyancy makes it rise as they do together.
Outflow as_one(const Outflow& outflow, double single_rise_m) {
    Outflow one = outflow;
    const double factor = merged_rise_factor(outflow.count, outflow.spacing_m, single_rise_m);
    one.flow.diameter_m *= factor * std::sqrt(factor);
    one.count = 1.0;
    return one;
}

PlumePath path_of(const NumericalRise& rise) {
    PlumePath path;
    double last = 0.0;
    for (std::size_t n = 0; n < rise.points.size(); ++n) {
        const RisePoint& p = rise.points[n];
        const bool end = n + 1 == rise.points.size();
        if (n > 0 && (p.distance_m <= last || (!end && p.distance_m < last * (1.0 + k_path_spacing) + 2.0))) continue;
        last = p.distance_m;
        path.points.push_back({p.distance_m, p.height_m, p.rise_m, 0.0, 0.0, 0.0});
    }
    if (path.points.size() == 1) path.points.push_back({1.0, path.points[0].height_m, 0.0, 0.0, 0.0, 0.0});
    return path;
}

/// Splits a plume by the lid as layer_penetration() does, with the plume's own final rise: it fills half to one and a
/// half of it. The part below keeps to its path, held under the top of what it fills.
void add_below_and_above(PlumePath path, double share, double mouth_m, double lid_m, bool split, const PlumePart& start,
                         std::vector<PlumePart>& parts) {
    const double rise_m = path.points.back().rise_m;
    const double way_m = lid_m - mouth_m;
    const double above = split && way_m > 0.0 && rise_m > 0.0 ? std::clamp(1.5 - way_m / rise_m, 0.0, 1.0) : 0.0;
    if (above < 1.0) {
        if (way_m > 0.0) {
            const double ceiling = above > 0.0 ? std::min(lid_m, mouth_m + 0.25 * rise_m + 0.5 * way_m) : lid_m;
            for (PathPoint& p : path.points) p.height_m = std::min(p.height_m, ceiling);
        }
        PlumePart part = start;
        part.share = share * (1.0 - above);
        part.path = std::make_shared<const PlumePath>(std::move(path));
        parts.push_back(std::move(part));
    }
    if (above > 0.0) {
        PlumePart part = start;
        const double up_m = above < 1.0 ? 0.75 * rise_m + 0.5 * way_m : rise_m;
        part.share = share * above;
        part.z_m = std::max(mouth_m + up_m, lid_m * (1.0 + 1e-9));
        part.sigma_z_m = std::hypot(start.sigma_z_m, buoyant_spread_m(above * up_m));
        parts.push_back(std::move(part));
    }
}

/// All levels of the weather.
AirColumn whole_column_of(const Site& site, double minimum_wind_m_s) {
    std::vector<double> z = site.window.first().level_m, wind, temperature, theta;
    for (const double height : z) {
        const MetSample at = site.window.sample(site.place.x_m, site.place.y_m, height, height, site.time_fraction);
        wind.push_back(site.wind_at(height));
        theta.push_back(at.potential_temperature_k);
        temperature.push_back(theta.back() -
                              constants::k_gravity_m_s2 / constants::k_air_heat_capacity_j_kg_k * height);
    }
    return {std::move(z), std::move(wind), std::move(temperature), std::move(theta), minimum_wind_m_s};
}

/// AERMOD's rise: one path in stable air and above the lid; below it a part that the lid mirrors and one that pierces
/// it.
std::vector<PlumePart> aermod_parts(const Outflow& outflow, double mouth_m, const Site& site, bool split,
                                    const PlumePart& start) {
    const AirColumn column = whole_column_of(site, k_aermod_least_wind_m_s);
    const PlumeAir top = column.at(0.0, outflow.flow.height_m);
    const AermodStack stack = aermod_stack(outflow, mouth_m, top.temperature_k);
    const double lid_m = site.met.mixing_height_m;
    PlumePart part = start;
    if (site.met.inverse_obukhov_m > 0.0 || stack.height_m >= lid_m) {
        part.path =
            std::make_shared<const PlumePath>(aermod_stable_path(stack, column, site.met.friction_velocity_m_s));
        return {part};
    }
    std::vector<PlumePart> parts;
    Penetration pierced{0.0, 0.0, lid_m};
    if (split) {
        const PlumeAir cap = column.at(0.0, lid_m + k_lid_probe_m);
        pierced = layer_penetration(stack.buoyancy_m4_s3, top.wind_m_s, mouth_m, lid_m,
                                    cap.potential_temperature_gradient_k_m, cap.temperature_k);
    }
    if (pierced.fraction_above < 1.0) {
        const MetSample layer = site.window.sample(site.place.x_m, site.place.y_m, 0.5, lid_m, site.time_fraction);
        const Turbulence t = site.window.has_mast() ? site.window.mast_turbulence(0.5, lid_m, site.time_fraction)
                                                    : turbulence_of(layer, 0.5 * lid_m);
        part.share = 1.0 - pierced.fraction_above;
        part.path = std::make_shared<const PlumePath>(aermod_convective_path(
            stack, top.wind_m_s,
            {lid_m, layer.convective_velocity_m_s, std::hypot(layer.wind_x_m_s, layer.wind_y_m_s), t.sigma_w_m_s}));
        parts.push_back(part);
    }
    if (pierced.fraction_above > 0.0) {
        part = start;
        part.share = pierced.fraction_above;
        part.z_m = std::max(pierced.height_above_m, lid_m * (1.0 + 1e-9));
        const double spread_m = buoyant_spread_m(part.share * (part.z_m - mouth_m));
        part.sigma_y_m = std::hypot(start.sigma_y_m, spread_m);
        part.sigma_z_m = std::hypot(start.sigma_z_m, spread_m);
        parts.push_back(part);
    }
    return parts;
}

std::vector<PlumePart> stack_parts(const SourceCatalog& catalog, const Source& source, const ReleaseCell& cell,
                                   const Scenario::Puffs& options, const MetWindow& window, double time_fraction) {
    const std::optional<Outflow> given = outflow_of(source);
    Outflow outflow = given ? *given : Outflow{{source.release_height_m, 0.0, 0.0, 293.15}};
    const Site site = site_of(window, cell.place, outflow.flow.height_m, time_fraction);
    std::optional<BuildingFace> face;
    if (options.downwash != "none" && !source.buildings.empty())
        face = governing_face(catalog, source, cell.place, site.met.wind_x_m_s, site.met.wind_y_m_s);
    const bool numerical = options.rise == "numerical" && given;
    const bool as_aermod = options.rise == "aermod" && given;
    if (!face && !numerical && !as_aermod) return {};

    const double u = std::max(site.wind_m_s, options.minimum_wind_for_rise_m_s);
    const StackAir air{u, site.air_k, site.air().potential_temperature_gradient_k_m};
    const Rise briggs = outflow_rise(outflow, air, options.minimum_wind_for_rise_m_s);
    const double mouth_m = options.stack_tip_downwash && given ? outflow_mouth_m(outflow, std::max(site.wind_m_s, 0.1))
                                                               : outflow.flow.height_m;
    if (outflow.count > 1.0) {
        Outflow single = outflow;
        single.count = 1.0;
        outflow = as_one(outflow, outflow_rise(single, air, options.minimum_wind_for_rise_m_s).final_m);
    }
    const double lid_m = site.met.mixing_height_m;
    PlumePart start{1.0, cell.place.x_m, cell.place.y_m, mouth_m, cell.sigma_y0_m, source.sigma_z0_m, nullptr};
    const AmbientSpread ambient =
        ambient_of(site, mouth_m, std::max(site.wind_m_s, k_least_wind_m_s), start.sigma_y_m, start.sigma_z_m);
    const bool split = options.penetration && buoyancy_flux_m4_s3(outflow.flow, site.air_k) > 0.0;
    std::vector<PlumePart> parts;
    if (face && options.downwash == "simple") {
        std::optional<PlumePath> path = simple_downwash_path(outflow, mouth_m, *face, air, briggs, ambient);
        if (path) {
            add_below_and_above(std::move(*path), 1.0, mouth_m, lid_m, split, start, parts);
            return parts;
        }
        if (!numerical && !as_aermod) return {};
    }
    if (as_aermod && !face) return aermod_parts(outflow, mouth_m, site, split, start);
    AirColumn column = column_of(site, options.minimum_wind_for_rise_m_s);
    if (face && options.downwash == "prime") {
        const double roof = std::max(site.wind_at(face->height_m), k_least_wind_m_s) / ambient.wind_m_s;
        DownwashPlume plume = prime_plume(outflow, mouth_m, *face, column, ambient, roof);
        if (as_aermod && !plume.in_wake) return aermod_parts(outflow, mouth_m, site, split, start);
        if (plume.caught_frac > 0.0) {
            const double speed = std::hypot(site.met.wind_x_m_s, site.met.wind_y_m_s);
            const double ex = site.met.wind_x_m_s / speed, ey = site.met.wind_y_m_s / speed;
            PlumePart part = start;
            part.share = plume.caught_frac;
            part.x_m += plume.caught_along_m * ex - plume.caught_across_m * ey;
            part.y_m += plume.caught_along_m * ey + plume.caught_across_m * ex;
            part.z_m = 0.0;
            part.sigma_y_m = plume.caught.points.front().sigma_y_m;
            part.sigma_z_m = plume.caught.points.front().sigma_z_m;
            part.path = std::make_shared<const PlumePath>(std::move(plume.caught));
            parts.push_back(std::move(part));
        }
        if (plume.caught_frac < 1.0)
            add_below_and_above(std::move(plume.escaped), 1.0 - plume.caught_frac, mouth_m, lid_m, split, start, parts);
        return parts;
    }
    add_below_and_above(path_of(numerical_rise(outflow, mouth_m, column)), 1.0, mouth_m, lid_m, split, start, parts);
    return parts;
}

/// Middle of all pieces of a line.
MapPoint middle_of(const Source& source) {
    MapPoint middle;
    for (const ReleaseCell& cell : source.cells) {
        middle.x_m += cell.fraction * cell.place.x_m;
        middle.y_m += cell.fraction * cell.place.y_m;
    }
    return middle;
}

std::vector<PlumePart> line_parts(const SourceCatalog& catalog, const Source& source, const ReleaseCell& cell,
                                  const Scenario::Puffs& options, const MetWindow& window, double time_fraction) {
    const double height_m = source.release_height_m;
    const MapPoint middle = middle_of(source);
    const Site site = site_of(window, middle, height_m, time_fraction);
    const double speed = std::hypot(site.met.wind_x_m_s, site.met.wind_y_m_s);
    const StackAir air = site.air();
    LinePlume plume =
        line_plume(*source.line, site.met.wind_x_m_s, site.met.wind_y_m_s, options.minimum_wind_for_rise_m_s,
                   site.air_k, constants::k_gravity_m_s2 / site.air_k * air.potential_temperature_gradient_k_m);
    plume.wind_m_s = std::max(site.wind_m_s, options.minimum_wind_for_rise_m_s);
    PlumePart part{1.0, cell.place.x_m, cell.place.y_m, height_m, cell.sigma_y0_m, source.sigma_z0_m, nullptr};
    if (options.downwash != "none" && !source.buildings.empty()) {
        const auto face = governing_face(catalog, source, cell.place, site.met.wind_x_m_s, site.met.wind_y_m_s);
        if (face) {
            // BLP: the plume begins with the wake's spread three lengths behind the building (Schulman and Scire).
            const double least = std::min(face->height_m, face->width_m);
            const double wake_m = schulman_scire_factor(height_m, *face) * huber_snyder_sigma_z_m(3.0 * least, least);
            plume.initial_radius_m = std::max(plume.initial_radius_m, std::sqrt(2.0) * wake_m);
            part.sigma_z_m = std::max(part.sigma_z_m, wake_m);
        }
    }
    const LineFinal last = line_final(plume);
    const double behind = speed > 0.0 ? ((cell.place.x_m - middle.x_m) * site.met.wind_x_m_s +
                                         (cell.place.y_m - middle.y_m) * site.met.wind_y_m_s) /
                                            speed
                                      : 0.0;
    const double start_m = 0.5 * plume.along_wind_m + behind;
    const double lid_m = site.met.mixing_height_m;
    PlumePath path;
    for (int n = 0; n <= k_line_points; ++n) {
        const double d = last.distance_m * std::pow(static_cast<double>(n) / k_line_points, 1.5);
        double rise = line_part_rise_m(plume, last, start_m, d);
        if (height_m < lid_m) rise = std::min(rise, lid_m - height_m);
        path.points.push_back({d, height_m + rise, rise, 0.0, 0.0, 0.0});
    }
    part.path = std::make_shared<const PlumePath>(std::move(path));
    return {part};
}

}  // namespace

bool may_follow_path(const Source& source, const Scenario::Puffs& options) {
    if (source.line) return true;
    if (options.rise != "briggs" && (source.stack || source.flare)) return true;
    return !source.buildings.empty() && options.downwash != "none";
}

std::vector<PlumePart> path_parts(const SourceCatalog& catalog, const Source& source, const ReleaseCell& cell,
                                  const Scenario::Puffs& options, const MetWindow& window, double time_fraction) {
    if (source.line) return line_parts(catalog, source, cell, options, window, time_fraction);
    return stack_parts(catalog, source, cell, options, window, time_fraction);
}

}  // namespace lantian
