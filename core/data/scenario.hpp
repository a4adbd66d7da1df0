#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"

namespace lantian {

/// Everything a run needs, checked and with all defaults written out. A plain value; equal scenarios give equal
/// results. Keys, units, defaults, ranges and texts stand once, in inputs/schema/scenario_table.cpp; paths are resolved
/// against the scenario file.
struct Scenario {
    int schema_version = 1;
    std::string name = "case";
    std::string title;

    struct Domain {
        std::array<double, 4> bounds_deg{};  ///< west, south, east, north
        double cell_m = 1000.0;
        std::string projection;  ///< empty: UTM zone of the centre
        std::string terrain;     ///< file; empty: flat at 0 m
        std::string outline;     ///< file; optional, for figures and tables
    } domain;

    struct Time {
        UtcTime start;
        std::int64_t hours = 24;
        double step_s = 600.0;  ///< divides 3600
        double local_offset_h = 8.0;
    } time;

    struct Meteorology {
        std::string kind = "auto";       ///< auto | stations | wrf | cf | arl | grib | era5
        std::vector<std::string> files;  ///< globs already expanded, sorted
        std::vector<std::string> profiles;
        std::vector<std::string> soundings;       ///< measured upper air
        std::string places;                       ///< table of the places of stations whose files do not tell them
        std::string if_missing;                   ///< stop | previous_cycle | analog | hold: required
        std::vector<std::string> previous_files;  ///< an earlier forecast cycle, for if_missing = "previous_cycle"
        double max_hold_h = 3.0;
        double cell_m = 2000.0;  ///< of the meteorological grid
        std::vector<double> level_m{10, 30, 60, 100, 150, 220, 320, 450, 650, 900, 1300, 1800, 2500, 3500};
        double anemometer_height_m = 10.0;
        std::string boundary_layer = "driver";  ///< driver | own: what the weather files say of it counts, or nothing
        double roughness_m = 0.3;               ///< where the driver has none
        double albedo_frac = 0.2;
        double bowen_ratio = 1.0;
        std::string land_use = "none";         ///< one class for all (k_land_use_names); none: the three above
        std::string land_use_file;             ///< or a file of classes
        std::string land_use_scheme = "auto";  ///< of its codes
        std::string season = "auto";           ///< k_season_names; auto: by month and latitude, without snow
        double urban_population = 0.0;         ///< of the city: warm nights over urban land; 0 = none
        double urban_heat_w_m2 = 0.0;          ///< added to net radiation over urban land
        double sounding_radius_m = 50000.0;    ///< reach of measured upper-air winds
        double station_radius_m = 100000.0;    ///< inverse-distance search radius; all stations where none is inside. A
                                               ///< small one makes the wind jump
        bool terrain_adjust = true;            ///< winds follow the terrain and are made mass consistent
        double terrain_tolerance = 1e-5;       ///< divergence that the adjustment leaves, as a share of what was there
    } meteorology;

    struct Gridded {
        std::string file, variable, species, sector, group, profile = "flat";
        double block_m = 10000.0;
    };
    struct Emissions {
        std::vector<std::string> tables;
        std::vector<std::string> dust;  ///< sources whose rate follows from the weather of the run
        std::string profiles, speciation, outside;
        std::vector<std::string> buildings;
        std::vector<Gridded> gridded;
        double area_cell_m = 5000.0;
        double road_cell_m = 3000.0;
        double line_cell_m = 100.0;
    } emissions;

    struct Puffs {
        double release_point_s = 600.0;    ///< interval between releases of point sources; a multiple of the step
        double release_area_s = 1800.0;    ///< of areas, roads and grids
        double cutoff_sigmas = 4.0;        ///< grid sampling; what it cuts is renormalised
        std::int64_t coarse_levels = 3;    ///< wide puffs on cells of 2, 4, 8 of the grid's: how many of these
        std::string precision = "double";  ///< double | float: of sums over wide puffs on the grid
        double substep_sigmas = 1.5;       ///< a sampling sub-step is no longer than max(cell/2, this x sigma)
        double least_substep_s = 20.0;     ///< no sub-step is shorter
        double longest_piece_s = 3600.0;   ///< wide puffs leave pieces of path over several steps, as long as this
        bool merge = true;
        double merge_sigmas = 0.5;  ///< puffs of one source nearer than this x sigma are joined
        bool shear = false;         ///< spread follows shear and deformation of the wind, with a cross term
        bool split = false;         ///< puffs that the wind tears or does not resolve are cut in two
        double split_tear = 2.0;    ///< cut in height when shear moves top against bottom by this many spreads
        double split_cells = 2.0;   ///< cut along when wider than this many cells of the weather
        std::string lid = "keep";   ///< keep | split: puffs that a falling or rising lid cuts through
        std::string dispersion = "turbulence";  ///< turbulence | draxler | class_rural | class_urban
        std::string long_range = "none";        ///< none | lateral | both: Heffter's growth beyond 550 m
        std::string terrain = "follow";  ///< follow | partial_height | dividing_streamline, at receptors on hills
        std::int64_t budget = 1000000;   ///< of puffs: beyond it the least important are joined
        double minimum_wind_for_rise_m_s = 1.0;
        bool stack_tip_downwash = true;
        bool penetration = true;
        std::string rise = "briggs";     ///< briggs | numerical | aermod
        std::string downwash = "prime";  ///< prime | simple | none: of stacks that name buildings
        bool skewed_draughts = false;    ///< convective hours: narrow updraughts and wide downdraughts spread the puffs
        std::string spread = "puff";     ///< puff | aermod: laws of vertical spread, and the layer that moves a puff
    } puffs;

    struct Chemistry {
        std::string scheme = "linear";                         ///< none | linear
        double so2_day_per_h = 0.02, so2_night_per_h = 0.005;  ///< first order, to sulfate
        double nox_day_per_h = 0.04, nox_night_per_h = 0.02;   ///< first order, to nitrate
    } chemistry;

    struct Deposition {
        bool dry = true;
        bool wet = true;
        bool settling = true;
        std::string particle_scheme = "zhang2001";  ///< zhang2001 | emerson2020
        std::string gas_scheme = "wesely1989";      ///< wesely1989 | zhang2003 | constant
        std::string wet_scheme = "bulk";            ///< bulk | cloud | emep
        double rain_ph = 5.6;                       ///< acidity of rain, for gases that dissociate
        double fine_diameter_um = 0.6;              ///< mass medians of the size classes
        double coarse_diameter_um = 6.0;
        double giant_diameter_um = 14.0;
        double size_spread = 1.0;  ///< geometric standard deviation within a class
    } deposition;

    struct Species {
        std::vector<std::string> names;  ///< result species; empty: all. pm25 implies its parts
    } species;

    struct Output {
        std::string stations;                ///< receptor table
        std::string stations_by = "source";  ///< source | group: what is summed apart there
        std::string tracks;                  ///< table of moving receptors
        double surface_height_m = 1.5;       ///< height of the gridded concentration
        std::vector<std::string> deposition{"pb", "cd", "as", "hg"};
        bool double_precision = false;
        int deflate_level = 1;
    } output;

    struct MeasuresFile {
        std::string file;
    } measures;

    std::string file;  ///< the scenario file itself, as given
};

}  // namespace lantian
