#include "inputs/readers/wind_table.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "inputs/readers/delimited.hpp"
#include "inputs/readers/text.hpp"
#include "inputs/readers/units.hpp"

namespace lantian {

namespace {

constexpr std::array k_speed_names{"ws", "wind_speed", "windspeed", "wind speed", "sp", "speed", "wspd"};
constexpr std::array k_direction_names{"wd",  "wind_direction", "winddirection", "wind direction",
                                       "dir", "direction",      "wdir"};
constexpr std::array k_time_names{"date", "time", "datetime", "date_time", "date.meteo", "timestamp"};

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

void add(Problems& problems, const std::string& path, int line, const char* code, std::string message,
         std::string hint) {
    problems.add({Severity::error, ErrorKind::bad_data, code, path, line, 0, std::move(message), std::move(hint)});
}

/// Number of the column named, or of the first whose name is among `customary`.
template <std::size_t N>
std::optional<std::size_t> find_column(const std::vector<std::string>& names, const std::string& wanted,
                                       const std::array<const char*, N>& customary, const std::string& path,
                                       const char* what, Problems& problems) {
    if (!wanted.empty()) {
        const auto found = std::find(names.begin(), names.end(), wanted);
        if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
        const std::string near = nearest_name(wanted, names);
        add(problems, path, 0, "E309", fmt::format("there is no column \"{}\" for the {}", wanted, what),
            near.empty() ? fmt::format("known are: {}", fmt::join(names, ", "))
                         : fmt::format("did you mean \"{}\"?", near));
        return std::nullopt;
    }
    for (const char* name : customary) {
        for (std::size_t c = 0; c < names.size(); ++c) {
            if (lower(names[c]) == name) return c;
        }
    }
    add(problems, path, 0, "E304", fmt::format("no column for the {}", what),
        fmt::format("name it, for example {}; or say which it is on the command line", customary.front()));
    return std::nullopt;
}

/// Converter to m/s of the unit in a header.
UnitConverter to_m_s(const std::string& unit, const std::string& path, Problems& problems,
                     std::vector<std::string>& notes) {
    if (unit.empty()) {
        notes.push_back(path + ": wind speed has no unit in its header and is taken as m/s");
        return {};
    }
    try {
        return unit_to(unit, "m/s");
    } catch (const Error& error) {
        for (Problem problem : error.problems()) {
            problem.file = path;
            problems.add(std::move(problem));
        }
        return {};
    }
}

/// Speed and direction of a row, checked.
std::pair<double, double> checked(double speed, double from, const std::string& path, int line, Problems& problems) {
    if (speed < 0.0 || speed > 150.0) {
        add(problems, path, line, "E306", fmt::format("wind speed = {:g} m/s: must be 0 to 150 m/s", speed),
            "leave the cell empty where it is unknown");
    }
    if (from < 0.0 || from > 360.0) {
        add(problems, path, line, "E306", fmt::format("wind direction = {:g}: must be 0 to 360 degrees", from),
            "degrees clockwise from north the wind blows from; leave the cell empty where it is unknown");
    }
    return {speed, from};
}

/// Rows that share a date are its hours in order.
void spread_dates(std::vector<ClockTime>& times, const std::string& path, std::vector<std::string>& notes) {
    std::map<std::int64_t, int> seen;
    int most = 0;
    for (const ClockTime& t : times) most = std::max(most, ++seen[t.seconds]);
    const bool dates = std::all_of(times.begin(), times.end(), [](const ClockTime& t) { return t.date_only; });
    if (!dates || most < 2) return;
    if (most > 24) {
        notes.push_back(fmt::format("{}: a date stands {} times; its records are not told apart by hour", path, most));
        return;
    }
    seen.clear();
    for (ClockTime& t : times) t.seconds += 3600 * seen[t.seconds]++;
    notes.push_back(path + ": only dates are given; the rows of a date are taken as its hours from 0 on, in order");
}

}  // namespace

WindRecords read_wind(const std::string& path, const WindColumns& columns, const ClockRules& clock, Problems& problems,
                      std::vector<std::string>& notes) {
    const DelimitedText text = read_delimited(path, problems);
    std::vector<std::string> names;
    for (const Table::Column& column : text.columns) names.push_back(column.name);
    const auto time = find_column(names, columns.time, k_time_names, path, "time", problems);
    const auto speed = find_column(names, columns.speed, k_speed_names, path, "wind speed", problems);
    const auto from = find_column(names, columns.direction, k_direction_names, path, "wind direction", problems);
    WindRecords out;
    out.path = path;
    if (!time || !speed || !from) return out;
    const UnitConverter convert = to_m_s(text.columns[*speed].unit, path, problems, notes);
    std::vector<std::string> texts;
    std::vector<int> lines;
    std::size_t missing = 0;
    for (const std::vector<Field>& row : text.rows) {
        const auto number = [&](std::size_t column) {
            if (is_missing_text(row[column].text)) return k_missing;
            if (const auto value = parse_number(row[column].text)) return *value;
            add(problems, path, row[column].line, "E305",
                fmt::format("{} = {}: is not a finite number", names[column], trim(row[column].text).substr(0, 60)),
                "write a number with a decimal point, or leave the cell empty if it is unknown");
            return k_missing;
        };
        const auto [s, d] = checked(convert(number(*speed)), number(*from), path, row.front().line, problems);
        texts.emplace_back(trim(row[*time].text));
        lines.push_back(row.front().line);
        out.speed_m_s.push_back(s);
        out.from_deg.push_back(d);
        missing += std::isnan(s) || std::isnan(d) ? 1 : 0;
    }
    if (texts.empty()) add(problems, path, 0, "E312", "the table has no rows", "one line a record follows the header");
    std::vector<ClockTime> times = read_clocks(texts, lines, path, names[*time], clock, problems, notes);
    spread_dates(times, path, notes);
    for (const ClockTime& t : times) out.time_s.push_back(t.seconds);
    if (missing > 0) notes.push_back(fmt::format("{}: {} records without speed or direction", path, missing));
    return out;
}

WindOfTable take_wind(ConcentrationTable& table, const WindColumns& columns, Problems& problems,
                      std::vector<std::string>& notes) {
    const auto speed = find_column(table.species, columns.speed, k_speed_names, table.path, "wind speed", problems);
    const auto from =
        find_column(table.species, columns.direction, k_direction_names, table.path, "wind direction", problems);
    WindOfTable out;
    if (!speed || !from) return out;
    const UnitConverter convert = to_m_s(table.units[*speed], table.path, problems, notes);
    for (std::size_t i = 0; i < table.samples(); ++i) {
        const auto [s, d] =
            checked(convert(table.value(i, *speed)), table.value(i, *from), table.path, table.lines[i], problems);
        out.speed_m_s.push_back(s);
        out.from_deg.push_back(d);
    }
    ConcentrationTable rest = table;
    rest.species.clear();
    rest.units.clear();
    rest.values.clear();
    for (std::size_t j = 0; j < table.species.size(); ++j) {
        if (j == *speed || j == *from) continue;
        rest.species.push_back(table.species[j]);
        rest.units.push_back(table.units[j]);
    }
    for (std::size_t i = 0; i < table.samples(); ++i) {
        for (std::size_t j = 0; j < table.species.size(); ++j) {
            if (j != *speed && j != *from) rest.values.push_back(table.value(i, j));
        }
    }
    table = std::move(rest);
    return out;
}

}  // namespace lantian
