#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "core/io/atomic_write.hpp"
#include "core/math/statistics.hpp"
#include "inputs/readers/count_weights.hpp"
#include "inputs/readers/trajectories.hpp"
#include "models/app/footprint_map.hpp"
#include "models/app/receptor_data.hpp"
#include "models/app/receptor_file.hpp"
#include "models/app/timed_samples.hpp"
#include "models/app/verb_list.hpp"
#include "models/receptor/trajectory_statistics.hpp"

namespace lantian {

namespace {

struct TrajectoryRequest {
    TimedSampleOptions samples;
    std::vector<std::string> trajectories;
    CellLayout layout;
    std::vector<double> edge, bounds;
    std::string weights = "customary", out;
    double max_hours = 0.0;
    // PSCF
    double percentile = 90.0;
    std::optional<double> threshold;
    // CWT
    std::string method = "cwt", footprints;
    double least = 1e-3;
    double growth_km_h = 1.5;
};

/// One species on the map.
struct NamedStatistics {
    std::string species;
    CellStatistics cells;
};

/// Paths with the samples they belong to.
struct JoinedPaths {
    TimedSamples samples;
    std::vector<AirPath> paths;
    std::vector<std::optional<std::size_t>> sample;
    LonLatCells cells;
};

CountWeights weights_of(const std::string& wanted, const CountWeights& customary) {
    if (wanted == "customary") return customary;
    if (wanted == "none") return {};
    Problems problems;
    CountWeightTable table = read_count_weights(wanted, problems);
    problems.throw_if_errors();
    return {table.relative, std::move(table.above), std::move(table.weight)};
}

JoinedPaths read_joined(TrajectoryRequest& request) {
    JoinedPaths out;
    out.samples = read_timed_samples(request.samples, true);
    Problems problems;
    out.paths = read_trajectories(request.trajectories, request.samples.clock(), problems, out.samples.notes);
    problems.throw_if_errors();
    if (request.max_hours > 0.0) {
        for (AirPath& path : out.paths)
            std::erase_if(path.points, [&](const Endpoint& p) { return p.hours < -request.max_hours; });
    }
    out.sample = sample_of_paths(out.samples.spans, out.paths);
    const auto joined = static_cast<std::size_t>(
        std::count_if(out.sample.begin(), out.sample.end(), [](const auto& s) { return s.has_value(); }));
    if (joined == 0) {
        const auto [first, last] = std::minmax_element(
            out.paths.begin(), out.paths.end(), [](const auto& a, const auto& b) { return a.arrival < b.arrival; });
        throw Error({Severity::error, ErrorKind::bad_data, "E331", request.samples.conc, 0, 0,
                     fmt::format("no trajectory arrives during a sample: samples from {} to {}, arrivals from {} to {}",
                                 format_time({out.samples.spans.front().begin_s}),
                                 format_time({out.samples.spans.back().end_s}), format_time(first->arrival),
                                 format_time(last->arrival)),
                     "give trajectories of the same days; --utc-offset and --sample-hours say how times are meant"});
    }
    if (joined < out.paths.size())
        out.samples.notes.push_back(fmt::format("{} of {} trajectories arrive during no sample and are left out",
                                                out.paths.size() - joined, out.paths.size()));
    if (!request.edge.empty()) {
        request.layout.edge_lon_deg = request.edge[0];
        request.layout.edge_lat_deg = request.edge[1];
    }
    if (!request.bounds.empty()) {
        if (!(request.bounds[0] < request.bounds[2] && request.bounds[1] < request.bounds[3]))
            throw Error(ErrorKind::usage, "E203", "--bounds: west must be below east and south below north",
                        "write --bounds WEST SOUTH EAST NORTH");
        request.layout.west_deg = request.bounds[0];
        request.layout.south_deg = request.bounds[1];
        request.layout.east_deg = request.bounds[2];
        request.layout.north_deg = request.bounds[3];
    }
    out.cells = cells_of(out.paths, request.layout);
    constexpr std::size_t k_most_cells = 20'000'000;
    if (out.cells.size() > k_most_cells)
        throw Error(ErrorKind::usage, "E203",
                    fmt::format("{} x {} cells are more than {}", out.cells.nx, out.cells.ny, k_most_cells),
                    "choose larger cells (--cell) or smaller --bounds");
    return out;
}

/// Value of each path for one species; and of the samples that have a path and a value, each once.
struct PathValues {
    std::vector<double> of_path, of_samples;
};

PathValues values_of(const JoinedPaths& joined, std::size_t species) {
    PathValues out;
    std::set<std::size_t> seen;
    for (std::size_t p = 0; p < joined.paths.size(); ++p) {
        const double value = joined.sample[p] ? joined.samples.table.value(*joined.sample[p], species) : k_missing;
        out.of_path.push_back(value);
        if (joined.sample[p] && std::isfinite(value) && seen.insert(*joined.sample[p]).second)
            out.of_samples.push_back(value);
    }
    if (out.of_samples.empty())
        throw Error(
            {Severity::error, ErrorKind::bad_data, "E331", joined.samples.table.path, 0, 0,
             fmt::format("{}: no sample has both a value and a trajectory", joined.samples.table.species[species]),
             "choose another species, or give trajectories for the samples that have a value"});
    return out;
}

std::string cells_csv(const std::vector<NamedStatistics>& all, bool share, const char* raw) {
    std::string out =
        fmt::format("species,lon[deg],lat[deg],{}trajectories,{}{},weight,weighted_{}\n",
                    share ? "endpoints,endpoints_above," : "endpoints,", raw, share ? ",low,high" : "", raw);
    for (const NamedStatistics& n : all) {
        const CellStatistics& s = n.cells;
        for (std::size_t c = 0; c < s.cells.size(); ++c) {
            if (std::isnan(s.raw[c])) continue;
            out += fmt::format("{},{},{},{},", csv_field(n.species), s.cells.lon_deg(c % s.cells.nx),
                               s.cells.lat_deg(c / s.cells.nx), s.count[c]);
            if (share) out += fmt::format("{},", s.above[c]);
            out += fmt::format("{},{},", s.trajectories[c], csv_number(s.raw[c]));
            if (share) out += fmt::format("{},{},", csv_number(s.low[c]), csv_number(s.high[c]));
            out += fmt::format("{},{}\n", s.weight[c], csv_number(s.value[c]));
        }
    }
    return out;
}

void cells_netcdf(const std::string& path, const std::vector<NamedStatistics>& all, bool share,
                  const std::string& title, const char* raw, const std::string& raw_name,
                  const std::vector<std::string>& notes) {
    write_receptor_file(path, title, notes, [&](NetcdfFile& file) {
        const LonLatCells& cells = all.front().cells.cells;
        file.define_dimension("species", all.size());
        file.define_dimension("lat", cells.ny);
        file.define_dimension("lon", cells.nx);
        file.define_dimension("nv", 2);
        std::vector<std::string> names;
        std::vector<double> lon, lat, lon_bnds, lat_bnds;
        for (const NamedStatistics& n : all) names.push_back(n.species);
        const auto axis = [&](std::size_t count, double first, std::vector<double>& centres,
                              std::vector<double>& bounds) {
            for (std::size_t i = 0; i < count; ++i) {
                const double low = first + static_cast<double>(i) * cells.cell_deg;
                centres.push_back(low + 0.5 * cells.cell_deg);
                bounds.push_back(low);
                bounds.push_back(first + static_cast<double>(i + 1) * cells.cell_deg);
            }
        };
        axis(cells.nx, cells.west_deg, lon, lon_bnds);
        axis(cells.ny, cells.south_deg, lat, lat_bnds);
        add_texts(file, "species", {"species"}, "species or factor", names);
        add_numbers(file, "lat", {"lat"}, "latitude, centre of the cell", "degrees_north", lat);
        file.attribute("lat", "standard_name", "latitude");
        file.attribute("lat", "bounds", "lat_bnds");
        add_numbers(file, "lon", {"lon"}, "longitude, centre of the cell", "degrees_east", lon);
        file.attribute("lon", "standard_name", "longitude");
        file.attribute("lon", "bounds", "lon_bnds");
        for (const auto& [name, dimension, values] :
             {std::tuple{"lat_bnds", "lat", &lat_bnds}, std::tuple{"lon_bnds", "lon", &lon_bnds}}) {
            file.define_variable(name, NetcdfFile::Type::f64, {dimension, "nv"});
            file.write(name, *values);
        }
        const auto field = [&](const char* name, const std::string& text, std::vector<double> CellStatistics::*of) {
            std::vector<double> values;
            for (const NamedStatistics& n : all)
                values.insert(values.end(), (n.cells.*of).begin(), (n.cells.*of).end());
            add_numbers(file, name, {"species", "lat", "lon"}, text, "1", values);
        };
        field("endpoints", "trajectory endpoints in the cell", &CellStatistics::count);
        field("trajectories", "different trajectories in the cell", &CellStatistics::trajectories);
        field(raw, raw_name, &CellStatistics::raw);
        field("weight", "weight by the number of endpoints", &CellStatistics::weight);
        const std::string weighted = std::string("weighted_") + raw;
        field(weighted.c_str(), "weight times " + raw_name, &CellStatistics::value);
        if (!share) return;
        field("endpoints_above", "endpoints of trajectories whose sample is above the threshold",
              &CellStatistics::above);
        field("low", "lower end of the 95 % score interval, by the number of trajectories", &CellStatistics::low);
        field("high", "upper end of the 95 % score interval, by the number of trajectories", &CellStatistics::high);
    });
}

Json statistics_json(const CellStatistics& s) {
    std::size_t filled = 0;
    std::optional<std::size_t> peak;
    for (std::size_t c = 0; c < s.cells.size(); ++c) {
        if (std::isnan(s.value[c])) continue;
        ++filled;
        if (!peak || s.value[c] > s.value[*peak]) peak = c;
    }
    Json out = {{"trajectories", s.paths},
                {"endpoints", s.endpoints},
                {"endpoints_outside", s.outside},
                {"cells", filled},
                {"mean_endpoints", s.mean_endpoints}};
    if (std::isfinite(s.threshold.low)) out["threshold"] = s.threshold.low;
    if (peak) {
        out["peak"] = {{"lon", s.cells.lon_deg(*peak % s.cells.nx)},
                       {"lat", s.cells.lat_deg(*peak / s.cells.nx)},
                       {"value", s.value[*peak]},
                       {"raw", s.raw[*peak]},
                       {"endpoints", s.count[*peak]},
                       {"trajectories", s.trajectories[*peak]}};
    }
    return out;
}

int answer(const CommonOptions& common, const TrajectoryRequest& request, const JoinedPaths& joined,
           const std::vector<NamedStatistics>& all, bool share, const std::string& title, const char* raw,
           const std::string& raw_name) {
    const std::vector<std::string>& notes = joined.samples.notes;
    if (wants_netcdf(request.out)) {
        cells_netcdf(request.out, all, share, title, raw, raw_name, notes);
    } else if (!request.out.empty()) {
        write_text_file(request.out, cells_csv(all, share, raw));
    }
    if (common.json) {
        Json species = Json::object();
        for (const NamedStatistics& n : all) species[n.species] = statistics_json(n.cells);
        const LonLatCells& g = joined.cells;
        std::cout << Json{{"grid",
                           {{"west_deg", g.west_deg},
                            {"south_deg", g.south_deg},
                            {"cell_deg", g.cell_deg},
                            {"nx", g.nx},
                            {"ny", g.ny}}},
                          {"species", species},
                          {"notes", notes},
                          {"files", request.out.empty() ? Json::array() : Json::array({request.out})}}
                         .dump()
                  << '\n';
        return 0;
    }
    std::cout << fmt::format("{}, {} x {} cells of {:g} degrees\n", title, joined.cells.nx, joined.cells.ny,
                             joined.cells.cell_deg);
    for (const NamedStatistics& n : all) {
        const Json j = statistics_json(n.cells);
        std::cout << fmt::format("{:<20}{:>7} trajectories", n.species, n.cells.paths);
        if (j.contains("peak"))
            std::cout << fmt::format("   highest {:.4g} at lon {:.3f}, lat {:.3f} ({:g} endpoints)",
                                     j["peak"]["value"].get<double>(), j["peak"]["lon"].get<double>(),
                                     j["peak"]["lat"].get<double>(), j["peak"]["endpoints"].get<double>());
        std::cout << '\n';
    }
    for (const std::string& note : notes) std::cout << "note: " << note << '\n';
    return 0;
}

int verb_pscf(const CommonOptions& common, TrajectoryRequest& request) {
    check_out_name(request.out);
    const CountWeights weights = weights_of(request.weights, CountWeights::customary_pscf());
    const JoinedPaths joined = read_joined(request);
    std::vector<NamedStatistics> all;
    for (const std::size_t j : chosen_species(request.samples, joined.samples.table)) {
        const PathValues values = values_of(joined, j);
        const double low = request.threshold.value_or(percentile(values.of_samples, request.percentile));
        all.push_back({joined.samples.table.species[j], pscf(joined.paths, values.of_path, joined.cells,
                                                             {low, std::numeric_limits<double>::infinity()}, weights)});
    }
    return answer(common, request, joined, all, true, "potential source contribution function", "pscf",
                  "share of endpoints whose sample is above the threshold");
}

int verb_cwt(const CommonOptions& common, TrajectoryRequest& request) {
    check_out_name(request.out);
    if (!request.footprints.empty())
        return answer_weighted_footprints(common, request.samples, request.footprints, request.least, request.out);
    if (request.trajectories.empty())
        throw Error(ErrorKind::usage, "E304", "neither --trajectories nor --footprints is given", "give one of them");
    const CountWeights weights = weights_of(request.weights, CountWeights::customary_cwt());
    const JoinedPaths joined = read_joined(request);
    const bool spread = request.method == "sqtba";
    std::vector<NamedStatistics> all;
    for (const std::size_t j : chosen_species(request.samples, joined.samples.table)) {
        const PathValues values = values_of(joined, j);
        all.push_back({joined.samples.table.species[j],
                       spread ? sqtba(joined.paths, values.of_path, joined.cells, request.growth_km_h, common.threads)
                              : cwt(joined.paths, values.of_path, joined.cells, weights)});
    }
    return answer(common, request, joined, all, false,
                  spread ? "simplified quantitative transport bias analysis" : "concentration weighted trajectories",
                  request.method.c_str(), "mean value of the air that passed, unit of the samples");
}

CLI::Option* add_common(CLI::App* verb, TrajectoryRequest& request) {
    request.samples.add_to(verb);
    CLI::Option* paths =
        verb->add_option("--trajectories", request.trajectories,
                         "back trajectories: HYSPLIT tdump files, or tables with arrival, hours, lon, lat, [height]");
    verb->add_option("--cell", request.layout.cell_deg, "size of the cells, degrees")
        ->check(CLI::Range(1e-4, 90.0))
        ->capture_default_str();
    verb->add_option("--cell-edge", request.edge,
                     "longitude and latitude that an edge of the cells lies on; default 0 0")
        ->expected(2)
        ->type_name("LON LAT");
    verb->add_option("--bounds", request.bounds, "area of the cells, degrees; default what the trajectories touch")
        ->expected(4)
        ->type_name("WEST SOUTH EAST NORTH");
    verb->add_option("--max-hours", request.max_hours, "leave out endpoints further back than this, hours")
        ->check(CLI::Range(0.0, 8784.0));
    verb->add_option("--out", request.out, "file to write, .csv or .nc");
    return paths;
}

}  // namespace

void add_trajectory_verbs(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs) {
    auto request = std::make_shared<TrajectoryRequest>();
    CLI::App* verb =
        add_verb(app, common, "pscf",
                 "potential source contribution function: where the air was before it arrived when a "
                 "species or factor was high",
                 "lantian pscf --conc contributions.csv --trajectories tdump.txt --cell 0.5 --out pscf.nc");
    add_common(verb, *request)->required();
    CLI::Option* percent =
        verb->add_option("--percentile", request->percentile, "a sample is high above this percentile")
            ->check(CLI::Range(0.0, 100.0))
            ->capture_default_str();
    verb->add_option("--threshold", request->threshold, "a sample is high above this value, in the unit of the table")
        ->excludes(percent);
    verb->add_option("--weights", request->weights,
                     "weights of cells by their number of endpoints n: customary (n > 2M 1, > M 0.75, > M/2 0.5, else "
                     "0.15, M the mean of cells that hold any), none, or a table (endpoints_above or "
                     "mean_multiple_above, weight)")
        ->capture_default_str();
    verbs.push_back({verb, [&common, request] { return verb_pscf(common, *request); }});

    auto of_cwt = std::make_shared<TrajectoryRequest>();
    verb = add_verb(app, common, "cwt",
                    "concentration weighted trajectories: mean value of the samples whose air passed a cell",
                    "lantian cwt --conc contributions.csv --trajectories tdump.txt --method sqtba --out cwt.nc");
    CLI::Option* paths = add_common(verb, *of_cwt);
    verb->add_option(
            "--footprints", of_cwt->footprints,
            "instead: footprints that `lantian trajectory --footprints` wrote; samples are weighted by them on "
            "their own grid")
        ->excludes(paths);
    verb->add_option("--least-footprint", of_cwt->least,
                     "footprints: cells below this share of the highest mean footprint get no value")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    verb->add_option(
            "--method", of_cwt->method,
            "cwt: mean of the endpoints in a cell; sqtba: endpoints spread over a Gaussian that grows backward")
        ->check(CLI::IsMember({"cwt", "sqtba"}))
        ->capture_default_str();
    verb->add_option("--growth", of_cwt->growth_km_h, "sqtba: growth of the Gaussian's sigma, km per hour back")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str();
    verb->add_option("--weights", of_cwt->weights,
                     "cwt: weights of cells by their number of endpoints n: customary (n > 80 1, > 20 0.7, > 10 0.42, "
                     "else 0.05), none, or a table (endpoints_above or mean_multiple_above, weight)")
        ->capture_default_str();
    verbs.push_back({verb, [&common, of_cwt] { return verb_cwt(common, *of_cwt); }});
}

}  // namespace lantian
