#include "inputs/readers/cf_time.hpp"

#include <cmath>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "inputs/readers/units.hpp"

namespace lantian {

std::vector<UtcTime> read_cf_times(const NetcdfFile& file, const std::string& variable) {
    const auto refuse = [&](const char* code, const std::string& message, const char* hint) {
        throw Error(Problem{Severity::error, ErrorKind::bad_data, code, file.path(), 0, 0,
                            fmt::format("variable {} {}", variable, message), hint});
    };
    constexpr const char* k_hint = "units look like \"seconds since 1970-01-01 00:00:00 UTC\"";
    const std::string calendar = file.text_attribute(variable, "calendar").value_or("standard");
    if (calendar != "standard" && calendar != "gregorian" && calendar != "proleptic_gregorian") {
        refuse("E432", fmt::format("uses the calendar \"{}\"", calendar), "the standard (Gregorian) calendar is read");
    }
    const std::string units = file.text_attribute(variable, "units").value_or("");
    if (units.find(" since ") == std::string::npos) refuse("E302", fmt::format("has the units \"{}\"", units), k_hint);
    UnitConverter convert;
    try {
        convert = unit_to(units, "seconds since 1970-01-01 00:00:00 UTC");
    } catch (const Error&) {
        refuse("E302", fmt::format("has the units \"{}\"", units), k_hint);
    }
    std::vector<UtcTime> times;
    for (const double value : file.read(variable)) {
        constexpr double k_limit_s = 1e12;  // 30,000 years: beyond any calendar that is meant
        const double seconds = convert(value);
        if (!(std::abs(seconds) < k_limit_s))
            refuse("E414", fmt::format("holds {} at index {}", value, times.size()), "a finite time is expected");
        times.push_back({std::llround(seconds)});
    }
    return times;
}

}  // namespace lantian
