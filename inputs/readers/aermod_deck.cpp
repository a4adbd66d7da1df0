#include "inputs/readers/aermod_deck.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "inputs/readers/observation_lines.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

constexpr double k_gram = 1e-3;
constexpr double k_degree = std::numbers::pi / 180.0;
constexpr double k_ambient_k = 293.15;  // exit temperatures at or below 0 ask for that of the air

using Words = std::vector<std::string>;

/// Pathways, and keywords that have no say in a concentration or only tell what the files tell as well.
const std::set<std::string> k_paths{"CO", "SO", "RE", "ME", "OU", "EV"};
const std::set<std::string> k_harmless{
    "TITLEONE", "TITLETWO", "AVERTIME", "POLLUTID", "RUNORNOT", "ERRORFIL", "EVENTFIL", "SAVEFILE", "INITFILE",
    "DEBUGOPT", "ELEVUNIT", "SRCDESCR", "SURFDATA", "UAIRDATA", "SITEDATA", "PROFBASE", "WINDCATS", "NUMYEARS",
    "RECTABLE", "MAXTABLE", "DAYTABLE", "SUMMFILE", "MAXIFILE", "PLOTFILE", "TOXXFILE", "RANKFILE", "EVALFILE",
    "SEASONHR", "FILEFORM", "NOHEADER", "MAXDAILY", "MXDYBYYR", "MAXDCONT", "EVENTOUT", "EVENTPER", "EVENTLOC",
    "MULTYEAR", "GDSEASON", "GDLANUSE", "GASDEPDF", "GASDEPVD", "BLPINPUT", "BLPGROUP", "RBARRIER", "RDEPRESS",
    "RLEMCONV", "LOW_WIND", "O3VALUES", "OZONEFIL", "OZONUNIT", "NO2EQUIL", "NO2STACK", "NO2RATIO", "ARMRATIO",
    "AWMADWNW", "ORD_DWNW", "DEPUNIT"};
/// Keywords of a source that change what it gives and that we do not have; the source is their first value.
const std::map<std::string, std::string> k_source_without{
    {"EMISFACT", "emissions that vary"},     {"PARTDIAM", "deposition of particles"},
    {"MASSFRAX", "deposition of particles"}, {"PARTDENS", "deposition of particles"},
    {"METHOD_2", "deposition of particles"}, {"GASDEPOS", "deposition of gases"},
    {"OLMGROUP", "chemistry of NO2"},        {"PSDGROUP", "chemistry of NO2"},
};
/// Keywords that change every answer of a deck and that we do not have.
const std::map<std::string, std::string> k_deck_without{
    {"HOUREMIS", "emissions from an hourly file"},
    {"EMISUNIT", "units of emission other than g/s"},
    {"CONCUNIT", "units of concentration"},
    {"DEPOUNIT", "units of deposition"},
    {"URBANOPT", "urban nights"},
    {"URBANSRC", "urban nights"},
    {"BACKGRND", "background"},
    {"BACKUNIT", "background"},
    {"BGSECTOR", "background"},
    {"INCLUDED", "parts of the deck in other files"},
    {"SCIMBYHR", "sampled hours"},
    {"DAYRANGE", "chosen days"},
    {"STARTEND", "chosen days"},
    {"WDROTATE", "turned winds"},
    {"AREADPLT", "depletion"},
    {"HALFLIFE", "decay"},
    {"DCAYCOEF", "decay"},
};
const std::set<std::string> k_building{"BUILDHGT", "BUILDWID", "BUILDLEN", "XBADJ", "YBADJ"};
const std::set<std::string> k_options{"CONC",     "FLAT",   "ELEV",  "BETA",     "ALPHA",  "DFAULT",
                                      "WARNCHKD", "NOWARN", "NOSTD", "FASTAREA", "NOCHKD", "NOURBTRAN"};

std::string upper(std::string_view word) {
    std::string out(word);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::toupper(c); });
    return out;
}

struct Placed {
    std::string type;
    std::vector<double> at;  // x y [elevation], or both ends of a line
};

MapPoint bearing(MapPoint from, double distance_m, double direction_deg) {
    return {from.x_m + distance_m * std::sin(direction_deg * k_degree),
            from.y_m + distance_m * std::cos(direction_deg * k_degree)};
}

class DeckParser {
  public:
    explicit DeckParser(const std::string& path) { deck_.path = path; }

    AermodDeck parse() {
        const std::vector<std::string> lines = observed::lines_of(deck_.path);
        for (std::size_t n = 0; n < lines.size(); ++n) {
            line_ = static_cast<int>(n) + 1;
            const std::string_view text = trim(lines[n]);
            if (text.empty() || text.starts_with("**")) continue;
            Words words;
            for (const std::string_view word : observed::words_of(text)) words.emplace_back(word);
            statement(std::move(words));
        }
        finish();
        return std::move(deck_);
    }

  private:
    [[noreturn]] void refuse(const std::string& message, const std::string& hint) const {
        observed::refuse(deck_.path, "E311", message, hint, line_);
    }

    double number(const Words& words, std::size_t k) const {
        if (k >= words.size())
            refuse(fmt::format("{}: has {} values, needs more", keyword_, words.size()),
                   "see the AERMOD user's guide for what it takes");
        const auto value = parse_number(words[k]);
        if (!value) refuse(fmt::format("{}: \"{}\" is not a number", keyword_, observed::shown(words[k])), "a number");
        return *value;
    }

    double optional_number(const Words& words, std::size_t k, double otherwise) const {
        return k < words.size() ? number(words, k) : otherwise;
    }

    std::vector<double> numbers(const Words& words, std::size_t from) const {
        std::vector<double> out;
        for (std::size_t k = from; k < words.size(); ++k) out.push_back(number(words, k));
        if (out.empty()) refuse(fmt::format("{}: no values", keyword_), "at least one");
        return out;
    }

    const std::string& word(const Words& words, std::size_t k) const {
        if (k >= words.size()) refuse(fmt::format("{}: a name is missing", keyword_), "give it");
        return words[k];
    }

    void statement(Words words) {
        std::string first = upper(words.front());
        if (k_paths.contains(first)) {
            path_ = first;
            words.erase(words.begin());
            if (words.empty()) return;
            first = upper(words.front());
        }
        if (first == "STARTING" || first == "FINISHED") return;
        if (path_.empty()) refuse("a keyword before any pathway", "a deck begins with CO STARTING");
        // Within a network the keyword may be left out.
        if (!network_.empty() && first != network_) {
            network_line(words, first);
            return;
        }
        keyword_ = first;
        words.erase(words.begin());
        if (first == "GRIDCART" || first == "GRIDPOLR") {
            network(first, words);
        } else if (first == "MODELOPT") {
            for (const std::string& option : words) {
                if (upper(option) == "FLAT") flat_ = true;
                if (upper(option) == "NOSTD") deck_.stack_tip_downwash = false;
                if (!k_options.contains(upper(option)))
                    deck_.refused.push_back(fmt::format("MODELOPT {} is not modelled", upper(option)));
            }
        } else if (first == "LOCATION") {
            const std::string id = upper(word(words, 0));
            if (upper(words.back()) == "FLAT") words.pop_back();  // in place of an elevation
            placed_[id] = {upper(word(words, 1)), numbers(words, 2)};
            order_.push_back(id);
            if (placed_[id].at.size() < 2) refuse("LOCATION: needs x and y", "LOCATION id type x y [elevation]");
        } else if (first == "SRCPARAM") {
            parameters_[upper(word(words, 0))] = {line_, numbers(words, 1)};
        } else if (first == "AREAVERT") {
            const std::vector<double> values = numbers(words, 1);
            auto& corners = corners_[upper(words[0])];
            if (values.size() % 2 != 0) refuse("AREAVERT: an odd number of coordinates", "pairs x y");
            for (std::size_t k = 0; k < values.size(); k += 2) corners.push_back({values[k], values[k + 1]});
        } else if (k_building.contains(first)) {
            if (first == "BUILDHGT") deck_.without[upper(word(words, 0))] = "wake of a building";
        } else if (k_source_without.contains(first)) {
            deck_.without[upper(word(words, 0))] = k_source_without.at(first);
        } else if (first == "FLAGPOLE") {
            flagpole_m_ = words.empty() ? 0.0 : number(words, 0);
        } else if (k_deck_without.contains(first)) {
            deck_.refused.push_back(fmt::format("{}: {}", first, k_deck_without.at(first)));
        } else if (first == "SRCGROUP") {
            auto& members = deck_.groups[upper(word(words, 0))];
            for (std::size_t k = 1; k < words.size(); ++k) members.push_back(upper(words[k]));
        } else if (first == "DISCCART" || first == "EVALCART") {
            receptor({number(words, 0), number(words, 1)}, optional_number(words, 4, flagpole_m_));
        } else if (first == "DISCPOLR") {
            receptor(bearing(origin(word(words, 0)), number(words, 1), number(words, 2)),
                     optional_number(words, 5, flagpole_m_));
        } else if (first == "SURFFILE") {
            deck_.surface_file = word(words, 0);
        } else if (first == "PROFFILE") {
            deck_.profile_file = word(words, 0);
        } else if (first == "POSTFILE") {
            if (word(words, 0) == "1" && upper(word(words, 2)) == "PLOT")
                deck_.hourly_files[upper(words[1])] = word(words, 3);
        } else if (k_harmless.contains(first)) {
            if (first == "TITLEONE") {
                for (const std::string& part : words) deck_.title += (deck_.title.empty() ? "" : " ") + part;
            }
            ++deck_.passed_over[first];
        } else {
            refuse(fmt::format("\"{}\" is not a keyword of pathway {}", observed::shown(first), path_),
                   "a deck as AERMOD 24142 reads it is expected");
        }
    }

    void receptor(MapPoint at, double height_m) { deck_.receptors.push_back({at, height_m}); }

    MapPoint origin(const std::string& id) const {
        const auto found = placed_.find(upper(id));
        if (found == placed_.end())
            refuse(fmt::format("{}: \"{}\" is not a source", keyword_, observed::shown(id)), "a source of the deck");
        return {found->second.at[0], found->second.at[1]};
    }

    void network(const std::string& kind, Words& words) {
        if (network_.empty()) {
            if (words.size() < 2 || !upper(words[1]).starts_with("STA"))
                refuse(fmt::format("{}: does not begin with STA", kind), fmt::format("{} name STA", kind));
            network_ = kind;
            x_.clear();
            y_.clear();
            distances_.clear();
            directions_.clear();
            centre_ = {0.0, 0.0};
            return;
        }
        if (words.size() < 2) refuse(fmt::format("{}: nothing said", kind), fmt::format("{} name END", kind));
        words.erase(words.begin());
        network_line(words, upper(words.front()));
    }

    static std::vector<double> series(double first, double count, double step) {
        std::vector<double> out;
        for (int k = 0; k < static_cast<int>(count); ++k) out.push_back(first + k * step);
        return out;
    }

    void network_line(const Words& words, const std::string& what) {
        keyword_ = network_ + " " + what;
        if (what == "XYINC") {
            x_ = series(number(words, 1), number(words, 2), number(words, 3));
            y_ = series(number(words, 4), number(words, 5), number(words, 6));
        } else if (what == "XPNTS") {
            x_ = numbers(words, 1);
        } else if (what == "YPNTS") {
            y_ = numbers(words, 1);
        } else if (what == "ORIG") {
            centre_ = words.size() > 2 ? MapPoint{number(words, 1), number(words, 2)} : origin(word(words, 1));
        } else if (what == "DIST") {
            const auto more = numbers(words, 1);
            distances_.insert(distances_.end(), more.begin(), more.end());
        } else if (what == "DDIR") {
            directions_ = numbers(words, 1);
        } else if (what == "GDIR") {
            directions_ = series(number(words, 2), number(words, 1), number(words, 3));
        } else if (what == "ELEV" || what == "HILL" || what == "FLAG") {
            if (what == "FLAG" || !flat_)
                deck_.refused.push_back(fmt::format("{}: receptors on terrain or poles of a network", keyword_));
        } else if (what == "END") {
            close_network();
        } else {
            refuse(fmt::format("\"{}\" is not known in a {} network", observed::shown(what), network_),
                   "XYINC, XPNTS, YPNTS, ORIG, DIST, DDIR, GDIR, ELEV, HILL, FLAG or END");
        }
    }

    void close_network() {
        for (const double y : y_) {
            for (const double x : x_) receptor({x, y}, flagpole_m_);
        }
        for (const double direction : directions_) {
            for (const double distance : distances_) receptor(bearing(centre_, distance, direction), flagpole_m_);
        }
        if ((x_.empty() || y_.empty()) && (distances_.empty() || directions_.empty()))
            refuse(fmt::format("{}: no receptors", network_), "XYINC, XPNTS and YPNTS, or DIST and GDIR");
        network_.clear();
    }

    /// The corner that is given lies south-west; the rectangle is turned about it, clockwise from north.
    static std::vector<MapPoint> rectangle(MapPoint at, double width_m, double depth_m, double angle_deg) {
        const double c = std::cos(angle_deg * k_degree);
        const double s = std::sin(angle_deg * k_degree);
        std::vector<MapPoint> out;
        for (const auto& [a, b] : {std::pair{0.0, 0.0}, {width_m, 0.0}, {width_m, depth_m}, {0.0, depth_m}})
            out.push_back({at.x_m + a * c + b * s, at.y_m - a * s + b * c});
        return out;
    }

    static std::vector<MapPoint> circle(MapPoint centre, double radius_m, double corners) {
        std::vector<MapPoint> out;
        const auto n = static_cast<int>(corners);
        // A polygon of the circle's area.
        const double r = radius_m * std::sqrt(2.0 * std::numbers::pi / (n * std::sin(2.0 * std::numbers::pi / n)));
        for (int k = 0; k < n; ++k) out.push_back(bearing(centre, r, 360.0 * k / n));
        return out;
    }

    static std::vector<MapPoint> strip(const std::vector<double>& ends, double width_m) {
        const double dx = ends[2] - ends[0];
        const double dy = ends[3] - ends[1];
        const double half = 0.5 * width_m / std::hypot(dx, dy);
        return {{ends[0] - half * dy, ends[1] + half * dx},
                {ends[2] - half * dy, ends[3] + half * dx},
                {ends[2] + half * dy, ends[3] - half * dx},
                {ends[0] + half * dy, ends[1] - half * dx}};
    }

    /// Nothing when the type is one we do not have.
    std::optional<AermodSource> source(const std::string& id) {
        const Placed& place = placed_.at(id);
        const auto found = parameters_.find(id);
        if (found == parameters_.end()) {
            deck_.without[id] = "no SRCPARAM";
            return std::nullopt;
        }
        line_ = found->second.first;
        keyword_ = "SRCPARAM";
        const std::vector<double>& v = found->second.second;
        const auto need = [&](std::size_t n) {
            if (v.size() < n)
                refuse(fmt::format("SRCPARAM {}: has {} values where {} needs {}", id, v.size(), place.type, n),
                       "see the AERMOD user's guide for what it takes");
        };
        const auto value = [&](std::size_t k, double otherwise) { return k < v.size() ? v[k] : otherwise; };
        AermodSource out;
        out.id = id;
        out.place = {place.at[0], place.at[1]};
        out.kind = AermodKind::area;
        if (place.type.starts_with("POINT")) {
            need(5);
            if (place.type == "POINTCAP") out.outlet = Outlet::capped;
            if (place.type == "POINTHOR") out.outlet = Outlet::horizontal;
            out.kind = AermodKind::point;
            out.exit_temperature_k = v[2] > 0.0 ? v[2] : k_ambient_k;
            out.exit_speed_m_s = v[3];
            out.diameter_m = v[4];
            if (!(v[4] > 0.0) || v[3] < 0.0)
                refuse(fmt::format("SRCPARAM {}: exit speed {} m/s, diameter {} m", id, v[3], v[4]),
                       "a speed of at least 0 and a diameter above 0");
        } else if (place.type == "VOLUME") {
            need(4);
            out.kind = AermodKind::volume;
            out.sigma_y0_m = v[2];
            out.sigma_z0_m = v[3];
        } else if (place.type == "AREA") {
            need(3);
            out.outline = rectangle(out.place, v[2], value(3, v[2]), value(4, 0.0));
            out.sigma_z0_m = value(5, 0.0);
        } else if (place.type == "AREAPOLY") {
            need(3);
            out.outline = corners_[id];
            out.sigma_z0_m = value(3, 0.0);
            if (out.outline.size() < 3 || out.outline.size() != static_cast<std::size_t>(v[2]))
                refuse(fmt::format("AREAVERT {}: {} corners where SRCPARAM says {}", id, out.outline.size(), v[2]),
                       "as many corners as SRCPARAM says, at least 3");
        } else if (place.type == "AREACIRC") {
            need(3);
            out.outline = circle(out.place, v[2], value(3, 20.0));
            out.sigma_z0_m = value(4, 0.0);
        } else if (place.type == "LINE") {
            need(3);
            if (place.at.size() < 4) refuse(fmt::format("LOCATION {}: a LINE has two ends", id), "x1 y1 x2 y2");
            out.outline = strip(place.at, v[2]);
            out.sigma_z0_m = value(3, 0.0);
        } else {
            deck_.without.try_emplace(id, fmt::format("sources of type {}", place.type));
            return std::nullopt;
        }
        out.rate = v[0] * k_gram;
        out.height_m = v[1];
        if (v[0] < 0.0 || v[1] < 0.0 || out.sigma_y0_m < 0.0 || out.sigma_z0_m < 0.0)
            refuse(fmt::format("SRCPARAM {}: a negative rate, height or spread", id), "values of at least 0");
        return out;
    }

    void finish() {
        if (!network_.empty()) refuse(fmt::format("{}: no END", network_), "close the network");
        for (const std::string& id : order_) {
            if (auto made = source(id); made && !deck_.without.contains(id)) deck_.sources.push_back(std::move(*made));
        }
        if (!flat_) deck_.refused.emplace_back("terrain is followed (no FLAT among the options)");
        if (order_.empty() && deck_.refused.empty()) refuse("no source", "LOCATION and SRCPARAM");
        if (deck_.receptors.empty() && deck_.refused.empty()) refuse("no receptor", "GRIDCART, GRIDPOLR or DISCCART");
        for (auto& [name, members] : deck_.groups) {
            if (members.empty() && name == "ALL") members = order_;
        }
    }

    AermodDeck deck_;
    std::string path_, keyword_, network_;
    int line_ = 0;
    bool flat_ = false;
    double flagpole_m_ = 0.0;
    std::map<std::string, Placed> placed_;
    std::vector<std::string> order_;
    std::map<std::string, std::pair<int, std::vector<double>>> parameters_;
    std::map<std::string, std::vector<MapPoint>> corners_;
    std::vector<double> x_, y_, distances_, directions_;
    MapPoint centre_{0.0, 0.0};
};

}  // namespace

AermodDeck read_aermod_deck(const std::string& path) { return DeckParser(path).parse(); }

}  // namespace lantian
