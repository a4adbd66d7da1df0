#include "core/base/time.hpp"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "core/base/constants.hpp"

namespace lantian {

namespace {

namespace chr = std::chrono;

struct Parsed {
    CalendarTime calendar;
    std::optional<std::int64_t> offset_s;
};

bool digits(std::string_view text, std::size_t& at, std::size_t count, int& value) {
    if (at + count > text.size()) return false;
    value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const char c = text[at + i];
        if (c < '0' || c > '9') return false;
        value = value * 10 + (c - '0');
    }
    at += count;
    return true;
}

bool literal(std::string_view text, std::size_t& at, char c) {
    if (at >= text.size() || text[at] != c) return false;
    ++at;
    return true;
}

std::optional<Parsed> parse(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    Parsed p;
    CalendarTime& c = p.calendar;
    std::size_t at = 0;
    if (!digits(text, at, 4, c.year) || !literal(text, at, '-') || !digits(text, at, 2, c.month) ||
        !literal(text, at, '-') || !digits(text, at, 2, c.day)) {
        return std::nullopt;
    }
    if (at >= text.size() || (text[at] != 'T' && text[at] != 't' && text[at] != ' ')) return std::nullopt;
    ++at;
    if (!digits(text, at, 2, c.hour)) return std::nullopt;
    if (literal(text, at, ':')) {
        if (!digits(text, at, 2, c.minute)) return std::nullopt;
        if (literal(text, at, ':') && !digits(text, at, 2, c.second)) return std::nullopt;
    }
    if (c.month < 1 || c.month > 12 || c.day < 1 || c.day > days_in_month(c.year, c.month) || c.hour > 23 ||
        c.minute > 59 || c.second > 59) {
        return std::nullopt;
    }
    if (at == text.size()) return p;
    if (text[at] == 'Z' || text[at] == 'z') {
        ++at;
        p.offset_s = 0;
    } else if (text[at] == '+' || text[at] == '-') {
        const int sign = text[at] == '+' ? 1 : -1;
        ++at;
        int hours = 0;
        int minutes = 0;
        if (!digits(text, at, 2, hours)) return std::nullopt;
        if (at < text.size()) {
            (void)literal(text, at, ':');
            if (!digits(text, at, 2, minutes)) return std::nullopt;
        }
        if (hours > 14 || minutes > 59) return std::nullopt;
        p.offset_s = sign * (hours * 3600 + minutes * 60);
    }
    if (at != text.size()) return std::nullopt;
    return p;
}

}  // namespace

CalendarTime calendar(UtcTime time, std::int64_t offset_s) {
    const chr::sys_seconds instant{chr::seconds{time.seconds + offset_s}};
    const chr::sys_days day = chr::floor<chr::days>(instant);
    const chr::year_month_day date{day};
    const chr::hh_mm_ss clock{instant - day};
    CalendarTime c;
    c.year = static_cast<int>(date.year());
    c.month = static_cast<int>(static_cast<unsigned>(date.month()));
    c.day = static_cast<int>(static_cast<unsigned>(date.day()));
    c.hour = static_cast<int>(clock.hours().count());
    c.minute = static_cast<int>(clock.minutes().count());
    c.second = static_cast<int>(clock.seconds().count());
    c.weekday = static_cast<int>(chr::weekday{day}.iso_encoding()) - 1;
    c.day_of_year = static_cast<int>((day - chr::sys_days{date.year() / chr::January / 1}).count()) + 1;
    return c;
}

UtcTime from_calendar(int year, int month, int day, int hour, int minute, int second, std::int64_t offset_s) {
    const chr::sys_days date{chr::year{year} / chr::month{static_cast<unsigned>(month)} /
                             chr::day{static_cast<unsigned>(day)}};
    return {chr::sys_seconds{date}.time_since_epoch().count() + hour * 3600 + minute * 60 + second - offset_s};
}

bool is_leap_year(int year) { return chr::year{year}.is_leap(); }

int days_in_month(int year, int month) {
    const auto last = chr::year{year} / chr::month{static_cast<unsigned>(month)} / chr::last;
    return static_cast<int>(static_cast<unsigned>(last.day()));
}

int hours_in_year(int year) { return is_leap_year(year) ? 8784 : 8760; }

std::optional<UtcTime> parse_time(std::string_view text) {
    const std::optional<Parsed> p = parse(text);
    if (!p || !p->offset_s) return std::nullopt;
    const CalendarTime& c = p->calendar;
    return from_calendar(c.year, c.month, c.day, c.hour, c.minute, c.second, *p->offset_s);
}

bool lacks_only_offset(std::string_view text) {
    const std::optional<Parsed> p = parse(text);
    return p && !p->offset_s;
}

std::string format_time(UtcTime time, std::int64_t offset_s) {
    const CalendarTime c = calendar(time, offset_s);
    std::string out =
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second);
    if (offset_s == 0) return out + "Z";
    const std::int64_t magnitude = offset_s < 0 ? -offset_s : offset_s;
    return out + fmt::format("{}{:02}:{:02}", offset_s < 0 ? '-' : '+', magnitude / 3600, magnitude % 3600 / 60);
}

double solar_elevation_rad(UtcTime time, double longitude_deg, double latitude_deg) {
    const CalendarTime c = calendar(time);
    const double hour = c.hour + c.minute / 60.0 + c.second / 3600.0;
    const double year_angle = 2.0 * constants::k_pi * (c.day_of_year - 1 + (hour - 12.0) / 24.0) / 365.0;
    const double declination = 0.006918 - 0.399912 * std::cos(year_angle) + 0.070257 * std::sin(year_angle) -
                               0.006758 * std::cos(2 * year_angle) + 0.000907 * std::sin(2 * year_angle) -
                               0.002697 * std::cos(3 * year_angle) + 0.00148 * std::sin(3 * year_angle);
    const double equation_of_time_min =
        229.18 * (0.000075 + 0.001868 * std::cos(year_angle) - 0.032077 * std::sin(year_angle) -
                  0.014615 * std::cos(2 * year_angle) - 0.040849 * std::sin(2 * year_angle));
    const double solar_hour = hour + longitude_deg / 15.0 + equation_of_time_min / 60.0;
    const double hour_angle = (solar_hour - 12.0) * constants::k_pi / 12.0;
    const double latitude = latitude_deg * constants::k_pi / 180.0;
    return std::asin(std::sin(latitude) * std::sin(declination) +
                     std::cos(latitude) * std::cos(declination) * std::cos(hour_angle));
}

}  // namespace lantian
