#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/io/netcdf_file.hpp"
#include "inputs/readers/ecmwf_levels.hpp"
#include "inputs/readers/era5_layout.hpp"
#include "inputs/readers/level_weather.hpp"
#include "inputs/readers/weather.hpp"

namespace lantian {

namespace {

/// Where a slice lies in its file.
struct Place {
    std::size_t file = 0;
    std::string variable;
    std::size_t time = 0, level = 0;
};

/// Reads planes; keeps the file that was read last open.
class PlaneReader {
  public:
    PlaneReader(std::vector<std::string> files, std::vector<Era5Layout> layouts, std::vector<Place> places)
        : files_(std::move(files)), layouts_(std::move(layouts)), places_(std::move(places)) {}

    [[nodiscard]] std::vector<double> read(std::size_t id) {
        const std::scoped_lock lock(mutex_);
        const Place& place = places_.at(id);
        if (!open_ || open_file_ != place.file) {
            open_.emplace(NetcdfFile::open(files_[place.file]));
            open_file_ = place.file;
        }
        return layouts_[place.file].plane(*open_, place.variable, place.time, place.level);
    }

  private:
    std::mutex mutex_;
    std::vector<std::string> files_;
    std::vector<Era5Layout> layouts_;
    std::vector<Place> places_;
    std::optional<NetcdfFile> open_;
    std::size_t open_file_ = 0;
};

}  // namespace

std::unique_ptr<GriddedWeatherSource> open_era5(const std::vector<std::string>& files,
                                                const std::optional<AreaDeg>& area_deg) {
    if (files.empty())
        throw Error(ErrorKind::bad_scenario, "E410", "no ERA5 file is named", "name files in meteorology.files");
    LevelDataset data;
    data.title = "ERA5 NetCDF";
    data.files = files;
    std::vector<Era5Layout> layouts;
    std::vector<Place> places;
    bool model_levels = false, sums = false;
    for (std::size_t f = 0; f < files.size(); ++f) {
        const NetcdfFile file = NetcdfFile::open(files[f]);
        layouts.emplace_back(file, data.notes);
        const Era5Layout& layout = layouts.back();
        if (f == 0) {
            data.axes = layout.axes();
        } else if (!same_mesh(layout.axes(), data.axes)) {
            throw Error(Problem{Severity::error, ErrorKind::bad_data, "E432", files[f], 0, 0,
                                fmt::format("its mesh differs from that of {}", files.front()),
                                "name files of one mesh only"});
        }
        for (const Era5Layout::Variable& v : layout.variables()) {
            const std::size_t levels = v.kind == LevelKind::surface ? 1 : layout.levels().size();
            model_levels = model_levels || v.kind == LevelKind::model;
            sums = sums || v.interval_s > 0;
            for (std::size_t t = 0; t < layout.times().size(); ++t) {
                for (std::size_t l = 0; l < levels; ++l) {
                    const UtcTime end = layout.times()[t];
                    data.slices.push_back({v.conversion, v.kind,
                                           v.kind == LevelKind::surface ? 0.0 : layout.levels()[l], end,
                                           end - v.interval_s, end, false, f, places.size()});
                    places.push_back({f, v.name, t, l});
                }
            }
        }
    }
    if (model_levels) {
        HalfLevels half = layouts.front().half_levels();
        for (const Era5Layout& layout : layouts) {
            if (!layout.half_levels().b.empty()) half = layout.half_levels();
        }
        if (half.b.empty()) {
            half = ecmwf_l137();
            data.notes.emplace_back("model levels are taken as the 137 of ECMWF: the files hold no coefficients");
        }
        data.half_level_a_pa = std::move(half.a_pa);
        data.half_level_b = std::move(half.b);
    }
    if (sums)
        data.notes.emplace_back(
            "sums and mean rates hold for the hour before each time, as in ERA5 (in ERA5-Land they run on from "
            "midnight: "
            "leave those out)");
    data.window = MeshWindow(data.axes, area_deg, files.front());
    auto reader = std::make_shared<PlaneReader>(files, std::move(layouts), std::move(places));
    data.read = [reader](const MetSlice& slice) { return reader->read(slice.id); };
    return make_level_weather(std::move(data));
}

}  // namespace lantian
