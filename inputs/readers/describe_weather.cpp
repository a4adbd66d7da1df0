#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "inputs/readers/describe.hpp"
#include "inputs/readers/gridded_fields.hpp"
#include "inputs/readers/weather.hpp"

namespace lantian {

namespace {

std::pair<double, double> range_of(const std::vector<double>& values) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const double v : values) {
        low = std::min(low, v);  // NaN never wins
        high = std::max(high, v);
    }
    return {low, high};
}

constexpr UtcTime k_doctor_month{15 * 86400};

std::string shown_place(LonLat place, double elevation_m) {
    const std::string height = std::isfinite(elevation_m) ? fmt::format(", {:.0f} m", elevation_m) : "";
    if (!std::isfinite(place.lon_deg) || !std::isfinite(place.lat_deg)) return "place not told" + height;
    return fmt::format("{:.4f} E, {:.4f} N{}", place.lon_deg, place.lat_deg, height);
}

std::string shown_step(std::int64_t seconds) {
    return seconds % 3600 == 0 ? fmt::format("{} h", seconds / 3600) : fmt::format("{} s", seconds);
}

}  // namespace

void detail::describe_times(FileDescription& out, const std::vector<UtcTime>& times) {
    if (times.empty()) {
        out.fact("times", "none");
        return;
    }
    out.fact("times", times.size() == 1 ? fmt::format("1: {}", format_time(times.front()))
                                        : fmt::format("{}: {} to {}", times.size(), format_time(times.front()),
                                                      format_time(times.back())));
    std::vector<std::int64_t> steps;
    bool ascending = true;
    for (std::size_t k = 1; k < times.size(); ++k) {
        ascending = ascending && times[k] > times[k - 1];
        steps.push_back(times[k] - times[k - 1]);
    }
    if (!ascending) out.missing.emplace_back("times do not ascend or are repeated");
    if (times.size() < 2 || !ascending) return;
    std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2), steps.end());
    const std::int64_t step = steps[steps.size() / 2];
    out.fact("time step", shown_step(step));
    std::size_t gaps = 0;
    for (std::size_t k = 1; k < times.size(); ++k) {
        if (times[k] - times[k - 1] <= step) continue;
        if (++gaps == 1)
            out.fact("first gap", fmt::format("{} to {}", format_time(times[k - 1]), format_time(times[k])));
    }
    out.fact("gaps", std::to_string(gaps));
}

void detail::describe_gridded(FileDescription& out, const GriddedWeatherSource& source) {
    describe_times(out, source.times());
    const GriddedWeather first = source.load(0);
    const auto [west, east] = range_of(first.lon_deg);
    const auto [south, north] = range_of(first.lat_deg);
    out.fact("area", shown_box(west, south, east, north));
    out.fact("mesh", fmt::format("{} x {}", first.nx, first.ny));
    out.fact("levels", std::to_string(first.nz));
    const std::size_t plane = first.nx * first.ny;
    std::vector<double> lowest(first.height_m.begin(), first.height_m.begin() + static_cast<std::ptrdiff_t>(plane));
    std::vector<double> top(first.height_m.end() - static_cast<std::ptrdiff_t>(plane), first.height_m.end());
    out.fact("lowest level",
             fmt::format("{:.0f} to {:.0f} m above ground", range_of(lowest).first, range_of(lowest).second));
    out.fact("highest level",
             fmt::format("{:.0f} to {:.0f} m above ground", range_of(top).first, range_of(top).second));
    const Projection* projection = source.projection();
    out.fact("projection", projection == nullptr             ? "longitude-latitude"
                           : projection->name() == "unknown" ? projection->definition()
                                                             : projection->name());
    for (const GriddedField& field : gridded_fields()) {
        const std::vector<double>& values = first.*field.values;
        if (values.empty()) {
            out.missing.push_back(
                fmt::format("variable {} is missing: it will be diagnosed or left out", field.cf_name));
            continue;
        }
        const auto [low, high] = range_of(values);
        out.fact(fmt::format("variable {}", field.cf_name), fmt::format("{:.5g} to {:.5g} {}", low, high, field.units));
    }
    for (const std::string& note : source.notes()) out.fact("note", note);
    if (source.times().size() > 1) static_cast<void>(source.load(source.times().size() - 1));
    out.fact("values", "first and last time read, all within range");
}

void detail::describe_observations(FileDescription& out, ObservationFormat format) {
    out.kind = std::string(name_of(format));
    ObservationContext context;
    context.near = k_doctor_month;
    const Observations o = read_observations(out.path, format, context);
    constexpr std::size_t k_listed = 12;
    std::size_t n = 0;
    for (const WeatherStation& s : o.stations) {
        if (++n > k_listed) break;
        std::vector<UtcTime> times;
        std::size_t winds = 0, temperatures = 0;
        for (const StationRecord& r : s.records) {
            times.push_back(r.time);
            winds += std::isfinite(r.wind_speed_m_s);
            temperatures += std::isfinite(r.temperature_k);
        }
        out.fact("station " + s.name,
                 fmt::format("{}; {} records, {} with wind, {} with temperature", shown_place(s.place, s.elevation_m),
                             times.size(), winds, temperatures));
        if (o.stations.size() == 1) describe_times(out, times);
    }
    if (o.stations.size() > k_listed) out.fact("further stations", std::to_string(o.stations.size() - k_listed));
    n = 0;
    for (const SoundingProfile& p : o.soundings) {
        if (++n > k_listed) break;
        out.fact("profile " + format_time(p.time),
                 fmt::format("{} {}, {}; {} levels from {:.0f} to {:.0f} m above ground", name_of(p.kind), p.station,
                             shown_place(p.place, p.elevation_m), p.levels.size(), p.levels.front().height_m,
                             p.levels.back().height_m));
    }
    if (o.soundings.size() > k_listed) {
        out.fact("further profiles", fmt::format("{}, the last at {}", o.soundings.size() - k_listed,
                                                 format_time(o.soundings.back().time)));
    }
    for (const std::string& note : o.notes) out.fact("note", note);
    const auto place_known = [](LonLat p) { return std::isfinite(p.lon_deg) && std::isfinite(p.lat_deg); };
    const bool all_known =
        std::all_of(o.stations.begin(), o.stations.end(), [&](const auto& s) { return place_known(s.place); }) &&
        std::all_of(o.soundings.begin(), o.soundings.end(), [&](const auto& s) { return place_known(s.place); });
    if (format == ObservationFormat::aermet_profile) {
        out.missing.emplace_back("name its surface file beside it: that tells the place");
    } else if (!all_known) {
        out.missing.emplace_back("the place is not in the file: give it in the table that meteorology.places names");
    }
    if (format == ObservationFormat::metar)
        out.missing.emplace_back("METAR tell no month: a run takes the one nearest to it, here it is January 1970");
}

}  // namespace lantian
