#include "models/evaluation/aermod_release.hpp"

#include <algorithm>
#include <cmath>

#include "models/evaluation/near_field.hpp"
#include "models/puff/aermod_rise.hpp"
#include "models/puff/release.hpp"

namespace lantian {

namespace {

constexpr double k_least_spread_m = 0.1;

/// A stack or volume: one place.
void add_place(const AermodSource& source, Source& made, SourceCatalog& catalog) {
    made.release_height_m = source.height_m;
    made.sigma_z0_m = std::max(source.sigma_z0_m, k_least_spread_m);
    made.cells = {{source.place, 1.0, std::max(source.sigma_y0_m, k_least_spread_m)}};
    if (source.kind == AermodKind::point)
        made.stack = Stack{source.diameter_m, source.exit_speed_m_s, source.exit_temperature_k, source.outlet};
    if (source.building) {
        made.buildings = {catalog.buildings.size()};
        catalog.buildings.push_back(*source.building);
    }
}

/// Buoyant lines that rise together, as one source cut into pieces; each line has a share of them by its rate.
void add_lines(std::span<const AermodSource> lines, double rate_kg_s, Source& made, SourceCatalog& catalog) {
    constexpr int k_pieces = 24;  // of a line
    const AermodLine& mean = *lines.front().line;
    const auto count = static_cast<double>(lines.size());
    made.release_height_m = lines.front().height_m;
    made.sigma_z0_m = std::max(1.0, 0.5 * mean.line_width_m);
    for (const AermodSource& line : lines) {
        const double dx = line.end.x_m - line.place.x_m, dy = line.end.y_m - line.place.y_m;
        const double length = std::hypot(dx, dy);
        for (int n = 0; n < k_pieces; ++n) {
            const double f = (n + 0.5) / k_pieces;
            made.cells.push_back({{line.place.x_m + f * dx, line.place.y_m + f * dy},
                                  line.rate / rate_kg_s / k_pieces,
                                  length / k_pieces / std::sqrt(12.0)});
        }
        made.line = BuoyantLine{};
        made.line->along_x = dx / length;
        made.line->along_y = dy / length;
    }
    made.line->length_m = mean.length_m;
    made.line->width_m = mean.line_width_m;
    made.line->across_m = count * mean.building_width_m + (count - 1.0) * mean.separation_m;
    made.line->buoyancy_m4_s3 = count * mean.buoyancy_m4_s3;
    made.line->count = count;
    Building hall;  // below the line, whatever the wind
    hall.faces.fill({mean.building_height_m, mean.building_width_m, mean.length_m, -0.5 * mean.length_m, 0.0});
    made.buildings = {catalog.buildings.size()};
    catalog.buildings.push_back(hall);
}

}  // namespace

AermodPuffs aermod_puffs(std::span<const AermodSource> sources, const std::shared_ptr<const MetState>& state,
                         bool stack_tip_downwash, bool buildings) {
    AermodPuffs out;
    SourceCatalog catalog;
    TemporalProfile flat;
    flat.month.fill(1.0);
    flat.weekday.fill(1.0);
    flat.hour.fill(1.0);
    catalog.profiles = {flat};
    Source made;
    double rate_kg_s = 0.0;
    for (const AermodSource& source : sources) rate_kg_s += source.rate;
    if (sources.front().kind == AermodKind::buoyant_line) {
        add_lines(sources, rate_kg_s, made, catalog);
    } else {
        add_place(sources.front(), made, catalog);
    }
    made.carried_annual_kg[index(Carried::pm25_primary)] = 1.0;
    catalog.sources = {made};
    Scenario scenario = passive_scenario(60.0, 0.05);
    scenario.time.start = state->time;
    scenario.puffs.release_point_s = 60.0;
    scenario.puffs.rise = "aermod";
    scenario.puffs.minimum_wind_for_rise_m_s = k_aermod_least_wind_m_s;
    if (!buildings) scenario.puffs.downwash = "none";
    // A cap lets no plume leave upward, whatever the deck says of stack tips.
    scenario.puffs.stack_tip_downwash = stack_tip_downwash || sources.front().outlet == Outlet::capped;
    MassLedger ledger(1);
    Release release(catalog, scenario);
    release.emit(0, MetWindow(state, state), out.puffs, ledger);
    double weight = 0.0;
    for (const double w : out.puffs.weight_s) weight += w;
    for (std::size_t i = 0; i < out.puffs.size(); ++i) {
        out.puffs.mass_kg[i] = {};
        out.puffs.mass_kg[i][index(Carried::pm25_primary)] = rate_kg_s * 3600.0 * out.puffs.weight_s[i] / weight;
    }
    if (release.paths() != nullptr) out.paths = *release.paths();
    return out;
}

}  // namespace lantian
