#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>

#include "core/io/atomic_write.hpp"
#include "models/run/source_columns.hpp"
#include "models/run/writers.hpp"

namespace lantian {

namespace {

void write_stations(NetcdfFile& file, const ReceptorSet& receptors) {
    std::vector<std::string> id, title, title_zh, kind;
    std::vector<double> lon, lat, height, x, y, population;
    for (const Receptor& r : receptors) {
        id.push_back(r.id);
        title.push_back(r.name);
        title_zh.push_back(r.name_zh);
        kind.emplace_back(kind_name(r.kind));
        lon.push_back(r.place.lon_deg);
        lat.push_back(r.place.lat_deg);
        height.push_back(r.height_m);
        x.push_back(r.point.x_m);
        y.push_back(r.point.y_m);
        population.push_back(r.population);
    }
    write_text_column(file, "station_name", "station", "station identifier", id);
    file.attribute("station_name", "cf_role", "timeseries_id");
    write_text_column(file, "station_title", "station", "name", title);
    write_text_column(file, "station_title_zh", "station", "name in Chinese", title_zh);
    write_text_column(file, "station_kind", "station", "station, town or beam", kind);
    write_number_column(file, "population", "station", "", "population weight", "1", population);
    write_number_column(file, "lon", "station", "longitude", "longitude", "degrees_east", lon);
    write_number_column(file, "lat", "station", "latitude", "latitude", "degrees_north", lat);
    write_number_column(file, "height", "station", "height", "height above ground", "m", height);
    file.attribute("height", "positive", "up");
    file.attribute("height", "axis", "Z");
    const auto is_beam = [](const Receptor& r) { return r.kind == ReceptorKind::beam; };
    if (std::any_of(receptors.begin(), receptors.end(), is_beam)) {
        std::vector<double> lon_end, lat_end;
        constexpr double k_none = std::numeric_limits<double>::quiet_NaN();
        for (const Receptor& r : receptors) {
            lon_end.push_back(is_beam(r) ? r.end_place.lon_deg : k_none);
            lat_end.push_back(is_beam(r) ? r.end_place.lat_deg : k_none);
        }
        write_number_column(file, "lon_end", "station", "", "longitude of the other end of a beam", "degrees_east",
                            lon_end);
        write_number_column(file, "lat_end", "station", "", "latitude of the other end of a beam", "degrees_north",
                            lat_end);
    }
    write_number_column(file, "x", "station", "projection_x_coordinate", "easting", "m", x);
    write_number_column(file, "y", "station", "projection_y_coordinate", "northing", "m", y);
}

}  // namespace

StationsWriter::StationsWriter(const std::string& path, const ResultContext& context, const Channels& channels)
    : path_(path),
      context_(context),
      channels_(channels),
      variables_(result_variables(context.scenario, channels)),
      sources_(source_rows(context)),
      hours_per_chunk_(hours_per_chunk(context.scenario)),
      packer_(context.scenario.output.deflate_level) {
    define();
    chunks_.emplace(part_name(path));
    const auto make_room = [&](auto& held) {
        held.resize(variables_.size());
        for (auto& values : held) values.resize(hours_per_chunk_ * sources_ * context_.receptors.size());
    };
    context.scenario.output.double_precision ? make_room(held_double_) : make_room(held_float_);
}

void StationsWriter::define() {
    NetcdfFile file = NetcdfFile::create(part_name(path_));
    define_common(file, context_, "lantian-stations", "stations and towns by source");
    file.attribute("", "featureType", std::string("timeSeries"));
    file.attribute("", "stations_by", context_.scenario.output.stations_by);
    file.define_dimension("source", sources_);
    file.define_dimension("station", context_.receptors.size());
    file.define_dimension("emitted_species", k_emitted_count);
    NetcdfFile::Storage storage;
    storage.chunks = {hours_per_chunk_, sources_, context_.receptors.size()};
    storage.deflate_level = context_.scenario.output.deflate_level;
    for (const ResultVariable& v : variables_) {
        define_result(file, v, {"time", "source", "station"}, storage, context_.scenario.output.double_precision,
                      "lat lon height station_name", false);
    }
    write_times(file, context_.scenario);
    write_stations(file, context_.receptors);
    write_sources(file, context_);
    file.close();
}

void StationsWriter::hour(const HourlyResults& results) {
    context_.scenario.output.double_precision ? convert(held_double_, results) : convert(held_float_, results);
    if (++hours_held_ == hours_per_chunk_) flush();
}

template <typename Value>
void StationsWriter::convert(HeldDay<Value>& held, const HourlyResults& results) {
    const std::size_t n_receptors = context_.receptors.size();
    const std::size_t n_sources = sources_ - (context_.outside.empty() ? 0 : 1);
    const std::size_t count = channels_.count();
    const std::vector<double> outside = outside_channels(context_.outside, channels_, results.begin, results.end);
    const std::size_t first = hours_held_ * sources_ * n_receptors;
    for (std::size_t r = 0; r < n_receptors; ++r) {
        for (std::size_t s = 0; s < sources_; ++s) {
            const double* channels =
                s == n_sources ? outside.data() : results.receptors.data() + (r * n_sources + s) * count;
            for (std::size_t v = 0; v < variables_.size(); ++v)
                held[v][first + s * n_receptors + r] = static_cast<Value>(variables_[v].value(channels));
        }
    }
}

template <typename Value>
void StationsWriter::write_day(HeldDay<Value>& held) {
    const std::size_t filled = hours_held_ * sources_ * context_.receptors.size();
    for (std::size_t v = 0; v < variables_.size(); ++v) {
        // The last day may be short: its chunk is whole all the same.
        std::fill(held[v].begin() + static_cast<std::ptrdiff_t>(filled), held[v].end(), Value{0});
        const std::array<std::size_t, 3> offset{hours_written_, 0, 0};
        chunks_->write(variables_[v].name, offset, packer_.pack(std::span<const Value>(held[v])));
    }
}

void StationsWriter::flush() {
    if (hours_held_ > 0 && !context_.receptors.empty())
        context_.scenario.output.double_precision ? write_day(held_double_) : write_day(held_float_);
    hours_written_ += std::exchange(hours_held_, 0);
}

void StationsWriter::finish(const MassLedger& ledger, const std::string& additivity) {
    flush();
    const std::array<std::size_t, 2> whole{0, 0};
    chunks_->write(k_run_emission, whole, packer_.pack(run_emission_t(context_, ledger)));
    if (!additivity.empty()) chunks_->attribute("additivity", additivity);
    chunks_->close();
    publish_part(path_);
}

}  // namespace lantian
