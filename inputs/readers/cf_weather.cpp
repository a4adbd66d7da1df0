#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/io/atomic_write.hpp"
#include "core/io/grid_mapping.hpp"
#include "core/io/netcdf_file.hpp"
#include "inputs/readers/cf_time.hpp"
#include "inputs/readers/gridded_fields.hpp"
#include "inputs/readers/units.hpp"
#include "inputs/readers/weather.hpp"

namespace lantian {

namespace {

Problem problem(const char* code, const std::string& file, std::string message, std::string hint) {
    return {Severity::error, ErrorKind::bad_data, code, file, 0, 0, std::move(message), std::move(hint)};
}

class CfSource final : public GriddedWeatherSource {
  public:
    explicit CfSource(std::vector<std::string> files) : files_(std::move(files)) {
        if (files_.empty())
            throw Error(ErrorKind::bad_scenario, "E410", "no weather file is named", "name files in meteorology.files");
        std::vector<std::vector<UtcTime>> times;
        for (const std::string& path : files_) {
            const NetcdfFile file = NetcdfFile::open(path);
            require_variables(file);
            times.push_back(read_cf_times(file, "time"));
            if (times.back().empty())
                throw Error(problem("E410", path, "holds no times", "give a file with at least one time"));
            take_mesh(file);
        }
        entries_ = join_times(files_, times, notes_);
        for (const FileTime& entry : entries_) times_.push_back(entry.time);
    }

    [[nodiscard]] const std::vector<UtcTime>& times() const override { return times_; }
    [[nodiscard]] std::string description() const override {
        return fmt::format("CF weather, {} x {} points, {} levels, {}, {} times from {} to {}", nx_, ny_, nz_,
                           projection_ ? projection_->name() : std::string("longitude-latitude"), times_.size(),
                           format_time(times_.front()), format_time(times_.back()));
    }
    [[nodiscard]] std::vector<std::string> notes() const override { return notes_; }
    [[nodiscard]] const Projection* projection() const override { return projection_ ? &*projection_ : nullptr; }

    [[nodiscard]] GriddedWeather load(std::size_t time_index) const override {
        const FileTime& entry = entries_.at(time_index);
        const NetcdfFile file = NetcdfFile::open(files_[entry.file]);
        GriddedWeather w;
        w.time = entry.time;
        w.nx = nx_;
        w.ny = ny_;
        w.nz = nz_;
        w.lon_deg = read(file, "lon", "degrees", entry.record, false);
        w.lat_deg = read(file, "lat", "degrees", entry.record, false);
        for (const GriddedField& field : gridded_fields()) {
            const std::string name(field.cf_name);
            if (file.has_variable(name))
                w.*field.values = read(file, name, std::string(field.units), entry.record, field.is_3d);
        }
        check_gridded(w, FieldNames::cf, file.path());
        return w;
    }

  private:
    void require_variables(const NetcdfFile& file) const {
        std::vector<Problem> missing;
        const auto require = [&](const std::string& name) {
            if (file.has_variable(name)) return;
            missing.push_back(problem("E413", file.path(), fmt::format("variable {} is missing", name),
                                      "lantian met convert writes all that are needed; see FORMATS.md"));
        };
        for (const char* name : {"time", "lon", "lat"}) require(name);
        for (const GriddedField& field : gridded_fields()) {
            if (field.required) require(std::string(field.cf_name));
        }
        if (!missing.empty()) throw Error(std::move(missing));
    }

    void take_mesh(const NetcdfFile& file) {
        const std::vector<std::size_t> shape = file.shape_of("air_temperature");
        if (shape.size() != 4 || shape[1] == 0 || shape[2] == 0 || shape[3] == 0) {
            throw Error(problem("E432", file.path(),
                                "variable air_temperature does not have the dimensions (time, level, y, x)",
                                "see FORMATS.md"));
        }
        if (nx_ == 0) {
            nz_ = shape[1];
            ny_ = shape[2];
            nx_ = shape[3];
            if (file.has_variable("crs")) {
                // The definition we were given is exact; WKT serves files of other programs.
                std::optional<std::string> text = file.text_attribute("crs", "proj_string");
                if (!text) text = file.text_attribute("crs", "crs_wkt");
                if (text) projection_.emplace(*text);
            }
        } else if (nz_ != shape[1] || ny_ != shape[2] || nx_ != shape[3]) {
            throw Error(problem("E432", file.path(), fmt::format("its mesh differs from that of {}", files_.front()),
                                "name files of one mesh only"));
        }
    }

    /// One time of a variable that may lack the time dimension, in `unit`.
    [[nodiscard]] std::vector<double> read(const NetcdfFile& file, const std::string& name, const std::string& unit,
                                           std::size_t record, bool is_3d) const {
        std::vector<std::size_t> count{ny_, nx_};
        if (is_3d) count.insert(count.begin(), nz_);
        const std::vector<std::size_t> found = file.shape_of(name);
        const bool timed = found.size() == count.size() + 1;
        if (!std::equal(count.begin(), count.end(), found.begin() + (timed ? 1 : 0), found.end())) {
            throw Error(problem("E432", file.path(),
                                fmt::format("variable {} has shape ({}) where ({}) is expected", name,
                                            fmt::join(found, ", "), fmt::join(count, ", ")),
                                "with or without a leading time dimension"));
        }
        std::vector<std::size_t> start(count.size(), 0);
        if (timed) {
            start.insert(start.begin(), record);
            count.insert(count.begin(), 1);
        }
        std::vector<double> values = file.read(name, start, count);
        const std::string units = file.text_attribute(name, "units").value_or("");
        if (units == unit || (unit == "degrees" && units.starts_with("degree"))) return values;
        try {
            const UnitConverter convert = unit_to(units, unit);
            for (double& value : values) value = convert(value);
        } catch (const Error& error) {
            throw Error(problem("E302", file.path(),
                                fmt::format("variable {}: {}", name, error.problems().front().message),
                                fmt::format("units = \"{}\" is expected", unit)));
        }
        return values;
    }

    std::vector<std::string> files_;
    std::vector<FileTime> entries_;
    std::vector<UtcTime> times_;
    std::vector<std::string> notes_;
    std::optional<Projection> projection_;
    std::size_t nx_ = 0, ny_ = 0, nz_ = 0;
};

/// Map coordinates of columns and rows; empty when the mesh is not regular in the projection (a moving nest, a mesh in
/// degrees).
struct Axes {
    std::vector<double> x_m, y_m;
};

Axes map_axes(const Projection& projection, const GriddedWeather& w) {
    Axes axes;
    for (std::size_t i = 0; i < w.nx; ++i) axes.x_m.push_back(projection.forward({w.lon_deg[i], w.lat_deg[i]}).x_m);
    for (std::size_t j = 0; j < w.ny; ++j)
        axes.y_m.push_back(projection.forward({w.lon_deg[j * w.nx], w.lat_deg[j * w.nx]}).y_m);
    const double cell_m = w.nx > 1 ? std::abs(axes.x_m[1] - axes.x_m[0]) : 1.0;
    const double tolerance_m =
        std::max(0.01 * cell_m, 3.0);  // longitudes in single precision are good to about a metre
    for (std::size_t k = 0; k < w.lon_deg.size(); ++k) {
        const MapPoint p = projection.forward({w.lon_deg[k], w.lat_deg[k]});
        if (!(std::abs(p.x_m - axes.x_m[k % w.nx]) < tolerance_m && std::abs(p.y_m - axes.y_m[k / w.nx]) < tolerance_m))
            return {};
    }
    return axes;
}

class CfWriter {
  public:
    CfWriter(const GriddedWeatherSource& source, const std::string& path)
        : source_(source), first_(source.load(0)), file_(NetcdfFile::create(path)) {
        if (source.times().size() > 1) {
            const GriddedWeather last = source.load(source.times().size() - 1);
            moving_ = last.lon_deg != first_.lon_deg || last.lat_deg != first_.lat_deg;
        }
        if (source.projection() != nullptr && !moving_) axes_ = map_axes(*source.projection(), first_);
    }

    void run() {
        define();
        for (std::size_t t = 0; t < source_.times().size(); ++t) write_time(t == 0 ? first_ : source_.load(t), t);
        file_.close();
    }

  private:
    using Type = NetcdfFile::Type;

    void define_coordinate(const char* name, Type type, const std::vector<std::string>& dimensions,
                           const char* standard_name, const char* units) {
        file_.define_variable(name, type, dimensions);
        file_.attribute(name, "standard_name", standard_name);
        file_.attribute(name, "units", units);
    }

    void define() {
        file_.define_dimension("time", source_.times().size());
        file_.define_dimension("level", first_.nz);
        file_.define_dimension("y", first_.ny);
        file_.define_dimension("x", first_.nx);
        define_coordinate("time", Type::i64, {"time"}, "time", "seconds since 1970-01-01 00:00:00 UTC");
        file_.attribute("time", "calendar", "standard");
        file_.attribute("time", "axis", "T");
        horizontal_ = moving_ ? std::vector<std::string>{"time", "y", "x"} : std::vector<std::string>{"y", "x"};
        define_coordinate("lon", Type::f64, horizontal_, "longitude", "degrees_east");
        define_coordinate("lat", Type::f64, horizontal_, "latitude", "degrees_north");
        if (source_.projection() != nullptr) define_grid_mapping(file_, "crs", *source_.projection());
        if (!axes_.x_m.empty()) {
            define_coordinate("x", Type::f64, {"x"}, "projection_x_coordinate", "m");
            define_coordinate("y", Type::f64, {"y"}, "projection_y_coordinate", "m");
            file_.attribute("x", "axis", "X");
            file_.attribute("y", "axis", "Y");
        }
        for (const char* height : {"height_2m", "height_10m"}) {
            define_coordinate(height, Type::f64, {}, "height", "m");
            file_.attribute(height, "positive", "up");
        }
        for (const GriddedField& field : gridded_fields()) define_field(field);
        file_.attribute("", "Conventions", "CF-1.11");
        file_.attribute("", "title", "Weather for lantian");
        file_.attribute("", "source", source_.description());
        file_.attribute("", "history", "written by lantian met convert");
        file_.attribute("", "lantian_format", "lantian-weather");
        file_.attribute("", "lantian_format_version", 1.0);
        file_.attribute("", "notes", fmt::format("{}", fmt::join(source_.notes(), "\n")));
    }

    void define_field(const GriddedField& field) {
        if ((first_.*field.values).empty()) return;
        const std::string name(field.cf_name);
        std::vector<std::string> dimensions = field.is_3d ? std::vector<std::string>{"time", "level", "y", "x"}
                                                          : std::vector<std::string>{"time", "y", "x"};
        NetcdfFile::Storage storage{{1, first_.ny, first_.nx}, 4, {}};
        if (field.is_3d) storage.chunks.insert(storage.chunks.begin() + 1, first_.nz);
        file_.define_variable(name, Type::f32, dimensions, storage);
        if (!field.standard_name.empty()) file_.attribute(name, "standard_name", std::string(field.standard_name));
        file_.attribute(name, "long_name", std::string(field.long_name));
        file_.attribute(name, "units", std::string(field.units));
        if (name == "height") {
            file_.attribute(name, "positive", "up");
            file_.attribute(name, "coordinates", "lat lon");
        } else {
            const std::string vertical = field.is_3d               ? "height "
                                         : field.at_height.empty() ? ""
                                                                   : std::string(field.at_height) + " ";
            file_.attribute(name, "coordinates", vertical + "lat lon");
        }
        // A mapping may only be named where the coordinate variables that it belongs to exist.
        if (!axes_.x_m.empty()) file_.attribute(name, "grid_mapping", "crs");
        written_.push_back(&field);
    }

    void write_time(const GriddedWeather& w, std::size_t t) {
        if (t == 0) {
            std::vector<double> seconds;
            for (const UtcTime time : source_.times()) seconds.push_back(static_cast<double>(time.seconds));
            file_.write("time", seconds);
            file_.write("height_2m", std::vector<double>{2.0});
            file_.write("height_10m", std::vector<double>{10.0});
            if (!axes_.x_m.empty()) {
                file_.write("x", axes_.x_m);
                file_.write("y", axes_.y_m);
            }
        }
        if (moving_ || t == 0) {
            std::vector<std::size_t> start(horizontal_.size(), 0), count{w.ny, w.nx};
            if (moving_) {
                start.front() = t;
                count.insert(count.begin(), 1);
            }
            file_.write("lon", start, count, w.lon_deg);
            file_.write("lat", start, count, w.lat_deg);
        }
        for (const GriddedField* field : written_) {
            std::vector<std::size_t> count{1, w.ny, w.nx};
            if (field->is_3d) count.insert(count.begin() + 1, w.nz);
            std::vector<std::size_t> start(count.size(), 0);
            start.front() = t;
            file_.write(std::string(field->cf_name), start, count, w.*field->values);
        }
    }

    const GriddedWeatherSource& source_;
    GriddedWeather first_;
    NetcdfFile file_;
    Axes axes_;
    bool moving_ = false;
    std::vector<std::string> horizontal_;
    std::vector<const GriddedField*> written_;
};

}  // namespace

std::unique_ptr<GriddedWeatherSource> open_cf_weather(const std::vector<std::string>& files) {
    return std::make_unique<CfSource>(files);
}

void write_cf_weather(const GriddedWeatherSource& source, const std::string& out_path) {
    CfWriter(source, part_name(out_path)).run();
    publish_part(out_path);
}

}  // namespace lantian
