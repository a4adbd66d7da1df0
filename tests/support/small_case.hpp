#pragma once

#include <memory>
#include <vector>

#include "models/meteorology/constant_provider.hpp"
#include "models/run/run.hpp"

namespace lantian::test {

/// A small case in memory: a grid in UTM 49N, sources as given, constant weather. Fields may be changed before inputs()
/// is called.
struct SmallCase {
    Scenario scenario;
    std::shared_ptr<Grid> grid;
    SourceCatalog catalog;
    ReceptorSet receptors;
    ConstantMet weather;
    std::unique_ptr<ConstantMetProvider> provider;

    [[nodiscard]] RunInputs inputs() {
        catalog.index_groups();
        provider = std::make_unique<ConstantMetProvider>(grid, weather);
        return {scenario, grid, catalog, receptors, *provider};
    }
};

/// nx x ny cells of cell_m, flat, start 2022-01-06T00:00Z, everything (deposition, chemistry, merging) on unless
/// changed.
inline SmallCase small_case(std::size_t nx, std::size_t ny, double cell_m, std::int64_t hours) {
    SmallCase c;
    c.scenario.name = "small";
    c.scenario.time.start = from_calendar(2022, 1, 6, 0, 0, 0);
    c.scenario.time.hours = hours;
    c.scenario.domain.cell_m = cell_m;
    c.grid = std::make_shared<Grid>(
        Grid{Projection("EPSG:32649"), 600000.0, 3850000.0, cell_m, nx, ny, std::vector<double>(nx * ny, 0.0)});
    TemporalProfile flat;
    flat.name = "flat";
    flat.month.fill(1.0);
    flat.weekday.fill(1.0);
    flat.hour.fill(1.0);
    c.catalog.profiles.push_back(flat);
    return c;
}

/// A point source at (x, y) metres from the grid's south-west corner with `kg_s` of every inventory species (pm10 twice
/// that).
inline Source point_source(const SmallCase& c, const std::string& id, const std::string& group, double x_m, double y_m,
                           double height_m, double kg_s) {
    Source s;
    s.id = id;
    s.group = group;
    s.sector = group;
    s.process = "stack";
    s.release_height_m = height_m;
    s.cells = {{{c.grid->west_m + x_m, c.grid->south_m + y_m}, 1.0, 1.0}};
    s.place = c.grid->projection.inverse(s.cells[0].place);
    const double year_kg = kg_s * 3600.0 * hours_in_year(2022);
    s.annual_kg.fill(year_kg);
    s.annual_kg[index(Emitted::pm10)] = 2.0 * year_kg;
    for (const Carried k :
         {Carried::pm25_primary, Carried::pm_coarse, Carried::so2, Carried::nox, Carried::voc, Carried::nh3}) {
        s.carried_annual_kg[index(k)] = year_kg;
    }
    for (const Carried k : {Carried::pb_fine, Carried::pb_coarse, Carried::cd_fine, Carried::cd_coarse,
                            Carried::as_fine, Carried::as_coarse, Carried::hg_fine, Carried::hg_coarse}) {
        s.carried_annual_kg[index(k)] = 0.5 * year_kg;
    }
    return s;
}

inline Receptor receptor_at(const SmallCase& c, const std::string& id, double x_m, double y_m, double height_m = 1.5) {
    Receptor r;
    r.id = id;
    r.name = id;
    r.point = {c.grid->west_m + x_m, c.grid->south_m + y_m};
    r.place = c.grid->projection.inverse(r.point);
    r.height_m = height_m;
    r.population = 1.0;
    return r;
}

/// Keeps every hour.
class KeepHours final : public ResultSink {
  public:
    void hour(const HourlyResults& results) override { hours.push_back(results); }
    std::vector<HourlyResults> hours;
};

inline std::vector<HourlyResults> run_hours(SmallCase& c, int threads = 1, RunSummary* summary = nullptr) {
    KeepHours keep;
    ResultSink* sink = &keep;
    const RunInputs inputs = c.inputs();
    RunOptions options;
    options.threads = threads;
    RunSummary s = run_case(inputs, {&sink, 1}, options);
    if (summary != nullptr) *summary = std::move(s);
    return std::move(keep.hours);
}

}  // namespace lantian::test
