#include "models/deposition/soil_of_run.hpp"

#include <algorithm>
#include <filesystem>

#include "core/base/error.hpp"
#include "core/base/version.hpp"
#include "core/io/atomic_write.hpp"
#include "core/io/netcdf_file.hpp"

namespace lantian {

namespace {

constexpr double k_year_h = 365.25 * 24.0;
constexpr std::size_t k_hours_per_read = 24;

NetcdfFile open_result(const std::string& run_dir, const char* name, const std::string& species) {
    const std::string path = (std::filesystem::path(run_dir) / name).string();
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        throw Error(ErrorKind::missing_input, "E501", run_dir + ": holds no finished run, " + name + " is missing",
                    "run the scenario first: lantian run SCENARIO --out " + run_dir);
    }
    NetcdfFile file = NetcdfFile::open(path);
    if (!file.has_variable(species + "_dry") || !file.has_variable(species + "_wet")) {
        throw Error(ErrorKind::missing_input, "E501", path + ": holds no deposition of " + species,
                    "name it in output.deposition and run again");
    }
    return file;
}

/// Sum over time of a variable (time, a, ...), mg m-2 of the run; the rest of the shape is flat.
std::vector<double> sum_over_time(const NetcdfFile& file, const std::string& variable) {
    const std::vector<std::size_t> shape = file.shape_of(variable);
    std::size_t plane = 1;
    for (std::size_t d = 1; d < shape.size(); ++d) plane *= shape[d];
    std::vector<double> sum(plane, 0.0);
    for (std::size_t first = 0; first < shape[0]; first += k_hours_per_read) {
        std::vector<std::size_t> start(shape.size(), 0), count = shape;
        start[0] = first;
        count[0] = std::min(k_hours_per_read, shape[0] - first);
        const std::vector<double> block = file.read(variable, start, count);
        for (std::size_t t = 0; t < count[0]; ++t)
            for (std::size_t i = 0; i < plane; ++i) sum[i] += block[t * plane + i];
    }
    return sum;
}

void define(NetcdfFile& file, const std::string& name, const std::vector<std::string>& dimensions,
            const std::string& long_name, const std::string& units) {
    file.define_variable(name, NetcdfFile::Type::f64, dimensions);
    file.attribute(name, "long_name", long_name);
    file.attribute(name, "units", units);
}

/// What the map shows, (y, x) or (tag, y, x).
struct SoilMap {
    std::vector<double> deposit_by_tag_mg_m2_year, deposit_mg_m2_year, content_mg_kg;
};

void write_map(const std::string& path, const NetcdfFile& fields, const SoilQuestion& q, const SoilMap& map) {
    NetcdfFile file = NetcdfFile::create(part_name(path));
    const auto text = [&](const char* name, const std::string& value) { file.attribute("", name, value); };
    text("Conventions", "CF-1.11");
    text("title", q.species + " in the top soil after years of the run's deposits");
    text("source", std::string("lantian ") + k_version);
    text("lantian_format", "lantian-soil");
    text("scenario_hash", fields.text_attribute("", "scenario_hash").value_or(""));
    text("species", q.species);
    file.attribute("", "lantian_format_version", 1.0);
    file.attribute("", "years", q.years);
    file.attribute("", "initial_mg_kg", q.initial_mg_kg);
    file.attribute("", "mixing_depth_m", q.soil.depth_m);
    file.attribute("", "bulk_density_kg_m3", q.soil.bulk_density_kg_m3);
    file.attribute("", "loss_per_year", q.soil.loss_per_year);
    const std::vector<std::string> tags = fields.read_texts("tag");
    for (const char* dimension : {"y", "x"}) {
        file.define_dimension(dimension, fields.dimension(dimension));
        define(file, dimension, {dimension}, dimension == std::string("y") ? "northing" : "easting", "m");
    }
    file.define_dimension("tag", tags.size());
    file.define_variable("tag", NetcdfFile::Type::text, {"tag"});
    define(file, "lon", {"y", "x"}, "longitude of the cell centre", "degrees_east");
    define(file, "lat", {"y", "x"}, "latitude of the cell centre", "degrees_north");
    define(file, "deposit_by_tag", {"tag", "y", "x"}, "deposit of a year like the run, by source group",
           "mg m-2 year-1");
    define(file, "deposit", {"y", "x"}, "deposit of a year like the run", "mg m-2 year-1");
    define(file, "content", {"y", "x"}, "content of the top soil at the end", "mg kg-1");
    for (const char* name : {"deposit_by_tag", "deposit", "content"})
        file.attribute(name, "coordinates", std::string("lon lat"));
    for (const char* name : {"y", "x", "lon", "lat"}) file.write(name, fields.read(name));
    file.write_texts("tag", tags);
    file.write("deposit_by_tag", map.deposit_by_tag_mg_m2_year);
    file.write("deposit", map.deposit_mg_m2_year);
    file.write("content", map.content_mg_kg);
    file.close();
    publish_part(path);
}

double content_after(const SoilQuestion& q, double deposit_mg_m2_year) {
    return soil_content_mg_kg(q.initial_mg_kg, deposit_mg_m2_year, q.soil, q.years);
}

std::vector<SoilPlace> places_of(const NetcdfFile& stations, const SoilQuestion& q, double per_year) {
    const auto id = stations.read_texts("station_name"), name = stations.read_texts("station_title");
    const auto lon = stations.read("lon"), lat = stations.read("lat");
    const auto sources = stations.read_texts("source");
    const auto dry = sum_over_time(stations, q.species + "_dry"), wet = sum_over_time(stations, q.species + "_wet");
    std::vector<SoilPlace> places(id.size());
    for (std::size_t r = 0; r < id.size(); ++r) {
        double total_dry = 0.0, total_wet = 0.0, outside = 0.0;
        for (std::size_t s = 0; s < sources.size(); ++s) {
            const std::size_t at = s * id.size() + r;
            total_dry += dry[at];
            total_wet += wet[at];
            if (sources[s] == "outside") outside += dry[at] + wet[at];
        }
        const double total = total_dry + total_wet;
        const double deposit = total * per_year;
        places[r] = {id[r],
                     name[r],
                     {lon[r], lat[r]},
                     deposit,
                     total > 0.0 ? total_wet / total : 0.0,
                     deposit / (q.soil.depth_m * q.soil.bulk_density_kg_m3),
                     content_after(q, deposit),
                     total > 0.0 ? outside / total : 0.0};
    }
    return places;
}

}  // namespace

SoilAnswer soil_of_run(const std::string& run_dir, const SoilQuestion& q, const std::string& map_path) {
    const NetcdfFile stations = open_result(run_dir, "stations.nc", q.species);
    const NetcdfFile fields = open_result(run_dir, "fields.nc", q.species);
    const double hours = static_cast<double>(fields.dimension("time"));
    const double per_year = k_year_h / hours;
    SoilAnswer answer;
    answer.run_days = hours / 24.0;
    answer.places = places_of(stations, q, per_year);

    const std::size_t tags = fields.dimension("tag");
    SoilMap map;
    map.deposit_by_tag_mg_m2_year = sum_over_time(fields, q.species + "_dry");
    const std::vector<double> wet = sum_over_time(fields, q.species + "_wet");
    const std::size_t cells = wet.size() / tags;
    map.deposit_mg_m2_year.assign(cells, 0.0);
    for (std::size_t n = 0; n < wet.size(); ++n) {
        map.deposit_by_tag_mg_m2_year[n] = (map.deposit_by_tag_mg_m2_year[n] + wet[n]) * per_year;
        map.deposit_mg_m2_year[n % cells] += map.deposit_by_tag_mg_m2_year[n];
    }
    for (const double deposit : map.deposit_mg_m2_year) map.content_mg_kg.push_back(content_after(q, deposit));
    const auto highest =
        static_cast<std::size_t>(std::max_element(map.deposit_mg_m2_year.begin(), map.deposit_mg_m2_year.end()) -
                                 map.deposit_mg_m2_year.begin());
    answer.highest_deposit_mg_m2_year = map.deposit_mg_m2_year[highest];
    answer.highest_content_mg_kg = map.content_mg_kg[highest];
    const std::vector<double> lon = fields.read("lon"), lat = fields.read("lat");
    answer.highest_place = {lon[highest], lat[highest]};
    if (!map_path.empty()) write_map(map_path, fields, q, map);
    return answer;
}

}  // namespace lantian
