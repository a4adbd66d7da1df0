#include "inputs/readers/trajectories.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "inputs/readers/delimited.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

void add(Problems& problems, const std::string& path, int line, const char* code, std::string message,
         std::string hint) {
    problems.add({Severity::error, ErrorKind::bad_data, code, path, line, 0, std::move(message), std::move(hint)});
}

void check_place(const Endpoint& p, const std::string& path, int line, Problems& problems) {
    if (!(p.lat_deg >= -90.0 && p.lat_deg <= 90.0) || !(p.lon_deg >= -360.0 && p.lon_deg <= 360.0)) {
        add(problems, path, line, "E306",
            fmt::format("place lon {:g}, lat {:g}: latitude must be -90 to 90, longitude -360 to 360", p.lon_deg,
                        p.lat_deg),
            "degrees; longitude east positive");
    }
}

/// From the arrival backward; the same hour twice is an error.
void sort_points(AirPath& path, const std::string& file, Problems& problems) {
    std::stable_sort(path.points.begin(), path.points.end(),
                     [](const Endpoint& a, const Endpoint& b) { return a.hours > b.hours; });
    for (std::size_t n = 1; n < path.points.size(); ++n) {
        if (path.points[n].hours != path.points[n - 1].hours) continue;
        add(problems, file, 0, "E308",
            fmt::format("trajectory {} arriving {} has two endpoints at hour {:g}", path.id, format_time(path.arrival),
                        path.points[n].hours),
            "give each trajectory a name of its own in a column \"trajectory\"");
        return;
    }
}

// ---- HYSPLIT tdump --------------------------------------------------------------------------------------------------

/// Lines of a text with their words.
class Lines {
  public:
    explicit Lines(std::string_view text) : text_(text) {}
    /// Words of the next line that is not blank; empty at the end.
    std::vector<std::string_view> next() {
        while (at_ < text_.size()) {
            const std::size_t end = std::min(text_.find('\n', at_), text_.size());
            const std::string_view line = text_.substr(at_, end - at_);
            at_ = end + 1;
            ++number_;
            std::vector<std::string_view> words;
            for (std::size_t p = 0; p < line.size();) {
                while (p < line.size() && std::isspace(static_cast<unsigned char>(line[p])) != 0) ++p;
                std::size_t q = p;
                while (q < line.size() && std::isspace(static_cast<unsigned char>(line[q])) == 0) ++q;
                if (q > p) words.push_back(line.substr(p, q - p));
                p = q;
            }
            if (!words.empty()) return words;
        }
        return {};
    }
    [[nodiscard]] int number() const { return number_; }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
    int number_ = 0;
};

std::optional<int> whole(std::string_view word) {
    const auto value = parse_number(word);
    if (!value || *value != std::floor(*value) || std::abs(*value) > 1e6) return std::nullopt;
    return static_cast<int>(*value);
}

/// Instant of two-digit year, month, day, hour, minute.
std::optional<UtcTime> hysplit_time(std::span<const std::string_view> words, int minute) {
    std::array<int, 4> v{};
    for (std::size_t n = 0; n < 4; ++n) {
        const auto value = whole(words[n]);
        if (!value) return std::nullopt;
        v[n] = *value;
    }
    if (v[0] < 100) v[0] += v[0] < 40 ? 2000 : 1900;
    if (v[1] < 1 || v[1] > 12 || v[2] < 1 || v[2] > days_in_month(v[0], v[1]) || v[3] < 0 || v[3] > 24 || minute < 0 ||
        minute > 59)
        return std::nullopt;
    return from_calendar(v[0], v[1], v[2], v[3], minute, 0);
}

/// The first line of a tdump: two whole numbers and no separator.
bool looks_like_tdump(std::string_view text) {
    Lines lines(text);
    const auto words = lines.next();
    if (words.empty() || words.size() > 2 || !std::all_of(words.begin(), words.end(), whole)) return false;
    const auto grid = lines.next();
    return grid.size() >= 6;
}

std::vector<AirPath> read_tdump(const std::string& text, const std::string& path, Problems& problems) {
    Lines lines(text);
    const auto damaged = [&](const std::string& what) {
        add(problems, path, lines.number(), "E333", "HYSPLIT trajectory file: " + what,
            "copy the file again; it is the text that HYSPLIT calls tdump");
        return std::vector<AirPath>{};
    };
    const int grids = whole(lines.next().front()).value_or(0);
    if (grids < 1 || grids > 100) return damaged("number of weather grids in the first line is not understood");
    for (int g = 0; g < grids; ++g) {
        if (lines.next().size() < 6) return damaged("line of a weather grid has fewer than 6 fields");
    }
    const auto head = lines.next();
    const int count = head.empty() ? 0 : whole(head.front()).value_or(0);
    if (count < 1 || head.size() < 2) return damaged("line with the number of trajectories is not understood");
    std::string direction(head[1]);
    std::vector<AirPath> out(static_cast<std::size_t>(count));
    for (std::size_t n = 0; n < out.size(); ++n) {
        const auto words = lines.next();
        const auto time = words.size() >= 7 ? hysplit_time(words, 0) : std::nullopt;
        if (!time) return damaged("starting point of a trajectory is not understood");
        out[n].id = std::to_string(n + 1);
        out[n].arrival = *time;
    }
    if (direction != "BACKWARD") {
        add(problems, path, lines.number(), "E333", fmt::format("trajectories run {}", direction),
            "receptor statistics need backward trajectories");
        return {};
    }
    const auto variables = lines.next();
    const int extra = variables.empty() ? -1 : whole(variables.front()).value_or(-1);
    if (extra < 0) return damaged("line of the diagnostic variables is not understood");
    for (auto words = lines.next(); !words.empty(); words = lines.next()) {
        if (words.size() < 12)
            return damaged(fmt::format("endpoint has {} fields, at least 12 belong there", words.size()));
        const auto number = whole(words[0]);
        const auto minute = whole(words[6]);
        const auto time = hysplit_time(std::span(words).subspan(2), minute.value_or(-1));
        std::array<double, 4> v{};
        bool good = number && *number >= 1 && *number <= count && time.has_value();
        for (std::size_t n = 0; n < 4 && good; ++n) {
            const auto value = parse_number(words[8 + n]);
            good = value.has_value();
            v[n] = value.value_or(0.0);
        }
        if (!good) return damaged("endpoint is not understood");
        const Endpoint point{v[0], v[2], v[1], v[3]};
        check_place(point, path, lines.number(), problems);
        AirPath& trajectory = out[static_cast<std::size_t>(*number - 1)];
        if (point.hours == 0.0) trajectory.arrival = *time;  // with its minutes, which the starting line lacks
        trajectory.points.push_back(point);
    }
    for (AirPath& trajectory : out) {
        if (trajectory.points.empty()) return damaged(fmt::format("trajectory {} has no endpoint", trajectory.id));
    }
    return out;
}

// ---- tables ---------------------------------------------------------------------------------------------------------

std::optional<std::size_t> column_of(const DelimitedText& text, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        for (std::size_t c = 0; c < text.columns.size(); ++c) {
            std::string lower = text.columns[c].name;
            std::transform(lower.begin(), lower.end(), lower.begin(),
                           [](unsigned char x) { return static_cast<char>(std::tolower(x)); });
            if (lower == name) return c;
        }
    }
    return std::nullopt;
}

std::vector<AirPath> read_table_of_endpoints(const std::string& path, const ClockRules& clock, Problems& problems,
                                             std::vector<std::string>& notes) {
    const DelimitedText text = read_delimited(path, problems);
    const auto arrival = column_of(text, {"arrival", "date", "arrival_time", "time"});
    const auto hours = column_of(text, {"hours", "hour.inc", "hour_inc", "age", "hours_back"});
    const auto lon = column_of(text, {"lon", "longitude"}), lat = column_of(text, {"lat", "latitude"});
    const auto height = column_of(text, {"height", "altitude", "agl"});
    const auto name = column_of(text, {"trajectory", "receptor", "traj", "traj_id", "id"});
    for (const auto& [found, what] : {std::pair{arrival, "arrival"}, {hours, "hours"}, {lon, "lon"}, {lat, "lat"}}) {
        if (!found)
            add(problems, path, 1, "E304", fmt::format("no column \"{}\"", what),
                "a table of trajectories needs arrival (or date), hours (or hour.inc), lon and lat");
    }
    if (!arrival || !hours || !lon || !lat) return {};
    std::vector<std::string> texts;
    std::vector<int> lines;
    for (const std::vector<Field>& row : text.rows) {
        texts.emplace_back(trim(row[*arrival].text));
        lines.push_back(row.front().line);
    }
    if (texts.empty())
        add(problems, path, 0, "E312", "the table has no rows", "one line an endpoint follows the header");
    const std::vector<ClockTime> times =
        read_clocks(texts, lines, path, text.columns[*arrival].name, clock, problems, notes);
    std::vector<AirPath> out;
    std::map<std::pair<std::string, std::int64_t>, std::size_t> known;
    std::size_t forward = 0, backward = 0;
    for (std::size_t r = 0; r < text.rows.size(); ++r) {
        const std::vector<Field>& row = text.rows[r];
        const auto number = [&](std::size_t column) {
            if (const auto value = parse_number(row[column].text)) return *value;
            add(problems, path, row[column].line, "E305",
                fmt::format("{} = {}: is not a finite number", text.columns[column].name,
                            trim(row[column].text).substr(0, 60)),
                "every endpoint needs its place and hour");
            return 0.0;
        };
        const Endpoint point{number(*hours), number(*lon), number(*lat), height ? number(*height) : 0.0};
        check_place(point, path, lines[r], problems);
        const std::string id(name ? trim(row[*name].text) : std::string_view{});
        const auto [at, fresh] = known.try_emplace({id, times[r].seconds}, out.size());
        if (fresh) out.push_back({id, UtcTime{times[r].seconds}, {}});
        out[at->second].points.push_back(point);
        forward += point.hours > 0.0 ? 1 : 0;
        backward += point.hours < 0.0 ? 1 : 0;
    }
    if (forward > 0 && backward > 0) {
        add(problems, path, 0, "E333", "hours are negative and positive: forward and backward trajectories mixed",
            "give backward trajectories only");
    } else if (forward > 0) {
        for (AirPath& trajectory : out) {
            for (Endpoint& p : trajectory.points) p.hours = -p.hours;
        }
        notes.push_back(path + ": hours are written positive and taken as hours before the arrival");
    }
    return out;
}

}  // namespace

std::vector<AirPath> read_trajectories(const std::vector<std::string>& paths, const ClockRules& clock,
                                       Problems& problems, std::vector<std::string>& notes) {
    std::vector<AirPath> out;
    for (const std::string& path : paths) {
        std::vector<AirPath> some;
        std::optional<std::string> text;
        try {
            text = read_text_file(path, k_max_table_bytes);
        } catch (const Error& error) {
            if (error.problems().front().code == "E401") throw;  // .gz and other bytes are left to the table reader
        }
        some = text && looks_like_tdump(*text) ? read_tdump(*text, path, problems)
                                               : read_table_of_endpoints(path, clock, problems, notes);
        for (AirPath& trajectory : some) {
            sort_points(trajectory, path, problems);
            out.push_back(std::move(trajectory));
        }
    }
    return out;
}

}  // namespace lantian
