#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/io/file_check.hpp"
#include "core/io/hdf5_file.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/cf_time.hpp"
#include "inputs/readers/describe.hpp"
#include "inputs/readers/era5_layout.hpp"
#include "inputs/readers/gridded_fields.hpp"
#include "inputs/readers/weather.hpp"
#include "inputs/readers/wrf_projection.hpp"

namespace lantian {

namespace {

constexpr std::size_t k_listed_variables = 80;
constexpr std::size_t k_small_enough_to_read =
    5000000;  // values; coordinates of larger meshes are not read for a description

std::size_t values_of(const NetcdfFile& file, const std::string& variable) {
    std::size_t n = 1;
    for (const std::size_t length : file.shape_of(variable))
        n = length == 0 || n > k_small_enough_to_read ? n * (length != 0) : n * length;
    return n;
}

std::optional<std::string> first_present(const NetcdfFile& file, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        if (file.has_variable(name)) return name;
    }
    return std::nullopt;
}

void add_netcdf_times(FileDescription& out, const NetcdfFile& file) {
    try {
        if (file.has_variable("Times")) {
            std::vector<UtcTime> times;
            for (std::string text : file.read_texts("Times")) {
                std::replace(text.begin(), text.end(), '_', 'T');
                if (const std::optional<UtcTime> time = parse_time(text + "Z")) times.push_back(*time);
            }
            detail::describe_times(out, times);
        } else if (const auto name = first_present(file, {"time", "valid_time"});
                   name && values_of(file, *name) <= k_small_enough_to_read) {
            detail::describe_times(out, read_cf_times(file, *name));
        }
    } catch (const Error& error) {
        out.missing.push_back(error.problems().front().text());
    }
}

void add_area(FileDescription& out, const NetcdfFile& file) {
    const auto lon = first_present(file, {"XLONG", "XLONG_M", "lon", "longitude"});
    const auto lat = first_present(file, {"XLAT", "XLAT_M", "lat", "latitude"});
    if (!lon || !lat || values_of(file, *lon) > k_small_enough_to_read ||
        values_of(file, *lat) > k_small_enough_to_read)
        return;
    const auto range = [](const std::vector<double>& values) {
        double low = std::numeric_limits<double>::infinity(), high = -low;
        for (const double v : values) {
            if (v < -720.0) continue;  // a mark of missing values
            low = std::min(low, v);    // NaN never wins
            high = std::max(high, v);
        }
        return std::pair{low, high};
    };
    const auto [west, east] = range(file.read(*lon));
    const auto [south, north] = range(file.read(*lat));
    out.fact("area", detail::shown_box(west, south, east, north));
}

void add_mesh(FileDescription& out, const NetcdfFile& file) {
    const auto dimension = [&](std::initializer_list<const char*> names) -> std::string {
        for (const char* name : names) {
            if (file.has_dimension(name)) return std::to_string(file.dimension(name));
        }
        return {};
    };
    const std::string nx = dimension({"west_east", "x", "lon", "longitude"}),
                      ny = dimension({"south_north", "y", "lat", "latitude"});
    if (!nx.empty() && !ny.empty()) out.fact("mesh", nx + " x " + ny);
    if (const std::string nz =
            dimension({"bottom_top", "level", "num_metgrid_levels", "plev", "isobaricInhPa", "pressure_level"});
        !nz.empty())
        out.fact("levels", nz);
    const std::optional<double> dx = file.number_attribute("", "DX");
    if (dx) out.fact("cell", fmt::format("{:g} m", *dx));
    if (file.number_attribute("", "MAP_PROJ")) {
        try {
            out.fact("projection", WrfProjection(file).name());
        } catch (const Error& error) {
            out.missing.push_back(error.problems().front().text());
        }
    } else if (file.has_variable("crs")) {
        if (const auto name = file.text_attribute("crs", "grid_mapping_name")) out.fact("projection", *name);
    }
}

void add_variables(FileDescription& out, const NetcdfFile& file) {
    const std::vector<std::string> names = file.variables();
    for (std::size_t k = 0; k < names.size() && k < k_listed_variables; ++k) {
        const auto units = file.text_attribute(names[k], "units");
        out.fact("variable " + names[k], fmt::format("({}) {}", fmt::join(file.dimensions_of(names[k]), ", "),
                                                     units && !units->empty() ? *units : "no unit"));
    }
    if (names.size() > k_listed_variables)
        out.fact("further variables", std::to_string(names.size() - k_listed_variables));
}

enum class Need { required, optional };

void add_absent(FileDescription& out, const NetcdfFile& file, std::string_view variable, Need need) {
    if (file.has_variable(std::string(variable))) return;
    out.missing.push_back(need == Need::required
                              ? fmt::format("variable {} is missing and needed", variable)
                              : fmt::format("variable {} is missing: it will be diagnosed or left out", variable));
}

/// Loads the first and the last time as a run would.
void try_loading(FileDescription& out, const GriddedWeatherSource& source) {
    static_cast<void>(source.load(0));
    static_cast<void>(source.load(source.times().size() - 1));
    for (const std::string& note : source.notes()) out.fact("note", note);
    out.fact("values", "first and last time read, all within range");
}

void describe_wrf(FileDescription& out, const NetcdfFile& file) {
    const std::string title = file.text_attribute("", "TITLE").value_or("");
    if (title.find("GEOGRID") != std::string::npos || title.find("METGRID") != std::string::npos) {
        const bool geogrid = title.find("GEOGRID") != std::string::npos;
        out.kind = geogrid ? "WPS geogrid (geo_em)" : "WPS metgrid (met_em)";
        out.missing.emplace_back(
            geogrid ? "holds no weather: it is the static input of WRF; give wrfout files"
                    : "holds the input of WRF, not weather on its own levels: run WRF and give wrfout files");
        return;
    }
    out.kind = "WRF output";
    for (const char* name : {"Times", "XLAT", "XLONG", "U", "V", "W", "PH", "PHB", "T", "P", "PB", "HGT"})
        add_absent(out, file, name, Need::required);
    const bool complete = out.missing.empty();
    for (const char* name :
         {"QVAPOR", "T2", "PSFC", "U10", "V10", "PBLH", "UST", "HFX", "ZNT", "RAINC", "RAINNC", "SWDOWN", "CLDFRA"})
        add_absent(out, file, name, Need::optional);
    if (!file.has_variable("SINALPHA"))
        out.fact("note", "SINALPHA is not there: the turn to true north is taken from the projection");
    if (complete) try_loading(out, *open_wrf({out.path}));
}

void describe_cf(FileDescription& out, const NetcdfFile& file) {
    for (const char* name : {"time", "lon", "lat"}) add_absent(out, file, name, Need::required);
    for (const GriddedField& field : gridded_fields()) {
        if (field.required) add_absent(out, file, field.cf_name, Need::required);
    }
    const bool complete = out.missing.empty();
    for (const GriddedField& field : gridded_fields()) {
        if (!field.required) add_absent(out, file, field.cf_name, Need::optional);
    }
    if (complete) try_loading(out, *open_cf_weather({out.path}));
}

void add_attributes(FileDescription& out, const NetcdfFile& file) {
    for (const char* name : {"title", "TITLE", "Conventions", "lantian_version", "scenario_hash", "date_created"}) {
        if (const auto text = file.text_attribute("", name)) out.fact(name, *text);
    }
}

/// True when the file is HDF5 of ours (a snapshot of puffs), which is no NetCDF.
bool describe_snapshot(FileDescription& out) {
    if (!hdf5_defect(out.path).empty()) return false;
    const Hdf5File file = Hdf5File::open(out.path);
    if (file.text_attribute("/", "format") != "lantian-puffs") return false;
    out.kind = "lantian puff snapshot";
    for (const char* name : {"time", "program", "scenario_hash"}) {
        if (const auto text = file.text_attribute("/", name)) out.fact(name, *text);
    }
    for (const char* name : {"puffs/id", "puffs/x_m"}) {
        if (file.has(name)) {
            out.fact("puffs", std::to_string(file.shape_of(name).front()));
            break;
        }
    }
    if (file.has("species")) out.fact("species", fmt::format("{}", fmt::join(file.read_texts("species"), " ")));
    return true;
}

}  // namespace

void detail::describe_hierarchical(FileDescription& out) {
    if (describe_snapshot(out)) return;
    const NetcdfFile file = NetcdfFile::open(out.path);
    const std::string format = file.text_attribute("", "lantian_format").value_or("");
    add_attributes(out, file);
    add_netcdf_times(out, file);
    add_area(out, file);
    add_mesh(out, file);
    add_variables(out, file);
    if (format == "lantian-fields" || format == "lantian-stations") {
        out.kind = format == "lantian-fields" ? "lantian results: fields" : "lantian results: stations";
    } else if (const auto observed = observation_format(out.path)) {
        describe_observations(out, *observed);
    } else if (file.number_attribute("", "MAP_PROJ")) {
        describe_wrf(out, file);
    } else if (format == "lantian-weather" || (file.has_variable("air_temperature") && file.has_variable("height"))) {
        out.kind = "CF weather";
        describe_cf(out, file);
    } else if (Era5Layout::fits(file)) {
        out.kind = "ERA5 NetCDF";
        const auto source = open_era5({out.path});
        out.fact("as a driver", source->description());
        try_loading(out, *source);
    } else if (file.variables().empty()) {
        out.kind = "HDF5 or NetCDF without variables at its root";
        out.missing.emplace_back("nothing that lantian reads");
    } else {
        out.kind = "NetCDF";
        out.missing.emplace_back(
            "not weather in a layout that lantian reads (WRF output, or our CF layout in FORMATS.md); as gridded "
            "emissions it can be named in emissions.gridded");
    }
}

}  // namespace lantian
