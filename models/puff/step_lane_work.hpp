#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/data/species.hpp"
#include "core/math/instruction_set.hpp"
#include "models/meteorology/met_blocks.hpp"

namespace lantian {

/// Puffs that are stepped side by side, whatever the width of the registers: the order of pieces and sums rests on it.
inline constexpr std::size_t k_step_lanes = 8;
using LaneValues = double[k_step_lanes];

/// What all sub-steps of one unit share.
struct LaneSetup {
    MetBlocks weather;
    double least_substep_s, substep_sigmas, cell_m, fraction_per_s;
    double coarse_settling_m_s, giant_settling_m_s;
    double so2_per_s, nox_per_s;
    bool rain_counts;  ///< deposition.wet
    bool has_coarse, has_giant;
    std::size_t heights, channels;
    const double* height_m;
    /// Carried species that any puff of the unit holds or that form in it, by number and by what they add to.
    std::size_t present;
    std::array<std::uint8_t, k_carried_count> carried, kind, removed;
    std::array<std::uint8_t, k_carried_count> reported;
    /// Ways of removal of those.
    std::size_t ways;
    std::array<std::uint8_t, k_removed_count> way, way_size;  ///< its number, and which density counts
    std::size_t deposited;  ///< species whose deposits are channels
    const std::uint8_t* deposited_as;
};

/// One density a size: gases and fine particles, coarse, giant.
inline constexpr std::size_t k_sizes = 3;

/// Eight puffs in the middle of their steps. Columns as of PuffStore.
struct alignas(64) LaneGroup {
    LaneValues x, y, z, sigma_y, sigma_z, lid, rise_left, rise_rate, travelled, draught, sunk, age;
    LaneValues left_s, fraction;
    LaneValues mass[k_carried_count];
    /// Of the puff so far, kg.
    LaneValues dry[k_carried_count], wet[k_carried_count], so2_lost, nox_lost;

    // Left by the first half of a sub-step for the second and for the pieces.
    LaneValues x0, y0, sigma_y0, dt_s, middle_fraction, rain_mm_h, elevated, gas_factor;
    LaneValues temperature_k, pressure_pa, humidity_frac;
    LaneValues ground[k_sizes];
    // Given to the second half.
    LaneValues velocity[k_removed_count], scavenging[k_removed_count];
};

/// Both halves of one sub-step of all lanes, one for each instruction set.
/// move: weather, motion, growth and densities [(height, end, size)] at start and end; stop at nothing.
/// content: transformation, removal and weights [(height, channel)] and their change along the piece.
struct LaneKernels {
    void (*move)(const LaneSetup& setup, LaneGroup& group, LaneValues* density) noexcept;
    void (*content)(const LaneSetup& setup, LaneGroup& group, const LaneValues* density, LaneValues* weight,
                    LaneValues* change) noexcept;
};
[[nodiscard]] const LaneKernels& lane_kernels(InstructionSet set) noexcept;

}  // namespace lantian
