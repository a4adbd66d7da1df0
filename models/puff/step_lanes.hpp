#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/math/instruction_set.hpp"
#include "models/puff/step.hpp"

namespace lantian {

/// Whether puffs of this step may be stepped side by side: growth by turbulence in the laws of puffs, ground that is
/// followed, no mast. Else step_puff() serves.
[[nodiscard]] bool lanes_serve(const StepContext& context) noexcept;

/// Steps puffs of one source, which follow no path of a plume, many at a time with the physics of step_puff(), which
/// is the truth it is tested against (round-off apart). Puffs with less to do make room for others; pieces of path come
/// in the order in which sub-steps end. Only where lanes_serve(). which: indices, ascending; flight_frac: of each of
/// them. Puffs that have left the domain get weight 0. The same bits with every instruction set.
void step_lanes(PuffStore& puffs, std::span<const std::size_t> which, std::span<const double> flight_frac,
                const StepContext& context, Segments& segments, StepLosses& losses, StepScratch& scratch,
                TiltedSegments* tilted = nullptr, InstructionSet set = instruction_set());

}  // namespace lantian
