#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/data/puffs.hpp"
#include "core/data/scenario.hpp"
#include "models/meteorology/met_window.hpp"
#include "models/puff/merge.hpp"

namespace lantian {

/// The parts below and above height_m of a puff that fills [0, lid_m] evenly, each of even depth, the layers apart as
/// the parent leans; weights by depth. Weight, mean and second moments of both are those of the parent. 0 < height_m <
/// lid_m.
[[nodiscard]] std::array<Moments, 2> cut_even_layer(const Moments& parent, double lid_m, double height_m) noexcept;

/// Cuts puffs in two (theory page, section 4): along, where the larger half axis exceeds split_cells cells of the
/// weather; in height, where the wind has moved the upper against the lower part by split_tear spreads across; and at
/// the mixing height, where that has sunk below half of a mixed puff and the wind above would carry it off by its
/// spread within the hour. Place and spread decide, never mass, and each puff by itself, so that neither grouping nor
/// the size of an emission changes anything. Mass, mean and second moments are kept. One half keeps the id, the other
/// takes next_id, which is advanced, and stands right behind it. time_fraction: of the window. Returns how many were
/// cut.
std::size_t split_puffs(PuffStore& puffs, const Scenario::Puffs& options, const MetWindow& window, double time_fraction,
                        std::uint64_t& next_id);

}  // namespace lantian
