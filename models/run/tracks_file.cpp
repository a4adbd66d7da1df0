#include "models/run/tracks_file.hpp"

#include <vector>

#include "core/base/assert.hpp"
#include "core/io/atomic_write.hpp"
#include "models/run/source_columns.hpp"

namespace lantian {

namespace {

constexpr const char* k_time_units = "seconds since 1970-01-01 00:00:00 UTC";

void write_track_names(NetcdfFile& file, const TrackSet& tracks) {
    std::vector<std::string> names;
    std::vector<double> sizes;
    for (const Track& track : tracks) {
        names.push_back(track.id);
        sizes.push_back(static_cast<double>(track.points.size() - 1));
    }
    write_text_column(file, "track", "track", "name of the track", names);
    file.attribute("track", "cf_role", std::string("trajectory_id"));
    file.define_variable("row_size", NetcdfFile::Type::i32, {"track"});
    file.attribute("row_size", "long_name", std::string("intervals of the track"));
    file.attribute("row_size", "sample_dimension", std::string("obs"));
    file.write("row_size", sizes);
}

void write_interval_times(NetcdfFile& file, const std::vector<TrackInterval>& intervals) {
    std::vector<double> ends, bounds;
    for (const TrackInterval& interval : intervals) {
        ends.push_back(static_cast<double>(interval.to.time.seconds));
        bounds.push_back(static_cast<double>(interval.from.time.seconds));
        bounds.push_back(ends.back());
    }
    file.define_variable("time", NetcdfFile::Type::i64, {"obs"});
    file.attribute("time", "standard_name", std::string("time"));
    file.attribute("time", "long_name", std::string("end of the interval"));
    file.attribute("time", "units", std::string(k_time_units));
    file.attribute("time", "calendar", std::string("standard"));
    file.attribute("time", "units_metadata", std::string("leap_seconds: none"));
    file.attribute("time", "bounds", std::string("time_bnds"));
    file.define_variable("time_bnds", NetcdfFile::Type::i64, {"obs", "nv"});
    file.write("time", ends);
    file.write("time_bnds", bounds);
}

/// Middle of each interval under `name`, both ends as its bounds.
void write_place(NetcdfFile& file, const std::string& name, const std::string& standard_name,
                 const std::string& long_name, const std::string& units, const std::vector<TrackInterval>& intervals,
                 double (*of)(const TrackPoint&)) {
    std::vector<double> middle, bounds;
    for (const TrackInterval& interval : intervals) {
        const double from = of(interval.from), to = of(interval.to);
        middle.push_back(0.5 * (from + to));
        bounds.push_back(from);
        bounds.push_back(to);
    }
    write_number_column(file, name, "obs", standard_name, long_name + ", middle of the interval", units, middle);
    file.attribute(name, "bounds", name + "_bnds");
    file.define_variable(name + "_bnds", NetcdfFile::Type::f64, {"obs", "nv"});
    file.write(name + "_bnds", bounds);
}

}  // namespace

void write_tracks(const std::string& path, const ResultContext& context, const TrackSet& tracks,
                  std::span<const double> means_kg_m3, const MassLedger& ledger, const std::string& additivity) {
    const std::vector<TrackInterval> intervals = track_intervals(tracks);
    const std::size_t rows = source_rows(context);
    const std::size_t sources = rows - (context.outside.empty() ? 0 : 1);
    LANTIAN_ASSERT(means_kg_m3.size() == intervals.size() * sources * k_reported_count);
    NetcdfFile file = NetcdfFile::create(part_name(path));
    define_globals(file, context, "lantian-tracks", "moving receptors by source",
                   "Concentrations at moving receptors computed by Gaussian puffs, means over the time between two "
                   "points of a track, by source or source group, with a linear chemistry scheme.");
    file.attribute("", "featureType", std::string("trajectory"));
    file.attribute("", "stations_by", context.scenario.output.stations_by);
    if (!additivity.empty()) file.attribute("", "additivity", additivity);
    file.define_dimension("nv", 2);
    file.define_dimension("track", tracks.size());
    file.define_dimension("obs", intervals.size());
    file.define_dimension("source", rows);
    file.define_dimension("emitted_species", k_emitted_count);
    write_track_names(file, tracks);
    write_interval_times(file, intervals);
    write_place(file, "lon", "longitude", "longitude", "degrees_east", intervals,
                [](const TrackPoint& p) { return p.place.lon_deg; });
    write_place(file, "lat", "latitude", "latitude", "degrees_north", intervals,
                [](const TrackPoint& p) { return p.place.lat_deg; });
    write_place(file, "height", "height", "height above ground", "m", intervals,
                [](const TrackPoint& p) { return p.height_m; });
    file.attribute("height", "positive", std::string("up"));
    write_place(file, "x", "projection_x_coordinate", "easting", "m", intervals,
                [](const TrackPoint& p) { return p.point.x_m; });
    write_place(file, "y", "projection_y_coordinate", "northing", "m", intervals,
                [](const TrackPoint& p) { return p.point.y_m; });
    write_sources(file, context);
    file.write(k_run_emission, run_emission_t(context, ledger));

    const Channels concentrations;
    NetcdfFile::Storage storage;
    storage.chunks = {intervals.size(), rows};
    storage.deflate_level = context.scenario.output.deflate_level;
    for (const ResultVariable& v : result_variables(context.scenario, concentrations)) {
        define_result(file, v, {"obs", "source"}, storage, context.scenario.output.double_precision,
                      "time lat lon height", false);
        std::vector<double> values;
        values.reserve(intervals.size() * rows);
        for (std::size_t n = 0; n < intervals.size(); ++n) {
            for (std::size_t s = 0; s < sources; ++s)
                values.push_back(v.value(means_kg_m3.data() + (n * sources + s) * k_reported_count));
            if (rows == sources) continue;
            const std::vector<double> outside =
                outside_channels(context.outside, concentrations, intervals[n].from.time, intervals[n].to.time);
            values.push_back(v.value(outside.data()));
        }
        file.write(v.name, values);
    }
    file.close();
    publish_part(path);
}

}  // namespace lantian
