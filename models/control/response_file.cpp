// Reading stations.nc: the only part of the response that knows the file.
#include <algorithm>
#include <filesystem>
#include <limits>
#include <string>
#include <utility>

#include "core/base/error.hpp"
#include "core/io/netcdf_file.hpp"
#include "models/control/response.hpp"

namespace lantian {

namespace {

constexpr double k_kg_per_ug = 1e-9;
constexpr double k_kg_per_t = 1e3;
constexpr std::size_t k_values_per_read = 4'000'000;  ///< 32 MB of doubles at a time

NetcdfFile open_finished_run(const std::string& run_dir) {
    const std::filesystem::path path = std::filesystem::path(run_dir) / "stations.nc";
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        const bool unfinished = std::filesystem::exists(path.string() + ".part", ignored);
        throw Error(ErrorKind::missing_input, "E501",
                    run_dir + ": holds no finished run, stations.nc is " +
                        (unfinished ? "not whole (stations.nc.part stands there)" : "missing"),
                    "run the scenario first: lantian run SCENARIO --out " + run_dir);
    }
    NetcdfFile file = NetcdfFile::open(path.string());
    const auto format = file.text_attribute("", "lantian_format");
    if (!format || *format != "lantian-stations") {
        throw Error(ErrorKind::bad_data, "E501",
                    path.string() + ": lantian_format is " + (format ? '"' + *format + '"' : std::string("missing")) +
                        ", so this is not a result of lantian run",
                    "give the folder that lantian run wrote; expected lantian_format = \"lantian-stations\"");
    }
    if (file.text_attribute("", "stations_by").value_or("source") != "source") {
        throw Error(ErrorKind::bad_data, "E504", path.string() + ": holds group tags only, not single sources",
                    "run the scenario again with output.stations_by = \"source\"");
    }
    return file;
}

void require_unit(const NetcdfFile& file, const std::string& variable, const std::string& unit) {
    const auto found = file.text_attribute(variable, "units");
    if (found && *found == unit) return;
    throw Error(ErrorKind::bad_data, "E432",
                file.path() + ": " + variable + " units = \"" + found.value_or("") + "\", expected \"" + unit + '"',
                "read a file that lantian run wrote");
}

void require_shape(const NetcdfFile& file, const std::string& variable, const std::vector<std::size_t>& shape) {
    if (file.shape_of(variable) == shape) return;
    throw Error(ErrorKind::bad_data, "E432",
                file.path() + ": " + variable + " has another shape than (time, source, station)",
                "read a file that lantian run wrote");
}

ReceptorSet read_receptors(const NetcdfFile& file) {
    const auto id = file.read_texts("station_name");
    const auto title = file.read_texts("station_title");
    const auto title_zh = file.read_texts("station_title_zh");
    const auto kind = file.read_texts("station_kind");
    const auto population = file.read("population");
    const auto lon = file.read("lon"), lat = file.read("lat");
    const auto x = file.read("x"), y = file.read("y"), height = file.read("height");
    ReceptorSet receptors(id.size());
    for (std::size_t r = 0; r < id.size(); ++r) {
        receptors[r] = Receptor{.id = id[r],
                                .name = title[r],
                                .name_zh = title_zh[r],
                                .kind = kind_of_name(kind[r]).value_or(ReceptorKind::station),
                                .place = {},
                                .point = {},
                                .height_m = height[r],
                                .population = population[r] > 0.0 ? population[r] : 0.0};
        receptors[r].place.lon_deg = lon[r];
        receptors[r].place.lat_deg = lat[r];
        receptors[r].point.x_m = x[r];
        receptors[r].point.y_m = y[r];
    }
    return receptors;
}

/// All sources in file order, `outside` included.
std::vector<SourceSummary> read_sources(const NetcdfFile& file) {
    const auto id = file.read_texts("source");
    const auto name = file.read_texts("source_name"), group = file.read_texts("source_group");
    const auto sector = file.read_texts("source_sector"), process = file.read_texts("source_process");
    const auto facility = file.read_texts("source_facility"), town = file.read_texts("source_town");
    const auto species = file.read_texts("emitted_species");
    for (const char* variable : {"source_annual_emission", "source_run_emission"}) require_unit(file, variable, "t");
    const auto annual_t = file.read("source_annual_emission"), run_t = file.read("source_run_emission");
    std::vector<SourceSummary> sources(id.size());
    for (std::size_t s = 0; s < id.size(); ++s) {
        sources[s] = SourceSummary{id[s], name[s], group[s], sector[s], process[s], facility[s], town[s], {}, {}};
        for (std::size_t e = 0; e < species.size(); ++e) {
            const auto emitted = emitted_from_name(species[e]);
            if (!emitted) {
                throw Error(ErrorKind::bad_data, "E432",
                            file.path() + ": emitted_species \"" + species[e] + "\" is not known",
                            "known: pm25 pm10 so2 nox voc nh3 pb cd as hg");
            }
            // A missing rate (NaN) is "not emitted" in the inventory: it adds no tonnes.
            const auto kg = [&](const std::vector<double>& t) {
                const double value = t[s * species.size() + e];
                return value > 0.0 ? value * k_kg_per_t : 0.0;
            };
            sources[s].annual_kg[index(*emitted)] = kg(annual_t);
            sources[s].run_kg[index(*emitted)] = kg(run_t);
        }
    }
    return sources;
}

/// Mean of one variable over time, (source, station), in the file's unit.
std::vector<double> time_mean(const NetcdfFile& file, const std::string& variable, std::span<const double> hour_share,
                              std::size_t sources, std::size_t stations) {
    const std::size_t plane = sources * stations;
    std::vector<double> mean(plane, 0.0);
    const std::size_t step = std::max<std::size_t>(1, k_values_per_read / std::max<std::size_t>(1, plane));
    for (std::size_t first = 0; first < hour_share.size(); first += step) {
        const std::size_t count = std::min(step, hour_share.size() - first);
        const std::array<std::size_t, 3> start{first, 0, 0}, extent{count, sources, stations};
        const std::vector<double> block = file.read(variable, start, extent);
        for (std::size_t t = 0; t < count; ++t) {
            for (std::size_t i = 0; i < plane; ++i) mean[i] += hour_share[first + t] * block[t * plane + i];
        }
    }
    return mean;
}

}  // namespace

SourceReceptor read_source_receptor(const std::string& run_dir) {
    const NetcdfFile file = open_finished_run(run_dir);
    SourceReceptor table;
    table.receptors = read_receptors(file);
    table.sources = read_sources(file);
    const std::size_t all_sources = table.sources.size(), stations = table.receptors.size();
    const bool has_outside = all_sources > 0 && table.sources.back().id == "outside";
    if (has_outside) table.sources.pop_back();
    const std::size_t n_sources = table.sources.size();

    const auto bounds = file.read("time_bnds");
    const std::size_t hours = bounds.size() / 2;
    if (hours == 0 || stations == 0) {
        throw Error(ErrorKind::bad_data, "E501", file.path() + ": holds no " + (hours == 0 ? "hour" : "station"),
                    "run the scenario with output.stations and at least one hour");
    }
    table.begin = UtcTime{static_cast<std::int64_t>(bounds.front())};
    table.end = UtcTime{static_cast<std::int64_t>(bounds.back())};
    std::vector<double> share(hours);
    double total_s = 0.0;
    for (std::size_t t = 0; t < hours; ++t) total_s += share[t] = bounds[2 * t + 1] - bounds[2 * t];
    for (double& s : share) s /= total_s;

    constexpr double k_not_stored = std::numeric_limits<double>::quiet_NaN();
    table.mean_kg_m3.assign(stations * n_sources * k_reported_count, k_not_stored);
    if (has_outside) table.outside_kg_m3.assign(stations * k_reported_count, k_not_stored);
    for (std::size_t i = 0; i < k_reported_count; ++i) {
        const std::string name(k_reported_names[i]);
        if (!file.has_variable(name)) {
            if (name != "pm25_primary" && name != "so4" && name != "no3") continue;
            throw Error(ErrorKind::bad_data, "E431",
                        file.path() + ": variable " + name + " missing; measures are ranked by pm25, which needs it",
                        "run the scenario with pm25 among species.names, or without species.names");
        }
        require_unit(file, name, "ug m-3");
        require_shape(file, name, {hours, all_sources, stations});
        const auto mean = time_mean(file, name, share, all_sources, stations);
        for (std::size_t r = 0; r < stations; ++r) {
            for (std::size_t s = 0; s < n_sources; ++s) {
                table.mean_kg_m3[(r * n_sources + s) * k_reported_count + i] = mean[s * stations + r] * k_kg_per_ug;
            }
            if (has_outside)
                table.outside_kg_m3[r * k_reported_count + i] = mean[n_sources * stations + r] * k_kg_per_ug;
        }
    }
    return table;
}

}  // namespace lantian
