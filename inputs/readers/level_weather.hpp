#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/data/weather.hpp"
#include "inputs/readers/level_mesh.hpp"
#include "inputs/readers/met_fields.hpp"

namespace lantian {

/// One horizontal field at one time, as a file holds it.
struct MetSlice {
    MetConversion conversion;
    LevelKind kind = LevelKind::surface;
    double level = 0.0;             ///< Pa, or number of the model level
    UtcTime reference, begin, end;  ///< start of the forecast; the interval it holds for (begin = end for an instant)
    bool along_mesh = false;        ///< a wind component along the mesh, not east or north
    std::size_t file = 0;           ///< in LevelDataset::files
    std::size_t id = 0;             ///< for `read`
};

/// What a reader of fields on pressure or model levels found.
struct LevelDataset {
    std::string title;  ///< "GRIB", "ERA5 NetCDF"
    std::vector<std::string> files;
    MeshAxes axes;
    MeshWindow window;
    std::vector<MetSlice> slices;
    std::vector<double> half_level_a_pa, half_level_b;  ///< of model levels: p = a + b x surface pressure, top first
    std::vector<std::string> notes;
    /// A slice on the whole mesh, (y, x), in the unit of its file, NaN where missing.
    std::function<std::vector<double>(const MetSlice&)> read;
};

/// Makes a weather driver of them: heights above ground, winds to the east and north, sums differenced (a sum or mean
/// over an interval becomes the mean since the time before, also where sums run on from the start of the forecast),
/// units of GriddedWeather. Levels are the pressure levels, lowest first, or the model levels; where a pressure level
/// lies below 12 m above ground, it is replaced by one between the ground and the first level above
/// (buried_levels.hpp), so that every column has as many levels. Edges of the mesh
/// without values (of files put on a projection) are cut off. What a driver lacks and how it is made up for stands
/// in notes(). E413 when wind, temperature or height is missing, E432 when one time would need more than 1.5 GB.
[[nodiscard]] std::unique_ptr<GriddedWeatherSource> make_level_weather(LevelDataset dataset);

}  // namespace lantian
