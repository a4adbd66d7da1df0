#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/data/building.hpp"
#include "core/data/projection.hpp"
#include "core/data/sounding.hpp"
#include "core/data/source.hpp"
#include "core/data/weather.hpp"

namespace lantian {

// Runs of AERMOD as their decks, AERMET files and stored answers tell them. SI units; heights above ground.

enum class AermodKind { point, volume, area, buoyant_line };

/// What BLPINPUT says of a group of buoyant lines: means over its lines.
struct AermodLine {
    std::string group;
    double length_m, building_height_m, building_width_m, line_width_m, separation_m;
    double buoyancy_m4_s3;  ///< of one line
};

struct AermodSource {
    std::string id;
    AermodKind kind = AermodKind::point;
    MapPoint place{};   ///< centre of a volume; first corner of an area; one end of a line
    double rate = 0.0;  ///< kg s-1; areas: kg s-1 m-2
    double height_m = 0.0;
    double exit_temperature_k = 0.0, exit_speed_m_s = 0.0, diameter_m = 0.0;  ///< points
    Outlet outlet = Outlet::vertical;                                         ///< points
    double sigma_y0_m = 0.0, sigma_z0_m = 0.0;
    std::vector<MapPoint> outline;     ///< areas: corners in order
    std::optional<Building> building;  ///< points: faces
    MapPoint end{};                    ///< buoyant lines: the other end
    std::optional<AermodLine> line;    ///< buoyant lines
};

struct AermodReceptor {
    MapPoint place{};
    double height_m = 0.0;
};

/// One deck (.inp). What it asks for and we do not have stands in words in `without` (source id -> why) and `refused`
/// (why the deck as a whole cannot be run here).
struct AermodDeck {
    std::string path, title, surface_file, profile_file;
    std::vector<AermodSource> sources;
    std::map<std::string, std::string> without;
    std::vector<std::string> refused;
    bool stack_tip_downwash = true;                          ///< false: MODELOPT NOSTD
    std::map<std::string, std::vector<std::string>> groups;  ///< group -> source ids
    std::map<std::string, std::string> hourly_files;         ///< group -> file of one-hour means (POSTFILE 1 g PLOT)
    std::vector<AermodReceptor> receptors;
    std::map<std::string, std::size_t> passed_over;  ///< keywords that do not touch concentrations, with counts
};

/// One hour of AERMET: what the surface file says, and the levels of the profile file.
struct AermodHour {
    std::string label;  ///< yymmddhh, hour-ending local standard time
    StationRecord surface;
    std::vector<SoundingLevel> levels;
};

/// A source group with AERMOD's answer.
struct AermodGroup {
    std::string name;
    std::vector<AermodSource> sources;
    std::vector<double> conc_kg_m3;  ///< (hour, receptor)
};

/// All that can be compared of one deck.
struct AermodCase {
    std::string deck;
    bool stack_tip_downwash = true;
    std::vector<AermodHour> hours;
    std::vector<AermodReceptor> receptors;
    std::vector<AermodGroup> groups;
    std::vector<std::string> notes;  ///< what was left out and why
};

}  // namespace lantian
