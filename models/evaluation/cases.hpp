#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/data/aermod.hpp"
#include "core/data/tracer.hpp"
#include "models/evaluation/score.hpp"

namespace lantian {

/// One sampler of an arc of Prairie Grass, for profiles.
struct ArcPoint {
    int run;
    double distance_m, bearing_deg;  ///< bearing from the centre of what was measured on the arc
    double observed, predicted;      ///< mg m-3; the model's plume centred there
};

/// Pairs of each measure of an evaluation; the key is its path in the answer, for example "by_arc.800.arc_max".
/// Floors are in the unit of the pairs.
struct Evaluation {
    std::map<std::string, std::vector<ScorePair>> pairs;
    std::map<std::string, double> floor;
    std::map<std::string, std::size_t> counts;  ///< "runs", "pairs"
    std::vector<ArcPoint> arcs;                 ///< Prairie Grass: every sampler
    std::map<std::string, double> numbers;      ///< other answers by path: "tower.median_ratio", "mean_r", ...
    std::vector<std::string> notes;             ///< what was left out, in words
};

/// Prairie Grass: arc maximum (mg m-3) and crosswind integral (mg m-2) of every run and arc with at least four
/// samplers, by arc and by stability, and the height of half the maximum on the 100 m towers (pairs "tower", m).
/// The same bits for any number of threads.
[[nodiscard]] Evaluation evaluate_prairie_grass(const std::vector<PrairieGrassRun>& runs, int threads);

/// The plain Briggs plume on the same pairs: what the scorer itself is tested with (evaluation.md, 4).
[[nodiscard]] Evaluation evaluate_prairie_grass_briggs(const std::vector<PrairieGrassRun>& runs);

/// METEC: correlation of one-minute means per release and sensor, release means (ppm). Readings and modelled values
/// alike go above their own fifth percentile. `release_signals`: the observed means less what the sensors read off the
/// plume (drift and noise); `release_means_limit`: those signals against the observed means, the score of a perfect
/// plume. turn_rad: turns every wind anticlockwise, a check of how the vanes were aligned; 0 is the case.
[[nodiscard]] Evaluation evaluate_metec(const MetecCase& data, int threads, double turn_rad = 0.0);

/// Chilbolton: one-minute means along beams (ppm), keys "sources.1", ...: both series above their own fifth percentile;
/// "sources_whole.1", ...: the modelled one as it is.
[[nodiscard]] Evaluation evaluate_chilbolton(const std::vector<ChilboltonCase>& sources, int threads,
                                             double turn_rad = 0.0);

/// AERMOD's stored hours against puffs in the same weather (ug m-3), hour by hour and receptor by receptor. For each
/// group G: pairs "groups.G" (wind above 2 m/s), "groups.G.wind_over_1" (above 1 m/s), both where AERMOD has more than
/// 1 % of its hour's maximum; "groups.G.hourly_maximum" of all hours; numbers median_ratio (puffs over AERMOD) of the
/// first two and RHC_ratio of the third, top 26.
[[nodiscard]] Evaluation evaluate_aermod(const std::vector<AermodCase>& cases, int threads);

}  // namespace lantian
