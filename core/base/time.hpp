#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lantian {

/// An instant, UTC, whole seconds since 1970-01-01T00:00:00Z (no leap seconds).
struct UtcTime {
    std::int64_t seconds = 0;

    friend auto operator<=>(const UtcTime&, const UtcTime&) = default;
    [[nodiscard]] UtcTime operator+(std::int64_t s) const { return {seconds + s}; }
    [[nodiscard]] UtcTime operator-(std::int64_t s) const { return {seconds - s}; }
    [[nodiscard]] std::int64_t operator-(UtcTime other) const { return seconds - other.seconds; }
};

/// Calendar date and clock of an instant at a fixed offset from UTC.
struct CalendarTime {
    int year = 1970;
    int month = 1;  ///< 1-12
    int day = 1;    ///< 1-31
    int hour = 0;   ///< 0-23
    int minute = 0;
    int second = 0;
    int weekday = 0;      ///< 0 = Monday ... 6 = Sunday
    int day_of_year = 1;  ///< 1-366
};

/// Calendar of `time` shifted by `offset_s` seconds (east positive), for example 28800 for UTC+8.
[[nodiscard]] CalendarTime calendar(UtcTime time, std::int64_t offset_s = 0);

/// Instant of a calendar date and clock given at `offset_s` seconds from UTC. Fields beyond their range are not
/// checked.
[[nodiscard]] UtcTime from_calendar(int year, int month, int day, int hour, int minute, int second,
                                    std::int64_t offset_s = 0);

[[nodiscard]] bool is_leap_year(int year);
[[nodiscard]] int days_in_month(int year, int month);
/// 8760 or 8784.
[[nodiscard]] int hours_in_year(int year);

/// Reads ISO 8601 date-times: `2027-01-15T00:00:00+08:00`, `...Z`, seconds and minutes optional, a space for the T
/// allowed. Empty when the text is not such a time, names an impossible date, or has no offset (a time without zone is
/// refused).
[[nodiscard]] std::optional<UtcTime> parse_time(std::string_view text);

/// True when the text is a date-time in every respect but its missing offset, so that the message can say so.
[[nodiscard]] bool lacks_only_offset(std::string_view text);

/// `2027-01-15T00:00:00Z`, or with the offset written out (`+08:00`) when offset_s is not 0.
[[nodiscard]] std::string format_time(UtcTime time, std::int64_t offset_s = 0);

/// Declination- and equation-of-time-based solar elevation angle, rad, negative below the horizon (Spencer 1971).
[[nodiscard]] double solar_elevation_rad(UtcTime time, double longitude_deg, double latitude_deg);

}  // namespace lantian
