#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/time.hpp"
#include "core/data/building.hpp"
#include "core/data/projection.hpp"
#include "core/data/species.hpp"

namespace lantian {

enum class SourceShape { point, area, road, grid, line };

/// How the gas leaves a stack: upward, below a rain cap, or sideways.
enum class Outlet { vertical, capped, horizontal };

struct Stack {
    double diameter_m = 1.0;
    double exit_speed_m_s = 0.0;
    double exit_temperature_k = 293.15;
    Outlet outlet = Outlet::vertical;
    double count = 1.0;      ///< equal stacks that stand together; the source's rate is that of all of them
    double spacing_m = 0.0;  ///< between neighbours, when there are several
};

/// A flame in the open air.
struct Flare {
    double heat_release_w = 0.0;
    double radiated_frac = 0.55;  ///< of the heat: does not lift the plume
};

/// Roof monitors or other long openings that let warm gas go, one beside the other.
struct BuoyantLine {
    double length_m = 0.0;
    double along_x = 1.0, along_y = 0.0;  ///< unit vector along the line, map axes
    double width_m = 1.0;                 ///< of one line
    double across_m = 1.0;                ///< over all parallel lines, between the outer edges
    double buoyancy_m4_s3 = 0.0;          ///< of all lines together: g L W w (Ts - Ta)/Ts; 0: from the two below
    double exit_speed_m_s = 0.0;          ///< used when buoyancy_m4_s3 is 0
    double exit_temperature_k = 293.15;
    double count = 1.0;
};

/// One place where a source lets go its puffs. A point source has one; areas, roads and grids are cut into several.
struct ReleaseCell {
    MapPoint place;
    double fraction = 1.0;    ///< share of the source's rate; the fractions of a source sum to 1
    double sigma_y0_m = 1.0;  ///< initial horizontal spread
};

/// Metals in dust, in the order pb cd as hg, kg per kg.
using MetalShares = std::array<double, 4>;

enum class DustKind { pile, bare_soil, paved_road, unpaved_road, handling, resuspension };
inline constexpr std::array<std::string_view, 6> k_dust_kind_names{"pile",         "bare_soil", "paved_road",
                                                                   "unpaved_road", "handling",  "resuspension"};

/// A source of dust: its rate follows from the weather of the run (models/puff/dust_emission.hpp), what a kind does not
/// need is 0.
struct DustSource {
    DustKind kind = DustKind::pile;
    double area_m2 = 0.0;                           ///< pile, bare_soil, resuspension: inside the domain
    double length_m = 0.0;                          ///< roads: inside the domain
    double threshold_m_s = 0.0;                     ///< friction velocity at which erosion begins, dry: pile, bare_soil
    double surface_roughness_m = 0.0;               ///< of the eroding surface itself: pile, bare_soil
    double gust_ratio = 1.0;                        ///< wind that erodes over the hourly mean: pile, bare_soil
    double disturbances_per_day = 0.0;              ///< pile
    double clay_percent = 0.0;                      ///< bare_soil
    double moisture_percent = 0.0;                  ///< by mass: bare_soil, handling
    double silt = 0.0;                              ///< g m-2 on paved, percent on unpaved roads
    double weight_t = 0.0, vehicles_per_day = 0.0;  ///< roads; metric tonnes
    std::optional<double> wet_days_per_year;        ///< roads: the climate's; none: the rain of the run
    double throughput_t_day = 0.0;                  ///< handling
    double load_kg_m2 = 0.0, age_days = 0.0;        ///< resuspension
    double control_frac = 0.0;                      ///< share kept back, 0-1
    MetalShares metal_frac{};
};

/// An open pit, as the rectangle of its area and second moments.
struct Pit {
    MapPoint centre;
    double length_m = 0.0, width_m = 0.0;  ///< length >= width
    double axis_rad = 0.0;                 ///< of the length, anticlockwise from the map's x axis
    double depth_m = 0.0;
};

/// An emission point x process: the finest tag.
struct Source {
    std::string id;    ///< unique, for example "qinbei/stack"
    std::string name;  ///< shown; UTF-8
    std::string facility;
    std::string town;
    std::string sector;
    std::string process;  ///< "stack", "fugitive", ...
    std::string group;    ///< group tag, lower snake case
    std::string status;   ///< published | estimate | synthetic
    std::string origin;   ///< where the numbers come from
    SourceShape shape = SourceShape::point;
    LonLat place;  ///< point, or centroid of the cells
    double release_height_m = 2.0;
    double sigma_z0_m = 1.0;
    std::optional<Stack> stack;  ///< at most one of stack, flare, line; none: no plume rise
    std::optional<Flare> flare;
    std::optional<BuoyantLine> line;
    std::vector<std::size_t> buildings;  ///< index into SourceCatalog::buildings: what may disturb the plume
    std::vector<ReleaseCell> cells;
    std::optional<DustSource> dust;   ///< its rate follows from the weather; annual_kg is 0
    std::optional<Pit> pit;           ///< releases from an open pit
    double wake_width_m = 0.0;        ///< mixing zone of a road with vehicle wakes; 0: none
    std::size_t profile = 0;          ///< index into SourceCatalog::profiles
    EmittedMass annual_kg{};          ///< kg per calendar year, as the inventory gives it (rates are converted with the
                                      ///< profile's mean of 1)
    CarriedMass carried_annual_kg{};  ///< the same by carried species (size split, coarse = pm10 - pm25)
};

/// Month x weekday x hour weights in local time, normalised so that the year's sum is kept exactly.
struct TemporalProfile {
    std::string name;
    std::array<double, 12> month{};
    std::array<double, 7> weekday{};  ///< Monday first
    std::array<double, 24> hour{};

    /// Relative weight of the local hour that holds `time`.
    [[nodiscard]] double weight(UtcTime time, std::int64_t local_offset_s) const;
    /// Sum of weights over all hours of the local calendar year.
    [[nodiscard]] double year_sum(int year) const;
};

/// Everything that emits, with the time profiles it uses and the group names (order of first appearance).
struct SourceCatalog {
    std::vector<Source> sources;
    std::vector<TemporalProfile> profiles;  ///< [0] is "flat"
    std::vector<Building> buildings;        ///< those that sources name
    std::vector<std::string> groups;
    std::vector<std::size_t> group_of_source;  ///< index into groups, same order as sources
    std::int64_t local_offset_s = 0;

    /// Fraction of the local calendar year's total that profile p emits in [begin, end): exact for any interval, hours
    /// split linearly.
    [[nodiscard]] double fraction_of_year(std::size_t profile, UtcTime begin, UtcTime end) const;
    /// Fills group_of_source and groups from the sources.
    void index_groups();
};

}  // namespace lantian
