#include "models/app/footprint_map.hpp"

#include <cmath>
#include <iostream>

#include <fmt/format.h>

#include "core/data/air_paths.hpp"
#include "core/io/atomic_write.hpp"
#include "models/app/receptor_data.hpp"
#include "models/app/receptor_file.hpp"
#include "models/receptor/footprint.hpp"
#include "models/receptor/trajectory_statistics.hpp"

namespace lantian {

namespace {

/// What a file of `lantian trajectory --footprints` holds.
struct FootprintFile {
    std::vector<AirPath> arrivals;  ///< without points
    std::vector<double> x, y, lon, lat, footprint;
};

FootprintFile read_footprints(const std::string& path) {
    const NetcdfFile file = NetcdfFile::open(path);
    FootprintFile out;
    const std::vector<std::string> ids = file.read_texts("receptor");
    const std::vector<double> times = file.read("arrival");
    for (std::size_t n = 0; n < times.size(); ++n)
        out.arrivals.push_back({ids[n], UtcTime{static_cast<std::int64_t>(times[n])}, {}});
    out.x = file.read("x");
    out.y = file.read("y");
    out.lon = file.read("lon");
    out.lat = file.read("lat");
    out.footprint = file.read("footprint");
    return out;
}

struct NamedFootprint {
    std::string species;
    WeightedFootprint map;
};

std::string map_csv(const FootprintFile& f, const std::vector<NamedFootprint>& all) {
    std::string out = "species,x[m],y[m],lon[deg],lat[deg],mean_footprint[s m-3],value\n";
    for (const NamedFootprint& n : all) {
        for (std::size_t c = 0; c < n.map.value.size(); ++c) {
            if (std::isnan(n.map.value[c])) continue;
            out += fmt::format("{},{},{},{:.6f},{:.6f},{},{}\n", csv_field(n.species), f.x[c % f.x.size()],
                               f.y[c / f.x.size()], f.lon[c], f.lat[c], n.map.mean_s_m3[c], n.map.value[c]);
        }
    }
    return out;
}

void map_netcdf(const std::string& path, const FootprintFile& f, const std::vector<NamedFootprint>& all,
                const std::vector<std::string>& notes) {
    write_receptor_file(path, "concentration weighted footprints", notes, [&](NetcdfFile& file) {
        std::vector<std::string> names;
        std::vector<double> means, values;
        for (const NamedFootprint& n : all) {
            names.push_back(n.species);
            means.insert(means.end(), n.map.mean_s_m3.begin(), n.map.mean_s_m3.end());
            values.insert(values.end(), n.map.value.begin(), n.map.value.end());
        }
        file.define_dimension("species", all.size());
        file.define_dimension("y", f.y.size());
        file.define_dimension("x", f.x.size());
        add_texts(file, "species", {"species"}, "species or factor", names);
        add_numbers(file, "x", {"x"}, "easting of the cell's centre", "m", f.x);
        add_numbers(file, "y", {"y"}, "northing of the cell's centre", "m", f.y);
        add_numbers(file, "lon", {"y", "x"}, "longitude", "degrees_east", f.lon);
        add_numbers(file, "lat", {"y", "x"}, "latitude", "degrees_north", f.lat);
        add_numbers(file, "mean_footprint", {"species", "y", "x"}, "mean footprint of the samples with a value",
                    "s m-3", means);
        add_numbers(file, "weighted", {"species", "y", "x"},
                    "mean of the samples weighted by their footprints, unit of the samples", "1", values);
    });
}

}  // namespace

int answer_weighted_footprints(const CommonOptions& common, const TimedSampleOptions& options, const std::string& path,
                               double least, const std::string& out) {
    TimedSamples samples = read_timed_samples(options, true);
    const FootprintFile f = read_footprints(path);
    const auto sample = sample_of_paths(samples.spans, f.arrivals);
    std::vector<NamedFootprint> all;
    Json species = Json::object();
    for (const std::size_t j : chosen_species(options, samples.table)) {
        std::vector<double> values;
        for (const auto& s : sample) values.push_back(s ? samples.table.value(*s, j) : k_missing);
        all.push_back(
            {samples.table.species[j], weighted_footprint(f.footprint, values, f.x.size() * f.y.size(), least)});
        const WeightedFootprint& map = all.back().map;
        if (map.used == 0)
            throw Error({Severity::error, ErrorKind::bad_data, "E331", options.conc, 0, 0,
                         fmt::format("{}: no footprint arrives during a sample with a value", all.back().species),
                         "give footprints of the same days; --utc-offset and --sample-hours say how times are meant"});
        std::optional<std::size_t> peak;
        for (std::size_t c = 0; c < map.value.size(); ++c) {
            if (!std::isnan(map.value[c]) && (!peak || map.value[c] > map.value[*peak])) peak = c;
        }
        species[all.back().species] = {{"footprints", map.used}};
        if (peak)
            species[all.back().species]["peak"] = {
                {"lon", f.lon[*peak]}, {"lat", f.lat[*peak]}, {"value", map.value[*peak]}};
    }
    if (wants_netcdf(out)) {
        map_netcdf(out, f, all, samples.notes);
    } else if (!out.empty()) {
        write_text_file(out, map_csv(f, all));
    }
    const Json files = out.empty() ? Json::array() : Json::array({out});
    if (common.json) {
        std::cout << Json{{"species", species}, {"notes", samples.notes}, {"files", files}}.dump() << '\n';
        return 0;
    }
    for (const auto& [name, one] : species.items()) {
        std::cout << fmt::format("{:<20}{:>7} footprints", name, one["footprints"].get<std::size_t>());
        if (one.contains("peak"))
            std::cout << fmt::format("   highest {:.4g} at lon {:.4f}, lat {:.4f}", one["peak"]["value"].get<double>(),
                                     one["peak"]["lon"].get<double>(), one["peak"]["lat"].get<double>());
        std::cout << '\n';
    }
    for (const std::string& note : samples.notes) std::cout << "note: " << note << '\n';
    return 0;
}

}  // namespace lantian
