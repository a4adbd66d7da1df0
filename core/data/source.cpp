#include "core/data/source.hpp"

#include <algorithm>

namespace lantian {

double TemporalProfile::weight(UtcTime time, std::int64_t local_offset_s) const {
    const CalendarTime c = calendar(time, local_offset_s);
    return month[static_cast<std::size_t>(c.month - 1)] * weekday[static_cast<std::size_t>(c.weekday)] *
           hour[static_cast<std::size_t>(c.hour)];
}

double TemporalProfile::year_sum(int year) const {
    double hour_sum = 0.0;
    for (double h : hour) hour_sum += h;
    int weekday_now = calendar(from_calendar(year, 1, 1, 0, 0, 0)).weekday;
    double sum = 0.0;
    for (int m = 1; m <= 12; ++m) {
        for (int d = 0; d < days_in_month(year, m); ++d) {
            sum += month[static_cast<std::size_t>(m - 1)] * weekday[static_cast<std::size_t>(weekday_now)] * hour_sum;
            weekday_now = (weekday_now + 1) % 7;
        }
    }
    return sum;
}

double SourceCatalog::fraction_of_year(std::size_t profile, UtcTime begin, UtcTime end) const {
    const TemporalProfile& p = profiles[profile];
    double fraction = 0.0;
    UtcTime at = begin;
    int summed_year = 0;
    double sum = 1.0;
    while (at < end) {
        // The local hour that holds `at` ends at the next local full hour.
        const std::int64_t local = at.seconds + local_offset_s;
        const std::int64_t hour_end =
            (local >= 0 ? local / 3600 : -((-local + 3599) / 3600)) * 3600 + 3600 - local_offset_s;
        const UtcTime until{std::min(end.seconds, hour_end)};
        const int year = calendar(at, local_offset_s).year;
        if (year != summed_year) {
            sum = p.year_sum(year);
            summed_year = year;
        }
        if (sum > 0.0) fraction += p.weight(at, local_offset_s) / sum * static_cast<double>(until - at) / 3600.0;
        at = until;
    }
    return fraction;
}

void SourceCatalog::index_groups() {
    groups.clear();
    group_of_source.clear();
    for (const Source& source : sources) {
        auto found = std::find(groups.begin(), groups.end(), source.group);
        if (found == groups.end()) found = groups.insert(groups.end(), source.group);
        group_of_source.push_back(static_cast<std::size_t>(found - groups.begin()));
    }
}

}  // namespace lantian
