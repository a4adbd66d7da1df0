#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/data/projection.hpp"

namespace lantian {

// Field experiments with a known release, as their readers give them. SI units.

/// Project Prairie Grass, 1956 (Barad 1958): one ten-minute run.
struct PrairieGrassRun {
    struct Sampler {
        double bearing_deg;  ///< from the source, clockwise from north
        double conc_kg_m3;   ///< corrected for the loss in the sampler
    };
    struct Arc {
        double distance_m = 0.0;
        double loss_factor = 1.0;       ///< that the observations were multiplied with
        std::vector<Sampler> samplers;  ///< valid ones, by rising bearing
    };
    struct Tower {
        std::vector<double> height_m, conc_kg_m3;  ///< ascending; of the tower with the highest value
    };
    int run = 0;
    double rate_kg_s = 0.0, release_height_m = 0.0, receptor_height_m = 0.0;
    double obukhov_length_m = 0.0;
    double friction_velocity_m_s = 0.0;     ///< for a von Karman constant of 0.40
    std::optional<double> mixing_height_m;  ///< empty: not known
    double wind_2m_m_s = 0.0;
    double sigma_azimuth_rad = 0.0;  ///< of the wind direction
    std::vector<Arc> arcs;
    std::optional<Tower> tower;  ///< on the 100 m arc
};

/// One-minute wind of a place, direction the wind blows toward, anticlockwise from the x axis.
struct MinuteWind {
    std::optional<double> toward_rad;
    std::optional<double> speed_m_s;
};

/// METEC/ADED controlled methane releases, 2022 (Daniels et al. 2024).
struct MetecCase {
    struct Sensor {
        std::string name;
        LonLat place;
        double height_m;
    };
    struct Release {
        std::string id, source;  ///< source: the name of its equipment group
        UtcTime begin, end;
        LonLat place;
        double height_m, rate_kg_s;
    };
    UtcTime start;  ///< of the first minute
    std::vector<MinuteWind> wind;
    std::vector<Sensor> sensors;
    std::vector<Release> releases;
    std::vector<std::optional<double>> observed_ppm;  ///< (minute, sensor)
    std::vector<std::optional<double>> peer_ppm;      ///< (minute, source, sensor) for 0.001 kg s-1
    std::vector<std::string> sources;                 ///< order of peer_ppm
};

/// Chilbolton controlled methane releases, 2017: one source, seven open-path beams.
struct ChilboltonCase {
    struct Place {
        double x_m, y_m, z_m;
    };
    std::string source;
    Place release{};
    double rate_kg_s = 0.0;
    Place head{};  ///< of all beams
    std::vector<Place> reflectors;
    std::vector<double> speed_m_s, toward_rad;      ///< per minute
    std::vector<double> lateral_tan, vertical_tan;  ///< tangents of the turbulence angles, per minute; NaN: masked
    std::vector<double> path_ppm;                   ///< (beam, minute), background included
};

}  // namespace lantian
