#pragma once

#include <memory>

#include "core/data/aermod.hpp"
#include "core/data/meteorology.hpp"
#include "models/puff/outflow.hpp"

namespace lantian {

/// Has the hour a wind and a boundary layer, so that it can be run?
[[nodiscard]] bool has_boundary_layer(const AermodHour& hour);

/// Weather of the hour for one source, the same everywhere within reach_m: profiles through the mast. As in AERMOD the
/// wind blows in one direction at all heights: that of the mast at the source's height, for stacks half way up the
/// plume's final rise. stack_tip_downwash: of the deck.
[[nodiscard]] std::shared_ptr<const MetState> aermod_state(const AermodHour& hour, const AermodSource& source,
                                                           bool stack_tip_downwash, double reach_m);

/// A stack of a deck.
[[nodiscard]] Outflow aermod_outflow(const AermodSource& source) noexcept;

/// Height from which its plume rises: a cap lets none leave upward, whatever the deck says of stack tips.
[[nodiscard]] double aermod_mouth_m(const AermodSource& source, bool stack_tip_downwash, double wind_m_s) noexcept;

}  // namespace lantian
