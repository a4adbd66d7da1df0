#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/io/atomic_write.hpp"
#include "core/io/grid_mapping.hpp"
#include "core/parallel/threads.hpp"
#include "models/app/case.hpp"
#include "models/app/receptor_data.hpp"
#include "models/app/receptor_file.hpp"
#include "models/app/timed_samples.hpp"
#include "models/app/verb_list.hpp"
#include "models/receptor/footprint.hpp"
#include "models/receptor/trajectory.hpp"

namespace lantian {

namespace {

struct TrajectoryVerbRequest {
    std::string scenario, out, footprints, from, to;
    std::vector<std::string> overrides, receptors, arrivals;
    std::optional<double> lon, lat;
    std::vector<double> heights{100.0};
    double every_h = 1.0;
    TrajectoryOptions options;
    bool constant_height = false;
};

[[noreturn]] void usage(const char* code, std::string message, std::string hint) {
    throw Error(ErrorKind::usage, code, std::move(message), std::move(hint));
}

UtcTime time_of(const std::string& text, const char* option) {
    const auto time = parse_time(text);
    if (!time)
        usage(lacks_only_offset(text) ? "E105" : "E330", fmt::format("{} {}: is not a time with zone", option, text),
              "write for example 2022-01-07T08:00:00+08:00");
    return *time;
}

std::vector<UtcTime> times_of(const TrajectoryVerbRequest& r, const Scenario& scenario) {
    const UtcTime begin = scenario.time.start, end = begin + scenario.time.hours * 3600;
    std::vector<UtcTime> out;
    for (const std::string& text : r.arrivals) out.push_back(time_of(text, "--arrival"));
    if (out.empty()) {
        const auto every = static_cast<std::int64_t>(std::llround(r.every_h * 3600.0));
        const auto back = static_cast<std::int64_t>(std::llround(r.options.hours * 3600.0));
        const UtcTime first = r.from.empty() ? std::min(begin + back, end) : time_of(r.from, "--from");
        const UtcTime last = r.to.empty() ? end : time_of(r.to, "--to");
        for (UtcTime t = first; t <= last; t = t + every) out.push_back(t);
        if (out.empty()) usage("E203", "--from is later than --to", "give times in order");
    }
    for (const UtcTime t : out) {
        if (t <= begin || t > end)
            usage("E203",
                  fmt::format("arrival at {}: the scenario's weather is read from {} to {}", format_time(t),
                              format_time(begin), format_time(end)),
                  "choose arrivals within it, or change time.start and time.hours with --set");
    }
    return out;
}

/// Places, by the names that their trajectories get.
std::vector<std::pair<std::string, MapPoint>> places_of(const TrajectoryVerbRequest& r, const Case& c) {
    std::vector<std::pair<std::string, MapPoint>> out;
    if (r.lon) {
        const MapPoint p = c.met_grid->projection.forward({*r.lon, *r.lat});
        if (!c.met_grid->contains(p))
            throw Error(ErrorKind::usage, "E307",
                        fmt::format("place lon {:g}, lat {:g} lies outside the domain", *r.lon, *r.lat),
                        "correct --lon and --lat, or enlarge domain.bounds_deg");
        out.emplace_back("place", p);
    }
    std::vector<std::string> known;
    for (const Receptor& receptor : c.receptors) known.push_back(receptor.id);
    for (const std::string& id : r.receptors) {
        const auto found = std::find(known.begin(), known.end(), id);
        if (found == known.end()) {
            const std::string near = nearest_name(id, known);
            usage("E309", fmt::format("there is no receptor \"{}\"", id),
                  near.empty() ? fmt::format("known are: {}", fmt::join(known, ", "))
                               : fmt::format("did you mean \"{}\"?", near));
        }
        out.emplace_back(id, c.receptors[static_cast<std::size_t>(found - known.begin())].point);
    }
    if (out.empty()) {
        for (const Receptor& receptor : c.receptors) {
            if (receptor.kind == ReceptorKind::station) out.emplace_back(receptor.id, receptor.point);
        }
    }
    if (out.empty()) usage("E304", "no place to arrive at", "give --lon and --lat, or --receptor ID");
    return out;
}

std::vector<Arrival> arrivals_of(const TrajectoryVerbRequest& r, const Case& c) {
    std::vector<Arrival> out;
    const auto places = places_of(r, c);
    for (const UtcTime t : times_of(r, c.loaded.scenario)) {
        for (const auto& [name, point] : places) {
            for (const double height : r.heights)
                out.push_back({r.heights.size() > 1 ? fmt::format("{}@{:g}m", name, height) : name, t, point, height});
        }
    }
    return out;
}

std::string trajectories_csv(const std::vector<BackTrajectory>& all, const Projection& projection) {
    std::string out = "arrival,receptor,hours,lon[deg],lat[deg],height[m]\n";
    for (const BackTrajectory& t : all) {
        for (const BackPoint& p : t.points) {
            const LonLat at = projection.inverse({p.x_m, p.y_m});
            out += fmt::format("{},{},{},{:.6f},{:.6f},{:.2f}\n", format_time(t.arrival.time), csv_field(t.arrival.id),
                               p.hours, at.lon_deg, at.lat_deg, p.height_m);
        }
    }
    return out;
}

constexpr const char* k_end_names[] = {"complete", "left_area", "weather_begins"};

void add_arrivals(NetcdfFile& file, const std::vector<Arrival>& arrivals, const char* dimension) {
    std::vector<std::string> ids;
    std::vector<double> times, heights;
    for (const Arrival& a : arrivals) {
        ids.push_back(a.id);
        times.push_back(static_cast<double>(a.time.seconds));
        heights.push_back(a.height_m);
    }
    add_texts(file, "receptor", {dimension}, "where the air arrives", ids);
    add_numbers(file, "arrival", {dimension}, "when the air arrives", "seconds since 1970-01-01 00:00:00 +00:00",
                times);
    file.attribute("arrival", "calendar", "standard");
    add_numbers(file, "arrival_height", {dimension}, "height of arrival above ground", "m", heights);
}

void trajectories_netcdf(const std::string& path, const std::vector<BackTrajectory>& all, const Projection& projection,
                         const std::vector<std::string>& notes) {
    write_receptor_file(path, "back trajectories", notes, [&](NetcdfFile& file) {
        std::size_t longest = 0;
        std::vector<Arrival> arrivals;
        std::vector<std::string> ends;
        for (const BackTrajectory& t : all) {
            longest = std::max(longest, t.points.size());
            arrivals.push_back(t.arrival);
            ends.emplace_back(k_end_names[static_cast<std::size_t>(t.end)]);
        }
        file.define_dimension("trajectory", all.size());
        file.define_dimension("obs", longest);
        add_arrivals(file, arrivals, "trajectory");
        add_texts(file, "end", {"trajectory"}, "why it ends: complete, left_area or weather_begins", ends);
        std::vector<double> hours(all.size() * longest, k_missing), lon = hours, lat = hours, height = hours;
        for (std::size_t n = 0; n < all.size(); ++n) {
            for (std::size_t i = 0; i < all[n].points.size(); ++i) {
                const BackPoint& p = all[n].points[i];
                const LonLat at = projection.inverse({p.x_m, p.y_m});
                hours[n * longest + i] = p.hours;
                lon[n * longest + i] = at.lon_deg;
                lat[n * longest + i] = at.lat_deg;
                height[n * longest + i] = p.height_m;
            }
        }
        add_numbers(file, "hours", {"trajectory", "obs"}, "time since the arrival", "h", hours);
        add_numbers(file, "lon", {"trajectory", "obs"}, "longitude", "degrees_east", lon);
        add_numbers(file, "lat", {"trajectory", "obs"}, "latitude", "degrees_north", lat);
        add_numbers(file, "height", {"trajectory", "obs"}, "height above ground", "m", height);
    });
}

void footprints_netcdf(const std::string& path, const Footprints& f, const FootprintOptions& options,
                       const std::vector<std::string>& notes) {
    write_receptor_file(path, "footprints by backward puffs", notes, [&](NetcdfFile& file) {
        const Grid& grid = *f.grid;
        file.define_dimension("arrival_number", f.arrivals.size());
        file.define_dimension("y", grid.ny);
        file.define_dimension("x", grid.nx);
        add_arrivals(file, f.arrivals, "arrival_number");
        std::vector<double> x, y, lon, lat;
        for (std::size_t i = 0; i < grid.nx; ++i) x.push_back(grid.x_centre_m(i));
        for (std::size_t j = 0; j < grid.ny; ++j) {
            y.push_back(grid.y_centre_m(j));
            for (std::size_t i = 0; i < grid.nx; ++i) {
                const LonLat at = grid.projection.inverse({x[i], y[j]});
                lon.push_back(at.lon_deg);
                lat.push_back(at.lat_deg);
            }
        }
        add_numbers(file, "x", {"x"}, "easting of the cell's centre", "m", x);
        file.attribute("x", "standard_name", "projection_x_coordinate");
        add_numbers(file, "y", {"y"}, "northing of the cell's centre", "m", y);
        file.attribute("y", "standard_name", "projection_y_coordinate");
        add_numbers(file, "lon", {"y", "x"}, "longitude", "degrees_east", lon);
        add_numbers(file, "lat", {"y", "x"}, "latitude", "degrees_north", lat);
        define_grid_mapping(file, "crs", grid.projection);
        add_numbers(file, "footprint", {"arrival_number", "y", "x"},
                    fmt::format("concentration at the receptor, mean over {} s, per constant emission rate of a source "
                                "spread over the cell near the ground, {:g} hours back",
                                options.average_s, options.hours),
                    "s m-3", f.s_m3);
        file.attribute("footprint", "grid_mapping", "crs");
        file.attribute("footprint", "coordinates", "lon lat");
    });
}

int verb_trajectory(const CommonOptions& common, const TrajectoryVerbRequest& r) {
    check_out_name(r.out);
    if (!r.footprints.empty() && !r.footprints.ends_with(".nc"))
        usage("E440", fmt::format("--footprints {}: the name must end in .nc", r.footprints), "footprints are maps");
    if (r.lon.has_value() != r.lat.has_value()) usage("E304", "--lon and --lat belong together", "give both");
    Problems problems;
    const std::unique_ptr<Case> c = load_case(r.scenario, r.overrides, CaseDepth::all, problems);
    if (exit_code(problems, common.strict) != 0) throw Error(problems.all());
    print_problems(problems.all());
    const Scenario& scenario = c->loaded.scenario;
    const std::vector<Arrival> arrivals = arrivals_of(r, *c);
    TrajectoryOptions options = r.options;
    options.vertical_wind = !r.constant_height;
    options.earliest = scenario.time.start;
    options.threads = thread_count(common.threads);
    const std::vector<BackTrajectory> all = back_trajectories(*c->met, *c->met_grid, arrivals, options);
    std::array<std::size_t, 3> ends{};
    for (const BackTrajectory& t : all) ++ends[static_cast<std::size_t>(t.end)];
    std::vector<std::string> notes = c->notes;
    for (const std::string& note : c->met->notes()) notes.push_back(note);
    if (ends[1] > 0) notes.push_back(fmt::format("{} of {} trajectories leave the domain early", ends[1], all.size()));
    if (ends[2] > 0)
        notes.push_back(fmt::format("{} of {} trajectories end where the scenario's time begins", ends[2], all.size()));
    Json files = Json::array();
    const Projection& projection = c->met_grid->projection;
    if (wants_netcdf(r.out)) {
        trajectories_netcdf(r.out, all, projection, notes);
    } else if (!r.out.empty()) {
        write_text_file(r.out, trajectories_csv(all, projection));
    }
    if (!r.out.empty()) files.push_back(r.out);
    if (!r.footprints.empty()) {
        FootprintOptions back;
        back.hours = r.options.hours;
        back.earliest = scenario.time.start;
        back.threads = options.threads;
        const Footprints f = backward_puffs(scenario, c->grid, *c->met, arrivals, back);
        if (f.cut_short > 0)
            notes.push_back(fmt::format("{} of {} footprints reach back to the start of the scenario's time only",
                                        f.cut_short, arrivals.size()));
        footprints_netcdf(r.footprints, f, back, notes);
        files.push_back(r.footprints);
    }
    if (common.json) {
        Json list = Json::array();
        for (const BackTrajectory& t : all) {
            const BackPoint& last = t.points.back();
            const LonLat at = projection.inverse({last.x_m, last.y_m});
            list.push_back(
                {{"receptor", t.arrival.id},
                 {"arrival", format_time(t.arrival.time)},
                 {"height_m", t.arrival.height_m},
                 {"points", t.points.size()},
                 {"end", k_end_names[static_cast<std::size_t>(t.end)]},
                 {"last",
                  {{"hours", last.hours}, {"lon", at.lon_deg}, {"lat", at.lat_deg}, {"height_m", last.height_m}}}});
        }
        std::cout << Json{{"trajectories", list}, {"notes", notes}, {"files", files}}.dump() << '\n';
        return 0;
    }
    if (r.out.empty()) {
        std::cout << trajectories_csv(all, projection);
        for (const std::string& note : notes) std::cerr << "note: " << note << '\n';
        return 0;
    }
    std::cout << fmt::format("{} trajectories: {} complete, {} left the domain, {} ended where the time begins\n",
                             all.size(), ends[0], ends[1], ends[2]);
    for (const std::string& note : notes) std::cout << "note: " << note << '\n';
    for (const Json& file : files) std::cout << file.get<std::string>() << '\n';
    return 0;
}

}  // namespace

void add_back_trajectory_verb(CLI::App& app, CommonOptions& common, std::vector<Verb>& verbs) {
    auto r = std::make_shared<TrajectoryVerbRequest>();
    CLI::App* verb = add_verb(app, common, "trajectory",
                              "back trajectories (and footprints by backward puffs) of air that arrives at receptors, "
                              "in the weather of a scenario",
                              "lantian trajectory jiyuan.toml --lon 112.6 --lat 35.1 --hours 12 --every 6 --out "
                              "paths.csv");
    verb->add_option("SCENARIO", r->scenario, "scenario file (TOML): weather, domain, time and receptors")->required();
    verb->add_option("--set", r->overrides, "change a value of the scenario, key=value; may be repeated")
        ->allow_extra_args(false);
    verb->add_option("--receptor", r->receptors, "receptors of the scenario, comma between; default its stations")
        ->delimiter(',');
    verb->add_option("--lon", r->lon, "longitude of another place, degrees")->check(CLI::Range(-180.0, 180.0));
    verb->add_option("--lat", r->lat, "its latitude, degrees")->check(CLI::Range(-90.0, 90.0));
    verb->add_option("--height", r->heights, "heights of arrival above ground, m, comma between")
        ->delimiter(',')
        ->check(CLI::Range(0.0, 20000.0))
        ->capture_default_str();
    verb->add_option("--hours", r->options.hours, "how far back, hours")
        ->check(CLI::Range(0.1, 8784.0))
        ->capture_default_str();
    verb->add_option("--arrival", r->arrivals, "times of arrival with zone, comma between")->delimiter(',');
    verb->add_option("--from", r->from, "first arrival; default --hours after the scenario's start");
    verb->add_option("--to", r->to, "last arrival; default the scenario's end");
    verb->add_option("--every", r->every_h, "hours between arrivals")
        ->check(CLI::Range(0.05, 8784.0))
        ->capture_default_str();
    verb->add_option("--step", r->options.step_s, "time step, s")->check(CLI::Range(1, 86400))->capture_default_str();
    verb->add_option("--order", r->options.order, "order of the integration: 2 (Heun) or 4 (Runge-Kutta)")
        ->check(CLI::IsMember({2, 4}))
        ->capture_default_str();
    verb->add_flag("--constant-height", r->constant_height, "stay at the height above ground, without vertical wind");
    verb->add_option("--out", r->out, "file to write, .csv or .nc; default the table on stdout");
    verb->add_option("--footprints", r->footprints,
                     "also run puffs backward from the receptors and write their footprints, .nc (for cwt)");
    verbs.push_back({verb, [&common, r] { return verb_trajectory(common, *r); }});
}

}  // namespace lantian
