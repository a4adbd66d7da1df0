#include "inputs/readers/site_experiments.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <numbers>

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "inputs/readers/delimited.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

constexpr double k_nan = std::numeric_limits<double>::quiet_NaN();
constexpr double k_degree = std::numbers::pi / 180.0;
/// A tangent of a turbulence angle above this comes from averaging across 360 degrees.
constexpr double k_largest_tangent = 2.0;

/// A plain CSV file with a header, as published; numbers as they stand, "NA" and empty are missing.
class Plain {
  public:
    explicit Plain(const std::filesystem::path& path) {
        Problems problems;
        text_ = read_delimited(path.string(), problems);
        problems.throw_if_errors();
        for (std::size_t c = 0; c < text_.columns.size(); ++c) columns_[text_.columns[c].header] = c;
    }

    [[nodiscard]] std::size_t rows() const { return text_.rows.size(); }
    [[nodiscard]] const std::string& text(std::size_t row, const std::string& column) const {
        return field(row, column).text;
    }
    [[nodiscard]] std::optional<double> optional_number(std::size_t row, const std::string& column) const {
        const Field& f = field(row, column);
        if (is_missing_text(f.text)) return std::nullopt;
        const auto number = parse_number(f.text);
        if (!number)
            fail(f.line, f.column, "E305", fmt::format("{} = {}: is not a number", column, f.text), "a number");
        return number;
    }
    [[nodiscard]] double number(std::size_t row, const std::string& column) const {
        const auto value = optional_number(row, column);
        if (!value) fail(field(row, column).line, 0, "E305", fmt::format("{}: is missing", column), "a number");
        return *value;
    }
    [[nodiscard]] UtcTime time(std::size_t row, const std::string& column) const {
        // "2022-05-12 07:31:26+00:00" and "2022-05-09T00:00:00Z"
        std::string value(trim(text(row, column)));
        if (value.size() > 10 && value[10] == ' ') value[10] = 'T';
        const auto parsed = parse_time(value);
        if (!parsed)
            fail(field(row, column).line, 0, "E305", fmt::format("{} = {}: is not a date-time", column, value),
                 "for example 2022-05-09T00:00:00Z");
        return *parsed;
    }
    [[noreturn]] void fail(int line, int column, const char* code, const std::string& message, const char* hint) const {
        throw Error(Problem{Severity::error, ErrorKind::bad_data, code, text_.path, line, column, message, hint});
    }

  private:
    [[nodiscard]] const Field& field(std::size_t row, const std::string& column) const {
        const auto at = columns_.find(column);
        if (at == columns_.end()) fail(1, 0, "E304", fmt::format("column {} is missing", column), "see FORMATS.md");
        return text_.rows[row][at->second];
    }

    DelimitedText text_;
    std::map<std::string, std::size_t> columns_;
};

/// Equipment groups of METEC by their short names (the folder's README).
const std::map<std::string, std::string> k_metec_groups{{"4T", "Tank"},
                                                        {"5S", "Separator.East"},
                                                        {"5W", "Wellhead.East"},
                                                        {"4W", "Wellhead.West"},
                                                        {"4S", "Separator.West"}};

}  // namespace

MetecCase read_metec(const std::string& folder) {
    const std::filesystem::path at(folder);
    MetecCase out;
    const Plain sensors(at / "sensor_locations.csv");
    for (std::size_t r = 0; r < sensors.rows(); ++r) {
        out.sensors.push_back({std::string(trim(sensors.text(r, "name"))),
                               {sensors.number(r, "lon"), sensors.number(r, "lat")},
                               sensors.number(r, "height")});
    }
    const Plain places(at / "source_locations.csv");
    std::map<std::string, double> height;
    for (std::size_t r = 0; r < places.rows(); ++r) {
        out.sources.emplace_back(trim(places.text(r, "name")));
        height[out.sources.back()] = places.number(r, "height");
    }
    const Plain releases(at / "releases.csv");
    for (std::size_t r = 0; r < releases.rows(); ++r) {
        const std::string group(trim(releases.text(r, "tc_EquipmentGroupID")));
        const auto name = k_metec_groups.find(group);
        if (name == k_metec_groups.end() || !height.contains(name->second))
            releases.fail(static_cast<int>(r) + 2, 0, "E309",
                          fmt::format("tc_EquipmentGroupID = {}: is not known", group), "4T, 5S, 5W, 4W or 4S");
        constexpr double k_kg_s = 1.0 / 3.6e6;  // g per hour
        out.releases.push_back(
            {fmt::format("{}@{}", trim(releases.text(r, "tc_EPID")), trim(releases.text(r, "tc_ExperimentID"))),
             name->second,
             releases.time(r, "tc_ExpStartDatetime"),
             releases.time(r, "tc_ExpEndDatetime"),
             {releases.number(r, "tc_Longitude"), releases.number(r, "tc_Latitude")},
             height.at(name->second),
             releases.number(r, "tc_C1MassFlow") * k_kg_s});
    }
    const Plain minutes(at / "obs_wind_1min.csv");
    if (minutes.rows() == 0) minutes.fail(1, 0, "E312", "holds no minute", "see FORMATS.md");
    out.start = minutes.time(0, "time_utc");
    for (std::size_t r = 0; r < minutes.rows(); ++r) {
        out.wind.push_back(
            {minutes.optional_number(r, "wind_dir_from_rad_math"), minutes.optional_number(r, "wind_speed_ms")});
        for (const auto& sensor : out.sensors)
            out.observed_ppm.push_back(minutes.optional_number(r, "obs_" + sensor.name + "_ppm"));
    }
    const Plain peer(at / "peer_gpuff_unit_forward.csv");
    if (peer.rows() != minutes.rows())
        peer.fail(0, 0, "E312", fmt::format("has {} minutes, obs_wind_1min.csv {}", peer.rows(), minutes.rows()),
                  "as many minutes");
    for (std::size_t r = 0; r < peer.rows(); ++r) {
        for (const std::string& source : out.sources) {
            for (const auto& sensor : out.sensors)
                out.peer_ppm.push_back(peer.optional_number(r, source + "_" + sensor.name));
        }
    }
    return out;
}

std::vector<ChilboltonCase> read_chilbolton(const std::string& folder) {
    const std::filesystem::path at(folder);
    const Plain sources(at / "sources.csv");
    const Plain instruments(at / "instruments.csv");
    std::vector<ChilboltonCase> out;
    for (std::size_t s = 0; s < sources.rows(); ++s) {
        ChilboltonCase c;
        c.source = std::string(trim(sources.text(s, "source")));
        c.release = {sources.number(s, "x_m"), sources.number(s, "y_m"), sources.number(s, "z_m")};
        c.rate_kg_s = sources.number(s, "rate_kg_s");
        for (std::size_t r = 0; r < instruments.rows(); ++r) {
            const ChilboltonCase::Place place{instruments.number(r, "x_m"), instruments.number(r, "y_m"),
                                              instruments.number(r, "z_m")};
            if (trim(instruments.text(r, "name")) == "line_of_sight_sensor") {
                c.head = place;
            } else {
                c.reflectors.push_back(place);
            }
        }
        const Plain wind(at / fmt::format("wind_source_{}.csv", c.source));
        for (std::size_t r = 0; r < wind.rows(); ++r) {
            const auto tangent = [&](const char* column) {
                const double value = wind.number(r, column);
                return value > k_largest_tangent ? k_nan : value;
            };
            c.speed_m_s.push_back(wind.number(r, "Average Speed"));
            c.toward_rad.push_back(wind.number(r, "Average Direction") * k_degree);
            c.lateral_tan.push_back(tangent("Average Tan_gamma Horizontal"));
            c.vertical_tan.push_back(tangent("Average Tan_gamma Vertical"));
        }
        const Plain paths(at / fmt::format("ch4_path_avg_ppm_source_{}.csv", c.source));
        if (paths.rows() != wind.rows() * c.reflectors.size())
            paths.fail(0, 0, "E312",
                       fmt::format("has {} rows, {} beams x {} minutes are expected", paths.rows(), c.reflectors.size(),
                                   wind.rows()),
                       "one row a beam and minute, beam by beam");
        for (std::size_t r = 0; r < paths.rows(); ++r) c.path_ppm.push_back(paths.number(r, "Measurements"));
        out.push_back(std::move(c));
    }
    return out;
}

}  // namespace lantian
