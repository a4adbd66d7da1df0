#pragma once

#include <cstddef>
#include <span>

#include "core/data/results.hpp"
#include "core/data/species.hpp"

namespace lantian {

// What a puff carries during one sub-step: how much of it is lost, and what it adds to the channels that are sampled.

/// Vertical densities at one height, m-1: gases and fine particles, coarse and giant ones (which sink).
struct Densities {
    double fine = 0.0, coarse = 0.0, giant = 0.0;
};

/// Mass lost, kg.
struct Removal {
    CarriedMass dry{}, wet{};
};

/// First-order dry and wet removal over dt_s, taken from `mass`; what is lost is shared between both in proportion to
/// their rates. velocity_m_s: deposition velocities; ground: densities at the ground; scavenging: s-1, where it rains.
[[nodiscard]] Removal remove(CarriedMass& mass, const RemovalRates& velocity_m_s, const Densities& ground,
                             const RemovalRates& scavenging, bool raining, double dt_s) noexcept;

/// Both ends of a piece of path. gas_factor: from the air to the state at which gases are reported; hour_frac: the
/// sub-step's share of the hour.
struct PieceEnds {
    const CarriedMass& before;
    const CarriedMass& after;
    double gas_factor, hour_frac;
};

/// Weights of a piece for one height, per channel: `weight` its mean, `change` its end less its start. Concentrations
/// from mass and density at both ends, deposits from what was lost. Both come zero and hold channels.count() values.
void add_weights(const PieceEnds& ends, const Densities& start, const Densities& end, const Removal& removal,
                 const Channels& channels, std::span<double> weight, std::span<double> change) noexcept;

}  // namespace lantian
