#include <algorithm>
#include <array>

#include "core/io/atomic_write.hpp"
#include "models/run/writers.hpp"

namespace lantian {

namespace {

constexpr std::size_t k_hours_per_chunk = 24;

void define_axis(NetcdfFile& file, const std::string& name, const std::string& long_name, std::size_t length) {
    file.define_dimension(name, length);
    file.define_variable(name, NetcdfFile::Type::f64, {name});
    file.attribute(name, "standard_name", "projection_" + name + "_coordinate");
    file.attribute(name, "long_name", long_name);
    file.attribute(name, "units", "m");
    file.attribute(name, "axis", name == "x" ? "X" : "Y");
    file.attribute(name, "bounds", name + "_bnds");
    file.define_variable(name + "_bnds", NetcdfFile::Type::f64, {name, "nv"});
}

void write_axis(NetcdfFile& file, const std::string& name, double first_edge, double cell, std::size_t n) {
    std::vector<double> centres;
    std::vector<double> bounds;
    for (std::size_t i = 0; i < n; ++i) {
        const double edge = first_edge + static_cast<double>(i) * cell;
        centres.push_back(edge + 0.5 * cell);
        bounds.push_back(edge);
        bounds.push_back(edge + cell);
    }
    file.write(name, centres);
    file.write(name + "_bnds", bounds);
}

void define_plane(NetcdfFile& file, const char* name, const char* standard_name, const char* long_name,
                  const char* units, bool mapped) {
    file.define_variable(name, NetcdfFile::Type::f64, {"y", "x"});
    file.attribute(name, "standard_name", standard_name);
    file.attribute(name, "long_name", long_name);
    file.attribute(name, "units", units);
    if (mapped) {
        file.attribute(name, "grid_mapping", "crs");
        file.attribute(name, "coordinates", "lon lat");
    }
}

}  // namespace

FieldsWriter::FieldsWriter(const std::string& path, const ResultContext& context, const Channels& channels)
    : path_(path),
      context_(context),
      channels_(channels),
      variables_(result_variables(context.scenario, channels)),
      file_(NetcdfFile::create(part_name(path))),
      tags_(context.catalog.groups.size() + (context.outside.empty() ? 0 : 1)) {
    const Grid& grid = *context_.grid;
    define_common(file_, context_, "lantian-fields", "fields by source group");
    file_.define_dimension("tag", tags_);
    file_.define_variable("tag", NetcdfFile::Type::text, {"tag"});
    file_.attribute("tag", "long_name", "source group; the total is the sum over tags");
    define_axis(file_, "y", "northing, cell centre", grid.ny);
    define_axis(file_, "x", "easting, cell centre", grid.nx);
    define_plane(file_, "lon", "longitude", "longitude of the cell centre", "degrees_east", false);
    define_plane(file_, "lat", "latitude", "latitude of the cell centre", "degrees_north", false);
    define_plane(file_, "terrain_height", "surface_altitude", "height of the terrain", "m", true);
    NetcdfFile::Storage storage;
    storage.chunks = {std::min<std::size_t>(k_hours_per_chunk, static_cast<std::size_t>(context.scenario.time.hours)),
                      1, grid.ny, grid.nx};
    storage.deflate_level = context.scenario.output.deflate_level;
    for (const ResultVariable& v : variables_) {
        define_result(file_, v, {"time", "tag", "y", "x"}, storage, context.scenario.output.double_precision, "lon lat",
                      true);
    }
    write_times(file_, context.scenario);
    std::vector<std::string> names = context.catalog.groups;
    if (!context.outside.empty()) names.emplace_back("outside");
    file_.write_texts("tag", names);
    write_axis(file_, "x", grid.west_m, grid.cell_m, grid.nx);
    write_axis(file_, "y", grid.south_m, grid.cell_m, grid.ny);
    std::vector<double> lon;
    std::vector<double> lat;
    for (std::size_t j = 0; j < grid.ny; ++j) {
        for (std::size_t i = 0; i < grid.nx; ++i) {
            const LonLat place = grid.projection.inverse({grid.x_centre_m(i), grid.y_centre_m(j)});
            lon.push_back(place.lon_deg);
            lat.push_back(place.lat_deg);
        }
    }
    file_.write("lon", lon);
    file_.write("lat", lat);
    file_.write("terrain_height", grid.terrain_m);
    (context.scenario.output.double_precision ? held_double_.resize(variables_.size())
                                              : held_.resize(variables_.size()));
}

void FieldsWriter::hour(const HourlyResults& results) {
    const std::size_t cells = context_.grid->cells();
    const std::size_t count = channels_.count();
    const std::size_t groups = context_.catalog.groups.size();
    const std::vector<double> outside = outside_channels(context_.outside, channels_, results.begin, results.end);
    const auto fill = [&](auto& held) {
        for (std::size_t v = 0; v < variables_.size(); ++v) {
            auto& out = held[v];
            using Value = typename std::decay_t<decltype(out)>::value_type;
            out.resize(k_hours_per_chunk * tags_ * cells);
            for (std::size_t tag = 0; tag < tags_; ++tag) {
                auto* plane = out.data() + (hours_held_ * tags_ + tag) * cells;
                if (tag == groups) {
                    std::fill_n(plane, cells, static_cast<Value>(variables_[v].value(outside.data())));
                    continue;
                }
                const double* channels = results.grid.data() + tag * cells * count;
                for (std::size_t c = 0; c < cells; ++c)
                    plane[c] = static_cast<Value>(variables_[v].value(channels + c * count));
            }
        }
    };
    context_.scenario.output.double_precision ? fill(held_double_) : fill(held_);
    if (++hours_held_ == k_hours_per_chunk) flush();
}

void FieldsWriter::flush() {
    if (hours_held_ == 0) return;
    job_.wait();
    const std::array<std::size_t, 4> start{hours_written_, 0, 0, 0};
    const std::array<std::size_t, 4> extent{hours_held_, tags_, context_.grid->ny, context_.grid->nx};
    const std::size_t size = hours_held_ * tags_ * context_.grid->cells();
    const auto write = [this, start, extent, size](const auto& held) {
        for (std::size_t v = 0; v < variables_.size(); ++v) {
            using Value = typename std::decay_t<decltype(held[v])>::value_type;
            file_.write(variables_[v].name, start, extent, std::span<const Value>(held[v].data(), size));
        }
    };
    if (context_.scenario.output.double_precision) {
        job_.start([write, held = std::move(held_double_)] { write(held); });
        held_double_.assign(variables_.size(), {});
    } else {
        job_.start([write, held = std::move(held_)] { write(held); });
        held_.assign(variables_.size(), {});
    }
    hours_written_ += hours_held_;
    hours_held_ = 0;
}

void FieldsWriter::finish() {
    flush();
    job_.wait();
    file_.close();
    publish_part(path_);
}

}  // namespace lantian
