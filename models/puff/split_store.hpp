#pragma once

#include <cstddef>
#include <cstdint>

#include "core/data/puffs.hpp"
#include "core/data/scenario.hpp"
#include "models/meteorology/met_window.hpp"

namespace lantian {

/// Whether a run cuts puffs at all.
[[nodiscard]] bool cuts_puffs(const Scenario::Puffs& options) noexcept;

/// Cuts puffs in two (theory page, section 4). With puffs.split: along, where the larger half axis exceeds split_cells
/// cells of the weather, and in height, where the wind has moved the upper against the lower part by split_tear spreads
/// across; both only where the wind departs so far from a linear one across the puff that it would bend it by its
/// spread within the hour, and not below a quarter of the emission between two releases. With it or puffs.lid = split:
/// at the mixing height, where that has sunk below half of a mixed puff and the wind above would carry it off by its
/// spread within the hour. With puffs.lid = split: at a mixing height that grows into a puff above it. Place and spread
/// decide, never mass, and each puff by itself, so that neither grouping nor the size of an emission changes anything.
/// Mass, mean and second moments are kept, but what is taken in is mixed at once. One half keeps the id, the other
/// takes next_id, which is advanced, and stands right behind it. time_fraction: of the window. Returns how many were
/// cut.
std::size_t split_puffs(PuffStore& puffs, const Scenario::Puffs& options, const MetWindow& window, double time_fraction,
                        std::uint64_t& next_id);

}  // namespace lantian
