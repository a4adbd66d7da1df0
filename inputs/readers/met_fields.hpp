#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lantian {

/// What a weather driver on pressure or model levels may bring; units are those of LevelDataset.
enum class MetField {
    temperature,            ///< K, on levels
    eastward_wind,          ///< m s-1, on levels
    northward_wind,         ///< m s-1, on levels
    pressure_velocity,      ///< Pa s-1, downward, on levels
    upward_wind,            ///< m s-1, on levels
    specific_humidity,      ///< kg kg-1, on levels
    relative_humidity,      ///< 1, over water, on levels
    height,                 ///< geopotential metres above sea level, on levels
    pressure,               ///< Pa, on model levels
    log_surface_pressure,   ///< natural logarithm of Pa
    surface_altitude,       ///< m
    surface_pressure,       ///< Pa
    temperature_2m,         ///< K
    eastward_wind_10m,      ///< m s-1
    northward_wind_10m,     ///< m s-1
    boundary_layer_height,  ///< m above ground
    friction_velocity,      ///< m s-1
    sensible_heat_flux,     ///< W m-2, upward; as a sum J m-2
    roughness_length,       ///< m
    precipitation,          ///< kg m-2 s-1; as a sum kg m-2
    cloud_fraction,         ///< 1
    shortwave_down,         ///< W m-2; as a sum J m-2
};

enum class LevelKind { surface, pressure, model };

/// How values in the unit of a file become those of the field: field = scale x value + offset.
struct MetConversion {
    MetField field{};
    bool is_sum = false;  ///< an amount since the begin of the interval: to be divided by its length
    double scale = 1.0, offset = 0.0;
};

/// The field that a variable is, by its name (ecCodes short name, or the variable name in ERA5 NetCDF files of any age)
/// and unit, on a kind of level; empty when a driver has no use for it. `sign` of the heat flux: see
/// heat_flux_points_down. E302 when the unit does not fit the field.
[[nodiscard]] std::optional<MetConversion> met_field(std::string_view name, const std::string& units, LevelKind level,
                                                     bool heat_flux_points_down);

/// True when the name is one that a driver takes, whatever its unit.
[[nodiscard]] bool met_field_known(std::string_view name, LevelKind level);

/// "temperature", "eastward wind" ... for messages.
[[nodiscard]] std::string_view met_field_name(MetField field);

/// A unit as ecCodes and the Climate Data Store write it ("m**2 s**-2", "gpm", "(0 - 1)") in the spelling of UDUNITS.
[[nodiscard]] std::string plain_unit(std::string_view unit);

namespace grib {
struct Message;
/// The kind of level and the field of a GRIB message; empty when a weather driver has no use for it.
struct MessageField {
    LevelKind level{};
    double value = 0.0;  ///< Pa, or the number of the model level; 0 on the surface
    MetConversion conversion;
};
[[nodiscard]] std::optional<MessageField> message_field(const Message& message);
[[nodiscard]] bool weather_message(const Message& message);
}  // namespace grib

}  // namespace lantian
