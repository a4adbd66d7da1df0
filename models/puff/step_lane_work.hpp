#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/data/species.hpp"
#include "core/math/instruction_set.hpp"
#include "models/meteorology/met_blocks.hpp"

namespace lantian {

/// Puffs that are stepped side by side, whatever the width of the registers: enough of them to keep every stage busy,
/// few enough for the nearest cache. The order of pieces and sums rests on this and on k_block_lanes.
inline constexpr std::size_t k_step_lanes = 32;
/// Puffs whose contents are worked on at a time.
inline constexpr std::size_t k_block_lanes = 8;
using LaneValues = double[k_step_lanes];
using BlockValues = double[k_block_lanes];

/// What all sub-steps of one unit share.
struct LaneSetup {
    MetBlocks weather;
    double step_s, least_substep_s, substep_sigmas, cell_m, weather_cell_m, fraction_per_s;
    double coarse_settling_m_s, giant_settling_m_s;
    bool rain_counts;  ///< deposition.wet
    bool has_coarse, has_giant;
    bool shear, draughts;  ///< puffs.shear, puffs.skewed_draughts
    std::size_t heights, channels;
    const double* height_m;
    /// Carried species that any puff of the unit holds or that form in it: by number, what they add to, how they go.
    std::size_t present;
    std::array<std::uint8_t, k_carried_count> carried, kind, removed, reported;
    /// Where SO2, sulfate, NOx and nitrate stand among those.
    std::size_t so2, so4, nox, no3;
    /// Ways of removal of those: number, and which density counts.
    std::size_t ways;
    std::array<std::uint8_t, k_removed_count> way, way_size;
    std::size_t deposited;  ///< species whose deposits are channels
    const std::uint8_t* deposited_as;
};

/// One density a size: gases and fine particles, coarse, giant.
inline constexpr std::size_t k_sizes = 3;

/// Weather of the layer at one end of a sub-step, as of MetSample, with the turbulence there.
struct LaneAir {
    LaneValues wind_x, wind_y, wind_z, wind_z_change;
    LaneValues mixing_height, friction_velocity, inverse_obukhov, convective_velocity, roughness;
    LaneValues precipitation, sigma_v, sigma_w, turbulence_wind;
};

/// Puffs in the middle of their steps, the first `busy` lanes. Columns as of PuffStore; species as in LaneSetup.
struct alignas(64) LaneGroup {
    std::size_t busy;
    LaneValues x, y, z, sigma_y, sigma_z, lid, rise_left, rise_rate, travelled, draught, sunk, age;
    LaneValues stretch, cross, lean_x, lean_y;
    LaneValues left_s, fraction;
    LaneValues mass[k_carried_count];
    LaneValues dry[k_carried_count], wet[k_carried_count], so2_lost, nox_lost;  ///< of the step so far, kg

    // The piece of path on its way: where and how wide the puff was at its start, how long it lasts with the sub-step
    // at hand, how long it may. starts, ends: 1 where the sub-step at hand is its first, its last.
    LaneValues piece_x, piece_y, piece_sigma_y, piece_s, piece_limit_s, starts, ends;

    // From stage to stage of a sub-step.
    LaneAir start, end;
    LaneValues buoyancy_frequency, temperature_k, pressure_pa, humidity_frac;
    LaneValues low, high, x0, y0, z0, sigma_y0, sigma_z0, sunk0, dt_s, path;
    LaneValues longest_piece_s;  ///< that may start here
    LaneValues elevated;         ///< 1 above the lid, else 0
    LaneValues shape_start[4], shape_end[4];
    LaneValues draught0;  ///< at the start; -1 where draughts do not carry the puff
    // With shear: moments of the height at the start; spreads and slopes at one height at both ends, as of
    // TiltedSpread; the spread across and along the wind that turbulence gives; the vertical spread it would give
    // without a lid; what the mean vertical wind multiplies it by.
    LaneValues height0[3], tilt_start[6], tilt_end[6], across0, along0, across, along, sigma_z_free, stretched;
    LaneValues middle_fraction, rain_mm_h, so2_per_s, nox_per_s;
    LaneValues ground[k_sizes];
    LaneValues velocity[k_removed_count], scavenging[k_removed_count];
};

/// Both halves of one sub-step, one for each instruction set.
/// move: weather, motion, growth, and the densities [(height, end, size)] at start and end, of all busy lanes.
/// content: transformation, removal, and the weights [(height, channel)] with their change along the piece, of the
/// k_block_lanes lanes from `first` on. Both go on from the sub-steps of the piece before; until its last one `change`
/// holds the weight per second at the start instead.
struct LaneKernels {
    void (*move)(const LaneSetup& setup, LaneGroup& group, LaneValues* density) noexcept;
    void (*content)(const LaneSetup& setup, LaneGroup& group, std::size_t first, const LaneValues* density,
                    BlockValues* weight, BlockValues* change) noexcept;
};
[[nodiscard]] const LaneKernels& lane_kernels(InstructionSet set) noexcept;

}  // namespace lantian
