#pragma once

#include <cstddef>

#include "core/data/puffs.hpp"
#include "models/puff/sub_step.hpp"

namespace lantian {

// The layer a puff of the store is in: its lid, and the part whose mean wind moves it. Theory page of this room, 3.

/// Layer whose mean wind moves a puff, heights above ground.
struct PuffLayer {
    double low_m, high_m;
};

[[nodiscard]] inline bool above_lid(const PuffStore& puffs, std::size_t index) noexcept {
    return puffs.z_m[index] > puffs.lid_m[index];
}
[[nodiscard]] PuffLayer layer_of(const PuffStore& puffs, std::size_t index) noexcept;

/// The layer a puff has mixed through follows the mixing height up, and keeps what it has reached when the mixing
/// height falls; a puff above the lid that the growing layer reaches is mixed at once. open_top: AERMOD's stable air,
/// whose lid gives way to what the puff reaches.
void update_lid(PuffStore& puffs, std::size_t index, double mixing_height_m, bool open_top) noexcept;

/// How far a height is above the surface layer: 0 on the ground, 1 from a tenth of the mixing height up.
[[nodiscard]] double elevated_frac(double z_m, double mixing_height_m) noexcept;

}  // namespace lantian
