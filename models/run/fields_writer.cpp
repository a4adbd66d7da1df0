#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "core/io/atomic_write.hpp"
#include "core/parallel/threads.hpp"
#include "models/run/writers.hpp"

namespace lantian {

namespace {

/// Cells converted at a time: their channels stay in cache while one variable after the other is taken from them.
constexpr std::size_t k_cells_per_block = 256;
/// Chunks packed at once by each thread at the end.
constexpr int k_parts_per_thread = 4;

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
      tags_(context.catalog.groups.size() + (context.outside.empty() ? 0 : 1)),
      hours_per_chunk_(hours_per_chunk(context.scenario)),
      packer_(context.scenario.output.deflate_level) {
    define();
    chunks_.emplace(part_name(path));
    const auto make_room = [&](auto& held) {
        for (auto* day : {&held.filling, &held.writing}) day->resize(variables_.size());
    };
    context.scenario.output.double_precision ? make_room(held_double_) : make_room(held_float_);
}

void FieldsWriter::define() {
    NetcdfFile file = NetcdfFile::create(part_name(path_));
    const Grid& grid = *context_.grid;
    define_common(file, context_, "lantian-fields", "fields by source group");
    file.define_dimension("tag", tags_);
    file.define_variable("tag", NetcdfFile::Type::text, {"tag"});
    file.attribute("tag", "long_name", "source group; the total is the sum over tags");
    define_axis(file, "y", "northing, cell centre", grid.ny);
    define_axis(file, "x", "easting, cell centre", grid.nx);
    define_plane(file, "lon", "longitude", "longitude of the cell centre", "degrees_east", false);
    define_plane(file, "lat", "latitude", "latitude of the cell centre", "degrees_north", false);
    define_plane(file, "terrain_height", "surface_altitude", "height of the terrain", "m", true);
    NetcdfFile::Storage storage;
    storage.chunks = {hours_per_chunk_, 1, grid.ny, grid.nx};
    storage.deflate_level = context_.scenario.output.deflate_level;
    for (const ResultVariable& v : variables_) {
        define_result(file, v, {"time", "tag", "y", "x"}, storage, context_.scenario.output.double_precision, "lon lat",
                      true);
    }
    write_times(file, context_.scenario);
    std::vector<std::string> names = context_.catalog.groups;
    if (!context_.outside.empty()) names.emplace_back("outside");
    file.write_texts("tag", names);
    write_axis(file, "x", grid.west_m, grid.cell_m, grid.nx);
    write_axis(file, "y", grid.south_m, grid.cell_m, grid.ny);
    std::vector<double> lon;
    std::vector<double> lat;
    for (std::size_t j = 0; j < grid.ny; ++j) {
        for (std::size_t i = 0; i < grid.nx; ++i) {
            const LonLat place = grid.projection.inverse({grid.x_centre_m(i), grid.y_centre_m(j)});
            lon.push_back(place.lon_deg);
            lat.push_back(place.lat_deg);
        }
    }
    file.write("lon", lon);
    file.write("lat", lat);
    file.write("terrain_height", grid.terrain_m);
    file.close();
}

void FieldsWriter::hour(const HourlyResults& results) {
    if (context_.scenario.output.double_precision) {
        add_hour(held_double_, results);
    } else {
        add_hour(held_float_, results);
    }
}

template <typename Value>
void FieldsWriter::add_hour(HeldDays<Value>& held, const HourlyResults& results) {
    convert(held, results);
    ++held.hours;
    // A day takes as long to be written as the next one to come in: the work is even from hour to hour.
    write_parts(held, parts() * held.hours / hours_per_chunk_);
    if (held.hours == hours_per_chunk_) next_day(held);
}

template <typename Value>
void FieldsWriter::next_day(HeldDays<Value>& held) {
    std::swap(held.filling, held.writing);
    held.hours_written += held.writing_hours;
    held.writing_hours = std::exchange(held.hours, 0);
    held.parts_written = 0;
}

template <typename Value>
void FieldsWriter::convert(HeldDays<Value>& held, const HourlyResults& results) {
    const std::size_t cells = context_.grid->cells();
    const std::size_t count = channels_.count();
    const std::size_t groups = context_.catalog.groups.size();
    const std::vector<double> outside = outside_channels(context_.outside, channels_, results.begin, results.end);
    for (auto& values : held.filling) values.resize(hours_per_chunk_ * tags_ * cells);
    const auto plane = [&](std::size_t v, std::size_t tag) {
        return held.filling[v].data() + (tag * hours_per_chunk_ + held.hours) * cells;
    };
    for (std::size_t tag = 0; tag < groups; ++tag) {
        const double* channels = results.grid.data() + tag * cells * count;
        for (std::size_t first = 0; first < cells; first += k_cells_per_block) {
            const std::size_t last = std::min(cells, first + k_cells_per_block);
            for (std::size_t v = 0; v < variables_.size(); ++v) {
                Value* out = plane(v, tag);
                for (std::size_t c = first; c < last; ++c)
                    out[c] = static_cast<Value>(variables_[v].value(channels + c * count));
            }
        }
    }
    if (tags_ == groups) return;
    for (std::size_t v = 0; v < variables_.size(); ++v)
        std::fill_n(plane(v, groups), cells, static_cast<Value>(variables_[v].value(outside.data())));
}

template <typename Value>
std::span<const Value> FieldsWriter::part_of(HeldDays<Value>& held, std::size_t part) {
    const std::size_t cells = context_.grid->cells();
    const std::size_t size = hours_per_chunk_ * cells;
    const std::span<Value> values(held.writing[part / tags_].data() + part % tags_ * size, size);
    // The last day may be short: its chunks are whole all the same.
    std::fill(values.begin() + static_cast<std::ptrdiff_t>(held.writing_hours * cells), values.end(), Value{0});
    return values;
}

template <typename Value>
void FieldsWriter::write_part(const HeldDays<Value>& held, std::size_t part, std::span<const std::byte> packed) {
    const std::array<std::size_t, 4> offset{held.hours_written, part % tags_, 0, 0};
    chunks_->write(variables_[part / tags_].name, offset, packed);
}

template <typename Value>
void FieldsWriter::write_parts(HeldDays<Value>& held, std::size_t until) {
    if (held.writing_hours == 0) return;
    for (; held.parts_written < until; ++held.parts_written)
        write_part(held, held.parts_written, packer_.pack(part_of(held, held.parts_written)));
}

template <typename Value>
void FieldsWriter::write_rest(HeldDays<Value>& held) {
    write_parts(held, parts());
    next_day(held);
    if (held.writing_hours == 0) return;
    // Nothing is computed any more: the last day is packed by all threads.
    std::vector<ChunkPacker> packers;
    for (int n = 0; n < k_parts_per_thread * context_.threads; ++n)
        packers.emplace_back(context_.scenario.output.deflate_level);
    std::vector<std::span<const std::byte>> packed(packers.size());
    while (held.parts_written < parts()) {
        const std::size_t first = held.parts_written;
        const std::size_t count = std::min(packers.size(), parts() - first);
        parallel_for(count, context_.threads,
                     [&](std::size_t n) { packed[n] = packers[n].pack(part_of(held, first + n)); });
        for (std::size_t n = 0; n < count; ++n, ++held.parts_written) write_part(held, first + n, packed[n]);
    }
}

void FieldsWriter::finish(const std::string& additivity) {
    context_.scenario.output.double_precision ? write_rest(held_double_) : write_rest(held_float_);
    if (!additivity.empty()) chunks_->attribute("additivity", additivity);
    chunks_->close();
    publish_part(path_);
}

}  // namespace lantian
