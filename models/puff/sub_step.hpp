#pragma once

namespace lantian {

// Constants of a sub-step, for step_puff() and for the lanes. Theory page of this room, sections 2 and 3.

/// Sub-steps: spread may grow by about this share in one (more once it is wider than a cell, whose average forgives
/// it), but none is shorter than the least.
inline constexpr double k_growth_frac = 0.15;
/// Share of a cell from which a spread counts as wide in this.
inline constexpr double k_wide_frac = 0.3;
/// A layer whose wind or shear is asked for apart is no thinner, m.
inline constexpr double k_least_layer_m = 1.0;
/// A piece of path over several steps is no longer than this share of what puffs.substep_sigmas allows a sub-step.
inline constexpr double k_piece_frac = 1.0 / 3.0;
/// A step is over when less than this is left of it.
inline constexpr double k_done_s = 1e-6;
/// A plume's half depth in spreads (AERMOD): what of its own extent counts for lid and layer.
inline constexpr double k_extent_sigmas = 2.15;
/// Vertical spread in units of the lid beyond which the puff is well mixed and no longer grows.
inline constexpr double k_mixed_sigmas = 1.7;
/// Half depth of the layer whose mean wind moves a puff, in spreads: for matter on the ground in a logarithmic wind the
/// mean over it is the wind weighted by the matter.
inline constexpr double k_layer_sigmas = 1.45;
/// The surface layer's share of the mixing height.
inline constexpr double k_surface_layer_frac = 0.1;
/// Share of N below which a layer counts as not stable, s-1.
inline constexpr double k_stable_n_per_s = 1e-3;

}  // namespace lantian
