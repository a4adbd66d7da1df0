#include "inputs/readers/aermod_deck.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "inputs/readers/aermod_keywords.hpp"
#include "inputs/readers/aermod_shapes.hpp"
#include "inputs/readers/observation_lines.hpp"
#include "inputs/readers/text.hpp"

namespace lantian {

namespace {

constexpr double k_gram = 1e-3;
constexpr double k_most_repeats = 1000.0;
constexpr double k_ambient_k = 293.15;  // exit temperatures at or below 0 ask for that of the air

using Words = std::vector<std::string>;

std::string upper(std::string_view word) {
    std::string out(word);
    std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::toupper(c); });
    return out;
}

struct Placed {
    std::string type;
    std::vector<double> at;  // x y [elevation], or both ends of a line
};

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

    /// Numbers of which n*v stands for n times v.
    std::vector<double> repeated_numbers(const Words& words, std::size_t from) const {
        std::vector<double> out;
        for (std::size_t k = from; k < words.size(); ++k) {
            const std::size_t star = words[k].find('*');
            if (star == std::string::npos) {
                out.push_back(number(words, k));
                continue;
            }
            const auto count = parse_number(std::string_view(words[k]).substr(0, star));
            const auto value = parse_number(std::string_view(words[k]).substr(star + 1));
            if (!count || !value || *count < 1.0 || *count > k_most_repeats || std::floor(*count) != *count)
                refuse(fmt::format("{}: \"{}\" is not a repeated number", keyword_, observed::shown(words[k])),
                       "36*50.");
            out.insert(out.end(), static_cast<std::size_t>(*count), *value);
        }
        return out;
    }

    const std::string& word(const Words& words, std::size_t k) const {
        if (k >= words.size()) refuse(fmt::format("{}: a name is missing", keyword_), "give it");
        return words[k];
    }

    void statement(Words words) {
        std::string first = upper(words.front());
        if (deck_paths().contains(first)) {
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
                if (!deck_options().contains(upper(option)))
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
        } else if (deck_building().contains(first)) {
            auto& values = buildings_[upper(word(words, 0))][first];
            const std::vector<double> more = repeated_numbers(words, 1);
            values.insert(values.end(), more.begin(), more.end());
        } else if (first == "BLPINPUT") {
            // A first word that is no number names the group.
            const std::size_t named = !words.empty() && !parse_number(words[0]) ? 1 : 0;
            lines_[named == 1 ? upper(words[0]) : ""] = numbers(words, named);
        } else if (first == "BLPGROUP") {
            const std::string group = upper(word(words, 0));
            for (std::size_t k = 1; k < words.size(); ++k) line_group_[upper(words[k])] = group;
        } else if (deck_source_without().contains(first)) {
            deck_.without[upper(word(words, 0))] = deck_source_without().at(first);
        } else if (first == "FLAGPOLE") {
            flagpole_m_ = words.empty() ? 0.0 : number(words, 0);
        } else if (deck_without_keywords().contains(first)) {
            deck_.refused.push_back(fmt::format("{}: {}", first, deck_without_keywords().at(first)));
        } else if (first == "SRCGROUP") {
            auto& members = deck_.groups[upper(word(words, 0))];
            for (std::size_t k = 1; k < words.size(); ++k) members.push_back(upper(words[k]));
        } else if (first == "DISCCART" || first == "EVALCART") {
            receptor({number(words, 0), number(words, 1)}, optional_number(words, 4, flagpole_m_));
        } else if (first == "DISCPOLR") {
            receptor(deck_bearing(origin(word(words, 0)), number(words, 1), number(words, 2)),
                     optional_number(words, 5, flagpole_m_));
        } else if (first == "SURFFILE") {
            deck_.surface_file = word(words, 0);
        } else if (first == "PROFFILE") {
            deck_.profile_file = word(words, 0);
        } else if (first == "POSTFILE") {
            if (word(words, 0) == "1" && upper(word(words, 2)) == "PLOT")
                deck_.hourly_files[upper(words[1])] = word(words, 3);
        } else if (deck_harmless().contains(first)) {
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

    void network_line(const Words& words, const std::string& what) {
        keyword_ = network_ + " " + what;
        if (what == "XYINC") {
            x_ = deck_series(number(words, 1), number(words, 2), number(words, 3));
            y_ = deck_series(number(words, 4), number(words, 5), number(words, 6));
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
            directions_ = deck_series(number(words, 2), number(words, 1), number(words, 3));
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
            for (const double distance : distances_) receptor(deck_bearing(centre_, distance, direction), flagpole_m_);
        }
        if ((x_.empty() || y_.empty()) && (distances_.empty() || directions_.empty()))
            refuse(fmt::format("{}: no receptors", network_), "XYINC, XPNTS and YPNTS, or DIST and GDIR");
        network_.clear();
    }

    /// What BPIP says of the building that disturbs a stack; nothing where none does. Decks count flow directions.
    std::optional<Building> building(const std::string& id) const {
        const auto found = buildings_.find(id);
        if (found == buildings_.end()) return std::nullopt;
        Building out;
        out.id = id;
        for (const std::string& key : deck_building()) {
            const auto values = found->second.find(key);
            if (values == found->second.end() || values->second.size() != Building::k_directions)
                refuse(fmt::format("{} {}: has {} values", key, id,
                                   values == found->second.end() ? 0 : values->second.size()),
                       "36 values, flow towards 10 to 360 degrees");
            for (std::size_t n = 0; n < Building::k_directions; ++n) {
                BuildingFace& face = out.faces[(n + Building::k_directions / 2) % Building::k_directions];
                const double value = values->second[n];
                if (key == "BUILDHGT") face.height_m = value;
                if (key == "BUILDWID") face.width_m = value;
                if (key == "BUILDLEN") face.length_m = value;
                if (key == "XBADJ") face.along_m = value;
                if (key == "YBADJ") face.across_m = value;
            }
        }
        return out;
    }

    AermodLine line_of(const std::string& id) const {
        const auto group = line_group_.find(id);
        const std::string name = group == line_group_.end() ? "" : group->second;
        const auto found = lines_.find(name);
        if (found == lines_.end() || found->second.size() < 6)
            refuse(fmt::format("BLPINPUT: lacking for BUOYLINE {}", id),
                   "mean building length, height and width, line width, separation, buoyancy parameter");
        const std::vector<double>& v = found->second;
        return {name, v[0], v[1], v[2], v[3], v[4], v[5]};
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
            out.building = building(id);
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
            out.outline = deck_rectangle(out.place, v[2], value(3, v[2]), value(4, 0.0));
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
            out.outline = deck_circle(out.place, v[2], value(3, 20.0));
            out.sigma_z0_m = value(4, 0.0);
        } else if (place.type == "LINE") {
            need(3);
            if (place.at.size() < 4) refuse(fmt::format("LOCATION {}: a LINE has two ends", id), "x1 y1 x2 y2");
            out.outline = deck_strip(place.at, v[2]);
            out.sigma_z0_m = value(3, 0.0);
        } else if (place.type == "BUOYLINE") {
            need(2);
            if (place.at.size() < 4) refuse(fmt::format("LOCATION {}: a BUOYLINE has two ends", id), "x1 y1 x2 y2");
            out.kind = AermodKind::buoyant_line;
            out.end = {place.at[2], place.at[3]};
            out.line = line_of(id);
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
    std::map<std::string, std::map<std::string, std::vector<double>>> buildings_;  // source -> keyword -> values
    std::map<std::string, std::vector<double>> lines_;                             // BLPINPUT by group
    std::map<std::string, std::string> line_group_;
    std::vector<double> x_, y_, distances_, directions_;
    MapPoint centre_{0.0, 0.0};
};

}  // namespace

AermodDeck read_aermod_deck(const std::string& path) { return DeckParser(path).parse(); }

}  // namespace lantian
