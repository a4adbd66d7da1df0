#pragma once

#include "models/puff/step.hpp"

namespace lantian {

// What is different in a sub-step with puffs.spread = "aermod". Theory page of this room, section 2.2.

/// AERMOD's stable air, and its plumes above a convective layer: the lid gives way to what the puff reaches.
[[nodiscard]] bool air_is_open(const PuffStore& puffs, std::size_t index, const MetSample& met) noexcept;

/// Its effective layer, of a puff that is not above its lid.
[[nodiscard]] PuffLayer layer_like_aermod(const PuffStore& puffs, std::size_t index, const StepContext& context,
                                          double time_fraction) noexcept;

struct VerticalGrowth {
    double sigma_z_m, draught_m;
};

/// Vertical spread after a step in AERMOD's laws, whose squares grow by what they grow along the path: in steady air
/// they are what the laws give at the distance travelled.
[[nodiscard]] VerticalGrowth grown_like_aermod(const PuffStore& puffs, std::size_t index, double path_m, double dt_s,
                                               double sigma_w_m_s, bool draughts, const MetSample& met,
                                               const PuffLayer& layer, double stack_m) noexcept;

}  // namespace lantian
