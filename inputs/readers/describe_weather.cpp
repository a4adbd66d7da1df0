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
    std::int64_t step = std::numeric_limits<std::int64_t>::max();
    bool ascending = true;
    for (std::size_t k = 1; k < times.size(); ++k) {
        ascending = ascending && times[k] > times[k - 1];
        step = std::min(step, times[k] - times[k - 1]);
    }
    if (!ascending) out.missing.emplace_back("times do not ascend or are repeated");
    if (times.size() < 2 || !ascending) return;
    out.fact("time step", shown_step(step));
    std::size_t gaps = 0;
    for (std::size_t k = 1; k < times.size(); ++k) {
        if (times[k] - times[k - 1] == step) continue;
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

}  // namespace lantian
