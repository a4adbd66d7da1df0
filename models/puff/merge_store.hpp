#pragma once

#include <cstddef>

#include "core/data/puffs.hpp"
#include "core/data/scenario.hpp"

namespace lantian {

/// Joins puffs of one source that lie nearer than merge_sigmas x the smaller spread, in the order of the store. Only
/// within one source and regardless of mass, so that neither grouping nor the size of an emission changes the joining.
/// A joined puff keeps the first id, the summed mass of every species, and mean and second moments weighted by the
/// emission time it stands for. A puff that was joined into another is left with weight 0 and no mass, for the caller
/// to drop. Returns how many were joined.
std::size_t merge_puffs(PuffStore& puffs, const Scenario::Puffs& options, int threads);

/// Joins puff j into puff i of the same source, as above. ellipse: also the moments that a round puff does not have.
void merge_into(PuffStore& puffs, std::size_t i, std::size_t j, bool ellipse);

/// Drops puffs of weight 0 and sorts those of `fresh` in, which are ordered by source too: after those of the same
/// source.
void take_in(PuffStore& puffs, const PuffStore& fresh);

}  // namespace lantian
