#pragma once

#include <memory>
#include <span>

#include "core/data/aermod.hpp"
#include "core/data/meteorology.hpp"
#include "core/data/puffs.hpp"
#include "models/puff/plume_path.hpp"

namespace lantian {

/// Puffs of one hour's emission, with the paths they follow at first.
struct AermodPuffs {
    PuffStore puffs;
    PlumePaths paths;
};

/// What a source of a deck lets go in the weather of an hour, as the ordinary release makes it, with AERMOD's rise.
/// sources: one, or the buoyant lines that rise together. buildings: whether those of the deck count.
[[nodiscard]] AermodPuffs aermod_puffs(std::span<const AermodSource> sources,
                                       const std::shared_ptr<const MetState>& state, bool stack_tip_downwash,
                                       bool buildings);

}  // namespace lantian
