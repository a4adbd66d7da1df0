#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "core/data/puffs.hpp"
#include "core/data/results.hpp"
#include "core/data/scenario.hpp"
#include "models/chemistry/linear_transform.hpp"
#include "models/deposition/velocity_map.hpp"
#include "models/meteorology/met_window.hpp"
#include "models/puff/contents.hpp"
#include "models/puff/growth.hpp"
#include "models/puff/plume_path.hpp"
#include "models/puff/step_lid.hpp"
#include "models/puff/terrain.hpp"
#include "models/sampling/segments.hpp"
#include "models/sampling/tilted_segments.hpp"

namespace lantian {

/// What all puffs of one step share, or of several that are taken in one go.
struct StepContext {
    const Scenario& scenario;
    const Grid& grid;
    const MetWindow& window;
    const VelocityMap& velocities;
    const Channels& channels;
    std::span<const double> sampling_height_m;  ///< [0] is that of the grid
    std::vector<LinearRates> rates;             ///< of the day or night of each step
    double begin_fraction = 0.0;                ///< of the window, at the start of the (first) step
    double end_fraction = 1.0;                  ///< at the end of the (last) step
    const PlumePaths* paths = nullptr;          ///< of puffs near their source; null: none follows one
    GrowthLaw law = GrowthLaw::turbulence;      ///< puffs.dispersion
    LongRange far = LongRange::none;            ///< puffs.long_range
    TerrainEffect terrain = TerrainEffect::follow;
    /// Altitude of the ground at the receptors that the heights from [1] on belong to; unless terrain is follow.
    std::span<const double> receptor_ground_m{};
    /// Where those receptors stand; [0] is not used. What a piece cannot reach is not worked out for it.
    std::span<const MapPoint> receptor_at{};

    /// Steps from begin to end. A sub-step ends with one at the latest; a piece of path may run on over several
    /// (step_lanes).
    [[nodiscard]] std::size_t steps() const noexcept { return rates.size(); }
    /// Of the step that holds a time, as a fraction of the window.
    [[nodiscard]] const LinearRates& rates_at(double fraction) const noexcept;
};

/// What became of mass in one range of puffs during the step, kg per carried species.
struct StepLosses {
    CarriedMass dry{}, wet{}, transformed{}, outflow{};
};

/// Room of sub-steps: densities at the sampling heights at the start and end of one, and what lanes need; used again
/// and again.
struct StepScratch {
    explicit StepScratch(std::size_t heights) : start(heights), end(heights), in_reach(heights, true) {}
    std::vector<Densities> start, end;
    std::vector<bool> in_reach;  ///< of the piece, by height
    std::vector<double> lanes;   ///< of step_lanes()
};

/// Word of puffs.spread.
inline constexpr std::string_view k_like_aermod = "aermod";

/// Layer of a puff by the laws of the scenario.
[[nodiscard]] PuffLayer layer_of_puff(const PuffStore& puffs, std::size_t index, const StepContext& context,
                                      double time_fraction) noexcept;

/// Moves, spreads, transforms and depletes one puff over one step and leaves its path for the samplers.
/// The step is cut into sub-steps short enough for the cell, the spread and its growth: order 2 in time (Heun for the
/// path, means of both ends for spread, mass and vertical density); above the lid, where nothing is sampled, by half a
/// cell of the weather. flight_frac: in steps, how long the puff flies before the end; 0.5 for one released in the
/// middle of its step. With puffs.shear, pieces of puffs that are not round go to `tilted`; without one they are taken
/// as round. Returns false when the puff has left the domain (its mass is booked as outflow and set to 0).
bool step_puff(PuffStore& puffs, std::size_t index, double flight_frac, const StepContext& context, Segments& segments,
               StepLosses& losses, StepScratch& scratch, TiltedSegments* tilted = nullptr);

/// Next position by Heun's method in the mean wind of the puff's layer, for tests of its order. Returns the new point.
[[nodiscard]] MapPoint heun_step(const MetWindow& window, MapPoint at, double z_low_m, double z_high_m,
                                 double begin_fraction, double end_fraction, double dt_s) noexcept;

}  // namespace lantian
