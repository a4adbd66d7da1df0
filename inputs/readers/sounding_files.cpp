#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/base/constants.hpp"
#include "inputs/readers/observation_lines.hpp"
#include "inputs/readers/table.hpp"
#include "inputs/readers/text.hpp"

// Soundings in text: the FSL radiosonde archive, UP.DAT of CALMET (Scire et al. 2000, CALMET User's Guide, table 4-26),
// SPC/SHARPpy, Scintec FORMAT-1, and our own table.
namespace lantian::observed {

namespace {

using constants::k_zero_celsius_k;

constexpr double k_fsl_missing = 32767.0;

constexpr std::array<std::string_view, 12> k_months{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                    "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};

bool valid_date(double year, double month, double day, double hour) {
    return year >= 1900 && year <= 2200 && month >= 1 && month <= 12 && day >= 1 && hour >= 0 && hour <= 24 &&
           day <= days_in_month(static_cast<int>(year), static_cast<int>(month));
}
UtcTime utc(double year, double month, double day, double hour) {
    return from_calendar(static_cast<int>(year), static_cast<int>(month), static_cast<int>(day), static_cast<int>(hour),
                         0, 0);
}

double celsius_to_k(double c) { return c + k_zero_celsius_k; }

/// Checked level; heights come above sea level and leave above ground.
SoundingLevel checked(double above_sea_m, double elevation_m, double pressure_hpa, double temperature_k,
                      double humidity, double speed_m_s, double from_deg, Tally& tally) {
    SoundingLevel level;
    level.height_m = tally.within(above_sea_m, -500.0, 60000.0, "height") - elevation_m;
    level.pressure_pa = tally.within(100.0 * pressure_hpa, 1.0, 1.1e5, "pressure");
    level.temperature_k = tally.within(temperature_k, 150.0, 350.0, "temperature");
    level.relative_humidity_frac = tally.within(humidity, 0.0, 1.1, "humidity");
    set_wind(level, tally.within(speed_m_s, 0.0, 150.0, "wind speed"),
             tally.within(from_deg, 0.0, 360.0, "wind direction"));
    return level;
}

/// Collects profiles that are worth keeping.
class Soundings {
  public:
    explicit Soundings(std::string path) : path_(std::move(path)) {}
    Tally tally;

    void add(SoundingProfile profile) {
        if (tidy(profile, tally)) {
            out_.soundings.push_back(std::move(profile));
        } else {
            tally.add("profiles with fewer than two usable levels left out");
        }
    }
    Observations finish() {
        if (out_.soundings.empty()) refuse(path_, "E312", "holds no usable profile", "give a file with at least one");
        std::stable_sort(out_.soundings.begin(), out_.soundings.end(),
                         [](const SoundingProfile& a, const SoundingProfile& b) { return a.time < b.time; });
        tally.write(path_, out_.notes);
        return std::move(out_);
    }
    void note(const std::string& text) { out_.notes.push_back(path_ + ": " + text); }

  private:
    std::string path_;
    Observations out_;
};

/// "42.75", "42.75N", "73.80W"; west and south negative.
double fsl_degrees(std::string_view word) {
    const char side = word.empty() ? ' ' : word.back();
    const bool named = side == 'N' || side == 'S' || side == 'E' || side == 'W';
    if (named) word.remove_suffix(1);
    const double value = parse_number(word).value_or(k_missing);
    return side == 'S' || side == 'W' ? -value : value;
}

}  // namespace

Observations read_fsl(const std::string& path) {
    Soundings out(path);
    SoundingProfile profile;
    struct Raw {
        int type;
        std::array<double, 6> v;
    };
    std::vector<Raw> levels;
    double speed_unit = k_knot_m_s;
    bool whole_hpa = true, west_without_letter = false;
    const auto finish = [&] {
        if (levels.empty()) return;
        // Pressure stands in hPa, or in tenths in later files.
        for (const Raw& raw : levels) whole_hpa = whole_hpa && !(raw.v[0] > 1100.0 && raw.v[0] < k_fsl_missing);
        double ground_hpa = k_missing;
        for (const Raw& raw : levels) {
            const auto known = [&](std::size_t k) { return raw.v[k] == k_fsl_missing ? k_missing : raw.v[k]; };
            const double hpa = known(0) * (whole_hpa ? 1.0 : 0.1);
            if (raw.type == 9) {
                if (std::isfinite(known(1))) profile.elevation_m = known(1);
                ground_hpa = hpa;
            } else if (hpa > ground_hpa) {
                out.tally.add("levels below the ground left out");
                continue;
            }
            const double kelvin = celsius_to_k(0.1 * known(2)), dew = celsius_to_k(0.1 * known(3));
            profile.levels.push_back(checked(known(1), profile.elevation_m, hpa, kelvin, humidity_of(kelvin, dew),
                                             known(5) * speed_unit, known(4), out.tally));
        }
        out.add(profile);
        levels.clear();
    };
    bool dated = false;
    for (const std::string& line : lines_of(path)) {
        const std::vector<std::string_view> words = words_of(line);
        if (words.empty()) continue;
        const int type = static_cast<int>(parse_number(words[0]).value_or(-1.0));
        const auto number = [&](std::size_t k) {
            return k < words.size() ? parse_number(words[k]).value_or(k_missing) : k_missing;
        };
        if (type == 254) {
            finish();
            profile = {};
            whole_hpa = true;
            dated = false;
            const auto month =
                words.size() > 3 ? std::find(k_months.begin(), k_months.end(), words[3]) : k_months.end();
            const double year = number(4);
            const auto m = static_cast<double>(month - k_months.begin() + 1);
            if (month == k_months.end() || !valid_date(year, m, number(2), number(1))) {
                out.tally.add("soundings without a date left out");
                continue;
            }
            profile.time = utc(year, m, number(2), number(1));
            dated = true;
        } else if (type == 1 && words.size() >= 6) {
            profile.station = std::string(words[2]);
            profile.place = {fsl_degrees(words[4]), fsl_degrees(words[3])};
            if (words[4].find_first_of("EW") == std::string_view::npos) {
                // Files of the CD-ROM archive (North America) write west as positive, without a letter.
                profile.place.lon_deg = -profile.place.lon_deg;
                west_without_letter = true;
            }
            profile.elevation_m = number(5);
        } else if (type == 3) {
            speed_unit = words.back() == "kt" ? k_knot_m_s : 0.1;
        } else if (type >= 4 && type <= 9 && dated && words.size() >= 7) {
            levels.push_back({type, {number(1), number(2), number(3), number(4), number(5), number(6)}});
        }
    }
    finish();
    if (west_without_letter) out.note("longitudes without a letter are taken as degrees west");
    return out.finish();
}

Observations read_up_dat(const std::string& path) {
    const std::vector<std::string> lines = lines_of(path);
    Soundings out(path);
    // The line "     F    F    F    F" ends the header.
    std::size_t n = 0;
    const auto is_flags = [](const std::string& line) {
        const auto words = words_of(line);
        return words.size() == 4 &&
               std::all_of(words.begin(), words.end(), [](std::string_view w) { return w == "T" || w == "F"; });
    };
    while (n < lines.size() && !is_flags(lines[n])) ++n;
    for (++n; n < lines.size();) {
        const std::string& head = lines[n++];
        if (trim(head).empty()) continue;
        SoundingProfile profile;
        const double year = number_at(head, 20, 4).value_or(0.0), month = number_at(head, 24, 2).value_or(0.0),
                     day = number_at(head, 26, 2).value_or(0.0), hour = number_at(head, 28, 2).value_or(0.0);
        const std::vector<std::string_view> rest =
            words_of(head.size() > 30 ? std::string_view(head).substr(30) : std::string_view{});
        const double count = rest.empty() ? k_missing : parse_number(rest.back()).value_or(k_missing);
        if (!valid_date(year, month, day, hour) || !(count >= 1.0) || count > 1000.0)
            refuse(path, "E311", fmt::format("\"{}\" begins no sounding", shown(head)),
                   "an UP.DAT file of READ62 is expected", static_cast<int>(n));
        profile.station = std::string(trim(std::string_view(head).substr(12, 5)));
        profile.place = {k_missing, k_missing};
        profile.time = utc(year, month, day, hour);
        std::string body;
        std::size_t found = 0;
        while (n < lines.size() && static_cast<double>(found) < count) {
            std::string line = lines[n++];
            if (trim(line).starts_with("->")) continue;  // a remark of READ62
            for (char& c : line) {
                if (c == '/' || c == ',') c = ' ';
            }
            found += words_of(line).size() / 5;
            body += line + ' ';
        }
        const std::vector<std::string_view> words = words_of(body);
        bool first = true;
        for (std::size_t k = 0; k + 4 < words.size(); k += 5) {
            const auto number = [&](std::size_t at) { return parse_number(words[k + at]).value_or(k_missing); };
            const auto known = [&](std::size_t at, double missing) {
                return number(at) >= missing ? k_missing : number(at);
            };
            const double height = known(1, 9e4);
            if (first && std::isfinite(height)) {
                profile.elevation_m = height;  // soundings begin at the ground
                first = false;
            }
            profile.levels.push_back(checked(height, profile.elevation_m, number(0), known(2, 999.0), k_missing,
                                             known(4, 999.0), known(3, 999.0), out.tally));
        }
        out.add(profile);
    }
    return out.finish();
}

Observations read_spc(const std::string& path) {
    Soundings out(path);
    SoundingProfile profile;
    profile.place = {k_missing, k_missing};
    bool raw = false, titled = false, first = true, dated = false;
    for (const std::string& line : lines_of(path)) {
        if (line.starts_with("%TITLE%")) {
            titled = true;
        } else if (line.starts_with("%RAW%")) {
            raw = true;
        } else if (line.starts_with("%END%")) {
            raw = false;
        } else if (titled && !trim(line).empty()) {
            titled = false;
            const std::vector<std::string_view> words = words_of(line);
            if (words.size() < 2 || words[1].size() < 9) continue;
            const auto part = [&](std::size_t at) { return parse_number(words[1].substr(at, 2)).value_or(-1.0); };
            const double year = part(0) + (part(0) < 50 ? 2000.0 : 1900.0);
            if (!valid_date(year, part(2), part(4), part(7))) continue;
            profile.station = std::string(words[0]);
            profile.time = utc(year, part(2), part(4), part(7));
            dated = true;
        } else if (raw) {
            std::string text = line;
            std::replace(text.begin(), text.end(), ',', ' ');
            const std::vector<std::string_view> words = words_of(text);
            if (words.size() < 6) continue;
            std::array<double, 6> v{};
            for (std::size_t k = 0; k < v.size(); ++k) {
                v[k] = parse_number(words[k]).value_or(k_missing);
                if (v[k] <= -9998.0) v[k] = k_missing;
            }
            // Levels below the ground have a height and nothing else.
            if (first && !std::isfinite(v[2])) continue;
            if (first) profile.elevation_m = v[1];
            first = false;
            const double kelvin = celsius_to_k(v[2]), dew = celsius_to_k(v[3]);
            profile.levels.push_back(checked(v[1], profile.elevation_m, v[0], kelvin, humidity_of(kelvin, dew),
                                             v[5] * k_knot_m_s, v[4], out.tally));
        }
    }
    if (!dated)
        refuse(path, "E311", "has no title with station and time", "for example \" OAX   140616/1900\" after %TITLE%");
    out.add(profile);
    return out.finish();
}

Observations read_sodar(const std::string& path) {
    const std::vector<std::string> lines = lines_of(path);
    Soundings out(path);
    SoundingProfile header;
    header.kind = SoundingKind::sodar;
    header.station = "sodar";
    header.place = {k_missing, k_missing};
    std::vector<std::string> symbols, absent;
    bool in_variables = false;
    std::size_t n = 0;
    for (; n < lines.size(); ++n) {
        const std::string& line = lines[n];
        if (line.starts_with("# beginning of data")) break;
        if (line.starts_with("# variable definitions")) in_variables = true;
        if (line.starts_with("#")) continue;
        const std::size_t colon = line.find(':');
        if (!in_variables && colon != std::string::npos) {
            const std::string_view value = trim(std::string_view(line).substr(colon + 1));
            if (line.starts_with("station code") && !value.empty()) header.station = std::string(value);
            if (line.starts_with("height above sea level")) header.elevation_m = parse_number(value).value_or(0.0);
        }
        if (in_variables && std::count(line.begin(), line.end(), '#') >= 4) {
            std::vector<std::string> parts;
            for (std::size_t at = 0; at <= line.size();) {
                const std::size_t end = std::min(line.find('#', at), line.size());
                parts.emplace_back(trim(std::string_view(line).substr(at, end - at)));
                at = end + 1;
            }
            const bool error_code = line.starts_with("error code");
            symbols.push_back(error_code ? std::string("error") : parts[1]);
            absent.push_back(error_code ? std::string{} : parts.back());
        }
    }
    const auto column = [&](const char* symbol) -> std::size_t {
        const auto it = std::find(symbols.begin(), symbols.end(), symbol);
        if (it == symbols.end())
            refuse(path, "E311", fmt::format("its header names no variable \"{}\"", symbol),
                   "a Scintec FORMAT-1 file is expected");
        return static_cast<std::size_t>(it - symbols.begin());
    };
    const std::size_t c_height = column("z"), c_speed = column("speed"), c_from = column("dir");
    const auto error_at = std::find(symbols.begin(), symbols.end(), "error");
    SoundingProfile profile = header;
    bool open = false;
    for (++n; n < lines.size(); ++n) {
        const std::string& line = lines[n];
        if (line.starts_with("#")) continue;
        const std::vector<std::string_view> words = words_of(line);
        if (words.size() == 3 && words[0].size() == 10) {
            if (open) out.add(profile);
            profile = header;
            const std::optional<UtcTime> end = parse_time(std::string(words[0]) + "T" + std::string(words[1]) + "Z");
            const std::optional<UtcTime> length = parse_time("1970-01-01T" + std::string(words[2]) + "Z");
            open = end.has_value();
            if (!open) {
                out.tally.add("profiles without a time left out");
                continue;
            }
            profile.time = *end - (length ? length->seconds / 2 : 0);
            continue;
        }
        if (!open || words.size() != symbols.size()) continue;
        const auto known = [&](std::size_t c) {
            return words[c] == absent[c] ? k_missing : parse_number(words[c]).value_or(k_missing);
        };
        SoundingLevel level = checked(known(c_height) + profile.elevation_m, profile.elevation_m, k_missing, k_missing,
                                      k_missing, known(c_speed), known(c_from), out.tally);
        if (error_at != symbols.end()) {
            const auto c = static_cast<std::size_t>(error_at - symbols.begin());
            level.quality = words[c] == "0" ? SoundingQuality::good : SoundingQuality::doubtful;
        }
        profile.levels.push_back(level);
    }
    if (open) out.add(profile);
    out.note("times are UTC and end their interval; the middle is taken");
    return out.finish();
}

Observations read_sounding_table(const std::string& path) {
    static const std::vector<ColumnSpec> columns{
        {"station", ColumnSpec::Kind::text},
        {"lon", ColumnSpec::Kind::number, "deg"},
        {"lat", ColumnSpec::Kind::number, "deg"},
        {"elevation", ColumnSpec::Kind::number, "m"},
        {"time", ColumnSpec::Kind::text},
        {"height", ColumnSpec::Kind::number, "m"},
        {"wind_speed", ColumnSpec::Kind::number, "m/s"},
        {"wind_direction", ColumnSpec::Kind::number, "deg"},
        {"temperature", ColumnSpec::Kind::number, "K", false},
        {"relative_humidity", ColumnSpec::Kind::number, "1", false},
        {"pressure", ColumnSpec::Kind::number, "Pa", false},
        {"status", ColumnSpec::Kind::text, {}, false},
        {"source", ColumnSpec::Kind::text, {}, false},
    };
    Problems problems;
    Table table = read_table(path);
    table.expect_columns(columns, problems);
    problems.throw_if_errors();
    Soundings out(path);
    std::vector<SoundingProfile> profiles;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string station = table.required_text(row, "station", problems);
        const std::string text = table.required_text(row, "time", problems);
        const std::optional<UtcTime> time = parse_time(text);
        const auto optional = [&](const char* name, Range range) {
            return table.optional_number(row, name, problems, range).value_or(k_missing);
        };
        SoundingLevel level;
        level.height_m = table.number(row, "height", problems, {0.0, 6e4});
        level.temperature_k = optional("temperature", {150.0, 350.0});
        level.relative_humidity_frac = optional("relative_humidity", {0.0, 1.1});
        level.pressure_pa = optional("pressure", {1.0, 1.1e5});
        set_wind(level, optional("wind_speed", {0.0, 150.0}), optional("wind_direction", {0.0, 360.0}));
        const LonLat place{table.number(row, "lon", problems, {-180.0, 360.0}),
                           table.number(row, "lat", problems, {-90.0, 90.0})};
        const double elevation_m = table.number(row, "elevation", problems, {-500.0, 9000.0});
        if (!time) {
            const bool offset = lacks_only_offset(text);
            table.report(row, "time", offset ? "E105" : "E305",
                         offset ? "has no offset from UTC" : "is not a date-time",
                         "write for example 2027-01-15T00:00:00+08:00", problems);
            continue;
        }
        auto profile = std::find_if(profiles.begin(), profiles.end(),
                                    [&](const SoundingProfile& p) { return p.station == station && p.time == *time; });
        if (profile == profiles.end())
            profile = profiles.insert(profile, {station, SoundingKind::table, place, elevation_m, *time, {}});
        profile->levels.push_back(level);
    }
    problems.throw_if_errors();
    for (SoundingProfile& profile : profiles) out.add(std::move(profile));
    return out.finish();
}

}  // namespace lantian::observed
