#include "inputs/readers/met_fields.hpp"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "core/base/error.hpp"
#include "inputs/readers/grib_file.hpp"
#include "inputs/readers/units.hpp"

namespace lantian {

namespace {

/// A unit that a field may come in, and what one SI unit of ours is worth in it beyond UDUNITS' factor.
struct Form {
    MetField field;
    std::string_view unit;
    bool is_sum;
    double scale;
};

using F = MetField;
constexpr double k_water_kg_m3 = 1000.0;  // a metre of rain is 1000 kg m-2

constexpr std::array k_forms{
    Form{F::temperature, "K", false, 1.0},
    Form{F::eastward_wind, "m s-1", false, 1.0},
    Form{F::northward_wind, "m s-1", false, 1.0},
    Form{F::pressure_velocity, "Pa s-1", false, 1.0},
    Form{F::upward_wind, "m s-1", false, 1.0},
    Form{F::specific_humidity, "1", false, 1.0},
    Form{F::relative_humidity, "1", false, 1.0},
    Form{F::height, "m", false, 1.0},
    Form{F::height, "m2 s-2", false, 1.0 / constants::k_geopotential_metre_j_kg},
    Form{F::pressure, "Pa", false, 1.0},
    Form{F::log_surface_pressure, "1", false, 1.0},
    Form{F::surface_altitude, "m", false, 1.0},
    Form{F::surface_altitude, "m2 s-2", false, 1.0 / constants::k_geopotential_metre_j_kg},
    Form{F::surface_pressure, "Pa", false, 1.0},
    Form{F::temperature_2m, "K", false, 1.0},
    Form{F::eastward_wind_10m, "m s-1", false, 1.0},
    Form{F::northward_wind_10m, "m s-1", false, 1.0},
    Form{F::boundary_layer_height, "m", false, 1.0},
    Form{F::friction_velocity, "m s-1", false, 1.0},
    Form{F::sensible_heat_flux, "W m-2", false, 1.0},
    Form{F::sensible_heat_flux, "J m-2", true, 1.0},
    Form{F::roughness_length, "m", false, 1.0},
    Form{F::precipitation, "kg m-2 s-1", false, 1.0},
    Form{F::precipitation, "m s-1", false, k_water_kg_m3},
    Form{F::precipitation, "kg m-2", true, 1.0},
    Form{F::precipitation, "m", true, k_water_kg_m3},
    Form{F::cloud_fraction, "1", false, 1.0},
    Form{F::shortwave_down, "W m-2", false, 1.0},
    Form{F::shortwave_down, "J m-2", true, 1.0},
};

struct Named {
    std::string_view name;
    MetField field;
};

constexpr std::array k_on_levels{
    Named{"t", F::temperature},
    Named{"u", F::eastward_wind},
    Named{"v", F::northward_wind},
    Named{"w", F::pressure_velocity},
    Named{"wz", F::upward_wind},
    Named{"q", F::specific_humidity},
    Named{"r", F::relative_humidity},
    Named{"z", F::height},
    Named{"gh", F::height},
    Named{"pres", F::pressure},
    Named{"lnsp", F::log_surface_pressure},
};

constexpr std::array k_on_surface{
    Named{"z", F::surface_altitude},
    Named{"orog", F::surface_altitude},
    Named{"h", F::surface_altitude},
    Named{"lnsp", F::log_surface_pressure},
    Named{"sp", F::surface_pressure},
    Named{"2t", F::temperature_2m},
    Named{"t2m", F::temperature_2m},
    Named{"10u", F::eastward_wind_10m},
    Named{"u10", F::eastward_wind_10m},
    Named{"10v", F::northward_wind_10m},
    Named{"v10", F::northward_wind_10m},
    Named{"blh", F::boundary_layer_height},
    Named{"hpbl", F::boundary_layer_height},
    Named{"zust", F::friction_velocity},
    Named{"fricv", F::friction_velocity},
    Named{"ishf", F::sensible_heat_flux},
    Named{"sshf", F::sensible_heat_flux},
    Named{"msshf", F::sensible_heat_flux},
    Named{"avg_ishf", F::sensible_heat_flux},
    Named{"shtfl", F::sensible_heat_flux},
    Named{"sr", F::roughness_length},
    Named{"fsr", F::roughness_length},
    Named{"tp", F::precipitation},
    Named{"prate", F::precipitation},
    Named{"tprate", F::precipitation},
    Named{"mtpr", F::precipitation},
    Named{"avg_tprate", F::precipitation},
    Named{"tcc", F::cloud_fraction},
    Named{"ssrd", F::shortwave_down},
    Named{"dswrf", F::shortwave_down},
    Named{"sdswrf", F::shortwave_down},
    Named{"msdwswrf", F::shortwave_down},
    Named{"avg_sdswrf", F::shortwave_down},
};

constexpr std::array<std::string_view, 22> k_names{"temperature",
                                                   "eastward wind",
                                                   "northward wind",
                                                   "vertical velocity",
                                                   "upward wind",
                                                   "specific humidity",
                                                   "relative humidity",
                                                   "geopotential height",
                                                   "pressure",
                                                   "logarithm of surface pressure",
                                                   "surface altitude",
                                                   "surface pressure",
                                                   "temperature at 2 m",
                                                   "eastward wind at 10 m",
                                                   "northward wind at 10 m",
                                                   "mixing height",
                                                   "friction velocity",
                                                   "sensible heat flux",
                                                   "roughness length",
                                                   "precipitation",
                                                   "cloud cover",
                                                   "solar radiation"};

const Named* find_name(std::string_view name, LevelKind level) {
    const std::span<const Named> names =
        level == LevelKind::surface ? std::span<const Named>(k_on_surface) : std::span<const Named>(k_on_levels);
    const auto found = std::find_if(names.begin(), names.end(), [&](const Named& one) { return one.name == name; });
    return found == names.end() ? nullptr : &*found;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

}  // namespace

std::string plain_unit(std::string_view unit) {
    if (unit == "(0 - 1)" || unit == "~" || unit == "Proportion" || unit == "Numeric" || unit == "fraction" ||
        unit.empty())
        return "1";
    if (unit == "gpm") return "m";
    if (unit == "m of water equivalent") return "m";
    return replaced(replaced(std::string(unit), "**", ""), "gpm", "m");
}

std::string_view met_field_name(MetField field) { return k_names[static_cast<std::size_t>(field)]; }

bool met_field_known(std::string_view name, LevelKind level) { return find_name(name, level) != nullptr; }

std::optional<MetConversion> met_field(std::string_view name, const std::string& units, LevelKind level,
                                       bool heat_flux_points_down) {
    const Named* found = find_name(name, level);
    if (found == nullptr) return std::nullopt;
    MetField field = found->field;
    const std::string unit = plain_unit(units);
    // "w" is the pressure velocity, and in some models the upward wind.
    if (field == F::pressure_velocity && unit == "m s-1") field = F::upward_wind;
    std::string why;
    for (const Form& form : k_forms) {
        if (form.field != field) continue;
        try {
            const UnitConverter convert = unit_to(unit, std::string(form.unit));
            const double offset = convert(0.0);
            double scale = form.scale * (convert(1.0) - offset);
            if (field == F::sensible_heat_flux && heat_flux_points_down) scale = -scale;
            return MetConversion{field, form.is_sum, scale, form.scale * offset};
        } catch (const Error& error) {
            why = error.problems().front().message;
        }
    }
    throw Error(ErrorKind::bad_data, "E302", fmt::format("{} ({}): {}", name, met_field_name(field), why),
                fmt::format("a unit of {} is expected", met_field_name(field)));
}

namespace grib {

namespace {

/// Numbers of GRIB2 that ecCodes has no name for in some files: WMO's own when a message states its surface or its
/// interval in another way than ecCodes expects, and NCEP's (192 and more) when it states an old version of the tables.
struct Numbered {
    std::int64_t discipline, category, parameter;
    std::string_view name, units;
};
constexpr std::array k_numbers{
    Numbered{0, 1, 7, "prate", "kg m-2 s-1"},
    Numbered{0, 1, 8, "tp", "kg m-2"},
    Numbered{0, 1, 52, "tprate", "kg m-2 s-1"},
    Numbered{0, 3, 18, "blh", "m"},
    Numbered{0, 3, 196, "blh", "m"},
    Numbered{0, 2, 197, "fricv", "m s-1"},
    Numbered{0, 4, 192, "dswrf", "W m-2"},
};

constexpr double k_screen_m = 2.0, k_anemometer_m = 10.0;

std::optional<LevelKind> level_of(const Message& m) {
    const std::string& type = m.level_type;
    if (type == "isobaricInhPa" || type == "isobaricInPa") return LevelKind::pressure;
    // ECMWF files the surface fields of the model under its first level.
    if (type == "hybrid") return m.short_name == "lnsp" || m.short_name == "z" ? LevelKind::surface : LevelKind::model;
    if (type == "surface") return LevelKind::surface;
    if (type == "entireAtmosphere" || type == "atmosphere" || type == "atmosphereSingleLayer")
        return m.short_name == "tcc" ? std::optional(LevelKind::surface) : std::nullopt;
    if (type == "heightAboveGround") {
        if (m.short_name == "2t" && m.level == k_screen_m) return LevelKind::surface;
        if ((m.short_name == "10u" || m.short_name == "10v") && m.level == k_anemometer_m) return LevelKind::surface;
    }
    return std::nullopt;
}

}  // namespace

std::optional<MessageField> message_field(const Message& m) {
    const std::optional<LevelKind> level = level_of(m);
    if (!level) return std::nullopt;
    if (m.step_type != "instant" && m.step_type != "accum" && m.step_type != "avg") return std::nullopt;
    // ECMWF and those who follow it count the heat flux downward, NCEP upward.
    const bool down = m.centre != "kwbc";
    std::string_view name = m.short_name;
    std::string units = m.units;
    for (const Numbered& n : k_numbers) {
        const bool local = n.parameter >= 192;
        if (name != "unknown" || (local && m.centre != "kwbc") || n.discipline != m.discipline ||
            n.category != m.category || n.parameter != m.parameter)
            continue;
        name = n.name;
        units = n.units;
    }
    std::optional<MetConversion> conversion;
    try {
        conversion = met_field(name, units, *level, down);
    } catch (const Error&) {
        return std::nullopt;
    }
    if (!conversion) return std::nullopt;
    const bool flux = conversion->field == MetField::precipitation || conversion->field == MetField::shortwave_down ||
                      conversion->field == MetField::sensible_heat_flux ||
                      conversion->field == MetField::cloud_fraction;
    if (m.step_type != "instant" && !flux) return std::nullopt;
    double value = 0.0;
    if (*level == LevelKind::pressure) value = m.level_type == "isobaricInhPa" ? 100.0 * m.level : m.level;
    if (*level == LevelKind::model) value = m.level;
    return MessageField{*level, value, *conversion};
}

bool weather_message(const Message& message) { return message_field(message).has_value(); }

}  // namespace grib

}  // namespace lantian
